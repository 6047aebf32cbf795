"""Reading beside the engine: pages that add up, answers that are the newest, ends that end, no writing."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.figures import Figures
from finbyte_desktop.services.lives import fill_of
from finbyte_desktop.services.ports import FillRow, HistoryQuery
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import FILE_NAME, open_database
from finbyte_desktop.services.store.listings import LISTINGS
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.store.reader import Question, Reader, Superseded
from tests.services.test_desk import GOOD, opened, run, running, still, until


def slow() -> Any:
    """A question that SQLite works on for minutes."""
    text = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
        "SELECT count(*) FROM n"
    )

    def work(queries: Queries, _: Question) -> int:
        with queries._connected() as connection:
            return int(connection.execute(sa.text(text)).scalar_one())

    return work


def test_newer_question_ends_the_older_one(tmp_path: Path) -> None:
    """The older one answers None at once, in the middle of SQLite's work; another kind is not disturbed."""

    async def work() -> None:
        reader = Reader(open_database(tmp_path))
        older = asyncio.ensure_future(reader.ask("fills", slow()))
        await asyncio.sleep(0.1)
        started = time.perf_counter()
        assert await reader.ask("orders", lambda *_: "other") == "other"
        assert await reader.ask("fills", lambda *_: "newer") == "newer"
        assert await older is None
        assert time.perf_counter() - started < 2
        reader.close()

    run(work())


def test_closing_ends_what_is_under_way(tmp_path: Path) -> None:
    """A desk closes at once, whatever is being read; nothing is asked after that."""

    async def work() -> None:
        reader = Reader(open_database(tmp_path))
        asked = asyncio.ensure_future(reader.ask("fills", slow()))
        await asyncio.sleep(0.1)
        started = time.perf_counter()
        reader.close()
        assert time.perf_counter() - started < 2
        assert await asked is None
        assert await reader.ask("fills", lambda *_: 1) is None

    run(work())


def test_question_that_ended_before_it_had_a_connection_ends_twice() -> None:
    """A desk that closes ends a question, and the task that waited for it ends it again: no connection that
    was closed meanwhile is touched.
    """
    question = Question()
    question.end()
    connection = sqlite3.connect(":memory:")
    with pytest.raises(Superseded):
        question.asks(connection)
    connection.close()
    question.end()


def test_cancelled_task_ends_its_question(tmp_path: Path) -> None:
    """A page that went away does not keep the disk busy."""

    async def work() -> None:
        reader = Reader(open_database(tmp_path))
        asked = asyncio.ensure_future(reader.ask("fills", slow()))
        await asyncio.sleep(0.1)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        started = time.perf_counter()
        reader.close()
        assert time.perf_counter() - started < 2

    run(work())


def test_reader_cannot_write_and_works_on_another_thread(tmp_path: Path) -> None:
    """Its connections refuse a write, and the loop's thread does no reading."""

    async def work() -> None:
        reader = Reader(open_database(tmp_path))

        def write(queries: Queries, _: Question) -> None:
            with queries._connected() as connection, pytest.raises(OperationalError):
                connection.execute(sa.insert(t.venue_state).values(name="x", body="{}"))

        await reader.ask("x", write)
        assert await reader.ask("x", lambda *_: threading.current_thread()) is not threading.current_thread()
        reader.close()

    run(work())


