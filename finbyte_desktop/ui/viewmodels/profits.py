"""The profit page as text and as points for its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import ProfitByBot, ProfitSummary
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

PERIODS = (7, 30, 90)
CLASSES = 8


@dataclass(frozen=True, slots=True)
class ClassShown:
    """One class of the distribution of days."""

    count: int
    label: str
    positive: bool


@dataclass(frozen=True, slots=True)
class RateShown:
    """A share of wins: 63.3 %, "19 of 30 days"."""

    share: float | None
    text: str
    note: str
    beside: str = ""  # what the share does not count


@dataclass(frozen=True, slots=True)
class ProfitsShown:
    """Everything on the overview."""

    currency: str
    total: str
    total_ratio: str
    split: str
    assets: str
    invested: str
    today: str
    today_since: str
    week: str
    fees: str
    classes: tuple[ClassShown, ...]
    mean: str
    best: str
    worst: str
    rates: tuple[RateShown, ...]
    days: tuple[tuple[float, str, str, bool], ...]
    types: tuple[tuple[str, float, str], ...]
    markets: tuple[tuple[str, float, str], ...]
    nothing: bool
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class TieRow:
    """One asset: what the bots and the rest add up to, what the venue says, the venue less the ledger."""

    asset: str
    ours: Decimal
    venue: Decimal
    difference: Decimal


class ProfitsModel(PageModel):
    """Reads the summary for the chosen number of days."""

    topics = frozenset({"bots", "fills"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.days = 30
        self.raw: ProfitSummary | None = None
        self.shown: ProfitsShown | None = None
        self.by_bot = by_bot_table(session)
        self.ties = ties_table()

    def set_days(self, days: int) -> None:
        self.days = days
        self.refresh()

    def load(self) -> None:
        raw = self.session.desk.profits(self.days)
        self.raw = raw
        self.shown = self._shown(raw)
        self.by_bot.set_rows(raw.by_bot)
        self.ties.set_rows([TieRow(*row) for row in raw.ties_out])

    def _shown(self, raw: ProfitSummary) -> ProfitsShown:
        currency = raw.currency

        def money(value: Decimal | None, *, sign: bool = True) -> str:
            return fmt.money(value, currency, sign=sign)

        amounts = [amount for ns, amount in raw.daily if ns not in raw.idle_days]
        floats = [row.floating for row in raw.by_bot if row.floating is not None and not row.sold]
        floating = sum(floats, Decimal(0)) if floats else None
        sales = [row.floating for row in raw.by_bot if row.floating is not None and row.sold]
        beside = self.tr("not in it: floating PnL {amount}").format(amount=money(floating))
        if sales:
            beside = self.tr("not in it: floating PnL {amount}, coins sold {sold}").format(
                amount=money(floating), sold=money(sum(sales, Decimal(0)))
            )
        invested = self.tr("invested {amount} in %n bot(s)", "", raw.running_bots)
        return ProfitsShown(
            currency=currency,
            total=money(raw.total),
            total_ratio="" if raw.total_ratio is None else fmt.percent(raw.total_ratio, sign=True),
            split=self.tr("running {running}, stopped {stopped}").format(
                running=money(raw.running), stopped=money(raw.historical)
            ),
            assets=money(raw.assets_in_running, sign=False),
            invested=invested.format(amount=money(raw.invested_running, sign=False)),
            today=money(raw.today),
            today_since=self.tr("since 00:00 {zone}").format(zone=self.session.times.zone_name),
            week=self.tr("7 days {amount}").format(amount=money(raw.seven_days)),
            fees=money(raw.fees, sign=False),
            classes=classes_of(amounts),
            mean=money(sum(amounts, Decimal(0)) / len(amounts)) if amounts else fmt.ABSENT,
            best=money(max(amounts)) if amounts else fmt.ABSENT,
            worst=money(min(amounts)) if amounts else fmt.ABSENT,
            rates=(
                self._rate(raw.winning_days, raw.counted_days, Counts().days(raw.counted_days)),
                self._rate(raw.winning_bots, raw.closed_bots, Counts().bots_closed(raw.closed_bots)),
                replace(
                    self._rate(raw.winning_trips, raw.trips, Counts().trips(raw.trips)),
                    beside=beside if raw.trips else "",
                ),
            ),
            days=tuple(
                (
                    float(amount),
                    self.session.times.short_day(ns),
                    f"{self.session.times.date(ns)}: {money(amount)} {currency}",
                    number == len(raw.daily) - 1,
                )
                for number, (ns, amount) in enumerate(raw.daily)
            ),
            types=tuple(
                (f"{words.bot_type(key)}  {count}", float(amount), money(amount))
                for key, count, amount in raw.by_type
            ),
            markets=tuple(
                (f"{words.market(market)}  {count}", float(amount), money(amount))
                for market, count, amount in raw.by_market
            ),
            nothing=not raw.by_bot,
            left_out=words.left_out(raw.left_out, currency),
        )

    def _rate(self, wins: int, counted: int, of_all: str) -> RateShown:
        note = self.tr("{wins} of {all}").format(wins=fmt.number(wins), all=of_all)
        if counted == 0:
            return RateShown(None, fmt.ABSENT, note)
        share = Decimal(wins) / counted
        return RateShown(float(share), fmt.percent(share, 1), note)


def classes_of(amounts: Sequence[Decimal]) -> tuple[ClassShown, ...]:
    """Days by result in at most eight classes of a round width, one border at 0."""
    if not amounts:
        return ()
    low, high = min(min(amounts), Decimal(0)), max(max(amounts), Decimal(0))
    span = high - low
    if span == 0:
        return (ClassShown(len(amounts), "0", True),)
    width = _round_up(span / (CLASSES - 1))
    first = int((low / width).to_integral_value("ROUND_FLOOR"))
    last = max(first, int((high / width).to_integral_value("ROUND_CEILING")) - 1)
    counts = dict.fromkeys(range(first, last + 1), 0)
    for amount in amounts:
        place = int((amount / width).to_integral_value("ROUND_FLOOR"))
        counts[min(max(place, first), last)] += 1
    return tuple(
        ClassShown(count, fmt.plain(width * place) if place % 2 == 0 else "", place >= 0)
        for place, count in counts.items()
    )


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5 times a power of ten."""
    power = Decimal(1).scaleb(value.adjusted())
    for factor in (1, 2, 5, 10):
        if value <= factor * power:
            return (factor * power).normalize()
    return value


