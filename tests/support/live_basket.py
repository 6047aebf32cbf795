"""Bots of several markets on a live desk, and what the test exchange knows of the order of their orders."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.rebalance_end import LOOK
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.desk import LiveDesk
from tests.support.exchange import TestExchange
from tests.support.exchange.values import Side
from tests.support.live_desk import until

D = Decimal
COINS = ("BTC", "ETH", "SOL", "DOGE", "BNB")
MONEY = {"USDT": "10000", "BTC": "1", "ETH": "10"}


def halves(**changed: Any) -> dict[str, Any]:
    """Bitcoin and ether in equal parts, looked at once an hour at most."""
    return {
        "assets": {"BTC": "50", "ETH": "50"},
        "trigger": "deviation",
        "threshold": "40",
        "investment": "4000",
        **changed,
    }


async def offered(desk: LiveDesk, kind: str, market: str, params: Mapping[str, Any]) -> Any:
    """What the validator says once the prices of every asset came."""
    await desk.look_at(market)
    desk.preflight(kind, market, params)  # from here on they are followed

    def priced() -> bool:
        return not any(p.code == "no_price_of_asset" for p in desk.preflight(kind, market, params).problems)

    await until(priced)
    return desk.preflight(kind, market, params)


async def basket(desk: LiveDesk, kind: str, market: str, policy: Policy, **params: Any) -> str:
    """A bot whose plan was approved, and whose first purchase is over."""
    found = await offered(desk, kind, market, params)
    assert found.ok, found.problems
    bot = await desk.create_bot(kind, market, params, policy, True)
    (request,) = desk.approvals()
    assert (request.bot, request.kind) == (bot, "plan")
    assert desk.history_orders(bot) == []
    await desk.decide(request.id, request.digest, True)
    await until(lambda: desk.card(bot).state is BotState.RUNNING)
    await idle(desk, bot)
    return bot


async def idle(desk: LiveDesk, bot: str) -> None:
    """Nothing of a bot is under way."""
    await until(lambda: _stands(desk, bot))


def _stands(desk: LiveDesk, bot: str) -> bool:
    state = desk.card(bot).basket
    quiet = not desk.detail(bot).orders and not any(a.bot == bot for a in desk.approvals())
    return quiet and state is not None and state.doing == "idle" and bool(desk.history_fills(bot))


def looks_now(desk: LiveDesk, bot: str) -> None:
    """The minute is over, and the bot looks at its weights."""
    desk._kernel.alarms.set(bot, LOOK, desk._now_ns())
    desk._account.shell._woken.set()


def sales_end_before_purchases(exchange: TestExchange, venue: str, since: int = 0) -> tuple[int, int]:
    """Of the orders that came to the venue after so many: how many sold and how many bought. Every purchase
    came when no sale could trade any more.
    """
    orders = exchange.truth(venue).orders[since:]
    sold = [o for o in orders if o.wish.side is Side.SELL]
    bought = [o for o in orders if o.wish.side is Side.BUY]
    assert not [o for o in sold if o.state.is_open]
    if sold and bought:
        assert max(o.updated_ns for o in sold) <= min(o.created_ns for o in bought)
    return len(sold), len(bought)


def never_short(desk: LiveDesk, bot: str) -> None:
    """A bot never spends what is not its own."""
    ledger = desk._kernel.ledger
    for asset in ledger.assets():
        assert ledger.held(bot, asset) >= 0, (asset, ledger.held(bot, asset))
