"""Which accounts run without a window: those that were connected before, or those that are named; what a
person wanted in the window stays as it was.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from finbyte_desktop import cli_engine
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services import headless
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.credentials import Credentials, Home
from finbyte_desktop.services.headless import HeadlessOptions, _run, _wanted
from finbyte_desktop.services.ports import AccountState, Desk, Link
from finbyte_desktop.services.steering import Steering
from tests.services.test_accounts import PASSWORD, Ring, links
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, api_key, until


def run(work: Any) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(60):
            await work

    asyncio.run(limited())


async def opened(folder: Path, ring: Ring, paper: bool = False) -> Accounts:
    return await Accounts.open(folder, credentials=Credentials(folder, ring), with_paper=paper)


def test_what_was_connected_runs_and_nothing_else(tmp_path: Path) -> None:
    """A person logged out of one account: it stays so. A named one runs, and is not remembered."""

    async def work() -> None:
        ring = Ring()
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            accounts = await opened(tmp_path, ring)
            for name in ("Kept", "Left"):
                made = accounts.new_connection("binance", name, Home.KEYRING, address=exchange.url)
                await accounts.add(made, api_key(exchange.add_account(name, BALANCES)))
            kept, left = accounts.named("Kept"), accounts.named("Left")
            await accounts.disconnect(left)
            await accounts.close("keep")

            accounts = await opened(tmp_path, ring)
            assert _wanted(accounts, HeadlessOptions(tmp_path)) == [kept]
            assert _wanted(accounts, HeadlessOptions(tmp_path, connections=[])) == []
            named = _wanted(accounts, HeadlessOptions(tmp_path, connections=["Left"]))
            assert named == [left]
            ended = asyncio.Event()
            running = asyncio.create_task(_run(accounts, named, ended))
            await until(lambda: links(accounts)["Left"] is Link.LIVE)
            assert links(accounts)["Kept"] is Link.OFF
            assert accounts.settings.now.connected == (kept,)
            ended.set()
            await running
            await accounts.close("keep")

    run(work())


def test_nothing_to_run_is_said(tmp_path: Path) -> None:
    """Without paper and without an account that was connected nothing would ever happen."""

    async def work() -> None:
        accounts = await opened(tmp_path, Ring())
        with pytest.raises(UserError, match="nothing to run"):
            await _run(accounts, [], asyncio.Event())
        await accounts.close("keep")

    run(work())


def test_key_that_nobody_can_unlock_ends_it(tmp_path: Path, expected_logs: Any) -> None:
    """Nobody can open the vault of a process without a window: it says so and ends."""

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            accounts = await opened(tmp_path, Ring())
            await accounts.create_vault(PASSWORD)
            mine = accounts.new_connection("binance", "Mine", Home.VAULT, address=exchange.url)
            await accounts.add(mine, api_key(exchange.add_account("trader", BALANCES)))
            await accounts.close("keep")
            accounts = await opened(tmp_path, Ring())
            expected_logs.require(r"^WARNING .*: Mine: locked\. The vault is locked")
            expected_logs.require(r"^ERROR .*: NOT OPEN: Mine \(Binance, live\)\. The vault with its key")
            with pytest.raises(UserError, match="vault is locked"):
                await _run(accounts, [mine.id], asyncio.Event())
            await accounts.close("keep")

    run(work())


def test_account_behind_a_locked_vault_is_told_loudly(
    tmp_path: Path, expected_logs: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Paper runs on, so the process does not end: which account is not open, why, and what to do stand in the
    log, again after a while, and at the head of `ctl status`; no more once it is open.
    """
    monkeypatch.setattr(headless, "LOUD_S", 1.0)

    def loud() -> list[str]:
        return [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            accounts = await opened(tmp_path, Ring())
            await accounts.create_vault(PASSWORD)
            mine = accounts.new_connection("binance", "Mine", Home.VAULT, address=exchange.url)
            await accounts.add(mine, api_key(exchange.add_account("trader", BALANCES)))
            await accounts.close("keep")
            accounts = await opened(tmp_path, Ring(), paper=True)
            expected_logs.allow(r"^WARNING .*: Mine: locked")
            expected_logs.require(r"^ERROR .*: NOT OPEN: Mine")
            ended = asyncio.Event()
            running = asyncio.create_task(_run(accounts, [mine.id], ended))
            await until(lambda: len(loud()) >= 2)
            assert loud()[-1] == (
                "NOT OPEN: Mine (Binance, live). The vault with its key is locked. Start headless with "
                "--vault-fd or --vault-env, or open the vault in the window. It had no order at the venue "
                "when it was looked at last."
            )
            steering = Steering(accounts, "headless", None)
            told = await steering.answer({"do": "status"})
            (row,) = told["not_open"]
            assert (row["name"], row["state"]) == ("Mine", "locked")
            assert "vault with its key is locked" in row["why"]
            cli_engine._print("status", told)
            assert (await steering.answer({"do": "pause"}))["failed"] == []  # it has no bot that would go on
            await accounts.open_vault(PASSWORD)
            await until(lambda: links(accounts)["Mine"] is Link.LIVE)
            assert (await steering.answer({"do": "status"}))["not_open"] == []
            before = len(loud())
            await asyncio.sleep(1.5)
            assert len(loud()) == before
            ended.set()
            await running
            await accounts.close("keep")

    run(work())


@pytest.mark.parametrize(
    ("orders", "left"),
    [
        (None, "Whether orders of it rest at the venue is not known: look there. Nobody answers them."),
        (0, "It had no order at the venue when it was looked at last."),
        (1, "1 order of it may rest there, as last known, and nobody answers it."),
        (7, "7 orders of it may rest there, as last known, and nobody answers them."),
    ],
)
def test_status_begins_with_what_is_not_open(
    capsys: pytest.CaptureFixture[str], orders: int | None, left: str
) -> None:
    """In plain words, with the bots that nobody looks after, and no more of orders than is known."""
    row = {"id": "a", "name": "Mine", "state": "locked", "why": "The vault is locked.", "bots": 3}
    row |= {"orders": orders}
    answer = {"process": "headless", "pid": 1, "data": "/d", "accounts": [], "not_open": [row]}
    cli_engine._print("status", answer)
    assert capsys.readouterr().out.splitlines()[1] == (
        f"NOT OPEN: Mine (locked). The vault is locked. 3 bots of it have not ended. {left}"
    )


TORN = """
import sys
from pathlib import Path
from finbyte_desktop.services import headless

async def torn(options):
    raise RuntimeError("torn apiKey=abcdef0123456789")

headless.run = torn
headless.main(headless.HeadlessOptions(Path(sys.argv[1])))
"""


def test_error_that_ends_the_process_tells_no_key(tmp_path: Path) -> None:
    """Nobody catches it: its traceback goes the way of the log, and the process ends with an error."""
    ended = subprocess.run(
        [sys.executable, "-c", TORN, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "torn apiKey=***" in ended.stderr
    assert "abcdef0123456789" not in ended.stderr


def test_ctl_names_the_bots_that_it_did_not_reach() -> None:
    """An account that is not open: its bots are not paused, and the command is not done."""

    class Away:
        def desks(self) -> Mapping[str, Desk]:
            return {}.items()  # type: ignore[return-value]

        def states(self) -> list[AccountState]:
            known = ("Bybit", "live", Link.CONNECTING, "It is being opened.", "", "keyring")
            return [
                AccountState("by", "By B", *known, bots=2),
                AccountState("empty", "Empty", *known),
            ]

    steering = Steering(cast("Accounts", Away()), "test", None)
    for verb in ("pause", "resume"):
        told = asyncio.run(steering.answer({"do": verb}))
        assert told["done"] == []
        (row,) = told["failed"]
        assert row["bot"] == "by"
        assert row["error"].startswith(
            "By B is not open (connecting). It is being opened. Nothing was changed for its 2 bots"
        )
