"""The price on the chart, in its last candle and on the ladder is one price."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.kept_candles import empty_candles
from finbyte_desktop.services.ports import ShownTrouble
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.pages import chart_feed
from finbyte_desktop.ui.session import Place
from tests.support.fake_accounts import health_of
from tests.ui import desk_data as data

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.services.ports import CandleArrays
    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

D = Decimal


def move_price(monkeypatch: pytest.MonkeyPatch, desk: FakeDesk, price: str) -> None:
    moved = replace(data.MARKETS[0], last=D(price))
    monkeypatch.setattr(data, "MARKETS", (moved, *data.MARKETS[1:]))
    desk.cards_live = [replace(c, last=D(price)) if c.market == moved.id else c for c in desk.cards_live]


def last_close(chart: object) -> float:
    return float(chart.store.columns[3, -1])  # type: ignore[attr-defined]


def test_tag_candle_and_ladder_follow_one_snapshot(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price that moves between two reads of the page moves nothing of it, then all of it."""
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.wait(30)

    def shown() -> tuple[str, float | None, float]:
        now = next(row for row in page.side.ladder.rows() if page.side.ladder.is_now(row))
        return now.price, page.chart._price_now, last_close(page.chart)

    before = shown()
    assert before == ("78,314.31", 78314.31, 78314.31)
    move_price(monkeypatch, desk, "78400.50")
    window.session.bridge.frame.emit()
    assert shown() == before
    page.detail.refresh()
    assert shown() == before  # their turn comes, together
    qtbot.waitUntil(lambda: page.chart._price_now == 78400.5)
    assert last_close(page.chart) == 78400.5
    qtbot.waitUntil(lambda: shown() == ("78,400.50", 78400.5, 78400.5))


