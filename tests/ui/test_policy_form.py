"""Who approves the orders of new bots: one choice for paper, one for accounts at an exchange."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from finbyte_desktop.core.events import Policy
from finbyte_desktop.ui.pages.policy_form import LIVE, PolicyForm
from finbyte_desktop.ui.session import Session
from tests.support.fake_desk import FakeDesk


def test_paper_and_real_accounts_are_set_apart(qtbot: QtBot, desk: FakeDesk, session: Session) -> None:
    """Real money begins with every order; to choose for one changes nothing of the other."""
    form = PolicyForm(session)
    qtbot.addWidget(form)
    form.show_settings(desk.settings())
    assert form.choice(Policy.PLAN).isChecked()
    assert form.choice(Policy.EVERY_ORDER, LIVE).isChecked()
    form.choice(Policy.AUTOMATIC).click()
    form.show_settings(desk.settings())
    assert form.choice(Policy.AUTOMATIC).isChecked()
    assert form.choice(Policy.EVERY_ORDER, LIVE).isChecked()
    form.choice(Policy.PLAN, LIVE).click()
    saved = desk.settings()
    assert (saved.approval_policy, saved.live_approval_policy) == (Policy.AUTOMATIC, Policy.PLAN)
