"""The guard's work in one account, over a venue that is data: what it asks, how often, and what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.orders import Side, State
from finbyte_desktop.services.guard import cancelling
from finbyte_desktop.services.guard.cancelling import Cancelling, Result, Told
from finbyte_desktop.services.venues.live_port import (
    Accepted,
    OrderReport,
    Outcome,
    Rejected,
    Tier,
    Unknown,
)

PREFIX = "FBabc-"
MARKET = "venue:BTC/USDT"
ABSENT = Rejected("absent", "no such order")


class FakeVenue:
    """Orders by client id; `answers` are what the next cancels of one get instead of working."""

    def __init__(self, *ids: str, tier: Tier = Tier.A) -> None:
        self.tier = tier
        self.orders = dict.fromkeys(ids, MARKET)
        self.answers: dict[str, list[Outcome]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.looks = self.opened = self.away = 0
        self.on_look: Callable[[], None] = lambda: None
        self.at_once = self.most_at_once = 0

    async def open(self) -> None:
        self.opened += 1
        if self.away:
            self.away -= 1
            raise Unavailable("Away.", "no_answer")

    async def cancel(self, instrument: str, client_id: str, venue_id: str | None) -> Outcome:
        self.asked.append((client_id, venue_id))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.answers.get(client_id):
            return self.answers[client_id].pop(0)
        return ABSENT if self.orders.pop(client_id, None) is None else Accepted(f"v{client_id}")

    async def orders_everywhere(self) -> list[OrderReport]:
        self.looks += 1
        self.on_look()
        return [self.report(name) for name in self.orders]

    async def open_orders(self, instrument: str, connection: int = 0) -> list[OrderReport]:
        return [row for row in await self.orders_everywhere() if row.instrument == instrument]

    def report(self, name: str) -> OrderReport:
        one = Decimal(1)
        return OrderReport(0, self.orders[name], f"v{name}", name, Side.BUY, one, one, Decimal(0), State.OPEN)


def told(name: str, bot: str = "b1") -> Told:
    return Told(name, f"v{name}", MARKET, bot)


def panicked(venue: FakeVenue, *rows: Told, bot: str | None = None, everywhere: bool = True) -> Result:
    """One panic, with pauses of no length; the time is over after 40 looks at the clock."""
    clock = iter(range(1_000))
    account = Cancelling(venue, PREFIX, everywhere, lambda: float(next(clock)), persist_s=40.0)
    account.told(rows)

    async def work() -> Result:
        panic = account.panic(bot)
        async with asyncio.timeout(10):
            await panic.run()
        return panic.result()

    return asyncio.run(work())


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cancelling, "PAUSES_S", (0.0,))


def test_every_order_gets_one_request_and_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told ones by our id, not the venue's; then the venue is looked at until it shows nothing twice."""
    names = [f"{PREFIX}{n}" for n in range(60)]
    venue = FakeVenue(*names)
    result = panicked(venue, *(told(name) for name in names))
    assert sorted(venue.asked) == sorted((name, None) for name in names)
    assert (result.cancelled, result.gone, result.open, result.is_proved) == (60, 0, {}, True)
    assert venue.looks >= cancelling.CLEAN_LOOKS
    assert venue.most_at_once <= cancelling.AT_ONCE


def test_what_nobody_told_of_is_cancelled_but_not_what_is_not_ours() -> None:
    """Our prefix counts; another installation's orders and a person's rest."""
    venue = FakeVenue(f"{PREFIX}1", f"{PREFIX}new", "FBdef-1", "by-hand")
    result = panicked(venue, told(f"{PREFIX}1"))
    assert sorted(venue.orders) == ["FBdef-1", "by-hand"]
    assert (result.cancelled, result.is_proved) == (2, True)


def test_one_bot_leaves_the_others() -> None:
    """Of a single bot only what was told is known."""
    venue = FakeVenue(f"{PREFIX}1", f"{PREFIX}2")
    result = panicked(venue, told(f"{PREFIX}1", "b1"), told(f"{PREFIX}2", "b2"), bot="b1")
    assert (list(venue.orders), result.cancelled, result.is_proved) == ([f"{PREFIX}2"], 1, True)


