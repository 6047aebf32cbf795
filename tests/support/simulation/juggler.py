"""A bot that exists to make trouble: it wants, changes, drops and takes at random, from its seed alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import cast

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.contract import (
    Allowance,
    Bot,
    BotEvent,
    BotView,
    PlanDecided,
    SlotDone,
    SlotRefused,
    Started,
    StopAsked,
    Woken,
)
from finbyte_desktop.core.control import ANSWERED, EXTERNAL
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import (
    AskPlan,
    Become,
    BotState,
    Drop,
    Halt,
    Intent,
    Take,
    WakeAt,
    Want,
)
from finbyte_desktop.core.orders import OrderSpec, Side

SECOND = 1_000_000_000
MS = 1_000_000
SLOTS = 5
TAKES = "T"
ALL_SLOTS = (*(f"S{number}" for number in range(SLOTS)), TAKES)
TAKEN_AWAY = frozenset({EXTERNAL, ANSWERED})
D = Decimal


class Juggler:
    """Holds up to five resting orders around the price and now and then takes."""

    after_pause: frozenset[str] = frozenset()

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        self._seed = str(params["seed"])
        self._count = 0
        self._held_base = D(str(params["base"]))
        self._held_quote = D(str(params["quote"]))
        self._stopping = False
        self._pace_ns = int(str(params.get("pace_ms", 1_000))) * MS
        self._wanted: dict[str, OrderSpec] = {}  # what each slot wants, until it has traded or was dropped

    def budget(self, instrument: Instrument) -> Mapping[str, Decimal]:
        return {instrument.base: self._held_base, instrument.quote: self._held_quote}

    def allowance(self) -> Allowance:
        return Allowance(D("0.00000001"), D(10**9), D(10**9), D(10**9))

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        return None

    def withdrawable(self, view: BotView) -> Decimal:
        return D(0)

    def save(self) -> Mapping[str, JsonValue]:
        wanted = {slot: encode(spec) for slot, spec in sorted(self._wanted.items())}
        return {"count": self._count, "stopping": self._stopping, "wanted": wanted}

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        self._count, self._stopping = int(str(state["count"])), bool(state["stopping"])
        wanted = cast("Mapping[str, JsonValue]", state["wanted"])
        self._wanted = {slot: decode(spec) for slot, spec in wanted.items()}

    def on_event(self, event: BotEvent, view: BotView) -> Sequence[Intent]:
        if isinstance(event, Started):
            return [AskPlan("open", event.price, ())]
        if isinstance(event, PlanDecided):
            return [Become(BotState.RUNNING), WakeAt("act", event.ns + SECOND)]
        if isinstance(event, StopAsked):
            self._stopping = True
            # also what waits to be tried again: a limit does not hold up what a bot sells at its end
            drops: list[Intent] = [Drop(slot) for slot in ALL_SLOTS]
            return [*drops, Become(BotState.STOPPING), *self._ended(view)]
        if isinstance(event, SlotDone) and self._stopping:
            return self._ended(view)
        if isinstance(event, SlotDone):
            return self._done(event)
        if isinstance(event, SlotRefused) and not self._stopping:
            return self._repeated(event.slot)
        if isinstance(event, Woken) and not self._stopping:
            return self._act(event, view)
        return ()

    @staticmethod
    def _ended(view: BotView) -> list[Intent]:
        return [] if view.live_slots() else [Halt("by_you")]

    def _done(self, event: SlotDone) -> list[Intent]:
        """An order that somebody took away is wanted still, what it did not trade."""
        spec = self._wanted.get(event.slot)
        if event.ended not in TAKEN_AWAY or spec is None or event.qty >= spec.qty:
            self._wanted.pop(event.slot, None)
            return []
        self._wanted[event.slot] = spec._replace(qty=spec.qty - event.qty)
        return self._repeated(event.slot)

    def _repeated(self, slot: str) -> list[Intent]:
        """A bot that repeats its wants causes nothing by that."""
        return [Want(slot, self._wanted[slot])] if slot in self._wanted else []

    def _act(self, event: Woken, view: BotView) -> Sequence[Intent]:
        self._count += 1
        dice = Random(f"{self._seed}:{self._count}")
        out: list[Intent] = [WakeAt("act", event.ns + dice.randint(1, 5) * self._pace_ns)]
        i = view.instrument
        slot = f"S{dice.randrange(SLOTS)}"
        draw = dice.random()
        side = dice.choice((Side.BUY, Side.SELL))
        worth = D(dice.randint(20, 200))
        qty = i.qty_down_div(worth, event.price)
        if draw < 0.65:
            away = D(dice.randint(-2, 30)) / 10_000
            price = event.price * (1 - away if side is Side.BUY else 1 + away)
            spec = OrderSpec(side, qty, i.price_down(price), post_only=dice.random() < 0.3)
            if spec == self._wanted.get(slot):  # by chance: it has to be another order
                spec = spec._replace(qty=spec.qty + i.lot)
            if view.order(slot) is None or view.order(slot) != spec:
                self._wanted[slot] = spec
                out.append(Want(slot, spec))
        elif draw < 0.8:
            self._wanted.pop(slot, None)
            out.append(Drop(slot))
        elif view.order(TAKES) is None:
            out.append(Take(TAKES, side, qty, "juggle"))
        return out


def make(bot_type: str, params: Mapping[str, JsonValue], instrument: Instrument) -> Bot:
    """The product's bots, and the juggler."""
    return Juggler(params, instrument) if bot_type == "juggler" else make_bot(bot_type, params, instrument)
