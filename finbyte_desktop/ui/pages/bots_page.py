"""The Bots page: gallery, running, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.ui.dialogs.bot_actions import page_of
from finbyte_desktop.ui.pages.other_accounts import OtherAccounts
from finbyte_desktop.ui.pages.page import Page
from finbyte_desktop.ui.pages.running import RunningTab
from finbyte_desktop.ui.session import Place, Session, creation_place
from finbyte_desktop.ui.viewmodels.bots import BotsModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.metrics import SPACE_4, SPACE_5
from finbyte_desktop.widgets.page_header import Tab

if TYPE_CHECKING:
    from finbyte_desktop.services.ports import BotCard
    from finbyte_desktop.ui.pages.gallery import GalleryTab
    from finbyte_desktop.widgets.table import TableView
    from finbyte_desktop.widgets.table_model import TableModel

TABS = ("gallery", "running", "stopped")
ALL_COLUMNS_FROM = 1240


class BotsPage(Page):
    """Three tabs over one view-model."""

    TELLS_FEED = True

    def __init__(self, session: Session) -> None:
        model = BotsModel(session)
        super().__init__(session, model, "")
        self._bots = model
        self.header.set_title(self.tr("Bots"))
        self.header.set_tabs(
            [
                Tab("gallery", self.tr("Gallery")),
                Tab("running", self.tr("Running")),
                Tab("stopped", self.tr("Stopped")),
            ]
        )
        self.header.tab_selected.connect(self.show_tab)
        create = Button(self.tr("Create bot"), ButtonKind.PRIMARY, "ph.plus-bold")
        create.clicked.connect(lambda: session.go(Place("wizard")))
        self.header.add_action(create)
        self._stack = QStackedWidget()
        self.running = RunningTab(model)
        self.running.wanted.connect(self.do)
        self.running.create_wanted.connect(lambda: session.go(Place("wizard")))
        self.running.approvals_wanted.connect(lambda: session.go(Place("approvals")))
        self._tabs: dict[str, QWidget] = {"running": self.running}
        self.gallery: GalleryTab | None = None
        self.stopped: TableModel[BotCard] | None = None
        self.stopped_table: TableView | None = None
        self._stack.addWidget(self.running)
        self.others = OtherAccounts(session)
        self.body.addWidget(self.others)
        self.body.addWidget(self._stack, 1)
        self.show_tab("running")

    def _tab(self, key: str) -> QWidget:
        """A tab, made when it is first shown: the first window is there sooner."""
        tab = self._tabs.get(key)
        if tab is None:
            tab = self._tabs[key] = self._make_gallery() if key == "gallery" else self._make_stopped()
            self._stack.addWidget(tab)
        return tab

    def _make_gallery(self) -> QWidget:
        from finbyte_desktop.ui.pages.gallery import GalleryTab

        self.gallery = GalleryTab(self._bots)
        self.gallery.create_wanted.connect(lambda kind: self.session.go(creation_place(kind)))
        self.gallery.bot_wanted.connect(lambda bot: self.session.go(Place("bot", bot=bot)))
        if self.model.loaded:
            self.gallery.show_model()
        return self.gallery

    def _make_stopped(self) -> QWidget:
        from finbyte_desktop.ui.viewmodels.stopped import stopped_table
        from finbyte_desktop.widgets.table import TableView

        self.stopped = stopped_table(self.session)
        self.stopped.set_rows(self._bots.ended)
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        table = TableView(
            self.stopped,
            empty_title=self.tr("No bot has stopped yet"),
            empty_text=self.tr("Bots that ended appear here with what they earned and why they stopped."),
            empty_action=self.tr("Show running bots"),
            empty_icon="ph.stop-circle",
            row_height=44,
            name=self.tr("Stopped bots"),
            key="stopped",
        )
        table.empty_action_clicked.connect(lambda: self.show_tab("running"))
        table.row_activated.connect(lambda row: self.session.go(page_of(row)))
        table.action_clicked.connect(lambda bot, action: self.do(bot, action))
        self.stopped_table = table
        self._fit_stopped()
        card.body.addWidget(table)
        column.addWidget(card)
        return area

    def enter(self, place: Place) -> None:
        if place.tab in TABS:
            self.show_tab(place.tab)

    def show_tab(self, key: str) -> None:
        self.header.tabs.set_current(key)
        self._stack.setCurrentWidget(self._tab(key))
        self.others.set_wanted(key == "running")

    def show_model(self) -> None:
        self.header.tabs.set_count("running", self._bots.counts["all"])
        self.header.tabs.set_count("stopped", len(self._bots.ended))
        if self.gallery is not None:
            self.gallery.show_model()
        self.running.show_model()
        self._show_empty()
        if self.stopped is not None:
            self.stopped.set_rows(self._bots.ended)

    def _show_empty(self) -> None:
        """Where no bot runs: the first one, or the next one after those that ended."""
        if self._bots.ended:
            self.running.empty.set_state(
                self.tr("No bot runs now"),
                self.tr("Bots that ended stand under Stopped, with what they earned."),
                self.tr("Create a bot"),
            )
        else:
            self.running.empty.set_state(
                self.tr("No bot runs yet"),
                self.tr("Your bots appear here with their profit, orders and what they did last."),
                self.tr("Create the first bot"),
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window shows fewer columns; the total and the actions stay in sight."""
        super().resizeEvent(event)
        self._fit_stopped()

    def _fit_stopped(self) -> None:
        if self.stopped_table is not None:
            for key in ("spark", "trips", "grid"):
                self.stopped_table.set_column_visible(key, self.width() >= ALL_COLUMNS_FROM)

    def do(self, bot: str, action: str) -> None:
        """What somebody asked for on a card or in the table."""
        from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot

        act_on_bot(self.session, bot, action)
