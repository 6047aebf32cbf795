"""Parts of the wizard's form: market button, amount presets, an optional setting with its switch."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSlider, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import Market
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.coin import paint_coin
from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone, text_color
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS, SPACE_2
from finbyte_desktop.widgets.number_label import tone_of_sign
from finbyte_desktop.widgets.paint import LEFT, RIGHT, round_box
from finbyte_desktop.widgets.text import Text

BELOW = 36  # the room below an amount's box: two lines and the gap above them


class MarketButton(Themed, KeyFocus, QAbstractButton):
    """The chosen market with its price; a click lists the others. `chosen` carries the market's id."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self._market: Market | None = None
        self._markets: Sequence[Market] = ()
        self.setFixedHeight(48)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._open)
        self.init_colors()

    def set_markets(self, markets: Sequence[Market], current: str) -> None:
        self._markets = markets
        self._id = current
        self._market = next((market for market in markets if market.id == current), None)
        self.setAccessibleName(self.tr("Market {market}").format(market=words.market(current)))
        self.update()

    def menu(self) -> QMenu:
        menu = QMenu(self)
        for market in self._markets:
            price = fmt.number(market.last, market.price_places)
            age = "" if market.stale_ns is None else f"    {fmt.age(market.stale_ns)}"
            action = QAction(f"{words.market(market.id)}    {price}{age}", menu)
            action.triggered.connect(lambda _checked=False, key=market.id: self.chosen.emit(key))
            menu.addAction(action)
        return menu

    def _open(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        with QPainter(self) as painter:
            border = c.accent if self.ring else c.line_strong if self.underMouse() else c.line
            round_box(painter, self.rect(), RADIUS, c.panel, border)
            market = self._market
            paint_icon(painter, "ph.caret-down", c.muted, QRectF(self.width() - 34, 0, 20, 48), 14)
            if market is None:
                self._paint_away(painter)
                return
            paint_coin(painter, c, market.base, QRectF(12, 10, 28, 28))
            painter.setFont(font(Role.TITLE))
            painter.setPen(c.text)
            upper = QRectF(50, 5, self.width() - 92, 20)
            painter.drawText(upper, LEFT, words.market(market.id))
            painter.drawText(upper, RIGHT, fmt.number(market.last, market.price_places))
            painter.setFont(font(Role.LABEL))
            lower = QRectF(50, 25, self.width() - 92, 16)
            metrics, room = painter.fontMetrics(), int(lower.width())
            if market.change_24h is not None:
                text = fmt.percent(market.change_24h, sign=True)
                painter.setPen(text_color(c, tone_of_sign(text)))
                text = self.tr("{percent} in 24 h").format(percent=text)
                painter.drawText(lower, RIGHT, text)
                room -= metrics.horizontalAdvance(text) + 12
            painter.setPen(c.muted)
            venue = metrics.elidedText(words.venue(market.venue), Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(lower, LEFT, venue)

    def _paint_away(self, painter: QPainter) -> None:
        """A market whose prices went away with another feed: its name, and that it has none."""
        painter.setFont(font(Role.TITLE))
        painter.setPen(self.colors.muted)
        painter.drawText(QRectF(14, 5, self.width() - 56, 20), LEFT, words.market(self._id))
        painter.setFont(font(Role.LABEL))
        painter.setPen(self.colors.warn_text)
        painter.drawText(QRectF(14, 25, self.width() - 56, 16), LEFT, self.tr("No prices of it come now"))


class InvestmentField(QWidget):
    """An amount with presets of what is free and, with `slider`, a slider from the minimum to all of it."""

    edited = Signal(object)

    def __init__(self, *, slider: bool) -> None:
        super().__init__()
        self._free: Decimal | None = None
        self._minimum: Decimal | None = None
        self._sliding = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._narrow = False
        row = self._row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        self.field = DecimalEdit(self.tr("Investment"), "USDT", places=2, step=Decimal(100), lines=2)
        self.field.edited.connect(self._edited)
        row.addWidget(self.field, 1)
        self._presets = QWidget()
        presets = QHBoxLayout(self._presets)
        presets.setContentsMargins(0, 0, 0, BELOW)
        presets.setSpacing(SPACE_2)
        for share, text in ((10, "10 %"), (25, "25 %"), (50, "50 %"), (100, self.tr("Max"))):
            button = Button(text, height=36)
            button.clicked.connect(lambda _checked=False, share=share: self._take_share(share))
            presets.addWidget(button)
        row.addWidget(self._presets, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        self._below = QVBoxLayout()
        column.addLayout(self._below)
        self._slider_area = QWidget()
        below = QVBoxLayout(self._slider_area)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 1000)
        self.slider.setAccessibleName(self.tr("Investment"))
        self.slider.valueChanged.connect(self._slid)
        below.addWidget(self.slider)
        ends = QHBoxLayout()
        self._low = Text("", Role.LABEL, Tone.MUTED)
        self._high = Text("", Role.LABEL, Tone.MUTED)
        ends.addWidget(self._low)
        ends.addStretch(1)
        ends.addWidget(self._high)
        below.addLayout(ends)
        column.addWidget(self._slider_area)
        self._slider_area.setVisible(slider)

    def set_narrow(self, narrow: bool) -> None:
        """The presets stand below the field where there is no room beside it."""
        if narrow != self._narrow:
            self._narrow = narrow
            (self._below if not narrow else self._row).removeWidget(self._presets)
            if narrow:
                self._below.addWidget(self._presets)
            else:
                self._row.addWidget(self._presets, 0, Qt.AlignmentFlag.AlignBottom)
            self._presets.layout().setContentsMargins(0, 0, 0, 0 if narrow else BELOW)

    def set_limits(
        self, minimum: Decimal | None, free: Decimal | None, quote: str, at_price: str = ""
    ) -> None:
        """What can be invested: from the minimum, which holds for a price, to what is free."""
        self._minimum, self._free = minimum, free
        self.field.set_unit(quote)
        self.field.set_note(self.tr("Available {amount}").format(amount=fmt.promised(free, quote)))
        self.field.set_bounds(Decimal(0), free)
        least = self.tr("min {amount} at price {price}") if at_price else self.tr("min {amount}")
        self._low.setText(least.format(amount=fmt.money(minimum, quote), price=at_price))
        self._high.setText(self.tr("max {amount}").format(amount=fmt.money(free, quote)))
        self._place_slider(self.field.value())

    def set_value(self, value: Decimal | None) -> None:
        if self.field.value() != value:
            self.field.set_value(value)
        self._place_slider(value)

    def set_text(self, text: str) -> None:
        """What was typed elsewhere, also where it is no number."""
        self.field.set_text(text)
        self._place_slider(self.field.value())

    def _edited(self, value: object) -> None:
        self._place_slider(value if isinstance(value, Decimal) else None)
        self.edited.emit(value)

    def _take_share(self, share: int) -> None:
        if self._free is None:
            return
        cents = Decimal("0.01")
        value = (self._free * share / 100).quantize(cents)
        self.field.set_value(value)
        self._place_slider(value)
        self.edited.emit(value)

    def _ends(self) -> tuple[Decimal, Decimal] | None:
        low = self._minimum or Decimal(0)
        return (low, self._free) if self._free is not None and self._free > low else None

    def _place_slider(self, value: Decimal | None) -> None:
        ends = self._ends()
        self.slider.setEnabled(ends is not None)
        if ends is None or value is None:
            return
        share = (value - ends[0]) / (ends[1] - ends[0])
        self._sliding = True
        self.slider.setValue(int(max(Decimal(0), min(Decimal(1), share)) * 1000))
        self._sliding = False

    def _slid(self, position: int) -> None:
        ends = self._ends()
        if self._sliding or ends is None:
            return
        value = (ends[0] + (ends[1] - ends[0]) * position / 1000).to_integral_value()
        value = max(value, ends[0])
        self.field.set_value(value)
        self.edited.emit(value)


class Option(QWidget):
    """A setting that can be off: a check box with a note at the right, and its fields below while it is
    on.
    """

    toggled = Signal(bool)

    def __init__(self, text: str, note: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        self.box = CheckBox(text)
        head.addWidget(self.box)
        head.addStretch(1)
        self.note = Text(note, Role.TABLE, Tone.MUTED)
        head.addWidget(self.note)
        column.addLayout(head)
        self.content = QWidget()
        self.row = QHBoxLayout(self.content)
        self.row.setContentsMargins(24, 0, 0, 0)
        self.row.setSpacing(SPACE_2)
        column.addWidget(self.content)
        self.content.hide()
        self.box.toggled.connect(self._switch)

    def set_on(self, on: bool) -> None:
        """Shows a state without saying `toggled`."""
        self.box.blockSignals(True)
        self.box.setChecked(on)
        self.box.blockSignals(False)
        self.content.setVisible(on and self.row.count() > 0)

    def _switch(self, on: bool) -> None:
        self.content.setVisible(on and self.row.count() > 0)
        self.toggled.emit(on)