def by_bot_table(session: Session) -> TableModel[ProfitByBot]:
    """Every bot with what it earned, the best first."""
    translate = QCoreApplication.translate

    def state(row: ProfitByBot) -> Cell:
        if row.ended_ns is not None:
            text = translate("ProfitsTable", "Ended {day}").format(day=session.times.day(row.ended_ns))
            return Cell(text, Tone.MUTED)
        return Cell(words.state(row.state), dot=words.STATE_TONES[row.state])

    def money(value: Decimal | None) -> str:
        return fmt.money(value, session.settings.currency, sign=True)

    columns = [
        Column(
            "bot",
            translate("ProfitsTable", "Bot"),
            lambda r: r.market,
            lambda r: Cell(
                words.bot_title(r.name, r.market, r.type),
                coin=words.coin(r.market),
                note=words.bot_type(r.type),
                tooltip=r.name,
            ),
            width=190,
            stretch=True,
        ),
        Column(
            "state",
            translate("ProfitsTable", "State"),
            lambda r: (r.state is not BotState.RUNNING, r.ended_ns or 0),
            state,
            width=128,
        ),
        Column(
            "investment",
            translate("ProfitsTable", "Investment"),
            lambda r: r.investment,
            lambda r: fmt.money(r.investment, session.settings.currency),
            number=True,
            width=92,
        ),
        Column(
            "grid",
            translate("ProfitsTable", "Trip profit"),
            lambda r: r.grid,
            lambda r: money(r.grid),
            number=True,
            signed=True,
            width=80,
            tooltip=translate("ProfitsTable", "What completed round trips, deals and sales have earned."),
        ),
        Column(
            "floating",
            words.floating(),
            lambda r: r.floating,
            lambda r: Cell(
                money(r.floating),
                note=translate("ProfitsTable", "sold") if r.sold else "",
                tooltip=words.floating_tip(sold=r.sold),
            ),
            number=True,
            signed=True,
            width=92,
            tooltip=words.floating_tip(),
        ),
        Column(
            "total",
            translate("ProfitsTable", "Total"),
            lambda r: r.total,
            lambda r: money(r.total),
            number=True,
            signed=True,
            width=84,
        ),
        Column(
            "ratio",
            "%",
            lambda r: r.ratio,
            lambda r: fmt.percent_number(r.ratio, sign=True),
            number=True,
            signed=True,
            width=74,
        ),
    ]
    return TableModel(columns, key=lambda r: r.bot)


def ties_table() -> TableModel[TieRow]:
    """Our books against the venue's balance, asset by asset."""
    translate = QCoreApplication.translate

    def verdict(row: TieRow) -> Cell:
        if row.difference == 0:
            return Cell(translate("ProfitsTable", "ties out"), chip=Tone.BUY)
        return Cell(translate("ProfitsTable", "differs"), chip=Tone.DANGER)

    columns = [
        Column(
            "asset",
            translate("ProfitsTable", "Asset"),
            lambda r: r.asset,
            lambda r: Cell(r.asset, coin=r.asset, strong=True),
            width=160,
        ),
        Column(
            "ours",
            translate("ProfitsTable", "Our books"),
            lambda r: r.ours,
            lambda r: fmt.number(r.ours),
            number=True,
            width=180,
        ),
        Column(
            "venue",
            translate("ProfitsTable", "Venue's balance"),
            lambda r: r.venue,
            lambda r: fmt.number(r.venue),
            number=True,
            width=180,
        ),
        Column(
            "difference",
            translate("ProfitsTable", "Venue less books"),
            lambda r: r.difference,
            lambda r: fmt.number(r.difference, sign=True),
            number=True,
            signed=True,
            width=160,
        ),
        Column("verdict", "", lambda r: r.difference, verdict, width=120, stretch=True),
    ]
    return TableModel(columns, key=lambda r: r.asset)
