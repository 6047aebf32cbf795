"""A strategy's backtest in its own process is what the same orders by hand are, to the last digit."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.backtest import BOT, Backtest
from finbyte_desktop.services.backtest_report import document
from finbyte_desktop.services.planned import Planned
from tests.support.strategies import MINUTE_NS, START_NS, D, candles, drawn, lines, ran, request, trading

BUYS_AND_SELLS = """
def __init__(self):
    self.told = 0

def quote_update(self, src, sym, data):
    self.told += 1
    if self.told == 2:
        self.create_market_order(self.venue, sym=sym, side="Buy", size=2.0009)
    if self.told == 6:
        self.create_limit_order(self.venue, sym=sym, side="Sell", size=1, price=101.004)
    if self.told == 7:
        self.create_limit_order(self.venue, sym=sym, side="Buy", size=0.5, price=98.999)
"""


def test_a_strategy_trades_as_the_same_orders_by_hand(tmp_path: Path) -> None:
    """The kernel, the venue and the money do not know who asks."""
    series = candles("100", "99.5", "101.5", "98", "97.5")
    found = ran(trading(tmp_path, BUYS_AND_SELLS), series)

    third = MINUTE_NS // 3
    asked = [
        (START_NS + third, ("market", "", Side.BUY, D("2.0009"), None)),
        (START_NS + MINUTE_NS + third, ("limit", "", Side.SELL, D(1), D("101.004"))),
        (START_NS + MINUTE_NS + 2 * MINUTE_NS // 3, ("limit", "", Side.BUY, D("0.5"), D("98.999"))),
    ]
    by_hand = request(series)
    plan = [Planned(ns, lambda _, ns=ns, what=what: ev.StrategyAsked(ns, BOT, *what)) for ns, what in asked]
    object.__setattr__(by_hand, "plan", plan)
    wanted = document(by_hand, Backtest(by_hand).run())

    strategy = found.pop("strategy")
    for one in (found, wanted):
        del one["stats"]["candles_walked"]
    assert found == wanted
    assert strategy["failure"] is None
    rows = [(fill["side"], fill["qty"], fill["price"], fill["role"]) for fill in found["fills"]]
    assert rows == [
        ("buy", "2", "100", "taker"),
        ("sell", "1", "101.01", "maker"),
        ("buy", "0.5", "98.99", "maker"),
    ]


def test_the_same_input_gives_the_same_document(tmp_path: Path) -> None:
    """Sets have the same order, and what random draws comes again."""
    body = """
    def quote_update(self, src, sym, data):
        import random
        names = {"alpha", "beta", "gamma", "delta"}
        if random.random() < 0.05:
            self.create_market_order(self.venue, sym=sym, side="Buy", size=0.1)
            print(list(names))
    """
    file, series = trading(tmp_path, body), drawn(200)
    first = ran(file, series)
    assert lines(first)
    assert ran(file, series) == first


def test_twenty_thousand_callbacks_a_second(tmp_path: Path) -> None:
    """A year of minutes with every point told is a matter of minutes."""
    body = """
    def quote_update(self, src, sym, data):
        self.last = data["bid"][0]

    def trade_update(self, src, sym, data):
        self.size = data["size"]
    """
    file, series = trading(tmp_path, body), drawn(20_000)
    begun = time.perf_counter()
    found = ran(file, series)
    spent = time.perf_counter() - begun
    assert found["strategy"]["callbacks"] == 160_000
    assert found["strategy"]["callbacks"] / spent > 20_000


def test_a_strategy_starts_within_a_second(tmp_path: Path) -> None:
    """From the wish to the first callback's result."""
    begun = time.perf_counter()
    ran(trading(tmp_path, "pass"), candles("100", "101"))
    assert time.perf_counter() - begun < 2  # of a busy computer; 0.6 s where it is idle


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("from finbyte import Link\nclass Trading(Link)\n    pass\n", "strategy.py, line 2: expected ':'"),
        (
            "from finbyte import Link\n\nclass Other(Link): pass\n",
            "strategy.py: it defines no class Trading(Link).",
        ),
        ("class Trading: pass\n", "strategy.py: Trading is no class made of Link: class Trading(Link)."),
        (
            "import numby\nfrom finbyte import Link\nclass Trading(Link): pass\n",
            "strategy.py, line 1: numby is not installed. The usual libraries come with: pip install ",
        ),
        (
            "from finbyte import Link\n\nx = 1 / 0\n",
            "strategy.py, line 3: ZeroDivisionError: division by zero",
        ),
        ("import other\n", "other.py, line 2: invalid syntax"),
        (
            "from finbyte import Link\nclass Trading(Link):\n    quote_update = 7\n",
            "Trading.quote_update is no method",
        ),
        ("\0", "strategy.py, line 1: "),
        ("raise SystemExit\n", "strategy.py, line 1: SystemExit"),
    ],
)
def test_a_file_that_cannot_run_is_told_with_its_line(tmp_path: Path, code: str, text: str) -> None:
    """Before anything is traded, beside its cause."""
    from finbyte_desktop.core.errors import UserError

    (tmp_path / "other.py").write_text("x = 1\nimport +\n")
    file = tmp_path / "strategy.py"
    file.write_text(code)
    with pytest.raises(UserError) as refused:
        ran(file, candles("100", "101"))
    assert text in refused.value.text
    assert refused.value.field == "strategy"


def test_an_import_without_end_is_ended_with_its_line(tmp_path: Path) -> None:
    """Nobody waits for a file that never comes to its class."""
    from finbyte_desktop.core.errors import UserError

    file = tmp_path / "strategy.py"
    file.write_text("from finbyte import Link\n\nwhile True:\n    pass\n")
    with pytest.raises(UserError) as refused:
        ran(file, candles("100", "101"), start_s=1.5)
    assert refused.value.text.startswith("strategy.py, line ")
    assert "was not imported within 1.5 s and was ended" in refused.value.text


def test_files_that_import_each_other_are_told(tmp_path: Path) -> None:
    """A circle has a line, too."""
    from finbyte_desktop.core.errors import UserError

    (tmp_path / "one.py").write_text("from two import b\na = 1\n")
    (tmp_path / "two.py").write_text("from one import a\nb = 1\n")
    file = trading(tmp_path, "pass", head="import one")
    with pytest.raises(UserError) as refused:
        ran(file, candles("100", "101"))
    assert "two.py, line 1: ImportError: cannot import name 'a'" in refused.value.text


def test_a_strategy_of_several_files_runs(tmp_path: Path) -> None:
    """What lies in its folder can be imported by its name."""
    (tmp_path / "signals.py").write_text("def wanted(price):\n    return price > 100\n")
    body = """
    def quote_update(self, src, sym, data):
        if wanted(data["bid"][0]):
            print("wanted")
    """
    found = ran(trading(tmp_path, body, head="from signals import wanted"), candles("100", "101"))
    assert set(lines(found)) == {"wanted"}
