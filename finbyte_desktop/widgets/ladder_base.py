"""What the two ladders share: rows of one height, scrolling, hover, keyboard, words for a screen reader."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QStaticText,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from finbyte_desktop.widgets.colors import Themed
from finbyte_desktop.widgets.focus_ring import FocusRing
from finbyte_desktop.widgets.fonts import Role, font

HEAD = 24
TEXT_CACHE = 6000
PICTURES_SPARE = 64
ROWS_A_SHEET = 64
FIGURES = "0123456789"
SAME_FIGURES = str.maketrans(FIGURES, "0" * 10)
SPECIMEN = "+0.00,0-0 % 00:0"


class RowKind(Enum):
    PLAIN = "plain"
    BUY = "buy"
    SELL = "sell"
    NOW = "now"  # the price now
    VACANT = "vacant"  # a bot's level without an order
    WAITS = "waits"  # a level whose order is not there yet, or may not be there
    ENTRY = "entry"
    BREAK_EVEN = "break_even"


class TextRun:
    """Texts of one font. A text that comes again is drawn as prepared glyphs; preparing one costs as much as
    drawing it twice, and most numbers are seen once.
    """

    def __init__(self, role: Role) -> None:
        self.font = font(role)
        self._metrics = QFontMetrics(self.font)
        self._texts: dict[str, QStaticText | None] = {}
        self._widths: dict[str, int] = {}
        wide = {QFontMetricsF(self.font).horizontalAdvance(SPECIMEN.replace("0", d)) for d in FIGURES}
        self._shapes = SAME_FIGURES if len(wide) == 1 else {}
        self.order = role.value
        self.height = self._metrics.height()
        self.ascent = self._metrics.ascent()

    def width(self, text: str) -> int:
        """Width in px; where all figures are equally wide, measured once for all numbers of one shape."""
        shape = text.translate(self._shapes)
        width = self._widths.get(shape)
        if width is None:
            if len(self._widths) >= TEXT_CACHE:
                self._widths.clear()
            width = self._widths[shape] = self._metrics.horizontalAdvance(text)
        return width

    def prepared(self, text: str) -> QStaticText | None:
        """The glyphs of a text that was asked for before."""
        texts = self._texts
        static = texts.get(text)
        if static is None:
            if text not in texts:
                if len(texts) >= TEXT_CACHE:
                    texts.clear()
                texts[text] = None
                return None
            static = texts[text] = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            static.prepare(font=self.font)
        return static


class RowPen:
    """Collects the texts of a frame and draws them font by font and colour by colour.

    Switching the font between two short texts costs more than drawing one of them.
    """

    def __init__(self, painter: QPainter, columns: dict[str, tuple[float, float]]) -> None:
        self.painter = painter
        self.columns = columns
        self._groups: dict[tuple[TextRun, int], tuple[QColor, list[tuple[int, int, str]]]] = {}

    def flush(self) -> None:
        """Draws what was collected, above all that was painted until now."""
        draw, draw_new = self.painter.drawStaticText, self.painter.drawText
        last: TextRun | None = None
        for (run, _), (color, entries) in sorted(self._groups.items(), key=lambda item: item[0][0].order):
            if run is not last:
                self.painter.setFont(run.font)
                last = run
            self.painter.setPen(color)
            for x, y, text in entries:
                static = run.prepared(text)
                if static is not None:
                    draw(x, y, static)
                else:
                    draw_new(x, y + run.ascent, text)
        self._groups.clear()

    def text(
        self, run: TextRun, text: str, color: QColor, x: float, y: float, height: int, anchor: float
    ) -> None:
        """Draws at x, which is the text's left end (anchor 0), middle (0.5) or right end (1)."""
        group = self._groups.get((run, id(color)))
        if group is None:
            group = self._groups[(run, id(color))] = (color, [])
        if anchor:
            x -= run.width(text) * anchor
        group[1].append((round(x), int(y + (height - run.height) / 2), text))

    def right(
        self, run: TextRun, text: str, color: QColor, column: str, y: float, height: int, pad: int = 8
    ) -> None:
        left, width = self.columns[column]
        self.text(run, text, color, left + width - pad, y, height, 1.0)

    def left(
        self, run: TextRun, text: str, color: QColor, column: str, y: float, height: int, pad: int = 8
    ) -> None:
        self.text(run, text, color, self.columns[column][0] + pad, y, height, 0.0)

    def middle(self, run: TextRun, text: str, color: QColor, column: str, y: float, height: int) -> None:
        left, width = self.columns[column]
        self.text(run, text, color, left + width / 2, y, height, 0.5)


