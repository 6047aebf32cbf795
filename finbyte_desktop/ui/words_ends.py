"""What a strategy's process told of its end, which comes as a text alone."""

from __future__ import annotations

from finbyte_desktop.ui import words_errors, words_strategies


def of_strategy(text: str) -> str:
    """What a strategy's process told, without its code; as it is where it is nothing of ours."""
    found = (words_errors.told(code, text) for code in words_strategies.TEXTS)
    return next((one for one in found if one is not None), text)
