"""What all connected accounts hold: sums in the reporting currency, who holds what, differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import (
    AccountState,
    Desk,
    Holding,
    LedgerDifference,
    Link,
    UnreadPosition,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts
from finbyte_desktop.ui.session import Session, stale_for, stale_text
from finbyte_desktop.ui.viewmodels.connections import PAPER
from finbyte_desktop.ui.viewmodels.held_positions import HeldRow, held_rows, held_table
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.ui.viewmodels.positions import PositionRow, positions_table
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.number_label import tone_of_sign
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

SMALL = Decimal(1)  # of the reporting currency: rows below it can be hidden
TOGETHER_NS = 2 * fmt.NS_A_MINUTE  # accounts that are open from the start have their first points so close


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """An asset of an account; `stale` is the age of what is shown, None while it is fresh."""

    account: AccountState
    holding: Holding
    stale: str | None = None


@dataclass(frozen=True, slots=True)
class PortfolioShown:
    """Money of one kind together: real accounts, or paper. None where no price is known.

    Attributes:
        unpriced: assets whose value is not known; they are in none of the sums.
        differing: rows of which the venue has another amount than the books.
        shares: the value of each asset, the largest first; what stands behind an open position, with its
            profit, is the part of that market.
        with_positions: whether open profit is in a value.
    """

    total: Decimal | None
    in_bots: Decimal | None
    outside: Decimal | None
    currency: str
    unpriced: tuple[str, ...]
    differing: int
    rows: int
    shares: tuple[tuple[str, Decimal], ...]
    with_positions: bool = False


@dataclass(frozen=True, slots=True)
class WorthCourse:
    """What the accounts were worth together: wall ns (increasing), all that has a price, in bots of it. NaN
    leaves a gap where an account `joined` (when, and its name): its money was not earned.
    """

    times_ns: NDArray[np.int64]
    total: NDArray[np.float64]
    in_bots: NDArray[np.float64]
    joined: tuple[tuple[int, str], ...] = ()


class PortfolioModel(PageModel):
    """Real money and play money are never added: the page shows the accounts of the window's own kind."""

    topics = frozenset({"bots", "quotes", "fills", "health", "positions"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.table = holdings_table()
        self.positions = positions_table()
        self.held = held_table()  # positions of bots where the account has none at a venue
        self.differing: tuple[tuple[AccountState, Desk, tuple[LedgerDifference, ...]], ...] = ()
        self.unread: tuple[tuple[str, str], ...] = ()  # accounts whose positions cannot be read, and why
        self.strange: tuple[tuple[str, UnreadPosition], ...] = ()  # what cannot be protected here, by account
        self.shown: PortfolioShown | None = None
        self.hide_small = False
        self.course: WorthCourse | None = None
        self.mode = "paper"
        self.stale_sums: str | None = None  # the age of sums of which a part is not fresh

    def set_hide_small(self, hide: bool) -> None:
        self.hide_small = hide
        self.refresh()

    def load(self) -> None:
        desks = self._desks()
        self.course = worth_course([(words_accounts.name_of(state), desk.worth()) for state, desk in desks])
        stale = {state.id: stale_for(desk) for state, desk in desks}
        ages = {account: stale_text(since) for account, since in stale.items()}
        rows = [HoldingRow(state, h, ages[state.id]) for state, desk in desks for h in desk.holdings()]
        self.stale_sums = stale_text(max((ns for ns in stale.values() if ns is not None), default=None))
        self._load_positions(desks)
        told = [(state, desk, desk.account_health()) for state, desk in desks]
        self.differing = tuple(
            (state, desk, tuple(health.differences))
            for state, desk, health in told
            if health is not None and health.differences
        )
        held = held_rows(desks)
        self.held.set_rows(held)
        self.shown = _summed(rows, held, self.session.settings.currency)
        self.course = _up_to_now(self.course, self.shown, self.session.clock())
        visible = [
            row
            for row in rows
            if not self.hide_small or row.holding.difference or (row.holding.value or SMALL) >= SMALL
        ]
        self.table.set_rows(visible)

    def _load_positions(self, desks: Sequence[tuple[AccountState, Desk]]) -> None:
        told = [(state, desk, positions) for state, desk in desks if (positions := desk.positions())]
        self.positions.set_rows(
            [
                PositionRow(state, desk, row, positions.is_old)
                for state, desk, positions in told
                for row in positions.rows
            ]
        )
        self.unread = tuple(
            (state.name, positions.trouble)
            for state, _, positions in told
            if positions.trouble and (positions.is_old or positions.read_ns is None)
        )
        self.strange = tuple(
            (state.name, position) for state, _, positions in told for position in positions.unread
        )

    def _desks(self) -> Sequence[tuple[AccountState, Desk]]:
        accounts = self.session.accounts
        if accounts is None:
            self.mode = "paper"
            return [
                (
                    AccountState(PAPER, "Paper account", "Paper", "paper", Link.LIVE, is_open=True),
                    self.session.desk,
                )
            ]
        states = list(accounts.states())
        own = next((state for state in states if state.id == self.session.account), None)
        self.mode = own.mode if own is not None else "paper"
        found: list[tuple[AccountState, Desk]] = []
        for state in states:
            if state.mode == self.mode and state.is_open:
                try:
                    found.append((state, accounts.desk(state.id)))
                except FinByteError:  # it was closed in this moment; the next reading knows
                    continue
        return found


def worth_course(
    accounts: Sequence[tuple[str, Sequence[tuple[int, float, float]]]],
) -> WorthCourse | None:
    """The courses of several accounts as one; None without a point.

    Accounts are not always open at the same times: each counts with its last known value, from its first on.
    One that comes later begins the line anew: else its money would look like a profit. Those that began
    together, within a moment, begin with the last of them.
    """
    known = [(name, points) for name, points in accounts if len(points)]
    if not known:
        return None
    told = [np.array(points, dtype=np.float64).reshape(-1, 3)[:, 1:] for _, points in known]
    times = [np.array([point[0] for point in points], dtype=np.int64) for _, points in known]
    began = min(int(own[0]) for own in times)
    together = max(int(own[0]) for own in times if own[0] - began <= TOGETHER_NS)
    joined = sorted((int(own[0]), name) for own, (name, _) in zip(times, known, strict=True))
    joined = [(ns, name) for ns, name in joined if ns > together]
    moments = np.unique(np.concatenate(times))
    moments = moments[moments >= together]
    summed = np.zeros((len(moments), 2))
    for own_times, values in zip(times, told, strict=True):
        last = np.searchsorted(own_times, moments, side="right") - 1
        summed += np.where(last[:, None] >= 0, values[np.maximum(last, 0)], 0.0)
    for ns in sorted({ns for ns, _ in joined}, reverse=True):
        at = int(np.searchsorted(moments, ns))
        moments = np.insert(moments, at, ns - 1)
        summed = np.insert(summed, at, np.nan, axis=0)
    return WorthCourse(moments, summed[:, 0], summed[:, 1], tuple(joined))


def _up_to_now(course: WorthCourse | None, shown: PortfolioShown, now_ns: int) -> WorthCourse | None:
    """The course with the sums of now: line and number agree."""
    if course is None or shown.total is None or shown.in_bots is None:
        return course
    earlier = course.times_ns < now_ns  # a clock that was set back leaves later points
    return WorthCourse(
        np.append(course.times_ns[earlier], now_ns),
        np.append(course.total[earlier], float(shown.total)),
        np.append(course.in_bots[earlier], float(shown.in_bots)),
        course.joined,
    )


def _summed(rows: Sequence[HoldingRow], positions: Sequence[HeldRow], currency: str) -> PortfolioShown:
    """The sums over all rows that have a value."""
    total = in_bots = Decimal(0)
    shares: dict[str, Decimal] = {}
    unpriced: list[str] = []
    for row in rows:
        held = row.holding
        if held.value is None:
            if held.total and held.asset not in unpriced:
                unpriced.append(held.asset)
            continue
        total += held.value
        shares[held.asset] = shares.get(held.asset, Decimal(0)) + held.value
        if held.total:
            in_bots += held.in_bots_value or Decimal(0)
    known = bool(shares) or not unpriced
    _set_positions_apart(shares, rows, positions)
    ordered = tuple(sorted(shares.items(), key=lambda item: -item[1]))
    return PortfolioShown(
        total if known else None,
        in_bots if known else None,
        total - in_bots if known else None,
        currency,
        tuple(unpriced),
        sum(1 for row in rows if row.holding.difference),
        len(rows),
        ordered,
        any(row.holding.open_profit for row in rows),
    )


def _set_positions_apart(
    shares: dict[str, Decimal], rows: Sequence[HoldingRow], positions: Sequence[HeldRow]
) -> None:
    """What stands behind a position is no free money: it goes from the part of that to one of its own."""
    of = {(row.account.id, row.holding.asset): row.holding for row in rows}
    for one in positions:
        holding = of.get((one.account.id, one.card.quote))
        if holding is None or holding.value is None:
            continue
        amount = holding.total + holding.open_profit
        worth = min(max(one.worth, Decimal(0)), amount)
        part = worth * (holding.value / amount) if worth else worth
        name = words.market(one.card.market)
        shares[holding.asset] -= part
        shares[name] = shares.get(name, Decimal(0)) + part


def holdings_table() -> TableModel[HoldingRow]:
    """Who holds what: bots and what no bot holds make what the venue says."""
    translate = QCoreApplication.translate

    def amount(row: HoldingRow, value: Decimal | None) -> Cell:
        asset = row.holding.asset
        exact = "" if value is None else f"{fmt.plain(value)} {asset}"
        return Cell(fmt.held(value, asset), old(row), tooltip=exact)

    def old(row: HoldingRow) -> Tone | None:
        return None if row.stale is None else Tone.STALE

    def bots(row: HoldingRow) -> Cell:
        names = ", ".join(f"{bot.name} {fmt.plain(bot.amount)}" for bot in row.holding.bots)
        cell = amount(row, row.holding.in_bots)
        return cell._replace(tooltip=names or cell.tooltip)

    def difference(row: HoldingRow) -> Cell:
        held = row.holding.difference
        if row.stale is not None:
            return Cell(fmt.number(held, sign=True) if held else "0", Tone.STALE)
        if not held:
            return Cell("0", icon="ph.check")
        return Cell(fmt.number(held, sign=True), Tone.DANGER)

    def gain(row: HoldingRow) -> Cell:
        text = fmt.money(row.holding.open_profit, row.holding.asset, sign=True)
        tip = translate(
            "HoldingsTable", "What closing the positions of bots would pay now; it is in the value."
        )
        return Cell(text, old(row) or tone_of_sign(text), tooltip=tip)

    def account(row: HoldingRow) -> Cell:
        name = words.venue(row.account.name) if row.account.id == PAPER else row.account.name
        return Cell(name, tooltip=f"{row.account.venue}, {words_accounts.mode(row.account.mode)}")

    columns = [
        Column("asset", translate("HoldingsTable", "Asset"), lambda r: r.holding.asset,
               lambda r: Cell(r.holding.asset, coin=r.holding.asset, strong=True), width=110),
        Column("account", translate("HoldingsTable", "Account"), lambda r: r.account.name, account,
               width=150, stretch=True),
        Column("total", translate("HoldingsTable", "The venue says"), lambda r: r.holding.total,
               lambda r: amount(r, r.holding.total), number=True, width=140),
        Column("free", translate("HoldingsTable", "Free"), lambda r: r.holding.free,
               lambda r: amount(r, r.holding.free), number=True, width=130, hidden=True),
        Column("bots", translate("HoldingsTable", "Bots hold"), lambda r: r.holding.in_bots, bots,
               number=True, width=130),
        Column("outside", translate("HoldingsTable", "Outside bots"), lambda r: r.holding.unattributed,
               lambda r: amount(r, r.holding.unattributed), number=True, width=130),
        Column("difference", translate("HoldingsTable", "Venue less ledger"),
               lambda r: r.holding.difference,
               difference, number=True, width=140),
        Column("open", translate("HoldingsTable", "Open profit"), lambda r: r.holding.open_profit,
               lambda r: gain(r) if r.holding.open_profit else Cell("", old(r)), number=True, width=120,
               hidden=True),
        Column("value", translate("HoldingsTable", "Value"), lambda r: r.holding.value,
               lambda r: Cell(fmt.number(r.holding.value, 2), old(r)), number=True, width=110),
    ]  # fmt: skip
    return TableModel(columns, key=lambda row: (row.account.id, row.holding.asset))
