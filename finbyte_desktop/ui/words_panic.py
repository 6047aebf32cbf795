"""A panic in words: the positions that it meets, and what became of everything."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.ports import (
    BotCard,
    PanicMarket,
    PanicPosition,
    PanicResult,
    ShownPosition,
    UnreadPosition,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.widgets.colors import Tone

Line = tuple[Tone, str]


def position(row: ShownPosition) -> str:
    """A position with its size and what that is worth at the mark price."""
    translate = QCoreApplication.translate
    if row.is_long:
        text = translate("Panic", "{market} perpetual, long {size} {base}, worth {value}")
    else:
        text = translate("Panic", "{market} perpetual, short {size} {base}, worth {value}")
    with exact():
        value = row.size * row.mark
    return text.format(
        market=f"{row.base}/{row.settle}",
        size=fmt.plain(row.size),
        base=row.base,
        value=fmt.amount(value, row.settle),
    )


def position_and_stop(row: ShownPosition) -> str:
    """The same, and whether a stop at the venue limits its loss."""
    translate = QCoreApplication.translate
    if row.naked_s is None:
        return translate("Panic", "{position}; its stop stays").format(position=position(row))
    return translate("Panic", "{position}; no stop limits its loss").format(position=position(row))


def of_a_bot(card: BotCard) -> str:
    """The position that a bot holds: no stop rests at the venue for it, the bot itself looks after it."""
    held = card.position
    assert held is not None
    translate = QCoreApplication.translate
    text = (
        translate("Panic", "{name}: long {size} {base}, entered at {value}")
        if held.qty > 0
        else translate("Panic", "{name}: short {size} {base}, entered at {value}")
    )
    value = fmt.amount(held.value, card.quote)
    return text.format(name=card.name, size=fmt.plain(abs(held.qty)), base=card.base, value=value)


def strange(row: UnreadPosition) -> str:
    """A position that can neither be closed nor protected here."""
    translate = QCoreApplication.translate
    if row.is_long:
        text = translate(
            "Panic", "{size} {market} long stays open: FinByte cannot close it. Close it at the venue."
        )
    else:
        text = translate(
            "Panic", "{size} {market} short stays open: FinByte cannot close it. Close it at the venue."
        )
    return text.format(size=fmt.plain(row.size), market=row.market)


def lines(result: PanicResult) -> list[Line]:
    """What a panic did in one account, what is wrong first."""
    found = [*_wrong(result), *(_market(row) for row in result.markets), *map(_position, result.positions)]
    found += [(Tone.DANGER if result.close_asked else Tone.WARN, strange(row)) for row in result.strange]
    if not found:
        translate = QCoreApplication.translate
        if result.is_read:
            text = translate("Panic", "No order of a bot rested there, and no position is open.")
        else:
            text = translate("Panic", "No order of a bot rested there.")
        found = [(Tone.MUTED, text)]
    return sorted(found, key=lambda line: ORDER.index(line[0]))


ORDER = (Tone.DANGER, Tone.WARN, Tone.NEUTRAL, Tone.MUTED)


def _wrong(result: PanicResult) -> Iterator[Line]:
    translate = QCoreApplication.translate
    if result.trouble:
        text = translate("Panic", "What became of the orders is not known here: {why}")
        yield Tone.DANGER, text.format(why=words_problems.worded("", result.trouble))
    if result.unread:
        text = translate("Panic", "Whether perpetual positions are open could not be read: {why}")
        yield Tone.DANGER, text.format(why=words_problems.worded("", result.unread))


def _market(row: PanicMarket) -> Line:
    spell = Counts()
    parts = [spell.orders_cancelled(row.cancelled)] if row.cancelled else []
    if row.filled:
        parts.append(spell.orders_filled(row.filled))
    if row.never_there:
        parts.append(spell.orders_never_there(row.never_there))
    if row.said_gone:
        parts.append(spell.orders_said_gone(row.said_gone))
    if row.unproved:
        parts.append(spell.orders_without_proof(row.unproved))
    if row.resting:
        parts.append(spell.orders_resting(row.resting))
    text = f"{words.market(row.market)}: {', '.join(parts)}."
    if not (row.unproved or row.resting):
        return Tone.NEUTRAL, text
    if row.resting:
        todo = QCoreApplication.translate(
            "Panic", "Look at your open orders at the venue, and cancel them there. FinByte goes on asking."
        )
    else:
        todo = QCoreApplication.translate(
            "Panic",
            "They may rest or have been filled. Look at your open orders and trades at the venue, and say in "
            "Settings, Connections what you see. FinByte goes on asking.",
        )
    return Tone.DANGER, f"{text} {todo}"


def _position(row: PanicPosition) -> Line:
    translate = QCoreApplication.translate
    what = position(row.position)
    if not row.asked:
        if row.position.naked_s is None:
            text = translate("Panic", "{position}: stays open, and so does its stop.")
        else:
            text = translate("Panic", "{position}: stays open, and no stop limits its loss.")
        return Tone.WARN, text.format(position=what)
    if row.left == 0:
        return Tone.NEUTRAL, translate("Panic", "{position}: closed.").format(position=what)
    if row.is_taken:
        text = translate(
            "Panic",
            "{position}: being closed, not seen yet. Look at the venue before you send anything.",
        )
        return Tone.DANGER, text.format(position=what)
    todo = translate("Panic", "Close it at the venue.")
    why = f" {words_problems.worded('', row.why)}" if row.why else ""
    if row.left is None:
        text = translate("Panic", "{position}: nobody can say whether it is closed.").format(position=what)
    else:
        text = translate("Panic", "{position}: NOT closed, {left} {base} are open.").format(
            position=what, left=fmt.plain(row.left), base=row.position.base
        )
    return Tone.DANGER, f"{text}{why} {todo}"
