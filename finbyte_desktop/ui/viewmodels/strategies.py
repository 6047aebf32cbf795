"""The trader's strategies as the page shows them: files, what is typed and not saved, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import (
    StrategyBot,
    StrategyDraft,
    StrategyFile,
    StrategyText,
)
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.ui.viewmodels.strategy_documents import Document, FileShown, place_in
from finbyte_desktop.widgets.colors import Tone

CHECK_MS, DRAFT_MS, DISK_MS, DRAFT_AGAIN_MS = 600, 300, 1_000, 5_000
ENDED = (BotState.STOPPED, BotState.ERROR)
WORKING = (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED, BotState.STOPPING)
FAILED = "strategy_"  # reasons of bots whose code failed begin so


@dataclass(slots=True)
class Lists:
    """What the disk and the desk say."""

    own: Sequence[StrategyFile] = ()
    examples: Sequence[StrategyFile] = ()
    bots: Sequence[StrategyBot] = field(default_factory=list)


class StrategiesModel(PageModel):
    """Files and documents. `opened` comes when another document is shown or this one's text came from
    elsewhere, `checked` when it was read, `listed` when the list of files changed.
    """

    topics = frozenset({"bots", "quotes", "approvals"})
    opened = Signal()
    checked = Signal()
    listed = Signal()
    went = Signal(object)  # the path of a file that was renamed or deleted here

    def __init__(self, session: Session, examples: Path, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.work = session.desk.own_strategies(examples)
        self.files = self.work.files
        self.lists = Lists()
        self.documents: dict[Path, Document] = {}
        self.current: Document | None = None
        self._check_later = self._timer(CHECK_MS, self.check_now)
        self._draft_later = self._timer(DRAFT_MS, self.keep_drafts)
        self._disk = QTimer(self)
        self._disk.setInterval(DISK_MS)
        self._disk.timeout.connect(self.look_at_disk)
        self.ran: dict[str, str] = {}  # by bot: the digest of the code that was seen running last
        self._undrafted: set[Path] = set()
        self._checks = 0

    def _timer(self, wait_ms: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(then)
        return timer

    # -- what is there

    def activate(self) -> None:
        super().activate()
        self._disk.start()

    def deactivate(self) -> None:
        super().deactivate()
        self._disk.stop()
        self.keep_drafts()

    def load(self) -> None:
        """Reads the bots; the files too when the page comes to the front."""
        self.lists.bots = self.work.bots()
        self.ran |= {bot.bot: bot.loaded for bot in self.lists.bots if bot.loaded}
        if not self.loaded:
            self._list()
            self._open_first()

    def _list(self) -> None:
        self.lists.own, self.lists.examples = self.files.own(), self.files.examples()

    def _open_first(self) -> None:
        """What a person works on: the newest file of theirs, else the first example."""
        own = max(self.lists.own, key=lambda one: one.stamp, default=None)
        first = own or next(iter(self.lists.examples), None)
        if self.current is None and first is not None:
            self.open(first.path)

    def rows(self) -> tuple[list[FileShown], list[FileShown]]:
        """The trader's files and the examples."""
        return (
            [self._row(one) for one in self.lists.own],
            [self._row(one) for one in self.lists.examples],
        )

    def _row(self, file: StrategyFile) -> FileShown:
        document = self.documents.get(file.path)
        unsaved = document.unsaved if document is not None else False
        tone, state = self._state(file.path)
        return FileShown(file.path, file.name, file.is_example, unsaved, tone, state)

    def _state(self, file: Path) -> tuple[Tone | None, str]:
        bot = self.bot_of(file)
        if bot is None:
            return None, ""
        if bot.state in WORKING:
            paper = self.session.desk.health().mode == "paper"
            return Tone.BUY, self.tr("runs on paper") if paper else self.tr("runs")
        if bot.state not in ENDED:
            return Tone.WARN, self.tr("waits")
        if bot.reason.startswith(FAILED) or bot.state is BotState.ERROR:
            return Tone.DANGER, self.tr("failed")
        return Tone.MUTED, self.tr("stopped")

    def bot_of(self, file: Path | None) -> StrategyBot | None:
        """The bot that lives on a file, else the last one that did."""
        mine = [bot for bot in self.lists.bots if bot.file == file]
        living = (bot for bot in mine if bot.state not in ENDED)
        return next(living, mine[0] if mine else None)

    def living(self, file: Path | None) -> StrategyBot | None:
        """The bot that lives on a file."""
        bot = self.bot_of(file)
        return bot if bot is not None and bot.state not in ENDED else None

    # -- documents

    def open(self, file: Path, line: int = 0) -> None:
        """Shows a file; what was typed into it and not saved comes back."""
        document = self.documents.get(file)
        if document is None:
            try:
                document = self._read(file)
            except FinByteError as error:
                self.session.say(words_problems.error(error), Tone.DANGER)
                return
            self.documents[file] = document
        if line:
            document.line = line
        self.current = document
        self.opened.emit()
        if not document.checked:
            self.check_now()

    def _read(self, file: Path) -> Document:
        known = next((one for one in (*self.lists.own, *self.lists.examples) if one.path == file), None)
        stamp = (0, 0) if known is None else known.stamp
        is_example = known is not None and known.is_example
        draft = None if is_example else self.files.draft(file)
        if stamp == (0, 0) and draft is not None and not file.exists():
            self.session.say(self.tr("{file} has work that was not saved.").format(file=file.name))
            return Document(file, False, draft.text, "", draft.made_from, stamp, gone=True)
        found = self.files.read(file)
        made = Document(file, is_example, found.text, found.text, found.digest, stamp)
        if draft is not None and draft.text != found.text:
            made.text = draft.text
            if draft.made_from != found.digest:
                made.outside = found
            self.session.say(self.tr("{file} has work that was not saved.").format(file=file.name))
        return made

    def typed(self, text: str) -> None:
        """A person changed the text of the document that is shown."""
        document = self.current
        if document is None or document.is_example or text == document.text:
            return
        before = document.unsaved
        document.text = text
        document.checked = False
        self._undrafted.add(document.file)
        self._draft_later.start(DRAFT_MS)
        self._check_later.start()
        self.checked.emit()
        if document.unsaved != before:
            self.listed.emit()

    def keep_drafts(self) -> None:
        """What was typed is on the disk, also if FinByte ends now."""
        self._draft_later.stop()
        failed = set()
        for file in self._undrafted:
            document = self.documents.get(file)
            if document is None:
                continue
            try:
                if document.unsaved:
                    self.files.keep_draft(file, StrategyDraft(document.text, document.digest))
                else:
                    self.files.drop_draft(file)
            except FinByteError as error:
                failed.add(file)
                self.session.say(words_problems.error(error), Tone.DANGER, subject="draft")
        self._undrafted = failed
        if failed:
            self._draft_later.start(DRAFT_AGAIN_MS)

    def save(self) -> bool:
        """Writes what is typed into its file; whether it is there now."""
        document = self.current
        if document is None or document.is_example:
            return document is not None
        if not document.unsaved:
            return True
        if self._is_overtaken(document):
            told = self.tr("{file} was not saved: choose first which of the two texts counts.")
            self.session.say(told.format(file=document.file.name), Tone.WARN, subject="save")
            return False
        try:
            document.digest = self.files.save(document.file, document.text)
            document.saved, document.outside, document.gone = document.text, None, False
            self.files.drop_draft(document.file)
            self._list()
        except FinByteError as error:
            self.session.say(words_problems.error(error), Tone.DANGER, subject="save")
            return False
        document.stamp = self._stamp(document.file)
        self._undrafted.discard(document.file)
        self.listed.emit()
        if not document.checked:
            self.check_now()
        self.changed.emit()
        return True

    def _is_overtaken(self, document: Document) -> bool:
        """Whether the file holds what nobody has seen here: it is not written over without a question."""
        if document.outside is None and not document.gone:
            try:
                found = self.files.look(document.file)
            except FinByteError:
                return False  # gone, or it cannot be read: the writing tells
            same = found.wrong is None and found.text == document.text
            if found.digest == document.digest or same:
                return False
            self._ask(document, found)
        return document.outside is not None

    def take_saved(self) -> None:
        """What is in the file counts; what was typed is given up."""
        document = self.current
        if document is None:
            return
        found = document.outside
        if found is None:
            try:
                found = self.files.read(document.file)
            except FinByteError as error:
                self.session.say(words_problems.error(error), Tone.DANGER, subject="save")
                return
        if found.wrong is None:
            self._take(document, found)

    def keep_mine(self) -> None:
        """What was typed counts; it is saved over the other when the person saves."""
        document = self.current
        if document is not None and document.outside is not None:
            document.digest, document.saved = document.outside.digest, document.outside.text
            document.outside = None
            self._undrafted.add(document.file)
            self.keep_drafts()
            self.opened.emit()

    def _take(self, document: Document, found: StrategyText) -> None:
        document.text = document.saved = found.text
        document.digest = found.digest
        document.outside, document.gone, document.checked = None, False, False
        self._undrafted.add(document.file)
        self.keep_drafts()
        self.listed.emit()
        if document is self.current:
            self.opened.emit()
            self.check_now()

    # -- the disk

    def look_at_disk(self) -> None:
        """Sees what another editor wrote: taken where nothing is unsaved here, asked about otherwise."""
        before = (self.lists.own, self.lists.examples)
        try:
            self._list()
            for document in list(self.documents.values()):
                self._compare(document)
        except FinByteError as error:
            self.read_failed(error)
            return
        if (self.lists.own, self.lists.examples) != before:
            self.listed.emit()
            if self.current is None:
                self._open_first()

    def _stamp(self, file: Path) -> tuple[int, int]:
        return next((one.stamp for one in self.lists.own if one.path == file), (0, 0))

    def _compare(self, document: Document) -> None:
        if document.is_example:
            return
        stamp = self._stamp(document.file)
        if stamp == document.stamp:
            return
        document.stamp = stamp
        if stamp == (0, 0):
            document.gone = True
            self._undrafted.add(document.file)
            self.keep_drafts()
            self._list()  # its row stays, for what is kept here
            self.listed.emit()
            if document is self.current:
                self.opened.emit()
            return
        found = self.files.look(document.file)
        typed, document.gone = document.text != document.saved, False  # a file that went can come back
        if found.digest == document.digest:
            document.outside = None
            self.listed.emit()
            if document is self.current:
                self.opened.emit()
        elif found.wrong is None and (not typed or found.text == document.text):
            self._take(document, found)
        else:
            self._ask(document, found)

    def _ask(self, document: Document, found: StrategyText) -> None:
        """Somebody else wrote what is not the base of what is typed here: a person decides."""
        document.outside = found
        if document is self.current:
            self.opened.emit()

    # -- files

    def create(self, name: str, text: str) -> None:
        """A new file, shown at once. Raises FinByteError for a name that cannot be."""
        file = self.files.create(name, text)
        self._list()
        self.listed.emit()
        self.open(file)

    def rename(self, file: Path, name: str) -> None:
        """Another name; what was typed goes along. Raises FinByteError."""
        self.keep_drafts()
        renamed = self.files.rename(file, name)
        self._list()
        self.went.emit(file)
        document = self.documents.pop(file, None)
        if document is not None:
            document.file = renamed
            document.stamp = self._stamp(renamed)
            self.documents[renamed] = document
        self.listed.emit()
        self.opened.emit()

    def delete(self, file: Path) -> None:
        """Takes a file away. Raises FinByteError while a bot runs it."""
        self.files.delete(file)
        self.went.emit(file)
        self._undrafted.discard(file)
        document = self.documents.pop(file, None)
        self._list()
        if document is self.current:
            self.current = None
            self._open_first()
        self.listed.emit()
        self.opened.emit()

    def free_name(self, stem: str) -> str:
        """The name, or the name with the next number that no file has."""
        taken = {one.path.stem.lower() for one in self.lists.own}
        number, name = 1, stem
        while name.lower() in taken:
            number += 1
            name = f"{stem}_{number}"
        return name

    # -- reading what is typed

    def check_now(self) -> None:
        """Has the text read in a process of its own, which runs nothing of it."""
        self._check_later.stop()
        document = self.current
        if document is not None:
            self._checks += 1
            self.session.spawn(self._check(self._checks, document, document.text))

    async def _check(self, number: int, document: Document, text: str) -> None:
        problem = ""
        try:
            await self.work.check(document.file, text)
        except FinByteError as error:
            problem = words_problems.error(error)
        if number == self._checks and document.text == text:
            self.say_problem(document, problem)

    def say_problem(self, document: Document, problem: str) -> None:
        """What is wrong with a document as it is typed now, and where; empty where nothing is."""
        place = place_in(problem)
        document.checked, document.problem = True, problem
        mine = place is not None and place[0] == document.file.name
        document.problem_line = place[1] if place is not None and mine else 1
        if document is self.current:
            self.checked.emit()
