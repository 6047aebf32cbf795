"""Questions of the page of strategies: a name for a file, its end, and with which rights code runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.strategies import StrategiesModel
from finbyte_desktop.ui.viewmodels.strategy_documents import EMPTY, FileShown
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit


class NameDialog(Dialog):
    """Asks for the name of a file; one that cannot be is refused beside the field."""

    confirms = "take"

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=480)
        self.name = TextEdit(self.tr("Name"), lines=2)
        self.name.set_hint(self.tr("Letters, digits and _, such as my_strategy"))
        self.column.addWidget(self.name)

    def ask_name(self, title: str, text: str, name: str, take: str) -> None:
        self.name.set_text(name)
        answer = Answer("take", take, ButtonKind.PRIMARY)
        self.put(title, text, Answer("cancel", self.tr("Cancel")), (answer,))
        self.name.line.selectAll()
        self.name.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def taken(self, name: str) -> None:
        """The name was given. May raise FinByteError."""
        raise NotImplementedError

    def chosen(self, key: Hashable) -> bool:
        try:
            self.taken(self.name.text())
        except FinByteError as error:
            self.put_back()
            self.name.set_error(words_problems.error(error))
            self.name.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        return True


class NewStrategyDialog(NameDialog):
    """A new file, from the template or from any other file. `made` comes once it is there."""

    made = Signal()

    def __init__(self, session: Session, model: StrategiesModel, source: Path | None = None) -> None:
        super().__init__(session)
        self._model, self._source = model, source
        own, examples = model.rows()
        options = [(None, self.tr("Empty strategy")), *_options((*examples, *own))]
        self.template = Select(options, self.tr("Begins as"), source, height=36)
        self.column.addWidget(self.template)

    def open(self) -> None:
        stem = "my_strategy" if self._source is None else self._source.stem
        copies = self._source is not None
        self.ask_name(
            self.tr("Copy {file}").format(file=self._source.name) if copies else self.tr("New strategy"),
            self.tr("A Python file of yours with a class Trading(Link). Nothing runs before you say so."),
            self._model.free_name(stem),
            self.tr("Create"),
        )

    def taken(self, name: str) -> None:
        source = self.template.current()
        document = self._model.documents.get(source) if isinstance(source, Path) else None
        if document is not None:
            text = document.text
        else:
            text = self._model.files.read(source).text if isinstance(source, Path) else EMPTY
        self._model.create(name, text)
        self.made.emit()


class RenameDialog(NameDialog):
    """Another name for a file."""

    def __init__(self, session: Session, model: StrategiesModel, file: Path) -> None:
        super().__init__(session)
        self._model, self._file = model, file

    def open(self) -> None:
        text = self.tr("Files that import it by its name must be changed too.")
        title = self.tr("Rename {file}").format(file=self._file.name)
        self.ask_name(title, text, self._file.stem, self.tr("Rename"))

    def taken(self, name: str) -> None:
        self._model.rename(self._file, name)


class DeleteDialog(Dialog):
    """Takes a file away for good; keeping it is the safe answer."""

    def __init__(self, session: Session, model: StrategiesModel, file: Path) -> None:
        super().__init__(session, width=480)
        self._model, self._file = model, file

    def open(self) -> None:
        self.put(
            self.tr("Delete {file}?").format(file=self._file.name),
            self.tr("The file goes from the disk, with what was not saved. Its bots stay in History."),
            Answer("keep", self.tr("Keep it")),
            (Answer("delete", self.tr("Delete it"), ButtonKind.DANGER),),
        )

    def chosen(self, key: Hashable) -> bool:
        try:
            self._model.delete(self._file)
        except FinByteError as error:
            self.put_back()
            self.show_error(error)
            return False
        return True


class TrustDialog(Dialog):
    """Said once, before code runs for the first time; not running it is the safe answer."""

    def __init__(self, session: Session, run: Callable[[], None]) -> None:
        super().__init__(session)
        self._run = run

    def open(self) -> None:
        for text in (
            self.tr(
                "It runs in a process of its own, without your keys and your database. What it asks for "
                "passes the same limits and approvals as any bot."
            ),
            self.tr("Your files and the network are as open to it as to every program that you start."),
        ):
            self.column.addWidget(Text(text, Role.BODY, Tone.MUTED, wrap=True))
        self.put(
            self.tr("Run this code?"),
            self.tr("Strategy code runs with your user rights; run only code you trust."),
            Answer("no", self.tr("Do not run it")),
            (Answer("run", self.tr("I trust it, run it"), ButtonKind.PRIMARY),),
        )

    def chosen(self, key: Hashable) -> bool:
        self.session.change_settings(code_trusted=True)
        self._run()
        return True


class LiveCodeDialog(Dialog):
    """Code trades with real money only after the name of the account was typed; staying away is the safe
    answer.
    """

    def __init__(self, session: Session, run: Callable[[], None]) -> None:
        super().__init__(session)
        self._run = run
        self._account = session.desk.health().venue
        self.name = TextEdit(
            self.tr("Type {name} to run it").format(name=self._account), placeholder=self._account
        )
        self.name.edited.connect(lambda _: self._judge())

    def open(self) -> None:
        warning = self.tr("LIVE   What this code orders is bought and sold with your real money.")
        self.column.addWidget(Banner(warning, Tone.WARN, wrap=True))
        self.column.addWidget(self.name)
        text = self.tr(
            "Where it fails, hangs or ends, its bot stops: its orders are cancelled and its coins stay. "
            "While this computer is off or FinByte is closed, the code does not run and its orders rest."
        )
        self.put(
            self.tr("Run this code with real money?"),
            text,
            Answer("no", self.tr("Do not run it")),
            (Answer("run", self.tr("Run it"), ButtonKind.DANGER_FILL),),
        )
        self._judge()
        self.name.setFocus()

    def _judge(self) -> None:
        self.button("run").setEnabled(self.name.text().strip() == self._account)

    def chosen(self, key: Hashable) -> bool:
        self._run()
        return True


def _options(rows: Sequence[FileShown]) -> list[tuple[Path, str]]:
    return [(row.file, row.name) for row in rows]
