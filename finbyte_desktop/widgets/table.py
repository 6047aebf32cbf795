"""TableView: a table with sorting, filter, column choice, copying and an empty state."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from finbyte_desktop.widgets.colors import Themed
from finbyte_desktop.widgets.decimal_edit import FieldFrame
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.focus_ring import FocusRing
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import ROW_HEIGHT
from finbyte_desktop.widgets.paint import LEFT, RIGHT
from finbyte_desktop.widgets.table_delegate import EDGE, PADDING, CellDelegate
from finbyte_desktop.widgets.table_model import Cell, Column, RowAction, TableModel

WIDEST = 2_000  # of a column that is remembered
__all__ = ["Cell", "Column", "ColumnState", "RowAction", "TableModel", "TableView"]


@dataclass(frozen=True, slots=True)
class ColumnState:
    """What a page remembers of a table: the visible columns in order, widths (0 where the table decides), and
    the sort.
    """

    visible: tuple[str, ...]
    widths: tuple[tuple[str, int], ...]
    sort_key: str = ""
    sort_descending: bool = False


class _Header(Themed, QHeaderView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(ROW_HEIGHT)
        self.setMinimumSectionSize(28)
        self.setFont(font(Role.LABEL))
        self.init_colors()

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        c = self.colors
        table = self.parent()
        model = self.model()
        assert isinstance(table, QTableView)
        assert isinstance(model, TableModel)
        painter.save()
        column = model.columns[section]
        visual = self.visualIndex(section)
        left = EDGE if visual == 0 else PADDING
        shown = [i for i in range(self.count()) if not self.isSectionHidden(self.logicalIndex(i))]
        right = EDGE if shown and visual == shown[-1] else PADDING
        inner = QRectF(rect).adjusted(left, 0, -right, 0)
        text = column.title
        sort = model.sorted_by()
        chosen = sort is not None and sort[0] == section
        if chosen and sort is not None:
            text += " \u2191" if sort[1] == Qt.SortOrder.AscendingOrder else " \u2193"
        painter.setFont(font(Role.CHIP if chosen else Role.LABEL))
        painter.setPen(c.text if chosen else c.muted)
        metrics = painter.fontMetrics()
        shown_text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()) + 2)
        painter.drawText(inner, RIGHT if column.number else LEFT, shown_text)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, c.line)
        painter.restore()


class _Grid(QTableView):
    """The table itself; knows which row the pointer is over."""

    hovered_row = Signal(int)
    pressed_action = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hover = -1
        self.setMouseTracking(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        delegate = self.itemDelegate()
        if isinstance(delegate, CellDelegate):
            delegate.begin_frame()
        super().paintEvent(event)

    def set_hover(self, row: int) -> None:
        if row != self.hover:
            old, self.hover = self.hover, row
            for number in (old, row):
                if number >= 0:
                    self.viewport().update(
                        0, self.rowViewportPosition(number), self.width(), self.rowHeight(0)
                    )
            self.hovered_row.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.set_hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.set_hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        delegate = self.itemDelegate()
        if (
            index.isValid()
            and isinstance(delegate, CellDelegate)
            and event.button() == Qt.MouseButton.LeftButton
        ):
            hit = delegate.action_at(index, QRectF(self.visualRect(index)), event.position())
            if hit is not None:
                self.pressed_action.emit(index.row(), hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Find):
            event.ignore()  # the table view around it knows what to do
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class TableView(Themed, QWidget):
    """A TableModel on screen.

    `row_activated` carries a row (Enter or double click), `selection_changed` the selected rows,
    `row_hovered` a row key or None, `action_clicked` (row key, action key). `columns_changed` follows every
    change of `column_state`, also one that the window's size made. `key` names the table for whoever
    remembers it: the first ancestor with a method `remember_table` is told of it when it is first shown.
    """

    row_activated = Signal(object)
    selection_changed = Signal(object)
    row_hovered = Signal(object)
    action_clicked = Signal(object, str)
    empty_action_clicked = Signal()
    columns_changed = Signal()

    def __init__(
        self,
        model: TableModel[Any],
        parent: QWidget | None = None,
        *,
        empty_title: str = "",
        empty_text: str = "",
        empty_action: str = "",
        empty_icon: str = "ph.tray",
        row_height: int = ROW_HEIGHT,
        filter_visible: bool = False,
        multi_select: bool = True,
        name: str = "",
        key: str = "",
    ) -> None:
        super().__init__(parent)
        self.init_colors()
        self.model = model
        self.key = key or " ".join(column.key for column in model.columns)
        self._remembered = False
        self._empty = (empty_title or self.tr("Nothing here yet"), empty_text, empty_action, empty_icon)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._filter_bar = QWidget(self)
        bar = QHBoxLayout(self._filter_bar)
        bar.setContentsMargins(EDGE, 8, EDGE, 8)
        frame = FieldFrame(self._filter_bar, 32)
        frame_row = QHBoxLayout(frame)
        frame_row.setContentsMargins(10, 0, 10, 0)
        self.filter_field = QLineEdit(frame)
        self.filter_field.setProperty("bare", True)
        self.filter_field.setFrame(False)
        self.filter_field.setClearButtonEnabled(False)
        search = self.tr("Search: {name}").format(name=name) if name else self.tr("Filter rows")
        self.filter_field.setPlaceholderText(search)
        self.filter_field.setAccessibleName(search)
        self.filter_field.setFont(font(Role.TABLE))
        self.filter_field.textChanged.connect(self.model.set_filter)
        self.filter_field.returnPressed.connect(self._choose_found)
        frame_row.addWidget(self.filter_field)
        frame.watch(self.filter_field)
        bar.addWidget(frame)
        column.addWidget(self._filter_bar)
        self._filter_bar.setVisible(filter_visible)

        self.view = self._make_grid(row_height, multi_select)
        self.view.setAccessibleName(name)
        self.empty_state = EmptyState(*self._empty)
        self.empty_state.action_clicked.connect(self._empty_clicked)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty_state)
        column.addLayout(self._stack, 1)
        self._waiting: bool | None = None
        self._needed: dict[int, int] = {}  # widths that numbers seen since the last turn of the loop lack
        self._widened: dict[int, tuple[int, int]] = {}  # of a column: its width before, and the one it got
        self._connect()
        self._show_emptiness()

    # -- what pages use

    def selected_rows(self) -> list[Any]:
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.row(number) for number in numbers]

    def select_key(self, key: Hashable) -> bool:
        """Selects and shows one row; False if it is not there."""
        number = self.model.number_of(key)
        if number is None:
            return False
        self.view.selectRow(number)
        self.view.scrollTo(self.model.index(number, 0))
        return True

    def show_filter(self, visible: bool = True) -> None:
        self._filter_bar.setVisible(visible)
        if visible:
            self.filter_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter_field.selectAll()
        else:
            self.filter_field.clear()

    def sort_by(self, key: str, descending: bool = False) -> None:
        number = self._number(key)
        self.model.sort(number, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self.view.horizontalHeader().viewport().update()
        self.columns_changed.emit()

    def widen(self, column: int, width: int) -> None:
        """A number in this column needs so many pixels: it gets them once the frame is painted, and never
        runs into its neighbour.
        """
        if not self._needed:
            QTimer.singleShot(0, self, self._widen)
        self._needed[column] = max(width, self._needed.get(column, 0))

    def _widen(self) -> None:
        header = self.view.horizontalHeader()
        needed, self._needed = self._needed, {}
        for column, width in needed.items():
            before = self._chosen_width(column)
            if width > header.sectionSize(column):
                self._widened[column] = before, width
                header.resizeSection(column, width)

    def _chosen_width(self, column: int) -> int:
        """A column's width without what a number made it wider: that is nobody's choice."""
        width = self.view.columnWidth(column)
        before, got = self._widened.get(column, (width, width))
        return before if got == width else width

    def set_column_visible(self, key: str, visible: bool) -> None:
        self.view.setColumnHidden(self._number(key), not visible)
        self.columns_changed.emit()

    def visible_columns(self) -> list[str]:
        """Keys of the visible columns from left to right."""
        header = self.view.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        return [self.model.columns[i].key for i in order if not self.view.isColumnHidden(i)]

    def column_state(self) -> ColumnState:
        """What to remember; hand it to `restore_columns` next time."""
        columns = enumerate(self.model.columns)
        widths = tuple((c.key, 0 if c.stretch else self._chosen_width(i)) for i, c in columns)
        sort = self.model.sorted_by()
        if sort is None:
            return ColumnState(tuple(self.visible_columns()), widths)
        descending = sort[1] == Qt.SortOrder.DescendingOrder
        return ColumnState(tuple(self.visible_columns()), widths, self.model.columns[sort[0]].key, descending)

    def restore_columns(self, state: ColumnState) -> None:
        """Columns that the state does not know keep their own default. A state that shows none of the columns
        with data (another version's, or a damaged one) changes nothing.
        """
        known = {column.key: i for i, column in enumerate(self.model.columns)}
        visible = [key for key in dict.fromkeys(state.visible) if key in known]
        if all(self.model.columns[known[key]].actions is not None for key in visible):
            return
        named = {key for key, _ in state.widths}
        header = self.view.horizontalHeader()
        for key, number in known.items():
            if key in named:
                self.view.setColumnHidden(number, key not in visible)
        for key, width in state.widths:
            if key in known and width > 0 and not self.model.columns[known[key]].stretch:
                self.view.setColumnWidth(known[key], min(max(width, header.minimumSectionSize()), WIDEST))
        for visual, key in enumerate(visible):
            header.moveSection(header.visualIndex(known[key]), visual)
        if state.sort_key in known:
            self.sort_by(state.sort_key, state.sort_descending)

    def tsv(self, rows_wanted: Sequence[int] | None = None) -> str:
        """Header and rows (visible columns, all rows unless numbered) as tab-separated text."""
        columns = [self._number(key) for key in self.visible_columns()]
        columns = [number for number in columns if self.model.columns[number].actions is None]
        numbers = range(self.model.rowCount()) if rows_wanted is None else rows_wanted
        lines = ["\t".join(_field(self.model.columns[c].title, number=False) for c in columns)]
        for number in numbers:
            fields = []
            for c in columns:
                cell = self.model.cell(number, c)
                text = f"{cell.text} {cell.note}".strip()
                fields.append(_field(text, number=self.model.columns[c].number))
            lines.append("\t".join(fields))
        return "\n".join(lines) + "\n"

    def copy(self) -> None:
        """Puts the selected rows (all rows when none is selected) on the clipboard."""
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self.tsv(numbers or None))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._remembered:
            self._remembered = True
            host = self.parent()
            while host is not None and not hasattr(host, "remember_table"):
                host = host.parent()
            if host is not None:
                host.remember_table(self)

    def colors_changed(self) -> None:
        self.view.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.show_filter()
        elif event.key() == Qt.Key.Key_Escape and self.filter_field.text():
            self.filter_field.clear()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Down and self.window().focusWidget() is self.filter_field:
            self._to_rows()
        else:
            super().keyPressEvent(event)

    def _to_rows(self) -> None:
        """From the filter to the first row that it leaves."""
        if self.model.rowCount():
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
            self.view.selectRow(0)

    def _choose_found(self) -> None:
        """Enter in the filter opens the first row that it leaves."""
        if self.filter_field.text() and self.model.rowCount():
            self.row_activated.emit(self.model.row(0))

    # -- inside

    def _make_grid(self, row_height: int, multi_select: bool) -> _Grid:
        mode = QAbstractItemView.SelectionMode
        grid = _Grid(self)
        FocusRing(grid)
        header = _Header(grid)
        grid.setHorizontalHeader(header)
        grid.setModel(self.model)
        grid.setItemDelegate(CellDelegate(self))
        grid.setShowGrid(False)
        grid.verticalHeader().hide()
        grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        grid.verticalHeader().setMinimumSectionSize(row_height)
        grid.verticalHeader().setDefaultSectionSize(row_height)
        grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        grid.setSelectionMode(mode.ExtendedSelection if multi_select else mode.SingleSelection)
        grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        grid.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        grid.setTabKeyNavigation(False)
        grid.setWordWrap(False)
        for number, spec in enumerate(self.model.columns):
            resize = QHeaderView.ResizeMode.Stretch if spec.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(number, resize)
            grid.setColumnWidth(number, spec.width)
            grid.setColumnHidden(number, spec.hidden)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return grid

    def _connect(self) -> None:
        header = self.view.horizontalHeader()
        header.sectionClicked.connect(self._header_clicked)
        header.sectionResized.connect(lambda *_: self.columns_changed.emit())
        header.sectionMoved.connect(lambda *_: self.columns_changed.emit())
        header.customContextMenuRequested.connect(self._choose_columns)
        self.view.activated.connect(self._activated)
        self.view.doubleClicked.connect(self._activated)
        self.view.selectionModel().selectionChanged.connect(
            lambda *_: self.selection_changed.emit(self.selected_rows())
        )
        self.view.hovered_row.connect(
            lambda row: self.row_hovered.emit(self.model.key_at(row) if row >= 0 else None)
        )
        self.view.pressed_action.connect(
            lambda row, action: self.action_clicked.emit(self.model.key_at(row), action)
        )
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.layoutChanged):
            signal.connect(self._show_emptiness)

    def _activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.model.row(index.row()))

    def _header_clicked(self, section: int) -> None:
        column = self.model.columns[section]
        if column.actions is not None:
            return
        sort = self.model.sorted_by()
        descending = column.number
        if sort is not None and sort[0] == section:
            descending = sort[1] == Qt.SortOrder.AscendingOrder
        self.sort_by(column.key, descending)

    def column_menu(self) -> QMenu:
        """The menu that chooses columns; the last visible one cannot be hidden."""
        menu = QMenu(self)
        visible = self.visible_columns()
        for column in self.model.columns:
            action = QAction(column.title or column.key, menu, checkable=True, checked=column.key in visible)
            action.setEnabled(visible != [column.key])
            action.toggled.connect(lambda on, key=column.key: self.set_column_visible(key, on))
            menu.addAction(action)
        return menu

    def _choose_columns(self, where: QPoint) -> None:
        menu = self.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.horizontalHeader().mapToGlobal(where))

    def set_waiting(self, waiting: bool | None) -> None:
        """Rows are being read: while there are none, nothing is said (False) or that they are read (True).
        None: what is here is all.
        """
        if waiting is not self._waiting:
            self._waiting = waiting
            self._show_emptiness()

    def _number(self, key: str) -> int:
        return next(i for i, column in enumerate(self.model.columns) if column.key == key)

    def _show_emptiness(self) -> None:
        if self.model.rowCount() or self._waiting is False:
            self._stack.setCurrentWidget(self.view)
            return
        if self._waiting:
            self.empty_state.set_state(self.tr("Reading"), "", "", "ph.hourglass")
            self._stack.setCurrentWidget(self.empty_state)
            return
        if self.model.source_count():
            self.empty_state.set_state(
                self.tr("No row matches"), self.tr("The filter hides all rows."), self.tr("Clear the filter")
            )
        else:
            self.empty_state.set_state(*self._empty)
        self._stack.setCurrentWidget(self.empty_state)

    def set_empty(self, title: str, text: str, action: str = "") -> None:
        """What stands in the place of rows while there are none, from now on; `action` is on its button."""
        if self._empty[:3] != (title, text, action):
            self._empty = (title, text, action, self._empty[3])
            self._show_emptiness()

    def _empty_clicked(self) -> None:
        if self.model.source_count():
            self.filter_field.clear()
        else:
            self.empty_action_clicked.emit()


def select_rows(view: TableView, keys: Sequence[Hashable]) -> None:
    """Selects exactly these rows, as far as they are shown."""
    selection = view.view.selectionModel()
    selection.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for key in keys:
        number = view.model.number_of(key)
        if number is not None:
            selection.select(view.model.index(number, 0), flags)


def _field(text: str, *, number: bool) -> str:
    """One TSV field: no tabs or line ends, a plain minus, nothing a spreadsheet takes for a formula."""
    plain = " ".join(text.split()).replace("\u2212", "-")
    if not number and plain[:1] in ("=", "@", "+", "-") and plain != "-":
        return f"'{plain}"
    return plain
