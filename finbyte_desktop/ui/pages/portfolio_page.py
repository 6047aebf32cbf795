"""Portfolio: what the accounts hold, who holds it, and whether the venues say the same."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Desk, LedgerDifference
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.dialogs.bot_actions import page_of
from finbyte_desktop.ui.dialogs.protect_dialog import ProtectDialog
from finbyte_desktop.ui.pages.account_answers import DifferencesDialog
from finbyte_desktop.ui.pages.page import Page, ScrollColumn, clear
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.portfolio import PortfolioModel
from finbyte_desktop.ui.viewmodels.positions import STOP, PositionRow
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.colors import Themed, Tone, paint_color
from finbyte_desktop.widgets.equity_chart import EquityChart, Series
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.overlay import Overlay
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

MOST_SHARES = 6
ALL_COLUMNS_FROM = 1000
LEAST_POINTS = 2
ROW_HEIGHT, POSITION_HEIGHT, HEAD_HEIGHT, LEAST_ROWS = 36, 46, 40, 6  # a position has two lines


class ShareBar(Themed, QWidget):
    """Parts of a whole side by side, each in the colour of its asset."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[tuple[str, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(200, 10)

    def set_parts(self, parts: tuple[tuple[str, float], ...]) -> None:
        """Assets with their parts of 1; what is missing stays empty."""
        self._parts = parts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.raised)
            x = 0.0
            for asset, part in self._parts:
                width = part * self.width()
                painter.fillRect(
                    QRectF(x, 0, max(1.0, width - 1), self.height()), paint_color(self.colors, asset)
                )
                x += width