def test_the_chart_of_an_ended_bot_is_that_of_its_life(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another feed may play meanwhile: its prices concern a bot that has ended as little as its age."""
    bot = desk.cards_ended[0]
    life = desk.history_candles(bot.id)
    assert life is not None
    asked: list[str] = []

    def candles(market: str, interval_ns: int, limit: int = 1500) -> CandleArrays:
        asked.append(market)
        return data.candles(data.MARKETS[0], interval_ns, limit)

    monkeypatch.setattr(desk, "candles", candles)
    window.session.go(Place("bot", bot=bot.id))
    page = window.page("bot")
    qtbot.waitUntil(lambda: len(page.chart.store) > 1)
    desk.stale = True
    window.session.bridge.slow.emit(frozenset({"quotes", "bots", "health"}))
    qtbot.wait(60)
    assert asked == []
    assert last_close(page.chart) == float(life.close[-1])
    assert page.chart._price_now == float(bot.last or 0)
    assert page.detail.stale_age is None
    assert page.facts._age.text() == ""
    assert page._ties.text() == "Ties out"
    monkeypatch.setattr(desk, "history_candles", lambda bot, interval_ns=None: None)
    page.interval._buttons[fmt.NS_A_DAY].click()
    assert len(page.chart.store) == 0
    assert page.chart.message == "The candles of this time are not on this computer."


def test_preview_moves_tag_and_candle_together(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last candle closes where the tag stands, and the market's button says the same price."""
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    chart = page.preview.chart
    qtbot.wait(30)
    move_price(monkeypatch, desk, "78500.25")
    window.session.bridge.frame.emit()
    assert chart._price_now == last_close(chart) == 78314.31
    window.session.bridge.slow.emit(frozenset({"quotes"}))
    assert page.market_button._market.last == D("78500.25")
    qtbot.waitUntil(lambda: chart._price_now == 78500.25)
    assert last_close(chart) == 78500.25
    assert chart.store.columns[1, -1] >= 78500.25


def test_a_market_with_few_candles_begins_at_a_shorter_interval(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording that has just begun shows minutes, not one candle; the choice says so."""
    whole = desk.candles

    def few(market: str, interval_ns: int, limit: int = 1500) -> CandleArrays:
        return whole(market, interval_ns, min(limit, max(1, 40 * fmt.NS_A_MINUTE // interval_ns)))

    monkeypatch.setattr(desk, "candles", few)
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.waitUntil(lambda: len(page.chart.store) > 1)
    assert page.interval.current() == fmt.NS_A_MINUTE
    assert len(page.chart.store) == 40


def test_a_bot_that_is_stopped_keeps_the_interval_of_its_chart(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own candles are few; another bot that has ended begins with what makes a picture."""
    whole = desk.history_candles

    def few(bot: str, interval_ns: int | None = None) -> CandleArrays | None:
        life = whole(bot, interval_ns)
        if life is None or interval_ns is None:
            return life
        count = max(1, 40 * fmt.NS_A_MINUTE // interval_ns)
        columns = [one.name for one in fields(life) if one.name != "interval_ns"]
        return replace(life, **{name: getattr(life, name)[-count:] for name in columns})

    monkeypatch.setattr(desk, "history_candles", few)
    other = desk.cards_ended[0].id
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.waitUntil(lambda: len(page.chart.store) > 1)
    page.interval._buttons[4 * fmt.NS_AN_HOUR].click()
    stopped = replace(
        desk.card("bot-1"), state=BotState.STOPPED, ended_ns=data.NOW, buys_open=0, sells_open=0
    )
    desk.cards_live = [card for card in desk.cards_live if card.id != "bot-1"]
    desk.cards_ended = [stopped, *desk.cards_ended]
    page.detail.refresh()
    qtbot.waitUntil(lambda: page._feed._life == "bot-1")
    assert (page.interval.current(), page._feed.interval_ns()) == (4 * fmt.NS_AN_HOUR,) * 2
    page.interval._buttons[fmt.NS_AN_HOUR].click()
    assert page._feed.interval_ns() == fmt.NS_AN_HOUR
    window.session.go(Place("bot", bot=other))
    qtbot.waitUntil(lambda: page._feed._life == other)
    assert page.interval.current() == fmt.NS_A_MINUTE


def test_head_and_panel_show_one_reading(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total at the head is the total of the panel at every moment, also between two of their turns."""
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.waitUntil(lambda: bool(page.breakdown._rows))

    def totals() -> tuple[str, str]:
        return page.total.shown_text().partition(" ")[0], page.breakdown._rows[-1].text

    before = totals()
    assert before[0] == before[1]
    desk.cards_live = [replace(c, total_profit=D("-5.25")) if c.id == "bot-1" else c for c in desk.cards_live]
    page.detail.refresh()
    assert totals() == before
    qtbot.waitUntil(lambda: totals()[1] != before[1])
    assert totals() == ("−5.25", "−5.25")


def test_a_chart_that_was_hidden_has_no_hole(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came meanwhile is there when its page is seen again, also when nothing comes any more."""
    whole = desk.candles
    window.session.go(Place("bot", bot="bot-1"))
    chart = window.page("bot").chart
    qtbot.waitUntil(lambda: len(chart.store) > 1)
    before = int(chart.store.times[-1])
    window.session.go(Place("bots"))

    def later(market: str, interval_ns: int, limit: int = 1500) -> CandleArrays:
        candles = whole(market, interval_ns, limit)
        return replace(candles, open_ns=candles.open_ns + 50 * interval_ns)

    monkeypatch.setattr(desk, "candles", later)
    window.session.bridge.slow.emit(frozenset({"quotes"}))
    desk.finished = True
    window.session.go(Place("bot", bot="bot-1"))
    qtbot.waitUntil(lambda: int(chart.store.times[-1]) > before)
    steps = {int(step) for step in np.diff(chart.store.times)}
    assert len(steps) == 1


def test_history_that_comes_later_is_shown(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day of it is known at first, for the change of the day; the wizard shows as much as a bot's page once
    the venue has told the rest, and does not ask for it with every price.
    """
    monkeypatch.setattr(chart_feed, "MORE_S", (0.0, 0.0, 60.0))
    real, known, wanted = desk.candles, 25, []

    def some(market: str, interval_ns: int, limit: int = 1500) -> CandleArrays:
        wanted.append(limit)
        return real(market, interval_ns, min(limit, known))

    monkeypatch.setattr(desk, "candles", some)
    window.session.go(Place("wizard", market="BTC/USDT"))
    chart = window.page("wizard").preview.chart
    qtbot.wait(30)
    assert len(chart.store) == 25
    known = 1500
    for _ in range(4):
        window.session.bridge.slow.emit(frozenset({"quotes"}))
        qtbot.wait(chart_feed.REPAINT_MS + 30)
    assert len(chart.store) > 25
    assert sum(limit == chart_feed.CANDLES for limit in wanted) <= 4


def test_preview_begins_at_a_shorter_interval_like_a_bots_page(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both pages show the same stretch of a market that has few candles."""
    real = desk.candles

    def young(market: str, interval_ns: int, limit: int = 1500) -> CandleArrays:
        return real(market, interval_ns, min(limit, max(1, 40 * fmt.NS_A_MINUTE // interval_ns)))

    monkeypatch.setattr(desk, "candles", young)
    window.session.go(Place("bot", bot="bot-1"))
    window.session.go(Place("wizard", market="BTC/USDT"))
    preview = window.page("wizard").preview
    assert preview.feed.interval_ns() == window.page("bot")._feed.interval_ns() == fmt.NS_A_MINUTE
    assert preview.interval.current() == fmt.NS_A_MINUTE


def test_nothing_of_another_market_stays_on_the_chart(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file whose first candle is under way has none yet: the wizard says so over an empty chart, and does
    not show the market before under the prices of this one.
    """
    window.session.go(Place("wizard", market="ETH/USDT"))
    page: Any = window.page("wizard")
    chart = page.preview.chart
    assert len(chart.store)
    some = desk.candles("BTC/USDT", fmt.NS_AN_HOUR, 5)
    columns = (some.open_ns, some.open, some.high, some.low, some.close, some.volume)
    none = type(some)(fmt.NS_AN_HOUR, *(column[:0] for column in columns))
    monkeypatch.setattr(desk, "candles", lambda *_: none)
    page.wizard.set_market("BTC/USDT")
    page.preview.show_market()
    assert not len(chart.store)


def test_chart_without_candles_says_that_the_venue_is_away(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a first trade of a market that cannot be read."""
    away = ShownTrouble("unreachable", "It does not answer.", data.NOW)
    health = replace(health_of("binance-1", "main account", "Binance"), trouble=away)
    monkeypatch.setattr(desk, "account_health", lambda: health)
    monkeypatch.setattr(desk, "candles", lambda market, interval_ns, limit=1500: empty_candles(interval_ns))
    window.session.go(Place("bot", bot="bot-1"))
    page = window.page("bot")
    qtbot.waitUntil(lambda: "no candles of this market are on this computer" in page.chart.message)
