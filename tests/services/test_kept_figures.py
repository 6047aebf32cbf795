"""Figures kept in the store: with the journal's rest they are what the whole journal gives, and they are
never believed when they are not whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from finbyte_desktop.bots.grid import OPEN
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.ledger import FREE
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.services import desk as desk_module
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.figures import DAY_NS, FORMAT, Figures
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import CLEAN_NAME, FILE_NAME, open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.schema import SCHEMA_VERSION
from finbyte_desktop.services.store.versions import format_0001
from tests.services.test_desk import GOOD, D, opened, running, until
from tests.services.test_reader import still

Saved = dict[str, dict[str, Any]]


def changed(folder: Path, *statements: str) -> None:
    """Something else writes to the store."""
    with contextlib.closing(sqlite3.connect(folder / "data" / FILE_NAME)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def rows(folder: Path) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "data" / FILE_NAME)) as connection:
        return connection.execute("SELECT bot, seq, format FROM figures ORDER BY bot").fetchall()


def figures_of(desk: PaperDesk) -> Saved:
    return {bot: entry.figures.save() for bot, entry in desk._entries.items()}


async def lived(folder: Path) -> Saved:
    """Two bots, one of them stopped; what their figures were at the clean end."""
    async with opened(folder) as desk:
        first = await running(desk)
        await desk.add_investment(first, D(50))
        await desk.stop(first, Exit.SELL)
        await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.AUTOMATIC, True)
        await until(desk, lambda: desk.card("b2").trips >= 1)
        await desk.stop("b2", Exit.KEEP)
        await still(desk)
        return figures_of(desk)


async def opened_again(folder: Path) -> tuple[Saved, int]:
    """The figures right after opening, and how many facts were folded for them."""
    folded = 0
    apply = Figures.apply

    def counted(self: Figures, fact: fx.Fact, last: Any = None) -> None:
        nonlocal folded
        folded += 1
        apply(self, fact, last)

    open_figures = PaperDesk._open_figures

    def watched(self: PaperDesk) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Figures, "apply", counted)
            open_figures(self)

    with pytest.MonkeyPatch.context() as outer:
        outer.setattr(PaperDesk, "_open_figures", watched)
        async with opened(folder) as desk:
            return figures_of(desk), folded


def run(work: Any) -> Any:
    return asyncio.run(asyncio.wait_for(work, 30))


def test_clean_end_leaves_nothing_to_fold(tmp_path: Path) -> None:
    """After a clean end the figures are read, not folded, and they are the same to the last digit."""

    async def work() -> None:
        before = await lived(tmp_path)
        after, folded = await opened_again(tmp_path)
        assert after == before
        assert folded == 0

    run(work())


def test_kept_and_rest_equal_the_whole_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures kept in the middle and the facts after them give what the whole journal gives."""

    async def work() -> None:
        monkeypatch.setattr(desk_module, "FIGURES_EVERY", 60)
        monkeypatch.setattr(PaperDesk, "_keep_figures", keep_at_times(PaperDesk._keep_figures))
        before = await lived(tmp_path)
        kept = {seq for _, seq, _ in rows(tmp_path)}
        mixed, some = await opened_again(tmp_path)
        changed(tmp_path, "DELETE FROM figures")
        whole, all_of_them = await opened_again(tmp_path)
        assert mixed == whole == before
        assert 0 < some < all_of_them
        assert max(kept) < Journal(open_database(tmp_path / "data")).seq

    run(work())


