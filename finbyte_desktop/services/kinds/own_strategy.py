"""The trader's own strategy for the engines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finbyte_desktop.bots.own_strategy import OwnStrategy
from finbyte_desktop.bots.own_strategy_params import SPECS, checked
from finbyte_desktop.bots.registry import OWN_STRATEGY
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, floor_to, plain
from finbyte_desktop.core.orders import BUY
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.kinds.fields import field_errors, problem_of, told_step
from finbyte_desktop.services.kinds.kind import Kind, Moment
from finbyte_desktop.services.shown import FieldProblem, LadderLevel, Preflight
from finbyte_desktop.services.shown_markets import CandleArrays

CHECKS = 5
PART_OF_FREE = 10


class OwnStrategyKind(Kind):
    """Runs a Python file. The page Strategies asks for it."""

    key = OWN_STRATEGY
    bot_type = OWN_STRATEGY
    specs = SPECS
    editable = frozenset({"max_order", "max_orders", "exit"})
    advanced = frozenset({"max_order", "max_orders", "venue", "exit"})

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`. The file itself is read when the bot is created."""
        given = {name: value for name, value in raw.items() if value is not None}
        problems = [problem_of(error) for error in field_errors(SPECS, given)]
        figures: dict[str, Any] = {}
        if not problems:
            try:
                p = checked(given, i)
            except UserError as error:
                problems = [problem_of(error)]
            else:
                figures["investment"] = p.investment
                problems += _of_file(p.strategy)
                if moment.free_quote is not None and p.investment > moment.free_quote:
                    most = plain(floor_to(moment.free_quote, told_step(i)))
                    text = f"Only {plain(moment.free_quote)} {i.quote} is available."
                    problems.append(
                        FieldProblem("investment", "insufficient_funds", text, f"0 - {most}", most)
                    )
                if moment.price is None:
                    problems.append(FieldProblem("", "no_price", "There is no price yet.", None, None))
        return Preflight(
            ok=not problems,
            problems=tuple(problems),
            hints={},
            price=moment.price,
            order_limit=i.max_live_orders,
            checks=CHECKS,
            collar=moment.collar,
            **figures,
        )

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """A tenth of the money; the file is the trader's."""
        free = moment.free_quote or ZERO
        return {"investment": plain(max(floor_to(free / PART_OF_FREE, ONE), 2 * i.min_notional))}

    def ladder(self, record: BotRecord) -> list[LadderLevel]:
        """The orders of the strategy, from the highest price."""
        bot = record.bot
        if not isinstance(bot, OwnStrategy):
            return []
        placed = sorted(bot.orders.values(), key=lambda one: (-one.price, one.id))
        return [
            LadderLevel(one.price, "buy" if one.side is BUY else "sell", one.qty - one.filled)
            for one in placed
        ]


def _of_file(name: str) -> list[FieldProblem]:
    file = Path(name)
    if not file.is_absolute():
        return [
            FieldProblem(
                "strategy",
                "strategy_file",
                f"{name}: the whole path of the file is needed, from the root on.",
                None,
                None,
            )
        ]
    if not file.is_file():
        return [
            FieldProblem(
                "strategy",
                "strategy_file",
                f"{file.name} cannot be read: there is no such file.",
                None,
                None,
            )
        ]
    return []
