"""`ctl status` says what a person without a window must know: what a panic holds, what nobody can prove,
where the venue and the ledger differ, and since when nothing more is known.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from finbyte_desktop import cli_engine
from finbyte_desktop.services import ports
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.steering import Steering
from tests.support.exchange import TestExchange
from tests.support.fake_accounts import FakeAccounts, LiveFakeDesk, health_of
from tests.support.fake_desk import full
from tests.support.live_desk import BALANCES, live_desk, running, until

if TYPE_CHECKING:
    from finbyte_desktop.services.accounts import Accounts

KNOWN_NS = 1_790_000_000_000_000_000  # 2026-09-21 14:13:20 UTC
S = 10**9


class Shown:
    """What `Steering` asks of the accounts: one at a venue."""

    folder = Path("/d")
    guard = None

    def __init__(self, health: ports.AccountHealth) -> None:
        made = FakeAccounts(full())
        self.desk = LiveFakeDesk(health)
        self.desk.cards_live = full().cards_live
        self.row = next(row for row in made.states() if row.id == "binance-1")

    def desks(self) -> list[tuple[str, LiveFakeDesk]]:
        return [(self.row.id, self.desk)]

    def states(self) -> list[ports.AccountState]:
        return [self.row]

    def unattended(self) -> list[ports.AccountState]:
        return []


def health(**changed: Any) -> ports.AccountHealth:
    return replace(health_of("binance-1", "main account", "Binance"), **changed)


def told(given: ports.AccountHealth, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], list[str]]:
    """What the answer has of the account, and the lines of the terminal."""
    steering = Steering(cast("Accounts", Shown(given)), "headless", None)
    answer = asyncio.run(steering.answer({"do": "status"}))
    cli_engine._print("status", answer)
    (row,) = answer["accounts"]
    return row, capsys.readouterr().out.splitlines()


def test_status_of_an_account_that_is_well_says_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    """Its line and those of its bots, whose orders are a fact."""
    row, lines = told(health(), capsys)
    assert len(lines) == 2 + len(row["bots"])
    assert lines[2].endswith(f"{row['bots'][0]['open_orders']} orders")
    assert (row["held"], row["unproved"], row["asked_about"], row["unclaimed"]) == (False, [], 0, 0)
    assert (row["differences"], row["away_s"], row["known_ns"]) == ([], None, None)


def test_status_says_what_a_panic_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """And how it is released."""
    row, lines = told(health(held=True), capsys)
    assert row["held"] is True
    assert (
        "  HELD by a panic: no new order leaves until a bot is resumed or created, or `finbyte-desktop ctl "
        "release`." in lines
    )


def test_an_account_that_is_away_stays_held_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mark of the panic is on the disk, whether the account is open or not."""
    shown = Shown(health())
    shown.folder = tmp_path
    shown.row = replace(shown.row, link=ports.Link.AWAY, is_open=False)
    shown.desks = list  # type: ignore[method-assign]
    steering = Steering(cast("Accounts", shown), "window", None)

    def lines(verb: str) -> list[str]:
        cli_engine._print(verb, asyncio.run(steering.answer({"do": verb})))
        return capsys.readouterr().out.splitlines()

    assert lines("release") == ["No account is held."]
    assert not any("HELD" in line for line in lines("status"))
    PanicMark(tmp_path / "accounts" / "binance-1").set(None)
    assert lines("release") == [
        "main account: stays held by the panic, because it is not open now. Release it when it is."
    ]
    assert any("HELD by a panic" in line for line in lines("status"))


def test_status_names_orders_that_nobody_can_prove(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its market and bot, and where it is answered; what is still being asked about is counted."""
    found = FakeAccounts(full()).desks["binance-1"].account_health()
    assert found is not None
    given = health(quarantined=found.quarantined, unclaimed=found.unclaimed, unknown=2)
    row, lines = told(given, capsys)
    assert row["unproved"] == ["buy 0.00638 BTC at 77600 USDT (binance:BTC/USDT, bot bot-1)"]
    assert (row["asked_about"], row["unclaimed"]) == (2, 1)
    assert (
        "  UNPROVED: 1 order of unknown fate: buy 0.00638 BTC at 77600 USDT (binance:BTC/USDT, bot bot-1). "
        "Look at the venue and answer it in Settings > Connections." in lines
    )
    assert (
        "  UNPROVED: 1 order with our name is not in the records. Look at the venue and answer it in "
        "Settings > Connections." in lines
    )
    assert "  The answers to 2 orders got lost: FinByte asks the venue what became of them." in lines


def test_status_names_what_venue_and_ledger_differ_in(capsys: pytest.CaptureFixture[str]) -> None:
    """Asset by asset, with the time at which both were compared."""
    found = FakeAccounts(full()).desks["binance-1"].account_health()
    assert found is not None
    row, lines = told(health(differences=found.differences, checked_ns=KNOWN_NS, clock_offset_ns=0), capsys)
    assert row["differences"] == [
        {"asset": "BNB", "venue": "2.114", "ledger": "1.8", "difference": "0.314"}
    ]  # fmt: skip
    assert (
        "  DIFFERENCE: the venue holds 2.114 BNB, the ledger 1.8 (0.314 more), as compared at 14:13:20 UTC."
        in lines
    )


def test_status_while_the_venue_is_away_tells_orders_as_last_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As of when, and for how long the venue has been away: they may have filled since."""
    trouble = ports.ShownTrouble("unreachable", "It does not answer.", wall_ns() - 75 * S)
    row, lines = told(health(trouble=trouble, known_ns=KNOWN_NS, clock_offset_ns=0), capsys)
    assert row["away_s"] in (75, 76)
    assert row["known_ns"] == KNOWN_NS
    count = row["bots"][0]["open_orders"]
    assert lines[2].endswith(f"{count} orders as known at 14:13:20 UTC; venue away for {row['away_s']} s")


def test_desk_knows_when_its_venue_answered_last(tmp_path: Path) -> None:
    """A good answer to a question about the account moves the moment; one that failed does not."""

    async def work() -> None:
        async with asyncio.timeout(60), TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await running(desk, "binance:BTC/USDT")
                before = desk.account_health()
                assert before.known_ns is not None
                exchange.faults.add("net.dns")
                await until(lambda: desk.account_health().trouble is not None)
                away = desk.account_health()
                assert away.known_ns is not None
                assert before.known_ns <= away.known_ns
                assert away.trouble is not None
                assert away.known_ns <= away.trouble.since_ns
                exchange.faults.clear()
                await until(lambda: desk.account_health().trouble is None)
                await until(lambda: (desk.account_health().known_ns or 0) > away.trouble.since_ns)

    asyncio.run(work())


@pytest.mark.parametrize("can_take", [True, False])
def test_status_tells_another_position(can_take: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """With both quantities, and with what answers it."""
    venue = Decimal(0) if can_take else Decimal("0.5")
    head = ("binance:BTC/USDT:USDT", "BTC", 3, "b1", "BTC/USDT perp", Decimal("0.3"))
    row, lines = told(health(positions=(ports.DifferingPosition(*head, venue, can_take),)), capsys)
    assert row["positions"][0]["books"] == "0.3"
    (line,) = [line for line in lines if "POSITION:" in line]
    assert (
        f"BTC/USDT perp says 0.3 BTC of binance:BTC/USDT:USDT, the venue {row['positions'][0]['venue']} BTC"
        in line
    )
    assert ("finbyte-desktop ctl closed-outside --bot b1" in line) is can_take