def keep_at_times(keep: Any) -> Any:
    """Keeps only while the market runs, as when the program is killed later."""

    def wrapped(self: PaperDesk) -> None:
        if not self._runner._stopping:
            keep(self)

    return wrapped


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM figures WHERE bot = 'b1'",
        "DELETE FROM figures WHERE bot = ''",
        "UPDATE figures SET body = replace(body, '\"trips\":', '\"trips\": 1') WHERE bot = 'b1'",
        "UPDATE figures SET body = substr(body, 1, 20) WHERE bot = 'b2'",
        "UPDATE figures SET format = format - 1",
        "UPDATE figures SET seq = seq + 1000 WHERE bot = ''",
        "INSERT INTO figures SELECT 'b9', seq, format, body, digest FROM figures WHERE bot = 'b1'",
    ],
)
def test_figures_that_are_not_whole_are_folded_again(tmp_path: Path, damage: str) -> None:
    """A row that is lost, changed, cut off, foreign, of another format or ahead: the journal decides."""

    async def work() -> None:
        before = await lived(tmp_path)
        changed(tmp_path, damage)
        after, folded = await opened_again(tmp_path)
        assert after == before
        assert folded > 20
        again, none = await opened_again(tmp_path)
        assert again == before
        assert none == 0
        assert {form for _, _, form in rows(tmp_path)} == {FORMAT}

    run(work())


def test_saved_figures_hold_everything(tmp_path: Path) -> None:
    """Whatever a figure folds is saved: restored ones go on exactly like the original."""
    one, two = Figures("b", "COIN", "CASH"), Figures("b", "COIN", "CASH")
    lines = (fx.Posting("b", "free", "CASH", D(1000)), fx.Posting("b", "free", "COIN", D("0.3")))
    facts: list[fx.Fact] = [
        fx.Posted(1, "budget", "b", lines),
        fx.FillBooked(2, "T1", "c", "b", "L1", "m", Side.BUY, D("9.7"), D("1.1"), D("0.001"), "COIN",
                      D("0.0097"), Role.MAKER, D(10)),
        fx.Said(3, "b", Level.INFO, "trip", (("trip", D("0.3")), ("trip_fee", D("0.1")), ("n", 3))),
        fx.FillBooked(DAY_NS * 2, "T2", "c", "b", "L1", "m", Side.SELL, D("10.1"), D("0.7"), D("0.02"),
                      "CASH", D("0.02"), Role.TAKER, None),
        fx.Said(DAY_NS * 2, "b", Level.INFO, "trip", (("trip", D("-0.3")),)),
    ]  # fmt: skip
    for fact in facts:
        one.apply(fact, D("9.5"))
        two.apply(fact, D("9.5"))
        restored = Figures("b", "COIN", "CASH")
        restored.restore(two.save())
        assert vars(restored) == vars(one)
        two = restored
    assert one.trips_since(DAY_NS) == 1
    assert len(one.trip_times) == 1


def test_file_of_format_1_opens_with_its_history(tmp_path: Path) -> None:
    """A file that format 1 made, with data in it: copied before the migration, and everything is there."""

    async def work() -> None:
        before = await lived(tmp_path)
        path = tmp_path / "data" / FILE_NAME
        newer = path.with_name("format2.sqlite3")
        path.rename(newer)
        engine = sa.create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            format_0001.metadata.create_all(connection)
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('1')")
        engine.dispose()
        names = [table.name for table in format_0001.metadata.sorted_tables]
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("ATTACH ? AS newer", (str(newer),))
            for name in names:
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM newer.{name}")
            connection.commit()
        newer.unlink()
        after, folded = await opened_again(tmp_path)
        assert after == before
        assert folded > 20
        copies = list((tmp_path / "data" / "backups").glob("finbyte-format1-*.sqlite3"))
        assert len(copies) == 1
        database = open_database(tmp_path / "data")
        with database.engine.connect() as connection2:
            found = connection2.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            assert found == str(SCHEMA_VERSION)
        database.engine.dispose()
        assert "figures" not in names
        assert (await opened_again(tmp_path)) == (before, 0)

    run(work())


def test_first_format_is_frozen() -> None:
    """Its tables are its own: a change of today's schema does not change what format 1 was."""
    assert set(format_0001.metadata.tables) | {"figures"} == set(t.metadata.tables)
    assert format_0001.metadata is not t.metadata
    text = Path(format_0001.__file__).read_text(encoding="utf-8")
    assert "store.schema" not in text


