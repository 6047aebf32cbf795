"""The engine's side of one strategy: what it is told, and what becomes of what it asks.

The same object serves the backtest, where it lives beside the strategy, and paper, where a pipe is between
them. Whatever comes from the strategy is checked here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.bots.own_strategy import OwnStrategy, Placed
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Event, StrategyAsked
from finbyte_desktop.core.facts import FillBooked
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.market import Book, Trade
from finbyte_desktop.core.numbers import ZERO, decimal_of, exact, half_even_div
from finbyte_desktop.core.orders import BUY, MARKET, SELL, Side
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.core.walk import Seen
from finbyte_desktop.services.strategy_host.texts import REFUSALS, told

NS_PER_MS, NS_PER_S, MINUTE_S = 1_000_000, 1_000_000_000, 60
REQUESTS_A_MINUTE = 600
SHOWN_PLACES = 12
SIDES = {"buy": BUY, "sell": SELL}
NAMES = {BUY: "Buy", SELL: "Sell"}
Answer = dict[str, Any]
Data = dict[str, Any]


class Delivery(NamedTuple):
    """What a strategy is told in one go: callbacks with their data."""

    ns: int
    calls: tuple[tuple[str, Data], ...]


class _Shown(NamedTuple):
    """An order as it was told last."""

    data: Data
    slot: str
    qty: Decimal
    filled: Decimal


class Refused(Exception):
    """A request that is answered with an error."""


def spelled(sym: str) -> str:
    """A symbol without what different spellings differ in: BTC/USDT, btc-usdt and BTCUSDT are one."""
    return re.sub(r"[^A-Za-z0-9]", "", sym).upper()


class Session:
    """One strategy and its bot. `apply` hands an event to the engine, which calls `after` for it and for all
    that follows from it; `clock` is the market's. `pending` is what the strategy has not heard yet.
    """

    def __init__(
        self, kernel: Kernel, bot: str, apply: Callable[[Event], None], clock: Callable[[], int]
    ) -> None:
        self._kernel, self.bot_id, self._apply, self._clock = kernel, bot, apply, clock
        self._record = kernel.bots[bot]
        found = self._record.bot
        assert isinstance(found, OwnStrategy)
        self.bot = found
        i = self._record.instrument
        self.sym, self.venue = f"{i.base}/{i.quote}", found.params.venue
        self.src = re.sub(r"\W", "", self.venue).lower()
        self.pending: deque[Delivery] = deque()
        self._shown: dict[str, _Shown] = {}
        self._ended: dict[str, tuple[str, str]] = {}  # slot to id and type of its last order
        self._qty, self._cost = found.qty, found.cost
        self._window_s = self._asked = 0
        self._spelled = spelled(self.sym)
        self._show({}, quiet=True)

    @property
    def instrument(self) -> Instrument:
        """The market of its bot."""
        return self._record.instrument

    @property
    def market(self) -> str:
        """Its id."""
        return self._record.instrument.id

    @property
    def ns(self) -> int:
        """The time of now."""
        return self._clock()

    @property
    def is_running(self) -> bool:
        """Whether its bot runs: else nothing of the market is told."""
        return self._record.state is BotState.RUNNING

    # --- what it is told --------------------------------------------------------------------------

    def seen(self, seen: Seen) -> None:
        """The market came to something new."""
        if not self.is_running or seen.instrument != self._record.instrument.id:
            return
        item, ms = seen.item, seen.ns // NS_PER_MS
        if isinstance(item, Book):
            if item.bids and item.asks:
                bid, ask = item.bids[0], item.asks[0]
                quote = {
                    "bid": [float(bid.price), float(bid.qty)],
                    "ask": [float(ask.price), float(ask.qty)],
                    "time": ms,
                }
                self.pending.append(Delivery(seen.ns, (("quote_update", quote),)))
            return
        self.pending.append(Delivery(seen.ns, _of_trade(item, ms, seen.of_candle)))

    def after(self, event: Event, step: Step) -> None:
        """What an event changed for the strategy."""
        fills = [fact for fact in step.facts if type(fact) is FillBooked and fact.bot == self.bot_id]
        self._show({fill.slot: fill.qty for fill in fills})
        for fill in fills:
            self._filled(fill)

    def _show(self, traded: Mapping[str, Decimal], quiet: bool = False) -> None:
        """Tells of each order that is not as it was told last; `traded` is what slots traded since."""
        shown, now = self._shown, self.bot.orders
        ns = self.ns
        for name in [name for name in shown if name not in now]:
            data, slot, qty, filled = shown.pop(name)
            filled += traded.get(slot, ZERO)
            self._ended[slot] = name, data["order_type"]
            status = "filled" if filled >= qty else "canceled"
            self._tell_order(ns, {**data, "remain_size": 0.0, "filled": float(filled), "status": status})
        for name, placed in now.items():
            filled = self._traded(placed)
            data = self._row(placed)
            before = shown.get(name)
            if before is None or before.data != data:
                shown[name] = _Shown(data, placed.slot, placed.qty, filled)
                if not quiet:
                    self._tell_order(ns, dict(data))

    def _traded(self, placed: Placed) -> Decimal:
        slot = self._record.slots.get(placed.slot)
        return placed.filled + (ZERO if slot is None or slot.order is None else slot.order.filled)

    def _tell_order(self, ns: int, row: Data) -> None:
        info = {"status": row.pop("status"), "filled": row.pop("filled")}
        del row["sym"]
        data = {"venue": self.venue, **row, "time": ns // NS_PER_MS, "info": info}
        self.pending.append(Delivery(ns, (("order_update", data),)))

    def _row(self, placed: Placed) -> Data:
        """An order as requests answer with it; `time` is when it was made."""
        slot, filled = self._record.slots.get(placed.slot), self._traded(placed)
        waits = slot is not None and slot.order is None and slot.request is not None
        return {
            "sym": self.sym,
            "side": NAMES[placed.side],
            "order_price": float(placed.price),
            "order_size": float(placed.qty),
            "remain_size": float(placed.qty - filled),
            "order_type": "MARKET" if placed.type is MARKET else "LIMIT",
            "time": placed.ns // NS_PER_MS,
            "order_id": placed.id,
            "filled": float(filled),
            "status": "waiting" if waits else "open",
        }

    def _filled(self, fill: FillBooked) -> None:
        live = next((o for o in self.bot.orders.values() if o.slot == fill.slot), None)
        if live is not None:
            name, kind = live.id, "MARKET" if live.type is MARKET else "LIMIT"
        else:
            name, kind = self._ended.get(fill.slot, ("", "MARKET"))
        cost, i = fill.price * fill.qty, self._record.instrument
        if fill.side is BUY:
            self._qty += fill.qty - (fill.fee if fill.fee_asset == i.base else ZERO)
            self._cost += cost + (fill.fee if fill.fee_asset == i.quote else ZERO)
        else:
            part = half_even_div(self._cost * fill.qty, self._qty, SHOWN_PLACES) if self._qty > 0 else ZERO
            self._qty, self._cost = max(ZERO, self._qty - fill.qty), max(ZERO, self._cost - part)
        data = {
            "venue": self.venue,
            "side": NAMES[fill.side],
            "fill_price": float(fill.price),
            "fill_size": float(fill.qty),
            "order_type": kind,
            "time": fill.ns // NS_PER_MS,
            "order_id": name,
            "trade_id": fill.trade_id,
            "info": {"fee": float(fill.fee), "fee_asset": fill.fee_asset, "role": fill.role.value},
        }
        self.pending.append(Delivery(fill.ns, (("fill_update", data),)))
        self.pending.append(Delivery(fill.ns, (("position_update", self._position(fill)),)))

    def _position(self, fill: FillBooked) -> Data:
        return {
            "venue": self.venue,
            "pos_size": float(self._qty),
            "mark_price": float(self._kernel.last[fill.instrument]),
            "entry_price": self._entry(),
            "liq_price": None,
            "time": fill.ns // NS_PER_MS,
            "info": {},
        }

    def _entry(self) -> float | None:
        return float(half_even_div(self._cost, self._qty, SHOWN_PLACES)) if self._qty > 0 else None

    # --- what it asks -----------------------------------------------------------------------------

    def halt(self, code: str, text: str) -> None:
        """The strategy goes on no more: its bot pulls its orders and ends."""
        if self._record.state not in ENDED_BOTS:
            self._apply(StrategyAsked(self.ns, self.bot_id, "halt", code, text=text))

    def note(self, text: str) -> None:
        """A line of the bot's decision log."""
        self._apply(StrategyAsked(self.ns, self.bot_id, "note", text=text))

    def call(self, name: object, args: object) -> Answer:
        """The answer to one request, whatever it is."""
        known = self._CALLS.get(name) if isinstance(name, str) else None
        if known is None or not isinstance(args, dict):
            return self.answer(None, "There is no such request.")
        with exact():
            try:
                self._at_venue(args.get("venue"))
                if name in self._PACED and not self._may_ask():
                    return self.answer(None, "Too many requests.", kind="rate_limits")
                return self.answer(known(self, args))
            except Refused as refused:
                return self.answer(None, str(refused))
            except UserError as error:
                return self.answer(None, error.text)

    def answer(self, data: Any, error: str | None = None, kind: str = "api_error") -> Answer:
        """The envelope of every answer."""
        now_s = self.ns // NS_PER_S
        left = REQUESTS_A_MINUTE - (self._asked if now_s - self._window_s < MINUTE_S else 0)
        return {
            "src": self.src,
            "venue": self.venue,
            "data": data,
            "error": None if error is None else {"type": kind, "message": error},
            "rate_limits": {"remaining": max(0, left), "reset": self._window_s + MINUTE_S},
        }

    def _may_ask(self) -> bool:
        now_s = self.ns // NS_PER_S
        if now_s - self._window_s >= MINUTE_S:
            self._window_s, self._asked = now_s - now_s % MINUTE_S, 0
        self._asked += 1
        return self._asked <= REQUESTS_A_MINUTE

    def _at_venue(self, venue: object) -> None:
        if venue != self.venue:
            raise Refused(f"There is no venue {told(venue)}. This bot trades at {self.venue}.")

    def _at_market(self, sym: object) -> None:
        if not isinstance(sym, str) or len(sym) > MOST_SYMBOL or spelled(sym) != self._spelled:
            raise Refused(f"The symbol {told(sym)} is not this bot's. It trades {self.sym} alone.")

    def _ask(
        self,
        action: str,
        order: str = "",
        side: Side | None = None,
        qty: Decimal | None = None,
        price: Decimal | None = None,
    ) -> Placed | None:
        """Hands a request to the bot; the order that it made or changed. Raises Refused with the reason."""
        if action != "cancel" and not self.is_running:
            raise Refused(REFUSALS["not_running"])
        self._apply(StrategyAsked(self.ns, self.bot_id, action, order, side, qty, price))
        if self.bot.refusal:
            raise Refused(self._why(self.bot.refusal))
        return self.bot.orders.get(self.bot.latest)

    def _why(self, code: str) -> str:
        i = self._record.instrument
        text = REFUSALS.get(code, "The order was refused: {code}.")
        return text.format(
            code=code,
            sym=self.sym,
            min_qty=i.min_qty,
            min_notional=i.min_notional,
            quote=i.quote,
            most=self.bot.params.max_order,
            count=self.bot.params.max_orders,
        )

    def _create(self, args: Mapping[str, Any], action: str) -> Data:
        self._at_market(args.get("sym"))
        side = args.get("side")
        found = SIDES.get(side.lower()) if isinstance(side, str) else None
        if found is None:
            raise Refused(f"side: Buy or Sell is needed, not {told(side)}.")
        qty = _above_zero(args.get("size"), "size")
        price = _above_zero(args.get("price"), "price") if action == "limit" else None
        placed = self._ask(action, "", found, qty, price)
        if placed is None:  # it has ended at once
            raise Refused("The order was refused: rejected.")
        return _told(self._row(placed))

    def _limit(self, args: Mapping[str, Any]) -> Data:
        return self._create(args, "limit")

    def _at_once(self, args: Mapping[str, Any]) -> Data:
        return self._create(args, "market")

    def _placed(self, name: object) -> Placed:
        placed = self.bot.orders.get(name) if isinstance(name, str) else None
        if placed is None:
            raise Refused(f"There is no open order {told(name)}.")
        return placed

    def _amend(self, args: Mapping[str, Any]) -> Data:
        placed = self._placed(args.get("order_id"))
        size, price = args.get("size"), args.get("price")
        if size is None and price is None:
            raise Refused("size or price is needed.")
        qty = None if size is None else _above_zero(size, "size")
        at = None if price is None else _above_zero(price, "price")
        amended = self._ask("amend", placed.id, None, qty, at)
        if amended is None:
            raise Refused("The order was refused with its new values, and is not open any more.")
        return _told(self._row(amended))

    def _cancel(self, args: Mapping[str, Any]) -> list[Data]:
        name, sym = args.get("order_id"), args.get("sym")
        if sym is not None:
            self._at_market(sym)
        chosen = list(self.bot.orders.values()) if name is None else [self._placed(name)]
        rows = [{**_told(self._row(placed)), "remain_size": 0.0} for placed in chosen]
        for placed in chosen:
            if placed.id in self.bot.orders:
                self._ask("cancel", placed.id)
        return rows

    def _balances(self, args: Mapping[str, Any]) -> list[Data]:
        held, i = self._kernel.ledger.held, self._record.instrument
        return [{"asset": asset, "amount": float(held(self.bot_id, asset))} for asset in (i.quote, i.base)]

    def _open_orders(self, args: Mapping[str, Any]) -> list[Data]:
        return [_told(self._row(placed)) for placed in self.bot.orders.values()]

    def _positions(self, args: Mapping[str, Any]) -> list[Data]:
        if self._qty <= 0:
            return []
        row = {"sym": self.sym, "side": "Buy", "entry_price": self._entry(), "liq_price": None}
        return [{**row, "pos_size": float(self._qty), "time": self.ns // NS_PER_MS}]

    def _check_market(self, args: Mapping[str, Any]) -> None:
        self._at_market(args.get("sym"))

    def _endpoint(self, args: Mapping[str, Any]) -> None:
        raise Refused(
            "call_endpoint reaches the venue's own interface, and a strategy has none here: it trades "
            "without a key, on paper or in a backtest."
        )

    _CALLS: Mapping[str, Callable[[Session, Mapping[str, Any]], Any]] = {
        "create_limit_order": _limit,
        "create_market_order": _at_once,
        "amend_order": _amend,
        "cancel_order": _cancel,
        "fetch_balances": _balances,
        "fetch_open_orders": _open_orders,
        "fetch_positions": _positions,
        "call_endpoint": _endpoint,
        "check_market": _check_market,
    }
    _PACED = frozenset({"create_limit_order", "create_market_order", "amend_order", "cancel_order"})


MOST_SYMBOL = 40


def _told(row: Data) -> Data:
    """An order as an answer has it."""
    del row["filled"], row["status"]
    return row


def _above_zero(given: object, name: str) -> Decimal:
    """A number of the strategy. Raises Refused for what is none, not finite, or not above 0."""
    if isinstance(given, str) and len(given) > MOST_SYMBOL:
        raise Refused(f"{name}: {told(given)} has more digits than any market uses.")
    try:
        number = decimal_of(given, name)
    except UserError as error:
        raise Refused(error.text) from None
    if number <= 0:
        raise Refused(f"{name}: a number above 0 is needed, not {given}.")
    return number


def _of_trade(item: Trade, ms: int, of_candle: bool) -> tuple[tuple[str, Data], ...]:
    price, size = float(item.price), float(item.qty)
    trade = {"side": "Sell" if item.buyer_is_maker else "Buy", "price": price, "size": size, "time": ms}
    if not of_candle:
        return (("trade_update", trade),)
    quote = {"bid": [price, size], "ask": [price, size], "time": ms}
    return ("trade_update", trade), ("quote_update", quote)
