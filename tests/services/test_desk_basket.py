"""A smart rebalance on the paper desk: suggested, created, approved, run, edited, stopped and read again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services import desk_market
from finbyte_desktop.services.basket_backtest import BasketBacktest, BasketRequest
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.basket_report import document
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import BotCard, FeedChoice
from finbyte_desktop.services.position_report import significant
from finbyte_desktop.services.store.queries import Queries
from tests.services.test_cost_basis import exported
from tests.services.test_desk import run, ties, until
from tests.support.basket_paper import BasketFeed, Markets, market, wandering

D = Decimal
ASSETS = {"A": "50", "B": "30", "C": "20"}
PARAMS: dict[str, Any] = {
    "assets": ASSETS,
    "threshold": "0.6",
    "interval_s": 1_800,
    "cost_guard": "1",
    "investment": "10000",
}


def markets_of(count: int = 600) -> Markets:
    return tuple(
        (market(base), wandering(seed, count, start))
        for base, seed, start in (("A", 3, 10_000), ("B", 4, 4_000), ("C", 5, 90_000))
    )


@asynccontextmanager
async def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, markets: Markets) -> AsyncIterator[PaperDesk]:
    """A desk on candles of several markets; it stands still until `until` runs it."""
    monkeypatch.setattr(desk_market, "make_feed", lambda *_: BasketFeed(markets))
    desk = await PaperDesk.open(folder / "data", FeedChoice(speed=None))
    desk.feed_pause(True)
    desk.start()
    ties(desk)
    try:
        yield desk
    finally:
        ties(desk)
        await desk.close("keep")


async def started(desk: PaperDesk, **changed: Any) -> str:
    """A bot whose plan was approved and carried out."""
    bot = await desk.create_bot("rebalance", "x:A/CASH", {**PARAMS, **changed}, Policy.PLAN, False)
    asked = desk.approvals()[0]
    await desk.decide(asked.id, asked.digest, True)
    await until(desk, lambda: desk.card(bot).event == ("basket_opened", {}))
    return bot


def adds_up(card: BotCard) -> None:
    """Values, weights and drifts of a card agree with each other."""
    basket = card.basket
    assert basket is not None
    assert basket.equity is not None
    assert sum(row.value or 0 for row in basket.assets) == basket.equity
    assert abs(sum(row.target for row in basket.assets) - 1) < D("1e-7")
    for row in basket.assets:
        assert row.price is not None
        assert row.value == row.qty * row.price
        assert row.weight is not None
        assert abs(row.weight - row.value / basket.equity) < D("1e-8")
        assert abs((row.drift or 0) - (row.weight - row.target) * 100) < D("1e-5")
    assert basket.drift == max(abs(row.drift or 0) for row in basket.assets)
    assert card.total_profit == basket.equity + card.withdrawn - card.investment


def test_a_basket_is_followed_from_its_plan_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plan, card, page, books, history and portfolio say the same, with the right market for everything."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            found = desk.preflight("rebalance", "x:A/CASH", PARAMS)
            assert found.ok
            bot = await desk.create_bot("rebalance", "x:A/CASH", PARAMS, Policy.PLAN, False)
            asked = desk.approvals()[0]
            assert [(o.market, o.side, o.qty) for o in asked.orders] == [
                (o.market, o.side, o.qty) for o in found.buys
            ]
            assert found.basket is not None
            assert (asked.cost, asked.fee) == (found.basket.cost, found.basket.fee)
            await desk.decide(asked.id, asked.digest, True)
            await until(desk, lambda: desk.card(bot).basket.assets[2].qty)  # type: ignore[union-attr]
            basket = desk.card(bot).basket
            assert basket is not None
            assert {row.asset: row.qty for row in basket.assets} == {
                **{row.asset: row.qty for row in found.basket.assets}, "CASH": found.basket.left,
            }  # fmt: skip
            adds_up(desk.card(bot))
            await until(desk, lambda: desk.card(bot).trips >= 3)
            card, detail = desk.card(bot), desk.detail(bot)
            adds_up(card)
            assert card.name == "A, B, C"
            assert detail.ties_out
            assert sum(line.amount for line in detail.breakdown) == card.total_profit
            assert {fill.market for fill in detail.fills} == {"x:A/CASH", "x:B/CASH", "x:C/CASH"}
            held = {row.asset: {h.bot: h.amount for h in row.bots} for row in desk.holdings()}
            for row in card.basket.assets if card.basket else ():
                assert held[row.asset].get(bot, D(0)) == row.qty
            assert {row.market for row in desk.history_orders(bot)} == {fill.market for fill in detail.fills}
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            ended = desk.card(bot)
            assert ended.sold
            assert ended.total_profit == sum(line.amount for line in desk.detail(bot).breakdown)
            await until(desk, lambda: desk._kernel.ledger.held(bot, "CASH") == 0)
            assert desk.detail(bot).ties_out
            assert desk.card(bot).total_profit == ended.total_profit
            await desk.change_settings(currency="CASH")
            assert [row[0] for row in desk.profits().by_type] == ["rebalance"]
            life = await desk.read_life(bot)
            assert life is not None
            assert len(life.fills) == len(desk.history_fills(bot))
            assert life.trips[-1] == ended.trips
            assert life.total[-1] == ended.total_profit
            assert life.grid[-1] == ended.grid_profit

    run(work())


def totals_of(desk: PaperDesk, bot: str) -> list[Decimal]:
    """The profit after each trade: the traded coin at the price of the trade, the others at those of then."""
    figures = BasketFigures(bot, desk._entries[bot].markets)
    lasts: dict[str, Decimal] = {}
    out: list[Decimal] = []
    for marks, fact in desk._journal.facts_with_marks():
        lasts |= marks
        if (fact.ref if isinstance(fact, fx.Posted) else getattr(fact, "bot", "")) == bot:
            figures.apply(fact, figures.mark(lasts))
            if isinstance(fact, fx.FillBooked):
                worth = figures.mark({**lasts, fact.instrument: fact.price})
                assert worth is not None
                out.append(figures.total(worth))
    return out


def test_profit_of_a_step_counts_the_other_assets_at_their_prices_of_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at those of their last trades, which may be days old; read at once or bit by bit."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await started(desk)
            await until(desk, lambda: desk.card(bot).trips >= 3)
            early = await desk.read_life(bot)
            await until(desk, lambda: desk.card(bot).trips >= 6)
            life = await desk.read_life(bot)
            assert life is not None
            assert len(life.fills) > 8
            exactly = totals_of(desk, bot)
            assert [significant(total) for total in life.total if total is not None] == [
                significant(total) for total in exactly
            ]
            grown = await desk.read_life(bot, early)
            assert grown is not None
            assert grown.total == life.total

    run(work())


def test_profit_of_a_step_is_not_made_up_where_a_price_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price that was not recorded leaves the profit of that step open."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await started(desk)
            seen = Queries.prices_at_fills

            def without_b(self: Queries, *asked: Any) -> Iterator[list[dict[str, Decimal]]]:
                for portion in seen(self, *asked):
                    yield [{name: at[name] for name in at if name != "x:B/CASH"} for at in portion]

            monkeypatch.setattr(Queries, "prices_at_fills", without_b)
            life = await desk.read_life(bot)
            assert life is not None
            held, told = False, []
            for fill, total in zip(life.fills, life.total, strict=True):
                held = held or fill.market == "x:B/CASH"
                told.append((total is not None) == (fill.market == "x:B/CASH" or not held))
            assert held
            assert all(told)

    run(work())


def test_assets_and_weights_change_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another asset comes in, one goes out by a share of 0; what cannot be changes nothing, also on disk."""
    markets = markets_of()

    async def first() -> None:
        async with opened(tmp_path, monkeypatch, markets) as desk:
            bot = await started(desk, assets={"A": "60", "B": "40"})
            params = desk.detail(bot).params
            for wrong, code in (
                ({"assets": {"A": "60", "B": "39"}}, "weights_sum"),
                ({"assets": {"A": "60", "ZZZ": "40", "B": "0"}}, "no_market"),
                ({"assets": {"A": "60", "C": "40"}}, "asset_held"),
                ({"investment": "1"}, "put_in_fixed"),
            ):
                with pytest.raises(UserError) as refused:
                    await desk.edit(bot, {**params, **wrong})
                assert refused.value.code == code
                assert {fill.market for fill in desk.detail(bot).fills} == {"x:A/CASH", "x:B/CASH"}
            await desk.edit(bot, {**params, "assets": {"A": "60", "B": "0", "C": "40"}})
            await until(desk, lambda: desk.card(bot).trips >= 1)
            held = {row.asset: row for row in desk.card(bot).basket.assets}  # type: ignore[union-attr]
            assert held["C"].weight is not None
            assert abs(held["C"].weight - D("0.4")) < D("0.01")
            assert held["B"].qty < D("0.01")
            adds_up(desk.card(bot))
            assert desk.detail(bot).ties_out

    async def again() -> None:
        async with opened(tmp_path, monkeypatch, markets) as desk:
            bot = desk.cards()[0].id
            adds_up(desk.card(bot))
            assert desk.detail(bot).ties_out
            await desk.resume(bot)
            before = desk.card(bot).trips
            await desk.add_investment(bot, D(2_000))
            await until(desk, lambda: desk.card(bot).trips > before)
            assert desk.card(bot).investment == D(12_000)
            adds_up(desk.card(bot))

    run(first())
    run(again())


