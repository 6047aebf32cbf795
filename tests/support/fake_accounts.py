"""Accounts for the window's tests: paper and three venues by hand, every command remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.core.risk import LIVE_LIMITS
from finbyte_desktop.services import ports as p
from finbyte_desktop.services.listeners import Listeners
from finbyte_desktop.services.shown_accounts import unattended
from tests.support.fake_desk import FakeDesk
from tests.ui import desk_data as data

D = Decimal
RIGHTS = p.ShownRights(True, False, False, True, None)
QUARANTINED = p.QuarantinedOrder(
    "fbd7k2a0q1b0L3x1", None, "bot-1", "BTC/USDT spot grid", "binance:BTC/USDT", "BTC", "USDT", 2, 5,
    Side.BUY, OrderType.LIMIT, D("77600"), D("0.00638"), D(0), "USDT", D("495.09"),
    data.NOW - 120 * data.SECOND,
)  # fmt: skip

UNCLAIMED = p.UnclaimedOrder(
    "FBd7k-2a0q1b0c3", "81234567", "binance:SOL/USDT", "SOL", "USDT", 2, 3, Side.SELL, D("212.4"), D("1.5"),
    D(0), data.NOW - 300 * data.SECOND,
)  # fmt: skip
WAITS = p.LongWait(
    "bot-1", "BTC/USDT spot grid", "binance:BTC/USDT", "not_traded", data.NOW - 5 * 3600 * data.SECOND
)


def health_of(
    connection: str, name: str, venue: str, *, testnet: bool = False, demo: bool = False
) -> p.AccountHealth:
    """An account with nothing to worry about."""
    return p.AccountHealth(
        connection=connection, name=name, venue=venue, testnet=testnet, tier="A", rights=RIGHTS, warnings=(),
        clock_offset_ns=12_000_000, budget_used=184, budget_limit=6_000, blocked_until_ns=None, gates={},
        quarantined=(), unclaimed=(), waits=(), differences=(), checked_ns=data.NOW, away=None, demo=demo,
    )  # fmt: skip


class LiveFakeDesk(FakeDesk):
    """A desk of an account at a venue."""

    def __init__(self, health: p.AccountHealth) -> None:
        super().__init__()
        self.of_account = health
        self.kept_limits = LIVE_LIMITS._replace(version=1)

    def health(self) -> p.Health:
        given = self.of_account
        return replace(
            super().health(),
            venue=given.name,
            mode="testnet" if given.testnet else "demo" if given.demo else "live",
            clock_offset_ns=given.clock_offset_ns,
            budget_used=given.budget_used,
            budget_limit=given.budget_limit,
            gates=given.gates,
            guard=given.guard,
            feed=replace(super().health().feed, label=given.venue, now_ns=data.NOW),
        )

    def account_health(self) -> p.AccountHealth | None:
        return self.of_account

    def worth(self) -> Sequence[tuple[int, float, float]]:
        hour = 3600 * data.SECOND
        course = [26_000 + 40 * (n % 9) - 25 * (n % 5) for n in range(72)]
        return [(data.NOW - (72 - n) * hour, float(v), 11_000.0) for n, v in enumerate(course)]

    def holdings(self) -> Sequence[p.Holding]:
        bot = p.BotHolding("bot-1", "BTC/USDT spot grid", D("0.062"))
        return [
            p.Holding(
                "USDT",
                D("12480.47"),
                D("9192.28"),
                D("3288.19"),
                D("9192.28"),
                D(0),
                D("12480.47"),
                (),
                D("3288.19"),
            ),
            p.Holding(
                "BTC", D("0.1"), D("0.038"), D("0.062"), D("0.038"), D(0), D("7831.43"), (bot,), D("4855.49")
            ),
            p.Holding(
                "ETH", D("1.842"), D("0.642"), D("1.2"), D("0.642"), D(0), D("4417.67"), (), D("2877.96")
            ),
            p.Holding("BNB", D("2.114"), None, D(0), D("1.8"), D("0.314"), D("1404.08"), (), D(0)),
            p.Holding("SHIB", D(1200), D(1200), D(0), D(1200), D(0), None),
        ]


class FakeAccounts:
    """Implements `ports.Accounts` by hand. `fail_with` is raised by the next command."""

    def __init__(self, paper: FakeDesk) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.fail_with: Exception | None = None
        self.vault = self.opened = False
        self.keyring = True
        self._listeners: Listeners[[]] = Listeners()
        self._notice_listeners: Listeners[[p.Notice]] = Listeners()
        away = p.AwaySummary(
            data.NOW - 3600 * data.SECOND, data.NOW, 3,
            (p.AwayBot("bot-1", "BTC/USDT spot grid", "binance:BTC/USDT", 2, 1, 1),), 1, (),
        )  # fmt: skip
        main = replace(
            health_of("binance-1", "main account", "Binance"),
            gates={"binance:ETH/USDT": ("stale",)},
            quarantined=(QUARANTINED,),
            unclaimed=(UNCLAIMED,),
            waits=(WAITS,),
            differences=(p.LedgerDifference("BNB", D("2.114"), D("1.8"), D("0.314")),),
            away=away,
            warnings=("no_ip_list",),
            rights=replace(RIGHTS, ip_bound=False),
        )
        self.desks: dict[str, FakeDesk] = {
            "paper": paper,
            "binance-1": LiveFakeDesk(main),
            "bybit-1": LiveFakeDesk(health_of("bybit-1", "practice", "Bybit", testnet=True)),
        }
        why = "The key may withdraw. FinByte takes no key that can move money out. Nothing was connected."
        self.rows = [
            p.AccountState("paper", "Paper", "Paper", "paper", p.Link.LIVE, bots=5, is_open=True),
            p.AccountState(
                "binance-1",
                "main account",
                "Binance",
                "live",
                p.Link.LIVE,
                home="keyring",
                bots=5,
                is_open=True,
            ),
            p.AccountState(
                "bybit-1", "practice", "Bybit", "testnet", p.Link.LIVE, home="vault", bots=0, is_open=True
            ),
            p.AccountState("okx-1", "old key", "OKX", "live", p.Link.REFUSED, why, "key_too_wide", "keyring"),
        ]

    def add_demo(self) -> None:
        """A fourth account: demo trading at Binance."""
        about = ("binance-demo", "trying out", "Binance")
        self.desks["binance-demo"] = LiveFakeDesk(health_of(*about, demo=True))
        self.rows.append(p.AccountState(*about, "demo", p.Link.LIVE, home="vault", bots=0, is_open=True))

    def _command(self, *call: object) -> None:
        self.calls.append(call)
        if self.fail_with is not None:
            error, self.fail_with = self.fail_with, None
            raise error

    def say(self) -> None:
        """Tells every subscriber."""
        self._listeners.tell()

    def states(self) -> Sequence[p.AccountState]:
        return list(self.rows)

    def unattended(self) -> Sequence[p.AccountState]:
        return unattended(self.rows, self.desks["paper"].current.connected)

    def venues(self) -> Sequence[p.VenueChoice]:
        return [
            p.VenueChoice("binance", "Binance", "A", testnet=True, passphrase=False, demo=True),
            p.VenueChoice("bybit", "Bybit", "A", testnet=True, passphrase=False, demo=True),
            p.VenueChoice("gate", "Gate", "B", testnet=True, passphrase=False),
            p.VenueChoice("kucoin", "KuCoin", "B", testnet=False, passphrase=True),
        ]

    def desk(self, account: str) -> p.Desk:
        if account not in self.desks:
            raise UserError(f"{account} is not connected.", "not_connected")
        return self.desks[account]

    def subscribe(self, callback: Callable[[], None]) -> p.Unsubscribe:
        return self._listeners.add(callback)

    def subscribe_notices(self, callback: Callable[[p.Notice], None]) -> p.Unsubscribe:
        return self._notice_listeners.add(callback)

    def notice(self, notice: p.Notice) -> None:
        """Tells every subscriber."""
        self._notice_listeners.tell(notice)

    def new_connection(
        self,
        venue: str,
        name: str,
        home: p.Home,
        testnet: bool = False,
        address: str | None = None,
        demo: bool = False,
    ) -> p.Connection:
        if any(row.name == name for row in self.rows):
            raise UserError("There is a connection of this name already.", "connection_exists", "name")
        return p.Connection(f"{venue}-new", venue, name, home, testnet, address, demo)

    def _report(self) -> p.KeyReport:
        return p.KeyReport("Binance", "A", RIGHTS, (), 1_500, 12_000_000)

    async def try_key(self, connection: p.Connection, key: p.ApiKey) -> p.KeyReport:
        self._command("try_key", connection, key)
        return self._report()

    async def add(self, connection: p.Connection, key: p.ApiKey) -> p.KeyReport:
        self._command("add", connection, key)
        of = (connection.id, connection.name, "Binance")
        row = p.AccountState(*of, connection.mode, p.Link.LIVE, home="keyring", is_open=True)
        self.rows.append(row)
        given = health_of(*of, testnet=connection.testnet, demo=connection.demo)
        self.desks[connection.id] = LiveFakeDesk(given)
        self.say()
        return self._report()

    async def renew(self, account: str, key: p.ApiKey) -> p.KeyReport:
        self._command("renew", account, key)
        return self._report()

    async def remove(self, account: str) -> None:
        self._command("remove", account)
        self.rows = [row for row in self.rows if row.id != account]
        self.desks.pop(account, None)
        self.say()

    async def connect(self, account: str) -> None:
        self._command("connect", account)
        self._set(account, p.Link.LIVE)

    async def disconnect(self, account: str) -> None:
        self._command("disconnect", account)
        self.desks.pop(account, None)
        self._set(account, p.Link.OFF)

    def _set(self, account: str, link: p.Link) -> None:
        self.rows = [
            replace(row, link=link, why="", is_open=link is p.Link.LIVE) if row.id == account else row
            for row in self.rows
        ]
        self.say()

    async def has_keyring(self) -> bool:
        return self.keyring

    def has_vault(self) -> bool:
        return self.vault

    def vault_is_open(self) -> bool:
        return self.opened

    async def create_vault(self, password: str) -> None:
        self._command("create_vault", password)
        self.vault = self.opened = True

    async def lock_vault(self) -> None:
        self._command("lock_vault")
        self.opened = False

    async def open_vault(self, password: str) -> None:
        self._command("open_vault", password)
        self.opened = True

    async def close(self, closing: str) -> None:
        self._command("close", closing)
