"""What the matching engine speaks of, all of it in integers.

Prices are ticks, quantities are lots, money is atoms of 1e-8 of its asset, rates are atoms of 1e-8 too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

ATOMS = 10**8
ATOM_DIGITS = 8


class Side(Enum):
    BUY = "BUY"
    SELL = "SELL"

    __hash__ = object.__hash__  # an enum's own is a function in Python; each member is there once

    @property
    def other(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1


class Kind(Enum):
    LIMIT = "LIMIT"
    MARKET = "MARKET"


class TimeInForce(Enum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"
    POST_ONLY = "POST_ONLY"


class State(Enum):
    WAITING = "WAITING"  # a trigger or the other leg of its list has to come first
    NEW = "NEW"
    PARTIAL = "PARTIAL"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    EXPIRED_IN_MATCH = "EXPIRED_IN_MATCH"
    REJECTED = "REJECTED"
    TRIGGERED = "TRIGGERED"  # a conditional order whose child order lives on under its own number

    __hash__ = object.__hash__

    @property
    def is_open(self) -> bool:
        return self in _OPEN


_OPEN = frozenset({State.WAITING, State.NEW, State.PARTIAL})


class SelfTrade(Enum):
    NONE = "NONE"
    EXPIRE_TAKER = "EXPIRE_TAKER"
    EXPIRE_MAKER = "EXPIRE_MAKER"
    EXPIRE_BOTH = "EXPIRE_BOTH"
    DECREMENT = "DECREMENT"


class Status(Enum):
    TRADING = "TRADING"
    CANCEL_ONLY = "CANCEL_ONLY"
    HALTED = "HALTED"
    DELISTED = "DELISTED"


class Reason(Enum):
    """Why an order, a cancel or a change was refused; a dialect turns it into its own code and words."""

    BALANCE = "balance"
    MARGIN = "margin"
    WOULD_MATCH = "would match"
    WOULD_TRIGGER = "would trigger"
    DUPLICATE_ID = "duplicate client id"
    UNKNOWN_ORDER = "unknown order"
    PRICE_FILTER = "price filter"
    LOT_FILTER = "lot filter"
    MIN_NOTIONAL = "minimum notional"
    MAX_NOTIONAL = "maximum notional"
    PERCENT_PRICE = "percent price"
    MAX_ORDERS = "too many orders"
    MAX_STOPS = "too many stops"
    MARKET_CLOSED = "market closed"
    CANCEL_ONLY = "cancel only"
    UNKNOWN_SYMBOL = "unknown symbol"
    REDUCE_ONLY = "reduce only"
    POSITION_SIDE = "position side"
    HAS_POSITION = "open position"
    HAS_ORDERS = "open orders"
    NO_CHANGE = "no change"
    NOT_AMENDABLE = "not amendable"
    NO_LIQUIDITY = "no liquidity"
    BAD_LIST = "bad list"


class Refused(Exception):
    """The engine's no, before anything changed."""

    def __init__(self, reason: Reason, text: str = "") -> None:
        super().__init__(text or reason.value)
        self.reason = reason


def decimal_text(atoms: int, digits: int = ATOM_DIGITS, keep: int | None = None) -> str:
    """An integer of 10**-digits as a decimal text; keep trims or pads the places after the point."""
    if digits == ATOM_DIGITS and atoms >= 0 and (keep is None or 0 < keep <= ATOM_DIGITS):
        text = f"{atoms // ATOMS}.{atoms % ATOMS:08d}"
        return text[: len(text) - ATOM_DIGITS + keep] if keep else text
    sign = "-" if atoms < 0 else ""
    whole, part = divmod(abs(atoms), 10**digits)
    places = f"{part:0{digits}d}" if digits else ""
    if keep is not None:
        places = places[:keep].ljust(keep, "0")
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def short_text(atoms: int) -> str:
    """Atoms as a decimal text without trailing zeros."""
    text = decimal_text(atoms)
    return text.rstrip("0").rstrip(".")


def parse_atoms(text: str) -> int:
    """The atoms of a decimal text; ValueError when it is no plain number or finer than an atom."""
    if not text or any(character not in "0123456789." for character in text):
        raise ValueError(f"no plain decimal number: {text!r}")
    whole, _, part = text.partition(".")
    if "." in part or not (whole or part):
        raise ValueError(f"no plain decimal number: {text!r}")
    if part[ATOM_DIGITS:].strip("0"):
        raise ValueError(f"finer than 1e-{ATOM_DIGITS}: {text!r}")
    return int(whole or "0") * ATOMS + int(part[:ATOM_DIGITS].ljust(ATOM_DIGITS, "0"))


