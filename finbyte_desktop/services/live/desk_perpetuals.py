"""Perpetual positions of a live account, beside its bots: shown, protected, and what they do to its cash."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.numbers import ONE, decimal_of, half_even_div, plain
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.services import ports
from finbyte_desktop.services.live.answers import LiveAnswers
from finbyte_desktop.services.live.bot_stops import BotStops
from finbyte_desktop.services.live.guarded import Guarded
from finbyte_desktop.services.live.joining import Difference
from finbyte_desktop.services.live.perpetual_cash import PART, SETTLE, UNIFIED, PerpetualCash
from finbyte_desktop.services.live.perpetual_settings import PerpetualSettings
from finbyte_desktop.services.live.positions import AccountPositions
from finbyte_desktop.services.live.stop_refusals import RefusedStop, code_of, refused_fields
from finbyte_desktop.services.venues.live_perpetuals import Position

TRADED = frozenset({"binanceusdm", "bybit"})  # venues on whose perpetuals bots trade
PLACES = 8
AWAITED = ports.FieldProblem(
    "", "tiers_awaited", "The leverage tiers of this market are being read.", None, None
)
NOT_READ = Unavailable("The positions were not read yet.", "positions_not_read")


FUNDING_WAIT_S = 5.0


class LivePerpetuals(LiveAnswers):
    """What a live desk knows and does about perpetuals."""

    _guarded: Guarded
    _positions: AccountPositions | None = None
    _bot_stops: BotStops | None = None
    _learning: set[str]

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._learning = set()
        self._making = asyncio.Lock()

    def _begin_positions(self) -> None:
        """Reads them from now on, where the account has any to read."""
        account = self._account
        if account.perpetuals is None:
            return
        if account.connection.venue in UNIFIED:
            self._perpetual_cash = PerpetualCash(self._saved.get(PART, {}))
        self._positions = AccountPositions(
            account.perpetuals,
            self._kernel.placing.prefix,
            account.shell.keep,
            self._saved,
            self._positions_read,
            lost=self._stop_lost,
            refused=self._stop_refused,
        )
        self._supervisor.keep("positions", self._positions.run)
        if account.connection.venue in TRADED:
            self._bot_stops = BotStops(self._kernel, self._positions, self._bot_stop_refused)
            self._supervisor.keep("bot_stops", self._bot_stops.run)

    # --- bots on perpetuals -----------------------------------------------------------------------

    async def create_bot(
        self,
        bot_type: str,
        market: str,
        params: Mapping[str, Any],
        policy: Policy,
        auto_start: bool,
        name: str | None = None,
    ) -> str:
        """Of a bot on a perpetual the market is made ready first: what is there is the bot's alone, and its
        settings are confirmed. Raises what `PerpetualSettings.prepare` does; no order was sent then.
        """
        if not settled_in(market) or not self.preflight(bot_type, market, params).ok:
            return await super().create_bot(bot_type, market, params, policy, auto_start, name)
        async with self._making:  # another one asked for meanwhile would set another leverage
            self._kernel.perpetuals.check_new(market)
            await self._account.shell.truth.read_fundings()  # what is due to bots before it is theirs
            leverage = params.get("leverage")
            leverage = decimal_of(str(ONE if leverage is None else leverage), "leverage")
            await PerpetualSettings(self._account.shell).prepare(market, leverage)
            return await super().create_bot(bot_type, market, params, policy, auto_start, name)

    async def stop(self, bot: str, exit: Exit) -> None:  # noqa: A002 - the field's word
        """Ends a bot; what its position paid and received until now is booked to it before. A position that
        it kept is closed while the venue has the same.
        """
        if settled_in(self._entries[bot].market):
            if exit is Exit.SELL:
                self._refuse_other_position(bot)
            with contextlib.suppress(Unavailable, VenueRejected):  # a stop does not wait for a venue
                async with asyncio.timeout(FUNDING_WAIT_S):
                    await self._account.shell.truth.read_fundings()
        await super().stop(bot, exit)

    def _refuse_other_position(self, bot: str) -> None:
        """Raises UserError for a position that a bot kept and that is another one at the venue."""
        record = self._kernel.bots.get(bot)
        row = next((row for row in self._differing_positions() if row.bot == bot), None)
        if record is None or row is None or not self._kernel.perpetuals.kept(record) or not row.can_take:
            return  # where there is more than the bot's, its own part is closed
        raise UserError(
            f"{row.bot_name} has {plain(row.bots)} {row.base} in its books, and {self._label()} has "
            f"{plain(row.venue)} {row.base}. Nothing was sent. If you closed it there, say so in Settings, "
            "Connections: the bot then takes the venue's position as true.",
            "position_differs",
        )

    async def take_position(self, bot: str, venue: Decimal) -> None:
        """The position of a bot was closed, or reduced, outside: what the venue has is true; `venue` is what
        the person saw of it. The bot has the trades that did it, and ends or goes on with what is left.
        """
        await self._account.shell.truth.take(self._entries[bot].market, venue)
        self._tell("health", "bots", "fills")

    def preflight(self, bot_type: str, market: str, params: Mapping[str, Any]) -> ports.Preflight:
        """The one validator. Of a perpetual whose terms nobody read yet they are asked for; until then that
        is what is wrong.
        """
        found = super().preflight(bot_type, market, params)
        if not self._lacks_terms(market):
            return found
        if market not in self._learning:
            self._learning.add(market)
            self._supervisor.spawn("terms", self._learned(market))
        others = tuple(problem for problem in found.problems if problem.code != "no_tiers")
        return replace(found, ok=False, problems=(*others, AWAITED))

    def _lacks_terms(self, market: str) -> bool:
        known = self._kernel.instruments.get(market)
        return known is not None and known.perpetual is not None and not known.perpetual.tiers

    async def _learned(self, market: str) -> None:
        try:
            with contextlib.suppress(Unavailable, VenueRejected):  # asked again with the next look
                await self._followed(market)
        finally:
            self._learning.discard(market)
        self._tell("quotes")

    async def _followed(self, market: str) -> None:
        """Somebody looks at a market: of a perpetual the account's terms are read, where nobody did yet."""
        self._quotes.look(market)
        if self._lacks_terms(market):
            port = self._account.port
            await port.learn(market)
            self._kernel.add_instrument(port.instruments()[market])

    def _fold(self, fact: fx.Fact, marks: Mapping[str, Decimal]) -> set[str]:
        topics = super()._fold(fact, marks)
        if self._bot_stops is not None:
            self._bot_stops.heard(fact)
        return topics

    def card(self, bot: str) -> ports.BotCard:
        """One bot's card; of its position as the venue shows it, while that is fresh."""
        card = super().card(bot)
        held, shown = card.position, self.positions()
        if held is None or not held.qty or shown is None or shown.is_old:
            return card
        row = next((r for r in shown.rows if r.market == card.market and r.is_long is (held.qty > 0)), None)
        if row is None:
            return card
        end = row.liquidation
        away = None if end is None or not row.mark else half_even_div(end - row.mark, row.mark, PLACES)
        own = {"mark": row.mark, "liquidation": end, "away": away, "stop": row.stop, "naked_s": row.naked_s}
        return replace(card, position=replace(held, **own))  # type: ignore[arg-type]

    def _bot_stop_refused(self, market: str, price: Decimal, why: str) -> None:
        fields = {"market": market.partition(":")[2], "price": plain(price), "text": why}
        self._notice(Level.ERROR, "bot_stop_refused", fields)

    @property
    def may_rest(self) -> int:
        """Orders and stops that may rest at the venue, asked for or not."""
        stops = 0 if self._positions is None else self._positions.stops_kept
        return len(self._account.shell.live()) + len(self._kernel.late.unclaimed) + stops

    async def book_differences(self) -> None:
        """As below; what perpetuals did to the cash is booked with it."""
        await super().book_differences()
        await self._compared(())

    async def panic_told(self, bot: str | None = None, close_positions: bool = False) -> ports.PanicResult:
        """The orders are on their way first; positions are closed at the same time, on a connection of their
        own. A panic of one bot is none of the account's positions.
        """
        if bot is not None:
            return await super().panic_told(bot)
        held = self._positions
        if held is None:
            return await super().panic_told(None)
        orders, ended = await asyncio.gather(
            super().panic_told(None),
            held.ended() if close_positions else held.as_they_are(),
            return_exceptions=True,
        )
        if isinstance(ended, BaseException):
            raise ended
        if isinstance(orders, FinByteError):  # what became of the positions is told all the same
            orders = ports.PanicResult(trouble=orders.text)
        if isinstance(orders, BaseException):
            raise orders
        shown = held.shown()
        rows, was_read = ended
        is_unread = not was_read and (shown.read_ns is None or shown.is_old)
        return replace(
            orders,
            positions=tuple(rows),
            unread=(shown.trouble or NOT_READ.text) if is_unread else "",
            close_asked=close_positions,
            strange=held.strange(),
            is_read=not is_unread,
        )

    async def _compared(self, differences: Sequence[Difference]) -> None:
        """Venue and ledger were compared."""
        cash = self._perpetual_cash
        if cash is not None and all(row.asset != SETTLE for row in differences) and cash.agreed():
            await self._keep_cash(cash)

    def _positions_read(self) -> None:
        cash, positions = self._perpetual_cash, self._positions
        if positions is not None:
            self._guarded.positions(positions.shown().rows)
        if cash is not None and positions is not None and cash.look(positions.shown()):
            self._supervisor.spawn("perpetual_cash", self._keep_cash(cash))
            self._tell("health")
        self._tell("positions")

    async def _keep_cash(self, cash: PerpetualCash) -> None:
        with contextlib.suppress(Unavailable):  # only a cause that is told: it is found anew
            await self._account.shell.keep(PART, cash.state())

    def _stop_lost(self, position: Position) -> None:
        market = position.instrument.partition(":")[2]
        self._notice(Level.ERROR, "stop_lost", {"market": market})

    def _stop_refused(self, refused: RefusedStop) -> None:
        self._notice(Level.ERROR, code_of(refused), refused_fields(refused))

    def positions(self) -> ports.Positions | None:
        """Perpetual positions of the account and the stops under them."""
        return None if self._positions is None else self._positions.shown()

    async def protect(self, position: str, price: Decimal | None) -> None:
        """Keeps a stop under a position at the venue, or takes it away (None)."""
        if self._positions is None:
            await super().protect(position, price)
        else:
            await self._positions.protect(position, price)
