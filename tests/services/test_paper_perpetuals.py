"""Perpetuals on the paper venue: fundings, liquidations and money, from candles and from trades."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Cancel, Isolate, Submit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.orders import Role
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.feeds import Feed
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.paper import PaperVenue
from finbyte_desktop.services.venues.paper_process import PaperServer
from finbyte_desktop.services.venues.paper_remote import RemotePaperVenue
from tests.services.test_paper_process import Direct
from tests.support.paper import SeriesFeed
from tests.support.perpetual_market import HOUR, MARKET, PARAMS, START, begins, fundings, swinging
from tests.support.tape_feed import SECOND, TapeFeed, tape, trade

D = Decimal
OPTIONS = {
    "plain": VenueOptions(),
    "slow": VenueOptions(slippage=D("0.0005"), latency_ns=3 * SECOND),
    "parts": VenueOptions(fill_fraction=D("0.4")),
}


class Session:
    """A kernel on a paper venue without a disk, one happening at a time."""

    def __init__(self, feed: Feed, options: VenueOptions | None = None) -> None:
        self.kernel = Kernel({MARKET.id: MARKET}, make_bot)
        self.feed, self.options = feed, options
        self.venue = PaperVenue(feed, options)
        self.facts: list[fx.Fact] = []
        self.events: list[ev.Event] = []

    def begin(self, params: dict[str, Any] = PARAMS) -> None:
        """Money and a bot at the first price."""
        while self.venue.price(MARKET.id) is None:
            self.venue.advance(self.watches, None, None, 1)
        self.kernel.last[MARKET.id] = self.venue.price(MARKET.id) or D(0)
        for event in begins(params):
            self.apply(event._replace(ns=self.venue.ns))

    def watches(self, market: str) -> tuple[Decimal | None, Decimal | None]:
        """What the kernel watches."""
        triggers = self.kernel.triggers[market]
        return triggers.next_above, triggers.next_below

    def apply(self, event: ev.Event) -> None:
        """An event, and all that the venue answers to what comes of it."""
        pending: list[ev.Event] = [event]
        for one in pending:
            self.events.append(one)
            if isinstance(one, ev.Deposited):
                self.venue.deposit(one.asset, one.amount)
            step = self.kernel.handle(one)
            self.facts += step.facts
            for command in step.commands:
                if isinstance(command, Submit):
                    pending += self.venue.submit(command.order)
                elif isinstance(command, Cancel):
                    pending += self.venue.cancel(command.instrument, command.client_id)
                else:
                    assert isinstance(command, Isolate)
                    put_in = self.kernel.perpetuals.put_in(MARKET.id)
                    self.venue.isolate(MARKET, put_in, command.leverage)

    def step(self, until_ns: int | None = None) -> bool:
        """The next happening; False when nothing is left."""
        before = self.venue.items
        found = self.venue.advance(self.watches, self.kernel.alarms.next_ns, until_ns, 50)
        if found is not None:
            self.kernel.last[found.instrument] = found.price
            self.apply(found.event)
        return found is not None or self.venue.items != before

    def check(self) -> None:
        """Ledger and venue have the same, and what is held makes sense."""
        walks: Any = self.venue.save_feed()["walks"]
        if walks[MARKET.id]["walk"]["reports"]:
            return
        held, ledger = self.venue.held(), self.kernel.ledger
        for asset in {*held, *ledger.assets()}:
            assert held.get(asset, 0) == ledger.account_total(asset), asset
        record = self.kernel.bots["bot1"]
        assert held.get(MARKET.id, 0) == record.position.qty
        assert record.position.value >= 0
        assert (record.position.qty == 0) is (record.position.value == 0)
        closing = {o.spec.side: D(0) for o in record.live_orders()}
        for order in record.live_orders():
            if order.spec.reduce_only:
                closing[order.spec.side] += order.remaining
        for side, qty in closing.items():
            assert qty <= max(D(0), record.position.qty * (1 if side.value == "sell" else -1))


def feed_of(kind: str, seed: int) -> Feed:
    """A random market with fundings, quiet or wild."""
    wild = seed % 3 == 0
    if kind == "candles":
        series = swinging(400, seed, drift=(-5 if seed % 2 else 5) if wild else 0, reach=60)
        return SeriesFeed(MARKET, series, fundings(400, seed))
    items = tape(MARKET, START, 1_500, seed, drift=(-1.5 if seed % 2 else 1.5) if wild else 0.0)
    return TapeFeed(MARKET, items, fundings(400, seed))


def params_of(seed: int) -> dict[str, Any]:
    """A grid of any direction."""
    rng = np.random.default_rng(seed)
    direction = ("long", "short", "neutral")[seed % 3 if seed % 2 else (seed + 1) % 3]
    leverage = int(rng.integers(2, 10))
    grids = int(rng.integers(4, 20))
    return {**PARAMS, "direction": direction, "leverage": leverage, "grids": grids}


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("kind", ["candles", "tape"])
def test_money_and_contracts_agree_on_random_markets(kind: str, options: str) -> None:
    """After every event the ledger has what the venue has; closing orders never exceed the position."""
    seen: set[type] = set()
    for seed in range(1, 13):
        run = Session(feed_of(kind, seed), OPTIONS[options])
        run.begin(params_of(seed))
        while run.step():
            run.check()
        seen |= {type(event) for event in run.events}
        record = run.kernel.bots["bot1"]
        assert record.state is not BotState.ERROR, record.reason
        if any(isinstance(event, ev.Liquidated) for event in run.events):
            assert record.position.qty == 0
            assert not run.venue.open_orders()
    assert {ev.FundingSettled, ev.Liquidated, ev.OrderFilled} <= seen


@pytest.mark.parametrize("kind", ["candles", "tape"])
def test_venue_that_is_written_at_every_happening_goes_on_the_same(kind: str) -> None:
    """Account and feed as JSON, read into a new venue: the same events come, and the same bytes."""
    plain, broken = (Session(feed_of(kind, 3)) for _ in range(2))
    for run in (plain, broken):
        run.begin(params_of(3))
    while plain.step():
        account = orjson.dumps(broken.venue.save_account())
        feed = orjson.dumps(broken.venue.save_feed())
        broken.venue = PaperVenue(feed_of(kind, 3))
        broken.venue.restore_account(orjson.loads(account))
        broken.venue.restore_feed(orjson.loads(feed))
        assert orjson.dumps(broken.venue.save_account()) == account
        assert orjson.dumps(broken.venue.save_feed()) == feed
        broken.step()
    assert broken.events == plain.events
    assert any(isinstance(event, ev.Liquidated) for event in plain.events)


def test_funding_between_two_trades_is_settled_at_its_own_time() -> None:
    """It is paid on the position of then at the price of then, before the trade of the same moment."""
    due = START + HOUR
    items = [
        trade(MARKET, START + SECOND, "100"),
        trade(MARKET, due, "103"),
        trade(MARKET, due + SECOND, "104"),
    ]
    rows = [Funding(due, D("0.001"), None), Funding(due + SECOND // 2, D("-0.001"), D("90"))]
    run = Session(TapeFeed(MARKET, items, rows))
    run.begin()
    while run.kernel.bots["bot1"].state is not BotState.RUNNING:
        assert run.step()
    qty = run.kernel.bots["bot1"].position.qty
    while run.step():
        run.check()
    settled = [event for event in run.events if isinstance(event, ev.FundingSettled)]
    assert [(row.ns, row.mark, row.ref) for row in settled] == [
        (due, D(100), "F1"),
        (due + SECOND // 2, D(90), "F2"),
    ]
    assert settled[0].amount == -qty * 100 * D("0.001")
    sold = [event for event in run.events if isinstance(event, ev.OrderFilled) and event.role is Role.MAKER]
    assert run.events.index(settled[0]) < run.events.index(sold[0]) < run.events.index(settled[1])


def test_funding_comes_while_nothing_trades() -> None:
    """Time alone brings it: no later than the market may go, and never past the end of the feed."""
    due = START + HOUR
    items = [trade(MARKET, START + SECOND, "100"), trade(MARKET, due + HOUR, "100")]
    run = Session(
        TapeFeed(MARKET, items, [Funding(due, D("0.001"), None), Funding(due + 9 * HOUR, D(0), None)])
    )
    run.begin()
    while run.step(due - 1):
        pass
    assert not any(isinstance(event, ev.FundingSettled) for event in run.events)
    while run.step(due + 5):
        pass
    assert [event.ns for event in run.events if isinstance(event, ev.FundingSettled)] == [due]
    while run.step():
        pass
    assert run.venue.is_finished
    assert sum(isinstance(event, ev.FundingSettled) for event in run.events) == 1


def test_order_on_its_way_ends_with_the_position() -> None:
    """What was asked before a liquidation and has not arrived is cancelled with the others."""
    items = [trade(MARKET, START + n * SECOND, price) for n, price in enumerate(("100", "100", "100"), 1)]
    items += [trade(MARKET, START + 3 * SECOND + 200_000_000, "50"), trade(MARKET, START + 30 * SECOND, "50")]
    run = Session(TapeFeed(MARKET, items), VenueOptions(latency_ns=SECOND // 2))
    run.begin()
    while run.step(START + 3 * SECOND):
        pass
    spec = run.kernel.bots["bot1"].live_orders()[0].spec
    order = run.kernel.bots["bot1"].live_orders()[0]
    run.venue.submit(order._replace(client_id="late", spec=spec._replace(price=D(99), reduce_only=False)))
    while run.step():
        pass
    ended = [e for e in run.events if isinstance(e, ev.OrderCanceled) and e.client_id == "late"]
    assert [event.why for event in ended] == ["liquidated"]
    assert not run.venue.open_orders()
    assert run.venue.held().get(MARKET.id, 0) == 0


def test_money_comes_back_from_a_market_that_is_away() -> None:
    """What stood behind a position is the account's also while its feed is away, and when it is back."""
    run = Session(feed_of("candles", 4))
    run.begin()
    account, feed = run.venue.save_account(), run.venue.save_feed()
    other = PaperVenue(feed_of("candles", 4))
    other.restore_account(orjson.loads(orjson.dumps(account)))
    assert other.held() == run.venue.held()
    before = other.held()["CASH"]
    other.isolate(MARKET, D(900), D(5))  # 100 of 1000 go back
    assert other.balances["CASH"] == 100
    assert other.held()["CASH"] == before
    back = PaperVenue(feed_of("candles", 4))
    back.restore_account(orjson.loads(orjson.dumps(other.save_account())))
    back.restore_feed(orjson.loads(orjson.dumps(feed)))
    assert back.held() == other.held()
    back.isolate(MARKET, D(900), D(5))  # asked again
    assert back.held() == other.held()
    assert back.balances["CASH"] == 100