@pytest.mark.parametrize("what", sorted(LISTINGS))
def test_pages_add_up_to_the_whole_table(tmp_path: Path, what: str) -> None:
    """Every row stands on exactly one page, whatever the rows are sorted by, and their number is right."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await running(desk)
            await still(desk)
            for sort in ("", *LISTINGS[what].sorts):
                for descending in (True, False):
                    whole = await desk.read_history(HistoryQuery(what, None, "", sort, descending, 0, 10_000))
                    assert whole is not None
                    assert len(whole.rows) == whole.total > 2
                    found: list[Any] = []
                    for start in range(0, whole.total, 2):
                        page = await desk.read_history(
                            HistoryQuery(what, None, "", sort, descending, start, 2)
                        )
                        assert page is not None
                        assert page.total == whole.total
                        found += page.rows
                    assert found == list(whole.rows)

    run(work())


def test_history_is_sorted_by_size_and_searched_exactly(tmp_path: Path) -> None:
    """Prices sort as numbers, what is absent comes last, and % and _ in a search are letters."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            dear = await desk.read_history(HistoryQuery("fills", sort="price"))
            assert dear is not None
            prices = [row.price for row in dear.rows if isinstance(row, FillRow)]
            assert prices == sorted(prices, reverse=True)
            for descending in (True, False):
                page = await desk.read_history(HistoryQuery("fills", sort="trip", descending=descending))
                assert page is not None
                trips = [row.trip_profit for row in page.rows if isinstance(row, FillRow)]
                known = [trip for trip in trips if trip is not None]
                assert known == sorted(known, reverse=descending)
                assert trips[len(known) :] == [None] * (len(trips) - len(known))
            for text, count in (("SELL", None), ("%", 0), ("_", 0), (bot, 0)):
                found = await desk.read_history(HistoryQuery("fills", text=text))
                assert found is not None
                assert found.total == (sum(r.side.value == "sell" for r in dear.rows) if count is None else 0)  # type: ignore[union-attr]

    run(work())


def test_life_grows_by_what_is_new(tmp_path: Path) -> None:
    """A life read in two steps is the life read at once, and it is the history's fills in their order."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            early = await desk.read_life(bot)
            trips = desk.card(bot).trips
            await until(desk, lambda: desk.card(bot).trips >= trips + 3)
            await still(desk)
            grown, whole = await desk.read_life(bot, early), await desk.read_life(bot)
            assert early is not None
            assert grown is not None
            assert whole is not None
            assert len(early.fills) < len(grown.fills)
            assert list(grown.fills) == list(whole.fills) == list(reversed(desk.history_fills(bot)))
            assert grown.grid == whole.grid
            assert grown.grid[-1] == desk.card(bot).grid_profit
            assert int(grown.trips[-1]) == desk.card(bot).trips
            for name in ("ns", "price", "is_buy", "trips"):
                assert list(getattr(grown, name)) == list(getattr(whole, name))
            assert list(whole.fills[1:3]) == [fill_of(raw) for raw in whole.fills.raw[1:3]]  # type: ignore[attr-defined]
            with pytest.raises(UserError):
                await desk.read_life("b99")

    run(work())


def test_life_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a longer life the last fills are shown."""

    async def work() -> None:
        monkeypatch.setattr("finbyte_desktop.services.desk_history.MOST_FILLS", 5)
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            life = await desk.read_life(bot)
            assert life is not None
            assert list(life.fills) == list(reversed(desk.history_fills(bot)[:5]))

    run(work())


