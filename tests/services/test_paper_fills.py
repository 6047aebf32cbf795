"""How the paper account fills: chosen in the settings, in force from the next start for all who compute."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.instrument import Fees
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services import paper_fills
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind, PaperFees, PaperFills
from finbyte_desktop.services.settings import FILE_NAME, load_settings
from tests.services.test_desk import GOOD, candle_file, opened, run, running, ties, until
from tests.services.test_errors_table import MARKET

D = Decimal
LARGE = {**GOOD, "investment": "20000"}
ROUGH = PaperFills(D("0.004"), 250, D("0.4"))


@pytest.mark.parametrize(
    ("fills", "field"),
    [
        (PaperFills(slippage=D("-0.001")), "slippage"),
        (PaperFills(slippage=D("0.0051")), "slippage"),
        (PaperFills(slippage=D("NaN")), "slippage"),
        (PaperFills(delay_ms=-1), "delay_ms"),
        (PaperFills(delay_ms=60_001), "delay_ms"),
        (PaperFills(part=D(0)), "fill_part"),
        (PaperFills(part=D("1.01")), "fill_part"),
        (PaperFills(part=D("Infinity")), "fill_part"),
    ],
)
def test_what_no_market_does_is_refused(tmp_path: Path, fills: PaperFills, field: str) -> None:
    """The field is named, and nothing is saved."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            before = desk.settings()
            with pytest.raises(UserError) as caught:
                await desk.save_settings(replace(before, fills=fills, theme="light"))
            assert (caught.value.field, caught.value.code) == (field, "out_of_bounds")
            assert desk.settings() == before
            assert not (tmp_path / "data" / FILE_NAME).exists()

    run(work())


def test_bounds_themselves_are_possible() -> None:
    """And the venue gets what was chosen."""
    for fills in (PaperFills(), ROUGH, PaperFills(D("0.005"), 60_000, D(1), PaperFees.COIN)):
        assert paper_fills.from_json(paper_fills.to_json(paper_fills.check(fills))) == fills
    assert paper_fills.venue_options(ROUGH) == VenueOptions(D("0.004"), 250_000_000, D("0.4"))
    for nonsense in ({"slippage": "9", "delay_ms": 0, "part": None},
                     {"slippage": "0", "delay_ms": "1", "part": None},
                     {"slippage": "0", "delay_ms": 1, "part": None, "fees": "BNB"}):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            paper_fills.from_json(nonsense)


def test_a_change_waits_for_the_next_start(tmp_path: Path) -> None:
    """Venue, kernel and validator change together; the books tie out through all of it."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            market = desk.markets()[0].id
            smooth = desk.preflight("spot_grid", market, LARGE)
            await desk.save_settings(replace(desk.settings(), fills=ROUGH))
            assert desk._venue._options == VenueOptions()
            assert desk.preflight("spot_grid", market, LARGE).order_qty == smooth.order_qty
            await running(desk)
        assert load_settings(tmp_path / "data").fills == ROUGH
        async with opened(tmp_path) as desk:
            assert desk._venue._options == paper_fills.venue_options(ROUGH)
            assert desk._kernel.slippage == ROUGH.slippage
            rough = desk.preflight("spot_grid", market, LARGE)
            assert rough.order_qty is not None
            assert smooth.order_qty is not None
            assert rough.order_qty < smooth.order_qty
            bot = desk.cards()[0].id
            await desk.resume(bot)
            trips = desk.card(bot).trips
            await until(desk, lambda: desk.card(bot).trips > trips)

    run(work())


def test_another_feed_takes_the_change_at_once(tmp_path: Path) -> None:
    """The opening purchase of a bot after it pays the slippage."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            fills = PaperFills(D("0.004"))
            await desk.save_settings(replace(desk.settings(), fills=fills))
            other = candle_file(tmp_path, "OTHERUSDT.csv")
            await desk.choose_feed(FeedChoice(FeedKind.CANDLES, other, speed=None))
            desk.feed_pause(True)
            market = desk.markets()[0].id
            bot = await desk.create_bot("spot_grid", market, GOOD, Policy.AUTOMATIC, False)
            await until(desk, lambda: desk.history_fills(bot))
            first = desk.history_fills(bot)[-1]
            assert first.why == "opening"
            assert first.price == D(102)  # 100.40, and prices of this market are two apart

    run(work())


def test_a_crash_after_the_change_folds_with_the_old_slippage(tmp_path: Path) -> None:
    """Events before the change are sized as they were, events after it as they are."""

    async def work() -> None:
        folder, choice = tmp_path / "data", FeedChoice(FeedKind.CANDLES, candle_file(tmp_path), speed=None)
        async with opened(tmp_path) as desk:
            await running(desk)
            await desk.save_settings(replace(desk.settings(), fills=ROUGH))
            await crash(desk)
        desk = await PaperDesk.open(folder, choice)
        assert desk._kernel.slippage == ROUGH.slippage
        desk.feed_pause(True)
        desk.start()
        second = await desk.create_bot(
            "spot_grid", desk.markets()[0].id, {**GOOD, "investment": "2000"}, Policy.AUTOMATIC, False
        )
        await until(desk, lambda: len(desk.detail(second).orders) > 5)
        await crash(desk)
        before = placed(desk, second)
        await desk.close("keep")
        desk = await PaperDesk.open(folder, choice)
        assert placed(desk, second) == before
        await desk.close("keep")

    run(work())


