"""Bots' figures as they were at a row of the journal. The journal stays the only truth: what is missing, of
another format, damaged or newer than the journal is as if it were not there, and is folded again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
import sqlalchemy as sa

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.services.store import schema as t

COMMON = ""  # the row of what belongs to no bot; it lists the bots, so that a lost row is missed
BOTS = "bots"


@dataclass(frozen=True, slots=True)
class KeptFigures:
    """Everything folded from the journal's rows up to `seq`."""

    seq: int
    common: Mapping[str, Any]
    bots: Mapping[str, Mapping[str, Any]]


def keep(
    seq: int,
    form: int,
    common: Mapping[str, JsonValue],
    changed: Mapping[str, Mapping[str, JsonValue]],
    bots: list[str],
) -> list[sa.sql.dml.UpdateBase]:
    """What writes the figures of the bots that changed since the last time, and that all are as of `seq`."""
    gone = sa.delete(t.figures).where(t.figures.c.bot.not_in([COMMON, *bots]))
    statements: list[sa.sql.dml.UpdateBase] = [gone]
    for name, state in ((COMMON, {**common, BOTS: bots}), *changed.items()):
        body = orjson.dumps(state).decode()
        replace = sa.insert(t.figures).prefix_with("OR REPLACE")
        digest = _digest(name, seq, form, body)
        statements.append(replace.values(bot=name, seq=seq, format=form, body=body, digest=digest))
    return statements


def load(connection: sa.Connection, form: int, newest_seq: int) -> KeptFigures | None:
    """What was kept, None unless all of it is whole."""
    states: dict[str, Mapping[str, Any]] = {}
    seqs: dict[str, int] = {}
    c = t.figures.c
    for name, seq, kept_form, body, digest in connection.execute(
        sa.select(c.bot, c.seq, c.format, c.body, c.digest)
    ):
        if kept_form != form or _digest(name, seq, kept_form, body) != digest:
            return None
        states[name], seqs[name] = orjson.loads(body), int(seq)
    common = states.pop(COMMON, None)
    if common is None or set(states) != set(common[BOTS]):
        return None
    seq = seqs[COMMON]
    if seq > newest_seq or any(kept > seq for kept in seqs.values()):
        return None
    return KeptFigures(seq, common, states)


def _digest(name: str, seq: int, form: int, body: str) -> str:
    return sha256(f"{name}\n{seq}\n{form}\n{body}".encode()).hexdigest()
