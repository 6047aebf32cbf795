"""The paper venue in a process of its own: what it keeps and refuses, and that a kill changes nothing."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.commands import Submit
from finbyte_desktop.core.errors import Bug, OutcomeUnknown, Unavailable
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.store.database import FolderLock, open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues import paper_process
from finbyte_desktop.services.venues.paper_process import PaperServer
from finbyte_desktop.services.venues.paper_remote import PipeWire, RemotePaperVenue, start_process
from tests.support.kill_child import MARKET, swings
from tests.support.paper import SeriesFeed

D = Decimal


class Direct:
    """A wire without a process: requests reach the server of this test."""

    def __init__(self, server: PaperServer) -> None:
        self.server = server
        self.dead = False

    def ask(self, line: bytes) -> bytes:
        """The reply, after the server is gone an error."""
        if self.dead:
            raise BrokenPipeError
        return self.server.reply(line)

    def close(self) -> None:
        """Nothing to close."""


def served(folder: Path, options: VenueOptions | None = None) -> tuple[PaperServer, RemotePaperVenue, Direct]:
    """A server, a client, and the wire between them, after the first price."""
    server = PaperServer(folder, SeriesFeed(MARKET, swings(7, 60)), options)
    wire = Direct(server)
    client = RemotePaperVenue(lambda: wire)
    client.open()
    assert client.advance(lambda _: (None, None), None, None, 1) is None
    return server, client, wire


def order(client_id: str, price: str = "90", side: Side = Side.BUY) -> Order:
    spec = OrderSpec(side, D(1), D(price))
    return Order(client_id, "b", "s1", 1, 1, MARKET.id, spec, 0, "token", State.SENT)


def test_market_and_account_are_those_of_the_venue(tmp_path: Path) -> None:
    """Instruments, price, time and balances come over the wire exactly."""
    server, client, _ = served(tmp_path)
    assert client.instruments() == {MARKET.id: MARKET}
    assert client.price(MARKET.id) == D(100)
    assert (client.ns, client.is_finished) == (server.venue.ns, False)
    assert client.feed.peek_ns() == server.venue.feed.peek_ns()
    client.deposit("CASH", D("0.1"))
    assert client.balances == {"CASH": D("0.1")}
    assert client.save_account() == server.venue.save_account()
    server.close()


def test_order_is_taken_once(tmp_path: Path) -> None:
    """The same client id again is refused, also after the order is gone and after a restart."""
    server, client, _ = served(tmp_path)
    assert [type(report) for report in client.submit(order("a"))] == [ev.OrderAccepted]
    assert [type(report) for report in client.cancel(MARKET.id, "a")] == [ev.OrderCanceled]
    with pytest.raises(Bug):
        client.submit(order("a"))
    server.close()
    again, client, _ = served(tmp_path)
    with pytest.raises(Bug):
        client.submit(order("a"))
    assert again.venue.open_orders() == {}
    again.close()


def test_outbox_is_kept_until_it_is_acknowledged(tmp_path: Path) -> None:
    """What nobody has heard is told again after a restart; what is acknowledged is forgotten."""
    server, client, _ = served(tmp_path)
    reports = [*client.submit(order("a")), *client.submit(order("b"))]
    server.close()
    server = PaperServer(tmp_path, SeriesFeed(MARKET, swings(7, 60)))
    second = RemotePaperVenue(lambda: Direct(server))
    second.open()
    backlog = second.take_backlog()
    assert [entry.event for entry in backlog] == reports
    for entry in backlog:
        second.note(entry.event)
    assert second.position() == {"acknowledged": 2, "deposits": 0}
    second.acknowledge(2)
    second.cancel(MARKET.id, "a")
    assert [entry.number for entry in server.file.outbox(0)] == [3]
    server.close()


def test_deposit_is_booked_once(tmp_path: Path) -> None:
    """A deposit that is asked for again, because its reply was lost, changes nothing."""
    server, client, _ = served(tmp_path)
    client.deposit("CASH", D(5))
    client.deposits_at_venue = 0
    client.deposit("CASH", D(5))
    assert client.deposits_at_venue == 1
    assert client.balances == {"CASH": D(5)}
    server.close()


def test_venue_knows_what_it_took(tmp_path: Path) -> None:
    """Resting, gone, under way: known. Anything else: never accepted."""
    server, client, _ = served(tmp_path, VenueOptions(latency_ns=1_000))
    assert client.submit(order("under way")) == []
    assert client.knows(order("under way")) == ()
    assert client.knows(order("never")) is None
    server.close()
    server, client, _ = served(tmp_path / "quick")
    client.submit(order("resting"))
    client.submit(order("gone"))
    client.cancel(MARKET.id, "gone")
    known = client.knows(order("resting"))
    assert known is not None
    assert [type(report) for report in known] == [ev.OrderAccepted]
    assert client.knows(order("gone")) == ()
    server.close()


def test_dead_venue_leaves_the_outcome_open(tmp_path: Path) -> None:
    """No reply proves nothing: the request's outcome is unknown, and so is every one after it."""
    server, client, wire = served(tmp_path)
    wire.dead = True
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            client.submit(order("a"))
    assert not client.connected
    server.close()


def _submit_many(client: RemotePaperVenue) -> None:
    for n in range(10_000):
        client.submit(order(f"order number {n}"))


def test_disk_that_refuses_stops_the_venue(tmp_path: Path) -> None:
    """What cannot be made durable is not answered as done, and nothing is answered after it."""
    server, client, _ = served(tmp_path)
    pages = server.file.connection.execute("PRAGMA page_count").fetchone()[0]
    server.file.connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Unavailable) as caught:
        _submit_many(client)
    assert caught.value.code == "disk_full"
    assert server.stopped
    taken = {row[0] for row in server.file.connection.execute("SELECT client_id FROM orders")}
    server.close()
    again = PaperServer(tmp_path, SeriesFeed(MARKET, swings(7, 60)))
    assert set(again.venue.open_orders()) == taken
    again.close()


