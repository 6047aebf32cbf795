"""The trader's own strategies as files of one folder, where any editor finds them, and drafts beside it."""

from __future__ import annotations

import hashlib
import keyword
import os
import re
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.shown_strategies import StrategyDraft, StrategyFile, StrategyText

FOLDER, DRAFTS = "strategies", "strategy_drafts"
ENDING = ".py"
MOST_BYTES, MOST_FILES, LONGEST_NAME, LONGEST_LINE = 2_000_000, 1_000, 60, 10_000
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(1, 10))}
)
GONE = (0, 0)  # the stamp of a file that is not there
TAKEN_NAMES = frozenset({"finbyte", "strategy"})


def digest_of(data: bytes) -> str:
    """What two equal files have in common, and no others."""
    return hashlib.sha256(data).hexdigest()


class StrategyFiles:
    """Implements `ports.StrategyFiles`. `user` names a bot that lives on a file, empty where none does."""

    def __init__(self, data: Path, examples: Path | None, user: Callable[[Path], str]) -> None:
        self._folder, self._drafts = data / FOLDER, data / DRAFTS
        self._examples, self._user = examples, user

    @property
    def folder(self) -> Path:
        """Where the trader's files are; it need not exist yet."""
        return self._folder

    def own(self) -> Sequence[StrategyFile]:
        """The trader's files by name; also those that somebody took away while something was typed that they
        did not hold: that is here, and their stamp is (0, 0). Raises Unavailable.
        """
        there = _listed(self._folder, is_example=False)
        names = {one.path.name for one in there}
        lost = [StrategyFile(file, GONE, False) for file in self._drafted() if file.name not in names]
        return sorted([*there, *lost], key=lambda one: one.name.lower())

    def _drafted(self) -> list[Path]:
        """The files of the folder that have a draft."""
        try:
            names = [Path(entry.name) for entry in os.scandir(self._drafts)]
        except OSError:
            return []  # none was ever kept, or nobody can read them
        kept = [name.stem for name in names if name.suffix == ".json" and NAME.fullmatch(name.stem)]
        return [self._folder / f"{stem}{ENDING}" for stem in kept]

    def examples(self) -> Sequence[StrategyFile]:
        """Those that came with the program."""
        return [] if self._examples is None else _listed(self._examples, is_example=True)

    # --- one file ---------------------------------------------------------------------------------

    def read(self, file: Path) -> StrategyText:
        """A file's text with plain line ends. Raises UserError for one that is gone, is no text, or is one
        that an editor cannot show.
        """
        found = self.look(file)
        if found.wrong is not None:
            raise found.wrong
        return found

    def look(self, file: Path) -> StrategyText:
        """The same; what cannot be shown is told and not raised. Raises UserError for one that is gone."""
        try:
            with file.open("rb") as source:
                data = source.read(MOST_BYTES + 1)
        except FileNotFoundError:
            raise UserError(
                f"{file.name} cannot be read: there is no such file.", "strategy_file", "strategy"
            ) from None
        except OSError as error:
            raise _unreadable(file, error) from None
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            wrong = _too_long(file, text)
        except UnicodeDecodeError:
            text = ""
            wrong = UserError(f"{file.name} is no text in UTF-8.", "strategy_text", "strategy")
        if len(data) > MOST_BYTES:
            wrong = UserError(f"{file.name} is larger than {MOST_BYTES} bytes.", "strategy_file", "strategy")
        return StrategyText(text if wrong is None else "", digest_of(data), wrong)

    def save(self, file: Path, text: str) -> str:
        """Writes a file whole or not at all, with the line ends it had; its digest. Raises Unavailable."""
        body = text.encode()
        if b"\r\n" in _before(file):
            body = body.replace(b"\n", b"\r\n")
        _written(file, body)
        return digest_of(body)

    def create(self, name: str, text: str) -> Path:
        """A new file. Raises UserError naming the field, Unavailable."""
        file = self._free(name)
        _written(file, text.encode())
        return file

    def rename(self, file: Path, name: str) -> Path:
        """The same file, and its draft, by another name. Raises UserError, Unavailable."""
        self._unused(file)
        if _stem(name) == file.stem:
            return file
        wanted = self._free(name, but=file)
        draft = self.draft(file)
        try:
            file.rename(wanted)
        except OSError as error:
            raise _unwritable(file, error) from None
        if draft is not None:
            self.keep_draft(wanted, draft)
            self.drop_draft(file)
        return wanted

    def delete(self, file: Path) -> None:
        """Takes a file away, with its draft. Raises UserError while a bot lives on it, Unavailable."""
        self._unused(file)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(file, error) from None
        self.drop_draft(file)

    def _unused(self, file: Path) -> None:
        bot = self._user(file)
        if bot:
            raise UserError(f"{bot} runs {file.name}. Stop the bot first.", "strategy_in_use", "name")

    def _free(self, name: str, but: Path | None = None) -> Path:
        """Where a file of a name that nobody has will be. Raises UserError for what cannot be one."""
        stem = _stem(name)
        if not NAME.fullmatch(stem) or keyword.iskeyword(stem) or len(stem) > LONGEST_NAME:
            raise UserError(
                f"A name has at most {LONGEST_NAME} letters, digits and _, and begins with no digit.",
                "strategy_name",
                "name",
            )
        if stem.lower() in DEVICES:
            raise UserError(f"Windows keeps the name {stem} for itself.", "strategy_name_device", "name")
        if stem in TAKEN_NAMES or stem in sys.stdlib_module_names:
            raise UserError(
                f"{stem} is the name of a part of Python: your strategies could not import that any more.",
                "strategy_name_module",
                "name",
            )
        taken = {one.path.stem.lower() for one in self.own() if one.path != but}
        if stem.lower() in taken or os.path.lexists(self._folder / f"{stem}{ENDING}"):
            raise UserError(f"There is a file {stem}{ENDING} already.", "strategy_name_taken", "name")
        return self._folder / f"{stem}{ENDING}"

    # --- drafts -----------------------------------------------------------------------------------

    def draft(self, file: Path) -> StrategyDraft | None:
        """What was typed and not saved, also when FinByte was ended in the middle of it."""
        try:
            kept = orjson.loads(self._draft(file).read_bytes())
            return StrategyDraft(str(kept["text"]), str(kept["made_from"]))
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
            return None  # there is none, or none that anybody can read: the file itself is what counts

    def keep_draft(self, file: Path, draft: StrategyDraft) -> None:
        """Keeps what was typed. Raises Unavailable."""
        _written(self._draft(file), orjson.dumps({"made_from": draft.made_from, "text": draft.text}))

    def drop_draft(self, file: Path) -> None:
        """It was saved, or is not wanted any more."""
        try:
            self._draft(file).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(file, error) from None

    def _draft(self, file: Path) -> Path:
        other = "" if file.parent == self._folder else f"-{digest_of(str(file).encode())[:12]}"
        return self._drafts / f"{file.stem}{other}.json"


