"""All that a bot may ask of the kernel. Intents are declarative: asking twice changes nothing."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from finbyte_desktop.core.orders import OrderSpec, Side


class BotState(StrEnum):
    """States of a bot (bots.md 0)."""

    DRAFT = "draft"
    WAIT_TRIGGER = "wait_trigger"
    WAIT_APPROVAL = "wait_approval"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    DEGRADED = "degraded"
    STOPPING = "stopping"
    STOPPED = "stopped"
    ERROR = "error"


class Level(StrEnum):
    """How much a line of the decision log matters."""

    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


class Want(NamedTuple):
    """In this slot I want this resting order."""

    slot: str
    spec: OrderSpec


class Drop(NamedTuple):
    """In this slot I want no order."""

    slot: str


class Take(NamedTuple):
    """Buy or sell at once, base units, never beyond `worst`, or beyond the collar around the price of now.
    `reduce_only` closes a position of a perpetual and never opens one.
    """

    slot: str
    side: Side
    qty: Decimal
    why: str
    worst: Decimal | None = None
    reduce_only: bool = False


class AskPlan(NamedTuple):
    """Ask a person for the opening plan: exactly these orders, priced at `price`. Answered by PlanDecided."""

    tag: str
    price: Decimal
    orders: tuple[tuple[str, OrderSpec], ...]


class WatchPrice(NamedTuple):
    """Wake me once when the price is at or above `above`, or at or below `below`; both None forgets the
    key.
    """

    key: str
    above: Decimal | None = None
    below: Decimal | None = None


class WakeAt(NamedTuple):
    """Wake me once at this time; None forgets the key."""

    key: str
    ns: int | None


class Become(NamedTuple):
    """The bot's state as it shall be shown."""

    state: BotState
    reason: str = ""


class Say(NamedTuple):
    """A line of the decision log: a code and its fields, turned into words by the window."""

    level: Level
    code: str
    fields: tuple[tuple[str, Decimal | str | int], ...] = ()


class Halt(NamedTuple):
    """The bot has ended."""

    why: str


Intent: TypeAlias = Want | Drop | Take | AskPlan | WatchPrice | WakeAt | Become | Say | Halt
