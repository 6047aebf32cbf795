"""One question to a venue and what came of it. This is the venue boundary: whatever ccxt lets out and
whatever an answer holds, what leaves here is a value, Unavailable or VenueRejected.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.services.live.budget import PURPOSE, Budget, Kind
from finbyte_desktop.services.venues.ccxt_map import Unreadable
from finbyte_desktop.services.venues.ccxt_rejects import proven_reject, rows_of, says_absent
from finbyte_desktop.services.venues.ccxt_wire import CALL, HELD, NS_PER_MS, Answer, NotSent
from finbyte_desktop.services.venues.live_port import Outcome, Rejected, Unknown
from finbyte_desktop.services.venues.venue_trouble import (
    KEY_TROUBLES,
    PASSING,
    Trouble,
    VenueTrouble,
    trouble_of,
    with_host,
)

CLOCK = "clock"
KEY_REFUSED = "key_refused"
TOO_MANY = "too_many_requests"
# What a structure that is not as promised raises when it is read.
STRANGE = (Unreadable, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
UNSURE = Rejected("clock_in_doubt", "the venue's time is not known", denied=True)
Value = TypeVar("Value")


class VenueCalls(ABC):
    """The connections of one account, and what their answers prove.

    Attributes:
        name: the venue, as ccxt calls it.
        host: what is asked, where it is another than the venue's own for real money.
        budget: what may be asked still, shared by all connections.
        key_heard: hears whether the venue took an order or a cancel (True), or refused it because of the key.
        known_ns: when the last good answer about the account came, on the venue's clock.
        urgent: whether a panic is under way here: then everything may use the last of the budget.
    """

    name: str
    host: str = ""
    budget: Budget
    urgent: bool = False
    key_heard: Callable[[bool], None] | None = None
    known_ns: int | None = None
    _exchanges: list[Any]
    _in_doubt: bool = False
    _trouble: VenueTrouble | None = None

    @abstractmethod
    def now_ns(self) -> int:
        """The venue's clock as far as it was measured."""

    @abstractmethod
    async def sure_of_clock(self) -> None:
        """Measures the venue's clock again when it is in doubt."""

    async def _is_sure(self) -> bool:
        """Whether an order may be stamped now."""
        try:
            await self.sure_of_clock()
        except (Unavailable, VenueRejected):
            return False
        return True

    @property
    def trouble(self) -> VenueTrouble | None:
        """Why the venue cannot be used now; None when its last answer was a good one. A pause that it asked
        for lasts as long as it said, whatever was answered meanwhile.
        """
        found, now, budget = self._trouble, self.now_ns(), self.budget
        if found is not None and (not found.until_ns or now < found.until_ns):
            return found
        if now >= budget.blocked_until_ns or not (budget.banned or budget.throttled):
            return None
        kind = Trouble.BANNED if budget.banned else Trouble.THROTTLED
        span = budget.blocked_since_ns, budget.blocked_until_ns
        return VenueTrouble(kind, self.name, *span, host=self.host)

    # --- asking -----------------------------------------------------------------------------------

    async def _call(self, call: Answer, work: Callable[[], Awaitable[Any]]) -> tuple[Any, Exception | None]:
        """The result of one request, or what went wrong; the raw answer is in `call`."""
        token = CALL.set(call)
        try:
            return await work(), None
        except Exception as error:  # ccxt lets anything out, and only the raw answer proves
            return None, error
        finally:
            CALL.reset(token)

    async def _read(
        self,
        work: Callable[[], Awaitable[Value]],
        is_told: Callable[[str, Any], bool] | None = None,
    ) -> Value:
        """One question. Raises VenueRejected for a listed code, Unavailable for everything else: also for an
        answer that `is_told` does not find what was asked for in. ccxt makes an empty list of `{}`.
        """
        found, _ = await self._ask(work, is_told)
        return found

    async def _read_clock(self, work: Callable[[], Awaitable[Value]]) -> Value:
        """The venue's time. Nothing can be signed without it, cancels neither, so it has their share."""
        found, _ = await self._ask(work, sure=False, kind=Kind.CANCEL)
        return found

    async def _ask(
        self,
        work: Callable[[], Awaitable[Value]],
        is_told: Callable[[str, Any], bool] | None = None,
        sure: bool = True,
        kind: Kind | None = None,
    ) -> tuple[Value, Answer]:
        if sure:
            await self.sure_of_clock()
        wanted = PURPOSE.get() if kind is None else kind
        call = Answer(kind=Kind.PANIC if self.urgent else wanted)
        found, failed = await self._call(call, work)
        if failed is not None:
            raise self._error(call, failed)
        if is_told is not None and not self._understood(lambda: is_told(self.name, call.value)):
            trouble = self._note(call, None)
            code = "no_answer" if trouble is None else trouble.code
            raise Unavailable(self._text_of(call, None), code)
        self._went_well(call)
        return found, call

    async def _rows(
        self, work: Callable[[], Awaitable[Sequence[Any]]]
    ) -> tuple[Sequence[Any], dict[str, Any]]:
        """A list, and the answer that it stood in. Every row of the answer is there: ccxt drops rows without
        a time or of another market, and a dropped row would be taken for an absence.
        """
        found, call = await self._ask(work, lambda venue, value: rows_of(venue, value) is not None)
        told = rows_of(self.name, call.value)
        if isinstance(told, list) and len(told) != len(found):
            venue = with_host(self.name, self.host)
            raise Unavailable(f"An answer of {venue} cannot be read (rows missing).", "unreadable_answer")
        return found, call.value if isinstance(call.value, dict) else {}

    def _understood(self, work: Callable[[], Value]) -> Value:
        """What an answer says."""
        with self._read_strictly():
            return work()

    @contextmanager
    def _read_strictly(self) -> Iterator[None]:
        """The one place where a strange structure becomes Unavailable."""
        try:
            yield
        except STRANGE as error:
            venue = with_host(self.name, self.host)
            if isinstance(error, Unreadable):
                raise Unavailable(
                    f"An answer of {venue} cannot be read ({error}).", "unreadable_answer"
                ) from None
            raise Unavailable(
                f"An answer of {venue} cannot be read (it is not built as an answer should be).",
                "unreadable_answer",
            ) from None

    # --- what went wrong --------------------------------------------------------------------------

    def _error(self, call: Answer, failed: Exception) -> Unavailable | VenueRejected:
        """The error to raise; nothing of ccxt's own hangs on it, for its texts may hold keys."""
        if isinstance(failed, Unavailable | VenueRejected):
            return failed
        if isinstance(failed, NotSent):
            return Unavailable(str(failed), "not_sent")
        trouble = self._note(call, failed)
        reject = proven_reject(self.name, call.status, call.value)
        if reject is not None:
            self._in_doubt = self._in_doubt or reject.name == CLOCK
            if trouble is not None:
                return VenueRejected(trouble.text, trouble.code, until_ns=trouble.until_ns)
            return VenueRejected(f"{self.name} refused: {reject.name} ({reject.code}).", reject.name)
        if says_absent(self.name, call.status, call.value):
            return VenueRejected(f"{self.name} has no such order.", "absent")
        if trouble is None:
            return Unavailable(self._text_of(call, failed), "no_answer")
        return Unavailable(trouble.text, trouble.code, until_ns=trouble.until_ns)

    def _text_of(self, call: Answer, failed: Exception | None) -> str:
        trouble = self._trouble_of(call, failed)
        if trouble is not None:
            return trouble.text
        venue = with_host(self.name, self.host)
        if call.status is None:
            return f"{venue} gave no answer that can be used: none came, or it broke off."
        if failed is None:
            return (
                f"{venue} gave no answer that can be used: it lacks what was asked for (HTTP status "
                f"{call.status})."
            )
        return (
            f"{venue} gave no answer that can be used: it is not built as an answer should be (HTTP status "
            f"{call.status})."
        )

    def _trouble_of(self, call: Answer, failed: Exception | None) -> VenueTrouble | None:
        kind = trouble_of(self.name, call.status, call.value, call.text, failed)
        if kind is None:
            return None
        now = self.now_ns()
        until = self.budget.blocked_until_ns if self.budget.blocked_until_ns > now else 0
        sent = call.orders_sent > 0 and proven_reject(self.name, call.status, call.value) is None
        return VenueTrouble(kind, self.name, now, until, call.status or 0, sent, self.host)

    def _note(self, call: Answer, failed: Exception | None) -> VenueTrouble | None:
        found = self._trouble_of(call, failed)
        if found is not None and found.kind not in PASSING:
            before = self._trouble
            same = before is not None and before.kind is found.kind
            self._trouble = found._replace(since_ns=before.since_ns) if same and before is not None else found
        return found

    def _went_well(self, call: Answer) -> None:
        """A good answer ends a trouble; one to an open question says nothing about the key."""
        if call.private:
            self.known_ns = self.now_ns()
        if self._trouble is not None and (call.private or self._trouble.kind not in KEY_TROUBLES):
            self._trouble = None

    def _refusal(self, call: Answer, failed: Exception | None) -> Outcome:
        """What became of a request that changes something, and that brought no plain yes."""
        self._note(call, failed)
        reject = proven_reject(self.name, call.status, call.value)
        if reject is not None:
            self._in_doubt = self._in_doubt or reject.name == CLOCK
            if reject.name == KEY_REFUSED and self.key_heard is not None:
                self.key_heard(False)
            return Rejected(reject.name, f"{reject.code}")
        why = "no answer to this order" if failed is None else type(failed).__name__
        return Unknown(f"{why}, status {call.status}", call.signed_ms * NS_PER_MS)

    def _outcome(self, call: Answer, failed: Exception | None, judge: Callable[[], Outcome]) -> Outcome:
        """What a request that was sent brought: `judge` reads a yes, everything else has to prove itself."""
        if failed is not None:
            return self._refusal(call, failed)
        try:
            outcome = self._understood(judge)
        except Unavailable as error:
            outcome = Unknown(error.text)
        if isinstance(outcome, Unknown):
            self._note(call, None)
            return outcome._replace(signed_ns=call.signed_ms * NS_PER_MS)
        self._went_well(call)
        if self.key_heard is not None:
            self.key_heard(True)
        return outcome

    def _denied(self, failed: Exception | None) -> Rejected:
        """Nothing left this computer. Our own words only: those of ccxt may hold keys."""
        why = str(failed) if isinstance(failed, NotSent) else type(failed).__name__
        return Rejected(why if why in (TOO_MANY, HELD) else "not_sent", why, denied=True)
