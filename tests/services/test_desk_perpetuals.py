"""A futures grid on the paper desk: its life, its figures, its position; restarts and changes of feed."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finbyte_desktop.cli import run as run_command
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.margin import EIGHT_HOURS_NS
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.desk_market import START_BALANCE
from finbyte_desktop.services.feed_choice import choice_of, feed_key
from finbyte_desktop.services.ports import BotCard, FeedChoice, FeedKind, Notice, PerpetualFiles
from finbyte_desktop.services.recording_fundings import (
    FUNDINGS_FILE,
    MOST_BYTES,
    keep_funding,
    kept_fundings,
)
from finbyte_desktop.services.settings import load_settings
from finbyte_desktop.services.steering import Steering
from tests.support.perpetual_line import CANDLES, FUNDING, MINUTE, SYMBOL, TIERS, T, table, tiers_file

D = Decimal
AUTOMATIC = Policy.AUTOMATIC
BTC = "demo:BTC/USDT:USDT"
FILE = "replay:COIN/USDT:USDT"
LONG: dict[str, Any] = {
    "direction": "long", "leverage": "5", "lower": "90", "upper": "110", "grids": 10, "investment": "1000",
}  # fmt: skip
MINUTES = 60_000_000_000


def swings(count: int, end: str = "") -> list[str]:
    """A market between 94 and 106; with an `end` its last candle falls there."""
    lines, price = [], "100"
    for n in range(count):
        close = str(100 + (6 if n % 4 == 1 else -6 if n % 4 == 3 else 0))
        close = end if end and n == count - 1 else close
        low, high = sorted((price, close), key=float)
        lines.append(f"{T + n * MINUTE},{price},{high},{low},{close},1.001")
        price = close
    return lines


def choice(folder: Path, *lines: str, fundings: tuple[str, ...] = (), **files: Any) -> FeedChoice:
    """A replay of candles with tiers and fundings beside it."""
    candles = table(folder, "COINUSDT.csv", CANDLES, *(lines or swings(60)))
    rows = fundings or tuple(f"{T + n * 10 * MINUTE},0.001" for n in range(1, 6))
    named = {
        "tiers": tiers_file(folder, {SYMBOL: TIERS}),
        "funding": table(folder, "f.csv", FUNDING, *rows),
        **files,
    }
    return FeedChoice(FeedKind.CANDLES, candles, speed=None, perpetual=PerpetualFiles(**named))


class OnePaper:
    """What `Steering` asks of the accounts: the paper desk alone."""

    def __init__(self, desk: PaperDesk) -> None:
        self._desk = desk

    def desks(self) -> list[tuple[str, PaperDesk]]:
        return [("paper", self._desk)]

    def states(self) -> list[Any]:
        return []


def run(work: Any) -> None:
    asyncio.run(asyncio.wait_for(work(), 120))


async def play(desk: PaperDesk, until_ns: int | None = None) -> None:
    """Lets the market go on, to a time or to its end."""
    if until_ns is not None:
        desk.feed_until(until_ns)
    async with desk._runner.lock:
        desk._runner.pace.paused = False
        while desk._runner.work():
            pass
        await desk._runner.flush()


def agree(desk: PaperDesk) -> None:
    """Ledger and venue have the same, figures and ledger too, and the lines of the profit add up."""
    ledger, held = desk._kernel.ledger, desk._venue.held()
    for asset in {*ledger.assets(), *held}:
        assert held.get(asset, 0) == ledger.account_total(asset), asset
    for card in [*desk.cards(), *desk.cards(ended=True)]:
        detail = desk.detail(card.id)
        assert detail.ties_out
        assert sum(line.amount for line in detail.breakdown) == card.total_profit
    assert all(row[3] == 0 for row in desk.profits().ties_out)


async def demo(folder: Path, begins_ns: int) -> PaperDesk:
    """A desk on the demo market at its fastest."""
    desk = await PaperDesk.open(folder, FeedChoice(speed=None), demo_begins_ns=begins_ns)
    desk.feed_pause(True)
    return desk


def near(desk: PaperDesk, market: str = BTC, leverage: str = "20") -> dict[str, Any]:
    """A narrow grid around the price of now."""
    last = desk.market(market).last
    assert last is not None
    step = desk.market(market).tick
    low, high = (last * D(part) // step * step for part in ("0.99", "1.01"))
    return {
        "direction": "long", "leverage": leverage, "lower": str(low), "upper": str(high), "grids": 20,
        "investment": "2000",
    }  # fmt: skip


def test_futures_grid_on_the_demo_market(tmp_path: Path) -> None:
    """It trades, pays its funding at eight hours, shows position and liquidation, and everything ties out."""
    due = (1_790_000_000_000_000_000 // EIGHT_HOURS_NS + 1) * EIGHT_HOURS_NS

    async def work() -> None:
        desk = await demo(tmp_path, due - 3 * MINUTES)
        assert desk.market(BTC).perpetual is not None
        assert desk.market("demo:BTC/USDT").perpetual is None
        bot = await desk.create_bot("futures_grid", BTC, near(desk), Policy.AUTOMATIC, True)
        await play(desk, due - MINUTES)
        agree(desk)
        before = desk.card(bot)
        assert before.position is not None
        assert before.position.funding == 0
        qty = before.position.qty
        await play(desk, due + MINUTES)
        agree(desk)
        card = desk.card(bot)
        assert card.state is BotState.RUNNING
        held = card.position
        assert held is not None
        assert card.last is not None
        assert qty > 0
        assert held.funding != 0
        assert held.entry is not None
        assert held.liquidation is not None
        assert held.away is not None
        assert held.leverage == 20
        assert held.value == held.entry * held.qty or abs(held.value - held.entry * held.qty) < D("0.01")
        assert held.unrealised == held.qty * card.last - held.value
        assert held.liquidation < card.last
        assert D("-0.2") < held.away < 0
        assert held.liquidation_low is not None
        assert held.liquidation_high is None
        assert {line.key for line in desk.detail(bot).breakdown} >= {"position", "funding", "grid_profit"}
        assert any(row.code == "funding" for row in desk.history_decisions(bot))
        await desk.close("keep")

    run(work)


def test_a_killed_desk_goes_on_as_one_that_was_not(tmp_path: Path) -> None:
    """A copy of the folder taken while the bot trades comes to the same fills, fundings and money."""
    due = (1_790_000_000_000_000_000 // EIGHT_HOURS_NS + 1) * EIGHT_HOURS_NS

    async def work() -> None:
        desk = await demo(tmp_path / "one", due - 2 * MINUTES)
        bot = await desk.create_bot("futures_grid", BTC, near(desk), Policy.AUTOMATIC, True)
        await play(desk, due - 30_000_000_000)
        shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=shutil.ignore_patterns("*.lock"))
        await play(desk, due + MINUTES)
        twin = await demo(tmp_path / "two", due)
        assert twin.card(bot).state is BotState.RUNNING
        await play(twin, due + MINUTES)
        agree(twin)
        fills = [[replace(row, seq=0) for row in one.history_fills(bot)] for one in (twin, desk)]
        assert fills[0] == fills[1]
        assert len(fills[0]) >= 12
        assert twin.card(bot).position == desk.card(bot).position
        assert twin.balances() == desk.balances()
        assert twin._venue.save_account() == desk._venue.save_account()
        await twin.close("keep")
        await desk.close("keep")

    run(work)


def test_replay_of_a_perpetual_pays_its_fundings_and_stops_in_good_order(tmp_path: Path) -> None:
    """Candles with tiers and fundings: stopped by a person, the position is closed and the money is back."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(400)))
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, LONG, Policy.AUTOMATIC, True)
        await play(desk, (T + 45 * MINUTE) * 1_000_000)
        agree(desk)
        card = desk.card(bot)
        assert card.position is not None
        assert card.position.funding < 0
        assert card.trips > 5
        (row,) = [row for row in desk.holdings() if row.asset == "USDT"]
        assert row.open_profit == card.position.unrealised
        assert card.total_profit is not None
        assert row.value == START_BALANCE + card.total_profit
        assert row.in_bots == card.position.margin
        assert all(row.asset == "USDT" for row in desk.holdings())
        assert [balance.asset for balance in desk.balances()] == ["USDT"]
        await desk.stop(bot, Exit.SELL)
        await asyncio.sleep(0.2)
        await play(desk, (T + 46 * MINUTE) * 1_000_000)
        await asyncio.sleep(0.2)
        ended = desk.card(bot)
        assert (ended.state, ended.reason) == (BotState.STOPPED, "by_you")
        assert ended.position is not None
        assert (ended.position.qty, ended.position.margin) == (0, 0)
        agree(desk)
        assert ended.total_profit is not None
        assert desk._venue.balances["USDT"] == START_BALANCE + ended.total_profit
        reasons = {row.reason for row in desk.history_transfers()}
        assert {"funding", "budget", "released"} <= reasons
        await desk.close("keep")

    run(work)


