"""Positions of linear perpetuals: margin, profit, funding and liquidation, in integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.exchange.ledger import CLEARING, Ledger
from tests.support.exchange.values import (
    ATOMS,
    Account,
    BalanceChanged,
    Event,
    Instrument,
    Order,
    Position,
    PositionChanged,
    Side,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEFAULT_LEVERAGE = 20


class Perpetuals:
    """What linear markets add to the ledger; marks are in ticks, one per market."""

    def __init__(
        self, ledger: Ledger, instruments: dict[str, Instrument], emit: Callable[[Event], None]
    ) -> None:
        self._ledger = ledger
        self._instruments = instruments
        self._emit = emit
        self.marks: dict[str, int] = {}

    def position(self, account: str, key: str, position_side: str) -> Position:
        positions = self._ledger.accounts[account].positions
        return positions.setdefault((key, position_side), Position())

    def leverage(self, account: Account, key: str) -> int:
        return account.leverage.get(key, DEFAULT_LEVERAGE)

    def closable(self, order: Order) -> int:
        """How many lots a reduce-only order may still take off its position."""
        position = self.position(order.account, order.key, order.wish.position_side)
        opposite = position.lots * order.side.sign < 0
        return abs(position.lots) if opposite else 0

    # ---------------------------------------------------------------------------- trades

    def apply(self, order: Order, price: int, lots: int) -> int:
        """Book a fill into the position; returns the realised profit in atoms, already moved."""
        instrument = self._instruments[order.key]
        position = self.position(order.account, order.key, order.wish.position_side)
        signed = lots * order.side.sign
        realised = 0
        closing = min(abs(position.lots), lots) if position.lots * signed < 0 else 0
        if closing:
            released = position.entry_cost * closing // abs(position.lots)
            gained = instrument.cost(price, closing) - released
            realised = gained if position.lots > 0 else -gained
            position.entry_cost -= released
            position.lots += closing * order.side.sign
            position.realised += realised
            self._ledger.move(CLEARING, order.account, instrument.quote, realised)
        opening = lots - closing
        if opening:
            if not position.lots:
                position.created_ns = self._ledger.now_ns
                position.entry_cost = 0
            position.lots += opening * order.side.sign
            position.entry_cost += instrument.cost(price, opening)
        if not position.lots:
            # What the divisions left over belongs to the last fill.
            position.entry_cost = 0
        position.updated_ns = self._ledger.now_ns
        return realised

    # ---------------------------------------------------------------------------- margin

    def unrealised(self, account: Account, key: str, position: Position) -> int:
        worth = self._instruments[key].cost(self.marks.get(key, 0), abs(position.lots))
        return worth - position.entry_cost if position.lots > 0 else position.entry_cost - worth

    def initial_margin(self, account: Account, key: str, lots: int) -> int:
        worth = self._instruments[key].cost(self.marks.get(key, 0), abs(lots))
        return -(-worth // self.leverage(account, key))

    def maintenance(self, key: str, lots: int) -> int:
        """The bracket formula: worth times rate minus the cumulated relief."""
        instrument = self._instruments[key]
        worth = instrument.cost(self.marks.get(key, 0), abs(lots))
        relief, previous = 0, 0
        for floor, cap, _, rate in instrument.brackets:
            relief += floor * (rate - previous)
            previous = rate
            if worth < cap * ATOMS:
                return worth * rate // ATOMS - relief
        return worth * previous // ATOMS - relief

    def order_margin(self, account: Account, orders: Iterable[Order]) -> int:
        """What the open orders need beyond the positions: the worse of all buys and all sells filled."""
        buys: dict[str, int] = {}
        sells: dict[str, int] = {}
        for order in orders:
            if order.wish.is_reducing or not self._instruments[order.key].is_linear:
                continue
            side = buys if order.side is Side.BUY else sells
            side[order.key] = side.get(order.key, 0) + order.left
        margin = 0
        for key in sorted({*buys, *sells}):
            net = sum(p.lots for (of, _), p in account.positions.items() if of == key)
            worst = max(abs(net + buys.get(key, 0)), abs(net - sells.get(key, 0))) - abs(net)
            margin += self.initial_margin(account, key, max(worst, 0))
        return margin

    def summary(self, account: Account, asset: str, orders: Iterable[Order]) -> dict[str, int]:
        """Wallet, unrealised profit, margins and what is available, in atoms of the asset."""
        unrealised = initial = upkeep = 0
        for (key, _), position in account.positions.items():
            if position.lots and self._instruments[key].quote == asset:
                unrealised += self.unrealised(account, key, position)
                initial += self.initial_margin(account, key, position.lots)
                upkeep += self.maintenance(key, position.lots)
        held = self.order_margin(account, orders)
        wallet = account.total.get(asset, 0)
        free = wallet - account.locked.get(asset, 0) + unrealised - initial - held
        return {
            "wallet": wallet,
            "unrealised": unrealised,
            "position_margin": initial,
            "order_margin": held,
            "maintenance": upkeep,
            "available": max(free, 0),
        }

    def liquidation_price(self, account: Account, key: str, position: Position) -> int:
        """The mark in ticks at which a cross position would be closed; 0 when there is none."""
        instrument = self._instruments[key]
        size = abs(position.lots)
        if not size:
            return 0
        equity = account.total.get(instrument.quote, 0)
        slack = equity + self.unrealised(account, key, position) - self.maintenance(key, position.lots)
        ticks = self.marks.get(key, 0) - (slack // instrument.cost(1, size)) * (
            1 if position.lots > 0 else -1
        )
        return max(ticks, 0)

    def is_under_water(self, account: Account, asset: str) -> bool:
        open_positions = [(k, p) for (k, _), p in account.positions.items() if p.lots]
        if not open_positions:
            return False
        equity = account.total.get(asset, 0)
        equity += sum(self.unrealised(account, key, position) for key, position in open_positions)
        return equity < sum(self.maintenance(key, position.lots) for key, position in open_positions)

    # ---------------------------------------------------------------------------- funding

    def fund(self, key: str, rate: int) -> list[tuple[str, int]]:
        """Pay or take the funding of one market; longs pay a positive rate. Returns (account, income)."""
        instrument = self._instruments[key]
        paid: list[tuple[str, int]] = []
        if instrument.status is Status.DELISTED:
            return paid
        for account in list(self._ledger.accounts.values()):
            for (of, side), position in account.positions.items():
                if of != key or not position.lots:
                    continue
                worth = instrument.cost(self.marks.get(key, 0), abs(position.lots))
                income = -(worth * rate // ATOMS) * (1 if position.lots > 0 else -1)
                self._ledger.move(CLEARING, account.name, instrument.quote, income)
                if not account.is_house:
                    self._ledger.note(account.name)
                    paid.append((account.name, income))
                    change = BalanceChanged(account.name, (instrument.quote,), "FUNDING_FEE", income)
                    change.amounts = {"rate": rate, "lots": position.lots}
                    self._emit(change)
                    self._emit(PositionChanged(account.name, key, side, "FUNDING_FEE"))
        return paid
