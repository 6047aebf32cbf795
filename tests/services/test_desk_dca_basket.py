"""A recurring purchase of several assets on the paper desk: suggested, approved, run, edited, read again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import BotCard, FeedChoice
from tests.services.test_cost_basis import exported
from tests.services.test_desk import run, until
from tests.services.test_desk_basket import markets_of, opened

D = Decimal
KIND = "dca_basket"
PARAMS: dict[str, Any] = {
    "assets": {"A": "50", "B": "30", "C": "20"},
    "weighting": "custom",
    "amount": "300",
    "investment": "5000",
    "interval": "hour",
}
TAKES = {"take_profit": "0.002", "take_profit_part": "0.5"}


async def started(desk: PaperDesk, **changed: Any) -> str:
    """A bot whose plan was approved and carried out."""
    bot = await desk.create_bot(KIND, "x:A/CASH", {**PARAMS, **changed}, Policy.PLAN, False)
    asked = desk.approvals()[0]
    await desk.decide(asked.id, asked.digest, True)
    await until(desk, lambda: len(desk.detail(bot).fills) == 3)
    return bot


def adds_up(card: BotCard) -> None:
    """What a card says of its assets agrees with what it says of all."""
    basket = card.basket
    assert basket is not None
    assert not basket.keeps_weights
    assert basket.drift is None
    assert sum(row.value or 0 for row in basket.assets) == basket.equity
    coins = [row for row in basket.assets if row.market]
    worth = sum(row.value or D(0) for row in coins)
    assert worth == 0 or abs(sum(row.weight or D(0) for row in coins) - 1) < D("1e-7")
    assert card.total_profit == (basket.equity or D(0)) + card.withdrawn - card.investment


def test_several_assets_are_followed_from_their_plan_to_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plan, card, page, books and history say the same, with the right market for everything."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            params = {**PARAMS, **TAKES}
            found = desk.preflight(KIND, "x:A/CASH", params)
            assert found.ok
            assert found.runs is not None
            assert found.runs.orders == 16
            bot = await desk.create_bot(KIND, "x:A/CASH", params, Policy.PLAN, False)
            asked = desk.approvals()[0]
            assert asked.bot_type == KIND
            assert [(o.market, o.side, o.qty) for o in asked.orders] == [
                (o.market, o.side, o.qty) for o in found.buys
            ]
            assert found.basket is not None
            assert (asked.cost, asked.fee) == (found.basket.cost, found.basket.fee)
            await desk.decide(asked.id, asked.digest, True)
            await until(desk, lambda: len(desk.detail(bot).fills) == 3)
            basket = desk.card(bot).basket
            assert basket is not None
            assert {row.asset: (row.qty, row.spent) for row in basket.assets if row.market} == {
                row.asset: (row.qty, row.cost + row.fee) for row in found.basket.assets
            }
            assert basket.take_profit_coins == (found.basket.cost + found.basket.fee) * D("1.002")
            adds_up(desk.card(bot))
            await until(desk, lambda: desk.card(bot).trips >= 2)
            card, detail = desk.card(bot), desk.detail(bot)
            adds_up(card)
            assert card.type == KIND
            assert card.name == "A, B, C"
            assert card.versus_holding is None
            assert detail.ties_out
            assert detail.schedule is not None
            spent = sum(row.spent or D(0) for row in card.basket.assets if row.market)  # type: ignore[union-attr]
            assert (detail.schedule.spent, detail.schedule.left) == (spent, 5000 - spent)
            assert sum(line.amount for line in detail.breakdown) == card.total_profit
            held = {row.asset: {h.bot: h.amount for h in row.bots} for row in desk.holdings()}
            for row in card.basket.assets if card.basket else ():
                assert held[row.asset].get(bot, D(0)) == row.qty
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            ended = desk.card(bot)
            assert ended.sold
            assert ended.total_profit == sum(line.amount for line in desk.detail(bot).breakdown)
            await desk.change_settings(currency="CASH")
            life = await desk.read_life(bot)
            assert life is not None
            assert len(life.fills) == len(desk.history_fills(bot))
            assert life.trips[-1] == ended.trips
            assert life.total[-1] == ended.total_profit
            assert life.grid[-1] == ended.grid_profit

    run(work())


def test_assets_and_weights_change_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next order is split by the new weights; a new asset brings its market."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            halves = {**PARAMS, "assets": {"A": "1", "B": "1"}, "weighting": "equal"}
            bot = await desk.create_bot(KIND, "x:A/CASH", halves, Policy.AUTOMATIC, False)
            await until(desk, lambda: len(desk.detail(bot).fills) == 2)
            params = {**desk.detail(bot).params, "assets": {"A": "0", "B": "60", "C": "40"}}
            await desk.edit(bot, {**params, "weighting": "custom"})
            await until(desk, lambda: len(desk.detail(bot).fills) >= 4)
            assert {fill.market for fill in desk.detail(bot).fills[:2]} == {"x:B/CASH", "x:C/CASH"}
            adds_up(desk.card(bot))
            with pytest.raises(UserError) as refused:
                await desk.edit(bot, {**desk.detail(bot).params, "assets": {"B": "60", "C": "40"}})
            assert refused.value.code == "asset_still_held"
            with pytest.raises(UserError) as refused:
                await desk.edit(bot, {**desk.detail(bot).params, "amount": "50"})
            assert refused.value.code == "not_editable"

    run(work())


def test_what_is_shown_survives_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Card and page are the same after the desk was closed and opened again."""
    seen: list[tuple[BotCard, Any]] = []

    async def first() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await started(desk, **TAKES)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            seen.append((desk.card(bot), desk.detail(bot).schedule))

    async def second() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            (card,) = desk.cards()
            before, schedule = seen[0]
            assert before.basket is not None
            assert card.basket is not None
            kept = [(row.asset, row.qty, row.average, row.spent) for row in card.basket.assets]
            assert kept == [(row.asset, row.qty, row.average, row.spent) for row in before.basket.assets]
            assert (card.trips, card.grid_profit, card.type) == (before.trips, before.grid_profit, KIND)
            assert desk.detail(card.id).schedule == schedule

    run(first())
    run(second())


