"""Whoever hears of a change may be wrong himself: the others hear of it all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.intents import Level
from finbyte_desktop.services.account_links import AccountLinks
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.credentials import Credentials
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.listeners import Listeners
from finbyte_desktop.services.ports import FeedChoice
from finbyte_desktop.services.settings import Settings, SharedSettings
from tests.conftest import ExpectedLogs

Told = list[Any]
LIMIT_S = 30.0


def torn(*_: object) -> None:
    raise RuntimeError("a listener that is torn")


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def of_links(folder: Path, told: Told) -> Callable[[], None]:
    links = AccountLinks(Credentials(folder))
    links.subscribe(torn)
    links.subscribe(lambda: told.append("links"))
    return links.tell


def of_settings(folder: Path, told: Told) -> Callable[[], None]:
    settings = SharedSettings(folder, Settings())
    settings.listen(torn)
    settings.listen(lambda: told.append("settings"))
    return lambda: settings.save(settings.now)


@pytest.mark.parametrize("of", [of_links, of_settings])
def test_listener_that_fails_hinders_no_other(
    of: Callable[[Path, Told], Callable[[], None]], tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    """Outside a loop the log has it; nothing is raised at whoever tells."""
    expected_logs.require("a listener that is torn")
    told: Told = []
    of(tmp_path, told)()
    assert len(told) == 1


def test_failing_listener_goes_to_the_error_path_of_the_loop(tmp_path: Path) -> None:
    """In a window that is the place which writes the traceback and tells the person."""
    seen: list[BaseException] = []

    async def work() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: seen.append(context["exception"]))
        told: Told = []
        of_links(tmp_path, told)()
        assert told == ["links"]

    run(work())
    assert [str(error) for error in seen] == ["a listener that is torn"]


def test_desk_and_accounts_tell_everybody(tmp_path: Path) -> None:
    """Changes and notices of a desk, notices of the data folder."""
    seen: list[BaseException] = []

    async def work() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: seen.append(context["exception"]))
        accounts = await Accounts.open(tmp_path, FeedChoice(), Credentials(tmp_path))
        desk = accounts.desk("paper")
        assert isinstance(desk, PaperDesk)
        told: Told = []
        for subscribe in (desk.subscribe, desk.subscribe_notices, accounts.subscribe_notices):
            subscribe(torn)
            subscribe(told.append)
        desk._tell("health")
        desk._notice(Level.INFO, "torn", {})
        accounts._notice(Level.INFO, "torn", {})
        assert len(told) == 3
        await accounts.close("keep")

    run(work())
    assert {str(error) for error in seen} == {"a listener that is torn"}


def test_whoever_stopped_hears_nothing_more(tmp_path: Path) -> None:
    """And may say so twice."""
    links, told = AccountLinks(Credentials(tmp_path)), []
    stop = links.subscribe(lambda: told.append(1))
    links.tell()
    stop()
    stop()
    links.tell()
    assert told == [1]


def test_who_listens_twice_and_ends_once_hears_once() -> None:
    """Ending one subscription twice does not end another one of the same callback."""
    listeners: Listeners[[]] = Listeners()
    told: Told = []

    def heard() -> None:
        told.append(1)

    first = listeners.add(heard)
    listeners.add(heard)
    first()
    first()
    listeners.tell()
    assert told == [1]
