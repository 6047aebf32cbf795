"""Tab Running: the summary strip, the filter, and a card for each bot that lives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.ui.pages.bot_card import BotCardView
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.viewmodels.bots import BotsModel, SummaryShown
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.card import Card, Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.flow import FlowLayout
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.mini_paint import Sparkline
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text

HOLD_MS = 4_000  # so long after the pointer left the cards they keep their places


class Attention(QWidget):
    """One line "1 bot waits for your approval  Review"."""

    clicked = Signal()

    def __init__(self, tone: Tone, action: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Text("●", Role.LABEL, tone))
        self._text = Text("", Role.TABLE)
        row.addWidget(self._text)
        button = LinkButton(action)
        button.clicked.connect(lambda: self.clicked.emit())
        row.addWidget(button)
        row.addStretch(1)

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))


class SummaryStrip(Card):
    """Total profit, assets in running, today's profit, the course of a week, what needs somebody."""

    review_clicked = Signal()
    why_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.setFixedHeight(72)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_5, 10, SPACE_4, 10)
        row.setSpacing(SPACE_5)
        self._total = Fact(self.tr("Total profit"), role=Role.SECTION, signed=True)
        self._assets = Fact(self.tr("Assets in running"), role=Role.SECTION)
        self._today = Fact(self.tr("Today's profit"), role=Role.SECTION, signed=True)
        for number, fact in enumerate((self._total, self._assets, self._today)):
            if number:
                row.addWidget(Line(vertical=True))
            row.addWidget(fact)
        row.addStretch(1)
        self._week = QWidget()
        week = QVBoxLayout(self._week)
        week.setContentsMargins(0, 0, 0, 0)
        week.setSpacing(0)
        week.addWidget(
            Text(self.tr("Total profit, 7 days"), Role.LABEL, Tone.MUTED), 0, Qt.AlignmentFlag.AlignRight
        )
        self._spark = Sparkline()
        self._spark.setFixedSize(180, 34)
        week.addWidget(self._spark)
        row.addWidget(self._week)
        self._line = Line(vertical=True)
        row.addWidget(self._line)
        self._notes = QWidget()
        notes = QVBoxLayout(self._notes)
        notes.setContentsMargins(0, 0, 0, 0)
        notes.setSpacing(2)
        self.waits = Attention(Tone.WARN, self.tr("Review"))
        self.waits.clicked.connect(self.review_clicked)
        self.degraded = Attention(Tone.DANGER, self.tr("Why"))
        self.degraded.clicked.connect(self.why_clicked)
        notes.addWidget(self.waits)
        notes.addWidget(self.degraded)
        row.addWidget(self._notes)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(row)

    def show_summary(self, shown: SummaryShown, stale_age: str | None) -> None:
        self._total.value.set_number(shown.total, shown.currency, extra=shown.total_ratio)
        self._assets.set_value(shown.assets, shown.currency)
        self._today.set_value(shown.today, shown.currency)
        for fact in (self._total, self._assets, self._today):
            fact.set_stale(stale_age)
        self._spark.set_values(shown.spark, 0.0)
        waits, degraded = shown.waits, shown.degraded
        self.waits.set_text(self.tr("%n bot(s) wait for your approval", "", waits) if waits else "")
        self.degraded.set_text(self.tr("%n bot(s) run degraded", "", degraded) if degraded else "")
        self._notes.setVisible(bool(waits or degraded))
        self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= 1120 or not self._notes.isVisibleTo(self)
        self._week.setVisible(wide)
        self._line.setVisible(wide and self._notes.isVisibleTo(self))


