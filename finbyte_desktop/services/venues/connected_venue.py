"""The venue of a connection, opened with its key."""

from __future__ import annotations

import time
from collections.abc import Callable

from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.credentials import ApiKey, Connection
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue


def connected_venue(
    connection: Connection,
    key: ApiKey,
    now_ns: Callable[[], int] = wall_ns,
    steady_ns: Callable[[], int] = time.monotonic_ns,
    perpetuals_of: str = "",
) -> CcxtVenue:
    """Nothing is asked of the venue yet; its `open` does that. Whoever made it closes it. `perpetuals_of` is
    ccxt's name of the exchange where the account's perpetuals are; without it only those are read that share
    its wallet.
    """
    return CcxtVenue(
        perpetuals_of or connection.venue,
        key.key.reveal(),
        key.secret.reveal(),
        now_ns,
        "" if key.passphrase is None else key.passphrase.reveal(),
        address=connection.address,
        testnet=connection.testnet,
        demo=connection.demo,
        perpetuals=bool(perpetuals_of) or connection.venue == "bybit",
        steady_ns=steady_ns,
    )
