"""What the person of the main job does, as scripts for `tests.support.person`."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.person import Person, Script


def first_day(p: Person) -> Script:
    """Look around, make a spot grid on the replay, approve it, see fills, stop it."""
    yield p.click("Look around first")
    yield p.click("Create bot")
    yield p.click("Create bot")
    yield p.until("Which market?")
    yield p.row(0)
    yield p.click("Customise")
    yield p.write("Lower price", "61300")
    yield p.write("Upper price", "62300")
    yield p.write("Grids", "7")
    yield p.write("Investment", "7000")
    yield p.until("3 sells")
    yield lambda: p.picture("01-wizard")
    yield p.click("Continue")
    yield p.click("Review orders")
    yield p.until("You buy")
    yield lambda: p.picture("02-review")
    yield p.click("Start on paper")
    yield p.until("You will buy")
    yield lambda: p.picture("03-approve")
    yield p.click("Approve *")
    yield 1.0
    yield p.click("Settings")
    yield p.click("Price feed")
    yield p.click("max")
    yield p.click("Bots")
    yield p.click("Running")
    yield p.click("Details")
    yield p.until("Bought")
    yield p.until("Recording ended")
    yield 1.0
    yield lambda: p.picture("04-detail")
    yield p.click("Stop")
    yield p.until("Stop BTC/USDT?")
    yield lambda: p.picture("05-stop")
    yield p.click("Stop the bot")
    yield 1.0
    yield p.click("Profits")
    yield p.click("Ties out")
    yield 0.8
    yield lambda: p.picture("06-ties-out")
    yield p.copy_table("ties_out")


def next_day(p: Person) -> Script:
    """Come back, open the history, step through the stopped bot's life."""
    yield p.click("History")
    yield 1.0
    yield lambda: p.picture("07-history")
    yield lambda: p.key(Qt.Key.Key_Right)
    yield lambda: p.key(Qt.Key.Key_Right)
    yield 0.5
    yield lambda: p.picture("08-stepped")
    p.notes["history"] = p.texts()
    yield p.click("Fills")
    yield 0.8
    yield lambda: p.picture("09-fills")
    yield p.copy_table("fills")
