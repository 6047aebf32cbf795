"""Every code that the engine can say has words, and an unknown one stays readable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

import finbyte_desktop
from finbyte_desktop.bots.futures_dca import FuturesDca
from finbyte_desktop.bots.safety_dca import SafetyDca
from finbyte_desktop.core.events import Answer, Exit, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import OrderType, Role, Side, State
from finbyte_desktop.core.resuming import RESUME_ASKS, RESUME_TAKES
from finbyte_desktop.services.desk_market import FEES_TOLD
from finbyte_desktop.services.ports import FieldProblem
from finbyte_desktop.ui import words, words_decisions, words_problems

PACKAGE = Path(finbyte_desktop.__file__).parent


def calls(name: str, folders: tuple[str, ...] = ("bots", "core")) -> Iterator[ast.Call]:
    for folder in folders:
        for file in sorted((PACKAGE / folder).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                    yield node


def constants(node: ast.expr) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_line_of_the_decision_log_has_a_sentence() -> None:
    """What a bot says with a code is a sentence in the window."""
    said = {code for call in calls("Say") for code in constants(call.args[1])}
    said |= {code for bot in (SafetyDca, FuturesDca) for code in bot.said.values()}
    known = set(words_decisions.SENTENCES)
    sided = {code for code in said if f"{code}_{Side.BUY.value}" in known}
    assert "grown_traded" in sided
    assert said - sided <= known
    assert {f"{code}_{side.value}" for code in sided for side in Side} <= known


def test_what_a_person_commands_has_a_sentence() -> None:
    """Lines that the kernel and the journal add, for each side of an order."""
    codes = {code for call in calls("Said") for code in constants(call.args[3])}
    codes |= {code for call in calls("_say_order") for code in constants(call.args[1])}
    codes |= {code for call in calls("_decision", ("services/store",)) for code in constants(call.args[3])}
    sided = {"tried_again", "order_pulled", "order_not_placed"}
    assert sided <= codes
    sided |= {RESUME_TAKES, RESUME_ASKS}
    known = set(words_decisions.SENTENCES)
    assert {code for code in codes - sided if not code.endswith("_")} <= known
    assert {f"{code}_{side.value}" for code in sided for side in Side} <= known


def test_every_notice_has_a_sentence() -> None:
    """What the desk tells with a code is a sentence in the window."""
    told = {code for call in calls("_notice", ("services",)) for code in constants(call.args[1])}
    told |= {*FEES_TOLD.values(), "paper_fees"}
    assert told <= set(words_decisions.SENTENCES)


def test_every_end_of_a_bot_has_a_reason_in_words() -> None:
    """Codes of Halt stand in chips and tables."""
    codes = {code for call in calls("Halt") for code in constants(call.args[0])}
    assert codes <= set(words.REASONS)


def test_every_error_beside_a_field_has_words() -> None:
    """Codes of the validator's problems."""
    codes = set()
    for call in calls("UserError", ("bots",)):
        if len(call.args) >= 3 and isinstance(call.args[1], ast.Constant):
            codes.add(call.args[1].value)
    assert codes - {"unknown_key", "not_a_flag", "not_a_choice", "no_such_bot_type"} <= set(
        words_problems.PROBLEMS
    )


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (words.STATES, BotState),
        (words.STATE_TONES, BotState),
        (words.ANSWERS, Answer),
        (words.ANSWER_TONES, Answer),
        (words.POLICIES, Policy),
        (words.EXITS, Exit),
        (words.SIDES, Side),
        (words.DONE_SIDES, Side),
        (words.ORDER_TYPES, OrderType),
        (words.ROLES, Role),
        (words.LEVELS, Level),
        (words.LEVEL_TONES, Level),
    ],
)
def test_table_names_every_member(table: dict[Enum, object], members: type[Enum]) -> None:
    """A new state cannot be forgotten."""
    assert set(table) == set(members)


def test_every_state_of_an_order_has_words() -> None:
    """Order states arrive as lower-case names."""
    assert {state.name.lower() for state in State} == set(words.ORDER_STATES)


def test_every_state_of_a_bot_has_a_sentence() -> None:
    """The event line of a bot that never spoke is its state."""
    assert {state.value for state in BotState} <= set(words_decisions.SENTENCES)


