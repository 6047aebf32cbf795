"""The approval queue as text: plans first, then orders by expiry; what each would do to the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.ports import DecidedApproval, PendingApproval, PlannedOrder, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_kinds, words_positions
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels import own_code, purchases
from finbyte_desktop.ui.viewmodels.baskets import DCA_BASKET, basket_plan_text, is_basket
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.ui.words_summaries import summary
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

KINDS = ("all", "plan", "order")
ABOUT = Decimal("0.01")  # so much of its cost an opening may differ from the reviewed one without a word


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One row of the queue."""

    id: str
    digest: str
    bot: str
    base: str
    title: str
    account: str
    asked: str
    action: str
    action_tone: Tone
    quantity: str
    quantity_note: str
    price: str
    price_note: str
    cost: str
    cost_note: str
    fee: str
    effect: str
    moved: bool
    plan: bool
    deadline_ns: int
    total_s: int
    orders: int


@dataclass(frozen=True, slots=True)
class DialogShown:
    """The dialog of one request: the consequence in money, then the facts. `band` says in both cases where
    the price stands; `moved` that it left what is allowed. Facts that are not fresh are `Tone.STALE`.
    """

    title: str
    consequence: str
    approve: str
    balance: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str, Tone | None], ...]
    band: str
    moved: bool


def split(request: PendingApproval) -> tuple[list[PlannedOrder], list[PlannedOrder]]:
    """Buys and sells of a request, without the opening purchase."""
    resting = [order for order in request.orders if order is not request.opening and order != request.opening]
    return (
        [order for order in resting if order.side is Side.BUY],
        [order for order in resting if order.side is Side.SELL],
    )


def order_count(request: PendingApproval) -> int:
    buys, sells = split(request)
    return len(buys) + len(sells) + (1 if request.opening is not None else 0)


def limit_count(request: PendingApproval) -> int:
    """Orders of a plan that rest at their prices: all but the purchase at the start."""
    buys, sells = split(request)
    return len(buys) + len(sells)


def _when_asked(session: Session) -> str:
    translate = QCoreApplication.translate
    if session.desk.health().mode != "paper":
        return translate("Approvals", "Price when asked, {time}")
    return translate("Approvals", "Price when asked, {time} market time")


def request_shown(request: PendingApproval, session: Session) -> RequestShown:
    """A row of the queue."""
    translate = QCoreApplication.translate
    buys, sells = split(request)
    places, qty_places, quote = request.price_places, request.qty_places, request.quote
    asked = translate("Approvals", "{account}, asked {time} market time")
    if session.desk.health().mode != "paper":  # there it is the time of everybody
        asked = translate("Approvals", "{account}, asked {time}")
    asked = asked.format(account=session.account_name(), time=session.times.clock(request.asked_ns))
    if request.kind == "plan" or len(request.orders) != 1:
        now = fmt.number(request.opening.qty, qty_places) if request.opening is not None else ""
        effect = translate(
            "Approvals", "Opens a grid at {low} – {high}, reserves {reserved} for {buys}."
        ).format(
            low=fmt.plain(request.low),
            high=fmt.plain(request.high),
            reserved=fmt.amount(request.reserved, quote),
            buys=Counts().buy_orders(len(buys)),
        )
        if is_basket(request.bot_type):
            effect = translate("Approvals", "Buys and sells at the market, then keeps the weights.")
            if request.bot_type == DCA_BASKET:
                effect = purchases.effect(request)
        elif request.position is not None:
            effect = " ".join(words_positions.ends(request.position, places))
        elif own_code.is_code(request.bot_type):
            effect = own_code.plan_effect(request, session)
        elif request.bot_type in words_kinds.KINDS:
            effect = _plan_effect(request, len(buys))
        if request.moved:
            effect = moved_text(request)
        by_code = own_code.is_code(request.bot_type)  # it asks for its orders later
        at_market = bool(now) or is_basket(request.bot_type)
        how = translate("Approvals", "market") if at_market else translate("Approvals", "limit")
        return RequestShown(
            request.id,
            request.digest,
            request.bot,
            request.base,
            request.bot_name,
            session.account_name(),
            asked,
            translate("Approvals", "Plan"),
            Tone.ACCENT,
            fmt.ABSENT if by_code else Counts().orders(order_count(request)),
            translate("Approvals", "{qty} {base} now").format(qty=now, base=request.base) if now else "",
            fmt.ABSENT if by_code else how,
            Counts().limits(len(buys) + len(sells))
            if (buys or sells) and not is_basket(request.bot_type)
            else "",
            # what is bought now, as the review and the dialog say it; what is reserved stands in the effect
            fmt.money(request.opening.cost if request.opening is not None else request.cost, quote),
            quote,
            fmt.money(request.opening_fee if request.opening is not None else request.fee, quote),
            effect,
            request.moved,
            True,
            request.deadline_ns,
            request.countdown_s,
            order_count(request),
        )
    order = request.orders[0]
    effect = moved_text(request) if request.moved else _effect(request, order)
    return RequestShown(
        request.id,
        request.digest,
        request.bot,
        request.base,
        request.bot_name,
        session.account_name(),
        asked,
        words.side(order.side),
        words.side_tone(order.side),
        fmt.number(order.qty, qty_places),
        request.base,
        fmt.number(order.price, places),
        words.order_type(order.type).lower(),
        fmt.money(order.cost, quote),
        quote,
        fmt.money(request.fee, quote),
        effect,
        request.moved,
        False,
        request.deadline_ns,
        request.countdown_s,
        1,
    )