def test_second_process_waits_and_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one process holds the folder no other can serve it."""
    monkeypatch.setattr(paper_process, "LOCK_WAIT_S", 0.05)
    server, _, _ = served(tmp_path)
    with pytest.raises(Unavailable) as caught:
        PaperServer(tmp_path, SeriesFeed(MARKET, swings(7, 60)))
    assert caught.value.code == "second_instance"
    server.close()
    FolderLock(tmp_path).release()


def test_half_a_line_asks_for_nothing(tmp_path: Path) -> None:
    """A client that died in the middle of a request has not asked for it."""
    server, client, _ = served(tmp_path)
    request: Any = {"do": "submit", "id": 9, "acknowledged": 0, "order": order("a")}
    line = orjson.dumps(encode(request))
    replies = io.BytesIO()
    server.serve(io.BytesIO(line), replies)
    assert replies.getvalue() == b""
    assert server.venue.open_orders() == {}
    server.serve(io.BytesIO(line + b"\n"), replies)
    assert len(decode(orjson.loads(replies.getvalue()))["out"]) == 1
    assert client.knows(order("a")) is not None
    server.close()


@pytest.mark.parametrize("policy", [ev.Policy.PLAN, ev.Policy.AUTOMATIC])
def test_approved_order_that_never_arrived_is_tried_again_without_asking(policy: ev.Policy) -> None:
    """The approval was not consumed: the new attempt is the same order under the same approval."""
    kernel = Kernel({MARKET.id: MARKET}, make_bot)
    kernel.last[MARKET.id] = D(100)
    kernel.handle(ev.Deposited(1, "CASH", D(1_000)))
    step = kernel.handle(ev.BotCreated(2, "b", "spot_grid", MARKET.id, PARAMS, policy))
    for request in list(kernel.approvals.pending.values()):
        step = kernel.handle(ev.Decided(3, request.id, request.digest, ev.Answer.APPROVED))
    (first,) = (command.order for command in step.commands if isinstance(command, Submit))
    kernel.handle(ev.OrderLost(4, first.client_id))
    step = kernel.handle(ev.OrderNeverAccepted(5, first.client_id))
    (second,) = (command.order for command in step.commands if isinstance(command, Submit))
    assert kernel.approvals.pending == {}
    assert (second.slot, second.spec, second.grant) == (first.slot, first.spec, first.grant)
    assert (second.attempt, second.client_id != first.client_id) == (first.attempt + 1, True)


PARAMS = {"lower": "96", "upper": "104", "grids": 16, "investment": "1000"}


def candle_file(folder: Path) -> Path:
    lines = ["open_time,open,high,low,close,volume"]
    series = swings(7, 400)
    for n in range(len(series)):
        c = series.candle(n)
        lines.append(f"{c.open_ns // 1_000_000},{c.open},{c.high},{c.low},{c.close},1")
    path = folder / "COINUSDT.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def session(folder: Path, path: Path, started: list[PipeWire]) -> Runner:
    """A runner over a real venue process."""

    def connect() -> PipeWire:
        started.append(start_process(folder / "venue", "--feed", "candles", "--path", str(path)))
        return started[-1]

    journal = Journal(open_database(folder))
    venue = RemotePaperVenue(connect, journal.load_venue().get("remote"))
    venue.open()
    runner = Runner(Kernel({}, make_bot), journal, lambda *_: None)
    runner.attach(venue, "test", None)
    runner.recover()
    runner.reconcile()
    return runner


def go_to_the_end(runner: Runner, started: list[PipeWire], kill_at: int | None) -> list[tuple[Any, ...]]:
    """All fills; the venue's real process is killed once on the way."""
    venue = runner.remote
    assert venue is not None
    while venue.price("candles:COIN/USDT") is None and not venue.is_finished:
        venue.advance(runner.watches, None, None, 1)
        if any(venue.price(name) is not None for name in venue.instruments()):
            break
    market = next(iter(venue.instruments()))
    runner.kernel.last[market] = venue.price(market) or D(0)
    runner.apply(ev.Deposited(venue.ns, "USDT", D(1_000)))
    runner.apply(ev.BotCreated(venue.ns, "b", "spot_grid", market, PARAMS, ev.Policy.AUTOMATIC))
    rounds = 0
    while not (venue.is_finished and venue.connected):
        rounds += 1
        if rounds == kill_at:
            process = started[-1]._process
            assert process is not None
            process.kill()
        runner.work(2_000_000)
        runner.journal.commit_now(runner.venue_state())
    ledger = runner.kernel.ledger
    assert {a: ledger.account_total(a) for a in ledger.assets()} == venue.balances
    venue.close()
    fills = [f for f in runner.journal.facts_after(0) if type(f).__name__ == "FillBooked"]
    runner.journal.close()
    return [(f.ns, f.slot, f.side, f.price, f.qty, f.fee) for f in fills]  # type: ignore[union-attr]


def test_real_process_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    """`python -m ...paper_process`, killed in the middle: the next one goes on, fill for fill."""
    path = candle_file(tmp_path)
    fills = []
    for name, kill_at in (("calm", None), ("killed", 20)):
        (tmp_path / name).mkdir()
        started: list[PipeWire] = []
        runner = session(tmp_path / name, path, started)
        fills.append(go_to_the_end(runner, started, kill_at))
        assert len(started) == (1 if kill_at is None else 2)
    assert fills[0] == fills[1]
    assert len(fills[0]) > 50
