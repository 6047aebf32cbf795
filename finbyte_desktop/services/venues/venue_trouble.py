"""Why a venue cannot be used now, told from its raw answer: a closed set of states, each with its words.

The words say what happened, what it means for orders, and what to do. Codes: developers.binance.com ("General
API Information", "Error Codes"), bybit-exchange.github.io ("Error Codes", "Rate Limit Rules").
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from finbyte_desktop.services.venues.ccxt_rejects import raw_code
from finbyte_desktop.services.venues.tiers import VENUES

NS_PER_S = 1_000_000_000


class Trouble(StrEnum):
    """What keeps a venue from answering."""

    THROTTLED = "throttled"
    BANNED = "banned"
    FIREWALL = "firewall"
    GEO_BLOCKED = "geo_blocked"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "unreachable"
    CAPTIVE_PORTAL = "captive_portal"
    NOT_THE_VENUE = "not_the_venue"
    CLOCK = "clock"
    KEY_WRONG = "key_wrong"
    KEY_OR_ADDRESS = "key_or_address"
    KEY_EXPIRED = "key_expired"
    KEY_ADDRESS = "key_address"
    KEY_RIGHTS = "key_rights"
    KEY_NO_TRADE = "key_no_trade"  # told by the report on the key, never by an answer to a request
    NO_SUCH_MARKET = "no_such_market"


KEY_TROUBLES = frozenset(
    {
        Trouble.KEY_WRONG,
        Trouble.KEY_OR_ADDRESS,
        Trouble.KEY_EXPIRED,
        Trouble.KEY_ADDRESS,
        Trouble.KEY_RIGHTS,
        Trouble.KEY_NO_TRADE,
    }
)
PASSING = frozenset({Trouble.NO_SUCH_MARKET})  # about one question, not about the venue
# Seconds for which nothing, cancels included, is sent after an answer that does not say how long: a refusal
# that lasts comes again, and costs one request each time.
PAUSE_S: Mapping[Trouble, int] = {
    Trouble.FIREWALL: 5,
    Trouble.GEO_BLOCKED: 5,
    Trouble.MAINTENANCE: 5,
    Trouble.BANNED: 120,
}

_HAPPENED: Mapping[Trouble, str] = {
    Trouble.THROTTLED: "{venue} was asked too much and takes no requests until {until}.",
    Trouble.BANNED: "{venue} has blocked the address of this computer until {until}, because it was asked "
    "too much.",
    Trouble.FIREWALL: "The firewall of {venue} refuses the address of this computer (HTTP {status}).",
    Trouble.GEO_BLOCKED: "{venue} does not serve the country that this computer's connection seems to be in "
    "(HTTP {status}).",
    Trouble.MAINTENANCE: "{venue} is under maintenance.",
    Trouble.UNREACHABLE: "{venue} does not answer, or only with errors.",
    Trouble.CAPTIVE_PORTAL: "A web page came where {venue} should answer: this network asks for a sign-in, "
    "or a program in between changes answers.",
    Trouble.NOT_THE_VENUE: "What answers in the place of {venue} cannot prove that it is {venue} (TLS "
    "certificate), so nothing is sent to it.",
    Trouble.CLOCK: "{venue} refuses the time of the requests: this computer's clock was changed, or answers "
    "take too long.",
    Trouble.KEY_WRONG: "{venue} does not know this API key, or its secret does not fit.",
    Trouble.KEY_OR_ADDRESS: "{venue} refuses this API key: it was deleted or has expired, it may not be used "
    "from this computer's address, or it may not do this.",
    Trouble.KEY_EXPIRED: "The API key for {venue} has expired.",
    Trouble.KEY_ADDRESS: "The API key for {venue} may not be used from this computer's address.",
    Trouble.KEY_RIGHTS: "The API key for {venue} may not do this.",
    Trouble.KEY_NO_TRADE: "The API key for {venue} may not trade any more: orders can be neither placed nor "
    "cancelled from here.",
    Trouble.NO_SUCH_MARKET: "{venue} does not have this market (any more).",
}
_RESTING = "Orders that rest there stay and may still be filled; no new order is sent."
_REST = "Orders that rest there stay and may still be filled."
_REFUSED = "This request did nothing. Orders that rest there stay and may still be filled."
_ORDERS: Mapping[Trouble, str] = {
    Trouble.THROTTLED: _RESTING,
    Trouble.BANNED: _RESTING + " They can be cancelled at the venue's own site or app.",
    Trouble.FIREWALL: _RESTING + " They can be cancelled at the venue's own site or app.",
    Trouble.GEO_BLOCKED: _RESTING + " They can be cancelled at the venue's own site or app.",
    Trouble.MAINTENANCE: _RESTING,
    Trouble.UNREACHABLE: _RESTING,
    Trouble.CAPTIVE_PORTAL: _RESTING,
    Trouble.NOT_THE_VENUE: _RESTING,
    Trouble.CLOCK: _REFUSED,
    Trouble.KEY_WRONG: _REFUSED,
    Trouble.KEY_OR_ADDRESS: _REFUSED,
    Trouble.KEY_EXPIRED: _REFUSED,
    Trouble.KEY_ADDRESS: _REFUSED,
    Trouble.KEY_RIGHTS: _REFUSED,
    Trouble.KEY_NO_TRADE: _REST,
    Trouble.NO_SUCH_MARKET: _REFUSED,
}
MAY_BE_LIVE = (
    "The order that was on its way may be live: its money stays reserved, and FinByte asks until it knows."
)
_TO_DO: Mapping[Trouble, str] = {
    Trouble.THROTTLED: "Nothing needs to be done; other programs at the same address or key add to this.",
    Trouble.BANNED: "Close other programs that trade from this address, and wait.",
    Trouble.FIREWALL: "Close other programs that trade from this address, and wait some minutes; behind a "
    "VPN, take another way out.",
    Trouble.GEO_BLOCKED: "Switch off a VPN or proxy that leads through another country, or use a venue that "
    "serves yours.",
    Trouble.MAINTENANCE: "Nothing needs to be done: FinByte goes on by itself when the venue is back.",
    Trouble.UNREACHABLE: "Check this computer's connection and the venue's status page; FinByte goes on by "
    "itself.",
    Trouble.CAPTIVE_PORTAL: "Open a browser and sign in to the network, or use another one.",
    Trouble.NOT_THE_VENUE: "Sign in to the network in a browser, check this computer's date, and switch off "
    "programs that look into encrypted connections.",
    Trouble.CLOCK: "Let the system set the time by itself; FinByte measures the difference and goes on.",
    Trouble.KEY_WRONG: "Enter key and secret again, or make a new key at the venue.",
    Trouble.KEY_OR_ADDRESS: "Look at the key's page at the venue: is it there, does its list of addresses "
    "hold this computer's, may it trade?",
    Trouble.KEY_EXPIRED: "Make a new key at the venue and enter it here.",
    Trouble.KEY_ADDRESS: "Add this computer's address to the key's list at the venue; at home it may change.",
    Trouble.KEY_RIGHTS: "Allow trading for the key at the venue.",
    Trouble.KEY_NO_TRADE: "Allow trading for the key at the venue: FinByte looks again every few minutes. "
    "Then try the refused orders again on the page of their bot.",
    Trouble.NO_SUCH_MARKET: "Choose another market; the list is read anew every few minutes.",
}


class VenueTrouble(NamedTuple):
    """Why a venue cannot be used. `until_ns` is on the venue's clock, 0 where nobody knows; `status` is the
    one of HTTP, 0 where there was no answer. `order_open` says that an order was on its way. `host` is what
    was asked, where it is another than the venue's own for real money.
    """

    kind: Trouble
    venue: str
    since_ns: int
    until_ns: int = 0
    status: int = 0
    order_open: bool = False
    host: str = ""

    @property
    def code(self) -> str:
        """The name of the state, for tables and filters."""
        return self.kind.value

    @property
    def text(self) -> str:
        """What happened, what it means for orders, and what to do."""
        seconds = (self.until_ns // NS_PER_S) % 86_400
        until = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d} UTC"
        happened = _HAPPENED[self.kind].format(
            venue=with_host(shown_name(self.venue), self.host),
            until=until if self.until_ns else "further notice",
            status=self.status,
        )
        orders = MAY_BE_LIVE if self.order_open else _ORDERS[self.kind]
        return f"{happened} {orders} {_TO_DO[self.kind]}"


def with_host(name: str, host: str) -> str:
    """A venue's name with the host that is asked in its place: "Binance (127.0.0.1:8899)"."""
    return f"{name} ({host})" if host else name


