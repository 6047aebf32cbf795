"""Overlay: a dialog as a panel on the dimmed page. It never blocks; the answer comes by signal."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Themed, Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import RADIUS, SPACE_5
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer: a key for the program and the words on the button."""

    key: Hashable
    text: str
    kind: ButtonKind = ButtonKind.SECONDARY


class Scrim(Themed, QWidget):
    """Dims its parent and covers it, following its size. Clicks on it do nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parent.installEventFilter(self)
        self.init_colors()
        self.hide()

    def cover(self) -> None:
        """Comes up over the parent; remembers where the focus was."""
        parent = self.parentWidget()
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self._give_back_to(focused)
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def uncover(self) -> None:
        """Goes away and gives the focus back."""
        self.hide()
        before = self._before
        self._give_back_to(None)
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_back_to(self, widget: QWidget | None) -> None:
        """Where the focus goes back to, for as long as that lives: the page below goes on meanwhile."""
        if self._before is not None:
            self._before.destroyed.disconnect(self._forget)
        self._before = widget
        if widget is not None:
            widget.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.setGeometry(self.parentWidget().rect())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside: what is dimmed cannot be reached."""
        chain = [w for w in self.findChildren(QWidget) if self._takes_focus(w)]
        if not chain:
            return True
        ordered = self._tab_order(chain)
        focused = QApplication.focusWidget()
        number = ordered.index(focused) if focused in ordered else -1
        target = ordered[(number + (1 if forward else -1)) % len(ordered)]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        target.setFocus(reason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.scrim)

    def _takes_focus(self, widget: QWidget) -> bool:
        tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
        return tab and widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None

    def _tab_order(self, chain: list[QWidget]) -> list[QWidget]:
        wanted = set(chain)
        ordered: list[QWidget] = []
        at: QWidget = self.nextInFocusChain()
        while at is not self and len(ordered) < len(chain):
            if at in wanted:
                ordered.append(at)
            at = at.nextInFocusChain()
        return ordered


class _Panel(Themed, QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            round_box(painter, QRectF(self.rect()), RADIUS, self.colors.panel, self.colors.line_strong)


class Overlay(Scrim):
    """A question over one page.

    `answered` carries the key of the answer, exactly once for each `ask`. The safe answer has the focus,
    Escape gives it, and so does `expire`. Enter presses only the button that has the focus.
    """

    answered = Signal(object)
    came_or_went = Signal()

    def __init__(self, parent: QWidget, *, width: int = 640) -> None:
        super().__init__(parent)
        self._safe: Hashable = None
        self._open = False
        self._wanted_width = width
        self._buttons: dict[Hashable, Button] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.panel = _Panel(self)
        row.addWidget(self.panel)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_5, 12, SPACE_5, 12)
        head.setSpacing(8)
        self._title = Text("", Role.STRONG)
        self._deadline = Text("", Role.STRONG)
        self._deadline_label = Text(self.tr("your time left"), Role.TABLE, Tone.MUTED)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._deadline_label)
        head.addWidget(self._deadline)
        column.addLayout(head)
        column.addWidget(Line())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(SPACE_5, 16, SPACE_5, 16)
        self.body.setSpacing(12)
        self._consequence = Text("", Role.SECTION, wrap=True)
        self.body.addWidget(self._consequence)
        column.addLayout(self.body)
        column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE_5, 16, SPACE_5, 16)
        foot.setSpacing(8)
        self.foot_left = QHBoxLayout()
        foot.addLayout(self.foot_left)
        foot.addStretch(1)
        self._button_row = QHBoxLayout()
        self._button_row.setSpacing(8)
        foot.addLayout(self._button_row)
        column.addLayout(foot)
        self.set_deadline("")

    def ask(self, title: str, consequence: str, safe: Answer, others: Sequence[Answer] = ()) -> None:
        """Shows the question. `consequence` says first what will happen to the money."""
        for button in self._buttons.values():
            self._button_row.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        self._safe = safe.key
        self._title.setText(title)
        self._consequence.setText(consequence)
        self._consequence.setVisible(bool(consequence))
        self.panel.setAccessibleName(f"{title}. {consequence}")
        for answer in (safe, *others):
            button = Button(answer.text, answer.kind, height=40)
            button.setMinimumWidth(112)
            button.clicked.connect(lambda _checked=False, key=answer.key: self._answer(key))
            self._button_row.addWidget(button)
            self._buttons[answer.key] = button
        self._open = True
        self.cover()
        self._fit()
        self._buttons[safe.key].focus_with_ring()

    def button(self, key: Hashable) -> Button:
        return self._buttons[key]

    def is_open(self) -> bool:
        return self._open

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_or_went.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.came_or_went.emit()

    def set_deadline(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """The time left in the head; an empty text hides it."""
        self._deadline.setText(text)
        self._deadline.set_tone(tone)
        self._deadline.setVisible(bool(text))
        self._deadline_label.setVisible(bool(text))

    def add_body(self, widget: QWidget) -> None:
        """Adds a widget below the consequence."""
        self.body.addWidget(widget)

    def expire(self) -> None:
        """The time is up: the safe answer."""
        self._answer(self._safe)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._answer(self._safe)
        # Every other key ends here: nothing reaches the page below, and Enter approves nothing.
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        result = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return result

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.panel.setFixedWidth(max(280, min(self._wanted_width, parent.width() - 32)))

    def _answer(self, key: Hashable) -> None:
        if not self._open:
            return
        self._open = False
        self.uncover()
        self.answered.emit(key)
