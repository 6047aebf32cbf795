"""Messages between the engine and a strategy's process: the length in four bytes, then JSON."""

from __future__ import annotations

from typing import IO, Any

import orjson

HEAD = 4
MOST_BYTES = 1 << 20


class TooLarge(Exception):
    """A message that is larger than any may be."""


def packed(message: Any) -> bytes:
    """A message as it goes through the pipe. Raises TypeError for what JSON does not have."""
    body = orjson.dumps(message, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)
    return len(body).to_bytes(HEAD, "big") + body


def read_frame(stream: IO[bytes], most_bytes: int = MOST_BYTES) -> bytes | None:
    """The body of the next message; None at the end, also in the middle of one. Raises TooLarge."""
    head = stream.read(HEAD)
    if len(head) < HEAD:
        return None
    size = int.from_bytes(head, "big")
    if size > most_bytes:
        raise TooLarge(size)
    body = stream.read(size)
    return body if len(body) == size else None
