"""Several candle files as one feed: what plays when, what is past, what is refused, where it goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop import cli
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import OrderAccepted, OrderFilled
from finbyte_desktop.core.orders import Order, OrderSpec, OrderType, Side, State
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.feed_choice import (
    check_file,
    choice_of,
    feed_key,
    file_is_at_fault,
    make_feed,
    several,
    with_file,
)
from finbyte_desktop.services.feeds import CandleItem
from finbyte_desktop.services.ports import CandleFile, FeedChoice
from finbyte_desktop.services.settings import load_settings, save_settings
from finbyte_desktop.services.venues.candle_files import MOST_FILES, CandleFiles
from finbyte_desktop.services.venues.paper import PaperVenue
from finbyte_desktop.services.venues.replay import guess_market

D = Decimal
HEAD = "open_time,open,high,low,close,volume"
START_MS = 1_699_963_200_000  # midnight of UTC
MINUTE_MS = 60_000
MINUTE_NS = 60_000_000_000


def candles(
    path: Path, numbers: Sequence[int], base: int = 100, step_ms: int = MINUTE_MS, start_ms: int = START_MS
) -> Path:
    """A file with the candles of these numbers; each opens at its number above the base."""
    rows = [
        f"{start_ms + n * step_ms},{base + n}.0,{base + n + 2}.5,{base + n - 2}.5,{base + n}.5,{n + 1}.25"
        for n in numbers
    ]
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def files(folder: Path, **numbers: Sequence[int]) -> list[CandleFile]:
    """A file of minutes for each coin."""
    bases = {name: 100 * (at + 1) for at, name in enumerate(numbers)}
    return [
        CandleFile(candles(folder / f"{coin}USDT.csv", rows, bases[coin])) for coin, rows in numbers.items()
    ]


def played(feed: CandleFiles) -> list[tuple[int, str]]:
    """Minute and coin of everything that comes."""
    found = []
    while (item := feed.next()) is not None:
        assert isinstance(item, CandleItem)
        minute = (item.ns // 1_000_000 - START_MS) // MINUTE_MS
        found.append((minute, item.instrument.partition(":")[2].partition("/")[0]))
    return found


def refused(given: Sequence[CandleFile], begin_ns: int | None = None) -> UserError:
    with pytest.raises(UserError) as raised:
        CandleFiles(given, begin_ns)
    return raised.value


# --- what plays -------------------------------------------------------------------------------


def test_candles_come_in_order_of_time_and_market(tmp_path: Path) -> None:
    """However the files were chosen; a market without a candle is left out and the others go on."""
    feed = CandleFiles(files(tmp_path, BBB=[0, 1, 2, 3], AAA=[0, 1, 3]))
    assert [i.id for i in feed.instruments()] == ["replay:AAA/USDT", "replay:BBB/USDT"]
    assert played(feed) == [
        (0, "AAA"),
        (0, "BBB"),
        (1, "AAA"),
        (1, "BBB"),
        (2, "BBB"),
        (3, "AAA"),
        (3, "BBB"),
    ]
    assert feed.progress() == 1.0
    assert feed.peek_ns() is None


def test_only_the_time_that_all_files_have_is_played(tmp_path: Path) -> None:
    """What a file has before it is its past from the start, what it has after it never comes."""
    feed = CandleFiles(files(tmp_path, AAA=range(10), BBB=range(4, 13)))
    past = feed.history("replay:AAA/USDT", MINUTE_NS, 100)
    assert past.open.tolist() == [100, 101, 102, 103]
    assert feed.series("replay:AAA/USDT", 1).open_ns[-1] == (START_MS + 3 * MINUTE_MS) * 1_000_000
    assert len(feed.history("replay:BBB/USDT", MINUTE_NS, 100).open) == 0
    assert played(feed) == [(n, coin) for n in range(4, 10) for coin in ("AAA", "BBB")]
    plan = feed.plan()
    assert plan.start_ns == plan.earliest_ns == (START_MS + 4 * MINUTE_MS) * 1_000_000
    assert plan.end_ns == (START_MS + 10 * MINUTE_MS) * 1_000_000
    assert plan.quote == "USDT"
    assert [(s.market, s.path.name, s.interval_ns) for s in plan.spans] == [
        ("AAA/USDT", "AAAUSDT.csv", MINUTE_NS),
        ("BBB/USDT", "BBBUSDT.csv", MINUTE_NS),
    ]


def test_what_was_not_played_is_no_past_at_the_end_either(tmp_path: Path) -> None:
    """A file that goes on after the others shows nothing of that, in charts and in what is computed."""
    feed = CandleFiles(files(tmp_path, AAA=range(10), BBB=range(4, 13)))
    played(feed)
    for coin, base in (("AAA", 100), ("BBB", 200)):
        name = f"replay:{coin}/USDT"
        assert feed.history(name, MINUTE_NS, 100).open[-1] == base + 9
        assert feed.series(name, 1).open_ns[-1] == (START_MS + 9 * MINUTE_MS) * 1_000_000
    again = CandleFiles(files(tmp_path, AAA=range(10), BBB=range(4, 13)))
    again.seek(feed.cursor())
    assert again.history("replay:BBB/USDT", MINUTE_NS, 100).open[-1] == 209


def test_a_longer_candle_that_was_played_to_its_end_is_past(tmp_path: Path) -> None:
    """Also where it ends after the feed: all of it came."""
    five = CandleFile(candles(tmp_path / "BBBUSDT.csv", range(5), 200, 5 * MINUTE_MS))
    feed = CandleFiles([*files(tmp_path, AAA=range(12)), five])
    played(feed)
    assert feed.history("replay:BBB/USDT", MINUTE_NS, 100).open.tolist() == [200, 201, 202]


def test_it_can_begin_later_with_a_past(tmp_path: Path) -> None:
    """Bots that need a history have one at once."""
    begin_ns = (START_MS + 6 * MINUTE_MS) * 1_000_000
    feed = CandleFiles(files(tmp_path, AAA=range(10), BBB=range(10)), begin_ns)
    for name in ("AAA", "BBB"):
        assert len(feed.series(f"replay:{name}/USDT", 1)) == 6
    assert played(feed)[0] == (6, "AAA")
    assert feed.plan().earliest_ns == START_MS * 1_000_000


def test_a_candle_is_past_when_its_end_has_come(tmp_path: Path) -> None:
    """Not when the next market's candle of the same time was given; nothing of what is to come is shown."""
    feed = CandleFiles(files(tmp_path, AAA=range(3), BBB=range(3)))
    seen = []
    for _ in range(7):
        feed.next()
        seen.append([len(feed.history(i.id, MINUTE_NS, 10).open) for i in feed.instruments()])
    assert seen == [[0, 0], [0, 0], [1, 1], [1, 1], [2, 2], [2, 2], [3, 3]]