@pytest.mark.parametrize("closes", [False, True], ids=["keeps", "closes"])
def test_panic_keeps_positions_unless_a_person_says_otherwise(tmp_path: Path, closes: bool) -> None:
    """Those of bots that end now, and of one that kept its position before; the money ties out."""

    async def work() -> None:
        desk = await demo(tmp_path, 1_790_000_000_000_000_000)
        eth = "demo:ETH/USDT:USDT"
        kept = await desk.create_bot("futures_grid", eth, near(desk, eth, "3"), AUTOMATIC, True)
        bot = await desk.create_bot("futures_grid", BTC, near(desk, leverage="3"), AUTOMATIC, True)
        await play(desk, 1_790_000_000_000_000_000 + MINUTES)
        await desk.stop(kept, Exit.KEEP)
        await play(desk, 1_790_000_000_000_000_000 + MINUTES + 5_000_000_000)
        assert desk.card(kept).state is BotState.STOPPED
        asked = asyncio.create_task(desk.panic_told(None, closes))
        await asyncio.sleep(0.1)
        await play(desk, 1_790_000_000_000_000_000 + MINUTES + 30_000_000_000)
        told = await asked
        assert told.markets
        for one in (bot, kept):
            position = desk.card(one).position
            assert position is not None
            assert bool(position.qty) is not closes, one
        assert desk.card(bot).state is BotState.STOPPED
        agree(desk)
        await desk.close("keep")

    run(work)


