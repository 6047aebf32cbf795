"""Decimals of markets and names of bots, for lists that mix several of them."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import BotCard
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session

LIMIT = 500
NO_PLACES = -1


def of_currency(currency: str, amount: Decimal | None) -> tuple[str, Decimal] | None:
    """What amounts of several currencies are sorted by: each currency for itself. None for no amount."""
    return None if amount is None else (currency, amount)


class MarketPlaces:
    """Remembers the precision of each market it was asked about: that of now. What was traded on another feed
    of the market may have more digits, and shows them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[int, int] | None] = {}

    def price(self, market: str, value: Decimal) -> str:
        """A price with its market's decimals; every digit where the market is not known any more."""
        places = self._of(market)
        return fmt.number(value) if places is None else fmt.at_least(value, places[0])

    def average(self, market: str, value: Decimal) -> str:
        """A worked out price, cut to its market's decimals."""
        places = self._of(market)
        return fmt.number(value, places[0] if places is not None else None)

    def qty(self, market: str, value: Decimal) -> str:
        """A quantity with its market's decimals."""
        places = self._of(market)
        return fmt.number(value) if places is None else fmt.at_least(value, places[1])

    def _of(self, market: str) -> tuple[int, int] | None:
        if market not in self._known:
            if len(self._known) >= LIMIT:
                self._known.clear()
            try:
                found = self._session.desk.market(market)
            except FinByteError:
                self._known[market] = None
            else:
                self._known[market] = (found.price_places, found.qty_places)
        return self._known[market]


class BotPlaces:
    """Remembers the decimals of the prices of each bot's market."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, int] = {}

    def price_places(self, bot: str) -> int | None:
        """None for what is no bot."""
        if bot and bot not in self._known:
            try:
                cards = (*self._session.desk.cards(), *self._session.desk.cards(ended=True))
            except FinByteError:
                return None
            self._known = {card.id: _places_of(card) for card in cards}
            self._known.setdefault(bot, NO_PLACES)
        places = self._known.get(bot, NO_PLACES)
        return None if places == NO_PLACES else places


def _places_of(card: BotCard) -> int:
    """The decimals of a bot's prices; of one with several markets there are none."""
    return card.price_places if card.basket is None else NO_PLACES


class Owners:
    """Remembers the names of the bots that money belongs to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, str] = {}

    def name(self, owner: str) -> str:
        """A bot's name for its id; every other owner as it is called here."""
        if owner not in self._known:
            try:
                cards = (*self._session.desk.cards(), *self._session.desk.cards(ended=True))
            except FinByteError:
                return words.venue(owner)
            self._known = {owner: owner} | {card.id: card.name for card in cards}
        return words.venue(self._known[owner])
