"""What a person does whose account holds a perpetual and then loses its key, as a script for
`tests.support.person`. Each picture tells whoever watches how far it is.
"""

from __future__ import annotations

import os

from PySide6.QtCore import Qt

from tests.support.person import Person, Script

NAME = "main account"
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def bad_day(p: Person) -> Script:
    """Connect; see a position without a stop; panic and close it; see that the key is refused."""
    given = os.environ
    yield p.click("Look around first")
    yield p.click("Settings")
    yield p.click("Connections")
    yield p.click("Add connection")
    yield p.write("Find a venue", given["TRADER_VENUE"])
    yield p.write("Your name for it", NAME)
    yield p.write("API key", given["TRADER_KEY"])
    yield p.write("Secret, or private key", given["TRADER_SECRET"])
    yield p.click("This session")
    yield p.click("Another address")
    yield p.write("Another address", given["TRADER_ADDRESS"])
    yield p.click("Real money")
    yield p.click("Check and add")
    yield p.until("Connect with real money?")
    yield p.write(f"Type {NAME} to connect", NAME)
    yield p.click("Connect")
    yield p.until("LIVE. Orders go to the exchange")
    yield p.click("Bots")
    yield lambda: p.picture("01-live")
    yield p.until("1 account needs you")
    yield lambda: p.key(Qt.Key.Key_N, KEYS)
    yield p.until("perpetual, stop: none")
    yield lambda: p.picture("02-needs")
    yield p.click("Show: BTC/USDT perpetual*")
    yield p.until("perpetuals at the venue")
    yield lambda: p.picture("03-position")
    yield lambda: p.key(Qt.Key.Key_X, KEYS)
    yield p.until("1 perpetual position stays open:")
    yield p.until("no stop limits its loss")
    yield lambda: p.picture("04-panic")
    yield p.click("Close these positions too, at the market, reduce-only")
    yield p.click("Stop this account, close positions")
    yield p.until("What the panic did")
    yield p.until(": closed.")
    yield p.until("Panic: done.")
    yield lambda: p.picture("05-told")
    yield p.click("Close")
    yield lambda: p.picture("06-well")
    yield p.until("Key refused")
    yield lambda: p.picture("07-refused")
    yield p.until("1 account needs you")
    yield 0.6
    yield lambda: p.picture("08-stale")