def placed(desk: PaperDesk, bot: str) -> list[tuple[object, ...]]:
    return [(o.client_id, o.slot, o.side, o.price, o.qty, o.state) for o in desk.detail(bot).orders]


async def crash(desk: PaperDesk) -> None:
    """From here on nothing of this session reaches the disk."""
    await asyncio.sleep(0.05)

    async def nothing() -> None:
        return

    desk._runner.save = nothing  # type: ignore[method-assign]


def test_the_quick_backtest_fills_alike(tmp_path: Path) -> None:
    """Slippage costs in the preview as it will cost the bot."""

    async def work() -> None:
        from finbyte_desktop.services.quick_backtest import quick_backtest

        async with opened(tmp_path) as desk:
            market = desk.markets()[0].id
            await running(desk)
            i = desk._kernel.instruments[market]
            series = desk._venue.feed.series(market, 1)
            smooth = quick_backtest("spot_grid", i, series, GOOD, 1)
            rough = quick_backtest("spot_grid", i, series, GOOD, 1, VenueOptions(D("0.004")))
            assert rough.total < smooth.total

    run(work())


def test_settings_of_before_have_the_fees_of_the_venue() -> None:
    """A file without that choice is read as it was, and what it did not say is the default."""
    old = {"slippage": "0.001", "delay_ms": 5, "part": None}
    assert paper_fills.from_json(old) == PaperFills(D("0.001"), 5, None, PaperFees.VENUE)


def test_fees_in_the_coin_bought_are_taken_from_the_next_start(tmp_path: Path) -> None:
    """A bot that runs pays them from then on; the books tie out, and no order is short of coins."""
    coins = PaperFills(fees=PaperFees.COIN)

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await running(desk)
            await desk.save_settings(replace(desk.settings(), fills=coins))
            assert desk.markets()[0].fee_asset == "quote"
        choice = FeedChoice(FeedKind.CANDLES, candle_file(tmp_path), speed=None)
        told: list[str] = []
        desk = await PaperDesk.open(tmp_path / "data", choice)
        desk.subscribe_notices(lambda notice: told.append(notice.code))
        desk.start()
        assert told == ["paper_fees_base"]
        await desk.close("keep")
        async with opened(tmp_path) as desk:
            assert desk.markets()[0].fee_asset == "base"
            bot = desk.cards()[0].id
            before = len(desk.history_fills(bot))
            await desk.resume(bot)
            trips = desk.card(bot).trips
            await until(desk, lambda: desk.card(bot).trips > trips + 4)
            since = list(desk.history_fills(bot))[: -before or None]
            base = desk.markets()[0].base
            assert {fill.fee_asset for fill in since if fill.side is Side.BUY} == {base}
            assert {fill.fee_asset for fill in since if fill.side is Side.SELL} == {desk.markets()[0].quote}
            slots = desk._kernel.bots[bot].slots.values()
            assert not [slot for slot in slots if slot.blocked is not None]
            ties(desk)

    run(work())


def test_a_crash_before_the_new_fees_folds_with_the_old_ones(tmp_path: Path) -> None:
    """What was planned with fees in quote is planned so again; what comes after with fees in coins."""

    async def work() -> None:
        folder, choice = tmp_path / "data", FeedChoice(FeedKind.CANDLES, candle_file(tmp_path), speed=None)
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await desk.save_settings(replace(desk.settings(), fills=PaperFills(fees=PaperFees.COIN)))
            first = placed(desk, bot)
            await crash(desk)
        desk = await PaperDesk.open(folder, choice)
        assert desk.markets()[0].fee_asset == "base"
        assert placed(desk, bot) == first
        desk.feed_pause(True)
        desk.start()
        market = desk.markets()[0].id
        given = {**GOOD, "investment": "2000"}
        second = await desk.create_bot("spot_grid", market, given, Policy.AUTOMATIC, False)
        await until(desk, lambda: len(desk.detail(second).orders) > 5)
        await crash(desk)
        before = placed(desk, second)
        await desk.close("keep")
        desk = await PaperDesk.open(folder, choice)
        assert placed(desk, second) == before
        await desk.close("keep")

    run(work())


def test_a_contract_is_settled_in_quote_whatever_was_chosen() -> None:
    """And a choice for all goes over what a recording says of its venue."""
    coins, quote = PaperFills(fees=PaperFees.COIN), PaperFills(fees=PaperFees.QUOTE)
    spot = replace(MARKET, id="replay:BTC/USDT", fees=Fees(D("0.001"), D("0.001"), "BNB", D(600)))
    assert paper_fills.as_chosen(spot, PaperFills()) is spot
    assert paper_fills.as_chosen(spot, coins).fees == Fees(D("0.001"), D("0.001"), "base")
    assert paper_fills.as_chosen(spot, quote).fees == Fees(D("0.001"), D("0.001"), "quote")
    perpetual = replace(MARKET, id="replay:BTC/USDT:USDT")
    assert paper_fills.as_chosen(perpetual, coins) is perpetual
