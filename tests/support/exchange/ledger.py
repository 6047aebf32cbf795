"""The money of every account of one venue: nothing appears or vanishes, it only moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.exchange.values import ATOMS, Account, BalanceChanged, Event, Instrument, Order, Side

if TYPE_CHECKING:
    from collections.abc import Callable

OUTSIDE = "outside"  # deposits come from here, so the sum over all accounts is always 0
FEES = "fees"
CLEARING = "clearing"  # the other side of every realised profit of a linear market
HOUSE = (OUTSIDE, FEES, CLEARING)
DISCOUNT = ATOMS * 3 // 4


class Ledger:
    """Accounts, transfers, locks and fees; emits BalanceChanged for transfers that no trade caused."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self.now_ns = 0
        self.accounts = {name: Account(name, is_house=True) for name in HOUSE}

    def open(self, name: str, *, is_house: bool = False) -> Account:
        if name not in self.accounts:
            self.accounts[name] = Account(name, is_house=is_house)
        return self.accounts[name]

    def move(self, source: str, target: str, asset: str, atoms: int) -> None:
        """Carry atoms from one account to another; a negative amount goes the other way."""
        for name, delta in ((source, -atoms), (target, atoms)):
            account = self.accounts[name]
            account.total[asset] = account.total.get(asset, 0) + delta

    def deposit(self, name: str, asset: str, atoms: int, why: str = "DEPOSIT") -> None:
        """Bring money in, or with a negative amount take it out."""
        self.move(OUTSIDE, name, asset, atoms)
        self.note(name)
        self._emit(BalanceChanged(name, (asset,), why, atoms))

    def note(self, name: str) -> None:
        account = self.accounts[name]
        if not account.is_house:
            account.note(self.now_ns)

    def sums(self) -> dict[str, int]:
        """What all accounts together hold of each asset: 0, whatever happened."""
        sums: dict[str, int] = {}
        for account in self.accounts.values():
            for asset, atoms in account.total.items():
                sums[asset] = sums.get(asset, 0) + atoms
        return sums

    # ---------------------------------------------------------------------------- locks

    def relock(self, order: Order, instrument: Instrument, atoms: int) -> None:
        """Make the order hold exactly these atoms of what it would pay with."""
        asset = locked_asset(order, instrument)
        locked = self.accounts[order.account].locked
        locked[asset] = locked.get(asset, 0) + atoms - order.locked
        order.locked = atoms

    # ---------------------------------------------------------------------------- fees

    def charge(
        self,
        name: str,
        instrument: Instrument,
        side: Side,
        cost: int,
        base: int,
        *,
        is_maker: bool,
        bnb: int,
        swaps_rebates: bool = False,
    ) -> tuple[int, str]:
        """Take the fee of a fill; returns (fee, asset). bnb is the price of BNB in quote atoms, 0 unknown."""
        account = self.accounts[name]
        own = account.maker_fee if is_maker else account.taker_fee
        rate = own if own is not None else instrument.maker_fee if is_maker else instrument.taker_fee
        if account.is_house:
            return 0, instrument.quote
        if account.fees_in == "BNB" and bnb and rate > 0:
            fee = -(-cost * rate * DISCOUNT // (ATOMS * bnb))
            if fee <= account.free("BNB"):
                self.move(name, FEES, "BNB", fee)
                return fee, "BNB"
        swapped = swaps_rebates and is_maker and rate < 0
        in_base = (side is Side.BUY) is not swapped and not instrument.is_linear
        asset, amount = (instrument.base, base) if in_base else (instrument.quote, cost)
        fee = amount * rate // ATOMS if rate >= 0 else -(amount * -rate // ATOMS)
        self.move(name, FEES, asset, fee)
        return fee, asset


def locked_asset(order: Order, instrument: Instrument) -> str:
    return instrument.quote if order.side is Side.BUY else instrument.base


def required_lock(order: Order, instrument: Instrument) -> int:
    """What a spot order has to hold back while it waits or rests, in atoms."""
    if instrument.is_linear:
        return 0
    if order.side is Side.SELL:
        return order.left * instrument.lot_atoms
    if order.wish.quote_budget is not None:
        return order.budget_left
    return instrument.cost(order.price or order.trigger or 0, order.left)
