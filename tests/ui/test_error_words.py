"""Every error that the services can raise has words in the window: its code and its text are known there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.core.passing import LIMIT_NOTIONAL, LIMIT_PASSES, PASSING
from finbyte_desktop.paths import locations
from finbyte_desktop.services.strategy_host.words import ended_text
from finbyte_desktop.services.venues import ccxt_rejects
from finbyte_desktop.services.venues.ccxt_call import VenueCalls
from finbyte_desktop.services.venues.ccxt_wire import Answer
from finbyte_desktop.services.venues.venue_trouble import Trouble, VenueTrouble
from finbyte_desktop.ui import (
    words,
    words_decisions,
    words_errors,
    words_problems,
    words_strategies,
    words_venues,
    words_window,
)

ROOT = Path(__file__).resolve().parents[2] / "finbyte_desktop"
FAMILIES = frozenset(
    {"UserError", "Unavailable", "VenueRejected", "OutcomeUnknown"}
)  # a bug halts and is reported
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What only the command line says: it speaks English.
COMMAND_LINE = frozenset(
    {
        "services/control.py",
        "services/steering.py",
        "services/headless.py",
        "services/guard/process.py",
        "services/guard/scope.py",
        "services/guard/cancelling.py",
        "services/store/export_rows.py",
        "services/exact_json.py",
        "services/perpetual_files.py",
        "services/venues/perpetual_replay.py",
    }
)
# Where code or text is no literal: what they can be is tested below, or it is another error's, told again.
BUILT = {
    ("bots/grid_params.py", "code"): ("stop_inside", "take_profit_inside"),
    ("bots/grid_stops.py", "f'{kind}_at_once'"): ("stop_at_once", "take_profit_at_once"),
    ("services/candles.py", "code"): ("duplicate_row", "unsorted"),
    ("services/live/stops.py", "LATER"): ("stop_later",),
    ("services/store/database.py", "DAMAGED"): ("damaged_database",),
    ("services/venues/ccxt_call.py", "code"): (),
    ("services/venues/ccxt_call.py", "'no_answer'"): (),
    ("services/venues/ccxt_call.py", "trouble.code"): (),
    ("services/venues/ccxt_call.py", "reject.name"): (),
    ("services/desk.py", "error.code"): (),
    ("services/desk_verbs.py", "first.code"): (),
    ("services/desk_verbs.py", "wrong.code"): (),
    ("services/venues/ccxt_call.py", "'not_sent'"): (),
    ("services/strategy_host/host.py", "'strategy_exited'"): (),
    ("services/strategy_host/host.py", "'strategy_message'"): (),
    ("services/strategy_host/host.py", "str(message['failed'])[:40]"): (),
    ("services/strategy_host/trial.py", "'strategy_exited'"): (),
    ("services/strategy_host/trial.py", "str(message['failed'])"): (),
}


class Raised(NamedTuple):
    """One place that raises: the codes and the text that it can have, with marks in the places of values."""

    where: str
    codes: tuple[str, ...]
    text: str


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = enumerate(node.values)
        return "".join(str(v.value) if isinstance(v, ast.Constant) else f"value{n}" for n, v in parts)
    return None


def raised() -> Iterator[Raised]:
    """Every place in core, bots and services."""
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0] not in ("core", "bots", "services") or name in COMMAND_LINE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FAMILIES:
                yield from _read(name, node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Failed":
                yield from _of_strategy(name, node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from _pointed_at(name, node)


def _read(name: str, node: ast.Call) -> Iterator[Raised]:
    where = f"{name}:{node.lineno}"
    assert len(node.args) > 1, f"{where} raises without a code"
    told, code = _text(node.args[0]), node.args[1]
    if isinstance(code, ast.Constant) and told is not None:
        yield Raised(where, (str(code.value),), told)
        return
    built = BUILT.get((name, ast.unparse(code)))
    assert built is not None, f"{where}: what can {ast.unparse(code)} be? Name it in BUILT"
    for each in built:
        yield Raised(where, (each,), told or "")


def _of_strategy(name: str, node: ast.Call) -> Iterator[Raised]:
    """What a strategy's process tells: its code comes first."""
    code, told = node.args[0], _text(node.args[1])
    if isinstance(code, ast.Constant) and told is not None:
        yield Raised(f"{name}:{node.lineno}", (str(code.value),), told)


def _pointed_at(name: str, node: ast.Call) -> Iterator[Raised]:
    """A slip in a field, where its words are in the same table."""
    if node.func.id == "FieldProblem" and len(node.args) > 2:  # type: ignore[attr-defined]
        code, told = node.args[1], _text(node.args[2])
        if isinstance(code, ast.Constant) and code.value in words_errors.TEXTS and told is not None:
            yield Raised(f"{name}:{node.lineno}", (str(code.value),), told)


