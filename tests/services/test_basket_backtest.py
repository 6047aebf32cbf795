"""The backtest of several markets: the price at any time, gaps, the specification's vector, the command."""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finbyte_desktop.cli import run as command
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.market import path
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.backtest import BOT, largest_fall
from finbyte_desktop.services.basket_backtest import (
    BasketBacktest,
    BasketRequest,
    BasketRun,
    Course,
    samples,
)
from finbyte_desktop.services.basket_report import document
from finbyte_desktop.services.candle_series import CandleSeries

D = Decimal
MINUTE = 60_000_000_000
OF_MINUTES = {"threshold": "1", "investment": "1000"}


def market(base: str, fee: str = "0", least: str = "5") -> Instrument:
    step = D("0.00001")
    return Instrument(f"x:{base}/CASH", base, "CASH", D("0.01"), step, step, D(least), Fees(D(fee), D(fee)))


def candles(rows: list[tuple[int, ...]], interval: int = MINUTE) -> CandleSeries:
    """From (open time in intervals, open, high, low, close in cents)."""
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    return CandleSeries("S", columns[0] * interval, *columns[1:], np.zeros(len(rows)), 2, interval)


def flat(*prices: int, start: int = 0) -> CandleSeries:
    return candles([(start + n, price, price, price, price) for n, price in enumerate(prices)])


def run_of(
    params: dict[str, Any], *markets: tuple[Instrument, CandleSeries], slippage: str = "0"
) -> BasketRun:
    return BasketBacktest(BasketRequest("rebalance", params, markets, D(slippage)), keep_facts=True).run()


def test_vector_of_the_specification() -> None:
    """450/550 of 1,000, target 50/50, threshold 1: buy 50, sell 50."""
    params = {
        **OF_MINUTES,
        "assets": {"A": "50", "B": "50"},
        "investment": "0",
        "own": {"A": "4.5", "B": "5.5"},
    }
    run = run_of(params, (market("A"), flat(10000, 10000)), (market("B"), flat(10000, 10000)))
    assert [(f.instrument, f.side, f.qty * f.price) for f in run.fills] == [
        ("x:B/CASH", Side.SELL, 50),
        ("x:A/CASH", Side.BUY, 50),
    ]