class LadderBase(Themed, QAbstractScrollArea):
    """Rows are frozen data with a `key`. Space or the middle button brings the price now to the middle; from
    then on the view follows it, until somebody scrolls, and never under the pointer.
    """

    row_hovered = Signal(object)  # key or None
    row_activated = Signal(object)  # Enter
    cancel_requested = Signal(object, str)  # row key, column
    recentred = Signal()

    row_height = 22

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Any, ...] = ()
        self._numbers: dict[Hashable, int] = {}
        self._hover: Hashable = None
        self._current: Hashable = None
        self._lit: Hashable = None
        self._stale = False
        self._pictures: dict[Hashable, tuple[Any, Hashable, int]] = {}
        self._pictures_for: tuple[int, float] = (0, 0.0)
        self._sheets: list[QPixmap] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        self.verticalScrollBar().setSingleStep(self.row_height)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._stand())
        self.setAccessibleName(self.tr("Ladder"))
        self._to_centre = False
        self._follows = True
        self._centring = QTimer(self)
        self._centring.setSingleShot(True)
        self._centring.timeout.connect(self._centred)
        self.init_colors()
        self.fonts_changed()

    # -- rows

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Shows these rows, highest price first. What was at the top stays there."""
        anchor = self._anchor()
        self._rows = tuple(rows)
        self._numbers = {row.key: number for number, row in enumerate(self._rows)}
        self._update_scroll_range()
        if anchor is not None:
            key, offset = anchor
            number = self._numbers.get(key)
            if number is not None:
                self.verticalScrollBar().setValue(number * self.row_height + offset)
        if self._to_centre:
            self.recentre()
            if self.isVisible() and any(self.is_now(row) for row in self._rows):
                self._centring.start()  # after the layout that these rows bring about
        elif self._follows and self._hover is None and self._is_out_of_sight():
            self.recentre()
        self.viewport().update()

    def rows(self) -> tuple[Any, ...]:
        return self._rows

    def accessible_text(self, key: Hashable) -> str:
        """What a screen reader says of a row."""
        number = self._numbers.get(key)
        return "" if number is None else self.describe(self._rows[number])

    def describe(self, row: Any) -> str:
        raise NotImplementedError

    def columns(self, width: float) -> dict[str, tuple[float, float]]:
        """(left, width) of each column."""
        raise NotImplementedError

    def paint_row(self, pen: RowPen, row: Any, y: int, width: int) -> None:
        raise NotImplementedError

    def paint_head(self, pen: RowPen, width: int) -> None:
        raise NotImplementedError

    def still(self, row: Any) -> Any:
        """The part of a row that its picture holds."""
        return row

    def paint_moving(self, pen: RowPen, row: Any, y: int) -> None:
        """What is painted over a row's picture every time, because it changes with every price."""

    def is_now(self, row: Any) -> bool:
        return bool(row.kind is RowKind.NOW)

    def set_stale(self, stale: bool) -> None:
        """Greys the rows while the prices are not fresh."""
        if stale != self._stale:
            self._stale = stale
            self.colors_changed()

    def set_lit(self, key: Hashable) -> None:
        """Lights one row up, as the chart's level under the pointer; None for none."""
        if key != self._lit:
            self._lit = key
            self.viewport().update()

    def _stand(self) -> None:
        """Somebody looks at other rows than those around the price."""
        self._follows = False

    def _number_now(self) -> int | None:
        return next((i for i, row in enumerate(self._rows) if self.is_now(row)), None)

    def _is_out_of_sight(self) -> bool:
        number = self._number_now()
        if number is None:
            return False
        top = number * self.row_height - self.verticalScrollBar().value()
        return top < 0 or top + self.row_height > self.viewport().height() - HEAD

    def recentre(self) -> None:
        """Brings the price now to the middle, and follows it from now on."""
        self._follows = True
        number = self._number_now()
        if number is not None:
            room = self.viewport().height() - HEAD
            self.verticalScrollBar().setValue(round((number + 0.5) * self.row_height - room / 2))
        self.recentred.emit()

    def centre_first(self) -> None:
        """With the next rows that are seen the price now comes to the middle, once."""
        self._to_centre = True

    def _centred(self) -> None:
        if self._to_centre:
            self.recentre()
        self._to_centre = False

    def current_key(self) -> Hashable:
        return self._current

    def make_current(self, key: Hashable) -> None:
        """The row that Enter and Delete mean."""
        number = self._numbers.get(key)
        if number is None:
            return
        self._current = key
        text = self.describe(self._rows[number])
        self.setAccessibleDescription(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.viewport().update()

    # -- events

    def sizeHint(self) -> QSize:
        return QSize(420, 480)

    def row_rect(self, key: Hashable) -> QRect:
        """Where a row is drawn, in viewport coordinates; empty if it is not there."""
        number = self._numbers.get(key)
        if number is None:
            return QRect()
        y = HEAD + number * self.row_height - self.verticalScrollBar().value()
        return QRect(0, y, self.viewport().width(), self.row_height)

    def row_at(self, at: QPointF) -> Any | None:
        if at.y() < HEAD:
            return None
        number = int((at.y() - HEAD + self.verticalScrollBar().value()) // self.row_height)
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self.viewport()
        width, bottom = view.width(), view.height()
        scroll = self.verticalScrollBar().value()
        first = scroll // self.row_height
        top = HEAD + first * self.row_height - scroll
        shown = self._rows[first : first + (bottom - top) // self.row_height + 1]
        columns = self.columns(width)
        pictures = self._pictures_of(shown, width, columns)
        picture_height = round(self.row_height * view.devicePixelRatioF())
        with QPainter(view) as painter:
            end = top + len(shown) * self.row_height
            painter.fillRect(0, end, width, max(0, bottom - end), self.colors.panel)
            pen = RowPen(painter, columns)
            for number, row in enumerate(shown):
                y = top + number * self.row_height
                if pictures:
                    sheet, at = pictures[number]
                    painter.drawPixmap(0, y, sheet, 0, at, sheet.width(), picture_height)
                    self.paint_moving(pen, row, y)
                else:
                    painter.fillRect(0, y, width, self.row_height, self.colors.panel)
                    self.paint_row(pen, row, y, width)
                if row.key == self._current and self.hasFocus():
                    painter.setPen(self.colors.accent)
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(0, y, width - 1, self.row_height - 1)
            pen.flush()
            painter.fillRect(0, 0, width, HEAD, self.colors.panel)
            painter.fillRect(0, HEAD - 1, width, 1, self.colors.line)
            self.paint_head(pen, width)
            pen.flush()

    def row_state(self, row: Any) -> Hashable:
        """What besides the row itself decides its picture."""
        return row.key == self._hover or row.key == self._lit

    def forget_pictures(self) -> None:
        """All rows look different from now on."""
        self._pictures.clear()
        self.viewport().update()

    def _pictures_of(
        self, shown: Sequence[Any], width: int, columns: dict[str, tuple[float, float]]
    ) -> list[tuple[QPixmap, int]]:
        """Where each row's picture stands: a sheet of pictures and the y in its pixels. Only rows that
        changed are painted anew, all of a sheet in one go. Empty at fractional scales.

        Blending a row's small texts costs ten times as much as copying its picture.
        """
        ratio = self.viewport().devicePixelRatioF()
        if ratio != int(ratio):
            return []
        if self._pictures_for != (width, ratio):
            self._pictures_for = (width, ratio)
            self._pictures.clear()
            self._sheets.clear()
        if len(self._pictures) > 2 * len(self._rows) + PICTURES_SPARE:
            self._pictures.clear()
        pictures, held = [], self._pictures
        changed: dict[int, list[tuple[Any, int]]] = {}
        for row in map(self.still, shown):
            state = self.row_state(row)
            entry = held.get(row.key)
            place = len(held) if entry is None else entry[2]
            number, at = divmod(place, ROWS_A_SHEET)
            if entry is None or entry[1] != state or entry[0] != row:
                changed.setdefault(number, []).append((row, at * self.row_height))
                held[row.key] = (row, state, place)
            pictures.append((number, round(at * self.row_height * ratio)))
        for number, rows in changed.items():
            self._paint_sheet(number, rows, width, columns, ratio)
        return [(self._sheets[number], y) for number, y in pictures]

    def _paint_sheet(
        self,
        number: int,
        rows: list[tuple[Any, int]],
        width: int,
        columns: dict[str, tuple[float, float]],
        ratio: float,
    ) -> None:
        while len(self._sheets) <= number:
            height = round(ROWS_A_SHEET * self.row_height * ratio)
            sheet = QPixmap(max(1, round(width * ratio)), height)
            sheet.setDevicePixelRatio(ratio)
            self._sheets.append(sheet)
        with QPainter(self._sheets[number]) as painter:
            pen = RowPen(painter, columns)
            for row, y in rows:
                painter.fillRect(0, y, width, self.row_height, self.colors.panel)
                self.paint_row(pen, row, y, width)
            pen.flush()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        self._set_hover(row.key if row is not None else None)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self.recentre()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._stand()
        bar = self.verticalScrollBar()
        delta = event.angleDelta().y()
        bar.setValue(bar.value() - round(delta / 120 * 3) * self.row_height)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._update_scroll_range()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}.get(
            Qt.Key(key)
        )
        if step is not None:
            self._move(step)
        elif key == Qt.Key.Key_Space:
            self.recentre()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.row_activated.emit(self._current)
        elif key == Qt.Key.Key_Delete and self._current is not None:
            self.cancel_requested.emit(self._current, "")
        else:
            super().keyPressEvent(event)

    def colors_changed(self) -> None:
        self.forget_pictures()

    def fonts_changed(self) -> None:
        self.plain = TextRun(Role.TABLE)
        self.strong = TextRun(Role.TABLE_STRONG)
        self.small = TextRun(Role.LABEL)
        self.bold = TextRun(Role.PANEL_TITLE)

    # -- inside

    def _set_hover(self, key: Hashable) -> None:
        if key != self._hover:
            self._hover = key
            self.viewport().update()
            self.row_hovered.emit(key)

    def _move(self, step: int) -> None:
        if not self._rows:
            return
        number = self._numbers.get(self._current)
        if number is None:
            number = next((i for i, row in enumerate(self._rows) if self.is_now(row)), 0)
        else:
            number = min(len(self._rows) - 1, max(0, number + step))
        self._stand()
        bar, room = self.verticalScrollBar(), self.viewport().height() - HEAD
        top = number * self.row_height
        if top < bar.value():
            bar.setValue(top)
        elif top + self.row_height > bar.value() + room:
            bar.setValue(top + self.row_height - room)
        self.make_current(self._rows[number].key)

    def _anchor(self) -> tuple[Hashable, int] | None:
        if not self._rows:
            return None
        scroll = self.verticalScrollBar().value()
        number = min(len(self._rows) - 1, scroll // self.row_height)
        return self._rows[number].key, scroll - number * self.row_height

    def _update_scroll_range(self) -> None:
        room = max(0, self.viewport().height() - HEAD)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._rows) * self.row_height - room))
        bar.setPageStep(max(self.row_height, room))
