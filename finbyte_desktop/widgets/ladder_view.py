"""OrderLadder (a bot's orders level by level) and DepthLadder (bids, asks and own orders at each price)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from finbyte_desktop.widgets.ladder_base import HEAD, LadderBase, RowKind, RowPen
from finbyte_desktop.widgets.paint import round_box

__all__ = ["DepthLadder", "DepthRow", "LadderRow", "OrderLadder", "RowKind"]

BAR_ALPHA = 61  # 24 %


WAIT_MARK = 3  # the bar at the left edge


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One level of a bot. All texts come formatted. NOW, VACANT and WAITS rows have the two notes beside the
    price; a row with an order has one on the side that is empty.
    """

    key: Hashable
    price: str
    kind: RowKind = RowKind.PLAIN
    number: str = ""
    cost: str = ""
    buy: str = ""
    sell: str = ""
    away: str = ""
    note_left: str = ""
    note_right: str = ""


class OrderLadder(LadderBase):
    """Columns # / Cost / Buy / Price / Sell / Away, as on a bot's page."""

    cell_clicked = Signal(object, str)  # row key, column

    def __init__(self, parent: QWidget | None = None, *, asset: str = "") -> None:
        super().__init__(parent)
        self._asset = asset
        self._titles: tuple[str, ...] = ()
        self.set_asset(asset)

    def set_asset(self, asset: str) -> None:
        """The asset named in the heads of the quantity columns."""
        buy = self.tr("Buy, {asset}").format(asset=asset) if asset else self.tr("Buy")
        sell = self.tr("Sell, {asset}").format(asset=asset) if asset else self.tr("Sell")
        self._titles = ("#", self.tr("Cost"), buy, self.tr("Price"), sell, self.tr("Away"))
        self.viewport().update()

    def describe(self, row: LadderRow) -> str:
        if row.kind is RowKind.NOW:
            parts = [self.tr("price now"), row.price, row.note_right]
        elif row.kind is RowKind.VACANT:
            parts = [row.note_left or self.tr("vacant level"), row.price, row.note_right]
        elif row.kind is RowKind.WAITS:
            parts = [row.note_left, row.price, row.note_right]
        else:
            parts = []
            if row.buy:
                parts.append(self.tr("buy {size} at {price}").format(size=row.buy, price=row.price))
            if row.sell:
                parts.append(self.tr("sell {size} at {price}").format(size=row.sell, price=row.price))
            if not parts:
                parts.append(row.price)
            if row.cost:
                parts.append(self.tr("cost {cost}").format(cost=row.cost))
            parts += [row.note_left, row.note_right]
        if row.away:
            parts.append(self.tr("{away} away").format(away=row.away))
        return ", ".join(part for part in parts if part)

    def columns(self, width: float) -> dict[str, tuple[float, float]]:
        """(left, width) of each column: 28 / 78 / rest / 92 / rest / 78."""
        rest = max(40.0, (width - 28 - 78 - 92 - 78) / 2)
        x = 0.0
        result = {}
        for name, wide in (
            ("number", 28.0),
            ("cost", 78.0),
            ("buy", rest),
            ("price", 92.0),
            ("sell", rest),
            ("away", 78.0),
        ):
            result[name] = (x, wide)
            x += wide
        return result

    def column_at(self, x: float) -> str:
        for name, (left, width) in self.columns(self.viewport().width()).items():
            if left <= x < left + width:
                return name
        return "away"

    def paint_head(self, pen: RowPen, width: int) -> None:
        ink = self.colors.muted
        for title, name in zip(self._titles, pen.columns, strict=True):
            if name == "sell":
                pen.left(self.small, title, ink, name, 0, HEAD)
            elif name in ("price", "number"):
                pen.middle(self.small, title, ink, name, 0, HEAD)
            else:
                pen.right(self.small, title, ink, name, 0, HEAD)

    def paint_row(self, pen: RowPen, row: LadderRow, y: int, width: int) -> None:
        c = self.colors
        fill = pen.painter.fillRect
        kind = row.kind
        height = self.row_height
        if kind is RowKind.NOW:
            fill(0, y, width, height, c.accent_soft)
        elif row.key == self._hover or row.key == self._lit:
            fill(0, y, width, height, c.raised)
        elif kind is RowKind.VACANT:
            fill(0, y, width, height, c.sel)
        elif kind is RowKind.WAITS:
            fill(0, y, width, height, c.warn_soft)
            fill(0, y, WAIT_MARK, height - 1, c.warn)
        fill(0, y + height - 1, width, 1, c.row_line)
        if kind is RowKind.NOW or kind is RowKind.VACANT or kind is RowKind.WAITS:
            ink = c.muted
            if kind is not RowKind.VACANT:
                ink = c.accent_text if kind is RowKind.NOW else c.warn_text
            run = self.strong if kind is RowKind.NOW else self.plain
            pen.right(self.small, row.note_left, ink, "buy", y, height)
            pen.middle(run, row.price, ink, "price", y, height)
            pen.left(self.small, row.note_right, ink, "sell", y, height)
            self.paint_moving(pen, row, y)
            return
        text = c.stale if self._stale else c.text
        ink = c.muted
        if kind is RowKind.BUY or kind is RowKind.SELL:
            left, wide = pen.columns["price"]
            fill(int(left), y, int(wide), height - 1, c.buy_soft if kind is RowKind.BUY else c.sell_soft)
            ink = c.buy_text if kind is RowKind.BUY else c.sell_text
        pen.middle(self.plain, row.price, c.stale if self._stale else ink, "price", y, height)
        if row.cost:
            pen.right(self.plain, row.cost, text, "cost", y, height)
        if row.buy:
            pen.right(self.plain, row.buy, text, "buy", y, height)
        elif row.note_left:
            pen.right(self.small, row.note_left, c.muted, "buy", y, height)
        if row.sell:
            pen.left(self.plain, row.sell, text, "sell", y, height)
        elif row.note_right:
            pen.left(self.small, row.note_right, c.muted, "sell", y, height)
        if row.number:
            pen.middle(self.small, row.number, c.muted, "number", y, height)
        self.paint_moving(pen, row, y)

    def still(self, row: LadderRow) -> LadderRow:
        return replace(row, away="") if row.away else row

    def paint_moving(self, pen: RowPen, row: LadderRow, y: int) -> None:
        if row.away:
            inks = {RowKind.NOW: self.colors.accent_text, RowKind.WAITS: self.colors.warn_text}
            ink = inks.get(row.kind, self.colors.muted)
            pen.right(self.small, row.away, ink, "away", y, self.row_height)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if row is None:
            return
        column = self.column_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton:
            self.make_current(row.key)
            self.cell_clicked.emit(row.key, column)
        elif event.button() == Qt.MouseButton.RightButton and (row.buy or row.sell):
            self.cancel_requested.emit(row.key, column)

    def viewportEvent(self, event: QEvent) -> bool:
        """The tooltip stands over rows with an order only: it says what can be done with it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(QPointF(event.pos()))
            told = self.toolTip() if row is not None and (row.buy or row.sell) else ""
            QToolTip.showText(event.globalPos(), told, self.viewport())
            return True
        return super().viewportEvent(event)


@dataclass(frozen=True, slots=True)
class DepthRow:
    """One price. Shares are 0 to 1 of the longest bar shown; own orders are texts of their size."""

    key: Hashable
    price: str
    kind: RowKind = RowKind.PLAIN
    bid: str = ""
    ask: str = ""
    bid_share: float = 0.0
    ask_share: float = 0.0
    own_buy: str = ""
    own_sell: str = ""
    buy_by_bot: bool = False
    sell_by_bot: bool = False
    buy_next: bool = False  # a bot's vacant level
    sell_next: bool = False
    traded: str = ""
    traded_share: float = 0.0
    round: bool = False  # a round price, shown stronger
    last_up: bool | None = None  # for the row of the last trade
    last_size: str = ""
    marked: bool = False  # the ticket's price


class DepthLadder(LadderBase):
    """My buys | Bid | Price | Ask | My sells, and traded volume where there is room.

    A click asks to place, a drag of an own order asks to move it, a right click asks to cancel. What happens
    is decided elsewhere: this widget only says what was done.
    """

    row_height = 20

    cell_clicked = Signal(object, str)  # row key, "own_buy" | "bid" | "price" | "ask" | "own_sell" | "traded"
    move_requested = Signal(object, object, str)  # from key, to key, "buy" | "sell"

    def __init__(self, parent: QWidget | None = None, *, asset: str = "") -> None:
        super().__init__(parent)
        self._armed = False
        self._drag: tuple[Hashable, str] | None = None
        self._bar_colors = (self.colors.buy_soft, self.colors.sell_soft)
        self.colors_changed()
        self._working = ""
        bid = self.tr("Bid, {asset}").format(asset=asset) if asset else self.tr("Bid")
        ask = self.tr("Ask, {asset}").format(asset=asset) if asset else self.tr("Ask")
        self._titles = {
            "own_buy": self.tr("My buys"),
            "bid": bid,
            "price": self.tr("Price"),
            "ask": ask,
            "own_sell": self.tr("My sells"),
            "traded": self.tr("Traded today"),
        }
        self._short_titles = {"own_buy": self.tr("Buy"), "own_sell": self.tr("Sell")}

    def set_armed(self, armed: bool, working_size: str = "") -> None:
        """Armed: a click places `working_size` at once, so the row under the pointer shows it first."""
        self._armed, self._working = armed, working_size
        self.forget_pictures()

    def is_now(self, row: DepthRow) -> bool:
        return row.kind is RowKind.NOW or row.last_up is not None

    def describe(self, row: DepthRow) -> str:
        parts = [row.price]
        if self.is_now(row):
            parts.append(self.tr("last trade"))
        for text, words in (
            (row.bid, self.tr("bid {size}")),
            (row.ask, self.tr("ask {size}")),
            (row.own_buy, self.tr("your buy {size}")),
            (row.own_sell, self.tr("your sell {size}")),
        ):
            if text:
                parts.append(words.format(size=text))
        if row.kind is RowKind.ENTRY:
            parts.append(self.tr("entry"))
        if row.kind is RowKind.BREAK_EVEN:
            parts.append(self.tr("break-even"))
        return ", ".join(parts)

    def columns(self, width: float) -> dict[str, tuple[float, float]]:
        if width >= 400:
            plan = [52.0, 76.0, 88.0, 76.0, 52.0, width - 344]
        else:
            price = min(76.0, max(62.0, width * 0.24))
            own = min(52.0, max(38.0, width * 0.16))
            side = (width - price - 2 * own) / 2
            plan = [own, side, price, side, own, 0.0]
        x = 0.0
        result = {}
        for name, wide in zip(self._titles, plan, strict=True):
            result[name] = (x, wide)
            x += wide
        return result

    def column_at(self, x: float) -> str:
        for name, (left, width) in self.columns(self.viewport().width()).items():
            if left <= x < left + width:
                return name
        return "traded"

    def paint_head(self, pen: RowPen, width: int) -> None:
        for name, (_, wide) in pen.columns.items():
            if wide <= 20:
                continue
            title = self._short_titles.get(name, self._titles[name]) if width < 320 else self._titles[name]
            ink = self.colors.muted
            if name in ("own_buy", "ask"):
                pen.left(self.small, title, ink, name, 0, HEAD, 5)
            elif name in ("bid", "traded"):
                pen.right(self.small, title, ink, name, 0, HEAD, 5)
            else:
                pen.middle(self.small, title, ink, name, 0, HEAD)

    def paint_row(self, pen: RowPen, row: DepthRow, y: int, width: int) -> None:
        c = self.colors
        fill = pen.painter.fillRect
        height = self.row_height
        columns = pen.columns
        text = c.stale if self._stale else c.text
        if row.key == self._hover or row.key == self._lit:
            fill(0, y, width, height, c.raised)
        left, wide = columns["price"]
        price_x, price_width = int(left), int(wide)
        last = row.last_up is not None
        price_fill = c.raised
        if last:
            price_fill = c.buy_fill if row.last_up else c.sell_fill
        fill(price_x, y, price_width, height - 1, price_fill)
        if row.bid_share > 0:
            left, wide = columns["bid"]
            bar = max(2, int(wide * min(1.0, row.bid_share)))
            fill(int(left + wide) - bar, y + 1, bar, height - 2, self._bar_colors[0])
        if row.ask_share > 0:
            left, wide = columns["ask"]
            bar = max(2, int(wide * min(1.0, row.ask_share)))
            fill(int(left), y + 1, bar, height - 2, self._bar_colors[1])
        if row.kind is RowKind.ENTRY or row.kind is RowKind.BREAK_EVEN:
            color = c.accent if row.kind is RowKind.ENTRY else c.warn
            fill(price_x, y, 2, height, color)
            fill(price_x + price_width - 2, y, 2, height, color)
        if row.marked:
            fill(price_x, y + 3, 2, height - 6, c.accent)
            fill(price_x + price_width - 2, y + 3, 2, height - 6, c.accent)
        run = self.bold if row.round or last else self.plain
        pen.middle(run, row.price, c.on_fill if last else text, "price", y, height)
        if row.bid:
            pen.right(self.plain, row.bid, text, "bid", y, height, 5)
        if row.last_size:
            pen.left(
                self.plain, row.last_size, c.buy_text if row.last_up else c.sell_text, "ask", y, height, 5
            )
        elif row.ask:
            pen.left(self.plain, row.ask, text, "ask", y, height, 5)
        if row.traded and columns["traded"][1] > 20:
            left, wide = columns["traded"]
            bar = max(1, int((wide - 56) * min(1.0, row.traded_share)))
            fill(int(left) + 4, y + 4, bar, height - 8, c.line)
            pen.right(self.plain, row.traded, c.muted, "traded", y, height, 5)
        armed = self._armed and bool(self._working) and row.key == self._hover
        if row.own_buy or row.buy_next or (armed and row.bid):
            self._paint_own(pen, row, "own_buy", y)
        if row.own_sell or row.sell_next or (armed and row.ask):
            self._paint_own(pen, row, "own_sell", y)

    def _paint_own(self, pen: RowPen, row: DepthRow, column: str, y: int) -> None:
        c = self.colors
        height = self.row_height
        left, wide = pen.columns[column]
        tag = QRectF(left + 2, y + 2, wide - 4, height - 4)
        if column == "own_buy":
            text, by_bot, vacant = row.own_buy, row.buy_by_bot, row.buy_next
            fill, line, ink = c.buy_fill, c.buy, c.buy_text
        else:
            text, by_bot, vacant = row.own_sell, row.sell_by_bot, row.sell_next
            fill, line, ink = c.sell_fill, c.sell, c.sell_text
        if text and by_bot:
            round_box(pen.painter, tag, 3, None, line)
        elif text:
            round_box(pen.painter, tag, 3, fill)
            ink = c.on_fill
        elif vacant:
            self._dashed(pen.painter, tag, c.faint)
            text, ink = self.tr("next"), c.muted
        else:
            self._dashed(pen.painter, tag, line)
            text = self._working
        pen.middle(self.small, text, ink, column, y, height)

    def colors_changed(self) -> None:
        c = self.colors
        if self._stale:
            stale = c.with_alpha("faint", BAR_ALPHA)
            self._bar_colors = (stale, stale)
        else:
            self._bar_colors = (c.with_alpha("buy", BAR_ALPHA), c.with_alpha("sell", BAR_ALPHA))
        super().colors_changed()

    def _dashed(self, painter: QPainter, rect: QRectF, color: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drag is None:
            return
        key, side = self._drag
        start, target = QRectF(self.row_rect(key)), QRectF(self.row_rect(self._hover))
        if start.isEmpty() or target.isEmpty():
            return
        left, width = self.columns(self.viewport().width())["own_buy" if side == "buy" else "own_sell"]
        x = left + width / 2
        with QPainter(self.viewport()) as painter:
            color = self.colors.buy if side == "buy" else self.colors.sell
            painter.setPen(QPen(color, 2))
            painter.drawLine(QPointF(x, start.center().y()), QPointF(x, target.center().y()))
            painter.setPen(QPen(color, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(target.adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.row_at(event.position())
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        column = self.column_at(event.position().x())
        if column == "own_buy" and row.own_buy and not row.buy_by_bot:
            self._drag = (row.key, "buy")
        elif column == "own_sell" and row.own_sell and not row.sell_by_bot:
            self._drag = (row.key, "sell")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        drag, self._drag = self._drag, None
        self.viewport().update()
        if row is None:
            return
        if drag is not None and event.button() == Qt.MouseButton.LeftButton and drag[0] != row.key:
            self.move_requested.emit(drag[0], row.key, drag[1])
            return
        column = self.column_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton:
            self.cell_clicked.emit(row.key, column)
        elif event.button() == Qt.MouseButton.RightButton and (row.own_buy or row.own_sell):
            self.cancel_requested.emit(row.key, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._drag = None
            self.viewport().update()
            return
        super().keyPressEvent(event)
