"""What the window says about staying awake, and the click that mends it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finbyte_desktop.services.ports import Awake
from finbyte_desktop.ui import words
from finbyte_desktop.ui.pages.settings_sections import ApprovalSection
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

REFUSED = (
    "The system did not agree to stay awake: if it falls asleep, a stop acts only after it wakes. "
    "What it said: "
)


def test_wizard_tells_beside_the_stop(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """Off: one click turns it on. Refused: the reason, and asking again."""
    desk.current = replace(desk.current, keep_awake=False)
    window.session.go(Place("wizard", market="BTC/USDT"))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    page.show_step(ADVANCED)
    line = page.form.awake
    assert not line.isVisibleTo(page)
    page.form.option("stop_price").box.click()
    assert line.isVisibleTo(page)
    line.refresh()
    assert line.text.text() == (
        "Works only while this computer is awake. It may fall asleep while a bot runs."
    )
    assert line.turn_on.text() == "Keep it awake"
    line.turn_on.click()
    assert desk.current.keep_awake
    line.refresh()
    assert line.text.text().endswith("It is kept awake now.")
    assert line.turn_on.isHidden()
    desk.refuses_awake = True
    line.refresh()
    assert line.text.text().endswith(REFUSED + "no service answered")
    assert line.turn_on.text() == "Ask again"
    desk.calls.clear()
    line.turn_on.click()
    assert [call[0] for call in desk.calls] == ["change_settings"]


def test_settings_switch_with_its_state_in_words(window: MainWindow, desk: FakeDesk) -> None:
    """The switch writes the setting; the line below tells what the system answered."""
    window.session.go(Place("settings", "approval"))
    page = window.page("settings")
    section = page.section("approval")  # type: ignore[attr-defined]
    assert isinstance(section, ApprovalSection)
    assert section.keep_awake.isChecked()
    assert section.awake_state.text() == "It is kept awake now."
    section.keep_awake.click()
    assert not desk.current.keep_awake
    page.model.refresh()  # type: ignore[attr-defined]
    assert section.awake_state.text() == "It may fall asleep while a bot runs."
    desk.refuses_awake = True
    section.keep_awake.click()
    page.model.refresh()  # type: ignore[attr-defined]
    assert section.awake_state.text() == REFUSED + "no service answered"


def test_status_line_shows_it_while_it_matters(window: MainWindow, desk: FakeDesk) -> None:
    """Kept, refused, and nothing while no bot needs it."""
    status = window.shell_status
    cells = window.status._cells
    status.refresh()
    assert cells["awake"].value == "kept"
    desk.refuses_awake = True
    status.refresh()
    assert (cells["awake"].value, cells["awake"].tone) == ("refused", Tone.WARN)
    assert cells["awake"].toolTip() == REFUSED + "no service answered"
    desk.current = replace(desk.current, keep_awake=False)
    status.refresh()
    assert "awake" not in cells


def test_a_refusal_without_a_reason_is_still_a_sentence() -> None:
    """Nothing ends in a colon."""
    assert words.awake(Awake.REFUSED, "", wanted=True) == (
        REFUSED + "no reason given", Tone.WARN,
    )  # fmt: skip
    assert words.awake(Awake.OFF, "", wanted=True)[0] == "It is kept awake while a bot runs; now none does."
