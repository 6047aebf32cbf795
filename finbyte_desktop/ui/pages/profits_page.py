"""Profits: totals, courses, distribution, win rates, by bot, type and market, and that the books tie out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.bot_actions import page_of
from finbyte_desktop.ui.format import MINUS
from finbyte_desktop.ui.pages.page import Page, ScrollColumn
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.profits import PERIODS, ProfitsModel, ProfitsShown
from finbyte_desktop.widgets.bar_chart import Bar, BarChart, Bin, Histogram
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Themed, Tone, text_color
from finbyte_desktop.widgets.empty_state import EmptyState
from finbyte_desktop.widgets.equity_chart import EquityChart, Series
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.mini_paint import Ring
from finbyte_desktop.widgets.number_label import NumberLabel, tone_of_sign
from finbyte_desktop.widgets.page_header import Tab
from finbyte_desktop.widgets.paint import LEFT, RIGHT
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

TABS = ("overview", "by_bot", "by_market", "ties")


class KeyFigure(Card):
    """One headline number with a note above and below."""

    def __init__(self, label: str, *, signed: bool = False) -> None:
        super().__init__()
        self.setFixedHeight(92)
        self.body.setContentsMargins(15, 9, 15, 9)
        self.body.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Text(label, Role.LABEL, Tone.MUTED))
        head.addStretch(1)
        self.corner = NumberLabel("", "", Role.LABEL)
        head.addWidget(self.corner)
        self.body.addLayout(head)
        self.value = NumberLabel(None, role=Role.HEADLINE, signed=signed)
        self.body.addWidget(self.value)
        self.note = Text("", Role.LABEL, Tone.MUTED, elide=True)
        self.body.addWidget(self.note)


class NamedBars(Themed, QWidget):
    """Rows "name  bar  amount" with bars from a common zero."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, float, str], ...] = ()
        self.init_colors()

    def set_rows(self, rows: tuple[tuple[str, float, str], ...]) -> None:
        self._rows = rows
        self.setMinimumHeight(24 * len(rows))
        self.setAccessibleName(", ".join(f"{name} {text}" for name, _, text in rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        most = max((abs(value) for _, value, _ in self._rows), default=0.0) or 1.0
        with QPainter(self) as painter:
            width = self.width() - 140 - 92
            for number, (name, value, text) in enumerate(self._rows):
                y = number * 24
                painter.setFont(font(Role.TABLE))
                painter.setPen(c.text)
                painter.drawText(QRectF(0, y, 136, 24), LEFT, name)
                color = QColor(c.buy if value >= 0 else c.sell)
                color.setAlpha(205)
                painter.fillRect(QRectF(140, y + 4, 1, 16), c.muted)
                painter.fillRect(QRectF(141, y + 8, max(1.0, abs(value) / most * width), 9), color)
                ink = text_color(c, tone_of_sign(text))
                painter.setPen(ink)
                painter.drawText(QRectF(self.width() - 92, y, 92, 24), RIGHT, text)


class WinRate(QWidget):
    """A ring with its share and what was counted."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        self._ring = Ring()
        row.addWidget(self._ring)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self._share = Text("", Role.TITLE)
        self._note = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self._beside = Text("", Role.LABEL, Tone.WARN, wrap=True)
        texts.addStretch(1)
        texts.addWidget(self._share)
        texts.addWidget(self._note)
        texts.addWidget(self._beside)
        texts.addStretch(1)
        row.addLayout(texts, 1)

    def show_rate(self, share: float | None, text: str, note: str, beside: str = "") -> None:
        self._ring.set_share(share)
        self._share.setText(text)
        self._note.setText(note)
        self._beside.setText(beside)
        self._beside.set_tone(Tone.WARN if MINUS in beside else Tone.MUTED)
        self._beside.setVisible(bool(beside))

    def texts(self) -> tuple[str, str, str]:
        """Share, what was counted, what was not."""
        return self._share.text(), self._note.text(), self._beside.text()


class PeriodChoice(SegmentedControl):
    """7, 30 or 90 days; all of them on a page move together."""

    period_chosen = Signal(object)

    def __init__(self, days: int) -> None:
        super().__init__([(period, str(period)) for period in PERIODS], days, height=28)
        for period, text in zip(
            PERIODS, (self.tr("7 days"), self.tr("30 days"), self.tr("90 days")), strict=True
        ):
            self.set_text(period, text)
        self.setAccessibleName(self.tr("Period"))
        self.selected.connect(self.period_chosen)


class ProfitsPage(Page):
    """Four tabs over one view-model."""

    TELLS_FEED = True

    def __init__(self, session: Session) -> None:
        self.profits = ProfitsModel(session)
        super().__init__(session, self.profits, "")
        self.header.set_title(self.tr("Profits"))
        self.header.set_tabs(
            [
                Tab("overview", self.tr("Overview")),
                Tab("by_bot", self.tr("By bot")),
                Tab("by_market", self.tr("By market")),
                Tab("ties", self.tr("Ties out")),
            ]
        )
        self.header.tab_selected.connect(self.show_tab)
        export = Button(self.tr("Export"), icon="ph.download-simple")
        export.clicked.connect(self._export)
        self.header.add_action(export)
        self._stack = QStackedWidget()
        self._tabs = QStackedWidget()
        self._stack.addWidget(self._tabs)
        self.empty = EmptyState(
            self.tr("No profit to show yet"),
            self.tr("As soon as a bot has run, its profit appears here by day, bot and market."),
            self.tr("Create bot"),
            "ph.trend-up",
        )
        self.empty.action_clicked.connect(lambda: session.go(Place("wizard")))
        self._stack.addWidget(self.empty)
        self._tabs.addWidget(self._make_overview())
        self._tabs.addWidget(self._table_tab(self._bots_table("by_bot")))
        self._tabs.addWidget(self._make_markets())
        self._tabs.addWidget(self._make_ties())
        self.body.addWidget(self._stack)

    # -- parts

    def _make_overview(self) -> QWidget:
        scroll = ScrollColumn()
        figures = QHBoxLayout()
        figures.setSpacing(SPACE_3)
        self.total = KeyFigure(self.tr("Total profit"), signed=True)
        self.assets = KeyFigure(self.tr("Assets in running"))
        self.today = KeyFigure(self.tr("Today's profit"), signed=True)
        self.fees = KeyFigure(self.tr("Fees paid"))
        self._figures = (self.total, self.assets, self.today, self.fees)
        for figure in self._figures:
            figures.addWidget(figure, 1)
        scroll.column.addLayout(figures)
        charts = QHBoxLayout()
        charts.setSpacing(SPACE_3)
        self._curve_card = Card(" ")
        self.curve = EquityChart()
        self.curve.setMinimumHeight(180)
        self._curve_card.body.addWidget(self.curve, 1)
        self._daily_card = Card(" ")
        self.daily = BarChart()
        self.daily.setMinimumHeight(180)
        self._daily_card.body.addWidget(self.daily, 1)
        self._periods: list[PeriodChoice] = []
        for card in (self._curve_card, self._daily_card):
            period = PeriodChoice(self.profits.days)
            period.period_chosen.connect(self._set_days)
            self._periods.append(period)
            card.add_header_widget(period)
            charts.addWidget(card, 1)
        scroll.column.addLayout(charts, 3)
        lower = QGridLayout()
        lower.setSpacing(SPACE_3)
        distribution = Card(self.tr("Profit distribution"), self.tr("days with a bot, by result"))
        self.histogram = Histogram()
        self.histogram.setMinimumHeight(140)
        distribution.body.addWidget(self.histogram, 1)
        row = QHBoxLayout()
        self._spread = [NumberLabel("", "", Role.TABLE, signed=True) for _ in range(3)]
        for label, value in zip(
            (self.tr("Mean"), self.tr("Best"), self.tr("Worst")), self._spread, strict=True
        ):
            pair = QHBoxLayout()
            pair.setSpacing(5)
            pair.addWidget(Text(label, Role.TABLE, Tone.MUTED))
            pair.addWidget(value)
            row.addLayout(pair)
            row.addStretch(1)
        distribution.body.addLayout(row)
        rates = Card(self.tr("Win rate"), self.tr("in profit"))
        self.rates = [WinRate() for _ in range(3)]
        for rate in self.rates:
            rates.body.addWidget(rate)
        rates.body.addStretch(1)
        self._types_card = Card(" ")
        self.types = NamedBars()
        self._types_card.body.addWidget(self.types)
        self._types_card.body.addStretch(1)
        bots = Card(flush=True)
        bots.body.setContentsMargins(0, 0, 0, 0)
        bots.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_4, 11, SPACE_4, 6)
        head.setSpacing(8)
        head.addWidget(Text(self.tr("By bot"), Role.STRONG))
        self._bots_note = Text("", Role.TABLE, Tone.MUTED)
        head.addWidget(self._bots_note)
        head.addStretch(1)
        bots.body.addLayout(head)
        table = self._bots_table("overview")
        table.setMinimumHeight(220)
        bots.body.addWidget(table, 1)
        lower.addWidget(distribution, 0, 0)
        lower.addWidget(rates, 0, 1)
        lower.addWidget(self._types_card, 1, 0, 1, 2)
        lower.addWidget(bots, 0, 2, 2, 1)
        lower.setColumnStretch(0, 348)
        lower.setColumnStretch(1, 216)
        lower.setColumnStretch(2, 728)
        lower.setRowStretch(0, 1)
        self._lower = lower
        self._bots_card = bots
        scroll.column.addLayout(lower, 4)
        return scroll

    def _bots_table(self, key: str) -> TableView:
        table = TableView(
            self.profits.by_bot,
            empty_title=self.tr("No bot has run yet"),
            empty_text=self.tr("Each bot appears here with what it earned."),
            multi_select=False,
            name=self.tr("Profit by bot"),
            key=key,
        )
        table.sort_by("total", descending=True)
        table.row_activated.connect(self._open_bot)
        return table

    def _table_tab(self, table: QWidget) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        card.body.addWidget(table)
        column.addWidget(card)
        return area

    def _make_markets(self) -> QWidget:
        scroll = ScrollColumn()
        self._markets_card = Card(" ")
        self.markets = NamedBars()
        self._markets_card.body.addWidget(self.markets)
        scroll.column.addWidget(self._markets_card)
        scroll.column.addStretch(1)
        return scroll

    def _make_ties(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(
            Text(
                self.tr("All bots and what no bot holds, added up, against the "
                    "balance that the venue reports. "
                        "Nothing is rounded away."),
                Role.BODY, Tone.MUTED, wrap=True,
            )
        )  # fmt: skip
        card = Card(flush=True)
        card.body.setContentsMargins(0, 0, 0, 0)
        table = TableView(
            self.profits.ties,
            empty_title=self.tr("No balance yet"),
            empty_text=self.tr("Each asset of the account appears here."),
            row_height=40,
            name=self.tr("Ties out"),
            key="ties",
        )
        card.body.addWidget(table)
        column.addWidget(card, 1)
        return area

    # -- showing

    def enter(self, place: Place) -> None:
        if place.tab in TABS:
            self.show_tab(place.tab)

    def show_tab(self, key: str) -> None:
        self.header.tabs.set_current(key)
        self._tabs.setCurrentIndex(TABS.index(key))

    def show_model(self) -> None:
        shown, raw = self.profits.shown, self.profits.raw
        if shown is None or raw is None:
            return
        self._stack.setCurrentIndex(1 if shown.nothing else 0)
        self._show_figures(shown)
        quote = shown.currency
        self._curve_card.set_title(self.tr("Total profit, {currency}").format(currency=quote))
        self._daily_card.set_title(self.tr("Daily profit, {currency}").format(currency=quote))
        self._types_card.set_title(self.tr("By type, {currency}").format(currency=quote))
        self._markets_card.set_title(self.tr("By market, {currency}").format(currency=quote))
        if raw.curve:
            times = np.array([ns for ns, _ in raw.curve], dtype=np.int64)
            values = np.array([value for _, value in raw.curve])
            tone = Tone.BUY if values[-1] >= 0 else Tone.SELL
            self.curve.set_series([Series("total", self.tr("total"), times, values, tone, area=True)])
        self.daily.set_bars([Bar(value, label, text, strong) for value, label, text, strong in shown.days])
        self.histogram.set_bins(
            [Bin(c.count, c.label, Tone.BUY if c.positive else Tone.SELL) for c in shown.classes]
        )
        for label, text in zip(self._spread, (shown.mean, shown.best, shown.worst), strict=True):
            label.set_number(text)
        for widget, rate in zip(self.rates, shown.rates, strict=True):
            widget.show_rate(rate.share, rate.text, rate.note, rate.beside)
        self.types.set_rows(shown.types)
        self.markets.set_rows(shown.markets)
        count = self.profits.by_bot.source_count()
        note = self.tr("{bots}, sorted by profit").format(bots=Counts().bots(count))
        self._bots_note.setText("  ".join(part for part in (note, shown.left_out) if part))

    def _show_figures(self, shown: ProfitsShown) -> None:
        for figure, text, note in (
            (self.total, shown.total, shown.split),
            (self.assets, shown.assets, shown.invested),
            (self.today, shown.today, shown.week),
            (self.fees, shown.fees, self.tr("already in the profit")),
        ):
            figure.value.set_number(text, shown.currency)
            figure.value.set_stale(self.profits.stale_age)
            figure.note.setText(note)
        self.total.corner.set_number(shown.total_ratio, tone=tone_of_sign(shown.total_ratio))
        self.today.corner.set_number(shown.today_since, tone=Tone.MUTED)

    def _set_days(self, days: int) -> None:
        for period in self._periods:
            period.set_current(days)
        self.profits.set_days(days)

    def _open_bot(self, row: object) -> None:
        bot = row.bot  # type: ignore[attr-defined]
        ended = row.ended_ns is not None  # type: ignore[attr-defined]
        self.session.go(page_of(self.session.desk.card(bot)) if ended else Place("bot", bot=bot))

    def _export(self) -> None:
        from finbyte_desktop.ui.dialogs.export_dialog import ExportDialog

        ExportDialog(self.session, "fills").open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= 1240
        self._lower.removeWidget(self._bots_card)
        if wide:
            self._lower.addWidget(self._bots_card, 0, 2, 2, 1)
            self._lower.setColumnStretch(2, 728)
        else:
            self._lower.addWidget(self._bots_card, 2, 0, 1, 2, Qt.AlignmentFlag(0))
            self._lower.setColumnStretch(2, 0)
