"""What the window's page of strategies asks of the desk: reading without running, bots, logs, backtests."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.quick_backtest import shown_candles
from finbyte_desktop.services.strategy_host import trial
from finbyte_desktop.services.strategy_host.host import _digests
from tests.services.test_desk import candle_file, run
from tests.services.test_strategy_paper import created, desk_on, reached
from tests.support.strategies import candles, drawn

BUYS = """from finbyte import Link, logger


class Trading(Link):
    def __init__(self):
        self.bought = False

    def quote_update(self, src, sym, data):
        if not self.bought:
            self.bought = True
            self.create_market_order(self.venue, sym=sym, side="Buy", size=1)
            logger.info("bought at %s", data["ask"][0])
"""


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("class Trading(Link)\n", "strategy_syntax", "s.py, line 1: expected ':'."),
        ("import numby\n", "strategy_missing", "s.py, line 1: numby is not installed."),
        ("x = 1\n", "strategy_class", "s.py: it defines no class Trading(Link)."),
        (
            "\n\nclass Trading:\n    pass\n",
            "strategy_class",
            "s.py, line 3: Trading is no class made of Link",
        ),
        ("a = 1\0", "strategy_syntax", "s.py, line 1: "),
    ],
)
def test_a_text_is_read_with_the_line_at_fault(tmp_path: Path, text: str, code: str, said: str) -> None:
    """As if it stood in the file, which need not hold it yet."""
    with pytest.raises(UserError) as error:
        trial.look(tmp_path / "s.py", text)
    assert error.value.code == code
    assert error.value.text.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        BUYS,
        "from other import Trading\n",
        "from finbyte import Link\nBase = Link\nTrading = type('Trading', (Base,), {})\n",
        "if True:\n    class Trading(dict): pass\n",
        "from other import *\n",
    ],
)
def test_nothing_of_a_text_that_is_read_runs(tmp_path: Path, text: str) -> None:
    """Also the head of the file does not: half of it may be typed. What only running would tell is let be."""
    (tmp_path / "other.py").write_text("open('ran', 'w')\nclass Trading: pass\n", encoding="utf-8")
    trial.look(tmp_path / "s.py", f"{text}\nopen({str(tmp_path / 'ran')!r}, 'w').close()\n")
    assert not (tmp_path / "ran").exists()


def test_a_text_is_read_though_its_folder_went_away(tmp_path: Path) -> None:
    """What is typed is looked at all the same."""
    text = "from finbyte import Link\n\n\nclass Trading(Link):\n    pass\n"
    trial.look(tmp_path / "gone" / "s.py", text)
    with pytest.raises(UserError, match=r"line 2"):
        trial.look(tmp_path / "gone" / "s.py", "x = 1\ny = = 2\n")


def test_a_strategy_is_seen_run_reloaded_and_ended(tmp_path: Path) -> None:
    """Its file, whose code runs, what it said, also after its end; and the file stays while it lives."""

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            own = desk.own_strategies(tmp_path / "examples")
            assert own.runs_here
            file = own.files.create("mine", BUYS)
            bot = await created(desk, file)
            shown = own.bots()[0]
            assert (shown.bot, shown.file, shown.state) == (bot, file, BotState.RUNNING)
            assert shown.loaded == own.files.read(file).digest
            desk.feed_pause(False)
            await reached(lambda: own.log(bot))
            assert "bought at" in own.log(bot)[0].text
            with pytest.raises(UserError, match="Stop the bot first"):
                own.files.delete(file)
            desk.feed_pause(True)
            saved = own.files.save(file, BUYS.replace("bought at", "now at"))
            assert own.bots()[0].loaded != saved
            await own.reload(bot)
            assert own.bots()[0].loaded == saved
            await desk.stop(bot, Exit.KEEP)
            await reached(lambda: not own.bots()[0].loaded)
            assert own.bots()[0].state is BotState.STOPPED
            assert "bought at" in own.log(bot)[0].text
            own.files.delete(file)

    run(work())


def test_what_a_strategy_imports_counts_as_its_code(tmp_path: Path) -> None:
    """Another file of the folder that it uses is told of when it changes, and stays while it is used."""

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            own = desk.own_strategies(tmp_path / "examples")
            part = own.files.create("parts", "SIZE = 0.1\n")
            file = own.files.create("mine", "import parts\n" + BUYS)
            bot = await created(desk, file)
            assert own.bots()[0].changed == ()
            with pytest.raises(UserError, match=r"runs parts\.py\. Stop the bot first"):
                own.files.delete(part)
            own.files.save(part, "SIZE = 0.2\n")
            assert own.bots()[0].changed == ("parts.py",)
            await own.reload(bot)
            assert own.bots()[0].changed == ()
            part.unlink()
            assert own.bots()[0].changed == ("parts.py",)

    run(work())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_that_a_strategy_names_as_its_part_holds_nothing_up(tmp_path: Path) -> None:
    """Nothing is read that has no end; and nothing twice."""
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "part.py").write_text("a = 1\n")
    found = _digests(tmp_path, ["pipe.py", "part.py", "part.py", "../out.py", "gone.py", 3])
    assert list(found) == [tmp_path / "part.py"]


def test_a_backtest_runs_on_what_is_loaded_and_on_a_file(tmp_path: Path) -> None:
    """With the market's steps, and the figures of the engine's document."""
    shares: list[tuple[int, int]] = []

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            own = desk.own_strategies(tmp_path / "examples")
            file = own.files.create("mine", BUYS)
            market = desk.markets()[0].id
            desk.feed_pause(False)
            await reached(lambda: desk._venue.is_finished)
            given = {"investment": "1000", "max_order": None}
            other = candle_file(tmp_path / "other", count=300)
            found = await own.backtest(file, market, given, 7, other, lambda *n: bool(shares.append(n)))
            assert found.candles_walked == 300
            assert [(fill.side.value, fill.qty) for fill in found.fills] == [("buy", Decimal(1))]
            assert found.failure == ""
            assert "bought at" in found.lines[0].text
            assert found.investment == 1000
            assert sum(found.fees.values()) > 0
            assert len(found.candles.close) == 300
            loaded = await own.backtest(file, market, given, 7, None, lambda *_: False)
            assert loaded.candles_walked > 300
            with pytest.raises(UserError) as error:
                await own.backtest(file, market, {"investment": "1"}, 7, None, lambda *_: False)
            assert error.value.field == "investment"
            with pytest.raises(UserError, match="There is no market"):
                await own.backtest(file, "none", given, 7, None, lambda *_: False)

    (tmp_path / "other").mkdir()
    run(work())


def test_a_backtest_is_cancelled(tmp_path: Path) -> None:
    """From its progress, which comes from another thread."""
    text = BUYS + "\n    def trade_update(self, src, sym, data):\n        sum(range(20_000))\n"
    file = tmp_path / "s.py"
    file.write_text(text, encoding="utf-8")
    from tests.support.strategies import request

    with pytest.raises(UserError) as error:
        trial.run(request(drawn(3_000)), file, lambda _done, _count: True)
    assert error.value.code == "cancelled"


def test_many_candles_become_fewer_for_a_chart() -> None:
    """Open of the first, close of the last, the extremes of all, the sum of the volume."""
    series = candles("100", "103", "101", "99", "98", spread="0.5")
    found = shown_candles(series, 3)
    assert found.interval_ns == 2 * series.interval_ns
    assert found.open.tolist() == [100.0, 103.0, 99.0]
    assert found.close.tolist() == [103.0, 99.0, 98.0]
    assert found.high.tolist() == [103.5, 103.5, 99.5]
    assert found.low.tolist() == [99.5, 98.5, 97.5]
    assert found.volume.tolist() == [16.0, 16.0, 8.0]
    assert shown_candles(series).close.tolist() == [100.0, 103.0, 101.0, 99.0, 98.0]


def test_an_account_at_a_venue_runs_none(tmp_path: Path) -> None:
    """Its policy of bots is the same everywhere: the page says so before anything is created."""
    from finbyte_desktop.services.strategy_work import StrategyWork

    async def nothing(_market: str, _days: int) -> None: ...

    work = StrategyWork(tmp_path, tmp_path, tuple, None, nothing, lambda _name: None)  # type: ignore[arg-type]
    assert not work.runs_here
    assert (work.bots(), work.log("b1")) == ([], [])
    with pytest.raises(UserError):
        run(work.reload("b1"))
