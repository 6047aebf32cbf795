"""An account that trades with itself, at a venue that does not prevent it: one number, two fills."""

from __future__ import annotations

import contextlib
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, Role, Side, State
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.services.live.reading import Missing, Reading
from finbyte_desktop.services.shown import HistoryQuery
from finbyte_desktop.services.store.database import FILE_NAME, open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.services.venues.live_port import TradeReport
from tests.core.test_kernel import GRID, D, I
from tests.core.test_late import Live

NUMBER = "T100"


class Kept(Live):
    """A kernel that writes what it does into a journal; two bots on one market."""

    def __init__(self, folder: Path) -> None:
        self.journal = Journal(open_database(folder))
        super().__init__()
        self.do(ev.EngineStarted, "e1", RULES)
        self.do(ev.Deposited, "CASH", D(1000))
        self.do(ev.BotCreated, "b2", "spot_grid", I.id, {**GRID}, ev.Policy.AUTOMATIC, True)
        opening = self.sent()[-1]
        self.accept(opening)
        self.fill(opening, opening.spec.qty, "t1", price=D(100))

    def do(self, kind: Any, *fields: Any) -> list[fx.Fact]:
        facts = super().do(kind, *fields)
        self.journal.append(kind(self.ns, *fields), self.kernel.last, facts)
        self.journal.commit_now()
        return facts

    def resting(self, bot: str, side: Side) -> Order:
        return next(o for o in self.kernel.bots[bot].live_orders() if o.spec.side is side)


def traded(order: Order, price: Decimal) -> TradeReport:
    """The venue's word about one side of the trade."""
    venue_id = f"v{order.seq}"
    head = (1, I.id, NUMBER, venue_id, order.client_id, order.spec.side, price, order.spec.qty)
    return TradeReport(*head, D("0.01"), "CASH", Role.MAKER)


def test_both_sides_are_kept_shown_and_taken_in_once(tmp_path: Path) -> None:
    """Two orders of ours have one trade: both are booked, both stand in the table, neither twice."""
    live = Kept(tmp_path)
    buy, sell = live.resting("b1", Side.BUY), live.resting("b2", Side.SELL)
    live.accept(buy)
    live.accept(sell)
    missing: list[Missing] = []
    reading = Reading(live.kernel, live.kernel.placing.prefix, missing.append)
    for _ in range(3):  # by the stream, by the poll, after a reconnect
        for order in (buy, sell):
            for event in reading.trade(traded(order, order.spec.price)):
                live.do(type(event), *event[1:])
    assert missing == []
    assert [live.state(order) for order in (buy, sell)] == [State.FILLED, State.FILLED]
    queries = Queries(live.journal._database.engine)
    rows = [row for row in queries.fills() if row.trade_id == NUMBER]
    assert sorted((row.bot, row.side) for row in rows) == [("b1", Side.BUY), ("b2", Side.SELL)]
    assert len({row.key for row in rows}) == 2
    page = queries.history(HistoryQuery("fills", None, "", limit=50))
    assert page.total == len(queries.fills()) == 4
    live.journal.close()


def test_a_trade_that_is_written_twice_for_one_order_is_refused(tmp_path: Path) -> None:
    """The key still is one: the file itself refuses a fill that was counted twice."""
    live = Kept(tmp_path)
    live.journal.close()
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        (client_id,) = file.execute("SELECT client_id FROM fills WHERE trade_id = 't0'").fetchone()
        names = [row[1] for row in file.execute("PRAGMA table_info(fills)")]
        columns = ", ".join(f'"{name}"' for name in names)
        copy = f"INSERT INTO fills ({columns}) SELECT {columns} FROM fills WHERE client_id = ?"
        with pytest.raises(sqlite3.IntegrityError, match="client_id"):
            file.execute(copy, (client_id,))


def foreign(live: Live, side: Side) -> list[fx.Fact]:
    return live.do(ev.ForeignTraded, I.id, NUMBER, side, D(100), D("0.5"), D("0.05"), "CASH")


def test_person_who_trades_with_himself_has_both_sides_booked() -> None:
    """Two orders from elsewhere meet: the coins go and come, two fees are paid; again, nothing."""
    live = Live()
    live.do(ev.EngineStarted, "e1", RULES)
    before = live.kernel.ledger.account_total("CASH"), live.kernel.ledger.account_total("COIN")
    for _ in range(2):
        foreign(live, Side.BUY)
        foreign(live, Side.SELL)
    after = live.kernel.ledger.account_total("CASH"), live.kernel.ledger.account_total("COIN")
    assert (after[0] - before[0], after[1] - before[1]) == (D("-0.10"), D(0))
    again = Kernel({I.id: I}, lambda *_: None, secret=b"s", kept_ended=1)  # type: ignore[arg-type,return-value]
    again.late.foreign_seen = dict.fromkeys(snapshot.save(live.kernel)["foreign"])  # type: ignore[arg-type]
    assert all(again.late.is_foreign(I.id, NUMBER, side) for side in (Side.BUY, Side.SELL))


def test_trade_that_an_older_version_booked_is_known_by_either_side() -> None:
    """Journals of before fold as they did, and what was booked then is not booked again."""
    live = Live()
    live.do(ev.EngineStarted, "e1", 1)
    foreign(live, Side.SELL)
    assert foreign(live, Side.BUY) == [fx.EventIgnored(live.ns, "foreign_again", NUMBER)]
    live.do(ev.EngineStarted, "e2", RULES)
    assert foreign(live, Side.SELL) == [fx.EventIgnored(live.ns, "foreign_again", NUMBER)]
