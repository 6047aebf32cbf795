"""What a file of prices does not say: a plausible tick, lot and minimum, each guess in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import plain

MIN_NOTIONAL = {
    "FDUSD": "5",
    "USDT": "5",
    "USDC": "5",
    "BUSD": "5",
    "TUSD": "5",
    "DAI": "5",
    "USD": "5",
    "EUR": "5",
    "GBP": "5",
    "TRY": "10",
    "INR": "100",
    "BTC": "0.0001",
    "ETH": "0.001",
    "BNB": "0.01",
}
UNKNOWN_QUOTE = "USD"  # stands for a quote that nothing tells
DEFAULT_MIN_NOTIONAL = "5"
DEFAULT_FEE = Decimal("0.001")
SMALLEST_LOT_PLACES = 8


@dataclass(frozen=True, slots=True)
class GuessedInstrument:
    """An instrument and, in plain words, where its numbers come from."""

    instrument: Instrument
    notes: tuple[str, ...]


def market_of(text: str) -> str:
    """The market that a text tells, such as "BTC/USDT"; empty where it is not written as one and no known
    quote stands in it.
    """
    words = [word for word in re.split(r"[^A-Z0-9]+", text.upper().split(":")[0]) if word]
    joined = any(word.endswith(quote) and word != quote for word in words for quote in MIN_NOTIONAL)
    written = "/" in text and len(words) > 1
    if not written and not joined and not any(word in MIN_NOTIONAL for word in words[1:]):
        return ""
    base, quote = split_symbol(text)
    return f"{base}/{quote}"


def split_symbol(symbol: str) -> tuple[str, str]:
    """Base and quote of a venue's symbol or a file's name: BTC/USDT, BTCUSDT, BTC_USDT_USDT, BTC/USDT:USDT.

    A text without a known quote is the base, and USD stands for the quote: `market_of` tells which is so.
    """
    plain_symbol = symbol.upper().split(":")[0]
    words = [word for word in re.split(r"[^A-Z0-9]+", plain_symbol) if word]
    if len(words) > 1 and "/" in plain_symbol:
        return words[0], words[1]
    for word in words:
        for quote in MIN_NOTIONAL:
            if word.endswith(quote) and len(word) > len(quote):
                return word[: -len(quote)], quote
    for base, quote in pairwise(words):
        if quote in MIN_NOTIONAL:
            return base, quote
    return (words[0] if words else "ASSET"), UNKNOWN_QUOTE


def guess_instrument(
    symbol: str,
    typical_price: Decimal,
    tick: Decimal,
    lot: Decimal | None,
    venue: str,
    fee_asset: str = "quote",
) -> GuessedInstrument:
    """An instrument for prices whose venue is not known.

    Args:
        symbol: name of the market as the file has it.
        typical_price: any price of the file, quote per base.
        tick: largest step that all prices of the file keep.
        lot: largest step that all quantities of the file keep; None when the file does not tell.
        venue: first part of the instrument's id.
        fee_asset: "base" where the venue of the prices is known to take a buy's fee in the coin bought.
    """
    base, quote = split_symbol(symbol)
    notes = [f"Tick {plain(tick)}: the step of the prices in the file."]
    if lot is None:
        lot = lot_for(typical_price)
        notes.append(f"Lot {plain(lot)}: guessed, worth less than 1 {quote}.")
    else:
        notes.append(f"Lot {plain(lot)}: the step of the quantities in the file.")
    minimum = Decimal(MIN_NOTIONAL.get(quote, DEFAULT_MIN_NOTIONAL))
    notes.append(f"Smallest order {plain(minimum)} {quote} and fees 0.1 %: what spot venues usually ask.")
    fees = Fees(DEFAULT_FEE, DEFAULT_FEE, fee_asset)
    if fee_asset == "base":
        notes.append(f"A buy pays its fee in {base}, a sell in {quote}, as at the venue of these prices.")
    settled = ":" in symbol or symbol.upper().count(quote) > 1
    name = f"{venue}:{base}/{quote}" + (f":{quote}" if settled else "")
    return GuessedInstrument(Instrument(name, base, quote, tick, lot, lot, minimum, fees), tuple(notes))


def lot_for(price: Decimal) -> Decimal:
    """The largest power of ten that is worth at most one unit of quote."""
    places = max(-SMALLEST_LOT_PLACES, min(-price.adjusted(), SMALLEST_LOT_PLACES))
    lot = Decimal(1).scaleb(places)
    return lot if lot * price <= 1 else lot.scaleb(-1)


def round_step(step: int, places: int) -> Decimal:
    """The largest 1, 2 or 5 times a power of ten that divides `step`, in units of `10**-places`."""
    if step <= 0:
        return Decimal(1).scaleb(-places)
    size = 1
    while step % (size * 10) == 0:
        size *= 10
    for factor in (5, 2):
        if step % (size * factor) == 0:
            size *= factor
            break
    return Decimal(plain(Decimal(size).scaleb(-places)))
