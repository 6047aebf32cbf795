"""Whether this program can go on with what a file holds: asked before the file is brought to a new format,
so that the version which wrote it can still open it when the answer is no.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.services.logs import redacted
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.settings import install_secret
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import Database, understood
from finbyte_desktop.services.store.journal import Journal

KEPT = "instrument:"  # begins the name under which the rules of a market are kept


def prove(database: Database) -> None:
    """Rebuilds the bots beside the file. Only what every format has is read, and nothing is written.

    Raises Unavailable when it cannot be done.
    """
    with understood(database):
        journal = Journal(database)
        try:
            saved = journal.load_venue()
            kernel = Kernel({}, make_bot, secret=install_secret(database.path.parent), told=redacted)
            with database.engine.connect() as connection:
                names = set(connection.execute(sa.select(t.bots.c.instrument).distinct()).scalars())
                names |= {name.removeprefix(KEPT) for name in saved if name.startswith(KEPT)}
                for name in sorted(names):
                    kernel.add_instrument(remembered(saved, name))
            Runner(kernel, journal, lambda *_: None).recover()
        finally:
            journal.close()


def remembered(saved: Mapping[str, Any], name: str) -> Instrument:
    """The instrument of an old bot as it was kept with the venue's state."""
    kept = saved.get(f"{KEPT}{name}")
    if kept is None:
        base, _, quote = name.rpartition(":")[2].partition("/")
        one = Decimal("0.00000001")
        return Instrument(name, base, quote or "USDT", one, one, one, one, Fees(one * 0, one * 0))
    return Instrument(
        name,
        kept["base"],
        kept["quote"],
        Decimal(kept["tick"]),
        Decimal(kept["lot"]),
        Decimal(kept["min_qty"]),
        Decimal(kept["min_notional"]),
        Fees(Decimal(kept["maker"]), Decimal(kept["taker"]), kept["fee_asset"]),
        kept["max_live_orders"],
        decode(kept.get("perpetual")),
    )
