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
    ("value", "places", "shown"),
    [
        (D("0.09187225"), 5, "0.09187225"),
        (D("0.0918722500"), 5, "0.09187225"),
        (D("0.1"), 3, "0.100"),
        (D("7200"), 0, "7,200"),
    ],
)
def test_what_was_traded_is_not_cut(value: Decimal, places: int, shown: str) -> None:
    """The market of now may have fewer digits than that on which it was traded."""
    assert fmt.at_least(value, places) == shown


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
    ("now", "spelled"),
    [
        (NOON, ("22 Apr", "22 Apr 12:08", "22 Apr 12:08:12", "21 Apr – 22 Apr", "21 Apr 12:08")),
        (
            NOON - 400 * fmt.NS_A_DAY,
            (
                "22 Apr 2026",
                "22 Apr 2026 12:08",
                "22 Apr 2026 12:08:12",
                "21 Apr – 22 Apr 2026",
                "21 Apr 2026 12:08",
            ),
        ),
    ],
)
def test_the_year_is_told_where_it_is_not_that_of_now(now: int, spelled: tuple[str, ...]) -> None:
    """Bots of recordings of several years stand in one list."""
    times, before = fmt.Times(now_ns=lambda: now), NOON - fmt.NS_A_DAY
    told = (times.day(NOON), times.moment(NOON), times.second(NOON), times.span(before, NOON))
    assert (*told, times.recent(before, now)) == spelled
    assert (times.short_day(NOON), times.short_moment(NOON)) == ("22 Apr", "22 Apr 12:08")


def test_a_life_over_the_turn_of_the_year_tells_both() -> None:
    """Else its end came before its beginning."""
    times = fmt.Times(now_ns=lambda: NOON)
    assert times.span(NOON - 200 * fmt.NS_A_DAY, NOON) == "4 Oct 2025 – 22 Apr 2026"


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