def test_life_knows_its_levels_and_what_was_changed(tmp_path: Path) -> None:
    """Also of a bot that has ended, after a restart: History draws what stood there then."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await desk.edit(bot, {**desk.detail(bot).params, "stop_price": "80"})
            await still(desk)
            edited_ns = next(d.ns for d in desk.detail(bot).decisions if d.code == "param_changed")
            prices = sorted(row.price for row in desk.detail(bot).levels)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).ended_ns is not None)
        async with opened(tmp_path) as desk:
            life = await desk.read_life(bot)
            assert life is not None
            assert list(life.level_prices) == prices
            assert life.changes == [(edited_ns, "stop_price", "")]

    run(work())


@pytest.mark.parametrize("most", [1, 7, 10_000])
def test_life_that_is_cut_counts_from_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """However few of its fills are read, profit and round trips are those of the whole life; also when it is
    read on.
    """

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await until(desk, lambda: desk.card(bot).trips >= 8)
            await still(desk)
            whole = await desk.read_life(bot)
            monkeypatch.setattr("finbyte_desktop.services.desk_history.MOST_FILLS", most)
            cut = await desk.read_life(bot)
            assert whole is not None
            assert cut is not None
            kept = min(most, len(whole.fills))
            assert len(cut.fills) == kept
            assert cut.fills_before == len(whole.fills) - kept
            assert cut.grid == whole.grid[-kept:]
            assert list(cut.trips) == list(whole.trips[-kept:])
            assert (cut.grid[-1], cut.trips[-1]) == (desk.card(bot).grid_profit, desk.card(bot).trips)
            assert (whole.fills_before, whole.grid_before, whole.trips_before) == (0, 0, 0)
            monkeypatch.setattr("finbyte_desktop.services.desk_history.MOST_FILLS", 10_000)
            await until(desk, lambda: desk.card(bot).trips >= 12)
            await still(desk)
            grown = await desk.read_life(bot, cut)
            assert grown is not None
            assert (grown.grid[-1], grown.trips[-1]) == (desk.card(bot).grid_profit, desk.card(bot).trips)
            assert grown.fills_before == cut.fills_before

    run(work())


def totals_of(desk: Any, bot: str) -> list[Decimal]:
    """A bot's total profit after each of its fills, at the fill's price: its figures, folded fact by fact."""
    card, out, last = desk.card(bot), [], {}
    figures = Figures(bot, card.base, card.quote)
    with exact():
        for marks, fact in desk._journal.facts_with_marks(0):
            last.update(marks)
            if (fact.ref if isinstance(fact, fx.Posted) else getattr(fact, "bot", "")) != bot:
                continue
            figures.apply(fact, last.get(card.market))
            if isinstance(fact, fx.FillBooked):
                out.append(figures.total(fact.price))
    return out


@pytest.mark.parametrize(("most", "coins"), [(10_000, "0"), (10_000, "3"), (7, "3")])
def test_profit_of_a_step_is_that_of_its_fills_at_its_price(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, coins: str
) -> None:
    """Not the last sample of a curve: exact, with own coins, of a life that is cut, and of one read on."""

    async def work() -> None:
        monkeypatch.setattr("finbyte_desktop.services.desk_history.MOST_FILLS", most)
        async with opened(tmp_path) as desk:
            own = {"base_qty": coins} if coins != "0" else {}
            if own:
                await desk.deposit("COIN", Decimal(coins))
            bot = await running(desk, **own)
            await until(desk, lambda: desk.card(bot).trips >= 8)
            await still(desk)
            early = await desk.read_life(bot)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).ended_ns)
            await still(desk)
            life, exactly = await desk.read_life(bot), totals_of(desk, bot)
            assert early is not None
            assert life is not None
            assert len(set(exactly)) > 5
            assert list(life.total) == exactly[-len(life.fills) :]
            monkeypatch.setattr("finbyte_desktop.services.desk_history.MOST_FILLS", 10_000)
            grown = await desk.read_life(bot, early)
            assert grown is not None
            assert list(grown.total) == exactly[-len(grown.fills) :]

    run(work())


@pytest.mark.parametrize("what", ["fills", "orders", "ledger", "bots", "transfers", "decisions"])
def test_every_table_of_the_window_can_be_exported(tmp_path: Path, what: str) -> None:
    """What the export dialog offers is written, a bot's part as well, while the desk runs."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await desk.stop(bot, Exit.KEEP)
            await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.AUTOMATIC, True)
            await still(desk)
            path = tmp_path / f"{what}.csv"
            count = await desk.export(what, "csv", path, None, lambda *_: False)
            frame = pl.read_csv(path, infer_schema_length=0)
            assert len(frame) == count > 1
            part = await desk.export(what, "csv", path, bot, lambda *_: False)
            assert 0 < part <= count
            assert await desk.export(what, "csv", path, None, lambda *_: False, end_ns=1) == 0
            assert await desk.export(what, "csv", path, None, lambda *_: False, start_ns=1) == count
            with pytest.raises(UserError) as caught:
                await desk.export(what, "csv", path, bot, lambda *_: True)
            assert caught.value.code == "cancelled"

    run(work())


def test_page_that_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    """A database that another program holds or ruined is an error with words, not a crash."""

    async def work() -> None:
        database = open_database(tmp_path)
        reader = Reader(database)
        database.engine.dispose()
        other = sqlite3.connect(tmp_path / FILE_NAME)
        other.execute("DROP TABLE fills")
        other.close()
        with pytest.raises(Unavailable) as caught:
            await reader.ask("fills", lambda queries, _: queries.history(HistoryQuery("fills")))
        assert "Nothing was changed" in caught.value.text
        reader.close()

    run(work())