@dataclass(slots=True)
class Instrument:
    """One market's rules. Atoms, lots and ticks; rates in atoms (1e-8), so 0.1 % is 100,000."""

    key: str
    symbol: str
    base: str
    quote: str
    tick_atoms: int
    lot_atoms: int
    is_linear: bool = False
    min_lots: int = 1
    max_lots: int = 9_000_000_000
    max_market_lots: int = 9_000_000_000
    min_notional: int = 5 * ATOMS
    max_notional: int = 9_000_000 * ATOMS
    max_ticks: int = 100_000_000
    percent_up: int = 5 * ATOMS
    percent_down: int = ATOMS // 5
    max_orders: int = 200
    max_stops: int = 5
    maker_fee: int = ATOMS // 1000
    taker_fee: int = ATOMS // 1000
    max_leverage: int = 125
    funding_interval_h: int = 8
    start_price: int = 0
    status: Status = Status.TRADING
    brackets: tuple[tuple[int, int, int, int], ...] = ()  # floor and cap in quote units, max leverage, rate
    tags: dict[str, Any] = field(default_factory=dict)
    value_atoms: int = field(init=False)  # what one lot is worth at a price of one tick, in the quote asset

    def __post_init__(self) -> None:
        if self.tick_atoms * self.lot_atoms % ATOMS:
            raise ValueError(f"{self.key}: a tick of a lot is no whole number of atoms")

        self.value_atoms = self.tick_atoms * self.lot_atoms // ATOMS

    def cost(self, ticks: int, lots: int) -> int:
        return ticks * lots * self.value_atoms

    def ticks(self, text: str) -> int:
        """The price in ticks; Refused when it is none of the market's."""
        ticks, rest = _divided(text, self.tick_atoms, Reason.PRICE_FILTER)
        if rest or ticks < 1 or ticks > self.max_ticks:
            raise Refused(Reason.PRICE_FILTER)
        return ticks

    def lots(self, text: str) -> int:
        """The quantity in lots; Refused when it is none of the market's."""
        lots, rest = _divided(text, self.lot_atoms, Reason.LOT_FILTER)
        if rest:
            raise Refused(Reason.LOT_FILTER)
        return lots

    def price_text(self, ticks: int, keep: int | None = None) -> str:
        return _text(ticks * self.tick_atoms, self.tick_atoms, keep)

    def lots_text(self, lots: int, keep: int | None = None) -> str:
        return _text(lots * self.lot_atoms, self.lot_atoms, keep)


def _divided(text: str, unit: int, reason: Reason) -> tuple[int, int]:
    try:
        return divmod(parse_atoms(text), unit)
    except ValueError as error:
        raise Refused(reason, str(error)) from error


def _text(atoms: int, unit: int, keep: int | None) -> str:
    if keep is not None:
        return decimal_text(atoms, keep=keep)
    return decimal_text(atoms, keep=places_of(unit))


@lru_cache(maxsize=256)
def places_of(unit_atoms: int) -> int:
    """How many decimal places a step of this many atoms needs."""
    places = ATOM_DIGITS
    while places and unit_atoms % 10 == 0:
        unit_atoms //= 10
        places -= 1
    return places


@dataclass(slots=True)
class NewOrder:
    """What a client asks for, after the dialect understood it."""

    account: str
    key: str
    side: Side
    kind: Kind
    lots: int
    client_id: str
    price: int = 0
    time_in_force: TimeInForce = TimeInForce.GTC
    trigger: int | None = None
    trigger_above: bool = False
    quote_budget: int | None = None
    reduce_only: bool = False
    close_position: bool = False
    position_side: str = "BOTH"
    self_trade: SelfTrade = SelfTrade.NONE
    trigger_by_mark: bool = False
    locks_late: bool = False  # holds no money before its trigger
    spawns: bool = False  # its trigger places another order instead of waking this one
    tags: dict[str, Any] = field(default_factory=dict)

    @property
    def is_reducing(self) -> bool:
        """Whether it may only take off a position: asked for, or the other way of a one-way position side."""
        if self.position_side == "BOTH":
            return self.reduce_only
        return (self.position_side == "LONG") == (self.side is Side.SELL)


