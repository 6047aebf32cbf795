"""Every way in which the exchange may misbehave, as data; each rule draws from its own seeded dice.

A rule strikes with a probability, inside windows, at moments, or a number of times, and only where its
facts fit. Each knob counts how often it struck. What arrives late is refused when its recvWindow is over,
as the venues promise; deadline=false on the rule breaks that promise.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KNOBS = {
    "net.latency": "every request takes min_ms to max_ms each way",
    "net.delay_request": "a request arrives min_ms to max_ms late",
    "net.delay_response": "an answer comes min_ms to max_ms late",
    "net.loss_request": "a request never arrives, and nothing comes back",
    "net.loss_response": "a request is executed, and nothing comes back",
    "net.late_delivery": "the client sees a reset; the request arrives min_ms to max_ms (60 s) later",
    "net.reset_request": "the connection is reset before the request is read",
    "net.reset": "the connection is reset after at_byte bytes of the answer",
    "net.close_mid_body": "the connection is closed in the middle of the body",
    "net.dns": "the host cannot be found or reached",
    "net.partition": "nothing goes either way; streams fall silent",
    "net.slow_drip": "the body comes chunk by chunk, chunk_bytes every chunk_ms",
    "http.status": "an answer of this status; executed says whether the request was",
    "http.body": "an answer of 200 with body html, empty, object, array, null, truncated or wrong_types",
    "http.rate_limited": "429 with Retry-After, or 418 with ban=true; nothing is executed",
    "order.unique_ids": "client ids are unique among open orders, forever or not at all (scope)",
    "order.accept_then_error": "an order is accepted and the answer says it failed",
    "order.error_then_accept_late": "the answer is an error, the order is accepted delay_ms later",
    "order.reject": "an order is refused with code and text",
    "order.reject_later": "an accepted order is rejected delay_ms later, as an asynchronous venue does",
    "order.post_only_cross": "the book moves through a post-only order before it arrives",
    "order.expire": "an accepted order is expired by the venue, after percent of it was filled",
    "order.filter_change": "the market's smallest quantity is multiplied by factor",
    "fill.partials": "a resting order is filled in parts, one every every_ms",
    "fill.before_ack": "the answer to an order waits delay_ms, its events do not",
    "fill.during_cancel": "an order is filled by percent just before its cancel arrives",
    "fill.after_cancel_ack": "a cancelled order trades delay_ms after the cancel was confirmed",
    "fee.asset_switch": "fees change between BNB and the received asset",
    "fee.rebate": "maker orders are paid instead of charged",
    "read.lag": "orders and trades are read as they were ms ago",
    "read.not_found": "an order that exists is not found",
    "read.stale_replica": "every read sees another past, up to ms ago",
    "read.page_shift": "a page of a list starts one entry later than asked",
    "read.open_orders_missing": "the list of open orders misses one",
    "read.balance_lag": "balances and positions are read as they were ms ago",
    "stream.drop": "a message is lost",
    "stream.duplicate": "a message comes twice",
    "stream.reorder": "a message comes after the ones that follow it within ms",
    "stream.delay": "messages come min_ms to max_ms late, in order",
    "stream.stall": "no data from now on; pings go on unless pings=false",
    "stream.max_age": "a connection is closed after ms",
    "stream.ack_lost": "a subscription is made but not acknowledged",
    "stream.sequence_gap": "a book update is missing",
    "stream.burst": "messages are held back for ms and then come at once",
    "market.halt": "a market stops for for_ms",
    "market.cancel_only": "a market takes only cancels for for_ms",
    "market.delist": "a market ends, and with it its orders",
    "market.gap": "the fair price jumps by percent",
    "market.empty_book": "all background orders are withdrawn for for_ms",
    "market.crossed_book": "published books show a bid above the ask",
    "market.funding": "funding is exchanged now at rate (atoms of 1e-8)",
    "market.liquidation": "the account's positions are closed by the venue",
    "account.external_trade": "the owner trades by hand elsewhere",
    "account.external_cancel": "the owner cancels an order by hand elsewhere",
    "account.forgotten": "the venue begins anew: it has no trace of the account's open orders any more",
    "account.deposit": "money comes in, or with a negative amount goes out",
    "account.key_revoked": "the key stops working",
    "account.permission_change": "the key may no longer trade, or (withdraw=true) may withdraw",
    "account.mode_flip": "the position mode changes where nothing is open",
    "time.skew": "the venue's clock is ahead by ms",
    "time.drift": "the venue's clock runs fast by ppm",
    "time.step": "the venue's clock jumps by ms",
    "time.suspend": "the venue sleeps for for_ms: it neither reads nor writes",
}


@dataclass(slots=True)
class Rule:
    knob: str
    probability: float = 0.0
    at_ms: tuple[int, ...] = ()
    windows: tuple[tuple[int, int], ...] = ()
    times: int | None = None
    where: dict[str, str] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    dice: Random = field(default_factory=Random, repr=False)
    struck: int = 0
    _moments_done: int = 0

    def fits(self, facts: Mapping[str, str]) -> bool:
        return all(facts.get(name, "").startswith(text) for name, text in self.where.items())

    def strikes(self, now_ms: int) -> bool:
        if self.times is not None and self.struck >= self.times:
            return False
        if self._moments_done < len(self.at_ms):
            if now_ms >= self.at_ms[self._moments_done]:
                self._moments_done += 1
                return True
            return False
        if self.windows and not any(start <= now_ms < end for start, end in self.windows):
            return False
        if self.at_ms:
            return False
        return self.probability >= 1 or (self.probability > 0 and self.dice.random() < self.probability)


class Faults:
    """The rules of one run. Times are milliseconds since the exchange started.

    Attributes:
        by_knob: the rules of each knob; a knob without one is not there.
    """

    def __init__(self, seed: int = 1, rules: Iterable[dict[str, Any]] = ()) -> None:
        self.seed = seed
        self.counts: Counter[str] = Counter()
        self.rules: list[Rule] = []
        self.by_knob: dict[str, list[Rule]] = {}
        self._made = 0
        for rule in rules:
            self.add(**rule)

    @classmethod
    def swarm(cls, seed: int, knobs: Iterable[str], probability: float = 0.05) -> Faults:
        """Switch on a random half of the knobs, each with its own probability: another set for every seed."""
        dice = Random(f"swarm:{seed}")
        chosen = [knob for knob in sorted(knobs) if dice.random() < 0.5]
        return cls(seed, [{"knob": knob, "probability": dice.random() * probability} for knob in chosen])

    def add(
        self,
        knob: str,
        *,
        probability: float | None = None,
        at_ms: Iterable[int] = (),
        windows: Iterable[Iterable[int]] = (),
        times: int | None = None,
        where: dict[str, str] | None = None,
        **params: Any,
    ) -> Rule:
        """Add a rule; without a probability or moments it strikes always. where: prefixes of facts."""
        if knob not in KNOBS:
            raise ValueError(f"no such knob: {knob}")
        moments = tuple(sorted(at_ms))
        chance = probability if probability is not None else 0.0 if moments else 1.0
        spans = tuple((start, end) for start, end in windows)
        dice = Random(f"{self.seed}:{knob}:{self._made}")
        self._made += 1
        rule = Rule(knob, chance, moments, spans, times, dict(where or {}), params, dice)
        self.rules.append(rule)
        self.by_knob.setdefault(knob, []).append(rule)
        return rule

    def take_back(self, rule: Rule) -> None:
        """Take back one rule; what struck stays counted."""
        self.rules.remove(rule)
        self.by_knob[rule.knob].remove(rule)
        if not self.by_knob[rule.knob]:
            del self.by_knob[rule.knob]

    def clear(self, prefix: str = "") -> None:
        """Take back every rule whose knob starts so; what struck stays counted."""
        self.rules = [rule for rule in self.rules if not rule.knob.startswith(prefix)]
        for knob in [knob for knob in self.by_knob if knob.startswith(prefix)]:
            del self.by_knob[knob]

    def strike(self, knob: str, now_ms: int, **facts: str) -> Rule | None:
        """The rule that strikes here and now, counted; None when none does."""
        return self.struck(knob, now_ms, facts)

    def struck(self, knob: str, now_ms: int, facts: Mapping[str, str]) -> Rule | None:
        """As `strike`, with the facts in one piece."""
        for rule in self.by_knob.get(knob, ()):
            if (not rule.where or rule.fits(facts)) and rule.strikes(now_ms):
                rule.struck += 1
                self.counts[knob] += 1
                return rule
        return None

    def setting(self, knob: str, now_ms: int) -> Rule | None:
        """A rule that holds for a while rather than strikes; counted once."""
        for rule in self.by_knob.get(knob, ()):
            if rule.strikes(now_ms):
                if not rule.struck:
                    rule.struck = 1
                    self.counts[knob] += 1
                return rule
        return None

    def between_ms(self, rule: Rule, low: int = 0, high: int = 1000) -> int:
        """A time drawn from the rule's min_ms and max_ms."""
        low, high = rule.params.get("min_ms", low), rule.params.get("max_ms", high)
        return rule.dice.randint(low, max(low, high))
