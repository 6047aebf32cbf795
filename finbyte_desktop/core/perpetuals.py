"""Perpetuals in the kernel: whether the margin of an order is there, and what trades, funding and a
liquidation book.

All of a bot's money stands behind its one position (isolated margin), so nothing is reserved order by order:
an order may leave while the worst of both sides, all resting orders filled, stays within what that money may
carry (docs/decisions/0017).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Isolate
from finbyte_desktop.core.contract import Settled
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import FundingSettled, Liquidated, OrderFilled
from finbyte_desktop.core.intents import BotState, Level, Take
from finbyte_desktop.core.ledger import (
    FEES,
    FREE,
    FUNDING,
    POSITION,
    TRADED,
    UNATTRIBUTED,
    VENUE,
    Line,
)
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY, MARKET, SELL, Order, OrderSpec, Role, Side
from finbyte_desktop.core.passing import EXIT_WAITS
from finbyte_desktop.core.position import FLAT, traded
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

LIQUIDATED = "liquidated"
EXIT = "take:exit"  # the slot in which what a bot holds is ended
ROUNDING = Decimal("0.000001")  # quote, and as a part of what was traded: no more is a rounding of the venue
BESIDE_NS = 15_000_000_000  # Binance, "funding rates": the time of settlement may be 15 s off
Row = tuple[Decimal, Decimal]  # price, quantity


class Perpetuals:
    """Keeps the positions of the bots of one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def bot_of(self, instrument: str) -> BotRecord | None:
        """The one bot that may hold this market's position."""
        for record in self._kernel.bots.values():
            if record.instrument.id == instrument and (record.position.qty or record.state not in ENDED_BOTS):
                return record
        return None

    def held(self, instrument: str) -> Decimal:
        """What the bots of a market hold together, signed base units."""
        records = self._kernel.bots.values()
        return sum((record.position.qty for record in records if record.instrument.id == instrument), ZERO)

    def holder(self, instrument: str, ns: int) -> BotRecord | None:
        """The bot that had this market's position at a time, whatever became of it since. Venues settle some
        seconds beside the hour: a bot that held so near to it is meant where none did exactly then.
        """
        if self._kernel.placing.rules < EXIT_WAITS:  # on paper everything is told when it happens
            return self.bot_of(instrument)
        records = [r for r in self._kernel.bots.values() if r.instrument.id == instrument]
        for beside_ns in (0, BESIDE_NS):
            held = [record for record in records if record.held_at(ns, beside_ns)]
            if held:
                return held[-1]
        return None

    def check_new(self, instrument: str) -> None:
        """Raises UserError where another bot has the position of this market: it would be netted with it."""
        other = self.bot_of(instrument)
        if other is not None:
            raise UserError(
                "Another bot trades this perpetual, and the venue keeps one position a market: both "
                "would share it, and neither could tell its profit. Stop that bot first, or choose another.",
                "position_taken",
                "market",
            )

    def isolate(self, record: BotRecord, amount: Decimal) -> None:
        """Puts money that came to the bot behind its position, or takes it back."""
        record.put_in += amount
        if amount:
            self._kernel.commands.append(Isolate(record.instrument.id, amount, record.leverage))

    def give_back(self, record: BotRecord, amount: Decimal) -> None:
        """Takes what is left of an ended bot's money from behind its position. Where something was charged
        to it later, the account has paid that: nothing is to be put in.
        """
        if amount > 0:
            self.isolate(record, -amount)
        else:
            record.put_in -= amount

    def put_in(self, instrument: str) -> Decimal:
        """All that was ever put behind the position of a market, less what was taken back, quote."""
        records = self._kernel.bots.values()
        return sum((record.put_in for record in records if record.instrument.id == instrument), ZERO)

    def leverages(self) -> dict[str, Decimal]:
        """The perpetuals that bots ever traded, each with the leverage of the last bot there."""
        records = self._kernel.bots.values()
        return {r.instrument.id: r.leverage for r in records if r.instrument.perpetual is not None}

    # --- before an order leaves -------------------------------------------------------------------

    def lacks(self, record: BotRecord, want: OrderSpec) -> bool:
        """Whether the bot's money may not carry this order with all that rest beside it: what was put in, or
        what the bot has where it earned more. A loss on paper forbids nothing; it ends in a liquidation. A
        grid (`sized_by_plan`) was paid for at its start: it answers every fill of its plan.
        """
        if getattr(record.bot, "sized_by_plan", False) or not record.adds(want):
            return False
        i = record.instrument
        price = self._price(record, want, self._kernel.last.get(i.id, want.price))
        money = max(record.put_in, self._kernel.ledger.held(record.id, i.quote))
        return self._worst(record, want, price) > money * record.leverage

    def _price(self, record: BotRecord, want: OrderSpec, last: Decimal) -> Decimal:
        if want.type is not MARKET:
            return want.price
        return record.instrument.worse(last, want.side, self._kernel.slippage)

    @staticmethod
    def _worst(record: BotRecord, want: OrderSpec, price: Decimal) -> Decimal:
        """What the larger side is entered at when all of its orders fill, quote."""
        long, short = _sides(record, want, price)
        qty, value = record.position
        return max(long + value if qty > 0 else long, short + value if qty < 0 else short)

    @staticmethod
    def exposure(record: BotRecord, price: Decimal) -> Decimal:
        """What the larger side is worth at a price when all of its orders fill, quote."""
        long, short = _sides(record)
        qty = record.position.qty
        return max(long + max(qty, ZERO) * price, short + max(-qty, ZERO) * price)

    # --- a position that outlived its bot ----------------------------------------------------------------

    @staticmethod
    def kept(record: BotRecord) -> bool:
        """Whether a bot has ended and holds a position still, which nothing is about to change."""
        return record.state in ENDED_BOTS and bool(record.position.qty) and not record.live_orders()

    def close(self, record: BotRecord) -> None:
        """Closes what a bot kept at its end, at the market. Raises UserError while its market is away."""
        if record.instrument.id in self._kernel.away:
            if self._kernel.placing.rules:
                raise UserError(
                    "No order leaves for this market just now, so its position cannot be closed. Nothing was "
                    "sent. Settings, Connections says what it waits for.",
                    "position_held_up",
                )
            raise UserError(
                "The prices of this market are away, so its position cannot be closed now. Nothing was sent. "
                "Choose the feed of its bot again.",
                "position_away",
            )
        record.stopping = True
        slot = record.slots.get(EXIT)
        if slot is not None and self._kernel.placing.rules >= EXIT_WAITS:
            # one before it that found nobody holds nothing back: a person asks again
            slot.blocked = slot.blocked_spec = None
        qty = record.position.qty
        side = SELL if qty > 0 else BUY
        self._kernel.take(record, Take(EXIT, side, abs(qty), "by_you", reduce_only=True))

    def is_crossed(self, record: BotRecord) -> bool:
        """Whether the account's position is not as large as this bot's, or on the other side, because other
        bots hold the other side of it: one order that filled after its bot's end is enough. What ends the
        bot's position then opens one at the venue, or enlarges it, and that is what the others hold.
        """
        if self._kernel.placing.rules < EXIT_WAITS:
            return False
        own, held = record.position.qty, self.held(record.instrument.id)
        return bool(own) and (own * held <= 0 or abs(held) < abs(own))

    # --- what happened ----------------------------------------------------------------------------

    def book(self, record: BotRecord, slot: Slot, order: Order, event: OrderFilled) -> None:
        """Books one trade: contracts, the profit of what it closed, its fee."""
        i, bot = record.instrument, record.id
        qty = event.qty if order.spec.side is BUY else -event.qty
        self._check(record, qty, event)
        position, realised = traded(record.position, qty, event.price, booked=event.realised)
        record.holds(position, event.ns)
        lines: list[Line] = [(bot, POSITION, i.id, qty), (VENUE, TRADED, i.id, -qty)]
        if realised:
            lines += [(bot, FREE, i.quote, realised), (VENUE, TRADED, i.quote, -realised)]
        if event.fee:
            payer = bot if event.fee_asset == i.quote else UNATTRIBUTED
            lines += [(payer, FREE, event.fee_asset, -event.fee), (VENUE, FEES, event.fee_asset, event.fee)]
            if payer == bot:
                slot.fee_quote += event.fee
        self._kernel.post("fill", event.trade_id, lines)

    def _check(self, record: BotRecord, qty: Decimal, event: OrderFilled) -> None:
        """Our arithmetic beside what the venue booked: more than a rounding apart is told."""
        if event.realised is None:
            return
        ours = traded(record.position, qty, event.price).realised
        if abs(ours - event.realised) > ROUNDING + event.qty * event.price * ROUNDING:
            said = (
                ("venue", event.realised),
                ("ours", ours),
                ("quote", record.instrument.quote),
                ("trade", event.trade_id),
            )
            self._kernel.facts.append(fx.Said(event.ns, record.id, Level.INFO, "profit_differs", said))

    def settled(self, event: FundingSettled) -> None:
        """Funding of a position, the venue's word. Where it is read again (live), it is booked once."""
        if self._kernel.placing.rules and not self._kernel.outside.is_new(event.instrument, event.ref):
            self._kernel.facts.append(fx.EventIgnored(event.ns, "funding_again", event.ref))
            return
        record = self.holder(event.instrument, event.ns)
        quote = self._kernel.instruments[event.instrument].quote
        owner = UNATTRIBUTED if record is None else record.id
        if event.amount:
            lines = ((owner, FREE, quote, event.amount), (VENUE, FUNDING, quote, -event.amount))
            self._kernel.post("funding", event.ref, lines)
        if record is not None and event.amount:
            said = (("rate", event.rate), ("mark", event.mark), ("amount", event.amount), ("quote", quote))
            self._kernel.facts.append(fx.Said(event.ns, record.id, Level.INFO, "funding", said))
            off = None if event.expected is None else abs(event.amount - event.expected)
            if off is not None and off > ROUNDING + abs(event.amount) * ROUNDING:
                differs = (("venue", event.amount), ("ours", event.expected or ZERO), ("quote", quote))
                self._kernel.facts.append(
                    fx.Said(event.ns, record.id, Level.WARNING, "funding_differs", differs)
                )
            if record.state not in ENDED_BOTS:
                price = self._kernel.last.get(event.instrument, event.mark)
                self._kernel.tell(record, Settled(event.ns, event.amount, price))

    def liquidated(self, event: Liquidated) -> None:
        """The venue closed a bot's position: all of its money is lost, and the bot has ended."""
        kernel = self._kernel
        record = self.bot_of(event.instrument)
        if record is None or not record.position.qty:
            kernel.facts.append(fx.AccountFlagged(event.ns, "liquidation_of_no_bot", event.trade_id))
            return
        i, bot, qty = record.instrument, record.id, record.position.qty
        if event.qty != abs(qty):
            kernel.facts.append(fx.AccountFlagged(event.ns, "liquidation_differs", event.trade_id))
        lost = kernel.ledger.free(bot, i.quote)
        record.holds(FLAT, event.ns)
        lines: list[Line] = [
            (bot, POSITION, i.id, -qty),
            (VENUE, TRADED, i.id, qty),
            (bot, FREE, i.quote, -lost),
            (VENUE, TRADED, i.quote, lost),
        ]
        kernel.post("liquidation", event.trade_id, lines)
        head = (event.ns, event.trade_id, "", bot, "", i.id, event.side, event.price, abs(qty))
        kernel.facts.append(fx.FillBooked(*head, ZERO, i.quote, ZERO, Role.LIQUIDATION, None))
        said = (
            ("price", event.price),
            ("qty", abs(qty)),
            ("lost", lost),
            ("quote", i.quote),
            ("base", i.base),
        )
        kernel.facts.append(fx.Said(event.ns, bot, Level.ERROR, LIQUIDATED, said))
        if record.state not in ENDED_BOTS:  # one that kept its position at its end has its own reason
            kernel.end_bot(record, BotState.STOPPED, LIQUIDATED)


def _sides(
    record: BotRecord, want: OrderSpec | None = None, price: Decimal = ZERO
) -> tuple[Decimal, Decimal]:
    """What buys, and what sells, enter beyond the position that they close, quote."""
    rows: dict[Side, list[Row]] = {Side.BUY: [], Side.SELL: []}
    for order in record.live_orders():
        rows[order.spec.side].append((order.spec.price, order.remaining))
    if want is not None:
        rows[want.side].append((price, want.qty))
    qty = record.position.qty
    buys, sells = sorted(rows[Side.BUY], reverse=True), sorted(rows[Side.SELL])
    return _cost(buys, max(-qty, ZERO)), _cost(sells, max(qty, ZERO))


def _cost(rows: list[Row], closing: Decimal) -> Decimal:
    """What the rows cost beyond the quantity that closes the other side, nearest first."""
    total, left = ZERO, closing
    for price, qty in rows:
        closes = min(left, qty)
        left -= closes
        total += price * (qty - closes)
    return total
