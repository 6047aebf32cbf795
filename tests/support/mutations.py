"""Answers of a venue with one place changed."""

from __future__ import annotations

import json
from random import Random
from typing import Any

STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 7.5, "", "abc", "NaN", "1e9999", [], {}, [[]], [None], [{}], {"a": 1}, 10**30,
)  # fmt: skip


def mutated(value: Any, dice: Random) -> Any:
    """A copy of an answer with one place of it changed or taken out; a list does not become a shorter one,
    for that no reader could see.
    """
    made = json.loads(json.dumps(value))
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, item in list(pairs):
            places.append((node, key))
            walk(item)

    walk(made)
    if not places or dice.random() < 0.1:
        whole = [value for value in STRANGE if value != []]
        return dice.choice([*whole, b"<html>sign in</html>", b"", json.dumps(value).encode()[:-7]])
    node, key = dice.choice(places)
    if isinstance(node, dict) and dice.random() < 0.3:
        del node[key]
    else:
        was_list = isinstance(node[key], list)
        node[key] = dice.choice([value for value in STRANGE if value != [] or not was_list])
    return made