def shown_name(venue: str) -> str:
    """A venue as it is called on the screen."""
    found = VENUES.get(venue)
    return venue if found is None else found.name


_BINANCE: Mapping[str, Trouble] = {
    "-1003": Trouble.THROTTLED,
    "-1015": Trouble.THROTTLED,
    "-1002": Trouble.KEY_RIGHTS,
    "-1016": Trouble.MAINTENANCE,
    "-1021": Trouble.CLOCK,
    "-1022": Trouble.KEY_WRONG,
    "-1121": Trouble.NO_SUCH_MARKET,
    "-2014": Trouble.KEY_WRONG,
    "-2015": Trouble.KEY_OR_ADDRESS,
}
CODES: Mapping[str, Mapping[str, Trouble]] = {
    "binance": _BINANCE,
    "binanceusdm": _BINANCE,
    "bybit": {
        "10002": Trouble.CLOCK,
        "10003": Trouble.KEY_WRONG,
        "10004": Trouble.KEY_WRONG,
        "10005": Trouble.KEY_RIGHTS,
        "10006": Trouble.THROTTLED,
        "10009": Trouble.BANNED,
        "10010": Trouble.KEY_ADDRESS,
        "10018": Trouble.BANNED,
        "10024": Trouble.GEO_BLOCKED,
        "170121": Trouble.NO_SUCH_MARKET,
        "33004": Trouble.KEY_EXPIRED,
    },
}
_PLACE_WORDS = ("country", "region", "restricted location", "jurisdiction")


