"""Every text has its translation, with the same placeholders, and the compiled file is current."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QTranslator

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "i18n"
LANGUAGES = ("zh_CN", "en")
PLURALS_ONLY = ("en",)
PLACEHOLDER = re.compile(r"\{\w+\}|%n")
TOOLS = Path(PySide6.__file__).parent


def messages(file: Path) -> list[tuple[str, str, str, bool]]:
    """(context, source, translation, finished) of every entry."""
    found = []
    for context in ET.parse(file).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            form = translation.find("numerusform")
            text = (form if form is not None else translation).text or ""
            found.append((name, message.findtext("source") or "", text, translation.get("type") is None))
    return found


def tool(name: str) -> str:
    """The tool that PySide6 brings, beside its package."""
    path = shutil.which(name, path=f"{TOOLS}{':' if sys.platform != 'win32' else ';'}{TOOLS / 'bin'}")
    assert path is not None, name
    return path


@pytest.fixture
def sources() -> list[str]:
    files = [
        *(ROOT / "finbyte_desktop" / "ui").rglob("*.py"),
        *(ROOT / "finbyte_desktop" / "widgets").rglob("*.py"),
    ]
    return sorted(str(file) for file in files)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_program_is_missing(language: str, sources: list[str], tmp_path: Path) -> None:
    """What lupdate finds today is what the file holds."""
    fresh = tmp_path / "fresh.ts"
    only = ["-pluralonly"] if language in PLURALS_ONLY else []
    subprocess.run(
        [tool("lupdate"), "-silent", *only, "-locations", "none", *sources, "-ts", str(fresh)],
        check=True,
        cwd=ROOT,
    )
    wanted = {(context, source) for context, source, _, _ in messages(fresh)}
    held = {(context, source) for context, source, _, _ in messages(FOLDER / f"finbyte_{language}.ts")}
    assert wanted - held == set()
    assert held - wanted == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated_with_its_placeholders(language: str) -> None:
    """Nothing unfinished, nothing empty, no placeholder lost or invented."""
    rows = messages(FOLDER / f"finbyte_{language}.ts")
    assert rows
    assert [source for _, source, text, finished in rows if not finished or not text] == []
    assert [
        (source, text)
        for _, source, text, _ in rows
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(text))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_file_says_what_its_source_says(language: str) -> None:
    """Somebody who changed the .ts has also compiled it."""
    translator = QTranslator()
    assert translator.load(f"finbyte_{language}", str(FOLDER))
    rows = messages(FOLDER / f"finbyte_{language}.ts")
    differing = [
        source
        for context, source, text, _ in rows
        if translator.translate(context, source, "", 1 if "%n" in source else -1) != text
    ]
    assert differing == []


def test_english_tells_one_from_many() -> None:
    """Every counted thing has two different forms in English, and no "(s)" is ever shown."""
    forms = [
        [form.text or "" for form in message.iter("numerusform")]
        for message in ET.parse(FOLDER / "finbyte_en.ts").getroot().iter("message")
    ]
    assert forms
    assert all(len(pair) == 2 for pair in forms)
    assert [pair for pair in forms if any("(s)" in form for form in pair)] == []
