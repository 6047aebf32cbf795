"""Where things live: data, log and cache of the person who runs it, and the resources that came with the
program.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_FOLDER = "finbyte-desktop"


@dataclass(frozen=True, slots=True)
class Locations:
    """The folders of one run. They need not exist yet."""

    data: Path
    log: Path
    cache: Path
    resources: Path

    @property
    def translations(self) -> Path:
        """Compiled translations, finbyte_<language>.qm."""
        return self.resources / "i18n"


def locations(data: Path | None = None) -> Locations:
    """The folders for a data folder that was asked for, else for the system's usual ones.

    A data folder of its own keeps its log and cache inside it, so a run leaves no trace elsewhere.
    """
    if data is not None:
        home = data.expanduser().resolve()
        return Locations(home, home / "log", home / "cache", resources_folder())
    folders = platformdirs.PlatformDirs(APP_FOLDER, appauthor=False)
    return Locations(
        Path(folders.user_data_dir),
        Path(folders.user_log_dir),
        Path(folders.user_cache_dir),
        resources_folder(),
    )


def resources_folder() -> Path:
    """The resources of a frozen program, of an installed package, or of the source tree."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "resources", package.parent / "resources"]
    if frozen is not None:
        candidates = [Path(frozen) / "finbyte_desktop" / "resources", Path(frozen) / "resources", *candidates]
    return next((folder for folder in candidates if folder.is_dir()), candidates[-1])
