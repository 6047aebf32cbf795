"""A perpetual is made ready for a bot: nothing there that is not the bot's, isolated margin, its leverage.

What will be asked of the venue is on disk first; each setting is one request; what counts is what the venue
shows afterwards, not what it answered. Nothing else is sent before that.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.shown_accounts import label_of
from finbyte_desktop.services.venues.live_perpetuals import MarginMode, PositionMode
from finbyte_desktop.services.venues.live_port import Outcome, Rejected

if TYPE_CHECKING:
    from finbyte_desktop.services.live.shell import LiveShell

PART = "perpetual_settings"


def _symbol(instrument: str) -> str:
    return instrument.partition(":")[2].partition(":")[0]


class PerpetualSettings:
    """Of one account."""

    def __init__(self, shell: LiveShell) -> None:
        self._shell = shell

    async def prepare(self, instrument: str, leverage: Decimal) -> None:
        """Makes a market ready, or raises: UserError with what a person has to do, Unavailable when the venue
        does not show what was asked for, VenueRejected. No order was sent then.
        """
        await self._refuse_hedged(instrument)
        await self._refuse_taken(instrument)
        before = await self._shell.port.leverage(instrument)
        if (before.leverage, before.margin) != (leverage, MarginMode.ISOLATED):
            await self._shell.keep(PART, {"market": instrument, "leverage": plain(leverage)})
            refused = ""
            if before.margin is not MarginMode.ISOLATED:
                refused = await self._isolate(instrument)
            if before.leverage != leverage and not refused:
                outcome = await self._shell.port.set_leverage(instrument, leverage)
                refused = self._refusal(outcome)
            await self._confirm(instrument, leverage, refused)
            await self._shell.keep(PART, None)
        self._shell.truth.leverages[instrument] = leverage

    async def _isolate(self, instrument: str) -> str:
        name = self._shell.port.name
        if name == "bybit":  # there it is a setting of the whole account, and of everything in it
            raise UserError(
                "Bybit keeps one margin mode for the whole account, and yours is not isolated margin. "
                "Nothing was sent. Switch the account to isolated margin at Bybit, then create the bot "
                "again.",
                "margin_mode",
                "market",
            )
        return self._refusal(await self._shell.port.set_margin_mode(instrument, MarginMode.ISOLATED))

    @staticmethod
    def _refusal(outcome: Outcome) -> str:
        """Why the venue refused a setting; empty where it took it, or nobody knows: then it is looked."""
        return (outcome.text or outcome.code) if isinstance(outcome, Rejected) else ""

    async def _confirm(self, instrument: str, leverage: Decimal, refused: str) -> None:
        if await self._shell.truth.is_set(instrument, leverage):
            return
        await self._shell.keep(PART, None)
        label = label_of(self._shell.port.name)
        symbol = _symbol(instrument)
        if refused:
            raise Unavailable(
                f"{label} refused to set {symbol}: {refused}. No order was sent. Look at the settings of "
                "this market there, and try again.",
                "settings_not_confirmed",
            )
        raise Unavailable(
            f"{label} does not show isolated margin and leverage {plain(leverage)} for {symbol}. No order "
            "was sent. Look at the settings of this market there, and try again.",
            "settings_not_confirmed",
        )

    async def _refuse_hedged(self, instrument: str) -> None:
        if await self._shell.port.position_mode(instrument) is PositionMode.HEDGE:
            label = label_of(self._shell.port.name)
            raise UserError(
                "This account is in hedge mode, with a long and a short position a market. FinByte's bots "
                f"trade perpetuals in one-way mode. Nothing was sent. Switch {label} to one-way mode, which "
                "needs all positions closed, then create the bot again.",
                "hedge_mode",
                "market",
            )

    async def _refuse_taken(self, instrument: str) -> None:
        """What is there already would be netted with the bot's position, and nobody could tell its profit."""
        shell, symbol = self._shell, _symbol(instrument)
        label = label_of(shell.port.name)
        for position in await shell.port.positions():
            if position.instrument == instrument:
                raise UserError(
                    f"There is a position of {plain(position.qty)} in {symbol} at {label} already. The venue "
                    "keeps one position a market: it would be netted with the bot's. Nothing was sent. Close "
                    "it first, or choose another market.",
                    "position_there",
                    "market",
                )
        others = [r for r in await shell.port.open_orders(instrument) if not self._is_known(r.client_id)]
        stops = [p for p in await shell.port.protections() if p.instrument == instrument]
        if others or stops:
            raise UserError(
                f"{len(others) + len(stops)} orders rest in {symbol} at {label} that are no bot's. One that "
                "trades would change the bot's position. Nothing was sent. Cancel them first, or choose "
                "another market.",
                "orders_there",
                "market",
            )

    def _is_known(self, client_id: str | None) -> bool:
        return self._shell.reading.known(client_id) is not None
