"""CodeEdit: an editor for Python with line numbers, colours, marks at lines, and keys of its own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from finbyte_desktop.widgets.code_indent import INDENT, has_tabs, lead, next_lead, outward
from finbyte_desktop.widgets.colors import Themed
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.python_colors import PythonColors

TYPE_PX = 13
LINE_END = "\u2029"  # of Qt's text as it is


class Gutter(QWidget):
    """The numbers of the lines, and a dot at those that are wrong."""

    def __init__(self, edit: CodeEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        return QSize(self._edit.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._edit.paint_gutter(self, event.rect())


class CodeEdit(Themed, QPlainTextEdit):
    """A text in lines. `edited` comes after each change by a person, `saved` with Ctrl+S, `find_wanted` with
    Ctrl+F; `moved` carries line and column, from 1.

    Tab indents; Escape, then Tab or Shift+Tab, leaves the field. Ctrl+/ comments lines in and out.
    """

    edited = Signal()
    saved = Signal()
    find_wanted = Signal()
    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: Mapping[int, str] = {}
        self._tab_leaves = False
        self._silent = False
        self.setObjectName("code")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameStyle(0)
        self.setFont(code_font())
        self.setTabStopDistance(INDENT * QFontMetricsF(self.font()).horizontalAdvance(" "))
        self.setAccessibleName(self.tr("Code of the strategy"))
        self.setAccessibleDescription(self.tr("Tab indents. Escape, then Tab, leaves the field."))
        self._gutter = Gutter(self)
        self.highlighter = PythonColors(self.document())
        self.blockCountChanged.connect(lambda _count: self._fit())
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.textChanged.connect(self._changed)
        self.init_colors()
        self.colors_changed()
        self._fit()
        self._cursor_moved()

    # -- text

    def text(self) -> str:
        """What is typed, letter for letter: `toPlainText` would change spaces that do not break."""
        return self.document().toRawText().replace(LINE_END, "\n")

    def set_text(self, text: str) -> None:
        """Shows another text without saying `edited`; there is no way back to the one before."""
        self._silent = True
        self.setPlainText(text)
        self.document().setModified(False)
        self._silent = False
        self._marks = {}
        self._cursor_moved()

    def take_text(self, text: str) -> None:
        """The same text in another state: the cursor stays at its line, and undo leads back."""
        if text == self.text():
            return
        line, top = self.textCursor().blockNumber(), self.verticalScrollBar().value()
        self._silent = True
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self._silent = False
        self.go_to(line + 1, focus=False)
        self.verticalScrollBar().setValue(top)

    def _changed(self) -> None:
        if not self._silent:
            self.edited.emit()

    # -- places

    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        cursor = self.textCursor()
        return cursor.blockNumber() + 1, cursor.positionInBlock() + 1

    def go_to(self, line: int, *, focus: bool = True) -> None:
        """Puts the cursor at the beginning of a line's code, in the middle of what is seen."""
        block = self.document().findBlockByNumber(max(0, min(line, self.blockCount()) - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + len(lead(block.text())))
        self.setTextCursor(cursor)
        self.centerCursor()
        if focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_text(self, text: str, *, backward: bool = False) -> bool:
        """Selects the next occurrence, from the other end where there is no further one."""
        if not text:
            return False
        cursor = self.textCursor()
        document = self.document()
        flag = document.FindFlag.FindBackward if backward else document.FindFlag(0)
        found = document.find(text, cursor, flag)
        if found.isNull():
            end = QTextCursor(document)
            end.movePosition(QTextCursor.MoveOperation.End if backward else QTextCursor.MoveOperation.Start)
            found = document.find(text, end, flag)
        if found.isNull():
            return False
        self.setTextCursor(found)
        return True

    def marks(self) -> Mapping[int, str]:
        return self._marks

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """What is wrong, by line from 1; it stands beside the line."""
        if marks == self._marks:
            return
        self._marks = dict(marks)
        self._cursor_moved()
        self._gutter.update()
        self.viewport().update()

    # -- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_S, Qt.Key.Key_F, Qt.Key.Key_Slash):
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._marks.get(self._line_at(event.pos()) + 1, "")
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape and not self._tab_leaves:
            self._tab_leaves = True  # and the next Escape is the page's
            event.accept()
            return
        leaves, self._tab_leaves = self._tab_leaves, False
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and leaves:
            self._leave(key == Qt.Key.Key_Tab)
        elif control and key == Qt.Key.Key_S:
            self.saved.emit()
        elif control and key == Qt.Key.Key_F:
            self.find_wanted.emit()
        elif self.isReadOnly():
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._leave(key == Qt.Key.Key_Tab)
            else:
                super().keyPressEvent(event)
        elif control and key == Qt.Key.Key_Slash:
            self.comment()
        elif key == Qt.Key.Key_Backtab:
            self.shift_lines(out=True)
        elif key == Qt.Key.Key_Tab:
            self._tab()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self._new_line()  # with Shift too: Qt would break the line without beginning another
        elif key == Qt.Key.Key_Backspace and not event.modifiers() and self._back_to_step():
            return
        else:
            super().keyPressEvent(event)

    def _leave(self, forward: bool) -> None:
        """To the next field; a text edit itself would not let the focus go."""
        QWidget.focusNextPrevChild(self, forward)

    def _tab(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            self.shift_lines(out=False)
        else:
            step = "\t" if self._has_tabs() else " " * (INDENT - cursor.positionInBlock() % INDENT)
            cursor.insertText(step)

    def _has_tabs(self) -> bool:
        return has_tabs(self.text())

    def _new_line(self) -> None:
        """As deep as the line before, one step deeper after a colon or a bracket, one less after a return."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + next_lead(before, tabs=self._has_tabs()))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _back_to_step(self) -> bool:
        """Backspace in the indent of a line goes back a whole step."""
        cursor = self.textCursor()
        at = cursor.positionInBlock()
        if cursor.hasSelection() or at == 0 or cursor.block().text()[:at].strip(" "):
            return False
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, (at - 1) % INDENT + 1
        )
        cursor.removeSelectedText()
        return True

    def _lines(self) -> list[QTextBlock]:
        """The lines of the selection, or that of the cursor."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        if last != first and cursor.selectionEnd() == last.position():
            last = last.previous()
        found = [first]
        while found[-1] != last:
            found.append(found[-1].next())
        return found

    def shift_lines(self, *, out: bool) -> None:
        """Indents the lines of the selection, or takes an indent away."""
        step = "\t" if self._has_tabs() else " " * INDENT
        edit = QTextCursor(self.textCursor())  # undo comes back to where the person was
        edit.beginEditBlock()
        for block in self._lines():
            before = lead(block.text())
            edit.setPosition(block.position() + (len(before) if out else 0))
            if out:
                gone = outward(before)
                edit.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, gone)
                edit.removeSelectedText()
            elif block.text().strip():
                edit.insertText(step)
        edit.endEditBlock()

    def comment(self) -> None:
        """Comments the lines of the selection, or takes the marks away where all have them."""
        blocks = [block for block in self._lines() if block.text().strip()]
        if not blocks:
            return
        marked = all(block.text().lstrip().startswith("#") for block in blocks)
        depth = min(len(lead(block.text())) for block in blocks)
        edit = QTextCursor(self.textCursor())  # undo comes back to where the person was
        edit.beginEditBlock()
        for block in blocks:
            text = block.text()
            edit.setPosition(block.position() + (len(lead(text)) if marked else depth))
            if marked:
                count = 2 if text.lstrip().startswith("# ") else 1
                edit.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, count)
                edit.removeSelectedText()
            else:
                edit.insertText("# ")
        edit.endEditBlock()

    # -- looks

    def colors_changed(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self.colors.panel)
        palette.setColor(QPalette.ColorRole.Text, self.colors.text)
        self.setPalette(palette)
        self._cursor_moved()

    def gutter_width(self) -> int:
        digits = max(3, len(str(self.blockCount())))
        return SPACE_3 + int(QFontMetricsF(self.font()).horizontalAdvance("9") * digits) + SPACE_3

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def _fit(self) -> None:
        self.setViewportMargins(self.gutter_width() + SPACE_2, 0, 0, 0)
        self._gutter.setFixedWidth(self.gutter_width())

    def _scrolled(self, rect: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def _cursor_moved(self) -> None:
        """The line of the cursor is lit, and those that are wrong."""
        rows = [_whole_line(QTextCursor(self.textCursor()), self.colors.sel)]
        for line in self._marks:
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                rows.append(_whole_line(QTextCursor(block), self.colors.danger_soft))
        self.setExtraSelections(rows)
        self._gutter.update()
        self.moved.emit(*self.place())

    def _line_at(self, pos: QPoint) -> int:
        inside = QPoint(0, pos.y()) if pos.x() < self.gutter_width() else pos - QPoint(self.gutter_width(), 0)
        return self.cursorForPosition(inside).blockNumber()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._marks:
            return
        with QPainter(self.viewport()) as painter:
            painter.setFont(self.font())
            painter.setPen(self.colors.danger_text)
            for line, text in self._marks.items():
                block = self.document().findBlockByNumber(line - 1)
                if block.isValid() and block.isVisible():
                    self._paint_mark(painter, block, text)

    def _paint_mark(self, painter: QPainter, block: QTextBlock, text: str) -> None:
        """The text of a mark behind the line's code."""
        place = self.blockBoundingGeometry(block).translated(self.contentOffset())
        metrics = painter.fontMetrics()
        used = metrics.horizontalAdvance(block.text()) + place.left() + 32
        room = self.viewport().width() - int(used) - SPACE_3
        if room > 60:
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(int(used), int(place.top()) + metrics.ascent(), shown)

    def paint_gutter(self, gutter: QWidget, rect: QRect) -> None:
        """Draws the numbers of the lines that are seen."""
        c, current = self.colors, self.textCursor().blockNumber()
        with QPainter(gutter) as painter:
            painter.fillRect(rect, c.panel)
            painter.setFont(self.font())
            block = self.firstVisibleBlock()
            top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
            while block.isValid() and top <= rect.bottom():
                height = self.blockBoundingRect(block).height()
                if top + height >= rect.top():
                    number = block.blockNumber()
                    wrong = number + 1 in self._marks
                    painter.setPen(c.danger_text if wrong else c.text if number == current else c.stale)
                    box = QRect(0, int(top), gutter.width() - SPACE_3, int(height))
                    painter.drawText(box, Qt.AlignmentFlag.AlignRight, str(number + 1))
                    if wrong:
                        painter.setBrush(c.danger)
                        painter.setPen(Qt.PenStyle.NoPen)
                        painter.drawEllipse(QPoint(8, int(top + height / 2)), 3, 3)
                top += height
                block = block.next()


def code_font() -> QFont:
    """The system's font of fixed width."""
    found = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    found.setPixelSize(TYPE_PX)
    return found


def _whole_line(cursor: QTextCursor, color: QColor) -> QTextEdit.ExtraSelection:
    found = QTextEdit.ExtraSelection()
    found.format.setBackground(color)
    found.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
    cursor.clearSelection()
    found.cursor = cursor
    return found