def _too_long(file: Path, text: str) -> UserError | None:
    """What is to be said of a text with a line that would hold up the window at every key."""
    lines = text.split("\n")
    long = next((n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE), None)
    if long is None:
        return None
    return UserError(
        f"{file.name}, line {long}: it has more than {LONGEST_LINE} characters, too many for the editor "
        "here.",
        "strategy_line",
        "strategy",
    )


def _stem(name: str) -> str:
    return name.strip().removesuffix(ENDING)


def _listed(folder: Path, *, is_example: bool) -> list[StrategyFile]:
    found = []
    try:
        for entry in os.scandir(folder):
            if entry.name.endswith(ENDING) and not entry.name.startswith(".") and entry.is_file():
                about = entry.stat()
                stamp = (about.st_mtime_ns, about.st_size)
                found.append(StrategyFile(Path(entry.path), stamp, is_example))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(folder, error) from None
    return sorted(found, key=lambda one: one.name.lower())[:MOST_FILES]


def _before(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # a new file, or one that cannot be read: then the writing tells


def _written(file: Path, body: bytes) -> None:
    """Writes to another name, waits for the disk, and takes its place: that of what a link leads to, with the
    rights that it had.
    """
    file = file.resolve()
    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as target:
            target.write(body)
            target.flush()
            os.fsync(target.fileno())
        if file.exists():
            beside.chmod(stat.S_IMODE(file.stat().st_mode))
        beside.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from None


def _unreadable(file: Path, error: OSError) -> Unavailable:
    return Unavailable(f"{file.name} cannot be read: {error.strerror}.", "strategy_unreadable")


def _unwritable(file: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"{file.name} cannot be written: {error.strerror}. What you typed is still here.",
        "strategy_unwritable",
    )
