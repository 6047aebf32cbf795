"""AI parameters: candidates found on past days and checked on days that the search never saw."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Candidate
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.page import clear
from finbyte_desktop.ui.pages.wizard_parts import InvestmentField
from finbyte_desktop.ui.viewmodels.wizard import ALL_DAYS, WizardModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.mini_paint import ShareBar
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.progress import Progress
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

GOOD, FAIR = 70, 45
NAMES = {
    "wide": QT_TRANSLATE_NOOP("CandidateCard", "Wide"),
    "moderate": QT_TRANSLATE_NOOP("CandidateCard", "Moderate"),
    "narrow": QT_TRANSLATE_NOOP("CandidateCard", "Narrow"),
    "narrowest": QT_TRANSLATE_NOOP("CandidateCard", "Narrowest"),
}


def fit_tone(suitability: int) -> Tone:
    """70 is good, 45 fair, below overfitted."""
    return Tone.BUY if suitability >= GOOD else Tone.WARN if suitability >= FAIR else Tone.DANGER


class CandidateCard(ChoiceCard):
    """One candidate: what it earned on the days it was tuned on, and on days it never saw."""

    def __init__(self, candidate: Candidate, most: Decimal, places: int) -> None:
        note = self.tr("{low} ~ {high}, {grids}").format(
            low=fmt.number(candidate.lower, places),
            high=fmt.number(candidate.upper, places),
            grids=Counts().grids(candidate.grids),
        )
        super().__init__(_name(candidate.name))
        self.candidate = candidate
        tone = fit_tone(candidate.suitability)
        if tone is Tone.BUY:
            text = self.tr("Suitability {number}, good")
        elif tone is Tone.WARN:
            text = self.tr("Suitability {number}, fair")
        else:
            text = self.tr("Suitability {number}, overfitted")
        chip = Chip(text.format(number=candidate.suitability), tone)
        a, b, c = (fmt.percent(term, 0) for term in candidate.terms)
        chip.setToolTip(self.tr("Haircut counts {a}, time in range {b}, drawdown {c}").format(a=a, b=b, c=c))
        self.head.addWidget(chip)
        self.setAccessibleDescription(note)
        self._bounds = Text(note, Role.TABLE, Tone.MUTED)
        self.head.insertWidget(1, self._bounds)
        grid = self._grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        haircut = (
            self.tr("none")
            if candidate.haircut is None
            else f"{fmt.MINUS}{fmt.percent(candidate.haircut, 1)}"
        )
        for row, (label, share, text, paint, strong) in enumerate(
            (
                (
                    self.tr("In-sample"),
                    candidate.in_sample,
                    fmt.percent(candidate.in_sample),
                    Tone.MUTED,
                    False,
                ),
                (
                    self.tr("Out-of-sample"),
                    candidate.out_of_sample,
                    fmt.percent(candidate.out_of_sample),
                    tone,
                    True,
                ),
            )
        ):
            grid.addWidget(Text(label, Role.TABLE, Tone.MUTED), row, 0)
            bar = ShareBar(float(max(Decimal(0), share) / most) if most > 0 else 0.0, paint)
            grid.addWidget(bar, row, 1)
            value = NumberLabel(text, "", Role.TABLE_STRONG if strong else Role.TABLE, align_right=True)
            grid.addWidget(value, row, 2)
        grid.addWidget(Text(self.tr("Haircut"), Role.TABLE, Tone.MUTED), 2, 0)
        cut = NumberLabel(haircut, "", Role.TABLE)
        cut.set_number(haircut, tone=Tone.MUTED if tone is Tone.BUY else tone)
        grid.addWidget(cut, 2, 1)
        self._facts: list[tuple[Text, NumberLabel]] = []
        for label, text in (
            (self.tr("Drawdown"), f"{fmt.MINUS}{fmt.percent(candidate.drawdown)}"),
            (self.tr("Fills a day"), fmt.number(candidate.fills_a_day, 1)),
            (self.tr("Time in range"), fmt.percent(candidate.time_in_range, 0)),
        ):
            self._facts.append(
                (Text(label, Role.TABLE, Tone.MUTED), NumberLabel(text, "", Role.TABLE, align_right=True))
            )
        self.body.addLayout(grid)
        self._narrow: bool | None = None
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Beside each other where there is room, else the range and the three facts get rows of their own."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.head.removeWidget(self._bounds)
        self.body.removeWidget(self._bounds)
        if narrow:
            self.body.insertWidget(0, self._bounds)
        else:
            self.head.insertWidget(1, self._bounds)
        for row, (label, number) in enumerate(self._facts):
            for widget in (label, number):
                self._grid.removeWidget(widget)
            if narrow:
                self._grid.addWidget(label, 3 + row, 0, 1, 2)
                self._grid.addWidget(number, 3 + row, 2)
            else:
                self._grid.addWidget(label, row, 3)
                self._grid.addWidget(number, row, 4)
        self.setMinimumHeight(self.layout().totalMinimumSize().height())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return False

    def heightForWidth(self, width: int) -> int:
        return self.sizeHint().height()


def _name(code: str) -> str:
    source = NAMES.get(code.lower())
    if source is None:
        return words.readable(code).capitalize()
    return QCoreApplication.translate("CandidateCard", source)


class CandidatesPanel(QWidget):
    """Days, the search with its progress, the candidates, the investment."""

    customise_wanted = Signal()

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        self._shown: object = None
        self._cards: list[CandidateCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        self._narrow = False
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(Text(self.tr("Grid profit per 30 days"), Role.STRONG))
        self._head.addWidget(
            Text(self.tr("on the investment, after fees"), Role.TABLE, Tone.MUTED, elide=True), 1
        )
        column.addLayout(self._head)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(self.tr("Learns from"), Role.TABLE, Tone.MUTED))
        row.addStretch(1)
        self.days = SegmentedControl(
            [
                (7, self.tr("7 days")),
                (30, self.tr("30 days")),
                (180, self.tr("180 days")),
                (ALL_DAYS, self.tr("All")),
            ],
            30,
            height=28,
            name=self.tr("Days to learn from"),
        )
        self.days.selected.connect(model.start_search)
        row.addWidget(self.days)
        info = IconButton("ph.info", self.tr("How the search works"), ButtonKind.GHOST)
        info.setToolTip(
            self.tr(
                "Tuned on the first two thirds of the days, checked on the rest. The "
                "haircut is what did not repeat."
            )
        )
        row.addWidget(info)
        column.addLayout(row)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._make_wait())
        self._list_area = QWidget()
        self._list = QVBoxLayout(self._list_area)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(SPACE_2)
        self._stack.addWidget(self._list_area)
        self.none = EmptyState("", icon="ph.prohibit")
        self.none.action_clicked.connect(self.customise_wanted)
        self._stack.addWidget(self.none)
        self.investment = InvestmentField(slider=True)
        self.investment.edited.connect(
            lambda value: model.set_value("investment", value, self.investment.field.text())
        )

    def _make_wait(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.addStretch(1)
        self.progress = Progress(self.tr("Trying ranges and grids on past days"))
        self.progress.cancelled.connect(self._model.cancel_search)
        column.addWidget(self.progress)
        self.start = Button(self.tr("Find parameters"), ButtonKind.PRIMARY, "ph.magic-wand", height=40)
        self.start.clicked.connect(lambda: self._model.start_search(self.days.current()))
        column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignHCenter)
        self._note = Text(
            self.tr(
                "The search tries a few thousand grids on past prices, then "
                "checks the best on days it never saw."
            ),
            Role.TABLE,
            Tone.MUTED,
            wrap=True,
        )
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._note)
        column.addStretch(2)
        return area

    def show_search(self) -> None:
        """Shows where the search stands."""
        search = self._model.search
        self.progress.setVisible(search.running)
        self.start.setVisible(not search.running)
        if search.running:
            self.progress.set_progress(search.share)
            self._stack.setCurrentIndex(0)
        elif search.error:
            self.none.set_state(
                self.tr("The search could not run"), search.error, self.tr("Customise instead")
            )
            self._stack.setCurrentIndex(2)
        elif search.result is None:
            self.progress.start(self.tr("Trying ranges and grids on past days"))
            self._stack.setCurrentIndex(0)
        elif not search.result.candidates:
            text = self.tr(
                "No grid would have earned its fees on the days that were held "
                "back. Try other days or another market."
            )
            self.none.set_state(self.tr("No good grid here"), text, self.tr("Customise instead"))
            self._stack.setCurrentIndex(2)
        else:
            self._show_candidates()
            self._stack.setCurrentIndex(1)

    def _show_candidates(self) -> None:
        result = self._model.search.result
        if result is not self._shown and result is not None:
            self._shown = result
            clear(self._list)
            market = self._model.market()
            places = market.price_places if market is not None else 2
            found = result.candidates[:4]
            most = max(max(c.in_sample, c.out_of_sample) for c in found)
            self._cards = []
            group = QButtonGroup(self._list_area)
            for candidate in found:
                card = CandidateCard(candidate, most, places)
                card.clicked.connect(lambda _checked=False, c=candidate: self._model.choose(c))
                group.addButton(card)
                self._list.addWidget(card)
                self._cards.append(card)
                card.set_narrow(self._narrow)
            self._list.addStretch(1)
        for card in self._cards:
            card.setChecked(card.candidate is self._model.candidate)

    def set_narrow(self, narrow: bool) -> None:
        """Whether the panel has less room than candidates and presets need side by side."""
        self._narrow = narrow
        for card in self._cards:
            card.set_narrow(narrow)
        self.investment.set_narrow(narrow)

    def cards(self) -> list[CandidateCard]:
        return self._cards

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        at = next((i for i, card in enumerate(self._cards) if card.candidate is self._model.candidate), None)
        if step is None or at is None or not 0 <= at + step < len(self._cards):
            super().keyPressEvent(event)
            return
        card = self._cards[at + step]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        self._model.choose(card.candidate)
