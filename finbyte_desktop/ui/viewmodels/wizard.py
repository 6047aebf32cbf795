"""The wizard's state without widgets: values of the form, the validator's answer, backtest, search,
review.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.ports import (
    Candidate,
    FieldProblem,
    FieldSpec,
    Market,
    Preflight,
    QuickBacktest,
    SearchResult,
)
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels import basket_presets, baskets, conditions, fields
from finbyte_desktop.ui.viewmodels.page_model import PageModel

DEBOUNCE_MS = 150
BACKTEST_MS = 500
REPRICE_MS = 1000
EDIT_PAUSE_S = 4.0  # after a key the numbers hold still for so long; then they follow the price again
SPOT_GRID = "spot_grid"
GRIDS = frozenset({SPOT_GRID, "futures_grid"})
AS_WRITTEN = ("choice", "flag", "time", "zone", "text")
COUNTED = ("count", "seconds", "duration")  # kinds of fields that take whole numbers
BACKTEST_DAYS = 7
PRESETS_S = 60
KEPT = ("investment", "amount", "base_order", "safety_order")  # the money stays with another market
ALL_DAYS = 36_500  # more than any feed holds: all that is loaded


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody set and did not start."""

    market: str
    values: Mapping[str, Any]
    unread: Mapping[str, str]
    policy: Policy
    kind: str = SPOT_GRID


@dataclass(frozen=True, slots=True)
class SearchState:
    """How far the search is: running with a share of 0 to 1, or ended with a result or an error."""

    running: bool = False
    share: float = 0.0
    result: SearchResult | None = None
    error: str = ""


