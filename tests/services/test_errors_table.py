"""docs/errors.md, row by row: each situation is provoked for real and shows the text of the table."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from finbyte_desktop.bots.grid_stops import check_now
from finbyte_desktop.bots.spot_grid_params import SPECS, SpotGridParams
from finbyte_desktop.cli import run
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services import clock, logs
from finbyte_desktop.services import settings as settings_file
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.exports.tables import write_portions
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.kinds.dca_futures import DcaFuturesKind
from finbyte_desktop.services.kinds.futures_grid import FuturesGridKind
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight
from finbyte_desktop.services.live.desk_reads import PAPER_ALONE, LiveReads
from finbyte_desktop.services.live.guarded import Guarded
from finbyte_desktop.services.live.key_rights import KeyWatch
from finbyte_desktop.services.live.several import not_traded
from finbyte_desktop.services.ports import Awake, FeedChoice, FeedKind, HistoryQuery, PaperFills
from finbyte_desktop.services.store import database, schema
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Unknown
from finbyte_desktop.services.venues.venue_trouble import VenueTrouble, trouble_of
from finbyte_desktop.ui import words, words_feed
from tests.support.basket_line import BASKET_REFUSALS
from tests.support.connected import on, order
from tests.support.dca_basket_line import DCA_BASKET_REFUSALS
from tests.support.dca_line import DCA_REFUSALS, FUTURES
from tests.support.exchange import Exchange
from tests.support.files_line import FILES_REFUSALS
from tests.support.live_perpetual_line import LIVE_PERPETUAL_REFUSALS
from tests.support.naked import refused_stop
from tests.support.perpetual_line import REFUSALS
from tests.support.perpetual_market import MARKET as PERPETUAL
from tests.support.position_taken_line import POSITION_TAKEN_REFUSALS
from tests.support.strategy_line import STRATEGY_REFUSALS
from tests.support.troubled import CASES, Case, provoke

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "errors.md"
D = Decimal
MARKET = Instrument(
    "paper:COIN/CASH", "COIN", "CASH", D("0.01"), D("0.001"), D("0.001"), D(5), Fees(D("0.001"), D("0.001"))
)
GOOD: dict[str, Any] = {"lower": "90", "upper": "110", "grids": 10, "investment": "1000"}
NUMBERS = [s.name for s in SPECS if s.kind.value in ("price", "qty", "amount", "ratio", "count", "seconds")]
PRICES = [s.name for s in SPECS if s.kind.value == "price"]
HEAD = "open_time,open,high,low,close,volume"
T = 1_700_000_040_000


ROW = {"seq": 2**70, "ns": 1}  # a number that SQLite does not hold


class Row(NamedTuple):
    """One row of the table."""

    id: str
    situation: str
    text: str
    money: str
    next_step: str


def rows() -> list[Row]:
    """The table as it stands in the document."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(name.strip("`"), *rest) for name, *rest in cells]


def pattern(text: str) -> str:
    """A regular expression for a text with placeholders such as {path}."""
    return re.sub(r"\\\{\w+\\\}", "(?:.|\n)+?", re.escape(text.replace("\\|", "|")))


# -------------------------------------------------------------------------------- the wizard's fields


def problems(price: str | None = "100", available: str | None = "100000", **changed: Any) -> dict[str, str]:
    """The validator's answer: field to text."""
    found = preflight(
        MARKET,
        {**GOOD, **changed},
        None if price is None else D(price),
        None if available is None else D(available),
        D(100),
    )
    return {problem.field: problem.text for problem in found.problems}


def earned_already() -> str:
    """What an edit of a running bot is told."""
    params = SpotGridParams.from_raw({**GOOD, "take_profit_amount": "10"})
    with pytest.raises(UserError) as refused, exact():
        check_now(params, D("0.01"), D(1000), D(1020), D(0), D(100))
    return refused.value.text


def of_a_position(**changed: Any) -> dict[str, str]:
    """The same of a long futures grid."""
    raw = {**GOOD, "direction": "long", **changed}
    with exact():
        found = FuturesGridKind().preflight(PERPETUAL, raw, Moment(D(100), D(100000)))
    return {problem.field: problem.text for problem in found.problems}


def of_a_deal(**changed: Any) -> dict[str, str]:
    """The same of a long DCA on a perpetual."""
    with exact():
        found = DcaFuturesKind().preflight(PERPETUAL, {**FUTURES, **changed}, Moment(D(100), D(100000)))
    return {problem.field: problem.text for problem in found.problems}


def each(fields: list[str], *values: Any) -> list[str]:
    """What is shown when each of these fields holds each of these values."""
    return [problems(**{name: value})[name] for name in fields for value in values]


def without(name: str) -> str:
    """What is shown when a needed field is empty."""
    return problems(**{name: None})[name]


OPTIONAL_ABOVE = ["order_qty", "entry_price", "stop_price", "take_profit_price", "trailing_up_cap"]
BOUNDED = ["grids", "hold_delay_s", "pump_guard_steps", "max_live_orders", "reserve"]

WIZARD: dict[str, Callable[[], str | list[str]]] = {
    "field-empty": lambda: [without(name) for name in ("lower", "upper", "grids", "investment")],
    "field-blank": lambda: each(NUMBERS, "", "  "),
    "field-letters": lambda: each(NUMBERS, "abc", "12,5", "0x10", "ten"),
    "field-nan": lambda: each(NUMBERS, "NaN", "nan", "-NaN", "sNaN"),
    "field-infinity": lambda: each(NUMBERS, "Infinity", "-inf"),
    "field-1e400": lambda: each(NUMBERS, "1e400", "1e-400"),
    "field-too-many-digits": lambda: each(NUMBERS, "1." + "0" * 30 + "1"),
    "field-float": lambda: each(NUMBERS, 0.1, [], True),
    "field-negative": lambda: each(["lower", "upper", *OPTIONAL_ABOVE, "investment", "base_qty"], "-1"),
    "field-zero": lambda: each(["lower", "upper", *OPTIONAL_ABOVE], "0"),
    "field-out-of-bounds": lambda: [
        *each(BOUNDED, "-1", "1000000"),
        *each(["grids"], "0", "1", "201"),
    ],
    "field-fraction": lambda: each(["grids", "pump_guard_steps", "max_live_orders", "hold_delay_s"], "2.5"),
    "field-choice": lambda: each(["spacing", "qty_mode", "exit", "entry_direction"], "sideways"),
    "field-flag": lambda: each(["trailing_up", "trailing_down"], "yes"),
    "field-off-tick": lambda: [*each(["lower"], "90.005"), *each(["upper"], "110.005")],
    "zero-investment": lambda: problems(investment="0")["investment"],
    "below-minimum": lambda: problems(investment="20")["investment"],
    "upper-far": lambda: [*each(["upper"], "10000.01"), *each(["upper"], "9999999999999")],
    "upper-high": lambda: [
        warning.text for warning in preflight(MARKET, {**GOOD, "upper": "1500"}, D(100), D(1000)).warnings
    ],
    "range-upside-down": lambda: problems(lower="110", upper="90")["upper"],
    "range-excludes-price": lambda: [
        problems(price="80")["lower"],
        problems(price="120")["upper"],
    ],
    "net-profit": lambda: problems(grids=150)["grids"],
    "tick-collision": lambda: problems(price="100.01", lower="100", upper="100.05", grids=10)["grids"],
    "stop-inside": lambda: problems(stop_price="95")["stop_price"],
    "take-profit-inside": lambda: problems(take_profit_price="105")["take_profit_price"],
    "cap-below-upper": lambda: problems(trailing_up=True, trailing_up_cap="100")["trailing_up_cap"],
    "entry-outside": lambda: problems(entry_price="120")["entry_price"],
    "direction-alone": lambda: problems(entry_direction="above")["entry_direction"],
    "too-little-available": lambda: problems(available="500")["investment"],
    "too-few-own-coins": lambda: problems(base_qty="200")["base_qty"],
    "two-conditions": lambda: [
        problems(stop_price="80", stop_amount="10")["stop_amount"],
        problems(take_profit_amount="10", take_profit_ratio="0.1")["take_profit_ratio"],
    ],
    "stop-at-once": lambda: problems(stop_amount="0.1")["stop_amount"],
    "take-profit-at-once": lambda: earned_already(),
    "stop-amount-too-large": lambda: problems(stop_amount="1001")["stop_amount"],
    "order-size-too-large": lambda: problems(order_qty="5")["order_qty"],
    "order-size-off-lot": lambda: problems(order_qty="0.7005")["order_qty"],
    "no-price": lambda: problems(price=None)[""],
    "futures-loss-too-late": lambda: of_a_position(leverage="10", stop_amount="990")["stop_amount"],
    "dca-futures-live": lambda: PAPER_ALONE.text,
    "dca-ladder-liquidated": lambda: of_a_deal(leverage=20, deviation="0.05")["accept_liquidation"],
    "futures-inside": lambda: of_a_position(leverage="10", lower="60")["accept_liquidation"],
}


# -------------------------------------------------------------------------------- files of candles


def line(minute: int, prices: str = "10.5,11,10,10.75", volume: str = "3.5") -> str:
    return f"{T + minute * 60_000},{prices},{volume}"


def candles(folder: Path, *lines: str, head: str = HEAD, end: str = "\n") -> Path:
    """A file of candles."""
    path = folder / "a.csv"
    path.write_text("\n".join([head, *lines]) + end, encoding="utf-8")
    return path


def refused(work: Callable[[], object]) -> str:
    """The text of the error that this work raises."""
    with pytest.raises(FinByteError) as caught:
        work()
    return caught.value.text


def bad_file(
    *lines: str, head: str = HEAD, symbol: str | None = None, end: str = "\n"
) -> Callable[[Path], str]:
    """Loads a defective file."""
    return lambda folder: refused(lambda: load_candles(candles(folder, *lines, head=head, end=end), symbol))


def two_symbols(folder: Path, symbol: str | None) -> str:
    lines = [f"{name},{line(n)}" for name in ("BTCUSDT", "ETHUSDT") for n in range(2)]
    return refused(lambda: load_candles(candles(folder, *lines, head="symbol," + HEAD), symbol))


def gaps(folder: Path) -> str:
    series, _ = load_candles(candles(folder, line(0), line(1), line(5)))
    assert len(series) == 3
    return f"{series.gaps} candles are missing"


def zero_volume(folder: Path) -> str:
    series, _ = load_candles(candles(folder, line(0, volume="0"), line(1, volume="0")))
    return f"{len(series)} candles"


def repaired(folder: Path) -> str:
    _, fixed = load_candles(candles(folder, line(1), line(0), line(0)), repair=True)
    return f"Repaired: {fixed.sorted_rows} rows moved, {fixed.dropped_duplicates} duplicates dropped."


def unreadable_parquet(folder: Path) -> str:
    path = folder / "a.parquet"
    path.write_bytes(b"PAR1 and then nothing of the kind")
    return refused(lambda: load_candles(path))


FILES: dict[str, Callable[[Path], str | list[str]]] = {
    "candles-missing": lambda folder: refused(lambda: load_candles(folder / "nothing.csv")),
    "candles-gaps": gaps,
    "candles-zero-volume": zero_volume,
    "candles-duplicate": bad_file(line(0), line(1), line(1)),
    "candles-disorder": bad_file(line(0), line(2), line(1)),
    "candles-conflict": lambda folder: refused(
        lambda: load_candles(candles(folder, line(0), line(0, "10.5,12,10,10.75")), repair=True)
    ),
    "candles-repair": repaired,
    "candles-nan": bad_file(line(0), line(1, "NaN,11,10,10.75")),
    "candles-impossible-bar": bad_file(line(0), line(1, "10.5,10.6,10,10.75")),
    "candles-bad-volume": bad_file(line(0), line(1, volume="-1")),
    "candles-bad-time": bad_file(line(0), "2023-11-14,10.5,11,10,10.75,1"),
    "candles-wrong-columns": bad_file(line(0), head="time,open,high,low,close,volume"),
    "candles-half-a-line": bad_file(line(0), line(1)[:22], end=""),
    "candles-empty": bad_file(),
    "candles-several-symbols": lambda folder: two_symbols(folder, None),
    "candles-unknown-symbol": lambda folder: two_symbols(folder, "DOGEUSDT"),
    "candles-unreadable": unreadable_parquet,
}


# -------------------------------------------------------------------------------- the command line


def command(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 2) -> str:
    """What a command line says, with the exit status that it must have."""
    assert run(list(argv)) == status
    return capsys.readouterr().err.strip()


def backtest(folder: Path, capsys: pytest.CaptureFixture[str], params: str, **options: str) -> str:
    """A backtest with these parameters as the file's text."""
    path = folder / "P.json"
    path.write_text(params, encoding="utf-8")
    lines = [line(n, "100,101,99,100") for n in range(3)]
    argv = {"tick": "0.01", "lot": "0.001", "min-notional": "5", **options}
    out = folder / "out.json"
    text = command(
        capsys,
        *["backtest", "--bot", argv.pop("bot", "spot_grid"), "--params", str(path), "--json", str(out)],
        *["--candles", str(candles(folder, *lines))],
        *(part for name, value in argv.items() for part in (f"--{name}", value)),
    )
    assert json.loads(out.read_text())["error"] == text
    return text


def _inside_later(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The file begins at 100, and at 105 two days later."""
    days = [line(n * 1440, f"{price},{price},{price},{price}") for n, price in enumerate((100, 99, 105))]
    (folder / "P.json").write_text(json.dumps({**GOOD, "lower": "101"}), encoding="utf-8")
    argv = ["--params", str(folder / "P.json"), "--candles", str(candles(folder, *days)), "--tick", "0.01"]
    return command(capsys, "backtest", "--bot", "spot_grid", *argv, "--lot", "0.001", "--min-notional", "5")


COMMANDS: dict[str, Callable[[Path, Any], str]] = {
    "params-unknown-key": lambda f, c: backtest(f, c, json.dumps({**GOOD, "uper": "1"})),
    "params-missing-key": lambda f, c: backtest(f, c, '{"lower": 90, "grids": 5, "investment": 100}'),
    "params-not-json": lambda f, c: backtest(f, c, '{"lower": 90,\n "upper": }'),
    "params-nan": lambda f, c: backtest(f, c, '{"lower": NaN, "upper": 110, "grids": 5, "investment": 100}'),
    "params-said-twice": lambda f, c: backtest(f, c, '{"grids": 20, "lower": 90, "grids": 5}'),
    "params-not-an-object": lambda f, c: backtest(f, c, "[1, 2]"),
    "option-not-positive": lambda f, c: backtest(f, c, json.dumps(GOOD), tick="-1"),
    "option-not-a-rate": lambda f, c: backtest(f, c, json.dumps(GOOD), **{"fee-maker": "5"}),
    "unknown-bot": lambda f, c: backtest(f, c, json.dumps(GOOD), bot="martingale"),
    "price-outside-at-start": lambda f, c: backtest(f, c, json.dumps({**GOOD, "lower": "101"})),
    "export-no-data": lambda f, c: command(
        c, "export", "fills", "--format", "csv", "--out", str(f / "x.csv"), "--data", str(f / "none")
    ),
    "cost-basis-of-orders": lambda f, c: command(
        c, "export", "orders", "--format", "csv", "--out", str(f / "x.csv"), "--cost-basis", "fifo"
    ),
    "export-bad-date": lambda f, c: _export(f, c, "--from", "yesterday"),
    "option-hours": lambda f, c: command(c, "replay", "--demo", "1", "--hours", "0"),
    "option-speed": lambda f, c: command(c, "replay", "--demo", "1", "--speed", "0"),
    "price-inside-later": _inside_later,
    "export-no-folder": lambda f, c: _export(f, c, out=f / "fils" / "x.csv"),
    "export-unwritable": lambda f, c: _export(f, c, out=f / "P" / "x.csv", status=3),
    "panic-nobody": lambda f, c: command(c, "panic", "--data", str(f), status=3),
    "panic-bad-scope": lambda f, c: command(c, "panic", "--scope", "btc", "--data", str(f)),
    "two-feeds": lambda f, c: command(c, "replay", "--demo", "1", "--candles", "x.csv"),
}


def _export(
    folder: Path, capsys: pytest.CaptureFixture[str], *more: str, out: Path | None = None, status: int = 2
) -> str:
    data = folder / "data"
    data.mkdir()
    database.open_database(data).engine.dispose()
    (folder / "P").write_text("a file where a folder is needed")
    target = str(out or folder / "x.csv")
    argv = ["export", "fills", "--format", "csv", "--out", target, "--data", str(data), *more]
    return command(capsys, *argv, status=status)


# -------------------------------------------------------------------------------- the database


def _fresh(folder: Path) -> Path:
    database.open_database(folder).engine.dispose()
    return folder / database.FILE_NAME


def _opens(folder: Path) -> str:
    before = (folder / database.FILE_NAME).read_bytes()
    text = refused(lambda: database.open_database(folder))
    assert (folder / database.FILE_NAME).read_bytes() == before
    return text


def overwritten(folder: Path) -> str:
    path = _fresh(folder)
    raw = bytearray(path.read_bytes())
    raw[100:6000] = b"\xff" * 5900
    path.write_bytes(raw)
    return _opens(folder)


def _damage_page(path: Path, table: str) -> None:
    """Zeroes the first page of a table; the file's date and size stay."""
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    before = path.stat()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def rotten(folder: Path) -> str:
    """Damage that the file's date does not tell; found while the window is already there."""

    async def nothing(_: PaperDesk) -> str:
        return ""

    async def told(desk: PaperDesk) -> str:
        desk.start()
        for _ in range(200):
            if not desk.health().journal_ok:
                break
            await asyncio.sleep(0.02)
        return desk.health().journal_text

    asyncio.run(_with_desk(folder, nothing))
    _damage_page(folder / "data" / database.FILE_NAME, "orders")
    return asyncio.run(_with_desk(folder, told))


async def history_unreadable(desk: PaperDesk) -> str:
    path = desk.health().data_folder / database.FILE_NAME
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _damage_page(path, "decisions")
    return await _raised(desk.read_history(HistoryQuery("decisions")))


def not_understood(folder: Path) -> str:
    """The snapshot has a shape that this program does not know."""

    async def nothing(desk: PaperDesk) -> str:
        await desk._runner.save()
        return ""

    asyncio.run(_with_desk(folder, nothing))
    connection = sqlite3.connect(folder / "data" / database.FILE_NAME)
    connection.execute("UPDATE snapshots SET body = '{}'")
    connection.commit()
    connection.close()
    return asyncio.run(_raised(PaperDesk.open(folder / "data")))


def truncated(folder: Path) -> str:
    path = _fresh(folder)
    path.write_bytes(path.read_bytes()[:5000])
    return _opens(folder)


def not_a_database(folder: Path) -> str:
    (folder / database.FILE_NAME).write_bytes(b"this is a letter to my bank, " * 200)
    return _opens(folder)


def newer(folder: Path) -> str:
    path = _fresh(folder)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.commit()
    connection.close()
    return _opens(folder)


def _appended(folder: Path) -> Journal:
    journal = Journal(database.open_database(folder))
    journal.append(ev.Deposited(1, "CASH", D(1)), {}, [])
    return journal


def full_disk(folder: Path) -> str:
    journal = _appended(folder)
    engine = journal._database.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(raw: Any, _record: object) -> None:
        raw.execute(f"PRAGMA max_page_count={pages}")

    from sqlalchemy import event

    event.listen(engine, "connect", limit)
    engine.dispose()
    journal.commit_now()  # it fits, and opens the connection that the writer keeps
    event_ns = 1
    journal.append(ev.BotEdited(event_ns, "b", {"text": "x" * 400_000}), {}, [])
    text = refused(journal.commit_now)
    assert refused(journal.commit_now) == text
    journal.close()
    return text


def not_written(folder: Path) -> str:
    journal = _appended(folder)
    journal._inserts.append((schema.journal, dict.fromkeys(("kind", "name", "body", "marks"), "") | ROW))
    with pytest.raises(OverflowError):
        journal.commit_now()
    text = refused(journal.commit_now)
    journal.close()
    return text


def locked(folder: Path) -> str:
    journal = _appended(folder)
    journal.commit_now()
    other = sqlite3.connect(folder / database.FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    journal.append(ev.Deposited(2, "CASH", D(1)), {}, [])
    text = refused(journal.commit_now)
    other.close()
    journal.close()
    return text


SECOND = """
import sys
from pathlib import Path
from finbyte_desktop.services.store.database import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def second_instance(folder: Path) -> str:
    first = subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert first.stdout is not None
    assert first.stdin is not None
    assert first.stdout.readline() == b"held\n"
    text = refused(lambda: database.FolderLock(folder))
    first.stdin.close()
    first.stdout.close()
    first.wait()
    database.FolderLock(folder).release()
    return text


def unusable(folder: Path) -> str:
    """At the window's first look, at the engine's lock, and on the command line: one text each, status 3."""
    text = refused(lambda: database.check_folder(folder))
    assert refused(lambda: database.FolderLock(folder)) == text
    return text


def in_place_of_the_folder(folder: Path) -> str:
    path = folder / "data"
    path.write_text("a letter")
    text = unusable(path)
    command = [sys.executable, "-m", "finbyte_desktop"]
    for more in (["--offscreen-check", str(folder / "w.png")], ["headless"]):
        done = subprocess.run(
            [*command, "--data", str(path), *more], capture_output=True, text=True, cwd=ROOT, timeout=60
        )
        assert done.returncode == 3
        assert done.stderr.count("The data folder") == 1
        assert "Traceback" not in done.stderr
    assert path.read_text() == "a letter"
    return text


def not_writable(folder: Path, _: object, monkeypatch: pytest.MonkeyPatch) -> str:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(database.tempfile, "TemporaryFile", refuse)
    return unusable(folder)


def log_not_writable(folder: Path) -> str:
    (folder / "log").write_text("a letter")
    return refused(lambda: logs.start_log(folder / "log"))


DISK: dict[str, Callable[[Path], str]] = {
    "database-overwritten": overwritten,
    "database-truncated": truncated,
    "database-rotten": rotten,
    "database-is-none": not_a_database,
    "database-newer": newer,
    "data-not-understood": not_understood,
    "disk-full": full_disk,
    "not-written": not_written,
    "database-locked": locked,
    "second-instance": second_instance,
    "folder-is-a-file": in_place_of_the_folder,
    "folder-cannot-be-made": lambda _: unusable(Path("/proc/nope/data")),
    "log-not-writable": log_not_writable,
}


# -------------------------------------------------------------------------------- the desk


def on_desk(work: Callable[[PaperDesk], Any]) -> Callable[[Path], str]:
    """Runs work on a desk over a small replay that stands still at 100."""

    def provoke(folder: Path) -> str:
        return asyncio.run(_with_desk(folder, work))

    return provoke


async def _with_desk(folder: Path, work: Callable[[PaperDesk], Any]) -> str:
    path = candles(folder, *[line(n, "100,100.2,99.8,100") for n in range(200)])
    desk = await PaperDesk.open(folder / "data", FeedChoice(FeedKind.CANDLES, path, speed=D(1)))
    try:
        return await work(desk)
    finally:
        await desk.close("keep")


async def _asked(desk: PaperDesk) -> str:
    market = desk.markets()[0].id
    return await desk.create_bot("spot_grid", market, GOOD, ev.Policy.PLAN, False)


async def _raised(work: Any) -> str:
    with pytest.raises(FinByteError) as caught:
        await work
    return caught.value.text


async def feed_missing(desk: PaperDesk) -> str:
    """Opened again without its file, which the settings name."""
    path = desk.settings().feed.path
    assert path is not None
    await desk.change_settings(feed=desk.settings().feed)
    await desk.close("keep")
    path.unlink()
    again = await PaperDesk.open(desk._folder)
    try:
        return words_feed.absent(again.health().feed)
    finally:
        await again.close("keep")


async def ended_under_bots(desk: PaperDesk) -> str:
    await _asked(desk)
    own = replace(desk.settings().feed, speed=None)
    desk.feed_speed(None)
    desk.start()
    for _ in range(1_000):
        if desk.health().feed.finished:
            break
        await asyncio.sleep(0.01)
    return await _raised(desk.choose_feed(own))


async def reset_without_feed(desk: PaperDesk) -> str:
    desk._venue._instruments.clear()
    return await _raised(desk.reset_paper_account())


async def expired(desk: PaperDesk) -> str:
    await _asked(desk)
    request = desk.approvals()[0]
    await desk.save_settings(replace(desk.settings(), approval_countdown_s=0))
    desk._set_deadline(request.id)
    desk.start()
    for _ in range(200):
        await asyncio.sleep(0.02)
        if not desk.approvals():
            break
    assert desk.history_orders() == []
    return await _raised(desk.decide(request.id, request.digest, True))


async def clock_back_countdown(desk: PaperDesk) -> str:
    with pytest.MonkeyPatch.context() as patch:
        await desk.save_settings(replace(desk.settings(), approval_countdown_s=1))
        await _asked(desk)
        patch.setattr("finbyte_desktop.services.desk_engine.wall_ns", lambda: 1)
        desk.start()
        for _ in range(200):
            await asyncio.sleep(0.02)
            if desk.decided_today():
                break
        assert desk.approvals() == []
        assert desk.history_orders() == []
    return desk.decided_today()[0].answer.value


async def changed_orders(desk: PaperDesk) -> str:
    await _asked(desk)
    request = desk.approvals()[0]
    return await _raised(desk.decide(request.id, "0" * 64, True))


async def moved(desk: PaperDesk) -> str:
    await _asked(desk)
    request = desk.approvals()[0]
    notices: list[Any] = []
    desk.subscribe_notices(notices.append)
    desk._kernel.last[desk.markets()[0].id] = D("100.9")
    text = await _raised(desk.decide(request.id, request.digest, True))
    assert desk.history_orders() == []
    assert len(desk.approvals()) == 1
    assert [notice.code for notice in notices] == ["approval_moved"]
    return text


async def too_much_withdrawn(desk: PaperDesk) -> str:
    bot = await _asked(desk)
    return await _raised(desk.withdraw_profit(bot, D(5)))


async def reset_while_running(desk: PaperDesk) -> str:
    await _asked(desk)
    return await _raised(desk.reset_paper_account())


async def more_than_the_account(desk: PaperDesk) -> str:
    return await _raised(desk.deposit("USDT", D(-10_000_000)))


async def unknown_export(desk: PaperDesk) -> str:
    return await _raised(desk.export("secrets", "csv", Path("x.csv"), None, lambda *_: False))


async def market_away(desk: PaperDesk) -> str:
    await _asked(desk)
    await desk.choose_feed(FeedChoice())
    request = desk.approvals()[0]
    text = await _raised(desk.decide(request.id, request.digest, True))
    assert desk.approvals()[0].id == request.id
    return text


async def created_away(desk: PaperDesk) -> str:
    market = desk.markets()[0].id
    await desk.choose_feed(FeedChoice())
    assert not desk.preflight("spot_grid", market, GOOD).ok
    text = await _raised(desk.create_bot("spot_grid", market, GOOD, ev.Policy.PLAN, False))
    assert not desk.cards()
    assert not desk.approvals()
    return text


async def other_prices(desk: PaperDesk) -> str:
    market = desk.markets()[0].id
    await desk.create_bot("spot_grid", market, GOOD, ev.Policy.AUTOMATIC, False)
    assert desk._kernel.orders
    here = desk.settings().feed.path
    assert here is not None
    (here.parent / "other").mkdir()
    other = candles(here.parent / "other", *[line(n, "100,100.3,99.7,100") for n in range(200)])
    return await _raised(desk.choose_feed(FeedChoice(FeedKind.CANDLES, other, speed=D(1))))


async def other_prices_held(desk: PaperDesk) -> str:
    market = desk.markets()[0]
    await desk.deposit(market.base, D(5))
    bot = await desk.create_bot("spot_grid", market.id, {**GOOD, "base_qty": "5"}, ev.Policy.AUTOMATIC, False)
    await desk.pause(bot)
    assert not desk._kernel.bots[bot].live_orders()
    here = desk.settings().feed.path
    assert here is not None
    (here.parent / "other").mkdir()
    other = candles(here.parent / "other", *[line(n, "100,100.3,99.7,100") for n in range(200)])
    return await _raised(desk.choose_feed(FeedChoice(FeedKind.CANDLES, other, speed=D(1))))


def too_many_digits(folder: Path) -> str:
    portion = [("0.1234567890123456789",)]
    return refused(lambda: write_portions({"a": D}, 1, [portion], "parquet", folder / "a.parquet"))


def with_fills(**fills: Any) -> Callable[[PaperDesk], Any]:
    """Other settings of how the paper account fills."""

    async def work(desk: PaperDesk) -> str:
        return await _raised(desk.save_settings(replace(desk.settings(), fills=PaperFills(**fills))))

    return work


async def no_such_order(desk: PaperDesk) -> str:
    bot = await _asked(desk)
    return await _raised(desk.cancel_order(bot, "L1"))


async def awake_refused(desk: PaperDesk) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("WAKEPY_FAKE_SUCCESS")
        patch.setenv("WAKEPY_FORCE_FAILURE", "yes")
        await _asked(desk)
        desk.start()
        for _ in range(200):
            await asyncio.sleep(0.02)
            if desk.health().awake is Awake.REFUSED:
                break
    return words.awake(desk.health().awake, desk.health().awake_why, wanted=True)[0]


DESK: dict[str, Callable[[Path], str]] = {
    "approval-expired": on_desk(expired),
    "clock-back-countdown": on_desk(clock_back_countdown),
    "approval-orders-changed": on_desk(changed_orders),
    "approval-price-moved": on_desk(moved),
    "withdraw-too-much": on_desk(too_much_withdrawn),
    "reset-while-running": on_desk(reset_while_running),
    "withdraw-more-than-account": on_desk(more_than_the_account),
    "unknown-export": on_desk(unknown_export),
    "export-too-many-digits": too_many_digits,
    "approval-market-away": on_desk(market_away),
    "create-market-away": on_desk(created_away),
    "create-market-not-traded": lambda _: not_traded("Binance", "binance:LUNA/USDT").text,
    "feed-other-prices": on_desk(other_prices),
    "feed-other-prices-held": on_desk(other_prices_held),
    "recording-ended-with-bots": on_desk(ended_under_bots),
    "feed-file-missing": on_desk(feed_missing),
    "feed-file-named-missing": lambda folder: asyncio.run(
        _raised(PaperDesk.open(folder, FeedChoice(FeedKind.CAPTURE, folder / "gone.jsonl")))
    ),
    "feed-none-to-begin": on_desk(reset_without_feed),
    "fills-slippage": on_desk(with_fills(slippage=D("0.01"))),
    "fills-delay": on_desk(with_fills(delay_ms=60_001)),
    "fills-part": on_desk(with_fills(part=D("1.4"))),
    "no-such-order": on_desk(no_such_order),
    "awake-refused": on_desk(awake_refused),
    "history-unreadable": on_desk(history_unreadable),
}


# -------------------------------------------------------------------------------- clock and settings


def clock_back(patch: pytest.MonkeyPatch) -> str:
    """The wall clock jumps back an hour while the market runs."""
    pace = clock.Pace(D(1))
    pace.start(1_000)
    patch.setattr(time, "time_ns", lambda: 1)
    first = pace.until()
    second = pace.until()
    assert first is not None
    assert second is not None
    assert 1_000 <= first <= second
    return "nothing is shown"


def settings_unreadable(folder: Path) -> str:
    path = folder / settings_file.FILE_NAME
    path.write_text("{half")
    assert settings_file.load_settings(folder) == settings_file.Settings()
    assert path.with_suffix(".unreadable.json").read_text() == "{half"
    return "nothing is shown"


def settings_unwritable(folder: Path) -> str:
    settings = settings_file.load_settings(folder)
    return refused(lambda: settings_file.save_settings(folder / "gone", settings))


# -------------------------------------------------------------------------------- venues


def venue_trouble(case: Case) -> str:
    """What a question to the test exchange ends in."""
    return provoke(case)[2].text


def not_the_venue() -> str:
    """A certificate that nobody vouches for."""
    kind = trouble_of("binance", None, None, "", ssl.SSLCertVerificationError())
    assert kind is not None
    return VenueTrouble(kind, "binance", 0).text


def key_without_the_trade_right(patch: pytest.MonkeyPatch) -> str:
    """An order is refused because the key lost its right, and the report on the key says so."""
    found: list[str] = []

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        watch = KeyWatch(port.rights, await port.rights(), lambda rights: None)
        port.key_heard = watch.heard
        exchange.act("account.permission_change", trade=False)
        await port.submit(order(port, "FBabc-0001", Side.BUY, "0.001", "50000"))
        task = asyncio.create_task(watch.run())
        await asyncio.sleep(1)
        task.cancel()
        connection = SimpleNamespace(id="acc1")
        desk: Any = SimpleNamespace(
            _account=SimpleNamespace(rights=watch.rights, port=port, connection=connection), _key_lost_ns=0
        )
        trouble = LiveReads.key_trouble(desk)
        assert trouble is not None
        found.append(trouble.text)

    on("binance", work, patch)
    return found[0]


def order_may_be_live(patch: pytest.MonkeyPatch) -> str:
    """The answer to an order is lost on its way."""
    found: list[str] = []

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.faults.add("net.loss_response", where={"kind": "create"})
        outcome = await port.submit(order(port, "FBabc-0001", Side.BUY, "0.001", "50000"))
        assert isinstance(outcome, Unknown)
        assert port.trouble is not None
        found.append(port.trouble.text)

    on("binance", work, patch)
    return found[0]


def panic_under_way(folder: Path) -> str:
    """An account is to be released while its guard cancels."""

    class Busy:
        def orders(self, *_: Any) -> None: ...
        def panic(self, *_: Any) -> None: ...
        def positions(self, *_: Any) -> None: ...
        def is_busy(self, account: str) -> bool:
            return account == "acc1"

    async def no_bots(_: str | None) -> None: ...

    mark = PanicMark(folder)
    mark.set(None)
    account: Any = SimpleNamespace(shell=SimpleNamespace(mark=mark), connection=SimpleNamespace(id="acc1"))
    guarded = Guarded(account, Busy(), list, no_bots)
    with pytest.raises(UserError) as refused:
        asyncio.run(guarded.release())
    assert mark.is_set()
    return refused.value.text


def mark_unwritable(folder: Path) -> str:
    """A file stands where the account's folder should be."""
    (folder / "acc").write_text("")
    return refused(lambda: PanicMark(folder / "acc").set(None))


STOPS = (
    "stop-between-steps",
    "stop-wrong-side",
    "stop-beyond-liquidation",
    "stop-refused",
    "stop-no-position",
)
REFUSED = DCA_REFUSALS | DCA_BASKET_REFUSALS | BASKET_REFUSALS | STRATEGY_REFUSALS | FILES_REFUSALS
PROVOKED: dict[str, Callable[[Path, Any, pytest.MonkeyPatch], str | list[str]]] = {
    **{name: lambda f, c, p, work=work: work() for name, work in WIZARD.items()},
    **{name: lambda f, c, p, work=work: work(f) for name, work in (FILES | DISK | DESK).items()},
    **{name: lambda f, c, p, work=work: work(f, c) for name, work in (COMMANDS | REFUSALS | REFUSED).items()},
    "clock-back": lambda f, c, p: clock_back(p),
    "folder-not-writable": not_writable,
    "settings-unreadable": lambda f, c, p: settings_unreadable(f),
    "settings-unwritable": lambda f, c, p: settings_unwritable(f),
    **{case.id: lambda f, c, p, case=case: venue_trouble(case) for case in CASES},
    "not-the-venue": lambda f, c, p: not_the_venue(),
    "key-no-trade": lambda f, c, p: key_without_the_trade_right(p),
    "order-may-be-live": lambda f, c, p: order_may_be_live(p),
    **{name: lambda f, c, p, name=name: refused_stop(name, p) for name in STOPS},
    **{name: lambda f, c, p, work=work: work(p) for name, work in LIVE_PERPETUAL_REFUSALS.items()},
    **{name: lambda f, c, p, work=work: work() for name, work in POSITION_TAKEN_REFUSALS.items()},
    "panic-under-way": lambda f, c, p: panic_under_way(f),
    "panic-mark-unwritable": lambda f, c, p: mark_unwritable(f),
}


@pytest.mark.parametrize("row", rows() if TABLE.exists() else [], ids=lambda row: row.id)
def test_situation_shows_the_text_of_its_row(
    row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person reads in this situation is what the table says."""
    shown = PROVOKED[row.id](tmp_path, capsys, monkeypatch)
    for text in [shown] if isinstance(shown, str) else shown:
        assert re.fullmatch(pattern(row.text), text), f"{text!r} is not {row.text!r}"
    assert row.money
    assert row.next_step


def test_every_situation_has_a_row_and_every_row_a_situation() -> None:
    """A row without a test, a test without a row, and a row that stands twice fail."""
    names = [row.id for row in rows()]
    assert sorted(names) == sorted(set(names))
    assert set(names) == set(PROVOKED)
