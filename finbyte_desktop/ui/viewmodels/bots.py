"""The Bots page as text: cards of the bots that live, the summary above them, the table of the stopped
ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from finbyte_desktop.core.instrument import money_places
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotCard, BotPosition, FeedChoice, PendingApproval
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_positions
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels import purchases
from finbyte_desktop.ui.viewmodels.approvals import limit_count, plan_text
from finbyte_desktop.ui.viewmodels.baskets import DCA_BASKET, allocation, basket_plan_text, points
from finbyte_desktop.ui.viewmodels.bot_position import held_text, liquidation_text
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.ui.words_kinds import KINDS, say, words_of
from finbyte_desktop.widgets.allocation_chart import AllocationRow
from finbyte_desktop.widgets.colors import Tone

ATTENTION = (BotState.ERROR, BotState.DEGRADED, BotState.WAIT_APPROVAL, BotState.PAUSED)
RESUMABLE = (BotState.PAUSED,)
PAUSABLE = (BotState.RUNNING, BotState.DEGRADED, BotState.STARTING, BotState.WAIT_TRIGGER)
FILTERS = ("all", "attention", "running", "paused")
ASKED = frozenset({"plan_moved", "opening_incomplete", "approval_asked"})  # told until it is answered
SORTS = ("attention", "profit", "ratio", "runtime", "name")


@dataclass(frozen=True, slots=True)
class FactShown:
    """One fact of a card: "10 / 150" has a second value."""

    label: str
    text: str | None
    unit: str = ""
    second: str | None = None
    signed: bool = False
    tooltip: str = ""
    pair: bool = False


@dataclass(frozen=True, slots=True)
class EventShown:
    """The event line: the last decision, or the reason of a state that needs somebody, with one action."""

    text: str
    tone: Tone
    icon: str = ""
    action: str = ""
    action_key: str = ""
    deadline_ns: int | None = None
    lasting: bool = False  # a state that goes on, told on the bot's page too


@dataclass(frozen=True, slots=True)
class RangeShown:
    """Where the price stands in the range; floats are for painting only."""

    low: float
    high: float
    now: float | None
    entry: float | None
    texts: tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class CardShown:
    """Everything on a bot's card."""

    id: str
    base: str
    title: str
    tooltip: str
    type_text: str
    state: BotState
    state_text: str
    state_tone: Tone
    state_icon: str
    runtime: str
    event: EventShown
    total: str | None
    total_unit: str
    ratio: str
    facts: tuple[FactShown, ...]
    range: RangeShown | None
    allocation: tuple[AllocationRow, ...]  # of a bot of several assets
    spark: tuple[float, ...]
    can_pause: bool
    can_resume: bool
    request: str | None
    away: str = ""  # why its values are not of now while the account's are


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """The strip above the cards."""

    total: str
    total_ratio: str
    currency: str
    assets: str
    today: str
    running: str
    running_ratio: str
    spark: tuple[float, ...]
    waits: int
    degraded: int
    available: str
    available_unit: str
    left_out: str = ""


def _none_if_absent(text: str) -> str | None:
    return None if text == fmt.ABSENT else text


def fees_text(card: BotCard) -> str:
    """Fees by asset: "31.20 USDT + 0.00041 BTC"."""
    parts = [
        f"{fmt.number(amount, None if asset != card.quote else money_places(asset))} {asset}"
        for asset, amount in card.fees.items()
    ]
    return " + ".join(parts)


def facts_of(card: BotCard) -> tuple[FactShown, ...]:
    """The eight facts of a card, in two rows of four."""
    translate = QCoreApplication.translate
    quote, named = card.quote, words_of(card.type)

    def money(value: Decimal | None, *, sign: bool = False) -> str | None:
        return _none_if_absent(fmt.money(value, quote, sign=sign))

    return (
        FactShown(translate("BotCard", "Investment"), money(card.investment), quote),
        FactShown(say(named.profit), money(card.grid_profit, sign=True), quote, signed=True),
        FactShown(
            words.floating(sold=card.sold),
            money(card.floating_profit, sign=True),
            quote,
            signed=True,
            tooltip=words.floating_tip(sold=card.sold),
        ),
        FactShown(
            translate("BotCard", "Fees paid"),
            money(card.fees_quote),
            quote,
            tooltip=say(named.fees_tip).format(fees=fees_text(card)),
        ),
        FactShown(
            say(named.apr),
            _none_if_absent(fmt.percent(card.apr, 1)),
            second=_none_if_absent(fmt.percent(card.grid_apr, 1)),
            pair=True,
            tooltip=translate(
                "BotCard", "Profit in relation to the investment, for a year. Known after 24 hours."
            ),
        ),
        FactShown(
            say(named.trips),
            fmt.number(card.trips_24h),
            second=fmt.number(card.trips),
            pair=True,
            tooltip=say(named.trips_tip),
        ),
        *(_of_coins(card) if card.position is None else _of_position(card, card.position)),
    )


