"""What is asked of a venue beyond placing and cancelling one plain order: triggers, terms, changes in one
request, pairs, and cancels of everything in a market. One request each; what is not proved is Unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from finbyte_desktop.core.errors import VenueRejected
from finbyte_desktop.services.live.budget import PURPOSE, Kind
from finbyte_desktop.services.venues import ccxt_requests
from finbyte_desktop.services.venues.ccxt_call import VenueCalls
from finbyte_desktop.services.venues.ccxt_map import Unreadable
from finbyte_desktop.services.venues.ccxt_rejects import says_absent
from finbyte_desktop.services.venues.ccxt_requests import Impossible, Request
from finbyte_desktop.services.venues.ccxt_wire import Answer
from finbyte_desktop.services.venues.live_orders import Change, Pair, Wish
from finbyte_desktop.services.venues.live_port import Accepted, Outcome, Rejected, Unknown

Judge = Callable[[Any], Outcome]


class VenueOrders(VenueCalls):
    """Orders of every kind. `_ids` holds the venue's name of each market."""

    _ids: dict[str, str]

    async def place(self, wish: Wish, is_held: Callable[[], bool] | None = None) -> Outcome:
        """Places an order with all its terms; the venue's id of a conditional order is its own kind.
        `is_held` says at the last moment whether it must not leave.
        """
        symbol = self._ids[wish.instrument]
        try:
            request = ccxt_requests.place(self.name, wish, symbol)
        except Impossible as error:
            return Rejected(error.code, error.code, denied=True)
        kind = Kind.PANIC if PURPOSE.get() is Kind.PANIC else Kind.ORDER
        return await self._change(request, kind, partial(_placed, wish=wish, symbol=symbol), is_held)

    def amends(self, change: Change) -> bool:
        """Whether the venue changes this order in one request that keeps its id."""
        try:
            ccxt_requests.amend(self.name, change, self._ids[change.instrument])
        except Impossible:
            return False
        return True

    async def amend(self, change: Change) -> Outcome:
        """Changes an order. Accepted says that the venue took the change in; where it answers with ids only,
        the order's own report proves it. Denied with `cancel_and_place` where there is no such request.
        """
        symbol = self._ids[change.instrument]
        try:
            request = ccxt_requests.amend(self.name, change, symbol)
        except Impossible as error:
            return Rejected(error.code, error.code, denied=True)
        return await self._change(request, Kind.ORDER, partial(_amended, change=change))

    async def place_pair(self, pair: Pair) -> Outcome:
        """Places a limit and a stop of which one cancels the other. Accepted has the id of the pair."""
        try:
            request = ccxt_requests.pair(self.name, pair, self._ids[pair.instrument])
        except Impossible as error:
            return Rejected(error.code, error.code, denied=True)
        return await self._change(request, Kind.ORDER, partial(_paired, pair=pair))

    async def cancel_pair(self, instrument: str, list_id: str) -> Outcome:
        """Cancels both orders of a pair."""
        return await self._cancel(ccxt_requests.cancel_pair, list_id, self._ids[instrument])

    async def cancel_conditional(self, instrument: str, client_id: str) -> Outcome:
        """Cancels a conditional order of a perpetual; denied as `absent` when the venue has it no more."""
        return await self._cancel(ccxt_requests.cancel_conditional, client_id, self._ids[instrument])

    async def cancel_all(self, instrument: str) -> Outcome:
        """Cancels everything that rests in a market, also what was not placed here. Accepted says only that
        the venue took it in; where it needs two requests, the worse of the two outcomes.
        """
        try:
            requests = ccxt_requests.cancel_all(self.name, instrument, self._ids[instrument])
        except Impossible as error:
            return Rejected(error.code, error.code, denied=True)
        found: list[Outcome] = [
            await self._change(request, Kind.CANCEL, self._all_of(request)) for request in requests
        ]
        for kind in (Unknown, Rejected):
            for outcome in found:
                if isinstance(outcome, kind) and not (
                    isinstance(outcome, Rejected) and outcome.code == "absent"
                ):
                    return outcome
        return Accepted("")

    async def conditional(self, client_id: str) -> Mapping[str, Any] | None:
        """What Binance USD-M knows of a conditional order: algoStatus, actualOrderId and its terms. None when
        it says that it has none.
        """
        exchange = self._exchanges[0]
        try:
            found = await self._read(lambda: exchange.fapiPrivateGetAlgoOrder({"clientAlgoId": client_id}))
        except VenueRejected as error:
            if error.code == "absent":
                return None
            raise
        return self._understood(lambda: _named(found, "clientAlgoId", client_id))

    # --- one request ------------------------------------------------------------------------------

    async def _cancel(self, make: Callable[..., Request], *given: str) -> Outcome:
        try:
            request = make(self.name, *given)
        except Impossible as error:
            return Rejected(error.code, error.code, denied=True)
        return await self._change(request, Kind.CANCEL, self._all_of(request))

    def _all_of(self, request: Request) -> Judge:
        return partial(_taken_all, venue=self.name, path=request.path)

    async def _change(
        self, request: Request, kind: Kind, judge: Judge, is_held: Callable[[], bool] | None = None
    ) -> Outcome:
        call = Answer(request.meant, kind=kind, is_held=is_held)
        exchange = self._exchanges[0]
        told, failed = await self._call(
            call,
            lambda: exchange.request(request.path, [request.section], request.method, dict(request.params)),
        )
        if not (call.orders_sent if request.meant is not None else call.sent):
            return self._denied(failed)
        if kind is Kind.CANCEL and says_absent(self.name, call.status, call.value):
            return Rejected("absent", f"{self.name} has no such order.")
        return self._outcome(call, failed, lambda: judge(told))


