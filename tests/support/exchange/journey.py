"""The way of one request to its venue and of the answer back, with everything that may happen on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from tests.support.exchange.values import Order, Refused, State
from tests.support.exchange.venue import Call, Venue
from tests.support.exchange.wire import Outcome, WireRecord, WireRequest, WireResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.exchange.exchange import Exchange

BODIES = {
    "html": b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>",
    "empty": b"",
    "object": b"{}",
    "array": b"[]",
    "null": b"null",
    "wrong_types": b'{"orderId":"none","status":7,"clientOrderId":null,"retCode":"0","result":[]}',
}


class Journey:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._strike = exchange.strike

    # ---------------------------------------------------------------------------- there

    def send(self, request: WireRequest, reply: Callable[[Outcome], None]) -> None:
        exchange = self._exchange
        venue = exchange.venue_of(request.host)
        if venue is None:
            exchange.after_ms(0, lambda: reply(Outcome("answer", WireResponse.json({"msg": "no host"}, 404))))
            exchange.flush()
            return
        call = venue.describe(request)
        facts = {
            "venue": venue.name, "host": request.host, "method": request.method, "path": request.path,
            "kind": call.kind, "symbol": call.params.get("symbol", ""),
        }  # fmt: skip
        if self._strike("net.dns", facts):
            reply(Outcome("unreachable"))
            return
        if exchange.is_cut(facts) or self._strike("net.loss_request", facts):
            return
        if self._strike("net.reset_request", facts):
            reply(Outcome("reset"))
            return
        late = self._strike("net.late_delivery", facts)
        if late is not None:
            reply(Outcome("reset"))
            call.ignores_time = not late.params.get("deadline", True)
            delay_ms = exchange.faults.between_ms(late, 1000, 60_000)
            exchange.after_ms(delay_ms, lambda: self._arrive(venue, call, facts, lambda _: None))
            return
        delay_ms = self._delay_ms(("net.latency", "net.delay_request"), facts)
        exchange.after_ms(delay_ms, lambda: self._arrive(venue, call, facts, reply))
        exchange.flush()

    def _delay_ms(self, knobs: tuple[str, ...], facts: dict[str, str]) -> int:
        total = 0
        for knob in knobs:
            rule = self._strike(knob, facts)
            if rule is not None:
                total += self._exchange.faults.between_ms(rule)
        return total

    # ---------------------------------------------------------------------------- at the venue

    def _arrive(
        self, venue: Venue, call: Call, facts: dict[str, str], reply: Callable[[Outcome], None]
    ) -> None:
        exchange = self._exchange
        record = WireRecord(
            exchange.now_ns, venue.name, venue.owner(call), call.kind, call.request.method,
            call.request.path, call.client_ids, dict(call.params), host=call.request.host,
        )  # fmt: skip
        venue.records.append(record)
        response, wait_ms = self._handled(venue, call, facts, record)
        record.status = response.status
        record.code = _code_of(response)
        self._return(response, wait_ms, facts, reply)

    def _handled(
        self, venue: Venue, call: Call, facts: dict[str, str], record: WireRecord
    ) -> tuple[WireResponse, int]:
        """The answer, and how many milliseconds it is held back."""
        refused = self._refused_before(venue, call, facts, record)
        if refused is not None:
            return refused, 0
        if call.kind == "create":
            self._before_order(venue, call, facts)
        if call.kind == "cancel":
            self._before_cancel(venue, call, facts)
        changes = call.kind in {"create", "cancel"}
        before = set(venue.engine.open.get(record.account or "", {})) if changes else set()
        response = venue.answer(call)
        wait_ms = 0
        if call.kind == "create" and response.status == 200 and record.account:
            fresh = [
                o for place, o in venue.engine.open.get(record.account, {}).items() if place not in before
            ]
            wait_ms = self._after_order(venue, fresh, facts)
        if call.kind == "cancel" and response.status == 200 and record.account:
            gone = before - set(venue.engine.open.get(record.account, {}))
            self._after_cancel(venue, record.account, gone, facts)
        return self._spoiled(venue, call, facts, response), wait_ms

    def _refused_before(
        self, venue: Venue, call: Call, facts: dict[str, str], record: WireRecord
    ) -> WireResponse | None:
        limited = self._strike("http.rate_limited", facts)
        if limited is not None:
            record.executed = False
            seconds = str(limited.params.get("retry_after_s", 5))
            response = venue.error(418 if limited.params.get("ban") else 429, -1003, "Too many requests.")
            response.headers["Retry-After"] = seconds
            return response
        status = self._strike("http.status", facts)
        if status is not None:
            record.executed = bool(status.params.get("executed", False))
            if record.executed:
                venue.answer(call)
            code = int(status.params.get("code", -1000))
            response = venue.error(int(status.params.get("status", 503)), code, "Service unavailable.")
            if status.params.get("body") in BODIES:
                response = WireResponse(response.status, BODIES[status.params["body"]])
            return response
        if call.kind != "create":
            return None
        refused = self._strike("order.reject", facts)
        if refused is not None:
            record.executed = False
            code, text = int(refused.params.get("code", -2010)), str(refused.params.get("text", "Rejected."))
            return venue.error(int(refused.params.get("status", 400)), code, text)
        late = self._strike("order.error_then_accept_late", facts)
        if late is not None:
            call.ignores_time = not late.params.get("deadline", True)
            self._exchange.after_ms(int(late.params.get("delay_ms", 3000)), lambda: venue.answer(call))
            return venue.error(int(late.params.get("status", 503)), int(late.params.get("code", -1000)), "")
        return None

    def _spoiled(
        self, venue: Venue, call: Call, facts: dict[str, str], response: WireResponse
    ) -> WireResponse:
        if call.kind == "create":
            lie = self._strike("order.accept_then_error", facts)
            if lie is not None:
                text = str(lie.params.get("text", "Timeout waiting for response from backend server."))
                return venue.error(
                    int(lie.params.get("status", 504)), int(lie.params.get("code", -1007)), text
                )
        body = self._strike("http.body", facts)
        if body is not None:
            kind = str(body.params.get("body", "html"))
            made = response.body[: len(response.body) // 2] if kind == "truncated" else BODIES[kind]
            status = int(body.params.get("status", 200))
            return WireResponse(
                status, made, {"Content-Type": "text/html" if kind == "html" else "application/json"}
            )
        return response

    # ---------------------------------------------------------------------------- around orders

    def _before_order(self, venue: Venue, call: Call, facts: dict[str, str]) -> None:
        crossing = self._strike("order.post_only_cross", facts)
        if crossing is not None and venue.market is not None:
            category = call.params.get("category")
            for key, instrument in venue.engine.instruments.items():
                is_there = category is None or key.startswith(f"{category}:")
                if instrument.symbol == call.params.get("symbol") and is_there:
                    try:
                        ticks = instrument.ticks(str(call.params.get("price", "")))
                    except Refused:
                        continue
                    is_buy = str(call.params.get("side", "")).upper() == "BUY"
                    venue.market.trade_at(key, ticks * (9990 if is_buy else 10_010) // 10_000)
        unique = self._strike("order.unique_ids", facts)
        if unique is not None:
            venue.engine.rules.unique_ids = str(unique.params.get("scope", "open"))
        if self._strike("fee.asset_switch", facts):
            account = venue.engine.account(venue.owner(call) or "fees")
            account.fees_in = None if account.fees_in else "BNB"

    def _before_cancel(self, venue: Venue, call: Call, facts: dict[str, str]) -> None:
        order = self._named(venue, call)
        if order is None or not order.state.is_open or order.state is State.WAITING:
            return
        race = self._strike("fill.during_cancel", facts)
        if race is not None and order.left:
            lots = max(order.left * int(race.params.get("percent", 100)) // 100, 1)
            venue.engine.force_fill(order, lots, "background")

    def _named(self, venue: Venue, call: Call) -> Order | None:
        account = venue.owner(call)
        number = call.params.get("orderId")
        for order in reversed(venue.orders_of(account or "")):
            if order.client_id in call.client_ids or (number and str(number) in venue.order_texts(order)):
                return order
        return None

    def _after_order(self, venue: Venue, fresh: list[Order], facts: dict[str, str]) -> int:
        exchange, wait_ms = self._exchange, 0
        for order in fresh:
            expires = self._strike("order.expire", facts)
            if expires is not None and order.state.is_open:
                self._expire(venue, order, int(expires.params.get("percent", 0)))
            later = self._strike("order.reject_later", facts)
            if later is not None:
                exchange.after_ms(
                    int(later.params.get("delay_ms", 500)),
                    lambda order=order: self._reject(venue, order),
                )
            partials = self._strike("fill.partials", facts)
            if partials is not None and order.state in {State.NEW, State.PARTIAL}:
                parts = int(partials.params.get("parts", 4))
                for number in range(parts):
                    delay_ms = (number + 1) * int(partials.params.get("every_ms", 100))
                    lots = max(order.left // parts, 1) if number < parts - 1 else order.left
                    exchange.after_ms(delay_ms, lambda order=order, lots=lots: self._part(venue, order, lots))
        early = self._strike("fill.before_ack", facts)
        if early is not None:
            wait_ms = int(early.params.get("delay_ms", 500))
            for order in fresh:
                if order.state in {State.NEW, State.PARTIAL}:
                    venue.engine.force_fill(order, order.left, "background")
        return wait_ms

    @staticmethod
    def _expire(venue: Venue, order: Order, percent: int) -> None:
        lots = order.left * percent // 100
        if lots and order.state is not State.WAITING:
            venue.engine.force_fill(order, lots, "background")
        if order.state.is_open:
            venue.engine.end(order, State.EXPIRED, "venue")

    @staticmethod
    def _reject(venue: Venue, order: Order) -> None:
        if order.state.is_open:
            venue.engine.end(order, State.REJECTED, "balance")

    def _part(self, venue: Venue, order: Order, lots: int) -> None:
        if order.state in {State.NEW, State.PARTIAL} and order.left:
            venue.engine.force_fill(order, min(lots, order.left), "background")

    def _after_cancel(
        self, venue: Venue, account: str, gone: set[tuple[str, int]], facts: dict[str, str]
    ) -> None:
        if not gone or "fill.after_cancel_ack" not in self._exchange.faults.by_knob:
            return
        for order in venue.orders_of(account):
            if (order.key, order.id) in gone and order.state is State.CANCELED and order.left:
                ghost = self._strike("fill.after_cancel_ack", facts)
                if ghost is not None:
                    lots = max(order.left * int(ghost.params.get("percent", 100)) // 100, 1)
                    delay_ms = int(ghost.params.get("delay_ms", 300))
                    self._exchange.after_ms(
                        delay_ms,
                        lambda order=order, lots=lots: venue.engine.force_fill(order, lots, "background"),
                    )

    # ---------------------------------------------------------------------------- back

    def _return(
        self,
        response: WireResponse,
        wait_ms: int,
        facts: dict[str, str],
        reply: Callable[[Outcome], None],
    ) -> None:
        if self._exchange.is_cut(facts) or self._strike("net.loss_response", facts):
            return
        outcome = Outcome("answer", response)
        reset = self._strike("net.reset", facts)
        if reset is not None:
            outcome.cut_at, outcome.cut_by = int(reset.params.get("at_byte", 0)), "reset"
        elif self._strike("net.close_mid_body", facts):
            outcome.cut_at = len(response.body) // 2
        drip = self._strike("net.slow_drip", facts)
        if drip is not None:
            outcome.chunk_bytes = int(drip.params.get("chunk_bytes", 16))
            outcome.chunk_ms = int(drip.params.get("chunk_ms", 200))
        wait_ms += self._delay_ms(("net.latency", "net.delay_response"), facts)
        if not wait_ms:
            reply(outcome)
            return
        self._exchange.after_ms(wait_ms, lambda: reply(outcome))


def _code_of(response: WireResponse) -> int | None:
    try:
        value = orjson.loads(response.body)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    code = value.get("code", value.get("retCode"))
    return code if isinstance(code, int) else None
