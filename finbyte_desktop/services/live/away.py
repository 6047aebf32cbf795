"""What happened while nobody looked: counted while an account is brought to one state with its venue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.orders import ENDED, Order, Side
from finbyte_desktop.services.ports import AwayBot, AwaySummary, LedgerDifference


@dataclass
class _Counts:
    buys: int = 0
    sells: int = 0
    ended: int = 0


@dataclass
class Away:
    """Counts facts since an account was left at `since_ns`."""

    since_ns: int
    bots: dict[str, _Counts] = field(default_factory=dict)
    foreign: int = 0

    def heard(self, fact: fx.Fact, order_of: Callable[[str], Order | None]) -> None:
        """Takes one fact in."""
        if isinstance(fact, fx.FillBooked):
            counts = self.bots.setdefault(fact.bot, _Counts())
            if fact.side is Side.BUY:
                counts.buys += 1
            else:
                counts.sells += 1
        elif isinstance(fact, fx.OrderMoved) and fact.state in ENDED:
            order = order_of(fact.client_id)
            if order is not None:
                self.bots.setdefault(order.bot, _Counts()).ended += 1
        elif isinstance(fact, fx.AccountFlagged) and fact.code == "foreign_trade":
            self.foreign += 1

    def summary(
        self,
        until_ns: int,
        about: Callable[[str], tuple[str, str]],
        differences: Sequence[LedgerDifference],
    ) -> AwaySummary:
        """The whole of it; `about` is a bot's name and market."""
        bots = [
            AwayBot(bot, *about(bot), counts.buys, counts.sells, counts.ended)
            for bot, counts in sorted(self.bots.items())
        ]
        fills = sum(row.buys + row.sells for row in bots)
        return AwaySummary(self.since_ns, until_ns, fills, tuple(bots), self.foreign, tuple(differences))
