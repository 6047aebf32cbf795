"""What a desk asks of the engine below it: the paper runner, or the shell of a live account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.store.journal import Journal


class Engine(Protocol):
    """One kernel with its journal and its venue.

    Attributes:
        failure: why nothing goes on any more.
        told_seq: how far the journal's facts were told.
    """

    journal: Journal
    failure: Unavailable | None
    told_seq: int

    async def command(self, event: ev.Event) -> None:
        """Applies a person's command and returns when it is durable. Raises UserError or Unavailable."""
        ...

    async def whole(self, made: Callable[[], Sequence[ev.Event]]) -> None:
        """Applies commands that are made once they have their turn; nothing else is handled between them, and
        they are durable when this returns. One that cannot be done hinders no other: then UserError is raised
        at the end. Raises Unavailable.
        """
        ...

    async def flush(self) -> None:
        """Makes durable what was noted. Raises Unavailable."""
        ...

    def note(self, state: Mapping[str, JsonValue]) -> None:
        """Parts of the venue's state that are kept with the next thing that becomes durable."""
        ...
