"""The keys of the connections: tried before they are kept, one account never twice, read when needed.

Keyrings and vaults may take long, or ask a person: all of it happens on one thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.services.account_links import AccountLinks
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.credentials import ApiKey, Connection, Credentials
from finbyte_desktop.services.open_secrets import OPEN_SECRETS
from finbyte_desktop.services.ports import KeyReport
from finbyte_desktop.services.settings import install_secret
from finbyte_desktop.services.shown_accounts import label_of

Result = TypeVar("Result")
OWNER_DIGITS = 32
LOOK_S = 1.0  # so often it is looked whether the vault is idle


def load_venue(venue: str) -> None:
    """Imports what an account at a venue needs. Blocking."""
    from finbyte_desktop.services.live import desk  # noqa: F401 - the import is the work
    from finbyte_desktop.services.venues.ccxt_preload import preload

    preload(venue)


class AccountKeys:
    """The keys of one data folder."""

    def __init__(self, folder: Path, credentials: Credentials, links: AccountLinks) -> None:
        self._folder = folder
        self._credentials = credentials
        self._links = links
        self._thread = ThreadPoolExecutor(1, "keys")
        self._in_use: dict[str, Callable[[], None]] = {}

    async def blocking(self, work: Callable[[], Result]) -> Result:
        """The result of work on the thread of the keys."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown(wait=False)
        for account in list(self._in_use):
            self.let_go(account)

    # --- one key ----------------------------------------------------------------------------------

    async def of(self, connection: Connection) -> ApiKey:
        """The key of a connection. Raises Unavailable when it cannot be read now. It is kept out of every log
        and note until `let_go`.
        """
        key = await self.blocking(lambda: self._credentials.key(connection))
        let_go = OPEN_SECRETS.hold(key.texts())
        self.let_go(connection.id)  # of an older key
        self._in_use[connection.id] = let_go
        return key

    def let_go(self, account: str) -> None:
        """Nobody works with the key of this account any more."""
        let_go = self._in_use.pop(account, None)
        if let_go is not None:
            let_go()

    async def try_key(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Opens the venue with this key and asks what it may do; nothing is kept, no order is sent.

        Raises UserError for a key that may do too much or too little, VenueRejected for one that the venue
        does not take, Unavailable when it cannot be reached.
        """
        return (await self._tried(connection, key))[0]

    async def _tried(self, connection: Connection, key: ApiKey) -> tuple[KeyReport, str]:
        """The same, and whose account it is."""
        with OPEN_SECRETS.held(key.texts()):
            return await self._ask_venue(connection, key)

    async def _ask_venue(self, connection: Connection, key: ApiKey) -> tuple[KeyReport, str]:
        await self.blocking(lambda: load_venue(connection.venue))
        from finbyte_desktop.services.live.account import refuse_wide_rights, shown_rights
        from finbyte_desktop.services.venues.connected_venue import connected_venue

        port = connected_venue(connection, key)
        try:
            await port.open()
            rights = await port.rights()
            warnings = refuse_wide_rights(rights, connection.name)
            await port.balances()  # a key may be known and not be allowed to read
            owner = self._sealed(connection, await port.owner())
            report = KeyReport(
                label_of(connection.venue),
                port.tier.value,
                shown_rights(rights),
                tuple(warnings),
                len(port.instruments()),
                port.now_ns() - wall_ns(),
            )
            return report, owner
        finally:
            await port.close()

    async def add(self, connection: Connection, key: ApiKey) -> tuple[KeyReport, Connection]:
        """Tries a key and keeps it; the connection as it was kept. Raises as `try_key` does, and UserError
        for a key that another connection uses, or one of an account that is connected already: then nothing
        is kept.
        """
        await self._refuse_key_in_use(connection, key)
        report, owner = await self._tried(connection, key)
        await self._refuse_account_in_use(connection, owner)
        kept = replace(connection, owner=owner)
        await self.blocking(lambda: self._credentials.add(kept, key))
        return report, kept

    async def renew(self, connection: Connection, key: ApiKey) -> tuple[KeyReport, Connection]:
        """Puts another key in the place of the old one, which stays when the new one is no good, or belongs
        to another account.
        """
        await self._refuse_key_in_use(connection, key)
        report, owner = await self._tried(connection, key)
        if owner and connection.owner and owner != connection.owner:
            raise UserError(
                f"This key belongs to another account than {connection.name} has been so far. Nothing was "
                "changed: its bots and its records are those of the old account. Make a new key there, or "
                "add the other account as a connection of its own.",
                "other_account",
                "key",
            )
        await self._refuse_account_in_use(connection, owner)
        await self.blocking(lambda: self._renew(connection, key))
        kept = replace(connection, owner=owner or connection.owner)
        if kept != connection:
            await self.blocking(lambda: self._credentials.note_owner(kept, kept.owner))
        return report, kept

    async def remove(self, connection: Connection) -> None:
        """Forgets a connection and its key."""
        await self.blocking(lambda: self._credentials.remove(connection))

    def _renew(self, connection: Connection, key: ApiKey) -> None:
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
        known = [link.connection for link in self._links]
        others = [one for one in known if one.venue == connection.venue and one.id != connection.id]

        def user() -> str | None:
            for other in others:
                with contextlib.suppress(Unavailable):  # a key that cannot be read cannot be compared
                    if self._credentials.key(other).key == key.key:
                        return other.name
            return None

        name = await self.blocking(user)
        if name is not None:
            raise UserError(
                f"{name} uses this key already. Nothing was changed. Two connections to one account would "
                "use the same money; use the one that is there, or make another key for another account.",
                "key_in_use",
                "key",
            )

    # --- whose account it is ----------------------------------------------------------------------

    def _sealed(self, connection: Connection, owner: str | None) -> str:
        """An account's number as it may stand in a file: with the number itself the account can be found."""
        if owner is None:
            return ""
        place = (
            f"{connection.venue}|{connection.testnet}|{connection.demo}|{connection.address or ''}|{owner}"
        )
        return hmac.new(install_secret(self._folder), place.encode(), "sha256").hexdigest()[:OWNER_DIGITS]

    async def _refuse_account_in_use(self, connection: Connection, owner: str) -> None:
        """Two keys of one account would be two engines that use the same money."""
        if not owner:
            return
        for link in self._links:
            other = link.connection
            same_place = (other.venue, other.testnet, other.demo) == (
                connection.venue,
                connection.testnet,
                connection.demo,
            )
            if other.id == connection.id or not same_place:
                continue
            if (other.owner or await self._ask_owner(other)) == owner:
                raise UserError(
                    f"{other.name} is this account already: the two keys belong to one account at "
                    f"{label_of(connection.venue)}. Nothing was changed. Two connections to one account "
                    "would use the same money; use the one that is there, or make a key for another account "
                    "(a sub-account counts as one).",
                    "account_in_use",
                    "key",
                )

    async def _ask_owner(self, connection: Connection) -> str:
        """Whose account a connection is that was added before this was noted; empty when nobody tells."""
        from finbyte_desktop.services.venues.connected_venue import connected_venue

        with contextlib.suppress(Unavailable, VenueRejected):  # then it cannot be compared
            key = await self.blocking(lambda: self._credentials.key(connection))
            with OPEN_SECRETS.held(key.texts()):
                port = connected_venue(connection, key)
                try:
                    await port.measure_clock()
                    owner = self._sealed(connection, await port.owner())
                finally:
                    await port.close()
            await self.blocking(lambda: self._credentials.note_owner(connection, owner))
            return owner
        return ""

    # --- the vault --------------------------------------------------------------------------------

    async def has_keyring(self) -> bool:
        """Whether this system has a keyring that keeps secrets."""
        return await self.blocking(self._credentials.has_keyring)

    def has_vault(self) -> bool:
        """Whether the data folder has a vault."""
        from finbyte_desktop.services.vault import Vault

        return Vault.exists(self._folder)

    def vault_is_open(self) -> bool:
        """Whether its keys can be read now."""
        return self._credentials.vault is not None

    async def create_vault(self, password: str) -> None:
        """A new, empty vault, which is open then. Raises UserError for a short password."""
        from finbyte_desktop.services.vault import Vault

        self._credentials.vault = await self.blocking(lambda: Vault.create(self._folder, password))

    async def open_vault(self, password: str) -> None:
        """Opens the vault. Raises UserError for a wrong password."""
        from finbyte_desktop.services.vault import Vault

        self._credentials.vault = await self.blocking(lambda: Vault.open(self._folder, password))

    async def lock_vault(self) -> None:
        """Locks the vault; nothing happens when it is locked. Connections that are live hold their keys."""
        if self.vault_is_open():
            await self.blocking(self._credentials.lock)
            self._links.tell()

    async def watch_vault(self, idle_min: Callable[[], int]) -> None:
        """Locks the vault when no secret of it was used for so many minutes; 0 keeps it open."""
        while True:
            await asyncio.sleep(LOOK_S)
            longest_s = idle_min() * 60
            if longest_s and self._credentials.vault_idle_s() >= longest_s:
                await self.lock_vault()
