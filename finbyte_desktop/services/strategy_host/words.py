"""How the end of a strategy's process is told."""

from __future__ import annotations

import signal


def ended_text(status: int | None, why: str) -> str:
    """What is known of a process that ended by itself."""
    if why == "huge":
        return "The strategy sent a message that is larger than any may be, and was ended."
    if why == "unreadable":
        return "The strategy sent what nobody can read, and was ended."
    if status is not None and status < 0:
        name = signal.Signals(-status).name if -status in {s.value for s in signal.Signals} else str(-status)
        return f"The strategy's process was ended by the signal {name}."
    return f"The strategy's process ended by itself, with status {status}."