@pytest.mark.parametrize(
    ("code", "fields", "shown"),
    [
        ("grid_sold", {"qty": "0.006", "price": "78400.00", "next": "78000"},
         "Sold 0.006 at 78,400. Next: the buy at 78,000."),
        ("grid_bought", {"qty": "1", "price": "5", "next": "6", "trip": "1.463", "trip_fee": "0.1"},
         "Bought 1 at 5, round trip +1.46. Next: the sell at 6."),
        ("slot_blocked", {"slot": "L4", "code": "lapsed"},
         "Nothing is placed for level 5 from below: not approved in time. Try again when solved."),
        ("order_not_placed", {"slot": "L0", "code": "pulled_by_you", "side": "buy", "price": "54000.00",
                              "qty": "0.002"},
         "The buy of 0.002 at 54,000 is not placed: cancelled by you."),
        ("tried_again", {"side": "sell", "qty": "1", "price": "5"},
         "You asked for the sell of 1 at 5 again."),
        ("became_running", {"reason": "", "lasted": "1"}, "Goes on after a moment."),
        ("became_running", {"reason": "", "lasted": "1", "times": "3"}, "Goes on after a moment."),
        ("became_running", {"reason": "", "lasted": "40"}, "Goes on after it had to wait for 40 s."),
        ("grid_end_sold", {"qty": "0.3", "price": "64000"}, "Sold 0.3 at 64,000 while it stopped."),
        ("param_changed", {"field": "stop_price", "before": "52000", "after": "51000.5"},
         "Stop price: 52,000 → 51,000.5."),
        ("param_changed", {"field": "trailing_up", "before": "False", "after": "True"},
         "Trailing up: off → on."),
        ("param_changed", {"field": "stop_ratio", "before": "", "after": "0.1"},
         "Stop at a loss in percent: - → 10.00 %."),
        ("coins_sold", {"qty": "0.5", "base": "BTC", "price": "50000", "proceeds": "24975", "quote": "USDT"},
         "Sold the coins: 0.5 BTC at 50,000. That brought 24,975.00 USDT after the fee."),
        ("became_paused", {"reason": "restart"},
         ("Paused after a restart of the program: its orders stay and may fill; nothing answers them until "
          "you resume.")),
        ("became_stopping", {"reason": "panic"},
         "Panic: you stopped this bot. Its orders are being cancelled, coins are kept."),
        ("grown", {"wrong": "field"}, "Grown: wrong field"),
        ("never_heard_of", {"price": "78400.00", "why": "by_you"},
         "Never heard of: price 78,400, why by you"),
    ],
)  # fmt: skip
def test_decision_is_a_sentence(code: str, fields: dict[str, str], shown: str) -> None:
    """Numbers are spelled, codes become words, and what is unknown or incomplete stays readable."""
    assert words_decisions.decision(code, fields) == shown


def test_problem_names_the_feasible_range() -> None:
    """The range is spelled with thousands; a code without words is shown as written."""
    known = FieldProblem("stop_price", "stop_inside", "x", "0.01 - 72999.99", "72999.99")
    assert words_problems.problem(known) == "Inside the range. Feasible: 0.01 – 72,999.99"
    unknown = FieldProblem("lower", "brand_new", "As the engine wrote it.", None, None)
    assert words_problems.problem(unknown) == "As the engine wrote it."


def test_market_is_named_without_its_venue() -> None:
    """demo:BTC/USDT is BTC/USDT, its badge is BTC."""
    assert words.market("demo:BTC/USDT") == "BTC/USDT"
    assert words.coin("demo:BTC/USDT") == "BTC"


def test_gap_to_average_cost_says_what_it_is() -> None:
    """It is not called sales: it is there with none outside round trips. The same name wherever it stands."""
    name = words.profit_line("realised_outside")
    assert name == words.profit_line("outside_trips") == "Average cost gap"
    tip = words.profit_tip("realised_outside")
    assert "pairs a sale with the buy of its own grid" in tip
    assert "less their average cost" in tip
    assert words.profit_tip("outside_trips") == tip


@pytest.mark.parametrize(
    "reason", ["stop", "take_profit", "stop_loss", "all_spent", "deals_done", "out_of_money"]
)
def test_end_that_nobody_asked_for_is_told_with_its_reason(reason: str) -> None:
    """A bot that ended by itself says why in its log, not only that it has ended."""
    told = words_decisions.SENTENCES[f"became_stopped_{reason}"]
    assert told != words_decisions.SENTENCES["became_stopped"]
