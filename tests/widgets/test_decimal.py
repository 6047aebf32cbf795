"""An amount is exactly what was typed, or nothing."""

from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.decimal_text import parse_decimal, spell_decimal, step_decimal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0"),
        ("72600", "72600"),
        ("72,600.50", "72600.50"),
        ("1,234,567.000000001", "1234567.000000001"),
        ("1 234 567", "1234567"),
        ("1\u202f234.5", "1234.5"),
        ("1'234", "1234"),
        ("  0.10 ", "0.10"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+3", "3"),
        ("-3.5", "-3.5"),
        ("\u22123.5", "-3.5"),
        ("１２，０００．５", "12000.5"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
    ],
)
def test_number_is_read_exactly(typed: str, value: str) -> None:
    """Each of these spells one number, kept to its last digit."""
    result = parse_decimal(typed)
    assert result is not None
    assert str(result) == value


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "-", "+", ".", ",", "abc", "1e5", "1E5", "inf", "-Infinity", "NaN", "sNaN", "1,5", "12,34",
        "1,2345", "1,234,56", "1,234 567", ",123", "1..2", "1.2.3", "--1", "1-", "0x10", "1_000", "٣", "5²",
        "½", "1.234,50", "12 USDT", "$5", "9" * 60, "1\n2",
    ],
)  # fmt: skip
def test_nonsense_is_no_number(typed: str) -> None:
    """Nonsense is None, never 0 and never a guess."""
    assert parse_decimal(typed) is None


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("72600", None, "72,600"),
        ("72600", 2, "72,600.00"),
        ("0.00000001", 2, "0.00000001"),
        ("-1234.50", None, "-1,234.50"),
        ("1234.5000", 2, "1,234.50"),
        ("1E+3", None, "1,000"),
        ("-0.5", 2, "-0.50"),
    ],
)
def test_number_is_spelled_with_every_digit(value: str, places: int | None, text: str) -> None:
    """Thousands are separated, zeros padded, no digit is dropped."""
    assert spell_decimal(Decimal(value), places) == text
    assert parse_decimal(text) == Decimal(value)


def test_infinity_is_not_spelled() -> None:
    """A number that is not finite has no spelling."""
    with pytest.raises(ValueError, match="finite"):
        spell_decimal(Decimal("NaN"))


def test_step_ignores_the_ambient_context() -> None:
    """A library that lowers the thread's precision does not change a step."""
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_HALF_UP
        assert step_decimal(Decimal("123456.78"), Decimal("0.01"), 3) == Decimal("123456.81")
    assert getcontext().prec == 28


def test_typing_says_the_value(app: QApplication, qtbot: QtBot) -> None:
    """Each key says the value so far; nonsense says None and shows what is wrong."""
    field = DecimalEdit("Price", "USDT")
    qtbot.addWidget(field)
    heard: list[object] = []
    field.edited.connect(heard.append)
    qtbot.keyClicks(field.line, "12x")
    assert heard == [Decimal(1), Decimal(12), None]
    assert field.value() is None
    assert field.has_error()
    assert "Not a number" in field.message_text()
    qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.value() == Decimal(12)
    assert not field.has_error()


def test_fix_button_takes_the_proposed_value(app: QApplication, qtbot: QtBot) -> None:
    """The error names the range, one click takes the way out and says so."""
    field = DecimalEdit("Stop", "USDT", places=2)
    qtbot.addWidget(field)
    field.show()
    field.set_value(Decimal(73400))
    field.set_error("Inside the range. Feasible: 0.01 - 72,999.99", Decimal(72600))
    assert field.fix_button().text() == "Use 72,600"
    with qtbot.waitSignal(field.edited) as heard:
        qtbot.mouseClick(field.fix_button(), Qt.MouseButton.LeftButton)
    assert heard.args == [Decimal(72600)]
    assert field.text() == "72,600.00"
    assert not field.has_error()


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        ("10", Qt.Key.Key_Up, "10.5"),
        ("10", Qt.Key.Key_Down, "9.5"),
        ("10", Qt.Key.Key_PageUp, "12"),
        ("11.8", Qt.Key.Key_Up, "12"),
        ("12", Qt.Key.Key_Up, "12"),
        ("15", Qt.Key.Key_Up, "15"),
        ("15", Qt.Key.Key_Down, "14.5"),
        ("8.2", Qt.Key.Key_Down, "8"),
        ("abc", Qt.Key.Key_Up, None),
    ],
)
def test_arrow_keys_step_inside_the_bounds(
    app: QApplication, qtbot: QtBot, start: str, key: Qt.Key, end: str | None
) -> None:
    """Arrows step, stop at the bounds, never jump, and do nothing to nonsense."""
    field = DecimalEdit("Grids", step=Decimal("0.5"))
    qtbot.addWidget(field)
    field.set_bounds(Decimal(8), Decimal(12))
    field.line.setText(start)
    qtbot.keyClick(field.line, key)
    assert field.value() == (None if end is None else Decimal(end))


def test_leaving_groups_the_digits(app: QApplication, qtbot: QtBot) -> None:
    """Leaving the field separates thousands and keeps what was typed beyond the usual places."""
    field = DecimalEdit("Price", places=2)
    qtbot.addWidget(field)
    field.line.setText("72600.1234")
    field.line.left.emit()
    assert field.text() == "72,600.1234"
    field.line.setText("rubbish")
    field.line.left.emit()
    assert field.text() == "rubbish"
