"""Choosing a feed in the settings and in the introduction: recordings, candles, and what runs meanwhile."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import FeedChoice, FeedKind, Health
from finbyte_desktop.ui.dialogs import feed_form
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.feed_change import FeedChangeDialog
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.feed_form import FeedForm
from finbyte_desktop.ui.dialogs.first_run import FirstRun
from finbyte_desktop.ui.pages.settings_feed import FeedSection
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.bots import event_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

RECORDING = Path("/somewhere/spot.txt.gz")
CANDLES = Path("/somewhere/btc.csv")


def form_of(window: MainWindow, place: str) -> FeedForm:
    if place == "settings":
        window.session.go(Place("settings", tab="feed"))
        return window.page("settings").findChildren(FeedForm)[0]
    window.open_first_run()
    dialog = next(d for d in window.stage.findChildren(FirstRun) if d.is_open())
    dialog.show_step(1)
    return dialog.form


@pytest.mark.parametrize("place", ["settings", "first run"])
def test_a_recording_can_be_chosen(window: MainWindow, place: str) -> None:
    """As a recording it is checked as one, in both places."""
    form = form_of(window, place)
    form.kinds[FeedKind.CAPTURE].click()
    form.take_file(RECORDING)
    choice = form.choice()
    assert choice is not None
    assert (choice.kind, choice.path, choice.symbol) == (FeedKind.CAPTURE, RECORDING, None)


@pytest.mark.parametrize(
    ("kind", "path", "text", "offer", "other"),
    [
        (FeedKind.CANDLES, RECORDING, "This file is a recording. It holds no candles.",
         "Play it as a recording", FeedKind.CAPTURE),
        (FeedKind.CAPTURE, CANDLES, "This file holds candles. It is no recording.",
         "Use it as candles", FeedKind.CANDLES),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_kind_offers_the_other(
    window: MainWindow, kind: FeedKind, path: Path, text: str, offer: str, other: FeedKind
) -> None:
    """It says what the file is, and one press takes it as that."""
    form = form_of(window, "settings")
    form.kinds[kind].click()
    form.take_file(path)
    assert form.choice() is None
    assert (form.error.text(), form.error._action.text()) == (text, offer)
    form.error._action.click()
    choice = form.choice()
    assert choice is not None
    assert choice.kind is other
    assert form.kinds[other].isChecked()
    assert not form.error.isVisibleTo(form)


def test_a_file_that_cannot_be_used_offers_another_one(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chosen or dropped: beside the error stands the way out."""
    asked: list[FeedForm] = []

    def choose(form: FeedForm, taken: Callable[[Sequence[Path]], None], _near: Path | None) -> None:
        asked.append(form)
        taken([CANDLES])

    monkeypatch.setattr(feed_form, "choose_several_prices", choose)
    dialog = FeedDialog(window.session, Path("/somewhere/notes.pdf"))
    dialog.open()
    form = dialog.form
    assert form.error.isVisibleTo(form)
    assert form.error._action.text() == "Choose another file\u2026"
    assert not dialog.button("use").isEnabled()
    form.error._action.click()
    assert asked == [form]
    assert not form.error.isVisibleTo(form)
    assert dialog.button("use").isEnabled()


def test_choosing_the_other_kind_checks_the_file_again(window: MainWindow) -> None:
    """A verdict on candles is no verdict on a recording."""
    form = form_of(window, "settings")
    form.kinds[FeedKind.CANDLES].click()
    form.take_file(RECORDING)
    form.kinds[FeedKind.CAPTURE].click()
    assert form.choice() is not None


def test_a_dropped_file_is_taken_as_what_it_is(window: MainWindow, desk: FakeDesk) -> None:
    """Nobody chose a kind for it."""
    dialog = FeedDialog(window.session, RECORDING)
    dialog.open()
    dialog.button("use").click()
    assert desk.calls[0][1].kind is FeedKind.CAPTURE


def first_start(window: MainWindow, desk: FakeDesk, feed: FeedChoice) -> FirstRun:
    desk.current = replace(desk.current, first_run_done=False, feed=feed)
    window.session.settings = desk.current
    window.open_first_run()
    return next(d for d in window.stage.findChildren(FirstRun) if d.is_open())


def test_the_introduction_names_the_feed_that_is_there(window: MainWindow, desk: FakeDesk) -> None:
    """A recording is not called the demo market."""
    dialog = first_start(window, desk, FeedChoice(FeedKind.CAPTURE, RECORDING))
    dialog.button("next").click()
    assert dialog._consequence.text() == "Where shall prices come from? btc-candles.csv is ready."


@pytest.mark.parametrize("end", ["later", "next"])
def test_prices_wait_for_the_introduction(window: MainWindow, desk: FakeDesk, end: str) -> None:
    """On the very first start; they go on when it ends, also after another feed was chosen."""
    dialog = first_start(window, desk, FeedChoice(FeedKind.CAPTURE, RECORDING))
    assert desk.paused
    dialog.button("next").click()
    dialog.form.kinds[FeedKind.DEMO].click()
    dialog.button("next").click()
    assert ("choose_feed", dialog.form.choice()) in desk.calls
    assert desk.paused
    dialog.button(end).click()
    assert not desk.paused


def test_prices_go_on_after_an_introduction_that_was_cut_short(window: MainWindow, desk: FakeDesk) -> None:
    """The program ended while it was open, and the market is held since."""
    desk.feed_pause(True)
    dialog = first_start(window, desk, FeedChoice())
    dialog.button("later").click()
    assert not desk.paused


