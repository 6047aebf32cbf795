"""What is delivered works: the wheel alone, in an environment that has never seen the source tree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from finbyte_desktop import __version__

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
CHECK_TIMEOUT_S = 120


def run(command: list[str | Path], cwd: Path, env: dict[str, str] | None = None) -> str:
    """The output of a command that must succeed; what it said is the message when it does not."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=CHECK_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} ended with status {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this tree, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away environment that holds the wheel and borrows the third-party packages."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=sys.platform != "win32")
    python = home / SCRIPTS / Path(sys.executable).name
    purelib = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], home).strip()
    )
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "--python", python]
    run([*pip, "install", "--no-deps", "--no-index", wheel], cwd=home)
    where = run([python, "-c", "import finbyte_desktop; print(finbyte_desktop.__file__)"], cwd=home).strip()
    assert Path(where).is_relative_to(home)
    return home


@pytest.mark.slow
def test_wheel_carries_resources_licence_and_the_command(wheel: Path) -> None:
    """The wheel holds the package with its resources, types and licence, and nothing of the tests."""
    names = zipfile.ZipFile(wheel).namelist()
    info = f"finbyte_desktop-{__version__}.dist-info"
    assert {f"{info}/licenses/LICENSE", f"{info}/entry_points.txt", "finbyte_desktop/py.typed"} <= set(names)
    assert any(name.startswith("finbyte_desktop/resources/") for name in names)
    assert {name.partition("/")[0] for name in names} == {"finbyte_desktop", info}


@pytest.mark.slow
@pytest.mark.window
def test_installed_client_draws_its_first_window(
    installed: Path, window_env: dict[str, str], tmp_path: Path
) -> None:
    """finbyte-desktop --offscreen-check, from the wheel alone, saves a picture with something in it."""
    from PySide6.QtGui import QImage

    picture = tmp_path / "first-window.png"
    environment = {name: text for name, text in window_env.items() if name != "PYTHONPATH"}
    run(
        [installed / SCRIPTS / "finbyte-desktop", "--offscreen-check", picture], cwd=tmp_path, env=environment
    )

    image = QImage(os.fspath(picture))
    assert image.width() >= 640
    assert image.height() >= 400
    step = 4
    colours = {
        image.pixel(x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step)
    }
    assert len(colours) >= 10


def test_version_is_the_same_everywhere() -> None:
    """The package and its metadata tell one version."""
    assert PROJECT["project"]["version"] == __version__


@pytest.mark.parametrize("name", ["app.txt", "bootstrap.txt", "dev.txt"])
def test_lock_pins_every_package_by_hash_and_names_no_address(name: str) -> None:
    """A lock holds exact versions and hashes, and nothing of where they were downloaded."""
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    requirements = text.replace("\\\n", " ").splitlines()
    pinned = re.compile(r"[a-z0-9-]+==[^ ;]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in requirements if not pinned.fullmatch(line.strip())] == []


def test_locks_fit_the_project() -> None:
    """Every dependency of the project is locked, and the tests run on the versions that users get."""
    app, dev = (
        set(
            re.findall(r"^[a-z0-9-]+==\S+(?: ; .+?)?(?= \\$)", (REQUIREMENTS / name).read_text("utf-8"), re.M)
        )
        for name in ("app.txt", "dev.txt")
    )
    assert app <= dev
    wanted = [re.split(r"[<>=]", line)[0].lower() for line in PROJECT["project"]["dependencies"]]
    locked = {line.partition("==")[0] for line in app}
    assert [name for name in wanted if name not in locked] == []
