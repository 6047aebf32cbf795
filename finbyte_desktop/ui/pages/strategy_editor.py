"""The editor of the page: the file's name and state, finding, what happened on the disk, the code."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.viewmodels.strategies import StrategiesModel
from finbyte_desktop.ui.viewmodels.strategy_documents import Document
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton, LinkButton
from finbyte_desktop.widgets.card import Line, Panel
from finbyte_desktop.widgets.code_edit import CodeEdit
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.text import Text


class FindLine(QLineEdit):
    """Enter finds the next one, Shift+Enter the one before, Escape goes back to the code."""

    next_wanted = Signal(bool)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """Looks for a text in the code."""

    def __init__(self, code: CodeEdit) -> None:
        super().__init__()
        self._code = code
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, 6, SPACE_3, 6)
        row.setSpacing(SPACE_2)
        self.line = FindLine()
        self.line.setFont(font(Role.TABLE))
        self.line.setMaximumWidth(280)
        self.line.setPlaceholderText(self.tr("Find in this file"))
        self.line.setAccessibleName(self.tr("Find in this file"))
        self.line.textEdited.connect(self._typed)
        self.line.next_wanted.connect(lambda backward: self.find(backward=backward))
        self.line.left.connect(self.close_bar)
        row.addWidget(self.line, 1)
        for icon, name, backward in (
            ("ph.caret-up", self.tr("The one before"), True),
            ("ph.caret-down", self.tr("The next one"), False),
        ):
            button = IconButton(icon, name, ButtonKind.GHOST, size=28, icon_size=14)
            button.clicked.connect(lambda _checked=False, backward=backward: self.find(backward=backward))
            row.addWidget(button)
        self.said = Text("", Role.TABLE, Tone.MUTED)
        row.addWidget(self.said)
        row.addStretch(1)
        close = IconButton("ph.x", self.tr("Close"), ButtonKind.GHOST, size=28, icon_size=14)
        close.clicked.connect(self.close_bar)
        row.addWidget(close)
        self.hide()

    def open_bar(self) -> None:
        chosen = self._code.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.line.setText(chosen)
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def close_bar(self) -> None:
        self.hide()
        self._code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, _text: str) -> None:
        cursor = self._code.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._code.setTextCursor(cursor)
        self.find()

    def find(self, *, backward: bool = False) -> None:
        found = self._code.find_text(self.line.text(), backward=backward)
        self.said.setText("" if found or not self.line.text() else self.tr("Not found"))


class StrategyEditor(Panel):
    """One document at a time; what is typed goes to the model."""

    copy_wanted = Signal(object)

    def __init__(self, model: StrategiesModel) -> None:
        super().__init__("")
        self._model = model
        self._shown: Document | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head())
        column.addWidget(Line())
        self.code = CodeEdit()
        self.code.edited.connect(lambda: model.typed(self.code.text()))
        self.code.saved.connect(model.save)
        self.code.moved.connect(self._moved)
        self.find = FindBar(self.code)
        self.code.find_wanted.connect(self.find.open_bar)
        column.addWidget(self.find)
        column.addWidget(self._make_outside())
        column.addWidget(self.code, 1)
        model.opened.connect(self.show_document)
        model.checked.connect(self.show_check)
        model.listed.connect(self._show_head)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_3, 6, SPACE_3, 6)
        head.setSpacing(SPACE_2)
        self.name = Text("", Role.STRONG)
        head.addWidget(self.name)
        self.mark = Text("●", Role.LABEL, Tone.WARN)
        self.mark.setToolTip(self.tr("not saved"))
        head.addWidget(self.mark)
        self.note = Text("", Role.TABLE, Tone.MUTED, elide=True)
        head.addWidget(self.note, 1)
        self.state = Text("", Role.TABLE, Tone.MUTED)
        head.addWidget(self.state)
        self.place = Text("", Role.TABLE, Tone.MUTED)
        head.addWidget(self.place)
        self.save = Button(self.tr("Save"), height=28, shortcut_text="Ctrl S")
        self.save.clicked.connect(self._model.save)
        head.addWidget(self.save)
        self.copy = Button(self.tr("Copy to my files"), ButtonKind.PRIMARY, "ph.copy", height=28)
        self.copy.clicked.connect(self._copy)
        head.addWidget(self.copy)
        return head

    def _make_outside(self) -> QWidget:
        """What another editor did to the file while something was typed here."""
        self.outside = QWidget()
        row = QHBoxLayout(self.outside)
        row.setContentsMargins(SPACE_3, 6, SPACE_3, 6)
        row.setSpacing(SPACE_3)
        self.outside_text = Banner("", Tone.WARN, height=32, wrap=True)
        row.addWidget(self.outside_text, 1)
        self.take = LinkButton(self.tr("Take the saved file"))
        self.take.clicked.connect(self._model.take_saved)
        row.addWidget(self.take)
        self.keep = LinkButton(self.tr("Keep mine"))
        self.keep.clicked.connect(self._model.keep_mine)
        row.addWidget(self.keep)
        self.outside.hide()
        return self.outside

    def _copy(self) -> None:
        if self._model.current is not None:
            self.copy_wanted.emit(self._model.current.file)

    # -- showing

    def show_document(self) -> None:
        """Another document, or other text in this one."""
        document = self._model.current
        self.setEnabled(document is not None)
        if document is None:
            self._shown = None
            self.code.set_text("")
            return
        if document is self._shown:
            self.code.take_text(document.text)
        else:
            if self._shown is not None:
                self._shown.line = self.code.place()[0]
            self._shown = document
            self.code.setReadOnly(document.is_example)
            self.code.set_text(document.text)
            self.code.go_to(document.line, focus=False)
        self._show_head()
        self.show_check()

    def _show_head(self) -> None:
        document = self._model.current
        if document is None:
            return
        self.name.setText(document.file.name)
        self.mark.setVisible(document.unsaved)
        self.save.setVisible(not document.is_example)
        self.save.setEnabled(document.unsaved)
        self.copy.setVisible(document.is_example)
        note = self.tr("an example, read only") if document.is_example else ""
        self.note.setText(self.tr("deleted by another program, kept here") if document.gone else note)
        outside = document.outside
        self.outside.setVisible(outside is not None)
        if outside is not None:
            self.take.setVisible(outside.wrong is None)
            text = self.tr("Another program saved this file. What you typed here is not in it.")
            if outside.wrong is not None:
                text = self.tr("Another program saved this file: {wrong} What you see here is not in it.")
                text = text.format(wrong=words_problems.error(outside.wrong))
            self.outside_text.set_event(text, Tone.WARN)

    def show_check(self) -> None:
        """What is wrong, at its line."""
        document = self._model.current
        if document is None:
            return
        if not document.checked:
            self.state.setText(self.tr("reading"))
            self.state.set_tone(Tone.MUTED)
        elif document.problem:
            self.state.setText(self.tr("1 problem"))
            self.state.set_tone(Tone.DANGER)
        else:
            self.state.setText(self.tr("No problems"))
            self.state.set_tone(Tone.BUY)
        self.state.setToolTip(document.problem)
        marks = {document.problem_line: _short(document)} if document.problem else {}
        self.code.set_marks(marks)

    def _moved(self, line: int, column: int) -> None:
        self.place.setText(self.tr("Line {line}, column {column}").format(line=line, column=column))


def _short(document: Document) -> str:
    """The problem without the file and the line beside which it stands."""
    head, *rest = re.split(r": |：", document.problem, maxsplit=1)
    return rest[0] if rest and document.file.name in head else document.problem
