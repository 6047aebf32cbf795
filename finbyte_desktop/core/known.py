"""The markets that orders were planned with: their rules are part of the journal, not of the venue's memory.

A venue changes steps, minimums and fees whenever it likes. What was planned must come out the same when the
journal is folded again, so a market's rules are an event, and a change of them is another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import InstrumentKnown
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.core.view import View

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel


def told(ns: int, instrument: Instrument) -> InstrumentKnown:
    """The event that makes a market's rules known."""
    i, fees = instrument, instrument.fees
    steps = (i.tick, i.lot, i.min_qty, i.min_notional, i.max_live_orders)
    rates = (fees.maker, fees.taker, fees.asset, fees.asset_price, fees.step)
    return InstrumentKnown(ns, i.id, i.base, i.quote, *steps, *rates, i.perpetual)


def instrument_of(event: InstrumentKnown) -> Instrument:
    """The market that an event made known."""
    fees = Fees(event.maker, event.taker, event.fee_asset, event.fee_asset_price, event.fee_step)
    steps = (event.tick, event.lot, event.min_qty, event.min_notional)
    head = (event.instrument, event.base, event.quote)
    return Instrument(*head, *steps, fees, event.max_live_orders, event.perpetual)


class Known:
    """The rules of every market that was used, by its name."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.rules: dict[str, InstrumentKnown] = {}

    def learn(self, event: InstrumentKnown) -> None:
        """A market is used for the first time, or its rules have changed."""
        instrument = instrument_of(event)
        self.rules[instrument.id] = event
        self._kernel.add_instrument(instrument)
        for record in self._kernel.bots.values():
            if record.instrument.id == instrument.id and record.instrument != instrument:
                self._changed(record, instrument)
            elif record.others.get(instrument.id, instrument) != instrument:
                record.others[instrument.id] = instrument
                self._tell(record, instrument, "")

    def refit(self, instrument: Instrument) -> None:
        """Other fees of a market whose steps stay, for all who trade there.

        No event tells of it: whoever asks keeps a snapshot with it, so that nothing earlier is folded so.
        """
        self._kernel.add_instrument(instrument)
        for record in self._kernel.bots.values():
            if record.instrument.id == instrument.id:
                record.instrument = instrument
                record.view = View(self._kernel, record)
            elif instrument.id in record.others:
                record.others[instrument.id] = instrument

    def _changed(self, record: BotRecord, instrument: Instrument) -> None:
        """A bot goes on by the new rules. One whose parameters do not fit them keeps what it worked out, and
        each order of its that the venue would not take is blocked with the reason.
        """
        why = ""
        try:
            bot = self._kernel.factory(record.type, record.params, instrument)
        except UserError as error:
            record.made_with, why = record.made_with or record.instrument, error.text
        else:
            bot.restore(record.bot.save())
            record.bot, record.made_with = bot, None
        record.instrument = instrument
        record.view = View(self._kernel, record)
        self._tell(record, instrument, why)

    def _tell(self, record: BotRecord, instrument: Instrument, why: str) -> None:
        if record.state not in ENDED_BOTS:
            said = (
                ("tick", instrument.tick),
                ("lot", instrument.lot),
                ("least", instrument.min_notional),
                ("why", why),
            )
            self._kernel.facts.append(
                fx.Said(self._kernel.ns, record.id, Level.WARNING, "market_rules_changed", said)
            )
