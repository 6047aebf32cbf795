"""Without a window the same words: what a log of a headless run says is what the window would say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import finbyte_desktop
from finbyte_desktop.services import notice_words, told
from finbyte_desktop.ui import words, words_decisions

PACKAGE = Path(finbyte_desktop.__file__).parent
LATE = (
    "The venue has an order that was called ended: sell 0.0125 at 66534. It is cancelled; what it trades is "
    "booked."
)
LOUD = ("Level.WARNING", "Level.ERROR")


def test_words_are_those_of_the_window() -> None:
    """Word for word; a sentence that was changed there is changed here."""
    assert dict(notice_words.REASONS) == dict(words.REASONS)
    for code, sentence in notice_words.SENTENCES.items():
        assert sentence == words_decisions.SENTENCES[code], code


def loud() -> set[str]:
    """Codes of lines that are shown as they are told."""
    found: set[str] = set()
    for folder in ("bots", "core", "services"):
        for file in sorted((PACKAGE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if not isinstance(node, ast.Call) or not any(
                    ast.unparse(arg).startswith(LOUD) for arg in node.args
                ):
                    continue
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str)}
    return found


@pytest.mark.parametrize("code", sorted(loud()))
def test_every_warning_has_a_sentence(code: str) -> None:
    """Also where a side or a reason is part of its name."""
    assert any(name == code or name.startswith(f"{code}_") for name in notice_words.SENTENCES)


@pytest.mark.parametrize(
    ("code", "fields", "said"),
    [
        (
            "order_came_late",
            {"side": "sell", "qty": "0.0125", "price": "66534"},
            LATE,
        ),
        (
            "position_liquidated",
            {
                "qty": "0.3", "price": "64000", "realised": "-12.5", "fee": "1.2", "quote": "USDT",
                "base": "BTC", "why": "liquidated",
            },
            "The venue liquidated 0.3 BTC at 64000: -12.5 USDT, fee 1.2 USDT. The bot ends.",
        ),
        ("slot_blocked", {"slot": "L3", "code": "lapsed"}, None),
        ("unheard_of", {"slot": "L3", "why": "by_you"}, "Unheard of: slot level 4 from below, why by you"),
    ],
)  # fmt: skip
def test_it_is_said_in_plain_words(code: str, fields: dict[str, str], said: str | None) -> None:
    """No name of the code, no underline; of what is not known everything is told."""
    told_text = told.notice(code, fields)
    assert said in (None, told_text)
    assert "_" not in told_text
    assert "{" not in told_text