def test_a_single_order_is_asked_with_its_own_market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its price, quantity and asset; a refusal holds the bot off and is told on its page."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await desk.create_bot("rebalance", "x:A/CASH", PARAMS, Policy.EVERY_ORDER, False)
            while desk.approvals():
                asked = desk.approvals()[0]
                await desk.decide(asked.id, asked.digest, True)
                await until(desk, lambda: True)
            await until(desk, lambda: desk.card(bot).event == ("basket_opened", {}))
            await until(desk, lambda: desk.approvals())
            for asked in desk.approvals():
                assert asked.kind == "order"
                order = asked.orders[0]
                assert order.market == asked.market == f"x:{asked.base}/CASH"
                assert asked.asked_price == order.price
                assert asked.now_price == desk._kernel.last[asked.market]
                assert 0 <= asked.fee - order.cost * D("0.001") < D("1e-8")
            first = desk.approvals()[0]
            await desk.decide(first.id, first.digest, False)
            await until(desk, lambda: desk.card(bot).basket.held_off_ns is not None)  # type: ignore[union-attr]
            assert desk.detail(bot).ties_out

    run(work())


def test_added_money_is_told_before_it_is_spent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The orders that are named are the ones that are sent."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await started(desk)
            plan = desk.added_plan(bot, D(5_000))
            assert plan is not None
            seen = len(desk.history_fills(bot))
            await desk.add_investment(bot, D(5_000))
            await until(desk, lambda: desk.card(bot).trips >= 1)
            fills = list(reversed(desk.history_fills(bot)))[seen : seen + len(plan.trades)]
            assert [(f.market, f.side, f.qty) for f in fills] == [
                (o.market, o.side, o.qty) for o in plan.trades
            ]
            assert sum(f.fee for f in fills) == plan.fee

    run(work())


