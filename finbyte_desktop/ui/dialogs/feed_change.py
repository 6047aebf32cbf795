"""Another price feed: bots that would wait for theirs are named before, and how to come back."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import BotCard, FeedChoice
from finbyte_desktop.ui import words, words_feed, words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.overlay import Answer


def change_feed(session: Session, choice: FeedChoice) -> None:
    """Takes another feed, and asks first where bots would wait."""
    try:
        waiting = session.desk.bots_that_wait(choice)
    except FinByteError as error:
        session.say(words_problems.error(error), Tone.DANGER, subject="feed")
        return
    if waiting:
        FeedChangeDialog(session, choice, waiting).open()
        return
    done = words_feed.taken(session.desk.health().feed, choice)
    session.act(session.desk.choose_feed(choice), done, subject="feed")


class FeedChangeDialog(Dialog):
    """Which bots wait with the new feed, and for what."""

    def __init__(self, session: Session, choice: FeedChoice, waiting: Sequence[BotCard]) -> None:
        super().__init__(session)
        self.subject = "feed"
        self._choice = choice
        self._waiting = waiting

    def open(self) -> None:
        now = self.session.settings.feed
        self.put(
            self.tr("Change the price feed?"),
            self.tr(
                "These bots will wait: {bots}. Their orders rest and nothing new is placed until "
                "{feed} is chosen again."
            ).format(bots=", ".join(card.name for card in self._waiting), feed=words.feed(now)),
            Answer("cancel", self.tr("Cancel")),
            (Answer("change", self.tr("Change the feed"), ButtonKind.PRIMARY),),
        )

    def chosen(self, key: Hashable) -> bool:
        done = words_feed.taken(self.session.desk.health().feed, self._choice)
        self.do(self.session.desk.choose_feed(self._choice), done)
        return False
