"""Settings: connections, appearance, price feed, paper account, approval, reporting, data, about. An account
at a venue has no price feed to choose and no paper money.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.paths import Locations
from finbyte_desktop.services.ports import FeedStatus
from finbyte_desktop.ui.pages.page import Page, ScrollColumn
from finbyte_desktop.ui.pages.settings_account import PaperSection
from finbyte_desktop.ui.pages.settings_feed import FeedSection
from finbyte_desktop.ui.pages.settings_limits import LimitsSection
from finbyte_desktop.ui.pages.settings_sections import (
    AboutSection,
    AppearanceSection,
    ApprovalSection,
    DataSection,
    ReportingSection,
)
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.settings import SettingsModel
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import KeyFocus, Themed
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS, SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.paint import LEFT, round_box
from finbyte_desktop.widgets.text import Text


class SectionButton(Themed, KeyFocus, QAbstractButton):
    """One entry of the list at the left."""

    def __init__(self, text: str, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(200, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            if self.isChecked():
                round_box(painter, self.rect(), RADIUS, c.accent_soft)
            elif self.underMouse():
                round_box(painter, self.rect(), RADIUS, c.raised)
            if self.ring:
                round_box(painter, self.rect(), RADIUS, None, c.accent, 2)
            ink = c.text if self.isChecked() else c.muted
            paint_icon(painter, self._icon, ink, QRectF(10, 0, 18, self.height()), 16)
            painter.setFont(font(Role.STRONG if self.isChecked() else Role.BODY))
            painter.setPen(c.text)
            painter.drawText(QRectF(40, 0, self.width(), self.height()), LEFT, self.text())


class SettingsPage(Page):
    """Each section saves at once; nothing has to be confirmed, nothing can be lost."""

    section_shown = Signal(str)

    def __init__(self, session: Session, locations: Locations) -> None:
        self.settings = SettingsModel(session)
        super().__init__(session, self.settings, "")
        self.header.set_title(self.tr("Settings"))
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_5, SPACE_4, 0, 0)
        row.setSpacing(0)
        side = Card(flush=True)
        side.setFixedWidth(216)
        side.body.setContentsMargins(8, 8, 8, 8)
        side.body.setSpacing(2)
        self.buttons: dict[str, SectionButton] = {}
        self._sections = QStackedWidget()
        self._parts: dict[str, QWidget] = {}
        for key, text, icon, section in self._make_sections(locations):
            button = SectionButton(text, icon)
            button.clicked.connect(lambda _checked=False, key=key: self.show_section(key))
            side.body.addWidget(button)
            self.buttons[key] = button
            self._parts[key] = section
            self._sections.addWidget(self._frame(text, section))
        side.body.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, SPACE_4)
        left.addWidget(side)
        row.addLayout(left)
        row.addWidget(self._sections, 1)
        self.body.addLayout(row)
        self.show_section("appearance")

    def _make_sections(self, locations: Locations) -> list[tuple[str, str, str, QWidget]]:
        session = self.session
        found: list[tuple[str, str, str, QWidget]] = []
        if session.accounts is not None:
            from finbyte_desktop.ui.pages.settings_connections import ConnectionsSection

            found.append(("connections", self.tr("Connections"), "ph.key", ConnectionsSection(session)))
        found.append(("appearance", self.tr("Appearance"), "ph.palette", AppearanceSection(session)))
        if session.desk.health().mode == "paper":
            found.append(("feed", self.tr("Price feed"), "ph.broadcast", FeedSection(self.settings)))
            found.append(("paper", self.tr("Paper account"), "ph.wallet", PaperSection(self.settings)))
        else:
            found.append(("limits", self.tr("Risk limits"), "ph.shield-check", LimitsSection(session)))
        return [
            *found,
            ("approval", self.tr("Approval"), "ph.check-circle", ApprovalSection(session)),
            ("reporting", self.tr("Reporting and time"), "ph.clock", ReportingSection(session)),
            ("data", self.tr("Data"), "ph.folder", DataSection(self.settings, locations)),
            ("about", self.tr("About"), "ph.info", AboutSection()),
        ]

    def _frame(self, title: str, section: QWidget) -> QWidget:
        scroll = ScrollColumn(margins=False)
        scroll.column.setContentsMargins(SPACE_5, 0, SPACE_5, SPACE_4)
        scroll.column.setSpacing(SPACE_3)
        scroll.column.addWidget(Text(title, Role.TITLE))
        section.setMaximumWidth(820)
        scroll.column.addWidget(section)
        scroll.column.addStretch(1)
        return scroll

    def enter(self, place: Place) -> None:
        if place.tab in self._parts:
            self.show_section(place.tab)

    def show_section(self, key: str) -> None:
        self.buttons[key].setChecked(True)
        self._sections.setCurrentIndex(list(self._parts).index(key))

    def section(self, key: str) -> QWidget:
        return self._parts[key]

    def tell_feed(self, feed: FeedStatus) -> None:
        """The section of the price feed follows it while it is seen: an age goes on with no news at all."""
        super().tell_feed(feed)
        part = self._parts.get("feed")
        if isinstance(part, FeedSection) and part.isVisible():
            part.show_feed(feed)

    def show_model(self) -> None:
        for part in self._parts.values():
            part.show_model(self.settings)