def plan_text(request: PendingApproval, fee: str) -> str:
    """What the plan of a bot on a perpetual does at once."""
    opening, orders = request.opening, limit_count(request)
    return words_positions.opens(opening, fee, orders, request.base, request.quote, request.qty_places)


def _of_a_schedule(request: PendingApproval, fee: str) -> tuple[str, str]:
    """Title and consequence of the plan of a bot that buys by a schedule."""
    translate, opening = QCoreApplication.translate, request.opening
    assert opening is not None
    title = translate("Approvals", "Approve the opening plan?")
    if request.tag == "catch_up":
        title = translate("Approvals", "Buy what was missed?")
        text = translate(
            "Approvals",
            "You will buy {qty} {base} for about {cost}, fee {fee}, once for all that were missed.",
        )
    elif request.tag == "scheduled":
        text = translate(
            "Approvals",
            "Nothing is bought now. By its schedule the bot buys, at the price of now {qty} {base} for "
            "about {cost}, fee {fee}.",
        )
    else:
        text = translate(
            "Approvals", "You will buy {qty} {base} for about {cost}, fee {fee}, and as much by the schedule."
        )
    qty, cost = fmt.number(opening.qty, request.qty_places), fmt.amount(opening.cost, request.quote)
    return title, text.format(qty=qty, base=request.base, cost=cost, fee=fee)


def _plan_effect(request: PendingApproval, buys: int) -> str:
    """What the plan of a bot without a grid does."""
    translate = QCoreApplication.translate
    if request.tag == "catch_up":
        return translate("Approvals", "One order for all that were missed, at the price of now.")
    if request.bot_type == "dca_recurring":
        return translate("Approvals", "Buys as much again and again by its schedule.")
    return translate("Approvals", "Begins a deal: holds {reserved} for {buys} below it.").format(
        reserved=fmt.amount(request.reserved, request.quote), buys=Counts().buy_orders(buys)
    )


def _effect(request: PendingApproval, order: PlannedOrder) -> str:
    """What one order would do at the price of now."""
    translate = QCoreApplication.translate
    buys = order.side is Side.BUY
    cost = fmt.amount(order.cost, request.quote)
    if order.type is OrderType.MARKET:
        source = (
            translate("Approvals", "Executes at once. Costs about {amount}.")
            if buys
            else translate("Approvals", "Executes at once. Brings about {amount}.")
        )
        return source.format(amount=cost)
    price = request.now_price if request.now_price is not None else request.asked_price
    away = order.price / price - 1 if price else order.away
    amount = cost
    if request.on_margin and (away <= 0) is buys:
        text = (
            translate("Approvals", "Rests {away} under the price, on the margin of the bot.")
            if buys
            else translate("Approvals", "Rests {away} above the price, on the margin of the bot.")
        )
        return text.format(away=fmt.percent(abs(away)))
    if request.on_margin:
        return translate("Approvals", "Executes at once, on the margin of the bot.")
    if buys and away <= 0:
        source = translate("Approvals", "Rests {away} under the price. Holds {amount}.")
        amount = fmt.amount(request.reserved, request.quote)
    elif buys:
        source = translate(
            "Approvals", "{away} above the price: executes at once. Costs at most {amount} and the fee."
        )
    else:
        source = (
            translate("Approvals", "Rests {away} above the price. Brings {amount}.")
            if away >= 0
            else translate(
                "Approvals",
                "{away} below the price: executes at once. Brings at least {amount} less the fee.",
            )
        )
    return source.format(away=fmt.percent(abs(away)), amount=amount)


