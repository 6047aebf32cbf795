"""The public streams of the venues' play money: the same dialects at other hosts.

Facts from the venues' published rules: Binance's spot testnet streams from stream.testnet.binance.vision and
answers at testnet.binance.vision; Bybit's is stream-testnet.bybit.com and api-testnet.bybit.com. Binance's
demo trading has demo-stream.binance.com and demo-api.binance.com; Bybit's has the prices of the real market.
"""

from __future__ import annotations

from collections.abc import Mapping

from finbyte_desktop.services.venues.binance_streams import BinanceDialect
from finbyte_desktop.services.venues.bybit_streams import BybitDialect
from finbyte_desktop.services.venues.stream_states import StreamState

BINANCE_HOSTS: Mapping[str, str] = {
    "wss://stream.binance.com/": "wss://stream.testnet.binance.vision/",
    "https://api.binance.com/": "https://testnet.binance.vision/",
}
BYBIT_HOSTS: Mapping[str, str] = {
    "wss://stream.bybit.com/": "wss://stream-testnet.bybit.com/",
    "https://api.bybit.com/": "https://api-testnet.bybit.com/",
}
BINANCE_DEMO_HOSTS: Mapping[str, str] = {
    "wss://stream.binance.com/": "wss://demo-stream.binance.com/",
    "https://api.binance.com/": "https://demo-api.binance.com/",
}


def _moved(url: str, hosts: Mapping[str, str]) -> str:
    """The address of the play money. Raises ValueError for one that has no place there."""
    for real, play in hosts.items():
        if url.startswith(real):
            return play + url.removeprefix(real)
    raise ValueError(f"{url} has no such play money")


class BinanceTestnet(BinanceDialect):
    """Binance spot with play money."""

    hosts = BINANCE_HOSTS

    def address(self, route: str) -> str:
        return _moved(super().address(route), self.hosts)

    def repair(self, state: StreamState) -> str | None:
        url = super().repair(state)
        return None if url is None else _moved(url, self.hosts)


class BinanceDemo(BinanceTestnet):
    """Binance spot in demo trading."""

    hosts = BINANCE_DEMO_HOSTS


class BybitTestnet(BybitDialect):
    """Bybit with play money."""

    def address(self, route: str) -> str:
        return _moved(super().address(route), BYBIT_HOSTS)

    def repair(self, state: StreamState) -> str | None:
        url = super().repair(state)
        return None if url is None else _moved(url, BYBIT_HOSTS)