def test_order_that_is_not_there_any_more_counts_apart() -> None:
    """It was filled, or somebody else cancelled it."""
    result = panicked(FakeVenue(), told(f"{PREFIX}1"))
    assert (result.cancelled, result.gone, result.is_proved) == (0, 1, True)


def test_cancel_without_an_answer_is_sent_again() -> None:
    """Until the venue says that it took it, or that there is none."""
    venue = FakeVenue(f"{PREFIX}1")
    venue.answers[f"{PREFIX}1"] = [Unknown("no answer"), Rejected("too_many_requests", "")]
    result = panicked(venue, told(f"{PREFIX}1"))
    assert [name for name, _ in venue.asked] == [f"{PREFIX}1"] * 3
    assert (result.cancelled, result.is_proved) == (1, True)


def test_taken_cancel_of_an_order_that_rests_is_no_proof() -> None:
    """The venue took the cancel and goes on showing the order: it is asked again."""
    venue = FakeVenue(f"{PREFIX}1")
    venue.answers[f"{PREFIX}1"] = [Accepted("v1"), Accepted("v1")]
    result = panicked(venue, told(f"{PREFIX}1"))
    assert len(venue.asked) == 3
    assert (venue.orders, result.cancelled, result.is_proved) == ({}, 1, True)


def test_order_that_arrives_late_is_found() -> None:
    """It was on its way when the first look began: the second one sees it."""
    venue = FakeVenue()

    def late() -> None:
        if venue.looks == 2:
            venue.orders[f"{PREFIX}late"] = MARKET

    venue.on_look = late
    result = panicked(venue)
    assert (venue.orders, result.cancelled, result.is_proved) == ({}, 1, True)


def test_what_cannot_be_proved_is_told_with_its_reason() -> None:
    """The time is over: which orders, and what the venue said last."""
    venue = FakeVenue(f"{PREFIX}1", f"{PREFIX}2")
    venue.answers[f"{PREFIX}1"] = [Rejected("key_refused", "")] * 1_000
    result = panicked(venue, told(f"{PREFIX}1"), told(f"{PREFIX}2"))
    assert result.open == {f"{PREFIX}1": (MARKET, "key_refused")}
    assert (result.cancelled, result.seen, result.is_proved) == (1, True, False)


def test_venue_that_is_away_is_tried_until_it_is_back() -> None:
    """Nothing was opened before: the panic opens it itself, again and again."""
    venue = FakeVenue(f"{PREFIX}1")
    venue.away = 5
    result = panicked(venue, told(f"{PREFIX}1"))
    assert (venue.opened, result.cancelled, result.is_proved) == (6, 1, True)
    venue = FakeVenue(f"{PREFIX}1")
    venue.away = 1_000
    result = panicked(venue, told(f"{PREFIX}1"))
    assert result.open == {f"{PREFIX}1": (MARKET, "Away.")}
    assert (result.seen, result.is_proved) == (False, False)


def test_market_that_is_newer_than_the_list_is_read_again() -> None:
    """A request that could not even be made opens the venue anew, once."""
    venue = FakeVenue(f"{PREFIX}1")
    venue.answers[f"{PREFIX}1"] = [Rejected("not_sent", "BadSymbol", denied=True)] * 2
    result = panicked(venue, told(f"{PREFIX}1"))
    assert (venue.opened, result.cancelled) == (2, 1)


def test_venue_that_shows_one_market_at_a_time_is_asked_for_each() -> None:
    """All that were ever told."""
    venue = FakeVenue(f"{PREFIX}1", f"{PREFIX}new")
    result = panicked(venue, told(f"{PREFIX}1"), everywhere=False)
    assert (venue.orders, result.cancelled, result.is_proved) == ({}, 2, True)


def test_venue_without_our_ids_is_asked_by_its_own() -> None:
    """Tier C knows no client ids."""
    venue = FakeVenue(f"{PREFIX}1", tier=Tier.C)
    panicked(venue, told(f"{PREFIX}1"))
    assert venue.asked[0] == (f"{PREFIX}1", f"v{PREFIX}1")
