"""Notices, states and reasons in plain words, where there is no window to say them."""

from __future__ import annotations

from collections.abc import Mapping

from finbyte_desktop.services.counting import counted
from finbyte_desktop.services.notice_words import REASONS, SENTENCES

CODES = frozenset({"reason", "code", "ended", "why", "direction"})
COUNTED: Mapping[str, str] = {"orders": "order", "bots": "bot"}
OF_QUOTE = frozenset({"realised", "fee", "lost", "amount", "venue", "ours"})
OF_BASE = frozenset({"qty", "left", "after"})
SLOTS: Mapping[str, str] = {
    "take:open": "the opening order",
    "take:exit": "the sale at the end",
    "take:grow": "the purchase for added money",
}


def readable(code: str) -> str:
    """A code as words, where it has none of its own."""
    return code.replace("_", " ").replace(":", " ")


def reason(code: str) -> str:
    """Why something is as it is, in a few words."""
    return REASONS.get(code) or readable(code)


def notice(code: str, fields: Mapping[str, str]) -> str:
    """A notice as a sentence. An unknown code keeps all of its fields readable."""
    shown = {name: _shown(name, text, fields) for name, text in fields.items()}
    variants = (f"{code}_{fields.get('reason', '')}", f"{code}_at" if "price" in fields else code, code)
    sentence = next((SENTENCES[name] for name in variants if name in SENTENCES), None)
    try:
        return _plain(code, shown) if sentence is None else sentence.format(**shown)
    except (KeyError, IndexError):  # without one of its fields
        return _plain(code, shown)


def _plain(code: str, shown: Mapping[str, str]) -> str:
    rest = ", ".join(f"{readable(name)} {text}" for name, text in shown.items() if text)
    head = readable(code).capitalize()
    return f"{head}: {rest}" if rest else head


def _shown(name: str, text: str, fields: Mapping[str, str]) -> str:
    if name in CODES and not _is_number(text):
        return reason(text)
    if name == "slot":
        return _slot(text)
    if name in COUNTED and text.isdigit():
        return counted(int(text), COUNTED[name])
    unit = fields.get("quote" if name in OF_QUOTE else "base" if name in OF_BASE else "")
    return f"{text} {unit}" if unit and _is_number(text) and "quote" in fields else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _slot(code: str) -> str:
    """The place of an order: "L3" is the fourth level from below."""
    level = code[1:]
    if code[:1] == "L" and level.lstrip("-").isdigit():
        return f"level {int(level) + 1} from below"
    return SLOTS.get(code) or readable(code)