def test_price_at_any_time_is_the_last_point_of_the_walk() -> None:
    """Against the points of every candle, listed one by one."""
    rng = random.Random(7)
    for interval in (MINUTE, 7, 300 * 1_000_000_000):
        rows, at = [], 0
        for _ in range(60):
            at += rng.choice((1, 1, 1, 2, 5))
            first, last = rng.randrange(90, 110), rng.randrange(90, 110)
            high, low = max(first, last) + rng.randrange(5), min(first, last) - rng.randrange(5)
            rows.append((at, first, high, low, last))
        series = candles(rows, interval)
        points: list[tuple[int, Decimal]] = []
        for n in range(len(rows)):
            candle, t = series.candle(n), int(series.open_ns[n])
            times = (t, t + interval // 3, t + 2 * interval // 3, t + interval - 1)
            points += list(zip(times, path(candle), strict=True))
        when = [ns for ns, _ in points]
        end = when[-1]
        asked = sorted(rng.randrange(when[0], end + 1) for _ in range(300)) + [end]
        course = Course(series)
        opens = series.open_ns.tolist()
        with exact():
            for ns in asked:
                assert course.price(ns) == points[bisect_right(when, ns) - 1][1]
                inside = opens[bisect_right(opens, ns) - 1] + interval > ns
                later = [t for t in opens if t > ns]
                assert course.fresh_from(ns) == (ns if inside else later[0])


def test_look_waits_until_every_market_has_a_candle() -> None:
    gap = candles([(0, *[10000] * 4), (1, *[10000] * 4), (6, *[10000] * 4), (7, *[10000] * 4)])
    other = flat(*[10000] * 3, *[15000] * 6)
    params = {**OF_MINUTES, "assets": {"A": "50", "B": "50"}}
    run = run_of(params, (market("A"), gap), (market("B"), other))
    assert [f.ns // MINUTE for f in run.fills] == [0, 0, 6, 6]


def test_run_lasts_while_all_have_candles() -> None:
    params = {**OF_MINUTES, "assets": {"A": "50", "B": "50"}}
    one, two = flat(*[10000] * 9), flat(*[10000] * 9, start=4)
    run = run_of(params, (market("A"), one), (market("B"), two))
    assert (run.start_ns, run.end_ns) == (4 * MINUTE, 9 * MINUTE)
    with pytest.raises(UserError) as refused:
        run_of(params, (market("A"), one), (market("B"), flat(1000, start=50)))
    assert refused.value.code == "no_common_time"


def test_end_is_told_at_the_prices_of_the_end() -> None:
    """The candles of one market go on after those of the other: they do not count."""
    params = {**OF_MINUTES, "assets": {"A": "50", "B": "50"}, "threshold": "50"}
    markets = ((market("A"), flat(10000, 10000, 77700)), (market("B"), flat(10000, 10000)))
    run = run_of(params, *markets)
    told = document(BasketRequest("rebalance", params, markets), run)
    assert told["equity"] == "1000"
    assert [row["value"] for row in told["assets"]] == ["500", "500"]
    assert told["stats"]["versus_holding"] == "0"


def test_ratio_is_looked_at_before_the_weights_also_between_minutes() -> None:
    """An interval that is no whole minute after the start: at its moment the take profit comes first."""
    rising = candles([(n, *[10000 if n < 30 else 11000] * 4) for n in range(33)])
    params = {
        "assets": {"A": "50", "B": "50"},
        "trigger": "interval",
        "interval_s": "1800",
        "take_profit_equity": "1.04",
        "investment": "1000",
    }
    late = [replace(s, open_ns=s.open_ns + MINUTE // 2) for s in (rising, flat(*[10000] * 33))]
    run = run_of(params, (market("A"), late[0]), (market("B"), late[1]))
    assert [(f.side, f.ns) for f in run.fills[2:]] == [(Side.SELL, 61 * MINUTE // 2)] * 2


def test_equity_is_sampled_at_every_close() -> None:
    params = {**OF_MINUTES, "assets": {"A": "50", "B": "50"}, "trigger": "interval"}
    one, two = flat(10000, 12000, 6000, 10000), flat(10000, 10000, 10000, 10000)
    markets = ((market("A"), one), (market("B"), two))
    run = run_of(params, *markets)
    times, equity, places = samples(BasketRequest("rebalance", params, markets), run)
    assert [int(ns) // MINUTE for ns in times] == [0, 1, 2, 3]
    assert [D(int(v)).scaleb(-places) for v in equity] == [1000, 1100, 800, 1000]
    assert largest_fall(1000 * 10**places, equity) == (300 * 10**places, 1100 * 10**places)
    told = document(BasketRequest("rebalance", params, markets), run)
    assert (told["max_drawdown"], told["total_profit"], told["equity"]) == ("300", "0", "1000")
    assert told["stats"]["max_drawdown_ratio"] == "0.272727272727"
    assert [(row["asset"], row["qty"], row["weight"]) for row in told["assets"]] == [
        ("A", "5", "0.5"),
        ("B", "5", "0.5"),
    ]


def test_quote_asset_may_be_one_of_the_assets() -> None:
    params = {**OF_MINUTES, "assets": {"A": "60", "CASH": "40"}}
    run = run_of(params, (market("A"), flat(10000, 20000)))
    held = run.kernel.ledger.held
    assert [(f.side, f.qty) for f in run.fills] == [(Side.BUY, 6), (Side.SELL, D("1.2"))]
    assert (held(BOT, "A"), held(BOT, "CASH")) == (D("4.8"), 640)


def test_cost_guard_and_fees() -> None:
    """With a fee of 6 % of what is moved nothing is moved; with 1 % it is."""
    for fee, fills in (("0.06", 2), ("0.01", 4)):
        params = {**OF_MINUTES, "assets": {"A": "50", "B": "50"}}
        markets = ((market("A", fee), flat(10000, 12000)), (market("B", fee), flat(10000, 10000)))
        run = run_of(params, *markets)
        assert len(run.fills) == fills
        total = sum((f.fee_quote for f in run.fills), D(0))
        assert document(BasketRequest("rebalance", params, markets), run)["fees"] == {
            "CASH": str(total.normalize())
        }


def write(folder: Path, name: str, prices: list[str]) -> Path:
    target = folder / f"{name}.csv"
    rows = [f"{60_000 * n},{p},{p},{p},{p},1" for n, p in enumerate(prices)]
    target.write_text("open_time,open,high,low,close,volume\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return target


def test_command_runs_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    params = tmp_path / "p.json"
    params.write_text(
        '{"assets": {"BTC": 50, "ETH": 50}, "threshold": 1, "investment": 1000}', encoding="utf-8"
    )
    one = write(tmp_path, "BTCUSDT", ["100", "100", "130"])
    two = write(tmp_path, "ETHUSDT", ["10", "10", "10"])
    steps = tmp_path / "m.json"
    steps.write_text('{"ETH/USDT": {"tick": "0.01", "lot": "0.1", "min_notional": "1"}}', encoding="utf-8")
    out = tmp_path / "o.json"
    argv = [
        "backtest",
        "--bot",
        "rebalance",
        "--params",
        str(params),
        "--candles",
        str(one),
        "--candles",
        str(two),
    ]
    argv += ["--markets", str(steps), "--tick", "0.01", "--lot", "0.001", "--min-notional", "5"]
    assert command([*argv, "--json", str(out)]) == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [(f["market"], f["side"]) for f in told["fills"]] == [
        ("BTC/USDT", "buy"),
        ("ETH/USDT", "buy"),
        ("BTC/USDT", "sell"),
        ("ETH/USDT", "buy"),
    ]
    assert all(D(f["qty"]) % D("0.1") == 0 for f in told["fills"] if f["market"] == "ETH/USDT")
    assert told["rebalances"] == 1
    capsys.readouterr()
    assert command(argv) == 0
    assert "realised profit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("assets", "files", "more", "said"),
    [
        ('{"BTC": 50, "ETH": 50}', ["BTCUSDT"], [], "there are no candles of ETH/USDT"),
        ('{"BTC": 50, "SOL": 50}', ["BTCUSDT", "ETHUSDT"], [], "there are no candles of SOL/USDT"),
        ('{"BTC": 50, "USDT": 50}', ["BTCUSDT", "ETHUSDT"], [], "ETH has candles but no share"),
        ('{"BTC": 50, "ETH": 49}', ["BTCUSDT", "ETHUSDT"], [], "the weights add up to 99 %"),
        ('{"BTC": 50, "ETH": 50}', ["BTCUSDT", "ETHUSDT"], ["--funding", "x"], "is for perpetuals"),
    ],
)
def test_command_refuses(
    assets: str,
    files: list[str],
    more: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    params = tmp_path / "p.json"
    params.write_text(f'{{"assets": {assets}, "investment": 1000}}', encoding="utf-8")
    argv = ["backtest", "--bot", "rebalance", "--params", str(params), *more]
    for name in files:
        argv += ["--candles", str(write(tmp_path, name, ["100", "100"]))]
    assert command([*argv, "--tick", "0.01", "--lot", "0.001", "--min-notional", "5"]) == 2
    assert said in capsys.readouterr().err


def test_other_bots_take_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    params = tmp_path / "p.json"
    params.write_text("{}", encoding="utf-8")
    one = str(write(tmp_path, "BTCUSDT", ["100"]))
    argv = ["backtest", "--bot", "spot_grid", "--params", str(params), "--candles", one]
    steps = ["--tick", "0.01", "--lot", "0.001", "--min-notional", "5"]
    assert command([*argv, "--candles", one, *steps]) == 2
    assert "give --candles once" in capsys.readouterr().err
    assert command(argv) == 2
    assert "--tick is missing" in capsys.readouterr().err
