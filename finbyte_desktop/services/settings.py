"""The settings file: one JSON object, written to a temporary name, synced, and put in place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.margin import LiquidationRule
from finbyte_desktop.services import paper_fills
from finbyte_desktop.services.listeners import Listeners
from finbyte_desktop.services.ports import (
    CandleFile,
    FeedChoice,
    FeedKind,
    PerpetualFiles,
    Settings,
    TableLayout,
    WindowPlace,
)

FILE_NAME = "settings.json"
WIDEST = 10_000
MOST_TABLES = 100
LONGEST_IDLE_MIN = 24 * 60
FARTHEST = 100_000  # px from the desktop's corner
POLICIES = frozenset({"approval_policy", "live_approval_policy"})
KINDS = {
    "feed": dict,
    "tables": dict,
    "fills": dict,
    "window": dict,
    **dict.fromkeys(POLICIES, str),
    "connected": list,
}  # in the file; the rest as in `Settings`


def load_settings(folder: Path) -> Settings:
    """The saved settings; what is missing or unreadable has its default, and the file is kept aside."""
    path = folder / FILE_NAME
    if not path.exists():
        return Settings()
    try:
        raw = orjson.loads(path.read_bytes())
        return _from(raw)
    except (orjson.JSONDecodeError, TypeError, ValueError, KeyError, ArithmeticError):
        path.replace(path.with_suffix(".unreadable.json"))
        return Settings()


def _from(raw: Any) -> Settings:
    if not isinstance(raw, dict):
        raise TypeError("an object is needed")
    known = {f.name for f in fields(Settings)}
    values = {k: v for k, v in raw.items() if k in known and (k, v) != ("window", None)}
    plain = Settings()
    for name, value in values.items():
        kind = KINDS.get(name, type(getattr(plain, name)))
        if type(value) is not kind:
            raise TypeError(f"{name} holds {value!r}")
    for name in POLICIES & set(values):
        values[name] = Policy(values[name])
    if "feed" in values:
        feed = values["feed"]
        speed = feed.get("speed")
        values["feed"] = FeedChoice(
            FeedKind(feed["kind"]),
            Path(feed["path"]) if feed.get("path") else None,
            feed.get("symbol"),
            None if speed is None else Decimal(speed),
            int(feed.get("seed", 1)),
            _perpetual(feed.get("perpetual")),
            tuple(_file(one) for one in feed.get("files", ())),
            feed.get("begin_ns"),
        )
    if "fills" in values:
        values["fills"] = paper_fills.from_json(values["fills"])
    if "tables" in values:
        found = {name: _layout(saved) for name, saved in values["tables"].items()}
        values["tables"] = {name: layout for name, layout in found.items() if layout is not None}
    if "connected" in values:
        values["connected"] = tuple(str(account) for account in values["connected"])
    if "window" in values:
        values["window"] = _window(values["window"])
    return Settings(**values)


def _file(saved: dict[str, Any]) -> CandleFile:
    """One market of a feed of several files."""
    return CandleFile(Path(saved["path"]), saved.get("symbol"), saved.get("market"))


def _perpetual(saved: dict[str, Any] | None) -> PerpetualFiles | None:
    """The files that make a replay one of a perpetual."""
    if saved is None:
        return None
    tiers, funding, mark = (saved[name] for name in ("tiers", "funding", "mark"))
    rule = LiquidationRule(saved["rule"])
    return PerpetualFiles(
        Path(tiers), None if funding is None else Path(funding), None if mark is None else Path(mark), rule
    )


def _window(saved: dict[str, Any]) -> WindowPlace | None:
    """Where the window stood; None for nonsense, which costs a person no more than this place."""
    numbers = [saved.get(name) for name in ("x", "y", "width", "height")]
    maximized = saved.get("maximized", False)
    whole = [n for n in numbers if type(n) is int and abs(n) <= FARTHEST]
    if len(whole) != len(numbers) or not isinstance(maximized, bool) or min(whole[2:]) <= 0:
        return None
    x, y, width, height = whole
    return WindowPlace(x, y, width, height, maximized)


def _layout(saved: Any) -> TableLayout | None:
    """The columns of one table; None for nonsense, which costs a person no more than these columns."""
    try:
        visible, widths = saved["visible"], tuple(saved["widths"].items())
        sort, descending = saved["sort"], saved["descending"]
    except (TypeError, KeyError, AttributeError):
        return None
    whole = (
        isinstance(visible, list)
        and all(isinstance(key, str) for key in visible)
        and all(type(width) is int and 0 <= width <= WIDEST for _, width in widths)
        and isinstance(sort, str)
        and isinstance(descending, bool)
    )
    return TableLayout(tuple(visible), widths, sort, descending) if whole else None


def changed(settings: Settings, **fields: Any) -> Settings:
    """The settings with other values. `tables` names those that changed; when there are too many, the ones
    that changed longest ago go.
    """
    if "tables" in fields:
        named = fields["tables"]
        kept = {name: layout for name, layout in settings.tables.items() if name not in named}
        fields["tables"] = dict([*kept.items(), *named.items()][-MOST_TABLES:])
    return replace(settings, **fields)


def save_settings(folder: Path, settings: Settings) -> None:
    """Writes the settings durably. Raises Unavailable when the disk does not take them; the old file
    stays.
    """
    raw = asdict(settings)
    for name in POLICIES:
        raw[name] = getattr(settings, name).value
    feed = settings.feed
    raw["feed"] = {
        "kind": feed.kind.value,
        "path": None if feed.path is None else str(feed.path),
        "symbol": feed.symbol,
        "speed": None if feed.speed is None else str(feed.speed),
        "seed": feed.seed,
    }
    files = feed.perpetual
    if files is not None:
        paths = {"tiers": files.tiers, "funding": files.funding, "mark": files.mark}
        told = {name: None if one is None else str(one) for name, one in paths.items()}
        raw["feed"]["perpetual"] = {**told, "rule": files.rule.value}
    if feed.files:
        rows = [{"path": str(one.path), "symbol": one.symbol, "market": one.market} for one in feed.files]
        raw["feed"] |= {"files": rows, "begin_ns": feed.begin_ns}
    raw["fills"] = paper_fills.to_json(settings.fills)
    raw["tables"] = {
        name: {
            "visible": list(layout.visible),
            "widths": dict(layout.widths),
            "sort": layout.sort,
            "descending": layout.descending,
        }
        for name, layout in settings.tables.items()
    }
    path = folder / FILE_NAME
    temporary = path.with_suffix(".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(orjson.dumps(raw, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise Unavailable(
            f"The settings could not be written to {path}: {error.strerror}. The old settings stay. "
            "Free some space or give this user the right to write there.",
            "settings_unwritable",
        ) from None


def install_secret(folder: Path) -> bytes:
    """Random bytes of this installation, from which client order ids are made; no key to anything."""
    path = folder / "install.id"
    if not path.exists():
        path.write_bytes(secrets.token_bytes(16))
    return path.read_bytes()


class SharedSettings:
    """The settings of one data folder, as all of its desks have them.

    Attributes:
        now: the settings in force.
    """

    def __init__(self, folder: Path, now: Settings) -> None:
        self._folder = folder
        self.now = now
        self._listeners: Listeners[[]] = Listeners()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    def listen(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Hears that other settings were saved; what is returned ends that."""
        return self._listeners.add(callback)

    def save(self, settings: Settings) -> None:
        """Writes the settings and takes them over. Raises UserError naming the field that is not possible,
        Unavailable when the disk does not take them.
        """
        paper_fills.check(settings.fills)
        if not 0 <= settings.vault_idle_min <= LONGEST_IDLE_MIN:
            raise UserError(
                f"The vault locks after 1 to {LONGEST_IDLE_MIN} minutes without use, or after 0 for never. "
                "Nothing was changed.",
                "bad_vault_idle",
                "vault_idle_min",
            )
        save_settings(self._folder, settings)
        self.now = settings
        self._listeners.tell()
