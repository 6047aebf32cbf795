"""Single words that were English in a Chinese window, or meant something else there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from finbyte_desktop.ui.pages.portfolio_page import PortfolioPage
from finbyte_desktop.ui.session import Place

if TYPE_CHECKING:
    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk


def test_the_paper_account_and_the_sleep_inhibitor(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk
) -> None:
    """Under the portfolio's total, and where the system refuses to stay awake."""
    desk.current = replace(desk.current, language="zh_CN")
    desk.refuses_awake = True
    window = open_window(desk)
    window.session.go(Place("portfolio"))
    page = window.page("portfolio")
    assert isinstance(page, PortfolioPage)
    assert "Paper" not in page._accounts_note()
    window.shell_status.refresh()
    assert window.status._cells["awake"].label == "防休眠"
