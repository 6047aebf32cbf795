"""A bot of several markets on the paper venue: the same facts as its backtest on the same candles."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import BotCreated, Deposited, Policy
from finbyte_desktop.services.backtest import BOT
from finbyte_desktop.services.basket_backtest import BasketBacktest, BasketRequest, BasketRun
from tests.support.basket_paper import BasketSession, Markets, market, wandering

D = Decimal
THIRDS: dict[str, Any] = {
    "assets": {"A": "50", "B": "30", "C": "20"},
    "threshold": "0.6",
    "interval_s": 1_800,
    "cost_guard": "1",
    "investment": "10000",
}
OWN = {"own": {"A": "20"}, "investment": "5000"}
ENDS = {"stop_equity": "0.97", "take_profit_equity": "1.03"}
HOURLY: dict[str, Any] = {
    "form": "recurring",
    "assets": {"A": "50", "B": "30", "C": "20"},
    "weighting": "custom",
    "amount": "400",
    "investment": "3000",
    "interval": "hour",
    "take_profit": "0.01",
    "take_profit_part": "0.6",
    "exit": "sell",
}


def markets_of(seed: int, count: int, fee_asset: str = "quote") -> Markets:
    """Three markets; of the third every candle lasts five minutes."""
    return (
        (market("A", asset=fee_asset), wandering(seed, count)),
        (market("B", asset=fee_asset), wandering(seed + 1, count, 4_000)),
        (market("C", asset=fee_asset), wandering(seed + 2, count // 5, 90_000, 300_000_000_000)),
    )


def backtest(markets: Markets, params: dict[str, Any]) -> BasketRun:
    """The backtest."""
    return BasketBacktest(BasketRequest(type_of(params), params, markets), keep_facts=True).run()


def type_of(params: dict[str, Any]) -> str:
    """The bot type that these parameters are of."""
    return "dca" if "form" in params else "rebalance"


def begun(folder: Path, markets: Markets, params: dict[str, Any], run: BasketRun) -> BasketSession:
    """A paper session with the same bot, created at the same moment with the same money."""
    session = BasketSession(folder, markets).open()
    session.first_prices()
    first, *others = [i.id for i, _ in markets]
    for fact in run.facts:
        if isinstance(fact, fx.Posted) and fact.reason == "deposit":
            session.apply(Deposited(fact.ns, fact.lines[0].asset, fact.lines[0].amount))
    head = (run.start_ns, BOT, type_of(params), first, params, Policy.AUTOMATIC)
    session.apply(BotCreated(*head, others=tuple(others)))
    return session


@pytest.mark.parametrize(
    "more", [{}, OWN, ENDS, HOURLY], ids=["plain", "own coins", "ends", "recurring purchase"]
)
@pytest.mark.parametrize("fee_asset", ["quote", "base"])
def test_paper_gives_the_facts_of_the_backtest(tmp_path: Path, more: dict[str, Any], fee_asset: str) -> None:
    """Every order, fill, transfer and line of the log, to the last digit."""
    markets, params = markets_of(3, 600, fee_asset), HOURLY if more is HOURLY else {**THIRDS, **more}
    run = backtest(markets, params)
    assert len(run.fills) > (8 if more is ENDS else 20)
    session = begun(tmp_path, markets, params, run)
    session.run()
    assert session.facts == run.facts
    totals = {asset: session.kernel.ledger.account_total(asset) for asset in session.kernel.ledger.assets()}
    assert totals == {asset: session.venue.held().get(asset, D(0)) for asset in totals}
    session.drop()


@pytest.mark.parametrize("params", [THIRDS, HOURLY], ids=["rebalance", "recurring purchase"])
def test_paper_goes_on_after_being_dropped_at_any_moment(tmp_path: Path, params: dict[str, Any]) -> None:
    """Closed and opened again every few candles, it comes to the same facts."""
    markets = markets_of(11, 400)
    run = backtest(markets, params)
    session = begun(tmp_path, markets, params, run)
    facts = []
    while not session.venue.is_finished:
        session.run(items=23)
        session.drop()
        facts += session.facts
        session = BasketSession(tmp_path, markets).open()
    assert [*facts, *session.facts] == run.facts
    session.drop()
