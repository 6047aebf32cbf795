"""A position that its owner closed, or reduced, by other ways: the bot's books take that over.

What nobody here ordered is booked outside all bots, and the market stays closed while the venue's position is
another one than the bot's. Once a person says that it was closed outside, those trades become the bot's, with
the prices, profits and fees that the venue booked; what no trade explains is an adjustment without a price.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.contract import StopAsked
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, ForeignTraded, PositionTaken
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.ledger import FREE, POSITION, TRADED, UNATTRIBUTED, VENUE, Line
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import BUY, OPEN, RANK, Role
from finbyte_desktop.core.position import adjusted, traded
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

CLOSED_OUTSIDE = "closed_outside"
AVERAGE_PLACES = 12


class Part(NamedTuple):
    """What a trade outside did to the position of a bot: `qty` is signed."""

    trade: ForeignTraded
    qty: Decimal


def taken_away(held: Decimal, venue: Decimal) -> bool:
    """Whether a position was closed or reduced, maybe beyond its end."""
    return bool(held) and held != venue and ((venue > 0) is not (held > 0) or abs(venue) < abs(held))


def _left(held: Decimal, venue: Decimal) -> Decimal:
    """What a bot has of the venue's position: nothing of the other side."""
    return venue if (venue > 0) is (held > 0) else ZERO


def _signed(trade: ForeignTraded) -> Decimal:
    return trade.qty if trade.side is BUY else -trade.qty