def test_panic_closes_the_position_of_a_bot_that_failed(tmp_path: Path) -> None:
    """It rests and holds although its strategy is dead: its orders go first, then the position; what stays
    open is named.
    """

    async def work() -> None:
        begins = 1_790_000_000_000_000_000
        desk = await demo(tmp_path, begins)
        bot = await desk.create_bot("futures_grid", BTC, near(desk, leverage="3"), AUTOMATIC, True)
        await play(desk, begins + MINUTES)

        def fails(*_: Any) -> Any:
            raise RuntimeError("a bug of the strategy")

        desk._kernel.bots[bot].bot.on_event = fails
        await play(desk, begins + 30 * MINUTES)
        card = desk.card(bot)
        assert card.state is BotState.ERROR
        assert card.position is not None
        assert card.position.qty
        assert card.buys_open + card.sells_open

        async def panic(closes: bool) -> Any:
            asked = asyncio.create_task(desk.panic_told(None, closes))
            for second in range(1, 60):
                await asyncio.sleep(0.05)
                await play(desk, desk._venue.ns + second * 1_000_000_000)
                if asked.done():
                    break
            return await asked

        told = await panic(False)
        (left,) = told.of_bots
        assert left.left == left.before == card.position.qty
        told = await panic(True)
        (left,) = told.of_bots
        assert left.left == 0
        assert told.is_done
        position = desk.card(bot).position
        assert position is not None
        assert not position.qty
        agree(desk)
        await desk.close("keep")

    run(work)


