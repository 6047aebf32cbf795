"""The accounts of a data folder: a key is tried before it is kept, a failing venue hinders nobody, and what a
person reads is true.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.services import account_opening as opening_module
from finbyte_desktop.services import credentials as credentials_module
from finbyte_desktop.services import supervisor as supervisor_module
from finbyte_desktop.services.account_keys import AccountKeys
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.credentials import ApiKey, Credentials, Home, Secret
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.guard.scope import Scope
from finbyte_desktop.services.live import desk as desk_module
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.live.markets import POLL_S
from finbyte_desktop.services.ports import FeedChoice, Link, Notice
from finbyte_desktop.services.settings import load_settings
from finbyte_desktop.services.venues.venue_trouble import KEY_TROUBLES
from tests.conftest import ExpectedLogs
from tests.support.exchange import TestExchange, venue_named
from tests.support.exchange.wire import ApiKey as VenueKey
from tests.support.exchange.wire import account_number
from tests.support.live_desk import BALANCES, api_key, running, settled, ties_out, until

LIMIT_S = 60.0
PASSWORD = "correct horse battery"


class Ring:
    """A keyring in memory that notes which thread asked."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.current_thread().name)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.threads.add(threading.current_thread().name)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.threads.add(threading.current_thread().name)
        del self.kept[service, username]


def run(work: Any) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


async def opened(folder: Path, ring: Ring) -> Accounts:
    """The accounts of a folder, with a paper market that stands still."""
    return await Accounts.open(folder, FeedChoice(), Credentials(folder, ring))


def links(accounts: Accounts) -> dict[str, Link]:
    return {state.name: state.link for state in accounts.states()}


def bots(accounts: Accounts) -> dict[str, int | None]:
    return {state.name: state.bots for state in accounts.states()}


def test_connection_is_added_used_and_removed(tmp_path: Path) -> None:
    """The key is tried first; the account is a desk; it cannot be removed while its bots run."""

    async def work() -> None:
        ring = Ring()
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, ring)
            heard: list[dict[str, Link]] = []
            accounts.subscribe(lambda: heard.append(links(accounts)))
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            report = await accounts.add(mine, api_key(key))
            assert (report.tier, report.rights.can_withdraw, report.warnings) == ("A", False, ("no_ip_list",))
            assert {"Mine": Link.CONNECTING, "Paper": Link.LIVE} in heard
            assert links(accounts) == {"Paper": Link.LIVE, "Mine": Link.LIVE}
            with pytest.raises(UserError, match="of this name"):
                accounts.new_connection("binance", "Mine", Home.SESSION)
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            assert isinstance(accounts.desk("paper"), PaperDesk)
            bot = await running(desk, "binance:BTC/USDT")
            with pytest.raises(UserError, match=r"(has|have) not ended"):
                await accounts.remove(mine.id)
            await accounts.disconnect(mine.id)
            assert links(accounts)["Mine"] is Link.OFF
            with pytest.raises(UserError, match=r"(has|have) not ended"):
                await accounts.remove(mine.id)
            with pytest.raises(UserError, match="not connected"):
                accounts.desk(mine.id)
            await accounts.connect(mine.id)
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            await desk.stop(bot, Exit.KEEP)
            await until(lambda: desk.card(bot).state is BotState.STOPPED)
            ties_out(desk, exchange, "binance")
            await accounts.remove(mine.id)
            assert links(accounts) == {"Paper": Link.LIVE}
            assert ring.kept == {}
            assert {name.partition("_")[0] for name in ring.threads} == {"keys"}
            await accounts.close("keep")

    run(work())


