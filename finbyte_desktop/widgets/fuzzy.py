"""Finding entries by a few typed letters. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Match(NamedTuple):
    """`score` is larger for a better match; `places` are the matched positions in the text."""

    score: int
    places: tuple[int, ...]


def fuzzy_match(query: str, text: str) -> Match | None:
    """Every word of the query must occur in the text: as a piece of it, else letter by letter in order.

    The start of the text beats the start of a word, which beats its inside, which beats scattered letters.
    An empty query matches everything with score 0.
    """
    lowered = text.casefold()
    if len(lowered) != len(text):  # folding that changes the length would shift the places
        lowered = text.lower() if len(text.lower()) == len(text) else text
    score = 0
    places: set[int] = set()
    for word in query.casefold().split():
        found = _whole(word, lowered) or _scattered(word, lowered)
        if found is None:
            return None
        score += found.score
        places.update(found.places)
    return Match(score, tuple(sorted(places)))


def has_words(query: str, text: str) -> bool:
    """Whether every word of the query is a piece of the text."""
    folded = text.casefold()
    return all(word in folded for word in query.casefold().split())


def _whole(word: str, text: str) -> Match | None:
    at = text.find(word)
    if at < 0:
        return None
    best = at
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            best = at
            break
        at = text.find(word, at + 1)
    bonus = 60 if best == 0 else 40 if not text[best - 1].isalnum() else 20
    return Match(bonus + 4 * len(word), tuple(range(best, best + len(word))))


def _scattered(word: str, text: str) -> Match | None:
    places: list[int] = []
    at = -1
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    spread = places[-1] - places[0] + 1 - len(word)
    starts = sum(1 for place in places if place == 0 or not text[place - 1].isalnum())
    if spread > len(word) + 2 and starts < len(word):
        return None
    return Match(2 * len(word) + 4 * starts - spread, tuple(places))
