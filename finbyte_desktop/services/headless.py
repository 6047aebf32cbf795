"""The engine without a window: the bots of a data folder go on until the process is asked to end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.services import ports, told
from finbyte_desktop.services.account_status import seconds_to, why_not_open
from finbyte_desktop.services.account_words import left_at_venue, trying
from finbyte_desktop.services.accounts import PAPER, Accounts
from finbyte_desktop.services.control import ControlServer
from finbyte_desktop.services.counting import counted, have
from finbyte_desktop.services.logs import RedactingFormatter
from finbyte_desktop.services.ports import Link
from finbyte_desktop.services.steering import Steering
from finbyte_desktop.services.uncaught import Uncaught

log = logging.getLogger(__name__)
LEVELS = {Level.WARNING: logging.WARNING, Level.ERROR: logging.ERROR}
BATCH_NS = 20_000_000  # no window waits for the loop
LOOK_S = 0.5
NEEDED = (Link.AWAY, Link.REFUSED, Link.LOCKED, Link.NO_TRADE)  # somebody should know
LOUD_S = 600.0  # so often it is said again that an account is not open


@dataclass(frozen=True, slots=True)
class HeadlessOptions:
    """What runs: paper, and the named connections; None means those that were connected before.

    `password` opens the vault.
    """

    folder: Path
    choice: ports.FeedChoice | None = None
    paper: bool = True
    connections: Sequence[str] | None = None
    password: str | None = None


async def run(options: HeadlessOptions) -> None:
    """Runs until SIGTERM, SIGINT or `ctl stop`; orders are kept.

    Raises as `PaperDesk.open` does, UserError for a connection that is not known or when everything that was
    named is refused.
    """
    ended = asyncio.Event()
    accounts = await Accounts.open(options.folder, options.choice, with_paper=options.paper, guarded=True)
    try:
        if options.password is not None:
            await accounts.open_vault(options.password)
        wanted = _wanted(accounts, options)
        with _signals(ended):
            await _run(accounts, wanted, ended)
    finally:
        await accounts.close("keep")
        log.info("Ended. Orders stay as they are.")


def _wanted(accounts: Accounts, options: HeadlessOptions) -> list[str]:
    if options.connections is None:
        known = {state.id for state in accounts.states() if state.id != PAPER}
        return [account for account in accounts.settings.now.connected if account in known]
    return [accounts.named(name) for name in options.connections]


async def _run(accounts: Accounts, wanted: Sequence[str], ended: asyncio.Event) -> None:
    if accounts.paper is None and not wanted:
        raise UserError(
            "There is nothing to run: no account was connected when FinByte was closed last. Connect one in "
            "the window, or name one: headless --connection NAME.",
            "nothing_to_run",
        )
    control = None
    try:
        control = await ControlServer.open(accounts.folder, Steering(accounts, "headless", ended.set).answer)
    except Unavailable as error:
        log.warning("%s", error.text)
    teller = _Teller(accounts, wanted)
    log.info("FinByte runs without a window on %s.", accounts.folder)
    if accounts.paper is not None:
        if accounts.paper.health().feed.paused:  # held in the window; nobody could let it go on here
            accounts.paper.feed_pause(False)
        accounts.paper.start(BATCH_NS)
        problem = accounts.paper.health().feed.problem
        if problem:
            log.error(
                "NO PRICES: %s The bots of this feed wait, their orders rest on paper, and nothing is traded."
                " Put the file back, or name another feed: --candles FILE, --capture FILE or --demo.",
                problem,
            )
    for account in wanted:
        accounts.connect_soon(account, remember=False)
    try:
        while not ended.is_set():
            teller.look()
            if accounts.paper is None and wanted:
                _refuse_when_all_are(accounts, wanted)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await ended.wait()
        teller.look()
    finally:
        if control is not None:
            await control.close()


def _refuse_when_all_are(accounts: Accounts, wanted: Sequence[str]) -> None:
    states = [state for state in accounts.states() if state.id in wanted]
    if all(state.link in (Link.REFUSED, Link.LOCKED) for state in states):
        raise UserError(
            "Nothing runs: every connection was refused, or its key cannot be read. "
            + " ".join(f"{state.name}: {state.why}" for state in states),
            "all_refused",
        )


class _Teller:
    """Writes down what happens: accounts, bots, notices."""

    def __init__(self, accounts: Accounts, wanted: Sequence[str] = ()) -> None:
        self._accounts = accounts
        self._wanted = wanted
        self._loud: tuple[object, ...] = ()
        self._loud_s = 0.0
        self._links: dict[str, tuple[Link, str]] = {}
        self._bots: dict[tuple[str, str], tuple[str, str]] = {}
        self._heard: dict[str, Any] = {}
        self._waits_s: dict[tuple[str, str], float] = {}

    def look(self) -> None:
        for state in self._accounts.states():
            link = (state.link, state.why)
            if self._links.get(state.id) != link:
                self._links[state.id] = link
                level = logging.WARNING if state.link in NEEDED else logging.INFO
                why = f". {state.why}" if state.why else ""
                if state.again_ns or state.link is Link.CONNECTING:
                    told_again = trying(state.tries, state.before, seconds_to(state.again_ns))
                    why = f"{why or '.'} {told_again}" if told_again else why
                log.log(level, "%s: %s%s", state.name, state.link.value, why)
        self._tell_unattended()
        for account, desk in self._accounts.desks():
            if self._heard.get(account) is not desk:
                self._heard[account] = desk
                desk.subscribe_notices(lambda notice, account=account: _tell_notice(account, notice))  # type: ignore[misc]
            for card in [*desk.cards(), *desk.cards(ended=True)]:
                key, now = (account, card.id), (card.state.value, card.reason)
                before = self._bots.get(key)
                self._bots[key] = now
                if before != now and (before is not None or card.ended_ns is None):
                    self._tell_bot(account, card, before)

    def _tell_bot(self, account: str, card: ports.BotCard, before: tuple[str, str] | None) -> None:
        """Another state of a bot. A wait is told when it begins, not with every other reason, and when it
        ends, with how long it lasted.
        """
        key, waited = (account, card.id), ""
        if card.state is BotState.DEGRADED:
            if before is not None and before[0] == card.state.value:
                return
            self._waits_s[key] = monotonic()
        elif key in self._waits_s:
            waited = f", after {monotonic() - self._waits_s.pop(key):.0f} s of waiting"
        because = f" ({told.reason(card.reason)})" if card.reason else ""
        state = told.readable(card.state.value)
        log.info("%s/%s %s: %s%s%s", account, card.id, card.name, state, because, waited)

    def _tell_unattended(self) -> None:
        """Loudly, and again and again: whoever started this believes that these accounts are traded."""
        rows = [s for s in self._accounts.unattended(self._wanted) if s.link is not Link.OFF or s.bots]
        now = tuple((state.id, state.link, state.code, state.orders) for state in rows)
        if not rows or (now == self._loud and monotonic() - self._loud_s < LOUD_S):
            self._loud = now
            return
        self._loud, self._loud_s = now, monotonic()
        for state in rows:
            bots = f" {counted(state.bots, 'bot')} of it {have(state.bots)} not ended." if state.bots else ""
            log.error(
                "NOT OPEN: %s (%s, %s). %s%s %s",
                state.name,
                state.venue,
                state.mode,
                why_not_open(state),
                bots,
                left_at_venue(state.orders),
            )


def _tell_notice(account: str, notice: ports.Notice) -> None:
    bot = f"/{notice.bot}" if notice.bot else ""
    log.log(
        LEVELS.get(notice.level, logging.INFO),
        "%s%s: %s",
        account,
        bot,
        told.notice(notice.code, notice.fields),
    )


@contextlib.contextmanager
def _signals(ended: asyncio.Event) -> Any:
    """SIGTERM and SIGINT end the run in good order."""
    loop = asyncio.get_running_loop()
    names = [signal.SIGTERM, signal.SIGINT]
    if sys.platform == "win32":  # its loops take no handlers
        before = [signal.signal(name, lambda *_: loop.call_soon_threadsafe(ended.set)) for name in names]
        try:
            yield
        finally:
            for name, handler in zip(names, before, strict=True):
                signal.signal(name, handler)
        return
    for name in names:
        loop.add_signal_handler(name, ended.set)
    try:
        yield
    finally:
        for name in names:
            loop.remove_signal_handler(name)


def main(options: HeadlessOptions) -> int:
    """Runs it on a loop of its own; the exit status: 0 done, 2 bad input, 3 environment."""
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[shown], force=True)
    for talkative in ("alembic", "wakepy"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    restore, status = Uncaught().install(), 0
    try:
        asyncio.run(run(options))
    except FinByteError as error:
        log.error("%s", error.text)
        status = 2 if isinstance(error, UserError) else 3
    restore()  # not after any other error: it ends the process, and is written without keys
    return status
