"""All keys on one sheet (F1)."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import KeyCap
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text


class KeySheet(Dialog):
    """Two columns of keys and what they do."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=720)

    def open(self) -> None:
        groups = (
            (self.tr("Everywhere"), (
                ("Ctrl K", self.tr("Search or run a command")),
                ("Ctrl 1 – 7", self.tr("Pages in the order of the rail")),
                ("Ctrl N", self.tr("Create a bot")),
                ("Ctrl Shift A", self.tr("Accounts")),
                ("Ctrl Shift N", self.tr("What needs you, of every account")),
                ("Ctrl Shift X", self.tr("Panic (asks first)")),
                ("Ctrl Shift L", self.tr("Light or dark")),
                ("Esc", self.tr("Back, or the safe answer")),
                ("F1", self.tr("This sheet")),
            )),
            (self.tr("Bots"), (
                ("← ↑ ↓ →", self.tr("Between the cards")),
                ("Enter", self.tr("Open the bot")),
                ("P", self.tr("Pause or resume")),
                ("Space", self.tr("Ladder: price to the middle")),
            )),
            (self.tr("Approvals"), (
                ("Space", self.tr("Choose the row")),
                ("↑ ↓", self.tr("Between the rows")),
                ("A, Enter", self.tr("Approve (opens the question)")),
                ("R", self.tr("Reject")),
            )),
            (self.tr("Charts"), (
                ("← →", self.tr("Move in time")),
                ("+ −", self.tr("Zoom")),
                ("Home End", self.tr("First and last candle")),
                ("F, L", self.tr("Fit, logarithmic scale")),
            )),
            (self.tr("History"), (
                ("← →", self.tr("Step by fill")),
                ("Shift ← →", self.tr("Step by day")),
                ("Space", self.tr("Play or hold")),
            )),
            (self.tr("Tables"), (
                ("Ctrl F", self.tr("Filter rows")),
                ("Ctrl C", self.tr("Copy rows")),
            )),
            (self.tr("Strategies"), (
                ("Ctrl S", self.tr("Save the file")),
                ("Ctrl F", self.tr("Find in the file")),
                ("Ctrl /", self.tr("Comment lines in and out")),
                ("Esc, Tab", self.tr("Leave the editor")),
                ("F2, Del", self.tr("Rename or delete the file")),
            )),
        )  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        places = [0, 0]
        for number, (title, keys) in enumerate(groups):
            side = 0 if number in (0, 3, 6) else 1
            grid.addWidget(Text(title, Role.STRONG), places[side], side * 3, 1, 2)
            places[side] += 1
            for key, text in keys:
                left = Qt.AlignmentFlag.AlignLeft
                grid.addWidget(KeyCap(key), places[side], side * 3, left)
                grid.addWidget(Text(text, Role.TABLE, Tone.MUTED), places[side], side * 3 + 1)
                places[side] += 1
        grid.setColumnMinimumWidth(2, 24)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        self.column.addLayout(grid)
        self.put(self.tr("Keys"), "", Answer("close", self.tr("Close")))

    def chosen(self, key: Hashable) -> bool:
        return True
