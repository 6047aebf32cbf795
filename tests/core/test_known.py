"""The rules of markets are part of the kernel's state: the past is planned by those of then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.contract import Bot
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.known import instrument_of, told
from tests.support.simulation.juggler import Juggler

D = Decimal
COIN = Instrument(
    "x:COIN/CASH",
    "COIN",
    "CASH",
    D("0.01"),
    D("0.001"),
    D("0.001"),
    D(5),
    Fees(D("0.001"), D("0.002"), "GAS", D(3), D("0.0001")),
    77,
)
COARSE = replace(COIN, lot=D(1), min_qty=D(1))
PARAMS = {"seed": "1", "base": "10", "quote": "1000"}


def factory(bot_type: str, params: Mapping[str, ev.JsonValue], instrument: Instrument) -> Bot:
    """Bots whose parameters do not fit coarse lots when their type says so."""
    if bot_type == "picky" and instrument.lot >= 1:
        raise UserError("The lots are too coarse.", "too_coarse")
    return Juggler(params, instrument)


def started(bot_type: str) -> Kernel:
    kernel = Kernel({COIN.id: COIN}, factory, secret=b"s")
    kernel.mark(COIN.id, D(100))
    kernel.handle(told(1, COIN))
    for asset, amount in (("COIN", D(10)), ("CASH", D(1000))):
        kernel.handle(ev.Deposited(1, asset, amount))
    kernel.handle(ev.BotCreated(2, "b1", bot_type, COIN.id, PARAMS, ev.Policy.AUTOMATIC, True))
    return kernel


def test_rules_and_the_event_that_tells_them_are_the_same() -> None:
    """Nothing of a market is lost on its way through the journal."""
    assert instrument_of(told(5, COIN)) == COIN


def test_changed_rules_are_said_and_used() -> None:
    """A bot whose parameters fit goes on by the new rules, and says so once."""
    kernel = started("easy")
    facts = kernel.handle(told(3, COARSE)).facts
    assert [f.code for f in facts if isinstance(f, fx.Said)] == ["market_rules_changed"]
    assert kernel.bots["b1"].instrument == kernel.bots["b1"].view.instrument == COARSE
    assert kernel.bots["b1"].made_with is None
    assert kernel.handle(told(4, COARSE)).facts == []


def test_bot_that_does_not_fit_the_new_rules_goes_on_as_it_was_made() -> None:
    """Its parameters no longer fit: it is kept, and so it is after the next start."""
    kernel = started("picky")
    kernel.handle(told(3, COARSE))
    assert kernel.bots["b1"].made_with == COIN
    state = snapshot.save(kernel)
    again = Kernel({}, factory, secret=b"s")
    snapshot.load(again, state)
    assert again.bots["b1"].made_with == COIN
    assert again.bots["b1"].instrument == COARSE
    assert snapshot.save(again) == state


def test_state_without_rules_needs_the_markets_and_keeps_its_format() -> None:
    """A state of before is still what it was; where its market is not there, a person reads it."""
    kernel = Kernel({COIN.id: COIN}, factory)
    kernel.mark(COIN.id, D(100))
    kernel.handle(ev.Deposited(1, "COIN", D(10)))
    kernel.handle(ev.Deposited(1, "CASH", D(1000)))
    kernel.handle(ev.BotCreated(2, "b1", "easy", COIN.id, PARAMS, ev.Policy.AUTOMATIC, True))
    state = snapshot.save(kernel)
    assert state["format"] == 2
    with pytest.raises(Unavailable) as refused:
        snapshot.load(Kernel({}, factory), state)
    assert refused.value.code == "market_not_known"
