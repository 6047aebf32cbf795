"""A world whose bots are futures grids, long, short and neutral, on the perpetuals of both venues.

The price walks from level to level, positions are paid for and liquidated, and the owner changes things at
the venue itself (`owner.py`). Beside the invariants of every world those of `perpetual_rules.py` hold.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import ROUND_UP, Decimal
from typing import cast

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.perpetuals import Perpetuals
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.live.perpetual_settings import PerpetualSettings
from finbyte_desktop.services.live.shell import LiveShell
from tests.support.exchange import Faults
from tests.support.exchange.bybit import Bybit
from tests.support.exchange.market import SeededMarket
from tests.support.exchange.values import Status
from tests.support.simulation.broken_invariant import Broken
from tests.support.simulation.dialect import COINS, PERPETUALS
from tests.support.simulation.owner import Owner
from tests.support.simulation.perpetual_rules import PerpetualInvariants
from tests.support.simulation.swarm import PERPETUAL_LIMITS, limits_of, perpetual_swarm
from tests.support.simulation.world import Report, World

D = Decimal
DIRECTIONS = ("long", "short", "neutral")
LEVERAGES = (2, 3, 5, 10)
WORTH = D(130)  # of an order, quote, at least: more than what Binance takes
MARGIN = D("1.4")  # of the least that a plan needs
SWINGS = 0.85  # of the moments of a person
CLOSES = 0.6  # of the stops; else the position is kept
ANEW = 0.3  # of a person's looks at a late run in which a market has no bot


class PerpetualWorld(World):
    """Everything of one seed."""

    DIALECTS = PERPETUALS
    BOTS = LATE_BOTS = len(COINS)
    RULES_FACTOR = 3  # some orders are too small then, most are not

    def __init__(self, seed: int, minutes: float, faults: bool = True, dialect: str | None = None) -> None:
        super().__init__(seed, minutes, faults, dialect)
        venue = self.dialect.at(self.exchange)
        if isinstance(venue, Bybit):  # there it is a setting of the whole account, which nobody sets for it
            venue.accounts._margin_modes[self.key.account] = "ISOLATED_MARGIN"
        assert isinstance(venue.market, SeededMarket)
        self._place = venue.market
        self._engine = venue.engine
        self._owner = Owner(seed, self.exchange, venue, self.dialect, self.key.account)
        self._smallest = {key: market.min_lots for key, market in venue.engine.instruments.items()}

    def _rules(self) -> PerpetualInvariants:
        return PerpetualInvariants(self.dialect, self.exchange, self.disk)

    def _swarm(self) -> Faults:
        return perpetual_swarm(self.seed, int(self.minutes * 60_000), self.dialect)

    def _limits(self) -> Limits:
        return limits_of(self.dice, self.dialect.markets, PERPETUAL_LIMITS)

    def _before_us(self) -> None:
        """What a person holds there is no bot's: nothing is made ready then."""

    # --- the market -------------------------------------------------------------------------------

    def _swing(self) -> None:
        """The price of a market goes some levels up or down, and comes back to where it began."""
        key = self.dialect.key(f"{self.dice.choice(COINS)}USDT")
        instrument = self._engine.instruments[key]
        if key in self._place._paused or instrument.status is not Status.TRADING:
            return
        away = self.dice.choice((-1, 1)) * self.dice.randint(5, 120)  # parts of ten thousand
        middle = (self._place.fair[key] * 2 + instrument.start_price) // 3
        self._place.trade_at(key, middle * (10_000 + away) // 10_000)

    # --- a person ---------------------------------------------------------------------------------

    async def _person(self) -> None:
        if self.dice.random() < SWINGS:
            self._swing()
        shell = None if self.client is None else self.client.shell
        if self.is_harsh and shell is not None and shell.adopted_ns:
            self._owner.maybe(shell)
        await super()._person()

    async def _hurry(self, shell: LiveShell, running: list[BotRecord]) -> None:
        """Orders are missing: beside what every person does then, a grid is begun anew."""
        with suppress(UserError, Unavailable, VenueRejected):  # its market has a bot, or is not traded
            await super()._hurry(shell, running)
        full = len(running) >= self.LATE_BOTS  # never, where one of the markets is not traded any more
        if running and (full or self.dice.random() < ANEW):
            record = self.dice.choice(running)
            await shell.command(ev.BotStopped(shell.port.now_ns(), record.id, ev.Exit.SELL))

    async def _command(self, shell: LiveShell, record: BotRecord, draw: float) -> None:
        now = shell.port.now_ns()
        if 0.30 <= draw < 0.36:
            closes = self.dice.random() < CLOSES
            await shell.command(ev.BotStopped(now, record.id, ev.Exit.SELL if closes else ev.Exit.KEEP))
        elif 0.52 <= draw < 0.58:
            await self._close_kept(shell)
        else:
            await super()._command(shell, record, draw)

    async def _close_kept(self, shell: LiveShell) -> None:
        """What bots kept at their end is closed."""
        for record in list(shell.kernel.bots.values()):
            if Perpetuals.kept(record):
                await shell.command(ev.BotStopped(shell.port.now_ns(), record.id, ev.Exit.SELL))

    async def _create(self, shell: LiveShell) -> None:
        """A grid in a market that nobody holds a position in; else what is held there is closed."""
        kernel = shell.kernel
        free = [name for name in self.dialect.markets if kernel.perpetuals.bot_of(name) is None]
        if not free:
            await self._close_kept(shell)
            return
        market = self.dice.choice(free)
        await shell.use(market)
        params = self._grid(kernel.last[market], shell.port.instruments()[market].lot)
        await shell.truth.read_fundings()
        leverage = D(cast("int", params["leverage"]))
        await PerpetualSettings(shell).prepare(market, leverage)
        name = f"b{len(kernel.bots) + 1}"
        head = (shell.port.now_ns(), name, "futures_grid", market, params, ev.Policy.AUTOMATIC, True)
        await shell.command(ev.BotCreated(*head))

    def _grid(self, price: Decimal, lot: Decimal) -> dict[str, JsonValue]:
        """Steps of some tenths of a percent around a price."""
        dice = self.dice
        step = price * D(dice.randint(12, 40)) / 10_000
        grids, leverage = dice.randint(5, 12), dice.choice(LEVERAGES)
        lower = price - step * dice.randint(2, grids - 2)
        direction = dice.choice(DIRECTIONS)
        qty = (WORTH * dice.randint(10, 25) / 10 / price).quantize(lot, ROUND_UP)
        upper = lower + step * grids
        need = qty * upper * (grids + 1) / leverage
        places = D("0.1") if price > 1_000 else D("0.00001")
        params: dict[str, JsonValue] = {
            "direction": direction,
            "leverage": leverage,
            "lower": str(lower.quantize(places)),
            "upper": str(upper.quantize(places)),
            "grids": grids,
            "investment": str((need * MARGIN).quantize(D(1), ROUND_UP)),
            "order_qty": str(qty),
            "exit": "close" if dice.random() < CLOSES else "keep",
        }
        if dice.random() < 0.4:
            below, above = str((lower - step).quantize(places)), str((upper + step).quantize(places))
            params["stop_price"] = above if direction == "short" else below
            if direction == "neutral":
                params["stop_price_high"] = above
        return params

    def run(self) -> Report:
        """See `World`."""
        report = super().run()
        report.host += self._owner.did
        return report

    # --- the end ----------------------------------------------------------------------------------

    def _waits(self) -> bool:
        """A bot closes its position when its market, which was halted, is listed again."""
        shell = None if self.client is None else self.client.shell
        return shell is not None and any(map(self._is_open, shell.kernel.bots.values()))

    def _is_open(self, record: BotRecord) -> bool:
        """Whether a bot has not ended, or holds something, in a market where that can be."""
        key = self.dialect.key(self.dialect.symbol(record.instrument.id))
        is_there = self._engine.instruments[key].status is not Status.DELISTED
        return is_there and (record.state not in ENDED_BOTS or bool(record.position.qty))

    async def _stop_all(self, shell: LiveShell) -> None:
        """Every position is closed, also those that were kept, once what the owner did is taken back. What
        found nobody on its way is asked for again.
        """
        self._owner.take_back(shell, at_once=True)
        for record in list(shell.kernel.bots.values()):
            is_running = record.state not in ENDED_BOTS and not record.stopping
            found_nobody = record.stopping and record.position.qty and not record.live_orders()
            if is_running or found_nobody or (Perpetuals.kept(record) and self._is_open(record)):
                await self._closed(shell, record)

    @staticmethod
    async def _closed(shell: LiveShell, record: BotRecord) -> None:
        """As the desk says it: also to one that is stopping already."""
        stopped = ev.BotStopped(shell.port.now_ns(), record.id, ev.Exit.SELL, is_last=True)
        with suppress(UserError):
            await shell.command(stopped)

    async def _settle(self) -> None:
        """P6: a bot that is stopped ends, and nothing is left of its position. What is smaller than a venue
        takes cannot be closed there: at the end it takes again what it took at the beginning.
        """
        for key, lots in self._smallest.items():
            self._engine.instruments[key].min_lots = lots
        await super()._settle()
        assert self.client is not None
        assert self.client.shell is not None
        for record in self.client.shell.kernel.bots.values():
            if self._is_open(record):
                state = f"{record.state.value}, {record.reason}, and holds {record.position.qty}"
                raise Broken("P6", f"{record.id} is {state}, and was to be closed")
