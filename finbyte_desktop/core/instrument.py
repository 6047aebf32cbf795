"""What can be traded: steps, minimums and fees of one market. All rounding of orders goes through here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finbyte_desktop.core.margin import Perpetual
from finbyte_desktop.core.numbers import ceil_div, ceil_to, floor_div, floor_to, is_multiple, scale_of
from finbyte_desktop.core.orders import BUY, Side

FEE_STEP = Decimal("0.00000001")
_FINE_QUOTES = frozenset({"BTC", "ETH", "BNB"})


def money_places(quote: str) -> int:
    """Decimals in which a person is told amounts of money in an asset."""
    return 8 if quote in _FINE_QUOTES else 2


@dataclass(frozen=True, slots=True)
class Fees:
    """Maker and taker rates (0.001 = 0.1 %) and the asset in which they are paid.

    `asset` is "quote" (both sides pay quote), "base" (a buy pays base, a sell pays quote) or the name of a
    third asset, whose price in quote is then `asset_price`.
    """

    maker: Decimal
    taker: Decimal
    asset: str = "quote"
    asset_price: Decimal | None = None
    step: Decimal = FEE_STEP


@dataclass(frozen=True, slots=True)
class Instrument:
    """One market of one venue. Prices are quote per base, quantities base units.

    Attributes:
        id: name that is unique over all venues, such as "paper:BTC/USDT".
        max_live_orders: how many resting orders the venue takes on this market.
        perpetual: margin and funding of a linear perpetual; None for a spot market.
    """

    id: str
    base: str
    quote: str
    tick: Decimal
    lot: Decimal
    min_qty: Decimal
    min_notional: Decimal
    fees: Fees
    max_live_orders: int = 200
    perpetual: Perpetual | None = None

    @property
    def price_places(self) -> int:
        """Decimals of a price."""
        return scale_of(self.tick)

    @property
    def qty_places(self) -> int:
        """Decimals of a quantity."""
        return scale_of(self.lot)

    def price_down(self, price: Decimal) -> Decimal:
        """The highest valid price <= price."""
        return floor_to(price, self.tick)

    def price_up(self, price: Decimal) -> Decimal:
        """The lowest valid price >= price."""
        return ceil_to(price, self.tick)

    def worse(self, price: Decimal, side: Side, part: Decimal) -> Decimal:
        """The valid price that is worse by this part for whoever takes on a side: above for a buy, below for
        a sell, there one tick at least. The one rule for how far an order at the market may go.
        """
        if side is BUY:
            return self.price_up(price * (1 + part))
        return max(self.tick, self.price_down(price * (1 - part)))

    def on_tick(self, price: Decimal) -> bool:
        """Whether the venue takes this price."""
        return is_multiple(price, self.tick)

    def qty_down(self, qty: Decimal) -> Decimal:
        """The largest valid quantity <= qty."""
        return floor_to(qty, self.lot)

    def qty_up(self, qty: Decimal) -> Decimal:
        """The smallest valid quantity >= qty."""
        return ceil_to(qty, self.lot)

    def qty_down_div(self, amount: Decimal, price: Decimal) -> Decimal:
        """The largest valid quantity that costs at most `amount` at `price`."""
        return floor_div(amount, price, self.lot)

    def qty_up_div(self, amount: Decimal, divisor: Decimal) -> Decimal:
        """amount / divisor, rounded up to a valid quantity."""
        return ceil_div(amount, divisor, self.lot)

    def fee_up(self, amount: Decimal) -> Decimal:
        """A fee amount rounded up to the fee step."""
        return ceil_to(amount, self.fees.step)

    @property
    def maker_in_quote(self) -> Decimal:
        """Maker rate that a buy pays in quote, 0 when fees are paid elsewhere."""
        return self.fees.maker if self.fees.asset == "quote" else Decimal(0)

    @property
    def taker_in_quote(self) -> Decimal:
        """Taker rate that a buy pays in quote, 0 when fees are paid elsewhere."""
        return self.fees.taker if self.fees.asset == "quote" else Decimal(0)

    @property
    def taker_in_base(self) -> Decimal:
        """Taker rate that a buy pays in base, 0 when fees are paid elsewhere."""
        return self.fees.taker if self.fees.asset == "base" else Decimal(0)

    @property
    def maker_in_base(self) -> Decimal:
        """Maker rate that a buy pays in base, 0 when fees are paid elsewhere."""
        return self.fees.maker if self.fees.asset == "base" else Decimal(0)
