"""A person at the real application: sees visible widgets, moves a mouse pointer, types keys, reads texts.

Run as `python -m tests.support.person DATA_FOLDER SCRIPT RESULT [options of the application]`. It starts the
application as `finbyte-desktop` does and then only does what a person can: no view-model, desk or database is
touched.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path

os.environ["QT_API"] = "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

LIMIT_S = 60.0  # on a machine that does other things too
TICK_MS = 60
Script = Generator[Callable[[], bool] | float, None, None]


class Person:
    """Eyes and hands on the application's window."""

    def __init__(self, result: Path) -> None:
        self.result = result
        self.notes: dict[str, object] = {}
        self.pictures = result.parent / "screens"
        self.pictures.mkdir(parents=True, exist_ok=True)

    # --- eyes -----------------------------------------------------------------------------------------

    def window(self) -> QWidget | None:
        """The application's main window, once it is on the screen."""
        shown = (w for w in QApplication.topLevelWidgets() if w.isVisible())
        return next((w for w in shown if w.metaObject().className() == "MainWindow"), None)

    def _reachable(self, widget: QWidget) -> bool:
        """Visible, enabled, and not under something else at its centre."""
        if not widget.isVisible() or not widget.isEnabled():
            return False
        top = widget.window()
        there = top.childAt(widget.mapTo(top, widget.rect().center()))
        return there is widget or (there is not None and widget.isAncestorOf(there))

    def button(self, text: str) -> QAbstractButton | None:
        """The button, tab or choice with this text or accessible name that the mouse can reach."""
        window = self.window()
        if window is None:
            return None
        for found in window.findChildren(QAbstractButton):
            names = (found.text().replace("&", ""), found.accessibleName())
            fits = any(name == text or (text.endswith("*") and name.startswith(text[:-1])) for name in names)
            if fits and self._reachable(found):
                return found
        return None

    def field(self, name: str) -> QLineEdit | None:
        """The field with this accessible name; the wheel is turned towards one that is out of sight."""
        window = self.window()
        if window is None:
            return None
        fields = [f for f in window.findChildren(QLineEdit) if f.accessibleName() == name and f.isVisible()]
        found = next((f for f in fields if self._reachable(f)), None)
        if fields and found is None:
            self.wheel_to(fields[0])
        return found

    def texts(self) -> list[str]:
        """Every text that is visible."""
        window = self.window()
        if window is None:
            return []
        shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
        shown += [b.text() for b in window.findChildren(QAbstractButton) if b.isVisible()]
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and widget.accessibleName():
                shown.append(widget.accessibleName())
        return shown

    def sees(self, text: str) -> bool:
        """Whether a visible text contains this."""
        return any(text in shown for shown in self.texts())

    # --- hands ----------------------------------------------------------------------------------------

    def _press(self, widget: QWidget) -> None:
        top = widget.window()
        at = widget.mapTo(top, widget.rect().center())
        QCursor.setPos(top.mapToGlobal(at))
        handle = top.windowHandle()
        QTest.mouseMove(handle, at)
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def click(self, text: str) -> Callable[[], bool]:
        """Clicks the button with this text as soon as the mouse can reach it."""

        def act() -> bool:
            found = self.button(text)
            if found is None:
                return False
            self._press(found)
            return True

        act.__name__ = f"click {text!r}"
        return act

    def click_in(self, part: str, text: str) -> Callable[[], bool]:
        """Clicks the button with this text in the part whose accessible name begins so; turns the wheel of
        the mouse until it is there.
        """

        def act() -> bool:
            window = self.window()
            parts = window.findChildren(QWidget) if window is not None else []
            for found in parts:
                if not (found.isVisible() and found.accessibleName().startswith(part)):
                    continue
                for button in found.findChildren(QAbstractButton):
                    if button.text().replace("&", "") != text:
                        continue
                    if self._reachable(button):
                        self._press(button)
                        return True
                    self.wheel_to(button)
            return False

        act.__name__ = f"click {text!r} in {part!r}"
        return act

    def wheel_to(self, widget: QWidget) -> None:
        """Turns the wheel of the mouse a little over the list or form that this stands in."""
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QAbstractScrollArea):
            area = area.parentWidget()
        if area is not None:
            over = area.viewport()
            at, turn = QPointF(over.rect().center()), QPoint(0, -360)
            none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
            place, plain = QPointF(over.mapToGlobal(at.toPoint())), Qt.KeyboardModifier.NoModifier
            turned = QWheelEvent(at, place, QPoint(), turn, none, plain, phase, False)
            QApplication.sendEvent(over, turned)

    def row(self, number: int = 0) -> Callable[[], bool]:
        """Double-clicks a row of the visible table."""

        def act() -> bool:
            window = self.window()
            views = window.findChildren(QAbstractItemView) if window is not None else []
            for view in views:
                model = view.model()
                if view.isVisible() and model is not None and model.rowCount() > number:
                    box = view.visualRect(model.index(number, 0))
                    at = view.viewport().mapTo(view.window(), box.center())
                    handle = view.window().windowHandle()
                    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
                    QTest.mouseClick(handle, left, none, at)
                    QTest.mouseDClick(handle, left, none, at)
                    return True
            return False

        act.__name__ = f"open row {number}"
        return act

    def copy_table(self, note: str) -> Callable[[], bool]:
        """Clicks into the visible table, selects and copies everything, notes what the clipboard holds."""

        def act() -> bool:
            window = self.window()
            views = window.findChildren(QAbstractItemView) if window is not None else []
            for view in views:
                model = view.model()
                if view.isVisible() and model is not None and model.rowCount() > 0:
                    box = view.visualRect(model.index(0, 0))
                    at = view.viewport().mapTo(view.window(), box.center())
                    handle = view.window().windowHandle()
                    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
                    QTest.mouseClick(handle, left, none, at)
                    QTest.keyClick(handle, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
                    QTest.keyClick(handle, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
                    self.notes[note] = QApplication.clipboard().text()
                    return True
            return False

        act.__name__ = f"copy the table for {note!r}"
        return act

    def write(self, name: str, text: str) -> Callable[[], bool]:
        """Clicks into a field, selects all of it and types."""

        def act() -> bool:
            found = self.field(name)
            if found is None:
                return False
            self._press(found)
            handle = found.window().windowHandle()
            QTest.keyClick(handle, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            for letter in text:
                QTest.keyClick(handle, letter)
            QTest.keyClick(handle, Qt.Key.Key_Tab)
            return True

        act.__name__ = f"write {text!r} into {name!r}"
        return act

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
        """Presses a key."""
        window = self.window()
        if window is not None:
            QTest.keyClick(window.windowHandle(), key, modifier)
        return True

    def until(self, text: str) -> Callable[[], bool]:
        """Waits until a text is visible."""

        def act() -> bool:
            return self.sees(text)

        act.__name__ = f"see {text!r}"
        return act

    def picture(self, name: str) -> bool:
        """Saves what is on the screen."""
        window = self.window()
        if window is not None:
            window.grab().save(str(self.pictures / f"{name}.png"))
        return True

    # --- the day --------------------------------------------------------------------------------------

    def follow(self, script: Script) -> None:
        """Does one step after the other; a step that cannot be done in time ends the run with a picture."""
        self._script = script
        self._step: Callable[[], bool] | float | None = None
        self._since = time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        try:
            if self.window() is None:
                return
            if self._step is None:
                self._step = next(self._script)
                self._since = time.monotonic()
            waited = time.monotonic() - self._since
            if isinstance(self._step, float):
                if waited >= self._step:
                    self._step = None
            elif self._step():
                self._step = None
            elif waited > LIMIT_S:
                name = getattr(self._step, "__name__", "step")
                raise TimeoutError(f"could not {name}; on the screen: {sorted(set(self.texts()))}")
        except StopIteration:
            self._timer.stop()
            self._end("")
        except Exception:  # whatever goes wrong is the result of the run
            self._timer.stop()
            self.picture("failure")
            self._end(traceback.format_exc())

    def _end(self, error: str) -> None:
        self.result.write_text(json.dumps({"error": error, **self.notes}))
        window = self.window()
        if window is not None:
            if error:
                os._exit(1)
            window.close()


def main() -> int:
    """Starts the application and lets the person work."""
    script_name, result = sys.argv[2], Path(sys.argv[3])
    module, _, name = script_name.partition(":")
    script = getattr(importlib.import_module(module), name)
    from finbyte_desktop import app, cli

    person = Person(result)
    session = app._session

    async def observed(application: QApplication, *rest: object) -> int:
        person.follow(script(person))
        return await session(application, *rest)  # type: ignore[arg-type]

    app._session = observed  # type: ignore[assignment]
    return cli.run(["--data", sys.argv[1], *sys.argv[4:]])


if __name__ == "__main__":
    sys.exit(main())