@dataclass(slots=True)
class Order:
    id: int
    wish: NewOrder
    lots: int
    price: int
    trigger: int | None
    created_ns: int
    updated_ns: int
    state: State = State.NEW
    filled: int = 0
    prevented: int = 0
    cost: int = 0
    locked: int = 0
    budget_left: int = 0
    working_ns: int = -1
    triggered_ns: int = 0
    list_id: int = -1
    version: int = 0
    reason: str = ""
    fee_paid: dict[str, int] = field(default_factory=dict)
    is_working: bool = False
    journal: list[Order] = field(default_factory=list, repr=False)

    @property
    def account(self) -> str:
        return self.wish.account

    @property
    def key(self) -> str:
        return self.wish.key

    @property
    def client_id(self) -> str:
        return self.wish.client_id

    @property
    def side(self) -> Side:
        return self.wish.side

    @property
    def kind(self) -> Kind:
        return self.wish.kind

    @property
    def left(self) -> int:
        return self.lots - self.filled - self.prevented

    def note(self, now_ns: int) -> None:
        """Keep what the order looked like now, for readers that lag behind."""
        self.updated_ns = now_ns
        past = Order(*_fields_of(self))
        past.journal = []
        past.fee_paid = dict(self.fee_paid)
        self.journal.append(past)

    def as_of(self, time_ns: int) -> Order | None:
        """The order as it was at that time; None when it was not there yet."""
        found = None
        for past in self.journal:
            if past.updated_ns > time_ns:
                break
            found = past
        return found


_fields_of = attrgetter(*(one.name for one in fields(Order)))


@dataclass(slots=True)
class Fill:
    """One side of a trade as its account sees it."""

    trade_id: int
    order_id: int
    client_id: str
    account: str
    key: str
    side: Side
    price: int
    lots: int
    cost: int
    fee: int
    fee_asset: str
    is_maker: bool
    time_ns: int
    realised: int = 0
    position_side: str = "BOTH"
    list_id: int = -1


@dataclass(slots=True)
class PublicTrade:
    id: int
    key: str
    price: int
    lots: int
    time_ns: int
    taker_side: Side
    buy_order: int
    sell_order: int


@dataclass(slots=True)
class OrderList:
    id: int
    account: str
    key: str
    client_id: str
    contingency: str
    legs: list[int]
    time_ns: int
    state: str = "EXECUTING"
    tags: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Position:
    """One direction of one linear market; lots are signed, entry_cost is what the open lots cost."""

    lots: int = 0
    entry_cost: int = 0
    realised: int = 0
    isolated_margin: int = 0
    updated_ns: int = 0
    created_ns: int = 0

    def entry_price(self, instrument: Instrument) -> Decimal:
        """The average entry price, exact to 12 places, for texts only."""
        if not self.lots:
            return Decimal(0)
        base_atoms = abs(self.lots) * instrument.lot_atoms
        return (Decimal(self.entry_cost) / Decimal(base_atoms)).quantize(Decimal("1e-12"))


@dataclass(slots=True)
class Account:
    name: str
    total: dict[str, int] = field(default_factory=dict)
    locked: dict[str, int] = field(default_factory=dict)
    positions: dict[tuple[str, str], Position] = field(default_factory=dict)
    leverage: dict[str, int] = field(default_factory=dict)
    isolated: set[str] = field(default_factory=set)
    is_hedged: bool = False
    is_house: bool = False
    fees_in: str | None = None
    maker_fee: int | None = None
    taker_fee: int | None = None
    journal: list[tuple[int, dict[str, int], dict[str, int]]] = field(default_factory=list, repr=False)

    def free(self, asset: str) -> int:
        return self.total.get(asset, 0) - self.locked.get(asset, 0)

    def note(self, now_ns: int) -> None:
        self.journal.append((now_ns, dict(self.total), dict(self.locked)))
        if len(self.journal) > 500:
            del self.journal[:250]

    def began(self) -> None:
        """What is held now was held all the time before: a read that lags never sees an empty account."""
        self.journal = [(0, dict(self.total), dict(self.locked))]

    def as_of(self, time_ns: int) -> tuple[dict[str, int], dict[str, int]]:
        """Total and locked as they were at that time, or as far back as is known."""
        found: tuple[dict[str, int], dict[str, int]] = self.journal[0][1:] if self.journal else ({}, {})
        for noted_ns, total, locked in self.journal:
            if noted_ns > time_ns:
                break
            found = (total, locked)
        return found


# -------------------------------------------------------------------------------- events


@dataclass(slots=True)
class OrderChanged:
    """What happened to an order: NEW, TRADE, CANCELED, EXPIRED, REPLACED, REJECTED, TRIGGERED."""

    what: str
    order: Order
    fill: Fill | None = None


@dataclass(slots=True)
class ListChanged:
    order_list: OrderList


@dataclass(slots=True)
class Traded:
    trade: PublicTrade


@dataclass(slots=True)
class LevelChanged:
    key: str
    side: Side
    price: int
    lots: int


@dataclass(slots=True)
class BalanceChanged:
    account: str
    assets: tuple[str, ...]
    why: str
    delta: int = 0
    amounts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class PositionChanged:
    account: str
    key: str
    position_side: str
    why: str


@dataclass(slots=True)
class ConfigChanged:
    account: str
    key: str
    leverage: int


Event = OrderChanged | ListChanged | Traded | LevelChanged | BalanceChanged | PositionChanged | ConfigChanged
