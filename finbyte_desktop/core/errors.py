"""The five families of errors. Everything that goes wrong in the product is one of these."""

from __future__ import annotations


class FinByteError(Exception):
    """Root of the five families; never raised itself. `until_ns` is the moment that `text` speaks of, where a
    venue told until when it takes no requests, on its clock; else 0.
    """

    def __init__(self, text: str, code: str = "error", *, until_ns: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.until_ns = until_ns


class UserError(FinByteError):
    """Bad input from a person, shown as written beside its cause.

    `field` names the input at fault, `feasible` the range or value that would be accepted, `fix` one value
    to offer.
    """

    def __init__(
        self,
        text: str,
        code: str = "bad_input",
        field: str | None = None,
        feasible: str | None = None,
        fix: str | None = None,
    ) -> None:
        super().__init__(text, code)
        self.field = field
        self.feasible = feasible
        self.fix = fix


class VenueRejected(FinByteError):
    """The venue said no, proved by a listed code."""


class OutcomeUnknown(FinByteError):
    """A request may or may not have been executed; funds stay reserved until reconciliation knows."""


class Unavailable(FinByteError):
    """Not now: a resource (disk, lock, feed) cannot be had; nothing was lost."""


class Bug(FinByteError):
    """A promise inside the product was broken: halt and report."""
