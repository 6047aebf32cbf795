"""What the owner of an account does at the venue itself: other leverage, another margin or position mode,
trades by hand in a bot's market. All of it is taken back after a while, as FinByte asks for it.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from finbyte_desktop.services.live.shell import LiveShell
from tests.support.exchange.bybit import Bybit
from tests.support.exchange.values import ATOMS, Refused

if TYPE_CHECKING:
    from tests.support.exchange import Exchange
    from tests.support.exchange.venue import Venue
    from tests.support.simulation.dialect import Dialect

MEDDLES = 0.05  # of the moments
LEVERAGES = (2, 4, 7, 20)
WORTH = (60, 1_200)  # of a trade by hand, quote
SHORTEST_NS, LONGEST_NS = 20 * 10**9, 150 * 10**9
SURE_NS = 20 * 10**9  # so long a difference stands before it is traded away
ISOLATED, CROSS = "ISOLATED_MARGIN", "REGULAR_MARGIN"


class Owner:
    """Of one account. Its dice are its own. `did` counts what came about."""

    def __init__(self, seed: int, exchange: Exchange, venue: Venue, dialect: Dialect, account: str) -> None:
        self._dice = Random(f"owner:{seed}")
        self._exchange, self._venue, self._dialect, self._account = exchange, venue, dialect, account
        self._engine = venue.engine
        self._until_ns: dict[tuple[str, str], int] = {}  # what is to be taken back, and when
        self._seen: dict[str, tuple[int, int]] = {}  # lots too many in a market, and since when
        self.did: Counter[str] = Counter()

    def maybe(self, shell: LiveShell) -> None:
        """Now and then something is changed, and what is due is taken back."""
        self.take_back(shell)
        draw = self._dice.random()
        if draw >= MEDDLES:
            return
        kernel, now_ns = shell.kernel, self._exchange.now_ns
        market = self._dice.choice(self._dialect.markets)
        key = self._dialect.key(self._dialect.symbol(market))
        what = self._dice.choice((self._leverage, self._margin, self._mode, self._by_hand, self._by_hand))
        if what is self._mode or kernel.perpetuals.bot_of(market) is not None:
            name = what(key)
            if name:
                self.did[name] += 1
                until_ns = now_ns + self._dice.randint(SHORTEST_NS, LONGEST_NS)
                self._until_ns[name, market] = until_ns

    # --- what is changed --------------------------------------------------------------------------

    def _leverage(self, key: str) -> str:
        self._engine.set_leverage(self._account, key, self._dice.choice(LEVERAGES))
        return "leverage set"

    def _margin(self, key: str) -> str:
        if isinstance(self._venue, Bybit):
            self._venue.accounts._margin_modes[self._account] = CROSS
            return "margin mode set"
        with contextlib.suppress(Refused):  # Binance refuses it while anything is open
            self._engine.set_isolated(self._account, key, False)
            return "margin mode set"
        return ""

    def _mode(self, key: str) -> str:
        before = self._engine.account(self._account).is_hedged
        self._exchange.act("account.mode_flip", account=self._account)
        return "mode flipped" if self._engine.account(self._account).is_hedged is not before else ""

    def _by_hand(self, key: str) -> str:
        instrument = self._engine.instruments[key]
        worth = self._dice.randint(*WORTH) * ATOMS
        lots = max(1, worth // instrument.cost(self._engine.last_price(key), 1))
        return self._traded(key, lots if self._dice.random() < 0.5 else -lots)

    def _traded(self, key: str, lots: int) -> str:
        before = len(self._engine.fills.get(self._account, []))
        side = "BUY" if lots > 0 else "SELL"
        given = {"symbol": key, "account": self._account, "side": side, "lots": abs(lots)}
        self._exchange.act("account.external_trade", **given)
        return "traded by hand" if len(self._engine.fills.get(self._account, [])) > before else ""

    # --- what is taken back -----------------------------------------------------------------------

    def take_back(self, shell: LiveShell, at_once: bool = False) -> None:
        """What is due, or all of it; trades by hand are looked after again then."""
        now_ns = self._exchange.now_ns
        if at_once:
            self._until_ns |= dict.fromkeys((("traded by hand", market) for market in self._seen), now_ns)
        for (name, market), until_ns in list(self._until_ns.items()):
            if (at_once or now_ns >= until_ns) and self._is_back(shell, name, market):
                del self._until_ns[name, market]

    def _is_back(self, shell: LiveShell, name: str, market: str) -> bool:
        key = self._dialect.key(self._dialect.symbol(market))
        if name == "leverage set":
            leverage = shell.kernel.perpetuals.leverages().get(market)
            if leverage is not None:
                self._engine.set_leverage(self._account, key, int(leverage))
            return True
        if name == "margin mode set":
            if isinstance(self._venue, Bybit):
                self._venue.accounts._margin_modes[self._account] = ISOLATED
                return True
            with contextlib.suppress(Refused):
                self._engine.set_isolated(self._account, key, True)
            return True
        if name == "mode flipped":
            if self._engine.account(self._account).is_hedged:
                self._exchange.act("account.mode_flip", account=self._account)
            return not self._engine.account(self._account).is_hedged
        return self._as_held(shell, market, key)

    def _as_held(self, shell: LiveShell, market: str, key: str) -> bool:
        """The position is made what the bots there hold, as far as they know it: again until it is. Whoever
        does that looks twice, for what bots trade is known a moment later.
        """
        lot = Decimal(self._engine.instruments[key].lot_atoms) / ATOMS
        there = self._engine.perpetuals.position(self._account, key, "BOTH").lots
        away, now_ns = there - int(shell.truth.held(market) / lot), self._exchange.now_ns
        seen, since_ns = self._seen.get(market, (0, 0))
        if seen != away or not since_ns:
            self._seen[market] = away, now_ns
            return False
        if now_ns - since_ns < SURE_NS:
            return False
        if away:
            self._traded(key, -away)
            del self._seen[market]
        return not away