def _of_coins(card: BotCard) -> tuple[FactShown, ...]:
    """What a bot on a spot market holds."""
    translate, places = QCoreApplication.translate, card.price_places
    return (
        _drift_of(card)
        or FactShown(
            translate("BotCard", "Break-even coins / bot"),
            _none_if_absent(fmt.number(card.break_even, places)),
            second=_none_if_absent(fmt.number(card.break_even_with_profit, places)),
            pair=True,
            tooltip=translate(
                "BotCard",
                "Sold at the first price, the coins held bring what they cost. Sold at the second, the bot "
                "ends at zero: the profit made so far pays a part. Fees of that sale are counted.",
            ),
        ),
        FactShown(
            translate("BotCard", "Versus holding"),
            _none_if_absent(fmt.money(card.versus_holding, card.quote, sign=True)),
            card.quote,
            signed=True,
            tooltip=translate("BotCard", "Against simply buying the coin at the start and holding it.")
            if card.basket is None
            else translate("BotCard", "Against keeping what the first purchase bought, untouched."),
        ),
    )


def _drift_of(card: BotCard) -> FactShown | None:
    """Of a bot of several assets: how far the worst of them is off, and from where on it acts; of one that
    buys them by a schedule what they are worth, and from where on they are sold.
    """
    if card.basket is None:
        return None
    translate = QCoreApplication.translate
    if not card.basket.keeps_weights:
        coins = [row.value for row in card.basket.assets if row.market and row.value is not None]
        return FactShown(
            translate("BotCard", "Coins worth / sold from"),
            _none_if_absent(fmt.money(sum(coins, Decimal(0)), card.quote)),
            second=_none_if_absent(fmt.money(card.basket.take_profit_coins, card.quote)),
            pair=True,
            tooltip=translate(
                "BotCard", "All coins together; they are sold when they bring so much, net of fees."
            ),
        )
    return FactShown(
        translate("BotCard", "Largest deviation / acts from"),
        _none_if_absent(points(card.basket.drift)),
        second=_none_if_absent(points(card.basket.threshold)),
        pair=True,
        tooltip=translate("BotCard", "Percentage points between the weight of an asset and its target."),
    )


def _of_position(card: BotCard, position: BotPosition) -> tuple[FactShown, ...]:
    """What a bot on a perpetual holds, and where that ends."""
    translate = QCoreApplication.translate
    return (
        FactShown(
            translate("BotCard", "Position / entry"),
            held_text(position, card),
            second=_none_if_absent(fmt.number(position.entry, card.price_places)),
            pair=True,
            tooltip=translate("BotCard", "In {base}. Margin {margin}, funding so far {funding}.").format(
                base=card.base,
                margin=fmt.amount(position.margin, card.quote),
                funding=fmt.amount(position.funding, card.quote),
            ),
        ),
        FactShown(
            translate("BotCard", "Liquidation"),
            liquidation_text(position, card),
            tooltip=" ".join(words_positions.ends(position, card.price_places)),
        ),
    )


def range_of(card: BotCard) -> RangeShown | None:
    if card.lower is None or card.upper is None:
        return None
    translate = QCoreApplication.translate
    places = card.price_places
    begun = card.entry if card.position is None else card.position.entry
    entry = translate("BotCard", "entry {price}").format(price=fmt.number(begun, places))
    now = translate("BotCard", "end {price}") if card.ended_ns else translate("BotCard", "now {price}")
    now = now.format(price=fmt.number(card.last, places))
    return RangeShown(
        float(card.lower),
        float(card.upper),
        None if card.last is None else float(card.last),
        None if begun is None else float(begun),
        (
            Counts().buys(card.buys_open),
            Counts().sells(card.sells_open),
            entry if begun is not None else "",
            now if card.last is not None else "",
            fmt.number(card.lower, places),
            fmt.number(card.upper, places),
        ),
    )


