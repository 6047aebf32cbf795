"""A bot that waits for its market for more than four hours: asked about once an episode."""

from __future__ import annotations

from pathlib import Path

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live import long_waits
from finbyte_desktop.services.live.long_waits import ASK_NS, LongWaits
from finbyte_desktop.services.ports import Notice
from tests.services.test_live_desk import run
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, running, until

HOUR = 3_600_000_000_000


class Entry:
    """What is known of a bot here."""

    id, name, market, reason = "b1", "BTC/USDT", "binance:BTC/USDT", "not_traded"
    state = BotState.DEGRADED


def test_a_person_is_asked_once_an_episode() -> None:
    """Not before four hours, once, and again only after it ran in between; it is shown until it runs."""
    waits, entry = LongWaits(), Entry()

    def look(hours: float) -> int:
        on = entry.market, entry.reason
        return len(waits.look([entry], int(hours * HOUR), lambda _: on))  # type: ignore[list-item]

    assert 4 * HOUR == ASK_NS
    assert [look(0), look(3.9), look(4), look(9)] == [0, 0, 1, 0]
    (row,) = waits.shown()
    assert (row.bot, row.reason, row.since_ns) == ("b1", "not_traded", 0)
    entry.state = BotState.RUNNING
    assert look(10) == 0
    assert waits.shown() == []
    entry.state = BotState.DEGRADED
    assert [look(11), look(14), look(15)] == [0, 0, 1]


def test_desk_asks_and_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A market that stays closed is told with its reason, and stands in the health until it opens."""
    monkeypatch.setattr(long_waits, "ASK_NS", HOUR // 3_600)

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, "binance", key, notices) as desk:
                bot = await running(desk, "binance:BTC/USDT")
                markets = desk._account.shell.markets
                markets.close_gate("binance:BTC/USDT", "stream_lost")
                await until(lambda: desk.account_health().waits)
                (row,) = desk.account_health().waits
                assert (row.bot, row.reason) == (bot, "stream_lost")
                markets.open_gate("binance:BTC/USDT", "stream_lost")
                await until(lambda: not desk.account_health().waits)
                told = [n for n in notices if n.code == "degraded_long"]
                assert len(told) == 1
                assert told[0].fields["reason"] == "stream_lost"

    run(work())


def test_waiting_bot_says_that_prices_are_back_when_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its market is read anew before it goes on: no place calls prices old that another calls fresh."""

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                market = "binance:BTC/USDT"
                bot = await running(desk, market)
                markets = desk._account.shell.markets
                monkeypatch.setattr(markets, "_is_over", lambda *_: False)  # it cannot be read yet
                markets.close_gate(market, "stale")
                await until(lambda: desk.card(bot).state is BotState.DEGRADED)
                await until(lambda: market in desk._traded_markets)
                await until(lambda: desk.health().feed.age_ns is not None)
                assert desk.health().feed.fresh
                assert desk.card(bot).reason == "read_anew"
                assert desk.detail(bot).card.reason == "read_anew"
                assert desk.health().gates == {market: ("read_anew",)}
                monkeypatch.setattr(desk, "_now_ns", lambda *_: desk._account.port.now_ns() + HOUR)
                assert not desk.health().feed.fresh
                assert desk.card(bot).reason == "stale"
                assert desk.health().gates == {market: ("stale",)}
                monkeypatch.undo()

    run(work())
