"""Which answers prove that a venue did not take an order. Everything that is not named here is Unknown.

One table a venue: raw code, how it is called here, and where the venue says so. A code that also follows an
executed order (a time-out inside the venue, a duplicate id, an internal error) is left out on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Reject(NamedTuple):
    """A proven no. `part` is a part of the message that must be there too, for codes that mean several
    things.
    """

    code: str
    name: str
    part: str = ""


# Binance spot and USD-M: developers.binance.com, "Error Codes" of each product.
# Left out: -1000 unknown, -1001 disconnected, -1006 unexpected response, -1007 timeout ("send status
# unknown"), -1016 shutting down, -2010 "Duplicate order sent." (an order with this id exists).
_BINANCE = (
    Reject("-1002", "key_refused"),
    Reject("-1003", "too_many_requests"),
    Reject("-1008", "venue_busy"),
    Reject("-1013", "filter"),
    Reject("-1014", "bad_order"),
    Reject("-1015", "too_many_requests"),  # more new orders in 10 s, or in a day, than the account may place
    Reject("-1020", "bad_order"),
    Reject("-1021", "clock"),
    Reject("-1022", "key_refused"),
    Reject("-1100", "bad_order"),
    Reject("-1101", "bad_order"),
    Reject("-1102", "bad_order"),
    Reject("-1103", "bad_order"),
    Reject("-1104", "bad_order"),
    Reject("-1105", "bad_order"),
    Reject("-1106", "bad_order"),
    Reject("-1111", "filter"),
    Reject("-1112", "no_liquidity"),
    Reject("-1114", "bad_order"),
    Reject("-1115", "bad_order"),
    Reject("-1116", "bad_order"),
    Reject("-1117", "bad_order"),
    Reject("-1121", "no_such_market"),
    Reject("-1128", "bad_order"),
    Reject("-1130", "bad_order"),
    Reject("-2010", "insufficient_funds", "insufficient balance"),
    Reject("-2010", "post_only", "immediately match and take"),
    Reject("-2010", "market_closed", "Market is closed"),
    Reject("-2010", "market_closed", "not enabled for"),
    Reject("-2010", "filter", "Filter failure"),
    Reject("-2010", "stop_would_trigger", "would trigger immediately"),
    Reject("-2010", "account_refused", "This action is disabled on this account"),
    Reject("-2014", "key_refused"),
    Reject("-2015", "key_refused"),
    Reject("-2018", "insufficient_funds"),
    Reject("-2019", "insufficient_funds"),
    Reject("-2021", "stop_would_trigger"),
    Reject("-2022", "reduce_only"),
    Reject("-2024", "insufficient_funds"),
    Reject("-2025", "too_many_orders"),
    Reject("-2027", "leverage"),
    Reject("-2028", "leverage"),
    Reject("-4003", "filter"),
    Reject("-4028", "leverage"),
    Reject("-4047", "has_orders"),
    Reject("-4048", "has_position"),
    Reject("-4067", "has_orders"),
    Reject("-4068", "has_position"),
    Reject("-4014", "filter"),
    Reject("-4130", "has_orders"),  # one closing stop a side: there is another one
    Reject("-4131", "no_liquidity"),
    Reject("-4140", "market_closed"),
    Reject("-4164", "filter"),
    Reject("-5021", "fok"),
    Reject("-5022", "post_only"),
)

# Bybit v5: bybit-exchange.github.io, "Error Codes". Left out: 10000 time-out, 10016 internal error, 10404,
# 110072 and 170141 (an order with this orderLinkId exists), 170001, 170007 time-out, 170146 and 170147
# (creation time-out).
_BYBIT = (
    Reject("10001", "bad_order"),
    Reject("10002", "clock"),
    Reject("10003", "key_refused"),
    Reject("10004", "key_refused"),
    Reject("10005", "key_refused"),
    Reject("10006", "too_many_requests"),
    Reject("10010", "key_refused"),
    Reject("10018", "too_many_requests"),
    Reject("10024", "account_refused"),
    Reject("33004", "key_refused"),
    Reject("110003", "filter"),
    Reject("110004", "insufficient_funds"),
    Reject("110006", "insufficient_funds"),
    Reject("110007", "insufficient_funds"),
    Reject("110009", "too_many_orders"),
    Reject("110012", "insufficient_funds"),
    Reject("110013", "leverage"),
    Reject("110024", "has_position"),
    Reject("110028", "has_orders"),
    Reject("110014", "insufficient_funds"),
    Reject("110017", "reduce_only"),
    Reject("110020", "too_many_orders"),
    Reject("110045", "insufficient_funds"),
    Reject("110074", "market_closed"),
    Reject("110092", "stop_would_trigger"),
    Reject("110093", "stop_would_trigger"),
    Reject("110094", "filter"),
    Reject("170116", "bad_order"),
    Reject("170117", "bad_order"),
    Reject("170121", "no_such_market"),
    Reject("170124", "filter"),
    Reject("170131", "insufficient_funds"),
    Reject("170132", "filter"),
    Reject("170133", "filter"),
    Reject("170134", "filter"),
    Reject("170135", "filter"),
    Reject("170136", "filter"),
    Reject("170137", "filter"),
    Reject("170140", "filter"),
    Reject("170193", "filter"),
    Reject("170194", "filter"),
    Reject("170210", "account_refused"),
    Reject("170218", "post_only"),
)

REJECTS: Mapping[str, tuple[Reject, ...]] = {"binance": _BINANCE, "binanceusdm": _BINANCE, "bybit": _BYBIT}

# The venue says that an order is not there; for a look only, never for the order's own request.
ABSENT: Mapping[str, frozenset[str]] = {
    "binance": frozenset({"-2013", "-2011"}),
    "binanceusdm": frozenset({"-2013", "-2011"}),
    "bybit": frozenset({"110001", "170213"}),
}


def raw_code(value: Any) -> tuple[str, str] | None:
    """Code and message of a venue's answer; None where it has no readable code."""
    if not isinstance(value, dict):
        return None
    for key, text in (("code", "msg"), ("retCode", "retMsg"), ("ret_code", "ret_msg")):
        code = value.get(key)
        if isinstance(code, int | str) and not isinstance(code, bool) and str(code) not in ("0", ""):
            return str(code), str(value.get(text, ""))
    return None


