"""The desk's market: the feed and the paper venue on it, the instruments that bots remember, its pace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services import paper_fills, ports
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.clock import wall_ns
from finbyte_desktop.services.desk_feeds import DeskFeeds
from finbyte_desktop.services.desk_reads import book_rows
from finbyte_desktop.services.feed_choice import (
    check_file,
    choice_of,
    feed_key,
    make_feed,
    symbols_to_choose,
)
from finbyte_desktop.services.feeds import Feed
from finbyte_desktop.services.read_models import BotEntry, steps_of
from finbyte_desktop.services.recordings import Recorder
from finbyte_desktop.services.settings import save_settings
from finbyte_desktop.services.venues.absent_feed import AbsentFeed
from finbyte_desktop.services.venues.paper import PaperVenue

START_BALANCE = ports.PAPER_START
STALE_NS = 10_000_000_000


FEES_TOLD = {"quote": "paper_fees_quote", "base": "paper_fees_base"}  # the notice of other fees on paper


def _speed_of(pace: Mapping[str, Any]) -> Decimal | None:
    return None if pace["speed"] is None else Decimal(pace["speed"])


class DeskMarket(DeskFeeds):
    """Where the paper desk's prices come from, and its virtual money. `_recorder` is set by the desk."""

    _recorder: Recorder
    _other_fees: list[tuple[str, dict[str, str], str]]
    _seen_wall_ns: int
    _demo_begins_ns: int | None  # None: now
    _feed_is_named = False  # on the command line, for this time

    @property
    def _venue(self) -> PaperVenue:
        venue = self._runner.venue
        assert isinstance(venue, PaperVenue), "a desk is used after open(), with the venue in its own process"
        return venue

    # --- what the reads ask -----------------------------------------------------------------------

    def _markets_here(self) -> Sequence[str]:
        return list(self._venue.instruments())

    def _is_here(self, market: str) -> bool:
        return market in self._venue.instruments()

    def _is_fresh(self, market: str) -> bool:
        return self._is_here(market) and not self._venue.has_gap(market) and self._feed_status().fresh

    def _label(self) -> str:
        return self._venue.feed.label

    def _price(self, market: str) -> Decimal | None:
        return self._kernel.last.get(market)

    def _price_ns(self, market: str) -> int | None:
        return self._venue.price_ns(market) or None

    def _history(self, market: str, interval_ns: int, limit: int) -> ports.CandleArrays:
        return self._venue.feed.history(market, interval_ns, limit)

    async def _series(self, market: str, days: int) -> CandleSeries:
        return self._venue.feed.series(market, days)

    def _held(self) -> Mapping[str, Decimal]:
        return self._venue.held()

    def _usable(self) -> Mapping[str, Decimal] | None:
        return None

    def _now_ns(self, market: str = "") -> int:
        """Market time: that of the feed; of a market that is away, the moment at which it was left."""
        venue = self._venue
        if market and market not in venue.instruments():
            left = self._left_at(market)
            seen = self._seen_ns(market) if left is None else left[0]
            if seen:
                return seen
        return venue.ns or venue.feed.peek_ns() or self._kernel.ns

    def health(self) -> ports.Health:
        """What the status line shows."""
        return self._health("Paper", "paper")

    def _feed_status(self) -> ports.FeedStatus:
        venue, pace = self._venue, self._runner.pace
        if isinstance(venue.feed, AbsentFeed):
            return self._absent_status(venue.feed)
        finished = venue.is_finished
        age = wall_ns() - self._seen_wall_ns
        fresh = not finished and not pace.paused and age < STALE_NS + self._next_comes_ns()
        reason = "finished" if finished else "paused" if pace.paused else "" if fresh else "stale"
        return ports.FeedStatus(
            choice=self._settings.feed,
            label=venue.feed.label,
            running=not finished and not pace.paused,
            paused=pace.paused,
            fresh=fresh,
            reason=reason,
            age_ns=age,
            now_ns=venue.ns or None,
            position=venue.feed.progress(),
            finished=finished,
            bots=len(self._live_here()) if finished else 0,
            stand_in=self._stand_in(venue.feed),
        )

    def _stand_in(self, feed: Feed) -> str:
        """What stands for a currency that is not known."""
        if self._settings.feed.kind is not ports.FeedKind.CANDLES:
            return ""
        from finbyte_desktop.services.venues.replay import CandleReplay  # late: its reader is slow to import

        return feed.stand_in if isinstance(feed, CandleReplay) else ""

    def _next_comes_ns(self) -> int:
        """How long after the last item of the feed the next one is due, by this computer's clock: a candle of
        a day takes 24 minutes at 60 times real time, and its price is of now until then.
        """
        next_ns, speed = self._venue.feed.peek_ns(), self._runner.pace.speed
        if next_ns is None or not speed:
            return 0
        times, of = speed.as_integer_ratio()  # it is asked in the middle of exact sums, too
        return max(0, (next_ns - self._venue.ns) * of // times)

    def _absent_status(self, feed: AbsentFeed) -> ports.FeedStatus:
        return ports.FeedStatus(
            choice=self._settings.feed,
            label=feed.label,
            running=False,
            paused=False,
            fresh=False,
            reason=feed.reason,
            age_ns=None,
            now_ns=None,
            position=None,
            finished=False,
            problem=feed.problem,
            missing=feed.missing,
        )

    def book(self, market: str, rows: int = 20) -> Sequence[ports.BookRow]:
        """Shown depth from the highest price."""
        book = self._venue.book(market)
        return () if book is None else book_rows(book.bids, book.asks, rows)

    # --- what paper has no use for ----------------------------------------------------------------

    async def look_at(self, market: str) -> None:
        """The feed tells all of its markets anyway."""

    async def answer_quarantine(self, client_id: str, answer: ports.QuarantineAnswer) -> None:
        """On paper every order has a proof."""
        raise UserError("On paper no order is without proof. Nothing was changed.", "not_quarantined")

    async def answer_unclaimed(self, client_id: str, answer: ports.UnclaimedAnswer) -> None:
        """On paper every order is in the records."""
        raise UserError("On paper every order is in the records. Nothing was changed.", "not_unclaimed")

    async def take_position(self, bot: str, venue: Decimal) -> None:
        """On paper nobody else trades."""
        raise UserError("On paper nobody else trades. Nothing was changed.", "no_difference")

    async def check_account(self) -> None:
        """The paper venue and the ledger are compared with every look."""

    async def book_differences(self) -> None:
        """Between the paper venue and the ledger there is nothing to book."""

    # --- virtual money ----------------------------------------------------------------------------

    async def deposit(self, asset: str, amount: Decimal) -> None:
        """Virtual money in, or (negative) out."""
        if amount == 0:
            raise UserError("The amount must not be 0.", "not_positive", "amount")
        await self._runner.command(ev.Deposited(self._now_ns(), asset.strip().upper(), amount))

    async def reset_paper_account(self) -> None:
        """The account as on the first day; refused while a bot runs."""
        if any(e.state not in ENDED_BOTS for e in self._entries.values()):
            raise UserError("Stop all bots first; their money is part of the account.", "bots_running")
        quotes = {i.quote for i in self._venue.instruments().values()}
        if not quotes:
            raise UserError(
                "There is no price feed, so it is not known which money the account begins with. Nothing was "
                "changed. Choose a feed first.",
                "no_feed",
            )
        for asset in {*self._kernel.ledger.assets(), *quotes}:
            target = START_BALANCE if asset in quotes else Decimal(0)
            change = target - self._kernel.ledger.free(UNATTRIBUTED, asset)
            if change:
                await self._runner.command(ev.Deposited(self._now_ns(), asset, change))

    # --- the feed and the venue on it ---------------------------------------------------------------

    def _opened(self, choice: ports.FeedChoice) -> PaperVenue:
        """The venue of a feed. Raises UserError for one that cannot be read."""
        options = paper_fills.venue_options(self._settings.fills)
        venue = PaperVenue(self._feed(choice), options, trade_seqs=self._queries.trade_counts())
        for i in list(venue.instruments().values()):
            known = self._kernel.instruments.get(i.id)
            # what was planned with other fees is folded with those; see `_take_fees`
            venue.refit(self._chosen(i) if known is None else paper_fills.with_fees(i, known.fees.asset))
        return venue

    def _feed(self, choice: ports.FeedChoice) -> Feed:
        return make_feed(choice, wall_ns() if self._demo_begins_ns is None else self._demo_begins_ns)

    def _chosen(self, i: Instrument) -> Instrument:
        return paper_fills.as_chosen(i, self._settings.fills)

    def _live_here(self) -> list[BotEntry]:
        """The bots on markets of the feed that have not ended, or whose orders are not gone yet."""
        here, orders = self._venue.instruments(), self._venue.open_orders()
        return [
            entry
            for entry in self._entries.values()
            if entry.names & set(here)
            and (
                entry.state not in ENDED_BOTS
                or any(o.client_id in orders for o in self._kernel.bots[entry.id].live_orders())
            )
        ]

    def _refuse_under_bots(self) -> None:
        """Raises UserError where a recording that has ended cannot begin anew."""
        names = [entry.name for entry in self._live_here()]
        if names:
            raise UserError(
                f"This recording has ended and can begin anew only without bots: the market time of "
                f"{', '.join(names)} would jump back. Nothing was changed. Stop them first, or choose "
                "another feed.",
                "bots_of_recording",
            )

    def _attach(self, choice: ports.FeedChoice, venue: PaperVenue) -> None:
        key = "" if isinstance(venue.feed, AbsentFeed) else feed_key(choice)  # without one nothing is kept
        moved = self._moved_from(choice) if key else None
        if moved is not None:
            self._saved_feeds[f"feed:{key}"] = self._saved_feeds.pop(f"feed:{moved}")
            self._runner.extra_state[f"feed:{moved}"] = None
        saved = self._saved_feeds.get(f"feed:{key}")
        account = self._saved_feeds.get("account")
        if self._runner.venue is not None:
            venue.restore_account(self._runner.venue.save_account())
        elif account is not None:
            venue.restore_account(account)
        venue.seen, venue.funded = self._recorder.record, self._recorder.funded
        self._runner.attach(venue, key, saved)
        self._left = {}
        for name, state in self._saved_feeds.items():
            for market in state["walks"] if name.startswith("feed:") else ():
                self._left.setdefault(market, []).append((state["ns"], name.removeprefix("feed:")))
        for i in venue.instruments().values():
            for entry in self._entries.values():
                if i.id in entry.names:
                    self._take_rules(entry, i)
        for entry in self._entries.values():
            entry.apart = not entry.names <= set(venue.instruments())

    def _take_rules(self, entry: BotEntry, now: Instrument) -> None:
        """What the market of a bot is on the feed of now. A bot that has ended keeps the one that it lived
        on; one that lives keeps the digits of the orders and trades that it has.
        """
        if entry.state in ENDED_BOTS:
            return
        if now.id != entry.market:
            entry.others = tuple(now if one.id == now.id else one for one in entry.others)
            return
        own = entry.instrument
        entry.instrument = replace(now, tick=min(own.tick, now.tick), lot=min(own.lot, now.lot))
        if entry.instrument != now:
            self._journal.set_summary(entry.id, steps_of(entry.instrument))

    async def _take_fills(self) -> None:
        """From here on orders are sized for the fills that the settings name.

        The kernel folds its events again after a crash, so its slippage may change only together with a
        snapshot; the venue's options stand in no event.
        """
        wanted = self._settings.fills
        other_fees = self._take_fees()
        if wanted != self._fills or other_fees:
            self._fills = wanted
            self._kernel.slippage = wanted.slippage
            self._runner.extra_state["fills"] = paper_fills.to_json(wanted)
            await self._runner.save()

    def _say_fees(self) -> None:
        """Tells of bots whose fees are others now, once somebody hears it."""
        told, self._other_fees = self._other_fees, []
        for code, fields, bot in told:
            self._notice(Level.NOTICE, code, fields, bot)

    def _take_fees(self) -> bool:
        """Markets whose fees were chosen otherwise meanwhile, or which a newer version knows better; whether
        there are any. It stands in no event either.
        """
        changed = False
        for i in self._venue.feed.instruments():
            wanted = self._chosen(i)
            if wanted.fees.asset == self._venue.instruments()[i.id].fees.asset:
                continue
            changed = True
            self._venue.refit(wanted)
            self._kernel.known.refit(wanted)
            self._remember(wanted)
            for entry in self._entries.values():
                if i.id not in entry.names:
                    continue
                self._take_rules(entry, wanted)
                if entry.state not in ENDED_BOTS:
                    fields = {"asset": wanted.fees.asset, "base": i.base, "quote": i.quote}
                    code = FEES_TOLD.get(wanted.fees.asset, "paper_fees")
                    self._other_fees.append((code, fields, entry.id))
        return changed

    async def _first_price(self) -> None:
        """Walks to the first price of every market, so that a bot can be created at once."""
        venue, kernel = self._venue, self._kernel
        for _ in range(20_000):
            if all(venue.price(name) is not None for name in venue.instruments()) or venue.is_finished:
                break
            found = venue.advance(self._runner.watches, kernel.alarms.next_ns, None, 1)
            if found is not None:
                kernel.last[found.instrument] = found.price
                self._runner.apply(found.event)
        for name in venue.instruments():
            price = venue.price(name)
            if price is not None:
                kernel.last[name] = price
        if venue.ns:
            self._runner.pace.start(venue.ns)
        await self._runner.flush()

    async def _fund_quote_assets(self) -> None:
        """Virtual money in each quote asset that the account has never held."""
        known = set(self._kernel.ledger.assets())
        for i in self._venue.instruments().values():
            if i.quote not in known:
                known.add(i.quote)
                await self._runner.command(ev.Deposited(self._now_ns(), i.quote, START_BALANCE))

    def _leave(self, entry: BotEntry) -> None:
        """Keeps what is seen of a bot whose feed goes away: its market, and its profit as it is left."""
        self._keep_life(entry)
        last = entry.mark(self._kernel.last)
        here = entry.names <= set(self._venue.instruments())
        if here and last is not None and entry.figures.started_ns is not None:
            with exact():
                self._sample(entry, last, self._venue.ns)

    async def choose_feed(self, choice: ports.FeedChoice) -> None:
        """Another source of prices. Bots on markets that it does not have wait until theirs is back. A
        recording that has ended begins anew where no bot lives on it. One that was held when it was left is
        held again.
        """
        key = feed_key(choice)
        async with self._runner.lock:
            if self._venue.is_finished and key == self._runner.feed_key:
                self._refuse_under_bots()
            for entry in self._entries.values():
                if entry.state not in ENDED_BOTS:
                    self._leave(entry)
            venue = self._opened(choice)
            self._refuse_other_prices(venue, self._moved_from(choice) or key)
            self._say_away(venue)
            comes_back = key != self._runner.feed_key
            self._note_pace()
            await self._runner.save()
            self._saved_feeds = self._journal.load_venue()
            held = comes_back and bool(self._saved_feeds.get(f"pace:{key}", {}).get("held"))
            self._attach(choice, venue)
            if venue.is_finished and not self._live_here():
                self._saved_feeds.pop(f"feed:{key}", None)
                held = False
                self._attach(choice, self._opened(choice))
            self._runner.drop_ended()
            await self._take_fills()
            self._runner.pace.speed = choice.speed
            self._runner.pace.paused = held
            await self._first_price()
            self._say_here()
            await self._runner.flush()
        self._feed_is_named = False
        settings = replace(self._settings, feed=choice, feed_held=held)
        save_settings(self._folder, settings)
        self._settings = settings
        self._changes.clear()
        self._say_fees()
        await self._fund_quote_assets()
        self._tell("quotes", "health", "settings", "bots")

    def _note_pace(self) -> None:
        """How fast the feed of now played, and whether it was held: for the time when it comes back."""
        pace = self._runner.pace
        if self._runner.feed_key:
            speed = None if pace.speed is None else plain(pace.speed)
            self._runner.extra_state[f"pace:{self._runner.feed_key}"] = {"held": pace.paused, "speed": speed}

    def _living_markets(self) -> list[str]:
        living = [
            e for e in self._entries.values() if e.state is not BotState.STOPPED or self._holds_position(e.id)
        ]
        return sorted({name for entry in living for name in entry.names})

    def _say_away(self, venue: PaperVenue) -> None:
        """Which markets of living bots a feed does not have: before its time moves any alarm of theirs."""
        for market in self._living_markets():
            if market not in venue.instruments():
                self._runner.apply(ev.FeedChanged(self._now_ns(market), market, False, "feed_changed", RULES))

    def _say_here(self) -> None:
        """Which markets of living bots the feed has."""
        for market in self._living_markets():
            if market in self._venue.instruments():
                self._runner.apply(ev.FeedChanged(self._now_ns(market), market, True, "", RULES))

    def _dated(self, event: ev.Event) -> ev.Event:
        """A command happens at the time of the market that it is about."""
        market: str = getattr(event, "instrument", "")
        if not market:
            bot: str = getattr(event, "bot", "")
            if isinstance(event, ev.Decided):
                request = self._kernel.approvals.pending.get(event.request)
                bot = request.bot if request is not None else ""
            entry = self._entries.get(bot)
            market = (self._market_away(entry) or entry.market) if entry is not None else ""
        return event._replace(ns=self._now_ns(market))

    def feed_symbols(self, path: Path, kind: ports.FeedKind = ports.FeedKind.CANDLES) -> list[str]:
        """Checks that a file is of this kind; the symbols to choose from in one with candles."""
        return symbols_to_choose(path, kind)

    def feed_market(self, name: str) -> str:
        """The market that a symbol or a file's name tells, such as "BTC/USDT"; empty where it tells none."""
        from finbyte_desktop.services.venues.instrument_guess import market_of

        return market_of(name)

    def feed_plan(self, choice: ports.FeedChoice) -> ports.FeedPlan:
        """What a feed of several files would play. Raises UserError where they do not go together."""
        from finbyte_desktop.services.venues.candle_files import plan_of

        check_file(choice)
        return plan_of(choice.files, choice.begin_ns)

    def bots_that_wait(self, choice: ports.FeedChoice) -> list[ports.BotCard]:
        """The bots whose prices would be away with this feed. Raises UserError for a feed that cannot be."""
        here = self._venue.instruments()
        away = isinstance(self._venue.feed, AbsentFeed)  # then they wait already, and would go on doing so
        living = [
            e for e in self._entries.values() if e.state not in ENDED_BOTS and (away or e.names <= set(here))
        ]
        if not living or feed_key(choice) == self._runner.feed_key:
            return []
        there = {i.id for i in self._feed(choice).instruments()}
        return [self.card(entry.id) for entry in living if not entry.names <= there]

    def feed_of(self, market: str) -> ports.FeedChoice | None:
        """The feed that a market's bots need, as fast as it was left; None when it is not known."""
        if market in self._venue.instruments():
            return self._settings.feed
        left = self._left_at(market)
        if left is None:
            return None
        pace = self._saved_feeds.get(f"pace:{left[1]}")
        speed = self._settings.feed.speed if pace is None else _speed_of(pace)
        return choice_of(left[1], speed)

    def feed_pause(self, paused: bool) -> None:
        """Holds the market or lets it go on. Held, it is so at the next start too, where it is the market of
        the settings and none that was named for this time.
        """
        self._hold(paused)
        if not self._feed_is_named:
            self._keep(replace(self._settings, feed_held=paused), "hold_not_kept")
            self._tell("settings")

    def _hold(self, held: bool) -> None:
        self._runner.pace.paused = held
        if not held and self._venue.ns:
            self._runner.pace.start(self._venue.ns)
        self._tell("health")

    def _keep(self, settings: ports.Settings, code: str) -> None:
        """Saves what already holds; a disk that does not take it is told, and it holds until the end."""
        try:
            self._shared.save(settings)
        except Unavailable as error:
            self._settings = settings
            self._notice(Level.WARNING, code, {"text": error.text})

    def feed_until(self, end_ns: int) -> None:
        """The market goes on up to this moment and no further, however fast it is."""
        self._runner.pace.end_ns = end_ns

    def feed_is_over(self) -> bool:
        """Whether the market has reached the moment of `feed_until`, or its own end."""
        end_ns, next_ns = self._runner.pace.end_ns, self._venue.feed.peek_ns()
        at_end = next_ns is None or (end_ns is not None and next_ns > end_ns)
        return at_end and self._runner.stands

    async def settle(self) -> None:
        """Holds the market where it stands; what happened so far is on disk and told when this returns."""
        self._hold(True)
        async with self._runner.lock:
            await self._runner.flush()

    def feed_step(self) -> None:
        """One item of the feed while it is paused."""
        self._runner.steps_wanted += 1

    def feed_speed(self, speed: Decimal | None) -> None:
        """Another speed, also after the next start; None is as fast as it goes."""
        self._runner.pace.speed = speed
        if self._venue.ns:
            self._runner.pace.start(self._venue.ns)
        feed = replace(self._settings.feed, speed=speed)
        self._keep(replace(self._settings, feed=feed), "speed_not_kept")
        self._tell("health", "settings")
