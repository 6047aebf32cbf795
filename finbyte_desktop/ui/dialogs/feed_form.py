"""Where prices come from: demo market, candles of a file, a recording; with speed. Used by dialog and
settings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import PAPER_START, CandleFile, FeedChoice, FeedKind
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_problems
from finbyte_desktop.ui.dialogs.feed_files import FeedFiles, choose_several_prices
from finbyte_desktop.ui.dialogs.feed_words import MARKET, PRICE_FILES, USUAL_MARKET, market_like
from finbyte_desktop.ui.dialogs.file_dialog import file_dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text
from finbyte_desktop.widgets.text_edit import TextEdit

SPEEDS: tuple[tuple[Decimal | None, str], ...] = (
    (Decimal(1), "1x"),
    (Decimal(10), "10x"),
    (Decimal(60), "60x"),
)
USUAL_SPEED = Decimal(10)
# what a file of the wrong kind is instead
OTHER_KIND = {"not_candles": FeedKind.CAPTURE, "not_a_recording": FeedKind.CANDLES}


def speed_choice(session: Session, speed: Decimal | None, *, name: str, most: str) -> SegmentedControl:
    """1x, 10x, 60x, as fast as it goes; and the speed of now where it is another one."""
    return SegmentedControl(_speeds(speed, most), speed, name=name)


def _speeds(speed: Decimal | None, most: str) -> list[tuple[Decimal | None, str]]:
    known = [*SPEEDS]
    if speed is not None and speed not in {value for value, _ in SPEEDS}:
        known = sorted([*SPEEDS, (speed, f"{fmt.plain(speed)}x")], key=lambda one: one[0] or Decimal(0))
    return [*known, (None, most)]


def show_speed(control: SegmentedControl, speed: Decimal | None, most: str) -> None:
    """Brings a choice of speeds to the one that runs."""
    if speed in control.keys():  # noqa: SIM118 - a widget, no mapping
        control.set_current(speed)
    else:
        control.set_segments(_speeds(speed, most), speed)


def choose_file(
    parent: QWidget, title: str, names: str, taken: Callable[[Path], None], near: Path | None = None
) -> QFileDialog:
    """Opens a file dialog that does not block, beside the file `near`; `taken` gets the file."""
    dialog = file_dialog(parent, title, near)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(names)
    dialog.fileSelected.connect(lambda file: taken(Path(file)))
    dialog.open()
    return dialog


def choose_prices(parent: QWidget, taken: Callable[[Path], None], near: Path | None = None) -> QFileDialog:
    """Asks for a file with prices."""
    translate = QCoreApplication.translate
    names = translate("FeedForm", PRICE_FILES)
    return choose_file(parent, translate("FeedForm", "Choose a file with prices"), names, taken, near)


class FeedForm(QWidget):
    """Edits a FeedChoice. `changed` follows each change; `choice` is None while it cannot be used."""

    changed = Signal()

    def __init__(self, session: Session, choice: FeedChoice) -> None:
        super().__init__()
        self._session = session
        self._kind, self._path, self._symbol, self._speed = (
            choice.kind,
            choice.path,
            choice.symbol,
            choice.speed,
        )
        self._seed = choice.seed
        self._is_several = bool(choice.files)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.kinds: dict[FeedKind, ChoiceCard] = {}
        group = QButtonGroup(self)
        for kind, title, text in (
            (FeedKind.DEMO, self.tr("Demo market"),
             self.tr("Prices made on this computer: no network, no account.")),
            (FeedKind.CANDLES, self.tr("Candles from files"),
             self.tr("Replays candles you have, CSV or Parquet. Several files play together.")),
            (FeedKind.CAPTURE, self.tr("Recording"),
             self.tr("Replays a recorded market, trade by trade.")),
        ):  # fmt: skip
            card = ChoiceCard(title, text, checked=kind is self._kind)
            card.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind))
            group.addButton(card)
            self.kinds[kind] = card
            column.addWidget(card)
        self._is_unnamed = False
        self._file_area = QWidget()
        file_row = QHBoxLayout(self._file_area)
        file_row.setContentsMargins(0, 4, 0, 0)
        file_row.setSpacing(SPACE_3)
        self.browse = Button(self.tr("Choose files"), icon="ph.folder-open")
        self.browse.clicked.connect(self._browse)
        self._file_text = Text("", Role.TABLE, Tone.MUTED, elide=True)
        self.symbols = Select([], self.tr("Market"))
        self.symbols.selected.connect(self._choose_symbol)
        file_row.addWidget(self.browse)
        file_row.addWidget(self._file_text, 1)
        file_row.addWidget(self.symbols)
        self.together = Button(self.tr("Several markets\u2026"), ButtonKind.GHOST, height=28)
        self.together.clicked.connect(self._begin_several)
        file_row.addWidget(self.together)
        column.addWidget(self._file_area)
        self.several = FeedFiles(session)
        self.several.changed.connect(self._several_changed)
        self.several.left.connect(self._one_left)
        column.addWidget(self.several)
        self.market = TextEdit(self.tr("Market of this file (coin / currency)"), placeholder=USUAL_MARKET)
        self.market.edited.connect(self._name_market)
        column.addWidget(self.market)
        self.money = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        column.addWidget(self.money)
        speed = QHBoxLayout()
        speed.setSpacing(SPACE_3)
        speed.addWidget(Text(self.tr("Speed"), Role.TABLE, Tone.MUTED))
        self.speed = speed_choice(session, self._speed, name=self.tr("Speed"), most=self.tr("max"))
        self.speed.selected.connect(self._choose_speed)
        speed.addWidget(self.speed)
        speed.addStretch(1)
        column.addLayout(speed)
        self._speed_chosen = False
        self._problem: FinByteError | None = None
        self.error = Banner("", Tone.DANGER, wrap=True)
        self.error.action_clicked.connect(self._mend)
        self.error.hide()
        column.addWidget(self.error)
        if self._is_several:
            self.several.show_choice(choice)
        self._show()

    def follow_speed(self, speed: Decimal | None) -> None:
        """The speed that runs, until a person chooses another one here."""
        if not self._speed_chosen and self._speed != speed:
            self._speed = speed
            show_speed(self.speed, speed, self.tr("max"))

    def choice(self) -> FeedChoice | None:
        """What was chosen, None while a file is missing or cannot be read."""
        if self._kind is FeedKind.DEMO:
            return FeedChoice(FeedKind.DEMO, None, None, self._speed, self._seed)
        if self._plays_several:
            return self.several.choice(self._speed)
        if self._path is None or self._problem is not None:
            return None
        symbol = self._named() if self._is_unnamed else self._symbol
        if self._is_unnamed and symbol is None:
            return None
        return FeedChoice(self._kind, self._path, symbol, self._speed, self._seed)

    @property
    def _plays_several(self) -> bool:
        return self._is_several and self._kind is FeedKind.CANDLES

    def _named(self) -> str | None:
        """The market that was written for a file that names none; None while it is no market."""
        text = self.market.text().strip().upper()
        return text if MARKET.fullmatch(text) else None

    def _name_market(self, _text: str) -> None:
        self._show()
        self.changed.emit()

    def _show_market(self) -> None:
        """Asks for the market where the file does not tell it, and says which money that brings."""
        self.market.setVisible(self._is_unnamed and not self._plays_several)
        self.money.hide()
        if self._plays_several:
            self._show_money(self.several.quote())
            return
        if self._kind is not FeedKind.CANDLES or self._path is None or self._problem is not None:
            return
        market = self._named() if self._is_unnamed else self._market_of(self._symbol or self._path.stem)
        like = market_like()
        self.market.set_hint(self.tr("The file does not name it. {like}").format(like=like))
        if self._is_unnamed and market is None and self.market.text().strip():
            self.market.set_error(like)
        else:
            self.market.clear_error()
        self._show_money((market or "").partition("/")[2])

    def _show_money(self, quote: str) -> None:
        """The virtual money that a currency brings which the account has never held."""
        try:
            held = {row.asset for row in self._session.desk.balances()}
        except FinByteError:
            return
        if quote and quote not in held:
            self.money.setText(
                self.tr(
                    "The paper account has never held {quote}: it begins with {amount} {quote} of virtual "
                    "money."
                ).format(quote=quote, amount=fmt.number(PAPER_START, 0))
            )
            self.money.show()

    def _market_of(self, name: str) -> str:
        try:
            return self._session.desk.feed_market(name)
        except FinByteError:
            return ""

    def take_file(self, path: Path, *, any_kind: bool = False) -> None:
        """Checks a file as the chosen kind and reads which markets it holds; what is wrong is said below it.

        With `any_kind` a file of the other kind is taken as that one: nobody chose a kind for it.
        """
        any_kind = any_kind or self._kind is FeedKind.DEMO
        if self._kind is FeedKind.DEMO:
            self._take_kind(FeedKind.CANDLES)
        if path != self._path:
            self.market.set_text("")  # what was written is of another file
        self._path, self._symbol = path, None
        self._is_several = False
        self._go_slowly()
        self._check()
        if any_kind and self._problem is not None and self._problem.code in OTHER_KIND:
            self._take_kind(OTHER_KIND[self._problem.code])
            self._check()
        self._show()
        self.changed.emit()

    def take_files(self, paths: Sequence[Path]) -> None:
        """One file as `take_file` does; of several those with candles play together, and the others are
        named. Without two of them the first one is taken.
        """
        candles = [path for path in paths if self._is_candles(path)]
        if len(candles) < 2:
            taken = (candles or list(paths))[0]
            self._is_several = False
            self.take_file(taken, any_kind=True)
            if len(paths) > 1:
                text = self.tr("One feed plays one recording. {name} was taken, the others were not.")
                self._session.say(text.format(name=taken.name), Tone.WARN, subject="feed")
            return
        self._take_kind(FeedKind.CANDLES)
        self._go_slowly()
        self._is_several = True
        self.several.take(candles)
        out = [path.name for path in paths if path not in candles]
        if out:
            text = self.tr("Left out, because they hold no candles: {names}.")
            self._session.say(text.format(names=", ".join(out)), Tone.WARN, subject="feed")

    def _is_candles(self, path: Path) -> bool:
        try:
            self._session.desk.feed_symbols(path, FeedKind.CANDLES)
        except FinByteError:
            return False
        return True

    def _begin_several(self) -> None:
        """The file of now as the first of several."""
        if self._path is None:
            return
        symbol = self._symbol
        first = CandleFile(self._path, symbol, self._named() if self._is_unnamed else None)
        self._is_several = True
        self.several.show_choice(FeedChoice(FeedKind.CANDLES, self._path, files=(first,)))
        if self.several.more.isHidden():
            self.several.add.click()

    def _several_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _one_left(self, path: Path | None) -> None:
        self._is_several = False
        if path is not None:
            self.take_file(path)
        self._show()
        self.changed.emit()

    def _go_slowly(self) -> None:
        """Nobody asked for all of another file at once."""
        if self._speed is None and not self._speed_chosen:
            self._speed, self._speed_chosen = USUAL_SPEED, True  # it follows the feed of now no more
            show_speed(self.speed, self._speed, self.tr("max"))

    def _take_kind(self, kind: FeedKind) -> None:
        self._kind = kind
        self.kinds[kind].setChecked(True)

    def _check(self) -> None:
        """Whether the file can be replayed as the chosen kind, and which of its markets are there."""
        symbols: list[str] = []
        self._problem = None
        if self._path is not None and self._kind is not FeedKind.DEMO:
            try:
                symbols = list(self._session.desk.feed_symbols(self._path, self._kind))
            except FinByteError as error:
                self._problem = error
        unnamed = self._kind is FeedKind.CANDLES and self._path is not None and not symbols
        self._is_unnamed = (
            unnamed
            and self._problem is None
            and self._path is not None
            and not self._market_of(self._path.stem)
        )
        if self._is_unnamed and not self.market.text() and self._symbol is not None:
            self.market.set_text(self._symbol)  # what was written for this file before
        if self._symbol not in symbols:
            self._symbol = symbols[0] if symbols else None
        self.symbols.set_options([(symbol, words.market(symbol)) for symbol in symbols])

    def _mend(self) -> None:
        """The way out that stands beside the error: the other kind, or another file."""
        if self._problem is None:
            return
        if self._problem.code not in OTHER_KIND:
            self._browse()
            return
        kind = OTHER_KIND[self._problem.code]
        self.kinds[kind].setChecked(True)
        self._choose(kind)

    def _choose(self, kind: FeedKind) -> None:
        self._kind = kind
        self._check()
        self._show()
        self.changed.emit()

    def _choose_symbol(self, symbol: str) -> None:
        self._symbol = symbol
        self.changed.emit()

    def _choose_speed(self, speed: Decimal | None) -> None:
        self._speed, self._speed_chosen = speed, True
        self.changed.emit()

    def _browse(self) -> None:
        choose_several_prices(self, self.take_files, self._path or self._session.settings.feed.path)

    def _show(self) -> None:
        several = self._plays_several
        self._file_area.setVisible(self._kind is not FeedKind.DEMO and not several)
        self.several.setVisible(several)
        self._file_text.setText(str(self._path) if self._path is not None else self.tr("No file chosen"))
        self._file_text.setToolTip(str(self._path or ""))
        self._show_market()
        self.symbols.setVisible(self.symbols.count() > 1)
        problem = None if several else self._problem
        usable = self._kind is FeedKind.CANDLES and self._path is not None and problem is None
        self.together.setVisible(usable)
        self.error.setVisible(problem is not None)
        if problem is not None:
            offers = {
                FeedKind.CAPTURE: self.tr("Play it as a recording"),
                FeedKind.CANDLES: self.tr("Use it as candles"),
            }
            other = self.tr("Choose another file\u2026")
            offer = offers[OTHER_KIND[problem.code]] if problem.code in OTHER_KIND else other
            self.error.set_event(words_problems.error(problem), Tone.DANGER, offer)