def test_liquidated_bot_has_lost_its_margin_and_no_more(tmp_path: Path) -> None:
    """The bot is stopped with its reason, a person hears of it, the account has what it did not put in."""
    heard: list[Notice] = []

    async def work() -> None:
        feed = choice(tmp_path, *swings(31, "70"), *[f"{T + 31 * MINUTE},70,71,70,71,1"])
        desk = await PaperDesk.open(tmp_path / "data", feed)
        desk.subscribe_notices(heard.append)
        desk.feed_pause(True)
        params = {**LONG, "leverage": "8", "lower": "92", "upper": "108", "investment": "500"}
        bot = await desk.create_bot("futures_grid", FILE, params, Policy.AUTOMATIC, True)
        await play(desk)
        await asyncio.sleep(0.2)
        card = desk.card(bot)
        assert (card.state, card.reason) == (BotState.STOPPED, "liquidated")
        assert card.position is not None
        assert card.position.lost > 0
        assert card.position.qty == 0
        assert card.total_profit == -500
        agree(desk)
        assert desk._venue.balances["USDT"] == START_BALANCE - 500
        assert desk.history_fills(bot)[0].role.value == "liquidation"
        assert not desk._venue.open_orders()
        await desk.close("keep")
        again = await PaperDesk.open(tmp_path / "data", feed)
        assert again.card(bot).position == card.position
        agree(again)
        await again.close("keep")

    run(work)
    assert "liquidated" in {notice.code for notice in heard}


def test_position_waits_while_its_feed_is_away(tmp_path: Path) -> None:
    """Another feed plays: the margin is the account's still, and the bot goes on where it stood."""

    async def work() -> None:
        feed = choice(tmp_path, *swings(200))
        desk = await PaperDesk.open(tmp_path / "data", feed)
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, LONG, Policy.AUTOMATIC, True)
        await play(desk, (T + 25 * MINUTE) * 1_000_000)
        held = desk._venue.held()
        position = desk.card(bot).position
        await desk.choose_feed(FeedChoice(speed=None))
        desk.feed_pause(True)
        assert desk.card(bot).state is BotState.DEGRADED
        assert desk._venue.held() == held
        agree(desk)
        assert desk.feed_of(FILE) == feed
        await desk.add_investment(bot, D(100)) if desk.card(bot).state is BotState.DEGRADED else None
        agree(desk)
        await desk.close("keep")
        desk = await PaperDesk.open(tmp_path / "data")  # with the demo market: the bot's own is away
        assert desk.card(bot).position is not None
        agree(desk)
        await desk.choose_feed(feed)
        desk.feed_pause(True)
        assert desk.card(bot).state is BotState.RUNNING
        now = desk.card(bot).position
        assert position is not None
        assert now is not None
        assert (now.qty, now.entry, now.margin) == (position.qty, position.entry, position.margin + 100)
        await play(desk)
        agree(desk)
        await desk.close("keep")

    run(work)


def test_kept_position_stays_the_bots(tmp_path: Path) -> None:
    """Stopped with "keep", the position goes on with the money behind it, until a person closes it."""
    heard: list[Notice] = []

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(200)))
        desk.subscribe_notices(heard.append)
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, LONG, Policy.AUTOMATIC, True)
        await play(desk, (T + 25 * MINUTE) * 1_000_000)
        await desk.stop(bot, Exit.KEEP)
        await play(desk, (T + 35 * MINUTE) * 1_000_000)
        await asyncio.sleep(0.1)
        card = desk.card(bot)
        assert card.state is BotState.STOPPED
        assert card.position is not None
        assert card.position.qty > 0
        assert card.position.margin > 0
        agree(desk)
        with pytest.raises(UserError, match="one position"):
            await desk.create_bot("futures_grid", FILE, LONG, Policy.AUTOMATIC, True)
        await desk.close("keep")
        again = await PaperDesk.open(tmp_path / "data")  # with the demo market
        agree(again)
        with pytest.raises(UserError, match="away"):
            await again.stop(bot, Exit.SELL)
        await again.close("keep")
        again = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(200)))
        again.subscribe_notices(heard.append)
        again.feed_pause(True)
        agree(again)
        asked = {"do": "stop", "bot": bot, "close": True}  # it has ended: its position is closed now
        told = await Steering(OnePaper(again), "headless", None).answer(asked)  # type: ignore[arg-type]
        assert told["done"] == [f"paper/{bot}"]
        await play(again, (T + 36 * MINUTE) * 1_000_000)
        await asyncio.sleep(0.1)
        closed = again.card(bot)
        assert closed.position is not None
        assert (closed.position.qty, closed.position.margin) == (0, 0)
        assert closed.total_profit is not None
        assert again._venue.balances["USDT"] == START_BALANCE + closed.total_profit
        agree(again)
        await again.create_bot("futures_grid", FILE, LONG, Policy.AUTOMATIC, True)
        await again.close("keep")

    run(work)
    assert not {"task_failed", "filled_after_end"} & {notice.code for notice in heard}


