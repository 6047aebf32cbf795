"""One running bot as a card: event line, headline, eight facts, range."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.viewmodels.bots import CardShown
from finbyte_desktop.widgets.allocation_chart import AllocationBar
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.coin import CoinBadge
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.mini_paint import RangeBar, Sparkline, countdown_tone
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.text import Text

CARD_HEIGHT = 324


class BotCardView(Card):
    """Says what was asked for: `wanted` carries the bot and "open", "pause", "resume", "review", "stop"
    ...
    """

    wanted = Signal(str, str)

    def __init__(self, shown: CardShown, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, clickable=True)
        self.bot = shown.id
        self._shown: CardShown | None = None
        self.setFixedHeight(CARD_HEIGHT)
        self.clicked.connect(lambda: self.wanted.emit(self.bot, "open"))
        self.body.setContentsMargins(15, 11, 15, 13)
        self.body.setSpacing(0)
        self.body.addLayout(self._make_title(shown))
        self.body.addSpacing(8)
        self.event_line = Banner()
        self.event_line.action_clicked.connect(self._event_action)
        self.body.addWidget(self.event_line)
        self.body.addSpacing(12)
        self.body.addLayout(self._make_headline())
        self.body.addSpacing(10)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for column, stretch in enumerate((142, 154, 158, 158)):
            self._grid.setColumnStretch(column, stretch)
        self._facts: list[Fact] = []
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self._range = RangeBar()
        self.body.addWidget(self._range)
        self._allocation = AllocationBar()
        self.body.addWidget(self._allocation)
        self.show_card(shown, None)

    def _make_title(self, shown: CardShown) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._coin = CoinBadge([row.name for row in shown.allocation[:3]] or shown.base)
        self._title = Text(shown.title, Role.TITLE)
        self._type = Chip("")
        self._state = Chip("")
        self._runtime = Text("", Role.TABLE, Tone.MUTED)
        self.details = Button(self.tr("Details"), height=28)
        self.details.clicked.connect(lambda: self.wanted.emit(self.bot, "open"))
        self.pause = IconButton("ph.pause-bold", self.tr("Pause"), ButtonKind.SECONDARY, icon_size=13)
        self.pause.clicked.connect(self._pause)
        self.menu_button = IconButton("ph.dots-three-bold", self.tr("More"), ButtonKind.SECONDARY)
        self.menu_button.clicked.connect(self._open_menu)
        for widget in (self._coin, self._title, self._type, self._state):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._runtime)
        row.addSpacing(8)
        for button in (self.details, self.pause, self.menu_button):
            row.addWidget(button)
        return row

    def _make_headline(self) -> QHBoxLayout:
        row = QHBoxLayout()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(Text(self.tr("Total profit"), Role.LABEL, Tone.MUTED))
        self.total = NumberLabel(None, role=Role.HEADLINE, signed=True)
        left.addWidget(self.total)
        row.addLayout(left)
        row.addStretch(1)
        self._spark = Sparkline()
        self._spark.setFixedSize(232, 48)
        row.addWidget(self._spark, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def show_card(self, shown: CardShown, stale_age: str | None) -> None:
        """Shows a newer snapshot of the same bot."""
        self._shown = shown
        self.setAccessibleName(f"{shown.title}, {shown.type_text}, {shown.state_text}, {shown.total or '-'}")
        self._title.setText(shown.title)
        self._title.setToolTip(shown.tooltip)
        self._type.set_chip(shown.type_text)
        self._state.set_chip(
            shown.state_text, shown.state_tone, icon=shown.state_icon, dot=not shown.state_icon
        )
        self._runtime.setText(shown.runtime)
        event = shown.event
        self.event_line.set_event(event.text, event.tone, event.action, icon=event.icon)
        self.total.set_number(shown.total, shown.total_unit, extra=shown.ratio)
        self.total.set_stale(stale_age)
        self._spark.set_values(shown.spark, 0.0)
        self._show_facts(stale_age)
        self._range.setVisible(shown.range is not None)
        if shown.range is not None:
            bounds = shown.range
            self._range.set_range(bounds.low, bounds.high, bounds.now, bounds.entry)
            self._range.set_texts(*bounds.texts)
        self._allocation.setVisible(bool(shown.allocation))
        self._allocation.set_rows(shown.allocation)
        resume = shown.can_resume
        self.pause.setEnabled(shown.can_pause or resume)
        self.pause.set_icon_name("ph.play-bold" if resume else "ph.pause-bold")
        name = self.tr("Resume") if resume else self.tr("Pause")
        self.pause.setToolTip(name)
        self.pause.setAccessibleName(name)

    def show_time_left(self, now_ns: int, countdown_s: int) -> None:
        """Moves the countdown of a waiting request on."""
        event = self._shown.event if self._shown is not None else None
        if event is not None and event.deadline_ns is not None:
            left = max(0, (event.deadline_ns - now_ns) // fmt.NS_A_SECOND)
            self.event_line.set_countdown(fmt.countdown(left), countdown_tone(left, countdown_s))

    def _show_facts(self, stale_age: str | None) -> None:
        assert self._shown is not None
        for number, shown in enumerate(self._shown.facts):
            if number >= len(self._facts):
                fact = Fact(shown.label, signed=shown.signed, second=shown.pair)
                self._facts.append(fact)
                self._grid.addWidget(fact, number // 4, number % 4)
            fact = self._facts[number]
            fact.set_value(shown.text, shown.unit)
            fact.set_second(shown.second)
            fact.setToolTip(shown.tooltip)
            # The headline says how old the numbers are; the facts only turn grey.
            tone = Tone.STALE if stale_age and shown.text is not None else None
            fact.value.set_number(shown.text, shown.unit, tone=tone)
            if fact.second is not None:
                fact.second.set_number(shown.second, "", tone=tone)

    def menu(self) -> QMenu:
        """What else can be done with the bot."""
        stopping = self._shown is not None and self._shown.state is BotState.STOPPING
        menu = QMenu(self)
        for key, text in (
            ("open", self.tr("Details")),
            ("edit", self.tr("Edit parameters")),
            ("add", self.tr("Add investment")),
            ("withdraw", self.tr("Withdraw profit")),
            ("clone", self.tr("Clone")),
            ("stop", self.tr("Stop")),
        ):
            if key == "stop":
                menu.addSeparator()
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, key=key: self.wanted.emit(self.bot, key))
            if stopping:
                action.setEnabled(key not in ("edit", "add", "withdraw"))
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 4)))

    def _pause(self) -> None:
        if self._shown is not None:
            self.wanted.emit(self.bot, "resume" if self._shown.can_resume else "pause")

    def _event_action(self) -> None:
        if self._shown is not None:
            self.wanted.emit(self.bot, self._shown.event.action_key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_P:
            self._pause()
            return
        super().keyPressEvent(event)