SITES = list(raised())


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    """The window's words in Chinese."""
    translator = QTranslator()
    assert translator.load("finbyte_zh_CN", str(locations().translations))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_every_error_of_the_services_is_translated(chinese: None) -> None:
    """None is shown in English in the Chinese window."""
    left = []
    for where, codes, text in SITES:
        for code in codes:
            shown = words_problems.worded(code, text)
            if not CHINESE.search(shown) and not _loosely(code, text):
                left.append(f"{where} {code}: {text}")
    assert left == []
    assert len(SITES) > 150  # the search finds what there is


def test_no_words_are_kept_for_errors_that_are_gone() -> None:
    """A pattern that no place raises any more is dead, or the text was changed without it."""
    used = {source for site in SITES for code in site.codes for source in _fitting(code, site.text)}
    used |= {source for site in SITES for code in site.codes for source in _loosely(code, site.text)}
    built = {"no_answer", "not_sent"}  # their texts are put together, see below
    built |= {"stop_refused"}  # see test_positions
    kept = {s for code, texts in words_errors.TEXTS.items() if code not in built for s in texts}
    kept -= {s for texts in words_strategies.TOLD.values() for s in texts}  # see below
    assert sorted(kept - used) == []


@pytest.mark.parametrize("source", [s for texts in words_errors.TEXTS.values() for s in texts])
def test_every_pattern_is_translated_whole(chinese: None, source: str) -> None:
    """With all its places, whatever stands in them."""
    names = re.findall(r"\{(\w+)\}", source)
    text = source.format(**{name: f"<{name}>" for name in names})
    code = next(code for code, texts in words_errors.TEXTS.items() if source in texts)
    shown = words_problems.worded(code, text)
    assert CHINESE.search(shown)
    assert sorted(set(re.findall(r"<(\w+)>", shown))) == sorted(set(names))


def _fitting(code: str, text: str) -> list[str]:
    sources = words_errors.TEXTS.get(code, ())
    return [s for s in sources if words_errors.fields_of(s, text) is not None]


# Texts that the services choose from: each is a pattern of its own here.
SPLIT = {
    "took the cancel in": "{said}",
    "did not confirm the cancel": "{said}",
    "such play money": "{what}",
    "both a test network and demo trading at once": "{what}",
    "repeats the time of the line before": "{what}",
    "is earlier than the line before": "{what}",
}


def _loosely(code: str, text: str) -> list[str]:
    """The patterns of a text in which the services choose between phrases."""
    found = []
    for source in words_errors.TEXTS.get(code, ()):
        for phrase, place in SPLIT.items():
            loose = source.replace(phrase, place)
            if phrase in source and words_errors.fields_of(loose, text) is not None:
                found.append(source)
    return found


def test_values_are_kept_in_the_translation(chinese: None) -> None:
    """Names, paths and numbers stand in the translated text as they stood in the English one."""
    error = UserError("There is no file /home/me/a.csv. Nothing was run; check its name.", "no_such_file")
    assert (
        words_problems.error(error) == "没有文件 /home/me/a.csv。没有改变任何内容；请选择该文件现在的位置。"
    )
    nested = Unavailable("An answer of bybit cannot be read (KeyError: 'a').", "unreadable_answer")
    assert words_problems.error(nested) == "无法读取 bybit 的回答（KeyError: 'a'）。"


def test_a_window_does_not_speak_of_what_a_command_would_run() -> None:
    """A feed whose file is gone runs nothing."""
    for code, text in (
        ("no_such_file", "There is no file /a.csv. Nothing was run; check its name."),
        ("empty_file", "a.csv has no candles. Nothing was run; choose a file with lines below its header."),
    ):
        shown = words_problems.worded(code, text)
        assert "a.csv" in shown
        assert "run" not in shown
    text = "There are no finished candles of replay:BTC/USDT yet."
    shown = words_problems.worded("no_candles", text)
    assert shown == "No candle of BTC/USDT has ended yet: there is nothing to calculate with."


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("kind", list(Trouble))
def test_every_trouble_of_a_venue_is_translated(chinese: None, kind: Trouble, is_open: bool) -> None:
    """What happened, what it means for orders, what to do: three sentences, each of them."""
    found = VenueTrouble(kind, "binance", 0, 0, 403, is_open)
    shown = words_venues.trouble(found.code, found.text)
    assert shown is not None
    assert "Binance" in shown
    assert not re.search(r"[a-z]{4,} [a-z]+ [a-z]+", shown), shown
    elsewhere = found._replace(host="testnet.binance.vision:9443")
    other = words_venues.trouble(elsewhere.code, elsewhere.text)
    assert other == shown.replace("Binance", "Binance (testnet.binance.vision:9443)")
    until = found._replace(until_ns=3_600_000_000_000)
    shown = words_problems.error(Unavailable(until.text, until.code))
    assert ("01:00:00 UTC" in shown) is ("{until}" in words_venues.HAPPENED[kind.value])


