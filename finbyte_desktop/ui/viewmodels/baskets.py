"""A bot of several assets as text: its rows, what it will do next, its first orders as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import (
    BasketAsset,
    BasketState,
    BotCard,
    PendingApproval,
    PlannedAsset,
    PlannedBasket,
    PlannedOrder,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.widgets.allocation_chart import AllocationRow
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

REBALANCE, DCA_BASKET = "rebalance", "dca_basket"
NEAR = Decimal("0.5")  # of the way to where a deviation is acted on
HUNDRED = Decimal(100)
ASSETS, WEIGHTING, OWN = "assets", "weighting", "own"
Row = tuple[str, str, str]


def is_basket(kind: str) -> bool:
    """Whether bots of this kind hold several assets."""
    return kind in (REBALANCE, DCA_BASKET)


def points(value: Decimal | None, *, sign: bool = False) -> str:
    """Percentage points."""
    return fmt.number(value, 2, sign=sign)


def drift_tone(drift: Decimal | None, threshold: Decimal | None) -> Tone | None:
    """How near a deviation is to be acted on."""
    if drift is None or threshold is None:
        return None
    if abs(drift) >= threshold:
        return Tone.WARN
    return Tone.NEUTRAL if abs(drift) >= threshold * NEAR else None


def allocation(basket: BasketState) -> list[AllocationRow]:
    """Weight and target of each asset; where weights are not kept, what it is worth instead of how far it is
    off, and no money.
    """
    return [
        AllocationRow(
            row.asset,
            None if row.weight is None else float(row.weight),
            float(row.target),
            fmt.percent(row.weight, 1),
            fmt.percent(row.target, 1),
            points(row.drift, sign=True) if basket.keeps_weights else fmt.number(row.value, 2),
            drift_tone(row.drift, basket.threshold),
        )
        for row in basket.assets
        if row.market or (basket.keeps_weights and (row.target or row.qty))
    ]


def planned_allocation(basket: PlannedBasket, quote: str) -> list[AllocationRow]:
    """What the first purchase leads to, beside the targets."""
    whole = sum((row.value for row in basket.assets), Decimal(0))
    rest = Decimal(0)
    if basket.keeps_weights and not any(row.asset == quote for row in basket.assets):
        rest = basket.left
    whole += rest
    rows = [(row.asset, row.value, row.target) for row in basket.assets]
    if rest and whole and rest / whole >= Decimal("0.0005"):
        rows.append((quote, rest, Decimal(0)))
    return [
        AllocationRow(
            asset,
            float(value / whole) if whole else None,
            float(target),
            fmt.percent(value / whole, 1) if whole else fmt.ABSENT,
            fmt.percent(target, 1),
            fmt.money(value, quote),
        )
        for asset, value, target in rows
    ]


def state_rows(basket: BasketState, card: BotCard, session: Session) -> tuple[Row, ...]:
    """(label, text, unit): what it is worth, how far it is off, when it looks and where it ends."""
    translate, quote = QCoreApplication.translate, card.quote
    rows: list[Row] = [
        (translate("Basket", "Worth now"), fmt.money(basket.equity, quote), quote),
        (translate("Basket", "Largest deviation"), points(basket.drift), "%"),
    ]
    if basket.threshold is not None:
        rows.append((translate("Basket", "Acts from"), points(basket.threshold), "%"))
    if basket.next_by_time_ns is not None:
        rows.append((translate("Basket", "By time, next"), session.times.moment(basket.next_by_time_ns), ""))
    if basket.stop_equity is not None:
        rows.append(
            (translate("Basket", "Stop loss at a worth of"), fmt.money(basket.stop_equity, quote), quote)
        )
    if basket.take_profit_equity is not None:
        label = translate("Basket", "Take profit at a worth of")
        rows.append((label, fmt.money(basket.take_profit_equity, quote), quote))
    doing = {
        "selling": translate("Basket", "sells what is too much"),
        "buying": translate("Basket", "buys what is missing"),
        "leaving": translate("Basket", "sells everything"),
    }.get(basket.doing)
    if doing:
        rows.append((translate("Basket", "Now"), doing, ""))
    if basket.held_off_ns is not None and basket.held_off_ns > session.now_ns():
        moment = session.times.moment(basket.held_off_ns)
        rows.append((translate("Basket", "Asks nothing until"), moment, ""))
    return tuple(rows)


def asset_table(quote: str, *, spent: bool = False) -> TableModel[BasketAsset]:
    """What a bot holds, asset by asset; with `spent` what was spent on each in place of its price."""
    translate = QCoreApplication.translate
    price: Column[BasketAsset] = Column(
        "price",
        translate("Basket", "Price"),
        lambda r: r.price,
        lambda r: fmt.number(r.price, r.price_places) if r.market else fmt.ABSENT,
        number=True,
        width=84,
        mute_zeros=False,
    )
    money: Column[BasketAsset] = Column(
        "spent",
        translate("Basket", "Spent"),
        lambda r: r.spent,
        lambda r: fmt.number(r.spent, 2),
        number=True,
        width=84,
    )
    return TableModel(
        [
            Column(
                "asset",
                translate("Basket", "Asset"),
                lambda r: r.asset,
                lambda r: Cell(r.asset, coin=r.asset, strong=True),
                width=84,
                stretch=True,
            ),
            Column(
                "qty",
                translate("Basket", "Quantity"),
                lambda r: r.qty,
                lambda r: fmt.number(r.qty, r.qty_places if r.market else 2),
                number=True,
                width=92,
            ),
            money if spent else price,
            Column(
                "average",
                translate("Basket", "Average cost"),
                lambda r: r.average,
                lambda r: Cell(fmt.number(r.average, r.price_places), Tone.MUTED),
                number=True,
                width=90,
                mute_zeros=False,
            ),
            Column(
                "value",
                translate("Basket", "Value, {quote}").format(quote=quote),
                lambda r: r.value,
                lambda r: fmt.number(r.value, 2),
                number=True,
                width=96,
            ),
        ],
        key=lambda r: r.asset,
    )


def planned_table(quote: str, *, recurs: bool = False) -> TableModel[PlannedAsset]:
    """The first orders with their fees; of a bot that buys as much again and again, with `recurs`."""
    translate = QCoreApplication.translate

    def side(row: PlannedAsset) -> Cell:
        if row.too_small:
            return Cell(translate("Basket", "too small"), Tone.WARN)
        if not row.qty:
            return Cell(translate("Basket", "stays") if not row.market else fmt.ABSENT, Tone.MUTED)
        if row.qty > 0:
            return Cell(translate("Basket", "buy"), Tone.BUY)
        return Cell(translate("Basket", "sell"), Tone.SELL)

    head = translate("Basket", "Each time") if recurs else translate("Basket", "At start")
    return TableModel(
        [
            Column(
                "asset",
                translate("Basket", "Asset"),
                lambda r: r.asset,
                lambda r: Cell(r.asset, coin=r.asset, strong=True),
                width=90,
                stretch=True,
            ),
            Column("side", head, lambda r: r.qty, side, width=74),
            Column(
                "target",
                translate("Basket", "Weight"),
                lambda r: r.target,
                lambda r: fmt.percent(r.target, 2),
                number=True,
                width=72,
            ),
            Column(
                "price",
                translate("Basket", "Price"),
                lambda r: r.price,
                lambda r: fmt.number(r.price, r.price_places),
                number=True,
                width=92,
                mute_zeros=False,
            ),
            Column(
                "qty",
                translate("Basket", "Quantity"),
                lambda r: abs(r.qty),
                lambda r: fmt.number(abs(r.qty), r.qty_places) if r.qty else fmt.ABSENT,
                number=True,
                width=96,
            ),
            Column(
                "cost",
                translate("Basket", "Cost, {quote}").format(quote=quote),
                lambda r: abs(r.cost),
                lambda r: fmt.number(abs(r.cost), 2) if r.qty else fmt.ABSENT,
                number=True,
                width=94,
            ),
            Column(
                "fee",
                translate("Basket", "Fee, {quote}").format(quote=quote),
                lambda r: r.fee,
                lambda r: Cell(fmt.number(r.fee, 4) if r.qty else fmt.ABSENT, Tone.MUTED),
                number=True,
                width=96,
            ),
        ],
        key=lambda r: r.asset,
    )


def shares_text(params: Mapping[str, Any]) -> str:
    """The assets of a bot with their weights: "BTC 50 %, ETH 30 %, SOL 20 %"."""
    given = params.get(ASSETS)
    if not isinstance(given, Mapping):
        return ""
    shares = {asset: fields.decimal(share) or Decimal(0) for asset, share in given.items()}
    parts = sum(shares.values(), Decimal(0))
    if not parts:
        return ", ".join(shares)
    return ", ".join(f"{asset} {fmt.percent(share / parts, 2)}" for asset, share in shares.items())


def basket_plan_text(request: PendingApproval) -> str:
    """What the plan of a bot of several assets does, in money."""
    translate = QCoreApplication.translate
    sells = [order for order in request.orders if order.side is Side.SELL]
    buys = [order for order in request.orders if order.side is Side.BUY]
    fee = fmt.amount(request.fee, request.quote)
    if not request.orders:
        return translate("Basket", "Nothing is traded now. The bot keeps the weights from then on.")
    if sells:
        text = translate(
            "Basket", "You will sell {assets} for about {cost}, fees {fee}, and buy what is missing."
        )
        cost = sum((order.cost for order in sells), Decimal(0))
        named = traded_text(sells)
    else:
        text = translate("Basket", "You will buy {assets} for about {cost}, fees {fee}.")
        cost = sum((order.cost for order in buys), Decimal(0))
        named = traded_text(buys)
    return text.format(assets=named, cost=fmt.amount(cost, request.quote), fee=fee)


def traded_text(orders: Sequence[PlannedOrder]) -> str:
    """The assets of orders with their quantities: "0.0052 BTC, 0.1 ETH"."""
    return ", ".join(f"{fmt.plain(order.qty)} {words.coin(order.market)}" for order in orders)


def basket_headline(basket: PlannedBasket, quote: str) -> str:
    """The consequence of the start, in money."""
    translate = QCoreApplication.translate
    sells = [row for row in basket.assets if row.qty < 0]
    bought = [row for row in basket.assets if row.qty > 0]
    money = {
        "cost": fmt.amount(sum((row.cost for row in bought), Decimal(0)), quote),
        "fee": fmt.amount(basket.fee, quote),
        "left": fmt.amount(basket.left, quote),
        "assets": bought_text(bought),
    }
    if sells and bought:
        text = translate("Basket", "You sell {sold}, then buy {assets} for about {cost}. Fees {fee}.")
        return text.format(sold=bought_text(sells), **money)
    if sells:
        return translate("Basket", "You sell {sold}. Fees {fee}.").format(sold=bought_text(sells), **money)
    if not bought:
        return translate("Basket", "Nothing is traded now.")
    text = translate("Basket", "You buy {assets} now for about {cost}, fees {fee}; {left} stay as money.")
    return text.format(**money)


def when_text(params: Mapping[str, Any]) -> str:
    """When it trades, as a sentence."""
    translate = QCoreApplication.translate
    trigger = params.get("trigger") or "either"
    off = fmt.plain(fields.decimal(params.get("threshold")) or Decimal(5))
    seconds = int(fields.decimal(params.get("interval_s")) or 86_400)
    every = fields.span(seconds)
    if trigger == "deviation":
        text = translate("Basket", "Trades when an asset is {off} percentage points off its weight.")
    elif trigger == "interval":
        text = translate("Basket", "Trades every {every}, where an asset is half a percentage point off.")
    else:
        text = translate(
            "Basket", "Trades when an asset is {off} percentage points off its weight, and every {every}."
        )
    return text.format(off=off, every=every)


def own_text(params: Mapping[str, Any]) -> str:
    """The trader's own coins that went in."""
    given = params.get("own")
    if not isinstance(given, Mapping):
        return ""
    return ", ".join(f"{fmt.plain(fields.decimal(qty))} {asset}" for asset, qty in given.items())


def bought_text(rows: Sequence[PlannedAsset]) -> str:
    """What is traded at the start, in a few words: "BTC, ETH and SOL"."""
    named = [row.asset for row in rows if row.qty]
    if len(named) < 2:
        return "".join(named)
    return QCoreApplication.translate("Basket", "{first} and {last}").format(
        first=", ".join(named[:-1]), last=named[-1]
    )
