"""What every page is handed: the desk, the bridge, times, and the ways to go elsewhere, to say and to do
something.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Accounts, Desk, Market, Settings, Spawn, without_secrets
from finbyte_desktop.ui import words, words_accounts, words_problems
from finbyte_desktop.ui.bridge import Bridge
from finbyte_desktop.ui.format import Times, age
from finbyte_desktop.widgets.colors import Tone

if TYPE_CHECKING:
    from finbyte_desktop.ui.viewmodels.overview import Overview


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: a page, perhaps its tab, a bot, a request with a `note` on it, or the kind of bot and
    the parameters to start the wizard with.
    """

    page: str
    tab: str = ""
    bot: str = ""
    request: str = ""
    note: str = ""
    market: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""


def creation_place(kind: str, market: str = "", params: Mapping[str, Any] | None = None) -> Place:
    """Where a bot of a kind is made: code has a page of its own, everything else the wizard."""
    page = "strategies" if kind == "own_strategy" else "wizard"
    return Place(page, kind=kind, market=market, params=params or {})


@dataclass(frozen=True, slots=True)
class Note:
    """A short message at the foot; it offers `action`: to go to `place`, or to do something.

    Notes of one `subject` replace each other: what is shown is the newest word on it. Without a subject each
    text is one of its own. Every note goes away by itself.
    """

    text: str
    tone: Tone = Tone.NEUTRAL
    action: str = ""
    place: Place | None = None
    subject: str = ""
    do: Callable[[], None] | None = None


def bot_subject(bot: str) -> str:
    """The subject of every note about one bot: the newest of them stands, older ones would contradict it."""
    return f"bot:{bot}"


def stale_for(desk: Desk) -> float | None:
    """For how many ns the values of an account have not been fresh (infinite: there are none), None while
    they are. Its prices are old, or its venue does not say what its orders do (away, or the key is refused).
    """
    feed, account = desk.health().feed, desk.account_health()
    trouble = None if account is None else account.trouble
    if trouble is not None and feed.now_ns is not None:
        return max(feed.age_ns or 0, feed.now_ns - trouble.since_ns)
    if feed.fresh:
        return None
    return inf if feed.age_ns is None else feed.age_ns


def stale_text(stale_ns: float | None) -> str | None:
    """That time in words."""
    if stale_ns is None:
        return None
    return QCoreApplication.translate("Session", "no price") if stale_ns == inf else age(int(stale_ns))


def stale_age(desk: Desk) -> str | None:
    """How old the values of an account are when they are not fresh, in words, else None. Those at the end of
    a recording grow no older.
    """
    if desk.health().feed.finished:
        return QCoreApplication.translate("Session", "ended")
    return stale_text(stale_for(desk))