def symbol_matches(told: Mapping[str, Any], symbol: str) -> bool:
    """Whether an answer is about a market; one that names none may be."""
    return told.get("symbol") in (None, symbol)


def _body(told: Any) -> Mapping[str, Any]:
    """The part of an answer that holds ids."""
    result = told["result"] if "retCode" in told else told
    if not isinstance(result, Mapping):
        raise Unreadable("no result")
    return result


def _named(told: Any, name: str, client_id: str) -> Mapping[str, Any]:
    if not isinstance(told, Mapping) or told.get(name) != client_id:
        raise Unreadable("another order")
    return told


def _id_of(body: Mapping[str, Any], client_id: str) -> str | None:
    """The venue's id, when ours is there too."""
    ours = [body.get(name) for name in ("clientOrderId", "clientAlgoId", "orderLinkId") if name in body]
    venue_id = body.get("algoId") if "algoId" in body else body.get("orderId")
    plain_id = isinstance(venue_id, str | int) and not isinstance(venue_id, bool) and str(venue_id)
    return str(venue_id) if plain_id and ours == [client_id] else None


def _placed(told: Any, wish: Wish, symbol: str) -> Outcome:
    body = _body(told)
    venue_id = _id_of(body, wish.client_id)
    if venue_id is None:
        return Unknown("no order id in the answer, or another order")
    side, qty = body.get("side"), body.get("origQty") or body.get("quantity")
    same = (
        symbol_matches(body, symbol),
        side is None or str(side).lower() == wish.side.value,
        qty is None or Decimal(str(qty)) == wish.qty,
    )
    return Accepted(venue_id) if all(same) else Unknown("the answer is about another order")


def _amended(told: Any, change: Change) -> Outcome:
    body = _body(told)
    row = body.get("amendedOrder", body)
    venue_id = _id_of(row, change.client_id)
    if venue_id is None:
        return Unknown("no order id in the answer, or another order")
    qty, price = row.get("origQty") or row.get("qty"), row.get("price")
    same = (
        qty is None or Decimal(str(qty)) == change.qty,
        price is None or Decimal(str(price)) == change.price,
    )
    return Accepted(venue_id) if all(same) else Unknown("the answer is about another order")


def _paired(told: Any, pair: Pair) -> Outcome:
    legs = {str(leg["clientOrderId"]) for leg in told["orders"]}
    if told["listClientOrderId"] != pair.list_id or legs != {pair.limit_id, pair.stop_id}:
        return Unknown("the answer is about another pair")
    return Accepted(str(int(told["orderListId"])))


def _taken_all(told: Any, venue: str, path: str) -> Outcome:
    """Whether a cancel of several orders was taken in, by what this endpoint answers then."""
    if venue == "bybit":
        named = "orderLinkId" if path == "v5/order/cancel" else "list"
        said_so = told["retCode"] in (0, "0") and isinstance(told["result"][named], str | list)
    elif path == "openOrders":
        said_so = isinstance(told, list) and all(row.get("orderId") or row.get("orderListId") for row in told)
    elif path == "orderList":
        said_so = told["listOrderStatus"] == "ALL_DONE"
    else:
        said_so = str(told["code"]) == "200"
    return Accepted("") if said_so else Unknown("the answer says nothing of the orders")
