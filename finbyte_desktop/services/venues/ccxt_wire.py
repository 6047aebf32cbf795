"""Between ccxt and the network: only named endpoints are reached, an order leaves as it was meant and with
our id, and the raw answer is kept, since ccxt's exception classes prove nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from finbyte_desktop.core.errors import Bug, Unavailable
from finbyte_desktop.services.live.budget import Budget, Kind
from finbyte_desktop.services.venues.ccxt_bybit import knows_its_account
from finbyte_desktop.services.venues.ccxt_trust import trusted
from finbyte_desktop.services.venues.venue_trouble import (
    PAUSE_S,
    Redirected,
    Trouble,
    banned_until_ms,
    trouble_of,
)

TIMEOUT_MS = 10_000
ORDER_WAIT_S = 2.0
HELD = "panic"
RECV_WINDOW_MS = 5_000
TRADES_KEPT = 50_000
NS_PER_MS = 1_000_000
TEXT_KEPT = 2_000
LONG_TEXT = 65_536  # characters; answers that say what is wrong are shorter
SHORTEST_SECRET = 4
CAUSES = 8
MOST_LISTS = 64  # lists of endpoints; each venue has a few


@dataclass(frozen=True, slots=True)
class Meant:
    """The order that may leave: texts as they must stand in the request, None where a field has no place.
    With `exact`, the request holds exactly these parameters; `ids` are then all ids that are ours.
    """

    client_id: str
    symbol: str
    side: str
    qty: str
    price: str | None
    exact: tuple[tuple[str, str], ...] = ()
    ids: frozenset[str] = frozenset()


@dataclass(slots=True)
class Answer:
    """What came of one call. `sent` says whether a request left this computer at all, `private` whether it
    was signed, `signed_ms` when; `text` is the beginning of the body. `is_held` says at the last moment
    whether the request must not leave. With `as_text` a long answer is left to whoever asked to be read.
    """

    meant: Meant | None = None
    sent: bool = False
    orders_sent: int = 0
    kind: Kind = Kind.READ
    status: int | None = None
    value: Any = None
    private: bool = False
    signed_ms: int = 0
    text: str = ""
    is_held: Callable[[], bool] | None = None
    as_text: bool = False


CALL: ContextVar[Answer | None] = ContextVar("finbyte_venue_call", default=None)


@dataclass(frozen=True, slots=True)
class WireRules:
    """What one venue's requests look like.

    Attributes:
        allowed: method and path of every endpoint that may be reached.
        placing: those of them that place or change an order.
        ids: for some of these, every name of an id that must be there; else the first of `fields`.
        fields: names of client id, symbol, side, quantity and price in a request that places one.
    """

    allowed: tuple[tuple[str, str], ...]
    placing: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, str, str, str, str] = ("", "", "", "", "")
    ids: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


_BINANCE_READ = (
    ("GET", r"/api/v3/(exchangeInfo|time|account|account/commission|order|openOrders|allOrders|myTrades)"),
    ("GET", r"/api/v3/(depth|trades|aggTrades|klines|ticker/(price|24hr|bookTicker)|ping)"),
    ("GET", r"/sapi/v1/(account/apiRestrictions|asset/tradeFee)"),
    ("GET", r"/fapi/v[123]/(exchangeInfo|time|account|balance|order|openOrders|openOrder|allOrders)"),
    (
        "GET",
        r"/fapi/v[123]/(userTrades|positionRisk|income|leverageBracket|commissionRate|multiAssetsMargin)",
    ),
    ("GET", r"/fapi/v[12]/(depth|trades|aggTrades|klines|ticker/(price|24hr|bookTicker)|premiumIndex)"),
    ("GET", r"/fapi/v1/(fundingRate|fundingInfo|positionSide/dual|algoOrder|openAlgoOrders|accountConfig)"),
    ("GET", r"/fapi/v1/symbolConfig"),
)
_BINANCE_WRITE = (
    ("POST", r"/api/v3/order"),
    ("POST", r"/fapi/v1/(order|algoOrder)"),
    ("POST", r"/api/v3/orderList/oco"),
    ("PUT", r"/api/v3/order/amend/keepPriority"),
    ("PUT", r"/fapi/v1/order"),
)
_BINANCE_IDS = (
    ("POST", r"/fapi/v1/algoOrder", ("clientAlgoId",)),
    ("PUT", r"/fapi/v1/order", ("origClientOrderId",)),
    (
        "POST",
        r"/api/v3/orderList/oco",
        ("listClientOrderId", "aboveClientOrderId", "belowClientOrderId"),
    ),
)
_BINANCE_OTHER = (
    ("DELETE", r"/api/v3/(order|openOrders|orderList)"),
    ("DELETE", r"/fapi/v1/(order|algoOrder|allOpenOrders|algoOpenOrders)"),
    ("POST", r"/fapi/v1/(leverage|marginType|positionSide/dual|listenKey)"),
    ("PUT", r"/fapi/v1/listenKey"),
    ("DELETE", r"/fapi/v1/listenKey"),
)
BINANCE = WireRules(
    (*_BINANCE_READ, *_BINANCE_WRITE, *_BINANCE_OTHER),
    _BINANCE_WRITE,
    ("newClientOrderId", "symbol", "side", "quantity", "price"),
    _BINANCE_IDS,
)
_BYBIT_WRITE = (("POST", r"/v5/order/(create|amend)"),)
BYBIT = WireRules(
    (
        ("GET", r"/v5/market/[a-z-]+(/[a-z-]+)?"),
        ("GET", r"/v5/(order/realtime|order/history|execution/list|position/list)"),
        ("GET", r"/v5/account/(wallet-balance|fee-rate|info|transaction-log)"),
        ("GET", r"/v5/user/query-api"),
        *_BYBIT_WRITE,
        ("POST", r"/v5/order/(cancel|cancel-all)"),
        ("POST", r"/v5/position/(set-leverage|switch-mode|switch-isolated)"),
        ("POST", r"/v5/account/set-margin-mode"),
    ),
    _BYBIT_WRITE,
    ("orderLinkId", "symbol", "side", "qty", "price"),
)
RULES: Mapping[str, WireRules] = {"binance": BINANCE, "binanceusdm": BINANCE, "bybit": BYBIT}
TRANSPORT = frozenset({"timestamp", "recvWindow", "signature"})
ID_NAME = re.compile(r"client(order|algo)id$|orderlinkid$", re.IGNORECASE)
HOST = r"(?:/[a-z0-9-]+(?:\.[a-z0-9-]+)+)?"  # in front of the path where requests go to another address
# Of a venue without rules of its own: nothing that moves money out, whatever it is called there.
MOVES_MONEY = re.compile(
    r"withdraw|transfer|sub-?account|sub-?member|deposit|convert|borrow|repay|loan|redeem|subscri|purchase|card"
    r"|api-?key|gift",
    re.IGNORECASE,
)


class NotSent(Exception):
    """The request was stopped here. Nothing left this computer."""


def _numbers(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def fields_of(url: str, body: str | bytes | None) -> dict[str, str]:
    """The parameters of a request, from its query and its body (a form or JSON)."""
    text = body.decode() if isinstance(body, bytes) else body or ""
    found = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    if text[:1] == "{":
        found |= {key: str(value) for key, value in json.loads(text, parse_float=str).items()}
    else:
        found |= dict(parse_qsl(text, keep_blank_values=True))
    return found


def check(venue: str, url: str, method: str, body: str | bytes | None, call: Answer | None) -> None:
    """Raises NotSent for a request that is not named, or an order that is not the one that was meant."""
    path, rules = urlsplit(url).path, RULES.get(venue)
    if rules is None:
        if MOVES_MONEY.search(path):
            raise NotSent("This request is not reachable from FinByte.")  # paths may hold keys
    elif not _is_one_of(method, path, rules.allowed):
        raise NotSent(f"{method} {path} is not among the endpoints that FinByte uses.")
    meant = None if call is None else call.meant
    if rules is not None and not _is_one_of(method, path, rules.placing):
        return
    if rules is None and (meant is None or method == "GET"):
        return
    if meant is None or call is None:
        raise NotSent("An order without an intent was about to leave.")
    if call.orders_sent:
        raise NotSent("The same order was about to leave twice.")
    found = fields_of(url, body)
    if rules is None:
        if meant.client_id not in found.values():
            raise NotSent("An order without our id was about to leave.")
    else:
        names = next((n for verb, p, n in rules.ids if _is_one_of(method, path, ((verb, p),))), None)
        if meant.exact:
            _compare_exactly(found, names or rules.fields[:1], meant)
        else:
            _compare(found, rules.fields, meant)
    call.orders_sent += 1


def _compare(found: Mapping[str, str], names: tuple[str, ...], meant: Meant) -> None:
    client_id, symbol, side, qty, price = (found.get(name) for name in names)
    if client_id is None:
        client_id = found.get("clientAlgoId")
    wanted = (meant.client_id, meant.symbol, meant.side.lower(), Decimal(meant.qty), _numbers(meant.price))
    seen = (client_id, symbol, (side or "").lower(), _numbers(qty), _numbers(price))
    if seen != wanted:
        raise NotSent("The order that was about to leave is not the one that was meant.")


def _compare_exactly(found: Mapping[str, str], names: tuple[str, ...], meant: Meant) -> None:
    """Nothing is added, left out or changed between what was meant and what leaves, and every id is ours."""
    seen = {name: text for name, text in found.items() if name not in TRANSPORT}
    wanted = dict(meant.exact)
    same = seen.keys() == wanted.keys() and all(_same(seen[name], wanted[name]) for name in seen)
    ours = all(found.get(name) in meant.ids for name in names) and all(
        text in meant.ids for name, text in seen.items() if ID_NAME.search(name)
    )
    if not same or not ours:
        raise NotSent("The order that was about to leave is not the one that was meant.")


def _same(seen: str, wanted: str) -> bool:
    return seen == wanted or seen.lower() == wanted.lower() == "true"


def _is_one_of(method: str, path: str, rows: tuple[tuple[str, str], ...]) -> bool:
    named = _named(rows).get(method)
    return named is not None and named.fullmatch(path) is not None


@lru_cache(maxsize=MOST_LISTS)
def _named(rows: tuple[tuple[str, str], ...]) -> Mapping[str, re.Pattern[str]]:
    """One pattern for all paths of each method; this is asked for every request."""
    verbs = dict.fromkeys(verb for verb, _ in rows)
    paths = {verb: "|".join(pattern for other, pattern in rows if other == verb) for verb in verbs}
    return {verb: re.compile(f"{HOST}(?:{pattern})") for verb, pattern in paths.items()}


def make_exchange(venue: str, options: Mapping[str, Any], now_ms: Callable[[], int], budget: Budget) -> Any:
    """A ccxt exchange whose every request waits for the budget, is signed after that, and passes `check`; one
    exchange module is imported, late. An order does not wait longer than `ORDER_WAIT_S`: its price would be
    of another time. Nothing follows a redirect: it would carry the key to another place, or an order twice.

    Raises Unavailable for a venue that ccxt does not have.
    """
    try:
        module = importlib.import_module(f"ccxt.pro.{venue}")
    except ModuleNotFoundError:
        try:
            module = importlib.import_module(f"ccxt.async_support.{venue}")
        except ModuleNotFoundError:
            raise Unavailable(f"There is no venue {venue}. Nothing was connected.", "no_such_venue") from None
    # At DEBUG ccxt writes keys and passphrases into the log.
    logging.getLogger("ccxt").setLevel(logging.INFO)
    base: Any = getattr(module, venue)

    async def fetch2(self: Any, path: str, api: Any = "public", method: str = "GET", params: Any = None,
                     config: Any = None) -> Any:  # fmt: skip
        call = CALL.get()
        await _admit(budget, Kind.READ if call is None else call.kind)
        if call is not None:
            call.signed_ms = now_ms()
            call.private = any("private" in str(name).lower() for name in [api, *_listed(api)])
        return await base.fetch2(self, path, api, method, params or {}, config or {})

    async def fetch(self: Any, url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        call = CALL.get()
        if call is not None and call.is_held is not None and call.is_held():
            raise NotSent(HELD)
        check(venue, url, method, body, call)
        if call is not None:
            call.sent = True
            call.status, call.value, call.text = None, None, ""
        try:
            return await base.fetch(self, url, method, headers, body)
        except BaseException as error:
            _redact(error, _secrets_of(self))  # it holds addresses and answers, and may be logged by others
            raise

    def opened(self: Any, lazy: bool = False) -> None:
        if self.ssl_context is None and self.verify is True:  # ccxt would make one of its own
            self.ssl_context = trusted(self.cafile)
        fresh = self.session is None
        base.open(self, lazy)
        if fresh and self.session is not None:
            self.session.trace_configs.append(_no_redirects())

    def parse_json(self: Any, body: Any) -> Any:
        call = CALL.get()
        long = call is not None and call.as_text and isinstance(body, str) and len(body) > LONG_TEXT
        return None if long else base.parse_json(self, body)

    def handle_errors(self: Any, code: int, reason: str, url: str, method: str, headers: Any, body: str,
                      response: Any, request_headers: Any, request_body: Any) -> Any:  # fmt: skip
        call = CALL.get()
        text = str(body or "")[:TEXT_KEPT]
        budget.told(code, headers)
        _back_off(budget, venue, code, headers, response, text)
        if call is not None:
            call.status, call.value, call.text = code, response, text
        return base.handle_errors(
            self, code, reason, url, method, headers, body, response, request_headers, request_body
        )

    own = {"fetch2": fetch2, "fetch": fetch, "open": opened, "parse_json": parse_json,
           "handle_errors": handle_errors}  # fmt: skip

    def stream_ended(self: Any, client: Any, message: Any) -> None:
        """Binance ends the stream of an account, and the connection stays open. Ccxt tells that to nobody who
        waits: they would wait for ever.
        """
        with contextlib.suppress(KeyError):  # of a stream that it knows nothing of
            base.handle_event_stream_terminated(self, client, message)
        client.reject(Unavailable(f"{venue} ended the stream of this account.", "stream_ended"))

    if hasattr(base, "handle_event_stream_terminated"):
        own["handle_event_stream_terminated"] = stream_ended
    if venue == "bybit":
        own["is_unified_enabled"] = knows_its_account(base)
    kind = type(f"Wired{venue}", (base,), own)
    exchange = kind(
        {
            "enableRateLimit": False,  # the shared budget counts weights itself
            "timeout": TIMEOUT_MS,
            "verbose": False,
            **options,
        }
    )
    exchange.number = str
    exchange.milliseconds = now_ms
    exchange.options["tradesLimit"] = exchange.options["ordersLimit"] = TRADES_KEPT
    exchange.options["maxRetriesOnFailure"] = 0
    exchange.options["recvWindow"] = RECV_WINDOW_MS  # what the fence counts with
    if exchange.logger.getEffectiveLevel() < logging.INFO:
        raise Bug("ccxt would log keys.", "venue_log")
    return exchange


def _listed(api: Any) -> list[Any]:
    return api if isinstance(api, list) else []


async def _admit(budget: Budget, kind: Kind) -> None:
    """Returns when a request may be signed. Raises NotSent for an order that would have to wait too long."""
    waited_s = 0.0
    while (wait_s := budget.wait_s(kind)) > 0:
        waited_s += wait_s
        if kind is Kind.ORDER and waited_s > ORDER_WAIT_S:
            raise NotSent("too_many_requests")
        await asyncio.sleep(wait_s)


def _back_off(
    budget: Budget, venue: str, status: int, headers: Mapping[str, str], value: Any, text: str
) -> None:
    """Keeps quiet for a while after an answer that says that nothing is wanted now. 418 and 429 are the
    budget's own.
    """
    kind = trouble_of(venue, status, value, text, None)
    if status in (418, 429):
        until_ms = banned_until_ms(text)
        if until_ms:
            budget.blocked_until_ns = max(budget.blocked_until_ns, until_ms * NS_PER_MS)
    elif kind is not None and kind in PAUSE_S:
        told = {name.lower(): value for name, value in headers.items()}.get("retry-after")
        seconds = told if told is not None and told.isdigit() else str(PAUSE_S[kind])
        budget.back_off(seconds, banned=kind is Trouble.BANNED)


def _secrets_of(exchange: Any) -> list[str]:
    found = [str(getattr(exchange, name, None) or "") for name in exchange.requiredCredentials]
    forms = [form for text in found if len(text) >= SHORTEST_SECRET for form in (text, quote(text, safe=""))]
    return sorted(forms, key=len, reverse=True)


def _redact(error: BaseException, secrets: Sequence[str]) -> None:
    """Takes secrets out of the texts of an error and of all that it came from."""
    seen: BaseException | None = error
    for _ in range(CAUSES):
        if seen is None:
            return
        seen.args = tuple(_without(text, secrets) for text in seen.args)
        seen = seen.__cause__ or seen.__context__


def _without(text: Any, secrets: Sequence[str]) -> Any:
    if isinstance(text, str):
        for secret in secrets:
            text = text.replace(secret, "***")
    return text


def _no_redirects() -> Any:
    from aiohttp import TraceConfig

    async def refuse(*_: Any) -> None:
        raise Redirected("the answer points to another place")

    config = TraceConfig()
    config.on_request_redirect.append(refuse)
    config.freeze()
    return config


def host_of(exchange: Any) -> str:
    """The host of an exchange's requests, as a person reads it: without path, name or password."""

    def first(value: Any) -> str:
        if isinstance(value, dict):
            named = ("fapiPublic" if exchange.id == "binanceusdm" else "public", *value)
            return next((found for name in named if name in value and (found := first(value[name]))), "")
        return value if isinstance(value, str) and value.startswith("http") else ""

    address = first(exchange.urls["api"]).replace("{hostname}", exchange.hostname or "")
    return urlsplit(address).netloc.rpartition("@")[2]


def at_address(exchange: Any, address: str) -> None:
    """Sends every request of an exchange to another host: each leaf of its addresses is rewritten, the path
    kept, with the venue's own host in front of it.
    """
    socket = re.sub(r"^http", "ws", address)

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: moved(item) for key, item in value.items()}
        if not isinstance(value, str) or "://" not in value:
            return value
        scheme, _, rest = value.partition("://")
        rest = re.sub(r"^([^/:]+):\d+", r"\1", rest)  # the port is the venue's, not the other host's
        return f"{socket if scheme.startswith('ws') else address}/{rest}"

    exchange.urls["api"] = moved(exchange.urls["api"])
