"""The perpetuals of the demo market: beside their coins, with fundings and tiers; older positions go on."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice, pairwise

import numpy as np
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.margin import EIGHT_HOURS_NS, tier_of
from finbyte_desktop.core.numbers import exact, is_multiple
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.feeds import FeedItem
from finbyte_desktop.services.trade_bars import MINUTE_NS
from finbyte_desktop.services.venues.demo_market import DemoMarket

START_NS = 1_790_000_000_123_456_789
COINS = {"demo:BTC/USDT", "demo:ETH/USDT", "demo:SOL/USDT", "demo:XRP/USDT"}
PERPETUALS = ("demo:BTC/USDT:USDT", "demo:ETH/USDT:USDT")
KNOWN_FUNDINGS = (
    ("demo:BTC/USDT:USDT", "0.00020209", "61753.7"),
    ("demo:ETH/USDT:USDT", "0.0001", "3388.07"),
)


def year(name: str) -> list[Funding]:
    """The fundings of 300 days."""
    feed = DemoMarket(1, START_NS)
    found, ns = [], START_NS - 300 * 86_400 * 10**9
    while ns < START_NS:
        row = feed.funding_after(name, ns)
        assert row is not None
        found.append(row)
        ns = row.ns
    return found


@pytest.mark.parametrize("name", PERPETUALS)
def test_perpetual_stands_near_its_coin(name: str) -> None:
    """Minute by minute within a third of a percent, now above it and now below."""
    feed = DemoMarket(1, START_NS)
    spot, own = (feed.series(market, 60).close.astype(float) for market in (name.rpartition(":")[0], name))
    basis = own / spot - 1
    assert float(np.abs(basis).max()) < 0.0033
    assert abs(float(basis.mean())) < 0.0005
    assert 0.1 < float((basis > 0).mean()) < 0.9


@pytest.mark.parametrize("name", PERPETUALS)
def test_fundings_come_every_eight_hours_with_believable_rates(name: str) -> None:
    """At full 8 hours UTC; mostly 0.01 %, at times more, at times negative, never beyond 0.3 %."""
    rows = year(name)
    assert all(row.ns % EIGHT_HOURS_NS == 0 for row in rows)
    assert all(b.ns - a.ns == EIGHT_HOURS_NS for a, b in pairwise(rows))
    rates = [row.rate for row in rows]
    assert all(abs(rate) <= Decimal("0.003") for rate in rates)
    assert sum(rate == Decimal("0.0001") for rate in rates) > len(rates) / 2
    assert min(rates) < 0
    assert max(rates) > Decimal("0.0002")
    assert 0 < sum(rates) / len(rates) < Decimal("0.0002")


@pytest.mark.parametrize("name", PERPETUALS)
def test_mark_of_a_funding_is_the_price_of_its_minute(name: str) -> None:
    """On the tick, and within a tenth of a percent of the candle that opens then."""
    feed = DemoMarket(1, START_NS)
    series = feed.series(name, 5)
    tick = next(i.tick for i in feed.instruments() if i.id == name)
    row = feed.funding_after(name, int(series.open_ns[0]))
    assert row is not None
    assert row.mark is not None
    at = int(np.searchsorted(series.open_ns, row.ns))
    opens = series.price(int(series.open[at]))
    with exact():
        assert is_multiple(row.mark, tick)
        assert abs(row.mark - opens) <= opens / 1000


def test_known_fundings_stay_what_they_were() -> None:
    """They are part of saved sessions: a change of them must be noticed."""
    feed = DemoMarket(1, START_NS)
    found = [(name, feed.funding_after(name, START_NS)) for name in PERPETUALS]
    texts = [(name, format(row.rate.normalize(), "f"), str(row.mark)) for name, row in found if row]
    assert texts == list(KNOWN_FUNDINGS)
    assert feed.funding_after("demo:BTC/USDT", START_NS) is None


def test_terms_are_those_of_a_linear_perpetual() -> None:
    """Tiers without a hole, each with less leverage and more margin; fees in quote."""
    for one in DemoMarket(1, START_NS).instruments():
        assert (one.perpetual is not None) is (one.id in PERPETUALS)
        if one.perpetual is None:
            continue
        tiers = one.perpetual.tiers
        assert tiers[0].floor == 0
        for a, b in pairwise(tiers):
            assert a.cap == b.floor
            assert a.rate < b.rate
            assert a.max_leverage > b.max_leverage
            assert b.amount == a.amount + b.floor * (b.rate - a.rate)
        assert one.perpetual.max_leverage == tiers[0].max_leverage
        assert tier_of(tiers, Decimal(60_000)) == tiers[1]
        assert one.fees.asset == "quote"


def test_coins_are_given_as_before_there_were_perpetuals() -> None:
    """A position that was kept then, counted in the items of coins alone, goes on with the next of them."""
    feed = DemoMarket(3, START_NS)
    given = 0
    minute = feed.cursor()["minute"]
    for item in islice(iter(feed.next, None), 5_000):
        assert item is not None
        if feed.cursor()["minute"] != minute:
            minute, given = feed.cursor()["minute"], 0
        given += item.instrument in COINS
        last = item
    while last.instrument not in COINS:
        found = feed.next()
        assert found is not None
        last = found
        given += last.instrument in COINS
    old = {"seed": 3, "minute": feed.cursor()["minute"], "count": given, "now_ns": last.ns}
    twin = DemoMarket(3, START_NS)
    twin.seek(old)
    assert twin.cursor() == feed.cursor()

    def following(one: DemoMarket) -> list[FeedItem]:
        return [item for item in islice(iter(one.next, None), 500) if item is not None]

    assert repr(following(twin)) == repr(following(feed))


def test_position_of_a_newer_market_is_refused() -> None:
    """One that counts markets which this version does not have."""
    cursor = {**DemoMarket(3, START_NS).cursor(), "markets": 9}
    with pytest.raises(UserError, match="not a position"):
        DemoMarket(3, START_NS).seek(cursor)


def test_minute_and_hour_candles_are_those_of_the_feed() -> None:
    """A perpetual has as much history as a coin."""
    feed = DemoMarket(1, START_NS)
    for name in PERPETUALS:
        assert len(feed.series(name, 30)) == 30 * 1_440
        assert len(feed.history(name, 60 * MINUTE_NS, 48).open_ns) == 48
