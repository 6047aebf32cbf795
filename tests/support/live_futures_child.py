"""A live desk in a process of its own, to be killed: it opens an account of the test exchange and lives on.

Arguments: folder, address, venue, key, secret. It says "ready" once its bots run.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.settings import SharedSettings, load_settings


async def live(folder: Path, address: str, venue: str, key: str, secret: str) -> None:
    """Until it is killed."""
    connection = Connection("acc1", venue, f"Test {venue}", Home.SESSION, address=address)
    settings = SharedSettings(folder, load_settings(folder))
    desk = await LiveDesk.open(folder, connection, ApiKey(Secret(key), Secret(secret)), settings)
    desk.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(live(Path(given[0]), *given[1:]))
