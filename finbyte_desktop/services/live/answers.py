"""What a person answers about a live account: orders without proof, orders without records, differences; and
the limits that they set.
"""

from __future__ import annotations

import asyncio
import contextlib

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.orders import State
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.services import ports
from finbyte_desktop.services.live.desk_reads import LiveReads
from finbyte_desktop.services.live.reading import RESTING
from finbyte_desktop.services.venues.live_port import Accepted

ENDS_SEEN = 5  # so often is it asked whether a cancel has ended an order
END_PAUSE_S = 0.5


class LiveAnswers(LiveReads):
    """Commands that answer what `account_health` shows."""

    async def answer_quarantine(self, client_id: str, answer: ports.QuarantineAnswer) -> None:
        """A person has looked at the venue for an order without proof.

        The venue is asked once more first: what it says goes before what a person saw. Raises UserError when
        it is known by now, or the answers differ; nothing was changed then.
        """
        shell = self._account.shell
        order = shell.order(client_id)
        if order is None or order.state is not State.QUARANTINED:
            raise UserError(
                "What became of this order is known by now. Nothing was changed.", "not_quarantined"
            )
        report = None
        with contextlib.suppress(Unavailable, VenueRejected):  # then a person's eyes are the better proof
            report = await shell.port.order(order.instrument, client_id, order.venue_id)
        if report is not None:
            shell.post(report)
        if answer is ports.QuarantineAnswer.LIVE:
            if report is None:
                raise UserError(
                    f"{self._label()} does not show this order to FinByte yet. It goes on counting as live "
                    "and its money stays reserved; FinByte looks again every 10 seconds.",
                    "still_quarantined",
                )
            return
        if report is not None:
            raise UserError(
                f"{self._label()} has this order. Nothing was released; what the venue says counts.",
                "order_is_there",
            )
        await self._runner.command(ev.QuarantineAnswered(self._now_ns(), client_id))

    async def answer_unclaimed(self, client_id: str, answer: ports.UnclaimedAnswer) -> None:
        """A person has looked at an order with our name that is not in the records. It is cancelled at the
        venue, or kept as their own: then what it trades is money outside all bots. Its market is traded
        again.

        Raises UserError when nothing is asked about it, Unavailable when the venue does not prove that it is
        gone; its market stays closed then.
        """
        shell = self._account.shell
        found = self._kernel.late.unclaimed.get(client_id)
        if found is None:
            raise UserError("Nothing is asked about this order. Nothing was changed.", "not_unclaimed")
        if answer is ports.UnclaimedAnswer.CANCEL:
            outcome = await shell.port.cancel(found.instrument, client_id, found.venue_id)
            if not await self._is_gone(found):
                said = "took the cancel in" if isinstance(outcome, Accepted) else "did not confirm the cancel"
                raise Unavailable(
                    f"{self._label()} {said}, and the order is not proved to be gone. Its market stays "
                    "closed. Try again in a moment, or cancel it at the venue.",
                    "still_there",
                )
        await self._runner.command(ev.UnclaimedAnswered(self._now_ns(), client_id))
        self._tell("health")

    async def _is_gone(self, found: ev.UnclaimedFound) -> bool:
        """Whether the venue says that an order rests no more."""
        for _ in range(ENDS_SEEN):
            with contextlib.suppress(Unavailable, VenueRejected):  # asked again below
                report = await self._account.shell.port.order(
                    found.instrument, found.client_id, found.venue_id
                )
                if report is not None and report.state not in RESTING:
                    return True
            await asyncio.sleep(END_PAUSE_S)
        return False

    async def book_differences(self) -> None:
        """What the venue holds other than the ledger becomes (or was) money outside all bots. Raises
        UserError, and books nothing, when more is missing than was outside the bots.
        """
        shell = self._account.shell
        shell.differences = await shell.compare()
        for row in shell.differences:
            free = self._kernel.ledger.free(UNATTRIBUTED, row.asset)
            if free + row.venue - row.ledger < 0:
                raise UserError(
                    f"{row.ledger - row.venue} {row.asset} are missing at {self._label()}, and only {free} "
                    "are outside the bots. Nothing was booked. Stop the bots that hold it first.",
                    "missing_from_bots",
                    row.asset,
                )
        if shell.differences:
            await shell.adopt_balances()
            self._tell("health", "bots")

    async def set_limits(self, limits: Limits) -> None:
        """Other limits of this account, from the next order on; kept with it. Raises UserError naming the
        field.
        """
        if limits.markets is not None:
            venue = self._account.port.name
            named = [name if ":" in name else f"{venue}:{name}" for name in limits.markets]
            for name in named:
                if not self._is_here(name):
                    raise UserError(
                        f"{self._label()} has no market {name.partition(':')[2]}. Nothing was changed.",
                        "no_such_market",
                        "markets",
                    )
            limits = limits._replace(markets=tuple(sorted({*named})))
        await self._runner.command(ev.LimitsSet(self._now_ns(), limits))
        self._tell("health")
