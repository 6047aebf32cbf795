"""How an account stands, in the texts of the terminal, which is in English."""

from __future__ import annotations

from finbyte_desktop.services.counting import counted


def left_at_venue(orders: int | None) -> str:
    """What rests of an account that nobody looks after; None where that is not known."""
    if orders is None:
        return "Whether orders of it rest at the venue is not known: look there. Nobody answers them."
    if not orders:
        return "It had no order at the venue when it was looked at last."
    those = "it" if orders == 1 else "them"
    return f"{counted(orders, 'order')} of it may rest there, as last known, and nobody answers {those}."


def trying(tries: int, before: str, again_s: int | None) -> str:
    """How often an account could not be opened, why the last time, and when it is tried again."""
    if not tries:
        return ""
    times = "once" if tries == 1 else f"{tries} times"
    if again_s is not None:
        return f"Failed {times}; tried again in {again_s} s."
    return f"Tried again now; failed {times}, the last time: {before}"
