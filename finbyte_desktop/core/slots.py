"""What each slot of a bot wants, has, and waits for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.contract import Allowance, Bot, BotView
from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import Order, OrderSpec
from finbyte_desktop.core.risk import Token

ENDED_BOTS = frozenset({BotState.STOPPED, BotState.ERROR})


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
    """A question to a person that has no answer yet."""

    id: str
    bot: str
    kind: str
    tag: str
    asked_ns: int
    price: Decimal
    orders: tuple[tuple[str, OrderSpec], ...]
    digest: str
    allowance: Allowance | None


class BotRecord:
    """Everything that the kernel knows of one bot.

    `overdue` holds alarms (key, due ns) that came while the market was away; they are told with the first
    fresh price. `made_with` is the market as it was when the bot was made, where its parameters do not fit
    the market of now. `strays` are orders that rest at the venue after they were called ended, each in a
    slot of its own, by client id.
    """

    __slots__ = (
        "bot",
        "grants",
        "id",
        "instrument",
        "made_with",
        "overdue",
        "params",
        "params_digest",
        "policy",
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
        self.view: BotView

    def live_orders(self) -> list[Order]:
        """Orders that may still execute, by slot name, then those that came late."""
        slots = [slot for _, slot in sorted(self.slots.items())]
        return [slot.order for slot in (*slots, *self.strays.values()) if slot.order is not None]
