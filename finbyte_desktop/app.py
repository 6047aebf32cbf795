"""Composition root of the window: the only place where the concrete desk and the window meet."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication, QWidget

    from finbyte_desktop.core.errors import Unavailable
    from finbyte_desktop.paths import Locations
    from finbyte_desktop.services.accounts import Accounts
    from finbyte_desktop.services.control import ControlServer
    from finbyte_desktop.services.ports import Desk, FeedChoice
    from finbyte_desktop.services.uncaught import Uncaught
    from finbyte_desktop.ui.account_windows import AccountWindows
    from finbyte_desktop.ui.appearance import Appearance
    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.opening import OpeningWindow

DONE, BAD_INPUT, ENVIRONMENT = 0, 2, 3
SETTLED_MS = 1_500
STARTED_S = 1.0
YOUNG_OBJECTS = 1_500


def run_window(folder: Path, choice: FeedChoice | None, picture: Path | None = None) -> int:
    """Opens the window on a data folder; the exit status. With `picture` it saves the window and ends."""
    text = display_problem()
    if text is not None:
        print(text, file=sys.stderr)
        return ENVIRONMENT
    gc.disable()  # a collection would only lengthen the start; `_tend_garbage` switches it on again
    os.environ["QT_API"] = "pyside6"
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop import eventloop, paths
    from finbyte_desktop.services.uncaught import Part, Uncaught
    from finbyte_desktop.ui.appearance import Appearance

    app = QApplication(sys.argv[:1])
    app.setApplicationName("finbyte-desktop")
    app.setApplicationDisplayName("FinByte Desktop")
    locations = paths.locations(folder)
    appearance = Appearance(app, locations.translations)

    uncaught = Uncaught()
    restore = uncaught.install()

    async def main() -> int:
        return await _session(app, appearance, locations, choice, picture, uncaught)

    try:
        return eventloop.run(app, main, lambda error: uncaught.note(error, Part.BESIDE))
    finally:
        restore()


def display_problem() -> str | None:
    """Why no window can open here, or None."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    return (
        "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can open. "
        "Start FinByte from a desktop session, or check the installation without one: "
        "python3 dev.py run --offscreen-check"
    )


async def _session(
    app: QApplication,
    appearance: Appearance,
    locations: Locations,
    choice: FeedChoice | None,
    picture: Path | None,
    uncaught: Uncaught,
) -> int:
    import asyncio

    from finbyte_desktop.services.ports import Settings
    from finbyte_desktop.services.settings import load_settings
    from finbyte_desktop.ui.opening import OpeningWindow

    problem = _start_log(locations)
    appearance.apply(Settings() if problem is not None else load_settings(locations.data))
    opening = OpeningWindow()
    opening.show()
    await opening.painted()

    accounts = await _opened(opening, locations.data, choice, problem, asks=picture is None)
    if isinstance(accounts, int):
        return accounts
    from finbyte_desktop.eventloop import Tasks
    from finbyte_desktop.services.accounts import PAPER
    from finbyte_desktop.services.uncaught import Part
    from finbyte_desktop.ui.account_windows import AccountWindows
    from finbyte_desktop.ui.main_window import MainWindow

    tasks = Tasks(lambda error: uncaught.note(error, Part.ASKED))

    def make(desk: Desk, account: str) -> MainWindow:
        return MainWindow(desk, tasks.spawn, appearance, locations, accounts=accounts, account=account)

    windows = AccountWindows(accounts, make)
    loop = asyncio.get_running_loop()

    def told(part: Part) -> None:
        # later, and on this thread: an error comes from any of them, and in the middle of a repaint
        loop.call_soon_threadsafe(windows.say_failure, part)

    uncaught.on_told = told
    ended: asyncio.Future[None] = loop.create_future()
    windows.ended.connect(lambda: ended.done() or ended.set_result(None))
    window = windows.window(PAPER)
    window.show()
    opening.close()
    accounts.desk(PAPER).start()
    window.start()
    accounts.connect_as_before()
    windows.ask_for_vault()
    windows.return_to_last()
    control = await _serve(accounts)
    loop.call_later(STARTED_S, _tend_garbage)
    put_back = _end_in_order(windows, loop)
    if picture is not None:
        await asyncio.sleep(SETTLED_MS / 1000)
        saved = _save_picture(window, picture)
        windows.close()
        await accounts.close("keep")
    else:
        saved = True
        await ended  # the window has closed every account as it was asked to
    put_back()
    uncaught.on_told = None
    if control is not None:
        await control.close()
    await tasks.close()
    return DONE if saved else ENVIRONMENT


