"""The approval queue: waiting, decided today, policy."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.pages.approval_row import BUTTONS_WIDTH, EXPIRES_WIDTH, WIDTHS, ApprovalRow
from finbyte_desktop.ui.pages.page import Page, ScrollColumn
from finbyte_desktop.ui.pages.policy_form import PolicyForm
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.approvals import ApprovalsModel, RequestShown
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Card, Line
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.page_header import Tab
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

TABS = ("waiting", "decided", "policy")


class ApprovalsPage(Page):
    """Nothing is sent before somebody says yes here (or a policy that somebody chose)."""

    TELLS_FEED = True

    def __init__(self, session: Session) -> None:
        self.queue = ApprovalsModel(session)
        super().__init__(session, self.queue, "")
        self._rows: dict[str, ApprovalRow] = {}
        self._opened = ""
        self.header.set_title(self.tr("Approvals"))
        self.header.set_tabs(
            [
                Tab("waiting", self.tr("Waiting")),
                Tab("decided", self.tr("Decided today")),
                Tab("policy", self.tr("Policy")),
            ]
        )
        self.header.tab_selected.connect(self.show_tab)
        self.reject_all = Button(self.tr("Reject all"))
        self.reject_all.clicked.connect(
            lambda: self._decide([r.id for r in self.queue.requests], approve=False)
        )
        self.header.add_action(self.reject_all)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_waiting())
        self._stack.addWidget(self._make_decided())
        policy = ScrollColumn()
        self.policy = PolicyForm(session)
        policy.column.addWidget(self.policy)
        policy.column.addStretch(1)
        self._stack.addWidget(policy)
        self.body.addWidget(self._stack)
        self._clock = QTimer(self)
        self._clock.setInterval(250)
        self._clock.timeout.connect(self._count_down)

    # -- parts

    def _make_waiting(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_5, SPACE_3, SPACE_5, SPACE_4)
        column.setSpacing(SPACE_3)
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(SPACE_3)
        self.tick_all = CheckBox()
        self.tick_all.setAccessibleName(self.tr("Choose all"))
        self.tick_all.clicked.connect(self._tick_all)
        tools.addWidget(self.tick_all)
        self._chosen = Text("", Role.STRONG)
        self._chosen_note = Text("", Role.TABLE, Tone.MUTED)
        tools.addWidget(self._chosen)
        tools.addWidget(self._chosen_note)
        tools.addStretch(1)
        self.kind = SegmentedControl(
            [("all", self.tr("All")), ("plan", self.tr("Plans")), ("order", self.tr("Orders"))],
            height=28,
            name=self.tr("Filter requests"),
        )
        self.kind.selected.connect(self.queue.set_kind)
        tools.addWidget(self.kind)
        self.reject_chosen = Button(self.tr("Reject"), height=28)
        self.reject_chosen.clicked.connect(lambda: self._decide(self.chosen(), approve=False))
        self.approve_chosen = Button(self.tr("Approve selected"), ButtonKind.PRIMARY, height=28)
        self.approve_chosen.clicked.connect(self._approve_chosen)
        tools.addWidget(self.reject_chosen)
        tools.addWidget(self.approve_chosen)
        column.addWidget(self._tools)
        self._queue_stack = QStackedWidget()
        column.addWidget(self._queue_stack, 1)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        card.body.setSpacing(0)
        card.body.addWidget(self._make_head())
        card.body.addWidget(Line())
        self._scroll = scroll = ScrollColumn(spacing=0, margins=False)
        self._groups: dict[bool, tuple[QWidget, Text, QVBoxLayout]] = {}
        for plan, title in ((True, self.tr("Plans and amendments")), (False, self.tr("Single orders"))):
            head = QWidget()
            head.setFixedHeight(28)
            head_row = QHBoxLayout(head)
            head_row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
            head_row.setSpacing(8)
            head_row.addWidget(Text(title, Role.TABLE_STRONG))
            count = Text("", Role.TABLE, Tone.MUTED)
            head_row.addWidget(count)
            head_row.addStretch(1)
            rows = QVBoxLayout()
            rows.setSpacing(0)
            scroll.column.addWidget(head)
            scroll.column.addLayout(rows)
            self._groups[plan] = (head, count, rows)
        scroll.column.addStretch(1)
        card.body.addWidget(scroll, 1)
        self._queue_stack.addWidget(card)
        self.empty = EmptyState(
            self.tr("Nothing waits for you"),
            self.tr("Plans and orders that need your yes appear here, each with the time it waits. "
                    "Without an answer they expire and nothing is sent."),
            self.tr("Create bot"),
            "ph.check-circle",
        )  # fmt: skip
        self.empty.action_clicked.connect(lambda: self.session.go(Place("wizard")))
        self._queue_stack.addWidget(self.empty)
        return area

    def _make_head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(28)
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        row.setSpacing(0)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        texts = (
            "",
            self.tr("Asked by"),
            self.tr("Action"),
            self.tr("Quantity"),
            self.tr("Price"),
            self.tr("Cost"),
            self.tr("Fee"),
        )
        for text, width, align in zip(
            texts, WIDTHS, (left, left, left, right, right, right, right), strict=True
        ):
            label = Text(text, Role.LABEL, Tone.MUTED)
            label.setFixedWidth(width)
            label.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(label)
        row.addSpacing(SPACE_4)
        self._effect_head = Text(self.tr("Effect"), Role.LABEL, Tone.MUTED)
        row.addWidget(self._effect_head, 1)
        row.addSpacing(SPACE_3)
        expires = Text(self.tr("Your time left"), Role.LABEL, Tone.MUTED)
        expires.setFixedWidth(EXPIRES_WIDTH)
        expires.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(expires)
        row.addSpacing(SPACE_3 + BUTTONS_WIDTH)
        return head

    def _make_decided(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        table = TableView(
            self.queue.decided,
            empty_title=self.tr("Nothing decided today"),
            empty_text=self.tr("What you approved, rejected or let expire today appears here."),
            row_height=36,
            name=self.tr("Decided today"),
            key="decided",
        )
        card.body.addWidget(table)
        column.addWidget(card)
        return area

    # -- showing

    def enter(self, place: Place) -> None:
        if place.tab in TABS:
            self.show_tab(place.tab)
        if place.request:
            self.show_tab("waiting")
            self.open_request(place.request, place.note)
        elif self._stack.currentIndex() == TABS.index("waiting"):
            QTimer.singleShot(0, self, self._focus_first)  # once the page is before the others

    def _focus_first(self) -> None:
        """To the first row, where nothing of the page has the focus already."""
        now = self.window().focusWidget()
        if self.isVisible() and self._rows and (now is None or not self._stack.isAncestorOf(now)):
            self.rows()[0].focus_with_ring()

    def _go_along(self, request: str, step: int) -> None:
        rows = self.rows()
        at = next((n for n, row in enumerate(rows) if row.request == request), None)
        if at is not None and 0 <= at + step < len(rows):
            rows[at + step].focus_with_ring()
            self._scroll.ensureWidgetVisible(rows[at + step], 0, 0)

    def show_tab(self, key: str) -> None:
        self.header.tabs.set_current(key)
        self._stack.setCurrentIndex(TABS.index(key))
        self.reject_all.setVisible(key == "waiting")

    def show_model(self) -> None:
        queue = self.queue
        self.header.tabs.set_count("waiting", queue.counts["all"])
        self.header.tabs.set_count("decided", queue.decided.source_count())
        for key, text in (
            ("all", self.tr("All {count}")),
            ("plan", self.tr("Plans {count}")),
            ("order", self.tr("Orders {count}")),
        ):
            self.kind.set_text(key, text.format(count=queue.counts[key]))
        nothing = queue.counts["all"] == 0
        self._queue_stack.setCurrentIndex(1 if nothing else 0)
        self._tools.setVisible(not nothing)
        self.reject_all.setEnabled(not nothing)
        self._place_rows(queue.requests)
        self._count_down()
        self._show_chosen()
        self.policy.show_settings(self.session.settings)

    def rows(self) -> list[ApprovalRow]:
        """The rows in the order shown."""
        return [self._rows[shown.id] for shown in self.queue.requests]

    def _place_rows(self, requests: tuple[RequestShown, ...]) -> None:
        wanted = {shown.id for shown in requests}
        left = self._at_hand()
        for gone in [request for request in self._rows if request not in wanted]:
            row = self._rows.pop(gone)
            row.hide()
            row.deleteLater()
        for plan, (head, count, rows) in self._groups.items():
            group = [shown for shown in requests if shown.plan is plan]
            head.setVisible(bool(group))
            count.setText(str(len(group)))
            for number, shown in enumerate(group):
                row = self._rows.get(shown.id)
                if row is None:
                    row = self._rows[shown.id] = ApprovalRow(shown)
                    row.ticked.connect(lambda *_: self._show_chosen())
                    row.approve_wanted.connect(self.open_request)
                    row.neighbour_wanted.connect(self._go_along)
                    row.reject_wanted.connect(lambda request: self._decide([request], approve=False))
                    row.show_effect(self.width() >= 1150)
                row.show_request(shown, self.queue.stale_age)
                if rows.indexOf(row) != number:
                    rows.insertWidget(number, row)
        if left is not None and requests and left[0] not in wanted:
            self._rows[requests[min(left[1], len(requests) - 1)].id].setFocus()

    def _at_hand(self) -> tuple[str, int] | None:
        """The request that was opened last, or whose row has the focus, and its place: when it goes, the
        next one takes the focus.
        """
        focused = self.window().focusWidget()
        for number, (request, row) in enumerate(self._rows.items()):
            inside = focused is not None and (row is focused or row.isAncestorOf(focused))
            if inside or (focused is None and request == self._opened):
                return request, number
        return None

    def _count_down(self) -> None:
        now = self.session.clock()
        for row in self._rows.values():
            row.show_time_left(now)
        if self._rows and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def chosen(self) -> list[str]:
        return [row.request for row in self.rows() if row.tick.isChecked()]

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        orders, money = self.queue.totals(chosen)
        if chosen:
            self._chosen.setText(self.tr("%n selected", "", len(chosen)))
            self._chosen_note.setText(
                self.tr("{orders}, {amount} moved or held").format(
                    orders=Counts().orders(orders), amount=money
                )
            )
        else:
            self._chosen.setText(self.tr("Nothing selected"))
            self._chosen_note.setText("")
        self._chosen_note.set_tone(Tone.MUTED if self.queue.stale_age is None else Tone.STALE)
        everything = bool(self._rows) and len(chosen) == len(self._rows)
        some = Qt.CheckState.PartiallyChecked if chosen else Qt.CheckState.Unchecked
        self.tick_all.setCheckState(Qt.CheckState.Checked if everything else some)
        self.reject_chosen.setEnabled(bool(chosen))
        self.approve_chosen.setEnabled(bool(chosen))

    # -- doing

    def open_request(self, request: str, note: str = "") -> None:
        """The question of one request, with what is to be said on it."""
        self._opened = request
        ApprovalDialog(self.session, request, note).open()

    def _tick_all(self) -> None:
        on = len(self.chosen()) < len(self._rows)
        for row in self._rows.values():
            row.tick.setChecked(on)

    def _approve_chosen(self) -> None:
        chosen = self.chosen()
        if len(chosen) == 1:
            self.open_request(chosen[0])
            return
        from finbyte_desktop.ui.dialogs.batch_dialog import BatchDialog

        BatchDialog(self.session, [self.queue.raw[request] for request in chosen]).open()

    def _decide(self, requests: list[str], *, approve: bool) -> None:
        self.session.spawn(
            self._decide_all([self.queue.raw[r] for r in requests if r in self.queue.raw], approve)
        )

    async def _decide_all(self, requests: list[object], approve: bool) -> None:
        from finbyte_desktop.ui.dialogs.batch_dialog import decide_all

        await decide_all(self.session, requests, approve)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= 1150
        self._effect_head.setText(self.tr("Effect") if wide else "")
        for row in self._rows.values():
            row.show_effect(wide)