def test_suggested_futures_grid_can_be_created(tmp_path: Path) -> None:
    """What a newcomer is offered passes its own check, and a spot grid is refused on a perpetual."""

    async def work() -> None:
        desk = await demo(tmp_path, 1_790_000_000_000_000_000)
        for market in (BTC, "demo:ETH/USDT:USDT"):
            params = desk.suggest("futures_grid", market)
            found = desk.preflight("futures_grid", market, params)
            assert found.ok, found.problems
            assert found.opening is not None
            assert len(found.buys) + len(found.sells) == params["grids"]
            await desk.create_bot("futures_grid", market, params, Policy.AUTOMATIC, True)
        with pytest.raises(UserError, match="spot"):
            await desk.create_bot("spot_grid", BTC, desk.suggest("spot_grid", BTC), Policy.AUTOMATIC, True)
        with pytest.raises(UserError, match="perpetuals"):
            await desk.create_bot("futures_grid", "demo:BTC/USDT", near(desk), Policy.AUTOMATIC, True)
        await desk.close("keep")

    run(work)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"leverage": "500"}, "leverage_too_high"),
        ({"leverage": "130"}, "leverage_too_high"),
        ({"investment": "5"}, "min_investment"),
        ({"investment": "90000"}, "insufficient_funds"),
        ({"direction": "up"}, "not_a_choice"),
        ({"levrage": "5"}, "unknown_key"),
        ({"stop_price": "1"}, "stop_after_liquidation"),
    ],
)
def test_impossible_parameters_are_refused_beside_their_field(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    """Before anything is created, with the field and the reason."""

    async def work() -> None:
        desk = await demo(tmp_path, 1_790_000_000_000_000_000)
        params = {**near(desk), **change}
        found = desk.preflight("futures_grid", BTC, params)
        assert not found.ok
        assert [problem.code for problem in found.problems] == [code]
        with pytest.raises(UserError) as caught:
            await desk.create_bot("futures_grid", BTC, params, Policy.AUTOMATIC, True)
        assert caught.value.code == code
        assert not desk.cards()
        await desk.close("keep")

    run(work)


def test_feed_with_its_files_is_remembered(tmp_path: Path) -> None:
    """In the settings, and under the name of its position."""
    feed = choice(tmp_path)
    assert choice_of(feed_key(feed), None) == feed

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data")
        await desk.choose_feed(feed)
        await desk.close("keep")

    run(work)
    assert load_settings(tmp_path / "data").feed == feed


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"tiers": Path("none.json")}, "no file"),
        ({"funding": Path("none.csv")}, "no file"),
        ({"funding": None, "mark": "mark"}, "--funding"),
        ({"tiers": {"OTHER/USDT:USDT": TIERS}}, "does not hold COIN/USDT:USDT"),
        ({"tiers": [{**TIERS[0], "minNotional": 5}]}, "begins at 5"),
        ({"funding": [f"{T + 20 * MINUTE},0.0001", f"{T + 10 * MINUTE},0.0001"]}, "line 3"),
        ({"funding": [f"{T + 10 * MINUTE},NaN"]}, "line 2"),
        ({"funding": [f"{T - 10 * MINUTE},0.0001"]}, "no funding while the candles last"),
        ({"mark": [f"{T},100", f"{T + MINUTE},101"]}, "mark price for every candle"),
    ],
)
def test_bad_files_of_a_perpetual_are_refused(tmp_path: Path, files: dict[str, Any], text: str) -> None:
    """With the file and its line; the feed before goes on and nothing is changed."""
    made: dict[str, Any] = {}
    for name, content in files.items():
        if isinstance(content, Path) or content is None:
            made[name] = None if content is None else tmp_path / content
        elif name == "tiers":
            made[name] = tiers_file(tmp_path, content, "bad.json")
        else:
            head = FUNDING if name == "funding" else "open_time,open"
            rows = [f"{T},100"] if content == "mark" else content
            made[name] = table(tmp_path, f"bad_{name}.csv", head, *rows)
    feed = choice(tmp_path, **made)

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data")
        before = desk.settings().feed
        with pytest.raises(UserError, match=text):
            await desk.choose_feed(feed)
        assert desk.settings().feed == before
        await desk.close("keep")
        with pytest.raises((Unavailable, UserError), match=text):
            await PaperDesk.open(tmp_path / "data", feed)

    run(work)


