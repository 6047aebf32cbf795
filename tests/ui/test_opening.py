"""The window that is there while FinByte opens: it offers another file of prices for one of no use."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from finbyte_desktop.app import BAD_INPUT, ENVIRONMENT, _opened
from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from finbyte_desktop.ui.opening import OpeningWindow
from tests.services.test_desk import candle_file

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def opening(qtbot: QtBot) -> OpeningWindow:
    made = OpeningWindow()
    qtbot.addWidget(made)
    made.show()
    return made


async def asked(opening: OpeningWindow) -> None:
    """Returns when the window has told a problem."""
    for _ in range(1_000):
        if opening._button.isVisible():
            return
        await asyncio.sleep(0.01)
    pytest.fail("nothing was told")


@pytest.mark.parametrize("wrong", ["gone.csv", "notes.csv"])
def test_a_file_that_cannot_be_used_leads_to_another_one(
    opening: OpeningWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    """As the main action; FinByte opens with the file that was chosen, also after a second mistake."""
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    good = candle_file(tmp_path, count=3)
    choice = FeedChoice(FeedKind.CAPTURE, tmp_path / wrong)

    async def main() -> FeedChoice:
        task = asyncio.create_task(_opened(opening, tmp_path / "data", choice, None, asks=True))
        for file in (tmp_path / "notes.csv", good):
            await asked(opening)
            button = opening.other_file
            assert button is not None
            assert button.isVisible()
            assert opening.focusWidget() is button
            assert "cannot open" in opening._name.text()
            opening._take_file(file)
            await asyncio.sleep(0)
        accounts = await task
        assert isinstance(accounts, Accounts)
        assert "cannot open" not in opening._name.text()
        assert not button.isVisible()
        feed = accounts.desk("paper").settings().feed
        await accounts.close("keep")
        return feed

    feed = asyncio.run(main())
    assert (feed.kind, feed.path) == (FeedKind.CANDLES, good)
    assert wrong in capsys.readouterr().err


@pytest.mark.parametrize("about", ["file", "data"])
def test_closing_the_window_ends_the_start(opening: OpeningWindow, tmp_path: Path, about: str) -> None:
    """What is not about the file offers none."""
    choice = FeedChoice(FeedKind.CANDLES, tmp_path / "gone.csv")
    problem = Unavailable("The folder cannot be written.", "no_room") if about == "data" else None

    async def main() -> object:
        task = asyncio.create_task(_opened(opening, tmp_path / "data", choice, problem, asks=True))
        await asked(opening)
        shown = [button.text() for button in opening.findChildren(QPushButton) if button.isVisible()]
        assert sorted(shown) == ["Choose another file…"] * (problem is None) + ["Close FinByte"]
        opening._button.click()
        return await task

    assert asyncio.run(main()) == (BAD_INPUT if problem is None else ENVIRONMENT)
