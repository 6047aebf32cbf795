"""What happens to markets, accounts and clocks without any client asking: the timed knobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange.values import (
    ATOMS,
    Instrument,
    Kind,
    NewOrder,
    Reason,
    Refused,
    Side,
    Status,
)
from tests.support.exchange.venue import MS, Venue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.exchange.exchange import Exchange


class Acts:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._acts: dict[str, Callable[[dict[str, Any]], None]] = {
            "market.halt": lambda p: self._status(p, Status.HALTED),
            "market.cancel_only": lambda p: self._status(p, Status.CANCEL_ONLY),
            "market.delist": self._delist,
            "market.gap": self._gap,
            "market.empty_book": self._empty_book,
            "market.funding": self._funding,
            "market.liquidation": self._liquidation,
            "order.filter_change": self._filter_change,
            "account.external_trade": self._external_trade,
            "account.external_cancel": self._external_cancel,
            "account.forgotten": self._forgotten,
            "account.deposit": self._deposit,
            "account.key_revoked": self._key_revoked,
            "account.permission_change": self._permission_change,
            "account.mode_flip": self._mode_flip,
            "fee.rebate": self._rebate,
            "time.skew": self._skew,
            "time.step": self._step,
            "time.suspend": self._suspend,
        }

    def second(self) -> None:
        """Ask every timed rule whether it strikes in this second."""
        for knob in self._acts:
            rule = self._exchange.strike(knob, {})
            if rule is not None:
                self._acts[knob](rule.params)

    def strike_now(self, knob: str, params: dict[str, Any]) -> None:
        self._exchange.faults.counts[knob] += 1
        self._acts[knob](params)

    # ---------------------------------------------------------------------------- whom it meets

    def _venues(self, params: dict[str, Any]) -> Iterator[Venue]:
        for venue in self._exchange.venues:
            if params.get("venue") in {None, venue.name}:
                yield venue

    def _markets(self, params: dict[str, Any]) -> Iterator[tuple[Venue, Instrument]]:
        for venue in self._venues(params):
            for instrument in venue.engine.instruments.values():
                if params.get("symbol") in {None, instrument.symbol, instrument.key}:
                    yield venue, instrument

    def _accounts(self, params: dict[str, Any]) -> Iterator[tuple[Venue, str]]:
        for venue in self._venues(params):
            for name, account in venue.engine.ledger.accounts.items():
                if not account.is_house and params.get("account") in {None, name}:
                    yield venue, name

    # ---------------------------------------------------------------------------- markets

    def _status(self, params: dict[str, Any], status: Status) -> None:
        for venue, instrument in self._markets(params):
            venue.engine.set_status(instrument.key, status)
            self._exchange.after_ms(
                int(params.get("for_ms", 60_000)),
                lambda venue=venue, key=instrument.key: venue.engine.set_status(key, Status.TRADING),
            )

    def _delist(self, params: dict[str, Any]) -> None:
        for venue, instrument in self._markets(params):
            venue.engine.set_status(instrument.key, Status.DELISTED)

    def _gap(self, params: dict[str, Any]) -> None:
        for venue, instrument in self._markets(params):
            if venue.market is not None:
                venue.market.jump(instrument.key, round(float(params.get("percent", -5)) * 100))

    def _empty_book(self, params: dict[str, Any]) -> None:
        for venue, instrument in self._markets(params):
            market = venue.market
            if market is not None:
                market.withdraw(instrument.key)
                self._exchange.after_ms(
                    int(params.get("for_ms", 30_000)),
                    lambda market=market, key=instrument.key: market.resume(key),
                )

    def _funding(self, params: dict[str, Any]) -> None:
        for venue, instrument in self._markets(params):
            if instrument.is_linear:
                venue.funding(instrument.key, int(params.get("rate", ATOMS // 10_000)))

    def _liquidation(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            if any(position.lots for position in venue.engine.account(name).positions.values()):
                venue.engine.liquidate(name, "USDT")

    def _filter_change(self, params: dict[str, Any]) -> None:
        for _, instrument in self._markets(params):
            instrument.min_lots *= int(params.get("factor", 10))

    # ---------------------------------------------------------------------------- accounts

    def _external_trade(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            key = next(
                (i.key for v, i in self._markets(params) if v is venue), next(iter(venue.engine.instruments))
            )
            instrument = venue.engine.instruments[key]
            lots = int(params.get("lots", 20 * max(instrument.min_lots, 10)))
            side = Side(params.get("side", "BUY"))
            wish = NewOrder(name, key, side, Kind.MARKET, lots, f"web_{self._exchange.now_ns // MS}")
            wish.tags = {"external": True}
            venue.place_external(wish)

    def _forgotten(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            venue.engine.forget(name)

    def _external_cancel(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            for order in venue.engine.open_orders(name)[:1]:
                venue.engine.cancel(order, "user")

    def _deposit(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            asset, amount = str(params.get("asset", "USDT")), int(params.get("atoms", 100 * ATOMS))
            venue.engine.ledger.deposit(name, asset, amount, "DEPOSIT" if amount > 0 else "WITHDRAW")

    def _key_revoked(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            for key in venue.keys.values():
                if key.account == name:
                    key.is_enabled = False

    def _permission_change(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            for key in venue.keys.values():
                if key.account == name:
                    key.can_trade = bool(params.get("trade", False))
                    key.can_withdraw = bool(params.get("withdraw", key.can_withdraw))

    def _mode_flip(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            try:
                venue.engine.set_hedged(name, not venue.engine.account(name).is_hedged)
            except Refused as refusal:
                if refusal.reason not in {Reason.HAS_ORDERS, Reason.HAS_POSITION}:
                    raise

    def _rebate(self, params: dict[str, Any]) -> None:
        for venue, name in self._accounts(params):
            venue.engine.account(name).maker_fee = int(params.get("rate", -(ATOMS // 20_000)))

    # ---------------------------------------------------------------------------- time

    def _skew(self, params: dict[str, Any]) -> None:
        self._exchange.skew_ns = int(params.get("ms", 2000)) * MS

    def _step(self, params: dict[str, Any]) -> None:
        self._exchange.skew_ns += int(params.get("ms", 60_000)) * MS

    def _suspend(self, params: dict[str, Any]) -> None:
        until_ns = self._exchange.now_ns + int(params.get("for_ms", 60_000)) * MS
        self._exchange.suspended_until_ns = max(self._exchange.suspended_until_ns, until_ns)
