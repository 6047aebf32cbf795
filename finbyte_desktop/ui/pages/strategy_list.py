"""The list of strategies: the trader's own files, then the examples, each with its state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QAction, QDesktopServices, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from finbyte_desktop.ui.viewmodels.strategies import StrategiesModel
from finbyte_desktop.ui.viewmodels.strategy_documents import FileShown
from finbyte_desktop.widgets.buttons import ButtonKind, IconButton, LinkButton
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.colors import Themed, Tone, strong_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS_SMALL, SPACE_2, SPACE_3
from finbyte_desktop.widgets.paint import LEFT, dot, round_box
from finbyte_desktop.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
ROW, HEAD = 30, 28
FILE_ROLE = int(Qt.ItemDataRole.UserRole)
DISPLAY, TIP, SPOKEN = (
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
)
Row = FileShown | str


class FileRows(QAbstractListModel):
    """Files, and the heads above them as plain texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def set_rows(self, rows: list[Row]) -> bool:
        """Whether the files are others; where only their states changed the view stays as it is."""
        if rows == self.rows:
            return False
        keys = [one if isinstance(one, str) else one.file for one in rows]
        before = [one if isinstance(one, str) else one.file for one in self.rows]
        if keys == before:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        row = self.rows[index.row()]
        if role == FILE_ROLE:
            return None if isinstance(row, str) else row.file
        if isinstance(row, str):
            return row if role in (DISPLAY, SPOKEN) else None
        if role == DISPLAY:
            return row.name
        if role in (TIP, SPOKEN):
            unsaved = self.tr("not saved") if row.unsaved else ""
            return ", ".join(part for part in (row.name, unsaved, row.state) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FilePainter(Themed, QStyledItemDelegate):
    """One row: icon, name, a mark while it is not saved, the dot of its state."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.init_colors()

    def update(self) -> None:
        self._view.viewport().update()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, HEAD if index.data(FILE_ROLE) is None else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, row = self.colors, index.model().rows[index.row()]  # type: ignore[union-attr]
        area = QRectF(option.rect)
        if isinstance(row, str):
            painter.setFont(font(Role.LABEL))
            painter.setPen(c.muted)
            painter.drawText(area.adjusted(SPACE_3, 4, -SPACE_2, 0), LEFT, row)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        under = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or under:
            box = area.adjusted(4, 1, -4, -1)
            ring = chosen and self._view.hasFocus()
            round_box(painter, box, RADIUS_SMALL, c.sel if chosen else c.raised, c.accent if ring else None)
        icon = QRectF(area.left() + SPACE_3, area.top(), 16, area.height())
        paint_icon(painter, "ph.file", c.accent if chosen else c.muted, icon, 14)
        right = area.right() - SPACE_3
        if row.tone is not None:
            ink = strong_color(c, row.tone)
            dot(painter, QPointF(right - 4, area.center().y()), 3.5, ink)
            right -= 14
        painter.setFont(font(Role.TABLE_STRONG if chosen else Role.TABLE))
        painter.setPen(c.text)
        left = area.left() + SPACE_3 + 22
        room = right - left - (14 if row.unsaved else 0)
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(left, area.top(), room + 2, area.height()), LEFT, name)
        if row.unsaved:
            at = left + painter.fontMetrics().horizontalAdvance(name) + 9
            dot(painter, QPointF(at, area.center().y()), 3.5, strong_color(c, Tone.WARN))


class FileView(QListView):
    """The keys of a list, and F2, Delete and the menu key of a file."""

    rename_wanted = Signal(object)
    delete_wanted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        file = self.currentIndex().data(FILE_ROLE)
        if file is not None and event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(file)
        elif file is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit(file)
        else:
            super().keyPressEvent(event)


class StrategyList(Panel):
    """`chosen` carries a file, the others what somebody wants to do with one."""

    chosen = Signal(object)
    new_wanted = Signal()
    copy_wanted = Signal(object)
    rename_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self, model: StrategiesModel) -> None:
        super().__init__("r")
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_3, 8, SPACE_2, 6)
        head.addWidget(Text(self.tr("Files"), Role.STRONG))
        head.addStretch(1)
        self.new = IconButton("ph.plus", self.tr("New strategy"), ButtonKind.GHOST, size=28)
        self.new.clicked.connect(self.new_wanted)
        head.addWidget(self.new)
        self.more = IconButton("ph.dots-three-bold", self.tr("More"), ButtonKind.GHOST, size=28)
        self.more.clicked.connect(lambda: self._open_menu(self.more.mapToGlobal(QPoint(0, 30))))
        head.addWidget(self.more)
        column.addLayout(head)
        self.rows = FileRows()
        self.view = FileView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(FilePainter(self.view))
        self.view.setMouseTracking(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(
            lambda at: self._open_menu(self.view.viewport().mapToGlobal(at))
        )
        self.view.setAccessibleName(self.tr("Strategies"))
        self.view.rename_wanted.connect(self._rename)
        self.view.delete_wanted.connect(self._delete)
        self.view.selectionModel().currentChanged.connect(self._moved)
        column.addWidget(self.view, 1)
        column.addWidget(Line())
        column.addLayout(self._make_foot())
        self._showing = False

    def _make_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_3, 10, SPACE_3, 10)
        foot.setSpacing(4)
        foot.addWidget(Text(self.tr("Where the files are"), Role.TABLE_STRONG))
        self.folder = Text("", Role.LABEL, Tone.MUTED, elide=True, lines=3)
        self.folder.setMinimumHeight(44)
        self.folder.setAlignment(Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.folder)
        note = self.tr("Any editor can write them. What it saves is shown here.")
        foot.addWidget(Text(note, Role.LABEL, Tone.MUTED, wrap=True))
        self.open_folder = LinkButton(self.tr("Open folder"))
        self.open_folder.clicked.connect(self._show_folder)
        foot.addWidget(self.open_folder, 0, Qt.AlignmentFlag.AlignLeft)
        return foot

    def _show_folder(self) -> None:
        self._model.files.folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._model.files.folder)))

    def show_files(self) -> None:
        """The files of now, with the one that is shown chosen."""
        own, examples = self._model.rows()
        rows: list[Row] = [self.tr("Mine"), *own] if own else []
        rows += [self.tr("Examples, read only"), *examples]
        self._showing = True
        self.rows.set_rows(rows)
        current = self._model.current
        at = next((n for n, row in enumerate(rows) if _is(row, current and current.file)), -1)
        index = self.rows.index(at)
        if index != self.view.currentIndex():
            self.view.setCurrentIndex(index)
        self._showing = False
        folder = str(self._model.files.folder)
        self.folder.setText(folder.replace("/", "/\u200b"))
        self.folder.setToolTip(folder)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        file = index.data(FILE_ROLE) if index.isValid() else None
        if file is not None and not self._showing:
            self.chosen.emit(file)

    def _shown(self, file: Path) -> FileShown | None:
        return next((one for one in self._all() if one.file == file), None)

    def _all(self) -> Sequence[FileShown]:
        own, examples = self._model.rows()
        return [*own, *examples]

    def _rename(self, file: Path) -> None:
        if (row := self._shown(file)) is not None and not row.is_example:
            self.rename_wanted.emit(file)

    def _delete(self, file: Path) -> None:
        if (row := self._shown(file)) is not None and not row.is_example:
            self.delete_wanted.emit(file)

    def menu(self) -> QMenu:
        """What can be done with the chosen file."""
        menu = QMenu(self)
        file = self.view.currentIndex().data(FILE_ROLE)
        row = None if file is None else self._shown(file)
        mine = row is not None and not row.is_example
        for text, signal, offered in (
            (self.tr("New strategy"), None, True),
            (self.tr("Copy"), self.copy_wanted, row is not None),
            (self.tr("Rename"), self.rename_wanted, mine),
            (self.tr("Delete"), self.delete_wanted, mine),
        ):
            action = QAction(text, menu)
            action.setEnabled(offered)
            if signal is None:
                action.triggered.connect(lambda _checked=False: self.new_wanted.emit())
            else:
                action.triggered.connect(lambda _checked=False, signal=signal: signal.emit(file))
            menu.addAction(action)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)


def _is(row: Row, file: Path | None) -> bool:
    return not isinstance(row, str) and row.file == file
