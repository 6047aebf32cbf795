"""Export history to a file, with progress and a way to stop it."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.file_dialog import file_dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.progress import Progress
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit

EXAMPLE = "2026-01-31"


class ExportDialog(Dialog):
    """What, in which format; then the file is chosen in the system's own dialog."""

    confirms = "choose"

    def __init__(self, session: Session, what: str = "fills", bot: str | None = None) -> None:
        super().__init__(session)
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
                ("bots", self.tr("Bots")),
            ],
            what if what in ("fills", "orders", "transfers", "ledger", "decisions", "bots") else "fills",
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
        self.bots = Select(self._bots(), self.tr("Bot"), bot)
        self.column.addWidget(self.bots)
        days = QHBoxLayout()
        days.setSpacing(SPACE_3)
        self.start = TextEdit(self.tr("From (UTC)"), placeholder=EXAMPLE)
        self.end = TextEdit(self.tr("To, not included (UTC)"), placeholder=EXAMPLE)
        for field in (self.start, self.end):
            field.edited.connect(lambda _text: self._judge())
            days.addWidget(field, 1)
        self.column.addLayout(days)
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
        self.put(
            self.tr("Export"),
            text,
            Answer("cancel", self.tr("Cancel")),
            (Answer("choose", self.tr("Choose a file"), ButtonKind.PRIMARY),),
        )

    def _bots(self) -> list[tuple[Hashable, str]]:
        """Everything, and every bot that lives or has ended."""
        found: list[tuple[Hashable, str]] = [(None, self.tr("All bots and the account"))]
        try:
            cards = [*self.session.desk.cards(), *self.session.desk.cards(ended=True)]
        except FinByteError:
            return found
        return found + [(card.id, f"{card.name} ({card.id})") for card in cards]

    def _judge(self) -> None:
        """Dates that are none are said below their field, and nothing is written."""
        fine = True
        for field in (self.start, self.end):
            try:
                fmt.day_ns(field.text())
            except ValueError:
                fine = False
                field.set_error(self.tr("Write a date like {example}").format(example=EXAMPLE))
            else:
                field.clear_error()
        if self.is_open():
            self.button("choose").setEnabled(fine)

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
        bot = None if self.bots.current() is None else str(self.bots.current())
        start, end = self.start.text(), self.end.text()
        try:
            rows = await self.session.desk.export(
                what, form, path, bot, progress, decision, fmt.day_ns(start), fmt.day_ns(end)
            )
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
