"""Whichever account the window shows: what is wrong in any of them is seen, and one click leads to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services import ports as p
from finbyte_desktop.ui.account_windows import AccountWindows
from finbyte_desktop.ui.dialogs.needs_dialog import NeedsDialog
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.pages.bots_page import BotsPage
from finbyte_desktop.ui.viewmodels.overview import AccountShown, Overview
from finbyte_desktop.widgets.colors import Tone
from tests.conftest import ExpectedLogs
from tests.support.fake_accounts import QUARANTINED, UNCLAIMED, FakeAccounts, LiveFakeDesk, health_of
from tests.support.fake_desk import WALL_NS, full
from tests.ui.desk_data import NOW
from tests.ui.position_data import LONG, SHORT, positions

DAY_NS = 86_400 * 10**9
CALM = health_of("binance-1", "main account", "Binance")
Changed = Callable[[FakeAccounts], None]


@pytest.fixture
def accounts() -> FakeAccounts:
    """Paper and two connections, all well; the window shows paper."""
    made = FakeAccounts(full())
    made.rows = made.rows[:3]
    live(made).of_account = CALM
    for desk in made.desks.values():
        desk.waiting = []
    return made


def live(accounts: FakeAccounts) -> LiveFakeDesk:
    desk = accounts.desks["binance-1"]
    assert isinstance(desk, LiveFakeDesk)
    return desk


def needed(window: MainWindow) -> list[AccountShown]:
    overview = window.session.overview
    assert overview is not None
    return overview.in_need()


def overview_of(window: MainWindow) -> Overview:
    assert window.session.overview is not None
    return window.session.overview


def cell(window: MainWindow) -> tuple[str, Tone, str] | None:
    found = window.status._cells.get("need")
    return None if found is None else (found.value, found.tone, found.icon)


def of_health(**fields: object) -> Changed:
    def change(accounts: FakeAccounts) -> None:
        desk = live(accounts)
        desk.of_account = replace(desk.of_account, **fields)  # type: ignore[arg-type]
        desk.say("health")

    return change


def of_state(link: p.Link, code: str, *, is_open: bool = True) -> Changed:
    def change(accounts: FakeAccounts) -> None:
        paper = accounts.desks["paper"]
        paper.current = replace(paper.current, connected=("binance-1",))
        accounts.rows[1] = replace(
            accounts.rows[1], link=link, code=code, why="It is refused.", is_open=is_open
        )
        if not is_open:
            accounts.desks.pop("binance-1")
        accounts.say()

    return change


def held(found: p.Positions) -> Changed:
    def change(accounts: FakeAccounts) -> None:
        live(accounts).held_positions = found
        live(accounts).say("positions")

    return change


def stale(accounts: FakeAccounts) -> None:
    live(accounts).stale = True
    live(accounts).say("health")


def asked(accounts: FakeAccounts) -> None:
    live(accounts).waiting = full().waiting
    live(accounts).say("approvals")


BNB = p.LedgerDifference("USDT", LONG.mark + 2, LONG.mark, LONG.mark - LONG.mark + 2, "perpetual_open")
FAILED = p.FailedTask("positions", "RuntimeError: torn", 1)
CASES: dict[str, tuple[Changed, Tone, str, tuple[str, str]]] = {
    "closed market": (
        of_health(gates={"binance:ETH/USDT": ("stale",)}),
        Tone.WARN,
        "No new order leaves for ETH/USDT",
        ("settings", "connections"),
    ),
    "key refused": (
        of_state(p.Link.AWAY, "key_or_address"),
        Tone.DANGER,
        "It is refused.",
        ("settings", "connections"),
    ),
    "venue away": (of_state(p.Link.AWAY, "maintenance"), Tone.WARN, "It is ref", ("settings", "connections")),
    "not open": (
        of_state(p.Link.LOCKED, "vault_locked", is_open=False),
        Tone.DANGER,
        "rest at the venue is not known",
        ("settings", "connections"),
    ),
    "key expires": (
        of_health(rights=replace(CALM.rights, expires_ns=WALL_NS + 2 * DAY_NS)),
        Tone.WARN,
        "expires in 2 d",
        ("settings", "connections"),
    ),
    "lost answer": (of_health(unknown=2), Tone.WARN, "Of 2 orders the answer got lost", ("bots", "running")),
    "quarantine": (
        of_health(quarantined=(QUARANTINED,)),
        Tone.DANGER,
        "Nothing proves what became of 1 order:",
        ("settings", "connections"),
    ),
    "unclaimed": (
        of_health(unclaimed=(UNCLAIMED,)),
        Tone.DANGER,
        "1 order with our name is not in the records",
        ("settings", "connections"),
    ),
    "failed task": (
        of_health(failed=(FAILED,)),
        Tone.DANGER,
        "A part of the engine has ended (positions)",
        ("settings", "connections"),
    ),
    "panic": (of_health(held=True), Tone.WARN, "A panic holds it", ("bots", "running")),
    "guard": (
        of_health(guard=p.GuardState.ENDED),
        Tone.DANGER,
        "The panic guard: not running.",
        ("settings", "connections"),
    ),
    "difference": (
        of_health(differences=(BNB,)),
        Tone.WARN,
        "The venue holds 2 USDT more than the ledger. A perpetual position is open",
        ("portfolio", ""),
    ),
    "naked": (
        held(positions(LONG, SHORT)),
        Tone.DANGER,
        "ETH/USDT perpetual, stop: none, naked for 12 min 34 s.",
        ("portfolio", ""),
    ),
    "unread positions": (
        held(p.Positions((), None, "No answer came.", False)),
        Tone.WARN,
        "Its perpetual positions are not read: No answer came.",
        ("portfolio", ""),
    ),
    "strange position": (
        held(p.Positions((), 1, "", False, (p.UnreadPosition("BTCUSDC", Decimal("0.5"), True),))),
        Tone.WARN,
        "0.5 BTCUSDC long cannot be protected here.",
        ("portfolio", ""),
    ),
    "stale": (stale, Tone.WARN, "Its prices are not fresh", ("bots", "running")),
    "requests": (asked, Tone.WARN, "wait for your answer.", ("approvals", "")),
}


# FinByte is at it by itself, and nobody is called for it
WAITING = {"lost answer", "unread positions", "stale", "closed market", "venue away"}


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_wrong_elsewhere_is_on_the_status_line(
    name: str, windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """The window shows paper, and the account with real money needs a person: by words, colour and shape."""
    change, tone, text, place = CASES[name]
    paper = windows.window("paper")
    assert cell(paper) is None
    change(accounts)
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    icon = "ph.warning-octagon-fill" if tone is Tone.DANGER else "ph.warning-fill"
    words = "1 account is held up" if name in WAITING else "1 account needs you"
    assert cell(paper) == (words, tone, icon)
    (account,) = needed(paper)
    assert account.state.id == "binance-1"
    assert [m.tone for m in account.matters] == [tone]
    assert text in account.matters[0].text
    assert (account.matters[0].place.page, account.matters[0].place.tab) == place
    assert text in paper.status._cells["need"].toolTip()


def note_of(window: MainWindow) -> str:
    return str(window.status._cells["need"].note)


def test_every_account_that_is_away_is_counted_and_named(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """Not the first alone: both by name, and where one of them needs a person, how many more are held up."""
    paper = windows.window("paper")
    for number in (1, 2):
        row = accounts.rows[number]
        accounts.rows[number] = replace(row, link=p.Link.AWAY, code="unreachable", why="No answer.")
    accounts.say()
    assert cell(paper) == ("2 accounts are held up", Tone.WARN, "ph.warning-fill")
    assert note_of(paper) == "main account, practice"
    of_health(quarantined=(QUARANTINED,))(accounts)
    qtbot.waitUntil(lambda: cell(paper) != ("2 accounts are held up", Tone.WARN, "ph.warning-fill"))
    assert paper.status._cells["need"].value == "1 account needs you"
    assert note_of(paper) == "main account; 1 account is held up"


def test_nothing_moves_when_an_account_needs_somebody(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """The switcher of accounts, the prices, the clock and panic stay where they are."""
    paper = windows.window("paper")
    paper.resize(1600, 900)
    paper.show()
    status = paper.status

    def places() -> list[int]:
        settle()
        found = [
            *status._cells.items(),
            ("clock at the right", status._clock),
            ("panic", status.panic_button),
        ]
        return [widget.mapTo(status, QPoint(0, 0)).x() for key, widget in found if key != "need"]

    before = places()
    of_health(quarantined=(QUARANTINED,))(accounts)
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    assert status._cells["need"].isVisible()
    assert places() == before
    of_health(quarantined=())(accounts)
    qtbot.waitUntil(lambda: cell(paper) is None, timeout=2_000)
    assert places() == before


def opened(window: MainWindow) -> NeedsDialog:
    window.open_needs()
    return next(d for d in window.stage.findChildren(NeedsDialog) if d.is_open())


def test_matter_leads_to_its_page_of_its_account(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """Portfolio of the other account; the settings are one for all and stay in this window."""
    paper = windows.window("paper")
    of_health(quarantined=(QUARANTINED,), differences=(BNB,))(accounts)
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    paper.show()
    qtbot.mouseClick(paper.status._cells["need"], Qt.MouseButton.LeftButton)
    dialog = next(d for d in paper.stage.findChildren(NeedsDialog) if d.is_open())
    dialog.links[0].click()
    assert windows.shown == "paper"
    assert (paper.place().page, paper.place().tab) == ("settings", "connections")
    assert paper.page("settings").section("connections").model.chosen == "binance-1"  # type: ignore[attr-defined]
    dialog = opened(paper)
    dialog.links[1].click()
    assert windows.shown == "binance-1"
    assert windows.window("binance-1").place().page == "portfolio"


def rows_of(dialog: NeedsDialog) -> list[tuple[str, str]]:
    return [(row.line.told.text(), row.link.text()) for row in dialog._rows.values()]


def settle() -> None:
    """A layout in a layout in a layout asks for its room in as many turns."""
    for _ in range(8):
        QApplication.processEvents()


def places_of(dialog: NeedsDialog) -> list[QPoint]:
    widgets = [*(row.link for row in dialog._rows.values()), dialog.button("close")]
    return [widget.mapTo(dialog, QPoint(0, 0)) for widget in widgets]


def test_open_list_follows_the_accounts(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """What is over turns grey in its place, what is new comes at the end, and no button moves or is made
    anew meanwhile.
    """
    of_health(quarantined=(QUARANTINED,), unknown=1)(accounts)
    paper = windows.window("paper")
    paper.show()
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    dialog = opened(paper)
    settle()
    links, places = list(dialog.links), places_of(dialog)
    assert len(links) == 2
    of_health(quarantined=())(accounts)
    qtbot.waitUntil(lambda: dialog.links == links[1:], timeout=2_000)
    over = "Nothing proves what became of 1 order: look at the venue, and answer."
    lost = "Of %s the answer got lost: FinByte asks the venue what became of %s."
    assert rows_of(dialog) == [(over, "over"), (lost % ("1 order", "it"), "Show")]
    of_health(differences=(BNB,), unknown=2)(accounts)
    qtbot.waitUntil(lambda: len(dialog.links) == 2, timeout=2_000)
    assert rows_of(dialog)[:2] == [(over, "over"), (lost % ("2 orders", "them"), "Show")]
    assert rows_of(dialog)[2][0].startswith("The venue holds 2 USDT more")
    settle()
    now = places_of(dialog)
    assert [row.link for row in dialog._rows.values()][:2] == links
    assert [*now[:2], now[-1]] == places
    of_health(quarantined=(QUARANTINED,), unknown=0, differences=())(accounts)
    qtbot.waitUntil(lambda: dialog.links == links[:1], timeout=2_000)
    settle()
    assert places_of(dialog) == now
    of_health(quarantined=())(accounts)
    qtbot.waitUntil(lambda: not dialog.links, timeout=2_000)
    assert cell(paper) is None


def test_position_of_the_same_market_keeps_its_row(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """The first of two naked positions is protected: the other one's row is not taken for it."""
    other = replace(SHORT, key="long ETH/USDT:USDT", is_long=True)
    held(positions(SHORT, other))(accounts)
    paper = windows.window("paper")
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    dialog = opened(paper)
    first, second = dialog.links
    held(positions(replace(SHORT, naked_s=None), other))(accounts)
    qtbot.waitUntil(lambda: dialog.links == [second], timeout=2_000)
    assert not first.isEnabled()


