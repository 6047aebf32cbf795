"""What `ctl` and `panic` may ask of the accounts of a data folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.account_status import Row, is_held, status, why_not_open
from finbyte_desktop.services.accounts import PAPER, Accounts
from finbyte_desktop.services.guard.scope import ALL, scope_of
from finbyte_desktop.services.live.remainder import in_words, remainder, strange_in_words
from finbyte_desktop.services.ports import BotCard, Desk, ResumePlan

PAUSABLE = (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED)


class Steering:
    """Answers requests. `end` ends the process; None where that is not ctl's to do (a window)."""

    def __init__(self, accounts: Accounts, process: str, end: Callable[[], None] | None) -> None:
        self._accounts = accounts
        self._process = process
        self._end = end

    async def answer(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """One request: "do" is the verb, "bot" a bot's id, or account/bot. Raises UserError for any other."""
        verb, bot = str(request.get("do", "")), request.get("bot")
        if bot is not None and not isinstance(bot, str):
            raise UserError("A bot is named by a text.", "bad_request")
        match verb:
            case "status":
                return status(self._accounts, self._process, self._bots(bot))
            case "pause":
                return await self._pause(bot)
            case "resume":
                return await self._resume(bot, request.get("at_market") is True)
            case "stop":
                return await self._stop(bot, request.get("close") is True)
            case "panic":
                return await self._panic(str(request.get("scope", ALL)))
            case "release":
                return await self._release()
            case "closed-outside":
                return await self._take(bot)
        known = "status, pause, resume, stop, panic, release, closed-outside"
        raise UserError(f"There is no command {verb!r}. Known: {known}.", "bad_request")

    # --- bots -------------------------------------------------------------------------------------

    def _bots(self, wanted: str | None, with_positions: bool = False) -> list[Row]:
        desks = self._accounts.desks()
        found: list[Row] = [(account, desk, card) for account, desk in desks for card in desk.cards()]
        if with_positions:
            ended = [(account, desk, card) for account, desk in desks for card in desk.cards(ended=True)]
            found += [row for row in ended if row[2].position is not None and row[2].position.qty]
        if wanted is None:
            return found
        named = [row for row in found if wanted in (row[2].id, f"{row[0]}/{row[2].id}")]
        if len(named) == 1:
            return named
        names = ", ".join(f"{account}/{card.id}" for account, _, card in found) or "none"
        if named:
            raise UserError(f"More than one account has a bot {wanted}. Name one of: {names}.", "two_bots")
        raise UserError(f"There is no bot {wanted} that runs. There are: {names}.", "no_such_bot")

    async def _pause(self, bot: str | None) -> dict[str, Any]:
        rows = [row for row in self._bots(bot) if bot is not None or row[2].state in PAUSABLE]
        return self._told_of_others(bot, await _each(rows, lambda desk, card: desk.pause(card.id)))

    async def _resume(self, bot: str | None, at_market: bool) -> dict[str, Any]:
        """Lets paused bots go on. One that would trade at the market at once says so, and does it only when
        it was asked for.
        """
        rows = [row for row in self._bots(bot) if bot is not None or row[2].state is BotState.PAUSED]

        def named(card: BotCard) -> str:
            return next(f"{account}/{other.id}" for account, _, other in rows if other is card)

        async def resume(desk: Desk, card: BotCard) -> None:
            plan = desk.resume_plan(card.id)
            if not at_market and card.state is BotState.PAUSED:
                if plan.away or plan.price is None:
                    raise UserError(_unknown_takes(card, named(card)), "resume_takes")
                if plan.takes:
                    raise UserError(_takes(plan, card, named(card)), "resume_takes")
            await desk.resume(card.id)

        return self._told_of_others(bot, await _each(rows, resume))

    def _told_of_others(self, bot: str | None, told: dict[str, Any]) -> dict[str, Any]:
        """What was asked of all bots did not reach those of an account that is not open: each is named."""
        if bot is not None:
            return told
        opened = dict(self._accounts.desks())
        away = [
            {
                "bot": state.id,
                "code": "not_open",
                "error": f"{state.name} is not open ({state.link.value}). {why_not_open(state)} Nothing was "
                f"changed for its {state.bots} {'bot' if state.bots == 1 else 'bots'}; what they have at the "
                "venue stays.",
            }
            for state in self._accounts.states()
            if state.id not in opened and state.bots
        ]
        return {**told, "failed": [*told["failed"], *away]}

    async def _panic(self, text: str) -> dict[str, Any]:
        """Every bot of the scope stops, its orders are cancelled; coins are kept."""
        desks = dict(self._accounts.desks())
        rows = [
            (state.id, state.name, [card.id for card in desks[state.id].cards()])
            for state in self._accounts.states()
            if state.id in desks
        ]
        scope = scope_of(text, rows)
        bots = [
            f"{account}/{bot}"
            for account, _, named in rows
            for bot in named
            if scope.account in (None, account) and scope.bot in (None, bot)
        ]
        await self._accounts.panic(scope)
        told = {"stopped": bots, "unknown": self._unknown(scope.account, scope.bot)}
        return {**told, "positions": self._positions(scope.account, scope.bot)}

    def _positions(self, account: str | None, bot: str | None) -> list[dict[str, str]]:
        """Perpetual positions that a panic leaves open; one of a bot has none."""
        names = {state.id: state.name for state in self._accounts.states()}
        rows = []
        for name, desk in self._accounts.desks():
            held = desk.positions() if bot is None and account in (None, name) else None
            if held is None:
                continue
            texts = [in_words(row) for row in held.rows]
            texts += [strange_in_words(row) for row in held.unread]
            if held.read_ns is None or held.is_old:
                texts.append("what is open there could not be read: look at the venue")
            rows += [{"name": names.get(name, name), "text": text} for text in texts]
        return rows

    def _unknown(self, account: str | None, bot: str | None) -> list[dict[str, str]]:
        """Orders of unknown fate: a stop and a panic end without them."""
        rows: list[dict[str, str]] = []
        for name, desk in self._accounts.desks():
            health = desk.account_health() if account in (None, name) else None
            rows += [
                {"bot": f"{name}/{order.bot}", "order": order.client_id, "text": remainder([order])}
                for order in (() if health is None else health.quarantined)
                if bot in (None, order.bot)
            ]
        return rows

    async def _release(self) -> dict[str, Any]:
        """Accounts that a panic holds may send orders again. `held` names those that are not open: what
        became of their orders is not known, and they stay held.
        """
        done = []
        for account, _ in self._accounts.desks():
            if account != PAPER and await self._accounts.release_panic(account):
                done.append(account)
        opened = {account for account, _ in self._accounts.desks()}
        states = [state for state in self._accounts.states() if state.id not in opened]
        return {"done": done, "held": [s.name for s in states if is_held(self._accounts, s.id)]}

    async def _take(self, bot: str | None) -> dict[str, Any]:
        """A position was closed, or reduced, outside: the venue's, as the status shows it, is true."""
        if bot is None:
            raise UserError(
                "Name the bot whose position was closed: ctl closed-outside --bot BOT. `ctl status` says "
                "where the venue has another one.",
                "no_bot_named",
            )
        rows = self._bots(bot, with_positions=True)

        async def take(desk: Desk, card: BotCard) -> None:
            health = desk.account_health()
            found = [row for row in (() if health is None else health.positions) if row.bot == card.id]
            if not found:
                raise UserError(
                    f"The venue has the position that {card.name} has. Nothing was changed.", "no_difference"
                )
            await desk.take_position(card.id, found[0].venue)

        return await _each(rows, take)

    async def _stop(self, bot: str | None, close: bool) -> dict[str, Any]:
        """Ends the process, or one bot; with `close` its position is closed, also one that it kept."""
        if bot is not None:
            rows = self._bots(bot, with_positions=close)
            way = Exit.SELL if close else Exit.KEEP
            if close and rows[0][2].position is None:
                raise UserError(f"{rows[0][2].name} holds no position of a perpetual.", "no_position")
            done = await _each(rows, lambda desk, card: desk.stop(card.id, way))
            return {**done, "unknown": self._unknown(rows[0][0], rows[0][2].id)}
        if self._end is None:
            raise UserError(
                "FinByte runs in a window. Nothing was changed. Close the window, or stop one bot: "
                "ctl stop --bot BOT.",
                "window_open",
            )
        self._end()
        return {"ending": True}


async def _each(rows: Sequence[Row], work: Callable[[Desk, BotCard], Any]) -> dict[str, Any]:
    """Does it for every bot; what could not be done is told bot by bot. Raises what a single one raises."""
    done, failed = [], []
    for account, desk, card in rows:
        try:
            await work(desk, card)
        except FinByteError as error:
            if len(rows) == 1:
                raise
            failed.append({"bot": f"{account}/{card.id}", "code": error.code, "error": error.text})
        else:
            done.append(f"{account}/{card.id}")
    return {"done": done, "failed": failed}


def _takes(plan: ResumePlan, card: BotCard, named: str) -> str:
    """What a resume would trade at once, and how to ask for it; `named` says which bot of which account."""
    parts = []
    for one in plan.takes:
        verb = "buy" if one.side is Side.BUY else "sell"
        ask = ", each after your approval" if one.asked else ""
        count = f"{one.orders} order{'' if one.orders == 1 else 's'}"
        what = f"{plain(one.qty)} {card.base} in {count}"
        parts.append(f"{verb} {what} for about {plain(one.cost)} {card.quote}{ask}")
    price = "" if plan.price is None else f" {plain(plan.price)}"
    return (
        f"The price passed levels of {card.name} while it was paused. Going on, it would "
        f"{' and '.join(parts)} at the market price of now{price}. Nothing was done. To do that: "
        f"ctl resume --bot {named} --at-market."
    )


def _unknown_takes(card: BotCard, named: str) -> str:
    """Why nobody can say what a resume would trade."""
    return (
        f"{card.name} has no price of now. What it passed while it was paused would be traded at the price "
        "at which its market comes back. Nothing was done. Wait for its prices; or, to do that: "
        f"ctl resume --bot {named} --at-market."
    )
