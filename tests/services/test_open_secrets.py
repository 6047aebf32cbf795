"""The secrets of accounts that are open leave by no way: not in a log, a note, a state or the database,
whatever they look like; and nobody keeps them once the account is closed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services import account_keys, logs, open_secrets
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.credentials import ApiKey, Credentials, Home, Secret
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.logs import RedactingFormatter, redacted, text_of, without_secrets
from finbyte_desktop.services.open_secrets import OPEN_SECRETS, OpenSecrets
from finbyte_desktop.services.ports import FeedChoice, Link, Notice
from tests.conftest import ExpectedLogs
from tests.services.test_desk import opened, running, until
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, api_key

LIMIT_S = 60.0
PASSPHRASE = 'two "words"'
LINES = ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "q8zt/Kx+Canary+Of/A+Line==", "short+w=="]
PEM = "\n".join(["-----BEGIN PRIVATE KEY-----", *LINES, "-----END PRIVATE KEY-----"])


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A secret is forgotten at once here, but where the time after it is what is tested."""
    if "keeps_nothing" not in request.node.name:
        monkeypatch.setattr(OPEN_SECRETS, "grace_s", 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "plain-looking",
        PASSPHRASE,
        json.dumps({"x": PASSPHRASE}),
        json.dumps(json.dumps(PASSPHRASE))[3:-3],
        quote(PASSPHRASE, safe=""),
        "".join(LINES),
        *LINES,
        PEM.replace("\n", "\\n"),
        repr(PEM),
        b"plain-looking".hex(),
        "pin7 is short",
    ],
)
def test_secret_is_hidden_whatever_it_looks_like(text: str) -> None:
    """As it is, in JSON, in an address, in other clothes; a private key in parts."""
    secrets = OpenSecrets()
    with secrets.held(["plain-looking", PASSPHRASE, PEM, "pin7"]):
        shown = secrets.without(f"<{text}>")
        assert "***" in shown
        parts = ("plain-looking", 'words\\"', "words%22", *LINES, "pin7")
        assert not [part for part in parts if part in shown]
    assert secrets.without(f"<{text}>") == f"<{text}>"


def test_short_secret_takes_no_part_of_a_word() -> None:
    """A passphrase of a few letters is a word of its own, and one of one or two is nothing."""
    secrets = OpenSecrets()
    secrets.hold(["pass1", "x", ""])
    assert secrets.without("pass1 pass12 apass1 x/pass1/") == "*** pass12 apass1 x/***/"


def test_short_secret_takes_no_amount_and_no_sentence_of_the_person_apart() -> None:
    """A number or a plain word as a passphrase is hidden in the log, not in what its owner reads."""
    secrets = OpenSecrets()
    secrets.hold(["2500", "stop", "pin7x"])
    text = "Bought 2500 at the stop with pin7x"
    assert secrets.without(text) == "Bought *** at the *** with ***"
    assert secrets.without(text, shown=True) == "Bought 2500 at the stop with ***"


def test_secret_is_hidden_for_a_while_after_it_was_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waited for a failed opening writes its error then."""
    now = 100.0
    monkeypatch.setattr(open_secrets.time, "monotonic", lambda: now)
    secrets = OpenSecrets(grace_s=60.0)
    secrets.hold(["canary-of-one"])()
    assert secrets.without("canary-of-one") == "***"
    again = secrets.hold(["canary-of-one"])
    now = 161.0
    assert secrets.without("canary-of-one") == "***"
    again()
    now = 222.0
    assert secrets.without("canary-of-one") == "canary-of-one"
    assert not secrets._held


@pytest.mark.parametrize(
    "text", ['x "secret": "' + "\\" * 400, "signature=b'" + "\\x9f" * 400, '{"token": "C:' + "\\a" * 400]
)
def test_text_that_was_cut_off_stops_nothing(text: str) -> None:
    """A pattern that matches backslashes in two ways would need longer than the world exists."""
    code = f"from finbyte_desktop.services.logs import redacted; redacted({text!r})"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_secret_that_two_hold_is_hidden_until_both_let_go() -> None:
    """And letting go twice is letting go once."""
    secrets = OpenSecrets()
    first, second = secrets.hold(["canary-of-two"]), secrets.hold(["canary-of-two"])
    first()
    first()
    assert secrets.without("canary-of-two") == "***"
    second()
    assert secrets.without("canary-of-two") == "canary-of-two"


def lines_of(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, as the file gets it."""
    return "\n".join(RedactingFormatter(logs.FORMAT).format(record) for record in caplog.records)


def stored(folder: Path) -> str:
    """Every text of every database of a data folder."""
    found: list[str] = []
    for path in folder.rglob("*.sqlite*"):
        if path.suffix in (".sqlite", ".sqlite3"):
            with sqlite3.connect(path) as database:
                found += list(database.iterdump())
            database.close()
    return "\n".join(found)