@pytest.mark.parametrize("fold", [False, True], ids=["kept sums", "folded anew"])
def test_what_is_shown_survives_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fold: bool
) -> None:
    """Card and breakdown are the same after closing and opening, also when the sums are folded anew."""
    markets = markets_of()

    async def begun() -> tuple[str, BotCard, Any]:
        async with opened(tmp_path, monkeypatch, markets) as desk:
            bot = await started(desk)
            await until(desk, lambda: desk.card(bot).trips >= 2)
            return bot, desk.card(bot), desk.detail(bot).breakdown

    async def again(bot: str, card: BotCard, breakdown: Any, fold: bool) -> None:
        if fold:
            monkeypatch.setattr("finbyte_desktop.services.store.kept_figures.load", lambda *_: None)
        async with opened(tmp_path, monkeypatch, markets) as desk:
            now = desk.card(bot)
            assert (now.basket.assets, now.total_profit, now.trips, now.versus_holding) == (  # type: ignore[union-attr]
                card.basket.assets, card.total_profit, card.trips, card.versus_holding,  # type: ignore[union-attr]
            )  # fmt: skip
            assert desk.detail(bot).breakdown == breakdown
            assert desk.detail(bot).ties_out
            await desk.resume(bot)
            await until(desk, lambda: desk.card(bot).trips > card.trips)
            adds_up(desk.card(bot))
            await desk.stop(bot, Exit.KEEP)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)

    made: list[Any] = []

    async def first() -> None:
        made.extend(await begun())

    run(first())
    run(again(*made, fold=fold))


