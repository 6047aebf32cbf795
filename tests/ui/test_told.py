"""The log tells what the journal knows besides the bot's own words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import TransferRow
from finbyte_desktop.ui.viewmodels.detail import DetailModel
from finbyte_desktop.ui.viewmodels.detail_tables import in_two
from finbyte_desktop.ui.viewmodels.told import DESK_LIMIT, told
from finbyte_desktop.ui.words_decisions import decision
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.services.ports import BotDetail, FillRow
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk

D = Decimal


@pytest.fixture
def detail(desk: FakeDesk) -> BotDetail:
    return desk.detail("bot-1")


def opening(detail: BotDetail, ns: int, qty: str, price: str) -> FillRow:
    return replace(
        detail.fills[0],
        trade_id=f"open-{ns}",
        ns=ns,
        side=Side.BUY,
        qty=D(qty),
        price=D(price),
        cost=D(qty) * D(price),
        fee=D("0.5"),
        why="opening",
        level=None,
        trip_profit=None,
    )


def sentences(rows: object) -> list[str]:
    return [decision(row.code, row.fields) for row in rows]  # type: ignore[attr-defined]


def test_opening_purchase_is_told_once_with_its_average(detail: BotDetail) -> None:
    """Several fills of one purchase are one line; a rest that was bought later is another."""
    start = detail.fills[-1].ns - data.HOUR
    fills = (
        *detail.fills,
        opening(detail, start, "0.010", "70000"),
        opening(detail, start + data.SECOND, "0.010", "70100"),
        opening(detail, start + data.HOUR // 2, "0.001", "70200"),
    )
    found = [r for r in told(replace(detail, fills=fills), ()) if r.code == "opening_filled"]
    assert sentences(found) == [
        "Opening order: 0.001 BTC at 70,200, cost 70.20 USDT, fee 0.50 USDT.",
        "Opening order: 0.02 BTC at 70,050, cost 1,401.00 USDT, fee 1.00 USDT.",
    ]


def test_money_put_in_and_taken_out_is_told(detail: BotDetail) -> None:
    """Only this bot's money, and only its own side of each transfer."""
    moved = [
        TransferRow(data.NOW, "added", "bot-1", "USDT", D(1000)),
        TransferRow(data.NOW, "added", "unattributed", "USDT", D(-1000)),
        TransferRow(data.NOW - 1, "withdrawn", "bot-1", "USDT", D(-40)),
        TransferRow(data.NOW - 2, "withdrawn", "bot-4", "USDT", D(-7)),
        TransferRow(data.NOW - 3, "budget", "bot-1", "USDT", D(5000)),
    ]
    rows = told(detail, moved)
    derived = [row for row in rows if row not in detail.decisions]
    assert sentences(derived) == ["You added 1,000.00 USDT.", "You withdrew 40.00 USDT of profit."]
    assert [row.ns for row in rows] == sorted((row.ns for row in rows), reverse=True)


def test_what_is_older_than_the_log_is_not_told(detail: BotDetail) -> None:
    """A log that is cut does not end with a line from long before."""
    full = replace(detail, decisions=[detail.decisions[0]] * DESK_LIMIT)
    old = [TransferRow(detail.decisions[0].ns - 1, "added", "bot-1", "USDT", D(1))]
    assert told(full, old) == list(full.decisions)


def test_page_shows_it_in_log_and_why(session: Session, desk: FakeDesk) -> None:
    """New money is told at once, without reading all transfers at each price."""
    reads: list[int] = []
    moved = [TransferRow(data.NOW, "added", "bot-1", "USDT", D(1000))]
    desk.history_transfers = lambda limit=5000: reads.append(1) or moved  # type: ignore[method-assign]
    model = DetailModel(session)
    model.set_bot("bot-1")
    model.refresh()
    model.refresh()
    assert model.shown is not None
    assert model.shown.decisions[0][1] == "You added 1,000.00 USDT."
    assert any(row.code == "investment_added" for row in model.log.rows())
    assert len(reads) == 1
    desk.cards_live = [replace(desk.cards_live[0], investment=D(12000)), *desk.cards_live[1:]]
    model.refresh()
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Goes on after a pause.", ("Goes on after a pause.", "")),
        (
            "Bought 1 BTC at 78,400. Next: the sell at 78,800.",
            ("Bought 1 BTC at 78,400.", "Next: the sell at 78,800."),
        ),
        (
            "Bought 0.00635 BTC at 78,800, round trip +1.46 USDT. Next: the sell at 79,200.",
            ("Bought 0.00635 BTC at 78,800,", "round trip +1.46 USDT. Next: the sell at 79,200."),
        ),
        ("以 78,400 买入 1 BTC。已在 78,800 挂卖单。", ("以 78,400 买入 1 BTC。", "已在 78,800 挂卖单。")),
    ],
)
def test_long_entries_of_the_log_have_two_lines(text: str, lines: tuple[str, str]) -> None:
    """Cut between sentences, or in a long one between clauses, never inside a number."""
    assert in_two(text) == lines
