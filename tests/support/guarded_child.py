"""An application as a process of its own, told what to do in JSON lines on standard input: which accounts to
open, when its loop stands still, when to tell what is, when to end. Its arguments are a data folder and how
long its guard stays after it died.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.control import ControlServer
from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.steering import Steering
from tests.support.live_desk import running, until


def tell(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def open_account(accounts: Accounts, given: dict[str, Any]) -> None:
    """An account with one bot whose orders rest."""
    name = given["id"]
    connection = Connection(name, given["venue"], name, Home.SESSION, address=given["address"])
    key = ApiKey(Secret(given["key"]), Secret(given["secret"]))
    if name in [state.id for state in accounts.states()]:
        await accounts.renew(name, key)
        await accounts.connect(name)
    else:
        await accounts.add(connection, key)
    desk = accounts.desk(name)
    assert isinstance(desk, LiveDesk)
    for _ in range(given.get("bots", 1)):
        params = given.get("params", {"investment": "4000"})
        await running(desk, f"{given['venue']}:BTC/USDT", **params)


def state_of(accounts: Accounts) -> dict[str, Any]:
    return {
        name: {
            "bots": {card.id: card.state.value for card in [*desk.cards(), *desk.cards(ended=True)]},
            "gates": {market: list(why) for market, why in desk.health().gates.items()},
            "orders": [o.client_id for o in desk._account.shell.live()],
        }
        for name, desk in accounts.desks()
        if isinstance(desk, LiveDesk)
    }


async def main(folder: Path, linger_s: float) -> None:
    accounts = await Accounts.open(folder, guarded=True, with_paper=False)
    guard = accounts.guard
    assert guard is not None
    guard._linger_s = linger_s
    control = await ControlServer.open(folder, Steering(accounts, "test", None).answer)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        told = json.loads(line)
        if told["do"] == "open":
            await open_account(accounts, told)
            await until(lambda told=told: told["id"] in guard.ready)
            tell(opened=told["id"], guard=guard.pid)
        elif told["do"] == "block":
            tell(blocked=True)
            time.sleep(told["seconds"])  # noqa: ASYNC251 - nothing of this process's loop runs meanwhile
            tell(woke=True)
        elif told["do"] == "bot":
            desk = accounts.desk(told["id"])
            assert isinstance(desk, LiveDesk)
            tell(bot=await running(desk, told["market"], investment="4000"))
        elif told["do"] == "guard":
            await until(lambda told=told: guard.ready and guard.pid not in (None, told["after"]))
            tell(guard=guard.pid)
        elif told["do"] == "state":
            tell(state=state_of(accounts))
        elif told["do"] == "end":
            break
    await control.close()
    await accounts.close("keep")
    tell(ended=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