class WizardModel(PageModel):
    """Parameters as the person sets them. `checked` follows each answer of the validator.

    `unread` holds what stands in a field and is no number: such a field has no value, and blocks the start.
    `touched` comes at each change, before the validator has seen it: what is shown then is of the input
    before.
    """

    topics = frozenset({"quotes"})
    touched = Signal()
    kind_changed = Signal()
    values_changed = Signal()
    checked = Signal()
    backtested = Signal()
    searched = Signal()
    presets_found = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.kind = SPOT_GRID
        self._specs: dict[str, tuple[FieldSpec, ...]] = {}
        self.market_id = ""
        self.values: dict[str, Any] = {}
        self.unread: dict[str, str] = {}
        self.preflight: Preflight | None = None
        self.preflight_error = ""
        self.backtest: QuickBacktest | None = None
        self.backtest_running = False
        self.backtest_error = ""  # why the last days could not be run
        self.search = SearchState()
        self.days = 30
        self.backtest_days = BACKTEST_DAYS
        self.edited = False  # by a person, since the beginning
        self.draft: Draft | None = None
        self.candidate: Candidate | None = None
        self.policy = session.desk.default_policy
        self.auto_start = False
        self._check = self._timer(DEBOUNCE_MS, self.check_now)
        self._later = self._timer(BACKTEST_MS, self._start_backtest)
        self._run = 0
        self._tested: dict[str, Any] = {}
        self.backtest_is_old = False  # it is of the input before
        self._share = 0.0
        self._shares = QTimer(self)
        self._shares.setInterval(100)
        self._shares.timeout.connect(self._show_share)
        self._search_run = 0
        self._edited_s: float | None = None
        self._moves: dict[str, basket_presets.Moves] = {}
        self._unread_moves: list[Market] = []
        self._presets_later = self._timer(0, self._read_move)
        self._presets_of: tuple[str, int] = ("", 0)

    def load(self) -> None:
        """Prices moved: the validator looks again, unless somebody is typing: then the numbers hold still."""
        if self.market_id and not self._check.isActive() and not self.is_edited():
            self._follow_feed()
            self.check_now()

    def _follow_feed(self) -> None:
        """Where other prices came and none of the chosen assets is among them, the form begins anew."""
        fits = self.session.markets_for(self.kind) if self.several else []
        chosen = self.values.get(baskets.ASSETS)
        names = set(chosen) if isinstance(chosen, Mapping) else set()
        if fits and self.market_id not in {one.id for one in fits} and not names & {one.base for one in fits}:
            self.set_market(fits[0].id)

    def is_edited(self) -> bool:
        """Whether a key was pressed in the form a moment ago."""
        return self._edited_s is not None and time.monotonic() - self._edited_s < EDIT_PAUSE_S

    # -- values

    @property
    def is_grid(self) -> bool:
        """Whether the form of the spot grid is shown, with its search and its levels to drag."""
        return self.kind == SPOT_GRID

    @property
    def several(self) -> bool:
        """Whether a bot of the kind holds several assets."""
        return baskets.is_basket(self.kind)

    def presets(self) -> list[basket_presets.Preset]:
        """Baskets to begin with. What they returned is looked up for each market and minute, one after the
        other: `presets_found` comes when all of it is known.
        """
        market = self.market()
        if market is None:
            return []
        spot = [one for one in self.session.spot_markets() if one.quote == market.quote]
        key = (market.quote, int(time.monotonic() // PRESETS_S))
        if key != self._presets_of:
            self._presets_of, self._unread_moves = key, basket_presets.wanted(spot)
            self._presets_later.start()
        return basket_presets.presets(spot, self._moves)

    def _read_move(self) -> None:
        """The past of one market: each has a turn of its own, so that no frame waits for all."""
        if self._unread_moves:
            market = self._unread_moves.pop()
            self._moves[market.id] = basket_presets.moved(self.session.desk, market)
        if self._unread_moves:
            self._presets_later.start()
        else:
            self.presets_found.emit()

    @property
    def has_levels(self) -> bool:
        """Whether its orders are the levels of a range."""
        return self.kind in GRIDS

    def specs(self) -> tuple[FieldSpec, ...]:
        """The fields of the kind."""
        if self.kind not in self._specs:
            self._specs[self.kind] = tuple(self.session.desk.field_specs(self.kind))
        return self._specs[self.kind]

    def set_kind(self, kind: str) -> None:
        """Another kind of bot on the same market: its own suggestion."""
        if kind == self.kind:
            return
        self.kind = kind
        self.kind_changed.emit()
        market, self.market_id = self.market_id, ""
        self.values = {}
        if market and market in {known.id for known in self.session.markets_for(kind)}:
            self.set_market(market)

    def begin(self, market: str = "", params: Mapping[str, Any] | None = None, kind: str = SPOT_GRID) -> None:
        """A new bot: the market's suggestion, or the parameters given (a clone)."""
        self.preflight = self.backtest = self.candidate = None
        self.cancel_search()
        self.search = SearchState()
        self.policy = self.session.desk.default_policy
        self.auto_start = False
        self.values = {}
        self.unread = {}
        self.edited = False
        self._edited_s = None
        self.market_id = ""
        if kind != self.kind:
            self.kind = kind
            self.kind_changed.emit()
        if not market:
            fits = self.session.markets_for(self.kind)
            market = fits[0].id if fits else ""
        if market:
            self.set_market(market)
        given = {name: value for name, value in (params or {}).items() if value is not None}
        if given:
            known = {spec.name for spec in self.specs()} | (
                {baskets.ASSETS, baskets.OWN} if self.several else set()
            )
            if not self.is_grid:  # what is not given there was left empty
                self.values = {}
            self.values.update(self._typed({k: v for k, v in given.items() if k in known or self.is_grid}))
            self.values_changed.emit()
            self._changed()

    def keep_draft(self) -> None:
        """Remembers what was set, until it is taken up again or the application is closed."""
        self.draft = Draft(self.market_id, dict(self.values), dict(self.unread), self.policy, self.kind)
        self.edited = False

    def discard(self) -> None:
        """What stands here is not wanted any more, or runs already."""
        self.edited = False

    def take_draft(self) -> None:
        """Goes on with what was set before."""
        draft, self.draft = self.draft, None
        if draft is None:
            return
        self.begin(draft.market, kind=draft.kind)
        self.values, self.unread = dict(draft.values), dict(draft.unread)
        self.policy, self.edited = draft.policy, True
        self.values_changed.emit()
        self.check_now()

    def set_market(self, market: str) -> None:
        """Another market: its own suggested range; the amount to invest stays."""
        if market == self.market_id:
            return
        self.market_id = market
        kept = {name: self.values[name] for name in KEPT if name in self.values}
        self.values = self._typed(self.session.desk.suggest(self.kind, market)) | kept
        self.unread = {}
        self.candidate = None
        self.cancel_search()
        self.search = SearchState()
        self.backtest = None
        self.values_changed.emit()
        self.searched.emit()
        self.check_now()
        if not self.values.keys() - set(KEPT):  # a venue's market that nobody has looked at has no price yet
            look = self.session.desk.look_at(market)
            self.session.act(look, then=lambda _: self._priced(market), failed=lambda _: self.check_now())

    def _priced(self, market: str) -> None:
        """The market's price is known now: what was not typed meanwhile is suggested."""
        if market != self.market_id:
            return
        self.values = self._typed(self.session.desk.suggest(self.kind, market)) | self.values
        self.values_changed.emit()
        self.check_now()

    def market(self) -> Market | None:
        return self.session.desk.market(self.market_id) if self.market_id else None

    def set_value(self, name: str, value: Any, unread: str = "") -> None:
        """One field changed; None takes it out, and `unread` is the text that could not be read instead."""
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value
        self.unread.pop(name, None)
        if value is None and unread.strip():
            self.unread[name] = unread
        self.edited = True
        self._edited_s = time.monotonic()
        self._changed()

    def set_condition(self, key: str, name: str, value: Decimal | None, unread: str = "") -> None:
        """A stop or take profit by one of its three parameters; the other two are taken out."""
        for other in conditions.NAMES[key]:
            self.values.pop(other, None)
            self.unread.pop(other, None)
        self.set_value(name, value, unread)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Several fields at once, for example a chosen candidate; the form follows."""
        for name, value in self._typed(values).items():
            self.values[name] = value
            self.unread.pop(name, None)
        self.edited = True
        self.values_changed.emit()
        self._changed()

    def _changed(self) -> None:
        self._check.start()
        self.touched.emit()

    def is_current(self) -> bool:
        """Whether the validator's answer is about the values of now."""
        return self.preflight is not None and not self._check.isActive() and not self.unread

    # -- the validator

    def check_now(self) -> None:
        """Asks the validator about the values of now."""
        self._check.stop()
        if not self.market_id:
            return
        before = self.preflight
        try:
            self.preflight = self.session.desk.preflight(self.kind, self.market_id, dict(self.values))
            self.preflight_error = ""
        except FinByteError as error:
            self.preflight = None
            self.preflight_error = words_problems.error(error)
        if not self.ready():
            self._drop_backtest()
        elif self._essence(before) != self._essence(self.preflight) or self.values != self._tested:
            if self.values != self._tested and self.backtest is not None:
                self.backtest_is_old = True
                self.backtested.emit()
            self._tested = dict(self.values)  # also a stop or a flag changes what the last days brought
            self._later.start()
        self.checked.emit()

    @staticmethod
    def _essence(preflight: Preflight | None) -> object:
        if preflight is None:
            return None
        basket, bought = preflight.basket, None
        if basket is not None:
            bought = (basket.weights_sum, None if basket.keeps_weights else basket.cost)
        return bought, tuple(preflight.levels), preflight.order_qty, preflight.ok, preflight.investment

    def problems(self) -> list[FieldProblem]:
        """Everything that is wrong now; a text that is no number is said to be that, not to be missing."""
        counted = {spec.name for spec in self.specs() if spec.kind in COUNTED}
        unread = [
            FieldProblem(name, "not_digits" if name in counted else "not_a_number", "", None, None)
            for name in self.unread
        ]
        answered = self.preflight.problems if self.preflight is not None else ()
        return unread + [p for p in answered if p.field not in self.unread]

    def ready(self) -> bool:
        """Whether the orders can be reviewed."""
        fine = self.preflight is not None and self.preflight.ok and not self.preflight_error
        return fine and bool(self.market_id) and not self.unread

    def why_not(self) -> str:
        """What no field can mend, such as a market whose prices are away; empty when there is no such
        thing.
        """
        if self.preflight_error:
            return self.preflight_error
        return next((words_problems.problem(one) for one in self.problems() if not one.field), "")

    def blocked_by(self) -> str:
        """Why the chosen AI parameters cannot be taken on now; empty when they can."""
        if self.search.running:
            return self.tr("The search still runs. Wait for it, or cancel it.")
        if self.preflight_error:
            return self.preflight_error
        problems = self.problems()
        if problems:
            return fields.problem(problems[0])
        return "" if self.ready() else self.tr("The parameters are being checked.")

    def check_pending(self) -> None:
        """Asks the validator now when a change waits for it."""
        if self._check.isActive():
            self.check_now()

    def free(self) -> Decimal | None:
        """What the account can invest in this market."""
        market = self.market()
        if market is None:
            return None
        return next((b.free for b in self.session.desk.balances() if b.asset == market.quote), None)

    def free_coins(self) -> Decimal | None:
        """What the account has of this market's coin, for a bot that is given own coins."""
        market = self.market()
        if market is None:
            return None
        return next((b.free for b in self.session.desk.balances() if b.asset == market.base), Decimal(0))

    def own_coins(self) -> dict[str, Decimal]:
        """What the account has free of the chosen assets of a basket, its money left aside."""
        market, chosen = self.market(), self.values.get(baskets.ASSETS)
        if market is None or not isinstance(chosen, Mapping) or self.kind == baskets.DCA_BASKET:
            return {}
        free = {b.asset: b.free for b in self.session.desk.balances()}
        return {a: free[a] for a in chosen if a != market.quote and free.get(a, Decimal(0)) > 0}

    def warning(self, name: str) -> FieldProblem | None:
        """What looks like a slip in a field that is fine."""
        found = self.preflight.warnings if self.preflight is not None else ()
        return next((w for w in found if w.field == name and name not in self.unread), None)

    # -- the last days

    def _drop_backtest(self) -> None:
        """What the last days brought is not for this input."""
        self._later.stop()
        self._run += 1
        self.backtest_running = self.backtest_is_old = False
        self.backtest_error = ""
        if self.backtest is not None:
            self.backtest = None
        self.backtested.emit()

    def set_backtest_days(self, days: int) -> None:
        """The preview's backtest over other days."""
        self.backtest_days = days
        self._start_backtest()

    def _start_backtest(self) -> None:
        if not self.ready():
            self._drop_backtest()
            return
        self._run += 1
        self.backtest_running = True
        self.backtested.emit()
        self.session.spawn(self._backtest(self._run, self.market_id, dict(self.values)))

    async def _backtest(self, run: int, market: str, values: dict[str, Any]) -> None:
        found: QuickBacktest | None = None
        days, kind = self.backtest_days, self.kind
        try:
            found, why = await self.session.desk.quick_backtest(kind, market, values, days), ""
        except FinByteError as error:
            found, why = None, words_problems.error(error)
        if run == self._run:
            self.backtest, self.backtest_is_old, self.backtest_error = found, False, why
            self.backtest_running = False
            self.backtested.emit()

    # -- the search

    def start_search(self, days: int) -> None:
        """Looks for parameters on the last days; the unseen part of them checks what was found."""
        self.days = days
        investment = fields.decimal(self.values.get("investment"))
        if investment is None or investment <= 0:
            self.search = SearchState(error=self.tr("Enter an investment first."))
            self.searched.emit()
            return
        self._search_run += 1
        self.candidate = None
        self.search = SearchState(running=True)
        self.searched.emit()
        self.session.spawn(self._search(self._search_run, self.market_id, investment, days))

    def cancel_search(self) -> None:
        """Ends the search that runs; what it finds from now on is not taken."""
        self._search_run += 1
        self._shares.stop()
        if self.search.running:
            self.search = SearchState()
            self.searched.emit()

    async def _search(self, run: int, market: str, investment: Decimal, days: int) -> None:
        def progress(done: int, total: int) -> bool:
            # may be called from another thread: only values, the timer shows them
            if run == self._search_run:
                self._share = done / total if total else 0.0
            return run != self._search_run  # True stops the search

        self._share = 0.0
        self._shares.start()
        candidates: list[Candidate] = []
        try:
            result = await self.session.desk.search_parameters(self.kind, market, investment, days, progress)
            found, candidates = SearchState(result=result), list(result.candidates)
        except FinByteError as error:
            found = SearchState(error=words_problems.error(error))
        if run != self._search_run:
            return  # cancelled, or another one began meanwhile
        self._shares.stop()
        self.search = found
        if candidates:
            edited = self.edited
            self.choose(candidates[0])
            self.edited = edited  # the search chose it, nobody else
        self.searched.emit()

    def _show_share(self) -> None:
        self.search = SearchState(running=True, share=self._share)
        self.searched.emit()

    def choose(self, candidate: Candidate) -> None:
        """Takes a candidate's parameters into the form."""
        self.candidate = candidate
        self.set_values(candidate.params)
        self.searched.emit()

    # -- the start

    async def create(self) -> str:
        """Creates the bot; nothing is sent before its plan is approved (or the policy allows it)."""
        return await self.session.desk.create_bot(
            self.kind, self.market_id, dict(self.values), self.policy, self.auto_start
        )

    def _typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters as the form holds them: numbers as Decimal, counts as int, choices, flags and texts as
        they are.
        """
        kinds = {spec.name: spec.kind for spec in self.specs()}
        typed: dict[str, Any] = {}
        for name, value in values.items():
            number = None if kinds.get(name) in AS_WRITTEN else fields.decimal(value)
            if isinstance(value, bool) or number is None:
                typed[name] = value
            else:
                typed[name] = int(number) if kinds.get(name) in COUNTED else number
        return typed

    def set_policy(self, policy: Policy) -> None:
        self.policy = policy

    def _timer(self, milliseconds: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer
