"""The exact figures of a bot that trades several markets: coins by asset, average cost, realised profit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.ledger import FREE, Ledger
from finbyte_desktop.core.numbers import ZERO, half_even_div, plain
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.figures import MOVED, SHOWN_PLACES, Figures

OPENED = "basket_opened"
DONE, SOLD = ("rebalanced", "profit_taken"), ("rebalance_sold", "asset_sold")


class BasketFigures(Figures):
    """What the other figures call `last`, a price, is here the worth of all coins: `mark` reckons it from the
    prices of the markets, of which it remembers the ones seen last. After the end those of the end stay.

    Attributes:
        coins: what is held of each asset but the quote asset.
        costs: what those coins cost, fees in quote included.
        spent: what all purchases of an asset cost.
        own: the trader's coins that went in.
        first: coins and money after the first purchase, for the comparison with simply holding.
    """

    fixed = (*Figures.fixed, "assets", "lots")

    def __init__(self, bot: str, markets: Sequence[Instrument]) -> None:
        super().__init__(bot, "", markets[0].quote)
        self.assets: dict[str, str] = {}
        self.lots: dict[str, Decimal] = {}
        self.add_markets(markets)
        self.prices: dict[str, Decimal] = {}  # by asset
        self.coins: dict[str, Decimal] = {}
        self.costs: dict[str, Decimal] = {}
        self.spent: dict[str, Decimal] = {}
        self.own: dict[str, Decimal] = {}
        self.own_worth: Decimal | None = None
        self.plan_prices: dict[str, Decimal] = {}
        self.first: dict[str, Decimal] | None = None
        self.first_quote = ZERO
        self.first_put_in = ZERO

    def add_markets(self, markets: Sequence[Instrument]) -> None:
        """Markets that the bot trades from now on, too."""
        self.assets |= {market.id: market.base for market in markets}
        self.lots |= {market.base: market.lot for market in markets}

    def mark(self, prices: Mapping[str, Decimal]) -> Decimal | None:
        """What all coins are worth at the prices of the markets; None while one of them is missing."""
        if self.ended_ns is None:
            self.prices |= {base: prices[name] for name, base in self.assets.items() if name in prices}
        held = {asset: qty for asset, qty in self.coins.items() if qty}
        if any(asset not in self.prices for asset in held):
            return None
        return sum((qty * self.prices[asset] for asset, qty in held.items()), ZERO)

    def investment(self, last: Decimal | None) -> Decimal:
        """Quote put in, plus own coins at the prices of the plan."""
        worth = self.own_worth if self.own_worth is not None else self._worth(self.own)
        return self.invested + worth

    def _worth(self, coins: Mapping[str, Decimal]) -> Decimal:
        return sum((qty * self.prices.get(asset, ZERO) for asset, qty in coins.items()), ZERO)

    def apply(self, fact: fx.Fact, last: Decimal | None = None) -> None:
        """Folds one fact; `mark` was told the prices of its moment."""
        if isinstance(fact, fx.ApprovalAsked):
            if fact.kind == "plan" and self.started_ns is None:
                self.own_worth, self.plan_prices = self._worth(self.own), dict(self.prices)
        else:
            super().apply(fact, last)

    def _fill(self, fact: fx.FillBooked) -> None:
        asset, cost = self.assets[fact.instrument], fact.price * fact.qty
        paid = fact.fee if fact.fee and fact.fee_asset == self.quote else ZERO
        if fact.side is Side.BUY:
            self.buys += 1
            self.spent[asset] = self.spent.get(asset, ZERO) + cost + paid
            self._changed(asset, fact.qty, cost + paid)
        else:
            self.sells += 1
            self._changed(asset, -fact.qty, paid - cost)
        if fact.fee:
            self.fees[fact.fee_asset] = self.fees.get(fact.fee_asset, ZERO) + fact.fee
            self.fees_quote += fact.fee_quote
            if fact.fee_asset == self.quote:
                self.paid_in_quote += fact.fee
            elif fact.fee_asset in self.coins or fact.fee_asset == asset:
                self.coins[fact.fee_asset] = self.coins.get(fact.fee_asset, ZERO) - fact.fee
            else:
                self.paid_elsewhere += fact.fee_quote

    def _changed(self, asset: str, qty: Decimal, cost: Decimal) -> None:
        """Coins came for money, or (negative) went for it. What a sale earned goes back into its cost when
        the bot tells it.
        """
        self.coins[asset] = self.coins.get(asset, ZERO) + qty
        self.costs[asset] = self.costs.get(asset, ZERO) + cost
        self.held_quote -= cost

    def _said(self, fact: fx.Said) -> None:
        self.last_said = fact
        if fact.code in SOLD:
            told = dict(fact.fields)
            gain, asset = told["trip"], str(told["base"])
            assert isinstance(gain, Decimal)
            self.trip_profit += gain
            self.costs[asset] = self.costs.get(asset, ZERO) + gain
        elif fact.code in DONE:
            self.trips += 1
            self.trip_times.append(fact.ns)
        elif fact.code == OPENED:
            self.first, self.first_quote = dict(self.coins), self.held_quote
            self.first_put_in = self.investment(None)

    def _posted(self, fact: fx.Posted, last: Decimal | None) -> None:
        if fact.reason not in ("budget", "added", "withdrawn"):
            return
        for line in fact.lines:
            if line.owner != self.bot or line.bucket != FREE:
                continue
            if fact.reason in MOVED:
                much = (("amount", f"{plain(abs(line.amount))} {line.asset}"),)
                self.last_said = fx.Said(fact.ns, self.bot, Level.INFO, MOVED[fact.reason], much)
            if line.asset != self.quote:
                self.own[line.asset] = self.own.get(line.asset, ZERO) + line.amount
                self.coins[line.asset] = self.coins.get(line.asset, ZERO) + line.amount
                continue
            self.held_quote += line.amount
            if fact.reason == "withdrawn":
                self.withdrawn -= line.amount
            else:
                self.invested += line.amount
                if fact.reason == "added":
                    self.additions = (*self.additions, (fact.ns, line.amount, ZERO))

    def _moved(self, fact: fx.BotMoved, last: Decimal | None) -> None:
        if fact.state in (BotState.STARTING, BotState.RUNNING) and self.started_ns is None:
            self.started_ns = fact.ns
            if self.own_worth is None:
                self.own_worth = self._worth(self.own)
            at = self.plan_prices or self.prices
            for asset, qty in self.own.items():
                self.costs[asset] = self.costs.get(asset, ZERO) + qty * at.get(asset, ZERO)
        if fact.state in (BotState.STOPPED, BotState.ERROR):
            self.ended_ns = fact.ns

    # --- what is shown ----------------------------------------------------------------------------

    def held_in(self, ledger: Ledger) -> tuple[Decimal, ...]:
        """What the ledger has for the bot: each asset, then the money."""
        return (*(ledger.held(self.bot, asset) for asset in self._named()), ledger.held(self.bot, self.quote))

    def held_now(self) -> tuple[Decimal, ...]:
        """The same by its own sums."""
        return (*(self.coins.get(asset, ZERO) for asset in self._named()), self.held_quote)

    def _named(self) -> list[str]:
        return sorted({*self.assets.values(), *self.coins})

    def began_with(self) -> tuple[Decimal, Decimal]:
        """What its fills add to: no coins of one market."""
        return ZERO, ZERO

    def began(self) -> tuple[dict[str, Decimal], Decimal]:
        """Own coins, and less what they were worth at the start."""
        return dict(self.own), -(self.own_worth or ZERO)

    def equity(self, last: Decimal) -> Decimal:
        """The money and the worth of all coins."""
        return self.held_quote + last

    def breakdown(self, last: Decimal) -> list[tuple[str, Decimal]]:
        """Lines that add up to `total`: what sales earned by average cost; the coins held against what they
        cost; fees in other assets.
        """
        lines = [("grid_profit", self.trip_profit), ("coins_held", last - sum(self.costs.values(), ZERO))]
        if self.started_ns is None:
            lines[1] = ("coins_held", ZERO)
        return [*lines, *([("fees_outside", -self.paid_elsewhere)] if self.paid_elsewhere else [])]

    def holds_nothing(self, instrument: Instrument) -> bool:
        """Whether a bot that was started has no coins left that could be sold."""
        sellable = any(qty > 0 and qty >= self.lots.get(asset, ZERO) for asset, qty in self.coins.items())
        return self.started_ns is not None and not sellable

    def average_of(self, asset: str) -> Decimal | None:
        """What a coin of an asset cost; None without coins and before the start."""
        qty = self.coins.get(asset, ZERO)
        if qty <= 0 or self.started_ns is None:
            return None
        return half_even_div(self.costs.get(asset, ZERO), qty, SHOWN_PLACES)

    def average_cost(self) -> Decimal | None:
        """There is none over several assets."""
        return None

    def break_even(self, taker: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """There is no price of several assets."""
        return None, None

    def versus_holding(self, last: Decimal) -> Decimal | None:
        """Total profit less what the first purchase would have earned if nothing had been traded since."""
        if self.first is None or any(qty and asset not in self.prices for asset, qty in self.first.items()):
            return None
        return self.total(last) - (self.first_quote + self._worth(self.first) - self.first_put_in)
