"""What can be asked of a bot from a card, a table, the palette or its page: one place decides what
happens.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import BotCard
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Place, Session, bot_subject, creation_place
from finbyte_desktop.ui.viewmodels.bots import asked_away
from finbyte_desktop.widgets.colors import Tone


def page_of(card: BotCard) -> Place:
    """Where a bot that has ended is read: its life; its own page while it has a position to be closed."""
    holds = card.position is not None and card.position.qty != 0
    return Place("bot" if holds else "history", bot=card.id)


def act_on_bot(session: Session, bot: str, action: str) -> None:
    """Goes somewhere, does a command at once, or opens the dialog that asks first."""
    try:
        _act(session, bot, action)
    except FinByteError as error:
        session.say(words_problems.error(error), Tone.DANGER, subject=bot_subject(bot))


def _act(session: Session, bot: str, action: str) -> None:
    if action in ("open", "why"):
        session.go(Place("bot", bot=bot, tab="log" if action == "why" else ""))
    elif action == "history":
        session.go(Place("history", bot=bot))
    elif action == "answer":
        session.go(Place("settings", "connections"))
    elif action == "review":
        mine = [request for request in session.desk.approvals() if request.bot == bot]
        request = min(mine, key=lambda request: request.deadline_ns, default=None)
        session.go(Place("approvals", request=request.id if request is not None else ""))
    elif action == "pause":
        card = session.desk.card(bot)
        session.act(
            session.desk.pause(bot),
            then=lambda _: _say_paused(session, card),
            subject=bot_subject(bot),
        )
    elif action == "resume":
        from finbyte_desktop.ui.dialogs.resume_dialog import resume

        resume(session, bot)
    elif action == "feed_back":
        card = session.desk.card(bot)
        choice = session.desk.feed_of(card.away or card.market)
        if choice is not None:
            from finbyte_desktop.ui.dialogs.feed_change import change_feed

            change_feed(session, choice)
    elif action == "code":
        file = str(session.desk.detail(bot).params.get("strategy", ""))
        session.go(Place("strategies", params={"strategy": file}))
    elif action == "clone":
        card = session.desk.card(bot)
        params = dict(session.desk.detail(bot).params)
        session.go(creation_place(card.type, card.market, params))
    else:
        _ask(session, bot, action)


def _say_paused(session: Session, card: BotCard) -> None:
    """A pause can be taken back: it is not asked about, but what it did is said with the way back. `card` is
    as before.
    """
    translate, unconfirmed = QCoreApplication.translate, asked_away(session, card)
    if unconfirmed:
        text = translate("BotActions", "Paused: nothing new is placed, what it holds stays. {unconfirmed}")
        text = text.format(unconfirmed=unconfirmed)
    else:
        text = translate(
            "BotActions", "Paused: {orders} being cancelled, nothing new is placed. What it holds stays."
        )
        text = text.format(orders=Counts().orders(card.buys_open + card.sells_open))
    session.say(
        text,
        Tone.WARN,
        action=translate("BotActions", "Resume"),
        subject=bot_subject(card.id),
        do=lambda: act_on_bot(session, card.id, "resume"),
    )


def _ask(session: Session, bot: str, action: str) -> None:
    if action == "stop":
        from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog

        StopDialog(session, bot).open()
    elif action == "edit":
        from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog

        EditDialog(session, bot).open()
    elif action in ("add", "withdraw"):
        from finbyte_desktop.ui.dialogs.money_dialog import AddInvestmentDialog, WithdrawDialog

        kind = AddInvestmentDialog if action == "add" else WithdrawDialog
        kind(session, bot).open()
    elif action == "export":
        from finbyte_desktop.ui.dialogs.export_dialog import ExportDialog

        ExportDialog(session, "fills", bot).open()
