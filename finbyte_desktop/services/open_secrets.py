"""The secrets of the accounts that are open now: hidden by value in every text that leaves, whatever it looks
like. They are kept in memory alone, as long as somebody holds them and a little longer: the error of an
account that could not be opened is written by whoever waited for it, after its key was let go.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, quote_plus

HIDDEN = "***"
SHORTEST = 4  # what is shorter would take ordinary words out
SHORT = 12  # up to here only as a word of its own
SHORTEST_LINE = 8  # of a private key
LONGEST_DISGUISED = 512
GRACE_S = 60.0


class OpenSecrets:
    """May be used from any thread. The same text may be held more than once.

    Attributes:
        grace_s: so long is a text hidden that nobody holds any more.
    """

    def __init__(self, grace_s: float = 0.0) -> None:
        self.grace_s = grace_s
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        self._leaving: deque[tuple[float, set[str]]] = deque()
        self._long: tuple[str, ...] = ()
        self._short: re.Pattern[str] | None = None
        self._mixed: re.Pattern[str] | None = None

    def hold(self, texts: Iterable[str]) -> Callable[[], None]:
        """Hides these texts from now on; what is returned ends that, and may be called twice."""
        forms = {form for text in texts for form in _forms(text)}
        self._change(forms, +1)
        is_held = True

        def let_go() -> None:
            nonlocal is_held
            if is_held:
                is_held = False
                self._leaving.append((time.monotonic() + self.grace_s, forms))
                self._let_go()

        return let_go

    @contextlib.contextmanager
    def held(self, texts: Iterable[str]) -> Iterator[None]:
        """Hides them for a while."""
        let_go = self.hold(texts)
        try:
            yield
        finally:
            let_go()

    def without(self, text: str, *, shown: bool = False) -> str:
        """The text with every secret taken out. In what is `shown` to the person whose secrets they are, a
        short one that is a plain word or a number stays: it would take amounts and sentences apart.
        """
        if self._leaving:
            self._let_go()
        for secret in self._long:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        short = self._mixed if shown else self._short
        return text if short is None else short.sub(HIDDEN, text)

    def _let_go(self) -> None:
        """Forgets what nobody holds any more, once its time is over."""
        while True:
            with self._lock:
                if not self._leaving or self._leaving[0][0] > time.monotonic():
                    return
                forms = self._leaving.popleft()[1]
            self._change(forms, -1)

    def _change(self, forms: Iterable[str], by: int) -> None:
        with self._lock:
            for form in forms:
                self._held[form] += by
            self._held = +self._held
            known = sorted(self._held, key=len, reverse=True)  # a part never before its whole
            self._long = tuple(form for form in known if len(form) > SHORT)
            short = [form for form in known if len(form) <= SHORT]
            self._short = _words(short)
            self._mixed = _words([form for form in short if not (form.isalpha() or form.isdigit())])


def _words(forms: list[str]) -> re.Pattern[str] | None:
    """Any of these as a word of its own."""
    either = "|".join(re.escape(form) for form in forms)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])") if either else None


def _forms(text: str) -> Iterator[str]:
    """A secret as it stands, in addresses, in JSON, in other clothes; a private key also line by line."""
    text = text.strip()
    if len(text) < SHORTEST:
        return
    yield text
    yield quote(text, safe="")
    yield quote_plus(text)
    yield repr(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    once = json.dumps(text)[1:-1]
    yield once
    yield json.dumps(once)[1:-1]
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) > 1:
        inner = [line for line in lines if line and not line.startswith("-----")]
        yield from (line for line in inner if len(line) >= SHORTEST_LINE)
        yield from (quote(line, safe="") for line in inner if len(line) >= SHORTEST_LINE)
        yield "".join(inner)
    if len(text) <= LONGEST_DISGUISED:
        raw = text.encode()
        yield base64.b64encode(raw).decode().rstrip("=")
        yield raw.hex()
        yield raw.hex().upper()


OPEN_SECRETS = OpenSecrets(GRACE_S)  # one for the process, as its log is
