"""How far each stream can be trusted, judged from what is heard of it and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finbyte_desktop.services.venues.stream_port import Channel, Health, Limits, StreamHealth
from finbyte_desktop.services.venues.stream_states import StreamState

ENOUGH_MESSAGES = 5


@dataclass(slots=True)
class _Record:
    """What was seen of one stream. `patience_s` is the silence after which it is subscribed again."""

    began_s: float
    heard_s: float
    asked_s: float
    patience_s: float
    told: StreamHealth
    heard: int = 0
    heard_at_asking: int = 0
    bad: int = 0
    bad_s: float | None = None


class Judge:
    """Keeps a record of every stream and tells each change of health once."""

    def __init__(self, limits: Limits, tell: Callable[[StreamHealth], None]) -> None:
        self._limits = limits
        self._tell = tell
        self._records: dict[StreamState, _Record] = {}

    def begin(self, state: StreamState, now_s: float) -> None:
        told = StreamHealth(state.market.instrument, state.channel, Health.STARTING, "starting")
        self._records[state] = _Record(now_s, now_s, now_s, self._limits.silent_s, told)

    def end(self, state: StreamState) -> None:
        self._records.pop(state, None)

    def of(self, state: StreamState) -> StreamHealth:
        return self._records[state].told

    def look(self, state: StreamState, connected: bool, now_s: float) -> None:
        """Takes in what was heard, and tells the stream's health when it is another one."""
        record = self._records.get(state)
        if record is None:
            return
        if state.heard != record.heard:
            record.heard, record.heard_s = state.heard, now_s
            if state.heard - record.heard_at_asking >= ENOUGH_MESSAGES:
                record.patience_s = self._limits.silent_s
        if state.bad != record.bad:
            record.bad, record.bad_s = state.bad, now_s
        health, why = self._judged(state, record, connected, now_s)
        if (health, why) != (record.told.health, record.told.why):
            record.told = record.told._replace(health=health, why=why)
            self._tell(record.told)

    def _judged(
        self, state: StreamState, record: _Record, connected: bool, now_s: float
    ) -> tuple[Health, str]:
        limits = self._limits
        young = now_s - record.began_s < limits.silent_s and record.told.health is Health.STARTING
        if state.refused:
            return Health.STALE, "refused"
        if young and not (state.heard and state.in_step):
            return Health.STARTING, "starting"
        if not connected:
            return Health.STALE, "no_connection"
        quote = state.channel is not Channel.TRADES
        if quote and now_s - record.heard_s >= limits.silent_s:
            return Health.STALE, "silent"
        if not state.in_step:
            return (Health.STALE, "out_of_step") if quote else (Health.DEGRADED, "trades_missing")
        if record.bad_s is not None and now_s - record.bad_s < limits.degraded_s:
            return Health.DEGRADED, "unreadable"
        return Health.FRESH, ""

    def wants_again(self, state: StreamState, now_s: float) -> bool:
        """Whether a silent stream should be subscribed anew; each time in vain makes the next one later."""
        record = self._records[state]
        if now_s - max(record.heard_s, record.asked_s) < record.patience_s or state.refused:
            return False
        record.asked_s, record.heard_at_asking = now_s, state.heard
        record.patience_s = min(2 * record.patience_s, self._limits.longest_silence_s)
        return True
