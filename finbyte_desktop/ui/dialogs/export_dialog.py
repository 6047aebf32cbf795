"""Export history to a file, with progress and a way to stop it."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.file_dialog import file_dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.progress import Progress
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text


class ExportDialog(Dialog):
    """What, in which format; then the file is chosen in the system's own dialog."""

    confirms = "choose"

    def __init__(self, session: Session, what: str = "fills", bot: str | None = None) -> None:
        super().__init__(session)
        self._bot = bot
        self._stop = False
        self._share = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(lambda: self.progress.set_progress(self._share))
        self.what = SegmentedControl(
            [
                ("fills", self.tr("Fills")),
                ("orders", self.tr("Orders")),
                ("transfers", self.tr("Transfers")),
                ("ledger", self.tr("Ledger")),
                ("decisions", self.tr("Decisions")),
            ],
            what if what in ("fills", "orders", "transfers", "ledger", "decisions") else "fills",
            stretch=True,
            name=self.tr("What to export"),
        )
        self.format = SegmentedControl(
            [("csv", "CSV"), ("parquet", "Parquet")], stretch=True, name=self.tr("File format")
        )
        self.column.addWidget(self.what)
        row = QHBoxLayout()
        row.addWidget(self.format, 1)
        self.column.addLayout(row)
        self.column.addWidget(
            Text(
                self.tr("Numbers are exact, times are UTC. CSV opens in any spreadsheet."),
                Role.TABLE,
                Tone.MUTED,
            )
        )
        self.progress = Progress(self.tr("Writing"))
        self.progress.cancelled.connect(self._cancel)
        self.progress.hide()
        self.column.addWidget(self.progress)

    def open(self) -> None:
        text = self.tr("A copy is written to a file of yours. Nothing here changes.")
        if self._bot is not None:
            name = self.session.desk.card(self._bot).name
            text = self.tr("A copy of what {name} did is written to a file of yours.").format(name=name)
        self.put(
            self.tr("Export"),
            text,
            Answer("cancel", self.tr("Cancel")),
            (Answer("choose", self.tr("Choose a file"), ButtonKind.PRIMARY),),
        )

    def chosen(self, key: Hashable) -> bool:
        form = str(self.format.current())
        dialog = file_dialog(self, self.tr("Export to"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.selectFile(f"finbyte-{self.what.current()}.{form}")
        dialog.fileSelected.connect(lambda file: self.write(Path(file)))
        dialog.rejected.connect(self.deleteLater)
        dialog.open()
        return False

    def write(self, path: Path) -> None:
        """Writes the file; the dialog comes back with its progress."""
        if self._question is not None:
            self.ask(self._question[0], self._question[1], self._question[2])
        self.progress.show()
        self._timer.start()
        self.session.spawn(self._write(path))

    async def _write(self, path: Path) -> None:
        def progress(done: int, total: int) -> bool:
            # may be called from another thread: only values, the timer shows them
            self._share = done / total if total else 0.0
            return self._stop  # True stops the export

        what, form = str(self.what.current()), str(self.format.current())
        try:
            rows = await self.session.desk.export(what, form, path, self._bot, progress, decision)
        except FinByteError as error:
            self._failed(error)
            return
        if self._stop:
            self.session.say(self.tr("Export stopped. No file was kept."), Tone.WARN)
        else:
            text = self.tr("{rows} written to {file}").format(rows=Counts().rows(rows), file=path.name)
            self.session.say(text, Tone.BUY)
        self._stop = True
        self.expire()

    def _cancel(self) -> None:
        self._stop = True

    def dismissed(self) -> None:
        self._stop = True
