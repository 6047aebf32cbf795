"""A live account of a data folder: its own database and journal, its key, its shell, opened as one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core.contract import BotFactory
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.services.credentials import ApiKey, Connection, Credentials
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.live.key_rights import warnings_of
from finbyte_desktop.services.live.positions import perpetuals_port
from finbyte_desktop.services.live.shell import FactsHeard, LiveShell
from finbyte_desktop.services.logs import redacted
from finbyte_desktop.services.settings import install_secret
from finbyte_desktop.services.shown_accounts import ACCOUNTS, ShownRights
from finbyte_desktop.services.store.database import Database, FolderLock, open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.proof import prove, remembered
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.connected_venue import connected_venue
from finbyte_desktop.services.venues.live_port import KeyRights

KEPT_ENDED = 5_000  # ended orders that late evidence can re-open
STARTING_TRIES = 4  # within 9 s; then the account is closed, told why, and opened anew after the usual waits


@dataclass
class LiveAccount:
    """An open account. `close` leaves the orders at the venue as they are.

    `rights` are those of its key as the venue tells them, `warnings` what a person should know of them.
    `perpetuals` is the connection to its perpetuals, not opened yet; None where there are none to read.
    """

    connection: Connection
    folder: Path
    database: Database
    rights: KeyRights
    warnings: tuple[str, ...]
    kernel: Kernel
    journal: Journal
    port: CcxtVenue
    shell: LiveShell
    supervisor: Supervisor
    lock: FolderLock
    perpetuals: CcxtVenue | None = None

    async def close(self) -> None:
        """Ends with everything on disk."""
        try:
            await self.shell.stop()
        finally:
            await self.supervisor.close()
            if self.perpetuals is not None:
                await self.perpetuals.close()
            await self.port.close()
            self.journal.close()
            self.lock.release()


def refuse_wide_rights(rights: KeyRights, name: str) -> list[str]:
    """Warnings about a key. Raises UserError for one that may move money out of the account."""
    wide = [
        word for word, may in (("withdraw", rights.can_withdraw), ("transfer", rights.can_transfer)) if may
    ]
    if wide:
        raise UserError(
            f"The key of {name} may {' and '.join(wide)}. FinByte takes no key that can move money out: "
            "whoever gets hold of it could. Nothing was connected. Make a key at the venue that may "
            "only trade.",
            "key_too_wide",
            "key",
        )
    if rights.can_trade is False:
        raise UserError(
            f"The key of {name} may not trade. Nothing was connected. Allow trading for it at the venue.",
            "key_may_not_trade",
            "key",
        )
    return list(warnings_of(rights))


def shown_rights(rights: KeyRights) -> ShownRights:
    """What a key may do, as it is shown."""
    return ShownRights(
        rights.can_trade, rights.can_withdraw, rights.can_transfer, rights.ip_bound, rights.expires_ns
    )


def _add_old_markets(account: LiveAccount) -> None:
    """Markets of old bots that the venue does not list any more, as they were kept."""
    saved = account.journal.load_venue()
    for bot in Queries(account.database.engine).bots():
        for name in (bot.instrument, *saved.get(f"markets:{bot.id}", ())):
            if name not in account.kernel.instruments:
                account.kernel.add_instrument(remembered(saved, name))


async def open_account(
    folder: Path,
    connection: Connection,
    key: ApiKey,
    now_ns: Callable[[], int],
    *,
    heard: FactsHeard,
    on_failure: Callable[[str, BaseException], None] | None = None,
    on_restart: Callable[[str, BaseException, float], None] | None = None,
    factory: BotFactory = make_bot,
    prepare: Callable[[LiveAccount], Awaitable[None]] | None = None,
    steady_ns: Callable[[], int] = time.monotonic_ns,
) -> LiveAccount:
    """Opens the account, brings it to one state with the venue, and lets its bots go on. `heard` gets every
    fact, `on_failure` a task that ended with an error, `on_restart` one that begins anew. `prepare` is called
    when everything is known from the disk and nothing was asked of the venue's orders yet.

    Raises Unavailable (venue, disk, second instance), VenueRejected (a key that is refused) or UserError (a
    key that may do too much). Nothing was sent then, and everything is as it was.
    """
    place = folder / ACCOUNTS / connection.id
    async with contextlib.AsyncExitStack() as parts:  # what is open, until the account holds it
        lock = FolderLock(place)
        parts.callback(lock.release)
        port = connected_venue(connection, key, now_ns, steady_ns)
        parts.push_async_callback(port.close)
        await port.open()
        rights = await port.rights()
        warnings = tuple(refuse_wide_rights(rights, connection.name))
        if rights.can_futures is False:
            port.forget_perpetuals()
        others = Credentials(folder).connections()
        perpetuals = perpetuals_port(connection, key, rights, now_ns, steady_ns, others)
        if perpetuals is not None:
            parts.push_async_callback(perpetuals.close)
        database = open_database(place, prove)
        file = parts.enter_context(contextlib.ExitStack())
        file.callback(database.engine.dispose)
        journal = Journal(database)
        file.pop_all()
        parts.callback(journal.close)
        journal.list_outside()
        kernel = Kernel(
            port.instruments(), factory, secret=install_secret(folder), kept_ended=KEPT_ENDED, told=redacted
        )
        shells: list[LiveShell] = []

        def failed(name: str, error: BaseException) -> None:
            for each in shells:
                each.task_failed(name, error)
            if on_failure is not None:
                on_failure(name, error)

        def begins_anew(name: str, error: BaseException, pause_s: float) -> None:
            for each in shells:
                each.task_begins_anew(name)
            if on_restart is not None:
                on_restart(name, error, pause_s)

        supervisor = Supervisor(failed, begins_anew)
        mark = PanicMark(place)
        port.holds = mark.holds
        shell = LiveShell(kernel, journal, port, supervisor, heard, mark=mark)
        shells.append(shell)
        about = (connection, place, database, rights, warnings)
        account = LiveAccount(*about, kernel, journal, port, shell, supervisor, lock, perpetuals)
        parts.pop_all()
    try:
        _add_old_markets(account)
        shell.recover()
        if prepare is not None:
            await prepare(account)
        await shell.start(STARTING_TRIES)
        if not shell.adopted_ns:  # the first connection: what is there now is where the ledger begins
            await shell.adopt_balances()
    except BaseException:
        await account.close()
        raise
    return account