class Session(QObject):
    """One window's work on the desk of one account. `host` is the area that dialogs dim: the page, not the
    rail and the status line. `accounts` are all of the data folder, None where there is only this desk;
    `account_wanted` asks for another of them in this window's place, `account_chosen` for its details
    among the connections, `place_wanted` for a page of another account. `time_shown` carries a market time
    (ns) that a page shows: no clock may stand behind it.
    """

    went = Signal(object)
    account_wanted = Signal(str)
    place_wanted = Signal(str, object)
    account_chosen = Signal(str)
    said = Signal(object)
    palette_wanted = Signal()
    settings_changed = Signal(object)
    questions_changed = Signal()  # a dialog came up or went away
    time_shown = Signal(object)

    def __init__(
        self,
        desk: Desk,
        spawn: Spawn,
        clock: Callable[[], int] = time.time_ns,
        parent: QObject | None = None,
        *,
        accounts: Accounts | None = None,
        account: str = "paper",
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.accounts = accounts
        self.account = account
        self.spawn = spawn
        self.clock = clock
        self.settings: Settings = desk.settings()
        self._now_ns: int | None = None
        self.times = self._times(self.settings)
        self.bridge = Bridge(desk, self.settings.frame_rate, self)
        for told in (self.bridge.at_once, self.bridge.slow):
            told.connect(self._forget_now)
        self.bridge.at_once.connect(self._changed)
        self.host: QWidget | None = None
        self.overview: Overview | None = None  # set by the window

    def close(self) -> None:
        """Hears nothing any more."""
        self.bridge.close()
        if self.overview is not None:
            self.overview.close()

    def go(self, place: Place) -> None:
        """Shows another page."""
        self.went.emit(place)

    def go_to_account(self, account: str, place: Place) -> None:
        """Shows a page of an account: in the account's own window, but for the settings, which are one for
        all.
        """
        if place.page == "settings":
            self.go(place)
            self.account_chosen.emit(account)
        elif account == self.account:
            self.go(place)
        else:
            self.place_wanted.emit(account, place)

    def say(
        self,
        text: str,
        tone: Tone = Tone.NEUTRAL,
        *,
        action: str = "",
        place: Place | None = None,
        subject: str = "",
        do: Callable[[], None] | None = None,
    ) -> None:
        """Shows a note that goes away by itself, in place of an older one on the same subject."""
        self.said.emit(Note(without_secrets(text), tone, action, place, subject, do))

    def act(
        self,
        work: Awaitable[object],
        done: str = "",
        *,
        failed: Callable[[FinByteError], None] | None = None,
        then: Callable[[Any], None] | None = None,
        subject: str = "",
    ) -> None:
        """Does a command. Its error is shown by `failed`, else as a note; `then` gets its result."""
        self.spawn(self._act(work, done, failed, then, subject))

    async def _act(
        self,
        work: Awaitable[object],
        done: str,
        failed: Callable[[FinByteError], None] | None,
        then: Callable[[Any], None] | None,
        subject: str,
    ) -> None:
        try:
            result = await work
        except FinByteError as error:
            if failed is None:
                self.say(words_problems.error(error), Tone.DANGER, subject=subject)
            else:
                failed(error)
            return
        if done:
            self.say(done, Tone.BUY, subject=subject)
        if then is not None:
            then(result)

    def change_settings(self, **fields: Any) -> None:
        """Saves these fields; everything that shows them follows when the desk says so."""
        self.act(self.desk.change_settings(**fields))

    def account_name(self) -> str:
        """What this window's account is called."""
        states = [] if self.accounts is None else self.accounts.states()
        found = (words_accounts.name_of(state) for state in states if state.id == self.account)
        return next(found, "") or words.venue(self.desk.health().venue)

    def markets_for(self, bot_type: str) -> Sequence[Market]:
        """The markets that the wizard offers to a kind of bot."""
        return self.desk.markets(bot_type)

    def spot_markets(self) -> Sequence[Market]:
        """The markets of the bots that a newcomer begins with."""
        return self.markets_for("spot_grid")

    def stale_age(self) -> str | None:
        """How old the values of this account are when they are not fresh, else None."""
        return stale_age(self.desk)

    def now_ns(self) -> int:
        """The market's time: the feed's where it has one, else the wall clock."""
        return self.desk.health().feed.now_ns or self.clock()

    def _times(self, settings: Settings) -> Times:
        return Times(settings.time_zone, settings.language, self._now_then)

    def _now_then(self) -> int:
        """The market's time as of the last news: every cell of a list asks for it."""
        if self._now_ns is None:
            self._now_ns = self.now_ns()
        return self._now_ns

    def _forget_now(self, _topics: frozenset[str]) -> None:
        self._now_ns = None

    def _changed(self, topics: frozenset[str]) -> None:
        if "settings" not in topics:
            return
        settings = self.desk.settings()
        if settings == self.settings:
            return
        before = self.settings
        same = {"tables": before.tables, "window": before.window, "shown_account": before.shown_account}
        unseen = replace(settings, **same) == before
        self.settings = settings
        if unseen:
            return
        self.times = self._times(settings)
        self.bridge.set_frame_rate(settings.frame_rate)
        self.settings_changed.emit(settings)