def unlike_review(reviewed: Preflight, request: PendingApproval) -> str:
    """What the review of a new bot said of its opening, where its plan says something else; "" where both
    are about the same: with every price the quantities move a little.
    """
    translate = QCoreApplication.translate
    if reviewed.basket is not None:
        return ""  # the dialog asks with every order at the price of now
    before, now = reviewed.opening, request.opening
    then = before.cost if before is not None else Decimal(0)
    wanted = now.cost if now is not None else Decimal(0)
    if abs(wanted - then) <= ABOUT * max(then, wanted):
        return ""
    if before is None or not then:
        return translate(
            "Approvals", "The price moved since your review: there nothing was bought at the start."
        )
    return translate(
        "Approvals", "The price moved since your review: there it was {qty} {base} for about {cost}."
    ).format(
        qty=fmt.number(before.qty, request.qty_places),
        base=request.base,
        cost=fmt.amount(before.cost, request.quote),
    )


def moved_text(request: PendingApproval) -> str:
    """Why a request must be looked at again."""
    translate = QCoreApplication.translate
    if is_basket(request.bot_type) and request.kind == "plan":
        gone = [name for name, was, now in request.moves if abs(now - was) > request.collar * was]
        text = translate("Approvals", "Look again: {assets} moved by more than {limit}.")
        named = ", ".join(words.coin(name) for name in gone)
        return text.format(limit=fmt.percent(request.collar), assets=named)
    if request.now_price is None or not request.asked_price:
        return translate("Approvals", "The price moved since it was asked. Look again.")
    return translate(
        "Approvals", "Look again: the price moved from {asked} to {now} ({change}), more than {limit}."
    ).format(
        asked=fmt.number(request.asked_price, request.price_places),
        now=fmt.number(request.now_price, request.price_places),
        change=fmt.percent(request.now_price / request.asked_price - 1, sign=True),
        limit=fmt.percent(request.collar),
    )


