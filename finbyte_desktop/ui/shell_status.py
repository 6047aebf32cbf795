"""The status line: mode, venue, feed and its freshness, replay position, journal, clock."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Awake, FeedKind, GuardState, Health, Positions
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts, words_feed, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.matters import ICONS
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.positions import stop_cell
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.status_line import StatusLine

REFRESH_MS = 500
NS_PER_MS = 1_000_000
ACCOUNT = "venue"  # the cell of the window's account
NEED = "need"  # the cell of the accounts that need a person
REPLAY = "replay"  # the cell of the market time of a paper account
MOST_NAMED = 48  # letters of the names of accounts
FAR_MS = 1_000  # Binance refuses requests that are stamped so far ahead


class ShellStatus(QObject):
    """Keeps a StatusLine current: twice a second, and whenever the desk's health changes. `feed_read` brings
    the FeedStatus each time.
    """

    feed_read = Signal(object)

    def __init__(self, session: Session, line: StatusLine) -> None:
        super().__init__(line)
        self._session = session
        self._line = line
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        session.bridge.slow.connect(self._told)
        session.time_shown.connect(self._show_clock)
        if session.overview is not None:
            session.overview.changed.connect(self._show_overview)
        self.refresh()
        self._show_overview()

    def _told(self, topics: frozenset[str]) -> None:
        if topics & {"health", "settings", "positions"}:
            self.refresh()

    def refresh(self) -> None:
        """Reads the desk's health now."""
        try:
            health = self._session.desk.health()
        except FinByteError as error:
            self._line.set_cell(
                "journal", self.tr("Journal"), words_problems.error(error), dot=Tone.DANGER, tone=Tone.DANGER
            )
            return
        self.feed_read.emit(health.feed)
        self._line.set_mode(
            words_accounts.MODE_TONES.get(health.mode, Tone.WARN),
            words_accounts.mode(health.mode),
            self._mode_tip(health),
        )
        accounts = self._session.accounts
        several = accounts is not None and len(accounts.states()) > 1
        tips = [self._venue_tip(health), self.tr("Click to choose another account.") if several else ""]
        self._line.set_cell(
            ACCOUNT,
            "",
            words.venue(health.venue),
            note=fmt.shortened(words.venue(health.feed.label)),
            tooltip="\n".join(tip for tip in tips if tip),
            leads=accounts is not None,
            opens=several,
        )
        self._show_feed(health)
        if self._session.overview is not None:
            self._session.overview.look_at_prices(self._session.account, fresh=health.feed.fresh)
        if health.clock_offset_ns is not None:
            self._show_account(health)
        self._show_guard(health)
        self._show_naked()
        self._line.set_cell(
            "journal",
            self.tr("Journal"),
            self.tr("ok") if health.journal_ok else words_problems.worded("", health.journal_text),
            dot=Tone.BUY if health.journal_ok else Tone.DANGER,
            tone=Tone.NEUTRAL if health.journal_ok else Tone.DANGER,
            tooltip=self.tr("{count} facts written. Everything is on disk before it is shown.").format(
                count=fmt.number(health.facts_written)
            ),
        )
        self._show_awake(health)
        self._show_clock(health.feed.now_ns or self._session.clock())

    def _show_clock(self, now_ns: int) -> None:
        times = self._session.times
        self._line.set_clock(times.date(now_ns), times.clock(now_ns), times.zone_name)

    def _mode_tip(self, health: Health) -> str:
        money = words_accounts.money_tip(health.mode)
        if self._session.accounts is None:
            return money
        return self.tr("{money}. Click to choose an account.").format(money=money)

    def _show_awake(self, health: Health) -> None:
        """Only when it matters: kept awake, or refused."""
        if health.awake is Awake.OFF:
            self._line.remove_cell("awake")
            return
        held = health.awake is Awake.ON
        tip, _ = words.awake(health.awake, health.awake_why, wanted=True)
        self._line.set_cell(
            "awake",
            self.tr("Awake"),
            self.tr("kept") if held else self.tr("refused"),
            dot=Tone.BUY if held else Tone.WARN,
            tone=Tone.NEUTRAL if held else Tone.WARN,
            tooltip=tip,
        )

    def _show_guard(self, health: Health) -> None:
        """Only when a panic would not be heard as it should be."""
        if health.guard in (GuardState.OFF, GuardState.READY):
            self._line.remove_cell("guard")
            return
        word, meaning = words_accounts.guard(health.guard)
        tone = words_accounts.GUARD_TONES[health.guard]
        self._line.set_cell("guard", self.tr("Panic guard"), word, dot=tone, tone=tone, tooltip=meaning)

    def _show_naked(self) -> None:
        """Only where a perpetual position can lose without an end."""
        naked = [
            (name, row)
            for name, positions in self._positions()
            for row in positions.rows
            if row.naked_s is not None
        ]
        if not naked:
            self._line.remove_cell("naked")
            return
        told = [f"{name} {row.base}/{row.settle}: {stop_cell(row).text}".strip() for name, row in naked]
        self._line.set_cell(
            "naked",
            self.tr("Without a stop"),
            str(len(naked)),
            dot=Tone.DANGER,
            tone=Tone.DANGER,
            tooltip="\n".join([*told, self.tr("Set one in Portfolio.")]),
        )

    def _positions(self) -> Iterator[tuple[str, Positions]]:
        """Of every account that is open, whichever is shown: money is lost in all of them."""
        accounts, shown = self._session.accounts, self._session.desk.positions()
        if accounts is None:
            found = [("", shown)]
        else:
            found = []
            for state in accounts.states():
                with contextlib.suppress(FinByteError):  # closed in this moment
                    if state.is_open:
                        found.append((state.name, accounts.desk(state.id).positions()))
        yield from ((name, positions) for name, positions in found if positions is not None)

    def _venue_tip(self, health: Health) -> str:
        return self.tr("Orders go to {venue}, prices come from {label}").format(
            venue=words.venue(health.venue), label=words.venue(health.feed.label)
        )

    def _show_overview(self) -> None:
        """Which accounts need a person, whichever the window shows; a click says why."""
        overview = self._session.overview
        needed = [] if overview is None else overview.in_need()
        if not needed:
            self._line.remove_cell(NEED)
            return
        worst, counts = needed[0], Counts()
        asking = [account for account in needed if account.asks]
        named = fmt.shortened(", ".join(name_of(account.state) for account in asking or needed), MOST_NAMED)
        if asking and len(asking) < len(needed):
            named = f"{named}; {counts.accounts_held_up(len(needed) - len(asking))}"
        lines = [f"{name_of(account.state)}: {account.matters[0].text}" for account in needed]
        self._line.set_cell(
            NEED,
            "",
            counts.accounts_in_need(len(asking)) if asking else counts.accounts_held_up(len(needed)),
            note=named,
            tone=worst.tone,
            icon=ICONS[worst.tone],
            leads=True,
            apart=True,
            tooltip="\n".join([*lines, self.tr("Click to see everything, and to go there.")]),
        )

    def _show_account(self, health: Health) -> None:
        """What an account at a venue adds: its clock, its requests, markets that are closed for orders."""
        offset = (health.clock_offset_ns or 0) // NS_PER_MS
        far = abs(offset) >= FAR_MS
        self._line.set_cell(
            "clock",
            self.tr("Clock"),
            self.tr("{offset} ms").format(offset=fmt.number(offset, sign=True)),
            tone=Tone.WARN if far else Tone.NEUTRAL,
            tooltip=self.tr("The venue's clock less this computer's. FinByte counts with the venue's."),
        )
        used, limit = health.budget_used or 0, health.budget_limit or 1
        self._line.set_cell(
            "budget",
            self.tr("Requests"),
            fmt.number(used),
            note=f"/ {fmt.number(limit)}",
            meter=used / limit,
            tooltip=self.tr("Request weight of this minute. A part is kept for cancels."),
        )
        if not health.gates:
            self._line.remove_cell("gates")
            return
        told = [
            f"{words.market(market)}: {', '.join(words_accounts.gate(reason) for reason in reasons)}"
            for market, reasons in sorted(health.gates.items())
        ]
        self._line.set_cell(
            "gates",
            self.tr("No new orders"),
            str(len(health.gates)),
            dot=Tone.WARN,
            tone=Tone.WARN,
            tooltip="\n".join(told),
        )

    def _show_feed(self, health: Health) -> None:
        feed = health.feed
        age, stale = fmt.age(feed.age_ns), self._session.stale_age()
        if feed.reason in words_accounts.KEY_CODES:
            self._cell(self.tr("Key refused"), self._session.stale_age() or "", Tone.DANGER)
            return
        if health.mode != "paper" and feed.age_ns is None:  # no market is traded
            self._line.set_cell("feed", self.tr("Prices"), fmt.ABSENT, dot=Tone.MUTED)
            return
        if words_feed.is_absent(feed):
            self._cell(self.tr("Prices"), words_feed.absent_cell(feed), Tone.DANGER)
            self._line.remove_cell(REPLAY)
            return
        if feed.finished:
            self._cell(self.tr("Recording"), self.tr("ended"), Tone.WARN)
        elif feed.paused:
            self._cell(self.tr("Prices"), self.tr("paused"), Tone.WARN)
        elif stale is not None and feed.reason not in words.STALE:
            self._cell(self.tr("Values stale"), stale, Tone.DANGER, words.reason(feed.reason))
        elif stale is not None:
            self._cell(self.tr("Prices stale"), stale, Tone.DANGER)
        else:
            self._cell(self.tr("Prices fresh"), age, Tone.BUY)
        if health.mode != "paper":
            return
        speed = self.tr("as fast as it goes")
        if feed.choice.speed is not None:
            speed = f"{fmt.plain(feed.choice.speed)}x"
        tip = self.tr("How fast the market time runs; click to change it.")
        if feed.position is None:
            self._line.set_cell(REPLAY, self.tr("Market time"), speed, tooltip=tip, opens=True)
            return
        kind = self.tr("Candles") if feed.choice.kind is FeedKind.CANDLES else self.tr("Capture")
        self._line.set_cell(
            REPLAY,
            kind,
            f"{feed.position:.0%}",
            note=speed,
            meter=feed.position,
            tooltip=tip,
            opens=True,
        )

    def _cell(self, label: str, value: str, tone: Tone, note: str = "") -> None:
        quiet = tone is Tone.BUY
        self._line.set_cell(
            "feed", label, value, note="" if quiet else note, dot=tone, tone=Tone.NEUTRAL if quiet else tone
        )
