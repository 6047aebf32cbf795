"""Tables keep their columns: width, order, which are shown, and the sort, over restarts."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from finbyte_desktop.services.ports import TableLayout
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.table import ColumnState, TableView

SETTLED_MS = 400


class RememberedTable(QObject):
    """Gives a table the columns that it had, and saves them some time after the last change."""

    def __init__(self, session: Session, key: str, table: TableView) -> None:
        super().__init__(table)
        self._session = session
        self._key = key
        self._table = table
        saved = session.desk.settings().tables.get(key)
        if saved is not None:
            table.restore_columns(ColumnState(saved.visible, saved.widths, saved.sort, saved.descending))
        self._known = self._layout()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self.save)
        table.columns_changed.connect(self._timer.start)

    def save(self) -> None:
        """Saves the columns as they are, if they differ from what is saved."""
        layout = self._layout()
        if layout == self._known:
            return
        self._known = layout
        self._session.change_settings(tables={self._key: layout})

    def _layout(self) -> TableLayout:
        state = self._table.column_state()
        return TableLayout(state.visible, state.widths, state.sort_key, state.sort_descending)
