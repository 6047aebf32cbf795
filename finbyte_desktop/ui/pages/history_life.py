"""One bot's life on the chart: step by fill or day, play it, and see the numbers of that moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import BotLife, FillRow
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.pages.chart_feed import set_candles
from finbyte_desktop.ui.session import Session, creation_place
from finbyte_desktop.ui.viewmodels import conditions
from finbyte_desktop.ui.viewmodels.detail import stands, stood_at
from finbyte_desktop.ui.viewmodels.history import Life
from finbyte_desktop.ui.viewmodels.stopped import REASON_TONES, kept_position
from finbyte_desktop.ui.words_kinds import KINDS, say, words_of
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton, KeyCap
from finbyte_desktop.widgets.candle_chart import CandleChart, Level, LineStyle, PriceLine
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.coin import CoinBadge
from finbyte_desktop.widgets.colors import Themed, Tone
from finbyte_desktop.widgets.fact import Fact
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from finbyte_desktop.widgets.number_label import NumberLabel
from finbyte_desktop.widgets.paint import dot
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.table import TableView
from finbyte_desktop.widgets.text import Text

PLAY_MS = {"slow": 600, "normal": 200, "fast": 50}


class LifeBars(Themed, QWidget):
    """Buys up, sells down over the whole life; a click goes there. `sought` carries a share from 0 to 1."""

    sought = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[tuple[int, int, int]] = []
        self._share = 1.0
        self.setFixedHeight(56)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Fills over the bot's life"))
        self.init_colors()

    def set_pieces(self, pieces: list[tuple[int, int, int]]) -> None:
        self._pieces = pieces
        self.update()

    def set_share(self, share: float) -> None:
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            middle = self.height() / 2
            painter.fillRect(QRectF(0, middle, self.width(), 1), c.line)
            if not self._pieces:
                return
            most = max(max(buys, sells) for _, buys, sells in self._pieces) or 1
            step = self.width() / len(self._pieces)
            for number, (_, buys, sells) in enumerate(self._pieces):
                past = (number + 0.5) / len(self._pieces) <= self._share
                for count, color, sign in ((buys, c.buy, -1), (sells, c.sell, 1)):
                    if not count:
                        continue
                    shade = QColor(color)
                    shade.setAlpha(230 if past else 70)
                    tall = max(2.0, count / most * (middle - 3))
                    y = middle - tall if sign < 0 else middle + 1
                    painter.fillRect(QRectF(number * step + 1, y, max(1.0, step - 2), tall), shade)
            x = min(self.width() - 5.0, max(5.0, self._share * self.width()))
            painter.fillRect(QRectF(x - 0.5, 0, 1, self.height()), c.accent)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            center = QRectF(x - 5, middle - 5, 10, 10).center()
            dot(painter, center, 6, c.accent)
            dot(painter, center, 4, c.text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.sought.emit(min(1.0, max(0.0, event.position().x() / max(1, self.width()))))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)


class LifeView(QWidget):
    """The right side of History. Left and Right step by fill, with Shift by day, Space plays."""

    def __init__(self, session: Session, life: Life) -> None:
        super().__init__()
        self._session = session
        self._life = life
        self._following = False
        self._shown: BotLife | None = None
        self._lined: Mapping[str, Any] | None = None  # the parameters whose lines are drawn
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self._make_facts())
        self.chart = CandleChart()
        column.addWidget(self.chart, 3)
        column.addWidget(self._make_player())
        self.table = TableView(
            life.table,
            empty_title=self.tr("This bot never traded"),
            empty_text=self.tr("Its decisions stand in the tab Decisions."),
            multi_select=False,
            name=self.tr("Fills of this bot"),
            key="life",
        )
        self.table.selection_changed.connect(self._row_chosen)
        self.table.set_waiting(False)
        column.addWidget(self.table, 2)
        life.changed.connect(self._life_changed)
        life.went_on.connect(self._life_went_on)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._play_on)

    def _make_head(self) -> QWidget:
        panel = Panel("b")
        panel.setFixedHeight(56)
        row = QHBoxLayout(panel)
        row.setContentsMargins(SPACE_5, 0, SPACE_4, 0)
        row.setSpacing(SPACE_2)
        self._coin = CoinBadge("")
        self._title = Text("", Role.TITLE, elide=True)
        self._type = Chip("")
        self._ended = Chip("")
        row.addWidget(self._coin)
        row.addWidget(self._title, 1)
        row.addWidget(self._type)
        row.addWidget(self._ended)
        row.addSpacing(SPACE_4)
        self._total = NumberLabel(None, role=Role.TITLE, signed=True)
        row.addWidget(self._total)
        row.addSpacing(SPACE_2)
        clone = Button(self.tr("Clone"), icon="ph.copy", height=28)
        clone.clicked.connect(self._clone)
        row.addWidget(clone)
        return panel

    def _make_facts(self) -> QWidget:
        panel = Panel("b")
        panel.setFixedHeight(54)
        row = QHBoxLayout(panel)
        row.setContentsMargins(SPACE_5, 6, SPACE_4, 6)
        row.setSpacing(SPACE_3)
        self._step = Fact(self.tr("Step"))
        self._profit = Fact(self.tr("Profit then"), signed=True)
        self._grid = Fact(self.tr("Grid profit"), signed=True)
        self._floating = Fact(words.floating(), signed=True, tooltip=words.floating_tip())
        self._trips = Fact(self.tr("Round trips"))
        self._price = Fact(self.tr("Price"))
        for number, fact in enumerate(
            (self._step, self._profit, self._grid, self._floating, self._trips, self._price)
        ):
            if number:
                row.addWidget(Line(vertical=True))
            row.addWidget(fact, 2 if number == 0 else 1)
        return panel

    def _make_player(self) -> QWidget:
        panel = Panel("tb")
        column = QVBoxLayout(panel)
        column.setContentsMargins(SPACE_5, 6, SPACE_5, 8)
        column.setSpacing(6)
        self.bars = LifeBars()
        self.bars.sought.connect(self._seek)
        column.addWidget(self.bars)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for icon, name, action in (
            ("ph.skip-back", self.tr("First fill"), lambda: self._go(lambda: self._life.move_to(0))),
            ("ph.caret-left", self.tr("Fill before"), lambda: self._go(lambda: self._life.move(-1))),
        ):
            button = IconButton(icon, name, ButtonKind.SECONDARY, size=32)
            button.clicked.connect(action)
            row.addWidget(button)
        self.play = Button("", ButtonKind.PRIMARY, "ph.play-bold")
        self.play.setFixedWidth(40)
        self.play.setToolTip(self.tr("Play"))
        self.play.setAccessibleName(self.tr("Play"))
        self.play.clicked.connect(self.toggle_play)
        row.addWidget(self.play)
        for icon, name, action in (
            ("ph.caret-right", self.tr("Next fill"), lambda: self._go(lambda: self._life.move(1))),
            ("ph.skip-forward", self.tr("The end"), lambda: self._go(lambda: self._life.move_to(10**9))),
        ):
            button = IconButton(icon, name, ButtonKind.SECONDARY, size=32)
            button.clicked.connect(action)
            row.addWidget(button)
        self.speed = SegmentedControl(
            [("slow", self.tr("Slow")), ("normal", self.tr("Normal")), ("fast", self.tr("Fast"))],
            "normal",
            height=28,
            name=self.tr("Playing speed"),
        )
        self.speed.selected.connect(lambda key: self._timer.setInterval(PLAY_MS[key]))
        row.addWidget(self.speed)
        row.addStretch(1)
        self._lived = Text("", Role.TABLE, Tone.MUTED)
        row.addWidget(self._lived)
        self._hints = QWidget()
        hints = QHBoxLayout(self._hints)
        hints.setContentsMargins(SPACE_3, 0, 0, 0)
        hints.setSpacing(4)
        for key, text in (("← →", self.tr("step")), (self.tr("Space"), self.tr("play"))):
            hints.addWidget(KeyCap(key))
            hints.addWidget(Text(text, Role.LABEL, Tone.MUTED))
        row.addWidget(self._hints)
        column.addLayout(row)
        return panel

    # -- showing

    def _life_changed(self) -> None:
        life = self._life
        read = life.read
        if read is None:
            self.table.set_waiting(life.is_slow())
            self.chart.set_message(self.tr("Reading") if life.is_slow() else "")
            return
        self.table.set_waiting(None)
        self._lived.setText(self.tr("Reading") if life.is_slow() else self._lived_text(read))
        if read is not self._shown:
            self.show_life()

    def _life_went_on(self) -> None:
        """Only figures of now are others: what is drawn stays."""
        self._shown = self._life.read
        self._show_total()
        if self._life.is_at_end():
            self.show_cursor()

    def _show_total(self) -> None:
        detail = self._life.detail
        if detail is not None:
            card = detail.card
            self._total.set_number(fmt.money(card.total_profit, card.quote, sign=True), card.quote)

    def _lived_text(self, life: BotLife) -> str:
        times, card = self._session.times, life.detail.card
        if card.started_ns is None:
            return words.lived(card, times)
        span = f"{times.moment(card.started_ns)} – {times.moment(self._life.end_ns())}"
        if card.ended_ns is None or self._life.keeps_position():
            span = self.tr("since {moment}").format(moment=times.moment(card.started_ns))
        if card.basket is not None:
            span = self.tr("{span}, chart: {market}").format(span=span, market=words.market(card.market))
        if not life.fills_before:
            return span
        shown, of_all = len(life.fills), life.fills_before + len(life.fills)
        last = self.tr("The last {shown} of {fills}")
        return f"{last.format(shown=fmt.number(shown), fills=Counts().fills(of_all))}, {span}"

    def show_life(self) -> None:
        """Shows the life that was read: head, candles, levels, fills, then the cursor."""
        life, read = self._life, self._life.read
        if read is None:
            return
        self._shown = read
        detail = read.detail
        card = detail.card
        several = card.basket is not None
        self._coin.set_symbols([row.asset for row in card.basket.assets[:3]] if card.basket else card.base)
        self.table.set_column_visible("asset", several)
        self._title.setText(words.bot_title(card.name, card.market, card.type))
        self._title.setToolTip(card.name)
        self._type.set_chip(words.bot_type(card.type))
        self._ended.setToolTip("")
        named = words_of(card.type)
        self._grid.label.setText(say(named.profit))
        self._trips.label.setText(say(named.short_trips) if card.type in KINDS else self.tr("Round trips"))
        if life.keeps_position():
            kept = kept_position()
            self._ended.set_chip(kept.text, Tone.DANGER)
            self._ended.setToolTip(kept.tooltip)
        elif card.ended_ns is None:
            self._ended.set_chip(words.state(card.state), words.STATE_TONES[card.state])
        else:
            self._ended.set_chip(words.reason(card.reason), REASON_TONES.get(card.reason, Tone.MUTED))
        self._show_total()
        self._lived.setText(self._lived_text(read))
        self.bars.set_pieces(life.days())
        self.chart.set_places(card.price_places)
        if read.candles is not None and len(read.candles.open_ns):
            set_candles(self.chart, read.candles)
            start, end = (
                int(read.candles.open_ns[0]),
                int(read.candles.open_ns[-1]) + read.candles.interval_ns,
            )
            self.chart.show_time(start, end)
        else:
            self.chart.clear()  # what another bot left there
            self.chart.set_message(words.no_candles(card))
        self._show_levels()
        self._lined = None
        own = np.array([not several or fill.market == card.market for fill in read.fills], dtype=bool)
        self.chart.set_fills(read.ns[own], read.price[own], read.is_buy[own])
        self.show_cursor()

    def _show_levels(self) -> None:
        """What rests of a bot that goes on; of one that has ended, where its levels were."""
        read = self._life.read
        if read is None:
            return
        tones = {"buy": Tone.BUY, "sell": Tone.SELL}
        rests = {row.price: row.kind for row in read.detail.levels}
        prices = rests or dict.fromkeys(read.level_prices, "ended")
        self.chart.set_levels(
            [
                Level(float(price), tones.get(kind, Tone.MUTED), kind in tones)
                for price, kind in prices.items()
            ]
        )

    def _show_lines(self) -> None:
        """Entry, stop and take profit as they stood at the cursor."""
        read, params = self._life.read, self._life.params()
        stops = {name: params.get(name) for name in conditions.ALL}
        if read is None or stops == self._lined:
            return
        self._lined = stops
        detail, card = read.detail, read.detail.card
        last = {name: detail.params.get(name) for name in conditions.ALL}
        lines = []
        if card.entry is not None:
            lines.append(PriceLine("entry", float(card.entry), self.tr("entry"), style=LineStyle.DOT))
        at = stood_at(detail, stands(self._session, detail)) if stops == last else {}
        for condition, price in conditions.placed(params, at):
            tone = Tone.DANGER if condition.key == conditions.STOP else Tone.BUY
            label = condition.line(card.quote)
            lines.append(PriceLine(condition.name, float(price), label, tone, LineStyle.DASH))
        self.chart.set_lines(lines)

    def show_cursor(self) -> None:
        """List, chart, numbers and bars follow one cursor; the future is veiled."""
        life = self._life
        shown = life.shown()
        if shown is None:
            return
        self._step.label.setText(shown.step)
        self._step.set_value(shown.moment)
        self._floating.label.setText(words.floating(sold=shown.sold))
        self._floating.setToolTip(words.floating_tip(sold=shown.sold))
        self._profit.setToolTip(shown.unknown)
        for fact, text in (
            (self._profit, shown.profit),
            (self._grid, shown.grid),
            (self._floating, shown.floating),
            (self._trips, shown.trips),
            (self._price, shown.last),
        ):
            fact.set_value(None if text == fmt.ABSENT else text)
        now = life.at_ns()
        self._show_lines()
        self.chart.set_cursor(now)
        if now is not None:
            self.chart.show_moment(now)
        self.chart.set_price_now(life.chart_price())
        self.bars.set_share(life.share())
        if life.fills:
            self._following = True
            if life.is_at_end():
                self.table.view.clearSelection()
                self.table.view.scrollToBottom()
            else:
                self.table.select_key(life.fills[life.cursor].key)
            self._following = False

    # -- moving

    def _go(self, move: object) -> None:
        move()  # type: ignore[operator]
        self.show_cursor()

    def _seek(self, share: float) -> None:
        if self._life.fills:
            self._life.move_to_share(share)
            self.show_cursor()

    def _row_chosen(self, rows: list[FillRow]) -> None:
        if self._following or not rows:
            return
        number = self._life.number_of(rows[0])
        if number is not None:
            self._life.move_to(number)
            self.show_cursor()

    def toggle_play(self) -> None:
        """Plays from the cursor; at the end from the beginning."""
        if self._timer.isActive():
            self._timer.stop()
        else:
            if self._life.cursor >= self._life.last():
                self._life.move_to(0)
            self._timer.start(PLAY_MS[str(self.speed.current())])
        self._show_playing()

    def is_playing(self) -> bool:
        return self._timer.isActive()

    def _play_on(self) -> None:
        if self._life.cursor >= self._life.last() or not self.isVisible():
            self._timer.stop()
            self._show_playing()
            return
        self._life.move(1)
        self.show_cursor()

    def _show_playing(self) -> None:
        playing = self._timer.isActive()
        name = self.tr("Hold") if playing else self.tr("Play")
        self.play.set_icon_name("ph.pause-bold" if playing else "ph.play-bold")
        self.play.setToolTip(name)
        self.play.setAccessibleName(name)

    def _clone(self) -> None:
        detail = self._life.detail
        if detail is not None:
            card, params = detail.card, dict(detail.params)
            place = creation_place(card.type, card.market, params)
            self._session.go(place)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """One of the keys of the player: Left, Right, with Shift by day, Space."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is None:
            self.toggle_play()
            return
        days = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._go(lambda: self._life.move_days(step) if days else self._life.move(step))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hints.setVisible(self.width() >= 760)
        self._lived.setVisible(self.width() >= 600)
        self.table.set_column_visible("fee", self.width() >= 760)