def is_page(text: str) -> bool:
    """Whether an answer is a web page."""
    return text.lstrip("\ufeff \r\n\t")[:1] == "<"


def trouble_of(
    venue: str, status: int | None, value: Any, text: str, failed: BaseException | None
) -> Trouble | None:
    """The trouble that an answer, or the lack of one, shows; None where it shows none."""
    if status is None:
        return _of_failure(failed)
    found = raw_code(value)
    named = None if found is None else CODES.get(venue, {}).get(found[0])
    if status == 418:
        return Trouble.BANNED
    if status == 429:
        return Trouble.THROTTLED
    if status == 451:
        return Trouble.GEO_BLOCKED
    if named is not None:
        return named
    if status == 403:
        is_place = any(word in text.lower() for word in _PLACE_WORDS)
        return Trouble.GEO_BLOCKED if is_place else Trouble.FIREWALL
    if "maintenance" in text.lower() and (status >= 500 or is_page(text)):
        return Trouble.MAINTENANCE
    if status >= 500:
        return Trouble.UNREACHABLE
    return Trouble.CAPTIVE_PORTAL if is_page(text) else None


def _of_failure(failed: BaseException | None) -> Trouble | None:
    seen = failed
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return Trouble.NOT_THE_VENUE
        if isinstance(seen, Redirected):
            return Trouble.CAPTIVE_PORTAL
        if isinstance(seen, OSError):  # time-outs are among these
            of_tls = getattr(seen, "os_error", None) or getattr(seen, "certificate_error", None)
            return Trouble.NOT_THE_VENUE if isinstance(of_tls, ssl.SSLError) else Trouble.UNREACHABLE
        seen = seen.__cause__ or seen.__context__
    name = type(failed).__name__
    return Trouble.UNREACHABLE if name in ("RequestTimeout", "ExchangeNotAvailable", "NetworkError") else None


class Redirected(Exception):
    """Something wanted to send a request to another place. Venues never do."""


def banned_until_ms(text: str) -> int:
    """The end of a ban as Binance writes it into its message, ms UTC; 0 where it says none."""
    word = text.partition("banned until ")[2][:13]
    return int(word) if len(word) == 13 and word.isascii() and word.isdigit() else 0
