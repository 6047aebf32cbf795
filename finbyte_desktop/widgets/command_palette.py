"""CommandPalette: every action, bot, market and page behind one field."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.coin import paint_coin
from finbyte_desktop.widgets.colors import Themed, Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.fuzzy import fuzzy_match, has_words
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import RADIUS, RADIUS_SMALL
from finbyte_desktop.widgets.overlay import Scrim
from finbyte_desktop.widgets.paint import CENTER, LEFT, round_box
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

ROW = 36
GROUP_ROW = 30
MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """One entry. `words` are further words it is found by; `keys` its shortcut, key by key. One of `danger`
    comes first only when it is typed from its beginning.
    """

    key: Hashable
    title: str
    group: str
    detail: str = ""
    icon: str = ""
    coin: str = ""
    keys: tuple[str, ...] = ()
    words: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class PaletteGroup:
    """A group of entries, and the prefix that narrows to it (">" actions, "#" bots, "@" markets)."""

    key: str
    title: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    item: PaletteItem
    places: tuple[int, ...]


def find(
    items: Sequence[PaletteItem], groups: Sequence[PaletteGroup], query: str, narrowed: str | None
) -> list[tuple[PaletteItem, tuple[int, ...]]]:
    """Matching entries with the matched letters of their titles, group by group, the best first. Groups that
    have the typed words come before those that have their letters only.
    """
    order = {group.key: number for number, group in enumerate(groups)}
    scored = []
    for number, item in enumerate(items):
        found = None if narrowed not in (None, item.group) else _rated(item, query)
        if found is not None:
            rank, score, places = found
            scored.append((rank, order.get(item.group, len(order)), -score, number, item, places))
    best: dict[int, int] = {}
    for rank, group, *_ in scored:
        best[group] = min(rank, best.get(group, rank))
    scored.sort(key=lambda entry: (best[entry[1]], entry[1], entry[0], *entry[2:4]))
    return [(item, places) for *_, item, places in scored]


def _rated(item: PaletteItem, query: str) -> tuple[int, int, tuple[int, ...]] | None:
    """How an entry matches: its rank (0 the words typed, 1 those in a dangerous entry that is not named, 2
    their letters), its score there, the places in its title.
    """
    found_by = f"{item.title} {item.detail} {item.words}"
    whole = has_words(query, found_by)
    if item.danger and not whole:
        return None
    begins = query.casefold().split()[:1]
    named = not item.danger or not begins or item.title.casefold().startswith(begins[0])
    rank = 2 if not whole else 0 if named else 1
    match = fuzzy_match(query, item.title)
    if match is not None and has_words(query, item.title) == whole:
        return rank, match.score + 10, match.places
    match = fuzzy_match(query, found_by)
    if match is None:
        return None
    return rank, match.score, tuple(place for place in match.places if place < len(item.title))


class _List(Themed, QWidget):
    """The painted list of groups and entries."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[str | _Hit] = []
        self.current = 0  # among the hits
        self._scroll = 0
        self.setMouseTracking(True)
        self.setMinimumHeight(8 * ROW)
        self.init_colors()

    def hits(self) -> list[_Hit]:
        return [line for line in self.lines if isinstance(line, _Hit)]

    def set_lines(self, lines: list[str | _Hit]) -> None:
        self.lines = lines
        self.current = 0
        self._scroll = 0
        self._tell()
        self.update()

    def move(self, step: int) -> None:  # type: ignore[override]
        hits = self.hits()
        if hits:
            self.current = (self.current + step) % len(hits)
            self._show_current()
            self._tell()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            y = -self._scroll
            number = 0
            for line in self.lines:
                height = ROW if isinstance(line, _Hit) else GROUP_ROW
                if y + height > 0 and y < self.height():
                    rect = QRectF(8, y, self.width() - 16, height)
                    if isinstance(line, _Hit):
                        self._paint_hit(painter, line, rect, number == self.current)
                    else:
                        painter.setFont(font(Role.TABLE))
                        painter.setPen(self.colors.muted)
                        painter.drawText(rect.adjusted(8, 4, 0, 0), LEFT, line)
                if isinstance(line, _Hit):
                    number += 1
                y += height
            if not self.lines:
                painter.setFont(font(Role.BODY))
                painter.setPen(self.colors.muted)
                painter.drawText(QRectF(0, 0, self.width(), 3 * ROW), CENTER, self.tr("Nothing matches"))

    def _paint_hit(self, painter: QPainter, hit: _Hit, rect: QRectF, current: bool) -> None:
        c = self.colors
        if current:
            round_box(painter, rect.adjusted(0, 1, 0, -1), RADIUS_SMALL, c.accent_soft)
        mark = QRectF(rect.x() + 8, rect.y(), 18, rect.height())
        if hit.item.coin:
            paint_coin(painter, c, hit.item.coin, QRectF(mark.x(), rect.center().y() - 8, 16, 16))
        else:
            paint_icon(painter, hit.item.icon or "ph.circle", c.accent if current else c.muted, mark, 16)
        x = rect.x() + 36
        used, strong = font(Role.BODY), font(Role.STRONG)
        places = set(hit.places)
        start = 0
        title = hit.item.title
        while start < len(title):
            marked = start in places
            end = start
            while end < len(title) and (end in places) == marked:
                end += 1
            piece = title[start:end]
            painter.setFont(strong if marked else used)
            painter.setPen(c.accent if marked else c.text)
            painter.drawText(QRectF(x, rect.y(), rect.right() - x, rect.height()), LEFT, piece)
            x += QFontMetrics(strong if marked else used).horizontalAdvance(piece)
            start = end
        right = self._paint_keys(painter, hit.item.keys, rect)
        if hit.item.detail:
            painter.setFont(font(Role.TABLE))
            painter.setPen(c.muted)
            room = right - x - 20
            text = painter.fontMetrics().elidedText(
                hit.item.detail, Qt.TextElideMode.ElideRight, int(max(0, room))
            )
            painter.drawText(QRectF(x + 12, rect.y(), max(0.0, room + 2), rect.height()), LEFT, text)

    def _paint_keys(self, painter: QPainter, keys: tuple[str, ...], rect: QRectF) -> float:
        right = rect.right() - 8
        used = font(Role.CHIP)
        for key in reversed(keys):
            width = QFontMetrics(used).horizontalAdvance(key) + 12
            box = QRectF(right - width, rect.center().y() - 9, width, 18)
            round_box(painter, box, 3, self.colors.raised, self.colors.line)
            painter.setFont(used)
            painter.setPen(self.colors.muted)
            painter.drawText(box, CENTER, key)
            right -= width + 4
        return right

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._hit_at(event.position().y())
        if number is not None and number != self.current:
            self.current = number
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._hit_at(event.position().y())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.hits()[number].item.key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        most = max(0, self._total() - self.height())
        self._scroll = min(most, max(0, self._scroll - event.angleDelta().y() // 2))
        event.accept()
        self.update()

    def _total(self) -> int:
        return sum(ROW if isinstance(line, _Hit) else GROUP_ROW for line in self.lines)

    def _hit_at(self, y: float) -> int | None:
        at = -float(self._scroll)
        number = 0
        for line in self.lines:
            height = ROW if isinstance(line, _Hit) else GROUP_ROW
            if at <= y < at + height:
                return number if isinstance(line, _Hit) else None
            if isinstance(line, _Hit):
                number += 1
            at += height
        return None

    def _show_current(self) -> None:
        at = 0
        number = 0
        for line in self.lines:
            height = ROW if isinstance(line, _Hit) else GROUP_ROW
            if isinstance(line, _Hit):
                if number == self.current:
                    top = 0 if number == 0 else at
                    if top < self._scroll:
                        self._scroll = top
                    elif at + height > self._scroll + self.height():
                        self._scroll = at + height - self.height()
                    return
                number += 1
            at += height

    def _tell(self) -> None:
        hits = self.hits()
        text = self.tr("Nothing matches")
        if hits:
            text = f"{hits[self.current].item.title} {hits[self.current].item.detail}"
        self.setAccessibleName(text.strip())


class _Field(QLineEdit):
    """The field keeps the focus; arrows and Enter go to the list."""

    moved = Signal(int)
    run = Signal()
    narrowed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.moved.emit(8 if key == Qt.Key.Key_PageDown else -8)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.narrowed.emit(1 if forward else -1)
        return True


class _Box(Themed, QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            round_box(painter, QRectF(self.rect()), RADIUS, self.colors.panel, self.colors.line_strong)
            paint_icon(painter, "ph.magnifying-glass", self.colors.text, QRectF(16, 0, 16, 48), 16)


class CommandPalette(Scrim):
    """`chosen` carries an entry's key once the palette has closed; `closed` says it went without a choice."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget, groups: Sequence[PaletteGroup]) -> None:
        super().__init__(parent)
        self._groups = tuple(groups)
        self._items: tuple[PaletteItem, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 96, 16, 16)
        row = QHBoxLayout()
        row.addStretch(1)
        box = _Box(self)
        box.setFixedWidth(640)
        row.addWidget(box)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
        column = QVBoxLayout(box)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(44, 10, 16, 10)
        self.field = _Field(box)
        self.field.setProperty("bare", True)
        self.field.setFrame(False)
        self.field.setFont(font(Role.SUBTITLE))
        self.field.setPlaceholderText(self.tr("Search actions, bots, markets, pages"))
        self.field.setAccessibleName(self.tr("Search or run a command"))
        top.addWidget(self.field, 1)
        choices = [(None, self.tr("All")), *((group.key, group.title) for group in self._groups)]
        self.scope = SegmentedControl(choices, height=28)
        for child in self.scope.findChildren(QWidget):
            child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top.addWidget(self.scope)
        column.addLayout(top)
        column.addWidget(Line())
        column.addSpacing(6)
        self._list = _List(box)
        self._list.setFixedHeight(11 * ROW)
        column.addWidget(self._list)
        column.addSpacing(4)
        column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 7, 16, 7)
        hints = self.tr("↑↓ move    Enter run    Tab narrow    Esc close")
        foot.addWidget(Text(hints, Role.LABEL, Tone.MUTED))
        foot.addStretch(1)
        self._count = Text("", Role.LABEL, Tone.MUTED)
        foot.addWidget(self._count)
        column.addLayout(foot)
        self.field.textChanged.connect(lambda _: self._filter())
        self.field.moved.connect(self._list.move)
        self.field.run.connect(self._run)
        self.field.narrowed.connect(self._narrow)
        self.scope.selected.connect(lambda _: self._filter())
        self._list.chosen.connect(self._choose)

    def set_items(self, items: Sequence[PaletteItem]) -> None:
        self._items = tuple(items)
        self._filter()

    def open(self, text: str = "") -> None:
        """Comes up with an empty field (or the given text) and the focus in it."""
        self.scope.set_current(None)
        self.field.setText(text)
        self._filter()
        self.cover()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        if self.isVisible():
            self.uncover()
            self.closed.emit()

    def shown_keys(self) -> list[Hashable]:
        """Keys of the entries shown, from the top."""
        return [hit.item.key for hit in self._list.hits()]

    def current_key(self) -> Hashable:
        hits = self._list.hits()
        return hits[self._list.current].item.key if hits else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.childAt(event.position().toPoint()) is None:
            self.close_palette()
        event.accept()

    def _filter(self) -> None:
        text = self.field.text()
        narrowed = self.scope.current()
        for group in self._groups:
            if group.prefix and text.lstrip().startswith(group.prefix):
                narrowed, text = group.key, text.lstrip()[len(group.prefix) :]
        found = find(self._items, self._groups, text, narrowed if isinstance(narrowed, str) else None)
        titles = {group.key: group.title for group in self._groups}
        lines: list[str | _Hit] = []
        last = None
        for item, places in found[:MAX_SHOWN]:
            if item.group != last:
                lines.append(titles.get(item.group, item.group))
                last = item.group
            lines.append(_Hit(item, places))
        self._list.set_lines(lines)
        total = len(self._items)
        self._count.setText(self.tr("{shown} of {total} results").format(shown=len(found), total=total))

    def _narrow(self, step: int) -> None:
        keys: list[str | None] = [None, *(group.key for group in self._groups)]
        current = self.scope.current()
        number = keys.index(current) if isinstance(current, str) else 0
        self.scope.set_current(keys[(number + step) % len(keys)])
        self._filter()

    def _run(self) -> None:
        key = self.current_key()
        if key is not None:
            self._choose(key)

    def _choose(self, key: Hashable) -> None:
        self.uncover()
        self.chosen.emit(key)
