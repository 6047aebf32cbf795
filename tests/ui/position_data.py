"""Perpetual positions for the fake desk: protected, naked, partly naked, and a stop on its way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.services.ports import Positions, ShownPosition

D = Decimal
LONG = ShownPosition(
    key="both binanceusdm:BTC/USDT:USDT",
    market="binanceusdm:BTC/USDT:USDT",
    base="BTC",
    settle="USDT",
    is_long=True,
    size=D("0.25"),
    entry=D("84120.5"),
    mark=D("85010.2"),
    liquidation=D("71250.4"),
    unrealised=D("222.425"),
    tick=D("0.1"),
    lot=D("0.001"),
    stop=D("80000"),
    wanted=D("80000"),
    covered=D("0.25"),
    naked_s=None,
)
SHORT = replace(
    LONG,
    key="both binanceusdm:ETH/USDT:USDT",
    market="binanceusdm:ETH/USDT:USDT",
    base="ETH",
    is_long=False,
    size=D("3"),
    entry=D("3120.55"),
    mark=D("3180.1"),
    liquidation=None,
    unrealised=D("-178.65"),
    tick=D("0.01"),
    stop=None,
    wanted=None,
    covered=D(0),
    naked_s=754,
    bare_s=754,
)
PARTLY = replace(
    LONG,
    key="both binanceusdm:SOL/USDT:USDT",
    base="SOL",
    covered=D("0.1"),
    naked_s=12,
    bare_s=195,
    wanted=None,
)
MOVING = replace(LONG, key="both binanceusdm:XRP/USDT:USDT", base="XRP", wanted=D("81000"))
READ_NS = 1_776_000_000_000_000_000


def positions(*rows: ShownPosition, trouble: str = "", is_old: bool = False) -> Positions:
    """As an account tells them."""
    return Positions(rows or (LONG, SHORT, PARTLY, MOVING), READ_NS, trouble, is_old)