def test_key_that_is_no_good_is_not_kept(tmp_path: Path) -> None:
    """A wrong secret, and a venue that is away: the words say which, and nothing is noted."""

    async def work() -> None:
        ring = Ring()
        async with TestExchange(seed=2, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, ring)
            wrong = ApiKey(Secret(key.key), Secret("0" * 64))
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            with pytest.raises(FinByteError):
                await accounts.add(mine, wrong)
            away = accounts.new_connection("binance", "Away", Home.KEYRING, address="http://127.0.0.1:9")
            with pytest.raises(Unavailable):
                await accounts.add(away, api_key(key))
            assert ring.kept == {}
            assert links(accounts) == {"Paper": Link.LIVE}
            await accounts.add(mine, api_key(key))
            with pytest.raises(FinByteError):
                await accounts.renew(mine.id, wrong)
            assert links(accounts)["Mine"] is Link.LIVE
            await accounts.renew(mine.id, api_key(key))
            assert links(accounts)["Mine"] is Link.LIVE
            await accounts.close("keep")

    run(work())


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://proxy.example/", "https://proxy.example"),
        ("proxy.example:8443/binance/", "https://proxy.example:8443/binance"),
        ("127.0.0.1:8801", "http://127.0.0.1:8801"),
        ("http://localhost:80//", "http://localhost:80"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("  HTTPS://Proxy.Example  ", "https://proxy.example"),
        ("  ", None),
        (None, None),
        ("http://evil.example", UserError),
        ("http://10.0.0.7:8080", UserError),
        ("http://127.0.0.1.evil.example", UserError),
        ("http://localhost@evil.example", UserError),
        ("https://user:word@proxy.example", UserError),
        ("ftp://proxy.example", UserError),
        ("https://", UserError),
        ("https://proxy.example:port", UserError),
        ("https://proxy.example/?a=b", UserError),
        ("https://two words", UserError),
        ("hello", UserError),
        ("https://proxy", "https://proxy"),
        ("proxy:8443", "https://proxy:8443"),
        ("file:///etc/passwd", UserError),
        ("http://[127.0.0.1", UserError),
    ],
)
def test_address_of_a_connection(tmp_path: Path, given: str | None, used: Any) -> None:
    """A key leaves this computer only encrypted, and what cannot be an address is said at its field."""

    async def work() -> None:
        accounts = await opened(tmp_path, Ring())
        try:
            if used is UserError:
                with pytest.raises(UserError) as told:
                    accounts.new_connection("binance", "Mine", Home.SESSION, address=given)
                assert (told.value.code, told.value.field) == ("bad_address", "address")
            else:
                made = accounts.new_connection("binance", "Mine", Home.SESSION, address=given)
                assert made.address == used
        finally:
            await accounts.close("keep")

    run(work())


def test_key_serves_one_connection(tmp_path: Path) -> None:
    """The same key twice would be two engines on one account; a key's own connection may have it again."""

    async def work() -> None:
        ring = Ring()
        async with TestExchange(seed=2, venues=["binance"]) as exchange:
            keys = [api_key(exchange.add_account(name, BALANCES)) for name in ("a", "b")]
            accounts = await opened(tmp_path, ring)
            first, second = (
                accounts.new_connection("binance", name, Home.KEYRING, address=exchange.url)
                for name in ("First", "Second")
            )
            await accounts.add(first, keys[0])
            before = dict(ring.kept)
            with pytest.raises(UserError, match="First uses this key") as told:
                await accounts.add(second, ApiKey(keys[0].key, Secret("another")))
            assert (told.value.code, told.value.field) == ("key_in_use", "key")
            assert (ring.kept, sorted(links(accounts))) == (before, ["First", "Paper"])
            await accounts.add(second, keys[1])
            with pytest.raises(UserError, match="Second uses this key"):
                await accounts.renew(first.id, keys[1])
            await accounts.renew(first.id, keys[0])
            assert links(accounts) == {"Paper": Link.LIVE, "First": Link.LIVE, "Second": Link.LIVE}
            await accounts.close("keep")

    run(work())


def test_old_key_stays_when_the_new_one_cannot_be_kept(tmp_path: Path) -> None:
    """The keyring refuses, or takes it and fails: the old key is there, and the account goes on with it."""

    async def work() -> None:
        ring = Ring()
        async with TestExchange(seed=2, venues=["binance"]) as exchange:
            keys = [api_key(exchange.add_account("a", BALANCES)), second_key(exchange, "binance", "a")]
            accounts = await opened(tmp_path, ring)
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, keys[0])
            desk, before, real = accounts.desk(mine.id), dict(ring.kept), ring.set_password
            failures = [True, False]

            def fail(service: str, username: str, password: str) -> None:
                if keys[1].key.reveal() not in password:
                    return real(service, username, password)
                if failures.pop():
                    real(service, username, password)
                raise OSError("the keyring went away")

            ring.set_password = fail  # type: ignore[method-assign]
            for _ in range(2):
                with pytest.raises(Unavailable, match="keyring"):
                    await accounts.renew(mine.id, keys[1])
                assert ring.kept == before
                assert accounts.desk(mine.id) is desk
                assert links(accounts)["Mine"] is Link.LIVE
                assert accounts.settings.now.connected == (mine.id,)
            await accounts.close("keep")

    run(work())


