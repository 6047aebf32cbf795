"""A file of faults: what it may hold, one example a knob, and what is wrong with one in plain words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.exchange.faults import KNOBS, Faults

if TYPE_CHECKING:
    from pathlib import Path

WHEN: dict[str, tuple[Any, str]] = {
    "probability": (0.1, "how likely it strikes each time, 0 to 1; 1 without at_ms"),
    "at_ms": ([5000, 60000], "moments at which it strikes, ms since the start"),
    "windows": ([[5000, 20000]], "only between these moments, ms since the start"),
    "times": (3, "so often at most"),
    "where": (
        {"path": "/api/v3/order"},
        "only where each of these begins so: host, path, kind, symbol, topic",
    ),
}
_SPAN = {"min_ms": 200, "max_ms": 2000}
_WHOSE = {"venue": "binance", "account": "trader"}
_WHICH = {"venue": "binance", "symbol": "BTCUSDT"}
# What a knob takes besides, with the value that its example has.
TAKES: dict[str, dict[str, Any]] = {
    "net.latency": {"min_ms": 5, "max_ms": 60},
    "net.delay_request": _SPAN,
    "net.delay_response": _SPAN,
    "net.late_delivery": {"min_ms": 1000, "max_ms": 60000, "deadline": False},
    "net.reset": {"at_byte": 20},
    "net.slow_drip": {"chunk_bytes": 16, "chunk_ms": 200},
    "http.status": {"status": 503, "code": -1000, "executed": True, "body": "html"},
    "http.body": {"body": "html", "status": 200},
    "http.rate_limited": {"retry_after_s": 30, "ban": False},
    "order.unique_ids": {"scope": "forever"},
    "order.accept_then_error": {"status": 504, "code": -1007, "text": "Timeout"},
    "order.error_then_accept_late": {"delay_ms": 3000, "status": 503, "code": -1000, "deadline": False},
    "order.reject": {"code": -2010, "status": 400, "text": "Rejected."},
    "order.reject_later": {"delay_ms": 500},
    "order.expire": {"percent": 50},
    "order.filter_change": {"factor": 10, **_WHICH},
    "fill.partials": {"parts": 4, "every_ms": 100},
    "fill.before_ack": {"delay_ms": 500},
    "fill.during_cancel": {"percent": 100},
    "fill.after_cancel_ack": {"delay_ms": 300, "percent": 100},
    "fee.rebate": {"rate": -5000, **_WHOSE},
    "read.lag": {"ms": 2000},
    "read.stale_replica": {"ms": 2000},
    "read.balance_lag": {"ms": 2000},
    "stream.reorder": {"ms": 200},
    "stream.delay": _SPAN,
    "stream.stall": {"pings": False},
    "stream.max_age": {"ms": 60000},
    "stream.burst": {"ms": 3000},
    "market.halt": {"for_ms": 60000, **_WHICH},
    "market.cancel_only": {"for_ms": 60000, **_WHICH},
    "market.delist": _WHICH,
    "market.gap": {"percent": -5, **_WHICH},
    "market.empty_book": {"for_ms": 30000, **_WHICH},
    "market.funding": {"rate": 10000, **_WHICH},
    "market.liquidation": _WHOSE,
    "account.external_trade": {"side": "BUY", "lots": 1000, **_WHOSE, **_WHICH},
    "account.external_cancel": _WHOSE,
    "account.forgotten": _WHOSE,
    "account.deposit": {"asset": "USDT", "atoms": 10_000_000_000, **_WHOSE},
    "account.key_revoked": _WHOSE,
    "account.permission_change": {"trade": False, "withdraw": False, **_WHOSE},
    "account.mode_flip": _WHOSE,
    "time.skew": {"ms": 2000},
    "time.drift": {"ppm": 100},
    "time.step": {"ms": 60000},
    "time.suspend": {"for_ms": 60000},
}
BY_THE_CLOCK = ("market.", "account.", "time.", "fee.rebate", "order.filter_change")  # nobody asks for these
HOLDS = ("time.skew", "time.drift", "market.crossed_book")


class BadFaults(Exception):
    """A file that says no faults; its text names the place and what may stand there."""


def example(knob: str) -> dict[str, Any]:
    """A rule of this knob with everything that it takes of its own."""
    timed = knob.startswith(BY_THE_CLOCK) and knob not in HOLDS
    return {"knob": knob, **({"at_ms": [30000]} if timed else {"probability": 0.1}), **TAKES.get(knob, {})}


def listed() -> str:
    """Every knob with its meaning and an example, for a terminal."""
    such = [{"knob": "net.loss_response", "probability": 0.02}, {**example("market.gap"), "percent": -8}]
    lines = ["A file of faults is a JSON list of rules, such as", f"  {json.dumps(such)}"]
    lines.append("Every rule may say when it strikes:")
    for name, (value, meaning) in WHEN.items():
        lines.append(f"  {name:<12} {meaning}; such as {json.dumps(value)}")
    lines.append("The knobs, each with an example of all that it takes:")
    for knob, meaning in KNOBS.items():
        lines += [f"  {knob}", f"      {meaning}", f"      {json.dumps(example(knob))}"]
    return "\n".join(lines)


def load_faults(path: Path, seed: int) -> Faults:
    """The rules of a file. Raises BadFaults."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadFaults(f"{path} cannot be read: {why}.") from None
    try:
        rules = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFaults(
            f"{path} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    if not isinstance(rules, list):
        raise BadFaults(f"{path} must hold a list of rules: [{json.dumps(example('net.latency'))}].")
    for number, rule in enumerate(rules, 1):
        wrong = _wrong(rule)
        if wrong:
            raise BadFaults(f"{path}, rule {number}: {wrong}")
    return Faults(seed, rules)


def _wrong(rule: Any) -> str:
    """What is wrong with a rule, "" for a good one."""
    if not isinstance(rule, dict) or not isinstance(rule.get("knob"), str):
        return f'a rule is an object with a "knob", such as {json.dumps(example("net.latency"))}.'
    knob = rule["knob"]
    if knob not in KNOBS:
        return f"there is no knob {knob!r}.\n{listed()}"
    known = {**TAKES.get(knob, {}), **{name: value for name, (value, _) in WHEN.items()}}
    if knob.startswith(BY_THE_CLOCK):
        known.pop("where")
    such = f"Such as {json.dumps(example(knob))}."
    for name, value in rule.items():
        if name == "knob":
            continue
        if name not in known:
            return f"{knob} takes no {name!r}; it takes {', '.join(known)}. {such}"
        odd = (
            name == "windows"
            and isinstance(value, list)
            and [len(span) for span in value if isinstance(span, list)] != [2] * len(value)
        )
        if not _is_like(value, known[name]) or odd or (name == "probability" and not 0 <= value <= 1):
            return f"{name} of {knob} cannot be {json.dumps(value)}; an example is {json.dumps(known[name])}."
    return ""


def _is_like(value: Any, given: Any) -> bool:
    """Whether a value is of the kind of an example."""
    if isinstance(given, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(given, bool)
    if isinstance(given, int | float):
        whole = isinstance(value, int)
        return whole or (isinstance(value, float) and (isinstance(given, float) or value.is_integer()))
    if isinstance(given, list):
        return isinstance(value, list) and all(_is_like(item, given[0]) for item in value)
    if isinstance(given, dict):
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, type(given))
