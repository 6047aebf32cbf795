"""The life of a bot of each kind in the window, as scripts for `tests.support.person`.

Each is created, approved, run, edited, stopped and reviewed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.support.person import Person, Script


def life(kind: str, field: str, value: str) -> Callable[[Person], Script]:
    """The script of one kind; one `field` is edited while it runs."""

    def script(p: Person) -> Script:
        yield p.click("Look around first")
        yield p.click("Create bot")
        yield p.click_in(f"{kind}.", "Create bot")
        yield p.until("Which market?")
        yield p.row(0)
        yield p.until("Continue")
        yield 0.6
        yield lambda: p.picture("1-wizard")
        yield p.click("Continue")
        yield p.click("Review orders")
        yield 0.4
        yield lambda: p.picture("2-review")
        yield p.click("Start on paper")
        yield p.until("Goes into the bot")
        yield lambda: p.picture("3-approve")
        yield p.click("Approve *")
        yield from runs_and_ends(p, field, value)

    return script


def runs_and_ends(p: Person, field: str, value: str) -> Script:
    """From its approval to its history."""
    yield 0.6
    yield p.click("Bots")
    yield p.click("Running")
    yield p.until("Details")
    yield lambda: p.picture("4-card")
    yield p.click("Details")
    yield p.click("Edit")
    yield p.write(field, value)
    yield lambda: p.picture("5-edit")
    yield p.click("Save changes")
    yield p.click("Settings")
    yield p.click("Price feed")
    yield p.click("max")
    yield p.click("Bots")
    yield p.click("Running")
    yield p.click("Details")
    yield p.until("Recording ended")
    yield 1.0
    yield lambda: p.picture("6-page")
    p.notes["page"] = p.texts()
    yield p.click("Stop")
    yield p.until("Stop the bot")
    yield lambda: p.picture("7-stop")
    yield p.click("Stop the bot")
    yield 1.0
    yield p.click("Profits")
    yield p.click("Ties out")
    yield 0.8
    yield lambda: p.picture("8-ties-out")
    yield p.copy_table("ties_out")
    yield p.click("History")
    yield 1.0
    yield lambda: p.key(Qt.Key.Key_Right)
    yield 0.4
    yield lambda: p.picture("9-history")
    p.notes["history"] = p.texts()
    yield p.click("Fills")
    yield 0.8
    yield p.copy_table("fills")


def own_strategy(p: Person) -> Script:
    """A copy of the first example, from the page of strategies."""
    yield p.click("Look around first")
    yield p.click("Strategies")
    yield p.click("Copy to my files")
    yield p.click("Create")
    yield p.click("Paper")
    yield 0.6
    yield lambda: p.picture("1-strategies")
    yield p.click("Run on paper")
    yield p.click("I trust it, run it")
    yield p.click("Review and approve")
    yield p.until("Goes into the bot")
    yield lambda: p.picture("3-approve")
    yield p.click("Approve *")
    yield from runs_and_ends(p, "Largest order", "900")


spot_grid = life("Spot grid", "Hold delay", "5")
futures_grid = life("Futures grid", "Hold delay", "5")
rebalance = life("Smart rebalance", "Deviation", "3")
dca_recurring = life("DCA, recurring", "Take profit", "50")
dca_several = life("DCA, several assets", "Take profit", "50")
dca_safety = life("DCA, safety orders", "Take profit", "1.3")
dca_futures = life("DCA, futures", "Take profit", "1.3")
