"""Recurring DCA of several assets for the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.dca_basket import DcaBasket
from finbyte_desktop.bots.dca_basket_math import net_worth
from finbyte_desktop.bots.dca_basket_params import ASSETS, SPECS, DcaBasketParams
from finbyte_desktop.bots.registry import DCA
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ONE, ZERO, exact, floor_to, half_even_div, plain
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.kinds.dca_basket_preflight import preflight
from finbyte_desktop.services.kinds.dca_recurring import FIRST_ORDERS, PART_OF_FREE, DcaRecurringKind
from finbyte_desktop.services.kinds.kind import Kind, Moment
from finbyte_desktop.services.kinds.rebalance import FIRST_ASSETS, SHOWN
from finbyte_desktop.services.kinds.rebalance_preflight import markets_of
from finbyte_desktop.services.shown import Preflight
from finbyte_desktop.services.shown_baskets import BasketAsset, BasketState
from finbyte_desktop.services.shown_deals import ScheduleState
from finbyte_desktop.services.shown_markets import CandleArrays


class DcaBasketKind(Kind):
    """Buys several assets for an amount by a schedule."""

    key = "dca_basket"
    bot_type = DCA
    fixed: Mapping[str, JsonValue] = MappingProxyType({"form": "recurring"})
    specs = SPECS
    several = True
    # So are the assets; what it spends stays as it is.
    editable = frozenset(
        {"weighting", "interval", "at", "weekday", "day", "time_zone", "missed", "exit"}
        | {"take_profit", "take_profit_part"}
    )
    advanced = frozenset({"first", "take_profit", "take_profit_part", "exit"})
    only_with = MappingProxyType(
        {name: with_ for name, with_ in DcaRecurringKind.only_with.items() if not name.startswith("smart")}
    )

    def makes(self, params: Mapping[str, Any]) -> bool:
        """See `Kind`."""
        return super().makes(params) and params.get(ASSETS) is not None

    def values(self, raw: Mapping[str, Any]) -> dict[str, JsonValue]:
        """See `Kind`."""
        return dict(DcaBasketParams.from_raw({**raw, **self.fixed}).raw)

    def markets(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> list[Instrument]:
        """See `Kind`."""
        return markets_of(DcaBasketParams.from_raw(raw).shares, i.quote, moment)

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        given = {name: value for name, value in raw.items() if value is not None}
        return preflight(i, {**given, **self.fixed}, moment)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """The first assets of the market's list in equal parts, each day for a hundredth of the money."""
        named = [base for base, peer in moment.peers.items() if peer.price is not None]
        if i.base in named:
            named = [i.base, *(base for base in named if base != i.base)]
        if len(named) < 2:
            return {}
        chosen = named[:FIRST_ASSETS]
        least = max(moment.peers[base].instrument.min_notional for base in chosen)
        free = moment.free_quote or ZERO
        amount = max(floor_to(free / PART_OF_FREE, ONE), 2 * len(chosen) * least)
        assets: dict[str, JsonValue] = dict.fromkeys(chosen, "1")
        money = {"amount": plain(amount), "investment": plain(amount * FIRST_ORDERS)}
        return {ASSETS: assets, "weighting": "equal", "interval": "day", **money}

    # --- of a bot that exists ---------------------------------------------------------------------

    def schedule(self, record: BotRecord) -> ScheduleState | None:
        """See `Kind`."""
        bot = record.bot
        if not isinstance(bot, DcaBasket) or bot.phase in (BotState.DRAFT, BotState.WAIT_APPROVAL):
            return None
        run = bot.params.run
        return ScheduleState(
            next_ns=bot.next_ns or None,
            spent=bot.spent,
            left=max(ZERO, bot.put_in - bot.spent),
            coins=None,
            average=None,
            take_profit=None,
            catches_up=run.catches_up,
            zone=run.counted_zone,
        )

    def basket(
        self,
        params: Mapping[str, Any],
        markets: Sequence[Instrument],
        figures: BasketFigures,
        record: BotRecord | None,
    ) -> BasketState:
        """Its assets at the prices that its figures saw last."""
        p = DcaBasketParams.from_raw(params)
        bot = record.bot if record is not None and record.state not in ENDED_BOTS else None
        worth = figures.mark({})
        equity = None if worth is None else figures.equity(worth)
        state = BasketState(
            assets=_rows(p, markets, figures, worth),
            equity=equity,
            put_in=figures.investment(None) - figures.withdrawn,
            drift=None,
            keeps_weights=False,
        )
        if record is None or not isinstance(bot, DcaBasket):
            return state
        return _with_profit(state, p, bot, record)


def _with_profit(state: BasketState, p: DcaBasketParams, bot: DcaBasket, record: BotRecord) -> BasketState:
    """The state with where its profit is taken."""
    state = replace(state, doing=bot.step, held_off_ns=bot.held_off_ns or None)
    cost = sum(bot.costs.values(), ZERO)
    if p.run.take_profit is None or not bot.armed or cost <= 0:
        return state
    with exact():
        known = all(row.price is not None for row in state.assets if row.qty)
        return replace(
            state,
            coins_net=net_worth(record.view) if known else None,
            take_profit_coins=(ONE + p.run.take_profit) * cost,
        )


def _rows(
    p: DcaBasketParams, markets: Sequence[Instrument], figures: BasketFigures, worth: Decimal | None
) -> list[BasketAsset]:
    """The assets in their order, then what else is held, the quote asset last. Weights are those of the
    coins.
    """
    parts = p.parts
    of = {market.base: market for market in markets}
    named = [asset for asset in p.shares if asset in of]
    named += [asset for asset in of if asset not in named and figures.coins.get(asset)]
    rows = []
    for asset in named:
        market, qty, price = of[asset], figures.coins.get(asset, ZERO), figures.prices.get(asset)
        value = None if price is None else qty * price
        rows.append(
            BasketAsset(
                asset,
                market.id,
                qty,
                price,
                value,
                half_even_div(p.shares.get(asset, ZERO), parts, SHOWN),
                half_even_div(value, worth, SHOWN) if value is not None and worth else None,
                None,
                figures.average_of(asset),
                market.price_places,
                market.qty_places,
                figures.spent.get(asset, ZERO),
            )
        )
    money = BasketAsset(figures.quote, "", figures.held_quote, ONE, figures.held_quote, ZERO, None, None)
    return [*rows, money]
