"""What each slot of a bot wants, has, and waits for."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.contract import Allowance, Bot, BotView
from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ONE, ZERO
from finbyte_desktop.core.orders import BUY, MARKET, Order, OrderSpec
from finbyte_desktop.core.position import FLAT, Position
from finbyte_desktop.core.risk import Token

ENDED_BOTS = frozenset({BotState.STOPPED, BotState.ERROR})


IN = "#"


def slot_in(market: str, name: str) -> str:
    """The name of a slot of a bot that trades several markets: it begins with its market."""
    return f"{market}{IN}{name}"


class Slot:
    """One slot: the latest want, the live order, the pending request, or the code that blocks it."""

    __slots__ = (
        "attempt",
        "blocked",
        "blocked_spec",
        "fee_base",
        "fee_quote",
        "grant",
        "order",
        "request",
        "reserved",
        "want",
    )

    def __init__(self) -> None:
        self.want: OrderSpec | None = None
        self.order: Order | None = None
        self.reserved: Decimal = ZERO
        self.request: str | None = None
        self.grant: str | None = None
        self.blocked: str | None = None
        self.blocked_spec: OrderSpec | None = None
        self.attempt = 0
        self.fee_quote: Decimal = ZERO
        self.fee_base: Decimal = ZERO


class Request(NamedTuple):
    """A question to a person that has no answer yet. `prices` are those of the markets of a bot that trades
    several.
    """

    id: str
    bot: str
    kind: str
    tag: str
    asked_ns: int
    price: Decimal
    orders: tuple[tuple[str, OrderSpec], ...]
    digest: str
    allowance: Allowance | None
    prices: tuple[tuple[str, Decimal], ...] = ()


class BotRecord:
    """Everything that the kernel knows of one bot.

    `overdue` holds alarms (key, due ns) that came while the market was away; they are told with the first
    fresh price. `made_with` is the market as it was when the bot was made, where its parameters do not fit
    the market of now. `strays` are orders that rest at the venue after they were called ended, each in a
    slot of its own, by client id. `position` is what it holds of a perpetual, `leverage` how often its money
    may stand in one, `put_in` the quote that it was given, `held_ns` when it first held one and when it last
    gave one up (0: not yet). `others` are the spot markets that it trades
    besides `instrument`, all of one quote asset, by id; the names of its slots then begin with their market
    (`slot_in`).
    """

    __slots__ = (
        "bot",
        "grants",
        "held_ns",
        "id",
        "instrument",
        "leverage",
        "made_with",
        "others",
        "overdue",
        "params",
        "params_digest",
        "policy",
        "position",
        "put_in",
        "reason",
        "sent_day",
        "sent_today",
        "slots",
        "state",
        "stopping",
        "strays",
        "token",
        "type",
        "view",
    )

    def __init__(
        self,
        bot_id: str,
        bot_type: str,
        bot: Bot,
        instrument: Instrument,
        policy: Policy,
        params: Mapping[str, JsonValue],
    ) -> None:
        self.id = bot_id
        self.type = bot_type
        self.bot = bot
        self.instrument = instrument
        self.policy = policy
        self.params = params
        self.state = BotState.DRAFT
        self.reason = ""
        self.slots: dict[str, Slot] = {}
        self.token: Token | None = None
        self.grants: dict[str, OrderSpec] = {}
        self.params_digest = ""
        self.sent_day = -1
        self.sent_today = 0
        self.stopping = False
        self.overdue: dict[str, int] = {}
        self.made_with: Instrument | None = None
        self.strays: dict[str, Slot] = {}
        self.position = FLAT
        self.held_ns = (0, 0)
        self.leverage = ONE
        self.put_in = ZERO
        self.others: dict[str, Instrument] = {}
        self.view: BotView

    def holds(self, position: Position, ns: int) -> None:
        """Its position since a trade of this time; trades may be told in another order."""
        first, last = self.held_ns
        if position.qty or self.position.qty:
            first = min(first or ns, ns)
        self.held_ns = first, last if position.qty else max(last, ns)
        self.position = position

    def held_at(self, ns: int, beside_ns: int = 0) -> bool:
        """Whether it had a position at this time, or so near to it."""
        first, last = self.held_ns
        ends = ns - beside_ns <= last or bool(self.position.qty)
        return bool(first) and first <= ns + beside_ns and ends

    @property
    def markets(self) -> tuple[Instrument, ...]:
        """Every market that the bot trades, its first one first."""
        return (self.instrument, *self.others.values())

    def market(self, slot: str) -> Instrument:
        """The market of a slot."""
        name = slot.rpartition(IN)[0] if self.others else ""
        return self.others.get(name, self.instrument)

    def is_away(self, away: Set[str]) -> bool:
        """Whether the prices of any of its markets are."""
        return self.instrument.id in away or not away.isdisjoint(self.others)

    def adds(self, want: OrderSpec) -> bool:
        """Whether an order could make what the bot holds larger: a buy, on a perpetual whatever does not
        close.
        """
        if self.instrument.perpetual is None:
            return want.side is BUY
        if want.reduce_only or self.ends(want):
            return False
        held = self.position.qty if want.side is BUY else -self.position.qty
        beside = sum((o.remaining for o in self.live_orders() if o.spec.side is want.side), ZERO)
        return held + beside + want.qty > 0

    def is_over(self) -> bool:
        """Whether it ended on a perpetual and holds nothing there."""
        return self.state in ENDED_BOTS and self.instrument.perpetual is not None and not self.position.qty

    def ends(self, want: OrderSpec) -> bool:
        """Whether an order at the market closes what the bot holds of a perpetual, and no more."""
        qty = self.position.qty
        closes = (want.side is BUY) is (qty < 0)
        return bool(qty) and closes and want.type is MARKET and want.qty <= abs(qty)

    def worth(self, price: Decimal, base: Decimal, quote: Decimal) -> Decimal:
        """What is held, in quote at a price: `base` and `quote` are the coins and the money of its budget."""
        if self.instrument.perpetual is None:
            return quote + base * price
        return quote + self.position.unrealised(price)

    def live_orders(self) -> list[Order]:
        """Orders that may still execute, by slot name, then those that came late."""
        slots = [slot for _, slot in sorted(self.slots.items())]
        return [slot.order for slot in (*slots, *self.strays.values()) if slot.order is not None]
