"""Orders beyond a plain limit: terms, triggers, changes in one request, pairs, cancels of a whole market."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core.orders import Side, State
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import Change, Pair, Terms, Trigger, Wish
from finbyte_desktop.services.venues.live_port import Accepted, Rejected, Unknown
from tests.support.connected import on
from tests.support.exchange import Exchange, truth

D = Decimal
MARKETS = {"binance": "BTC/USDT", "bybit": "BTC/USDT", "binanceusdm": "BTC/USDT:USDT"}
VENUES = tuple(MARKETS)


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def name(venue: str) -> str:
    return f"{venue}:{MARKETS[venue]}"


def wish(venue: str, client_id: str, side: Side, qty: str, price: str | None, **more: Any) -> Wish:
    more.setdefault("instrument", name(venue))
    return Wish(client_id, side=side, qty=D(qty), price=None if price is None else D(price), **more)


def states(exchange: Exchange, venue: str) -> dict[str, str]:
    found = truth(exchange, venue).orders
    return {order.client_id.removeprefix("algo:"): order.state.value for order in found}


def test_terms_of_an_order_are_kept(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Post-only rests or is refused, IOC leaves nothing, FOK takes all or nothing."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        rests = wish(venue, "FBt-1", Side.BUY, "0.01", "61000", terms=Terms.POST_ONLY)
        assert isinstance(await port.place(rests), Accepted)
        report = await port.order(name(venue), "FBt-1")
        assert report is not None
        assert report.state is State.OPEN
        crosses = wish(venue, "FBt-2", Side.BUY, "0.01", "66000", terms=Terms.POST_ONLY)
        outcome = await port.place(crosses)
        if isinstance(outcome, Accepted):  # Bybit takes it in and cancels it
            report = await port.order(name(venue), "FBt-2")
            assert report is not None
            assert report.state in (State.CANCELED, State.REJECTED, State.EXPIRED)
        else:
            assert isinstance(outcome, Rejected)
            assert outcome.code == "post_only"
        for number, (terms, price) in enumerate(((Terms.IOC, "61000"), (Terms.FOK, "61000"))):
            outcome = await port.place(wish(venue, f"FBt-3{number}", Side.BUY, "0.01", price, terms=terms))
            if isinstance(outcome, Accepted):
                report = await port.order(name(venue), f"FBt-3{number}")
                assert report is not None
                assert report.filled == 0
                assert report.state in (State.CANCELED, State.REJECTED, State.EXPIRED)
        assert isinstance(
            await port.place(wish(venue, "FBt-4", Side.BUY, "0.01", "66000", terms=Terms.FOK)), Accepted
        )
        filled = await port.order(name(venue), "FBt-4")
        assert filled is not None
        assert filled.state is State.FILLED

    on(venue, work, monkeypatch)


@pytest.mark.parametrize("price", ["61500", None], ids=["limit", "market"])
def test_stop_waits_with_our_id_and_is_cancelled(
    venue: str, price: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop and stop-limit orders rest under our id; their cancel is proved."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        stop = wish(venue, "FBs-1", Side.SELL, "0.01", price, trigger=Trigger.STOP, trigger_price=D("62000"))
        outcome = await port.place(stop)
        assert isinstance(outcome, Accepted), outcome
        (there,) = truth(exchange, venue).orders
        assert there.client_id.endswith("FBs-1")
        assert there.trigger is not None
        assert not there.wish.trigger_above
        if venue == "binanceusdm":
            told = await port.conditional("FBs-1")
            assert told is not None
            assert str(told["algoId"]) == outcome.venue_id
            assert isinstance(await port.cancel_conditional(stop.instrument, "FBs-1"), Accepted)
            assert await port.cancel_conditional(stop.instrument, "FBs-1") != Accepted("")
        else:
            report = await port.order(name(venue), "FBs-1")
            assert report is not None
            assert report.venue_id == outcome.venue_id
            assert isinstance(await port.cancel(name(venue), "FBs-1", outcome.venue_id), Accepted)
        assert not truth(exchange, venue).orders[0].state.is_open

    on(venue, work, monkeypatch)


def test_order_that_reduces_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a position a reduce-only order is refused; with one it closes it and no more."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        reduce = wish("binanceusdm", "FBr-1", Side.SELL, "0.02", "62000", terms=Terms.IOC, reduce_only=True)
        outcome = await port.place(reduce)
        assert isinstance(outcome, Rejected), outcome
        assert outcome.code == "reduce_only"
        await port.place(wish("binanceusdm", "FBr-2", Side.BUY, "0.01", "66000", terms=Terms.IOC))
        again = wish("binanceusdm", "FBr-3", Side.SELL, "0.02", "62000", terms=Terms.IOC, reduce_only=True)
        assert isinstance(await port.place(again), Accepted)
        assert set(truth(exchange, "binanceusdm").positions.values()) <= {0}

    on("binanceusdm", work, monkeypatch)


def change(venue: str, client_id: str, price: str, qty: str) -> Change:
    return Change(client_id, name(venue), Side.BUY, D("62000"), D("0.02"), D(price), D(qty))


def test_change_in_one_request_keeps_the_id(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A smaller quantity everywhere, another price where the venue can; elsewhere nothing is sent."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        assert isinstance(await port.place(wish(venue, "FBm-1", Side.BUY, "0.02", "62000")), Accepted)
        smaller = change(venue, "FBm-1", "62000", "0.01")
        assert port.amends(smaller)
        assert isinstance(await port.amend(smaller), Accepted)
        report = await port.order(name(venue), "FBm-1")
        assert report is not None
        assert (report.qty, report.price, report.state) == (D("0.01"), D("62000"), State.OPEN)
        other = change(venue, "FBm-1", "61500", "0.03")
        before = len(truth(exchange, venue).requests)
        outcome = await port.amend(other)
        if venue == "binance":
            assert not port.amends(other)
            assert outcome == Rejected("cancel_and_place", "cancel_and_place", denied=True)
            assert len(truth(exchange, venue).requests) == before
        else:
            assert isinstance(outcome, Accepted)
            report = await port.order(name(venue), "FBm-1")
            assert report is not None
            assert (report.qty, report.price) == (D("0.03"), D("61500"))
        assert len(truth(exchange, venue).orders) == 1

    on(venue, work, monkeypatch)


@pytest.mark.parametrize(
    "fault",
    [
        {"knob": "net.loss_response"},
        {"knob": "http.status", "status": 502},
        {"knob": "http.body", "body": "html"},
        {"knob": "http.body", "body": "object"},
        {"knob": "http.body", "body": "array"},
        {"knob": "http.body", "body": "wrong_types"},
        {"knob": "http.body", "body": "truncated"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_change_without_a_plain_answer_is_unknown(
    venue: str, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request, no proof: Unknown; for new orders with terms just so, and for cancels of a market."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        await port.place(wish(venue, "FBu-1", Side.BUY, "0.02", "62000"))
        knob = dict(fault)
        named = knob.pop("knob")
        for kind in ("amend", "create", "cancel"):
            exchange.faults.add(named, where={"kind": kind}, **knob)
        assert isinstance(await port.amend(change(venue, "FBu-1", "62000", "0.01")), Unknown)
        stop = wish(
            venue, "FBu-2", Side.SELL, "0.01", "61500", trigger=Trigger.STOP, trigger_price=D("62000")
        )
        assert isinstance(await port.place(stop), Unknown)
        if venue != "binance" or fault.get("body") != "array":  # an empty list is its answer there
            assert isinstance(await port.cancel_all(name(venue)), Unknown)

    on(venue, work, monkeypatch)


def test_everything_in_a_market_is_cancelled(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain and conditional orders of one market go; a second time there is nothing, which is no failure."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        await port.place(wish(venue, "FBc-1", Side.BUY, "0.01", "62000"))
        await port.place(wish(venue, "FBc-2", Side.BUY, "0.01", "62100"))
        stop = wish(
            venue, "FBc-3", Side.SELL, "0.01", "61500", trigger=Trigger.STOP, trigger_price=D("62000")
        )
        await port.place(stop)
        assert isinstance(await port.cancel_all(name(venue)), Accepted)
        await asyncio.sleep(1)
        assert not [order for order in truth(exchange, venue).orders if order.state.is_open]
        assert isinstance(await port.cancel_all(name(venue)), Accepted)

    on(venue, work, monkeypatch)


def test_pair_has_our_ids_on_both_legs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One request places a limit and a stop; one cancels both; elsewhere there is none."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        pair = Pair(
            "FBp-l", "FBp-1", "FBp-2", name("binance"), Side.SELL, D("0.01"), D("66000"), D("59000"),
            D("58000"),
        )  # fmt: skip
        outcome = await port.place_pair(pair)
        assert isinstance(outcome, Accepted), outcome
        assert {order.client_id for order in truth(exchange, "binance").orders} == {"FBp-1", "FBp-2"}
        assert {r.client_id for r in await port.open_orders(name("binance"))} == {"FBp-1", "FBp-2"}
        assert isinstance(await port.cancel_pair(name("binance"), "FBp-l"), Accepted)
        assert not [order for order in truth(exchange, "binance").orders if order.state.is_open]
        exchange.faults.add("net.loss_response", where={"kind": "create"})
        assert isinstance(await port.place_pair(pair), Unknown)

    on("binance", work, monkeypatch)


def test_what_a_venue_cannot_do_is_denied_here(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No bound, half a trigger, a post-only stop, a pair on a venue without pairs: nothing is sent."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        before = len(truth(exchange, venue).requests)
        cases = {
            "no_price_bound": wish(venue, "FBd-1", Side.BUY, "0.01", None),
            "bad_trigger": wish(venue, "FBd-2", Side.BUY, "0.01", "1", trigger=Trigger.STOP),
            "post_only_needs_limit": wish(
                venue, "FBd-3", Side.BUY, "0.01", "1", terms=Terms.POST_ONLY, trigger=Trigger.STOP,
                trigger_price=D("2"),
            ),
        }  # fmt: skip
        if venue != "binanceusdm":
            cases["reduce_only_needs_a_position"] = wish(
                venue, "FBd-4", Side.BUY, "0.01", "1", reduce_only=True
            )
        for code, wanted in cases.items():
            assert await port.place(wanted) == Rejected(code, code, denied=True)
        if venue != "binance":
            pair = Pair("l", "a", "b", name(venue), Side.SELL, D("1"), D("2"), D("1"))
            assert await port.place_pair(pair) == Rejected("no_pairs_here", "no_pairs_here", denied=True)
        assert len(truth(exchange, venue).requests) == before

    on(venue, work, monkeypatch)
