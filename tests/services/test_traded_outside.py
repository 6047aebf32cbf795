"""Trades that no bot made stand among the fills, in History and in the export, without a bot."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import HistoryQuery
from finbyte_desktop.services.store import schema as t
from finbyte_desktop.services.store.database import FILE_NAME, open_database
from finbyte_desktop.services.store.export_rows import export_rows
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.proof import prove
from finbyte_desktop.services.store.queries import Queries
from tests.services.test_live_desk import BALANCES, run
from tests.support.exchange import TestExchange
from tests.support.live_desk import live_desk, running, until

D = Decimal
OUTSIDE = "traded_outside"
MARKET = "binance:BTC/USDT"
TRADE = ev.ForeignTraded(7, MARKET, "81", Side.BUY, D("50000"), D("0.002"), D("0.000002"), "BTC")
POSTED = fx.Posted(7, "foreign", "81", ())
MINE = fx.FillBooked(
    9, "82", "FBa-1", "b1", "L3", MARKET, Side.BUY, D(40000), D("0.001"), D("0.04"), "USDT", D("0.04"),
    Role.MAKER, None,
)  # fmt: skip
BOT = fx.BotRegistered(1, "b1", "spot_grid", MARKET, {}, ev.Policy.PLAN)


def journal(folder: Path) -> Journal:
    return Journal(open_database(folder, prove))


def outside(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return [row for row in csv.DictReader(file) if row["slot"] == OUTSIDE]


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_trade_by_hand_is_in_history_and_export(venue: str, tmp_path: Path) -> None:
    """Bought on the venue's website: it stands there with its fee, no bot, and why, once, also after a
    restart.
    """
    market = f"{venue}:BTC/USDT"

    async def exported(desk: LiveDesk, name: str) -> list[dict[str, str]]:
        path = tmp_path / name
        await desk.export("fills", "csv", path, None, lambda *_: False)
        return outside(path)

    async def work() -> None:
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await running(desk, market)
                told: list[str] = []
                desk.subscribe(told.extend)
                exchange.exchange.act("account.external_trade", symbol="BTCUSDT", side="BUY")
                await until(lambda: [r for r in desk.history_fills() if not r.bot])
                await until(lambda: "fills" in told)
                (trade, *_) = rows = [r for r in desk.history_fills() if not r.bot]
                assert (trade.bot_name, trade.why, trade.role, trade.trip_profit) == ("", OUTSIDE, None, None)
                assert (trade.market, trade.side) == (market, Side.BUY)
                assert trade.cost == trade.price * trade.qty > 0
                assert trade.fee > 0
                page = await desk.read_history(HistoryQuery("fills"))
                assert page is not None
                assert [r.key for r in page.rows if not r.bot] == [r.key for r in rows]
                assert page.total == len(page.rows)
                found = await exported(desk, "before.csv")
                assert [(r["bot"], r["instrument"]) for r in found] == [("", market)] * len(rows)
                assert {D(r["qty"]) for r in found} == {r.qty for r in rows}
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                assert [r.key for r in desk.history_fills() if not r.bot] == [r.key for r in rows]
                assert await exported(desk, "after.csv") == found

    run(work())


def test_trades_of_before_are_listed_too(tmp_path: Path) -> None:
    """Those that older versions only booked are found in the journal when the account is opened: each once,
    and what was said again is none.
    """
    first = journal(tmp_path)
    first.append(TRADE, {}, [POSTED])
    first.append(TRADE, {}, [fx.EventIgnored(8, "foreign_again", "81")])
    first.append(TRADE._replace(side=Side.SELL), {}, [POSTED])  # a trade with oneself has two sides
    first.commit_now()
    listed = Queries(first._database.engine).fills()
    with first._database.engine.begin() as connection:
        connection.execute(sa.delete(t.fills))
    first.close()
    again = journal(tmp_path)
    for _ in range(2):
        again.list_outside()
        assert Queries(again._database.engine).fills() == listed
    again.close()
    assert [(r.side, r.why, r.bot) for r in listed] == [(Side.SELL, OUTSIDE, ""), (Side.BUY, OUTSIDE, "")]


def test_trade_outside_has_no_cost_basis_and_is_chosen_by_its_owner(tmp_path: Path) -> None:
    """Nobody knows what its coins had cost; the owner of what is outside all bots has these and no others."""
    kept = journal(tmp_path)
    kept.append(ev.AlarmDue(1), {}, [BOT])
    kept.append(TRADE._replace(side=Side.SELL), {"binance:BTC/USDT": D(50000)}, [POSTED])
    kept.append(ev.AlarmDue(9), {}, [MINE])
    kept.commit_now()

    def rows(**given: Any) -> list[dict[str, Any]]:
        with kept._database.engine.connect() as connection:
            found = export_rows(connection, "fills", **given)
            return [
                dict(zip(found.columns, row, strict=True)) for portion in found.portions for row in portion
            ]

    both = rows(cost_basis="average")
    assert [(r["bot"], r["cost_of_sold"], r["realised_before_fees"]) for r in both] == [
        ("", None, None),
        ("b1", None, None),
    ]
    assert both[0]["fee_quote"] == "0.1"
    assert [r["trade_id"] for r in rows(bot="unattributed")] == ["81"]
    assert [r["trade_id"] for r in rows(bot="b1")] == ["82"]
    assert (tmp_path / FILE_NAME).exists()
    kept.close()
