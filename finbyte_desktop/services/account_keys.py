"""The keys of the connections: tried before they are kept, one account never twice, read when needed.

Keyrings and vaults may take long, or ask a person: all of it happens on one thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.account_links import AccountLinks
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.credentials import ApiKey, Connection, Credentials
from finbyte_desktop.services.ports import KeyReport, ShownRights
from finbyte_desktop.services.shown_accounts import label_of

Result = TypeVar("Result")


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

    async def blocking(self, work: Callable[[], Result]) -> Result:
        """The result of work on the thread of the keys."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown(wait=False)

    # --- one key ----------------------------------------------------------------------------------

    async def of(self, connection: Connection) -> ApiKey:
        """The key of a connection. Raises Unavailable when it cannot be read now."""
        return await self.blocking(lambda: self._credentials.key(connection))

    async def try_key(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Opens the venue with this key and asks what it may do; nothing is kept, no order is sent.

        Raises UserError for a key that may do too much or too little, VenueRejected for one that the venue
        does not take, Unavailable when it cannot be reached.
        """
        await self.blocking(lambda: load_venue(connection.venue))
        from finbyte_desktop.services.live.account import refuse_wide_rights
        from finbyte_desktop.services.venues.connected_venue import connected_venue

        port = connected_venue(connection, key)
        try:
            await port.open()
            rights = await port.rights()
            warnings = refuse_wide_rights(rights, connection.name)
            await port.balances()  # a key may be known and not be allowed to read
            return KeyReport(
                label_of(connection.venue),
                port.tier.value,
                ShownRights(
                    rights.can_trade,
                    rights.can_withdraw,
                    rights.can_transfer,
                    rights.ip_bound,
                    rights.expires_ns,
                ),
                tuple(warnings),
                len(port.instruments()),
                port.now_ns() - wall_ns(),
            )
        finally:
            await port.close()

    async def add(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Tries a key and keeps it. Raises as `try_key` does, and UserError for a key that another connection
        uses: then nothing is kept.
        """
        await self._refuse_key_in_use(connection, key)
        report = await self.try_key(connection, key)
        await self.blocking(lambda: self._credentials.add(connection, key))
        return report

    async def renew(self, connection: Connection, key: ApiKey) -> KeyReport:
        """Puts another key in the place of the old one, which stays when the new one is no good."""
        await self._refuse_key_in_use(connection, key)
        report = await self.try_key(connection, key)
        await self.blocking(lambda: self._renew(connection, key))
        return report

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

    # --- the vault --------------------------------------------------------------------------------

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
