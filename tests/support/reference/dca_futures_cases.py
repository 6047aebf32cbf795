"""The form of a hand-worked case of DCA on perpetuals (see `dca_futures_vectors`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.support.reference.arithmetic import NS_PER_S
from tests.support.reference.dca_cases import Row, exact, plain_market

FLAT_TIER = ((None, "0.01", "0", "100"),)  # cap, rate, amount, most leverage


@dataclass(frozen=True)
class Vector:
    """One case: what goes in, and the part of the result that was worked out by hand.

    `fills` are (side, price, qty, role, second); `orders` (price, side, qty, reduce-only); `profits` those of
    the deals; `paid` the amounts of the fundings. `refused` is the code of the refusal.
    """

    name: str
    params: dict[str, Any]
    rows: Sequence[Row]
    fills: Sequence[tuple[Any, ...]] | None = None
    profits: Sequence[Any] | None = None
    orders: Sequence[tuple[Any, ...]] | None = None
    paid: Sequence[Any] | None = None
    result: dict[str, Any] = field(default_factory=dict)
    funding: Sequence[Sequence[Any]] = ()
    market: dict[str, Any] = field(default_factory=dict)
    tiers: Sequence[Sequence[Any]] = FLAT_TIER
    rule: str = "binance"
    refused: str | None = None

    def arguments(self) -> tuple[Any, ...]:
        """A scenario of the reference."""
        made = [(number * 60_000, *(Decimal(str(x)) for x in row)) for number, row in enumerate(self.rows)]
        market = plain_market(**self.market)
        return self.params, made, 60 * NS_PER_S, market, list(self.funding), self.tiers, self.rule


def seen(vector: Vector, result: dict[str, Any]) -> dict[str, Any]:
    """The part of a result that a case speaks of."""
    rows = [
        (f["side"], f["price"], f["qty"], f["role"], Decimal(f["ts_ns"]) / NS_PER_S) for f in result["fills"]
    ]
    found = {
        "fills": rows,
        "profits": [deal["profit"] for deal in result["deals"]],
        "orders": result["orders"],
        "paid": [row["amount"] for row in result["fundings"]],
    }
    spoken = {name: value for name, value in found.items() if getattr(vector, name) is not None}
    return spoken | {name: result[name] for name in vector.result}


def expected(vector: Vector) -> dict[str, Any]:
    """What was worked out by hand, in the form of `seen`."""

    def number(value: Any) -> Any:
        return value if value is None or isinstance(value, bool) else exact(value)

    wanted: dict[str, Any] = {name: number(value) for name, value in vector.result.items()}
    for name in ("fills", "orders"):
        rows = getattr(vector, name)
        if rows is not None:
            wanted[name] = [tuple(number(x) for x in row) for row in rows]
    for name in ("profits", "paid"):
        if getattr(vector, name) is not None:
            wanted[name] = [number(x) for x in getattr(vector, name)]
    return wanted
