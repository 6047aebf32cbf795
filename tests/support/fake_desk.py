"""A Desk for the window's tests: believable figures, every command remembered, nothing ever sent."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Answer, Exit, JsonValue, Policy
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.risk import Limits, check_limits
from finbyte_desktop.services import paper_fills
from finbyte_desktop.services import ports as p
from finbyte_desktop.services.kinds.kind import Moment, Peer, field_specs
from finbyte_desktop.services.kinds.registry import kind_of
from finbyte_desktop.services.lives import Trade, empty_life, with_fills
from finbyte_desktop.services.proportion import percents
from finbyte_desktop.services.settings import changed
from finbyte_desktop.services.shown_baskets import TrackRecord
from finbyte_desktop.services.shown_markets import FileSpan
from finbyte_desktop.services.venues.instrument_guess import market_of
from tests.support.fake_strategies import FakeStrategies
from tests.ui import basket_data
from tests.ui import desk_data as data
from tests.ui.desk_preflight import FIELDS, check, search, seven_days, stands_at

D = Decimal
WALL_NS = data.NOW
APRIL = (1_775_001_600_000_000_000, 1_777_593_600_000_000_000, 60_000_000_000)


class FakeDesk:
    """Implements the Desk protocol by hand. `calls` lists the commands, `fail_with` is raised by the next
    one.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.fail_with: Exception | None = None
        self.read_error: Exception | None = None
        self.stale = False
        self.stand_in = ""
        self.paused = False
        self.away_with: dict[p.FeedKind, tuple[str, ...]] = {}  # the markets that a kind of feed lacks
        self.needs: dict[str, p.FeedChoice] = {}
        self.finished = False
        self.without_symbols: set[str] = set()  # names of files of candles that hold no column "symbol"
        self.symbols_of: dict[str, list[str]] = {}  # of files that hold several
        self.no_weights: UserError | None = None
        self.verdict = p.Verdict.BETTER
        self.spans: dict[str, tuple[int, int, int]] = {}  # begin, end and interval of a market's candles
        self.refuses_awake = False
        self.held_positions: p.Positions | None = None
        self.panicked = p.PanicResult((p.PanicMarket("BTC/USDT", 24, 0, 0, 0),))
        self.search_steps = 4
        self.search_note = ""
        self.cards_live: list[p.BotCard] = data.running_cards()
        self.cards_ended: list[p.BotCard] = data.ended_cards()
        self.waiting: list[p.PendingApproval] = data.pending(WALL_NS)
        self.answered: list[p.DecidedApproval] = data.decided()
        self.free = D("26887.23")
        self.current = p.Settings(first_run_done=True)
        self.strategies: FakeStrategies | None = None
        self.kept_limits = Limits()
        self._topics: list[Callable[[frozenset[str]], None]] = []
        self._notices: list[Callable[[p.Notice], None]] = []

    # -- what a test turns

    def say(self, *topics: str) -> None:
        """Tells every subscriber that these topics changed."""
        for callback in list(self._topics):
            callback(frozenset(topics))

    def notice(self, notice: p.Notice) -> None:
        for callback in list(self._notices):
            callback(notice)

    def _read(self) -> None:
        if self.read_error is not None:
            raise self.read_error

    def _command(self, *call: object) -> None:
        self.calls.append(call)
        if self.fail_with is not None:
            error, self.fail_with = self.fail_with, None
            raise error

    # -- reads

    def health(self) -> p.Health:
        choice = self.current.feed
        replay = choice.kind is not p.FeedKind.DEMO
        feed = p.FeedStatus(
            choice, "Demo market" if not replay else "btc-candles.csv",
            not (self.stale or self.paused or self.finished), self.paused,
            not self.stale, "feed_stale" if self.stale else "",
            47 * data.SECOND if self.stale else data.SECOND // 5, data.NOW, 0.37 if replay else None,
            self.finished, bots=len(self.cards_live) if self.finished else 0, stand_in=self.stand_in,
        )  # fmt: skip
        return p.Health(
            "Paper account", "paper", feed, True, "ok", Path("/home/you/.local/share/finbyte-desktop"),
            sum(1 for c in self.cards_live if c.state is BotState.RUNNING), len(self.waiting), 18_402,
            self._awake(), "no service answered" if self.refuses_awake else "",
        )  # fmt: skip

    def _awake(self) -> p.Awake:
        running = any(c.state is not BotState.PAUSED for c in self.cards_live)
        if not self.current.keep_awake or not running:
            return p.Awake.OFF
        return p.Awake.REFUSED if self.refuses_awake else p.Awake.ON

    def settings(self) -> p.Settings:
        return self.current

    @property
    def default_policy(self) -> Policy:
        return self.current.approval_policy

    def markets(self, bot_type: str = "") -> Sequence[p.Market]:
        self._read()
        wanted = bool(bot_type) and kind_of(bot_type).on_perpetuals
        return [m for m in data.MARKETS if not bot_type or (m.perpetual is not None) is wanted]

    def market(self, market: str) -> p.Market:
        found = next((m for m in data.MARKETS if m.id == market), None)
        if found is None:
            raise UserError(f"There is no market {market}.", "no_such_market")
        return replace(found, fee_asset=self.fee_asset)

    def candles(self, market: str, interval_ns: int, limit: int = 1500) -> p.CandleArrays:
        self._read()
        return data.candles(self.market(market), interval_ns, limit)

    def book(self, market: str, rows: int = 20) -> Sequence[p.BookRow]:
        place = self.market(market)
        last = place.last or D(1)
        down = [p.BookRow(last - place.tick * n, D(n), None) for n in range(1, rows + 1)]
        return [p.BookRow(last + place.tick * n, None, D(n)) for n in range(rows, 0, -1)] + down

    def balances(self) -> Sequence[p.Balance]:
        self._read()
        in_bots = sum((c.investment for c in self.cards_live), D(0))
        return [
            p.Balance("USDT", self.free, in_bots, self.free + in_bots),
            p.Balance("BTC", D(0), D("0.12400"), D("0.12400")),
            p.Balance("ETH", D("0.5000"), D("1.3800"), D("1.8800")),
        ]

    def cards(self, ended: bool = False) -> Sequence[p.BotCard]:
        self._read()
        found = self.cards_ended if ended else self.cards_live
        return [replace(c, fresh=not self.stale) for c in found]

    def bot_counts(self) -> p.BotCounts:
        self._read()
        waiting = [c for c in self.cards_live if c.waiting_request is not None]
        states = [c.state for c in self.cards_live if c.waiting_request is None]
        running, paused, degraded = (
            states.count(s) for s in (BotState.RUNNING, BotState.PAUSED, BotState.DEGRADED)
        )
        other = len(states) - running - paused - degraded
        return p.BotCounts(running, len(waiting), paused, degraded, other)

    def card(self, bot: str) -> p.BotCard:
        self._read()
        found = next((c for c in (*self.cards_live, *self.cards_ended) if c.id == bot), None)
        if found is None:
            raise UserError(f"There is no bot {bot}.", "no_such_bot")
        return replace(found, fresh=not self.stale)

    def detail(self, bot: str) -> p.BotDetail:
        card = self.card(bot)
        return data.detail(card) if card.basket is None else basket_data.detail(card)

    def stands_at(self, bot: str, params: Mapping[str, Any]) -> p.Stands:
        place = self.card(bot)
        return stands_at(self.market(place.market), params, place.investment)

    def approvals(self) -> Sequence[p.PendingApproval]:
        self._read()
        return list(self.waiting)

    def decided_today(self) -> Sequence[p.DecidedApproval]:
        self._read()
        return list(self.answered)

    def profits(self, days: int = 30) -> p.ProfitSummary:
        self._read()
        return data.profits(days, self.cards_live, self.cards_ended)

    def _bots(self, bot: str | None) -> list[p.BotCard]:
        self._read()
        found = (*self.cards_live, *self.cards_ended)
        return [c for c in found if c.started_ns is not None and bot in (None, c.id)]

    async def read_history(self, query: p.HistoryQuery) -> p.HistoryPage | None:
        rows: Sequence[Any] = {
            "orders": self.history_orders,
            "fills": self.history_fills,
            "decisions": self.history_decisions,
        }.get(query.what, lambda _bot, _text, limit: self.history_transfers(limit))(
            query.bot, query.text, 100_000
        )
        return p.HistoryPage(query, rows[query.start : query.start + query.limit], len(rows))

    async def read_life(self, bot: str, known: p.BotLife | None = None) -> p.BotLife | None:
        fills = sorted(self.history_fills(bot), key=lambda fill: (fill.ns, fill.trade_id))
        life = empty_life(self.detail(bot), self.history_candles(bot))
        return replace(with_fills(
            life, [f.ns for f in fills], [float(f.price) for f in fills],
            [Trade(f.side is Side.BUY, f.price, f.qty, f.fee, f.fee_asset, f.fee, f.trip_profit)
             for f in fills],
        ), fills=fills)  # fmt: skip

    def history_orders(
        self, bot: str | None = None, text: str = "", limit: int = 5000
    ) -> Sequence[p.OrderRow]:
        rows = data.order_rows(self._bots(bot))
        return [r for r in rows if text.lower() in f"{r.bot_name} {r.market} {r.why}".lower()][:limit]

    def history_fills(
        self, bot: str | None = None, text: str = "", limit: int = 50000
    ) -> Sequence[p.FillRow]:
        rows = [fill for c in self._bots(bot) for fill in data.fills_of(c, 200)]
        rows = [r for r in rows if text.lower() in f"{r.bot_name} {r.market} {r.why}".lower()]
        return sorted(rows, key=lambda r: -r.ns)[:limit]

    def history_transfers(self, limit: int = 5000) -> Sequence[p.TransferRow]:
        self._read()
        return data.transfers()[:limit] if self.cards_ended else []

    def history_decisions(
        self, bot: str | None = None, text: str = "", limit: int = 5000
    ) -> Sequence[p.DecisionRow]:
        rows = [row for c in self._bots(bot) for row in data.decisions_of(c)]
        rows = [r for r in rows if text.lower() in f"{r.bot_name} {r.code}".lower()]
        return sorted(rows, key=lambda r: -r.ns)[:limit]

    def history_candles(self, bot: str, interval_ns: int | None = None) -> p.CandleArrays | None:
        found = self.card(bot)
        end = (found.ended_ns or data.NOW) + 12 * data.HOUR
        return data.candles(self.market(found.market), interval_ns or data.HOUR, 260, end)

    # -- wizard

    def field_specs(self, bot_type: str) -> Sequence[p.FieldSpec]:
        return FIELDS if bot_type == "spot_grid" else field_specs(kind_of(bot_type))

    def _moment(self, market: str) -> tuple[Instrument, Moment]:
        """A market as the product's own kinds see it: bots that are no grids have no fake of their own."""
        m = self.market(market)
        fees = Fees(m.fee_maker, m.fee_taker, m.fee_asset)
        i = Instrument(m.id, m.base, m.quote, m.tick, m.lot, m.lot, m.min_notional, fees)
        i = replace(i, perpetual=m.perpetual)
        peers = {}
        for one in self.markets():
            if one.perpetual is None and one.quote == m.quote and one.base not in peers:
                steps = Fees(one.fee_maker, one.fee_taker, one.fee_asset)
                made = Instrument(
                    one.id, one.base, one.quote, one.tick, one.lot, one.lot, one.min_notional, steps
                )
                peers[one.base] = Peer(made, one.last, D(0))
        return i, Moment(m.last, self.free, D(0), ns=data.NOW, peers=peers)

    def preflight(self, bot_type: str, market: str, params: Mapping[str, Any]) -> p.Preflight:
        if bot_type != "spot_grid":
            i, moment = self._moment(market)
            with exact():
                return kind_of(bot_type).preflight(i, params, moment)
        place = self.market(market)
        own = next((b.free for b in self.balances() if b.asset == place.base), D(0))
        return replace(check(place, params, self.free, own), limits=self.broken_limits)

    def suggest(self, bot_type: str, market: str) -> Mapping[str, JsonValue]:
        if bot_type != "spot_grid":
            i, moment = self._moment(market)
            with exact():
                return kind_of(bot_type).suggest(i, moment, self.candles(market, data.HOUR, 24))
        last = self.market(market).last or D(1)
        step = D(10) ** (last.adjusted() - 2)
        low = (last * D("0.94") / step).to_integral_value() * step
        high = (last * D("1.06") / step).to_integral_value() * step
        return {"lower": str(low), "upper": str(high), "grids": 24, "investment": "3000"}

    async def quick_backtest(
        self, bot_type: str, market: str, params: Mapping[str, Any], days: int = 7
    ) -> p.QuickBacktest:
        await asyncio.sleep(0)
        return seven_days(days)

    def own_strategies(self, examples: Path | None = None) -> FakeStrategies:
        if self.strategies is None:
            folder = Path(tempfile.mkdtemp(prefix="strategies-"))
            self.strategies = FakeStrategies(folder, examples, self)
        return self.strategies

    async def ai_proportion(self, market: str, assets: Sequence[str]) -> p.Proportion:
        await asyncio.sleep(0)
        if self.no_weights is not None:
            raise self.no_weights
        day = 86_400_000_000_000
        shares = percents([1.0 / (n + 1) for n in range(len(assets))])
        return p.Proportion(
            shares=dict(zip(assets, shares, strict=True)),
            from_ns=WALL_NS - 90 * day,
            to_ns=WALL_NS,
            checked_days=150,
            checked_from_ns=WALL_NS - 150 * day,
            own=TrackRecord(D("0.1234"), D("0.41"), D("0.18")),
            equal=TrackRecord(D("0.1101"), D("0.52"), D("0.24")),
            verdict=self.verdict,
        )

    async def search_parameters(
        self, bot_type: str, market: str, investment: Decimal, days: int, progress: p.Progress
    ) -> p.SearchResult:
        for step in range(self.search_steps):
            await asyncio.sleep(0.001)
            if progress(step + 1, self.search_steps):
                return replace(search(self.market(market), days), candidates=(), note="cancelled")
        found = search(self.market(market), days)
        return replace(found, candidates=(), note=self.search_note) if self.search_note else found

    # -- commands

    async def create_bot(
        self, bot_type: str, market: str, params: Mapping[str, Any], policy: Policy, auto_start: bool,
        name: str | None = None,
    ) -> str:  # fmt: skip
        self._command("create_bot", bot_type, market, dict(params), policy, auto_start, name)
        bot = f"bot-{len(self.cards_live) + 30}"
        request = f"req-{bot}"
        card = replace(data.running_cards()[1], id=bot, market=market, waiting_request=request,
                       base=market.split("/")[0], name=name or f"{market} spot grid")  # fmt: skip
        self.cards_live.append(card)
        place = self.market(market)
        asked = replace(self.waiting[0] if self.waiting else data.pending(WALL_NS)[0], id=request, bot=bot,
                        bot_name=card.name, market=market, base=place.base, now_price=place.last)  # fmt: skip
        self.waiting.append(asked)
        self.say("bots", "approvals")
        return bot

    def _become(self, bot: str, state: BotState, reason: str) -> None:
        self.cards_live = [
            replace(c, state=state, reason=reason, waiting_request=None) if c.id == bot else c
            for c in self.cards_live
        ]
        self.say("bots")

    async def pause(self, bot: str) -> None:
        self._command("pause", bot)
        self._become(bot, BotState.PAUSED, "by_you")

    def added_plan(self, bot: str, amount: Decimal) -> p.AddedPlan | None:
        """As a grid of 24 would: a purchase at the market, and two of its orders."""
        if amount < 10:
            return p.AddedPlan(None, D(0), D(0), D(0), D("0.00638"), False, (), 0)
        grown = (
            p.GrownOrder(Side.SELL, D(80000), D("0.00638"), D("0.00702")),
            p.GrownOrder(Side.BUY, D(78000), D("0.00638"), D("0.00702")),
        )
        return p.AddedPlan(Side.BUY, D("0.00256"), D("200.48"), D("0.20"), D("0.00702"), False, grown, 3)

    def resume_plan(self, bot: str) -> p.ResumePlan:
        return self.resumes

    async def resume(self, bot: str) -> None:
        self._command("resume", bot)
        self._become(bot, BotState.RUNNING, "")

    async def stop(self, bot: str, exit: Exit) -> None:  # noqa: A002 - the protocol's name
        self._command("stop", bot, exit)
        gone = [c for c in self.cards_live if c.id == bot]
        self.cards_live = [c for c in self.cards_live if c.id != bot]
        self.cards_ended = [
            replace(c, state=BotState.STOPPED, reason="by_you", ended_ns=data.NOW) for c in gone
        ] + self.cards_ended
        self.say("bots")

    async def edit(self, bot: str, params: Mapping[str, Any]) -> None:
        self._command("edit", bot, dict(params))

    async def add_investment(self, bot: str, amount: Decimal) -> None:
        self._command("add_investment", bot, amount)

    async def withdraw_profit(self, bot: str, amount: Decimal) -> None:
        self._command("withdraw_profit", bot, amount)

    async def try_again(self, bot: str, slot: str) -> None:
        self._command("try_again", bot, slot)

    async def cancel_order(self, bot: str, slot: str) -> None:
        self._command("cancel_order", bot, slot)

    async def decide(self, request: str, digest: str, approve: bool) -> None:
        self._command("decide", request, digest, approve)
        asked = next((a for a in self.waiting if a.id == request), None)
        if asked is None:
            raise UserError("This request is no longer open.", "no_such_request")
        if asked.digest != digest:
            raise UserError("The orders changed after you looked.", "digest")
        self.waiting = [a for a in self.waiting if a.id != request]
        answer = Answer.APPROVED if approve else Answer.REFUSED
        self.answered.insert(0, p.DecidedApproval(
            data.NOW, asked.bot, asked.bot_name, asked.kind, asked.market,
            ("plan", {"orders": str(len(asked.orders))}), answer, "",
        ))  # fmt: skip
        if approve and asked.kind == "plan":
            self._become(asked.bot, BotState.RUNNING, "")
        self.say("approvals", "bots")

    async def panic(self, bot: str | None = None) -> None:
        self._command(*(("panic",) if bot is None else ("panic", bot)))

    async def panic_told(self, bot: str | None = None, close_positions: bool = False) -> p.PanicResult:
        await self.panic(bot)
        if close_positions:
            self.calls.append(("close_positions",))
        return self.panicked

    def panic_now(self, result: p.PanicResult) -> p.PanicResult:
        return self.panicked if result.number else result

    async def look_at(self, market: str) -> None:
        self._command("look_at", market)

    async def answer_quarantine(self, client_id: str, answer: p.QuarantineAnswer) -> None:
        self._command("answer_quarantine", client_id, answer)

    def limits(self) -> Limits:
        return self.kept_limits

    async def set_limits(self, limits: Limits) -> None:
        self._command("set_limits", limits)
        check_limits(limits)
        self.kept_limits = limits._replace(version=self.kept_limits.version + 1)
        self.say("health")

    async def answer_unclaimed(self, client_id: str, answer: p.UnclaimedAnswer) -> None:
        self._command("answer_unclaimed", client_id, answer)

    async def take_position(self, bot: str, venue: Decimal) -> None:
        self._command("take_position", bot, venue)

    async def check_account(self) -> None:
        self._command("check_account")

    async def book_differences(self) -> None:
        self._command("book_differences")

    def holdings(self) -> Sequence[p.Holding]:
        self._read()
        return data.paper_holdings() if self.cards_live else []

    def worth(self) -> Sequence[tuple[int, float, float]]:
        self._read()
        return data.paper_worth() if self.cards_live else []

    def positions(self) -> p.Positions | None:
        return self.held_positions

    def account_health(self) -> p.AccountHealth | None:
        return None

    async def protect(self, position: str, price: Decimal | None) -> None:
        self._command("protect", position, price)

    async def deposit(self, asset: str, amount: Decimal) -> None:
        self._command("deposit", asset, amount)
        self.free += amount

    async def reset_paper_account(self) -> None:
        self._command("reset_paper_account")

    fee_asset = "quote"  # in which its markets take their fees
    resumes = p.ResumePlan((), 20, D("77920.5"), False)  # what going on would do
    broken_limits: Sequence[p.LimitBreak] = ()  # what each plan would break

    async def save_settings(self, settings: p.Settings) -> None:
        self._command("save_settings", settings)
        paper_fills.check(settings.fills)
        self.current = settings
        self.say("settings", "health")

    async def change_settings(self, **fields: Any) -> None:
        self._command("change_settings", fields)
        settings = changed(self.current, **fields)
        paper_fills.check(settings.fills)
        self.current = settings
        self.say("settings", "health")

    # -- feed

    async def choose_feed(self, choice: p.FeedChoice) -> None:
        self._command("choose_feed", choice)
        self.current = replace(self.current, feed=choice)
        self.paused = False
        self.say("health", "settings")

    def feed_market(self, name: str) -> str:
        return market_of(name)

    def feed_plan(self, choice: p.FeedChoice) -> p.FeedPlan:
        """Every file has April 2024 by the minute, unless `spans` says otherwise."""
        names = [one.market or market_of(one.symbol or one.path.stem) for one in choice.files]
        if len({*names}) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            text = f"{twice} is there twice: in a.csv and in b.csv. Take one of them out."
            raise UserError(text, "market_twice")
        spans = [
            FileSpan(name, one.path, *self.spans.get(name, APRIL))
            for name, one in zip(names, choice.files, strict=True)
        ]
        earliest = max(span.first_ns for span in spans)
        start, end = max(earliest, choice.begin_ns or 0), min(span.end_ns for span in spans)
        return p.FeedPlan(start, end, earliest, names[0].partition("/")[2], tuple(spans))

    def feed_symbols(self, path: Path, kind: p.FeedKind = p.FeedKind.CANDLES) -> Sequence[str]:
        if path.suffix not in (".csv", ".gz", ".capture"):
            raise UserError("This file holds no candles.", "bad_file", "path")
        recording = path.name.endswith((".txt.gz", ".capture"))
        if recording and kind is p.FeedKind.CANDLES:
            raise UserError(f"{path.name} is a recording, it holds no candles.", "not_candles", "path")
        if not recording and kind is p.FeedKind.CAPTURE:
            raise UserError(f"{path.name} holds candles, it is no recording.", "not_a_recording", "path")
        if path.stem in self.symbols_of:
            return self.symbols_of[path.stem]
        return [] if recording or path.stem in self.without_symbols else ["BTC/USDT"]

    def bots_that_wait(self, choice: p.FeedChoice) -> Sequence[p.BotCard]:
        return [c for c in self.cards_live if c.market in self.away_with.get(choice.kind, ())]

    def feed_of(self, market: str) -> p.FeedChoice | None:
        return self.needs.get(market)

    def feed_pause(self, paused: bool) -> None:
        self._command("feed_pause", paused)
        self.paused = paused

    def feed_step(self) -> None:
        self._command("feed_step")

    def feed_speed(self, speed: Decimal | None) -> None:
        self._command("feed_speed", speed)

    # -- export and the end

    async def export(
        self,
        what: str,
        format: str,  # noqa: A002
        path: Path,
        bot: str | None,
        progress: p.Progress,
        sentence: object = None,
        start_ns: int | None = None,
        end_ns: int | None = None,
    ) -> int:
        times = () if start_ns is None and end_ns is None else (start_ns, end_ns)
        self._command("export", what, format, path, bot, *times)
        for step in range(3):
            await asyncio.sleep(0.001)
            if progress(step + 1, 3):
                return 0
        return 125

    async def close(self, closing: str) -> None:
        self._command("close", closing)

    # -- changes

    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> p.Unsubscribe:
        self._topics.append(callback)
        return lambda: self._topics.remove(callback)

    def subscribe_notices(self, callback: Callable[[p.Notice], None]) -> p.Unsubscribe:
        self._notices.append(callback)
        return lambda: self._notices.remove(callback)


def full() -> FakeDesk:
    return FakeDesk()


def empty() -> FakeDesk:
    """A fresh installation: no bot, no request, no history."""
    desk = FakeDesk()
    desk.cards_live, desk.cards_ended, desk.waiting, desk.answered = [], [], [], []
    desk.free = D(50000)
    return desk


def stale() -> FakeDesk:
    """Prices stopped 47 seconds ago."""
    desk = FakeDesk()
    desk.stale = True
    return desk


def failing() -> FakeDesk:
    """Every read of the journal raises."""
    desk = FakeDesk()
    desk.read_error = Unavailable("The journal cannot be read: the disk is full.", "journal")
    return desk


VARIANTS: Mapping[str, Callable[[], FakeDesk]] = {
    "full": full, "empty": empty, "stale": stale, "error": failing,
}  # fmt: skip
