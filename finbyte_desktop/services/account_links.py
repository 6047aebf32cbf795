"""The connections of a data folder as they stand: connected, away, locked, refused; and who hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services import ports
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.credentials import Connection, Credentials
from finbyte_desktop.services.listeners import Listeners
from finbyte_desktop.services.logs import without_secrets
from finbyte_desktop.services.ports import AccountState, Link
from finbyte_desktop.services.shown_accounts import label_of

if TYPE_CHECKING:  # the first window opens without what a venue needs
    from finbyte_desktop.services.live.desk import LiveDesk


@dataclass
class AccountLink:
    """One connection as it stands. `bots` had not ended, and `orders` could rest at the venue, when it was
    looked at last. `tries` of opening it failed, the last one for what `before` says; it is tried again at
    `again_ns`.
    """

    connection: Connection
    link: Link = Link.OFF
    why: str = ""
    code: str = ""
    until_ns: int = 0
    desk: LiveDesk | None = None
    again: asyncio.Task[None] | None = None
    opening: asyncio.Task[LiveDesk] | None = None
    bots: int | None = None
    orders: int | None = None
    tries: int = 0
    before: str = ""
    before_code: str = ""
    again_ns: int = 0

    def state(self) -> AccountState:
        """What is shown of it."""
        connection, desk = self.connection, self.desk
        state, why, code = self.link, self.why, self.code
        if self.until_ns and wall_ns() >= self.until_ns:
            why, code = "", ""  # it is tried again now
        orders = self.orders
        if desk is not None:
            orders = None if desk.failure is None else desk.may_rest
            failure, trouble, key = desk.failure, desk.trouble(), desk.key_trouble()
            if failure is not None:
                state, why, code = Link.AWAY, failure.text, failure.code
            elif trouble is not None:
                state, why, code = Link.AWAY, trouble.text, trouble.code
            elif key is not None:
                state, why, code = Link.NO_TRADE, key.text, key.code
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
            self.bots if desk is None else len(desk.living),
            is_open=desk is not None and desk.failure is None,
            orders=orders,
            tries=self.tries,
            before=self.before,
            again_ns=self.again_ns,
            before_code=self.before_code,
        )


class AccountLinks:
    """Every connection of one data folder, in the order in which they were added."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._by_id: dict[str, AccountLink] = {}
        self._listeners: Listeners[[]] = Listeners()
        self._told: tuple[tuple[str, Link, str], ...] = ()

    def __iter__(self) -> Iterator[AccountLink]:
        return iter(list(self._by_id.values()))

    def __contains__(self, account: str) -> bool:
        return account in self._by_id

    def find(self, account: str) -> AccountLink | None:
        """The connection of that id, if there is one."""
        return self._by_id.get(account)

    def read(self) -> None:
        """Takes in what the file of connections names. Raises Unavailable for one that cannot be read."""
        for connection in self._credentials.connections():
            self._by_id.setdefault(connection.id, AccountLink(connection))

    def known(self, account: str) -> AccountLink:
        """The connection of that id. Raises UserError when there is none, Unavailable as `read` does."""
        if account not in self._by_id:
            self.read()
        link = self._by_id.get(account)
        if link is None:
            raise UserError(f"There is no connection {account}.", "no_such_account")
        return link

    def add(self, connection: Connection) -> AccountLink:
        """A connection that was added just now; it is off."""
        link = self._by_id[connection.id] = AccountLink(connection)
        self.tell()
        return link

    def forget(self, account: str) -> None:
        """A connection that was removed."""
        del self._by_id[account]
        self.tell()

    def set(
        self, link: AccountLink, state: Link, why: str = "", code: str = "", *, until_ns: int = 0
    ) -> None:
        """Another state of a connection; `why` is true until then, where a moment is given."""
        link.link, link.why, link.code, link.until_ns = state, without_secrets(why), code, until_ns
        link.again_ns = 0
        if state is Link.AWAY:
            link.tries, link.before, link.before_code = link.tries + 1, link.why, link.code
        elif state is not Link.CONNECTING:
            link.tries, link.before, link.before_code = 0, "", ""
        self.tell()

    # --- who hears of it --------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[], None]) -> ports.Unsubscribe:
        """Hears that a connection has another state."""
        return self._listeners.add(callback)

    def tell(self) -> None:
        """Something changed."""
        self._listeners.tell()

    def desk_told(self, topics: frozenset[str]) -> None:
        """A venue that stops or begins to answer is another state of its account."""
        if "health" in topics:
            told = tuple((state.id, state.link, state.code) for state in (link.state() for link in self))
            if told != self._told:
                self._told = told
                self.tell()