def test_whole_file_is_read_only_after_an_unclean_end(tmp_path: Path) -> None:
    """A file untouched since a clean end is checked later; any other is checked before it is used."""
    open_database(tmp_path).engine.dispose()
    assert open_database(tmp_path).checked
    journal = Journal(open_database(tmp_path))
    assert not (tmp_path / CLEAN_NAME).exists()
    journal.close()
    untouched = open_database(tmp_path)
    assert not untouched.checked
    untouched.engine.dispose()
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("INSERT INTO venue_state VALUES ('x', '{}')")
        connection.commit()
    assert open_database(tmp_path).checked


def bought(slot: str, price: str, qty: str, order: str = "o1") -> fx.FillBooked:
    """A trade of a bot's order."""
    return fx.FillBooked(
        1,
        f"T{price}{qty}",
        order,
        "b",
        slot,
        "m",
        Side.BUY,
        D(price),
        D(qty),
        D(0),
        "CASH",
        D(0),
        Role.TAKER,
        None,
    )


def began(own: str = "0", price: str | None = "100") -> Figures:
    """A bot that was started, with so many coins of the trader's own."""
    figures = Figures("b", "COIN", "CASH")
    figures.own_coins = figures.held_base = D(own)
    figures.apply(fx.BotMoved(1, "b", BotState.STARTING, ""), None if price is None else D(price))
    return figures


def test_entry_is_the_average_of_what_was_bought_at_the_opening() -> None:
    """Of every trade of the opening purchase, by its quantity, also of its rest; of no later one."""
    figures = began()
    for fill in (
        bought(OPEN, "100", "1"),
        bought(OPEN, "103", "2"),
        bought("c1", "90", "5", "o2"),
        bought(OPEN, "110", "1", "o3"),
        bought("added", "10", "50", "o4"),
    ):
        figures.apply(fill)
    assert figures.entry == D(416) / 4
    assert figures.versus_holding(D(104)) == figures.total(D(104))


def test_added_money_is_held_from_its_own_moment_on() -> None:
    """The comparison with holding does not jump at the moment of adding, and grows from that price on."""
    figures = began()
    figures.apply(fx.Posted(1, "budget", "b", (fx.Posting("b", FREE, "CASH", D(300)),)), D(100))
    figures.apply(bought(OPEN, "100", "3"))
    before = figures.versus_holding(D(120))
    figures.apply(fx.Posted(5, "added", "b", (fx.Posting("b", FREE, "CASH", D(60)),)), D(120))
    assert figures.additions == ((5, D(60), D(120)),)
    assert figures.versus_holding(D(120)) == before
    held = D(300) / 100 * 20 + D(60) / 120 * 20 + D(300) / 100 * 20
    assert figures.versus_holding(D(140)) == figures.total(D(140)) - held
    again = Figures("b", "COIN", "CASH")
    again.restore(figures.save())
    assert again.versus_holding(D(140)) == figures.versus_holding(D(140))


def test_entry_counts_own_coins_at_the_price_of_the_start() -> None:
    """They are part of what the bot began with; with nothing bought they are all of it."""
    figures = began("3")
    assert figures.entry == D(100)
    figures.apply(bought(OPEN, "104", "1"))
    assert figures.entry == D(101)
    covered = began("3")
    covered.apply(bought("c1", "90", "1"))
    assert covered.entry == D(100)


def test_entry_without_an_opening_is_the_average_of_the_first_order_that_bought() -> None:
    """Its trades, and no other order's of the same level."""
    figures = began()
    assert figures.entry is None
    for fill in (
        bought("c1", "90", "1", "o1"),
        bought("c2", "80", "7", "o2"),
        bought("c1", "88", "1", "o1"),
        bought("c1", "60", "9", "o3"),
    ):
        figures.apply(fill)
    assert figures.entry == D(89)
    twin = Figures("b", "COIN", "CASH")
    twin.restore(figures.save())
    twin.apply(bought("c1", "86", "2", "o1"))
    assert twin.entry == D("87.5")
