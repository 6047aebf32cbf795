"""The user data stream of Binance USD-M: listen keys, and what happens to orders, positions and money."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.support.exchange.binance import STATES, Failure, Route, decimal8
from tests.support.exchange.binance_usdm_account import plain
from tests.support.exchange.binance_usdm_orders import ALGO_BASE, ALGO_PREFIX
from tests.support.exchange.values import (
    BalanceChanged,
    ConfigChanged,
    Event,
    Order,
    OrderChanged,
    PositionChanged,
    State,
)

if TYPE_CHECKING:
    from tests.support.exchange.binance_usdm import BinanceUsdm
    from tests.support.exchange.venue import Call
    from tests.support.exchange.wire import Connection

LIFE_MS = 3600 * 1000


class UsdmUser:
    def __init__(self, venue: BinanceUsdm) -> None:
        self._venue = venue
        self._keys: dict[str, tuple[str, int]] = {}  # listen key: account and expiry

    def routes(self) -> dict[tuple[str, str], Route]:
        return {
            ("POST", "v1/listenKey"): Route(self.start, 1, "KEY", "other"),
            ("PUT", "v1/listenKey"): Route(self.extend, 1, "KEY", "other"),
            ("DELETE", "v1/listenKey"): Route(self.stop, 1, "KEY", "other"),
        }

    # ---------------------------------------------------------------------------- listen keys

    def _current(self, account: str) -> str | None:
        return next((key for key, (owner, _) in self._keys.items() if owner == account), None)

    def start(self, call: Call) -> Any:
        key = self._current(call.account)
        if key is None:
            key = "".join(self._venue.dice.choice("abcdef0123456789") for _ in range(64))
        self._keys[key] = (call.account, self._venue.now_ms + LIFE_MS)
        return {"listenKey": key}

    def extend(self, call: Call) -> Any:
        key = self._current(call.account)
        if key is None:
            raise Failure(-1125, "This listenKey does not exist.")
        self._keys[key] = (call.account, self._venue.now_ms + LIFE_MS)
        return {"listenKey": key}

    def stop(self, call: Call) -> Any:
        key = self._current(call.account)
        if key is not None:
            del self._keys[key]
        return {}

    def expire(self) -> None:
        """Once a second: tell and forget the keys that nobody extended."""
        for key, (account, until_ms) in list(self._keys.items()):
            if self._venue.now_ms >= until_ms:
                event = {"e": "listenKeyExpired", "E": self._venue.now_ms, "listenKey": key}
                self._tell(account, event)
                del self._keys[key]

    def opened(self, connection: Connection) -> None:
        """A listen key stands in the path or the query, alone or among streams."""
        query = parse_qs(connection.query)
        named = [*query.get("listenKey", []), *connection.path.split("/")]
        for text in query.get("streams", []):
            named += text.split("/")
        connection.state["listen"] = next((name for name in named if name in self._keys), None)

    # ---------------------------------------------------------------------------- events

    def _tell(self, account: str, event: dict[str, Any]) -> None:
        for connection in list(self._venue.connections):
            key = connection.state.get("listen")
            if key is None or self._keys.get(key, ("", 0))[0] != account:
                continue
            value = {"stream": key, "data": event} if connection.state.get("combined") else event
            self._venue.send(connection, value, f"user:{event['e']}")

    def on_event(self, event: Event) -> None:
        if isinstance(event, OrderChanged):
            if event.order.wish.spawns:
                if event.what != "TRIGGERED":
                    self.algo(event.order)
            else:
                self._tell(event.order.account, self._order(event))
        elif isinstance(event, PositionChanged) and event.why == "ORDER":
            self._account(event.account, "ORDER", event.key, event.position_side, ("USDT",), 0)
        elif isinstance(event, BalanceChanged):
            self._account(event.account, event.why, "", "BOTH", event.assets, event.delta)
        elif isinstance(event, ConfigChanged):
            config = {"s": event.key, "l": event.leverage}
            now_ms = self._venue.now_ms
            self._tell(event.account, {"e": "ACCOUNT_CONFIG_UPDATE", "E": now_ms, "T": now_ms, "ac": config})

    def _order(self, event: OrderChanged) -> dict[str, Any]:
        order, fill = event.order, event.fill
        market = self._venue.engine.instruments[order.key]
        tags = order.wish.tags
        what = {"REPLACED": "AMENDMENT", "FILLED": "TRADE"}.get(event.what, event.what)
        if tags.get("liquidation") and fill is not None:
            what = "CALCULATED"
        average = order.cost // (order.filled * market.value_atoms) if order.filled else 0
        kind = tags.get("type", order.kind.value)
        body = {
            "s": order.key, "c": order.client_id, "S": order.side.value, "o": kind,
            "f": tags.get("terms", "GTC"), "q": market.lots_text(order.lots),
            "p": market.price_text(order.price), "ap": market.price_text(average),
            "sp": market.price_text(tags.get("stop", 0)), "x": what, "X": STATES[order.state], "i": order.id,
            "l": market.lots_text(fill.lots if fill else 0), "z": market.lots_text(order.filled),
            "L": market.price_text(fill.price if fill else 0), "n": decimal8(fill.fee) if fill else "0",
            "N": fill.fee_asset if fill else "USDT", "T": self._venue.stamp(order.updated_ns),
            "t": fill.trade_id if fill else 0, "b": "0", "a": "0", "m": bool(fill and fill.is_maker),
            "R": order.wish.reduce_only, "wt": tags.get("working", "CONTRACT_PRICE"),
            "ot": tags.get("origType", kind), "ps": order.wish.position_side,
            "cp": order.wish.close_position, "rp": decimal8(fill.realised) if fill else "0", "pP": False,
            "si": 0, "ss": 0, "V": order.wish.self_trade.value, "pm": "NONE", "gtd": 0,
        }  # fmt: skip
        if order.state is State.EXPIRED:
            body["er"] = order.reason
        now_ms = self._venue.now_ms
        return {"e": "ORDER_TRADE_UPDATE", "E": now_ms, "T": now_ms, "o": body}

    def _account(
        self, account: str, why: str, key: str, side: str, assets: tuple[str, ...], delta: int
    ) -> None:
        holder, now_ms = self._venue.engine.account(account), self._venue.now_ms
        balances = [
            {"a": asset, "wb": decimal8(holder.total.get(asset, 0)),
             "cw": decimal8(holder.total.get(asset, 0)), "bc": decimal8(delta)}
            for asset in assets
        ]  # fmt: skip
        positions = []
        if key:
            market = self._venue.engine.instruments[key]
            position = self._venue.engine.perpetuals.position(account, key, side)
            entry = plain(position.entry_price(market).quantize(Decimal("1e-8")))
            unrealised = self._venue.engine.perpetuals.unrealised(holder, key, position)
            positions.append(
                {"s": key, "pa": market.lots_text(position.lots), "ep": entry, "bep": entry,
                 "cr": decimal8(position.realised), "up": decimal8(unrealised),
                 "mt": "isolated" if key in holder.isolated else "cross", "iw": decimal8(0), "ps": side}
            )  # fmt: skip
        body = {"m": why, "B": balances, "P": positions}
        self._tell(account, {"e": "ACCOUNT_UPDATE", "E": now_ms, "T": now_ms, "a": body})

    def algo(self, order: Order) -> None:
        """Tell how a conditional order stands."""
        market = self._venue.engine.instruments[order.key]
        tags = order.wish.tags
        child: Order | None = tags.get("child")
        average = child.cost // (child.filled * market.value_atoms) if child and child.filled else 0
        body = {
            "caid": order.client_id.removeprefix(ALGO_PREFIX), "aid": ALGO_BASE + order.id,
            "at": "CONDITIONAL", "o": tags["type"], "s": order.key, "S": order.side.value,
            "ps": order.wish.position_side, "f": tags["terms"], "q": market.lots_text(order.lots),
            "X": self._venue.orders.algo_state(order), "ai": "" if child is None else str(child.id),
            "ap": market.price_text(average),
            "aq": "0.00000" if child is None else market.lots_text(child.filled),
            "act": "0" if child is None else child.kind.value,
            "tp": market.price_text(order.wish.trigger or 0), "p": market.price_text(order.price),
            "V": order.wish.self_trade.value, "wt": tags["working"], "pm": "NONE",
            "cp": order.wish.close_position, "pP": False, "R": order.wish.reduce_only,
            "tt": self._venue.stamp(order.triggered_ns), "gtd": 0,
        }  # fmt: skip
        if tags.get("reject"):
            body["rm"] = tags["reject"]
        now_ms = self._venue.now_ms
        self._tell(order.account, {"e": "ALGO_UPDATE", "T": now_ms, "E": now_ms, "o": body})
