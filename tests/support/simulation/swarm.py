"""Which faults a seed has: another subset with other strengths for each, and none that ends a run at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from finbyte_desktop.core.risk import LIVE_LIMITS, Limits
from tests.support.exchange import Faults
from tests.support.simulation.dialect import Dialect

D = Decimal
# knob, highest probability, parameters
NETWORK: tuple[tuple[str, float, dict[str, object]], ...] = (
    ("net.delay_request", 0.15, {"min_ms": 50, "max_ms": 4_000}),
    ("net.delay_response", 0.15, {"min_ms": 50, "max_ms": 8_000}),
    ("net.loss_request", 0.06, {}),
    ("net.loss_response", 0.06, {}),
    ("net.late_delivery", 0.05, {"min_ms": 500, "max_ms": 14_000}),
    ("net.reset_request", 0.06, {}),
    ("net.reset", 0.06, {}),
    ("net.close_mid_body", 0.06, {}),
    ("net.dns", 0.03, {}),
    ("net.slow_drip", 0.03, {"chunk_bytes": 64, "chunk_ms": 200}),
)
ANSWERS: tuple[tuple[str, float, dict[str, object]], ...] = (
    ("http.status", 0.06, {"status": 503, "executed": True}),
    ("http.status", 0.05, {"status": 502, "executed": False, "body": "html"}),
    ("http.status", 0.03, {"status": 403, "body": "html"}),
    ("http.status", 0.03, {"status": 408, "executed": True, "code": -1007}),
    ("http.body", 0.05, {"body": "html"}),
    ("http.body", 0.05, {"body": "object"}),
    ("http.body", 0.03, {"body": "array"}),
    ("http.body", 0.03, {"body": "null"}),
    ("http.body", 0.03, {"body": "truncated"}),
    ("http.body", 0.03, {"body": "wrong_types"}),
    ("http.body", 0.03, {"body": "empty"}),
    ("http.rate_limited", 0.02, {"retry_after_s": 3}),
)
ORDERS: tuple[tuple[str, float, dict[str, object]], ...] = (
    ("order.accept_then_error", 0.10, {}),
    ("order.error_then_accept_late", 0.06, {"delay_ms": 4_000}),
    ("order.error_then_accept_late", 0.03, {"delay_ms": 40_000}),
    ("order.error_then_accept_late", 0.02, {"delay_ms": 45_000, "deadline": False}),
    ("order.reject", 0.05, {"code": -2010, "text": "Account has insufficient balance for requested action."}),
    ("order.post_only_cross", 0.20, {}),
    ("order.expire", 0.04, {}),
    ("order.expire", 0.04, {"percent": 40}),
    ("fill.partials", 0.30, {"parts": 4, "every_ms": 700}),
    ("fill.before_ack", 0.20, {"delay_ms": 2_500}),
    ("fill.during_cancel", 0.25, {"percent": 60}),
    ("fill.after_cancel_ack", 0.08, {"percent": 50, "delay_ms": 1_500}),
    ("fill.after_cancel_ack", 0.08, {"percent": 100, "delay_ms": 2_500}),
)
READS: tuple[tuple[str, float, dict[str, object]], ...] = (
    ("read.lag", 0.20, {"ms": 4_000}),
    ("read.not_found", 0.10, {}),
    ("read.stale_replica", 0.20, {"ms": 6_000}),
    ("read.open_orders_missing", 0.10, {}),
    ("read.page_shift", 0.05, {}),
    ("read.balance_lag", 0.20, {"ms": 4_000}),
)
STREAM: tuple[tuple[str, float, dict[str, object]], ...] = (
    ("stream.drop", 0.10, {}),
    ("stream.duplicate", 0.20, {}),
    ("stream.reorder", 0.10, {"ms": 900}),
    ("stream.delay", 0.15, {"min_ms": 50, "max_ms": 5_000}),
    ("stream.stall", 0.01, {}),
    ("stream.stall", 0.01, {"pings": False}),
    ("stream.ack_lost", 0.10, {}),
    ("stream.burst", 0.05, {"ms": 3_000}),
)
MOMENTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("market.halt", {"symbol": "BTCUSDT", "for_ms": 20_000}),
    ("market.gap", {"symbol": "BTCUSDT", "percent": -2}),
    ("market.gap", {"symbol": "DOGEUSDT", "percent": 3}),
    ("market.cancel_only", {"symbol": "DOGEUSDT", "for_ms": 20_000}),
    ("market.empty_book", {"symbol": "BTCUSDT", "for_ms": 20_000}),
    ("account.external_trade", {"symbol": "BTCUSDT"}),
    ("account.deposit", {"asset": "USDT"}),
    ("account.external_cancel", {}),
    ("fee.asset_switch", {}),
    ("fee.rebate", {}),
    ("time.skew", {"ms": 1_500}),
    ("time.step", {"ms": -2_000}),
    ("time.suspend", {"for_ms": 45_000}),
)
# Of perpetuals what the owner does by hand is `owner.py`: each of it is taken back.
PERPETUAL_MOMENTS: tuple[tuple[str, dict[str, object]], ...] = (
    *(row for row in MOMENTS if row[0] not in ("account.external_trade", "fee.asset_switch")),
    ("market.liquidation", {}),
)
FUNDINGS = 3  # of a market in a run, at most
RATE = 75_000  # of a funding, in atoms, at most: 0.075 %
LEAST = 8
# Limits of a world, about as narrow as what its bots do; None as often as a number.
LIMITS: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("max_order_notional", (D(60), D(120), D(180))),
    ("max_open_orders", (4, 8, 12)),
    ("max_open_orders_a_bot", (2, 3, 4)),
    ("max_open_orders_a_market", (3, 6, 9)),
    ("max_orders_a_minute", (6, 12, 20)),
)
ONE_MARKET = 0.2
# About as narrow as what grids on perpetuals do.
PERPETUAL_LIMITS: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("max_order_notional", (D(200), D(260), D(320))),
    ("max_open_orders", (8, 14, 20)),
    ("max_open_orders_a_bot", (4, 6, 10)),
    ("max_open_orders_a_market", (4, 7, 11)),
    ("max_orders_a_minute", (10, 16, 30)),
)
# What a venue never does, and what it alone does.
NOT_THERE = {
    "binance": frozenset({"order.reject_later"}),
    "bybit": frozenset({"fee.asset_switch"}),  # Bybit has no discount in BNB
    "binanceusdm:USDT": frozenset({"order.reject_later"}),
    "bybit:USDT": frozenset[str](),
}
OWN: dict[str, tuple[tuple[str, float, dict[str, object]], ...]] = {
    "binance": (),
    # Bybit answers at once and may reject afterwards; what failed within comes with status 200 and a code.
    "bybit": (
        ("order.reject_later", 0.20, {"delay_ms": 800}),
        ("order.reject_later", 0.10, {"delay_ms": 1}),
        ("order.accept_then_error", 0.10, {"status": 200, "code": 170007, "text": "Timeout waiting"}),
        ("order.accept_then_error", 0.05, {"status": 200, "code": 10016, "text": "Server error."}),
        ("order.error_then_accept_late", 0.05, {"status": 200, "code": 10000, "delay_ms": 3_000}),
        ("order.reject", 0.05, {"code": 170131, "text": "Insufficient balance."}),
    ),
    "binanceusdm:USDT": (("order.reject", 0.05, {"code": -2019, "text": "Margin is insufficient."}),),
    "bybit:USDT": (
        ("order.reject_later", 0.20, {"delay_ms": 800}),
        ("order.reject_later", 0.10, {"delay_ms": 1}),
        ("order.accept_then_error", 0.10, {"status": 200, "code": 10000, "text": "Server timeout."}),
        ("order.accept_then_error", 0.05, {"status": 200, "code": 10016, "text": "Server error."}),
        ("order.error_then_accept_late", 0.05, {"status": 200, "code": 10000, "delay_ms": 3_000}),
        ("order.reject", 0.05, {"code": 110007, "text": "ab not enough for new order"}),
    ),
}


def swarm(
    seed: int, length_ms: int, dialect: Dialect, moments: Sequence[tuple[str, dict[str, object]]] = MOMENTS
) -> Faults:
    """The faults of a seed: at least eight kinds, each with a strength of its own."""
    dice = Random(f"swarm:{seed}")
    faults = Faults(seed)
    faults.add("net.latency", min_ms=5, max_ms=dice.choice((30, 120, 600)))
    never, own = NOT_THERE[dialect.name], OWN[dialect.name]
    rows = [row for group in (NETWORK, ANSWERS, ORDERS, READS, STREAM, own) for row in group]
    chosen = [row for row in rows if dice.random() < 0.35]
    while len(chosen) < LEAST:
        chosen.append(dice.choice(rows))
    for knob, highest, params in chosen:
        faults.add(knob, probability=dice.random() * highest, **params)  # type: ignore[arg-type]
    for knob, moment in moments:
        if "symbol" in moment:
            moment = {**moment, "symbol": dialect.key(str(moment["symbol"]))}
        if dice.random() < 0.3 and knob not in never:
            faults.add(knob, at_ms=[dice.randrange(20_000, length_ms)], **moment)  # type: ignore[arg-type]
    if dice.random() < 0.05:
        symbol = dialect.key("DOGEUSDT")
        faults.add("market.delist", at_ms=[dice.randrange(120_000, length_ms)], symbol=symbol)
    if dice.random() < 0.3:
        start = dice.randrange(10_000, max(20_000, length_ms - 60_000))
        faults.add("net.partition", windows=[[start, start + dice.randrange(2_000, 40_000)]])
    if dice.random() < 0.2:
        faults.add("time.drift", ppm=dice.choice((50, 200)))
    if dice.random() < 0.2:
        faults.add("stream.max_age", ms=dice.choice((60_000, 180_000)))
    return faults


def perpetual_swarm(seed: int, length_ms: int, dialect: Dialect) -> Faults:
    """The same with what happens to positions: fundings of each market, now one side pays, now the other."""
    faults, dice = swarm(seed, length_ms, dialect, PERPETUAL_MOMENTS), Random(f"fundings:{seed}")
    for key in sorted(dialect.listed):
        for _ in range(dice.randint(0, FUNDINGS)):
            paid: dict[str, Any] = {"symbol": key, "rate": dice.choice((-1, 1)) * dice.randint(1, RATE)}
            faults.add("market.funding", at_ms=[dice.randrange(20_000, length_ms)], **paid)
    return faults


def limits_of(
    dice: Random, markets: Sequence[str], bounds: Sequence[tuple[str, tuple[object, ...]]] = LIMITS
) -> Limits:
    """Limits that a person may set: each of them or not."""
    chosen = {name: dice.choice(values) if dice.random() < 0.5 else None for name, values in bounds}
    only = (dice.choice(markets),) if dice.random() < ONE_MARKET else None
    return LIVE_LIMITS._replace(markets=only, **chosen)  # type: ignore[arg-type]
