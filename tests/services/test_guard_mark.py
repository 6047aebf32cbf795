"""The mark of a panic: seen by every process at once, asked before every order, released by a person."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.guard.asking import words
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.guard.port import GuardState
from finbyte_desktop.services.guard.process import GuardProcess, Running, Watched, _row
from finbyte_desktop.services.guard.scope import Scope, scope_of
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.live.remainder import in_words
from finbyte_desktop.services.settings import SharedSettings, load_settings
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Accepted, Rejected
from tests.services.test_live_positions import open_position
from tests.support.connected import on, order
from tests.support.exchange import Exchange, TestExchange
from tests.support.live_desk import BALANCES, api_key, connection, running, settled, ties_out, until

ROWS = [("a-1", "Main", ["b1", "b2"]), ("a-2", "Other", ["b1"])]


def test_mark_holds_for_every_process(tmp_path: Path) -> None:
    """One sets it, another sees it; the account's holds every bot, a bot's only that one."""
    one, other = PanicMark(tmp_path / "acc"), PanicMark(tmp_path / "acc")
    assert not other.holds("b1")
    one.set("b1")
    assert (other.holds("b1"), other.holds("b2"), other.is_set(), other.bots()) == (
        True,
        False,
        False,
        ["b1"],
    )
    one.set(None)
    one.set(None)
    one.sync()
    assert (other.holds("b2"), other.is_set()) == (True, True)
    other.release()
    other.release()
    assert (one.is_set(), one.bots()) == (False, ["b1"])
    one.release("b1")
    assert not other.holds("b1")
    assert not PanicMark(None).holds("b1")


def test_name_that_is_no_file_name_holds_the_whole_account(tmp_path: Path) -> None:
    """Too much is held then, never too little, and nothing is written elsewhere."""
    mark = PanicMark(tmp_path / "acc")
    mark.set("../../b1")
    assert mark.is_set()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acc"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are closed in other ways there")
def test_disk_that_refuses_the_mark_says_so(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "acc").write_text("")
    with pytest.raises(Unavailable, match="mark of the panic"):
        PanicMark(tmp_path / "acc").set(None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("all", Scope()),
        ("account=Main", Scope("a-1")),
        ("account=a-2", Scope("a-2")),
        ("bot=b2", Scope("a-1", "b2")),
        ("bot=a-2/b1", Scope("a-2", "b1")),
        ("bot=Other/b1", Scope("a-2", "b1")),
    ],
)
def test_scope_is_read(text: str, found: Scope) -> None:
    """By id or name."""
    assert scope_of(text, ROWS) == found


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("account=None", "no_such_scope", "There are: Main, Other"),
        ("bot=b1", "no_such_scope", "More than one account"),
        ("bot=b9", "no_such_scope", "a-1/b1, a-1/b2, a-2/b1"),
        ("everything", "bad_scope", "Nothing was cancelled"),
        ("bot=", "bad_scope", "Nothing was cancelled"),
    ],
)
def test_scope_that_names_nothing_is_refused(text: str, code: str, part: str) -> None:
    """And it is told what there is."""
    with pytest.raises(UserError, match=part) as refused:
        scope_of(text, ROWS)
    assert refused.value.code == code


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_held_order_does_not_leave(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark is looked at when the request is about to leave, after everything that it waited for."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        held = {"b1"}
        port.holds = held.__contains__
        refused = await port.submit(order(port, "FBabc-1", Side.BUY, "0.001", "60000"))
        assert refused == Rejected("panic", "panic", denied=True)
        held.clear()
        assert isinstance(await port.submit(order(port, "FBabc-2", Side.BUY, "0.001", "60000")), Accepted)
        held.add("b1")
        assert isinstance(await port.cancel(f"{venue}:BTC/USDT", "FBabc-2", None), Accepted)

    exchange = on(venue, work, monkeypatch)
    created = [r.client_ids for one in exchange.venues for r in one.records if r.kind == "create"]
    assert created == [("FBabc-2",)]


class FakeGuard:
    """Notes what it is told."""

    def state(self, account: str) -> GuardState:
        return GuardState.READY

    def __init__(self) -> None:
        self.panics: list[tuple[str, str | None]] = []
        self.told: list[tuple[set[str], list[str]]] = []
        self.busy = False
        self.open: list[str] = []

    def orders(self, account: str, rows: object, bots: object) -> None:
        self.told.append(({row[0] for row in rows}, list(bots)))  # type: ignore[attr-defined, call-overload]

    def positions(self, account: str, rows: object) -> None:
        self.open = list(rows)  # type: ignore[call-overload]

    def panic(self, account: str, bot: str | None) -> None:
        self.panics.append((account, bot))

    def is_busy(self, account: str) -> bool:
        return self.busy


def test_desk_tells_its_guard_and_obeys_the_mark(tmp_path: Path) -> None:
    """Orders and bots are told as they change; a mark that appears stops the bots without anybody's word; it
    is not released while the guard cancels, and a person's new bot releases it after that.
    """

    async def work() -> None:
        async with TestExchange(seed=41, venues=["binance"]) as exchange:
            key, guard = exchange.add_account("trader", BALANCES), FakeGuard()
            settings = SharedSettings(tmp_path, load_settings(tmp_path))
            about = connection("binance", exchange.url)
            desk = await LiveDesk.open(tmp_path, about, api_key(key), settings, guard)
            desk.start()
            bot = await running(desk, "binance:BTC/USDT", investment="4000")
            open_ids = {o.client_id for o in exchange.truth("binance").orders if o.state.is_open}
            await until(lambda: guard.told[-1] == (open_ids, [bot]))
            PanicMark(tmp_path / "accounts" / about.id).set(None)
            await until(lambda: desk.card(bot).state is BotState.STOPPED)
            await until(lambda: guard.told[-1] == (set(), []))
            assert guard.panics == []
            guard.busy = True
            with pytest.raises(UserError, match="still under way"):
                await desk.release_panic()
            assert desk.is_held
            guard.busy = False
            await running(desk, "binance:BTC/USDT", investment="4000")
            assert not desk.is_held
            await desk.panic()
            assert guard.panics == [(about.id, None)]
            await settled(desk)
            ties_out(desk, exchange, "binance")
            await desk.close("keep")

    async def limited() -> None:
        async with asyncio.timeout(60):
            await work()

    asyncio.run(limited())


def test_outcome_is_told_in_plain_words() -> None:
    """How many are gone, which are not, what to do."""
    left = [{"id": f"FB{n}", "market": "binance:BTC/USDT", "why": "no answer"} for n in range(7)]
    row = {"name": "Main", "bot": None, "cancelled": 3, "gone": 1, "seen": True, "held": True, "going": True}
    answer = {"accounts": [{**row, "unconfirmed": left}], "engine": "hangs", "stopped": [], "problem": ""}
    text = "\n".join(words(answer))
    for part in (
        "Main: 3 orders cancelled, 1 was not there any more. 7 could not be confirmed.",
        "binance:BTC/USDT FB0: no answer",
        "and 2 more",
        "goes on trying for five minutes",
        "Look at your open orders at the venue",
        "No new order leaves this account until you resume or create a bot",
        "Its bots stop as soon as it does, or at its next start",
    ):
        assert part in text
    answer["accounts"] = [{**row, "unconfirmed": [], "going": False, "held": False}]
    text = "\n".join(words(answer))
    assert "the venue shows none of ours" in text
    assert "bots may place orders again" in text


def test_guard_names_the_positions_that_a_panic_leaves_open(tmp_path: Path) -> None:
    """It hears of them from the desk as they are read, so that it can tell them while the desk hangs; a panic
    of one bot leaves none of them to name.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=["bybit"]) as exchange:
            key, guard = exchange.add_account("trader", BALANCES), FakeGuard()
            open_position(exchange, "bybit")
            settings = SharedSettings(tmp_path, load_settings(tmp_path))
            desk = await LiveDesk.open(
                tmp_path, connection("bybit", exchange.url), api_key(key), settings, guard
            )
            desk.start()
            await until(lambda: guard.open)
            shown = desk.positions()
            assert shown is not None
            (told,) = guard.open
            assert told == in_words(shown.rows[0])
            assert told.startswith("long ")
            assert told.endswith(", no stop")
            await desk.close("keep")

    asyncio.run(work())
    said: list[Any] = []
    guard = GuardProcess(tmp_path, said.append)
    watched = Watched("acc1", "Main", PanicMark(tmp_path), {})
    guard._accounts["acc1"] = watched
    guard.heard({"do": "positions", "account": "acc1", "rows": ["long 0.25 BTC"]})
    rows = [_row(watched, Running(bot)) for bot in (None, "b1")]
    assert [row["positions"] for row in rows] == [["long 0.25 BTC"], []]
    told_twice = [{"name": "Main", "text": "long 0.25 BTC"}, {"name": "Other", "text": "short 3 ETH"}]
    answer = {
        "accounts": rows[:1], "engine": "lives", "stopped": [], "problem": "", "positions": told_twice,
    }  # fmt: skip
    lines = words(answer)
    at = next(n for n, line in enumerate(lines) if "STAY OPEN" in line)
    assert lines[at + 1 : at + 3] == ["  Main: long 0.25 BTC", "  Other: short 3 ETH"]
