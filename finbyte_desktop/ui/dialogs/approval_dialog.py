"""The question before money moves: what will be bought and sold, what it costs, until when it waits."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import PendingApproval
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts, words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Place, Session, bot_subject
from finbyte_desktop.ui.viewmodels.approvals import DialogShown, band_text, dialog_shown
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.card import Card, Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fact import Fact, FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.mini_paint import countdown_tone
from finbyte_desktop.widgets.overlay import Answer

NOT_NOW, APPROVE, REJECT = "not_now", "approve", "reject"


class ApprovalDialog(Dialog):
    """One request, with a `note` that belongs to it. Not now (Escape) leaves it in the queue; at its expiry
    the dialog closes by itself.
    """

    def __init__(self, session: Session, request: str, note: str = "") -> None:
        super().__init__(session, width=640)
        self._note = note
        self._request = request
        self._digest = ""
        self._deadline_ns = 0
        self._total_s = 0
        self._facts: list[FactRow] = []
        self._plan_of = ""
        self._asked: PendingApproval | None = None
        self._others: frozenset[str] = frozenset()
        self._shown: QWidget | None = None
        # both are as high as the taller: what happens to the price moves no button
        self.band = QStackedWidget()
        for moved in (False, True):
            self.band.addWidget(
                Banner(band_text(moved=moved), Tone.WARN if moved else Tone.NEUTRAL, wrap=True)
            )
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._tick)
        session.bridge.slow.connect(self._told)

    def open(self) -> None:
        request = next((r for r in self.session.desk.approvals() if r.id == self._request), None)
        if request is None:
            self.session.say(
                self.tr("This request is no longer open. Nothing was sent."), Tone.WARN, subject="approval"
            )
            self.deleteLater()
            return
        self._others = frozenset(r.id for r in self.session.desk.approvals())
        self._put_request(request)
        if self._note:
            self.error_line.set_event(self._note, Tone.WARN)
            self.error_line.show()

    def _put_request(self, request: PendingApproval) -> None:
        """Asks about a request, in place of the one before."""
        self._asked, self._request = request, request.id
        self._digest = request.digest
        self._plan_of = request.bot if request.kind == "plan" else ""
        self.subject = bot_subject(request.bot)
        self._deadline_ns, self._total_s = request.deadline_ns, request.countdown_s
        shown = dialog_shown(request, self.session)
        before, self._shown = self._shown, QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if shown.balance:
            column.addWidget(self._make_balance(shown.balance))
        facts = QVBoxLayout()
        facts.setSpacing(0)
        self._facts = []
        for label, text, tone in shown.facts:
            row = FactRow(label)
            self._show_fact(row, text, tone)
            facts.addWidget(row)
            self._facts.append(row)
        column.addLayout(facts)
        column.addWidget(self.band)
        self._show_band(shown)
        health = self.session.desk.health()
        money = words_accounts.money_at_stake(health.mode, words.venue(health.feed.label))
        column.addWidget(Banner(money, words_accounts.MODE_TONES.get(health.mode, Tone.PAPER), height=32))
        self.column.addWidget(self._shown)
        if before is not None:
            self.column.removeWidget(before)
            before.hide()
            before.deleteLater()
        self.put(
            shown.title,
            shown.consequence,
            Answer(NOT_NOW, self.tr("Not now")),
            (
                Answer(REJECT, self.tr("Reject"), ButtonKind.DANGER),
                Answer(APPROVE, shown.approve, ButtonKind.PRIMARY),
            ),
        )
        self._timer.start()
        self._tick()

    def _make_balance(self, cells: tuple[tuple[str, str, str], ...]) -> QWidget:
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        for number, (label, text, unit) in enumerate(cells):
            if number:
                row.addWidget(Line(vertical=True))
            fact = Fact(label, text, unit, role=Role.TITLE)
            fact.layout().setContentsMargins(14, 8, 8, 8)
            row.addWidget(fact, 1)
        card.body.addLayout(row)
        return card

    def chosen(self, key: Hashable) -> bool:
        approve = key == APPROVE
        done = self.tr("Rejected. Nothing was sent.")
        if approve:
            sends = self._asked is None or bool(self._asked.orders)
            done = self.tr("Approved. The orders are sent.") if sends else self.tr("Approved. It starts.")
        self._timer.stop()
        self._others = frozenset(request.id for request in self.session.desk.approvals())
        self.session.act(
            self.session.desk.decide(self._request, self._digest, approve),
            done,
            failed=self._failed,
            then=lambda _: self._decided(approve),
            subject=self.subject,
        )
        return False

    def _decided(self, approve: bool) -> None:
        """After the last plan nothing is left to see here: its bot is what happens next."""
        self.deleteLater()
        waits = any(request.id != self._request for request in self.session.desk.approvals())
        if approve and self._plan_of and not waits:
            self.session.go(Place("bot", bot=self._plan_of))

    def _failed(self, error: FinByteError) -> None:
        """What is asked now stands in the dialog: the same request, or the one that took its place."""
        waiting = self.session.desk.approvals()
        request = next((r for r in waiting if r.id == self._request), None) or self._next_of(waiting)
        if request is None:
            self.session.say(words_problems.error(error), Tone.DANGER, subject=self.subject)
            self.deleteLater()
        elif request.id == self._request:
            self._put_request(request)
            self.show_error(error)
        else:
            self._put_next(request)

    def _next_of(self, waiting: Sequence[PendingApproval]) -> PendingApproval | None:
        """The request that was asked in place of this one."""
        asked = self._asked
        if asked is None:
            return None
        new = [r for r in waiting if r.id not in self._others and (r.bot, r.kind) == (asked.bot, asked.kind)]
        if asked.kind == "plan":
            return new[-1] if new else None
        same = [(order.side, order.price) for order in asked.orders]
        return next((r for r in new if [(order.side, order.price) for order in r.orders] == same), None)

    def _put_next(self, request: PendingApproval) -> None:
        self._put_request(request)
        text = (
            self.tr("The price moved, so nothing was sent. Here is the new plan.")
            if self._plan_of
            else self.tr("The price moved, so nothing was sent. Here is the order at the price of now.")
        )
        self.error_line.set_event(text, Tone.WARN)
        self.error_line.show()

    def _show_fact(self, row: FactRow, text: str, tone: Tone | None) -> None:
        row.value.set_stale(self.session.stale_age() if tone is Tone.STALE else None)
        row.set_value(text, tone=tone)

    def _show_band(self, shown: DialogShown) -> None:
        self.band.setCurrentIndex(1 if shown.moved else 0)

    def left_s(self) -> int:
        """Seconds until the request expires."""
        return max(0, (self._deadline_ns - self.session.clock()) // fmt.NS_A_SECOND)

    def _tick(self) -> None:
        if not self.is_open():
            return
        left = self.left_s()
        tone = countdown_tone(left, self._total_s)
        self.set_deadline(fmt.countdown(left), Tone.NEUTRAL if tone is Tone.ACCENT else tone)
        if left <= 0:
            self._timer.stop()
            self.session.say(self.tr("Expired, nothing was sent."), Tone.WARN, subject=self.subject)
            self.expire()

    def _told(self, topics: frozenset[str]) -> None:
        """The price now follows; a request that ended elsewhere closes the dialog."""
        if not self.is_open() or not topics & {"quotes", "approvals", "health"}:
            return
        waiting = self.session.desk.approvals()
        request = next((r for r in waiting if r.id == self._request), None)
        if request is None:
            following = self._next_of(waiting)
            if following is not None:
                self._put_next(following)
                return
            expired = self.left_s() <= 0
            text = (
                self.tr("Expired, nothing was sent.")
                if expired
                else self.tr("This request was answered elsewhere.")
            )
            self.session.say(text, Tone.WARN if expired else Tone.NEUTRAL, subject=self.subject)
            self.expire()
            return
        self._others = frozenset(r.id for r in waiting)
        shown = dialog_shown(request, self.session)
        for row, (_, text, tone) in zip(self._facts, shown.facts, strict=False):
            self._show_fact(row, text, tone)
        self._show_band(shown)