def test_venue_that_is_away_hinders_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One venue does not answer, one key is gone: paper and the third account trade; it comes by itself."""
    monkeypatch.setattr(opening_module, "AGAIN_S", (0.2,))

    async def work() -> None:
        ring = Ring()
        async with (
            TestExchange(seed=3, venues=["binance"]) as first,
            TestExchange(seed=4, venues=["bybit"]) as second,
        ):
            keys = [one.add_account("trader", BALANCES) for one in (first, second)]
            accounts = await opened(tmp_path, ring)
            a = accounts.new_connection("binance", "A", Home.KEYRING, address=first.url)
            b = accounts.new_connection("bybit", "B", Home.KEYRING, address=second.url)
            c = accounts.new_connection("binance", "C", Home.SESSION, address=first.url)
            await accounts.add(a, api_key(keys[0]))
            await accounts.add(b, api_key(keys[1]))
            await accounts.add(c, api_key(first.add_account("other", BALANCES)))
            await accounts.close("keep")
            first.faults.add("http.status", status=503, body="html")
            accounts = await opened(tmp_path, ring)
            for account in (a.id, b.id, c.id):
                accounts.connect_soon(account)
            await until(lambda: links(accounts)["B"] is Link.LIVE)
            await until(lambda: links(accounts)["A"] is Link.AWAY)
            states = {state.name: state for state in accounts.states()}
            assert states["A"].why
            assert (states["C"].link, states["C"].code) == (Link.LOCKED, "key_gone")
            assert states["Paper"].link is Link.LIVE
            await running(accounts.desk(b.id), "bybit:BTC/USDT")  # type: ignore[arg-type]
            first.faults.clear()
            await until(lambda: links(accounts)["A"] is Link.LIVE)
            await accounts.close("keep")

    run(work())


def test_vault_is_opened_for_its_accounts(tmp_path: Path) -> None:
    """Keys of a vault are read once it is open, with a password that only its owner knows."""

    async def work() -> None:
        async with TestExchange(seed=5, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            await accounts.create_vault(PASSWORD)
            mine = accounts.new_connection("binance", "Mine", Home.VAULT, address=exchange.url)
            await accounts.add(mine, api_key(key))
            await accounts.close("keep")
            accounts = await opened(tmp_path, Ring())
            assert (accounts.has_vault(), accounts.vault_is_open()) == (True, False)
            with pytest.raises(Unavailable, match="locked"):
                await accounts.connect(mine.id)
            assert links(accounts)["Mine"] is Link.LOCKED
            assert accounts._links.known(mine.id).again is None
            with pytest.raises(UserError):
                await accounts.open_vault("another password")
            await accounts.open_vault(PASSWORD)
            await until(lambda: links(accounts)["Mine"] is Link.LIVE)
            await accounts.close("keep")

    run(work())


def test_log_out_while_connecting_is_what_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked last is remembered, not whoever was done last."""

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            await accounts.disconnect(mine.id)
            assert accounts.settings.now.connected == ()
            gate, real = threading.Event(), opening_module.load_venue
            monkeypatch.setattr(opening_module, "load_venue", lambda venue: (gate.wait(5), real(venue)))
            connecting = asyncio.create_task(accounts.connect(mine.id))
            await until(lambda: links(accounts)["Mine"] is Link.CONNECTING)
            leaving = asyncio.create_task(accounts.disconnect(mine.id))
            await asyncio.sleep(0.1)
            gate.set()
            await asyncio.gather(connecting, leaving, return_exceptions=True)
            assert (links(accounts)["Mine"], accounts.settings.now.connected) == (Link.OFF, ())
            await accounts.close("keep")

    run(work())


def test_account_that_is_away_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person wants it: the next start connects it although it could not be reached. Logging out ends the
    tries.
    """
    monkeypatch.setattr(opening_module, "AGAIN_S", (0.2,))

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            await accounts.disconnect(mine.id)
            exchange.faults.add("http.status", status=503, body="html")
            with pytest.raises(Unavailable):
                await accounts.connect(mine.id, remember=False)
            assert accounts.settings.now.connected == ()
            with pytest.raises(Unavailable):
                await accounts.connect(mine.id)
            assert accounts.settings.now.connected == (mine.id,)
            await accounts.disconnect(mine.id)
            exchange.faults.clear()
            await asyncio.sleep(1)
            assert (links(accounts)["Mine"], accounts.settings.now.connected) == (Link.OFF, ())
            await accounts.close("keep")

    run(work())


def test_desk_that_nobody_took_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A try to connect is cancelled in the moment in which the desk is open: no engine runs on unseen."""
    monkeypatch.setattr(opening_module, "AGAIN_S", (0.01,))
    real = LiveDesk.open.__func__  # type: ignore[attr-defined]
    made: list[LiveDesk] = []

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            await accounts.disconnect(mine.id)
            link = accounts._links.known(mine.id)

            async def open_and_leave(cls: type[LiveDesk], *given: Any) -> LiveDesk:
                made.append(await real(cls, *given))
                asyncio.get_running_loop().call_soon(accounts._opening.forget_again, link)
                return made[-1]

            with monkeypatch.context() as patch:
                patch.setattr(LiveDesk, "open", classmethod(open_and_leave))
                link.link = Link.AWAY
                accounts._opening.try_again(link)
                await until(lambda: made)
                await until(lambda: link.link is Link.OFF)
            assert link.desk is None
            assert made[0]._closed
            assert made[0]._account.shell.stopping
            await accounts.connect(mine.id)
            assert links(accounts)["Mine"] is Link.LIVE
            await accounts.close("keep")

    run(work())


def test_bots_that_nobody_looks_after_are_counted(tmp_path: Path) -> None:
    """An account that is not connected tells how many bots it has: once left, and at the next start."""

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.SESSION, address=exchange.url)
            await accounts.add(mine, api_key(key))
            await running(accounts.desk(mine.id), "binance:BTC/USDT")  # type: ignore[arg-type]
            await accounts.disconnect(mine.id)
            assert bots(accounts) == {"Paper": 0, "Mine": 1}
            resting = len(venue_named(exchange.exchange, "binance").engine.open_orders("trader"))
            known = accounts.states()[1].orders
            assert known is not None
            assert known >= resting > 0  # one that traded meanwhile is not known yet
            await accounts.close("keep")
            accounts = await opened(tmp_path, Ring())
            heard: list[dict[str, int | None]] = []
            accounts.subscribe(lambda: heard.append(bots(accounts)))
            await until(lambda: bots(accounts)["Mine"] == 1)
            assert heard
            assert accounts.states()[1].orders == known
            with pytest.raises(Unavailable, match="Enter it again"):
                await accounts.connect(mine.id)
            assert (links(accounts)["Mine"], bots(accounts)["Mine"]) == (Link.LOCKED, 1)
            await accounts.renew(mine.id, api_key(key))
            assert links(accounts)["Mine"] is Link.LIVE
            assert accounts.states()[1].orders is None  # it is open: its desk knows
            assert (await accounts.desk(mine.id).panic_told()).is_done
            await until(lambda: bots(accounts)["Mine"] == 0)
            await accounts.disconnect(mine.id)
            state = accounts.states()[1]
            assert (state.bots, state.orders, state.may_trade) == (0, 0, False)
            await accounts.close("keep")
            accounts = await opened(tmp_path, Ring())
            await until(lambda: accounts.states()[1].orders == 0)
            assert not accounts.states()[1].may_trade
            await accounts.close("keep")

    run(work())


def test_revoked_key_is_told(tmp_path: Path) -> None:
    """The venue takes the key no more: state, health, notice and prices say so, and its return is seen."""

    async def work() -> None:
        async with TestExchange(seed=6, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            assert (desk.health().feed.age_ns, desk.health().feed.fresh) == (None, True)  # nothing is traded
            notices: list[Notice] = []
            heard: list[Link] = []
            desk.subscribe_notices(notices.append)
            accounts.subscribe(lambda: heard.append(links(accounts)["Mine"]))
            bot = await running(desk, "binance:BTC/USDT")
            await until(lambda: desk.health().feed.fresh)
            assert desk.card(bot).fresh
            place = venue_named(exchange.exchange, "binance")
            for known in place.keys.values():
                known.is_enabled = False
            await until(lambda: links(accounts)["Mine"] is Link.AWAY, POLL_S + 2)
            state = next(state for state in accounts.states() if state.name == "Mine")
            assert (state.code, "API key" in state.why) == ("key_or_address", True)
            trouble = desk.account_health().trouble
            assert trouble is not None
            assert (trouble.code, trouble.text) == (state.code, state.why)
            feed = desk.health().feed
            assert (feed.fresh, feed.reason) == (False, "key_or_address")
            assert not desk.card(bot).fresh  # prices come, but nobody says what its orders do
            await until(lambda: Link.AWAY in heard)
            await asyncio.sleep(3)
            told = [n for n in notices if n.code == "venue_trouble"]
            assert [(n.level, n.fields["text"]) for n in told] == [(Level.ERROR, state.why)]
            for known in place.keys.values():
                known.is_enabled = True
            await until(lambda: links(accounts)["Mine"] is Link.LIVE)
            await until(lambda: desk.health().feed.fresh)
            assert desk.account_health().trouble is None
            await until(lambda: heard[-1] is Link.LIVE)
            await accounts.close("keep")

    run(work())


def test_closing_goes_on_where_one_account_cannot_cancel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One venue takes no cancels: the other account's orders are gone, all is closed, the error is told."""
    monkeypatch.setattr(desk_module, "CANCELS_S", 3.0)

    async def work() -> None:
        async with (
            TestExchange(seed=3, venues=["binance"]) as first,
            TestExchange(seed=4, venues=["bybit"]) as second,
        ):
            accounts = await opened(tmp_path, Ring())
            for place, venue in ((first, "binance"), (second, "bybit")):
                mine = accounts.new_connection(venue, venue, Home.KEYRING, address=place.url)
                await accounts.add(mine, api_key(place.add_account("trader", BALANCES)))
                await running(accounts.desk(mine.id), f"{venue}:BTC/USDT")  # type: ignore[arg-type]
            first.faults.add("http.status", status=503, body="html", where={"kind": "cancel"})
            with pytest.raises(Unavailable, match="binance:BTC/USDT may still be"):
                await accounts.close("cancel")
            assert [o for o in first.truth("binance").orders if o.state.is_open]
            assert not [o for o in second.truth("bybit").orders if o.state.is_open]
            again = await opened(tmp_path, Ring())  # no folder is held
            await again.close("keep")

    run(work())


def test_full_disk_is_told_and_stops_the_account_alone(tmp_path: Path) -> None:
    """What cannot be written is not sent: the command says why, health and state say it, paper goes on."""

    async def work() -> None:
        async with TestExchange(seed=6, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            bot = await running(desk, "binance:BTC/USDT")
            full = Unavailable("The disk is full.", "disk_full")

            def refuse(*_: object) -> None:
                desk._journal.failed = full
                raise full

            desk._journal._write = refuse  # type: ignore[method-assign]
            before = len(exchange.truth("binance").requests)
            with pytest.raises(Unavailable, match="disk is full"):
                await desk.pause(bot)
            health = desk.health()
            assert (health.journal_ok, health.journal_text) == (False, "The disk is full.")
            assert health.feed.fresh is False
            states = {state.name: state for state in accounts.states()}
            assert (states["Mine"].link, states["Mine"].why) == (Link.AWAY, "The disk is full.")
            assert states["Paper"].link is Link.LIVE
            await asyncio.sleep(1)
            asked = exchange.truth("binance").requests[before:]
            assert not [r for r in asked if r.kind in ("create", "cancel")]
            await accounts.connect(mine.id)
            assert links(accounts)["Mine"] is Link.LIVE
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            await until(lambda: desk.card(bot).state is BotState.RUNNING)
            ties_out(desk, exchange, "binance")
            await accounts.close("keep")

    run(work())


def test_engine_whose_inbox_fails_stands_visibly_in_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing leaves any more, the account says why, and connecting it again reads it anew from the disk."""

    async def work() -> None:
        async with TestExchange(seed=7, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            bot = await running(desk, "binance:BTC/USDT")

            def torn(*_: Any) -> Any:
                raise RuntimeError("torn")

            with monkeypatch.context() as patch:
                patch.setattr(desk._kernel, "handle", torn)
                desk._account.shell.post(ev.AlarmDue(desk._now_ns()))
                await until(lambda: desk.failure)
            state = next(row for row in accounts.states() if row.id == mine.id)
            assert (state.link, state.code, state.is_open) == (Link.AWAY, "engine_stopped", False)
            assert "inbox" in state.why
            assert desk._account.shell.gates == {"binance:BTC/USDT": {"stopped"}}
            sent = len(exchange.truth("binance").orders)
            with pytest.raises(Unavailable, match="inbox"):
                await desk.stop(bot, Exit.KEEP)
            await asyncio.sleep(2)
            assert len(exchange.truth("binance").orders) == sent
            await accounts.connect(mine.id)
            again = accounts.desk(mine.id)
            assert isinstance(again, LiveDesk)
            await until(lambda: again.card(bot).state is BotState.RUNNING)
            assert links(accounts)["Mine"] is Link.LIVE
            await settled(again)
            ties_out(again, exchange, "binance")
            await accounts.close("keep")

    run(work())


def test_reading_that_fails_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    """A reader with an error is told of and goes on by itself; nothing is held and nothing is reconnected."""
    notices: list[Notice] = []

    async def work() -> None:
        async with TestExchange(seed=7, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            desk.subscribe_notices(notices.append)
            real, sampled = desk._sample_all, []

            def torn_once(*given: Any) -> None:
                sampled.append(1)
                if len(sampled) == 1:
                    raise RuntimeError("torn")
                real(*given)

            monkeypatch.setattr(desk, "_sample_all", torn_once)
            await until(lambda: len(sampled) > 2)
            told = [n.fields for n in notices if n.code == "task_begins_anew"]
            expected_logs.require(r"tick failed and begins anew in 1 s: torn")
            assert told == [{"task": "tick", "text": "RuntimeError: torn", "seconds": "1"}]
            assert (links(accounts)["Mine"], desk.failure) == (Link.LIVE, None)
            await accounts.close("keep")

    run(work())


TERMINATED = {"subscriptionId": 0, "event": {"e": "eventStreamTerminated", "E": 1_700_000_000_000}}


@pytest.mark.parametrize(
    ("venue", "told"), [("binance", "closed"), ("binance", "terminated"), ("bybit", "closed")]
)
def test_key_that_is_revoked_is_told_without_any_bot(venue: str, told: str, tmp_path: Path) -> None:
    """Nothing is traded and nothing is polled: the end of the private stream is what makes the account be
    looked at, and the state says that the key is refused within seconds.
    """

    async def work() -> None:
        async with TestExchange(seed=6, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection(venue, "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            assert desk.cards() == []
            await asyncio.sleep(2)
            notices: list[Notice] = []
            desk.subscribe_notices(notices.append)
            place = venue_named(exchange.exchange, venue)
            private = list(place.connections)  # nothing is looked at, so there are no others
            assert private
            exchange.exchange.act("account.key_revoked")
            for line in private:
                if told == "closed":
                    place.close(line, 1008)
                else:  # the connection stays open
                    place.send(line, TERMINATED)
            await until(lambda: links(accounts)["Mine"] is Link.AWAY, 5)
            state = next(state for state in accounts.states() if state.name == "Mine")
            assert state.code in {kind.value for kind in KEY_TROUBLES}
            assert "API key" in state.why
            await until(lambda: [n for n in notices if n.code == "venue_trouble"], 2)
            for known in place.keys.values():
                known.is_enabled = True
            await until(lambda: links(accounts)["Mine"] is Link.LIVE, 20)
            await accounts.close("keep")

    run(work())


def second_key(exchange: TestExchange, venue: str, name: str = "trader") -> ApiKey:
    """Another key of an account that is there."""
    venue_named(exchange.exchange, venue).keys["k2" * 20] = VenueKey("k2" * 20, name, secret="s2" * 20)
    return ApiKey(Secret("k2" * 20), Secret("s2" * 20))


@pytest.mark.parametrize("venue", ["binance", "bybit"])
@pytest.mark.parametrize("noted", [True, False])
def test_two_keys_of_one_account_are_one_account(venue: str, noted: bool, tmp_path: Path) -> None:
    """The second connection is refused by a text that names the first; another account of the same venue is
    taken. It holds too for a connection that was added before accounts were told apart.
    """

    async def work() -> None:
        async with TestExchange(seed=6, venues=[venue]) as exchange:
            key, other = exchange.add_account("trader", BALANCES), exchange.add_account("other", BALANCES)
            ring = Ring()
            accounts = await opened(tmp_path, ring)
            mine = accounts.new_connection(venue, "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            number = str(account_number("trader"))
            assert number not in (tmp_path / "connections.json").read_text()
            if not noted:
                accounts._links.known(mine.id).connection = mine
            again = accounts.new_connection(venue, "Again", Home.KEYRING, address=exchange.url)
            with pytest.raises(UserError, match="Mine is this account already") as refused:
                await accounts.add(again, second_key(exchange, venue))
            assert (refused.value.code, number in refused.value.text) == ("account_in_use", False)
            assert list(links(accounts)) == ["Paper", "Mine"]
            assert [row.id for row in Credentials(tmp_path, ring).connections()] == [mine.id]
            await accounts.add(again, api_key(other))
            assert links(accounts) == {"Paper": Link.LIVE, "Mine": Link.LIVE, "Again": Link.LIVE}
            await accounts.close("keep")
            accounts = await opened(tmp_path, Ring())  # without the keys: what was noted is enough
            third = accounts.new_connection(venue, "Third", Home.KEYRING, address=exchange.url)
            with pytest.raises(UserError, match="Mine is this account already"):
                await accounts.add(third, second_key(exchange, venue))
            await accounts.close("keep")

    run(work())


def test_renewed_key_is_one_of_the_same_account(tmp_path: Path) -> None:
    """A key of another account would put the bots and records of one account on the money of another."""

    async def work() -> None:
        async with TestExchange(seed=6, venues=["binance"]) as exchange:
            key, other = exchange.add_account("trader", BALANCES), exchange.add_account("other", BALANCES)
            accounts = await opened(tmp_path, Ring())
            mine = accounts.new_connection("binance", "Mine", Home.KEYRING, address=exchange.url)
            await accounts.add(mine, api_key(key))
            with pytest.raises(UserError, match="another account than Mine") as refused:
                await accounts.renew(mine.id, api_key(other))
            assert refused.value.code == "other_account"
            assert links(accounts)["Mine"] is Link.LIVE
            await accounts.renew(mine.id, second_key(exchange, "binance"))
            assert links(accounts)["Mine"] is Link.LIVE
            await accounts.close("keep")

    run(work())


@pytest.mark.parametrize("way", ["idle", "asked", "slept"])
def test_vault_locks_and_live_connections_go_on(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without use of a secret, at the verb, or after a sleep: nobody reads a key any more, and the account
    that holds its own trades on.
    """
    moved = [0.0, 0.0]
    monkeypatch.setattr(credentials_module, "_now_s", lambda: tuple(moved))

    async def work() -> None:
        async with TestExchange(seed=5, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            accounts = await opened(tmp_path, Ring())
            await accounts.create_vault(PASSWORD)
            vault = accounts._keys._credentials.vault
            assert vault is not None
            assert any(vault._key)
            mine = accounts.new_connection("binance", "Mine", Home.VAULT, address=exchange.url)
            await accounts.add(mine, api_key(key))
            told: list[bool] = []
            accounts.subscribe(lambda: told.append(accounts.vault_is_open()))
            moved[0] += 15 * 60 - 1
            await asyncio.sleep(2.5)
            assert accounts.vault_is_open()
            await accounts._keys.of(mine)  # a secret is used: it counts anew
            if way == "asked":
                await accounts.lock_vault()
                await accounts.lock_vault()
            else:
                moved[way == "slept"] += 15 * 60
            await until(lambda: not accounts.vault_is_open())
            await until(lambda: told and told[-1] is False)
            assert not any(vault._key)
            assert vault.get(mine.id) is None
            assert links(accounts)["Mine"] is Link.LIVE
            desk = accounts.desk(mine.id)
            assert isinstance(desk, LiveDesk)
            bot = await running(desk, "binance:BTC/USDT")
            assert desk.card(bot).state is BotState.RUNNING
            await accounts.disconnect(mine.id)
            with pytest.raises(Unavailable, match="locked"):
                await accounts.connect(mine.id)
            assert links(accounts)["Mine"] is Link.LOCKED
            await accounts.open_vault(PASSWORD)
            await until(lambda: links(accounts)["Mine"] is Link.LIVE)
            await accounts.close("keep")

    run(work())


def test_idle_time_of_the_vault_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another time, none at all, and nonsense, which is refused."""
    moved = [0.0, 0.0]
    monkeypatch.setattr(credentials_module, "_now_s", lambda: tuple(moved))

    async def work() -> None:
        accounts = await opened(tmp_path, Ring())
        settings = accounts.settings
        assert settings.now.vault_idle_min == 15
        for nonsense in (-1, 24 * 60 + 1):
            with pytest.raises(UserError, match="Nothing was changed") as refused:
                settings.save(replace(settings.now, vault_idle_min=nonsense))
            assert refused.value.field == "vault_idle_min"
        settings.save(replace(settings.now, vault_idle_min=0))
        await accounts.create_vault(PASSWORD)
        moved[0] += 10**6
        await asyncio.sleep(2.5)
        assert accounts.vault_is_open()
        settings.save(replace(settings.now, vault_idle_min=2))
        await until(lambda: not accounts.vault_is_open())
        await accounts.open_vault(PASSWORD)
        moved[0] += 119
        await asyncio.sleep(2.5)
        assert accounts.vault_is_open()
        moved[0] += 1
        await until(lambda: not accounts.vault_is_open())
        await accounts.close("keep")
        assert load_settings(tmp_path).vault_idle_min == 2

    run(work())


@pytest.mark.parametrize("times", [1, 12])
def test_vault_that_nobody_watches_is_locked_and_said(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    """Once, and when the watch is given up: the vault locks at once, the person is told, and opening it again
    is watched again.
    """
    expected_logs.require("vault")
    monkeypatch.setattr(supervisor_module, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(supervisor_module, "LONGEST_PAUSE_S", 0.01)
    real, left = AccountKeys.watch_vault, [times]
    watched: list[int] = []
    torn = asyncio.Event()

    async def watch(self: AccountKeys, idle_min: Any) -> None:
        if left[0]:
            await torn.wait()
            left[0] -= 1
            raise RuntimeError("torn")
        watched.append(1)
        await real(self, idle_min)

    monkeypatch.setattr(AccountKeys, "watch_vault", watch)

    async def work() -> None:
        accounts = await opened(tmp_path, Ring())
        notices: list[Notice] = []
        accounts.subscribe_notices(notices.append)
        await accounts.create_vault(PASSWORD)
        vault = accounts._keys._credentials.vault
        assert vault is not None
        torn.set()
        await until(lambda: not accounts.vault_is_open())
        assert not any(vault._key)
        assert {n.code for n in notices} == {"vault_unwatched"}
        assert notices[0].level is Level.ERROR
        assert "torn" in notices[0].fields["text"]
        await until(lambda: left[0] == (0 if times == 1 else 1))
        await asyncio.sleep(0.2)
        left[0] = 0
        await accounts.open_vault(PASSWORD)
        await until(lambda: watched)
        assert accounts.vault_is_open()
        await accounts.close("keep")

    run(work())


def test_vault_that_cannot_be_locked_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    """The last thing that can be done is to tell the person."""
    expected_logs.require("vault")

    async def torn(self: AccountKeys, *_: Any) -> None:
        raise RuntimeError("torn")

    monkeypatch.setattr(AccountKeys, "watch_vault", torn)
    monkeypatch.setattr(AccountKeys, "lock_vault", torn)

    async def work() -> None:
        accounts = await opened(tmp_path, Ring())
        notices: list[Notice] = []
        accounts.subscribe_notices(notices.append)
        await accounts.create_vault(PASSWORD)
        await until(lambda: any(n.code == "vault_not_locked" for n in notices))
        await accounts.close("keep")

    run(work())


def test_work_of_no_account_that_fails_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    """A panic of the paper desk that raises, for example: nobody may think that it was done."""
    expected_logs.require("panic:paper")

    async def torn(self: PaperDesk, bot: str | None = None) -> None:
        raise RuntimeError("torn")

    monkeypatch.setattr(PaperDesk, "panic", torn)

    async def work() -> None:
        accounts = await opened(tmp_path, Ring())
        notices: list[Notice] = []
        accounts.subscribe_notices(notices.append)
        accounts._panicked(Scope())
        await until(lambda: [n.code for n in notices] == ["task_failed"])
        assert notices[0].fields["task"] == "panic:paper"
        await accounts.close("keep")

    run(work())