def dialog_shown(request: PendingApproval, session: Session) -> DialogShown:
    """The dialog of a request: the consequence comes first."""
    translate = QCoreApplication.translate
    buys, sells = split(request)
    places, quote, base = request.price_places, request.quote, request.base
    plan = request.kind == "plan" or len(request.orders) != 1
    count = order_count(request)
    market = session.desk.market(request.market)
    if plan:
        title = translate("Approvals", "Approve the opening plan?")
        if is_basket(request.bot_type):
            title, text = translate("Approvals", "Approve the opening plan?"), basket_plan_text(request)
            if request.bot_type == DCA_BASKET:
                title, text = purchases.question(request)
        elif own_code.is_code(request.bot_type):
            text = own_code.plan_text(request, session)
        elif request.position is not None:
            said = [
                plan_text(request, words.fee_paid(request.opening_fee, market)),
                words_positions.backed(request.position, quote),
                *words_positions.ends(request.position, places),
            ]
            text = " ".join(said)
        elif request.opening is not None and request.bot_type == "dca_recurring":
            title, text = _of_a_schedule(request, words.fee_paid(request.opening_fee, market))
        elif request.opening is not None:
            text = translate(
                "Approvals",
                "You will buy {qty} {base} for about {cost}, fee {fee}, and reserve {reserved} for {buys}.",
            ).format(
                qty=fmt.number(request.opening.qty, request.qty_places),
                base=base,
                cost=fmt.amount(request.opening.cost, quote),
                fee=words.fee_paid(request.opening_fee, market),
                reserved=fmt.amount(request.reserved, quote),
                buys=Counts().buy_orders(len(buys)),
            )
        else:
            text = translate("Approvals", "You will place {orders} and reserve {reserved}.").format(
                orders=Counts().limit_orders(count), reserved=fmt.amount(request.reserved, quote)
            )
    else:
        title = translate("Approvals", "Approve this order?")
        order = request.orders[0]
        source = (
            translate("Approvals", "You will buy {qty} {base} at {price} for {cost}, fee {fee}.")
            if order.side is Side.BUY
            else translate("Approvals", "You will sell {qty} {base} at {price} for {cost}, fee {fee}.")
        )
        text = source.format(
            qty=fmt.number(order.qty, request.qty_places),
            base=base,
            price=fmt.number(order.price, places),
            cost=fmt.amount(order.cost, quote),
            fee=words.fee_paid(request.fee, market, buy=order.side is Side.BUY),
        )
    if is_basket(request.bot_type) and plan:
        return _basket_dialog(request, session, title, text)
    facts: list[tuple[str, str, Tone | None]] = [
        (translate("Approvals", "Bot"), request.bot_name, None),
        (translate("Approvals", "Account"), session.account_name(), None),
        (
            _when_asked(session).format(time=session.times.clock(request.asked_ns)),
            fmt.number(request.asked_price, places),
            None,
        ),
        (translate("Approvals", "Price now"), *_price_now(request, session.stale_age())),
    ]
    if request.worst_price is not None:
        sells_now = request.opening is not None and request.opening.side is Side.SELL
        never = translate("Approvals", "Never below") if sells_now else translate("Approvals", "Never above")
        facts.append((never, fmt.number(request.worst_price, places), None))
    if plan and buys:
        facts.append((Counts().buys(len(buys)), _span(buys, places), Tone.BUY))
    if plan and sells:
        facts.append(
            (
                Counts().sells(len(sells)),
                _span(sells, places),
                Tone.SELL,
            )
        )
    if request.own_coins:
        coins = f"{fmt.plain(request.own_coins)} {base}"
        facts.append((translate("Approvals", "Your own coins that go in"), coins, None))
    if request.position is not None:
        taken = fmt.money(-request.position.margin, quote)
        facts.append((translate("Approvals", "Lost if it is liquidated"), taken, Tone.DANGER))
    if request.loss_at_stop:
        loss = fmt.money(-abs(request.loss_at_stop), quote)
        label = translate("Approvals", "Largest loss at the stop, {price}").format(
            price=fmt.plain(request.stop_price)
        )
        facts.append((label, loss, Tone.SELL))
    balance = _balance(request, plan=plan)
    approve = (
        translate("Approvals", "Approve {orders}").format(orders=Counts().orders(count))
        if count != 1
        else translate("Approvals", "Approve the order")
    )
    if plan and own_code.is_code(request.bot_type):
        approve = own_code.approve_text()
    return DialogShown(
        title, text, approve, balance, tuple(facts), band_text(moved=request.moved), request.moved
    )


def _basket_dialog(request: PendingApproval, session: Session, title: str, text: str) -> DialogShown:
    """The plan of a bot of several assets: every order with what it costs."""
    translate, quote = QCoreApplication.translate, request.quote
    facts: list[tuple[str, str, Tone | None]] = [
        (translate("Approvals", "Bot"), request.bot_name, None),
        (translate("Approvals", "Account"), session.account_name(), None),
    ]
    now = {name: price for name, _, price in request.moves}
    stale = None if session.stale_age() is None else Tone.STALE
    for order in request.orders:
        side = words.side(order.side)
        price = now.get(order.market, order.price)
        label = translate("Approvals", "{side} {qty} {base}").format(
            side=side, qty=fmt.plain(order.qty), base=words.coin(order.market)
        )
        about = translate("Approvals", "about {cost} at {price}").format(
            cost=fmt.amount(order.qty * price, quote), price=fmt.plain(price)
        )
        facts.append((label, about, stale))
    count = len(request.orders)
    approve = translate("Approvals", "Approve {orders}").format(orders=Counts().orders(count))
    balance = _balance(request, plan=True)
    band = band_text(moved=request.moved)
    return DialogShown(title, text, approve, balance, tuple(facts), band, request.moved)


def _balance(request: PendingApproval, *, plan: bool) -> tuple[tuple[str, str, str], ...]:
    """What an approval does to the money; nothing where the bot has it already."""
    if not plan or request.goes_on:
        return ()
    translate, quote = QCoreApplication.translate, request.quote
    into = request.investment or request.cost
    return (
        (translate("Approvals", "Balance now"), fmt.money(request.balance_now, quote), quote),
        (translate("Approvals", "Goes into the bot"), fmt.money(-into, quote), quote),
        (translate("Approvals", "Left available"), fmt.money(request.balance_now - into, quote), quote),
    )


