"""What the files beside a replay say of its perpetual: leverage tiers, fundings, mark prices."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import median_low

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import EIGHT_HOURS_NS, Perpetual
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.shown_markets import PerpetualFiles

NS_PER_MS = 1_000_000
MAKER, TAKER = Decimal("0.0002"), Decimal("0.0005")
FEES_TOLD = "Fees 0.02 % for resting orders and 0.05 % for those that take: what venues of perpetuals ask."


class PerpetualReplay:
    """Terms and fundings of the markets of one replay. Without tiers nobody could tell when a position is
    liquidated, so a market that they do not hold is refused.
    """

    def __init__(self, files: PerpetualFiles) -> None:
        self._files = files
        self._fundings: dict[str, list[Funding]] = {}
        self._times: dict[str, list[int]] = {}

    def market(self, i: Instrument, symbol: str, interval_ns: int = 0) -> Instrument:
        """The market of a replay as a perpetual; `symbol` is its name in the replay, `interval_ns` that of
        its candles. Raises UserError naming the file that does not fit.
        """
        from finbyte_desktop.services.perpetual_files import load_tiers  # late: its tables are slow to import

        files = self._files
        tiers = load_tiers(files.tiers, symbol, i.base, i.quote)
        rows = [] if files.funding is None else self._load(files.funding, i, symbol, interval_ns)
        name = i.id if ":" in i.id.partition(":")[2] else f"{i.id}:{i.quote}"
        self._fundings[name], self._times[name] = rows, [row.ns for row in rows]
        terms = Perpetual(tiers, tiers[0].max_leverage, files.rule, _usual_step(rows))
        return replace(i, id=name, fees=Fees(MAKER, TAKER), perpetual=terms)

    def _load(self, path: Path, i: Instrument, symbol: str, interval_ns: int) -> list[Funding]:
        from finbyte_desktop.services.perpetual_files import load_fundings, load_marks

        names = (symbol, f"{i.base}{i.quote}", f"{i.base}/{i.quote}:{i.quote}")
        marks = None
        if self._files.mark is not None:
            marks = load_marks(self._files.mark, _named(self._files.mark, names))
            if interval_ns and marks.interval_ms * NS_PER_MS == interval_ns:
                raise UserError(
                    f"{self._files.mark.name} has a mark price for every candle. Such a series would decide "
                    "liquidations, and this version judges them on the path of the prices. Leave it away, "
                    "or give one of a longer interval: it prices the fundings.",
                    "mark_too_fine",
                )
        return load_fundings(path, _named(path, names), marks)

    def funding_after(self, market: str, ns: int) -> Funding | None:
        """The first funding of a market that is due after this time; None at the end of its file."""
        at = bisect_right(self._times.get(market, ()), ns)
        rows = self._fundings.get(market, ())
        return rows[at] if at < len(rows) else None

    def check_time(self, market: str, first_ns: int, end_ns: int) -> None:
        """Raises UserError for fundings of another time than that of the replay."""
        row = self.funding_after(market, first_ns)
        path = self._files.funding
        if path is not None and (row is None or row.ns >= end_ns):
            raise UserError(
                f"{path.name} has no funding while the candles last. Leave --funding away, or give the file "
                "of that time.",
                "no_funding_then",
            )


def check_files(files: PerpetualFiles) -> None:
    """Raises UserError where a file is not there, or one has no use without another."""
    for path in (files.tiers, files.funding, files.mark):
        if path is not None and not path.exists():
            raise UserError(f"There is no file {path}. Nothing was run; check its name.", "no_such_file")
    if files.mark is not None and files.funding is None:
        raise UserError("--mark prices the fundings: give --funding too.", "mark_without_funding")


def _named(path: Path, names: Sequence[str]) -> str | None:
    """Under which of these names a table holds a market; the first where it holds none of them."""
    from finbyte_desktop.services.perpetual_files import symbols_of

    held = symbols_of(path)
    if len(held) < 2:  # it names nobody, or one market alone
        return None
    return next((name for name in names if name in held), names[1])


def _usual_step(rows: Sequence[Funding]) -> int:
    """The usual time between two fundings."""
    steps = [b.ns - a.ns for a, b in pairwise(rows)]
    return median_low(steps) if steps else EIGHT_HOURS_NS
