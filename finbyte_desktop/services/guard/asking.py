"""Asking for a panic from outside: the guard first, then the engine; and the outcome in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.control import CONTROL, GUARD, Door, ask
from finbyte_desktop.services.counting import counted
from finbyte_desktop.services.guard.scope import refuse_no_scope

SHOWN = 5  # orders that are named one by one


def ask_for_panic(folder: Path, scope: str) -> dict[str, Any]:
    """What came of it: "accounts" as the guard tells them, "engine" is lives, hangs, gone or away, "stopped"
    are the bots that the engine had not stopped before, "problem" why it could not, "unknown" orders of which
    nobody can say what became of them. "ok" when every order is proved to be gone.

    Raises UserError for a scope that names nothing, Unavailable when nothing of FinByte runs there.
    """
    refuse_no_scope(scope)
    guard = _asked(folder, scope, GUARD)
    engine = "away" if guard is None else guard.get("engine", "lives")
    answer: dict[str, Any] = {"ok": True, "accounts": [], "engine": engine, "stopped": [], "problem": ""}
    answer["unknown"], answer["positions"] = [], []
    missing: dict[str, Any] | None = None
    if guard is not None and guard["ok"]:
        answer["accounts"] = guard["accounts"]
    elif guard is not None and guard.get("code") == "no_such_scope":
        missing, answer["engine"] = guard, "lives"  # perhaps a bot on paper
    elif guard is not None:
        _refuse(guard)
    if answer["engine"] in ("lives", "away"):
        told = _asked(folder, scope, CONTROL)
        if told is None and guard is None:
            raise Unavailable(
                f"No FinByte runs with the data folder {folder}, so nothing was cancelled. Orders at a venue "
                "rest there and may be filled. Start FinByte and ask again, or cancel them at the venue's "
                "own site or app.",
                "not_running",
            )
        if told is not None and told["ok"]:
            answer["stopped"] = told["stopped"]
            answer["unknown"] = told.get("unknown", [])
            answer["positions"] = told.get("positions", [])
        elif missing is not None:
            _refuse(missing if told is None else told)
        elif told is not None and told.get("code") != "no_such_scope":
            answer["problem"] = told["error"]
        elif told is not None and guard is None:
            _refuse(told)
    proved = not answer["problem"] and not answer["unknown"]
    answer["ok"] = proved and all(_is_proved(row) for row in answer["accounts"])
    return answer


def _asked(folder: Path, scope: str, door: Door) -> dict[str, Any] | None:
    try:
        return ask(folder, {"do": "panic", "scope": scope}, door)
    except Unavailable as error:
        if error.code == "not_running":
            return None
        return {"ok": False, "code": error.code, "error": error.text, "status": 3}


def _refuse(answer: Mapping[str, Any]) -> None:
    kind = UserError if answer.get("status") == 2 else Unavailable
    raise kind(str(answer["error"]), str(answer["code"]))


def _is_proved(row: Mapping[str, Any]) -> bool:
    return bool(row["seen"]) and not row["unconfirmed"] and bool(row["held"])


def words(answer: Mapping[str, Any]) -> list[str]:
    """The outcome, one line each."""
    lines = [line for row in answer["accounts"] for line in _of_account(row)]
    if answer["stopped"]:
        lines.append("Stopped: " + ", ".join(answer["stopped"]) + ".")
    elif lines and answer["engine"] == "lives" and not answer["problem"]:
        lines.append("FinByte has stopped the bots.")
    if answer["engine"] == "hangs":
        lines.append(
            "FinByte itself does not answer. Its bots stop as soon as it does, or at its next start."
        )
    if answer["engine"] == "gone":
        lines.append("FinByte itself has ended. Its bots stop at its next start.")
    lines += [f"{order['bot']}: {order['text']}" for order in answer.get("unknown", ())]
    lines += _left_open(answer)
    if answer["problem"]:
        lines.append(f"The bots were not stopped: {answer['problem']}")
    return lines or ["Nothing was running there, and no order of ours rests."]


def _left_open(answer: Mapping[str, Any]) -> list[str]:
    """Perpetual positions: a panic closes none of them."""
    told = [(row["name"], text) for row in answer["accounts"] for text in row.get("positions", ())]
    told += [(row["name"], row["text"]) for row in answer.get("positions", ())]
    named = [f"  {name}: {text}" for name, text in dict.fromkeys(told)]
    if not named:
        return []
    return [
        (
            "These perpetual positions STAY OPEN, with the stops that are under them. Close them in FinByte "
            "(Panic) or at the venue's own site or app:"
        ),
        *named,
    ]


def _of_account(row: Mapping[str, Any]) -> list[str]:
    left = row["unconfirmed"]
    head = f"{row['name']}: {counted(row['cancelled'], 'order')} cancelled"
    if row["gone"]:
        head += f", {row['gone']} {'was' if row['gone'] == 1 else 'were'} not there any more"
    if not left and row["seen"]:
        lines = [head + "; the venue shows none of ours."]
    else:
        lines = [head + f". {len(left)} could not be confirmed."]
        lines += [f"  {one['market']} {one['id']}: {one['why']}" for one in left[:SHOWN]]
        if len(left) > SHOWN:
            lines.append(f"  and {len(left) - SHOWN} more")
        if row["going"]:
            lines.append("  FinByte goes on trying for five minutes.")
        lines.append(
            "  They may rest or have been filled. Look at your open orders at the venue's own site or app "
            "and cancel them there, or run this command again."
        )
    if not row["held"]:
        lines.append(
            "  The disk did not take the mark that holds this account: bots may place orders again. Close "
            "FinByte, and look at your open orders at the venue."
        )
    elif row["bot"] is None:
        lines.append(
            "  No new order leaves this account until you resume or create a bot, or run: finbyte-desktop "
            "ctl release"
        )
    return lines