def event_of(card: BotCard, request: PendingApproval | None, session: Session) -> EventShown:
    """The event line of a card."""
    translate = QCoreApplication.translate
    places, event, event_ns = card.price_places, card.event, card.event_ns
    if event is not None and event[0] in ASKED and card.waiting_request is None and request is None:
        event, event_ns = None, card.started_ns if (card.started_ns or 0) >= (event_ns or 0) else None
    unconfirmed = _unconfirmed(card, session)
    if unconfirmed:
        text = f"{unconfirmed} {decision(f'asked_away_{card.state.value}', {'reason': card.reason})}"
    elif event is not None and card.state not in (BotState.PAUSED, BotState.DEGRADED, BotState.ERROR):
        text = decision(*event, places if card.basket is None else None)
    else:
        reason = card.reason
        if card.state is BotState.PAUSED and not card.buys_open + card.sells_open:
            reason = {"by_you": "by_you_done", "restart": "restart_done"}.get(reason, reason)
        text = decision(card.state.value, {"reason": reason})
        if card.waits_for:
            text = decision("degraded_by", {"reason": reason, "market": words.market(card.waits_for)})
    if card.state is BotState.WAIT_APPROVAL or (request is not None and card.state is BotState.RUNNING):
        if request is not None and request.position is not None:
            fee = words.fee_paid(request.opening_fee, session.desk.market(card.market))
            text = plan_text(request, fee)
        elif request is not None and request.opening is not None:
            text = translate(
                "BotCard", "Buy {qty} {base} for about {cost}, fee {fee}, and place {orders}."
            ).format(
                qty=fmt.number(request.opening.qty, request.qty_places),
                base=request.base,
                cost=fmt.amount(request.opening.cost, request.quote),
                fee=words.fee_paid(request.opening_fee, session.desk.market(card.market)),
                orders=Counts().limit_orders(limit_count(request)),
            )
        elif request is not None and card.basket is not None and request.kind == "plan":
            text = basket_plan_text(request)
            if request.bot_type == DCA_BASKET:
                text = purchases.question(request)[1]
        elif request is not None and card.state is BotState.RUNNING:
            text = _asked(request, session)
        return EventShown(
            text or translate("BotCard", "Waits for your approval. Nothing is sent before."),
            Tone.WARN,
            "ph.clock-bold",
            translate("BotCard", "Review"),
            "review",
            request.deadline_ns if request is not None else None,
        )
    feed = _feed_away(card, session)
    if feed is not None:
        waits = card.state is BotState.DEGRADED and card.reason == "feed_changed"
        if waits or card.state is BotState.PAUSED:
            text = (
                translate("BotCard", "Waits for its prices from {feed}. Its orders rest.")
                if waits
                else translate("BotCard", "Paused. Nothing fills until its prices from {feed} play again.")
            )
            return EventShown(
                text.format(feed=words.feed(feed)),
                Tone.WARN,
                "ph.clock-bold",
                translate("BotCard", "Use that feed"),
                "feed_back",
            )
    if card.quarantined:
        told, look = Counts().orders_unproved(card.quarantined), translate("BotCard", "Answer")
        return EventShown(told, Tone.DANGER, "ph.warning-bold", look, "answer")
    if card.reason == "liquidated":
        lost = translate(
            "BotCard", "The venue liquidated its position: all of its margin is lost, and it ended."
        )
        return EventShown(lost, Tone.DANGER, "ph.warning-bold", translate("BotCard", "Why"), "why")
    if card.state in (BotState.ERROR, BotState.DEGRADED):
        return EventShown(text, Tone.DANGER, "ph.warning-bold", translate("BotCard", "Why"), "why")
    if unconfirmed and card.state is BotState.STOPPING:
        return EventShown(text, Tone.WARN, "ph.warning-bold", lasting=True)
    waits = _waits_for_prices(card, session)
    if waits:
        return EventShown(waits, Tone.WARN, "ph.clock-bold", lasting=True)
    if card.unknown:
        return EventShown(Counts().orders_unknown(card.unknown), Tone.WARN, "ph.warning-bold", lasting=True)
    if card.state is BotState.PAUSED:
        return EventShown(text, Tone.WARN, "ph.pause-bold", translate("BotCard", "Resume"), "resume")
    if card.blocked and card.state is BotState.RUNNING:
        told = Counts().orders_not_placed(card.blocked)
        return EventShown(told, Tone.WARN, "ph.warning-bold", translate("BotCard", "Show"), "open")
    outside = _outside(card)
    if outside:
        return EventShown(outside, Tone.WARN, "ph.info-bold", lasting=True)
    when = session.times.recent(event_ns, session.now_ns()) if event_ns is not None else ""
    return EventShown(f"{when}  {text}".strip(), Tone.NEUTRAL)


