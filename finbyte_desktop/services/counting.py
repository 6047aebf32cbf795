"""Things counted in the texts of the terminal, which is in English."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """The singular for one: "1 order", "24 orders"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def have(number: int) -> str:
    """The verb of that many."""
    return "has" if number == 1 else "have"
