"""History's decisions with what stands in no decision: opening purchases, money put in and taken out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.figures import Figures
from finbyte_desktop.services.ports import DecisionRow, FillRow, HistoryPage, HistoryQuery, TransferRow
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.history import HistoryModel, ToldDecisions
from finbyte_desktop.ui.words_decisions import decision
from tests.support.fake_desk import FakeDesk
from tests.ui import desk_data as data

if TYPE_CHECKING:
    from finbyte_desktop.ui.session import Session
    from tests.ui.conftest import OpenWindow

D = Decimal


class Told(FakeDesk):
    """One bot: an opening of two trades, money added and withdrawn, and decisions between them."""

    def __init__(self) -> None:
        super().__init__()
        self.cards_ended = []
        self.cards_live = [replace(data.running_cards()[0], started_ns=data.NOW - 10 * data.HOUR)]
        self.asked: list[HistoryQuery] = []

    @property
    def rows(self) -> Sequence[DecisionRow]:
        card, base = self.cards_live[0], data.decisions_of(self.cards_live[0])[0]
        return [replace(base, ns=data.NOW - n * data.HOUR, bot=card.id, bot_name=card.name, code="running",
                        fields={}) for n in range(9)]  # fmt: skip

    def fills(self) -> list[FillRow]:
        card = self.cards_live[0]
        one = data.fills_of(card, 1)[0]
        start = card.started_ns or 0
        opening = [
            replace(one, ns=start + n, trade_id=f"o{n}", why="opening", side=Side.BUY, price=D(100), qty=D(2),
                    cost=D(200), fee=D("0.2"), fee_asset="USDT", trip_profit=None) for n in range(2)
        ]  # fmt: skip
        return [*opening, replace(one, ns=start + data.HOUR, why="level")]

    async def read_history(self, query: HistoryQuery) -> HistoryPage | None:
        self.asked.append(query)
        card = self.cards_live[0]
        if query.what == "decisions":
            rows: Sequence[object] = self.rows if query.descending else self.rows[::-1]
        elif query.what == "fills":
            rows = self.fills()
        else:
            rows = [
                TransferRow(data.NOW - 90 * data.MINUTE, "withdrawn", card.id, "USDT", D("-12.5")),
                TransferRow(data.NOW - 5 * data.HOUR, "added", card.id, "USDT", D(500)),
                TransferRow(data.NOW - 6 * data.HOUR, "budget", card.id, "USDT", D(1000)),
                TransferRow(data.NOW - 7 * data.HOUR, "added", "another", "USDT", D(7)),
            ]
        return HistoryPage(query, rows[query.start : query.start + query.limit], len(rows))


def page(session: Session, desk: Told, **query: object) -> list[DecisionRow]:
    model = HistoryModel(session)
    model.told.cards = desk.cards_live
    asked = HistoryQuery("decisions", **({"limit": 500, "sort": "time", "descending": True} | query))  # type: ignore[arg-type]
    found = asyncio.run(model.told._page(asked))
    assert found is not None
    return list(found.rows)


def hours(rows: Sequence[DecisionRow]) -> list[str]:
    """Minutes before now, and what was told."""
    short = {"running": "", "opening_filled": "O", "investment_added": "A", "profit_withdrawn": "W"}
    return [f"{(data.NOW - row.ns) // data.MINUTE}{short[row.code]}" for row in rows]


def test_everything_stands_in_its_place(session: Session) -> None:
    """Newest first, oldest first; the opening is one line of its two trades."""
    desk = Told()
    session.desk = desk
    down = page(session, desk)
    expected = ["0", "60", "90W", "120", "180", "240", "300", "300A", "360", "420", "480", "599O"]
    assert hours(down) == expected
    assert hours(page(session, desk, descending=False)) == expected[::-1]
    opening = down[-1]
    assert decision(opening.code, opening.fields).startswith("Opening order: 4 ")
    assert decision(down[2].code, down[2].fields) == "You withdrew 12.50 USDT of profit."
    assert decision(down[7].code, down[7].fields) == "You added 500.00 USDT."


def test_no_page_loses_or_repeats_a_line(session: Session) -> None:
    """Also where a line falls between two pages."""
    desk = Told()
    session.desk = desk
    for descending in (True, False):
        whole = hours(page(session, desk, descending=descending))
        for size in range(1, 10):
            paged: list[str] = []
            for start in range(0, 9, size):
                paged += hours(page(session, desk, start=start, limit=size, descending=descending))
            assert paged == whole, (descending, size)


def test_search_and_other_orders(session: Session) -> None:
    """A search finds the told lines too; in another order than time they would stand nowhere."""
    desk = Told()
    session.desk = desk
    desk_rows = [row.code for row in page(session, desk, text="500.00")]
    assert "investment_added" in desk_rows
    assert "profit_withdrawn" not in desk_rows
    assert {row.code for row in page(session, desk, sort="bot")} == {"running"}


def test_what_cannot_change_is_asked_once(session: Session) -> None:
    """A page that follows the market asks for the decisions alone."""
    desk = Told()
    session.desk = desk
    model = HistoryModel(session)
    told: ToldDecisions = model.told
    told.cards = desk.cards_live
    query = HistoryQuery("decisions", limit=500, sort="time", descending=True)
    for _ in range(3):
        asyncio.run(told._page(query))
    assert [asked.what for asked in desk.asked] == [
        "decisions",
        "transfers",
        "fills",
        "decisions",
        "decisions",
    ]
    told.cards = [replace(desk.cards_live[0], investment=D(99_999))]
    asyncio.run(told._page(query))
    assert desk.asked[-1].what == "transfers"


def test_the_page_shows_them(open_window: OpenWindow) -> None:
    """With the words of the bot's own log."""
    window = open_window(Told())
    window.session.go(Place("history", "decisions"))
    model = window.page("history").model  # type: ignore[attr-defined]
    assert hours(model.decisions.rows())[:3] == ["0", "60", "90W"]


def test_the_card_tells_them_too() -> None:
    """Until the bot says something newer; several opening trades are one."""
    from finbyte_desktop.bots.grid import OPEN
    from finbyte_desktop.core import facts as fx
    from finbyte_desktop.core.orders import Role

    figures = Figures("b1", "BTC", "USDT")
    for n, price in enumerate(("100", "103")):
        cost = (D(price), D(2), D(0), "USDT", D(0), Role.TAKER, None)
        figures.apply(fx.FillBooked(n, f"t{n}", "c", "b1", OPEN, "m", Side.BUY, *cost))
    said = figures.last_said
    assert said is not None
    assert decision(said.code, {k: str(v) for k, v in said.fields}) == (
        "Bought 4 BTC at 101.5 to open the grid."
    )
    for reason, amount, words in (
        ("added", "500", "You added 500 USDT."),
        ("withdrawn", "-12.5", "You withdrew 12.5 USDT of profit."),
    ):
        lines = (fx.Posting("b1", "free", "USDT", D(amount)), fx.Posting("", "free", "USDT", -D(amount)))
        figures.apply(fx.Posted(9, reason, "b1", lines))
        said = figures.last_said
        assert said is not None
        assert decision(said.code, {k: str(v) for k, v in said.fields}) == words
    twin = Figures("b1", "BTC", "USDT")
    twin.restore(figures.save())
    assert twin.last_said == figures.last_said
