"""The files of a recording: frames of packed rows in numbered segments, readable up to the last whole frame.

A frame is a header (mark, first and last time, rows, length and checksum of the packed bytes) and the rows as
lines of JSON under zlib. A process that dies while it writes leaves a torn frame at the end of the last
segment; it is found by its length or checksum and cut off.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

import orjson

from finbyte_desktop.core.errors import UserError

MARK = b"FBR1"
HEADER = Struct(">4sQQIII")
SUFFIX = ".frames"
ABOUT_FILE = "recording.json"
MAX_PACKED_BYTES = 4_000_000
PACKING_LEVEL = 6
Row = list[Any]


class Frame(NamedTuple):
    """Where a frame lies and what its header says. `size` is the packed bytes after the header."""

    segment: int
    offset: int
    first_ns: int
    last_ns: int
    rows: int
    size: int
    checksum: int

    @property
    def end(self) -> int:
        """The byte after the frame."""
        return self.offset + HEADER.size + self.size


def segment_path(folder: Path, number: int) -> Path:
    """The file of a segment."""
    return folder / f"{number:06d}{SUFFIX}"


def segments(folder: Path) -> list[int]:
    """The numbers of the segments in a folder, rising."""
    names = (path.stem for path in folder.glob(f"*{SUFFIX}"))
    return sorted(int(name) for name in names if name.isdigit())


def packed_frame(lines: Sequence[bytes], first_ns: int, last_ns: int) -> bytes:
    """The bytes of a frame with these rows."""
    packed = zlib.compress(b"\n".join(lines), PACKING_LEVEL)
    return HEADER.pack(MARK, first_ns, last_ns, len(lines), len(packed), zlib.crc32(packed)) + packed


def frames_of(folder: Path, number: int) -> tuple[list[Frame], bool]:
    """The whole frames of a segment by their headers, and whether something after them is torn."""
    found: list[Frame] = []
    path = segment_path(folder, number)
    length = path.stat().st_size
    offset = 0
    with path.open("rb") as file:
        while offset < length:
            file.seek(offset)
            head = file.read(HEADER.size)
            if len(head) < HEADER.size:
                return found, True
            mark, first_ns, last_ns, rows, size, checksum = HEADER.unpack(head)
            frame = Frame(number, offset, first_ns, last_ns, rows, size, checksum)
            if mark != MARK or size > MAX_PACKED_BYTES or frame.end > length:
                return found, True
            found.append(frame)
            offset = frame.end
    return found, False


def read_frame(folder: Path, frame: Frame) -> list[Row] | None:
    """The rows of a frame; None when its bytes are not those that were written."""
    with segment_path(folder, frame.segment).open("rb") as file:
        file.seek(frame.offset + HEADER.size)
        packed = file.read(frame.size)
    if len(packed) != frame.size or zlib.crc32(packed) != frame.checksum:
        return None
    return [orjson.loads(line) for line in zlib.decompress(packed).split(b"\n")]


def cut_torn_end(folder: Path, number: int) -> list[Frame]:
    """Cuts a segment behind its last whole frame with a right checksum, and gives the frames that stay."""
    frames, torn = frames_of(folder, number)
    while frames and read_frame(folder, frames[-1]) is None:
        frames.pop()
        torn = True
    if torn:
        with segment_path(folder, number).open("r+b") as file:
            file.truncate(frames[-1].end if frames else 0)
    return frames


def all_frames(folder: Path) -> Iterator[Frame]:
    """The whole frames of a recording in order of their writing."""
    for number in segments(folder):
        yield from frames_of(folder, number)[0]


def write_about(folder: Path, about: dict[str, Any]) -> None:
    """Writes what the recording is of, whole or not at all."""
    draft = folder / (ABOUT_FILE + ".new")
    draft.write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2))
    draft.replace(folder / ABOUT_FILE)


def read_about(folder: Path) -> dict[str, Any]:
    """What the recording is of. Raises UserError when the folder holds none."""
    try:
        about = orjson.loads((folder / ABOUT_FILE).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise UserError(f"{folder} is not a recording that can be read.", "unreadable") from None
    if not isinstance(about, dict) or about.get("format") != 1:
        raise UserError(f"{folder} was recorded by another version.", "unreadable")
    return about
