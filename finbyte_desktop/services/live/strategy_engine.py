"""A live account as the engine of the traders' own strategies: what they ask for is on disk before it
leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.events import Event
from finbyte_desktop.core.kernel import Step
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.strategy_host.host import StrategyHost

Result = TypeVar("Result")


class LiveStrategyEngine:
    """Fulfils `host.StrategyEngine` over a shell. `follow` hears of which markets trades and books are
    told.
    """

    def __init__(self, shell: LiveShell, follow: Callable[[set[str]], None]) -> None:
        self.kernel = shell.kernel
        self.strategies: StrategyHost | None = None
        self._shell = shell
        self._follow = follow
        self._take: Callable[[Event], None] | None = None
        shell.happened = self._happened

    def apply(self, *events: Event) -> None:
        """Hands events to the kernel, within `doing`. Raises UserError for one that cannot be done."""
        if self._take is None:
            raise Bug("A strategy asked for something outside its turn.", "strategy_turn")
        for event in events:
            self._take(event)

    async def doing(self, work: Callable[[], Result], *, durable: bool) -> Result:
        """Does something with nothing else handled in between: durable always, when this returns. Raises what
        the work raises, and Unavailable.
        """
        results: list[Result] = []

        def taken(take: Callable[[Event], None]) -> None:
            self._take = take
            try:
                results.append(work())
            finally:
                self._take = None

        await self._shell.doing(taken)
        return results[0]

    def tell_of(self, markets: set[str]) -> None:
        """From now on trades and books of these markets are told."""
        self._follow(markets)

    def _happened(self, event: Event, step: Step) -> None:
        if self.strategies is not None:
            self.strategies.after(event, step)