@pytest.mark.parametrize("direction", ["long", "short", "neutral"])
def test_page_of_a_futures_grid_has_its_levels_and_its_stop(tmp_path: Path, direction: str) -> None:
    """Every level with its order and one vacant; the stop and the take profit where they stand."""
    stop, gain = ("140", "60") if direction == "short" else ("80", "130")
    params = {**LONG, "direction": direction, "leverage": "2", "stop_price": stop, "take_profit_price": gain}
    if direction == "neutral":
        params = {**params, "take_profit_price": None, "take_profit_amount": "900"}

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(400)))
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, params, AUTOMATIC, True)
        await play(desk, (T + 6 * MINUTE) * 1_000_000)
        detail, card = desk.detail(bot), desk.card(bot)
        kinds = [level.kind for level in detail.levels]
        assert len(kinds) == 11
        assert kinds.count("vacant") == 1
        assert {"buy", "sell"} <= set(kinds)
        assert (card.lower, card.upper) == (90, 110)
        assert card.entry == 100
        assert detail.stop_at == D(stop)
        assert direction == "neutral" or detail.take_profit_at == D(gain)
        await desk.close("keep")

    run(work)


def test_exports_tell_fundings_and_what_closing_earned(tmp_path: Path) -> None:
    """Fundings add up to the figures; realised profit, fees and fundings to the money of the ended bot."""
    ended: list[BotCard] = []

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(400)))
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, {**LONG, "direction": "short"}, AUTOMATIC, True)
        await play(desk, (T + 45 * MINUTE) * 1_000_000)
        await desk.stop(bot, Exit.SELL)
        await play(desk, (T + 46 * MINUTE) * 1_000_000)
        await asyncio.sleep(0.2)
        ended.append(desk.card(bot))
        await desk.close("keep")

    run(work)
    card, rows = ended[0], exported(tmp_path, "fundings")
    assert card.position is not None
    assert len(rows) == 4
    assert {row["instrument"] for row in rows} == {FILE}
    assert sum(row["amount"] for row in rows) == card.position.funding > 0
    fills = exported(tmp_path, "fills", "--cost-basis", "average")
    realised = sum(row["realised_before_fees"] or 0 for row in fills)
    assert all(row["cost_of_sold"] is None for row in fills)
    assert realised - card.fees_quote + card.position.funding == card.total_profit
    transfers = exported(tmp_path, "transfers")
    paid = sum(row["amount"] for row in transfers if row["reason"] == "funding")
    assert paid == card.position.funding
    assert {row["asset"] for row in transfers} == {"USDT"}
    held = [row["amount"] for row in exported(tmp_path, "ledger") if row["bucket"] == "position"]
    assert len(held) == len(fills)
    assert sum(held) == 0


