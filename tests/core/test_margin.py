"""Liquidation prices against the venues' published examples, and the tiers of a real table."""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.margin import LiquidationRule, Tier, liquidation_price, tier_of, with_amounts
from finbyte_desktop.core.numbers import ZERO, exact

D = Decimal
FINE = D("1e-12")


def tier(rate: str, amount: str = "0") -> Tier:
    return Tier(D(0), D("1e12"), D(rate), D(amount), D(125))


def price(
    rule: LiquidationRule, qty: str, entry: str, margin: str, of: Tier, tick: Decimal = FINE
) -> Decimal:
    with exact():
        found = liquidation_price(rule, D(qty), abs(D(qty)) * D(entry), D(margin), of, tick)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rule", "long", "short"),
    [
        (LiquidationRule.BINANCE, "45180.7", "54780.9"),
        (LiquidationRule.BYBIT, "45200", "54800"),
    ],
)
def test_vectors_of_the_specification(rule: LiquidationRule, long: str, short: str) -> None:
    """Entry 50,000, 10x, maintenance 0.4 %."""
    of = tier("0.004")
    assert round(price(rule, "1", "50000", "5000", of), 1) == D(long)
    assert round(price(rule, "-1", "50000", "5000", of), 1) == D(short)


def test_it_comes_too_early_rather_than_too_late() -> None:
    """Off the tick, a long position's price rounds up and a short one's down."""
    of = tier("0.004")
    assert price(LiquidationRule.BINANCE, "1", "50000", "5000", of, D("0.1")) == D("45180.8")
    assert price(LiquidationRule.BINANCE, "-1", "50000", "5000", of, D("0.1")) == D("54780.8")


def test_fully_paid_long_position_has_none() -> None:
    """Who has the whole value behind it cannot lose more."""
    with exact():
        assert liquidation_price(LiquidationRule.BINANCE, D(1), D(100), D(101), tier("0.01"), D(1)) is None


@pytest.mark.data
def test_published_examples(shared_data: Path) -> None:
    """Every isolated example of the venues, as far as it is given."""
    name = shared_data / "known_answers" / "liquidation_price.json"
    cases = json.loads(name.read_text(), parse_float=str)

    def check(rule: LiquidationRule, case: dict[str, Any], margin: Decimal, taker: Decimal = ZERO) -> None:
        amount, entry = D(str(case.get("amount", "1"))), D(str(case["open_rate"]))
        qty = amount if case["side"] == "long" else -amount
        of = tier(str(case["mm_ratio"]), str(case.get("maintenance_amt", "0")))
        with exact():
            found = liquidation_price(rule, qty, amount * entry, margin, of, FINE, taker)
        assert found is not None
        near = D("0.005") if case.get("round") == 2 else D("1e-7")
        assert abs(found - D(str(case["expected"]))) <= near, case

    for case in cases["binance"]:
        check(LiquidationRule.BINANCE, case, D(str(case["wallet_balance"])))
    for case in cases["bybit"]:
        with exact():
            margin = (D(str(case["open_rate"])) * 10**12 // case["leverage"]) / 10**12
        check(LiquidationRule.BYBIT, case, margin)
    for case in cases["gate_okx"]:
        with exact():
            margin = D(str(case["open_rate"])) / case["leverage"]
        check(LiquidationRule.GATE, case, margin, D(str(case["taker"])))


@pytest.mark.data
def test_amounts_of_a_real_table(shared_data: Path) -> None:
    """What is taken off is told by the venue and follows from the tiers: both agree in all of its markets."""
    name = shared_data / "exchangeinfo" / "binance_leverage_tiers_2024-10.json.gz"
    markets = json.loads(gzip.decompress(name.read_bytes()), parse_float=str)
    differing = []
    for symbol, rows in markets.items():
        told = tuple(
            Tier(
                D(row["minNotional"]), D(row["maxNotional"]), D(row["maintenanceMarginRate"]),
                D(row["info"]["cum"]), D(row["maxLeverage"]),
            )
            for row in rows
        )  # fmt: skip
        with exact():
            made = with_amounts(told)
        if any(abs(a.amount - b.amount) > D("0.01") for a, b in zip(told, made, strict=True)):
            differing.append(symbol)
    assert len(markets) > 300
    assert differing == []


def test_tier_of_a_notional() -> None:
    """A cap belongs to its own tier; beyond the last the last one holds; no table is an error."""
    low, high = Tier(D(0), D(100), D("0.01"), D(0), D(50)), Tier(D(100), D(200), D("0.02"), D(1), D(20))
    assert [tier_of((low, high), D(n)) for n in (0, 100, 101, 500)] == [low, low, high, high]
    with pytest.raises(UserError, match="tiers"):
        tier_of((), D(1))