def served(folder: Path) -> tuple[PaperServer, RemotePaperVenue, Direct]:
    """A venue process of this test, its client, and the wire between them."""
    server = PaperServer(folder, SeriesFeed(MARKET, swinging(400, 9), fundings(400, 9)))
    wire = Direct(server)
    client = RemotePaperVenue(lambda: wire)
    client.open()
    return server, client, wire


def session(folder: Path, client: RemotePaperVenue) -> Runner:
    """A runner on a venue process."""
    heard: list[fx.Fact] = []
    runner = Runner(
        Kernel({}, make_bot), Journal(open_database(folder)), lambda _e, facts, _m: heard.extend(facts)
    )
    runner.attach(client, "remote", None)
    runner.recover()
    return runner


def test_perpetual_in_a_process_of_its_own(tmp_path: Path) -> None:
    """Terms, positions and fundings come over the wire; a lost `isolate` is asked again and moves nothing
    twice.
    """
    (tmp_path / "venue").mkdir()
    server, client, wire = served(tmp_path / "venue")
    assert client.instruments() == {MARKET.id: MARKET}
    runner = session(tmp_path, client)
    while client.price(MARKET.id) is None:
        client.advance(runner.watches, None, None, 1)
    runner._mark()
    deposit, created = begins()
    runner.apply(deposit)
    ask = wire.ask
    lost: list[bytes] = []

    def loses(line: bytes) -> bytes:
        reply = ask(line)
        if b'"isolate"' in line and not lost:
            lost.append(line)
            raise BrokenPipeError
        return reply

    wire.ask = loses  # type: ignore[method-assign]
    runner.apply(created)
    runner.flush_now()
    assert lost
    runner.reconcile()
    assert client.held() == server.venue.held()
    for _ in range(60):
        runner.work(20_000_000)
        runner.flush_now()
    held, ledger = client.held(), runner.kernel.ledger
    for asset in {*held, *ledger.assets()}:
        assert held.get(asset, 0) == ledger.account_total(asset), asset
    assert runner.kernel.bots["bot1"].position.qty or client.is_finished
    assert ledger.balance("venue", "funding", "CASH")
    server.close()
    runner.journal.close()
