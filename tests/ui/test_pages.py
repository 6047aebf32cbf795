"""Every page in every state of the world: it shows something, says what is wrong, and speaks the chosen
language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from finbyte_desktop.ui.appearance import Appearance
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.empty_state import EmptyState
from tests.support.fake_desk import VARIANTS, FakeDesk, empty, failing, full, stale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.ui.conftest import OpenWindow

PLACES = [
    Place("bots", "gallery"),
    Place("bots", "running"),
    Place("bots", "stopped"),
    Place("approvals", "waiting"),
    Place("approvals", "decided"),
    Place("approvals", "policy"),
    Place("profits", "overview"),
    Place("profits", "by_bot"),
    Place("profits", "by_market"),
    Place("profits", "ties"),
    Place("history", "bots"),
    Place("history", "orders"),
    Place("history", "fills"),
    Place("history", "transfers"),
    Place("history", "decisions"),
    Place("settings", "appearance"),
    Place("settings", "feed"),
    Place("settings", "paper"),
    Place("settings", "approval"),
    Place("settings", "reporting"),
    Place("settings", "data"),
    Place("settings", "about"),
]
BOT_PLACES = [Place("bot", tab, bot="bot-1") for tab in ("orders", "history", "parameters", "log")]


def name(place: Place) -> str:
    return f"{place.page}-{place.tab}"


@pytest.mark.parametrize("variant", sorted(VARIANTS))
@pytest.mark.parametrize("place", PLACES, ids=name)
def test_page_shows_itself_in_every_state(
    qtbot: QtBot, open_window: OpenWindow, place: Place, variant: str
) -> None:
    """No page raises, whatever the desk says; painting included."""
    window = open_window(VARIANTS[variant]())
    window.session.go(place)
    qtbot.wait(1)
    assert not window.grab().isNull()
    assert window.place() == place


@pytest.mark.parametrize("place", BOT_PLACES, ids=name)
@pytest.mark.parametrize("desk_of", [full, stale])
def test_bot_page_shows_itself(
    qtbot: QtBot, open_window: OpenWindow, place: Place, desk_of: Callable[[], FakeDesk]
) -> None:
    """Each of its tabs, fresh and stale."""
    window = open_window(desk_of())
    window.session.go(place)
    qtbot.wait(1)
    assert not window.grab().isNull()
    assert window.page("bot").total.shown_text().startswith("+272.96 USDT +2.73 %")


@pytest.mark.parametrize("bot", ["bot-2", "bot-3", "bot-5", "bot-24"])
def test_bot_page_shows_every_state_of_a_bot(qtbot: QtBot, window: MainWindow, bot: str) -> None:
    """Waiting, degraded, paused, stopped."""
    window.session.go(Place("bot", bot=bot))
    qtbot.wait(1)
    assert not window.grab().isNull()
    assert not window.page("bot").model.error


@pytest.mark.parametrize("page", ["bots", "approvals", "portfolio", "profits", "history"])
def test_page_that_cannot_read_shows_an_error_bar(open_window: OpenWindow, page: str) -> None:
    """The reason at the top, that nothing was lost, and a way to try again; the engine does not notice."""
    desk = failing()
    window = open_window(desk)
    window.session.go(Place(page))
    shown = window.page(page)
    assert shown.error_bar.isVisible()
    assert shown.error_bar.text() == "The journal cannot be read: the disk is full."
    states = [s.title() for s in shown.findChildren(EmptyState) if s.isVisible()]
    assert states == ["This page could not be read"]
    desk.read_error = None
    shown.error_bar.action_clicked.emit()
    assert not shown.error_bar.isVisible()
    assert not shown.unread.isVisible()


@pytest.mark.parametrize(
    ("place", "title"),
    [
        (Place("bots", "running"), "No bot runs yet"),
        (Place("bots", "stopped"), "No bot has stopped yet"),
        (Place("approvals", "waiting"), "Nothing waits for you"),
        (Place("profits"), "No profit to show yet"),
        (Place("history"), "No history yet"),
    ],
)
def test_empty_page_offers_the_next_step(open_window: OpenWindow, place: Place, title: str) -> None:
    """What will appear here, and one button."""
    window = open_window(empty())
    window.session.go(place)
    states = [s for s in window.page(place.page).findChildren(EmptyState) if s.isVisible()]
    assert [state.title() for state in states] == [title]
    assert states[0].button.isVisible()


def test_stale_numbers_carry_their_age(open_window: OpenWindow) -> None:
    """Grey, with the time since the last price; never blank."""
    window = open_window(stale())
    window.session.go(Place("bots", "running"))
    card = window.page("bots").running.cards()[0]
    assert card.total.shown_text().endswith("47 s")


def test_age_of_the_total_takes_no_figures_place(qtbot: QtBot, open_window: OpenWindow) -> None:
    """A bot's figures stand where they stood when prices become stale; the total is grey below its age."""
    rows = []
    for desk in (full(), stale()):
        window = open_window(desk)
        window.session.go(Place("bot", bot="bot-1"))
        qtbot.wait(1)
        page = window.page("bot")
        rows.append(page.facts._placed)
    assert rows[0] == rows[1]
    assert page.total.sign_tone() is Tone.STALE
    assert page.facts._age.text() == "47 s"


