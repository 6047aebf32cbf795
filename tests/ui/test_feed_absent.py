"""The file of the price feed is not there: the window says it at once, everywhere, and offers a feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from finbyte_desktop.services import ports as p
from finbyte_desktop.ui import words_feed
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.feed_missing import FeedMissingDialog
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.pages.settings_feed import FeedSection
from finbyte_desktop.ui.pages.wizard_page import WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone
from tests.support.fake_desk import FakeDesk

GONE = Path("/somewhere/btc.csv")


@pytest.fixture
def without(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    """A desk whose feed could not be opened."""
    whole: Callable[[], p.Health] = desk.health

    def health() -> p.Health:
        found = whole()
        feed = replace(
            found.feed,
            choice=p.FeedChoice(p.FeedKind.CANDLES, GONE),
            label=GONE.name,
            running=False,
            fresh=False,
            reason="feed_missing",
            age_ns=None,
            now_ns=None,
            position=None,
            problem=f"There is no file {GONE}. Nothing was run; check its name.",
        )
        return replace(found, feed=feed)

    desk.current = replace(desk.current, first_run_done=True)
    monkeypatch.setattr(desk, "health", health)
    return desk


def test_the_start_says_that_the_file_is_gone(
    without: FakeDesk, open_window: Callable[[FakeDesk], MainWindow]
) -> None:
    """With its path, what it means and what to do; the way to a feed is one click."""
    window = open_window(without)
    window.start()
    dialog = next(d for d in window.stage.findChildren(FeedMissingDialog) if d.is_open())
    text = dialog._consequence.text()
    assert str(GONE) in text
    assert "nothing is traded" in text
    dialog.button("choose").click()
    assert any(d.is_open() for d in window.stage.findChildren(FeedDialog))


def test_status_needs_and_settings_say_it_too(
    without: FakeDesk, open_window: Callable[[FakeDesk], MainWindow]
) -> None:
    """Also after the dialog was closed."""
    window = open_window(without)
    assert window.session.overview is not None
    needs = [m for account in window.session.overview.in_need() for m in account.matters]
    assert [(m.kind, m.tone, m.place) for m in needs if m.kind == "feed"] == [
        ("feed", Tone.DANGER, Place("settings", "feed"))
    ]
    cell = window.status.cell("feed")
    assert cell is not None
    assert "file missing" in cell.accessibleName()
    assert window.status.cell("replay") is None
    window.session.go(Place("settings", tab="feed"))
    section = window.page("settings").findChildren(FeedSection)[0]
    assert str(GONE) in section._state.text()


def test_an_ended_recording_is_said_in_the_wizard_and_begins_anew(window: MainWindow, desk: FakeDesk) -> None:
    """Who makes a bot on it is told before; choosing it again says that it begins anew."""
    desk.current = replace(desk.current, feed=p.FeedChoice(p.FeedKind.CAPTURE, GONE))
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    assert page.feed_bar.parentWidget().isHidden()
    desk.finished = True
    window.session.go(Place("wizard", market="BTC/USDT"))
    assert not page.feed_bar.parentWidget().isHidden()
    assert "no more prices come" in page.feed_bar.text()
    feed = desk.health().feed
    assert (
        words_feed.taken(feed, replace(feed.choice, speed=None)) == "The recording plays from its beginning."
    )
    assert words_feed.taken(feed, p.FeedChoice()) == "Prices come from the new feed."


def test_a_currency_that_is_not_known_is_said_where_money_is_planned(
    window: MainWindow, desk: FakeDesk
) -> None:
    """In the wizard with its quick backtest, and where the file can be chosen again."""
    desk.current = replace(desk.current, feed=p.FeedChoice(p.FeedKind.CANDLES, GONE))
    window.session.go(Place("wizard", market="BTC/USDT"))
    bar = window.page("wizard").feed_bar
    window.shell_status.refresh()
    assert not bar.isVisible()
    desk.stand_in = "USD"
    window.shell_status.refresh()
    assert bar.isVisible()
    text = "btc-candles.csv does not name its currency: USD stands for it."
    assert bar.text() == f"{text} Choose the file again under Price feed to name its market."
    bar.action_clicked.emit()
    section = window.page("settings").findChildren(FeedSection)[0]
    assert text in section._state.text()
    named = replace(desk.health().feed, choice=p.FeedChoice(p.FeedKind.CANDLES, GONE, "RELIANCE"))
    assert words_feed.stands_in(named) == text


def test_an_ended_recording_offers_only_what_is_taken() -> None:
    """It cannot begin anew under bots; and what a bot sells at its end is sold."""
    feed = p.FeedStatus(p.FeedChoice(), "", False, False, False, "finished", None, 1, 1.0, True)
    assert "Choose it again" in words_feed.ended(feed)
    with_bots = words_feed.ended(replace(feed, bots=1))
    assert "Choose it again" not in with_bots
    assert "no order that rests is filled" in with_bots
    assert "sells when you stop it goes at the last price" in with_bots


@pytest.mark.parametrize("page", ["bots", "approvals", "portfolio", "profits"])
def test_every_page_of_prices_says_that_a_recording_has_ended(
    window: MainWindow, desk: FakeDesk, page: str
) -> None:
    """What is approved or resumed there waits for prices that do not come."""
    desk.current = replace(desk.current, feed=p.FeedChoice(p.FeedKind.CAPTURE, GONE))
    window.session.go(Place(page))
    bar = window.page(page).feed_bar
    assert not bar.isVisible()
    desk.finished = True
    window.shell_status.refresh()
    assert bar.isVisible()
    assert "no more prices come" in bar.text()
    bar.action_clicked.emit()
    assert window.page("settings").isVisible()


def test_values_at_the_end_of_a_recording_have_no_age(window: MainWindow, desk: FakeDesk) -> None:
    """They are the last ones for ever: a number of seconds beside them would mean that newer ones come."""
    desk.current = replace(desk.current, feed=p.FeedChoice(p.FeedKind.CAPTURE, GONE))
    desk.finished = desk.stale = True
    assert window.session.stale_age() == "ended"
