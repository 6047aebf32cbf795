"""What is raised when an invariant does not hold."""

from __future__ import annotations


class Broken(AssertionError):
    """An invariant does not hold. The first word names it."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name} {what}")
        self.name = name
