"""The bot contract: what a bot hears, what it may look at, what it must be able to do.

A bot has no clock (time is `event.ns`), no randomness, no I/O, and cannot know whether it runs live, on
paper, in a replay or in a backtest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeAlias

from finbyte_desktop.core.events import Answer, Exit, JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Intent
from finbyte_desktop.core.orders import OrderSpec, Role, Side
from finbyte_desktop.core.position import Position


class Started(NamedTuple):
    """The bot exists, its budget is funded, and a price is known."""

    ns: int
    price: Decimal


class Touched(NamedTuple):
    """A watched price was reached; `price` is the price of now, beyond `watched` after a jump."""

    ns: int
    key: str
    watched: Decimal
    price: Decimal


class Woken(NamedTuple):
    """An alarm. It comes later than `due_ns` where the market was away at that time."""

    ns: int
    key: str
    price: Decimal
    due_ns: int


class SlotDone(NamedTuple):
    """The order of a slot has ended with everything that it traded; the slot is empty.

    `cost` is quote units, `fee_quote` and `fee_base` what was paid in those assets, `ended` is "filled" or
    the reason why the rest does not trade ("canceled", "expired").
    """

    ns: int
    slot: str
    side: Side
    qty: Decimal
    cost: Decimal
    fee_quote: Decimal
    fee_base: Decimal
    role: Role
    price: Decimal
    ended: str


class SlotRefused(NamedTuple):
    """The want of a slot was not placed; the slot is blocked with this code until another spec is wanted."""

    ns: int
    slot: str
    code: str


class PlanDecided(NamedTuple):
    """The answer to AskPlan. `why` is "moved" when the price left the collar before the answer came."""

    ns: int
    tag: str
    answer: Answer
    why: str
    price: Decimal


class StopAsked(NamedTuple):
    """Stop, with this exit and for this reason ("by_you", "panic")."""

    ns: int
    exit: Exit
    price: Decimal
    why: str


class Edited(NamedTuple):
    """Other parameters, already validated."""

    ns: int
    params: Mapping[str, JsonValue]
    price: Decimal


class Funded(NamedTuple):
    """The budget grew by this much quote (negative: was withdrawn)."""

    ns: int
    amount: Decimal
    price: Decimal


class Settled(NamedTuple):
    """Funding of the bot's position: the budget grew by this much quote (negative: was paid)."""

    ns: int
    amount: Decimal
    price: Decimal


class Asked(NamedTuple):
    """The trader's own strategy asks for this; the fields are those of `events.StrategyAsked`."""

    ns: int
    action: str
    order: str
    side: Side | None
    qty: Decimal | None
    price: Decimal | None
    text: str


BotEvent: TypeAlias = (
    Started
    | Touched
    | Woken
    | SlotDone
    | SlotRefused
    | PlanDecided
    | StopAsked
    | Edited
    | Funded
    | Settled
    | Asked
)


class BotView(Protocol):
    """What a bot may look at: its own money and orders, its instrument, the last price."""

    @property
    def instrument(self) -> Instrument: ...

    @property
    def last(self) -> Decimal:
        """The last price of the bot's instrument."""
        ...

    @property
    def markets(self) -> Sequence[Instrument]:
        """Every market that the bot trades, its instrument first."""
        ...

    def price(self, market: str) -> Decimal:
        """The last price of one of its markets."""
        ...

    @property
    def collar(self) -> Decimal:
        """How far a market order may go from the last price, as a fraction."""
        ...

    @property
    def slippage(self) -> Decimal:
        """The slippage that sizing shall assume, as a fraction."""
        ...

    @property
    def purchase_margin(self) -> Decimal:
        """How much above its last price a purchase at the market is reckoned so that it never costs more than
        there is, as a fraction: the slippage of sizing; at a venue the collar, the worst that can be paid.
        """
        ...

    @property
    def is_fresh(self) -> bool:
        """Whether the prices of all its markets are of now."""
        ...

    def free(self, asset: str) -> Decimal:
        """What the bot's budget holds and no order reserves."""
        ...

    def held(self, asset: str) -> Decimal:
        """What the bot's budget holds, reserved or not."""
        ...

    @property
    def position(self) -> Position:
        """What the bot holds of a perpetual; flat on a spot market."""
        ...

    def order(self, slot: str) -> OrderSpec | None:
        """The live order of a slot."""
        ...

    def filled(self, slot: str) -> Decimal:
        """What the live order of a slot has traded so far, base units."""
        ...

    def rests(self, slot: str) -> bool:
        """Whether an order of the slot rests or is on its way: not one that is being cancelled, waits for a
        person's answer, was refused, or is held back.
        """
        ...

    def live_slots(self) -> Sequence[str]:
        """Slots with a live order, in name order."""
        ...


class Allowance(NamedTuple):
    """Inside which prices, quantity and quote cost of an order a bot replaces its orders without asking
    again.
    """

    low: Decimal
    high: Decimal
    max_qty: Decimal
    max_cost: Decimal


class Bot(Protocol):
    """A trading bot. `on_event` is a pure step of its own state.

    `after_pause` are alarms that lead to a purchase: those that come while the bot is paused are told when it
    goes on, as late as they are then.
    """

    @property
    def after_pause(self) -> frozenset[str]: ...

    def on_event(self, event: BotEvent, view: BotView) -> Sequence[Intent]: ...

    def budget(self, instrument: Instrument) -> Mapping[str, Decimal]:
        """What the bot needs of the account at its creation, by asset."""
        ...

    def allowance(self) -> Allowance:
        """What the plan, once approved, allows the bot to do by itself."""
        ...

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """Raises UserError when the bot cannot go on with these parameters; changes nothing."""
        ...

    def withdrawable(self, view: BotView) -> Decimal:
        """How much quote may be taken out now."""
        ...

    def save(self) -> Mapping[str, JsonValue]:
        """The whole private state."""
        ...

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back."""
        ...


class BotFactory(Protocol):
    """Makes a bot of a type from its parameters. Raises UserError when they do not fit."""

    def __call__(self, bot_type: str, params: Mapping[str, JsonValue], instrument: Instrument) -> Bot: ...
