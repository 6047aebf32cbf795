"""What happens to positions of an account without an order of a bot: stops at the venue, a person, the venue.

The venue has one position a market. What closes it belongs to the bot that holds it, whoever sent the order:
it is booked as the venue booked it, and the bot ends. What nobody here ordered is booked outside all bots.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.contract import StopAsked
from finbyte_desktop.core.events import Exit, ForeignTraded, PositionEnded
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.ledger import FEES, FREE, POSITION, TRADED, UNATTRIBUTED, VENUE, Line
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY, Role
from finbyte_desktop.core.position import traded
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

KEPT = 2_000
LIQUIDATED, DELEVERAGED, STOPPED, PANICKED = "liquidated", "deleveraged", "stop", "panic"
BY_THE_VENUE = frozenset({LIQUIDATED, DELEVERAGED})


def settled_in(instrument: str) -> str:
    """The asset in which a perpetual settles, by its name alone; empty for a spot market."""
    return instrument.partition(":")[2].partition(":")[2]


class Outside:
    """Books it for one kernel.

    Attributes:
        seen: fundings that were booked, oldest first, so that none is booked twice.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.seen: dict[str, None] = {}

    def is_new(self, instrument: str, ref: str) -> bool:
        """Whether this funding was not booked yet; from now on it was."""
        key = f"{instrument}/{ref}"
        if key in self.seen:
            return False
        self.seen[key] = None
        if len(self.seen) > KEPT:
            del self.seen[next(iter(self.seen))]
        return True

    def foreign(self, event: ForeignTraded) -> None:
        """A trade on a perpetual that nobody here ordered: outside all bots, though the venue nets it."""
        settle = settled_in(event.instrument)
        qty = event.qty if event.side is BUY else -event.qty
        lines: list[Line] = [
            (UNATTRIBUTED, POSITION, event.instrument, qty),
            (VENUE, TRADED, event.instrument, -qty),
        ]
        if event.realised:
            lines += [(UNATTRIBUTED, FREE, settle, event.realised), (VENUE, TRADED, settle, -event.realised)]
        if event.fee:
            lines += [
                (UNATTRIBUTED, FREE, event.fee_asset, -event.fee),
                (VENUE, FEES, event.fee_asset, event.fee),
            ]
        self._kernel.post("foreign", event.trade_id, lines)
        self._kernel.taking.saw(event)
        self._kernel.facts.append(fx.AccountFlagged(event.ns, "foreign_trade", event.trade_id))

    def ended(self, event: PositionEnded) -> None:
        """A trade closed the position of a bot, or a part of it. Where no bot holds so much on that side, the
        rest was traded outside all bots.
        """
        kernel, late = self._kernel, self._kernel.late
        if late.is_foreign(event.instrument, event.trade_id, event.side):
            kernel.facts.append(fx.EventIgnored(event.ns, "foreign_again", event.trade_id))
            return
        record = kernel.perpetuals.bot_of(event.instrument)
        held = ZERO if record is None else -record.position.qty if event.side is BUY else record.position.qty
        if record is None or held <= 0:
            head = (event.ns, event.instrument, event.trade_id, event.side, event.price, event.qty)
            late.foreign(ForeignTraded(*head, event.fee, event.fee_asset, event.realised))
            return
        late.saw_foreign(event.instrument, event.trade_id, event.side)
        self._book(record, event, min(held, event.qty))
        self._tell(record, event)

    def _book(self, record: BotRecord, event: PositionEnded, closed: Decimal) -> None:
        i, bot, sign = record.instrument, record.id, 1 if event.side is BUY else -1
        position, _ = traded(record.position, sign * closed, event.price, booked=event.realised)
        record.holds(position, event.ns)
        lines: list[Line] = [
            (bot, POSITION, i.id, sign * closed),
            (VENUE, TRADED, i.id, -sign * event.qty),
        ]
        if event.qty != closed:
            lines.append((UNATTRIBUTED, POSITION, i.id, sign * (event.qty - closed)))
        if event.realised:
            lines += [(bot, FREE, i.quote, event.realised), (VENUE, TRADED, i.quote, -event.realised)]
        paid = event.fee if event.fee_asset == i.quote else ZERO
        if event.fee:
            payer = bot if paid else UNATTRIBUTED
            lines += [(payer, FREE, event.fee_asset, -event.fee), (VENUE, FEES, event.fee_asset, event.fee)]
        kernel = self._kernel
        kernel.post(event.why, event.trade_id, lines)
        head = (event.ns, event.trade_id, "", bot, "", i.id, event.side, event.price, closed)
        fees = (event.fee, event.fee_asset, paid)
        kernel.facts.append(fx.FillBooked(*head, *fees, Role.TAKER, None, event.realised))

    def _tell(self, record: BotRecord, event: PositionEnded) -> None:
        """What happened, in the bot's log; it ends with what is left of it."""
        kernel = self._kernel
        said = (
            ("why", event.why),
            ("price", event.price),
            ("qty", event.qty),
            ("realised", event.realised),
            ("fee", event.fee),
            ("quote", record.instrument.quote),
            ("base", record.instrument.base),
        )
        level = Level.ERROR if event.why in BY_THE_VENUE else Level.WARNING
        kernel.facts.append(fx.Said(event.ns, record.id, level, f"position_{event.why}", said))
        if record.state not in ENDED_BOTS:
            kernel.approvals.withdraw_all(record, "stopped")
            kernel.tell(record, StopAsked(event.ns, Exit.SELL, event.price, event.why))