class Taking:
    """Remembers the trades outside, and takes them over, for one kernel.

    Attributes:
        apart: by bot, what was traded outside in its market since both were the same, oldest first.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.apart: dict[str, list[ForeignTraded]] = {}

    def saw(self, trade: ForeignTraded) -> None:
        """Nobody here ordered this trade, and a bot holds a position in its market, or not."""
        record = self._kernel.perpetuals.bot_of(trade.instrument)
        if record is None or not record.position.qty:
            return
        trades = self.apart.setdefault(record.id, [])
        trades.append(trade)
        if not sum(map(_signed, trades)):  # it was made undone
            del self.apart[record.id]

    def explains(self, instrument: str, venue: Decimal) -> bool:
        """Whether trades that are known lead from the bot's position to the venue's."""
        record = self._kernel.perpetuals.bot_of(instrument)
        if record is None:
            return False
        held = record.position.qty
        left = _left(held, venue)
        return held + sum((part.qty for part in self._parts(record, left)), ZERO) == left

    def taken(self, event: PositionTaken) -> None:
        """A person says that the venue's position is the true one. Raises UserError where it is not one that
        was closed or reduced, or is not what was seen.
        """
        kernel = self._kernel
        record = kernel.perpetuals.bot_of(event.instrument)
        if record is None or not record.position.qty or event.venue == record.position.qty:
            raise no_difference()
        held = record.position.qty
        if event.bots != held:
            raise UserError(
                "The bot's position is another one by now. Nothing was changed. Look again.", "position_moved"
            )
        left = _left(held, event.venue)
        if not taken_away(held, event.venue):
            raise UserError(
                "The position at the venue is larger than the bot's: what was added outside is not the "
                "bot's, and it was not closed. Nothing was changed. Take back at the venue what you added, "
                "or stop the bot with its position closed.",
                "position_larger",
            )
        if any(RANK[order.state] < RANK[OPEN] for order in record.live_orders()):
            raise UserError(
                "It is not known yet what became of every order. Nothing was booked. Wait until it is, and "
                "try again.",
                "orders_without_proof",
            )
        self._take(record, left)
        if record.state in ENDED_BOTS:
            return
        # What a neutral grid closes is not told apart from what it opens: reduced, it would open more.
        goes_on = left and getattr(record.bot, "closing_side", None) is not None
        if not goes_on and not (left and record.stopping):
            kernel.approvals.withdraw_all(record, "stopped")
            price = kernel.last.get(record.instrument.id, ZERO)
            kernel.tell(record, StopAsked(event.ns, Exit.KEEP if left else Exit.SELL, price, CLOSED_OUTSIDE))

    def _take(self, record: BotRecord, left: Decimal) -> None:
        before = record.position.qty
        parts = self._parts(record, left)
        for part in parts:
            self._book(record, part)
        self.apart.pop(record.id, None)
        if parts:
            self._tell(record, before, parts)
        if record.position.qty != left:
            self._adjust(record, left - record.position.qty)

    def _parts(self, record: BotRecord, left: Decimal) -> list[Part]:
        """The trades that closed it, up to the moment when nothing was left where nothing is left now: what
        came after that is the trader's own. None where they do not lead there.
        """
        held = qty = record.position.qty
        parts: list[Part] = []
        for trade in self.apart.get(record.id, ()):
            moved = _signed(trade)
            if not left and (qty + moved) * held <= 0:
                return [*parts, Part(trade, -qty)]
            parts.append(Part(trade, moved))
            qty += moved
        leads = (qty > 0) is (held > 0) and abs(left) <= abs(qty) <= abs(held)
        return parts if leads else []

    def _book(self, record: BotRecord, part: Part) -> None:
        """One trade goes over from outside all bots, as the venue booked it."""
        trade, qty = part
        i, bot = record.instrument, record.id
        position, _ = traded(record.position, qty, trade.price, booked=trade.realised)
        record.holds(position, trade.ns)
        paid = trade.fee if trade.fee_asset == i.quote else ZERO
        money = trade.realised - paid
        lines: list[Line] = [(bot, POSITION, i.id, qty), (UNATTRIBUTED, POSITION, i.id, -qty)]
        if money:
            lines += [(bot, FREE, i.quote, money), (UNATTRIBUTED, FREE, i.quote, -money)]
        self._kernel.post(CLOSED_OUTSIDE, trade.trade_id, lines)
        head = (trade.ns, trade.trade_id, "", bot, CLOSED_OUTSIDE, i.id, trade.side, trade.price, abs(qty))
        fees = (trade.fee, trade.fee_asset, paid)
        left = trade.qty - abs(qty)
        self._kernel.facts.append(fx.OutsideTaken(trade.ns, i.id, trade.trade_id, trade.side, left))
        self._kernel.facts.append(fx.FillBooked(*head, *fees, Role.TAKER, None, trade.realised))

    def _adjust(self, record: BotRecord, qty: Decimal) -> None:
        """No trade explains it: the entry of what is left stays, and nothing is earned or lost."""
        i, bot, kernel = record.instrument, record.id, self._kernel
        outside = kernel.ledger.balance(UNATTRIBUTED, POSITION, i.id)
        known = min(abs(outside), abs(qty)) if (outside > 0) is (qty > 0) else ZERO
        known = known if qty > 0 else -known
        lines: list[Line] = [(bot, POSITION, i.id, qty), (VENUE, TRADED, i.id, known - qty)]
        lines.append((UNATTRIBUTED, POSITION, i.id, -known))
        record.holds(adjusted(record.position, qty), kernel.ns)
        kernel.post(CLOSED_OUTSIDE, bot, [line for line in lines if line[3]])
        kernel.facts.append(fx.PositionAdjusted(kernel.ns, bot, i.id, qty))
        said = (("qty", abs(qty)), ("left", record.position.qty), ("base", i.base), ("quote", i.quote))
        kernel.facts.append(fx.Said(kernel.ns, bot, Level.WARNING, "position_taken_unpriced", said))

    def _tell(self, record: BotRecord, before: Decimal, parts: Iterable[Part]) -> None:
        """What was taken over, in the bot's log."""
        i, kernel = record.instrument, self._kernel
        rows = [(abs(qty), trade) for trade, qty in parts]
        qty = sum((size for size, _ in rows), ZERO)
        cost = sum((size * trade.price for size, trade in rows), ZERO)
        fees = (trade.fee for _, trade in rows if trade.fee_asset == i.quote)
        said = (
            ("before", before),
            ("after", record.position.qty),
            ("trades", len(rows)),
            ("qty", qty),
            ("price", half_even_div(cost, qty, AVERAGE_PLACES)),
            ("realised", sum((trade.realised for _, trade in rows), ZERO)),
            ("fee", sum(fees, ZERO)),
            ("quote", i.quote),
            ("base", i.base),
        )
        kernel.facts.append(fx.Said(kernel.ns, record.id, Level.INFO, "position_taken", said))


def no_difference() -> UserError:
    """What whoever answers hears where both are the same."""
    return UserError("The position at the venue is the bot's by now. Nothing was changed.", "no_difference")
