"""The holder of all desks of a data folder: paper, and one desk for each connection to a venue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError
from finbyte_desktop.core.intents import Level
from finbyte_desktop.services import ports
from finbyte_desktop.services.account_keys import AccountKeys
from finbyte_desktop.services.account_links import AccountLink, AccountLinks
from finbyte_desktop.services.account_opening import OPENING, AccountOpening
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.connection_address import clean_address
from finbyte_desktop.services.counting import counted, have
from finbyte_desktop.services.credentials import ApiKey, Connection, Credentials, Home
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.guard.link import GuardLink
from finbyte_desktop.services.guard.scope import Scope
from finbyte_desktop.services.listeners import Listeners
from finbyte_desktop.services.live.remainder import remainder
from finbyte_desktop.services.logs import text_of, without_secrets
from finbyte_desktop.services.ports import AccountState, KeyReport, Link, VenueChoice
from finbyte_desktop.services.settings import SharedSettings, load_settings
from finbyte_desktop.services.shown_accounts import ACCOUNTS, unattended
from finbyte_desktop.services.store.database import FolderLock
from finbyte_desktop.services.store.queries import LeftBehind, left_behind
from finbyte_desktop.services.supervisor import Supervisor

if TYPE_CHECKING:  # the first window opens without what a venue needs
    from finbyte_desktop.services.live.desk import LiveDesk

log = logging.getLogger(__name__)
PAPER = "paper"
WATCH, LOCKING = "vault", "lock the vault"
LONGEST_NAME = 60


class Accounts:
    """Implements `ports.Accounts`. Make it with `Accounts.open`."""

    def __init__(
        self,
        folder: Path,
        paper: PaperDesk | None,
        lock: FolderLock | None,
        settings: SharedSettings,
        credentials: Credentials,
        guarded: bool = False,
    ) -> None:
        self.folder = folder
        self.guard = GuardLink(folder, self._panicked) if guarded else None
        self.paper = paper
        self.settings = settings
        self._lock_file = lock
        self._supervisor = Supervisor(self._task_failed, self._task_begins_anew)
        self._watch: asyncio.Task[None] | None = None
        self._notice_listeners: Listeners[[ports.Notice]] = Listeners()
        self._links = AccountLinks(credentials)
        self._keys = AccountKeys(folder, credentials, self._links)
        self._opening = AccountOpening(
            folder, settings, self._links, self._keys, self.guard, self._supervisor
        )

    @classmethod
    async def open(
        cls,
        folder: Path,
        choice: ports.FeedChoice | None = None,
        credentials: Credentials | None = None,
        with_paper: bool = True,
        guarded: bool = False,
    ) -> Accounts:
        """Opens a data folder with its paper desk; nothing is connected yet. Without paper its folder is
        locked all the same. With `guarded` a guard process is started with the first connection.

        Raises as `PaperDesk.open` does. A file of connections that cannot be read is told in `states`.
        """
        paper: PaperDesk | None = None
        lock: FolderLock | None = None
        if with_paper:
            paper = await PaperDesk.open(folder, choice)
            settings = paper.shared_settings
        else:
            lock = FolderLock(folder)
            settings = SharedSettings(folder, load_settings(folder))
        accounts = cls(folder, paper, lock, settings, credentials or Credentials(folder), guarded)
        with contextlib.suppress(Unavailable):  # paper goes on without them; `add` and `connect` say why
            accounts._links.read()
        accounts._supervisor.spawn("bots", accounts._count_bots())
        accounts._watch_vault()
        return accounts

    # --- what goes wrong --------------------------------------------------------------------------

    def _task_failed(self, name: str, error: BaseException) -> None:
        kind, _, account = name.partition(":")
        if kind == OPENING:  # who waits for an opening hears of it
            return
        log.error("%s failed: %s", name, error, exc_info=error)
        text = text_of(error)
        link = self._links.find(account)
        if link is not None:
            self._links.set(link, Link.REFUSED, text, "bug")
        elif name == WATCH:
            self._lock_unwatched(text)
        elif name == LOCKING:
            self._notice(Level.ERROR, "vault_not_locked", {"text": text})
        else:
            self._notice(Level.ERROR, "task_failed", {"task": name, "text": text})

    def _task_begins_anew(self, name: str, error: BaseException, pause_s: float) -> None:
        log.error("%s failed and begins anew in %g s: %s", name, pause_s, error, exc_info=error)
        if name == WATCH:
            self._lock_unwatched(text_of(error))

    def _lock_unwatched(self, text: str) -> None:
        """Nobody would lock the vault when it is idle: it is locked now, whoever uses it."""
        if self._keys.vault_is_open():
            self._supervisor.spawn(LOCKING, self._keys.lock_vault())
            self._notice(Level.ERROR, "vault_unwatched", {"text": text})

    def _notice(self, level: Level, code: str, fields: Mapping[str, str]) -> None:
        shown = {name: without_secrets(text) for name, text in fields.items()}
        self._notice_listeners.tell(ports.Notice(wall_ns(), level, code, shown))

    def subscribe_notices(self, callback: Callable[[ports.Notice], None]) -> ports.Unsubscribe:
        """Hears what a person should see now and what belongs to no account."""
        return self._notice_listeners.add(callback)

    # --- reads ------------------------------------------------------------------------------------

    def states(self) -> Sequence[AccountState]:
        """Paper first, then the connections as they were added."""
        rows = []
        if self.paper is not None:
            running = self.paper.bot_counts().living
            rows.append(AccountState(PAPER, "Paper", "Paper", "paper", Link.LIVE, bots=running, is_open=True))
        return [*rows, *(link.state() for link in self._links)]

    def unattended(self, wanted: Collection[str] = ()) -> Sequence[AccountState]:
        """Accounts that nobody looks after; wanted are these, and those that were connected last."""
        return unattended(self.states(), {*wanted, *self.settings.now.connected})

    def venues(self) -> Sequence[VenueChoice]:
        """What can be connected: whatever has spot markets, and where bots trade perpetuals; demo trading of
        perpetuals alone is not spoken here.
        """
        from finbyte_desktop.services.live.desk_perpetuals import TRADED
        from finbyte_desktop.services.venues.tiers import OTHER_KEYS, PASSPHRASE, venue_choices

        return [
            VenueChoice(v.id, v.name, v.tier.value, v.testnet, v.id in PASSPHRASE, v.demo and v.spot)
            for v in venue_choices()
            if (v.spot or v.id in TRADED) and v.id not in OTHER_KEYS
        ]

    def desk(self, account: str) -> PaperDesk | LiveDesk:
        """The desk of an account that is open. Raises UserError for any other."""
        if account == PAPER and self.paper is not None:
            return self.paper
        link = self._links.find(account)
        if link is None:
            raise UserError(f"There is no account {account}.", "no_such_account")
        if link.desk is None:
            raise UserError(f"{link.connection.name} is not connected.", "not_connected")
        return link.desk

    def desks(self) -> Sequence[tuple[str, PaperDesk | LiveDesk]]:
        """Every desk that is open, paper first."""
        paper = [] if self.paper is None else [(PAPER, self.paper)]
        live = [(link.connection.id, link.desk) for link in self._links if link.desk is not None]
        return [*paper, *live]

    def named(self, name: str) -> str:
        """The account of that id or name. Raises UserError when there is none, or more than one."""
        found = [a.id for a in self.states() if name in (a.id, a.name)]
        if len(found) == 1:
            return found[0]
        known = ", ".join(a.name for a in self.states() if a.id != PAPER) or "none"
        raise UserError(f"There is no connection {name}. Known: {known}.", "no_such_account")

    def subscribe(self, callback: Callable[[], None]) -> ports.Unsubscribe:
        """Hears that an account has another state."""
        return self._links.subscribe(callback)

    # --- connections ------------------------------------------------------------------------------

    def new_connection(
        self,
        venue: str,
        name: str,
        home: Home,
        testnet: bool = False,
        address: str | None = None,
        demo: bool = False,
    ) -> Connection:
        """A connection that can be tried and added. Raises UserError for what cannot be."""
        name = name.strip()
        if not name or len(name) > LONGEST_NAME:
            raise UserError(f"A name has 1 to {LONGEST_NAME} characters.", "bad_name", "name")
        if name in [PAPER, *(link.connection.name for link in self._links)]:
            raise UserError("There is a connection of this name already.", "connection_exists", "name")
        at = None if address is None or not address.strip() else clean_address(address.strip())
        return Connection(f"{venue}-{secrets.token_hex(4)}", venue, name, home, testnet, at, demo)

    async def try_key(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Opens the venue with this key and asks what it may do; nothing is kept, no order is sent.

        Raises UserError for a key that may do too much or too little, VenueRejected for one that the venue
        does not take, Unavailable when it cannot be reached.
        """
        return await self._keys.try_key(connection, key)

    async def add(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Tries a key, keeps it and connects; `states` tell how that goes. Raises as `try_key` does, and
        UserError for a key that another connection uses, or one of an account that is connected already: then
        nothing is kept.
        """
        report, kept = await self._keys.add(connection, key)
        self._links.add(kept)
        await self._opening.connect_quietly(connection.id)
        return report

    async def renew(self, account: str, key: ApiKey) -> KeyReport:
        """Puts another key in the place of the old one, which stays when the new one is no good."""
        link = self._links.known(account)
        report, link.connection = await self._keys.renew(link.connection, key)
        await self._opening.connect_anew(link)
        return report

    async def remove(self, account: str) -> None:
        """Forgets a connection and its key; what it traded stays in the data folder. Raises UserError while
        its bots run, and nothing is changed then.
        """
        link = self._links.known(account)
        running = (await self._left_behind(link)).bots
        if running:
            raise UserError(
                f"{counted(running, 'bot')} of {link.connection.name} {have(running)} not ended. "
                "Nothing was removed. Stop them first: without the key nobody looks after their orders.",
                "bots_running",
            )
        health = None if link.desk is None else link.desk.account_health()
        if health is not None and health.quarantined:
            raise UserError(
                f"{remainder(health.quarantined)} Nothing was removed: without the key nobody can find out "
                "what became of it.",
                "orders_of_unknown_fate",
            )
        await self.disconnect(account)
        await self._keys.remove(link.connection)
        self._links.forget(account)

    async def _left_behind(self, link: AccountLink) -> LeftBehind:
        if link.desk is not None:
            return LeftBehind(len(link.desk.living), link.desk.may_rest)
        place = self.folder / ACCOUNTS / link.connection.id
        return await self._keys.blocking(lambda: left_behind(place))

    async def _count_bots(self) -> None:
        """How many bots and orders nobody looks after, of accounts that are not connected."""
        for link in self._links:
            with contextlib.suppress(FinByteError):  # then it is not known
                link.bots, link.orders = await self._left_behind(link)
        self._links.tell()

    async def connect(self, account: str, remember: bool = True) -> None:
        """Opens an account; its bots go on. Asking twice changes nothing, except that an engine which
        stopped is started anew. With `remember` the next start connects it too, whatever comes of it now.

        Raises UserError or VenueRejected when it is refused, Unavailable when it cannot be reached now: then
        it is tried again by itself, unless its key cannot be read (`Link.LOCKED`).
        """
        await self._opening.connect(account, remember)

    def connect_soon(self, account: str, remember: bool = True) -> None:
        """The same without waiting for it; `states` tell how it goes."""
        self._opening.connect_soon(account, remember)

    def connect_as_before(self) -> None:
        """Connects what was connected when the last session ended."""
        self._opening.connect_as_before()

    async def disconnect(self, account: str) -> None:
        """Closes an account, or ends its opening; its orders stay at the venue as they are."""
        await self._opening.disconnect(account)

    # --- panic ------------------------------------------------------------------------------------

    def _panicked(self, scope: Scope) -> None:
        """The guard was asked from outside: bots stop too, so that books and screen agree."""
        for account, desk in self.desks():
            if scope.account not in (None, account):
                continue
            if isinstance(desk, PaperDesk):
                self._supervisor.spawn("panic:paper", desk.panic(scope.bot))
            else:
                desk.obey_soon()

    async def panic(self, scope: Scope) -> list[str]:
        """Stops the bots of a scope and cancels their orders; the accounts that were told. Every account is
        told, also when one of them fails: then its error is raised at the end.
        """
        wanted = [(name, desk) for name, desk in self.desks() if scope.account in (None, name)]
        ended = await asyncio.gather(*(desk.panic(scope.bot) for _, desk in wanted), return_exceptions=True)
        for result in ended:
            if isinstance(result, BaseException):
                raise result
        return [name for name, _ in wanted]

    async def release_panic(self, account: str) -> bool:
        """Lets orders of an account leave again after a panic; whether it was held. Raises UserError while
        the panic is under way, and Unavailable when the disk refuses.
        """
        desk = self.desk(account)
        if isinstance(desk, PaperDesk) or not desk.is_held:
            return False
        await desk.release_panic()
        return True

    # --- keyring and vault ------------------------------------------------------------------------

    async def has_keyring(self) -> bool:
        """Whether this system has a keyring that keeps secrets."""
        return await self._keys.has_keyring()

    def has_vault(self) -> bool:
        """Whether the data folder has a vault."""
        return self._keys.has_vault()

    def vault_is_open(self) -> bool:
        """Whether its keys can be read now."""
        return self._keys.vault_is_open()

    async def create_vault(self, password: str) -> None:
        """A new, empty vault, which is open then. Raises UserError for a short password."""
        self._watch_vault()
        await self._keys.create_vault(password)

    async def open_vault(self, password: str) -> None:
        """Opens the vault; accounts that waited for it are connected. It locks again when no secret of it was
        used for the time that the settings say. Raises UserError for a wrong password.
        """
        self._watch_vault()
        await self._keys.open_vault(password)
        for link in self._links:
            if link.link is Link.LOCKED and link.connection.home is Home.VAULT:
                self.connect_soon(link.connection.id, remember=False)

    async def lock_vault(self) -> None:
        """Locks the vault now. Accounts that are connected go on with the keys that they hold; one that has
        to be opened anew needs the password again.
        """
        await self._keys.lock_vault()

    def _watch_vault(self) -> None:
        """Sees to it that somebody locks an idle vault; a watch that was given up is begun again."""
        if self._watch is None or self._watch.done():
            idle_min = lambda: self.settings.now.vault_idle_min  # noqa: E731
            self._watch = self._supervisor.keep(WATCH, lambda: self._keys.watch_vault(idle_min))

    # --- the end ----------------------------------------------------------------------------------

    async def close(self, closing: str) -> None:
        """Closes every desk ("keep" or "cancel" the orders of bots). One that fails keeps none open."""
        for link in self._links:
            self._opening.forget_again(link)
        await self._supervisor.close()
        desks = [desk for _, desk in reversed(self.desks())]
        ended = await asyncio.gather(*(desk.close(closing) for desk in desks), return_exceptions=True)
        if self.guard is not None:
            await self.guard.close()
        self._keys.close()
        if self._lock_file is not None:
            self._lock_file.release()
        for result in ended:
            if isinstance(result, BaseException):
                raise result
