"""Log, decisions and problems below the editor: rows with time, level and text; a row leads to its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from finbyte_desktop.ui.viewmodels.strategy_lines import DECISIONS, LOG, PROBLEMS, LineShown
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Themed, Tone, soft_color, text_color
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import RADIUS_SMALL, SPACE_2, SPACE_3
from finbyte_desktop.widgets.page_header import Tab, TabRow
from finbyte_desktop.widgets.paint import CENTER, LEFT, round_box
from finbyte_desktop.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
ROW = 22
DISPLAY, TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)


class LineRows(QAbstractListModel):
    """The rows of one list."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[LineShown] = ()

    def set_rows(self, rows: Sequence[LineShown]) -> None:
        if rows == self.rows:
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        row = self.rows[index.row()]
        if role == DISPLAY:
            return "  ".join(part for part in (row.time, row.level, row.text) if part)
        return row.text if role == TIP else None


class LinePainter(Themed, QStyledItemDelegate):
    """Time, level in its box, text; what leads to a line is underlined under the pointer."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.init_colors()

    def update(self) -> None:
        self._view.viewport().update()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = self.colors
        row: LineShown = index.model().rows[index.row()]  # type: ignore[union-attr]
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        under = bool(option.state & QStyle.StateFlag.State_MouseOver) and row.line > 0
        if chosen or under:
            painter.fillRect(area, c.sel if chosen else c.raised)
        painter.setFont(font(Role.TABLE))
        painter.setPen(c.muted)
        metrics = painter.fontMetrics()
        left = area.left() + SPACE_3
        width = metrics.horizontalAdvance("00 Mmm 00:00:00") + SPACE_2
        painter.drawText(QRectF(left, area.top(), width, area.height()), LEFT, row.time)
        left += width
        painter.setFont(font(Role.LABEL))
        box = QRectF(left, area.top() + 2, 54, area.height() - 4)
        round_box(painter, box, RADIUS_SMALL, soft_color(c, row.tone))
        painter.setPen(text_color(c, Tone.MUTED if row.tone is Tone.NEUTRAL else row.tone))
        painter.drawText(box, CENTER, row.level)
        left += 54 + SPACE_3
        used = font(Role.TABLE)
        used.setUnderline(under)
        painter.setFont(used)
        painter.setPen(text_color(c, row.tone if row.tone is not Tone.ACCENT else Tone.NEUTRAL))
        room = area.right() - left - SPACE_2
        text = " ".join(row.text.split())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(left, area.top(), room, area.height()), LEFT, text)


class LineView(QListView):
    """Enter leads to the line, Ctrl+C copies the row."""

    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(index)
        elif index.isValid() and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(str(index.data(DISPLAY)))
        else:
            super().keyPressEvent(event)


class LinesPanel(Panel):
    """`line_wanted` carries a file's name and a line of it."""

    line_wanted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__("t")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        self.tabs = TabRow(
            [
                Tab(LOG, self.tr("Log")),
                Tab(DECISIONS, self.tr("Decisions"), 0),
                Tab(PROBLEMS, self.tr("Problems"), 0),
            ],
            height=34,
        )
        self.tabs.selected.connect(self.show_tab)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.source = Text("", Role.TABLE, Tone.MUTED, elide=True)
        self.source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.source, 1)
        column.addLayout(head)
        column.addWidget(Line())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self.models: dict[str, LineRows] = {}
        self.views: dict[str, LineView] = {}
        for key, name in (
            (LOG, self.tr("Log")),
            (DECISIONS, self.tr("Decisions")),
            (PROBLEMS, self.tr("Problems")),
        ):
            self._stack.addWidget(self._make_list(key, name))
        self.empty = EmptyState("", icon="ph.list-dashes")
        self._stack.addWidget(self.empty)
        self._texts = {
            LOG: (self.tr("Nothing was written"), self.tr("What your code logs or prints appears here.")),
            DECISIONS: (
                self.tr("Nothing was decided"),
                self.tr("Orders of the strategy and what became of them appear here."),
            ),
            PROBLEMS: (
                self.tr("No problems"),
                self.tr("Wrong lines and errors of the strategy appear here."),
            ),
        }

    def _make_list(self, key: str, name: str) -> LineView:
        model, view = LineRows(), LineView()
        view.setModel(model)
        view.setItemDelegate(LinePainter(view))
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(name)
        view.clicked.connect(self._go)
        view.opened.connect(self._go)
        self.models[key], self.views[key] = model, view
        return view

    def _go(self, index: QModelIndex) -> None:
        row = self.models[self.tab()].rows[index.row()]
        if row.line:
            self.line_wanted.emit(row.file, row.line)

    def tab(self) -> str:
        return str(self.tabs.current())

    def show_tab(self, key: str) -> None:
        self.tabs.set_current(key)
        if self.models[key].rows:
            self._stack.setCurrentWidget(self.views[key])
        else:
            self.empty.set_state(*self._texts[key])
            self._stack.setCurrentWidget(self.empty)

    def show_rows(self, rows: Mapping[str, Sequence[LineShown]], source: str) -> None:
        """All three lists, and what they are of."""
        for key, shown in rows.items():
            self.models[key].set_rows(shown)
        for key in (DECISIONS, PROBLEMS):
            self.tabs.set_count(key, len(rows[key]))
        self.source.setText(source)
        self.show_tab(self.tab())