def test_candles_of_other_lengths_play_together(tmp_path: Path) -> None:
    """A long candle is past at its own end."""
    five = candles(tmp_path / "FIVEUSDT.csv", range(3), 500, 5 * MINUTE_MS)
    feed = CandleFiles([*files(tmp_path, AAA=range(15)), CandleFile(five)])
    found = []
    while feed.next() is not None:
        found.append(
            (
                len(feed.history("replay:AAA/USDT", 1, 99).open),
                len(feed.history("replay:FIVE/USDT", 1, 99).open),
            )
        )
    assert found[:8] == [(0, 0), (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (5, 1)]
    assert len(found) == 18


def test_markets_of_one_file_play_together(tmp_path: Path) -> None:
    """And a file whose symbols name no currency is given one."""
    rows = [
        f"{START_MS + n * MINUTE_MS},{symbol},{100 + n},{100 + n},{100 + n},{100 + n},7"
        for symbol in ("ONGC", "INFY")
        for n in range(3)
    ]
    path = tmp_path / "shares.csv"
    path.write_text("\n".join(["open_time,symbol,open,high,low,close,volume", *rows]), encoding="utf-8")
    error = refused([CandleFile(path, "ONGC"), CandleFile(path, "INFY")])
    assert error.code == "market_unnamed"
    feed = CandleFiles([CandleFile(path, name, f"{name}/INR") for name in ("ONGC", "INFY")])
    assert [i.id for i in feed.instruments()] == ["replay:INFY/INR", "replay:ONGC/INR"]
    assert [i.lot for i in feed.instruments()] == [1, 1]  # shares are bought whole
    assert len(played(feed)) == 6


# --- what is refused --------------------------------------------------------------------------


def test_what_does_not_go_together_is_refused(tmp_path: Path) -> None:
    """Each with the names that a person chose."""
    first, second = files(tmp_path, AAA=range(3), BBB=range(3))
    again = CandleFile(candles(tmp_path / "again_AAA_USDT.csv", range(3)))
    euro = CandleFile(candles(tmp_path / "CCCEUR.csv", range(3)))
    late = CandleFile(candles(tmp_path / "DDDUSDT.csv", range(2_000, 2_003)))
    nameless = CandleFile(candles(tmp_path / "prices.csv", range(3)))
    for given, code, words in (
        ([first, second, again], "market_twice", ("AAAUSDT.csv", "again_AAA_USDT.csv")),
        ([first, second, euro], "quotes_differ", ("CCC/EUR", "AAA/USDT")),
        ([first, late], "no_shared_time", ("DDD begins on 2023-11-15", "AAA ends on 2023-11-14")),
        ([first, nameless], "market_unnamed", ("prices.csv",)),
        ([first] * (MOST_FILES + 1), "too_many_files", ("21", "20")),
    ):
        error = refused(given)
        assert error.code == code
        assert all(word in error.text for word in words), error.text
    error = refused([first, second], (START_MS + 3 * MINUTE_MS) * 1_000_000)
    assert (error.code, "2023-11-14" in error.text) == ("begins_after_end", True)


# --- where it goes on -------------------------------------------------------------------------


def test_it_goes_on_at_every_candle(tmp_path: Path) -> None:
    """What comes after a position is what would have come, and so is the past."""
    given = files(tmp_path, AAA=[0, 1, 3, 4], BBB=range(5))
    whole = played(CandleFiles(given))
    for count in range(len(whole) + 2):
        feed, other = CandleFiles(given), CandleFiles(given)
        for _ in range(count):
            feed.next()
        other.seek(feed.cursor())
        assert other.cursor() == feed.cursor()
        assert len(other.history("replay:AAA/USDT", 1, 9).open) == len(
            feed.history("replay:AAA/USDT", 1, 9).open
        )
        assert played(other) == whole[count:]


def test_other_files_do_not_have_the_position(tmp_path: Path) -> None:
    """A candle more in the past, or fewer candles; candles that came at the end are welcome."""
    feed = CandleFiles(files(tmp_path, AAA=[0, 2, 3, 4], BBB=range(5)))
    for _ in range(6):
        feed.next()
    cursor = feed.cursor()
    CandleFiles(files(tmp_path, AAA=[0, 2, 3, 4, 5], BBB=range(6))).seek(cursor)
    for rows in (range(5), [0, 2]):
        with pytest.raises(UserError) as raised:
            CandleFiles(files(tmp_path, AAA=rows, BBB=range(5))).seek(cursor)
        assert raised.value.code == "other_feed"


def test_the_choice_is_kept_and_known_by_its_name(tmp_path: Path) -> None:
    """In the settings, and as the name of its position, in whatever order the files were chosen."""
    given = (CandleFile(tmp_path / "a:b.csv", "X", "X/INR"), CandleFile(tmp_path / "c.csv"))
    choice = several(given, D(10), 5)
    save_settings(tmp_path, load_settings(tmp_path).__class__(feed=choice))
    assert load_settings(tmp_path).feed == choice
    key = feed_key(choice)
    assert feed_key(several(given[::-1], None, 5)) == key
    assert feed_key(several(given, D(10))) != key
    assert set(choice_of(key, D(10)).files) == set(given)
    assert choice_of(key, D(10)).begin_ns == 5


def test_a_file_that_is_gone_is_named_and_can_be_replaced(tmp_path: Path) -> None:
    """That one alone; the others stay."""
    given = files(tmp_path, AAA=range(3), BBB=range(3))
    choice = several(given, None)
    assert not file_is_at_fault(choice)
    moved = tmp_path / "moved_BBB_USDT.csv"
    given[1].path.rename(moved)
    for ask in (check_file, lambda one: make_feed(one, 0)):
        with pytest.raises(UserError) as raised:
            ask(choice)
        assert raised.value.code == "no_such_file"
        assert "BBBUSDT.csv" in raised.value.text
    assert file_is_at_fault(choice)
    assert with_file(choice, moved).paths == (given[0].path, moved)
    assert with_file(several(given[:1], None), moved) == FeedChoice(choice.kind, moved, speed=None)


# --- a market without a candle ----------------------------------------------------------------


def ordered(client_id: str, side: Side, price: str, kind: OrderType = OrderType.MARKET) -> Order:
    """An order of the market AAA."""
    spec = OrderSpec(side, D(1), D(price), kind)
    return Order(client_id, "b", "s", 0, 0, "replay:AAA/USDT", spec, 0, "", State.OPEN)


def gone_to(venue: PaperVenue, minute: int) -> list[tuple[int, str, Decimal]]:
    """Runs until a minute; time, order and price of what was filled."""
    until, fills = (START_MS + minute * MINUTE_MS) * 1_000_000, []
    for _ in range(200):
        found = venue.advance(lambda _: (None, None), None, until, 1)
        if found is not None and isinstance(found.event, OrderFilled):
            fills.append((found.event.ns, found.event.client_id, found.event.price))
    return fills


@pytest.mark.parametrize("again", [False, True])
def test_a_market_without_a_candle_fills_nothing(tmp_path: Path, *, again: bool) -> None:
    """Its price stays and is old; what is asked there waits for its next open, also over a restart, and the
    other market fills.
    """
    given = files(tmp_path, AAA=[0, 1, 5, 6], BBB=range(8))
    venue = PaperVenue(CandleFiles(given))
    venue.deposit("USDT", D(10_000))
    gone_to(venue, 1)
    assert not venue.has_gap("replay:AAA/USDT")
    gone_to(venue, 3)
    assert venue.has_gap("replay:AAA/USDT")
    assert not venue.has_gap("replay:BBB/USDT")
    assert venue.price("replay:AAA/USDT") == D("101.5")
    assert venue.price_ns("replay:AAA/USDT") == (START_MS + 2 * MINUTE_MS) * 1_000_000
    for one in (ordered("now", Side.BUY, "110"), ordered("limit", Side.BUY, "101.5", OrderType.LIMIT)):
        assert [type(report) for report in venue.submit(one)] == [OrderAccepted]
    there = ordered("there", Side.BUY, "300")._replace(instrument="replay:BBB/USDT")
    venue.submit(there)
    if again:
        state = venue.save_feed()
        account, venue = venue.save_account(), PaperVenue(CandleFiles(given))
        venue.restore_account(account)
        venue.restore_feed(state)
    assert gone_to(venue, 4) == [((START_MS + 3 * MINUTE_MS) * 1_000_000, "there", D("203.0"))]
    assert gone_to(venue, 5) == [((START_MS + 5 * MINUTE_MS) * 1_000_000, "now", D("105.0"))]
    assert list(venue.open_orders()) == ["limit"]


def test_what_waits_acts_at_the_last_price_when_nothing_comes_any_more(tmp_path: Path) -> None:
    """Where a market ends with a gap, so that a bot can be stopped on a recording that is over."""
    hours = candles(tmp_path / "LONGUSDT.csv", range(2), 500, 4 * MINUTE_MS)
    venue = PaperVenue(CandleFiles([*files(tmp_path, AAA=range(6)), CandleFile(hours)]))
    venue.deposit("USDT", D(10_000))
    gone_to(venue, 7)
    assert venue.has_gap("replay:AAA/USDT")
    venue.submit(ordered("now", Side.BUY, "110"))
    assert gone_to(venue, 7) == []
    assert [row[1:] for row in gone_to(venue, 9)] == [("now", D("105.5"))]
    assert venue.is_finished


# --- the command line ------------------------------------------------------------------------------


def test_candles_can_be_named_once_for_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`replay` runs a bot of several assets on them; what belongs to one file is refused."""
    params = tmp_path / "P.json"
    params.write_text('{"assets": {"AAA": 50, "BBB": 50}, "investment": "1000"}', encoding="utf-8")
    given = files(tmp_path, AAA=range(180), BBB=range(180))
    argv = ["replay", "--bot", "rebalance", "--params", str(params), "--hours", "2"]
    for file in given:
        argv += ["--candles", str(file.path)]
    assert cli.run(argv) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["market"], found["fills"], found["ties_out"]) == ("replay:AAA/USDT", 4, True)
    for more, words in ((["--symbol", "AAA"], "one file"), (["--leverage-tiers", str(params)], "one file")):
        assert cli.run([*argv, *more]) == 2
        assert words in capsys.readouterr().err


def test_shares_of_a_file_alone_keep_the_lot_that_they_had(tmp_path: Path) -> None:
    """A data folder that began on such a file is folded with its market again: whole shares would give other
    orders. Files that play together have no such past.
    """
    path = tmp_path / "RELIANCEINR.csv"
    rows = [f"{1_700_000_040_000 + n * 60_000},1500,1501,1499,1500,12" for n in range(4)]
    path.write_text("\n".join(["open_time,open,high,low,close,volume", *rows]) + "\n", encoding="utf-8")
    series, _ = load_candles(path)
    assert guess_market(series)[0].lot < 1
    assert guess_market(series, shares=True)[0].lot == 1
