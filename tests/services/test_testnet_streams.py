"""Play money has its own hosts: no stream and no question of it goes to the real market."""

from __future__ import annotations

import pytest

from finbyte_desktop.services.venues.stream_dialect import Dialect
from finbyte_desktop.services.venues.stream_port import Channel, Market
from finbyte_desktop.services.venues.stream_states import Inbox
from finbyte_desktop.services.venues.testnet_streams import BinanceTestnet, BybitTestnet

CASES = [
    (
        BinanceTestnet(),
        "wss://stream.testnet.binance.vision/stream",
        "https://testnet.binance.vision/api/v3/",
    ),
    (BybitTestnet(), "wss://stream-testnet.bybit.com/v5/public/spot", "https://api-testnet.bybit.com/v5/"),
]


@pytest.mark.parametrize(("dialect", "stream", "rest"), CASES, ids=["binance", "bybit"])
def test_every_address_is_the_testnets(dialect: Dialect, stream: str, rest: str) -> None:
    """Each topic's stream and each repair of a spot market stays on the testnet."""
    market, inbox = Market("x:BTC/USDT", "BTCUSDT"), Inbox(lambda *_: None)
    repairs = []
    for channel in Channel:
        assert {dialect.address(topic.route) for topic in dialect.topics(market, channel)} == {stream}
        repairs.append(dialect.repair(dialect.make_state(market, channel, inbox)))
    told = [url for url in repairs if url is not None]
    assert told
    assert all(url.startswith(rest) for url in told)


def test_what_has_no_testnet_is_not_sent_to_the_real_market() -> None:
    """A perpetual is refused instead of being followed at the real venue."""
    dialect = BinanceTestnet()
    linear = Market("x:BTC/USDT:USDT", "BTCUSDT", linear=True)
    for topic in dialect.topics(linear, Channel.BOOK):
        with pytest.raises(ValueError, match="no such play money"):
            dialect.address(topic.route)