class Brackets(QTranslator):
    """A language in which every translated text stands in brackets."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"⟦{source}⟧" if source else ""


@pytest.fixture
def brackets(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Appearance, "_speak", lambda self, language: False)  # the brackets are the language
    translator = Brackets()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


# What is no language: names of assets, markets, files, units of the axis, keys, numbers.
DATA = {
    "F.", "/", "●", "#", "%", "BTC", "ETH", "SOL", "USDT", "USDC", "USD", "EUR", "CSV", "Parquet", "English",
    "UTC", "简体中文", "Demo market", "Paper account", "10 %", "25 %", "50 %", "Class",
}  # fmt: skip


def fixed_texts(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Every visible text that a program wrote, not what a person or a market wrote."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget, widget.text()
        if isinstance(widget, QLineEdit):
            yield widget, widget.placeholderText()
        yield widget, widget.toolTip()
        model = getattr(widget, "model", None)
        for column in getattr(model, "columns", ()):
            yield widget, column.title


def is_data(text: str) -> bool:
    """Numbers, names of markets and bots, paths, times, keys."""
    if not text.strip() or text in DATA or "⟦" in text:
        return True
    letters = "".join(character for character in text if character.isalpha())
    known = (
        "BTC",
        "BNB",
        "ETH",
        "SOL",
        "USDT",
        "UTC",
        "x",
        "m",
        "h",
        "d",
        "Ctrl",
        "K",
        "N",
        "P",
        "Esc",
        "A",
        "R",
        "F",
        "L",
    )
    return (
        len(letters) <= 2
        or text.startswith(("BTC/", "ETH/", "SOL/", "/"))
        or text.replace("_", " ").startswith(("Europe", "Asia", "America", "Australia"))
        or all(part in known for part in "".join(c if c.isalpha() else " " for c in text).split())
    )


@pytest.mark.parametrize(
    "place", [*PLACES, *BOT_PLACES, Place("wizard"), Place("wizard", market="BTC/USDT")], ids=name
)
def test_no_text_is_left_untranslated(
    qtbot: QtBot, brackets: None, open_window: OpenWindow, place: Place
) -> None:
    """In the language of brackets every fixed text stands in brackets."""
    window = open_window(full())
    window.session.go(place)
    if place.page == "wizard" and place.market:
        for step in (3, 2, 4):
            window.page("wizard").show_step(step)
        window.page("wizard").show_ai(False)
    qtbot.wait(1)
    platform = ("Linux", "Windows", "macOS", "Darwin")
    plain = {text for _, text in fixed_texts(window) if not is_data(text) and not text.startswith(platform)}
    assert plain == set()


def test_money_held_has_two_places_and_its_exact_amount_in_the_tooltip(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten digits are for the books; coins keep every digit."""
    usdt, btc, *_ = desk.holdings()
    usdt = replace(usdt, total=Decimal("44392.0244598375"), unattributed=Decimal("41864.2663506175"))
    monkeypatch.setattr(desk, "holdings", lambda: [usdt, replace(btc, total=Decimal("0.07456536"))])
    page = window.page("portfolio")
    page.model.refresh()
    cells = {column.key: column.cell(page.model.table.rows()[0]) for column in page.model.table.columns}
    assert (cells["total"].text, cells["total"].tooltip) == ("44,392.02", "44,392.0244598375 USDT")
    assert (cells["outside"].text, cells["outside"].tooltip) == ("41,864.27", "41,864.2663506175 USDT")
    cells = {column.key: column.cell(page.model.table.rows()[1]) for column in page.model.table.columns}
    assert cells["total"].text == "0.07456536"
