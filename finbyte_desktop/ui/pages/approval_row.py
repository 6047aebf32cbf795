"""One request in the queue, with its countdown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.viewmodels.approvals import RequestShown
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.coin import CoinBadge
from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4
from finbyte_desktop.widgets.mini_paint import CountdownBar
from finbyte_desktop.widgets.text import Text

WIDTHS = (40, 204, 60, 108, 96, 100, 68)  # tick, asked by, action, quantity, price, cost, fee
EXPIRES_WIDTH = 72
BUTTONS_WIDTH = 152


class ApprovalRow(Themed, KeyFocus, QWidget):
    """Space ticks, A or Enter opens the question, R rejects, the arrow keys go to the neighbours."""

    ticked = Signal(str, bool)
    approve_wanted = Signal(str)
    reject_wanted = Signal(str)
    neighbour_wanted = Signal(str, int)

    def __init__(self, shown: RequestShown) -> None:
        super().__init__()
        self.request = shown.id
        self._shown = shown
        self.setFixedHeight(52)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, 0, SPACE_4, 1)
        row.setSpacing(0)
        self.tick = CheckBox()
        self.tick.setAccessibleName(self.tr("Choose {name}").format(name=shown.title))
        self.tick.setFixedWidth(WIDTHS[0])
        self.tick.toggled.connect(lambda on: self.ticked.emit(self.request, on))
        row.addWidget(self.tick)
        asked = QWidget()
        asked.setFixedWidth(WIDTHS[1])
        asked_row = QHBoxLayout(asked)
        asked_row.setContentsMargins(0, 0, 8, 0)
        asked_row.setSpacing(11)
        asked_row.addWidget(CoinBadge(shown.base, 28))
        asked_row.addLayout(self._pair("title", Qt.AlignmentFlag.AlignLeft), 1)
        row.addWidget(asked)
        self._action = Text("", Role.TABLE_STRONG)
        self._action.setFixedWidth(WIDTHS[2])
        row.addWidget(self._action)
        for name, width in zip(("quantity", "price", "cost", "fee"), WIDTHS[3:], strict=True):
            area = QWidget()
            area.setFixedWidth(width)
            area.setLayout(self._pair(name, Qt.AlignmentFlag.AlignRight))
            row.addWidget(area)
        row.addSpacing(SPACE_4)
        self._effect = Text("", Role.TABLE, Tone.MUTED, elide=True, lines=2)
        self._effect_shown = True
        row.addWidget(self._effect, 1)
        row.addSpacing(SPACE_3)
        self.countdown = CountdownBar()
        self.countdown.setFixedWidth(EXPIRES_WIDTH)
        row.addWidget(self.countdown)
        row.addSpacing(SPACE_3)
        buttons = QWidget()
        buttons.setFixedWidth(BUTTONS_WIDTH)
        button_row = QHBoxLayout(buttons)
        button_row.setContentsMargins(0, 0, 0, 0)
        button_row.setSpacing(8)
        button_row.addStretch(1)
        self.approve = Button("", height=28)
        self.approve.clicked.connect(lambda: self.approve_wanted.emit(self.request))
        self.reject = IconButton("ph.x", self.tr("Reject"), ButtonKind.SECONDARY, icon_size=13)
        self.reject.clicked.connect(lambda: self.reject_wanted.emit(self.request))
        button_row.addWidget(self.approve)
        button_row.addWidget(self.reject)
        row.addWidget(buttons)
        self.init_colors()
        self.show_request(shown)

    def _pair(self, name: str, align: Qt.AlignmentFlag) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addStretch(1)
        for suffix, role, tone in (("", Role.TABLE_STRONG, Tone.NEUTRAL), ("_note", Role.LABEL, Tone.MUTED)):
            text = Text("", role, tone, elide=True)
            text.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            text.setFixedHeight(16)
            setattr(self, f"_{name}{suffix}", text)
            if f"{name}{suffix}" == "price_note":
                column.addLayout(self._with_age(text))
            else:
                column.addWidget(text)
        column.addStretch(1)
        return column

    def _with_age(self, note: Text) -> QHBoxLayout:
        """A note and, beside it, how old the values are when they are not fresh."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.age = Text("", Role.LABEL, Tone.WARN)
        self.age.hide()
        row.addWidget(note, 1)
        row.addWidget(self.age)
        return row

    def figures(self) -> tuple[Text, ...]:
        """What a request would move, as far as it depends on prices."""
        return self._quantity, self._price, self._cost, self._fee

    def show_request(self, shown: RequestShown, stale_age: str | None = None) -> None:
        """Shows a newer snapshot of the same request. Values that are not fresh are grey, and the price says
        how old they are.
        """
        self._shown = shown
        is_stale = stale_age is not None
        for figure in self.figures():
            figure.set_tone(Tone.STALE if is_stale else Tone.NEUTRAL)
        self._title.setText(shown.title)
        self._title_note.setText(shown.account)
        self._title_note.setToolTip(shown.asked)
        self._action.setText(shown.action)
        self._action.set_tone(shown.action_tone)
        self._quantity.setText(shown.quantity)
        self._quantity_note.setText(shown.quantity_note)
        self._price.setText(shown.price)
        self._price_note.setText(shown.price_note)
        self.age.setText(stale_age or "")
        self.age.setVisible(is_stale)
        self._cost.setText(shown.cost)
        self._cost_note.setText(shown.cost_note)
        self._fee.setText(shown.fee)
        self._fee_note.setText(shown.cost_note)
        self._effect.setText(shown.effect if self._effect_shown else "")
        self._effect.setToolTip(shown.effect)
        calm = Tone.STALE if is_stale else Tone.MUTED
        self._effect.set_tone(Tone.WARN if shown.moved else calm)
        self.approve.setText(self.tr("Look again") if shown.moved else self.tr("Approve"))
        self.setAccessibleName(
            f"{shown.title}, {shown.asked}, {shown.action} {shown.quantity} {shown.quantity_note}, "
            f"{shown.price} {shown.price_note} {stale_age or ''}".rstrip()
            + f", {shown.effect}"
        )

    def show_time_left(self, now_ns: int) -> None:
        left = max(0, (self._shown.deadline_ns - now_ns) // fmt.NS_A_SECOND)
        self.countdown.set_left(left, self._shown.total_s)

    def show_effect(self, visible: bool) -> None:
        """A narrow window has no room for the effect: it moves into the tooltip."""
        self._effect_shown = visible
        self._effect.setText(self._shown.effect if visible else "")
        self.setToolTip("" if visible else self._shown.effect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.tick.toggle()
        elif key in (Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.approve_wanted.emit(self.request)
        elif key == Qt.Key.Key_R:
            self.reject_wanted.emit(self.request)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.neighbour_wanted.emit(self.request, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.approve_wanted.emit(self.request)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            if self.tick.isChecked():
                painter.fillRect(self.rect(), c.accent_soft)
            elif self.underMouse():
                hover = QColor(c.raised)
                painter.fillRect(self.rect(), hover)
            painter.fillRect(0, self.height() - 1, self.width(), 1, c.row_line)
            if self.ring:
                painter.fillRect(0, 0, 2, self.height(), c.accent)
