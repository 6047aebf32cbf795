"""The trader's files: listed, written whole, refused with a reason, drafts kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.shown_strategies import StrategyDraft
from finbyte_desktop.services.strategy_files import StrategyFiles, digest_of


@pytest.fixture
def files(tmp_path: Path) -> StrategyFiles:
    examples = tmp_path / "examples"
    examples.mkdir()
    (examples / "ladder.py").write_text("# an example\n", encoding="utf-8")
    return StrategyFiles(tmp_path / "data", examples, lambda _file: "")


def test_files_are_listed_by_name_and_examples_apart(files: StrategyFiles) -> None:
    """Only Python files, without those that an editor keeps beside them."""
    assert files.own() == []
    for name in ("Zeta", "alpha"):
        files.create(name, "")
    (files.folder / ".alpha.py.new").write_text("", encoding="utf-8")
    (files.folder / "notes.txt").write_text("", encoding="utf-8")
    assert [one.name for one in files.own()] == ["alpha.py", "Zeta.py"]
    assert [(one.name, one.is_example) for one in files.examples()] == [("ladder.py", True)]


def test_what_is_saved_is_read_again_with_its_digest(files: StrategyFiles) -> None:
    """The digest is that of the bytes, as the host takes it when it starts the code."""
    file = files.create("mine.py", "a = 1\n")
    digest = files.save(file, "a = 'ä'\n")
    found = files.read(file)
    assert (found.text, found.digest) == ("a = 'ä'\n", digest)
    assert digest == digest_of(file.read_bytes())


def test_line_ends_of_another_system_stay(files: StrategyFiles) -> None:
    """The other editor of the trader does not see every line changed."""
    file = files.create("mine", "")
    file.write_bytes(b"a = 1\r\nb = 2\r\n")
    assert files.read(file).text == "a = 1\nb = 2\n"
    files.save(file, "a = 1\nb = 3\n")
    assert file.read_bytes() == b"a = 1\r\nb = 3\r\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "strategy_name"),
        ("my strategy", "strategy_name"),
        ("../mine", "strategy_name"),
        ("1st", "strategy_name"),
        ("class", "strategy_name"),
        ("a" * 61, "strategy_name"),
        ("con", "strategy_name_device"),
        ("LPT1.py", "strategy_name_device"),
        ("random", "strategy_name_module"),
        ("finbyte.py", "strategy_name_module"),
        ("MINE", "strategy_name_taken"),
        ("mine.py", "strategy_name_taken"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_its_reason(files: StrategyFiles, name: str, code: str) -> None:
    """Beside the field, and nothing is written."""
    files.create("mine", "kept")
    with pytest.raises(UserError) as error:
        files.create(name, "")
    assert (error.value.code, error.value.field) == (code, "name")
    assert [one.name for one in files.own()] == ["mine.py"]


def test_a_file_is_renamed_with_its_draft(files: StrategyFiles) -> None:
    """Work that was not saved goes along."""
    file = files.create("mine", "a")
    files.keep_draft(file, StrategyDraft("b", "d"))
    other = files.rename(file, "other")
    assert (other.name, file.exists()) == ("other.py", False)
    assert files.draft(other) == StrategyDraft("b", "d")
    assert files.draft(file) is None
    assert files.rename(other, "Other").name == "Other.py"


@pytest.mark.parametrize("act", [lambda f, p: f.delete(p), lambda f, p: f.rename(p, "other")])
def test_a_file_that_a_bot_runs_stays(tmp_path: Path, act: Callable[[StrategyFiles, Path], None]) -> None:
    """Neither deleted nor renamed: the bot would not find it after a restart."""
    files = StrategyFiles(tmp_path, tmp_path, lambda file: "BTC/USDT" if file.stem == "mine" else "")
    file = files.create("mine", "a")
    with pytest.raises(UserError) as error:
        act(files, file)
    assert (error.value.code, error.value.text) == (
        "strategy_in_use",
        "BTC/USDT runs mine.py. Stop the bot first.",
    )
    assert file.is_file()


def test_delete_takes_the_draft_too(files: StrategyFiles) -> None:
    """A new file of the name does not begin with old work."""
    file = files.create("mine", "a")
    files.keep_draft(file, StrategyDraft("b", "d"))
    files.delete(file)
    assert files.own() == []
    assert files.draft(file) is None


def test_a_draft_that_nobody_can_read_counts_as_none(files: StrategyFiles) -> None:
    """The file itself is there."""
    file = files.create("mine", "a")
    files.keep_draft(file, StrategyDraft("b", "d"))
    (files.folder.parent / "strategy_drafts" / "mine.json").write_bytes(b"{")
    assert files.draft(file) is None


def test_a_file_elsewhere_has_a_draft_of_its_own(files: StrategyFiles, tmp_path: Path) -> None:
    """A bot may run a file of another folder that has the same name."""
    mine, other = files.create("mine", "a"), tmp_path / "mine.py"
    files.keep_draft(mine, StrategyDraft("b", "d"))
    assert files.draft(other) is None
    files.keep_draft(other, StrategyDraft("c", "e"))
    assert files.draft(mine) == StrategyDraft("b", "d")


def test_what_is_no_text_or_gone_is_said(files: StrategyFiles) -> None:
    """Nothing is shown in the place of it."""
    file = files.create("mine", "a")
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"mine\.py is no text in UTF-8\."):
        files.read(file)
    file.unlink()
    with pytest.raises(UserError, match=r"mine\.py cannot be read: there is no such file\."):
        files.read(file)


def test_a_line_that_would_hold_up_the_window_is_not_opened(files: StrategyFiles) -> None:
    """The file is as it was, and can be run."""
    file = files.create("mine", "a = 1\nb = '" + "x" * 10_000 + "'\n")
    with pytest.raises(UserError, match=r"mine\.py, line 2: it has more than 10000 characters"):
        files.read(file)
    assert files.look(file).wrong is not None


def test_a_folder_in_the_way_says_so(files: StrategyFiles) -> None:
    """The old content stays whole."""
    file = files.create("mine", "a")
    (files.folder / ".mine.py.new").mkdir()
    with pytest.raises(Unavailable, match="What you typed is still here") as error:
        files.save(file, "b")
    assert error.value.code == "strategy_unwritable"
    assert files.read(file).text == "a"


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights of this kind are not Windows'")
def test_a_link_stays_one_and_rights_stay_what_they_were(files: StrategyFiles, tmp_path: Path) -> None:
    """What it leads to, in a repository of the trader's, is what is written."""
    (tmp_path / "elsewhere").mkdir()
    there = tmp_path / "elsewhere" / "linked.py"
    there.write_text("a = 1\n", encoding="utf-8")
    there.chmod(0o600)
    files.create("mine", "")
    link = files.folder / "linked.py"
    link.symlink_to(there)
    files.save(link, "a = 2\n")
    assert link.is_symlink()
    assert there.read_text(encoding="utf-8") == "a = 2\n"
    assert there.stat().st_mode & 0o777 == 0o600
    link.unlink()
    link.symlink_to(tmp_path / "nowhere.py")
    with pytest.raises(UserError, match="already"):
        files.create("linked", "")
