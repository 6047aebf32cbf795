"""The form of a hand-worked DCA case, and what most cases have in common (see `dca_vectors`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.support.reference.arithmetic import NS_PER_S
from tests.support.reference.dca_path import Candle, CandleBot
from tests.support.reference.dca_recurring import Recurring
from tests.support.reference.dca_safety import SafetyOrders

ENGINES: dict[str, type[CandleBot]] = {"safety_orders": SafetyOrders, "recurring": Recurring}
DEAL = {"form": "safety_orders", "base_order": 100, "safety_orders": 0, "take_profit": "0.02", "max_deals": 1}
LADDER = {**DEAL, "safety_order": 100, "safety_orders": 2, "deviation": "0.03"}
ONE_MORE = {**LADDER, "safety_orders": 1}
HOURLY = {"form": "recurring", "amount": 100, "investment": 1000, "interval": "hour"}
FEES = {"fee_maker": "0.001", "fee_taker": "0.001"}
BASE_FEES = {**FEES, "fee_asset": "base"}

Row = tuple[Any, Any, Any, Any]


@dataclass(frozen=True)
class Vector:
    """One case: what goes in, and the part of the result that was worked out by hand.

    `fills` are (side, price, qty, role) and, where it matters, the second at which it happened; `orders`
    (price, side, qty). `refused` is the code of the refusal.
    """

    name: str
    params: dict[str, Any]
    rows: Sequence[Row]
    fills: Sequence[tuple[Any, ...]] | None = None
    orders: Sequence[tuple[Any, ...]] | None = None
    profits: Sequence[Any] | None = None  # of the deals
    result: dict[str, Any] = field(default_factory=dict)
    market: dict[str, Any] = field(default_factory=dict)
    start_s: int = 0
    refused: str | None = None

    def arguments(self) -> tuple[Any, ...]:
        """The arguments of `run`."""
        interval_s = 60 if self.params["form"] == "safety_orders" else 3600
        made: list[Candle] = []
        for number, row in enumerate(self.rows):
            o, high, low, c = (Decimal(str(x)) for x in row)
            made.append(((self.start_s + number * interval_s) * 1000, o, high, low, c))
        return self.params, made, interval_s * NS_PER_S, plain_market(**self.market)


def plain_market(**changes: Any) -> dict[str, Any]:
    """A market without fees, tick 0.01, lot 0.001, unless said otherwise."""
    plain = {"tick": "0.01", "lot": "0.001", "min_notional": 5, "min_qty": "0.001"}
    plain |= {"fee_maker": 0, "fee_taker": 0, "fee_asset": "quote", "slippage": 0}
    return {**plain, "base_asset": "COIN", "quote_asset": "CASH", **changes}


def flat(price: Any) -> Row:
    """A candle that stands at one price."""
    return (price, price, price, price)


def exact(value: Any) -> Any:
    """Numbers as Decimal, all else as it is."""
    return value if isinstance(value, str) and not value.lstrip("-")[:1].isdigit() else Decimal(str(value))


def seen(vector: Vector, result: dict[str, Any]) -> dict[str, Any]:
    """The part of a result that a case speaks of."""
    found: dict[str, Any] = {name: result[name] for name in vector.result}
    if vector.fills is not None:
        rows = [
            (f["side"], f["price"], f["qty"], f["role"], Decimal(f["ts_ns"]) / NS_PER_S)
            for f in result["fills"]
        ]
        widths = [len(row) for row in vector.fills] + [5] * len(rows)
        found["fills"] = [row[:width] for row, width in zip(rows, widths, strict=False)]
    if vector.orders is not None:
        found["orders"] = result["orders"]
    if vector.profits is not None:
        found["profits"] = [deal["profit"] for deal in result["deals"]]
    return found


def expected(vector: Vector) -> dict[str, Any]:
    """What was worked out by hand, in the form of `seen`."""
    wanted: dict[str, Any] = {
        k: v if v is None or k in ("state", "reason", "fees") else exact(v) for k, v in vector.result.items()
    }
    for name in ("fills", "orders"):
        rows = getattr(vector, name)
        if rows is not None:
            wanted[name] = [tuple(exact(x) for x in row) for row in rows]
    if vector.profits is not None:
        wanted["profits"] = [exact(x) for x in vector.profits]
    return wanted
