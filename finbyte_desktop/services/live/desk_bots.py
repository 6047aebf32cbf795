"""What a person does to the bots of a live account, where several markets of a bot are meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.live.desk_perpetuals import LivePerpetuals
from finbyte_desktop.services.live.several import first_closed


class LiveBots(LivePerpetuals):
    """Commands that look at every market of a bot first."""

    async def edit(self, bot: str, params: Mapping[str, Any]) -> None:
        """Other parameters; markets that come with them are read first. Raises Unavailable too."""
        entry = self._entries[bot]
        named = self._markets_named(entry.kind.key, entry.market, params)
        new = [name for name in named if name not in entry.names]
        if new:
            await self._account.shell.use(*new)
        await super().edit(bot, params)

    async def decide(self, request: str, digest: str, approve: bool) -> None:
        """A person's answer; an approval waits while a market of its bot is closed for new orders."""
        asked = self._kernel.approvals.pending.get(request)
        traded = () if asked is None else self._kernel.bots[asked.bot].markets
        market = first_closed((one.id for one in traded), self._gates())
        if approve and market is not None:
            raise UserError(
                f"No new order leaves for {market.partition(':')[2]} now: its market is closed for orders. "
                "Nothing was sent, and the request waits. Settings, Connections says what it waits for.",
                "market_closed",
            )
        await super().decide(request, digest, approve)
