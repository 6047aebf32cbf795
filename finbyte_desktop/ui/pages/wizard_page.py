"""The wizard: type, market, parameters, advanced, review, start."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Market, Preflight
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_problems
from finbyte_desktop.ui.matters import FEED
from finbyte_desktop.ui.pages.page import Page, ScrollColumn
from finbyte_desktop.ui.pages.spec_form import SpecForm
from finbyte_desktop.ui.pages.wizard_ai import CandidatesPanel
from finbyte_desktop.ui.pages.wizard_choice import MarketStep, TypeStep
from finbyte_desktop.ui.pages.wizard_form import CustomForm
from finbyte_desktop.ui.pages.wizard_parts import InvestmentField, MarketButton
from finbyte_desktop.ui.pages.wizard_preview import Preview
from finbyte_desktop.ui.pages.wizard_review import Review
from finbyte_desktop.ui.session import Place, Session, creation_place
from finbyte_desktop.ui.viewmodels import conditions, fields
from finbyte_desktop.ui.viewmodels.approvals import unlike_review
from finbyte_desktop.ui.viewmodels.wizard import SPOT_GRID, WizardModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind, LinkButton
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.chart_axes import PRICE_AXIS_WIDTH, TIME_AXIS_HEIGHT
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.stepper import Stepper

LISTED_NS = 2_000_000_000
TYPE, MARKET, PARAMETERS, ADVANCED, REVIEW = range(5)
FORM_WIDTH, AI_WIDTH, NARROW_WIDTH = 440, 536, 400


class ProblemLink(LinkButton):
    """The number of fields in error, in the colour of errors; a click goes to the first one."""

    def _look(self, hover: bool) -> tuple[QColor | None, QColor | None, QColor]:
        return None, None, self.colors.danger_text


class WizardPage(Page):
    """Steps over one WizardModel. Parameters and Advanced share the form and the preview."""

    TELLS_FEED = True
    TELLS_CURRENCY = True

    def __init__(self, session: Session) -> None:
        self.wizard = WizardModel(session)
        super().__init__(session, self.wizard, "")
        self._step = TYPE
        self._ai = False
        self._show_title()
        self.header.back_clicked.connect(self._cancel)
        self.stepper = Stepper(
            [
                self.tr("Type"),
                self.tr("Market"),
                self.tr("Parameters"),
                self.tr("Advanced"),
                self.tr("Review"),
            ]
        )
        self.stepper.step_clicked.connect(self.show_step)
        self.header.middle.addWidget(self.stepper)
        cancel = Button(self.tr("Cancel"), ButtonKind.GHOST, shortcut_text="Esc")
        cancel.clicked.connect(self._cancel)
        self.header.add_action(cancel)
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack)
        self.types = TypeStep()
        self.types.chosen.connect(self._type_chosen)
        self.markets = MarketStep()
        self.markets.feed_wanted.connect(lambda: self.session.go(FEED))
        self.markets.chosen.connect(self._market_chosen)
        self.review = Review(self.wizard)
        self.review.back_wanted.connect(lambda: self.show_step(ADVANCED))
        self.review.start_wanted.connect(self._start)
        for step in (self.types, self.markets, self._make_parameters(), self.review):
            self._stack.addWidget(step)
        model = self.wizard
        model.kind_changed.connect(self._show_kind)
        model.values_changed.connect(self._show_values)
        model.checked.connect(self._show_answers)
        model.backtested.connect(self.preview.show_backtest)
        model.searched.connect(self._show_search)
        self._listed_ns = 0
        session.bridge.slow.connect(self._priced)

    def _make_parameters(self) -> QWidget:
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._form_panel = QWidget()
        column = QVBoxLayout(self._form_panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_3)
        top.setSpacing(SPACE_3)
        self.market_button = MarketButton()
        self.market_button.chosen.connect(self.wizard.set_market)
        top.addWidget(self.market_button)
        self.mode = SegmentedControl(
            [(True, self.tr("AI parameters")), (False, self.tr("Customise"))],
            False,
            height=36,
            stretch=True,
            name=self.tr("How to set the parameters"),
        )
        self.mode.selected.connect(self.show_ai)
        top.addWidget(self.mode)
        column.addLayout(top)
        self._form_stack = QStackedWidget()
        scroll = ScrollColumn(margins=False)
        scroll.column.setContentsMargins(SPACE_5, 0, SPACE_5, SPACE_4)
        self.form = CustomForm(self.wizard)
        scroll.column.addWidget(self.form)
        self._form_stack.addWidget(scroll)
        ai_scroll = ScrollColumn(margins=False)
        ai_scroll.column.setContentsMargins(SPACE_5, 0, SPACE_5, SPACE_4)
        self.candidates = CandidatesPanel(self.wizard)
        self.candidates.customise_wanted.connect(self._customise)
        ai_scroll.column.addWidget(self.candidates, 1)
        ai_area = QWidget()
        ai_column = QVBoxLayout(ai_area)
        ai_column.setContentsMargins(0, 0, 0, 0)
        ai_column.setSpacing(0)
        ai_column.addWidget(ai_scroll, 1)
        ai_column.addWidget(Line())
        money = QVBoxLayout()  # never scrolled away: every candidate is for this amount
        money.setContentsMargins(SPACE_5, SPACE_3, SPACE_5, SPACE_3)
        money.addWidget(self.candidates.investment)
        self.candidates.investment.edited.connect(
            lambda value: self._same_investment(self.form.investment, value)
        )
        self.form.investment.edited.connect(
            lambda value: self._same_investment(self.candidates.investment, value)
        )
        ai_column.addLayout(money)
        self._form_stack.addWidget(ai_area)
        spec_scroll = ScrollColumn(margins=False)
        spec_scroll.column.setContentsMargins(SPACE_5, 0, SPACE_5, SPACE_4)
        self.spec_form = SpecForm(self.wizard)
        spec_scroll.column.addWidget(self.spec_form)
        self._form_stack.addWidget(spec_scroll)
        column.addWidget(self._form_stack, 1)
        self._foot = self._make_foot()
        column.addWidget(self._foot)
        row.addWidget(self._form_panel)
        row.addWidget(Line(vertical=True))
        self.preview = Preview(self.wizard)
        self.preview.line_dragged.connect(self._line_dragged)
        self.preview.continue_wanted.connect(lambda: self.show_step(REVIEW))
        self.preview.customise_wanted.connect(self._customise)
        row.addWidget(self.preview, 1)
        return area

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line())
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_5, 11, SPACE_5, 12)
        row.setSpacing(SPACE_3)
        back = Button(self.tr("Back"), height=40)
        back.clicked.connect(self._back)
        row.addWidget(back)
        self.problem_count = ProblemLink("")
        self.problem_count.clicked.connect(self._go_to_problem)
        row.addWidget(self.problem_count)
        row.addStretch(1)
        self.forward = Button(self.tr("Review orders"), ButtonKind.PRIMARY, height=40)
        self.forward.clicked.connect(self._forward)
        row.addWidget(self.forward)
        column.addLayout(row)
        return foot

    def _same_investment(self, other: InvestmentField, value: Decimal | None) -> None:
        """Both tabs show what was typed in one of them, also where it is no number."""
        here = self.candidates.investment if other is self.form.investment else self.form.investment
        if value is None:
            other.set_text(here.field.text())
        else:
            other.set_value(value)

    def notes_corner(self) -> QPoint | None:
        """Beside the form notes stand over the foot of the chart: not over a button that leads on."""
        chart = self.preview.chart
        if not chart.isVisibleTo(self):
            return None
        return chart.mapTo(self, QPoint(chart.width() - PRICE_AXIS_WIDTH, chart.height() - TIME_AXIS_HEIGHT))

    # -- steps

    def enter(self, place: Place) -> None:
        """A new bot. With a market (a clone, the palette, the introduction) it starts at the parameters; a
        draft that was left comes back.
        """
        if place.tab == "stay":
            return
        if self.wizard.edited:
            self.wizard.keep_draft()
        if not place.market and not place.kind and self.wizard.draft is not None:
            self._take_draft()
            return
        try:
            self.wizard.begin(place.market, place.params, place.kind or SPOT_GRID)
        except FinByteError as error:
            self.wizard.error = words_problems.error(error)
            self._model_changed()
        self._fold()
        self.show_ai(False)
        self.show_step(PARAMETERS if place.market else MARKET if place.kind else TYPE)

    def _take_draft(self) -> None:
        try:
            self.wizard.take_draft()
        except FinByteError as error:
            self.wizard.error = words_problems.error(error)
            self._model_changed()
        self._fold()
        self.show_ai(False)
        self.show_step(PARAMETERS)
        self.session.say(self.tr("This is the draft that you left. Cancel offers to discard it."))

    def _fold(self) -> None:
        self.form.set_advanced(False)
        self.spec_form.set_advanced(False)

    def _type_chosen(self, kind: str) -> None:
        if creation_place(kind).page != "wizard":
            self.session.go(creation_place(kind))
            return
        self.wizard.set_kind(kind)
        self.show_step(MARKET)

    def _show_kind(self) -> None:
        """Another kind: its form, its preview, its name."""
        grid = self.wizard.is_grid
        self._show_title()
        self.mode.setVisible(grid)
        self.market_button.setVisible(not self.wizard.several)
        self.markets.show_kind(self.wizard.kind)
        self.preview.show_kind()
        if not grid:
            self.spec_form.set_specs(self.wizard.specs())
        self.show_ai(False)

    def _show_title(self) -> None:
        """What is made; while its type is being chosen, a bot."""
        if self._step == TYPE:
            title = self.tr("New bot")
        elif self.wizard.is_grid:
            title = self.tr("New spot grid")
        else:
            title = self.tr("New bot: {type}").format(type=words.bot_type(self.wizard.kind))
        self.header.set_title(title, self.tr("Bots"))

    def step(self) -> int:
        return self._step

    def show_step(self, step: int) -> None:
        if step == REVIEW:
            self.wizard.check_pending()
            if not self.wizard.ready():
                self._go_to_problem()
                return
        if self._step == REVIEW and step != REVIEW:
            self.review.end()
        if step != PARAMETERS:
            self.wizard.cancel_search()
        changed, self._step = step != self._step, step
        self._show_title()
        self.stepper.set_current(step)
        self._stack.setCurrentIndex({TYPE: 0, MARKET: 1, PARAMETERS: 2, ADVANCED: 2, REVIEW: 3}[step])
        if step == MARKET:
            self.markets.table.filter_field.clear()  # what was looked for may not be on the feed of now
            self._list_markets()
        if step in (PARAMETERS, ADVANCED):
            if step == ADVANCED:
                self.show_ai(False)
                (self.form if self.wizard.is_grid else self.spec_form).set_advanced(True)
            self._show_values()
            self._show_answers()
        if step == REVIEW:
            self.review.begin()
        self._show_foot()
        fell = self.window().focusWidget() if changed else None  # to whatever came next as a step was hidden
        QTimer.singleShot(0, self, lambda: self._focus_step(fell))  # once the page is before the others

    def show_ai(self, ai: bool) -> None:
        """AI parameters or Customise; the first look at AI parameters starts the search, and leaving
        them ends it: nothing changes a range that a person has before them.
        """
        ai = ai and self.wizard.is_grid
        self._ai = ai
        self.mode.set_current(ai)
        self._form_stack.setCurrentIndex((1 if ai else 0) if self.wizard.is_grid else 2)
        self._foot.setVisible(not ai)
        self.preview.show_ai(ai)
        if not ai:
            self.wizard.cancel_search()
        search = self.wizard.search
        if ai and search.result is None and not search.running and not search.error and self.wizard.market_id:
            self.wizard.start_search(self.wizard.days)
        self._show_search()
        self._fit()

    def _customise(self) -> None:
        """Out of the AI parameters, to the first field: what was pressed is gone."""
        self.show_ai(False)
        self.form.focus_field("lower")

    def take_focus(self, *, ring: bool) -> None:
        """Each step has its own place for it."""

    def _focus_step(self, fell: QWidget | None) -> None:
        """To what the step asks for first, where nobody put the focus on another part of the step; `fell` is
        where it stood as the step came.
        """
        here, now = self._stack.currentWidget(), self.window().focusWidget()
        inside = here is not None and now is not None and here.isAncestorOf(now)
        if not self.isVisible() or (inside and now is not fell):
            return
        if self._step == TYPE:
            buttons = (b for card in self.types.cards for b in card.findChildren(QAbstractButton))
            first: QWidget | None = next((b for b in buttons if b.isEnabled() and b.isVisible()), None)
        elif self._step == MARKET:
            first = self.markets.table.filter_field
        elif self._step in (PARAMETERS, ADVANCED) and not self.wizard.is_grid:
            first = self.spec_form.first(advanced=self._step == ADVANCED)
        elif self._step == PARAMETERS and not self._ai:
            first = self.form.field("lower")
        elif self._step == ADVANCED:
            first = self.form.option("base_qty").box
        elif self._step == REVIEW:
            card = next((c for c in self.review.findChildren(ChoiceCard) if c.isChecked()), None)
            if card is not None:
                card.clearFocus()  # it may have fallen there, and would show no ring
                card.focus_with_ring()
            return
        else:
            first = None
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def leave(self) -> bool:
        if self._step in (MARKET, REVIEW, ADVANCED):
            self._back()
            return True
        if self.wizard.edited:
            self._cancel()
            return True
        self.wizard.cancel_search()
        return False

    def _back(self) -> None:
        before = {MARKET: TYPE, PARAMETERS: MARKET, ADVANCED: PARAMETERS, REVIEW: ADVANCED}
        self.show_step(before.get(self._step, TYPE))

    def _forward(self) -> None:
        self.wizard.check_pending()
        if not self.wizard.ready():
            self._go_to_problem()
            return
        self.show_step(ADVANCED if self._step == PARAMETERS else REVIEW)

    def _cancel(self) -> None:
        """Out of the wizard; where somebody set something, only after a question."""
        if not self.wizard.edited:
            self._left()
            return
        from finbyte_desktop.ui.dialogs.leave_wizard_dialog import LeaveWizardDialog

        if not any(dialog.is_open() for dialog in self.window().findChildren(LeaveWizardDialog)):
            LeaveWizardDialog(self.session, self._leave_with).open()

    def _leave_with(self, keep: bool) -> None:
        if keep:
            self.wizard.keep_draft()
        else:
            self.wizard.discard()
        self._left()

    def _left(self) -> None:
        self.wizard.cancel_search()
        self.review.end()
        self._step = TYPE
        self.session.go(Place("bots", "running"))

    def _market_chosen(self, market: str) -> None:
        self.wizard.set_market(market)
        self.show_step(PARAMETERS)

    # -- showing

    def show_model(self) -> None:
        market = self.wizard.market()
        if market is not None:
            self.market_button.set_markets(self.session.markets_for(self.wizard.kind), market.id)
        if self._step in (PARAMETERS, ADVANCED):
            self.preview.show_market()

    def _show_values(self) -> None:
        market = self.wizard.market()
        if market is None:
            return
        self.market_button.set_markets(self.session.markets_for(self.wizard.kind), market.id)
        if not self.wizard.is_grid:
            self.spec_form.set_specs(self.wizard.specs())
            self.spec_form.set_market(market)
            self.spec_form.show_values()
            if self.isVisible():
                self.preview.show_market()
            return
        self.form.set_market(market)
        self.form.show_values()
        self.candidates.investment.set_value(self.form.field("investment").value())
        if self.isVisible():
            self.preview.show_market()

    def _list_markets(self) -> None:
        self._listed_ns = self.session.clock()
        self.markets.show_markets(self.session, self.wizard.kind)

    def _priced(self, topics: frozenset[str]) -> None:
        """The price of the market's button, of the chart's tag and of its last candle is one price. The list
        of markets follows more slowly: a venue has thousands.
        """
        market = self.wizard.market()
        is_old = self.session.clock() - self._listed_ns >= LISTED_NS
        if "quotes" in topics and is_old and self.markets.isVisible():
            self._list_markets()
        if "quotes" in topics and market is not None and self.preview.isVisible():
            self.market_button.set_markets(self.session.markets_for(self.wizard.kind), market.id)
            self.preview.feed.show_price(market.last)

    def _show_answers(self) -> None:
        preflight, market = self.wizard.preflight, self.wizard.market()
        if preflight is None or market is None:
            self.preview.show_preflight()
            self._show_foot()
            return
        if not self.wizard.is_grid:
            if self._step == REVIEW:
                self.review.show_preflight()
                return
            self.spec_form.show_answers(preflight, market)
            self.preview.show_preflight()
            self._show_foot()
            return
        free = self.wizard.free()
        for field in (self.form.investment, self.candidates.investment):
            field.set_limits(preflight.min_investment, free, market.quote, self._price_text(market))
        if self._step == REVIEW:
            self.review.show_preflight()
            return
        self.form.show_answers(preflight, market)
        investment = [p for p in self.wizard.problems() if p.field == "investment"]
        if investment:
            fix = fields.decimal(investment[0].fix)
            self.candidates.investment.field.set_error(words_problems.all_of(investment), fix)
        else:
            self.candidates.investment.field.clear_error()
        self.preview.show_preflight()
        self._show_foot()

    def _show_foot(self) -> None:
        problems = self.wizard.problems()
        fields_wrong = {problem.field for problem in problems if problem.field}
        why_not = self.wizard.why_not()
        if fields_wrong:
            text = self.tr("%n field(s) need a change", "", len(fields_wrong))
        else:
            text = self.tr("Not possible now") if why_not else ""
        self.problem_count.setText(text)
        self.problem_count.setToolTip("\n".join(fields.problem(problem) for problem in problems) or why_not)
        self.problem_count.setVisible(bool(text))
        self.forward.setText(self.tr("Review orders") if self._step == ADVANCED else self.tr("Continue"))
        self.forward.setEnabled(self.wizard.ready())
        self.forward.setToolTip(text)

    def _price_text(self, market: Market) -> str:
        """The price that the validator's numbers were computed for."""
        preflight = self.wizard.preflight
        return "" if preflight is None else fmt.number(preflight.price, market.price_places)

    def _show_search(self) -> None:
        self.candidates.show_search()
        self.preview.ai.show_candidate()
        self.preview.ai.show_search()

    def _go_to_problem(self) -> None:
        problems = [problem for problem in self.wizard.problems() if problem.field]
        if not problems:
            return
        if self._step not in (PARAMETERS, ADVANCED):
            self.show_step(PARAMETERS)
        self.show_ai(False)
        (self.form if self.wizard.is_grid else self.spec_form).focus_field(problems[0].field)

    def _line_dragged(self, key: str, price: Decimal) -> None:
        if self.wizard.is_grid:
            self.form.field(key).set_value(price)
        condition = conditions.key_of(key)
        if condition is None:
            self.wizard.set_value(key, price)
        else:
            self.wizard.set_condition(condition, key, price)
        if not self.wizard.is_grid:
            self.spec_form.show_values()
        self.wizard.check_now()

    # -- the start

    def _start(self) -> None:
        self.review.start.setEnabled(False)
        reviewed = self.wizard.preflight
        self.session.act(
            self.wizard.create(), failed=self._refused, then=lambda bot: self._created(bot, reviewed)
        )

    def _refused(self, error: FinByteError) -> None:
        self.review.show_error(words_problems.error(error))
        self.review.start.setEnabled(True)

    def _created(self, bot: str, reviewed: Preflight | None = None) -> None:
        """The bot exists: its plan waits for an answer, or it runs already."""
        self.review.end()
        self.wizard.discard()
        self._step = TYPE
        request = next((r for r in self.session.desk.approvals() if r.bot == bot), None)
        if request is not None:
            self.session.go(Place("bots", "running"))
            note = "" if reviewed is None else unlike_review(reviewed, request)
            self.session.go(Place("approvals", request=request.id, note=note))
        else:
            self.session.go(Place("bot", bot=bot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= 1240
        self._form_panel.setFixedWidth((AI_WIDTH if self._ai else FORM_WIDTH) if wide else NARROW_WIDTH)
        self.candidates.set_narrow(not wide)
        self.header.command_field.setVisible(self.width() >= 1180)
        self.stepper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
