"""The settings file: what is written comes back, nonsense is kept aside, a full disk keeps the old file."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind, PaperFills, Settings, TableLayout
from finbyte_desktop.services.settings import FILE_NAME, MOST_TABLES, changed, load_settings, save_settings

FULL = Settings(
    theme="light",
    palette="blue_orange",
    language="de",
    frame_rate=30,
    currency="EUR",
    time_zone="Asia/Tokyo",
    approval_policy=Policy.EVERY_ORDER,
    live_approval_policy=Policy.PLAN,
    approval_countdown_s=15,
    closing="keep",
    feed=FeedChoice(FeedKind.CANDLES, Path("/data/a file.csv"), "BTC/USDT", Decimal("2.5"), 7),
    first_run_done=True,
    keep_awake=False,
    fills=PaperFills(Decimal("0.001"), 20, Decimal("0.25")),
    tables={"Page fills": TableLayout(("price", "time"), (("time", 80), ("price", 0)), "price", True)},
)


def test_every_setting_comes_back(tmp_path: Path) -> None:
    """No field is lost or rounded on its way over the disk."""
    save_settings(tmp_path, FULL)
    assert load_settings(tmp_path) == FULL
    fast = replace(FULL, feed=FeedChoice(speed=None))
    save_settings(tmp_path, fast)
    assert load_settings(tmp_path) == fast


def test_no_file_means_defaults(tmp_path: Path) -> None:
    """The first start has the defaults and writes nothing."""
    assert load_settings(tmp_path) == Settings()
    assert list(tmp_path.iterdir()) == []


def test_unknown_settings_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    """A setting that this version does not know does no harm."""
    (tmp_path / FILE_NAME).write_text('{"theme": "light", "hologram": true}')
    assert load_settings(tmp_path) == Settings(theme="light")


def test_a_saved_policy_goes_on_for_paper_alone(tmp_path: Path) -> None:
    """There was one setting for both: with real money every order is asked until somebody says otherwise."""
    (tmp_path / FILE_NAME).write_text('{"approval_policy": "automatic"}')
    found = load_settings(tmp_path)
    assert (found.approval_policy, found.live_approval_policy) == (Policy.AUTOMATIC, Policy.EVERY_ORDER)


UNREADABLE = [
    '{"live_approval_policy": "never"}',
    "",
    "{half",
    "[1, 2]",
    "null",
    '"text"',
    '{"frame_rate": "fast"}',
    '{"frame_rate": true}',
    '{"frame_rate": 59.9}',
    '{"first_run_done": 1}',
    '{"theme": null}',
    '{"approval_policy": "never"}',
    '{"feed": []}',
    '{"feed": {}}',
    '{"feed": {"kind": "telepathy"}}',
    '{"feed": {"kind": "demo", "speed": "fast"}}',
    '{"feed": {"kind": "demo", "seed": "x"}}',
    '{"keep_awake": 1}',
    '{"fills": 0.1}',
    '{"fills": {"slippage": "9", "delay_ms": 0, "part": null}}',
    '{"fills": {"slippage": "0"}}',
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_unreadable_file_is_kept_aside(tmp_path: Path, text: str) -> None:
    """Nonsense gives the defaults, and the file can still be looked at."""
    path = tmp_path / FILE_NAME
    path.write_text(text)
    assert load_settings(tmp_path) == Settings()
    assert not path.exists()
    assert path.with_suffix(".unreadable.json").read_text() == text


def test_write_that_fails_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said in words, and the settings of before are still there."""
    save_settings(tmp_path, FULL)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as caught:
        save_settings(tmp_path, Settings())
    assert "No space left on device" in caught.value.text
    assert load_settings(tmp_path) == FULL


def test_changes_of_one_moment_are_all_kept(tmp_path: Path) -> None:
    """A table saves its columns, another one too, and the policy is made stricter: nothing is lost."""

    def layout(key: str) -> TableLayout:
        return TableLayout((key,), ((key, 80),), "", False)

    async def work() -> None:
        desk = await PaperDesk.open(tmp_path)
        await asyncio.gather(
            desk.change_settings(approval_policy=Policy.EVERY_ORDER),
            desk.change_settings(tables={"one": layout("a")}),
            desk.change_settings(tables={"two": layout("b")}),
            desk.change_settings(tables={"one": layout("c")}),
        )
        assert desk.settings() == load_settings(tmp_path)
        await desk.close("keep")

    asyncio.run(work())
    saved = load_settings(tmp_path)
    assert saved.approval_policy is Policy.EVERY_ORDER
    assert saved.tables == {"two": layout("b"), "one": layout("c")}


def test_only_the_last_tables_are_remembered() -> None:
    """Tables of versions long gone do not pile up."""
    settings = Settings()
    layout = TableLayout(("a",), (), "", False)
    for n in range(MOST_TABLES + 20):
        settings = changed(settings, tables={f"t{n}": layout})
    settings = changed(settings, tables={"t20": layout})
    assert len(settings.tables) == MOST_TABLES
    assert next(iter(settings.tables)) == "t21"
    assert [*settings.tables][-1] == "t20"


@pytest.mark.parametrize(
    "broken",
    ["null", "[]", '{"visible": []}', '{"visible": [1], "widths": {}, "sort": "", "descending": false}',
     '{"visible": [], "widths": {"a": -1}, "sort": "", "descending": false}',
     '{"visible": [], "widths": {"a": true}, "sort": "", "descending": false}',
     '{"visible": [], "widths": {}, "sort": null, "descending": false}',
     '{"visible": "ab", "widths": {}, "sort": "", "descending": false}',
     '{"visible": {"a": 1}, "widths": {}, "sort": "", "descending": false}'],
)  # fmt: skip
def test_nonsense_about_a_table_costs_only_that_table(tmp_path: Path, broken: str) -> None:
    """The other tables and settings stay."""
    whole = '{"visible": ["a"], "widths": {"a": 9}, "sort": "a", "descending": true}'
    (tmp_path / FILE_NAME).write_text(f'{{"theme": "light", "tables": {{"x": {broken}, "y": {whole}}}}}')
    layout = TableLayout(("a",), (("a", 9),), "a", True)
    assert load_settings(tmp_path) == Settings(theme="light", tables={"y": layout})