def exported(folder: Path, what: str, *options: str) -> list[dict[str, Any]]:
    """The rows of an export."""
    path = folder / f"{what}.parquet"
    words = ["export", what, "--format", "parquet", "--data", str(folder / "data"), "--out", str(path)]
    assert run_command([*words, *options]) == 0
    return pl.read_parquet(path).to_dicts()


def test_recording_of_a_perpetual_is_played_again_with_its_fundings(tmp_path: Path) -> None:
    """What the bot saw is a feed of its own: the same market, the same fundings, a bot can live on it."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(200)))
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, LONG, AUTOMATIC, True)
        await play(desk, (T + 55 * MINUTE) * 1_000_000)
        wanted = [row for row in desk.history_decisions(bot) if row.code == "funding"]
        assert len(wanted) == 5
        await desk.close("keep")
        again = FeedChoice(FeedKind.CAPTURE, tmp_path / "data" / "recordings" / bot, speed=None)
        twin = await PaperDesk.open(tmp_path / "twin", again)
        twin.feed_pause(True)
        assert twin.market(FILE).perpetual == desk.market(FILE).perpetual is not None
        other = await twin.create_bot("futures_grid", FILE, LONG, AUTOMATIC, True)
        await play(twin)
        found = [row for row in twin.history_decisions(other) if row.code == "funding"]
        times = [
            [(row.ns, row.fields["rate"], row.fields["mark"]) for row in rows] for rows in (found, wanted)
        ]
        assert set(times[0]) <= set(times[1])
        assert len(found) >= 4
        agree(twin)
        await twin.close("keep")

    run(work)


def test_torn_or_strange_line_of_recorded_fundings_is_left_out(tmp_path: Path) -> None:
    """A crash in the middle of a line costs that line; one that was settled twice counts once."""
    row = Funding(5, D("0.0001"), None)
    for one in (row, row, Funding(3, D("-0.1"), D("7.5"))):
        keep_funding(tmp_path, FILE, one)
    with (tmp_path / FUNDINGS_FILE).open("ab") as file:
        file.write(b'["x", "y", 1]\n["' + FILE.encode() + b'",9,"0.0')
    assert kept_fundings(tmp_path) == {FILE: [Funding(3, D("-0.1"), D("7.5")), row]}
    assert kept_fundings(tmp_path / "none") == {}


def test_recorded_fundings_have_a_limit(tmp_path: Path) -> None:
    """Beyond it nothing is added, and what is there is read."""
    (tmp_path / FUNDINGS_FILE).write_bytes(b"\n" * MOST_BYTES)
    keep_funding(tmp_path, FILE, Funding(5, D("0.0001"), None))
    assert (tmp_path / FUNDINGS_FILE).stat().st_size == MOST_BYTES


def near_enough(one: Decimal | None, other: Decimal | None) -> bool:
    """Equal but for what closing parts rounds."""
    assert one is not None
    assert other is not None
    return abs(one - other) < D("0.00001")


def test_life_in_history_counts_fundings(tmp_path: Path) -> None:
    """At the last fill its profit is the figures' at that price, read at once or bit by bit."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(400)))
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, LONG, AUTOMATIC, True)
        known = None
        for minute in (12, 14, 25, 33, 48):
            await play(desk, (T + minute * MINUTE) * 1_000_000)
            known = await desk.read_life(bot, known)
            whole = await desk.read_life(bot)
            assert known is not None
            assert whole is not None
            assert (known.total, known.held) == (whole.total, whole.held)
        await desk.stop(bot, Exit.SELL)
        await play(desk, (T + 49 * MINUTE) * 1_000_000)
        await asyncio.sleep(0.1)
        life = await desk.read_life(bot, known)
        assert life is not None
        card = desk.card(bot)
        assert card.position is not None
        assert card.position.funding < -1
        assert near_enough(life.total[-1], card.total_profit)
        await desk.close("keep")

    run(work)