def _feed_away(card: BotCard, session: Session) -> FeedChoice | None:
    """The feed of a bot's prices where another one plays now; None where it is here, or the bot has ended."""
    if card.fresh or card.state in (BotState.STOPPED, BotState.ERROR):
        return None
    if card.away:
        return session.desk.feed_of(card.away)
    here = any(market.id == card.market for market in session.desk.markets())
    return None if here else session.desk.feed_of(card.market)


def _asked(request: PendingApproval, session: Session) -> str:
    """The order of the request that is over first, and how many more wait."""
    translate, order = QCoreApplication.translate, request.orders[0]
    text = (
        translate("BotCard", "Waits for your approval: buy {qty} {base} at {price}.")
        if order.side is Side.BUY
        else translate("BotCard", "Waits for your approval: sell {qty} {base} at {price}.")
    ).format(
        qty=fmt.number(order.qty, request.qty_places),
        base=request.base,
        price=fmt.number(order.price, request.price_places),
    )
    more = sum(1 for other in session.desk.approvals() if other.bot == request.bot) - 1
    return f"{text} {Counts().requests_more(more)}" if more > 0 else text


def _waits_for_prices(card: BotCard, session: Session) -> str:
    """What holds up a start or an end: a paper market trades only while prices move; "" where they do."""
    health, orders = session.desk.health(), card.buys_open + card.sells_open
    moves = health.feed.running or health.mode != "paper"
    if card.state not in (BotState.STARTING, BotState.STOPPING) or not orders or moves:
        return ""
    if card.state is BotState.STARTING:
        return QCoreApplication.translate("BotCard", "Its opening order waits until prices move.")
    return QCoreApplication.translate("BotCard", "Ends when prices move: {orders} waiting for that.").format(
        orders=Counts().orders(orders)
    )


def _unconfirmed(card: BotCard, session: Session) -> str:
    """What is true of cancels that were asked for while the venue is away; "" where none are open."""
    pulled = card.state is BotState.PAUSED and card.reason != "restart"
    return asked_away(session, card) if pulled or card.state is BotState.STOPPING else ""


def asked_away(session: Session, card: BotCard) -> str:
    """What is true of the cancels of all its orders now; "" while the venue answers, or none is open."""
    account, orders = session.desk.account_health(), card.buys_open + card.sells_open
    is_away = account is not None and account.trouble is not None
    return Counts().orders_unconfirmed(orders) if is_away and orders else ""


def _outside(card: BotCard) -> str:
    """What a price beyond the range means for a grid that runs; "" inside."""
    if card.type in KINDS:  # its orders are no range that the price could leave
        return ""
    if card.state is not BotState.RUNNING or card.last is None or card.lower is None or card.upper is None:
        return ""
    if card.last > card.upper:
        return QCoreApplication.translate(
            "BotCard", "Price above the range: nothing to sell until it comes back."
        )
    if card.last < card.lower:
        return QCoreApplication.translate(
            "BotCard", "Price below the range: nothing to buy until it comes back."
        )
    return ""


def title_of(card: BotCard) -> str:
    """The bot's name beside its type."""
    return words.bot_title(card.name, card.market, card.type)


def shown(card: BotCard, request: PendingApproval | None, session: Session) -> CardShown:
    """A card as text."""
    total = _none_if_absent(fmt.money(card.total_profit, card.quote, sign=True))
    ratio = fmt.percent(card.total_profit_ratio, sign=True)
    return CardShown(
        card.id,
        card.base,
        title_of(card),
        card.name,
        words.bot_type(card.type),
        card.state,
        state_of(card),
        words.STATE_TONES[card.state],
        words.STATE_ICONS.get(card.state, ""),
        fmt.duration(card.runtime_ns) if card.started_ns is not None else "",
        event_of(card, request, session),
        total,
        card.quote,
        "" if total is None else ratio,
        facts_of(card),
        range_of(card),
        tuple(allocation(card.basket)) if card.basket is not None else (),
        tuple(card.spark),
        card.state in PAUSABLE,
        card.state in RESUMABLE,
        card.waiting_request,
        "" if _feed_away(card, session) is None else QCoreApplication.translate("BotCard", "other feed"),
    )