def test_preview_is_the_backtest_of_the_last_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wizard's backtest runs all assets, and finds the sales of its take profit."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await started(desk, **TAKES)
            await until(desk, lambda: desk.card(bot).trips >= 1)
            found = await desk.quick_backtest(KIND, "x:A/CASH", {**PARAMS, **TAKES}, 1)
            assert found.trips > 0
            assert found.equity[-1][2] == float(found.grid)

    run(work())


def test_exports_name_the_market_of_every_fill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What sales earned by average cost is what the card says, but for the coins that stay."""
    made: list[BotCard] = []

    async def lived() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            bot = await started(desk, **TAKES)
            await until(desk, lambda: desk.card(bot).trips >= 2)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            made.append(desk.card(bot))

    run(lived())
    whole = exported(tmp_path, cost_basis="average")
    assert set(whole["instrument"]) == {"x:A/CASH", "x:B/CASH", "x:C/CASH"}
    column = whole["realised_before_fees"].to_list()
    dust = sum(row.value or D(0) for row in made[0].basket.assets[:-1])  # type: ignore[union-attr]
    earned = sum((D(x) for x in column if x is not None), D(0)) - made[0].fees_quote
    assert abs(earned - (made[0].total_profit or D(0))) < dust + D("0.001")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"assets": {"A": "50", "B": "49"}}, "assets", "weights_sum"),
        ({"assets": {"A": "1", "ZZZ": "1"}}, "assets:ZZZ", "no_market"),
        ({"assets": {"A": "50", "CASH": "50"}}, "assets:CASH", "buys_its_money"),
        ({"assets": {"A": "100"}}, "assets", "asset_count"),
        ({"assets": {"A": "50", "B": ""}}, "assets:B", "missing"),
        ({"assets": {"A": "100", "B": "0"}}, "assets", "no_share"),
        ({"price_cap": "100"}, "price_cap", "only_one_asset"),
        ({"price_floor": "100"}, "price_floor", "only_one_asset"),
        ({"smart_runs": 10}, "smart_runs", "only_one_asset"),
        ({"investment": "99999999"}, "investment", "insufficient_funds"),
        ({"investment": "100"}, "investment", "investment_too_small"),
        ({"amount": "3"}, "amount", "order_too_small"),
        ({"interval": "month"}, "day", "interval_and_day"),
    ],
)
def test_what_cannot_be_is_told_beside_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], field: str, code: str
) -> None:
    """Nothing is created, and a fix that is offered is accepted."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of(5)) as desk:
            params = {**PARAMS, **changed}
            found = desk.preflight(KIND, "x:A/CASH", params)
            assert [(p.field, p.code) for p in found.problems] == [(field, code)]
            with pytest.raises(UserError) as refused:
                await desk.create_bot(KIND, "x:A/CASH", params, Policy.PLAN, False)
            assert refused.value.code == code
            assert not desk.cards()
            fix = found.problems[0].fix
            if fix is not None:
                assert desk.preflight(KIND, "x:A/CASH", {**params, field: fix or None}).ok

    run(work())


def test_a_part_that_is_too_small_is_told_with_what_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be created all the same; with the fix every asset is bought."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of(5)) as desk:
            params = {**PARAMS, "amount": "20"}
            found = desk.preflight(KIND, "x:A/CASH", params)
            assert found.ok
            assert [(w.field, w.code) for w in found.warnings] == [("amount", "legs_too_small")]
            fix = found.warnings[0].fix
            better = desk.preflight(KIND, "x:A/CASH", {**params, "amount": fix})
            assert better.ok
            assert not better.warnings
            assert len(better.buys) == 3

    run(work())


def test_nothing_is_bought_at_the_start_by_the_schedule_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan shows the first orders, none of which is sent by the approval."""

    async def work() -> None:
        async with opened(tmp_path, monkeypatch, markets_of()) as desk:
            params = {**PARAMS, "first": "scheduled"}
            assert not desk.preflight(KIND, "x:A/CASH", params).buys
            bot = await desk.create_bot(KIND, "x:A/CASH", params, Policy.PLAN, False)
            asked = desk.approvals()[0]
            assert asked.tag == "scheduled"
            await desk.decide(asked.id, asked.digest, True)
            assert not desk.detail(bot).fills
            await until(desk, lambda: len(desk.detail(bot).fills) == 3)

    run(work())


def test_what_is_suggested_is_created(tmp_path: Path) -> None:
    """On the demo market; nothing has to be typed."""

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path / "data", FeedChoice(speed=None))
        desk.feed_pause(True)
        desk.start()
        try:
            first = desk.markets()[0].id
            params = desk.suggest(KIND, first)
            assert desk.preflight(KIND, first, params).ok
            bot = await desk.create_bot(KIND, first, params, Policy.PLAN, False)
            asked = desk.approvals()[0]
            await desk.decide(asked.id, asked.digest, True)
            await until(desk, lambda: len(desk.detail(bot).fills) == 3)
            adds_up(desk.card(bot))
            assert desk.detail(bot).ties_out
        finally:
            await desk.close("keep")

    run(work())
