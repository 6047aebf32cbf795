"""What a person does who connects an exchange, as scripts for `tests.support.person`. The exchange's address
and key come in the environment.
"""

from __future__ import annotations

import os

from tests.support.person import Person, Script

NAME = "main account"


def connects(p: Person) -> Script:
    """From the first start to an account with real money."""
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
    yield lambda: p.picture("01-connection")
    yield p.click("Real money")
    yield p.click("Check and add")
    yield p.until("Connect with real money?")
    yield lambda: p.picture("02-real-money")
    yield p.write(f"Type {NAME} to connect", NAME)
    yield p.click("Connect")
    yield p.until("LIVE. Orders go to the exchange")
    yield lambda: p.picture("03-live")


def first_day(p: Person) -> Script:
    """Connect, make a spot grid with real money, approve it, see it trade."""
    yield from connects(p)
    yield p.click("Create bot")
    yield p.click("Create bot")
    yield p.until("Which market?")
    yield p.row(0)
    yield p.click("Customise")
    yield p.until("Each grid")
    yield p.write("Investment", "4000")
    yield lambda: p.picture("04-wizard")
    yield p.click("Continue")
    yield p.click("Review orders")
    yield p.until("You buy")
    yield lambda: p.picture("05-review")
    yield p.click("Start with real money")
    yield p.until("You will buy")
    yield p.until("Real money")
    yield lambda: p.picture("06-approve")
    yield p.click("Approve *")
    yield p.until("Round trips 24 h / all")
    yield p.until("Bought")
    yield 2.0
    yield lambda: p.picture("07-bot")
    yield p.click("Portfolio")
    yield p.until("Who holds what")
    yield 1.0
    yield lambda: p.picture("08-portfolio")
    yield p.copy_table("holdings")
    yield p.click("Settings")
    yield p.click("Connections")
    yield 0.5
    yield lambda: p.picture("09-connections")
    yield p.click("Bots")
    yield p.click("Running")
    yield p.click("Details")
    yield p.click("Stop")
    yield p.click("Sell the coins")
    yield lambda: p.picture("10-stop")
    yield p.click("Stop the bot")
    yield 1.0
    yield p.click("Bots")
    yield p.click("Stopped")
    yield p.until("by you")
    yield lambda: p.picture("11-stopped")
    yield 6.0
    yield p.click("History")
    yield p.click("Fills")
    yield 0.8
    yield lambda: p.picture("12-fills")
    yield p.copy_table("fills")
    yield p.click("Profits")
    yield p.click("Ties out")
    yield 0.8
    yield lambda: p.picture("13-ties-out")
    yield p.copy_table("ties_out")


def futures_day(p: Person) -> Script:
    """Connect, make a futures grid with real money, approve it, see it trade, close its position."""
    yield from connects(p)
    yield p.click("Create bot")
    yield p.click_in("Futures grid.", "Create bot")
    yield p.until("Which market?")
    yield p.write("Search: Markets", "BTC")
    yield 0.5
    yield p.row(0)
    yield p.until("Liquidation if")
    yield p.write("Investment", "3000")
    yield 0.5
    yield lambda: p.picture("04-wizard")
    yield p.click("Continue")
    yield p.click("Review orders")
    yield p.until("You open a long position")
    yield lambda: p.picture("05-review")
    yield p.click("Start with real money")
    yield p.until("Real money")
    yield lambda: p.picture("06-approve")
    yield p.click("Approve *")
    yield p.until("Round trips 24 h / all")
    yield p.until("Bought")
    yield 6.0
    yield lambda: p.picture("07-bot")
    yield p.click("Portfolio")
    yield p.until("Who holds what")
    yield 1.0
    yield lambda: p.picture("08-portfolio")
    yield p.click("Settings")
    yield p.click("Connections")
    yield 0.5
    yield lambda: p.picture("09-connections")
    yield p.click("Bots")
    yield p.click("Running")
    yield lambda: p.picture("10-card")
    yield p.click("Details")
    yield p.click("Stop")
    yield p.click("Close the position")
    yield lambda: p.picture("11-stop")
    yield p.click("Stop the bot")
    yield 1.0
    yield p.click("Bots")
    yield p.click("Stopped")
    yield p.until("by you")
    yield lambda: p.picture("12-stopped")
    yield 6.0
    yield p.click("History")
    yield 1.0
    yield lambda: p.picture("13-history")
    yield p.click("Fills")
    yield 0.8
    yield p.copy_table("fills")
    yield p.click("Profits")
    yield p.click("Ties out")
    yield 0.8
    yield lambda: p.picture("14-ties-out")
    yield p.copy_table("ties_out")
