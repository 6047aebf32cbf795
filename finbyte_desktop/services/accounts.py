"""The holder of all desks of a data folder: paper, and one desk for each connection to a venue."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.core.placing import install_prefix
from finbyte_desktop.services import ports
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.connection_address import clean_address
from finbyte_desktop.services.credentials import ApiKey, Connection, Credentials, Home
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.guard.link import GuardLink
from finbyte_desktop.services.guard.scope import Scope
from finbyte_desktop.services.ports import AccountState, KeyReport, Link, VenueChoice
from finbyte_desktop.services.settings import SharedSettings, install_secret, load_settings
from finbyte_desktop.services.shown_accounts import label_of
from finbyte_desktop.services.store.database import FolderLock
from finbyte_desktop.services.store.queries import living_bots
from finbyte_desktop.services.supervisor import Supervisor

if TYPE_CHECKING:  # the first window opens without what a venue needs
    from finbyte_desktop.services.live.desk import LiveDesk

PAPER = "paper"
ACCOUNTS = "accounts"  # the folder of their databases
OPENING = "open"
# A key that cannot be read before a person does something: it is not tried again by itself.
LOCKED = frozenset({"vault_locked", "key_gone", "damaged_key", "no_keyring"})
AGAIN_S = (2.0, 5.0, 15.0, 30.0, 60.0)
LONGEST_NAME = 60
Result = TypeVar("Result")


@dataclass
class _Link:
    """One connection as it stands."""

    connection: Connection
    link: Link = Link.OFF
    why: str = ""
    code: str = ""
    desk: LiveDesk | None = None
    again: asyncio.Task[None] | None = None
    opening: asyncio.Task[LiveDesk] | None = None
    bots: int | None = None  # those that had not ended when the account was looked at last


def _load(venue: str) -> None:
    """Imports what an account at a venue needs. Blocking."""
    from finbyte_desktop.services.live import desk  # noqa: F401 - the import is the work
    from finbyte_desktop.services.venues.ccxt_preload import preload

    preload(venue)


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
        self._credentials = credentials
        self._keys = ThreadPoolExecutor(1, "keys")
        self._links: dict[str, _Link] = {}
        self._listeners: list[Callable[[], None]] = []
        self._supervisor = Supervisor(self._task_failed)
        self._locks: dict[str, asyncio.Lock] = {}
        self._told: tuple[tuple[str, Link, str], ...] = ()

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
            accounts._read_connections()
        accounts._supervisor.spawn("bots", accounts._count_bots())
        return accounts

    def _read_connections(self) -> None:
        """Raises Unavailable for a file that cannot be read."""
        for connection in self._credentials.connections():
            self._links.setdefault(connection.id, _Link(connection))

    def _task_failed(self, name: str, error: BaseException) -> None:
        kind, _, account = name.partition(":")
        link = self._links.get(account)
        if link is not None and kind != OPENING:  # who waits for an opening hears of it
            text = getattr(error, "text", f"{type(error).__name__}: {error}")
            self._set(link, Link.REFUSED, text, "bug")

    # --- reads ------------------------------------------------------------------------------------

    def states(self) -> Sequence[AccountState]:
        """Paper first, then the connections as they were added."""
        rows = []
        if self.paper is not None:
            running = self.paper.health().running_bots
            rows.append(AccountState(PAPER, "Paper", "Paper", "paper", Link.LIVE, bots=running, is_open=True))
        return [*rows, *(self._state(link) for link in self._links.values())]

    def _state(self, link: _Link) -> AccountState:
        connection, desk = link.connection, link.desk
        state, why, code = link.link, link.why, link.code
        if desk is not None:
            failure, trouble = desk.failure, desk.trouble()
            if failure is not None:
                state, why, code = Link.AWAY, failure.text, failure.code
            elif trouble is not None:
                state, why, code = Link.AWAY, trouble.text, trouble.code
        return AccountState(
            connection.id,
            connection.name,
            label_of(connection.venue),
            connection.mode,
            state,
            why,
            code,
            connection.home.value,
            connection.address,
            link.bots if desk is None else len(desk.living),
            is_open=desk is not None and desk.failure is None,
        )

    def venues(self) -> Sequence[VenueChoice]:
        """What can be connected."""
        from finbyte_desktop.services.venues.tiers import OTHER_KEYS, PASSPHRASE, venue_choices

        return [
            VenueChoice(v.id, v.name, v.tier.value, v.testnet, v.id in PASSPHRASE, v.demo)
            for v in venue_choices()
            if v.spot and v.id not in OTHER_KEYS
        ]

    def desk(self, account: str) -> PaperDesk | LiveDesk:
        """The desk of an account that is open. Raises UserError for any other."""
        if account == PAPER and self.paper is not None:
            return self.paper
        link = self._links.get(account)
        if link is None:
            raise UserError(f"There is no account {account}.", "no_such_account")
        if link.desk is None:
            raise UserError(f"{link.connection.name} is not connected.", "not_connected")
        return link.desk

    def desks(self) -> Sequence[tuple[str, PaperDesk | LiveDesk]]:
        """Every desk that is open, paper first."""
        paper = [] if self.paper is None else [(PAPER, self.paper)]
        live = [(name, link.desk) for name, link in self._links.items() if link.desk is not None]
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
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def _set(self, link: _Link, state: Link, why: str = "", code: str = "") -> None:
        link.link, link.why, link.code = state, why, code
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    def _desk_told(self, topics: frozenset[str]) -> None:
        """A venue that stops or begins to answer is another state of its account."""
        if "health" in topics:
            told = tuple((state.id, state.link, state.code) for state in self.states())
            if told != self._told:
                self._told = told
                self._tell()

    def _link(self, account: str) -> _Link:
        link = self._links.get(account)
        if link is None:
            self._read_connections()
            link = self._links.get(account)
        if link is None:
            raise UserError(f"There is no connection {account}.", "no_such_account")
        return link

    async def _blocking(self, work: Callable[[], Result]) -> Result:
        """Keyrings and vaults may take long, or ask a person: never on the loop's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._keys, work)

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
        if name in [PAPER, *(link.connection.name for link in self._links.values())]:
            raise UserError("There is a connection of this name already.", "connection_exists", "name")
        at = None if address is None or not address.strip() else clean_address(address.strip())
        return Connection(f"{venue}-{secrets.token_hex(4)}", venue, name, home, testnet, at, demo)

    async def try_key(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Opens the venue with this key and asks what it may do; nothing is kept, no order is sent.

        Raises UserError for a key that may do too much or too little, VenueRejected for one that the venue
        does not take, Unavailable when it cannot be reached.
        """
        await self._blocking(lambda: _load(connection.venue))
        from finbyte_desktop.services.live.account import refuse_wide_rights, shown_rights
        from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue

        passphrase = "" if key.passphrase is None else key.passphrase.reveal()
        port = CcxtVenue(
            connection.venue,
            key.key.reveal(),
            key.secret.reveal(),
            wall_ns,
            passphrase,
            address=connection.address,
            testnet=connection.testnet,
            demo=connection.demo,
        )
        try:
            await port.open()
            rights = await port.rights()
            warnings = refuse_wide_rights(rights, connection.name)
            await port.balances()  # a key may be known and not be allowed to read
            told = (tuple(warnings), len(port.instruments()), port.now_ns() - wall_ns())
            return KeyReport(label_of(connection.venue), port.tier.value, shown_rights(rights), *told)
        finally:
            await port.close()

    async def add(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Tries a key, keeps it and connects; `states` tell how that goes. Raises as `try_key` does, and
        UserError for a key that another connection uses: then nothing is kept.
        """
        await self._refuse_key_in_use(connection, key)
        report = await self.try_key(connection, key)
        await self._blocking(lambda: self._credentials.add(connection, key))
        link = self._links[connection.id] = _Link(connection)
        self._set(link, Link.OFF)
        await self._connect_quietly(connection.id)
        return report

    async def renew(self, account: str, key: ApiKey) -> KeyReport:
        """Puts another key in the place of the old one, which stays when the new one is no good."""
        link = self._link(account)
        await self._refuse_key_in_use(link.connection, key)
        report = await self.try_key(link.connection, key)
        await self._blocking(lambda: self._renew_key(link.connection, key))
        if link.link is not Link.OFF:
            self._forget_again(link)
            if link.opening is not None:
                link.opening.cancel()
            async with self._changing_of(link):
                await self._leave(link)
                self._set(link, Link.OFF)
            await self._connect_quietly(account)
        return report

    def _renew_key(self, connection: Connection, key: ApiKey) -> None:
        """The new key in the place of the old one; when that fails the old one is there still. Blocking."""
        before: ApiKey | None = None
        with contextlib.suppress(Unavailable):  # there is none any more
            before = self._credentials.key(connection)
        try:
            self._credentials.renew(connection, key)
        except Unavailable:
            if before is not None:
                with contextlib.suppress(Unavailable):  # what went wrong first is told
                    if self._credentials.key(connection) != before:
                        self._credentials.renew(connection, before)
            raise

    async def _refuse_key_in_use(self, connection: Connection, key: ApiKey) -> None:
        """Two connections with one key would be two engines that use the same money."""
        known = [link.connection for link in self._links.values()]
        others = [one for one in known if one.venue == connection.venue and one.id != connection.id]

        def user() -> str | None:
            for other in others:
                with contextlib.suppress(Unavailable):  # a key that cannot be read cannot be compared
                    if self._credentials.key(other).key == key.key:
                        return other.name
            return None

        name = await self._blocking(user)
        if name is not None:
            raise UserError(
                f"{name} uses this key already. Nothing was changed. Two connections to one account would "
                "use the same money; use the one that is there, or make another key for another account.",
                "key_in_use",
                "key",
            )

    async def remove(self, account: str) -> None:
        """Forgets a connection and its key; what it traded stays in the data folder. Raises UserError while
        its bots run, and nothing is changed then.
        """
        link = self._link(account)
        running = await self._running_bots(link)
        if running:
            raise UserError(
                f"{running} bots of {link.connection.name} have not ended. Nothing was removed. Stop them "
                "first: without the key nobody looks after their orders.",
                "bots_running",
            )
        await self.disconnect(account)
        await self._blocking(lambda: self._credentials.remove(link.connection))
        del self._links[account]
        self._tell()

    async def _running_bots(self, link: _Link) -> int:
        if link.desk is not None:
            return len(link.desk.living)
        place = self.folder / ACCOUNTS / link.connection.id
        return await self._blocking(lambda: living_bots(place))

    async def _count_bots(self) -> None:
        """How many bots nobody looks after, of accounts that are not connected."""
        for link in list(self._links.values()):
            with contextlib.suppress(FinByteError):  # then it is not known
                link.bots = await self._running_bots(link)
        self._tell()

    async def connect(self, account: str, remember: bool = True) -> None:
        """Opens an account; its bots go on. Asking twice changes nothing, except that an engine which
        stopped is started anew. With `remember` the next start connects it too, whatever comes of it now.

        Raises UserError or VenueRejected when it is refused, Unavailable when it cannot be reached now: then
        it is tried again by itself, unless its key cannot be read (`Link.LOCKED`).
        """
        link = self._link(account)
        self._forget_again(link)
        try:
            await self._connect(link, remember)
        except Unavailable:
            if link.link is Link.AWAY:
                self._try_again(link)
            raise

    async def _connect(self, link: _Link, remember: bool = False) -> None:
        async with self._changing_of(link):
            if remember:
                self._remember(link.connection.id, wanted=True)
            if link.desk is not None and link.desk.failure is None:
                return
            await self._leave(link)
            self._set(link, Link.CONNECTING)
            connection = link.connection
            await self._blocking(lambda: _load(connection.venue))
            from finbyte_desktop.services.live.desk import LiveDesk

            try:
                key = await self._key_of(link)
                if self.guard is not None:
                    prefix = install_prefix(install_secret(self.folder))
                    self.guard.watch(connection, key, prefix)
                work = LiveDesk.open(self.folder, connection, key, self.settings, self.guard)
                link.opening = self._supervisor.spawn(f"{OPENING}:{connection.id}", work)
                desk = await link.opening
            except Unavailable as error:
                state = Link.LOCKED if error.code in LOCKED else Link.AWAY
                self._set(link, state, error.text, error.code)
                raise
            except (UserError, VenueRejected) as error:
                self._set(link, Link.REFUSED, error.text, error.code)
                raise
            except asyncio.CancelledError:
                await self._close_untaken(link.opening)
                self._set(link, Link.OFF)
                if link.opening is None or not link.opening.cancelled():
                    raise
                raise UserError(f"{connection.name} was disconnected meanwhile.", "not_connected") from None
            except BaseException as error:
                self._set(link, Link.REFUSED, f"{type(error).__name__}: {error}", "bug")
                raise
            finally:
                link.opening = None
                if link.link is not Link.CONNECTING and self.guard is not None:
                    self.guard.forget(connection.id)
            link.desk = desk
            desk.subscribe(self._desk_told)
            desk.start()
            self._set(link, Link.LIVE)

    async def _key_of(self, link: _Link) -> ApiKey:
        return await self._blocking(lambda: self._credentials.key(link.connection))

    async def _close_untaken(self, opening: asyncio.Task[LiveDesk] | None) -> None:
        """A desk that was opened in the moment in which nobody wanted it any more."""
        if opening is None or not opening.done() or opening.cancelled() or opening.exception() is not None:
            return
        closing = self._supervisor.spawn(f"{OPENING}:close", opening.result().close("keep"))
        with contextlib.suppress(FinByteError):  # nothing runs any more all the same
            await asyncio.shield(closing)

    def _remember(self, account: str, *, wanted: bool) -> None:
        """Whether the next start connects it. A disk that is full keeps nobody from connecting."""
        now = self.settings.now
        others = tuple(name for name in now.connected if name != account)
        connected = (*others, account) if wanted else others
        if set(connected) != set(now.connected):
            with contextlib.suppress(Unavailable):
                self.settings.save(replace(now, connected=connected))

    def connect_as_before(self) -> None:
        """Connects what was connected when the last session ended."""
        for account in self.settings.now.connected:
            if account in self._links:
                self.connect_soon(account, remember=False)

    def _changing_of(self, link: _Link) -> asyncio.Lock:
        return self._locks.setdefault(link.connection.id, asyncio.Lock())

    def _try_again(self, link: _Link) -> None:
        link.again = self._supervisor.spawn(f"again:{link.connection.id}", self._again(link))

    async def _again(self, link: _Link) -> None:
        tries = 0
        while link.link is Link.AWAY:
            await asyncio.sleep(AGAIN_S[min(tries, len(AGAIN_S) - 1)])
            tries += 1
            with contextlib.suppress(FinByteError):  # the state says why
                await self._connect(link)

    def _forget_again(self, link: _Link) -> None:
        if link.again is not None:
            link.again.cancel()
            link.again = None

    def connect_soon(self, account: str, remember: bool = True) -> None:
        """The same without waiting for it; `states` tell how it goes."""
        self._supervisor.spawn(f"connect:{account}", self._connect_quietly(account, remember))

    async def _connect_quietly(self, account: str, remember: bool = True) -> None:
        with contextlib.suppress(FinByteError):  # the state says why
            await self.connect(account, remember)

    async def disconnect(self, account: str) -> None:
        """Closes an account, or ends its opening; its orders stay at the venue as they are."""
        link = self._link(account)
        self._forget_again(link)
        if link.opening is not None:
            link.opening.cancel()
        async with self._changing_of(link):
            self._forget_again(link)  # of a connect that was under way
            self._remember(account, wanted=False)
            try:
                await self._leave(link)
            finally:
                self._set(link, Link.OFF)

    async def _leave(self, link: _Link) -> None:
        """Closes a desk, if there is one: also one whose engine has stopped."""
        desk, link.desk = link.desk, None
        if desk is not None:
            link.bots = len(desk.living)
            await desk.close("keep")
            if self.guard is not None:
                self.guard.forget(link.connection.id)

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
        return await self._blocking(self._credentials.has_keyring)

    def has_vault(self) -> bool:
        """Whether the data folder has a vault."""
        from finbyte_desktop.services.vault import Vault

        return Vault.exists(self.folder)

    def vault_is_open(self) -> bool:
        """Whether its keys can be read now."""
        return self._credentials.vault is not None

    async def create_vault(self, password: str) -> None:
        """A new, empty vault, which is open then. Raises UserError for a short password."""
        from finbyte_desktop.services.vault import Vault

        self._credentials.vault = await self._blocking(lambda: Vault.create(self.folder, password))

    async def open_vault(self, password: str) -> None:
        """Opens the vault; accounts that waited for it are connected. Raises UserError for a wrong
        password.
        """
        from finbyte_desktop.services.vault import Vault

        self._credentials.vault = await self._blocking(lambda: Vault.open(self.folder, password))
        for account, link in self._links.items():
            if link.link is Link.LOCKED and link.connection.home is Home.VAULT:
                self.connect_soon(account, remember=False)

    # --- the end ----------------------------------------------------------------------------------

    async def close(self, closing: str) -> None:
        """Closes every desk ("keep" or "cancel" the orders of bots). One that fails keeps none open."""
        for link in self._links.values():
            self._forget_again(link)
        await self._supervisor.close()
        desks = [desk for _, desk in reversed(self.desks())]
        ended = await asyncio.gather(*(desk.close(closing) for desk in desks), return_exceptions=True)
        if self.guard is not None:
            await self.guard.close()
        self._keys.shutdown(wait=False)
        if self._lock_file is not None:
            self._lock_file.release()
        for result in ended:
            if isinstance(result, BaseException):
                raise result
