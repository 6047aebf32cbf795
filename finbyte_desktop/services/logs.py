"""The log file, and what may not stand in it: keys, secrets, signatures."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_NAME = "finbyte.log"
MAX_BYTES, FILES_KEPT = 2_000_000, 3
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
HIDDEN = "***"
# Named values of headers, addresses, JSON and keyword arguments; blocks of private keys; and what is as long
# and as random as a key of a venue: names of files and functions have a dot or a line in them sooner.
_NAMED = re.compile(
    r"(?i)(\b[\w-]*(?:api[_-]?key|secret|passphrase|password|signature|token|authorization|x-mbx-apikey)"
    r"[\w-]*[\"']?\s*[=:]\s*)(?:[\"'][^\"']*[\"']|[^\s\"'&,;)}\]]+)"
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_RANDOM = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{32,}")


def redacted(text: str) -> str:
    """The text without what looks like a key. Rather too much is taken out than too little."""
    text = _PEM.sub(HIDDEN, text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    return _RANDOM.sub(HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Takes keys out of a record, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of a record."""
        return redacted(super().format(record))


def start_log(folder: Path) -> logging.Handler:
    """Writes everything from level INFO on into a file that is turned over; the handler of it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(
        folder / FILE_NAME, maxBytes=MAX_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
    )
    file.setFormatter(RedactingFormatter(FORMAT))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(file)
    return file
