"""The log file, and what may not stand in a text that leaves: keys, secrets, signatures."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from finbyte_desktop.core.errors import FinByteError, Unavailable
from finbyte_desktop.services.open_secrets import HIDDEN, OPEN_SECRETS

FILE_NAME = "finbyte.log"
MAX_BYTES, FILES_KEPT = 2_000_000, 3
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Named values of headers, addresses, JSON and keyword arguments; blocks of private keys; and what is as long
# and as random as a key of a venue: names of files and functions have a dot or a line in them sooner. A UUID
# is a key only where it is called so: orders have such ids too. Quotes may be escaped, values may be bytes.
# Each part has a longest length where it could otherwise make a long text slow.
_NAMED = re.compile(
    r"(?i)((?:(?:api|access|private|listen)[_-]?key|secret|passphrase|password|signature|token"
    r"|authorization|(?:api|access)[_-]sign\b)[\w-]{0,40}"
    r"(?:(?:\\{0,9}[\"'])?\s*[=:]\s*|\\{0,9}[\"']\s*,\s*(?=b?\\{0,9}[\"'])))"
    r"(?:b?(?P<quote>\\{0,9}[\"'])(?:(?!(?P=quote))(?:\\.|[^\\\n]))*(?P=quote)"
    r"|b?\\{0,9}[\"'][^\n]*"  # whose end was cut off
    r"|(?:(?:bearer|basic|digest|token)\s+)?[^\s\"'&,;)}\]]+)"
)
_BEARER = re.compile(r"(?i)(\bbearer\s+)[\w.~+/=-]{8,}")
_UUID_KEY = re.compile(
    r"(?i)((?:key|secret|token|passphrase)s?(?:[_-]?id)?\\{0,9}[\"']?\s*(?:is|was|[=:,])?\s*b?\\{0,9}[\"'(\[]?)"
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
)
_PEM = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/=]{8,128}(?:\s|\\{1,9}[nr])+){1,100}"
    r"-----END [A-Z ]*PRIVATE KEY-----",
    re.DOTALL,
)
_LONG = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{32,}")
_WORDS = ("key", "secret", "pass", "sign", "token", "auth", "bearer")  # without one of them nothing is named


def without_secrets(text: str) -> str:
    """A text for the person, without the secrets of the accounts that are open."""
    return OPEN_SECRETS.without(text, shown=True)


def redacted(text: str) -> str:
    """The text without those secrets, and without what looks like one. Rather too much is taken out than too
    little.
    """
    text = OPEN_SECRETS.without(text)
    small = text.lower()
    if any(word in small for word in _WORDS):  # most lines have none: it is asked first because it is cheap
        if "PRIVATE KEY-----" in text:
            text = _PEM.sub(HIDDEN, text)
        text = _NAMED.sub(rf"\1{HIDDEN}", text)
        text = _BEARER.sub(rf"\1{HIDDEN}", text)
        text = _UUID_KEY.sub(rf"\1{HIDDEN}", text)
    return _LONG.sub(_unless_a_word, text)


def _unless_a_word(found: re.Match[str]) -> str:
    """Letters and digits together are random; one kind alone is a name or a number."""
    text = found[0]
    return text if text.isdigit() or text.isalpha() else HIDDEN


def text_of(error: BaseException) -> str:
    """An error as a person may read it: the words of one that was foreseen, else its kind and text."""
    if isinstance(error, FinByteError):
        return without_secrets(error.text)
    return redacted(f"{type(error).__name__}: {error}")


class RedactingFormatter(logging.Formatter):
    """Takes keys out of a record, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of a record."""
        return redacted(super().format(record))


def start_log(folder: Path) -> logging.Handler:
    """Writes everything from level INFO on into a file that is turned over; the handler of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(
            folder / FILE_NAME, maxBytes=MAX_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
        )
    except OSError as error:
        raise Unavailable(
            f"The log cannot be written to {folder}: {error.strerror}. Nothing was changed and nothing runs. "
            "Give this user the right to write there.",
            "log_unwritable",
        ) from None
    file.setFormatter(RedactingFormatter(FORMAT))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(file)
    return file
