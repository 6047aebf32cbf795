"""What a world has to know of the venue's language: names of markets, of trades, and of the reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.support.exchange import Exchange, Truth, truth
from tests.support.exchange.assembly import venue_named
from tests.support.exchange.values import Fill
from tests.support.exchange.venue import Venue
from tests.support.exchange.wire import WireRecord

COINS = ("BTC", "DOGE")  # what is traded
BYBIT_SPOT_TRADES = 2_290_000_000_000_000_000  # where the exchange begins to count executions of spot


MONEY = {"USDT": "100000", "BTC": "2", "DOGE": "500000"}


class Dialect(NamedTuple):
    """One language of the test exchange.

    Attributes:
        prefix: of the engine's keys of its markets.
        balances: what an account begins with.
        quantity: what an order request calls its quantity.
        placing: the path of a request that places an order; it is a POST.
        reads: the paths that tell the open orders and the trades of a market.
        looks: by the reason why a perpetual is closed, the paths of which one tells that it is over.
        trade_name: the number of a trade, as the venue tells it.
        settle: what its markets settle in, with a colon before it, as their names end; empty for spot.
    """

    venue: str
    prefix: str
    balances: Mapping[str, str]
    quantity: str
    placing: str
    reads: frozenset[str]
    trade_name: Callable[[Fill], str]
    settle: str = ""
    looks: Mapping[str, frozenset[str]] = {}

    @property
    def name(self) -> str:
        """Of the language, with what its markets settle in."""
        return f"{self.venue}{self.settle}"

    @property
    def listed(self) -> frozenset[str]:
        """The engine's keys of the only markets there are: those that are traded, and those that price what
        fees may be paid with.
        """
        if self.settle:
            return frozenset(self.key(f"{coin}USDT") for coin in COINS)
        return frozenset(self.key(f"{coin}USDT") for coin in {*COINS, *self.balances} - {"USDT"})

    @property
    def markets(self) -> tuple[str, ...]:
        """Our names of the markets that are traded."""
        return tuple(self.market(f"{coin}USDT") for coin in COINS)

    def key(self, symbol: str) -> str:
        """The engine's name of a market that the venue calls so."""
        return f"{self.prefix}{symbol}"

    def market_of(self, key: str) -> str:
        """Our name of a market of the engine."""
        return self.market(key.removeprefix(self.prefix))

    def market(self, symbol: str) -> str:
        """Our name of a market that the venue calls so."""
        return f"{self.venue}:{symbol.removesuffix('USDT')}/USDT{self.settle}"

    def symbol(self, market: str) -> str:
        """What the venue calls a market of ours."""
        return market.partition(":")[2].removesuffix(self.settle).replace("/", "")

    def fill_name(self, fill: Fill) -> str:
        """Our name of a trade."""
        return f"{self.market_of(fill.key)}/{self.trade_name(fill)}"

    def at(self, exchange: Exchange) -> Venue:
        """The venue of this language."""
        return venue_named(exchange, self.venue)

    def truth(self, exchange: Exchange) -> Truth:
        """What really is."""
        return truth(exchange, self.venue)

    def told(self, record: WireRecord) -> bool:
        """Whether a request brought what it asked for."""
        return record.status == 200 and record.code in (None, 0)


BINANCE = Dialect(
    "binance",
    "",
    {**MONEY, "BNB": "0.01"},  # a discount on fees for as long as it lasts
    "quantity",
    "/api/v3/order",
    frozenset({"/api/v3/openOrders", "/api/v3/myTrades"}),
    lambda fill: str(fill.trade_id),
)
BYBIT = Dialect(
    "bybit",
    "spot:",
    MONEY,
    "qty",
    "/v5/order/create",
    frozenset({"/v5/order/realtime", "/v5/execution/list"}),
    lambda fill: str(BYBIT_SPOT_TRADES + fill.trade_id),
)
DIALECTS: Mapping[str, Dialect] = {"binance": BINANCE, "bybit": BYBIT}
USDM = Dialect(
    "binanceusdm",
    "",
    {"USDT": "100000"},
    "quantity",
    "/fapi/v1/order",
    frozenset({"/fapi/v1/openOrders", "/fapi/v1/userTrades"}),
    lambda fill: str(fill.trade_id),
    ":USDT",
    {
        "position_differs": frozenset({"/fapi/v3/positionRisk"}),
        "position_unread": frozenset({"/fapi/v3/positionRisk"}),
        "settings_differ": frozenset({"/fapi/v1/symbolConfig"}),
    },
)
LINEAR = Dialect(
    "bybit",
    "linear:",
    {"USDT": "100000"},
    "qty",
    "/v5/order/create",
    frozenset({"/v5/order/realtime", "/v5/execution/list"}),
    lambda fill: f"{fill.trade_id:08x}-0000-5000-8000-{sum(fill.key.encode()):012x}",
    ":USDT",
    dict.fromkeys(
        ("position_differs", "position_unread", "settings_differ"), frozenset({"/v5/position/list"})
    ),
)
PERPETUALS: Mapping[str, Dialect] = {"binance": USDM, "bybit": LINEAR}
EVERY = 3  # so many seeds, and the last of them speaks Bybit


def dialect_of(seed: int, name: str | None = None, among: Mapping[str, Dialect] = DIALECTS) -> Dialect:
    """The dialect of a seed, or the one that is named."""
    if name is not None:
        return among[name]
    return among["bybit" if seed % EVERY == 0 else "binance"]
