"""Strategies that are refused or halted, each with what is shown then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.bots.own_strategy_params import checked
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.kinds.own_strategy import OwnStrategyKind
from finbyte_desktop.services.strategy_files import StrategyFiles
from finbyte_desktop.services.strategy_host import trial
from tests.support.perpetual_line import argv, refused
from tests.support.strategies import MARKET, PARAMS, D, candles, ran, trading, written

PARAMS_FILE = {"investment": "1000"}
SPOT: dict[str, Any] = {"bot": "own_strategy", "leverage_tiers": None}
SERIES = candles("100", "101", "99")
ORDER = 'self.create_limit_order(self.venue, sym=sym, side="Buy", size={}, price={})'


def _file(code: str) -> Callable[[Path, Any], str]:
    """What the command line says of a file with this code."""
    return lambda f, c: refused(f, c, PARAMS_FILE, **SPOT, strategy=written(f, code))


def _limited(code: str, **limits: float) -> Callable[[Path, Any], str]:
    """The same with less patience than the command line has."""

    def work(folder: Path, _capsys: Any) -> str:
        with pytest.raises(UserError) as error:
            ran(written(folder, code), SERIES, **limits)
        return error.value.text

    return work


def _quoted(body: str, **limits: Any) -> Callable[[Path, Any], str]:
    """What ends a strategy that does this at a quote."""

    def work(folder: Path, _capsys: Any) -> str:
        rows = "\n".join(f"    {row}" for row in body.splitlines())
        found = ran(trading(folder, f"def quote_update(self, src, sym, data):\n{rows}"), SERIES, **limits)
        return str(found["strategy"]["failure"]["text"])

    return work


def _halted(folder: Path, capsys: Any) -> str:
    from finbyte_desktop.cli import run

    file = trading(folder, "def quote_update(self, src, sym, data):\n    1 / 0")
    assert run(argv(folder, PARAMS_FILE, **SPOT, strategy=file)) == 0
    return str(capsys.readouterr().err.splitlines()[0])


def _preflight(name: str) -> Callable[[Path, Any], str]:
    def work(_folder: Path, _capsys: Any) -> str:
        found = OwnStrategyKind().preflight(MARKET, {**PARAMS, "strategy": name}, Moment(D(100), D(1000)))
        return found.problems[0].text

    return work


def _params(**change: Any) -> Callable[[Path, Any], str]:
    def work(_folder: Path, _capsys: Any) -> str:
        with pytest.raises(UserError) as error:
            checked({**PARAMS, **change}, MARKET)
        return error.value.text

    return work


HANGS = """
from finbyte import Link
class Trading(Link):
    def quote_update(self, *_):
        while True:
            pass
"""


def _files(act: Callable[[StrategyFiles, Path], object]) -> Callable[[Path, Any], str]:
    """What the page of strategies says of what was done to a file mine.py that the bot "mine" runs."""

    def work(folder: Path, _capsys: Any) -> str:
        files = StrategyFiles(folder, None, lambda file: "BTC/USDT" if file.stem == "mine" else "")
        file = files.create("mine", "")
        with pytest.raises((UserError, Unavailable)) as error:
            act(files, file)
        return error.value.text

    return work


def _no_text(files: StrategyFiles, file: Path) -> None:
    file.write_bytes(b"\xff")
    files.read(file)


def _unwritable(files: StrategyFiles, file: Path) -> None:
    (files.folder / ".mine.py.new").mkdir()
    files.save(file, "a = 1")


def _looked(code: str) -> Callable[[Path, Any], str]:
    """What is said of a text while it is typed."""

    def work(folder: Path, _capsys: Any) -> str:
        with pytest.raises(UserError) as error:
            trial.look(folder / "strategy.py", code)
        return error.value.text

    return work


STRATEGY_REFUSALS: dict[str, Callable[[Path, Any], str]] = {
    "strategy-no-option": lambda f, c: refused(f, c, PARAMS_FILE, **SPOT),
    "strategy-of-another-bot": lambda f, c: refused(
        f, c, {"form": "recurring"}, bot="dca", leverage_tiers=None, strategy=f / "s.py"
    ),
    "strategy-no-file": lambda f, c: refused(f, c, PARAMS_FILE, **SPOT, strategy=f / "none.py"),
    "strategy-path": _preflight("mine.py"),
    "strategy-empty": _params(strategy=" "),
    "strategy-order-small": _params(max_order="1"),
    "strategy-syntax": _file("from finbyte import Link\nclass Trading(Link)\n    pass\n"),
    "strategy-no-class": _file("from finbyte import Link\n"),
    "strategy-class": _file("class Trading:\n    pass\n"),
    "strategy-callback": _file("from finbyte import Link\nclass Trading(Link):\n    fill_update = 1\n"),
    "strategy-library": _file("import numby\n"),
    "strategy-import": _file("x = 1 / 0\n"),
    "strategy-route": _file(
        "from finbyte import Link, http\nclass Trading(Link):\n    @http.route\n    def state(self): 1\n"
    ),
    "strategy-endless-import": _limited("while True:\n    pass\n", start_s=1.0),
    "strategy-hangs": _limited(HANGS, silent_s=1.0),
    "strategy-exits": _limited("import os\nos._exit(3)\n"),
    "strategy-halted": _halted,
    "strategy-raises": _quoted("{}['price']"),
    "strategy-memory": _quoted("kept = bytearray(10 ** 11)"),
    "strategy-starts-programs": _quoted("import os\nos.system('ls')"),
    "strategy-nan": _quoted(ORDER.format("float('nan')", 100)),
    "strategy-negative": _quoted(ORDER.format(-1, 100)),
    "strategy-symbol": _quoted(ORDER.format(1, 100).replace("sym=sym", "sym='ETHUSDT'")),
    "strategy-venue": _quoted("self.fetch_balances('BitMEX')"),
    "strategy-too-large": _quoted(ORDER.format(11, 100)),
    "strategy-too-small": _quoted(ORDER.format(0.01, 100)),
    "strategy-no-money": _quoted(ORDER.format(9.999, 100)),
    "strategy-no-order": _quoted("self.cancel_order(self.venue, order_id='x1')"),
    "strategy-too-many": _quoted(f"for n in range(60):\n    {ORDER.format(0.1, 60)}"),
    "strategy-name": _files(lambda files, _: files.create("two words", "")),
    "strategy-name-of-windows": _files(lambda files, _: files.create("con", "")),
    "strategy-name-of-python": _files(lambda files, _: files.create("random", "")),
    "strategy-name-taken": _files(lambda files, _: files.create("Mine", "")),
    "strategy-in-use": _files(lambda files, file: files.delete(file)),
    "strategy-no-text": _files(_no_text),
    "strategy-gone": _files(lambda files, _: files.read(files.folder / "gone.py")),
    "strategy-unwritable": _files(_unwritable),
    "strategy-typed-class": _looked("class Trading:\n    pass\n"),
    "strategy-endpoint": _quoted("self.call_endpoint(self.venue, 'time', 'public')"),
}
