"""One bot: facts, chart with its levels and fills, orders, how the profit came about, against holding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.cancel_order_dialog import CancelOrderDialog
from finbyte_desktop.ui.matters import CONNECTIONS
from finbyte_desktop.ui.pages.chart_feed import ChartFeed, interval_choice
from finbyte_desktop.ui.pages.detail_basket import AllocationPanel
from finbyte_desktop.ui.pages.detail_facts import FactStrip
from finbyte_desktop.ui.pages.detail_side import TABS, DetailSide
from finbyte_desktop.ui.pages.page import Page, area_of
from finbyte_desktop.ui.session import Place, Session, bot_subject
from finbyte_desktop.ui.viewmodels import conditions, own_code
from finbyte_desktop.ui.viewmodels.bot_position import liquidations
from finbyte_desktop.ui.viewmodels.bots import FactShown
from finbyte_desktop.ui.viewmodels.detail import DetailModel, DetailShown
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.breakdown import PART_ROW, BreakdownBars, BreakdownRow
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.candle_chart import CandleChart, Level, LineStyle, PriceLine
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.chart_axes import PRICE_AXIS_WIDTH
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.coin import CoinBadge
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.equity_chart import EquityChart, Series
from finbyte_desktop.widgets.fact import FactRow
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4, SPACE_5
from finbyte_desktop.widgets.mini_paint import Legend
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.text import Text

SIDE_WIDTH = 472
NARROW_SIDE_WIDTH = 420
PART_MS = 24
NOTES_ABOVE = 16  # px: the times of the chart stay readable

USUAL_PARTS = 3  # of the profit
TIES_ICONS = {Tone.BUY: "ph.check-bold", Tone.NEUTRAL: "ph.clock-bold"}


class DetailPage(Page):
    """Shows the bot of the last place. Header actions go through `act_on_bot`."""

    TELLS_FEED = True

    def __init__(self, session: Session) -> None:
        self.detail = DetailModel(session)
        self._can_withdraw = False
        self._shown_bot = ""
        self._parts: list[Callable[[], None]] = []
        super().__init__(session, self.detail, "")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setTimerType(Qt.TimerType.PreciseTimer)
        self._later.setInterval(PART_MS)
        self._later.timeout.connect(self._next_part)
        self._make_header()
        self.body.addWidget(self._make_venue_bar())
        row = QHBoxLayout()
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.facts = FactStrip(self.tr("Total profit"))
        self.total = self.facts.total
        left.addWidget(self.facts)
        left.addWidget(self._make_event())
        left.addWidget(self._make_chart(), 3)
        left.addWidget(self._make_lower())
        row.addLayout(left, 1)
        self.side = DetailSide(self.detail)
        self.side.level_hovered.connect(self._light_up)
        self.side.try_again.connect(self._try_again)
        self.side.cancel_wanted.connect(self._cancel_order)
        row.addWidget(self.side)
        self.body.addLayout(row)

    # -- parts

    def _make_header(self) -> None:
        header = self.header
        header.set_title("", self.tr("Bots"))
        header.back_clicked.connect(lambda: self.session.go(Place("bots", "running")))
        self._coin = CoinBadge("", 20)
        header.middle.addWidget(self._coin)
        self._state = Chip("")
        header.middle.addWidget(self._state)
        self._since = Text("", Role.TABLE, Tone.MUTED)
        header.middle.addWidget(self._since)
        self._buttons: dict[str, Button] = {}
        for key, text, icon, kind in (
            ("pause", self.tr("Pause"), "ph.pause-bold", ButtonKind.SECONDARY),
            ("edit", self.tr("Edit"), "ph.pencil-simple", ButtonKind.SECONDARY),
            ("add", self.tr("Add investment"), "ph.plus", ButtonKind.SECONDARY),
            ("stop", self.tr("Stop"), "ph.stop", ButtonKind.DANGER),
        ):
            button = Button(text, kind, icon)
            button.clicked.connect(lambda _checked=False, key=key: self._do(key))
            header.add_action(button)
            self._buttons[key] = button
        # Actions need the room: the command field shrinks to its icon here.
        header.command_field.hide()
        search = IconButton(
            "ph.magnifying-glass", self.tr("Search or run a command"), ButtonKind.SECONDARY, size=32
        )
        search.clicked.connect(self.session.palette_wanted)
        header.actions.insertWidget(0, search)
        self._more = IconButton("ph.dots-three-bold", self.tr("More"), ButtonKind.SECONDARY, size=32)
        self._more.clicked.connect(self._open_menu)
        header.add_action(self._more)

    def _make_venue_bar(self) -> QWidget:
        self.venue_bar = Banner("", Tone.WARN, wrap=True)
        self.venue_bar.action_clicked.connect(lambda: self.session.go(CONNECTIONS))
        self._venue_area = area_of(self.venue_bar)
        margins = self._venue_area.layout().contentsMargins()
        margins.setBottom(margins.top())
        self._venue_area.layout().setContentsMargins(margins)
        return self._venue_area

    def _make_event(self) -> QWidget:
        self._event_area = Panel("b")
        column = QVBoxLayout(self._event_area)
        column.setContentsMargins(SPACE_4, 6, SPACE_4, 7)
        self.event_line = Banner()
        self.event_line.action_clicked.connect(self._event_action)
        column.addWidget(self.event_line)
        return self._event_area

    def _make_chart(self) -> QWidget:
        panel = Panel()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(SPACE_5, 6, SPACE_4, 6)
        tools.setSpacing(SPACE_4)
        self.interval = interval_choice()
        self.interval.selected.connect(self._show_candles)
        tools.addWidget(self.interval)
        self.log_scale = CheckBox(self.tr("Log"))
        self.log_scale.setToolTip(self.tr("Logarithmic price scale"))
        tools.addWidget(self.log_scale)
        tools.addStretch(1)
        self.levels = CheckBox(self.tr("Levels"), checked=True)
        self.fills = CheckBox(self.tr("Fills"), checked=True)
        self.break_even = CheckBox(self.tr("Break-even"), checked=True)
        for box in (self.levels, self.fills, self.break_even):
            box.toggled.connect(lambda _: self._mark())
            tools.addWidget(box)
        column.addWidget(self._tools)
        column.addWidget(Line())
        self.chart = CandleChart()
        self.log_scale.toggled.connect(self.chart.set_log)
        self.chart.log_changed.connect(self.log_scale.setChecked)
        self.chart.price_hovered.connect(self._price_hovered)
        self._feed = ChartFeed(self.session, self.chart, follows=True, fits=True)
        self._charted = ""  # the bot whose candles are shown
        self._feed.fitted.connect(self.interval.set_current)
        self._charts = QStackedWidget()
        self._charts.addWidget(self.chart)
        self.allocation = AllocationPanel()
        self._charts.addWidget(self.allocation)
        column.addWidget(self._charts, 1)
        return panel

    def _make_lower(self) -> QWidget:
        panel = Panel("t")
        self._lower = panel
        panel.setFixedHeight(240)
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        profit = QVBoxLayout()
        profit.setContentsMargins(SPACE_5, 12, SPACE_4, 8)
        profit.setSpacing(2)
        head = QHBoxLayout()
        self._profit_title = Text("", Role.STRONG)
        self._ties = Chip("")
        head.addWidget(self._profit_title)
        head.addStretch(1)
        head.addWidget(self._ties)
        profit.addLayout(head)
        self.breakdown = BreakdownBars(label_width=124)
        profit.addWidget(self.breakdown)
        self._fees = FactRow(self.tr("Fees paid, already in the profit"))
        self._withdrawn = FactRow(self.tr("Withdrawn"))
        profit.addStretch(1)
        profit.addWidget(self._fees)
        profit.addWidget(self._withdrawn)
        row.addLayout(profit, 1)
        row.addWidget(Line(vertical=True))
        holding = QVBoxLayout()
        holding.setContentsMargins(SPACE_4, 12, SPACE_4, 8)
        holding.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.addWidget(Text(self.tr("Versus holding"), Role.STRONG))
        head.addStretch(1)
        self._versus = NumberLabel(None, role=Role.STRONG, signed=True)
        head.addWidget(self._versus)
        holding.addLayout(head)
        self.equity = EquityChart()
        holding.addWidget(self.equity, 1)
        self._legend = Legend()
        holding.addWidget(self._legend)
        row.addLayout(holding, 1)
        return panel

    # -- showing

    def enter(self, place: Place) -> None:
        if place.bot and place.bot != self.detail.bot:
            self.detail.set_bot(place.bot)
            self.side.show_tab("orders")
            self.side.ladder.centre_first()
        if place.tab in TABS:
            self.side.show_tab(place.tab)
        if self.isVisible():
            self.detail.refresh()

    def show_model(self) -> None:
        shown = self.detail.shown
        if shown is None:
            return
        card = shown.card
        self.header.set_title(shown.name, self.tr("Bots"))
        self._coin.set_symbols([row.name for row in shown.allocation[:3]] or shown.base)
        self._state.set_chip(card.state_text, card.state_tone, icon=card.state_icon, dot=not card.state_icon)
        self._since.setText(shown.since)
        self._show_actions(shown)
        self._venue_area.setVisible(shown.venue is not None)
        if shown.venue is not None:
            self.venue_bar.set_event(shown.venue.text, shown.venue.tone, self.tr("Connections"))
            self.venue_bar.set_countdown(shown.venue.left, shown.venue.tone)
        attention = bool(card.event.action) or card.event.lasting
        self._event_area.setVisible(attention)
        if attention:
            self.event_line.set_event(
                card.event.text, card.event.tone, card.event.action, icon=card.event.icon
            )
        several = bool(shown.allocation)
        read_ahead = [] if several else [self._feed.read_ahead]
        self._parts = [*read_ahead, self._show_chart, self._show_side, self._show_money]
        if self._shown_bot == self.detail.bot and self.isVisible():
            self._later.start()
        else:
            while self._parts:
                self._next_part()

    def _next_part(self) -> None:
        """The next part of the page; while a bot runs each has a turn of its own, so that no frame waits for
        the whole page.
        """
        if self._parts:
            self._parts.pop(0)()
        if self._parts:
            self._later.start()
        else:
            self._shown_bot = self.detail.bot

    def _show_facts(self, shown: DetailShown) -> None:
        """Where the profit's panel has no room for fees and withdrawals, they stand at the head."""
        facts = [replace(shown.card.facts[number], unit="") for number in (0, 4, 6, 5)]
        if self._fees.isHidden():
            facts.append(shown.card.facts[3])
            facts.append(FactShown(self.tr("Withdrawn"), shown.withdrawn))
        self.facts.show_facts(facts)

    def _show_chart(self) -> None:
        """The chart with the price of now; the side follows in the next turn, from the same reading."""
        shown = self.detail.shown
        if shown is None:
            return
        several = self.detail.raw is not None and self.detail.raw.card.basket is not None
        self._charts.setCurrentIndex(1 if several else 0)
        self._tools.setVisible(not several)
        if several:
            raw = self.detail.raw
            basket = None if raw is None else raw.card.basket
            self.allocation.show_detail(shown, basket, stale=self.detail.stale_age is not None)
            return
        self._show_candles()
        self._feed.show_price(self.detail.raw.card.last if self.detail.raw is not None else None)
        self._mark()

    def _show_candles(self, interval_ns: int | None = None) -> None:
        """The market of now; of a bot that has ended, that of its life. One that ends keeps its interval."""
        raw = self.detail.raw
        if raw is not None:
            if raw.card.id == self._charted:
                interval_ns = interval_ns or self._feed.interval_ns()
            self._charted = raw.card.id
            life = raw.card.id if self.detail.has_ended() else ""
            places = raw.card.price_places if life else None
            self._feed.show(raw.card.market, interval_ns, life=life, places=places)

    def _show_side(self) -> None:
        """Ladder, orders and log."""
        shown = self.detail.shown
        if shown is not None:
            self.side.show_detail(shown, stale=self.detail.stale_age is not None)

    def _show_actions(self, shown: DetailShown) -> None:
        card = shown.card
        resume = card.can_resume
        pause = self._buttons["pause"]
        pause.setText(self.tr("Resume") if resume else self.tr("Pause"))
        pause.set_icon_name("ph.play-bold" if resume else "ph.pause-bold")
        pause.setEnabled(resume or card.can_pause)
        alive = card.state not in (BotState.STOPPED, BotState.ERROR)
        stopping = card.state is BotState.STOPPING
        position = None if self.detail.raw is None else self.detail.raw.card.position
        keeps = not alive and position is not None and bool(position.qty)
        for key in ("edit", "add", "stop"):
            self._buttons[key].setEnabled(alive and (key == "stop" or not stopping))
        self._buttons["stop"].setEnabled(keeps or alive)
        self._buttons["stop"].setText(self.tr("Close position") if keeps else self.tr("Stop"))
        self._can_withdraw = alive and not stopping and shown.can_withdraw

    def _show_money(self) -> None:
        """The profit, its parts and its course: head and panel from one reading and in one frame."""
        shown = self.detail.shown
        if shown is None:
            return
        self.total.set_number(shown.card.total, shown.quote, extra=shown.card.ratio)
        self.facts.set_stale(self.detail.stale_age)
        self._show_facts(shown)
        self._profit_title.setText(self.tr("Profit, {quote}").format(quote=shown.quote))
        self._ties.set_chip(
            shown.ties.text, shown.ties.tone, icon=TIES_ICONS.get(shown.ties.tone, "ph.warning-bold")
        )
        self._ties.setToolTip(shown.ties.tip)
        paints = (Tone.ACCENT, 1, 3, 4, 5, 6)
        self.breakdown.set_rows(
            [
                BreakdownRow(
                    line.label,
                    line.value,
                    line.text,
                    line.note,
                    (Tone.BUY if line.value >= 0 else Tone.SELL)
                    if line.total
                    else paints[number % len(paints)],
                    line.total,
                    line.part,
                    line.tip,
                )
                for number, line in enumerate(shown.breakdown)
            ]
        )
        self._fit_lower()
        self._fees.set_value(shown.fees, shown.quote)
        self._withdrawn.set_value(shown.withdrawn, shown.quote)
        self._versus.set_number(shown.versus, shown.quote)
        raw = self.detail.raw
        points = raw.equity if raw is not None else ()
        if points:
            times = np.array([point[0] for point in points], dtype=np.int64)
            own = np.array([point[1] for point in points])
            tone = Tone.BUY if own[-1] >= 0 else Tone.SELL
            courses = [Series("own", shown.own_legend, times, own, tone, area=True)]
            legend = [(shown.own_legend, tone, False)]
            held = np.array(self.detail.holding)
            if len(held) == len(times):
                courses.append(Series("held", shown.holding_legend, times, held, Tone.MUTED, dashed=True))
                legend.append((shown.holding_legend, Tone.MUTED, True))
            self.equity.set_series(courses)
            self._legend.set_entries(legend)

    def _mark(self) -> None:
        """Levels, fills, entry and break-even on the chart, as the boxes say."""
        raw, shown = self.detail.raw, self.detail.shown
        if raw is None or shown is None:
            return
        levels = []
        if self.levels.isChecked():
            tones = {"buy": Tone.BUY, "sell": Tone.SELL}
            levels = [
                Level(float(level.price), tones.get(level.kind, Tone.MUTED), level.kind in tones)
                for level in raw.levels
            ]
        self.chart.set_levels(levels)
        self.chart.set_fit_prices([float(p) for p in (raw.card.lower, raw.card.upper) if p is not None])
        lines = []
        entry = raw.card.entry if raw.card.position is None else raw.card.position.entry
        if entry is not None and raw.deal is None and raw.schedule is None:
            lines.append(PriceLine("entry", float(entry), self.tr("entry"), style=LineStyle.DOT))
        even = raw.card.break_even
        if raw.card.position is not None:  # of all that the bot has earned and paid
            even = raw.card.break_even_with_profit
        if self.break_even.isChecked() and even is not None:
            name = self.tr("break-even")
            lines.append(PriceLine("break_even", float(even), name, Tone.WARN, LineStyle.DASH))
        at = self.detail.stands_at
        for condition, price in conditions.placed(raw.params, at):
            tone = Tone.DANGER if condition.key == conditions.STOP else Tone.BUY
            label = condition.line(raw.card.quote)
            lines.append(PriceLine(condition.name, float(price), label, tone, LineStyle.DASH))
        lines += self._deal_lines()
        for key, at_price in liquidations(raw.card.position):
            name = {
                "liquidation_low": self.tr("liquidation after a fall"),
                "liquidation_high": self.tr("liquidation after a rise"),
            }.get(key, self.tr("liquidation"))
            lines.append(PriceLine(key, float(at_price), name, Tone.DANGER, LineStyle.DOT))
        high = conditions.second_stop(raw.params)
        if high is not None:
            lines.append(PriceLine("stop_high", float(high), self.tr("stop"), Tone.DANGER, LineStyle.DASH))
        self.chart.set_lines(lines)
        fills = raw.fills if self.fills.isChecked() else ()
        order = sorted(fills, key=lambda fill: fill.ns)
        self.chart.set_fills(
            np.array([fill.ns for fill in order], dtype=np.int64),
            np.array([float(fill.price) for fill in order]),
            np.array([fill.side is Side.BUY for fill in order], dtype=bool),
        )

    def _deal_lines(self) -> list[PriceLine]:
        """What a coin of the deal cost, where its profit is taken, where it stops."""
        raw = self.detail.raw
        if raw is None or (raw.deal is None and raw.schedule is None):
            return []
        average = raw.deal.average if raw.deal is not None else None
        found = (
            ("average", average, self.tr("average"), Tone.ACCENT),
            ("take_profit", raw.take_profit_at, self.tr("take profit"), Tone.BUY),
            ("stop", raw.stop_at, self.tr("stop loss"), Tone.DANGER),
        )
        return [
            PriceLine(key, float(price), label, tone, LineStyle.DASH)
            for key, price, label, tone in found
            if price is not None
        ]

    def _light_up(self, key: object) -> None:
        self.chart.set_highlight(float(key) if isinstance(key, str) and key != "now" else None)

    def _price_hovered(self, price: object) -> None:
        raw = self.detail.raw
        if not isinstance(price, float) or raw is None or not raw.levels:
            self.side.ladder.set_lit(None)
            return
        nearest = min(raw.levels, key=lambda level: abs(float(level.price) - price))
        step = abs(float(raw.levels[-1].price) - float(raw.levels[0].price)) / max(1, len(raw.levels) - 1)
        near = abs(float(nearest.price) - price) < step * 0.35
        self.side.ladder.set_lit(str(nearest.price) if near else None)

    def notes_corner(self) -> QPoint | None:
        """Notes stand over the foot of the chart: not over the money below it, nor the reasons beside it."""
        foot = self._lower.mapTo(self, QPoint(0, 0)).y()
        return QPoint(self.side.x() - PRICE_AXIS_WIDTH, foot - NOTES_ABOVE)

    # -- doing

    def _do(self, key: str) -> None:
        if key == "pause" and self.detail.shown is not None and self.detail.shown.card.can_resume:
            key = "resume"
        act_on_bot(self.session, self.detail.bot, key)

    def _try_again(self, slot: str) -> None:
        bot = self.detail.bot
        self.session.act(self.session.desk.try_again(bot, slot), subject=bot_subject(bot))

    def _cancel_order(self, key: str) -> None:
        raw = self.detail.raw
        level = next((x for x in raw.levels if str(x.price) == key), None) if raw is not None else None
        if raw is not None and level is not None and level.kind in ("buy", "sell") and level.slot:
            CancelOrderDialog(self.session, raw.card, level).open()

    def _event_action(self) -> None:
        shown = self.detail.shown
        if shown is not None:
            key = shown.card.event.action_key
            if key == "why":
                self.side.show_tab("log")
            else:
                act_on_bot(self.session, self.detail.bot, key)

    def menu(self) -> QMenu:
        """What has no button: all of it when the window is narrow."""
        menu = QMenu(self)
        entries = [
            ("withdraw", self.tr("Withdraw profit")),
            ("clone", self.tr("Clone")),
            ("export", self.tr("Export fills")),
        ]
        shown = self.detail.raw
        if shown is not None and own_code.is_code(shown.card.type):
            entries += [("code", self.tr("Open its code"))]
        entries += [("history", self.tr("Show in history"))]
        hidden = [
            (key, button.text())
            for key, button in self._buttons.items()
            if not button.isVisibleTo(self.header)
        ]
        for key, text in hidden + entries:
            action = QAction(text, menu)
            usable = self._can_withdraw if key == "withdraw" else True
            action.setEnabled(self._buttons[key].isEnabled() if key in self._buttons else usable)
            action.triggered.connect(lambda _checked=False, key=key: self._do(key))
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width()
        self._buttons["add"].setVisible(wide >= 1150)
        self._buttons["edit"].setVisible(wide >= 900)
        self._since.setVisible(wide >= 1180)
        self.side.setFixedWidth(SIDE_WIDTH if wide >= 1280 else NARROW_SIDE_WIDTH)
        tall = self.height() >= 760
        for row in (self._fees, self._withdrawn):
            row.setVisible(tall)
        self._fit_lower()
        if self.detail.shown is not None and self._shown_bot == self.detail.bot:
            self._show_money()

    def _fit_lower(self) -> None:
        """As high as the parts of the profit need: a position has more of them than coins."""
        shown = self.detail.shown
        parts = 0 if shown is None else sum(line.part for line in shown.breakdown)
        more = PART_ROW * max(0, parts - USUAL_PARTS)
        self._lower.setFixedHeight((240 if self.height() >= 760 else 196) + more)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.side.ladder.recentre()
            return
        super().keyPressEvent(event)
