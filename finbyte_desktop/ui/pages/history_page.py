"""History: every bot, order, fill, transfer and decision, and one bot's life step by step."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import BotCard
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.history_life import LifeView
from finbyte_desktop.ui.pages.page import Page
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.history import ENDS, PAGE_ROWS, HistoryModel
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.card import Card, Line, Panel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import FieldFrame
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.page_header import Tab
from finbyte_desktop.widgets.pager import Pager
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.table_model import TableModel
from finbyte_desktop.widgets.text import Text

TABS = ("bots", "orders", "fills", "transfers", "decisions")
SEARCH_MS = 200


class SearchField(FieldFrame):
    """A field with a glass; `line` is the line edit."""

    def __init__(self, hint: str) -> None:
        super().__init__(height=34)
        row = QHBoxLayout(self)
        row.setContentsMargins(34, 0, 10, 0)
        self.line = QLineEdit()
        self.line.setProperty("bare", True)
        self.line.setFrame(False)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.line.setFont(font(Role.TABLE))
        row.addWidget(self.line)
        self.watch(self.line)

    def paintEvent(self, event: object) -> None:
        from PySide6.QtCore import QRectF
        from PySide6.QtGui import QPainter

        super().paintEvent(event)
        with QPainter(self) as painter:
            paint_icon(
                painter, "ph.magnifying-glass", self.colors.muted, QRectF(10, 0, 16, self.height()), 15
            )


class HistoryPage(Page):
    """The list at the left, the chosen bot's life at the right; the other tabs are tables."""

    def __init__(self, session: Session) -> None:
        self.history = HistoryModel(session)
        super().__init__(session, self.history, "")
        self._wanted = ""
        self.header.set_title(self.tr("History"))
        self.header.set_tabs(
            [
                Tab("bots", self.tr("Bots")),
                Tab("orders", self.tr("Orders")),
                Tab("fills", self.tr("Fills")),
                Tab("transfers", self.tr("Transfers")),
                Tab("decisions", self.tr("Decisions")),
            ]
        )
        self.header.tab_selected.connect(self.show_tab)
        export = Button(self.tr("Export"), icon="ph.download-simple")
        export.clicked.connect(self._export)
        self.header.add_action(export)
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(SEARCH_MS)
        self._search_timer.timeout.connect(self._search_now)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_bots())
        self._make_keys()
        self.tables: dict[str, TableView] = {}
        self.pagers: dict[str, Pager] = {}
        self._searches: dict[str, SearchField] = {}
        for key, model, title, text in (
            ("orders", self.history.orders, self.tr("No order yet"),
             self.tr("Every order of every bot appears here, also the refused ones with the reason.")),
            ("fills", self.history.fills, self.tr("No fill yet"),
             self.tr("Every trade appears here with its fee and the profit of its round trip.")),
            ("transfers", self.history.transfers, self.tr("No transfer yet"),
             self.tr("Deposits, budgets of bots and withdrawals appear here.")),
            ("decisions", self.history.decisions, self.tr("No decision yet"),
             self.tr("What bots decided and why appears here.")),
        ):  # fmt: skip
            self._stack.addWidget(self._make_table(key, model, title, text))
        self.body.addWidget(self._stack)

    # -- parts

    def _make_bots(self) -> QWidget:
        self._bots_stack = QStackedWidget()
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = Panel("r")
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        tools = QVBoxLayout()
        tools.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        tools.setSpacing(SPACE_2)
        self.search = SearchField(self.tr("Search bots, markets, reasons"))
        self.search.line.textChanged.connect(lambda _: self._search_timer.start())
        tools.addWidget(self.search)
        filters = QHBoxLayout()
        filters.setSpacing(SPACE_2)
        self.market = Select([("", self.tr("Any market"))])
        self.market.setAccessibleName(self.tr("Market"))
        self.market.selected.connect(lambda key: self.history.set_filter(market=key))
        ends = (self.tr("Any end"), self.tr("7 days"), self.tr("30 days"), self.tr("90 days"))
        self.ended = Select(list(zip(ENDS, ends, strict=True)))
        self.ended.setAccessibleName(self.tr("Ended"))
        self.ended.selected.connect(lambda key: self.history.set_filter(ended_days=key))
        results = [("any", self.tr("Any result")), ("profit", self.tr("Profit")), ("loss", self.tr("Loss"))]
        self.result = Select(results)
        self.result.setAccessibleName(self.tr("Result"))
        self.result.selected.connect(lambda key: self.history.set_filter(result=key))
        for select in (self.market, self.ended, self.result):
            select.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            filters.addWidget(select, 1)
        tools.addLayout(filters)
        column.addLayout(tools)
        column.addWidget(Line())
        self.list = TableView(
            self.history.bots,
            empty_title=self.tr("No bot matches"),
            empty_text=self.tr("Other bots are hidden by the filters."),
            row_height=62,
            multi_select=False,
            name=self.tr("Bots that lived"),
            key="bots",
        )
        self.list.selection_changed.connect(self._bot_chosen)
        column.addWidget(self.list, 1)
        column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE_4, 12, SPACE_4, 12)
        self._count = Text("", Role.TABLE, Tone.MUTED)
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(Text(self.tr("Together"), Role.TABLE, Tone.MUTED))
        foot.addSpacing(SPACE_2)
        self._together = NumberLabel(None, role=Role.TABLE_STRONG, signed=True)
        foot.addWidget(self._together)
        column.addLayout(foot)
        row.addWidget(self._left)
        self.life = LifeView(self.session, self.history.life)
        row.addWidget(self.life, 1)
        self._bots_stack.addWidget(area)
        self.empty = EmptyState(
            self.tr("No history yet"),
            self.tr("Every bot that ran appears here. You can replay its life step by step on the chart."),
            self.tr("Create bot"),
            "ph.clock-counter-clockwise",
        )
        self.empty.action_clicked.connect(lambda: self.session.go(Place("wizard")))
        self._bots_stack.addWidget(self.empty)
        return self._bots_stack

    def _make_table(self, key: str, model: TableModel[object], title: str, text: str) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        column.setSpacing(SPACE_3)
        if key != "transfers":
            search = SearchField(self.tr("Search bots, markets, reasons"))
            search.setFixedWidth(360)
            search.line.textChanged.connect(lambda _: self._search_timer.start())
            self._searches[key] = search
            column.addWidget(search)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        table = TableView(model, empty_title=title, empty_text=text, name=title, key=key)
        self.tables[key] = table
        card.body.addWidget(table)
        pager = Pager(PAGE_ROWS)
        listed = self.history.listed[key]
        pager.moved.connect(listed.move_to)
        listed.changed.connect(lambda: self._show_listed(key))
        self.pagers[key] = pager
        card.body.addWidget(pager)
        column.addWidget(card, 1)
        self._show_listed(key)
        return area

    # -- showing

    def _show_listed(self, key: str) -> None:
        """The line below a table: which of how many rows, or that they are being read."""
        listed, pager = self.history.listed[key], self.pagers[key]
        total = listed.total or 0
        self.tables[key].set_waiting(listed.is_slow() if listed.is_unread() else None)
        if listed.is_slow() and not listed.is_unread():
            text = self.tr("Reading")
        else:
            last = min(listed.start + PAGE_ROWS, total)
            text = self.tr("{first} to {last} of {all}").format(
                first=fmt.number(listed.start + 1), last=fmt.number(last), all=fmt.number(total)
            )
        pager.show_rows(listed.start, total, text, always=listed.is_slow() and not listed.is_unread())

    def enter(self, place: Place) -> None:
        if place.tab in TABS:
            self.show_tab(place.tab)
        if place.bot:
            self.show_tab("bots")
            self._wanted = place.bot
            if self.isVisible():
                self.history.refresh()

    def show_tab(self, key: str) -> None:
        self.header.tabs.set_current(key)
        self._stack.setCurrentIndex(TABS.index(key))
        self.history.tab = key
        search = self._searches.get(key, self.search)
        self.history.text = search.line.text() if key != "transfers" else ""
        if self.isVisible():
            self.history.refresh()

    def show_model(self) -> None:
        history = self.history
        self.header.tabs.set_count("bots", len(history.all))
        self._bots_stack.setCurrentIndex(0 if history.all else 1)
        markets = [
            ("", self.tr("Any market")),
            *((market, words.market(market)) for market in history.markets()),
        ]
        if self.market.count() != len(markets):
            self.market.set_options(markets, history.market if history.market in history.markets() else "")
        count, won, together = history.together()
        self._count.setText(self.tr("{bots}, {won} in profit").format(bots=Counts().bots(count), won=won))
        self._together.set_number("   ".join(together), tone=None if len(together) == 1 else Tone.NEUTRAL)
        if history.tab == "bots" and history.all:
            life = history.life
            wanted = self._wanted or life.wanted or (history.kept[0].id if history.kept else "")
            self._wanted = ""
            if wanted and wanted != life.wanted:
                life.show_bot(wanted)
                self.list.select_key(wanted)
            elif any(card.id == wanted and life.is_behind(card) for card in history.all):
                life.show_bot(wanted)

    def _bot_chosen(self, rows: list[BotCard]) -> None:
        if rows and rows[0].id != self.history.life.wanted:
            self.history.life.show_bot(rows[0].id)

    def _search_now(self) -> None:
        search = self._searches.get(self.history.tab, self.search)
        self.history.set_filter(text=search.line.text())

    def _export(self) -> None:
        from finbyte_desktop.ui.dialogs.export_dialog import ExportDialog

        tab = self.history.tab
        bot = self.history.life.bot() if tab == "bots" else None
        ExportDialog(self.session, "fills" if tab == "bots" else tab, bot or None).open()

    def _make_keys(self) -> None:
        """Stepping and playing, wherever the focus is on the page, but not while somebody types."""
        for sequence, key, modifier in (
            ("Left", Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier),
            ("Right", Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
            ("Shift+Left", Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier),
            ("Shift+Right", Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier),
            ("Space", Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        ):
            shortcut = QShortcut(QKeySequence(sequence), self._bots_stack)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(key != Qt.Key.Key_Space)
            shortcut.activated.connect(lambda key=key, modifier=modifier: self.life.press(key, modifier))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= 1240
        self._left.setFixedWidth(540 if wide else 404)
        for key in ("stopped", "spark"):
            self.list.set_column_visible(key, wide)
        for key in ("type", "ended"):
            self.tables["orders"].set_column_visible(key, wide)
