"""What the command palette offers: pages, actions, bots, markets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.ports import BotCard, Market
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.accounts_menu import go_to, line
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.session import Place, Session
from finbyte_desktop.ui.viewmodels.bots import PAUSABLE, RESUMABLE
from finbyte_desktop.widgets.command_palette import PaletteGroup, PaletteItem
from finbyte_desktop.widgets.rail import RailItem

Command = Callable[[], None]


class ShellPalette(QObject):
    """Makes the entries anew each time the palette opens, and runs the chosen one."""

    def __init__(self, session: Session, pages: list[RailItem], actions: dict[str, Command]) -> None:
        super().__init__(session)
        self._session = session
        self._pages = pages
        self._actions = actions
        self._commands: dict[str, Command] = {}

    def groups(self) -> list[PaletteGroup]:
        return [
            PaletteGroup("actions", self.tr("Actions"), ">"),
            PaletteGroup("bots", self.tr("Bots"), "#"),
            PaletteGroup("markets", self.tr("Markets"), "@"),
            PaletteGroup("pages", self.tr("Pages")),
        ]

    def items(self) -> list[PaletteItem]:
        """All entries, with what they do remembered."""
        self._commands = {}
        items = self._action_items()
        try:
            for card in self._session.desk.cards():
                items += self._bot_items(card)
            for market in self._session.spot_markets():
                items.append(self._market_item(market))
        except FinByteError:
            # bots and markets cannot be read now: pages and actions are still offered
            self._commands = {key: run for key, run in self._commands.items() if ":" not in key}
            items = [item for item in items if item.key in self._commands]
        for number, page in enumerate(self._pages, 1):
            key = f"page-{page.key}"
            self._commands[key] = self._goer(Place(str(page.key)))
            items.append(PaletteItem(key, page.text, "pages", icon=page.icon, keys=("Ctrl", str(number))))
        return items

    def run(self, key: str) -> None:
        command = self._commands.get(key)
        if command is not None:
            command()

    def _goer(self, place: Place) -> Command:
        return lambda: self._session.go(place)

    def _action_items(self) -> list[PaletteItem]:
        found = []
        for key, title, detail, icon, keys in (
            ("create", self.tr("Create bot"), self.tr("opens the wizard"), "ph.plus", ("Ctrl", "N")),
            (
                "feed",
                self.tr("Choose where prices come from"),
                self.tr("demo, candles, recording"),
                "ph.broadcast",
                (),
            ),
            (
                "speed",
                self.tr("Speed of the market time"),
                self.tr("1x, 10x, 60x, as fast as it goes"),
                "ph.gauge",
                (),
            ),
            ("pause_feed", self.tr("Hold prices or let them go on"), "", "ph.pause", ()),
            (
                "accounts",
                self.tr("Accounts"),
                self.tr("paper and the connections"),
                "ph.users",
                ("Ctrl", "Shift", "A"),
            ),
            (
                "needs",
                self.tr("What needs you"),
                self.tr("of every account"),
                "ph.warning-octagon",
                ("Ctrl", "Shift", "N"),
            ),
            ("theme", self.tr("Switch between light and dark"), "", "ph.sun", ("Ctrl", "Shift", "L")),
            ("export", self.tr("Export history"), self.tr("CSV or Parquet"), "ph.download-simple", ()),
            (
                "deposit",
                self.tr("Deposit paper money"),
                self.tr("virtual money only"),
                "ph.currency-circle-dollar",
                (),
            ),
            ("keys", self.tr("Show all keys"), "", "ph.keyboard", ("F1",)),
            ("first_run", self.tr("Show the introduction again"), "", "ph.flag", ()),
            (
                "panic",
                self.tr("Panic: stop all bots"),
                self.tr("asks first"),
                "ph.warning",
                ("Ctrl", "Shift", "X"),
            ),
            ("quit", self.tr("Quit"), "", "ph.sign-out", ("Ctrl", "Q")),
        ):
            command = self._actions.get(key)
            if command is not None:
                self._commands[key] = command
                danger = key == "panic"
                found.append(PaletteItem(key, title, "actions", detail, icon, keys=keys, danger=danger))
        return found + self._account_items()

    def _account_items(self) -> list[PaletteItem]:
        """Every other account, with its state."""
        session, found = self._session, []
        for state in () if session.accounts is None else session.accounts.states():
            if state.id != session.account:
                key = f"account-{state.id}"
                self._commands[key] = lambda state=state: go_to(session, state)
                title = self.tr("Show account {name}").format(name=words.venue(state.name))
                found.append(PaletteItem(key, title, "actions", line(state), "ph.users"))
        return found

    def _bot_items(self, card: BotCard) -> list[PaletteItem]:
        session, bot = self._session, card.id
        profit = fmt.money(card.total_profit, card.quote, sign=True)
        detail = f"{words.state(card.state)} · {words.market(card.market)} · {profit} {card.quote}"
        entries = [("open", card.name, detail, "bots")]
        if card.state in PAUSABLE:
            entries.append(("pause", self.tr("Pause {name}").format(name=card.name), "", "bots"))
        if card.state in RESUMABLE:
            entries.append(("resume", self.tr("Resume {name}").format(name=card.name), "", "bots"))
        if card.waiting_request is not None:
            entries.append(
                ("review", self.tr("Review the plan of {name}").format(name=card.name), "", "bots")
            )
        if card.state not in (BotState.STOPPING, BotState.STOPPED, BotState.ERROR):
            entries.append(("edit", self.tr("Edit {name}").format(name=card.name), "", "bots"))
            entries.append(("add", self.tr("Add investment to {name}").format(name=card.name), "", "bots"))
        entries.append(("stop", self.tr("Stop {name}").format(name=card.name), self.tr("asks first"), "bots"))
        items = []
        for action, title, text, group in entries:
            key = f"bot:{bot}:{action}"
            self._commands[key] = lambda action=action: act_on_bot(session, bot, action)
            items.append(
                PaletteItem(
                    key,
                    title,
                    group,
                    text,
                    coin=card.base if action == "open" else "",
                    icon=_ICONS.get(action, ""),
                    words=words.market(card.market),
                )
            )
        return items

    def _market_item(self, market: Market) -> PaletteItem:
        key = f"market:{market.id}"
        self._commands[key] = self._goer(Place("wizard", market=market.id))
        detail = f"{words.venue(market.venue)} · {fmt.number(market.last, market.price_places)}"
        title = self.tr("New spot grid on {market}").format(market=words.market(market.id))
        return PaletteItem(key, title, "markets", detail, coin=market.base)


_ICONS = {
    "pause": "ph.pause",
    "resume": "ph.play",
    "edit": "ph.pencil-simple",
    "add": "ph.plus",
    "stop": "ph.stop",
    "review": "ph.clock",
}