def test_an_introduction_seen_again_holds_nothing(window: MainWindow, desk: FakeDesk) -> None:
    """Bots may be running by then."""
    window.open_first_run()
    assert not desk.paused


def asked_change(window: MainWindow) -> FeedChangeDialog:
    return next(d for d in window.stage.findChildren(FeedChangeDialog) if d.is_open())


@pytest.mark.parametrize("place", ["settings", "dropped"])
def test_bots_that_would_wait_are_named_before_the_change(
    window: MainWindow, desk: FakeDesk, place: str
) -> None:
    """It is a question; only its answer changes the feed."""
    desk.away_with = {FeedKind.CAPTURE: ("BTC/USDT",)}
    names = [c.name for c in desk.cards_live if c.market == "BTC/USDT"]
    if place == "settings":
        form = form_of(window, "settings")
        form.kinds[FeedKind.CAPTURE].click()
        form.take_file(RECORDING)
        section = next(s for s in window.page("settings").findChildren(FeedSection))
        section.use.click()
    else:
        dialog = FeedDialog(window.session, RECORDING)
        dialog.open()
        dialog.button("use").click()
    question = asked_change(window)
    assert desk.calls == []
    assert ", ".join(names) in question._consequence.text()
    assert "Demo market is chosen again" in question._consequence.text()
    question.button("change").click()
    assert desk.calls[0][0] == "choose_feed"


def test_a_bot_without_its_prices_names_its_feed_and_the_way_back(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One press chooses it again."""
    own = FeedChoice(FeedKind.CANDLES, CANDLES, "BTC/USDT")
    card = replace(desk.cards_live[0], state=BotState.DEGRADED, reason="feed_changed", fresh=False)
    desk.cards_live[0] = card
    here = [market for market in desk.markets() if market.id != card.market]
    monkeypatch.setattr(desk, "markets", lambda: here)
    desk.needs = {card.market: own}
    event = event_of(card, None, window.session)
    assert event.text == "Waits for its prices from btc.csv. Its orders rest."
    act_on_bot(window.session, card.id, event.action_key)
    assert desk.calls == [("choose_feed", own)]


def test_the_settings_show_the_speed_that_runs(window: MainWindow, desk: FakeDesk) -> None:
    """Whoever set it, also one that is none of the usual ones; what is being chosen there stays."""
    window.session.go(Place("settings", tab="feed"))
    section = window.page("settings").findChildren(FeedSection)[0]
    for speed, text in ((Decimal(60), "60x"), (None, "max"), (Decimal("2.5"), "2.5x"), (Decimal(1), "1x")):
        desk.current = replace(desk.current, feed=replace(desk.current.feed, speed=speed))
        section._model.refresh()
        section.show_model(section._model)
        for control in (section.speed, section.form.speed):
            assert control.text(control.current()) == text
    section.form.speed._buttons[Decimal(10)].click()
    desk.current = replace(desk.current, feed=replace(desk.current.feed, speed=None))
    section._model.refresh()
    section.show_model(section._model)
    assert (section.speed.current(), section.form.speed.current()) == (None, Decimal(10))


def test_the_age_of_the_last_price_goes_on_while_it_is_seen(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no news of the desk at all; a section that nobody sees is left alone."""
    whole, ages = desk.health, [3]

    def health() -> Health:
        found = whole()
        return replace(found, feed=replace(found.feed, age_ns=ages[0] * 1_000_000_000))

    monkeypatch.setattr(desk, "health", health)
    window.session.go(Place("settings", tab="feed"))
    section = window.page("settings").findChildren(FeedSection)[0]
    assert section._state.text() == "Fresh, last price 3.0 s ago"
    ages[0] = 4
    window.shell_status.refresh()
    assert section._state.text() == "Fresh, last price 4.0 s ago"
    window.session.go(Place("settings", tab="about"))
    ages[0] = 5
    window.shell_status.refresh()
    assert section._state.text() == "Fresh, last price 4.0 s ago"


def test_a_file_that_names_no_market_asks_for_it(window: MainWindow, desk: FakeDesk) -> None:
    """The name of a file is a market only where it looks like one; new money is told before it comes."""
    form = form_of(window, "settings")
    form.kinds[FeedKind.CANDLES].click()
    desk.without_symbols = {"my_candles", "ETHUSDC"}
    form.take_file(Path("/somewhere/my_candles.csv"))
    assert not form.market.isHidden()
    assert form.market.text() == ""
    assert form.market.line.placeholderText() == "BTC/USDT"
    assert not form.market.has_error()
    assert form.market.message_text() == "The file does not name it. Write it like BTC/USDT"
    assert form.choice() is None
    assert form.money.isHidden()
    for typed, symbol in (("my", None), ("eth/eur", "ETH/EUR"), ("", None)):
        form.market.line.setText(typed)
        form.market.line.textEdited.emit(typed)
        choice = form.choice()
        assert (None if choice is None else choice.symbol) == symbol
        assert form.market.has_error() is (typed == "my")
        assert form.market.message_text().endswith("Write it like BTC/USDT")
        assert form.money.isHidden() is (symbol is None)
    form.market.line.setText("ETH/EUR")
    form.market.line.textEdited.emit("ETH/EUR")
    assert "50,000 EUR" in form.money.text()
    desk.without_symbols.add("more_candles")
    form.take_file(Path("/somewhere/more_candles.csv"))
    assert form.market.text() == ""
    form.take_file(Path("/somewhere/ETHUSDC.csv"))
    assert form.market.isHidden()
    choice = form.choice()
    assert choice is not None
    assert choice.symbol is None
    assert "50,000 USDC" in form.money.text()