async def _opened(
    opening: OpeningWindow,
    folder: Path,
    choice: FeedChoice | None,
    problem: Unavailable | None,
    *,
    asks: bool,
) -> Accounts | int:
    """The accounts of a data folder, or the exit status. A file of prices that cannot be used is told, and
    another one can be chosen.
    """
    from finbyte_desktop.core.errors import FinByteError, UserError
    from finbyte_desktop.services.accounts import Accounts

    while True:
        try:
            if problem is not None:
                raise problem
            return await Accounts.open(folder, choice, guarded=True)
        except FinByteError as error:
            from finbyte_desktop.services.feed_choice import file_is_at_fault, with_file
            from finbyte_desktop.ui import words_problems

            print(error.text, file=sys.stderr)
            status = BAD_INPUT if isinstance(error, UserError) else ENVIRONMENT
            if not asks:
                return status
            offers = problem is None and choice is not None and file_is_at_fault(choice)
            file = await opening.tell(words_problems.error(error), offers_file=offers)
            if file is None or choice is None:
                return status
            choice = with_file(choice, file)


def _end_in_order(windows: AccountWindows, loop: AbstractEventLoop) -> Callable[[], None]:
    """SIGTERM (the computer shuts down) and Ctrl+C close the window without a question: orders stay. A second
    one ends the process at once. What is returned puts back how signals were answered before.
    """
    import signal

    def asked(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(windows.end)

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, asked) for number in numbers]

    def put_back() -> None:
        for number, answer in zip(numbers, before, strict=True):
            signal.signal(number, answer)

    return put_back


async def _serve(accounts: Accounts) -> ControlServer | None:
    """The door for `ctl`; the window works without it too."""
    import logging

    from finbyte_desktop.core.errors import Unavailable
    from finbyte_desktop.services.control import ControlServer
    from finbyte_desktop.services.steering import Steering

    try:
        return await ControlServer.open(accounts.folder, Steering(accounts, "window", None).answer)
    except Unavailable as error:
        logging.getLogger(__name__).warning("%s", error.text)
        return None


def _tend_garbage() -> None:
    """Sets aside what the start made, garbage or not, so that collections look only at what came after.

    A collection of everything stopped the window for up to 93 ms, six times in 12 s of a fast replay.
    """
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    gc.enable()


def _save_picture(window: MainWindow, picture: Path) -> bool:
    picture.parent.mkdir(parents=True, exist_ok=True)
    widget: QWidget = window
    return widget.grab().save(str(picture))


def _start_log(locations: Locations) -> Unavailable | None:
    """Begins the log; why the folders of this run cannot be written, or None."""
    import logging

    from finbyte_desktop.core.errors import Unavailable
    from finbyte_desktop.services.logs import FORMAT, RedactingFormatter, start_log
    from finbyte_desktop.services.store.database import check_folder

    try:
        check_folder(locations.data)
        start_log(locations.log)
    except Unavailable as error:
        return error
    if sys.stderr is not None:  # a frozen program has none on Windows
        shown = logging.StreamHandler(sys.stderr)
        shown.setLevel(logging.ERROR)
        shown.setFormatter(RedactingFormatter(FORMAT))
        logging.getLogger().addHandler(shown)
    return None
