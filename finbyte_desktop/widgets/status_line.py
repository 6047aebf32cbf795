"""StatusLine: money mode, health of connections, clock and the panic button; 28 px at the foot."""

from __future__ import annotations

import html
from collections.abc import Hashable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RAIL_WIDTH, STATUS_HEIGHT
from finbyte_desktop.widgets.paint import CENTER, LEFT, dot, round_box

LOUD = frozenset({Tone.WARN, Tone.DANGER})
CARET_PX = 12
METER_PX = 54  # the bar and what is free beside it
PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class _ModeCell(Themed, QWidget):
    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tone = Tone.PAPER
        self.text = self.tr("PAPER")
        self.setFixedSize(RAIL_WIDTH, STATUS_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.init_colors()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            fills = {Tone.WARN: c.live, Tone.ACCENT: c.accent_fill}
            painter.fillRect(self.rect(), fills.get(self.tone, c.paper_cell))
            used = font(Role.CHIP)
            used.setWeight(QFont.Weight.Bold)
            painter.setFont(used)
            painter.setPen(c.on_live if self.tone is Tone.WARN else c.on_fill)
            painter.drawText(self.rect(), CENTER, self.text)


class _Cell(Themed, KeyFocus, QWidget):
    """[dot or icon] [label in muted] value [meter] [caret]. One that leads somewhere or opens a list says
    `clicked`; one that opens a list has a caret.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon = ""
        self.leads = False
        self.opens = False
        self._pressable = False
        self.label = ""
        self.value = ""
        self.note = ""
        self.dot: Tone | None = None
        self.tone = Tone.NEUTRAL
        self.meter: float | None = None
        self.setFixedHeight(STATUS_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def set_pressable(self) -> None:
        """A click on it, or Enter and Space while it has the focus, do something."""
        self._pressable = True
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def event(self, event: QEvent) -> bool:
        """A long tip takes several lines: a plain one would be as wide as the window."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.toolTip():
            text = "<br>".join(html.escape(line) for line in self.toolTip().splitlines())
            QToolTip.showText(event.globalPos(), f"<p>{text}</p>", self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._pressable and inside and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pressable and event.key() in PRESSES:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        plain, strong = QFontMetrics(font(Role.LABEL)), QFontMetrics(font(Role.CHIP))
        width = (
            24
            + (13 if self.dot else 0)
            + (19 if self.icon else 0)
            + (METER_PX if self.meter is not None else 0)
        )
        width += plain.horizontalAdvance(self.label) + strong.horizontalAdvance(self.value) + 1
        width += 6 if self.label and self.value else 0
        width += plain.horizontalAdvance(self.note) + 6 if self.note else 0
        width += CARET_PX + 4 if self.opens else 0
        return QSize(width, STATUS_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            if self.opens and self.underMouse():
                painter.fillRect(self.rect(), c.raised)
            painter.fillRect(self.width() - 1, 0, 1, self.height(), c.line)
            if self.ring:
                round_box(painter, QRectF(self.rect()).adjusted(1, 1, -2, -1), 3, c.raised, c.accent)
            x = 12.0
            if self.dot is not None:
                dot(painter, QPointF(x + 3, self.height() / 2), 3, strong_color(c, self.dot))
                x += 13
            if self.icon:
                ink = text_color(c, self.tone)
                paint_icon(painter, self.icon, ink, QRectF(x, 0, 14, self.height()), 14)
                x += 19
            for text, role, color in (
                (self.label, Role.LABEL, c.muted),
                (self.value, Role.CHIP, text_color(c, self.tone)),
                (self.note, Role.LABEL, c.muted),
            ):
                if text:
                    used = font(role)
                    painter.setFont(used)
                    painter.setPen(color)
                    painter.drawText(QRectF(x, 0, self.width(), self.height()), LEFT, text)
                    x += QFontMetrics(used).horizontalAdvance(text) + 6
            if self.meter is not None:
                rect = QRectF(x, self.height() / 2 - 2, 48, 4)
                round_box(painter, rect, 2, c.line)
                rect.setWidth(max(4.0, 48 * min(1.0, self.meter)))
                round_box(painter, rect, 2, c.accent)
                x += METER_PX
            if self.opens:
                paint_icon(painter, "ph.caret-up", c.text, QRectF(x, 0, CARET_PX, self.height()), CARET_PX)


class StatusLine(Themed, QWidget):
    """Cells are named by a key and appear in the order of their first `set_cell`. `cell_clicked` carries the
    key of one that leads somewhere or opens a list.
    """

    panic_clicked = Signal()
    mode_clicked = Signal()
    cell_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, panic_shortcut: str = "Ctrl+Shift+X") -> None:
        super().__init__(parent)
        self.setFixedHeight(STATUS_HEIGHT)
        self.setAccessibleName(self.tr("Status"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 1, 8, 0)
        layout.setSpacing(0)
        self._mode = _ModeCell(self)
        self._mode.clicked.connect(lambda: self.mode_clicked.emit())
        layout.addWidget(self._mode)
        self._cells: dict[Hashable, _Cell] = {}
        self._cell_row = QHBoxLayout()
        self._cell_row.setSpacing(0)
        layout.addLayout(self._cell_row)
        layout.addStretch(1)
        self._apart = QHBoxLayout()
        self._apart.setSpacing(0)
        layout.addLayout(self._apart)
        self._clock = _Cell(self)
        layout.addWidget(self._clock)
        self.panic_button = Button(
            self.tr("Panic"), ButtonKind.DANGER, "ph.warning", self, height=20, shortcut_text=panic_shortcut
        )
        self.panic_button.setToolTip(self.tr("Stop all bots and cancel all orders (asks first)"))
        self.panic_button.clicked.connect(lambda: self.panic_clicked.emit())
        layout.addSpacing(4)
        layout.addWidget(self.panic_button)
        self.init_colors()
        self.set_mode(Tone.PAPER, self.tr("PAPER"), self.tr("Virtual money only"))

    @property
    def mode_cell(self) -> QWidget:
        """Where the mark of the mode stands."""
        return self._mode

    def cell(self, key: Hashable) -> QWidget | None:
        """Where a cell stands; None for one that is not shown."""
        return self._cells.get(key)

    def set_mode(self, tone: Tone, text: str, tip: str) -> None:
        """Paper is blue-grey, play money at a venue (ACCENT) blue, real money (WARN) amber."""
        self._mode.tone = tone
        self._mode.text = text
        self._mode.setToolTip(tip)
        self._mode.setAccessibleName(f"{self._mode.text}. {tip}")
        self._mode.update()

    def set_cell(
        self,
        key: Hashable,
        label: str,
        value: str = "",
        *,
        note: str = "",
        dot: Tone | None = None,
        tone: Tone = Tone.NEUTRAL,
        meter: float | None = None,
        tooltip: str = "",
        icon: str = "",
        leads: bool = False,
        opens: bool = False,
        apart: bool = False,
    ) -> None:
        """Shows or updates one cell; `meter` is a filled share from 0 to 1. One that `leads` somewhere stands
        before the others; one that `opens` a list has a caret. Both can be clicked. One that stands `apart`
        is at the right, where it can come and go without moving another.
        """
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = _Cell(self)
            if apart:
                self._apart.addWidget(cell)
            else:
                self._cell_row.insertWidget(0 if leads else self._cell_row.count(), cell)
            cell.leads = leads
            if leads or opens:
                cell.set_pressable()
                cell.clicked.connect(lambda: self.cell_clicked.emit(key))
        cell.setToolTip(tooltip)
        state = (label, value, note, dot, tone, meter, icon, opens)
        if state == (
            cell.label, cell.value, cell.note, cell.dot, cell.tone, cell.meter, cell.icon, cell.opens
        ):  # fmt: skip
            return
        before = cell.sizeHint(), cell.tone in LOUD
        cell.label, cell.value, cell.note, cell.dot, cell.tone, cell.meter, cell.icon, cell.opens = state
        cell.setAccessibleName(" ".join(part for part in (label, value, note) if part))
        cell.update()
        if (cell.sizeHint(), cell.tone in LOUD) != before:
            cell.updateGeometry()
            self._fit()

    def remove_cell(self, key: Hashable) -> None:
        cell = self._cells.pop(key, None)
        if cell is not None:
            for row in (self._cell_row, self._apart):
                row.removeWidget(cell)
            cell.deleteLater()
            self._fit()

    def set_clock(self, date: str, time: str, zone: str = "UTC") -> None:
        clock = self._clock
        if (date, time, zone) != (clock.label, clock.value, clock.note):
            before = clock.sizeHint()
            clock.label, clock.value, clock.note = date, time, zone
            if clock.sizeHint() != before:
                clock.updateGeometry()
                self._fit()
            clock.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.panel)
            painter.fillRect(0, 0, self.width(), 1, self.colors.line)

    def _fit(self) -> None:
        """The last quiet cells give way in a narrow window: mode, clock, panic and what is wrong stay."""
        fixed = self._clock.sizeHint().width() + self.panic_button.sizeHint().width() + 16
        room = self.width() - RAIL_WIDTH - fixed
        for cell in sorted(self._cells.values(), key=lambda cell: (not cell.leads, cell.tone not in LOUD)):
            room -= cell.sizeHint().width()
            cell.setVisible(room >= 0)
