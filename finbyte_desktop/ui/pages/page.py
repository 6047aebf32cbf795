"""Page: header, error bar, body. A page reads only while it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import FeedStatus
from finbyte_desktop.ui import words_feed
from finbyte_desktop.ui.matters import FEED
from finbyte_desktop.ui.remembered_tables import RememberedTable
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.overlay import Scrim
from finbyte_desktop.widgets.page_header import PageHeader, Tab
from finbyte_desktop.widgets.table import TableView


class Page(Themed, QWidget):
    """Subclasses fill `body` and override `show_model`, which runs after each read of the view-model.

    Where `TELLS_FEED` is set, a bar says that no price comes: a recording has ended, or its file is gone.
    Where `TELLS_CURRENCY` is set, it also says that the currency of the prices is not known.
    """

    TELLS_FEED = False
    TELLS_CURRENCY = False

    def __init__(
        self,
        session: Session,
        model: PageModel,
        title: str,
        tabs: Sequence[Tab] = (),
        parent_title: str = "",
    ) -> None:
        super().__init__()
        self.session = session
        self.model = model
        self._age: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(title, tabs, parent_title=parent_title)
        self.header.command_clicked.connect(session.palette_wanted)
        column.addWidget(self.header)
        self.error_bar = Banner("", Tone.DANGER)
        self.error_bar.action_clicked.connect(model.refresh)
        self._error_area = area_of(self.error_bar)
        column.addWidget(self._error_area)
        self.feed_bar = Banner("", Tone.WARN, wrap=True)
        self.feed_bar.action_clicked.connect(lambda: session.go(FEED))
        self._feed_area = area_of(self.feed_bar)
        column.addWidget(self._feed_area)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column.addWidget(self._content, 1)
        # What stands here when the very first read failed: not an empty page that looks like no data.
        self.unread = EmptyState(
            self.tr("This page could not be read"),
            self.tr("Nothing was lost. Bots and orders are as they were."),
            self.tr("Try again"),
            "ph.warning-circle",
        )
        self.unread.action_clicked.connect(model.refresh)
        self.unread.hide()
        column.addWidget(self.unread, 1)
        self.init_colors()
        model.changed.connect(self._model_changed)

    def enter(self, place: Place) -> None:
        """Called each time somebody goes here; subclasses take the tab, bot or request of the place."""

    def take_focus(self, *, ring: bool) -> None:
        """Somebody came from another page by what stood there: the keyboard goes on at the beginning of this
        one, with a ring for who came by keys.
        """
        window = self.window()
        now = window.focusWidget()
        if not self.isVisible():
            return
        if now is not None and self.isAncestorOf(now):
            if ring and isinstance(now, KeyFocus) and not now.ring:  # it fell there as the other page went
                now.clearFocus()
                now.focus_with_ring()
            return
        if any(scrim.isVisible() for scrim in window.findChildren(Scrim)):
            return
        first = self.nextInFocusChain()
        while first is not self and not self._can_begin(first):
            first = first.nextInFocusChain()
        if first is not self:
            reason = Qt.FocusReason.TabFocusReason if ring else Qt.FocusReason.OtherFocusReason
            first.setFocus(reason)

    def _can_begin(self, widget: QWidget) -> bool:
        stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        return bool(stops) and self.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled()

    def notes_corner(self) -> QPoint | None:
        """The lower right corner that notes over this page keep to; None where they stand in the middle of
        the foot.
        """
        return None

    def leave(self) -> bool:
        """Escape was pressed: True when the page used it, for example to close a step."""
        return False

    def show_model(self) -> None:
        """Shows the view-model's snapshot."""

    def remember_table(self, table: TableView) -> None:
        """Called by each table on the page when it is first shown: its columns are as they were."""
        RememberedTable(self.session, f"{type(self).__name__} {table.key}", table)

    def _model_changed(self) -> None:
        error = self.model.error
        self._error_area.setVisible(bool(error))
        if error:
            again = self.tr("Try again") if self.model.loaded else ""  # else it stands in the middle
            self.error_bar.set_event(error, Tone.DANGER, again)
        unread = bool(error) and not self.model.loaded
        self._content.setVisible(not unread)
        self.unread.setVisible(unread)
        if self.model.loaded:
            self.show_model()

    def tell_feed(self, feed: FeedStatus) -> None:
        """Shows the bar while no price comes; the age of what is shown goes on with no news at all."""
        age, self._age = self._age, self.model.age()
        if self.model.loaded and age != self._age:
            self.model.refresh()
        absent = words_feed.is_absent(feed)
        silent = self.TELLS_FEED and (absent or feed.finished)
        unnamed = self.TELLS_CURRENCY and bool(feed.stand_in)
        self._feed_area.setVisible(silent or unnamed)
        if silent:
            text = words_feed.absent(feed) if absent else words_feed.ended(feed)
            self.feed_bar.set_event(text, Tone.WARN, self.tr("Price feed"))
        elif unnamed:
            self.feed_bar.set_event(words_feed.stands_in(feed), Tone.WARN, self.tr("Price feed"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.activate()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.deactivate()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.window)


def area_of(bar: Banner) -> QWidget:
    """A bar below the header; hidden until it has something to say."""
    area = QWidget()
    row = QVBoxLayout(area)
    row.setContentsMargins(SPACE_5, SPACE_3, SPACE_5, 0)
    row.addWidget(bar)
    area.hide()
    return area


class ScrollColumn(QScrollArea):
    """A page's content in one column that scrolls; 24 px at the sides, 16 above and below."""

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = SPACE_3, margins: bool = True
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to what is inside, which brings it to view
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        content = QWidget()
        content.setAutoFillBackground(False)
        self.column = QVBoxLayout(content)
        sides, ends = (SPACE_5, SPACE_4) if margins else (0, 0)
        self.column.setContentsMargins(sides, ends, sides, ends)
        self.column.setSpacing(spacing)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget switched it on


def clear(layout: QVBoxLayout) -> None:
    """Takes everything out of a layout and lets it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