class RunningTab(QWidget):
    """`wanted` carries a bot and what was asked for; `create_wanted` the next step of an empty page."""

    wanted = Signal(str, str)
    create_wanted = Signal()
    approvals_wanted = Signal()

    def __init__(self, model: BotsModel) -> None:
        super().__init__()
        self._model = model
        self._cards: dict[str, BotCardView] = {}
        self._countdown_s = 120
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        scroll = ScrollColumn()
        self.strip = SummaryStrip()
        self.strip.review_clicked.connect(self.approvals_wanted)
        self.strip.why_clicked.connect(lambda: self._only("attention"))
        scroll.column.addWidget(self.strip)
        self.left_out = Text("", Role.LABEL, Tone.MUTED, elide=True)
        self.left_out.setVisible(False)
        scroll.column.addWidget(self.left_out)
        scroll.column.addLayout(self._make_tools())
        self._flow_area = QWidget()
        self._flow = FlowLayout(self._flow_area, spacing=SPACE_3, equal_width=560)
        self._flow_area.installEventFilter(self)
        scroll.column.addWidget(self._flow_area)
        self._none = EmptyState(
            self.tr("No bot matches"),
            self.tr("Other bots are hidden by the filter."),
            self.tr("Show all bots"),
        )
        self._none.action_clicked.connect(lambda: self._only("all"))
        scroll.column.addWidget(self._none)
        scroll.column.addStretch(1)
        self._stack.addWidget(scroll)
        self.empty = EmptyState(
            self.tr("No bot runs yet"),
            self.tr("Your bots appear here with their profit, orders and what they did last."),
            self.tr("Create the first bot"),
            "ph.robot",
        )
        self.empty.action_clicked.connect(self.create_wanted)
        self._stack.addWidget(self.empty)
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._count_down)
        self._pointer_in = False
        self._left = QTimer(self)
        self._left.setSingleShot(True)
        self._left.setInterval(HOLD_MS)
        self._left.timeout.connect(self._place_cards)
        self._chosen = ("", "")
        self._placed: set[str] = set()
        self._entered = False

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        self.filter = SegmentedControl(
            [
                ("all", self.tr("All")),
                ("attention", self.tr("Need you")),
                ("running", self.tr("Running")),
                ("paused", self.tr("Paused")),
            ],
            height=28,
            name=self.tr("Filter bots"),
        )
        self.filter.selected.connect(self._model.set_filter)
        self.sort = Select(
            [
                ("attention", self.tr("Needs attention first")),
                ("profit", self.tr("Highest profit first")),
                ("ratio", self.tr("Highest percent first")),
                ("runtime", self.tr("Longest running first")),
                ("name", self.tr("By market")),
            ],
            height=28,
        )
        self.sort.setAccessibleName(self.tr("Sort bots"))
        self.sort.selected.connect(self._model.set_sort)
        row.addWidget(self.filter)
        row.addWidget(self.sort)
        row.addStretch(1)
        row.addWidget(Text(self.tr("Available for new bots"), Role.TABLE, Tone.MUTED))
        self._available = NumberLabel(role=Role.TABLE_STRONG)
        row.addWidget(self._available)
        return row

    def show_model(self) -> None:
        model = self._model
        none_at_all = model.counts["all"] == 0
        self._stack.setCurrentIndex(1 if none_at_all else 0)
        if model.summary is not None:
            self.strip.show_summary(model.summary, model.stale_age)
            self.left_out.setText(model.summary.left_out)
            self.left_out.setVisible(bool(model.summary.left_out))
            self._available.set_number(model.summary.available, model.summary.available_unit)
        for key, text in (
            ("all", self.tr("All {count}")),
            ("attention", self.tr("Need you {count}")),
            ("running", self.tr("Running {count}")),
            ("paused", self.tr("Paused {count}")),
        ):
            self.filter.set_text(key, text.format(count=model.counts[key]))
        self._none.setVisible(not model.cards and not none_at_all)
        self._countdown_s = model.session.settings.approval_countdown_s
        self._place_cards()
        self._count_down()

    def cards(self) -> list[BotCardView]:
        """The cards in their order."""
        return [self._flow.itemAt(index).widget() for index in range(self._flow.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes whether the pointer is over the cards."""
        if event.type() == QEvent.Type.Enter:
            self._pointer_in = True
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Hide) and self._pointer_in:
            self._pointer_in = False
            self._left.start()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._entered = True
            self._place_cards()
            QTimer.singleShot(0, self._is_in)  # the page reads anew as it is entered

    def _is_in(self) -> None:
        self._entered = False

    def _sorts_now(self) -> bool:
        """Whether somebody just came here or chose a filter or an order: these take effect at once."""
        chosen = self._chosen != (self._model.filter, self._model.sort)
        return chosen or self._entered or not self.isVisible()

    def _holds(self) -> bool:
        """Whether every card stays where it is: a click must not hit another bot."""
        if self._sorts_now():
            return False
        pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if pressed and not self._pointer_in:
            self._left.start()
        return self._pointer_in or pressed or self._left.isActive()

    def _place_cards(self) -> None:
        sorts, holds = self._sorts_now(), self._holds()
        self._chosen = (self._model.filter, self._model.sort)
        wanted = [shown.id for shown in self._model.cards]
        gone = [bot for bot in self._cards if bot not in wanted]
        for bot in gone:
            view = self._cards[bot]
            view.setEnabled(False)
            if not holds:
                del self._cards[bot]
                self._flow.removeWidget(view)
                view.deleteLater()
        for shown in self._model.cards:
            view = self._cards.get(shown.id)
            if view is None:
                view = BotCardView(shown, self._flow_area)
                view.wanted.connect(self.wanted)
                self._cards[shown.id] = view
                self._flow.addWidget(view)
            view.setEnabled(True)
            view.show_card(shown, shown.away or self._model.stale_age)
        if not sorts and (holds or self._placed == set(wanted)):
            return  # what a price or a state changes in the order waits until somebody comes here
        self._placed = set(wanted)
        if [view.bot for view in self.cards()] != wanted:
            for view in self.cards():
                self._flow.removeWidget(view)
            for bot in wanted:
                self._flow.addWidget(self._cards[bot])

    def _count_down(self) -> None:
        waiting = [shown for shown in self._model.cards if shown.event.deadline_ns is not None]
        for shown in waiting:
            self._cards[shown.id].show_time_left(self._model.session.clock(), self._countdown_s)
        if waiting and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _only(self, key: str) -> None:
        self.filter.set_current(key)
        self._model.set_filter(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        views = self.cards()
        at = next((i for i, view in enumerate(views) if view.hasFocus()), None)
        columns = 2 if views and len(views) > 1 and views[1].y() == views[0].y() else 1
        step = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if at is None or step is None or not 0 <= at + step < len(views):
            super().keyPressEvent(event)
            return
        views[at + step].setFocus(Qt.FocusReason.TabFocusReason)
