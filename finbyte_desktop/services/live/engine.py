"""A live shell as the engine of a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.live.shell import FactsHeard, LiveShell
from finbyte_desktop.services.store.journal import Journal


class LiveEngine:
    """Fulfils `engine_port.Engine` over a shell."""

    def __init__(self, shell: LiveShell, journal: Journal) -> None:
        self.shell = shell
        self.journal = journal
        self.told_seq = journal.seq
        self._noted: dict[str, JsonValue] = {}

    @property
    def failure(self) -> Unavailable | None:
        return self.shell.failure

    @failure.setter
    def failure(self, error: Unavailable | None) -> None:
        self.shell.failure = error

    def heard(self, tell: FactsHeard) -> FactsHeard:
        """The shell's listener: what is told to it is on disk, and so is everything before it."""

        def told(event: ev.Event, facts: Iterable[fx.Fact], marks: Mapping[str, Decimal]) -> None:
            self.told_seq = self.journal.seq
            tell(event, facts, marks)

        return told

    async def command(self, event: ev.Event) -> None:
        if self._noted:
            await self.flush()
        await self.shell.command(event)

    async def whole(self, made: Callable[[], Sequence[ev.Event]]) -> None:
        await self.shell.whole(made)

    def note(self, state: Mapping[str, JsonValue]) -> None:
        self._noted |= state

    async def flush(self) -> None:
        state, self._noted = self._noted, {}
        try:
            await self.journal.commit(state)
        except Unavailable as error:
            self.failure = error  # what cannot be written cannot be sent
            raise
