"""The one place where numbers, money and times become text.

Numbers come as Decimal and are rounded here for the eye only; None is "-". Times come as ns UTC and are
shown in the
chosen time zone. The minus is the true minus sign, thousands are separated by commas.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

from PySide6.QtCore import QByteArray, QCoreApplication, QDate, QDateTime, QLocale, QTimeZone

from finbyte_desktop.core.instrument import money_places

ABSENT = "-"
SMALL_FEE = Decimal("0.01")
MINUS = "−"
NS_A_SECOND = 1_000_000_000
NS_A_MINUTE = 60 * NS_A_SECOND
NS_AN_HOUR = 60 * NS_A_MINUTE
NS_A_DAY = 24 * NS_AN_HOUR
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TOWARDS_ZERO = Context(prec=60, rounding=ROUND_DOWN)
_CASH = frozenset({"USDT", "USDC", "USD", "EUR"})
_HUNDRED = Decimal(100)


def number(value: Decimal | int | None, places: int | None = None, *, sign: bool = False) -> str:
    """A number with thousands separated; `places` None keeps every digit, `sign` also shows a plus."""
    if value is None:
        return ABSENT
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), context=_CONTEXT)
    text = f"{abs(exact):,f}"
    if exact < 0:
        return MINUS + text
    return f"+{text}" if sign and exact > 0 else text


def at_least(value: Decimal, places: int) -> str:
    """A number with so many decimals, and with more where it has more: nothing of it is cut."""
    digits = plain(value).rpartition(".")
    return number(value, max(places, len(digits[2]) if digits[1] else 0))


def plain(value: Decimal | None) -> str:
    """Every digit that matters and no more: 78200.00 is "78,200"."""
    if value is None:
        return ABSENT
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def fee(value: Decimal | None) -> str:
    """A fee with four places; a smaller one, as those in coins are, with every digit."""
    if value is None or value == 0 or abs(value) >= SMALL_FEE:
        return number(value, 4)
    return plain(value)


def money(value: Decimal | None, quote: str = "USDT", *, sign: bool = False) -> str:
    """An amount of the quote asset, without its name."""
    return number(value, money_places(quote), sign=sign)


def held(value: Decimal | None, asset: str) -> str:
    """How much of an asset somebody has: money with two places, coins with every digit that matters."""
    return money(value, asset) if asset in _CASH else plain(value)


def amount(value: Decimal | None, quote: str) -> str:
    """An amount with its asset: "812.40 USDT"."""
    return ABSENT if value is None else f"{money(value, quote)} {quote}"


def rounded_down(value: Decimal, places: int) -> Decimal:
    """The number towards zero."""
    return value.quantize(Decimal(1).scaleb(-places), context=_TOWARDS_ZERO)


def promised_number(value: Decimal | None, places: int) -> str:
    """An amount that a person counts on: rounded towards zero, never more than there is."""
    if value is None:
        return ABSENT
    return number(rounded_down(value, places), places)


def promised(value: Decimal | None, quote: str) -> str:
    """The same with its asset: of 812.409 that is "812.40 USDT"."""
    return ABSENT if value is None else f"{promised_number(value, money_places(quote))} {quote}"


def percent(ratio: Decimal | None, places: int = 2, *, sign: bool = False) -> str:
    """A fraction as percent: 0.0273 is "2.73 %"."""
    return ABSENT if ratio is None else f"{number(ratio * _HUNDRED, places, sign=sign)} %"


def percent_number(ratio: Decimal | None, places: int = 2, *, sign: bool = False) -> str:
    """A fraction as percent without the sign of percent, for columns that carry it in their head."""
    return ABSENT if ratio is None else number(ratio * _HUNDRED, places, sign=sign)


def shortened(text: str, letters: int = 28) -> str:
    """A long name with its middle left out, such as that of a recorded file."""
    if len(text) <= letters:
        return text
    head = (letters - 1) // 2
    return f"{text[:head]}…{text[len(text) - (letters - 1 - head) :]}"


def duration(ns: int | None) -> str:
    """The two largest units: "8 d 3 h", "3 h 12 min", "4 min 05 s", "12 s"."""
    if ns is None or ns < 0:
        return ABSENT
    seconds = ns // NS_A_SECOND
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    translate = QCoreApplication.translate
    if days:
        return translate("format", "{days} d {hours} h").format(days=number(days), hours=hours)
    if hours:
        return translate("format", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return translate("format", "{minutes} min {seconds} s").format(
            minutes=minutes, seconds=f"{seconds % 60:02d}"
        )
    return translate("format", "{seconds} s").format(seconds=seconds)


def age(ns: int | None) -> str:
    """How old something is, in one unit: "0.2 s", "12 s", "3 min", "2 h", "4 d"."""
    if ns is None or ns < 0:
        return ABSENT
    translate = QCoreApplication.translate
    seconds = ns / NS_A_SECOND
    if seconds < 10:
        return translate("format", "{seconds} s").format(seconds=f"{seconds:.1f}")
    if seconds < 60:
        return translate("format", "{seconds} s").format(seconds=int(seconds))
    if seconds < 3_600:
        return translate("format", "{minutes} min").format(minutes=int(seconds // 60))
    if seconds < 86_400:
        return translate("format", "{hours} h").format(hours=int(seconds // 3_600))
    return translate("format", "{days} d").format(days=int(seconds // 86_400))


def day_ns(text: str) -> int | None:
    """The first moment of a day (UTC) that is written like 2026-01-31; None for an empty text. Raises
    ValueError for what is no day.
    """
    if not text.strip():
        return None
    day = QDate.fromString(text.strip(), "yyyy-MM-dd")
    if not day.isValid():
        raise ValueError(text)
    return day.startOfDay(QTimeZone.utc()).toSecsSinceEpoch() * NS_A_SECOND


def day_text(ns: int) -> str:
    """A day of UTC as `day_ns` reads it: 2026-01-31."""
    return QDateTime.fromSecsSinceEpoch(ns // NS_A_SECOND, QTimeZone.utc()).toString("yyyy-MM-dd")


def countdown(seconds: int) -> str:
    """Time left as "13:12", with hours as "1:02:05"."""
    left = max(0, seconds)
    if left >= 3_600:
        return f"{left // 3_600}:{left // 60 % 60:02d}:{left % 60:02d}"
    return f"{left // 60:02d}:{left % 60:02d}"


SHORT_NS, LONG_NS = 2 * NS_A_DAY, 300 * NS_A_DAY


def zoned(time: str, zone: str) -> str:
    """A time with the name of its zone: "09:30 America/New York"."""
    return f"{time} {zone.replace('_', ' ')}"


class Times:
    """Times in one zone and one language. An unknown zone is shown as UTC, and says so in `zone_name`.

    `now_ns` tells the time whose year goes without saying; without it no year is added.
    """

    def __init__(
        self, zone: str = "UTC", language: str = "en", now_ns: Callable[[], int] | None = None
    ) -> None:
        self._now_ns = now_ns
        wanted = QTimeZone(QByteArray(zone.encode()))
        self._zone = wanted if wanted.isValid() else QTimeZone(QByteArray(b"UTC"))
        self.zone_name = zone if wanted.isValid() else "UTC"
        self._locale = QLocale("zh_CN" if language == "zh_CN" else "C")

    def in_zone(self, zone: str) -> Times:
        """The same in another zone."""
        times = Times(zone, now_ns=self._now_ns)
        times._locale = self._locale
        return times

    def zoned_moment(self, ns: int | None) -> str:
        """14 Apr 09:00 UTC: where another zone than that of the window counts, or could."""
        return ABSENT if ns is None else zoned(self.moment(ns), self.zone_name)

    def _spell(self, ns: int, pattern: str) -> str:
        moment = QDateTime.fromMSecsSinceEpoch(ns // 1_000_000, self._zone)
        return self._locale.toString(moment, pattern)

    def clock(self, ns: int | None) -> str:
        """12:08:12"""
        return ABSENT if ns is None else self._spell(ns, "HH:mm:ss")

    def minute(self, ns: int | None) -> str:
        """12:08"""
        return ABSENT if ns is None else self._spell(ns, "HH:mm")

    def of_another_year(self, ns: int) -> bool:
        """Whether its year must be told."""
        return self._now_ns is not None and self._spell(ns, "yyyy") != self._spell(self._now_ns(), "yyyy")

    def day(self, ns: int | None) -> str:
        """22 Apr; of another year than now's 22 Apr 2024"""
        if ns is None:
            return ABSENT
        return self.date(ns) if self.of_another_year(ns) else self.short_day(ns)

    def short_day(self, ns: int) -> str:
        """22 Apr, whatever year it is: where the others around it tell that."""
        return self._spell(ns, QCoreApplication.translate("format", "d MMM"))

    def date(self, ns: int | None) -> str:
        """22 Apr 2026"""
        return ABSENT if ns is None else self._spell(ns, QCoreApplication.translate("format", "d MMM yyyy"))

    def moment(self, ns: int | None) -> str:
        """14 Apr 09:00; of another year than now's 14 Apr 2024 09:00"""
        if ns is None:
            return ABSENT
        if self.of_another_year(ns):
            return self._spell(ns, QCoreApplication.translate("format", "d MMM yyyy HH:mm"))
        return self.short_moment(ns)

    def short_moment(self, ns: int) -> str:
        """14 Apr 09:00, whatever year it is."""
        return self._spell(ns, QCoreApplication.translate("format", "d MMM HH:mm"))

    def second(self, ns: int | None) -> str:
        """14 Apr 09:00:12; of another year than now's 14 Apr 2024 09:00:12"""
        if ns is None:
            return ABSENT
        if self.of_another_year(ns):
            return self.full(ns)
        return self.short_second(ns)

    def short_second(self, ns: int) -> str:
        """14 Apr 09:00:12, whatever year it is."""
        return self._spell(ns, QCoreApplication.translate("format", "d MMM HH:mm:ss"))

    def full(self, ns: int | None) -> str:
        """14 Apr 2026 09:00:12"""
        if ns is None:
            return ABSENT
        return self._spell(ns, QCoreApplication.translate("format", "d MMM yyyy HH:mm:ss"))

    def span(self, start_ns: int | None, end_ns: int | None) -> str:
        """13 Apr – 20 Apr; a year once at its end where both days are of the same"""
        start = self.day(start_ns)
        if start_ns is not None and end_ns is not None:
            same = self._spell(start_ns, "yyyy") == self._spell(end_ns, "yyyy")
            start = self.short_day(start_ns) if same else self.date(start_ns)
            return f"{start} – {self.day(end_ns) if same else self.date(end_ns)}"
        return f"{start} – {self.day(end_ns)}"

    def short_span(self, start_ns: int, end_ns: int) -> str:
        """13 Apr – 20 Apr, whatever years they are."""
        return f"{self.short_day(start_ns)} – {self.short_day(end_ns)}"

    def years(self, start_ns: int, end_ns: int) -> str:
        """What a stretch's days leave out: 2024, or 2025 – 2026; "" where all is of the year of now."""
        if not (self.of_another_year(start_ns) or self.of_another_year(end_ns)):
            return ""
        first, last = self._spell(start_ns, "yyyy"), self._spell(end_ns, "yyyy")
        return first if first == last else f"{first} – {last}"

    def covered(self, start_ns: int, end_ns: int) -> str:
        """A stretch of history: with times of day where it is short, with years where it is long."""
        length = end_ns - start_ns
        if SHORT_NS <= length < LONG_NS:
            return self.span(start_ns, end_ns)
        spell = self.moment if length < SHORT_NS else self.date
        return f"{spell(start_ns)} – {spell(end_ns)}"

    def recent(self, ns: int | None, now_ns: int | None) -> str:
        """The time alone on the same day, else with its day."""
        if ns is None:
            return ABSENT
        if now_ns is not None and self._spell(ns, "yyyyMMdd") == self._spell(now_ns, "yyyyMMdd"):
            return self.minute(ns)
        return self.moment(ns)