def band_text(*, moved: bool) -> str:
    """Where the price stands against the band in which an approval is sent."""
    translate = QCoreApplication.translate
    if moved:
        return translate(
            "Approvals",
            "The price left the allowed band since this was asked. If you approve now it is "
            "checked again, and asked again if it does not fit.",
        )
    return translate(
        "Approvals",
        "The price is inside the allowed band. It is checked once more at the moment you approve.",
    )


def _price_now(request: PendingApproval, stale_age: str | None) -> tuple[str, Tone | None]:
    """The price with its change, grey when it is not fresh."""
    parts = [fmt.number(request.now_price, request.price_places)]
    if request.now_price is not None and request.asked_price != 0:
        parts.append(fmt.percent(request.now_price / request.asked_price - 1, sign=True))
    return "   ".join(parts), None if stale_age is None else Tone.STALE


def _span(orders: Sequence[PlannedOrder], places: int) -> str:
    prices = [order.price for order in orders]
    return f"{fmt.number(min(prices), places)} – {fmt.number(max(prices), places)}"


class ApprovalsModel(PageModel):
    """The queue, filtered, plans first; what was decided today."""

    topics = frozenset({"approvals", "bots", "quotes", "health"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.kind = "all"
        self.requests: tuple[RequestShown, ...] = ()
        self.raw: dict[str, PendingApproval] = {}
        self.counts: dict[str, int] = dict.fromkeys(KINDS, 0)
        self.decided = decided_table(session)

    def set_kind(self, kind: str) -> None:
        self.kind = kind
        self.refresh()

    def load(self) -> None:
        waiting = sorted(self.session.desk.approvals(), key=lambda r: (r.kind != "plan", r.deadline_ns))
        self.raw = {request.id: request for request in waiting}
        self.counts = {kind: sum(1 for request in waiting if kind in ("all", request.kind)) for kind in KINDS}
        self.requests = tuple(
            request_shown(request, self.session) for request in waiting if self.kind in ("all", request.kind)
        )
        self.decided.set_rows(self.session.desk.decided_today())

    def totals(self, chosen: Sequence[str]) -> tuple[int, str]:
        """(orders, money) of the chosen requests. The coins of a sell are worth its price; those of a plan
        are bought by it.
        """
        found = [self.raw[request] for request in chosen if request in self.raw]
        money = [(r.quote, r.cost if r.kind == "plan" else sum(o.cost for o in r.orders)) for r in found]
        return sum(order_count(r) for r in found), amounts([(q, Decimal(m)) for q, m in money])


def amounts(parts: Sequence[tuple[str, Decimal]]) -> str:
    """Money of one or several currencies, each added up on its own: "91.17 USDT + 20.00 USD"."""
    sums: dict[str, Decimal] = {}
    for quote, amount in parts:
        sums[quote] = sums.get(quote, Decimal(0)) + amount
    return " + ".join(fmt.amount(amount, quote) for quote, amount in sums.items())


def decided_table(session: Session) -> TableModel[DecidedApproval]:
    """What was answered today, the newest first."""
    translate = QCoreApplication.translate

    def answer(row: DecidedApproval) -> Cell:
        return Cell(words.answer(row.answer), chip=words.ANSWER_TONES[row.answer])

    columns = [
        Column(
            "time",
            translate("Approvals", "Time"),
            lambda r: r.ns,
            lambda r: Cell(session.times.minute(r.ns), Tone.MUTED),
            width=80,
        ),
        Column(
            "bot",
            translate("Approvals", "Asked by"),
            lambda r: r.bot_name,
            lambda r: Cell(r.bot_name, coin=words.coin(r.market)),
            width=220,
        ),
        Column(
            "what",
            translate("Approvals", "What"),
            lambda r: r.summary[0],
            lambda r: Cell(summary(*r.summary)),
            width=300,
            stretch=True,
        ),
        Column("answer", translate("Approvals", "Answer"), lambda r: r.answer.value, answer, width=110),
        Column(
            "why",
            translate("Approvals", "Why"),
            lambda r: r.why,
            lambda r: Cell(words.reason(r.why) or fmt.ABSENT, Tone.MUTED),
            width=200,
        ),
    ]
    return TableModel(columns, key=lambda r: (r.ns, r.bot, r.summary[0]))
