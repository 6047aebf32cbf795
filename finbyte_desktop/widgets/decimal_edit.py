"""DecimalEdit: an input field for an exact number, with its error and its way out below it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import ButtonKind, IconButton, LinkButton
from finbyte_desktop.widgets.colors import Themed, Tone
from finbyte_desktop.widgets.decimal_text import MAX_LENGTH, parse_decimal, spell_decimal, step_decimal
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import FIELD_HEIGHT, RADIUS
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text

LINE = 16  # of the message below a field


class _Line(QLineEdit):
    """The bare line edit; it hands arrow keys to the field as steps."""

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }.get(Qt.Key(event.key()))
        if steps is None or self.isReadOnly():
            super().keyPressEvent(event)
        else:
            self.stepped.emit(steps)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class FieldFrame(Themed, QWidget):
    """The box around a field: accent border with the focus inside, red on error."""

    def __init__(self, parent: QWidget | None = None, height: int = FIELD_HEIGHT) -> None:
        super().__init__(parent)
        self.error = False
        self.watched: QWidget | None = None
        self.setFixedHeight(height)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.init_colors()

    def watch(self, widget: QWidget) -> None:
        """Follows the focus of the widget inside; a click beside it goes to it."""
        self.watched = widget
        self.setFocusProxy(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.EnabledChange):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.watched is not None:
            self.watched.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        focused = self.watched is not None and self.watched.hasFocus()
        border = c.line_strong if self.underMouse() else c.line
        if focused:
            border = c.accent
        if self.error:
            border = c.danger
        round_box(QPainter(self), self.rect(), RADIUS, c.field, border, 1.6 if focused or self.error else 1.0)


class LineBelow(Themed, QWidget):
    """What stands below a field: a hint, or an error with one way out.

    Room for `lines` is always there, so that nothing below moves while somebody types. An error is never cut:
    only one that needs more grows.
    """

    fix_clicked = Signal()

    def __init__(self, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self._is_error = False
        self._lines = lines
        self.text = Text("", Role.LABEL, Tone.MUTED, self, elide=True)
        self.long = Text("", Role.LABEL, Tone.DANGER, self, wrap=True)
        self.long.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.long.hide()
        self.fix = LinkButton("", self)
        self.fix.setFont(font(Role.CHIP))
        self.fix.setFixedHeight(16)
        self.fix.clicked.connect(lambda: self.fix_clicked.emit())
        self.init_colors()
        self.show_text("", error=False)

    def show_text(self, text: str, *, error: bool, fix: str = "", tone: Tone = Tone.MUTED) -> None:
        self._is_error = error
        self.text.setText(text)
        self.text.setToolTip(text)
        for label in (self.text, self.long):
            label.set_tone(Tone.DANGER if error else tone)
        self.fix.setText(fix)
        self.fix.setVisible(bool(fix))
        self._fit()
        self.update()

    def _fit(self) -> None:
        """On one line where it fits; else wrapped, with the way out below where room is kept, else beside."""
        left = 16 if self._is_error else 0
        fix = self.fix.sizeHint().width() if self.fix.text() else 0
        whole = max(60, self.width() - left)
        beside = max(60, whole - fix - 8) if fix else whole
        may_wrap = self._is_error or self._lines > 1
        several = may_wrap and self.long.fontMetrics().horizontalAdvance(self.text.text()) > beside
        self.long.setText(self.text.text() if several else "")
        self.long.setVisible(several)
        self.text.setVisible(not several)
        self.text.setGeometry(left, 0, beside, LINE)
        self.fix.setGeometry(self.width() - fix, 0, fix, LINE)
        height = LINE
        if several:
            room = whole if self._lines > 1 else beside
            needed = self._height_of(room)
            self.long.setGeometry(left, 0, room, needed)
            if fix and room == whole:
                self.fix.setGeometry(left, needed, fix, LINE)
                needed += LINE
            height = needed
        self.setFixedHeight(max(height, LINE * self._lines))

    def _height_of(self, room: int) -> int:
        flags = int(Qt.TextFlag.TextWordWrap)
        return self.long.fontMetrics().boundingRect(0, 0, room, 1000, flags, self.text.text()).height() + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_error:
            with QPainter(self) as painter:
                paint_icon(painter, "ph.warning", self.colors.danger_text, QRectF(0, 0, 13, 16), 13)


class DecimalEdit(QWidget):
    """Label above, field with unit, message line below.

    `value()` is None for anything that is not a number, never 0. `edited` carries the value (Decimal or None)
    after each change by a person: typing, a step, the fix button. `lines` is the room kept for the message.
    """

    edited = Signal(object)

    def __init__(
        self,
        label: str = "",
        unit: str = "",
        parent: QWidget | None = None,
        *,
        places: int | None = None,
        step: Decimal | None = None,
        note: str = "",
        prefix: str = "",
        stepper: bool = False,
        helper: bool = True,
        lines: int = 1,
        height: int = FIELD_HEIGHT,
    ) -> None:
        super().__init__(parent)
        self._places = places
        self._step = step
        self._low: Decimal | None = None
        self._high: Decimal | None = None
        self._fix: Decimal | None = None
        self._hint, self._hint_tone = "", Tone.MUTED
        self._outer_error = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        self.label = Text(label, Role.TABLE, Tone.MUTED)
        self.note = Text(note, Role.TABLE, Tone.MUTED)
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self.note)
        column.addLayout(head)
        self.label.setVisible(bool(label))
        self.note.setVisible(bool(note))

        self._frame = FieldFrame(self, height)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        self._prefix = Text(prefix, Role.TABLE, Tone.MUTED)
        self._prefix.setVisible(bool(prefix))
        self.line = _Line(self._frame)
        self.line.setProperty("bare", True)
        self.line.setFrame(False)
        self.line.setFont(font(Role.STRONG))
        self.line.setMaxLength(MAX_LENGTH)
        self.line.setAccessibleName(label)
        self._unit = Text(unit, Role.TABLE, Tone.MUTED)
        self._unit.setVisible(bool(unit))
        row.addWidget(self._prefix)
        row.addWidget(self.line, 1)
        row.addWidget(self._unit)
        if stepper:
            row.setContentsMargins(12, 0, 6, 0)
            for icon, name, count in (("ph.minus", self.tr("Less"), -1), ("ph.plus", self.tr("More"), 1)):
                button = IconButton(icon, name, ButtonKind.SECONDARY, size=24, icon_size=12)
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.setAutoRepeat(True)
                button.clicked.connect(lambda _checked=False, count=count: self._move(count))
                row.addWidget(button)
        self._frame.watch(self.line)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(8)
        self._beside.addWidget(self._frame, 1)
        column.addLayout(self._beside)
        self._below = LineBelow(self, lines)
        self._below.setVisible(helper)
        column.addWidget(self._below)
        self.setFocusProxy(self.line)

        self.line.textEdited.connect(self._typed)
        self.line.stepped.connect(self._move)
        self.line.left.connect(self._tidy)
        self._below.fix_clicked.connect(self._use_fix)

    def value(self) -> Decimal | None:
        return parse_decimal(self.line.text())

    def set_value(self, value: Decimal | None) -> None:
        """Shows a value without saying `edited`; None empties the field."""
        self.line.setText("" if value is None else spell_decimal(value, self._places))
        self._judge()

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Shows what somebody typed elsewhere, also where it is no number."""
        if self.line.text() != text:
            self.line.setText(text)
            self._judge()

    def set_unit(self, unit: str) -> None:
        self._unit.setText(unit)
        self._unit.setVisible(bool(unit))

    def set_note(self, note: str) -> None:
        """The words at the right above the field ("Available 26,887.23")."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def set_places(self, places: int | None) -> None:
        self._places = places

    def set_step(self, step: Decimal | None) -> None:
        self._step = step

    def set_bounds(self, low: Decimal | None, high: Decimal | None) -> None:
        """Where steps stop. What a person types is never changed, only judged by whoever sets the error."""
        self._low, self._high = low, high

    def set_hint(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """The line below the field while there is no error: quiet, or a warning by its tone."""
        self._hint, self._hint_tone = text, tone
        self._judge()

    def set_error(self, text: str, fix: Decimal | None = None) -> None:
        """Says what is wrong with the feasible range in it; `fix` offers "Use 72,600", and the offer holds
        still while the pointer is over it.
        """
        aimed_at = self._fix is not None and self._below.fix.isVisible() and self._below.fix.underMouse()
        if self._outer_error and aimed_at and fix is not None:
            fix = self._fix
        self._outer_error = True
        self._fix = fix
        use = self.tr("Use {value}").format(value=spell_decimal(fix)) if fix is not None else ""
        self._show(text, error=True, fix=use)

    def clear_error(self) -> None:
        self._outer_error = False
        self._fix = None
        self._judge()

    def has_error(self) -> bool:
        return self._frame.error

    def message_text(self) -> str:
        return self._below.text.text()

    def fix_button(self) -> LinkButton:
        """The button that takes the proposed value; visible only while there is one."""
        return self._below.fix

    def put_beside(self, widget: QWidget) -> None:
        """A choice left of the box; the keyboard comes to it first. Label and message keep their width."""
        self._beside.insertWidget(0, widget)
        for part in (widget, *widget.findChildren(QWidget)):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(part, self.line)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def _typed(self) -> None:
        self._outer_error = False
        self._fix = None
        self._judge()
        self.edited.emit(self.value())

    def _judge(self) -> None:
        if self._outer_error:
            return
        if self.line.text().strip() not in ("", "-", "+", ".") and self.value() is None:
            whole = self.tr("Digits only, such as 49")
            other = self.tr("Not a number. Write it like 72,600.50")
            self._show(whole if self._places == 0 else other, error=True)
        else:
            self._show(self._hint, error=False)

    def _show(self, text: str, *, error: bool, fix: str = "") -> None:
        self._frame.error = error
        self._frame.update()
        self._below.show_text(text, error=error, fix=fix, tone=self._hint_tone)
        self.line.setAccessibleDescription(text)

    def _move(self, count: int) -> None:
        value = self.value()
        if value is None or self._step is None:
            return
        moved = step_decimal(value, self._step, count)
        if count > 0 and self._high is not None:
            moved = max(value, min(moved, self._high))
        if count < 0 and self._low is not None:
            moved = min(value, max(moved, self._low))
        if moved != value:
            self._take(moved)

    def _use_fix(self) -> None:
        if self._fix is not None:
            self._take(self._fix)
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, value: Decimal) -> None:
        self._outer_error = False
        self._fix = None
        self.set_value(value)
        self.edited.emit(value)

    def _tidy(self) -> None:
        value = self.value()
        if value is not None:
            self.line.setText(spell_decimal(value, self._places))
