"""Tab Gallery: the types of bots, what each is made for, its risk, and the way to create one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.ui import words
from finbyte_desktop.ui.pages.gallery_pictures import TypePicture
from finbyte_desktop.ui.pages.page import ScrollColumn
from finbyte_desktop.ui.viewmodels.bots import BotsModel, CardShown
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card, Line
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.flow import FlowLayout
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.mini_paint import RiskDots
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

_GROUPS = {
    "spot": QT_TRANSLATE_NOOP("Gallery", "Spot"),
    "futures": QT_TRANSLATE_NOOP("Gallery", "Futures"),
    "portfolio": QT_TRANSLATE_NOOP("Gallery", "Portfolio"),
    "signals": QT_TRANSLATE_NOOP("Gallery", "Signals"),
    "code": QT_TRANSLATE_NOOP("Gallery", "Code"),
}
_RISKS = {
    0: QT_TRANSLATE_NOOP("Gallery", "Yours"),
    1: QT_TRANSLATE_NOOP("Gallery", "Low"),
    2: QT_TRANSLATE_NOOP("Gallery", "Medium"),
    3: QT_TRANSLATE_NOOP("Gallery", "High"),
}


@dataclass(frozen=True, slots=True)
class BotType:
    """One type as the gallery shows it. `risk` is 1 to 3, 0 where the code decides."""

    key: str
    groups: tuple[str, ...]
    market: str
    text: str
    made_for: str
    risk: int
    available: bool = False


TYPES: tuple[BotType, ...] = (
    BotType("spot_grid", ("spot",), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Buys low and sells high inside a range you set."),
            QT_TRANSLATE_NOOP("Gallery", "Sideways markets"), 2, True),
    BotType("futures_grid", ("futures",), QT_TRANSLATE_NOOP("Gallery", "Futures"),
            QT_TRANSLATE_NOOP("Gallery", "The same grid, long, short or neutral, with leverage."),
            QT_TRANSLATE_NOOP("Gallery", "Ranges and slow trends"), 3, True),
    BotType("rebalance", ("spot", "portfolio"), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Holds 2 to 20 coins at weights that you choose."),
            QT_TRANSLATE_NOOP("Gallery", "Long-term portfolio"), 2, True),
    BotType("dca_recurring", ("spot", "portfolio"), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Buys a fixed amount every hour, day, week or month."),
            QT_TRANSLATE_NOOP("Gallery", "Building a position"), 1, True),
    BotType("dca_basket", ("spot", "portfolio"), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Splits an amount among 2 to 20 coins, again and again."),
            QT_TRANSLATE_NOOP("Gallery", "Building a portfolio"), 1, True),
    BotType("dca_safety", ("spot",), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Buys more as price falls, sells at a small bounce."),
            QT_TRANSLATE_NOOP("Gallery", "Short dips"), 3, True),
    BotType("dca_futures", ("futures",), QT_TRANSLATE_NOOP("Gallery", "Futures"),
            QT_TRANSLATE_NOOP("Gallery", "Adds to a long or short position, closes at a small turn."),
            QT_TRANSLATE_NOOP("Gallery", "Short swings, both ways"), 3, True),
    BotType("signal", ("spot", "futures", "signals"), QT_TRANSLATE_NOOP("Gallery", "Spot or futures"),
            QT_TRANSLATE_NOOP("Gallery", "Acts on a webhook, the local API or a leader you follow."),
            QT_TRANSLATE_NOOP("Gallery", "Your own indicators"), 2),
    BotType("delta_neutral", ("spot", "futures"), QT_TRANSLATE_NOOP("Gallery", "Spot + futures"),
            QT_TRANSLATE_NOOP("Gallery", "Long spot, short perpetual. Earns the funding rate."),
            QT_TRANSLATE_NOOP("Gallery", "High funding rates"), 2),
    BotType("market_maker", ("spot",), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Keeps a bid and an ask around the price all the time."),
            QT_TRANSLATE_NOOP("Gallery", "Wide spreads"), 3),
    BotType("own_strategy", ("spot", "code"), QT_TRANSLATE_NOOP("Gallery", "Spot"),
            QT_TRANSLATE_NOOP("Gallery", "Your Python class, in its own process, without keys."),
            QT_TRANSLATE_NOOP("Gallery", "People who code"), 0, True),
)  # fmt: skip


def _say(source: str) -> str:
    return QCoreApplication.translate("Gallery", source)


class TypeCard(Card):
    """One type. A type that is not built yet says so and cannot be clicked."""

    create_wanted = Signal(str)

    def __init__(self, kind: BotType) -> None:
        super().__init__(clickable=kind.available)
        self.kind = kind
        self.setFixedHeight(208)
        self.body.setContentsMargins(15, 15, 15, 15)
        self.setAccessibleName(f"{words.bot_type(kind.key)}. {_say(kind.text)}")
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(Text(words.bot_type(kind.key), Role.TITLE))
        chips = QHBoxLayout()  # below the name, which needs the whole width of a narrow card
        chips.setSpacing(8)
        chips.addWidget(Chip(_say(kind.market)))
        if kind is TYPES[0]:
            chips.addWidget(Chip(self.tr("Start here"), Tone.ACCENT))
        elif not kind.available:
            chips.addWidget(Chip(self.tr("Coming"), Tone.PAPER))
        chips.addStretch(1)
        left.addLayout(chips)
        left.addSpacing(2)
        left.addWidget(Text(_say(kind.text), Role.BODY, Tone.MUTED, wrap=True))
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addWidget(TypePicture(kind.key), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row, 1)
        self.body.addLayout(self._make_foot())
        if kind.available:
            self.clicked.connect(lambda: self.create_wanted.emit(kind.key))

    def _make_foot(self) -> QHBoxLayout:
        kind = self.kind
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_4)
        made = QVBoxLayout()
        made.setSpacing(2)
        made.addWidget(Text(self.tr("Made for"), Role.LABEL, Tone.MUTED))
        made.addWidget(Text(_say(kind.made_for), Role.TABLE))
        risk = QVBoxLayout()
        risk.setSpacing(2)
        risk.addWidget(Text(self.tr("Risk"), Role.LABEL, Tone.MUTED))
        line = QHBoxLayout()
        line.setSpacing(8)
        if kind.risk:
            line.addWidget(RiskDots(kind.risk), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(Text(_say(_RISKS[kind.risk]), Role.TABLE))
        line.addStretch(1)
        risk.addLayout(line)
        foot.addLayout(made, 3)
        foot.addLayout(risk, 2)
        self.button = Button(
            self.tr("Create bot"), ButtonKind.PRIMARY if kind.available else ButtonKind.SECONDARY, height=28
        )
        self.button.setEnabled(kind.available)
        self.button.clicked.connect(lambda: self.create_wanted.emit(kind.key))
        foot.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        return foot


class StripBot(QWidget):
    """A bot in the strip above the gallery."""

    clicked = Signal(str)

    def __init__(self, shown: CardShown) -> None:
        super().__init__()
        self._bot = shown.id
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.setSpacing(2)
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(Text("●", Role.LABEL, shown.state_tone))
        name.addWidget(Text(shown.title, Role.STRONG))
        name.addStretch(1)
        left.addLayout(name)
        left.addWidget(Text(f"{shown.type_text}, {shown.state_text}", Role.LABEL, Tone.MUTED, elide=True))
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(NumberLabel(shown.total, "", Role.STRONG, signed=True, align_right=True))
        right.addWidget(NumberLabel(shown.ratio or None, "", Role.LABEL, signed=True, align_right=True))
        row.addLayout(left, 1)
        row.addLayout(right)

    def mouseReleaseEvent(self, event: object) -> None:
        self.clicked.emit(self._bot)


class RunningStrip(Card):
    """The profit of all running bots, and the ones that need attention first."""

    bot_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.setFixedHeight(72)
        self._shown: tuple[object, ...] = ()
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_5, 10, SPACE_4, 10)
        row.setSpacing(SPACE_4)
        self._profit = Fact(self.tr("Running bots' profit"), role=Role.SECTION, signed=True)
        row.addWidget(self._profit)
        self._bots = QHBoxLayout()
        self._bots.setSpacing(SPACE_4)
        row.addLayout(self._bots, 1)
        self.body.addLayout(row)

    def show_model(self, model: BotsModel) -> None:
        summary = model.summary
        self.setVisible(model.counts["all"] > 0)
        if summary is None:
            return
        self._profit.value.set_number(summary.running, summary.currency, extra=summary.running_ratio)
        self._profit.set_stale(model.stale_age)
        room = max(1, (self.window().width() - 112 - 300) // 250)
        cards = model.cards[:room]
        state = tuple((card.id, card.total, card.ratio, card.state, card.state_text) for card in cards)
        if state == self._shown:
            return
        self._shown = state
        while self._bots.count():
            self._bots.takeAt(0).widget().deleteLater()
        for card in cards:
            self._bots.addWidget(Line(vertical=True))
            bot = StripBot(card)
            bot.clicked.connect(self.bot_clicked)
            self._bots.addWidget(bot, 1)


class GalleryTab(QWidget):
    """`create_wanted` carries the type, `bot_wanted` a bot of the strip."""

    create_wanted = Signal(str)
    bot_wanted = Signal(str)

    def __init__(self, model: BotsModel) -> None:
        super().__init__()
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollColumn()
        column.addWidget(scroll)
        self.strip = RunningStrip()
        self.strip.bot_clicked.connect(self.bot_wanted)
        scroll.column.addWidget(self.strip)
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(Text(self.tr("Choose a type of bot"), Role.TITLE))
        note = self.tr("You approve the orders of a bot before it trades.")
        head.addWidget(Text(note, Role.TABLE, Tone.MUTED, elide=True), 1)
        self.filter = SegmentedControl(
            [("all", self.tr("All")), *((key, _say(text)) for key, text in _GROUPS.items())],
            name=self.tr("Filter types"),
        )
        self.filter.selected.connect(self._filter)
        head.addWidget(self.filter)
        scroll.column.addSpacing(4)
        scroll.column.addLayout(head)
        area = QWidget()
        self._flow = FlowLayout(area, spacing=SPACE_3, equal_width=400)
        self.cards: Sequence[TypeCard] = [TypeCard(kind) for kind in TYPES]
        for card in self.cards:
            card.create_wanted.connect(self.create_wanted)
            self._flow.addWidget(card)
        scroll.column.addWidget(area)
        scroll.column.addStretch(1)

    def show_model(self) -> None:
        self.strip.show_model(self._model)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.strip.show_model(self._model)

    def _filter(self, key: str) -> None:
        for card in self.cards:
            card.setVisible(key == "all" or key in card.kind.groups)
        self._flow.invalidate()
