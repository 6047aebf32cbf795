"""Errors about strategies of one's own in words: the part of `words_errors` that speaks of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

RAISED = QT_TRANSLATE_NOOP("errors", "{place}: {error} (in {function})")
NOT_BACK = QT_TRANSLATE_NOOP("errors", "{place}: it did not come back within {seconds} s and was ended.")
NOT_IMPORTED = QT_TRANSLATE_NOOP("errors", "{place}: it was not imported within {seconds} s and was ended.")
UNREADABLE = QT_TRANSLATE_NOOP("errors", "The strategy sent what nobody can read, and was ended.")
# What is not literal where it is raised: texts of the strategy's own process, and of its end.
TOLD: Mapping[str, tuple[str, ...]] = {
    "strategy_import": (RAISED,),
    "strategy_raised": (RAISED,),
    "strategy_memory": (RAISED,),
    "strategy_exited": (
        QT_TRANSLATE_NOOP("errors", "The strategy's process was ended by the signal {signal}."),
        QT_TRANSLATE_NOOP("errors", "The strategy's process ended by itself, with status {status}."),
        QT_TRANSLATE_NOOP(
            "errors", "The strategy sent a message that is larger than any may be, and was ended."
        ),
        UNREADABLE,
        RAISED,
    ),
    "strategy_message": (UNREADABLE,),
    "strategy_slow": (QT_TRANSLATE_NOOP("errors", "It does not keep up with the market."),),
    "strategy_flood": (
        QT_TRANSLATE_NOOP("errors", "It sends more messages than any strategy needs, and was ended."),
        QT_TRANSLATE_NOOP("errors", "It asks without reading the answers, and was ended."),
    ),
}
SAID: Mapping[str, tuple[str, ...]] = {
    "not_a_text": (QT_TRANSLATE_NOOP("errors", "{name}: a text is needed, not {given}."),),
    "no_strategy": (QT_TRANSLATE_NOOP("errors", "This bot runs no strategy of its own."),),
    "strategy_file": (
        QT_TRANSLATE_NOOP("errors", "{file} cannot be read: there is no such file."),
        QT_TRANSLATE_NOOP("errors", "{file}: the whole path of the file is needed, from the root on."),
        QT_TRANSLATE_NOOP("errors", "{file} is larger than {bytes} bytes."),
        QT_TRANSLATE_NOOP("errors", "{file} cannot be read: {error}."),
    ),
    "strategy_text": (QT_TRANSLATE_NOOP("errors", "{file} is no text in UTF-8."),),
    "strategy_line": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: it has more than {count} characters, too many for the editor here.",
        ),
    ),
    "strategy_name": (
        QT_TRANSLATE_NOOP(
            "errors", "A name has at most {count} letters, digits and _, and begins with no digit."
        ),
    ),
    "strategy_name_module": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{name} is the name of a part of Python: your strategies could not import that any more.",
        ),
    ),
    "strategy_name_device": (QT_TRANSLATE_NOOP("errors", "Windows keeps the name {name} for itself."),),
    "strategy_name_taken": (QT_TRANSLATE_NOOP("errors", "There is a file {file} already."),),
    "strategy_in_use": (QT_TRANSLATE_NOOP("errors", "{bot} runs {file}. Stop the bot first."),),
    "strategy_unreadable": (QT_TRANSLATE_NOOP("errors", "{file} cannot be read: {error}."),),
    "strategy_unwritable": (
        QT_TRANSLATE_NOOP("errors", "{file} cannot be written: {error}. What you typed is still here."),
    ),
    "strategy_class": (
        QT_TRANSLATE_NOOP("errors", "{place}: it defines no class {name}(Link)."),
        QT_TRANSLATE_NOOP("errors", "{place}: {name} is no class made of Link: class {again}(Link)."),
        QT_TRANSLATE_NOOP("errors", "{place}: {name}.{method} is no method."),
    ),
    "strategy_missing": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{file}, line {line}: {library} is not installed. The usual libraries come with: {command}.",
        ),
    ),
    "strategy_import": (
        QT_TRANSLATE_NOOP("errors", "{place}: it imports without an end."),
        QT_TRANSLATE_NOOP("errors", "{file}: more than {count} files are imported."),
    ),
    "strategy_route": (
        QT_TRANSLATE_NOOP(
            "errors", "{file}, line {line}: {name} must begin with get_ or post_ to be a route."
        ),
    ),
    "strategy_hang": (NOT_IMPORTED, NOT_BACK),
    "strategy_message": (QT_TRANSLATE_NOOP("errors", "The strategy's process sent what nobody can read."),),
    "strategy_off": (
        QT_TRANSLATE_NOOP("errors", "The strategy does not run."),
        QT_TRANSLATE_NOOP("errors", "The strategy has ended meanwhile."),
        QT_TRANSLATE_NOOP("errors", "The strategy has ended."),
    ),
    "strategy_busy": (QT_TRANSLATE_NOOP("errors", "The strategy has not answered the requests before."),),
    "no_such_route": (QT_TRANSLATE_NOOP("errors", "There is no route {method} {name}."),),
}
SYNTAX = QT_TRANSLATE_NOOP("errors", "{file}, line {line}: {error}.")
TEXTS: Mapping[str, tuple[str, ...]] = {
    **{code: (*SAID.get(code, ()), *TOLD.get(code, ())) for code in (*SAID, *TOLD)},
    "strategy_syntax": (SYNTAX,),  # last: it fits much
}
ORDER = QT_TRANSLATE_NOOP("decisions", "an order of your code")
SENTENCES: Mapping[str, str] = {
    "strategy_noted": QT_TRANSLATE_NOOP("decisions", "The strategy says: {text}"),
    "strategy_failed": QT_TRANSLATE_NOOP("decisions", "The strategy was ended: {text}"),
    "strategy_unread": QT_TRANSLATE_NOOP("decisions", "Its code cannot be started: {text}"),
    "paused_strategy_unread": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused: its code could not be started. Nothing is placed until you put that right and resume.",
    ),
    "asked_away_paused_strategy_unread": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused: its code could not be started. Nothing is placed until you put that right and resume.",
    ),
    "became_paused_strategy_unread": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused: its code could not be started. Its orders are being cancelled, each can fill until the "
        "venue confirms. Nothing is placed until you put that right and resume.",
    ),
    "strategy_bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} at {price}."),
    "strategy_sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price}, earned {trip}."),
    "strategy_sold_for": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price}."),
}
REASONS: Mapping[str, str] = {
    "strategy_raised": QT_TRANSLATE_NOOP("words", "code error"),
    "strategy_hang": QT_TRANSLATE_NOOP("words", "code hung"),
    "strategy_exited": QT_TRANSLATE_NOOP("words", "code exited"),
    "strategy_memory": QT_TRANSLATE_NOOP("words", "too much memory"),
    "strategy_flood": QT_TRANSLATE_NOOP("words", "message flood"),
    "strategy_message": QT_TRANSLATE_NOOP("words", "unreadable message"),
    "strategy_slow": QT_TRANSLATE_NOOP("words", "code too slow"),
    "strategy_failed": QT_TRANSLATE_NOOP("words", "code failed"),
    "strategy_unread": QT_TRANSLATE_NOOP("words", "code not started"),
}
PROBLEMS: Mapping[str, str] = {
    "not_a_text": QT_TRANSLATE_NOOP("problems", "A text is needed"),
}
# The helps of the fields, as the kind's specification writes them.
LABELS: Mapping[str, str] = {
    "strategy": QT_TRANSLATE_NOOP("fields", "Strategy"),
    "max_order": QT_TRANSLATE_NOOP("fields", "Largest order"),
    "max_orders": QT_TRANSLATE_NOOP("fields", "Open orders"),
    "venue": QT_TRANSLATE_NOOP("fields", "Name of the venue"),
}
HELPS = (
    QT_TRANSLATE_NOOP("fields", "The Python file with your class Trading(Link)."),
    QT_TRANSLATE_NOOP("fields", "Money that the strategy may use, fees included."),
    QT_TRANSLATE_NOOP("fields", "No order of the strategy may be worth more; the investment when absent."),
    QT_TRANSLATE_NOOP("fields", "So many orders of the strategy may be open at once."),
    QT_TRANSLATE_NOOP("fields", "What your code calls the venue in its calls."),
    QT_TRANSLATE_NOOP("fields", "Keep the coins, or sell them."),
)
