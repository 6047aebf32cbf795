"""What a campaign visited: rows of the order table, answers of the resolver, fault knobs, limits, the host.

What is named here and was never visited makes a large campaign fail; what cannot be visited has its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from finbyte_desktop.core.fence import Finding
from finbyte_desktop.core.orders import TRANSITIONS, State
from tests.support.exchange import KNOBS
from tests.support.simulation.dialect import DIALECTS, PERPETUALS
from tests.support.simulation.swarm import LIMITS, NOT_THERE

if TYPE_CHECKING:
    from tests.support.simulation.world import Report

BEFORE_IT_IS_SENT = "an order is journaled when it is sent; before that it is a wish, an approval or a block"
ONE_MARGIN = "of perpetuals, which are a scenario of their own"
NO_BNB = "perpetuals take their fees in what they settle in"
NO_BOOK = "of order books; the engine reads prices, the ladder of the window alone reads books"
UNPROVED = (State.SENT, State.UNKNOWN, State.NEVER_ACCEPTED, State.QUARANTINED, State.REJECTED)
PAST_OPEN = (State.PARTIAL, State.FILLED, State.CANCELED, State.EXPIRED)
NEVER: dict[str, str] = {
    "DRAFT > AWAITING_APPROVAL": BEFORE_IT_IS_SENT,
    "DRAFT > INTENT": BEFORE_IT_IS_SENT,
    "DRAFT > DENIED": BEFORE_IT_IS_SENT,
    "AWAITING_APPROVAL > INTENT": BEFORE_IT_IS_SENT,
    "AWAITING_APPROVAL > REFUSED": BEFORE_IT_IS_SENT,
    "AWAITING_APPROVAL > LAPSED": BEFORE_IT_IS_SENT,
    "AWAITING_APPROVAL > DENIED": BEFORE_IT_IS_SENT,
    "INTENT > SENT": BEFORE_IT_IS_SENT,
    "INTENT > UNKNOWN": BEFORE_IT_IS_SENT,
    "NEVER_ACCEPTED > REJECTED": "both say that it is not there; the first word stays",
    "EXPIRED > FILLED": "no knob lets an order trade that has expired; CANCELED > FILLED is that way",
    **{
        f"{row.name} > {to.name}": "whatever a venue tells of an order says first that it is there: OPEN"
        for row, found in TRANSITIONS.items()
        for to in found
        if row in UNPROVED and to in PAST_OPEN and (row, to) != (State.QUARANTINED, State.CANCELED)
    },
    "PARTIAL > PARTIAL": "not another state; the fills of an order are compared one by one (I4)",
    "resolver look_again": "what the resolver does between its answers; it is no answer",
    "market.funding": ONE_MARGIN,
    "market.liquidation": ONE_MARGIN,
    "account.mode_flip": ONE_MARGIN,
    "stream.sequence_gap": NO_BOOK,
    "market.crossed_book": NO_BOOK,
    "order.unique_ids": "a rule of the venue: Binance looks at open orders, Bybit at all, and both are there",
    "account.key_revoked": "ends a run; account.permission_change takes the right to trade and gives it back",
}
OF_PERPETUALS = ("market.funding", "market.liquidation", "account.mode_flip")
NEVER_ON_PERPETUALS = {name: why for name, why in NEVER.items() if name not in OF_PERPETUALS} | {
    "fee.asset_switch": NO_BNB,
}
RARE = {
    "REJECTED > OPEN": "a read that lags tells what Bybit has rejected since as it was",
    "QUARANTINED > REJECTED": "Bybit rejects afterwards what nobody could read for half a minute",
    "UNKNOWN > REJECTED": "Bybit rejects afterwards what had no answer",
}  # possible, and told; too rare to be demanded of a few hundred seeds
ROWS = tuple(f"{row.name} > {to.name}" for row, found in TRANSITIONS.items() for to in sorted(found))
FINDINGS = tuple(f"resolver {finding.value}" for finding in Finding)
HOST = ("answered", "sleep", "clock set", "disk full", "key refused", "absence", "rules changed", "halted")
BY_OWNER = ("leverage set", "margin mode set", "mode flipped", "traded by hand")


class Visits:
    """Adds up the reports of a campaign, of perpetuals or of spot."""

    def __init__(self, perpetuals: bool = False) -> None:
        self._host = (*HOST, *BY_OWNER) if perpetuals else HOST
        self._dialects = PERPETUALS if perpetuals else DIALECTS
        self.never = NEVER_ON_PERPETUALS if perpetuals else NEVER
        self.total: Counter[str] = Counter()
        self.venues: Counter[str] = Counter()
        self.moves: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.host: Counter[str] = Counter()
        self.limits: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.slowest_s = 0.0
        self.least: dict[str, float] = {}

    def add(self, report: Report) -> None:
        """One more seed."""
        self.total += Counter(
            orders=report.orders,
            fills=report.fills,
            kills=report.kills,
            seconds=round(report.minutes * 60),
        )
        self.venues[report.venue] += 1
        self.moves += report.moves
        self.findings += Counter({f"resolver {name}": times for name, times in report.findings.items()})
        self.host += report.host
        self.limits += report.limits
        self.faults += report.faults
        for name, number in (
            ("orders", report.orders),
            ("minutes", report.minutes),
            ("kinds of faults", report.kinds),
        ):
            self.least[name] = min(number, self.least.get(name, number))
        self.slowest_s = max(self.slowest_s, report.unknown_s)

    @property
    def hours(self) -> float:
        """Simulated time."""
        return self.total["seconds"] / 3600

    def lines(self) -> Iterator[str]:
        """The report: everything that is wanted, with how often it was."""
        total = self.total
        yield "dialects: " + ", ".join(
            f"{one.venue} {self.venues[one.venue]} seeds" for _, one in sorted(self._dialects.items())
        )
        yield f"{total['orders']} orders, {total['fills']} fills, {total['kills']} kills"
        yield "the least of a seed: " + ", ".join(f"{n:.0f} {name}" for name, n in self.least.items())
        yield f"an order without proof was known {self.slowest_s:.0f} s after the faults stopped, at the most"
        for title, found, wanted in self._parts():
            names = sorted({*found, *wanted} - set(self.never))
            yield f"{title}: " + ", ".join(f"{name} {found[name]}" for name in names)

    def _parts(self) -> tuple[tuple[str, Counter[str], tuple[str, ...]], ...]:
        return (
            ("moves", self.moves, ROWS),
            ("resolver", self.findings, FINDINGS),
            ("host", self.host, self._host),
            ("limits", self.limits, (*(name for name, _ in LIMITS), "markets")),
            ("faults", self.faults, tuple(KNOBS)),
        )

    def strange(self) -> list[str]:
        """What was visited and has a reason why it cannot be."""
        return [
            name for _, found, names in self._parts() for name in names if name in self.never and found[name]
        ]

    def missed(self, dialect: str | None) -> list[str]:
        """What was never visited and could have been."""
        cannot = {*self.never, *RARE}
        if dialect is not None:
            cannot |= NOT_THERE[self._dialects[dialect].name]
        wanted = [(name, found) for _, found, names in self._parts() for name in names if name not in cannot]
        return [name for name, found in wanted if not found[name]]
