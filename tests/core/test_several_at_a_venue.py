"""A bot of several markets whose orders leave for a venue: worst prices, closed markets, late evidence."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.rebalance_end import MINUTE_NS
from finbyte_desktop.bots.rebalance_state import BUYING, IDLE, SELLING
from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import events as ev
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Order, Role, Side
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.risk import Limits
from tests.core.test_several_markets import HALVES, ONE, THREE, TWO, Basket

D = Decimal
SCHEDULE: dict[str, Any] = {
    "form": "recurring",
    "assets": {"ONE": "1", "TWO": "1"},
    "amount": "100",
    "investment": "1000",
    "interval": "hour",
    "exit": "sell",
}
SHARES = {"ONE": "40", "TWO": "30", "THREE": "30"}


class AtVenue(Basket):
    """Orders leave, and what becomes of them is said by the test. The first purchase is over."""

    def __init__(self, **changed: Any) -> None:
        super().__init__({**HALVES, "threshold": "40", **changed}, markets=(ONE, TWO, THREE))
        self.do(ev.EngineStarted(self.ns, "e1", RULES))
        self.holds = True
        self.trades = 0

    def step(self, event: ev.Event) -> list[Order]:
        """One event; the orders that left with it."""
        before = len(self.sent)
        self.do(event)
        return self.sent[before:]

    def edited(self, **assets: str) -> list[Order]:
        return self.step(ev.BotEdited(self.ns, "b1", {**HALVES, "threshold": "40", "assets": assets}))

    def filled(self, order: Order, part: str = "1", at: str | None = None) -> list[Order]:
        """A part of an order trades, at its worst price where none is said."""
        self.trades += 1
        price = order.spec.price if at is None else D(at)
        qty = order.spec.qty * D(part)
        i = self.kernel.instruments[order.instrument]
        fee = i.fee_up(price * qty * i.fees.taker)
        name = f"t{self.trades}"
        head = (self.ns, order.client_id, name, price, qty, fee, i.quote, fee)
        return self.step(ev.OrderFilled(*head, Role.TAKER))

    def fresh(self, of: Instrument, fresh: bool) -> list[Order]:
        return self.step(ev.FeedChanged(self.ns, of.id, fresh, "" if fresh else "not_traded"))

    def restarted(self) -> None:
        """The application ends and begins again from what is on disk."""
        saved = json.loads(json.dumps(snapshot.save(self.kernel)))
        self.kernel = Kernel({m.id: m for m in (ONE, TWO, THREE)}, make_bot, kept_ended=100)
        snapshot.load(self.kernel, saved)


def sides(orders: list[Order]) -> list[tuple[str, Side]]:
    return [(order.instrument, order.spec.side) for order in orders]


def test_purchases_at_their_worst_price_cost_no_more_than_came() -> None:
    """Every purchase trades at the worst price that it may have: the bot has spent what it had, not more."""
    at = AtVenue()
    sold = at.edited(**SHARES)
    assert sides(sold) == [(ONE.id, Side.SELL), (TWO.id, Side.SELL)]
    assert at.filled(sold[0]) == []
    bought = at.filled(sold[1])
    assert sides(bought) == [(THREE.id, Side.BUY)]
    at.filled(bought[0])
    assert D(0) <= at.held("CASH") < D("0.1")
    assert at.bot.step == IDLE


def test_purchases_on_paper_are_sized_as_they_were() -> None:
    """The margin is of venues: without one the slippage alone is reckoned."""
    with exact():
        paper = Basket(markets=(ONE, TWO))
        assert paper.kernel.bots["b1"].view.purchase_margin == 0
        assert paper.held("CASH") < D("0.1")
        assert AtVenue().kernel.bots["b1"].view.purchase_margin == D("0.005")


def test_purchases_wait_for_the_last_sale_and_take_what_came() -> None:
    """One sale trades in part and is cancelled, the other is refused: half of the money is spent."""
    at = AtVenue()
    one, two = at.edited(**SHARES)
    at.do(ev.OrderRejected(at.ns, two.client_id, "insufficient_balance"))
    assert at.filled(one, "0.5") == []
    came = at.kernel.ledger.free("b1", "CASH")
    bought = at.step(ev.OrderCanceled(at.ns, one.client_id, "ioc"))
    assert sides(bought) == [(THREE.id, Side.BUY)]
    assert bought[0].spec.qty * bought[0].spec.price <= came
    assert bought[0].spec.qty * bought[0].spec.price > came * D("0.98")


def test_unknown_sale_holds_the_purchases_back() -> None:
    """Also over a restart; what is found to have traded is spent."""
    at = AtVenue()
    one, two = at.edited(**SHARES)
    at.filled(one)
    at.do(ev.OrderLost(at.ns, two.client_id))
    at.restarted()
    assert at.bot.step == SELLING
    assert at.step(ev.AlarmDue(at.ns + 5 * MINUTE_NS)) == []
    bought = at.filled(two)
    assert sides(bought) == [(THREE.id, Side.BUY)]
    for order in bought:
        at.filled(order)
    assert at.held("CASH") >= 0


def test_sale_that_never_came_in_is_sold_once_more() -> None:
    """It is a new attempt with another id, and the purchases wait for that one."""
    at = AtVenue()
    one, two = at.edited(**SHARES)
    at.filled(one)
    at.do(ev.OrderLost(at.ns, two.client_id))
    again = at.step(ev.OrderNeverAccepted(at.ns, two.client_id))
    assert sides(again) == [(TWO.id, Side.SELL)]
    assert again[0].client_id != two.client_id
    assert sides(at.filled(again[0])) == [(THREE.id, Side.BUY)]


def test_late_trade_of_an_attempt_before_begins_no_purchase() -> None:
    """The first attempt traded after all while the second is under way: it is booked, and the purchases wait
    for the second.
    """
    at = AtVenue()
    one, two = at.edited(**SHARES)
    at.filled(one)
    at.do(ev.OrderLost(at.ns, two.client_id))
    (again,) = at.step(ev.OrderNeverAccepted(at.ns, two.client_id))
    held = at.held("TWO")
    assert at.filled(two) == []
    assert at.held("TWO") == held - two.spec.qty
    assert at.bot.step == SELLING
    assert sides(at.filled(again)) == [(THREE.id, Side.BUY)]


def test_more_is_sold_late_than_is_held() -> None:
    """Two attempts of a sale of everything trade: the bot goes on, with coins that it owes."""
    at = AtVenue(exit="sell")
    (one, two) = at.step(ev.BotStopped(at.ns, "b1", ev.Exit.SELL))
    at.do(ev.OrderLost(at.ns, one.client_id))
    (again,) = at.step(ev.OrderNeverAccepted(at.ns, one.client_id))
    at.filled(again)
    at.filled(one)
    assert at.kernel.bots["b1"].state is BotState.STOPPING
    at.filled(two)
    assert at.kernel.bots["b1"].state is BotState.STOPPED
    assert at.held("ONE") < 0


def test_nothing_is_reckoned_with_the_price_of_a_closed_market() -> None:
    """A market closes while the sales are under way: they end, and the purchases are reckoned when it opens,
    with the prices of then.
    """
    at = AtVenue()
    one, two = at.edited(**SHARES)
    at.fresh(THREE, False)
    assert at.kernel.bots["b1"].state is BotState.DEGRADED
    at.filled(one)
    assert at.filled(two) == []
    at.do(ev.AlarmDue(at.ns))
    at.restarted()
    at.price(THREE, "2")
    bought = at.fresh(THREE, True)
    assert sides(bought) == [(THREE.id, Side.BUY)]
    assert bought[0].spec.price == D("2.01")
    assert at.bot.step == BUYING


def test_edit_while_a_market_is_closed_waits_for_its_price() -> None:
    """What is sold then is reckoned with the prices of then."""
    at = AtVenue()
    at.fresh(TWO, False)
    assert at.edited(**SHARES) == []
    at.do(ev.AlarmDue(at.ns))
    at.price(TWO, "11")
    sold = at.fresh(TWO, True)
    assert (TWO.id, Side.SELL) in sides(sold)
    two = next(order for order in sold if order.instrument == TWO.id)
    assert two.spec.price == D("10.94")  # half a percent below 11


def test_stop_sells_on_the_open_markets_while_one_is_closed() -> None:
    """The closed one's coins are tried with it; a stop that keeps them ends at once."""
    at = AtVenue()
    at.fresh(TWO, False)
    one, two = at.step(ev.BotStopped(at.ns, "b1", ev.Exit.SELL))
    at.filled(one)
    at.do(ev.OrderRejected(at.ns, two.client_id, "market_not_open"))
    record = at.kernel.bots["b1"]
    assert record.state is BotState.STOPPING
    at.do(ev.BotStopped(at.ns, "b1", ev.Exit.KEEP, is_last=True))
    assert record.state is BotState.STOPPED
    assert at.held("TWO") > 0
    assert record.live_orders() == []