def test_life_of_a_liquidated_bot_ends_with_its_margin(tmp_path: Path) -> None:
    """The last point of its profit is what it lost."""

    async def work() -> None:
        feed = choice(tmp_path, *swings(31, "70"), *[f"{T + 31 * MINUTE},70,71,70,71,1"])
        desk = await PaperDesk.open(tmp_path / "data", feed)
        desk.feed_pause(True)
        params = {**LONG, "leverage": "8", "lower": "92", "upper": "108", "investment": "500"}
        bot = await desk.create_bot("futures_grid", FILE, params, AUTOMATIC, True)
        await play(desk)
        life = await desk.read_life(bot)
        assert life is not None
        assert life.total[-1] == desk.card(bot).total_profit == -500
        await desk.close("keep")

    run(work)


def test_profit_of_a_kept_position_goes_on_until_it_is_closed(tmp_path: Path) -> None:
    """The curve of the bot follows it: else every later day counts what came after its end as its own."""

    async def work() -> None:
        begins = 1_790_000_000_000_000_000
        desk = await demo(tmp_path, begins)
        bot = await desk.create_bot("futures_grid", BTC, near(desk, leverage="3"), AUTOMATIC, True)
        await play(desk, begins + MINUTES)
        await desk.stop(bot, Exit.KEEP)
        await play(desk, begins + 2 * MINUTES)
        entry = desk._entries[bot]

        def newest() -> tuple[int, float]:
            desk._sample_all(desk._now_ns(), 10**9)
            return entry.curve[-1][0], entry.curve[-1][1]

        for hours in (1, 2):
            await play(desk, begins + hours * 60 * MINUTES)
            total = desk.card(bot).total_profit
            assert total is not None
            assert newest() == (desk._now_ns(), float(total))
        await desk.stop(bot, Exit.SELL)
        await play(desk, begins + 121 * MINUTES)
        held, total = desk.card(bot).position, desk.card(bot).total_profit
        assert held is not None
        assert (held.qty, total is None) == (0, False)
        closed = newest()
        assert closed == (desk._now_ns(), float(total or 0))
        await play(desk, begins + 240 * MINUTES)
        assert newest() == closed  # nothing of it changes any more
        await desk.close("keep")

    run(work)


def test_life_in_history_goes_to_the_close_of_a_kept_position(tmp_path: Path) -> None:
    """Its fills, its candles, its last price and its profit are those of the close, not of the bot's stop."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(400)))
        desk.feed_pause(True)
        bot = await desk.create_bot("futures_grid", FILE, LONG, AUTOMATIC, True)
        await play(desk, (T + 12 * MINUTE) * 1_000_000)
        await desk.stop(bot, Exit.KEEP)
        await play(desk, (T + 21 * MINUTE) * 1_000_000)
        stopped = await desk.read_life(bot)
        assert stopped is not None
        assert stopped.candles is not None
        assert stopped.candles.open_ns[-1] >= (T + 19 * MINUTE) * 1_000_000  # it goes on
        await play(desk, (T + 57 * MINUTE) * 1_000_000)
        await desk.stop(bot, Exit.SELL)
        await play(desk, (T + 58 * MINUTE) * 1_000_000)
        await asyncio.sleep(0.1)
        closed_at = desk._price(FILE)
        await play(desk, (T + 70 * MINUTE) * 1_000_000)
        life, card = await desk.read_life(bot, stopped), desk.card(bot)
        assert life is not None
        assert len(life.fills) > len(stopped.fills)
        assert near_enough(life.total[-1], card.total_profit)
        assert card.last == closed_at
        assert life.candles is not None
        last = int(life.candles.open_ns[-1])
        assert (T + 56 * MINUTE) * 1_000_000 <= last <= (T + 58 * MINUTE) * 1_000_000
        await desk.close("keep")
        again = await PaperDesk.open(tmp_path / "data", choice(tmp_path, *swings(400)))
        assert again.card(bot).last == closed_at
        await again.close("keep")

    run(work)
