"""The window: rail, one page at a time, status line; keys, notes, palette and the end."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.paths import Locations
from finbyte_desktop.services.ports import Accounts, Desk, Notice, Settings, Spawn, WindowPlace
from finbyte_desktop.ui import dropped, window_place
from finbyte_desktop.ui.appearance import Appearance
from finbyte_desktop.ui.pages.page import Page
from finbyte_desktop.ui.session import Note, Place, Session, bot_subject
from finbyte_desktop.ui.shell_status import ACCOUNT, NEED, REPLAY, ShellStatus
from finbyte_desktop.ui.viewmodels.bots import title_of
from finbyte_desktop.ui.viewmodels.overview import Overview
from finbyte_desktop.ui.words import LEVEL_TONES
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.colors import Themed
from finbyte_desktop.widgets.overlay import Overlay, Scrim
from finbyte_desktop.widgets.rail import Rail, RailItem
from finbyte_desktop.widgets.status_line import StatusLine
from finbyte_desktop.widgets.toast import ToastHost

SMALLEST = QSize(1000, 640)
USUAL = QSize(1440, 900)
SHOWN_MS = 300
FRAME_WIDTH = 2
ACCOUNTS_KEYS, NEEDS_KEYS = "Ctrl+Shift+A", "Ctrl+Shift+N"


if TYPE_CHECKING:
    from finbyte_desktop.ui.accounts_menu import AccountsMenu
    from finbyte_desktop.ui.speed_menu import SpeedMenu


class MainWindow(QMainWindow):
    """Shows one desk. `ended` comes once, after the desk has closed: then the application may quit. With
    `accounts` all of them are closed, and the window offers the others.

    `spawn` starts coroutines of the window (`eventloop.Tasks.spawn`), `appearance` applies theme and
    language,
    `locations` tells the settings page where things are, `clock` is wall-clock time in ns.
    """

    ended = Signal()

    def __init__(
        self,
        desk: Desk,
        spawn: Spawn,
        appearance: Appearance,
        locations: Locations,
        clock: Callable[[], int] = time.time_ns,
        *,
        accounts: Accounts | None = None,
        account: str = "paper",
    ) -> None:
        super().__init__()
        self._accounts = accounts
        self._desk = desk
        self._appearance = appearance
        self._locations = locations
        self._may_close = self._finishing = False
        self._pages: dict[str, Page] = {}
        self._way: list[Place] = []
        self._notes: dict[object, Note] = {}
        self._palette: QWidget | None = None
        self._accounts_menu: AccountsMenu | None = None
        self._speed_menu: SpeedMenu | None = None
        appearance.apply(desk.settings())
        self.session = Session(desk, spawn, clock, self, accounts=accounts, account=account)
        self.session.overview = Overview(self.session)
        self.session.went.connect(self.show_place)
        self.session.said.connect(self._say)
        self.session.palette_wanted.connect(self.open_palette)
        self.session.questions_changed.connect(self._cover_rail)
        self.session.settings_changed.connect(self._settings_changed)
        self.session.bridge.slow.connect(self._told)
        self.session.bridge.at_once.connect(self._told)
        self.session.bridge.noticed.connect(self._noticed)
        self.setWindowTitle("FinByte Desktop")
        self.setAnimated(False)  # there are no docks, and each layout would make an animation
        self.setMinimumSize(SMALLEST)
        self._usual: WindowPlace | None = None
        place = desk.settings().window
        if place is not None:
            window_place.restore(self, place)
        else:
            window_place.first(self, USUAL)
        self.setAcceptDrops(True)
        self._build()
        self._make_keys()

    # -- the parts

    def _build(self) -> None:
        """Makes rail, stage and status line in the language of now; pages are made when they are first
        shown.
        """
        self._language = self._appearance.language()
        live = self._desk.health().mode == "live"
        central = ModeFrame(live=live)
        column = QVBoxLayout(central)
        edge = FRAME_WIDTH if live else 0
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.rail = Rail(self._page_items(), self._settings_item())
        self.rail.page_selected.connect(lambda key: self._unless_asked(lambda: self.session.go(Place(key))))
        self.stage = _Stage()
        self._stack = self.stage.stack
        row.addWidget(self.rail)
        row.addWidget(self.stage, 1)
        column.addLayout(row, 1)
        self.status = StatusLine()
        self.status.panic_clicked.connect(self.open_panic)
        self.status.mode_clicked.connect(self.open_accounts)
        self.status.cell_clicked.connect(self._cell_clicked)
        column.addWidget(self.status)
        if self.session.overview is not None:
            self.session.overview.refresh()  # in the language of now
        self.shell_status = ShellStatus(self.session, self.status)
        self.shell_status.feed_read.connect(lambda feed: self.page(self.place_name()).tell_feed(feed))
        self.session.host = self.stage
        self.toasts = ToastHost(self.stage, self._notes_corner)
        self.toasts.action_clicked.connect(self._note_clicked)
        self.setCentralWidget(central)
        self._pages = {}
        self._palette = self._accounts_menu = self._speed_menu = None
        self._count_approvals()
        self.show_place(self._way.pop() if self._way else Place("bots", "running"))

    def _page_items(self) -> list[RailItem]:
        items = (
            ("bots", self.tr("Bots"), "ph.robot"),
            ("approvals", self.tr("Approvals"), "ph.check-circle"),
            ("portfolio", self.tr("Portfolio"), "ph.chart-pie-slice"),
            ("profits", self.tr("Profits"), "ph.trend-up"),
            ("history", self.tr("History"), "ph.clock-counter-clockwise"),
            ("strategies", self.tr("Strategies"), "ph.code"),
        )
        return [RailItem(key, text, icon, f"Ctrl+{n}") for n, (key, text, icon) in enumerate(items, 1)]

    def _settings_item(self) -> list[RailItem]:
        return [RailItem("settings", self.tr("Settings"), "ph.gear-six", "Ctrl+7")]

    def _make_keys(self) -> None:
        keys: list[tuple[str, Callable[[], None]]] = [
            ("Ctrl+K", self.open_palette),
            ("Ctrl+Shift+X", self.open_panic),
            ("Ctrl+Shift+L", self.switch_theme),
            (ACCOUNTS_KEYS, self.open_accounts),
            (NEEDS_KEYS, self.open_needs),
            ("Ctrl+N", lambda: self._unless_asked(lambda: self.session.go(Place("wizard")))),
            ("Ctrl+Q", self.close),
            ("F1", self.open_keys),
        ]
        for number, item in enumerate([*self._page_items(), *self._settings_item()], 1):
            place = Place(str(item.key))
            go = lambda place=place: self._unless_asked(lambda: self.session.go(place))  # noqa: E731
            keys.append((f"Ctrl+{number}", go))
        for sequence, action in keys:
            QShortcut(QKeySequence(sequence), self).activated.connect(action)

    # -- pages

    def page(self, key: str) -> Page:
        """The page of a name, made when it is first asked for."""
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = _make_page(key, self.session, self._locations)
            self._stack.addWidget(page)
        return page

    def show_place(self, place: Place) -> None:
        """Brings a page to the front and tells it where to look."""
        if self._way and self._way[-1].page == place.page:
            self._way.pop()
        self._way = [*self._way[-20:], place]
        self._way[-1] = replace(place, request="", note="")  # who comes back is not asked again
        page, left, focused = self.page(place.page), self._stack.currentWidget(), self.focusWidget()
        ring = bool(getattr(focused, "ring", False))
        page.enter(place)
        self._stack.setCurrentWidget(page)
        if page is not left and focused is not None and self.stage.isAncestorOf(focused):
            QTimer.singleShot(0, self, lambda: page.take_focus(ring=ring))
        self.rail.set_current("bots" if place.page in ("bot", "wizard") else place.page)
        self.toasts.place()
        self.shell_status.refresh()

    def place(self) -> Place:
        return self._way[-1]

    def go_back(self) -> None:
        """Escape: the page's own step back, else the place before, else Bots."""
        if self.page(self.place().page).leave():
            return
        if self.place().page in ("bot", "wizard"):
            before = self._way[-2] if len(self._way) > 1 else Place("bots", "running")
            self._way = self._way[:-2] or []
            self.show_place(before if before.page != self.place_name() else Place("bots", "running"))

    def place_name(self) -> str:
        return self._way[-1].page if self._way else ""

    # -- what everything can open

    def open_palette(self) -> None:
        """The command palette over the page; not while a question is open."""
        if self.asks():
            return
        from finbyte_desktop.ui.shell_palette import ShellPalette
        from finbyte_desktop.widgets.command_palette import CommandPalette

        if self._palette is None:
            pages = [*self._page_items(), *self._settings_item()]
            commands = ShellPalette(self.session, pages, self._commands())
            palette = CommandPalette(self.centralWidget(), commands.groups())
            palette.chosen.connect(commands.run)
            palette.offered = commands
            self._palette = palette
        self._palette.set_items(self._palette.offered.items())
        self._palette.open()

    def _commands(self) -> dict[str, Callable[[], None]]:
        from finbyte_desktop.ui.dialogs.export_dialog import ExportDialog
        from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
        from finbyte_desktop.ui.dialogs.money_dialog import DepositDialog

        session = self.session
        of_paper: dict[str, Callable[[], None]] = {
            "feed": lambda: FeedDialog(session).open(),
            "speed": self.open_speeds,
            "pause_feed": lambda: self._desk.feed_pause(not self._desk.health().feed.paused),
            "deposit": lambda: DepositDialog(session).open(),
        }
        return {
            **(of_paper if self._desk.health().mode == "paper" else {}),
            **({} if self._accounts is None else {"accounts": self.open_accounts}),
            "create": lambda: session.go(Place("wizard")),
            "needs": self.open_needs,
            "theme": self.switch_theme,
            "export": lambda: ExportDialog(session, "fills").open(),
            "keys": self.open_keys,
            "first_run": self.open_first_run,
            "panic": self.open_panic,
            "quit": self.close,
        }

    def open_panic(self) -> None:
        if not self.asks():
            from finbyte_desktop.ui.dialogs.panic_dialog import PanicDialog

            place = self._way[-1] if self._way else Place("bots")
            PanicDialog(self.session, place.bot if place.page == "bot" else "").open()

    def open_accounts(self) -> None:
        """The accounts above the mark of the mode; not while a question is open."""
        if self._accounts is None or self.asks():
            return
        from finbyte_desktop.ui.accounts_menu import AccountsMenu

        if self._accounts_menu is None:
            self._accounts_menu = AccountsMenu(self.session, self.status)
        self._accounts_menu.open_above(self.status.cell(ACCOUNT) or self.status.mode_cell)

    def open_speeds(self) -> None:
        """How fast the market time runs, above its cell; not while a question is open."""
        if self.asks():
            return
        from finbyte_desktop.ui.speed_menu import SpeedMenu

        if self._speed_menu is None:
            self._speed_menu = SpeedMenu(self.session, self.status)
        self._speed_menu.open_above(self.status.cell(REPLAY) or self.status.mode_cell)

    def _cell_clicked(self, key: object) -> None:
        if key == NEED:
            self.open_needs()
        elif key == ACCOUNT:
            self.open_accounts()
        elif key == REPLAY:
            self.open_speeds()

    def open_needs(self) -> None:
        """What a person must know of every account; not while a question is open."""
        if not self.asks():
            from finbyte_desktop.ui.dialogs.needs_dialog import NeedsDialog

            NeedsDialog(self.session).open()

    def open_keys(self) -> None:
        if not self.asks():
            from finbyte_desktop.ui.dialogs.key_sheet import KeySheet

            KeySheet(self.session).open()

    def open_first_run(self) -> None:
        if not self.asks():
            from finbyte_desktop.ui.dialogs.first_run import FirstRun

            FirstRun(self.session).open()

    def switch_theme(self) -> None:
        other = "light" if self.session.settings.theme == "dark" else "dark"
        self.session.change_settings(theme=other)

    def start(self) -> None:
        """Shows the window, and on the very first start the introduction."""
        self.show()
        if not self.session.settings.first_run_done:
            self.open_first_run()
        elif self._desk.health().feed.problem:
            from finbyte_desktop.ui.dialogs.feed_missing import FeedMissingDialog

            FeedMissingDialog(self.session).open()

    def asks(self) -> bool:
        """Whether a question or the palette is open."""
        return any(scrim.isVisible() for scrim in self.centralWidget().findChildren(Scrim))

    def _cover_rail(self) -> None:
        """Nothing is left underneath an open question: no way elsewhere, and notes leave its middle."""
        self.rail.set_covered(self._is_asked())
        self.toasts.place()

    def _is_asked(self) -> bool:
        return any(dialog.is_open() for dialog in self.stage.findChildren(Overlay))

    def _notes_corner(self) -> QPoint | None:
        """Where notes stand: as the page says, in the corner of the window while a question is open."""
        if self._is_asked():
            return QPoint(self.stage.width(), self.stage.height())
        return self.page(self.place_name()).notes_corner()

    def _unless_asked(self, action: Callable[[], None]) -> None:
        if not self.asks():
            action()

    # -- what comes from the desk

    def _told(self, topics: frozenset[str]) -> None:
        if topics & {"approvals", "bots", "health"}:
            self._count_approvals()

    def _count_approvals(self) -> None:
        try:
            self.rail.set_badge("approvals", self._desk.health().pending_approvals)
        except FinByteError:
            self.rail.set_badge("approvals", 0)

    def _noticed(self, notice: Notice) -> None:
        place = Place("bot", bot=notice.bot, tab="log") if notice.bot is not None else None
        action = self.tr("Show") if place is not None else ""
        subject = bot_subject(notice.bot) if notice.bot is not None else notice.code.partition("_")[0]
        text = decision(notice.code, notice.fields)
        if notice.bot is not None and "name" not in notice.fields:
            name = title_of(self._desk.card(notice.bot))
            text = self.tr("{bot}: {text}").format(bot=name, text=text)
        self._say(Note(text, LEVEL_TONES[notice.level], action, place, subject))

    def _say(self, note: Note) -> None:
        key = note.subject or note.text
        self._notes.pop(key, None)
        if note.action:
            if len(self._notes) > 40:
                self._notes.clear()
            self._notes[key] = note
        self.toasts.say(note.text, note.tone, key=key, action=note.action)

    def _note_clicked(self, key: object) -> None:
        note = self._notes.pop(key, None)
        if note is None:
            return
        if note.do is not None:
            note.do()
        if note.place is not None:
            self.session.go(note.place)

    def _settings_changed(self, settings: Settings) -> None:
        self._appearance.apply(settings)  # the windows of all accounts share it: each looks for itself
        if self._language != self._appearance.language():
            self._build()

    # -- keys, drops, the end

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._usual is None:
            QTimer.singleShot(SHOWN_MS, self, self._note_usual)

    def _note_usual(self) -> None:
        """Where the desktop put the window: only what a person changes after that is kept."""
        self._usual = window_place.place_of(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped.files(event.mimeData()) and dropped.taker(self) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files, take = dropped.files(event.mimeData()), dropped.taker(self)
        if files and take is not None:
            event.acceptProposedAction()
            take(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            self.session.close()
            event.accept()
            return
        event.ignore()
        if self.asks():
            return
        from finbyte_desktop.ui.closing import close_window

        close_window(self)

    def finish(self, closing: str) -> None:
        """Closes the desk ("keep" or "cancel" the orders of bots), then the window, then says `ended`. What
        is being closed is not closed a second time: orders may be on their way.
        """
        if not self._finishing:
            self._finishing = True
            self.session.act(self._finish(closing), failed=self._not_closed)

    def is_finishing(self) -> bool:
        """Whether the desk is being closed."""
        return self._finishing

    async def _finish(self, closing: str) -> None:
        await self._keep_place()
        if self._accounts is not None:
            await self._accounts.close(closing)
        else:
            await self._desk.close(closing)
        self._may_close = True
        self.hide()
        QTimer.singleShot(0, self, self.close)
        self.ended.emit()

    async def _keep_place(self) -> None:
        """Where the window stands now, for the next start; a disk that is full keeps nobody here."""
        place = window_place.place_of(self)
        if self._usual is None or place in (self._usual, self._desk.settings().window):
            return
        with contextlib.suppress(FinByteError):
            await self._desk.change_settings(window=place)

    def _not_closed(self, error: FinByteError) -> None:
        """The desk could not close: say why, and let the person decide."""
        self._finishing = False
        from finbyte_desktop.ui.words_problems import error as words_of
        from finbyte_desktop.widgets.colors import Tone

        self.session.say(words_of(error), Tone.DANGER)


class ModeFrame(Themed, QWidget):
    """What stands around everything: amber where orders cost real money."""

    def __init__(self, *, live: bool) -> None:
        super().__init__()
        self._live = live
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._live:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), self.colors.live)


