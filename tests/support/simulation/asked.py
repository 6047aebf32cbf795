"""A venue that begins anew and knows its open orders no more, and the person who is asked about them."""

from __future__ import annotations

import contextlib
from random import Random
from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.orders import RANK, State
from finbyte_desktop.services.live.shell import LiveShell

if TYPE_CHECKING:
    from tests.support.exchange import Exchange
    from tests.support.exchange.venue import Venue

FORGETFUL, FORGETS = 0.2, 0.02  # of the seeds, and of the moments of one
LOOKS = 0.3  # of the moments of a person who is asked
HALF = 0.5


class Forgetting:
    """What one account has to do with it. Its dice are its own: a seed whose venue forgets nothing and asks
    nothing runs as if this were not there.
    """

    def __init__(self, seed: int, exchange: Exchange, venue: Venue, account: str) -> None:
        self._dice = Random(f"anew:{seed}")
        self._exchange, self._venue, self._account = exchange, venue, account
        self._is_forgetful = self._dice.random() < FORGETFUL
        self.answers = 0

    def maybe(self, shell: LiveShell | None) -> None:
        """Now and then a forgetful venue begins anew. As often as not it traded a part of an order just
        before, one that the client knows: of others nobody could tell whose that trade was.
        """
        if not self._is_forgetful or shell is None or self._dice.random() >= FORGETS:
            return
        known = {order.client_id for order in shell.live() if RANK[order.state] >= RANK[State.OPEN]}
        engine = self._venue.engine
        rests = [o for o in engine.open_orders(self._account) if o.client_id in known and o.left > 1]
        if rests and self._dice.random() < HALF:
            engine.force_fill(rests[0], rests[0].left // 2, "background")
        self._exchange.act("account.forgotten")

    async def answer(self, shell: LiveShell, at_once: bool = False) -> None:
        """A person looks at the venue for the orders that they are asked about, sooner or later, and says
        which are not there. One may come late, and be there after all.
        """
        there = {order.client_id for order in self._venue.orders_of(self._account)}
        for order in shell.live():
            is_asked = order.state is State.QUARANTINED and order.client_id not in there
            if is_asked and (at_once or self._dice.random() < LOOKS):
                self.answers += 1
                with contextlib.suppress(UserError, Unavailable):  # it is known by now, or asked again
                    await shell.command(ev.QuarantineAnswered(shell.port.now_ns(), order.client_id))
