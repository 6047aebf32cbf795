"""What the journal holds is read by the version before, too, as long as it says nothing new."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from finbyte_desktop.core import codec
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.codec import CLASSES, LATER, decode, encode
from finbyte_desktop.core.events import Exit


def test_stop_without_what_came_later_has_the_fields_of_before() -> None:
    """A reader that knows four fields reads a stop that a person asked for."""
    stop = ev.BotStopped(1, "b1", Exit.SELL)
    written = json.loads(json.dumps(encode(stop)))
    assert written == ["BotStopped", 1, "b1", ["E", "Exit", "sell"], "by_you"]
    assert decode(written) == stop


def test_what_says_something_new_is_written() -> None:
    """The stop of a panic is not the stop of before: it is not read as one."""
    stop = ev.BotStopped(1, "b1", Exit.KEEP, "panic", True)
    written = json.loads(json.dumps(encode(stop)))
    assert written[-1] is True
    assert decode(written) == stop


@pytest.mark.parametrize(
    "kind", sorted(LATER, key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_fields_without_a_default_are_always_written(kind: type) -> None:
    """Whatever stands in the table: a field that has to be told is told."""
    known = CLASSES[kind.__name__]
    needed = [name for name in known._fields if name not in known._field_defaults]
    value = known(*([None] * len(needed)))
    written = encode(value)
    assert isinstance(written, list)
    assert len(written) > len(needed)
    assert decode(written) == value


def test_only_the_end_of_a_value_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields have no names in the journal: one before another that is written is written as well."""

    class Grown(NamedTuple):
        ns: int
        first: str = ""
        second: str = ""
        third: str = ""

    monkeypatch.setitem(LATER, Grown, 2)
    assert codec.encode(Grown(1, second="x")) == ["Grown", 1, "", "x"]
    assert codec.encode(Grown(1, third="x")) == ["Grown", 1, "", "", "x"]
    assert codec.encode(Grown(1)) == ["Grown", 1, ""]
