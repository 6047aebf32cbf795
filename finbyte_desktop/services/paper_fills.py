"""How the paper account fills orders: what a person may choose, and what the venue is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.services.shown_markets import PaperFees, PaperFills

MOST_SLIPPAGE = Limits().collar  # a market order is never filled beyond its collar
LONGEST_MS = 60_000
NS_PER_MS = 1_000_000


def check(fills: PaperFills) -> PaperFills:
    """The same; raises UserError naming the field that is out of its bounds."""
    if not fills.slippage.is_finite() or not 0 <= fills.slippage <= MOST_SLIPPAGE:
        raise UserError(
            f"The slippage must be 0 to {plain(MOST_SLIPPAGE * 100)} %: a market order is never filled "
            "further away than that. Nothing was saved.",
            "out_of_bounds",
            "slippage",
            feasible=f"0 - {plain(MOST_SLIPPAGE)}",
        )
    if not 0 <= fills.delay_ms <= LONGEST_MS:
        raise UserError(
            f"The delay must be 0 to {LONGEST_MS} ms. Nothing was saved.",
            "out_of_bounds",
            "delay_ms",
            feasible=f"0 - {LONGEST_MS}",
        )
    if fills.part is not None and not (fills.part.is_finite() and 0 < fills.part <= 1):
        raise UserError(
            "A touch must fill more than 0 and at most 100 % of an order. Nothing was saved.",
            "out_of_bounds",
            "fill_part",
            feasible="above 0 to 1",
        )
    return fills


def venue_options(fills: PaperFills) -> VenueOptions:
    """The same for the simulated venue."""
    return VenueOptions(fills.slippage, fills.delay_ms * NS_PER_MS, fills.part)


def with_fees(instrument: Instrument, asset: str) -> Instrument:
    """The same market with its fees in another asset: as in `Fees`."""
    if instrument.fees.asset == asset:
        return instrument
    return replace(instrument, fees=replace(instrument.fees, asset=asset, asset_price=None))


def as_chosen(instrument: Instrument, fills: PaperFills) -> Instrument:
    """A feed's market with the fees that a person chose; a contract is settled in quote whatever that is."""
    settled = ":" in instrument.id.partition(":")[2]
    if fills.fees is PaperFees.VENUE or settled:
        return instrument
    return with_fees(instrument, fills.fees.value)


def to_json(fills: PaperFills) -> dict[str, JsonValue]:
    """For the settings file and for the venue's state."""
    return {
        "slippage": plain(fills.slippage),
        "delay_ms": fills.delay_ms,
        "part": None if fills.part is None else plain(fills.part),
        "fees": fills.fees.value,
    }


def from_json(saved: Mapping[str, Any] | None) -> PaperFills:
    """What `to_json` wrote; the defaults for nothing. Raises ValueError for nonsense."""
    if saved is None:
        return PaperFills()
    delay, part = saved["delay_ms"], saved["part"]
    if type(delay) is not int:
        raise ValueError(f"delay_ms holds {delay!r}")
    fees = PaperFees(saved.get("fees", PaperFees.VENUE))  # older settings have no choice
    fills = PaperFills(Decimal(saved["slippage"]), delay, None if part is None else Decimal(part), fees)
    try:
        return check(fills)
    except UserError as error:
        raise ValueError(error.text) from None
