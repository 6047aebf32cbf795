"""Numbers and times as a person reads them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.ui import format as fmt

D = Decimal
NOON = 1_776_859_692 * fmt.NS_A_SECOND


@pytest.mark.parametrize(
    ("value", "places", "sign", "shown"),
    [
        (None, 2, False, "-"),
        (D(0), 2, True, "0.00"),
        (D("1234567.891"), 2, False, "1,234,567.89"),
        (D("-0.004"), 2, True, "0.00"),
        (D("-12.345"), 2, True, "−12.34"),
        (D("12.345"), 2, True, "+12.34"),
        (D("0.00000001"), None, False, "0.00000001"),
        (D("1E+3"), None, False, "1,000"),
        (D("2.5"), 0, False, "2"),
    ],
)
def test_number_is_spelled(value: Decimal | None, places: int | None, sign: bool, shown: str) -> None:
    """Absent is "-", never 0; the minus is a minus sign; half goes to even."""
    assert fmt.number(value, places, sign=sign) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"), [(D("0.0273"), "+2.73 %"), (D("-1"), "−100.00 %"), (None, "-"), (D(0), "0.00 %")]
)
def test_fraction_is_shown_as_percent(ratio: Decimal | None, shown: str) -> None:
    """A fraction is multiplied once, here."""
    assert fmt.percent(ratio, sign=True) == shown


@pytest.mark.parametrize(
    ("ns", "shown"),
    [
        (8 * fmt.NS_A_DAY + 3 * fmt.NS_AN_HOUR + 59 * fmt.NS_A_MINUTE, "8 d 3 h"),
        (3 * fmt.NS_AN_HOUR + 12 * fmt.NS_A_MINUTE, "3 h 12 min"),
        (4 * fmt.NS_A_MINUTE + 5 * fmt.NS_A_SECOND, "4 min 05 s"),
        (12 * fmt.NS_A_SECOND, "12 s"),
        (None, "-"),
        (-1, "-"),
    ],
)
def test_duration_names_the_two_largest_units(ns: int | None, shown: str) -> None:
    """Nobody reads seconds of a bot that is eight days old."""
    assert fmt.duration(ns) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(792, "13:12"), (5, "00:05"), (3725, "1:02:05"), (-3, "00:00")]
)
def test_countdown_never_goes_below_zero(seconds: int, shown: str) -> None:
    """What has expired shows 00:00."""
    assert fmt.countdown(seconds) == shown


@pytest.mark.parametrize(
    ("zone", "shown", "name"),
    [
        ("UTC", "22 Apr 2026 12:08:12", "UTC"),
        ("Europe/Berlin", "22 Apr 2026 14:08:12", "Europe/Berlin"),
        ("Asia/Kolkata", "22 Apr 2026 17:38:12", "Asia/Kolkata"),
        ("Nowhere/Land", "22 Apr 2026 12:08:12", "UTC"),
    ],
)
def test_time_is_shown_in_the_chosen_zone(zone: str, shown: str, name: str) -> None:
    """An unknown zone is UTC and says so."""
    times = fmt.Times(zone)
    assert (times.full(NOON), times.zone_name) == (shown, name)


def test_recent_time_leaves_out_today() -> None:
    """The day is named only where it differs."""
    times = fmt.Times("UTC")
    assert times.recent(NOON - fmt.NS_AN_HOUR, NOON) == "11:08"
    assert times.recent(NOON - fmt.NS_A_DAY, NOON) == "21 Apr 12:08"


def test_a_stretch_of_history_is_spelled_by_its_length() -> None:
    """Half an hour with its times, a week with its days, more than a year with its years."""
    times, start, day = fmt.Times(), 1_776_859_200_000_000_000, fmt.NS_A_DAY
    assert times.covered(start, start + day // 48) == "22 Apr 12:00 – 22 Apr 12:30"
    assert times.covered(start, start + 7 * day) == "22 Apr – 29 Apr"
    assert times.covered(start, start + 400 * day) == "22 Apr 2026 – 27 May 2027"


def test_moment_to_the_second() -> None:
    """As the fills of the history have it."""
    assert fmt.Times().second(1_776_859_692 * 10**9) == "22 Apr 12:08:12"
    assert fmt.Times().second(None) == fmt.ABSENT


@pytest.mark.parametrize(
    ("value", "asset", "shown"),
    [
        ("41864.2663506175", "USDT", "41,864.27"),
        ("0", "EUR", "0.00"),
        ("0.07456536", "BTC", "0.07456536"),
        ("7.2620", "SOL", "7.262"),
    ],
)
def test_what_somebody_holds_is_money_or_coins(value: str, asset: str, shown: str) -> None:
    """Money has two places, coins every digit that matters."""
    assert fmt.held(Decimal(value), asset) == shown
    assert fmt.held(None, asset) == "-"
