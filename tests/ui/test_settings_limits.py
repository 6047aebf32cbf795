"""The limits of a live account in the settings: what is in force, what is typed, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.restraint import LIMIT_CODES
from finbyte_desktop.core.risk import LIVE_LIMITS, TIERS, Limits, Tiers
from finbyte_desktop.ui import words, words_decisions
from finbyte_desktop.ui.pages.settings_limits import LimitsSection
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.settings import SettingsModel
from tests.support.fake_accounts import FakeAccounts, LiveFakeDesk
from tests.support.fake_desk import WALL_NS, FakeDesk
from tests.ui.conftest import SpawnAtOnce

D = Decimal


@pytest.fixture
def desk(qtbot: QtBot, english: object) -> LiveFakeDesk:
    found = FakeAccounts(FakeDesk()).desk("binance-1")
    assert isinstance(found, LiveFakeDesk)
    return found


@pytest.fixture
def section(desk: LiveFakeDesk, qtbot: QtBot, spawn: SpawnAtOnce) -> LimitsSection:
    session = Session(desk, spawn, lambda: WALL_NS, None)
    session.host = QWidget()
    qtbot.addWidget(session.host)
    found = LimitsSection(session)
    qtbot.addWidget(found)
    found.show_model(SettingsModel(session))
    return found


def write(section: LimitsSection, name: str, text: str) -> None:
    section.fields[name].line.setText("")
    section.fields[name].line.insert(text)
    section.fields[name].line.textEdited.emit(text)


def saved(desk: FakeDesk) -> list[Limits]:
    return [call[1] for call in desk.calls if call[0] == "set_limits"]  # type: ignore[misc]


def test_what_is_in_force_is_shown_and_saved_unchanged(section: LimitsSection, desk: LiveFakeDesk) -> None:
    """Percent are shown, fractions are kept; an empty field is no limit."""
    assert section.fields["price_band"].value() == D(10)
    assert section.fields["daily_loss.reduce"].value() == D(30)
    assert section.fields["max_order_notional"].text() == ""
    section.save.click()
    assert saved(desk) == [LIVE_LIMITS._replace(version=1)]


def test_numbers_are_saved_together_and_only_by_the_button(
    section: LimitsSection, desk: LiveFakeDesk
) -> None:
    """Half a number is never a limit."""
    for name, text in (("max_order_notional", "500"), ("max_open_orders", "12"), ("drawdown.halt", "")):
        write(section, name, text)
    section.markets.set_text("BTC/USDT, ETH/USDT ,")
    assert saved(desk) == []
    section.save.click()
    (limits,) = saved(desk)
    assert (limits.max_order_notional, limits.max_open_orders) == (D(500), 12)
    assert limits.drawdown == Tiers(D("0.25"), D("0.5"), None)
    assert limits.markets == ("BTC/USDT", "ETH/USDT")
    assert section.fields["max_order_notional"].value() == D(500)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("max_open_orders", "0", "Out of bounds. Feasible: 1 – 100,000"),
        ("max_open_orders", "1.5", "A whole number is needed"),
        ("max_order_notional", "0", "Must be above 0"),
        ("price_band", "200", "Out of bounds. Feasible: 0.1 – 100 %"),
        ("collar", "", "Needed"),
        ("max_exposure", "abc", "Not a number. Write it like 72,600.50"),
    ],
)
def test_what_cannot_be_kept_stands_beside_its_field(
    section: LimitsSection, desk: LiveFakeDesk, name: str, text: str, says: str
) -> None:
    """Nothing is in force before every number can be kept."""
    write(section, name, text)
    section.save.click()
    assert section.fields[name].message_text() == says
    assert desk.kept_limits == LIVE_LIMITS._replace(version=1)


def test_tiers_out_of_order_are_refused(section: LimitsSection, desk: LiveFakeDesk) -> None:
    """Halting before warning is no order of steps."""
    write(section, "daily_loss.warn", "60")
    section.save.click()
    assert section.fields["daily_loss.warn"].has_error()
    assert desk.kept_limits.version == 1
    section.reset.click()
    section.save.click()
    assert desk.kept_limits.version == 2


def test_a_change_elsewhere_is_shown(section: LimitsSection, desk: LiveFakeDesk) -> None:
    """What is in force replaces what stands there, but only when it is another one."""
    write(section, "max_open_orders", "7")
    section.show_model(None)  # type: ignore[arg-type]
    assert section.fields["max_open_orders"].text() == "7"
    desk.kept_limits = desk.kept_limits._replace(max_open_orders=99, version=2)
    section.show_model(None)  # type: ignore[arg-type]
    assert section.fields["max_open_orders"].text() == "99"


def test_every_limit_has_words(english: object) -> None:
    """A denied order, a reason and a loss are sentences with their numbers."""
    notices = {f"limit_{kind}_{tier}" for kind in TIERS for tier in Tiers._fields}
    assert set(words_decisions.SENTENCES) >= LIMIT_CODES | notices
    assert set(words.REASONS) >= LIMIT_CODES
    fields = {"side": "buy", "qty": "1", "price": "99", "value": "120", "bound": "100", "limits": "1"}
    for code in LIMIT_CODES - {"limit_market", "limit_no_price"}:
        told = words_decisions.decision(code, fields)
        assert "100" in told
        assert "99" in told
