"""A file chosen as a feed: it is checked as what it shall be replayed as."""

from __future__ import annotations

from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.feed_choice import file_is_at_fault, symbols_to_choose, with_file
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from finbyte_desktop.services.venues.instrument_guess import market_of
from tests.services.test_desk import candle_file
from tests.services.test_feeds_capture import HEAD, write


def test_a_recording_is_checked_as_a_recording(tmp_path: Path) -> None:
    """Plain or compressed it can be played, and there is no market to choose in it."""
    for name in ("spot.txt.gz", "spot.jsonl"):
        assert symbols_to_choose(write(tmp_path / name, HEAD), FeedKind.CAPTURE) == []


def test_candles_are_checked_as_candles(tmp_path: Path) -> None:
    """A file of one unnamed market leaves nothing to choose."""
    assert symbols_to_choose(candle_file(tmp_path, count=3), FeedKind.CANDLES) == []


def test_a_file_of_the_wrong_kind_is_told_from_one_that_is_none(tmp_path: Path) -> None:
    """The code says which kind it is, so that this can be offered."""
    recording, candles = write(tmp_path / "spot.txt.gz", HEAD), candle_file(tmp_path, count=3)
    other = tmp_path / "notes.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    for path, kind, code in (
        (recording, FeedKind.CANDLES, "not_candles"),
        (candles, FeedKind.CAPTURE, "not_a_recording"),
        (other, FeedKind.CANDLES, "not_prices"),
        (other, FeedKind.CAPTURE, "not_prices"),
        (tmp_path / "gone.csv", FeedKind.CAPTURE, "no_such_file"),
    ):
        with pytest.raises(UserError) as raised:
            symbols_to_choose(path, kind)
        assert raised.value.code == code


def test_another_file_is_taken_as_what_it_is(tmp_path: Path) -> None:
    """Its kind is its own; the symbol stays where the file holds it, or names nobody."""
    recording, candles = write(tmp_path / "spot.txt.gz", HEAD), candle_file(tmp_path, count=3)
    two = tmp_path / "two.csv"
    rows = "".join(f"{i * 60_000_000_000},{s},1,1,1,1,1\n" for s in ("AAAUSDT", "BBBUSDT") for i in range(3))
    two.write_text("open_time,symbol,open,high,low,close,volume\n" + rows, encoding="utf-8")
    choice = FeedChoice(FeedKind.CANDLES, tmp_path / "gone.csv", "BBBUSDT")
    for path, kind, symbol in (
        (recording, FeedKind.CAPTURE, None),
        (candles, FeedKind.CANDLES, "BBBUSDT"),
        (two, FeedKind.CANDLES, "BBBUSDT"),
        (tmp_path / "none.csv", FeedKind.CANDLES, "BBBUSDT"),
    ):
        found = with_file(choice, path)
        assert (found.path, found.kind, found.symbol) == (path, kind, symbol)
    assert with_file(FeedChoice(FeedKind.CAPTURE, recording, None), two).symbol == "AAAUSDT"
    assert file_is_at_fault(choice)
    for fine in (FeedChoice(), FeedChoice(FeedKind.CANDLES, two, "AAAUSDT")):
        assert not file_is_at_fault(fine)


def test_a_name_is_a_market_only_with_a_known_quote() -> None:
    """What a file's name does not tell is asked for, not made up."""
    for name, market in (
        ("BTCUSDT", "BTC/USDT"), ("btc_usd", "BTC/USD"), ("ETH/BTC", "ETH/BTC"), ("eth-eur 2024", "ETH/EUR"),
        ("ETH/ABC", "ETH/ABC"), ("my_candles", ""), ("candles", ""), ("BTC", ""), ("2024", ""),
    ):  # fmt: skip
        assert market_of(name) == market
