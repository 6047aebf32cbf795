"""One order cancelled through the desk: the book, the ladder, the log, and a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.ports import Stands
from tests.services.test_desk import opened, run, running
from tests.services.test_reader import still


def test_a_cancelled_order_stays_away_over_a_restart(tmp_path: Path) -> None:
    """The level says why until a person presses try again."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            level = next(x for x in reversed(desk.detail(bot).levels) if x.kind == "buy")
            resting = len(desk.detail(bot).orders)
            await desk.cancel_order(bot, level.slot)
            shown = next(x for x in desk.detail(bot).levels if x.slot == level.slot)
            assert (shown.kind, shown.blocked, shown.price) == ("idle", "pulled_by_you", level.price)
            assert len(desk.detail(bot).orders) == resting - 1
            said = desk.detail(bot).decisions[0]
            assert said.code == "order_pulled"
            assert said.fields["side"] == "buy"
            with pytest.raises(UserError, match="No order rests there"):
                await desk.cancel_order(bot, level.slot)
        async with opened(tmp_path) as desk:
            await desk.resume(bot)
            shown = next(x for x in desk.detail(bot).levels if x.slot == level.slot)
            assert shown.blocked == "pulled_by_you"
            await desk.try_again(bot, level.slot)
            shown = next(x for x in desk.detail(bot).levels if x.slot == level.slot)
            assert (shown.kind, shown.qty) == ("buy", level.qty)

    run(work())


def test_where_an_edited_stop_would_stand(tmp_path: Path) -> None:
    """Computed of what the bot holds now, exactly as the bot itself will compute it."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await still(desk)
            params = dict(desk.detail(bot).params)
            for change in ({"stop_amount": "100"}, {"stop_ratio": "0.2", "take_profit_ratio": "0.3"}):
                stands = desk.stands_at(bot, {**params, **change})
                await desk.edit(bot, {**params, **change})
                detail = desk.detail(bot)
                assert stands.stop is not None
                assert (detail.stop_at, detail.take_profit_at) == (stands.stop, stands.take_profit)
                assert stands.refused is None
            assert desk.stands_at(bot, {**params, "stop_amount": "x"}) == Stands()
            given = {k: v for k, v in params.items() if not k.startswith(("stop_", "take_profit_"))}
            total = desk.card(bot).total_profit
            assert total is not None
            key = "stop" if total < 0 else "take_profit"
            change = {**given, f"{key}_amount": "0.01"}
            passed = desk.stands_at(bot, change).refused
            assert passed is not None
            assert (passed.field, passed.code) == (f"{key}_amount", f"{key}_at_once")
            with pytest.raises(UserError) as refused:
                await desk.edit(bot, change)
            assert (refused.value.feasible, refused.value.fix) == (passed.feasible, passed.fix)

    run(work())
