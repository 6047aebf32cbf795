"""An order with our name that is not in the records: shown, and answered by a person through the desk."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.live import answers
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import Notice, UnclaimedAnswer, UnclaimedOrder
from finbyte_desktop.services.venues.live_port import Accepted
from tests.services.test_live_desk import run
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, running, until

D = Decimal
VENUES = ("binance", "bybit")


async def stranger(desk: LiveDesk, market: str) -> UnclaimedOrder:
    """An order of a future that these records have forgotten."""
    shell = desk._account.shell
    i = shell.kernel.instruments[market]
    price = i.price_down(shell.kernel.last[market] * D("0.85"))
    name = f"{shell.kernel.placing.prefix}00forgotten"
    spec = OrderSpec(Side.BUY, D("0.001"), price)
    order = Order(name, "?", "S", 1, 1, market, spec, shell.port.now_ns(), "token", State.SENT)
    assert isinstance(await shell.port.submit(order), Accepted)
    await until(lambda: desk.account_health().unclaimed)
    (row,) = desk.account_health().unclaimed
    assert (row.client_id, row.market, row.side) == (name, market, Side.BUY)
    assert (row.price, row.qty, row.filled) == (price, D("0.001"), 0)
    assert "unattributed" in desk.account_health().gates[market]
    return row


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("answer", list(UnclaimedAnswer))
def test_answer_opens_the_market_again(venue: str, answer: UnclaimedAnswer, tmp_path: Path) -> None:
    """Cancelled it is gone at the venue, kept it stays; either way the market is traded again."""
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=9, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, venue, key, notices) as desk:
                await running(desk, market)
                row = await stranger(desk, market)
                await until(lambda: "order_without_intent" in [n.code for n in notices])
                await desk.answer_unclaimed(row.client_id, answer)
                assert desk.account_health().unclaimed == []
                await until(lambda: market not in desk.account_health().gates)
                (there,) = [o for o in exchange.truth(venue).orders if o.client_id == row.client_id]
                assert there.state.is_open is (answer is UnclaimedAnswer.KEEP)
                with pytest.raises(UserError):
                    await desk.answer_unclaimed(row.client_id, answer)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                assert desk.account_health().unclaimed == []

    run(work())


def test_cancel_without_proof_keeps_the_market_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the venue does not say that the order is gone, the question stands."""
    market = "binance:BTC/USDT"
    monkeypatch.setattr(answers, "END_PAUSE_S", 0.01)

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await running(desk, market)
                row = await stranger(desk, market)
                exchange.faults.add("net.loss_request", where={"kind": "cancel"}, times=3)
                with pytest.raises(Unavailable):
                    await desk.answer_unclaimed(row.client_id, UnclaimedAnswer.CANCEL)
                assert desk.account_health().unclaimed
                assert market in desk.account_health().gates

    run(work())