def state_of(card: BotCard) -> str:
    """The state in a word. A paused bot's orders may still fill after a restart, unlike those of a pause."""
    if card.state is BotState.PAUSED and card.reason == "restart" and card.buys_open + card.sells_open:
        return QCoreApplication.translate("BotCard", "Paused, orders rest")
    return words.state(card.state)


def needs_attention(card: BotCard) -> bool:
    waits = card.state in ATTENTION or card.waiting_request is not None
    return waits or (card.blocked > 0 and card.state is BotState.RUNNING)


class BotsModel(PageModel):
    """Cards filtered and sorted, the summary, and the rows of the stopped bots."""

    topics = frozenset({"bots", "approvals", "quotes", "health"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.filter = "all"
        self.sort = "attention"
        self.cards: tuple[CardShown, ...] = ()
        self.counts: dict[str, int] = dict.fromkeys(FILTERS, 0)
        self.ended: Sequence[BotCard] = ()
        self.summary: SummaryShown | None = None

    def set_filter(self, key: str) -> None:
        self.filter = key
        self.refresh()

    def set_sort(self, key: str) -> None:
        self.sort = key
        self.refresh()

    def load(self) -> None:
        desk = self.session.desk
        live = list(desk.cards())
        requests = {}
        for request in sorted(desk.approvals(), key=lambda request: request.deadline_ns):
            requests.setdefault(request.bot, request)
        self.ended = tuple(desk.cards(ended=True))
        self.counts = {key: sum(1 for card in live if self._kept(card, key)) for key in FILTERS}
        kept = sorted((card for card in live if self._kept(card, self.filter)), key=self._order)
        self.cards = tuple(shown(card, requests.get(card.id), self.session) for card in kept)
        self.summary = self._summary(live)

    def _kept(self, card: BotCard, key: str) -> bool:
        if key == "attention":
            return needs_attention(card)
        if key == "running":
            return card.state in (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED)
        if key == "paused":
            return card.state is BotState.PAUSED
        return True

    def _order(self, card: BotCard) -> tuple[object, ...]:
        profit = -(card.total_profit if card.total_profit is not None else Decimal("-1e30"))
        if self.sort == "profit":
            return (profit, card.id)
        if self.sort == "ratio":
            ratio = card.total_profit_ratio
            return (-(ratio if ratio is not None else Decimal("-1e30")), card.id)
        if self.sort == "runtime":
            return (-card.runtime_ns, card.id)
        if self.sort == "name":
            return (card.market, card.id)
        rank = ATTENTION.index(card.state) if card.state in ATTENTION else len(ATTENTION)
        if card.waiting_request is not None:
            rank = min(rank, ATTENTION.index(BotState.WAIT_APPROVAL))
        return (rank, profit, card.id)

    def _summary(self, live: Sequence[BotCard]) -> SummaryShown:
        profits = self.session.desk.profits(7)
        currency = profits.currency
        free = next((b.free for b in self.session.desk.balances() if b.asset == currency), None)
        ratio = None
        if profits.running is not None and profits.invested_running > 0:
            ratio = profits.running / profits.invested_running
        return SummaryShown(
            fmt.money(profits.total, currency, sign=True),
            "" if profits.total_ratio is None else fmt.percent(profits.total_ratio, sign=True),
            currency,
            fmt.money(profits.assets_in_running, currency),
            fmt.money(profits.today, currency, sign=True),
            fmt.money(profits.running, currency, sign=True),
            "" if ratio is None else fmt.percent(ratio, sign=True),
            tuple(value for _, value in profits.curve),
            sum(1 for card in live if card.waiting_request is not None),
            sum(1 for card in live if card.state in (BotState.DEGRADED, BotState.ERROR)),
            fmt.money(free, currency),
            currency,
            words.left_out(profits.left_out, currency),
        )
