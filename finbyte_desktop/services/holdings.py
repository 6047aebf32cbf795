"""What an account holds, asset by asset and bot by bot: the rows of the Portfolio page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from finbyte_desktop.core.ledger import UNATTRIBUTED, VENUE, Ledger
from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.services.ports import BotHolding, Holding


def holdings(
    ledger: Ledger,
    venue: Mapping[str, Decimal],
    free: Mapping[str, Decimal] | None,
    name_of: Callable[[str], str],
    price_of: Callable[[str], Decimal | None],
    bot_price_of: Callable[[str, str], Decimal | None],
    open_profit_of: Callable[[str, str], Decimal] = lambda *_: ZERO,
) -> list[Holding]:
    """Every asset that the venue or the ledger has, the most valuable first, those without a price last.

    `venue` is what the venue holds, `free` what it lets be used (None: as the ledger has it), `price_of` the
    price of an asset in the reporting currency; `bot_price_of` that of a bot's own market where it is another
    one, None where it is not; `open_profit_of` what closing a bot's position would pay in an asset.
    """
    with exact():
        prices = price_of, bot_price_of, open_profit_of
        rows = [_holding(ledger, asset, venue, free, name_of, *prices) for asset in _assets(ledger, venue)]
    rows = [row for row in rows if row.total or row.difference or row.in_bots or row.unattributed]
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or ZERO), row.asset))


def _assets(ledger: Ledger, venue: Mapping[str, Decimal]) -> list[str]:
    return sorted({*ledger.assets(), *venue})


def _holding(
    ledger: Ledger,
    asset: str,
    venue: Mapping[str, Decimal],
    free: Mapping[str, Decimal] | None,
    name_of: Callable[[str], str],
    price_of: Callable[[str], Decimal | None],
    bot_price_of: Callable[[str, str], Decimal | None],
    open_profit_of: Callable[[str, str], Decimal],
) -> Holding:
    owners = [owner for owner in ledger.owners() if owner not in (UNATTRIBUTED, VENUE)]
    held = [BotHolding(owner, name_of(owner), ledger.held(owner, asset)) for owner in owners]
    bots = tuple(row for row in held if row.amount)
    total, price = venue.get(asset, ZERO), price_of(asset)
    usable = sum((ledger.free(owner, asset) for owner in [*owners, UNATTRIBUTED]), ZERO)
    in_bots = sum((row.amount for row in bots), ZERO)
    gains = {owner: open_profit_of(owner, asset) for owner in owners}
    profit = sum((gains[row.bot] for row in bots), ZERO)
    of_bots = _worth([(row.amount + gains[row.bot], bot_price_of(row.bot, asset) or price) for row in bots])
    outside = _worth([(total - in_bots, price)])
    return Holding(
        asset,
        total,
        usable if free is None else free.get(asset),
        in_bots,
        ledger.held(UNATTRIBUTED, asset),
        total - ledger.account_total(asset),
        None if of_bots is None or outside is None else of_bots + outside,
        bots,
        of_bots,
        profit,
    )


def _worth(amounts: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The sum of amounts at their prices; None where a price is not known."""
    known = [(amount, price) for amount, price in amounts if amount]
    if any(price is None for _, price in known):
        return None
    return sum((amount * price for amount, price in known if price is not None), ZERO)
