"""What each venue lets FinByte prove, as data: one row a venue of ccxt, and what it means in a sentence.

The rows say what ccxt (4.5.90) sends and asks for: whether its order requests carry our own id, whether an
order is found by it, and which play money there is. A test compares them with the installed ccxt. A venue has
tier A only when its proofs are tested against a test exchange that speaks its protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from finbyte_desktop.services.venues.live_port import Tier

# Venues whose keys have a third part, and those whose keys are not a key and a secret at all, by ccxt's own
# `requiredCredentials`.
PASSPHRASE = frozenset(
    {"apex", "bitget", "blofin", "coinbaseexchange", "deepcoin", "kucoin", "kucoinfutures", "myokx", "okx"}
    | {"okxus", "weex"}
)
OTHER_KEYS = frozenset(
    {"aster", "coinmate", "cryptomus", "derive", "extended", "grvt", "hibachi", "hyperliquid", "lighter"}
    | {"modetrade", "nado", "ndax", "pacifica", "paradex", "polymarket", "revolutx", "woofipro"}
)


class Deadline(NamedTuple):
    """Until when a venue still takes a request in. `used` says whether FinByte sends it."""

    name: str
    used: bool
    source: str


class Venue(NamedTuple):
    """One venue.

    Attributes:
        id: ccxt's name.
        client_id: whether orders carry our own id.
        lookup: whether an order is found by it.
        deadline: None where the venue promises none that is known here.
        oco: whether a limit and a stop that cancel each other are placed in one request.
        amend: which changes keep the order's id, in one request; empty for none.
        testnet: whether there is a test network, with keys of its own.
        demo: whether there is demo trading at live prices, with keys of its own.
        source: where this is from.
    """

    id: str
    name: str
    tier: Tier
    client_id: bool
    lookup: bool
    deadline: Deadline | None
    oco: bool
    amend: str
    testnet: bool
    demo: bool
    spot: bool
    perpetuals: bool
    source: str

    @property
    def meaning(self) -> str:
        """What the tier means for orders there, in one sentence."""
        if self.tier is Tier.B and not self.lookup:
            return WITHOUT_LOOKUP
        return MEANINGS[self.tier]


MEANINGS: Mapping[Tier, str] = {
    Tier.A: "Every order is proved within 30 seconds, even if its answer was lost: none is lost or doubled.",
    Tier.B: "An order whose answer was lost is looked for under FinByte's own number; what is not proved "
    "within 2 minutes is shown to you.",
    Tier.C: "Orders carry no number of FinByte's own there, so an order whose answer was lost cannot be told "
    "from others: bots are off at first, and you are asked.",
}
WITHOUT_LOOKUP = (
    "An order whose answer was lost is looked for in the lists of orders and trades; what is not proved "
    "within 2 minutes is shown to you."
)
_BINANCE_DOCS = "developers.binance.com: New order (newClientOrderId, recvWindow), Query order, OCO"
_USDM_DOCS = "developers.binance.com, USD-M: New Order, Modify Order, New Algo Order, Query Order"
_BYBIT_DOCS = "bybit-exchange.github.io v5: Place Order (orderLinkId), Amend Order, Integration Guidance"


class _Proved(NamedTuple):
    deadline: Deadline
    oco: bool
    amend: str
    source: str


# Contract-tested: tests/contract/test_ccxt_venue.py, test_venue_orders.py.
PROVED: Mapping[str, _Proved] = {
    "binance": _Proved(Deadline("recvWindow", True, _BINANCE_DOCS), True, "smaller quantity", _BINANCE_DOCS),
    "binanceusdm": _Proved(Deadline("recvWindow", True, _USDM_DOCS), False, "price and quantity", _USDM_DOCS),
    "bybit": _Proved(Deadline("recv_window", True, _BYBIT_DOCS), False, "price and quantity", _BYBIT_DOCS),
}
# Documented, but not sent by FinByte: these venues stay in tier B.
DEADLINES: Mapping[str, Deadline] = {
    "okx": Deadline("expTime", False, "www.okx.com/docs-v5: Place order, header expTime"),
    "gate": Deadline("x-gate-exptime", False, "www.gate.com/docs: Create an order, header x-gate-exptime"),
}
# ccxt still has the addresses, and refuses every request to them: demo trading took their place.
CLOSED_TESTNETS = frozenset({"binanceusdm", "binancecoinm"})
CCXT = "ccxt 4.5.90: create_order, fetch_order and urls of this exchange"
# ccxt's name, the venue's, and what ccxt does: sends our id, looks up by it, play money, kinds of markets.
ROWS: tuple[tuple[str, str, str], ...] = (
    ("alpaca", "Alpaca", "id testnet spot"),
    ("apex", "Apex", "id look testnet swap"),
    ("aster", "Aster", "id look spot swap"),
    ("backpack", "Backpack", "id spot swap"),
    ("bequant", "Bequant", "testnet spot"),
    ("bigone", "BigONE", "id spot swap"),
    ("binance", "Binance", "id look testnet demo spot swap"),
    ("binancecoinm", "Binance COIN-M", "id look testnet demo swap"),
    ("binanceus", "Binance US", "id look testnet demo spot"),
    ("binanceusdm", "Binance USD-M", "id look testnet demo swap"),
    ("bingx", "BingX", "id testnet spot swap"),
    ("bit2c", "Bit2C", "spot"),
    ("bitbank", "bitbank", "spot"),
    ("bitbns", "Bitbns", "spot"),
    ("bitfinex", "Bitfinex", "id spot swap"),
    ("bitflyer", "bitFlyer", "spot"),
    ("bitget", "Bitget", "id look spot swap"),
    ("bithumb", "Bithumb", "id look spot"),
    ("bitopro", "BitoPro", "spot"),
    ("bitrue", "Bitrue", "id look spot swap"),
    ("bitso", "Bitso", "testnet spot"),
    ("bitstamp", "Bitstamp", "id look spot swap"),
    ("bitteam", "BIT.TEAM", "spot"),
    ("bittrade", "BitTrade", "id spot"),
    ("bitvavo", "Bitvavo", "spot"),
    ("blockchaincom", "Blockchain.com", "id testnet spot"),
    ("blofin", "BloFin", "testnet swap"),
    ("btcbox", "BtcBox", "spot"),
    ("btcmarkets", "BTC Markets", "id spot"),
    ("btcturk", "BTCTurk", "id spot"),
    ("btse", "BTSE", "id testnet spot swap"),
    ("bullish", "Bullish", "testnet spot swap"),
    ("bybit", "Bybit", "id testnet demo spot swap"),
    ("bybiteu", "Bybit EU", "id testnet demo spot"),
    ("bybitid", "Bybit Indonesia", "id testnet demo spot swap"),
    ("bydfi", "BYDFi", "id swap"),
    ("cex", "CEX.IO", "id spot"),
    ("coinbase", "Coinbase Advanced", "id spot swap"),
    ("coinbaseexchange", "Coinbase Exchange", "id look testnet spot"),
    ("coinbaseinternational", "Coinbase International", "id spot swap"),
    ("coincheck", "Coincheck", "spot"),
    ("coinmate", "CoinMate", "spot"),
    ("coinone", "CoinOne", "spot"),
    ("coinsph", "Coins.ph", "spot"),
    ("coinspot", "CoinSpot", "spot"),
    ("cryptocom", "Crypto.com", "id testnet spot swap"),
    ("cryptomus", "Cryptomus", "id spot"),
    ("deepcoin", "DeepCoin", "id spot swap"),
    ("delta", "Delta Exchange", "id look testnet spot swap"),
    ("deribit", "Deribit", "testnet spot swap"),
    ("derive", "Derive", "id testnet spot swap"),
    ("digifinex", "DigiFinex", "spot swap"),
    ("dydx", "dYdX", "id testnet swap"),
    ("extended", "Extended", "id look testnet swap"),
    ("fmfwio", "FMFW.io", "testnet spot swap"),
    ("foxbit", "Foxbit", "id spot"),
    ("gate", "Gate", "id look testnet spot swap"),
    ("gateeu", "Gate EU", "id look testnet spot"),
    ("gemini", "Gemini", "id testnet spot swap"),
    ("grvt", "GRVT", "id look testnet swap"),
    ("hashkey", "HashKey Global", "id look testnet spot swap"),
    ("hibachi", "Hibachi", "swap"),
    ("hitbtc", "HitBTC", "testnet spot swap"),
    ("hollaex", "HollaEx", "testnet spot"),
    ("htx", "HTX", "id look spot swap"),
    ("hyperliquid", "Hyperliquid", "id look testnet spot swap"),
    ("independentreserve", "Independent Reserve", "spot"),
    ("indodax", "INDODAX", "spot"),
    ("kraken", "Kraken", "id look spot"),
    ("krakenfutures", "Kraken Futures", "id testnet swap"),
    ("kucoin", "KuCoin", "id look spot swap"),
    ("kucoinfutures", "KuCoin Futures", "id look swap"),
    ("latoken", "Latoken", "id spot"),
    ("lbank", "LBank", "id spot"),
    ("lighter", "Lighter", "id testnet spot swap"),
    ("luno", "Luno", "spot"),
    ("mercado", "Mercado Bitcoin", "spot"),
    ("mexc", "MEXC Global", "id look spot swap"),
    ("modetrade", "Mode Trade", "id look testnet swap"),
    ("mudrex", "Mudrex", "swap"),
    ("myokx", "MyOKX (EEA)", "id look testnet spot swap"),
    ("nado", "Nado", "testnet spot swap"),
    ("ndax", "NDAX", "id testnet spot"),
    ("okx", "OKX", "id look testnet spot swap"),
    ("okxus", "OKX (US)", "id look testnet spot"),
    ("onetrading", "One Trading", "id spot swap"),
    ("p2b", "p2b", "spot"),
    ("pacifica", "Pacifica", "id testnet spot swap"),
    ("paradex", "Paradex", "id look testnet swap"),
    ("paymium", "Paymium", "spot"),
    ("phemex", "Phemex", "id look testnet spot swap"),
    ("poloniex", "Poloniex", "id testnet spot swap"),
    ("polymarket", "Polymarket", "id swap"),
    ("revolutx", "Revolut X", "id spot"),
    ("tokocrypto", "Tokocrypto", "id spot"),
    ("toobit", "Toobit", "spot swap"),
    ("upbit", "Upbit", "id spot"),
    ("weex", "Weex", "id look testnet spot swap"),
    ("whitebit", "WhiteBit", "id spot swap"),
    ("woo", "WOO X", "id look testnet spot swap"),
    ("woofipro", "WOOFI PRO", "id look testnet swap"),
    ("xt", "XT", "spot swap"),
    ("zaif", "Zaif", "spot"),
    ("zebpay", "Zebpay", "id testnet spot swap"),
)


def _venue(row: tuple[str, str, str]) -> Venue:
    name, shown, words = row
    has, proved = frozenset(words.split()), PROVED.get(name)
    own_id = "id" in has
    tier = Tier.A if proved is not None else Tier.B if own_id else Tier.C
    return Venue(
        name,
        shown,
        tier,
        own_id,
        proved is not None or "look" in has,
        DEADLINES.get(name) if proved is None else proved.deadline,
        proved is not None and proved.oco,
        "" if proved is None else proved.amend,
        "testnet" in has and name not in CLOSED_TESTNETS,
        "demo" in has,
        "spot" in has,
        "swap" in has,
        CCXT if proved is None else proved.source,
    )


VENUES: Mapping[str, Venue] = {row[0]: _venue(row) for row in ROWS}


def tier_of(venue: str) -> Tier:
    """The tier of a venue; of one without a row the lowest, for nothing is known of it."""
    found = VENUES.get(venue)
    return Tier.C if found is None else found.tier


def venue_choices(text: str = "") -> tuple[Venue, ...]:
    """Venues for a search field: those whose name holds every word of the text, the best proved first, then
    by name.
    """
    words = text.lower().split()
    found = [v for v in VENUES.values() if all(w in f"{v.id} {v.name}".lower() for w in words)]
    return tuple(sorted(found, key=lambda v: (v.tier.value, v.name.lower(), v.id)))
