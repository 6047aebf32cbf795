"""Which feed a bot's orders, coins and position belong to: another may have other prices for its market."""

from __future__ import annotations

from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services import ports
from finbyte_desktop.services.desk_verbs import DeskVerbs
from finbyte_desktop.services.feed_choice import choice_of, feed_key, goes_on
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.venues.paper import PaperVenue


class DeskFeeds(DeskVerbs):
    """`_saved_feeds` is the saved state of the paper venue, set by the desk; `_left` follows from it."""

    _runner: Runner
    _saved_feeds: dict[str, Any]
    _left: dict[str, list[tuple[int, str]]]  # when a market's feeds were left, and which

    def _seen_ns(self, market: str) -> int:
        """The last moment at which one of the market's bots was looked at."""
        return max((e.sampled_ns for e in self._entries.values() if market in e.names), default=0)

    def _left_at(self, market: str) -> tuple[int, str] | None:
        """When the feed that a market's bots lived on was left, and the name of its position."""
        seen = self._seen_ns(market)
        left = self._left.get(market, [])
        return min((one for one in left if one[0] >= seen), default=max(left, default=None))

    def _refuse_other_prices(self, venue: PaperVenue, key: str, *, opening: bool = False) -> None:
        """Raises UserError for a feed that has other prices for a market on which a bot has orders, coins or
        a position: orders would rest on neither, and what is held would be worth something else at once. At
        the `opening` no feed has played yet.
        """
        for entry in self._entries.values():
            shared = entry.names & set(venue.instruments())
            if shared and self._feed_key_of(entry) not in (None, key):
                raise UserError(
                    f"This feed has other prices for the market on which {entry.name} has orders. Nothing "
                    "was changed. Stop that bot first, or choose its own feed.",
                    "other_prices",
                )
            held = (market for market in shared if self._holds(entry, market))
            if any(self._lived_on(entry, market, opening) not in (None, key) for market in held):
                raise UserError(
                    f"This feed has other prices for what {entry.name} holds. Nothing was changed. Stop that "
                    "bot and close its position first, or choose its own feed.",
                    "other_prices",
                )

    def _holds(self, entry: BotEntry, market: str) -> bool:
        """Whether a bot has a position in a market, or coins of it that could be sold."""
        record = self._kernel.bots.get(entry.id)
        if record is None:
            return False
        i = self._kernel.instruments[market]
        if i.perpetual is not None:
            return bool(record.position.qty)
        return entry.state not in ENDED_BOTS and self._kernel.ledger.held(entry.id, i.base) >= i.lot

    def _lived_on(self, entry: BotEntry, market: str, opening: bool) -> str | None:
        """The feed at whose prices a bot held something of a market last; None when it is not known."""
        here = self._runner.venue
        if not opening and isinstance(here, PaperVenue) and market in here.instruments():
            return self._runner.feed_key
        left = self._left.get(market, [])
        found = min((one for one in left if one[0] >= entry.sampled_ns), default=max(left, default=None))
        return None if found is None else found[1]

    def _feed_key_of(self, entry: BotEntry) -> str | None:
        """The feed on which a bot's orders rest; None for a bot without orders."""
        record = self._kernel.bots.get(entry.id)
        live = [order.client_id for order in record.live_orders()] if record is not None else []
        here = self._runner.venue
        if isinstance(here, PaperVenue) and any(client_id in here.open_orders() for client_id in live):
            return self._runner.feed_key
        for name, state in self._saved_feeds.items():
            if name.startswith("feed:"):
                kept = str(state)
                if any(client_id in kept for client_id in live):
                    return name.removeprefix("feed:")
        return None

    def _moved_from(self, choice: ports.FeedChoice) -> str | None:
        """The name of the position of the same file at another place, where it is no more."""
        if choice.path is None or f"feed:{feed_key(choice)}" in self._saved_feeds:
            return None
        for name, state in self._saved_feeds.items():
            key = name.removeprefix("feed:")
            if key == name or not state["walks"]:
                continue
            before = choice_of(key, None)
            if before.kind is not choice.kind or all(path.exists() for path in before.paths):
                continue
            if goes_on(choice, state):
                return key
        return None
