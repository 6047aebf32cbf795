"""CellDelegate: paints the cells of a TableView."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from finbyte_desktop.widgets.coin import paint_coin
from finbyte_desktop.widgets.colors import Tone, soft_color, strong_color, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS_SMALL
from finbyte_desktop.widgets.mini_paint import paint_spark
from finbyte_desktop.widgets.number_label import draw_number
from finbyte_desktop.widgets.paint import CENTER, LEFT, dot, round_box
from finbyte_desktop.widgets.table_model import Cell, Column, RowAction

if TYPE_CHECKING:
    from finbyte_desktop.widgets.table import TableView

EDGE = 16  # first and last cell of a row
PADDING = 8
_SELECTED = QStyle.StateFlag.State_Selected.value
_ELIDE = Qt.TextElideMode.ElideRight


class CellDelegate(QStyledItemDelegate):
    """Reads cells straight from the TableModel: one Python call a cell instead of one a role."""

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self._table = table
        self._plain = font(Role.TABLE)
        self._strong = font(Role.TABLE_STRONG)
        self._small = font(Role.LABEL)
        self._chip = font(Role.CHIP)
        self._plain_metrics = QFontMetrics(self._plain)
        self._strong_metrics = QFontMetrics(self._strong)
        self._small_metrics = QFontMetrics(self._small)
        self._chip_metrics = QFontMetrics(self._chip)

        self._colors = table.colors
        self._first = self._last = 0
        self._hover = self._current = -1

    def begin_frame(self) -> None:
        """Looks up once what is the same for all cells of a frame."""
        grid = self._table.view
        header = grid.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        shown = [number for number in order if not header.isSectionHidden(number)]
        self._first, self._last = (shown[0], shown[-1]) if shown else (0, 0)
        self._colors = self._table.colors
        self._hover = grid.hover
        self._current = grid.currentIndex().row() if grid.hasFocus() else -1

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, 28)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        c = self._colors
        model = self._table.model
        row_number, column_number = index.row(), index.column()
        column: Column[Any] = model.columns[column_number]
        rect = QRectF(option.rect)
        if option.state.value & _SELECTED:
            painter.fillRect(rect, c.accent_soft)
        elif row_number == self._hover:
            painter.fillRect(rect, c.raised)
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), c.row_line)
        if column_number == self._first and row_number == self._current:
            painter.fillRect(QRectF(rect.x(), rect.y(), 2, rect.height()), c.accent)
        left = EDGE if column_number == self._first else PADDING
        inner = rect.adjusted(left, 0, -(EDGE if column_number == self._last else PADDING), -1)
        if column.actions is not None:
            self._paint_actions(painter, inner, column.actions(model.row(row_number)))
            return
        cell = model.cell(row_number, column_number)
        if cell.spark:
            paint_spark(painter, c, inner.adjusted(0, 4, 0, -4), cell.spark, cell.tone, 0.0)
            return
        lacks = self._paint_cell(painter, inner, cell, column)
        if lacks > 0 and not column.stretch:
            self._table.widen(column_number, int(option.rect.width() + lacks + 1))

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell, column: Column[Any]) -> float:
        """Paints a cell; the pixels that its number lacks, which is never shortened."""
        lacks = 0.0
        c = self._colors
        tone = cell.tone or Tone.NEUTRAL
        ink = text_color(c, tone)
        used, metrics = (
            (self._strong, self._strong_metrics) if cell.strong else (self._plain, self._plain_metrics)
        )
        if cell.line2:
            upper = QRectF(rect.x(), rect.center().y() - 17, rect.width(), 17)
            lower = QRectF(rect.x(), rect.center().y() + 1, rect.width(), 15)
        else:
            upper, lower = rect, QRectF()
        x = upper.x()
        if cell.coin:
            size = 28.0 if cell.line2 else 20.0
            paint_coin(painter, c, cell.coin, QRectF(x, rect.center().y() - size / 2, size, size))
            x += size + (11 if cell.line2 else 8)
            lower.setLeft(x)
        if cell.dot is not None:
            dot(painter, QPointF(x + 3, upper.center().y()), 3, strong_color(c, cell.dot))
            x += 13
        if cell.icon:
            paint_icon(
                painter,
                cell.icon,
                ink if cell.tone else c.muted,
                QRectF(x, upper.y(), 16, upper.height()),
                15,
            )
            x += 22
        upper.setLeft(x)
        if cell.chip is not None:
            self._paint_chip(painter, upper, cell, c)
        elif column.number and not cell.note:
            lacks = metrics.horizontalAdvance(cell.text) - upper.width()
            draw_number(painter, upper, cell.text, used, metrics, ink, mute=column.mute_zeros)
        else:
            self._paint_text(painter, upper, cell, column, used, metrics, ink)
        if cell.line2:
            painter.setFont(self._small)
            painter.setPen(c.muted)
            text = cell.line2
            if self._small_metrics.horizontalAdvance(text) > lower.width():
                text = self._small_metrics.elidedText(text, _ELIDE, int(lower.width()))
            if column.number:
                draw_number(painter, lower, text, self._small, self._small_metrics, c.muted, mute=False)
            else:
                painter.drawText(lower, LEFT, text)
        return lacks

    def _paint_text(
        self,
        painter: QPainter,
        rect: QRectF,
        cell: Cell,
        column: Column[Any],
        used: Any,
        metrics: QFontMetrics,
        ink: QColor,
    ) -> None:
        width = metrics.horizontalAdvance(cell.text)
        note_width = self._plain_metrics.horizontalAdvance(cell.note) + 6 if cell.note else 0
        if column.number:
            x = max(rect.x(), rect.right() - width - note_width)
            rect = QRectF(x, rect.y(), rect.right() - x, rect.height())
        text = cell.text
        if width > rect.width():
            text = metrics.elidedText(text, _ELIDE, int(rect.width()))
            width = int(rect.width())
        painter.setFont(used)
        painter.setPen(ink)
        painter.drawText(rect, LEFT, text)
        room = rect.width() - width - 6
        if cell.note and room > 16:
            note = cell.note
            if note_width - 6 > room:
                note = self._plain_metrics.elidedText(note, _ELIDE, int(room))
            painter.setFont(self._plain)
            painter.setPen(self._table.colors.muted)
            painter.drawText(QRectF(rect.x() + width + 6, rect.y(), room + 1, rect.height()), LEFT, note)

    def _paint_chip(self, painter: QPainter, rect: QRectF, cell: Cell, c: Any) -> None:
        tone = cell.chip or Tone.NEUTRAL
        width = min(rect.width(), self._chip_metrics.horizontalAdvance(cell.text) + 13)
        box = QRectF(rect.x(), rect.center().y() - 10, width, 20)
        round_box(painter, box, RADIUS_SMALL, soft_color(c, tone))
        painter.setFont(self._chip)
        painter.setPen(c.muted if tone in (Tone.NEUTRAL, Tone.MUTED) else text_color(c, tone))
        painter.drawText(box, CENTER, cell.text)

    # -- buttons inside a row

    def _boxes(self, rect: QRectF, actions: Any) -> list[tuple[RowAction, QRectF]]:
        """From right to left, so that the last button stands at the edge."""
        result = []
        x = rect.right()
        for action in reversed(list(actions)):
            width = 28.0
            if action.text and not action.icon:
                width = self._strong_metrics.horizontalAdvance(action.text) + 24.0
            height = min(26.0, rect.height() - 2)
            x -= width
            result.append((action, QRectF(x, rect.center().y() - height / 2, width, height)))
            x -= 8
        return result

    def _paint_actions(self, painter: QPainter, rect: QRectF, actions: Any) -> None:
        c = self._table.colors
        for action, box in self._boxes(rect, actions):
            if action.primary:
                round_box(painter, box, RADIUS_SMALL, c.accent_fill)
            else:
                round_box(painter, box, RADIUS_SMALL, c.button, c.line)
            ink = c.on_fill if action.primary else c.text
            if action.icon:
                paint_icon(painter, action.icon, ink if action.primary else c.muted, box, 14)
            else:
                painter.setFont(self._strong)
                painter.setPen(ink)
                painter.drawText(box, CENTER, action.text)

    def action_at(self, index: QModelIndex, rect: QRectF, where: QPointF) -> str | None:
        """The key of the button under a point, None beside buttons."""
        column = self._table.model.columns[index.column()]
        if column.actions is None:
            return None
        inner = rect.adjusted(PADDING, 0, -EDGE, -1)
        for action, box in self._boxes(inner, column.actions(self._table.model.row(index.row()))):
            if box.contains(where):
                return action.key
        return None
