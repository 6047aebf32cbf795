"""Requests to a person: the plan, single orders, the digest of what was seen, the re-check at the price of
now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.contract import Allowance, PlanDecided, SlotRefused
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, Decided, JsonValue, Policy
from finbyte_desktop.core.intents import AskPlan, BotState
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import BUY, LIMIT, OrderSpec
from finbyte_desktop.core.placing import MOVES_AWAY, RULES
from finbyte_desktop.core.risk import DAY_NS, Token, token_misses
from finbyte_desktop.core.slots import BotRecord, Request, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

TOKEN_DAYS = 365
MAX_ORDERS_A_DAY = 20_000


def params_digest(params: Mapping[str, JsonValue]) -> str:
    """A short digest of parameters, independent of their order."""
    text = "\n".join(f"{key}={params[key]}" for key in sorted(params))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def orders_digest(bot: str, orders: tuple[tuple[str, OrderSpec], ...]) -> str:
    """The digest of exactly these orders: what a person saw must match what is sent."""
    digest = hashlib.sha256(bot.encode())
    for slot, spec in orders:
        row = (
            slot,
            spec.side.value,
            spec.type.value,
            plain(spec.qty),
            plain(spec.price),
            str(spec.post_only),
            *(("reduce_only",) if spec.reduce_only else ()),
        )
        digest.update("|".join(row).encode() + b"\n")
    return digest.hexdigest()


def _would_rest(spec: OrderSpec, last: Decimal) -> bool:
    """Whether an order would trade at its own price, when the market comes to it, and not at once."""
    return spec.type is LIMIT and (spec.price < last if spec.side is BUY else spec.price > last)


class ApprovalDesk:
    """Pending requests of one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.pending: dict[str, Request] = {}
        self.counter = 0

    def ask_plan(self, record: BotRecord, plan: AskPlan) -> None:
        """Asks for a bot's plan, or grants it at once when the policy says so."""
        allowance = record.bot.allowance()
        request = self._request(record, "plan", plan.tag, plan.price, plan.orders, allowance)
        if record.policy is Policy.AUTOMATIC:
            self._grant(record, request)
            self._kernel.tell(
                record, PlanDecided(self._kernel.ns, plan.tag, Answer.APPROVED, "", self._last(record))
            )
            return
        for old in [r for r in self.pending.values() if r.bot == record.id and r.kind == "plan"]:
            self._end(record, old, Answer.LAPSED, "replaced")
        self._ask(request)
        self._kernel.move(record, BotState.WAIT_APPROVAL, plan.tag)

    def ask_order(self, record: BotRecord, name: str, slot: Slot, spec: OrderSpec) -> None:
        """Asks for one order; its slot waits."""
        price = self._last(record)
        request = self._request(record, "order", name, price, ((name, spec),), None)
        slot.request = request.id
        self._ask(request)

    def decide(self, event: Decided) -> None:
        """A person's answer, or the countdown's end. Approved orders are checked again at the price of
        now.
        """
        request = self.pending.get(event.request)
        if request is None:
            self._kernel.facts.append(fx.EventIgnored(event.ns, "decided_again", event.request))
            return
        if event.answer is Answer.APPROVED and event.digest != request.digest:
            raise UserError("The orders changed after you looked. Look again; nothing was sent.", "digest")
        record = self._kernel.bots[request.bot]
        if event.answer is Answer.APPROVED and record.is_away(self._kernel.away):
            raise UserError(
                "The prices of this market are away; nothing was sent, and the request waits. Choose the "
                "feed of its bot again, then approve.",
                "market_away",
            )
        last = self._last(record)
        why = ""
        if event.answer is Answer.APPROVED and self.has_moved(request, last, event.rules):
            why = "moved"
        answer = Answer.LAPSED if why else event.answer
        self._end(record, request, answer, why)
        if request.kind == "plan":
            if answer is Answer.APPROVED:
                self._grant(record, request)
            self._kernel.tell(record, PlanDecided(event.ns, request.tag, answer, why, last))
            return
        slot = record.slots[request.tag]
        slot.request = None
        spec = request.orders[0][1]
        if answer is Answer.APPROVED:
            record.grants[request.tag] = spec
            slot.grant = f"approval:{request.id}"
            self._kernel.placing.settle(record, request.tag, slot)
        elif why == "moved":
            self._kernel.placing.settle(record, request.tag, slot)
        elif slot.order is not None:  # the one in whose place a larger one was asked stays
            slot.want = slot.order.spec
            self._kernel.tell(record, SlotRefused(event.ns, request.tag, answer.value))
        else:
            slot.blocked, slot.blocked_spec = answer.value, spec
            self._kernel.facts.append(fx.SlotBlocked(event.ns, record.id, request.tag, answer.value, spec))
            self._kernel.tell(record, SlotRefused(event.ns, request.tag, answer.value))

    def withdraw(self, record: BotRecord, slot: Slot, why: str) -> None:
        """Takes a slot's request back."""
        request = self.pending.get(slot.request or "")
        slot.request = None
        if request is not None:
            self._end(record, request, Answer.LAPSED, why)

    def withdraw_all(self, record: BotRecord, why: str) -> None:
        """Takes every request of a bot back."""
        for slot in record.slots.values():
            slot.request = None
        for request in [r for r in self.pending.values() if r.bot == record.id]:
            self._end(record, request, Answer.LAPSED, why)

    def renew_token(self, record: BotRecord, allowance: Allowance) -> None:
        """Issues the token after an approval, or anew after a change that the person confirmed."""
        record.token = Token(
            record.id,
            record.params_digest,
            record.instrument.id,
            allowance.low,
            allowance.high,
            allowance.max_qty,
            allowance.max_cost,
            MAX_ORDERS_A_DAY,
            self._kernel.ns + TOKEN_DAYS * DAY_NS,
            tuple(record.others),
        )

    def misses(self, record: BotRecord, want: OrderSpec, slot: str) -> str | None:
        """The term of the bot's token that this order does not satisfy, or None when the token covers it.
        Where a person said that nothing shall be asked, a token that is over is as good as a new one.
        """
        token, ns = record.token, self._kernel.ns
        if token is None:
            return "every_order"
        if ns >= token.expires_ns and record.policy is Policy.AUTOMATIC:
            ns = token.expires_ns - 1
        return token_misses(token, record.id, want, record.market(slot), record.sent_today, ns)

    def renew_expired(self, record: BotRecord) -> None:
        """Issues the token anew where it is over and nothing is asked of a person."""
        token = record.token
        if token is not None and self._kernel.ns >= token.expires_ns and record.policy is Policy.AUTOMATIC:
            self.renew_token(record, record.bot.allowance())

    def has_moved(self, request: Request, last: Decimal, rules: int = RULES) -> bool:
        """Whether the price left the collar since a request was asked. An order that would rest at its own
        price is what it was, wherever the price went; by earlier rules it was asked anew.
        """
        moved = ((last, request.price), *((self._kernel.last[name], was) for name, was in request.prices))
        if all(abs(now - was) <= self._kernel.limits.collar * was for now, was in moved):
            return False
        if request.kind == "plan" or rules < MOVES_AWAY:
            return True
        record = self._kernel.bots[request.bot]
        return not all(
            _would_rest(spec, self._kernel.last[record.market(slot).id]) for slot, spec in request.orders
        )

    def _last(self, record: BotRecord) -> Decimal:
        return self._kernel.last[record.instrument.id]

    def _request(
        self,
        record: BotRecord,
        kind: str,
        tag: str,
        price: Decimal,
        orders: tuple[tuple[str, OrderSpec], ...],
        allowance: Allowance | None,
    ) -> Request:
        self.counter += 1
        digest = orders_digest(record.id, orders)
        name, last = f"{record.id}-{self.counter}", self._kernel.last
        prices = tuple((market.id, last[market.id]) for market in record.markets) if record.others else ()
        return Request(name, record.id, kind, tag, self._kernel.ns, price, orders, digest, allowance, prices)

    def _ask(self, request: Request) -> None:
        self.pending[request.id] = request
        self._kernel.facts.append(
            fx.ApprovalAsked(
                request.asked_ns,
                request.id,
                request.bot,
                request.kind,
                self._kernel.bots[request.bot].instrument.id,
                request.price,
                request.orders,
                request.digest,
                request.allowance,
                request.prices,
            )
        )

    def _end(self, record: BotRecord, request: Request, answer: Answer, why: str) -> None:
        del self.pending[request.id]
        self._kernel.facts.append(
            fx.ApprovalEnded(self._kernel.ns, request.id, record.id, answer, self._last(record), why)
        )

    def _grant(self, record: BotRecord, request: Request) -> None:
        for name, spec in request.orders:
            record.grants[name] = spec
        if record.policy is not Policy.EVERY_ORDER and request.allowance is not None:
            self.renew_token(record, request.allowance)