class _Stage(QWidget):
    """The area of the pages, without a layout: a number that grows lays out its page and nothing more."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stack.setGeometry(self.rect())


def _make_page(key: str, session: Session, locations: Locations) -> Page:
    """Pages are imported when they are first shown: the first window is there sooner."""
    if key == "bots":
        from finbyte_desktop.ui.pages.bots_page import BotsPage

        return BotsPage(session)
    if key == "bot":
        from finbyte_desktop.ui.pages.detail_page import DetailPage

        return DetailPage(session)
    if key == "wizard":
        from finbyte_desktop.ui.pages.wizard_page import WizardPage

        return WizardPage(session)
    if key == "approvals":
        from finbyte_desktop.ui.pages.approvals_page import ApprovalsPage

        return ApprovalsPage(session)
    if key == "portfolio":
        from finbyte_desktop.ui.pages.portfolio_page import PortfolioPage

        return PortfolioPage(session)
    if key == "profits":
        from finbyte_desktop.ui.pages.profits_page import ProfitsPage

        return ProfitsPage(session)
    if key == "history":
        from finbyte_desktop.ui.pages.history_page import HistoryPage

        return HistoryPage(session)
    if key == "strategies":
        from finbyte_desktop.ui.pages.strategies_page import StrategiesPage

        return StrategiesPage(session, locations)
    from finbyte_desktop.ui.pages.settings_page import SettingsPage

    return SettingsPage(session, locations)
