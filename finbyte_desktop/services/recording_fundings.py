"""The fundings in a recording: a small file of lines beside its frames, few enough to be read at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import orjson

from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.walk import Funding

FUNDINGS_FILE = "fundings.jsonl"
MOST_BYTES = 1_000_000  # about five years of fundings every eight hours


def keep_funding(folder: Path, instrument: str, row: Funding) -> None:
    """Adds one that was settled. Raises OSError where the disk refuses; beyond the limit nothing is added."""
    path = folder / FUNDINGS_FILE
    if path.exists() and path.stat().st_size >= MOST_BYTES:
        return
    mark = None if row.mark is None else plain(row.mark)
    with path.open("ab") as file:
        file.write(orjson.dumps([instrument, row.ns, plain(row.rate), mark]) + b"\n")


def kept_fundings(folder: Path) -> dict[str, list[Funding]]:
    """Those of each instrument, oldest first, once each: after a crash some were settled again. A line that a
    crash tore is left out.
    """
    path = folder / FUNDINGS_FILE
    found: dict[str, dict[int, Funding]] = {}
    for line in path.read_bytes().split(b"\n") if path.exists() else ():
        try:
            instrument, ns, rate, mark = orjson.loads(line)
            row = Funding(int(ns), Decimal(rate), None if mark is None else Decimal(mark))
        except (ValueError, TypeError, ArithmeticError):
            continue
        found.setdefault(str(instrument), {})[row.ns] = row
    return {name: [rows[ns] for ns in sorted(rows)] for name, rows in found.items()}