def test_cell_is_pressed_by_the_keyboard(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """It takes the focus by Tab, and Enter opens the list."""
    of_health(unknown=1)(accounts)
    paper = windows.window("paper")
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    found = paper.status._cells["need"]
    assert found.focusPolicy() is Qt.FocusPolicy.TabFocus
    assert found.accessibleName() == "1 account is held up main account"
    qtbot.keyClick(found, Qt.Key.Key_Return)
    assert any(d.is_open() for d in paper.stage.findChildren(NeedsDialog))


def test_desk_that_was_opened_anew_is_followed(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """The old one says nothing any more."""
    old = live(accounts)
    accounts.desks["binance-1"] = LiveFakeDesk(CALM)
    live(accounts).waiting = []
    accounts.say()
    assert old._topics == []
    of_health(unknown=1)(accounts)
    qtbot.waitUntil(lambda: cell(windows.window("paper")) is not None, timeout=2_000)


def test_bots_of_other_accounts_have_a_line(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """How many run and wait, and of an account that is closed that nobody looks after them."""
    paper = windows.window("paper")
    page = paper.page("bots")
    assert isinstance(page, BotsPage)
    assert page.others.lines == [
        "main account: 2 bots running, 1 waits for your answer, 1 runs degraded, 1 paused"
    ]
    page.others.links[0].click()
    assert windows.shown == "binance-1"
    assert windows.window("binance-1").place().page == "bots"
    accounts.desks.pop("binance-1")
    accounts.rows[1] = replace(accounts.rows[1], link=p.Link.OFF, is_open=False)
    accounts.say()
    assert page.others.lines == ["main account: 5 bots that nobody looks after"]
    accounts.rows[1] = replace(accounts.rows[1], bots=0)
    accounts.say()
    assert page.others.isHidden()


# --- the account that was shown last ----------------------------------------------------------------


def remembered(accounts: FakeAccounts) -> str:
    """In the one settings file of all desks; the fakes have one each."""
    return accounts.desks["binance-1"].current.shown_account


def test_window_opens_on_the_account_shown_last(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """As soon as it is open, and it says that its money is real."""
    windows.show("binance-1")
    assert remembered(accounts) == "binance-1"
    windows.show("paper")
    paper = windows.window("paper")
    paper.session.settings = replace(paper.session.settings, shown_account="binance-1")
    row = accounts.rows[1]
    accounts.rows[1] = replace(row, link=p.Link.CONNECTING, is_open=False)
    accounts.say()
    said: list[str] = []
    windows.return_to_last()
    QApplication.processEvents()
    assert windows.shown == "paper"
    windows.window("binance-1").session.said.connect(lambda note: said.append(note.text))
    accounts.rows[1] = row
    accounts.say()
    qtbot.waitUntil(lambda: windows.shown == "binance-1", timeout=2_000)
    assert "This is main account, LIVE: Orders go to the exchange with real money." in said


def test_nothing_changes_under_the_hands_of_a_person(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """Whoever began to work on paper stays there; the other account is offered."""
    paper = windows.window("paper")
    paper.session.settings = replace(paper.session.settings, shown_account="binance-1")
    row = accounts.rows[1]
    accounts.rows[1] = replace(row, link=p.Link.CONNECTING, is_open=False)
    accounts.say()
    windows.return_to_last()
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(paper.windowHandle(), pressed)
    accounts.rows[1] = row
    accounts.say()
    qtbot.wait(100)
    assert windows.shown == "paper"


# --- accounts that cannot be read, and accounts that nobody looks after ---------------------------------


def torn(*_: object) -> None:
    raise KeyError("a row of another version")


def unreadable(accounts: FakeAccounts) -> None:
    live(accounts).account_health = torn  # type: ignore[method-assign]
    live(accounts).say("health")


def test_account_that_cannot_be_read_is_a_matter(
    windows: AccountWindows,
    accounts: FakeAccounts,
    qtbot: QtBot,
    expected_logs: ExpectedLogs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Which account, why, what it means and what to do, on the status line's list; the others are read,
    whoever listens after that hears of it, and the log has the error once.
    """
    expected_logs.require("binance-1 cannot be read")
    paper, heard = windows.window("paper"), []
    accounts.subscribe(lambda: heard.append("later"))
    unreadable(accounts)
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    assert cell(paper) == ("1 account needs you", Tone.DANGER, "ph.warning-octagon-fill")
    (account,) = needed(paper)
    (matter,) = account.matters
    assert account.state.id == "binance-1"
    assert matter.text.startswith("main account cannot be read: KeyError: 'a row of another version'. ")
    assert "Nothing was changed or sent because of that" in matter.text
    assert "start FinByte again" in matter.text
    assert matter.place.page == "settings"
    accounts.say()
    accounts.say()
    assert heard == ["later", "later"]
    assert sum("cannot be read" in record.getMessage() for record in caplog.records) == 1
    page = paper.page("bots")
    assert isinstance(page, BotsPage)
    assert page.others.lines == ["main account: cannot be read now"]
    del live(accounts).account_health  # type: ignore[attr-defined]
    live(accounts).say("health")
    qtbot.waitUntil(lambda: cell(paper) is None, timeout=2_000)


def test_account_that_names_its_trouble_is_told_in_its_words(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """An error that was foreseen is no fault of the window: nothing is logged."""
    full_disk = Unavailable("The disk is full.", "disk_full")
    live(accounts).bot_counts = lambda: (_ for _ in ()).throw(full_disk)  # type: ignore[method-assign]
    live(accounts).say("health")
    paper = windows.window("paper")
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    text = needed(paper)[0].matters[0].text
    assert text.startswith("main account cannot be read: The disk is full. ")


@pytest.mark.parametrize(
    ("state", "wanted", "found"),
    [
        ({"link": p.Link.OFF, "bots": 3}, False, True),
        ({"link": p.Link.OFF, "bots": 0}, False, False),
        ({"link": p.Link.OFF, "bots": None}, False, False),
        ({"link": p.Link.LOCKED, "bots": 0}, True, True),
        ({"link": p.Link.REFUSED, "bots": None}, True, True),
        ({"link": p.Link.AWAY, "bots": 2}, True, True),
        ({"link": p.Link.CONNECTING, "bots": 2}, True, False),
        ({"link": p.Link.CONNECTING, "bots": 2, "tries": 3, "before": "It was away."}, True, True),
    ],
)
def test_window_and_ctl_say_the_same_of_an_account_that_is_not_open(
    windows: AccountWindows, accounts: FakeAccounts, state: dict[str, object], wanted: bool, found: bool
) -> None:
    """It is wanted, or bots of it have not ended, and nobody opens it now: then nobody looks after it."""
    accounts.desks.pop("binance-1")
    paper = accounts.desks["paper"]
    paper.current = replace(paper.current, connected=("binance-1",) if wanted else ())
    accounts.rows[1] = replace(accounts.rows[1], is_open=False, **state)  # type: ignore[arg-type]
    accounts.say()
    assert [s.id for s in accounts.unattended()] == (["binance-1"] if found else [])
    assert [a.state.id for a in needed(windows.window("paper"))] == (["binance-1"] if found else [])
    if found:
        (matter,) = needed(windows.window("paper"))[0].matters
        assert "rest at the venue is not known" in matter.text
        assert matter.tone is Tone.DANGER


NOT_KNOWN = "Whether orders of it rest at the venue is not known: look there. Nobody answers them."


@pytest.mark.parametrize(
    ("bots", "orders", "is_bad", "left"),
    [
        (0, 0, False, ""),
        (
            0,
            1,
            True,
            "1 order of it may rest there, as last known; nobody answers them.",
        ),
        (
            0,
            8,
            True,
            "8 orders of it may rest there, as last known; nobody answers them.",
        ),
        (1, 0, True, "It had no order at the venue when it was looked at last."),
        (None, 0, True, "It had no order at the venue when it was looked at last."),
        (
            0,
            None,
            True,
            "Whether orders of it rest at the venue is not known: look there. Nobody answers them.",
        ),
    ],
)
def test_account_with_nothing_in_the_market_is_no_alarm(
    windows: AccountWindows,
    accounts: FakeAccounts,
    bots: int | None,
    orders: int | None,
    is_bad: bool,
    left: str,
) -> None:
    """A key for this session that is gone, or an account after a panic that proved everything cancelled: it
    is told why it is not connected, and no more of orders than is known.
    """
    accounts.desks.pop("binance-1")
    paper = accounts.desks["paper"]
    paper.current = replace(paper.current, connected=("binance-1",))
    accounts.rows[1] = replace(
        accounts.rows[1], is_open=False, link=p.Link.LOCKED, why="Its key is gone.", bots=bots, orders=orders
    )
    accounts.say()
    (matter,) = needed(windows.window("paper"))[0].matters
    assert matter.text == f"Its key is gone. {left}".strip()
    assert matter.tone is (Tone.DANGER if is_bad else Tone.WARN)


def test_bots_of_an_account_that_connects_are_not_called_lost(
    windows: AccountWindows, accounts: FakeAccounts
) -> None:
    """Somebody is at it: the line says that, and nothing worse."""
    page = windows.window("paper").page("bots")
    assert isinstance(page, BotsPage)
    accounts.desks.pop("binance-1")
    accounts.rows[1] = replace(accounts.rows[1], link=p.Link.CONNECTING, is_open=False)
    accounts.say()
    assert page.others.lines == ["main account: Connecting"]


# --- prices ---------------------------------------------------------------------------------------------


def test_prices_that_became_fresh_are_no_matter_any_more(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """The first quote says so: nothing else need happen in the account."""
    stale(accounts)
    paper = windows.window("paper")
    qtbot.waitUntil(lambda: cell(paper) is not None, timeout=2_000)
    live(accounts).stale = False
    live(accounts).say("quotes")
    qtbot.waitUntil(lambda: cell(paper) is None, timeout=2_000)


def test_prices_that_grow_old_are_a_matter_when_the_status_line_says_so(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """Nothing is told while nothing comes: the line looks, and the list follows it at once."""
    paper = windows.window("paper")
    accounts.desks["paper"].stale = True
    paper.shell_status.refresh()
    assert paper.status._cells["feed"].label == "Prices stale"
    assert cell(paper) == ("1 account is held up", Tone.WARN, "ph.warning-fill")
    accounts.desks["paper"].stale = False
    paper.shell_status.refresh()
    assert paper.status._cells["feed"].label == "Prices fresh"
    assert cell(paper) is None


def test_account_without_bots_waits_for_no_prices(
    windows: AccountWindows, accounts: FakeAccounts, qtbot: QtBot
) -> None:
    """A fresh folder before its first price: nobody waits."""
    desk = accounts.desks["paper"]
    desk.bot_counts = p.BotCounts  # type: ignore[method-assign,assignment]
    desk.stale = True
    paper = windows.window("paper")
    assert overview_of(paper).accounts[0].matters == ()
    del desk.bot_counts  # type: ignore[method-assign]
    overview_of(paper).refresh()
    assert [matter.kind for matter in overview_of(paper).accounts[0].matters] == ["prices"]


def test_status_line_says_how_old_the_values_are_as_the_cards_do(
    windows: AccountWindows, accounts: FakeAccounts
) -> None:
    """Prices come, and the venue does not answer for the account: one age, in every place, and no prices
    that are stale.
    """
    desk = live(accounts)
    desk.of_account = replace(
        CALM, trouble=p.ShownTrouble("unreachable", "It does not answer.", NOW - 9_500_000_000)
    )
    status = desk.health().feed
    told = replace(desk.health(), feed=replace(status, fresh=False, reason="unreachable", age_ns=100_000_000))
    desk.health = lambda: told  # type: ignore[method-assign]
    window = windows.window("binance-1")
    found = window.status._cells["feed"]
    assert (found.label, found.value) == ("Values stale", window.session.stale_age())
    assert found.value == "9.5 s"
    assert found.note == "the venue does not answer"
