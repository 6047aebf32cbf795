"""The engine without a window, as a process of its own: its bots go on, ctl steers it, a signal ends it
cleanly, and a desk that opens the folder afterwards has the same facts.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.control import ask
from finbyte_desktop.services.credentials import Credentials, Home
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from tests.services.test_desk import GOOD, candle_file
from tests.support.exchange import TestExchange
from tests.support.live_basket import MONEY, basket, halves
from tests.support.live_desk import BALANCES, api_key, running, settled, ties_out, until
from tests.support.strategies import trading

D = Decimal
LIMIT_S = 120.0
START_S = 40.0
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")


def run(work: Any) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


async def command(*args: str) -> tuple[int, str, str]:
    """A command line to its end: status, output, errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "finbyte_desktop", *args,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def headless(
    folder: Path, *args: str, password: str | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that runs without a window and answers; it is killed when a test leaves it behind."""
    given: dict[str, Any] = {}
    if password is not None:
        reading, writing = os.pipe()
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        args = (*args, "--vault-fd", str(reading))
        given["pass_fds"] = (reading,)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "finbyte_desktop", "headless", "--data", str(folder), *args,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, **given,
    )  # fmt: skip
    if password is not None:
        os.close(given["pass_fds"][0])
    try:
        async with asyncio.timeout(START_S):
            while process.returncode is None and not await answers(folder):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: asyncio.subprocess.Process) -> str:
    """SIGTERM, and a clean end; what it wrote."""
    process.send_signal(signal.SIGTERM)
    out, err = await process.communicate()
    assert (process.returncode, out) == (0, b""), err.decode()
    return err.decode()


async def answers(folder: Path) -> bool:
    """Whether a process listens: its socket is there a moment before that."""
    try:
        await status(folder)
    except Unavailable:
        return False
    return True


async def status(folder: Path) -> dict[str, Any]:
    """What ctl tells."""
    return await asyncio.to_thread(ask, folder, {"do": "status"})


def bots(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [bot for account in answer["accounts"] for bot in account["bots"]]


def test_paper_bots_go_on_without_a_window(tmp_path: Path) -> None:
    """A bot of the window trades on; pause, resume, status; after SIGTERM the desk has the same facts."""
    folder = tmp_path / "data"
    feed = candle_file(tmp_path, count=40_000)

    async def work() -> None:
        desk = await PaperDesk.open(folder, FeedChoice(FeedKind.CANDLES, feed, speed=D(2000)))
        bot = await desk.create_bot("spot_grid", desk.markets()[0].id, GOOD, Policy.PLAN, True)
        (request,) = desk.approvals()
        await desk.decide(request.id, request.digest, True)
        await desk.close("keep")
        speed = ("--candles", str(feed), "--speed", "2000")
        async with headless(folder, *speed) as process:
            while bots(await status(folder))[0]["round_trips"] < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            code, _, err = await command("headless", "--data", str(folder))
            assert (code, "already running" in err) == (3, True)
            code, out, _ = await command("ctl", "pause", "--bot", bot, "--data", str(folder))
            assert (code, out) == (0, f"paper/{bot}: pause\n")
            code, _, err = await command("ctl", "pause", "--bot", bot, "--data", str(folder))
            assert (code, "Only a running bot" in err) == (2, True)
            code, out, _ = await command("ctl", "status", "--json", "--data", str(folder))
            told = orjson.loads(out)
            (row,) = bots(told)
            assert (code, told["process"]) == (0, "headless")
            assert (row["state"], row["open_orders"]) == ("paused", 0)
            log = await ended(process)
            assert "paused" in log
        assert not (folder / "control.sock").exists()
        desk = await PaperDesk.open(folder)
        try:
            card = desk.card(bot)
            assert (card.id, card.state, card.trips) == (bot, BotState.PAUSED, row["round_trips"])
            assert card.grid_profit == D(row["grid_profit"])
            assert desk.detail(bot).ties_out
        finally:
            await desk.close("keep")
        code, _, err = await command("ctl", "status", "--data", str(folder))
        assert (code, "No FinByte runs" in err) == (3, True)

    run(work())


def test_live_bots_go_on_without_a_window(tmp_path: Path) -> None:
    """A bot at a venue, its key from the vault: it trades on, ctl stop ends it, and the books tie out."""

    async def work() -> None:
        async with TestExchange(seed=11, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await Accounts.open(tmp_path, None, Credentials(tmp_path), with_paper=False)
            await accounts.create_vault(PASSWORD)
            mine = accounts.new_connection("binance", "Mine", Home.VAULT, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            bot = await running(desk, "binance:BTC/USDT")
            before = len(desk.history_fills(bot))
            await accounts.close("keep")
            code, _, err = await command("headless", "--data", str(tmp_path), "--connection", "No such")
            assert (code, "no connection No such" in err) == (2, True)
            async with headless(tmp_path, "--connection", "Mine", password=PASSWORD) as process:

                async def row() -> dict[str, Any]:
                    found = bots(await status(tmp_path))
                    return found[0] if found else {}

                while (await row()).get("state") != "running":  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=-1)
                exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=1.2)
                await until(lambda: len(exchange.truth("binance").fills) > before)
                await asyncio.sleep(2)
                assert (await status(tmp_path))["accounts"][0]["state"] == "live"
                code, out, _ = await command("ctl", "stop", "--data", str(tmp_path))
                assert (code, "orders stay" in out) == (0, True)
                _, written = await process.communicate()
                assert process.returncode == 0, written.decode()
                assert PASSWORD not in written.decode()
                assert key.secret not in written.decode()
            assert [o for o in exchange.truth("binance").orders if o.state.is_open]
            accounts = await Accounts.open(tmp_path, None, Credentials(tmp_path), with_paper=False)
            await accounts.open_vault(PASSWORD)
            await accounts.connect(mine.id)
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            await settled(desk)
            assert len(desk.history_fills(bot)) > before
            ties_out(desk, exchange, "binance")
            await accounts.close("keep")

    run(work())


RESTING = """
def __init__(self):
    self.placed = bool(self.fetch_open_orders(self.venue)["data"])

def trade_update(self, src, sym, data):
    if not self.placed:
        self.placed = True
        self.create_market_order(self.venue, sym=sym, side="Buy", size=0.005)
        self.create_limit_order(self.venue, sym=sym, side="Buy", size=0.005, price=data["price"] * 0.9)
"""


async def both_run(folder: Path) -> None:
    """Returns when the two bots of a data folder do."""
    while [bot["state"] for bot in bots(await status(folder))] != ["running", "running"]:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def test_baskets_and_strategies_go_on_without_a_window(tmp_path: Path) -> None:
    """A rebalance and a strategy at a venue, whose process is killed twice: no order is lost or doubled,
    ctl pauses and resumes them, and the books tie out.
    """

    async def work() -> None:
        async with TestExchange(seed=12, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", MONEY)
            accounts = await Accounts.open(tmp_path, None, Credentials(tmp_path), with_paper=False)
            await accounts.create_vault(PASSWORD)
            mine = accounts.new_connection("binance", "Mine", Home.VAULT, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            market = "binance:BTC/USDT"
            weights = await basket(desk, "rebalance", market, Policy.PLAN, **halves(investment="2000"))
            code_params = {"strategy": str(trading(tmp_path, RESTING)), "investment": "2000"}
            code = await desk.create_bot("own_strategy", market, code_params, Policy.PLAN, True)
            (request,) = desk.approvals()
            await desk.decide(request.id, request.digest, True)
            await until(lambda: len(desk.history_fills(code)) > 0 and len(desk.detail(code).orders) == 1)
            await accounts.close("keep")
            orders = {o.client_id for o in exchange.truth("binance").orders}
            for _ in range(2):
                async with headless(tmp_path, "--connection", "Mine", password=PASSWORD) as process:
                    await both_run(tmp_path)
                    await asyncio.sleep(2)
                    process.kill()
                    await process.communicate()
                (tmp_path / "control.sock").unlink(missing_ok=True)
            assert {o.client_id for o in exchange.truth("binance").orders} == orders
            async with headless(tmp_path, "--connection", "Mine", password=PASSWORD) as process:
                await both_run(tmp_path)
                for bot in (weights, code):
                    status_, out, err = await command("ctl", "pause", "--bot", bot, "--data", str(tmp_path))
                    assert (status_, "pause" in out) == (0, True), err
                assert [bot["state"] for bot in bots(await status(tmp_path))] == ["paused", "paused"]
                while any(o.state.is_open for o in exchange.truth("binance").orders):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                status_, _, err = await command("ctl", "resume", "--bot", weights, "--data", str(tmp_path))
                assert status_ == 0, err
                log = await ended(process)
                assert key.secret not in log
            accounts = await Accounts.open(tmp_path, None, Credentials(tmp_path), with_paper=False)
            await accounts.open_vault(PASSWORD)
            await accounts.connect(mine.id)
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            await settled(desk)
            ties_out(desk, exchange, "binance")
            await accounts.close("keep")

    run(work())
