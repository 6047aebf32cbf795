"""Several candle files as one feed: a row for each market, when they begin, and what they would play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import CandleFile, FeedChoice, FeedKind, FeedPlan
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_feed, words_problems
from finbyte_desktop.ui.dialogs.feed_words import MARKET, PRICE_FILES, USUAL_MARKET, market_like
from finbyte_desktop.ui.dialogs.file_dialog import file_dialog
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import FieldFrame
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text

ROW_HEIGHT = 32
FEWEST_SEEN, SEEN_ROWS = 3, 6
MARKET_WIDTH, DAY_WIDTH = 150, 110
DAY_LIKE = "2024-01-31"


def choose_several_prices(
    parent: QWidget, taken: Callable[[Sequence[Path]], None], near: Path | None = None
) -> QFileDialog:
    """Asks for files with prices; several can be selected."""
    title = QCoreApplication.translate("FeedForm", "Choose a file with prices, or several of candles")
    dialog = file_dialog(parent, title, near)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(QCoreApplication.translate("FeedForm", PRICE_FILES))
    dialog.filesSelected.connect(lambda files: taken([Path(file) for file in files]))
    dialog.open()
    return dialog


def _small_edit(name: str, placeholder: str, width: int) -> tuple[FieldFrame, QLineEdit]:
    """A field that stands in a row, without a label of its own."""
    frame = FieldFrame(height=28)
    frame.setFixedWidth(width)
    inside = QHBoxLayout(frame)
    inside.setContentsMargins(8, 0, 8, 0)
    edit = QLineEdit(frame)
    edit.setProperty("bare", True)
    edit.setFrame(False)
    edit.setFont(font(Role.TABLE_STRONG))
    edit.setPlaceholderText(placeholder)
    edit.setAccessibleName(name)
    inside.addWidget(edit)
    frame.watch(edit)
    return frame, edit


@dataclass
class _Row:
    """One market: its file, the symbols to choose from there, and what was written where it names none."""

    path: Path
    symbols: Sequence[str] = ()
    symbol: str | None = None
    asks: bool = False  # for its market
    market: str = ""
    problem: FinByteError | None = None
    edit: QLineEdit | None = field(default=None, repr=False)

    @property
    def named(self) -> str | None:
        """What was written, where it is a market."""
        text = self.market.strip().upper()
        return text if MARKET.fullmatch(text) else None


class FeedFiles(QWidget):
    """Edits the files of a feed of several. `changed` follows each change; `left` carries the last file when
    only one is left.
    """

    changed = Signal()
    left = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows: list[_Row] = []
        self._plan: FeedPlan | None = None
        self._problem: FinByteError | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(SPACE_2)
        self._list = ScrollColumn(spacing=4, margins=False)
        column.addWidget(self._list)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        self.add = Button(self.tr("Add files"), ButtonKind.GHOST, "ph.plus", height=28)
        self.add.clicked.connect(lambda: choose_several_prices(self, self.add_files, self._near()))
        self.more = Select([("", "")], "", "", height=28)
        self.more.setAccessibleName(self.tr("Add a market of these files"))
        self.more.selected.connect(self._add_market)
        foot.addWidget(self.add)
        foot.addWidget(self.more)
        foot.addStretch(1)
        said = Text(self.tr("Begin on"), Role.TABLE, Tone.MUTED)
        self._begin_frame, self.begin = _small_edit(self.tr("Begin on"), DAY_LIKE, DAY_WIDTH)
        hint = self.tr("A day (UTC): what is before is their past. Empty: where all of them have begun.")
        for widget in (said, self._begin_frame):
            widget.setToolTip(hint)
        self.begin.textEdited.connect(lambda _: self._look())
        foot.addWidget(said)
        foot.addWidget(self._begin_frame)
        column.addLayout(foot)
        self.plan = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        column.addWidget(self.plan)
        self.error = Banner("", Tone.DANGER, wrap=True)
        self.error.hide()
        column.addWidget(self.error)

    # -- what is chosen

    def show_choice(self, choice: FeedChoice) -> None:
        """The files of a feed that is known."""
        self._rows = []
        for file in choice.files:
            self._rows.append(self._row(file))
        begin_ns = choice.begin_ns
        self.begin.setText("" if begin_ns is None else fmt.day_text(begin_ns))
        self._build()

    def take(self, paths: Sequence[Path]) -> None:
        """Other files instead of these."""
        self._rows = []
        self.begin.setText("")
        self.add_files(paths)

    def add_files(self, paths: Sequence[Path]) -> None:
        """More files; one that is there already stays once."""
        known = {row.path for row in self._rows}
        self._rows += [self._row(CandleFile(path)) for path in dict.fromkeys(paths) if path not in known]
        self._build()

    def files(self) -> tuple[CandleFile, ...]:
        """The markets as they stand."""
        return tuple(CandleFile(row.path, row.symbol, row.named if row.asks else None) for row in self._rows)

    def choice(self, speed: Decimal | None) -> FeedChoice | None:
        """The feed of these files; None while they cannot be played."""
        if self._plan is None:
            return None
        return self._asked(speed)

    def quote(self) -> str:
        """In which money they are priced; empty while that is not known."""
        return "" if self._plan is None else self._plan.quote

    def _asked(self, speed: Decimal | None) -> FeedChoice:
        files, begin_ns = self.files(), fmt.day_ns(self.begin.text())
        path = files[0].path
        return FeedChoice(FeedKind.CANDLES, path, None, speed, files=files, begin_ns=begin_ns)

    def _near(self) -> Path | None:
        return self._rows[-1].path if self._rows else None

    def _row(self, file: CandleFile) -> _Row:
        desk = self._session.desk
        row = _Row(file.path, symbol=file.symbol, market=file.market or "")
        try:
            row.symbols = list(desk.feed_symbols(file.path, FeedKind.CANDLES))
            if row.symbols and row.symbol not in row.symbols:
                row.symbol = self._free_symbol(row) or row.symbols[0]
            row.asks = not desk.feed_market(row.symbol or file.path.stem)
        except FinByteError as error:
            row.problem = error
        return row

    def _free_symbol(self, row: _Row) -> str | None:
        """The first of its symbols that no other row has."""
        taken = {one.symbol for one in self._rows if one.path == row.path}
        return next((symbol for symbol in row.symbols if symbol not in taken), None)

    # -- what is shown

    def _build(self) -> None:
        """Shows the rows anew."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for row in self._rows:
            column.addWidget(self._line(row))
        self._list.setWidget(content)
        content.setAutoFillBackground(False)
        count = len(self._rows)
        self._list.setMinimumHeight(min(count, FEWEST_SEEN) * ROW_HEIGHT)
        self._list.setMaximumHeight(min(count, SEEN_ROWS) * ROW_HEIGHT)
        self._show_more()
        self._look()

    def _line(self, row: _Row) -> QWidget:
        line = QWidget()
        line.setFixedHeight(ROW_HEIGHT - 4)
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE_3)
        name = Text(row.path.name, Role.TABLE, Tone.DANGER if row.problem else Tone.MUTED, elide=True)
        name.setToolTip(str(row.path))
        across.addWidget(name, 1)
        if len(row.symbols) > 1:
            options = [(symbol, words.market(symbol)) for symbol in row.symbols]
            symbols = Select(options, "", row.symbol, height=28)
            symbols.setAccessibleName(self.tr("Market of {file}").format(file=row.path.name))
            symbols.selected.connect(partial(self._take_symbol, row))
            across.addWidget(symbols)
        if row.asks:
            across.addWidget(self._market_edit(row))
        remove = IconButton(
            "ph.x", self.tr("Take {file} out").format(file=row.path.name), ButtonKind.GHOST, size=24
        )
        remove.clicked.connect(lambda: self._remove(row))
        across.addWidget(remove)
        return line

    def _market_edit(self, row: _Row) -> QWidget:
        name = self.tr("Market of {file}").format(file=row.path.name)
        frame, row.edit = _small_edit(name, USUAL_MARKET, MARKET_WIDTH)
        row.edit.setText(row.market)
        row.edit.textEdited.connect(partial(self._name, row))
        row.edit.editingFinished.connect(partial(self._name_others, row))
        return frame

    def _show_more(self) -> None:
        """The markets of these files that play not yet."""
        taken = {(row.path, row.symbol) for row in self._rows}
        found: dict[tuple[Path, str], None] = {}
        for row in self._rows:
            found |= dict.fromkeys((row.path, s) for s in row.symbols if (row.path, s) not in taken)
        named = [(key, words.market(key[1])) for key in found]
        self.more.set_options([("", self.tr("Add a market")), *named], "")
        self.more.setVisible(bool(found))

    def _look(self) -> None:
        """What would play, or why nothing can."""
        self._plan, self._problem = None, None
        wrong_day = self._wrong_day()
        broken = next((row.problem for row in self._rows if row.problem is not None), None)
        unnamed = [row for row in self._rows if row.asks and row.named is None]
        if broken is not None:
            self._problem = broken
        elif not unnamed and not wrong_day and len(self._rows) > 1:
            try:
                self._plan = self._session.desk.feed_plan(self._asked(None))
            except FinByteError as error:
                self._problem = error
        self.error.setVisible(self._problem is not None)
        if self._problem is not None:
            self.error.set_event(words_problems.error(self._problem), Tone.DANGER, "")
        self.plan.setVisible(self._plan is not None or bool(unnamed) or wrong_day)
        if wrong_day:
            self.plan.setText(self.tr("The beginning is not a day. Write it like {day}").format(day=DAY_LIKE))
        elif self._plan is not None:
            self.plan.setText(words_feed.together(self._plan, self._session.times))
        elif unnamed:
            names = ", ".join(row.path.name for row in unnamed)
            asked = self.tr("Write the market of {files}: the file does not name it. {like}")
            self.plan.setText(asked.format(files=names, like=market_like()))
        self.changed.emit()

    def _wrong_day(self) -> bool:
        try:
            fmt.day_ns(self.begin.text())
        except ValueError:
            self._begin_frame.error = True
        else:
            self._begin_frame.error = False
        self._begin_frame.update()
        return self._begin_frame.error

    # -- what is done

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        if len(self._rows) < 2:
            self.left.emit(self._rows[0].path if self._rows else None)
        else:
            self._build()

    def _take_symbol(self, row: _Row, symbol: object) -> None:
        row.symbol = str(symbol)
        row.asks = not self._session.desk.feed_market(row.symbol)
        self._build()

    def _add_market(self, key: object) -> None:
        if isinstance(key, tuple):
            path, symbol = key
            self._rows.append(self._row(CandleFile(path, symbol)))
            self._build()

    def _name(self, row: _Row, text: str) -> None:
        row.market = text
        self._look()

    def _name_others(self, row: _Row) -> None:
        """The money of the first market that is written is offered for the others."""
        market = row.named
        if market is None:
            return
        quote = market.partition("/")[2]
        for other in self._rows:
            name = f"{(other.symbol or other.path.stem).upper()}/{quote}"
            if other.asks and not other.market and MARKET.fullmatch(name) and other.edit is not None:
                other.market = name
                other.edit.setText(name)
        self._look()
