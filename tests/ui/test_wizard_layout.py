"""The wizard holds still and is whole: in the smallest usual window and in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight
from finbyte_desktop.services.ports import Preflight
from finbyte_desktop.ui.pages.wizard_choice import market_table
from finbyte_desktop.ui.pages.wizard_page import ADVANCED, WizardPage
from finbyte_desktop.ui.session import Place
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.text import Text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import OpenWindow

D = Decimal
SIZES = [(1100, 720), (1440, 900)]
LANGUAGES = ["en", "zh_CN"]
WRONG = ["", "abc", "0", "-5", "1", "999999", "88000.555", "9999999999999", "1" * 28]
FIELDS = ["lower", "upper", "grids", "investment", "base_qty", "entry_price", "trailing_up_cap"]


def validated(desk: FakeDesk, market: str, params: Mapping[str, Any]) -> Preflight:
    """What the product's own validator says: its words have to fit."""
    m = desk.market(market)
    i = Instrument(
        m.id, m.base, m.quote, m.tick, m.lot, m.lot, m.min_notional, Fees(m.fee_maker, m.fee_taker)
    )
    return preflight(i, params, m.last, desk.free, D(0))


@pytest.fixture(params=[(size, language) for size in SIZES for language in LANGUAGES], ids=str)
def sized(
    request: pytest.FixtureRequest, open_window: OpenWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> WizardPage:
    """The wizard with everything on and the real validator, in a window of this size and language."""
    size, language = request.param
    monkeypatch.setattr(desk, "preflight", lambda _, market, params: validated(desk, market, params))
    desk.current = replace(desk.current, language=language)
    window = open_window(desk)
    window.resize(*size)
    given = {
        "stop_ratio": "0.1", "take_profit_amount": "450", "trailing_up": True, "trailing_up_cap": "90000",
        "pump_guard_steps": 3, "entry_price": "78000", "entry_direction": "below", "hold_delay_s": 60,
        "max_live_orders": 20, "base_qty": "0",
    }  # fmt: skip
    window.session.go(Place("wizard", market="BTC/USDT", params=given))
    page = window.page("wizard")
    assert isinstance(page, WizardPage)
    page.show_step(ADVANCED)
    page.form.option("base_qty").set_on(True)
    page.wizard.check_now()
    return page


def places(page: WizardPage) -> list[QPoint]:
    """Where everything in the form stands."""
    page.form.layout().activate()
    return [page.form.field(name).mapTo(page.form, QPoint(0, 0)) for name in (*FIELDS, "stop_price")] + [
        page.form.option(name).mapTo(page.form, QPoint(0, 0)) for name in ("trailing_down", "qty_mode")
    ]


def test_nothing_moves_while_somebody_types(qtbot: QtBot, sized: WizardPage) -> None:
    """Errors have their room below the fields from the start, whatever is typed."""
    qtbot.wait(20)
    before = places(sized)
    for name in (*FIELDS, "stop_ratio", "take_profit_amount"):
        line = sized.form.field(name).line
        kept = line.text()
        for text in WRONG:
            line.setText(text)
            line.textEdited.emit(text)
            qtbot.wait(1)
            assert places(sized) == before, (name, text, "typed")
            sized.wizard.check_now()
            qtbot.wait(1)
            assert places(sized) == before, (name, text, sized.form.field(name).message_text())
        line.setText(kept)
        line.textEdited.emit(kept)
        sized.wizard.check_now()


def cut(widget: QWidget) -> list[str]:
    """Labels and numbers in it that show less than their text."""
    found = []
    for text in widget.findChildren(Text):
        shown = text.isVisible() and bool(text.text()) and not text.wordWrap()
        if shown and text.fontMetrics().horizontalAdvance(text.text()) > text.width() + 1:
            found.append(text.text())
    numbers = [number for number in widget.findChildren(NumberLabel) if number.isVisible()]
    return found + [n.shown_text() for n in numbers if n.width() < n.minimumSizeHint().width()]


def test_every_result_of_the_preview_is_whole(qtbot: QtBot, sized: WizardPage) -> None:
    """Beside each other where there is room, else one part at a time; no label and no number is cut."""
    assert sized.wizard.ready()
    sized.wizard.set_backtest_days(7)
    numbers = sized.preview.numbers
    for part in ("each", "money", "backtest"):
        numbers.choose(part)
        qtbot.wait(5)
        assert cut(numbers) == []
    assert all(fact.isVisible() for fact in numbers.backtest.results)
    assert {fact.value.shown_text() for fact in numbers.backtest.results} >= {"50"}


def test_every_part_of_the_preview_can_be_reached(sized: WizardPage) -> None:
    """In a narrow window by the choice above it."""
    numbers = sized.preview.numbers
    narrow = sized.window().width() == 1100
    assert numbers.parts.isVisible() is narrow
    assert numbers._stack_bar.isVisible() is not narrow
    numbers.choose("money")
    assert numbers._stack_bar.isVisible()


def test_old_price_in_the_list_of_markets_is_marked(desk: FakeDesk) -> None:
    """With its age, grey as prices that are not fresh are everywhere; a fresh one stands as it is."""
    market = replace(desk.markets()[0], stale_ns=None)
    table = market_table()
    last = next(column for column in table.columns if column.key == "last")
    change = next(column for column in table.columns if column.key == "change")
    assert (last.cell(market).tone, last.cell(market).note) == (None, "")
    old = replace(market, stale_ns=47 * 10**9)
    assert (last.cell(old).tone, last.cell(old).note) == (Tone.STALE, "47 s")
    assert last.cell(old).text == last.cell(market).text
    assert change.cell(old).tone is Tone.STALE