def test_figures_are_those_of_the_backtest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equity, profit, realised profit, fees, quantities and weights at the end of the candles."""
    markets = markets_of(300)
    request = BasketRequest("rebalance", PARAMS, markets)
    backtest = BasketBacktest(request, keep_facts=True).run()
    told = document(request, backtest)
    figures = BasketFigures("bot1", [i for i, _ in markets])
    prices: dict[str, Decimal] = {}
    for fact in backtest.facts:
        figures.mark(prices)
        figures.apply(fact)
    worth = figures.mark(backtest.last)
    assert worth is not None
    ours = {
        "equity": figures.equity(worth),
        "total_profit": figures.total(worth),
        "realised_profit": figures.trip_profit,
        "investment": figures.investment(None),
        "quote": figures.held_quote,
    }
    assert {name: D(told[name]) for name in ours} == ours
    assert told["stats"]["versus_holding"] == significant(figures.versus_holding(worth) or D(0))
    assert {a: D(v) for a, v in told["fees"].items()} == figures.fees
    assert {row["asset"]: D(row["qty"]) for row in told["assets"]} == figures.coins
    assert figures.trips == told["rebalances"]


def test_exports_name_the_market_and_the_basis_of_each_asset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every fill has its own market; what a sale earned is reckoned with the coins of that market alone."""
    made: list[tuple[str, BotCard]] = []

    async def lived() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            await desk.deposit("A", D(20))
            price = desk.market("x:A/CASH").last
            assert price is not None
            bot = await started(desk, own={"A": "20"})
            assert desk.card(bot).investment == D(10_000) + 20 * price
            await until(desk, lambda: desk.card(bot).trips >= 3)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            made.append((bot, desk.card(bot)))

    run(lived())
    whole = exported(tmp_path, cost_basis="average")
    assert set(whole["instrument"]) == {"x:A/CASH", "x:B/CASH", "x:C/CASH"}
    column = whole["realised_before_fees"].to_list()
    dust = sum(row.value or D(0) for row in made[0][1].basket.assets[:-1])  # type: ignore[union-attr]
    earned = sum((D(x) for x in column if x is not None), D(0)) - made[0][1].fees_quote
    assert abs(earned - (made[0][1].total_profit or D(0))) < dust + D("0.001")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"assets": {"A": "50", "B": "49"}}, "assets", "weights_sum"),
        ({"assets": {"A": "50", "ZZZ": "50"}}, "assets:ZZZ", "no_market"),
        ({"assets": {"A": "100"}}, "assets", "asset_count"),
        ({"assets": {"A": "50", "B": ""}}, "assets:B", "missing"),
        ({"assets": {"A": "100", "B": "0"}}, "assets", "no_share"),
        ({"interval_s": 60}, "interval_s", "out_of_bounds"),
        ({"investment": "99999999"}, "investment", "insufficient_funds"),
        ({"investment": "3"}, "investment", "too_small"),
    ],
)
def test_what_cannot_be_is_told_beside_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], field: str, code: str
) -> None:
    """Nothing is created, and a fix that is offered is accepted."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of(5)) as desk:
            params = {**PARAMS, **changed}
            found = desk.preflight("rebalance", "x:A/CASH", params)
            assert [(p.field, p.code) for p in found.problems] == [(field, code)]
            with pytest.raises(UserError) as refused:
                await desk.create_bot("rebalance", "x:A/CASH", params, Policy.PLAN, False)
            assert refused.value.code == code
            assert not desk.cards()
            fix = found.problems[0].fix
            if fix is not None:
                assert desk.preflight("rebalance", "x:A/CASH", {**params, field: fix}).ok

    run(work())


def test_what_is_too_small_for_one_asset_is_told_with_what_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be created all the same; with the fix every asset is bought."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of(5)) as desk:
            params = {**PARAMS, "investment": "20"}
            found = desk.preflight("rebalance", "x:A/CASH", params)
            assert found.ok
            assert [(w.field, w.code) for w in found.warnings] == [("investment", "legs_too_small")]
            fix = found.warnings[0].fix
            better = desk.preflight("rebalance", "x:A/CASH", {**params, "investment": fix})
            assert better.ok
            assert not better.warnings
            assert len(better.buys) == 3

    run(work())


def test_what_is_suggested_is_created(tmp_path: Path) -> None:
    """On the demo market; nothing has to be typed."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", FeedChoice(speed=None))
        desk.feed_pause(True)
        desk.start()
        try:
            first = desk.markets()[0].id
            params = desk.suggest("rebalance", first)
            assert desk.preflight("rebalance", first, params).ok
            bot = await desk.create_bot("rebalance", first, params, Policy.PLAN, False)
            asked = desk.approvals()[0]
            await desk.decide(asked.id, asked.digest, True)
            await until(desk, lambda: desk.card(bot).event == ("basket_opened", {}))
            adds_up(desk.card(bot))
            assert desk.detail(bot).ties_out
        finally:
            await desk.close("keep")

    run(work())
