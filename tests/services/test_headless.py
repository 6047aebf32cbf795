"""Which accounts run without a window: those that were connected before, or those that are named; what a
person wanted in the window stays as it was.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from finbyte_desktop import cli_engine
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.services import headless
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.credentials import Credentials, Home
from finbyte_desktop.services.headless import HeadlessOptions, _run, _tell_notice, _Teller, _wanted
from finbyte_desktop.services.ports import AccountState, Desk, Link, Notice
from finbyte_desktop.services.steering import Steering
from tests.services.test_accounts import PASSWORD, Ring, links
from tests.support.exchange import TestExchange
from tests.support.fake_desk import FakeDesk, full
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


@pytest.mark.parametrize("body", ["null", "wrong_types", "empty"])
@pytest.mark.parametrize("number", [1, 2])
def test_account_whose_first_answers_were_lost_is_opened_all_the_same(
    tmp_path: Path, expected_logs: Any, body: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the lost answer was the one that says what kind of account it is. Meanwhile the status says
    that it is tried again, when, and why it had to be.
    """
    monkeypatch.setattr("finbyte_desktop.services.account_opening.AGAIN_S", (0.5,))
    expected_logs.allow("away")
    expected_logs.allow("NOT OPEN")

    async def work() -> None:
        async with TestExchange(seed=1, venues=["bybit"]) as exchange:
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("bybit", "Mine", Home.SESSION, address=exchange.url)
            await accounts.add(mine, api_key(exchange.add_account("trader", BALANCES)))
            await accounts.disconnect(mine.id)
            rule = exchange.faults.add("http.body", probability=1, where={"path": KIND}, body=body)
            real, asked = rule.strikes, [0]

            def strikes(now_ms: int) -> bool:
                asked[0] += 1
                return asked[0] == number and real(now_ms)

            monkeypatch.setattr(
                type(rule), "strikes", lambda self, now: strikes(now) if self is rule else False
            )
            ended = asyncio.Event()
            running = asyncio.create_task(_run(accounts, [mine.id], ended))
            steering, seen = Steering(accounts, "headless", None), []
            while links(accounts)["Mine"] is not Link.LIVE:
                seen.append((await steering.answer({"do": "status"}))["accounts"][0])
                await asyncio.sleep(0.02)
            assert asked[0] >= number
            if number == 1:  # the second is asked again where it was asked
                again = [row for row in seen if row["again_s"] is not None]
                assert (again[0]["state"], again[0]["tries"]) == ("away", 1)
                assert again[0]["why"] == again[0]["before"] != ""
                assert seen[-1]["state"] in ("away", "connecting")
            assert (await steering.answer({"do": "status"}))["accounts"][0]["tries"] == 0
            ended.set()
            await running
            await accounts.close("keep")

    run(work())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, ""),
        ({"state": "away", "why": "No.", "tries": 1, "again_s": 4}, ": No. Failed once; tried again in 4 s."),
        (
            {"state": "connecting", "tries": 3, "before": "No."},
            " Tried again now; failed 3 times, the last time: No.",
        ),
    ],
)
def test_status_says_that_it_is_tried_again(
    capsys: pytest.CaptureFixture[str], row: Mapping[str, Any], told: str
) -> None:
    """When, how often it failed, and why."""
    account = {
        "name": "Mine",
        "venue": "Bybit",
        "mode": "live",
        "state": "live",
        "why": "",
        "bots": [],
        **row,
    }
    answer = {"process": "headless", "pid": 1, "data": "/d", "accounts": [account], "not_open": []}
    cli_engine._print("status", answer)
    assert capsys.readouterr().out.splitlines()[1] == f"Mine (Bybit, live) {account['state']}{told}"


KIND = "/v5/user/query-api"
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


def test_wait_of_a_bot_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """When it begins, whatever reasons follow, and when it ends with how long it lasted."""
    caplog.set_level(logging.INFO)
    desk = FakeDesk()
    desk.cards_live = full().cards_live[:1]

    class One:
        def states(self) -> list[AccountState]:
            return []

        def unattended(self, wanted: object) -> list[AccountState]:
            return []

        def desks(self) -> list[tuple[str, FakeDesk]]:
            return [("acc", desk)]

    teller = _Teller(cast("Accounts", One()))
    states = [("running", ""), ("degraded", "stream_lost"), ("degraded", "stale"), ("degraded", "unreadable")]
    for state, reason in [*states, ("running", "")]:
        desk.cards_live = [replace(desk.cards_live[0], state=BotState(state), reason=reason)]
        teller.look()
    told = [record.getMessage().partition(": ")[2] for record in caplog.records]
    assert told == [
        "running",
        "degraded (the venue's reports broke off, the account is being read)",
        "running, after 0 s of waiting",
    ]


@pytest.mark.expected_logs("called ended")
def test_notice_is_told_in_plain_words(caplog: pytest.LogCaptureFixture) -> None:
    """Not with the name that the code has for it."""
    caplog.set_level(logging.INFO)
    fields = {"side": "sell", "qty": "0.1", "price": "66534"}
    _tell_notice("acc", Notice(1, Level.WARNING, "order_came_late", fields, "b1"))
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("acc/b1: The venue has an order that was called ended: sell 0.1")
