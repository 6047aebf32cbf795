"""An account whose opening fails at any point leaves nothing open: file, lock, connection, tasks."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.services.live import account as account_module
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.settings import SharedSettings, load_settings
from finbyte_desktop.services.store.database import FolderLock
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, api_key, connection

LIMIT_S = 60.0


class Open:
    """What was opened and is not closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ports: list[CcxtVenue] = []
        self.journals: list[Journal] = []
        self._note(monkeypatch, CcxtVenue, self.ports)
        self._note(monkeypatch, Journal, self.journals)

    @staticmethod
    def _note(monkeypatch: pytest.MonkeyPatch, kind: Any, held: list[Any]) -> None:
        begin, end = kind.__init__, kind.close

        def begun(self: Any, *given: Any, **named: Any) -> None:
            begin(self, *given, **named)
            held.append(self)

        def ended(self: Any) -> Any:
            if self in held:
                held.remove(self)
            return end(self)

        monkeypatch.setattr(kind, "__init__", begun)
        monkeypatch.setattr(kind, "close", ended)


def fails(*_: Any, **__: Any) -> None:
    raise RuntimeError("torn")


@pytest.mark.parametrize("where", ["ports", "journal", "secret", "after", "desk"])
def test_failed_opening_leaves_nothing_open(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder can be opened again at once, and nothing of the first try is left."""
    held = Open(monkeypatch)

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            given = connection("binance", exchange.url)
            key = api_key(exchange.add_account("trader", BALANCES))
            settings = SharedSettings(tmp_path, load_settings(tmp_path))
            before = asyncio.all_tasks()
            with monkeypatch.context() as patch:
                if where == "ports":
                    patch.setattr(account_module, "perpetuals_port", fails)
                elif where == "journal":
                    patch.setattr(account_module, "Journal", fails)
                elif where == "secret":
                    patch.setattr(account_module, "install_secret", fails)
                elif where == "after":
                    patch.setattr(account_module, "_add_old_markets", fails)
                else:
                    patch.setattr(LiveDesk, "_begin", fails)
                with pytest.raises(RuntimeError, match="torn"):
                    await LiveDesk.open(tmp_path, given, key, settings)
            assert held.ports == []
            assert held.journals == []
            assert asyncio.all_tasks() - before == set()
            gc.collect()  # a file that is still open would be told here
            place = tmp_path / "accounts" / given.id
            FolderLock(place).release()
            if (place / "finbyte.sqlite3").exists():
                with contextlib.closing(sqlite3.connect(place / "finbyte.sqlite3", timeout=0)) as file:
                    file.execute("BEGIN EXCLUSIVE")
            desk = await LiveDesk.open(tmp_path, given, key, settings)
            await desk.close("keep")

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work()

    asyncio.run(limited())


def test_what_hears_an_account_is_named() -> None:
    """Callbacks of the same shape cannot be swapped by a place in a row."""
    parameters = inspect.signature(account_module.open_account).parameters.values()
    named = {p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}
    assert {"heard", "on_failure", "on_restart", "prepare", "factory"} <= named