def test_every_refusal_of_a_venue_is_translated(chinese: None) -> None:
    """The codes that prove a no, by themselves and in a sentence; those of limits and of what passes."""
    names = {reject.name for table in (ccxt_rejects._BINANCE, ccxt_rejects._BYBIT) for reject in table}
    names |= {*PASSING, *LIMIT_PASSES, LIMIT_NOTIONAL, "limit_market"}
    assert sorted(name for name in names if not CHINESE.search(words.reason(name))) == []
    for name in names:
        error = VenueRejected(f"binance refused: {name} (-2010).", name)
        assert words_problems.error(error) == f"binance 拒绝：{words.reason(name)}（-2010）。"


@pytest.mark.parametrize(
    "text",
    [
        "binance gave no answer that can be used: none came, or it broke off.",
        "binance gave no answer that can be used: it lacks what was asked for (HTTP status 200).",
    ],
)
def test_answer_without_use_is_translated(chinese: None, text: str) -> None:
    """Where no trouble has a name."""
    assert CHINESE.search(words_problems.error(Unavailable(text, "no_answer")))


@pytest.mark.parametrize(
    ("status", "failed", "said"),
    [
        (None, RuntimeError(), "none came, or it broke off"),
        (200, None, "it lacks what was asked for (HTTP status 200)"),
        (503, RuntimeError(), "it is not built as an answer should be (HTTP status 503)"),
    ],
)
def test_answer_without_use_is_told_in_plain_words(
    status: int | None, failed: Exception | None, said: str
) -> None:
    """Nobody reads the name of an error's class."""
    calls: Any = SimpleNamespace(name="binance", host="", _trouble_of=lambda *_: None)
    text = VenueCalls._text_of(calls, Answer(status=status), failed)
    assert text == f"binance gave no answer that can be used: {said}."


def test_answer_that_cannot_be_read_is_told_in_plain_words() -> None:
    """Neither does it stand here."""
    calls: Any = SimpleNamespace(name="binance", host="")
    with pytest.raises(Unavailable) as caught, VenueCalls._read_strictly(calls):
        raise KeyError("x")
    assert caught.value.text == (
        "An answer of binance cannot be read (it is not built as an answer should be)."
    )


def test_request_that_was_stopped_is_translated(chinese: None) -> None:
    """Each text with which the wire stops a request."""
    tree = ast.parse((ROOT / "services/venues/ccxt_wire.py").read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "NotSent"]
    texts = [text for call in calls if (text := _text(call.args[0])) is not None and " " in text]
    assert len(texts) > 4
    for text in texts:
        assert CHINESE.search(words_problems.error(Unavailable(text, "not_sent"))), text


def test_text_without_a_code_is_known_by_itself(chinese: None) -> None:
    """The journal's failure comes as a text alone."""
    text = (
        "The disk with /data/finbyte.sqlite is full. Nothing was lost: what is not on disk was neither shown "
    )
    text += "nor sent. Free some space and start again."
    assert CHINESE.search(words_problems.worded("", text))


def test_english_window_shows_the_text_as_it_is() -> None:
    """Without a translator the patterns change nothing but what only a command line says so."""
    changed = []
    of_a_command = {s for s in words_window.IN_WINDOW for t in words_errors.TEXTS.values() if s in t}
    assert of_a_command == set(words_window.IN_WINDOW)
    for where, codes, text in SITES:
        for code in codes:
            shown = words_problems.worded(code, text)
            said = any(words_errors.fields_of(source, text) is not None for source in of_a_command)
            if shown != text and code not in words_problems.ERRORS and not said:
                changed.append((where, shown))
    assert changed == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        *(("strategy_exited", ended_text(status, why)) for status, why in ((3, ""), (-9, ""), (0, "huge"))),
        ("strategy_message", ended_text(None, "unreadable")),
        ("strategy_raised", "s.py, line 6: KeyError: 'price' (in quote_update)"),
        ("strategy_import", "s.py, line 1: ZeroDivisionError: division by zero (in import)"),
        ("strategy_memory", "s.py, line 6: MemoryError (in quote_update)"),
        ("strategy_hang", "s.py, line 6, in run: it did not come back within 1 s and was ended."),
        ("strategy_slow", "It does not keep up with the market."),
        ("strategy_flood", "It sends more messages than any strategy needs, and was ended."),
        ("strategy_flood", "It asks without reading the answers, and was ended."),
    ],
)
def test_the_end_of_a_strategy_is_translated(chinese: None, code: str, text: str) -> None:
    """As an error, and where its bot's log and the page tell of it; the place and Python's words stay."""
    shown = words_problems.worded(code, text)
    assert CHINESE.search(shown)
    assert ("s.py" in shown) is ("s.py" in text)
    assert shown in words_decisions.decision("strategy_failed", {"text": text})
    assert CHINESE.search(words.reason(code)) or code == "strategy_import"


def test_unknown_error_is_shown_as_written() -> None:
    """Better English than nothing."""
    assert words_problems.error(FinByteError("Something new.", "new")) == "Something new."