class _SumCard(Card):
    """A figure with its title and a line below."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.body.addWidget(Text(title, Role.TABLE, Tone.MUTED))
        self.value = NumberLabel(role=Role.SECTION)
        self.body.addWidget(self.value)
        self.note = Text("", Role.TABLE, Tone.MUTED, elide=True)
        self.body.addWidget(self.note)

    def show_sum(self, text: str, unit: str, note: str, tone: Tone = Tone.MUTED) -> None:
        self.value.set_number(text, unit)
        self.note.setText(note)
        self.note.setToolTip(note)
        self.note.set_tone(tone)


class PortfolioPage(Page):
    """Bots and what no bot holds make what the venue says; a difference is shown, never hidden."""

    TELLS_FEED = True

    def __init__(self, session: Session) -> None:
        self.portfolio = PortfolioModel(session)
        super().__init__(session, self.portfolio, "")
        self.header.set_title(self.tr("Portfolio"))
        scroll = ScrollColumn()
        self.body.addWidget(scroll)
        self.problem = Banner("", Tone.WARN, wrap=True)
        self.problem.hide()
        scroll.column.addWidget(self.problem)
        sums = QGridLayout()
        sums.setSpacing(SPACE_3)
        self.total = _SumCard(self.tr("Total"))
        self.in_bots = _SumCard(self.tr("Held by bots"))
        self.outside = _SumCard(self.tr("Outside bots"))
        self.difference = _SumCard(self.tr("Difference to the venues"))
        for column, card in enumerate((self.total, self.in_bots, self.outside, self.difference)):
            sums.addWidget(card, 0, column)
            sums.setColumnStretch(column, 1)
        scroll.column.addLayout(sums)
        self.differences = Card(
            self.tr("The venue and the ledger differ"),
            self.tr("bots are not touched by it: they tie out by their own books"),
        )
        self._differing = QVBoxLayout()
        self._differing.setSpacing(SPACE_2)
        self.differences.body.addLayout(self._differing)
        self.book_buttons: list[Button] = []
        self._shown_differing: object = None
        scroll.column.addWidget(self.differences)
        self.course_card = Card(self.tr("Value over time"), " ")
        self.part = SegmentedControl(
            [("total", self.tr("Total")), ("bots", self.tr("In bots")), ("outside", self.tr("Outside bots"))],
            height=28,
            name=self.tr("What the course shows"),
        )
        self.part.selected.connect(self._show_course)
        self.course_card.header.addWidget(self.part)
        self.course = EquityChart(zero_line=False)
        self.course.setMinimumHeight(170)
        self.course.set_message(self.tr("A point is added each minute while an account is open."))
        self.course_card.body.addWidget(self.course)
        self.joined = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self.joined.hide()
        self.course_card.body.addWidget(self.joined)
        scroll.column.addWidget(self.course_card)
        self._add_positions(scroll)
        self._add_held(scroll)
        self.allocation = Card(self.tr("Allocation"))
        self.bar = ShareBar()
        self.allocation.body.addWidget(self.bar)
        self._shares = QGridLayout()
        self._shares.setHorizontalSpacing(32)
        self._shares.setVerticalSpacing(0)
        self.allocation.body.addLayout(self._shares)
        scroll.column.addWidget(self.allocation)
        held = Card(self.tr("Who holds what"), self.tr("bots and outside = what the venue says"), flush=True)
        self.hide_small = CheckBox(self.tr("Hide small amounts"))
        self.hide_small.toggled.connect(self.portfolio.set_hide_small)
        head = QHBoxLayout()
        head.addWidget(self.hide_small)
        held.header.addLayout(head)
        self.table = TableView(
            self.portfolio.table,
            empty_title=self.tr("Nothing is held"),
            empty_text=self.tr("What the account holds appears here, asset by asset."),
            row_height=ROW_HEIGHT,
            name=self.tr("Who holds what"),
            key="holdings",
        )
        held.body.addWidget(self.table)
        scroll.column.addWidget(held)
        scroll.column.addStretch(1)

    def _add_positions(self, scroll: ScrollColumn) -> None:
        note = self.tr("perpetuals at the venue; their profit is not in the sums above")
        self.positions = Card(self.tr("Positions"), note, flush=True)
        self.unread_positions = Banner("", Tone.WARN, wrap=True)
        self.positions.body.addWidget(self.unread_positions)
        self.positions_table = TableView(
            self.portfolio.positions,
            row_height=POSITION_HEIGHT,
            name=self.tr("Positions"),
            key="positions",
        )
        self.positions_table.action_clicked.connect(self._position_action)
        self.positions_table.row_activated.connect(self._ask_stop)
        self.positions.body.addWidget(self.positions_table)
        scroll.column.addWidget(self.positions)

    def _add_held(self, scroll: ScrollColumn) -> None:
        note = self.tr("perpetuals on paper; their open profit is in the sums above")
        self.held = Card(self.tr("Positions of bots"), note, flush=True)
        self.held_table = TableView(
            self.portfolio.held, row_height=POSITION_HEIGHT, name=self.tr("Positions of bots"), key="held"
        )
        self._with_open: bool | None = None
        self.held_table.row_activated.connect(lambda row: self.session.go(page_of(row.card)))
        self.held.body.addWidget(self.held_table)
        scroll.column.addWidget(self.held)

    def _show_held(self) -> None:
        rows = self.portfolio.held.source_count()
        self.held.setVisible(bool(rows))
        self.held_table.setFixedHeight(POSITION_HEIGHT * rows + HEAD_HEIGHT)
        shown = self.portfolio.shown
        wanted = shown is not None and shown.with_positions
        if wanted is not self._with_open:  # what a person chose in between stays
            self._with_open = wanted
            if wanted is not ("open" in self.table.visible_columns()):
                self.table.set_column_visible("open", wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window shows fewer columns; whose position it is stays in sight."""
        super().resizeEvent(event)
        self.positions_table.set_column_visible("entry", self.width() >= ALL_COLUMNS_FROM)
        self.held_table.set_column_visible("entry", self.width() >= ALL_COLUMNS_FROM)

    def _position_action(self, key: Hashable, action: str) -> None:
        number = self.portfolio.positions.number_of(key)
        if action == STOP and number is not None:
            self._ask_stop(self.portfolio.positions.row(number))

    def _ask_stop(self, row: PositionRow) -> None:
        """A click and the double click that it was the first half of ask once."""
        host = self.session.host
        if host is not None and any(dialog.is_open() for dialog in host.findChildren(Overlay)):
            return
        ProtectDialog(self.session, row).open()

    def _show_positions(self) -> None:
        rows, unread = self.portfolio.positions.source_count(), self.portfolio.unread
        strange = self.portfolio.strange
        self.positions.setVisible(bool(rows or unread or strange))
        self.positions_table.setVisible(bool(rows))
        self.positions_table.setFixedHeight(POSITION_HEIGHT * rows + HEAD_HEIGHT)
        text = self.tr("{account}: positions are not read. {why}")
        lines = [text.format(account=name, why=why) for name, why in unread]
        for name, position in strange:
            text = (
                self.tr("{account}: {size} {market} long cannot be protected here.")
                if position.is_long
                else self.tr("{account}: {size} {market} short cannot be protected here.")
            )
            lines.append(text.format(account=name, size=fmt.plain(position.size), market=position.market))
        if strange:
            lines.append(
                self.tr(
                    "FinByte reads perpetuals that settle in USDT and are traded now; these settle in "
                    "something else, or are halted. Look after them at the venue."
                )
            )
        self.unread_positions.setVisible(bool(lines))
        if lines:
            self.unread_positions.set_event("\n".join(lines), Tone.WARN)

    def show_model(self) -> None:
        shown = self.portfolio.shown
        if shown is None:
            return
        unit = shown.currency
        self.header.set_title(f"{self.tr('Portfolio')}  {words_accounts.mode(self.portfolio.mode)}")
        note = self.tr("of all that has a price")
        if self.portfolio.mode == "paper":  # a demo market or a recording has a time of its own
            note = self.tr("of all that has a price, by the computer's clock")
        self.course_card.set_title(self.tr("Value over time"), note)
        self.total.show_sum(fmt.money(shown.total, unit), unit, self._accounts_note())
        stale = self.portfolio.stale_sums
        for card in (self.total, self.in_bots, self.outside, self.difference):
            card.value.set_stale(stale)
        share = ""
        if shown.total and shown.in_bots is not None:
            share = self.tr("{share} of all").format(share=fmt.percent(shown.in_bots / shown.total))
        self.in_bots.show_sum(fmt.money(shown.in_bots, unit), unit, share)
        self.outside.show_sum(fmt.money(shown.outside, unit), unit, self.tr("free, by hand, or kept coins"))
        agree = shown.rows - shown.differing
        self.difference.show_sum(
            str(shown.differing),
            "",
            self.tr("{count} of {all} agree").format(count=agree, all=shown.rows),
            Tone.DANGER if shown.differing else Tone.BUY if stale is None else Tone.MUTED,
        )
        self.problem.setVisible(bool(shown.unpriced))
        if shown.unpriced:
            text = self.tr("No price in {currency} is known for {assets}: they are in none of the sums.")
            self.problem.set_event(text.format(currency=unit, assets=", ".join(shown.unpriced)), Tone.WARN)
        self._show_shares()
        self._show_course()
        self._show_positions()
        self._show_held()
        self._show_differences()
        rows = max(LEAST_ROWS, self.portfolio.table.source_count())
        self.table.setFixedHeight(ROW_HEIGHT * rows + HEAD_HEIGHT)

    def _show_differences(self) -> None:
        """A line an account, with the button that books it."""
        rows = self.portfolio.differing
        self.differences.setVisible(bool(rows))
        shown = [(state.id, found) for state, _, found in rows]
        if shown == self._shown_differing:
            return
        self._shown_differing = shown
        clear(self._differing)
        self.book_buttons = []
        for state, desk, found in rows:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE_3)
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(Text(words_accounts.name_of(state), Role.STRONG))
            for difference in found:
                texts.addWidget(Text(words_accounts.difference(difference), Role.TABLE, wrap=True))
            row.addLayout(texts, 1)
            button = Button(DifferencesDialog.action(), height=28)
            button.clicked.connect(partial(self._book, desk, found))
            row.addWidget(button)
            self.book_buttons.append(button)
            self._differing.addWidget(line)

    def _book(self, desk: Desk, rows: Sequence[LedgerDifference], _checked: bool = False) -> None:
        DifferencesDialog(self.session, desk, list(rows)).open()

    def _show_course(self, _part: object = None) -> None:
        course = self.portfolio.course
        if course is None or len(course.times_ns) < LEAST_POINTS:
            self.course.set_series([])
            self.joined.hide()
            return
        moments = [(self.session.times.moment(ns), name) for ns, name in course.joined]
        told = [self.tr("from {moment} on with {name}").format(moment=m, name=name) for m, name in moments]
        self.joined.setVisible(bool(told))
        self.joined.setText(
            self.tr("The line begins anew where an account came: {accounts}. Its money is no profit.").format(
                accounts=", ".join(told)
            )
        )
        chosen = self.part.current()
        values = {
            "total": course.total,
            "bots": course.in_bots,
            "outside": course.total - course.in_bots,
        }[str(chosen)]
        label = self.part.text(chosen)
        self.course.set_series([Series(str(chosen), label, course.times_ns, values, Tone.ACCENT, area=True)])

    def _accounts_note(self) -> str:
        names = sorted({words_accounts.name_of(row.account) for row in self.portfolio.table.rows()})
        return ", ".join(names)

    def _show_shares(self) -> None:
        shown = self.portfolio.shown
        assert shown is not None
        while self._shares.count():
            widget = self._shares.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        total = shown.total or 0
        parts = shown.shares if total else ()
        self.allocation.setVisible(bool(parts))
        self.bar.set_parts(tuple((asset, float(value / total)) for asset, value in parts))
        for number, (asset, value) in enumerate(parts[:MOST_SHARES]):
            text = fmt.money(value, shown.currency)
            row = FactRow(f"{asset}  {fmt.percent(value / total)}", text, shown.currency)
            row.value.set_dim(self.portfolio.stale_sums is not None)
            row.label.setTextFormat(Qt.TextFormat.PlainText)
            self._shares.addWidget(row, number // 3, number % 3)