def proven_reject(venue: str, status: int | None, value: Any) -> Reject | None:
    """The no that this answer proves; None for everything else.

    A venue that answers with a server error may have executed the order whatever its body says.
    """
    found = raw_code(value)
    if found is None or status is None or status >= 500:
        return None
    code, message = found
    lowered = message.lower()
    for reject in REJECTS.get(venue, ()):
        if reject.code == code and reject.part.lower() in lowered:
            return reject
    return None


def says_absent(venue: str, status: int | None, value: Any) -> bool:
    """Whether the venue said that it has no such order."""
    found = raw_code(value)
    return found is not None and status is not None and status < 500 and found[0] in ABSENT.get(venue, ())


def rows_of(venue: str, value: Any) -> list[Any] | bool | None:
    """The rows of an answer that holds a list; None where it holds none. Of a venue without a row here, True
    where it holds anything.
    """
    if venue.startswith("binance"):
        return value if isinstance(value, list) else None
    if venue == "bybit":
        result = value.get("result") if isinstance(value, dict) else None
        rows = result.get("list") if isinstance(result, dict) else None
        return rows if isinstance(rows, list) else None
    return True if value else None


def tells_a_list(venue: str, value: Any) -> bool:
    """Whether an answer holds a list, empty or not."""
    return rows_of(venue, value) is not None


def tells_balances(venue: str, value: Any) -> bool:
    """Whether an answer holds the balances of an account."""
    if venue == "binance":
        return isinstance(value, dict) and isinstance(value.get("balances"), list)
    rows = rows_of(venue, value)
    if venue == "bybit" and isinstance(rows, list):
        return bool(rows) and all(isinstance(row, dict) and isinstance(row.get("coin"), list) for row in rows)
    return rows is not None