def test_purchase_by_schedule_that_owes_coins_goes_on() -> None:
    """The same of a bot that buys by a schedule: a trade that comes late breaks nothing, and is booked."""
    at = Basket(SCHEDULE, markets=(ONE, TWO), bot_type="dca")
    at.do(ev.EngineStarted(at.ns, "e1", RULES))
    at.holds = True
    before = len(at.sent)
    at.do(ev.BotStopped(at.ns, "b1", ev.Exit.SELL))
    one, _ = at.sent[before:]
    at.do(ev.OrderLost(at.ns, one.client_id))
    at.do(ev.OrderNeverAccepted(at.ns, one.client_id))
    again = at.sent[-1]
    for number, order in enumerate((again, one)):
        head = (at.ns, order.client_id, f"t{number}", order.spec.price, order.spec.qty, D(0), "CASH", D(0))
        at.do(ev.OrderFilled(*head, Role.TAKER))
    assert at.kernel.bots["b1"].state is BotState.STOPPING
    assert at.held("ONE") < 0


def test_refused_sale_that_another_limit_lets_go_is_waited_for() -> None:
    """It counts as under way; and what is refused still when the next step begins does not come any more."""
    limits = Limits(currency="CASH")
    at = AtVenue()
    at.do(ev.LimitsSet(at.ns, limits._replace(max_order_notional=D(150))))
    (one,) = at.edited(**SHARES)
    assert one.instrument == ONE.id
    (two,) = at.step(ev.LimitsSet(at.ns, limits))
    assert two.instrument == TWO.id
    assert at.filled(one) == []
    assert sides(at.filled(two)) == [(THREE.id, Side.BUY)]
    again = AtVenue()
    again.do(ev.LimitsSet(again.ns, limits._replace(max_order_notional=D(150))))
    (one,) = again.edited(**SHARES)
    assert sides(again.filled(one)) == [(THREE.id, Side.BUY)]
    assert again.step(ev.LimitsSet(again.ns, limits)) == []
