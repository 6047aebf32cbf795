"""The smart rebalance for the window and the engines: what is wrong with its parameters, how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.params import canonical, parse
from finbyte_desktop.bots.rebalance import Rebalance
from finbyte_desktop.bots.rebalance_params import SPECS, RebalanceParams
from finbyte_desktop.bots.rebalance_state import IDLE
from finbyte_desktop.bots.registry import REBALANCE
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ONE, ZERO, half_even_div, plain
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.kinds.kind import Kind, Moment
from finbyte_desktop.services.kinds.rebalance_plan import Planned, rebalanced, rows_of
from finbyte_desktop.services.kinds.rebalance_preflight import ASSETS, markets_of, preflight
from finbyte_desktop.services.shown import AddedPlan, Preflight
from finbyte_desktop.services.shown_baskets import BasketAsset, BasketState
from finbyte_desktop.services.shown_markets import CandleArrays

SHOWN = 8
FIRST_ASSETS = 3
FIRST_FUNDS = Decimal(1000)
HUNDRED = Decimal(100)
BEFORE = (BotState.DRAFT, BotState.WAIT_APPROVAL)


class RebalanceKind(Kind):
    """Keeps several assets at their weights."""

    key = bot_type = REBALANCE
    specs = SPECS
    several = True
    # So are the assets; what was put in is changed by adding and withdrawing.
    editable = frozenset(
        {"weighting", "trigger", "threshold", "interval_s", "cost_guard", "stop_equity"}
        | {"take_profit_equity", "exit"}
    )
    advanced = frozenset({"cost_guard", "stop_equity", "take_profit_equity", "exit"})
    only_with = MappingProxyType(
        {
            "threshold": ("trigger", ("deviation", "either")),
            "interval_s": ("trigger", ("interval", "either")),
        }
    )

    def values(self, raw: Mapping[str, Any]) -> dict[str, JsonValue]:
        """See `Kind`."""
        p = RebalanceParams.from_raw(raw)
        plainly = {name: value for name, value in raw.items() if name not in (ASSETS, "own")}
        own: dict[str, JsonValue] = {asset: plain(qty) for asset, qty in p.own.items()}
        shares: dict[str, JsonValue] = {asset: plain(share) for asset, share in p.shares.items()}
        return {ASSETS: shares, **canonical(parse(SPECS, plainly)), **({"own": own} if own else {})}

    def markets(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> list[Instrument]:
        """See `Kind`."""
        return markets_of(RebalanceParams.from_raw(raw).shares, i.quote, moment)

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        return preflight(i, {name: value for name, value in raw.items() if value is not None}, moment)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """The first assets of the market's list in equal parts, with a tenth of the money."""
        named = [base for base, peer in moment.peers.items() if peer.price is not None]
        if i.base in named:
            named = [i.base, *(base for base in named if base != i.base)]
        if len(named) < 2:
            return {}
        free = moment.free_quote or ZERO
        funds = max(ZERO, min(free, max(FIRST_FUNDS, half_even_div(free, Decimal(10), 0))))
        assets: dict[str, JsonValue] = dict.fromkeys(named[:FIRST_ASSETS], "1")
        return {ASSETS: assets, "weighting": "equal", "investment": plain(funds)}

    # --- of a bot that exists ---------------------------------------------------------------------

    def added_plan(self, kernel: Kernel, record: BotRecord, amount: Decimal) -> AddedPlan | None:
        """See `Kind`."""
        bot = record.bot
        return _added(kernel, record, bot, amount) if isinstance(bot, Rebalance) else None

    def basket(
        self,
        params: Mapping[str, Any],
        markets: Sequence[Instrument],
        figures: BasketFigures,
        record: BotRecord | None,
    ) -> BasketState:
        """Its assets at the prices that its figures saw last."""
        p = RebalanceParams.from_raw(params)
        bot = record.bot if record is not None and record.state not in ENDED_BOTS else None
        worth = figures.mark({})
        equity = None if worth is None else figures.equity(worth)
        rows = _rows(p, markets, figures, equity)
        put_in = figures.investment(None) - figures.withdrawn
        drifts = [abs(row.drift) for row in rows if row.drift is not None]
        lives = isinstance(bot, Rebalance) and bot.phase not in BEFORE
        return BasketState(
            assets=rows,
            equity=equity,
            put_in=put_in,
            drift=max(drifts, default=None),
            threshold=p.threshold if p.by_deviation else None,
            next_by_time_ns=_next(bot) if isinstance(bot, Rebalance) and lives and p.by_time else None,
            held_off_ns=bot.held_off_ns or None if isinstance(bot, Rebalance) else None,
            doing=bot.step if isinstance(bot, Rebalance) else IDLE,
            stop_equity=None if p.stop_equity is None else p.stop_equity * put_in,
            take_profit_equity=None if p.take_profit_equity is None else p.take_profit_equity * put_in,
        )


def _added(kernel: Kernel, record: BotRecord, bot: Rebalance, amount: Decimal) -> AddedPlan | None:
    prices = {market.id: kernel.last[market.id] for market in record.markets if market.id in kernel.last}
    if len(prices) != len(record.markets) or bot.phase is not BotState.RUNNING:
        return None
    view = record.view
    quote = record.instrument.quote
    coins = {market.base: view.held(market.base) for market in record.markets}
    coins[quote] = view.held(quote) + amount
    purse = Planned(record.markets, prices, coins, view.slippage, view.collar, view.purchase_margin)
    orders = rebalanced(bot.params, purse)
    rows = rows_of(purse, orders)
    fee = sum((traded[2] for traded in purse.traded.values()), ZERO)
    waits = record.state is not BotState.RUNNING
    return AddedPlan(None, ZERO, ZERO, fee, ZERO, True, (), 0, waits, rows)


def _next(bot: Rebalance) -> int:
    """When the interval that runs is over."""
    step = bot.params.interval_ns
    return bot.start_ns + ((bot.looked_ns - bot.start_ns) // step + 1) * step


def _rows(
    p: RebalanceParams, markets: Sequence[Instrument], figures: BasketFigures, equity: Decimal | None
) -> list[BasketAsset]:
    """The assets in their order, then what else is held, the quote asset last."""
    parts = sum(p.shares.values(), ZERO)
    of = {market.base: market for market in markets}
    quote = figures.quote
    named = [asset for asset in p.shares if asset in of]
    named += [asset for asset in of if asset not in named and figures.coins.get(asset)]
    rows = []
    for asset in (*named, quote):
        market = of.get(asset)
        price = ONE if market is None else figures.prices.get(asset)
        qty = figures.held_quote if market is None else figures.coins.get(asset, ZERO)
        value = None if price is None else qty * price
        share = p.shares.get(asset, ZERO)
        target = half_even_div(share, parts, SHOWN)
        weight = drift = None
        if value is not None and equity:
            weight = half_even_div(value, equity, SHOWN)
        if value is not None and equity and figures.ended_ns is None:  # one that has ended keeps no weights
            drift = half_even_div(HUNDRED * (value * parts - equity * share), equity * parts, SHOWN)
        rows.append(
            BasketAsset(
                asset,
                "" if market is None else market.id,
                qty,
                price,
                value,
                target,
                weight,
                drift,
                None if market is None else figures.average_of(asset),
                2 if market is None else market.price_places,
                8 if market is None else market.qty_places,
            )
        )
    return rows
