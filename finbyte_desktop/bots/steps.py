"""How a bot hears its events: one method for each, and nothing happens where it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from finbyte_desktop.core.contract import (
    Asked,
    BotEvent,
    BotView,
    Edited,
    Funded,
    PlanDecided,
    Settled,
    SlotDone,
    SlotRefused,
    Started,
    StopAsked,
    Touched,
    Woken,
)
from finbyte_desktop.core.intents import Intent

Step: TypeAlias = Callable[[Any, Any, BotView], Sequence[Intent]]
HEARD_BY: Mapping[type, str] = {
    Started: "on_started",
    Touched: "on_touched",
    Woken: "on_woken",
    SlotDone: "on_done",
    SlotRefused: "on_refused",
    PlanDecided: "on_decided",
    StopAsked: "on_stop",
    Edited: "on_edited",
    Funded: "on_funded",
    Settled: "on_settled",
    Asked: "on_asked",
}


class Steps:
    """The first base of a bot: `on_event` of the bot contract, as the methods that the bot defines."""

    _steps: ClassVar[Mapping[type, Step]] = {}

    def __init_subclass__(cls) -> None:
        """Looks the methods up once: a backtest hears millions of events."""
        super().__init_subclass__()
        cls._steps = {event: getattr(cls, name) for event, name in HEARD_BY.items()}

    def on_event(self, event: BotEvent, view: BotView) -> Sequence[Intent]:
        """One step."""
        return self._steps[type(event)](self, event, view)

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        return ()

    def on_touched(self, event: Touched, view: BotView) -> Sequence[Intent]:
        return ()

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        return ()

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        return ()

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        return ()

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        return ()

    def on_stop(self, event: StopAsked, view: BotView) -> Sequence[Intent]:
        return ()

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        return ()

    def on_funded(self, event: Funded, view: BotView) -> Sequence[Intent]:
        return ()

    def on_settled(self, event: Settled, view: BotView) -> Sequence[Intent]:
        return ()

    def on_asked(self, event: Asked, view: BotView) -> Sequence[Intent]:
        return ()
