"""The kernel's whole state as JSON and back: `load(save(kernel))` goes on byte for byte like the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.known import instrument_of, told
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.passing import Wait
from finbyte_desktop.core.position import Position
from finbyte_desktop.core.restraint import Worth
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord, Slot
from finbyte_desktop.core.triggers import PriceTriggers
from finbyte_desktop.core.view import View

FORMAT = 6  # 5 had one market a bot; a state without more is still written as 5
POSITIONS_FORMAT = 5  # 4 had no positions; a state without any is still written as 4
TRIES_FORMAT = 4  # 3 tried nothing again by itself; a state without that is still written as 3
LIVE_FORMAT = 3  # 2 had nothing of what only a live account knows; a state without that is still written as 2
PAPER_FORMAT = 2  # 1 had no overdue alarms and no stops of grids; both then have their defaults
FINEST = Decimal("1e-12")  # of prices and quantities: no parameters of a bot that was made fail by it
_SLOT_FIELDS = tuple(sorted(Slot.__slots__))


def save(kernel: Kernel) -> dict[str, JsonValue]:
    """Everything that the kernel must remember."""
    live = _save_live(kernel)
    state: dict[str, JsonValue] = {
        "format": _format_of(kernel, live),
        "ns": kernel.ns,
        "seq": kernel.placing.seq,
        "requests": kernel.approvals.counter,
        "last": {name: plain(price) for name, price in sorted(kernel.last.items())},
        "ledger": [[o, b, a, plain(v)] for o, b, a, v in kernel.ledger.rows()],
        "triggers": {
            name: [[bot, key, _text(above), _text(below)] for bot, key, above, below in triggers.rows()]
            for name, triggers in sorted(kernel.triggers.items())
        },
        "alarms": [list(row) for row in kernel.alarms.rows()],
        "pending": [encode(request) for _, request in sorted(kernel.approvals.pending.items())],
        "bots": [_save_bot(record) for record in kernel.bots.values()],  # events come to them in this order
        "away": [*sorted(kernel.away)],
        "foreign": list(kernel.late.foreign_seen),
        "ended": [encode(order) for order in kernel.late.ended.values()],
    }
    return state | live


def _format_of(kernel: Kernel, live: Mapping[str, JsonValue]) -> int:
    """The oldest format that tells this state whole, so that an older version reads what it can."""
    if any(record.others for record in kernel.bots.values()):
        return FORMAT
    if any(record.instrument.perpetual is not None for record in kernel.bots.values()):
        return POSITIONS_FORMAT
    if "decides" in live:
        return TRIES_FORMAT
    return LIVE_FORMAT if live else PAPER_FORMAT


def _save_live(kernel: Kernel) -> dict[str, JsonValue]:
    """What only a live account knows, as far as there is anything."""
    late = kernel.late
    parts: dict[str, JsonValue] = {
        "rules": [encode(event) for _, event in sorted(kernel.known.rules.items())],
        "epoch": kernel.placing.epoch,
        "decides": kernel.placing.rules,
        "waits": [[bot, name, *wait] for (bot, name), wait in sorted(kernel.passing.waits.items())],
        "unclaimed": [encode(event) for event in late.unclaimed.values()],
        "answered_for": list(late.answered_for),
    }
    if kernel.outside.seen:
        parts["funded"] = list(kernel.outside.seen)
    if kernel.taking.apart:
        rows = sorted(kernel.taking.apart.items())
        parts["apart"] = {bot: [encode(trade) for trade in trades] for bot, trades in rows}
    if late.answered_gone:
        parts["answered_gone"] = list(late.answered_gone)
    if kernel.limits.version:
        parts["limits"] = encode(kernel.limits)
        parts["restraint"] = {
            "worth": [
                [q, day, plain(start), plain(peak)]
                for q, (day, start, peak) in sorted(kernel.restraint.worth.items())
            ],
            "tiers": [[kind, quote, tier] for (kind, quote), tier in sorted(kernel.restraint.tiers.items())],
            "sent": [*kernel.restraint.sent],
        }
    return {name: part for name, part in parts.items() if part}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _save_bot(record: BotRecord) -> dict[str, JsonValue]:
    made_with = record.made_with
    state: dict[str, JsonValue] = {
        "id": record.id,
        "type": record.type,
        "instrument": record.instrument.id,
        "policy": record.policy.value,
        "state": record.state.value,
        "reason": record.reason,
        "params": dict(record.params),
        "params_digest": record.params_digest,
        "sent_day": record.sent_day,
        "sent_today": record.sent_today,
        "stopping": record.stopping,
        "overdue": dict(sorted(record.overdue.items())),
        "token": encode(record.token),
        "grants": {name: encode(spec) for name, spec in sorted(record.grants.items())},
        "slots": {name: _save_slot(slot) for name, slot in sorted(record.slots.items())},
        "strays": [_save_slot(slot) for _, slot in sorted(record.strays.items())],
        "bot": dict(record.bot.save()),
    }
    if record.instrument.perpetual is not None:
        state["position"] = encode(tuple(record.position))
        state["leverage"] = plain(record.leverage)
        state["put_in"] = plain(record.put_in)
        if any(record.held_ns):
            state["held_ns"] = list(record.held_ns)
    if record.others:
        state["others"] = list(record.others)
    if made_with is not None:
        state["made_with"] = encode(told(0, made_with))
    return state


def _save_slot(slot: Slot) -> list[JsonValue]:
    return [encode(getattr(slot, field)) for field in _SLOT_FIELDS]


def _load_slot(values: list[JsonValue]) -> Slot:
    slot = Slot()
    for field, value in zip(_SLOT_FIELDS, values, strict=True):
        setattr(slot, field, decode(value))
    return slot


def load(kernel: Kernel, state: Mapping[str, Any]) -> None:
    """Puts a saved state into a fresh kernel. Markets whose rules are part of the state need not be known to
    it.

    Raises Unavailable for a state of a newer version, and for one whose markets are not known.
    """
    if state["format"] > FORMAT:
        raise Unavailable(
            "The saved state was written by a newer version of FinByte. Nothing was changed. Start that "
            "version, or choose another folder: --data FOLDER.",
            "newer_snapshot",
        )
    for row in state.get("rules", ()):
        kernel.known.learn(decode(row))
    kernel.ns = state["ns"]
    kernel.placing.seq = state["seq"]
    kernel.placing.epoch = state.get("epoch", "")
    kernel.placing.rules = state.get("decides", 0)
    kernel.passing.waits = {(bot, name): Wait(*wait) for bot, name, *wait in state.get("waits", ())}
    for row in state.get("unclaimed", ()):
        found = decode(row)
        kernel.late.unclaimed[found.client_id] = found
    kernel.late.answered_for = dict.fromkeys(state.get("answered_for", ()))
    kernel.late.answered_gone = dict.fromkeys(state.get("answered_gone", ()))
    kernel.outside.seen = dict.fromkeys(state.get("funded", ()))
    kernel.taking.apart = {
        bot: [decode(trade) for trade in trades] for bot, trades in state.get("apart", {}).items()
    }
    if "limits" in state:
        _load_limits(kernel, state)
    kernel.approvals.counter = state["requests"]
    kernel.last = {name: Decimal(price) for name, price in state["last"].items()}
    kernel.ledger.load((o, b, a, Decimal(v)) for o, b, a, v in state["ledger"])
    for bot in state["bots"]:
        _load_bot(kernel, bot)
    kernel.away = set(state.get("away", ()))
    kernel.late.foreign_seen = dict.fromkeys(state.get("foreign", ()))
    for row in state.get("ended", ()):
        order = decode(row)
        kernel.late.ended[order.client_id] = order
    for name, rows in state["triggers"].items():
        for bot, key, above, below in rows:
            kernel.triggers.setdefault(name, PriceTriggers()).set(bot, key, _number(above), _number(below))
    for bot, key, ns in state["alarms"]:
        kernel.alarms.set(bot, key, ns)
    for row in state["pending"]:
        request = decode(row)
        kernel.approvals.pending[request.id] = request


def _load_limits(kernel: Kernel, state: Mapping[str, Any]) -> None:
    kept, restraint = state["restraint"], kernel.restraint
    kernel.limits = decode(state["limits"])
    restraint.worth = {q: Worth(day, Decimal(start), Decimal(peak)) for q, day, start, peak in kept["worth"]}
    restraint.tiers = {(kind, quote): tier for kind, quote, tier in kept["tiers"]}
    restraint.sent = (kept["sent"][0], kept["sent"][1])


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _market(kernel: Kernel, name: str) -> Instrument:
    instrument = kernel.instruments.get(name)
    if instrument is None:
        raise Unavailable(
            f"The market {name} of a bot is not known. Nothing was changed or sent; orders "
            "that rest at the venue still do. Look after them there.",
            "market_not_known",
        )
    return instrument


def _load_bot(kernel: Kernel, state: Mapping[str, Any]) -> None:
    instrument = _market(kernel, state["instrument"])
    params = cast("Mapping[str, JsonValue]", state["params"])
    made_with = state.get("made_with")
    made = None if made_with is None else instrument_of(decode(made_with))
    try:
        bot = kernel.factory(state["type"], params, made or instrument)
    except UserError:
        if BotState(state["state"]) not in ENDED_BOTS:
            raise
        # Its market has coarser rules by now, such as another file. It has ended: nothing is placed by them.
        made = replace(instrument, tick=FINEST, lot=FINEST)
        bot = kernel.factory(state["type"], params, made)
    bot.restore(state["bot"])
    record = BotRecord(state["id"], state["type"], bot, instrument, Policy(state["policy"]), params)
    record.others = {name: _market(kernel, name) for name in state.get("others", ())}
    record.view = View(kernel, record)
    record.made_with = made
    record.state, record.reason = BotState(state["state"]), state["reason"]
    record.params_digest = state["params_digest"]
    record.sent_day, record.sent_today = state["sent_day"], state["sent_today"]
    record.stopping = state["stopping"]
    if "position" in state:
        record.position = Position(*decode(state["position"]))
        record.leverage = Decimal(state["leverage"])
        record.put_in = Decimal(state["put_in"])
        first, last = state.get("held_ns", (int(bool(record.position.qty)), 0))
        record.held_ns = first, last
    record.overdue = dict(state.get("overdue", {}))
    record.token = decode(state["token"])
    record.grants = {name: decode(spec) for name, spec in state["grants"].items()}
    for name, values in state["slots"].items():
        slot = record.slots[name] = _load_slot(values)
        if slot.order is not None:
            kernel.orders[slot.order.client_id] = (record, name)
    for values in state.get("strays", ()):
        stray = _load_slot(values)
        assert stray.order is not None
        record.strays[stray.order.client_id] = stray
        kernel.orders[stray.order.client_id] = (record, stray.order.slot)
    kernel.bots[record.id] = record