def test_unexpected_errors_of_an_open_account_tell_no_secret(
    tmp_path: Path, expected_logs: ExpectedLogs, caplog: pytest.LogCaptureFixture
) -> None:
    """Log, notes, state of the account, health and database; after the account is closed nothing is kept."""
    expected_logs.allow("failed")
    told: list[Notice] = []

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            given = api_key(exchange.add_account("trader", BALANCES))
            key = ApiKey(given.key, given.secret, Secret("canary-pass"))
            texts = key.texts()
            accounts = await Accounts.open(tmp_path, FeedChoice(), Credentials(tmp_path))
            mine = accounts.new_connection("binance", "Mine", Home.SESSION, address=exchange.url)
            await accounts.add(mine, key)
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            desk.subscribe_notices(told.append)
            accounts.subscribe_notices(told.append)
            error = RuntimeError(f"torn, with {' and '.join(texts)} in it")
            desk._task_begins_anew("poll", error, 1.0)
            desk._task_failed("candles", error)
            accounts._task_failed("anything", error)
            logging.getLogger("finbyte_desktop").error("it failed with %s", " ".join(texts))
            shown = [str(told), str(desk.account_health()), str(accounts.states()), lines_of(caplog)]
            shown += [stored(tmp_path), text_of(error), without_secrets(str(error))]
            accounts._task_failed(f"poll:{mine.id}", error)  # the account itself shows it
            shown.append(str(accounts.states()))
            assert len(told) >= 3
            assert not [(text, form) for text in shown for form in texts if form in text]
            assert "***" in shown[0]
            await accounts.disconnect(mine.id)
            assert OPEN_SECRETS.without(texts[2]) == texts[2]
            await accounts.close("keep")

    run(work())
    assert not OPEN_SECRETS._held


@pytest.mark.parametrize("known", [True, False])
def test_error_of_a_bot_is_kept_without_secrets(tmp_path: Path, known: bool) -> None:
    """In the journal, the bot's state, a snapshot and on its page: a secret of an open account, and what is
    like one of an account that is not open any more.
    """
    secret = "zb1-canary-secret" if known else "Zk3" * 20

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            with OPEN_SECRETS.held([secret] if known else []):

                def torn(*_: object) -> Any:
                    raise RuntimeError(f"no access with {secret}, sorry")

                desk._kernel.bots[bot].bot.on_event = torn  # type: ignore[method-assign]  # a planted failure
                await until(desk, lambda: desk.card(bot).state is BotState.ERROR)
                await desk._runner.save()
                shown = [str(desk.detail(bot)), stored(tmp_path)]
            assert not [text for text in shown if secret in text]
            assert all("no access with ***, sorry" in text for text in shown)

    run(work())


def test_account_that_could_not_be_opened_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    """The state says why without the key; the key of a try is hidden while it is tried."""
    expected_logs.allow("failed")

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            given = api_key(exchange.add_account("trader", BALANCES))
            key = ApiKey(given.key, given.secret, Secret("canary-pass"))
            secret = key.secret.reveal()
            accounts = await Accounts.open(tmp_path, FeedChoice(), Credentials(tmp_path))
            mine = accounts.new_connection("binance", "Mine", Home.SESSION, address=exchange.url)
            seen: list[str] = []

            async def torn(*_: Any) -> Any:
                raise RuntimeError(f"torn {secret} {key.passphrase.reveal()}")

            monkeypatch.setattr(LiveDesk, "open", torn)
            looked = AccountKeysLook(seen, secret)
            monkeypatch.setattr(account_keys.AccountKeys, "_sealed", looked.sealed)
            with pytest.raises(RuntimeError) as caught:
                await accounts.add(mine, key)
            record = logging.LogRecord("x", logging.ERROR, "f", 1, "not caught: %s", (caught.value,), None)
            for line in (text_of(caught.value), RedactingFormatter(logs.FORMAT).format(record)):
                assert key.passphrase.reveal() not in line
            assert seen == [redacted("***")]
            state = accounts.states()[1]
            assert (state.link, state.why) == (Link.REFUSED, "RuntimeError: torn *** ***")
            await accounts.close("keep")

    run(work())
    assert OPEN_SECRETS._held
    monkeypatch.setattr(
        open_secrets.time, "monotonic", lambda: time.monotonic_ns() / 1e9 + open_secrets.GRACE_S
    )
    assert OPEN_SECRETS.without("canary-pass") == "canary-pass"
    assert not OPEN_SECRETS._held


class AccountKeysLook:
    """Looks in the middle of a try."""

    def __init__(self, seen: list[str], secret: str) -> None:
        self._seen, self._secret = seen, secret

    def sealed(self, *_: Any) -> str:
        self._seen.append(without_secrets(self._secret))
        return "whose"
