#!/usr/bin/env python3
"""Set up, run and test FinByte Desktop with nothing but a Python at hand.

    python3 dev.py run [ARGUMENTS...]               start the client
    python3 dev.py run --offscreen-check [PICTURE]  open the first window on a hidden display, save a picture
    python3 dev.py test [PYTEST ARGUMENTS...]       lint, types and tests; with arguments pytest alone
    python3 dev.py exchange [--port P] [--seed S] [--faults FILE]   a test exchange on loopback, until Ctrl+C
    python3 dev.py simulate [--seeds N] [--seed S] [--minutes M] [--scenario NAME] [--bank]   in virtual time
    python3 dev.py crash [--kills N] [--seed S]     the client as processes that are killed, again and again
    python3 dev.py judges [NAME...]                 stock clients trade on the test exchange
    python3 dev.py exec COMMAND [ARGUMENTS...]      any command inside the project's environment
    python3 dev.py lock [UV ARGUMENTS...]           resolve the locked requirements anew; --upgrade moves them

The first start creates .venv from the locked requirements; later starts need no network.
Exit status 3: something is missing on this machine, and the last line says what to do about it.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import NoReturn

ROOT = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")

SUPPORTED = ((3, 11), (3, 12), (3, 13))
VENV = ROOT / ".venv"
VENV_BIN = VENV / ("Scripts" if WINDOWS else "bin")
VENV_PYTHON = VENV_BIN / ("python.exe" if WINDOWS else "python")
UV = VENV_BIN / ("uv.exe" if WINDOWS else "uv")
CREATED_STAMP = VENV / "finbyte-created.stamp"

REQUIREMENTS = ROOT / "requirements"
BOOTSTRAP_LOCK = REQUIREMENTS / "bootstrap.txt"
CONSTRAINTS = REQUIREMENTS / "constraints.txt"
JUDGES = ("python-binance", "binance-connector", "binance-sdk-spot", "pybit")
JUDGES_VENV = ROOT / ".venv-judges"
LOCKS = {"app": REQUIREMENTS / "app.txt", "dev": REQUIREMENTS / "dev.txt"}

FIRST_WINDOW = ROOT / "build" / "first-window.png"
OFFSCREEN_CHECK_TIMEOUT_S = 120
DISPLAY_START_TIMEOUT_S = 30
RETRY_PAUSES_S = (3, 10)
PYTEST_WORKERS = 2

EXIT_UNUSABLE = 3

# Settings of the surrounding shell that send an installation elsewhere or make every start compile anew.
DROPPED_VARIABLES = (
    "PIP_PREFIX",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "__PYVENV_LAUNCHER__",
)


class SystemPackage(NamedTuple):
    """One package of the Linux distribution, by its name on Debian and on Fedora."""

    debian: str
    fedora: str


QT_LIBRARIES = {
    "libGL.so.1": SystemPackage("libgl1", "libglvnd-glx"),
    "libEGL.so.1": SystemPackage("libegl1", "libglvnd-egl"),
    "libglib-2.0.so.0": SystemPackage("libglib2.0-0", "glib2"),
    "libfontconfig.so.1": SystemPackage("libfontconfig1", "fontconfig"),
    "libdbus-1.so.3": SystemPackage("libdbus-1-3", "dbus-libs"),
    "libgssapi_krb5.so.2": SystemPackage("libgssapi-krb5-2", "krb5-libs"),
    "libX11-xcb.so.1": SystemPackage("libx11-xcb1", "libX11-xcb"),
    "libxkbcommon.so.0": SystemPackage("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": SystemPackage("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": SystemPackage("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": SystemPackage("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": SystemPackage("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": SystemPackage("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": SystemPackage("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": SystemPackage("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": SystemPackage("libxcb-shape0", "libxcb"),
    "libxcb-xkb.so.1": SystemPackage("libxcb-xkb1", "libxcb"),
}
XVFB = SystemPackage("xvfb", "xorg-x11-server-Xvfb")
XDOTOOL = SystemPackage("xdotool", "xdotool")
KEYRING = SystemPackage("gnome-keyring", "gnome-keyring")
DBUS = SystemPackage("dbus", "dbus-daemon")
ANY_FONT = SystemPackage("fonts-dejavu-core", "dejavu-sans-fonts")
CHINESE_FONT = SystemPackage("fonts-wqy-zenhei", "wqy-zenhei-fonts")
INTERFACE_FONT = SystemPackage("fonts-inter", "rsms-inter-fonts")
CHINESE_FONT_FILES = ("wqy", "cjk", "sourcehan", "droidsansfallback")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def say(text: str) -> None:
    """Print one line about what this script does, before anything its children print."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def give_up(text: str) -> NoReturn:
    """End with status 3 and a line that says what is missing."""
    say(text)
    raise SystemExit(EXIT_UNUSABLE)


def succeeds(command: Sequence[str]) -> bool:
    """Whether a question put as a command is answered with yes; what it prints does not matter."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# -------------------------------------------------------------------------------- interpreter


def is_supported(version: tuple[int, ...]) -> bool:
    return version[:2] in SUPPORTED


def find_interpreter() -> list[str]:
    """The command of a supported Python: the running one if it fits, else the newest on the PATH."""
    if is_supported(sys.version_info[:2]):
        return [getattr(sys, "_base_executable", None) or sys.executable]
    for major, minor in reversed(SUPPORTED):
        candidates = [[f"python{major}.{minor}"]]
        if WINDOWS:
            candidates.append(["py", f"-{major}.{minor}"])
        for name, *options in candidates:
            path = shutil.which(name)
            if path is not None and answers([path, *options], f"{major}.{minor}"):
                return [path, *options]
    give_up(
        f"FinByte Desktop needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}, and none of "
        "python3.13, python3.12, python3.11 was found on the PATH. Install one of them and start again."
    )


def answers(interpreter: Sequence[str], version: str) -> bool:
    """Whether the command is a working Python of that version: version switchers leave names that are not."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([*interpreter, "-c", question], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == version


# -------------------------------------------------------------------------------- environment


def child_environment(**extra: str) -> dict[str, str]:
    """The environment of every command that runs inside .venv."""
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED_VARIABLES}
    environment["PATH"] = os.pathsep.join([str(VENV_BIN), environment.get("PATH", os.defpath)])
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["QT_API"] = "pyside6"
    environment["PYQTGRAPH_QT_LIB"] = "PySide6"
    environment.update(extra)
    return environment


def venv_version() -> tuple[int, ...]:
    """The Python version .venv was made from; empty when there is none."""
    with contextlib.suppress(OSError, ValueError):
        for line in (VENV / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            if key.strip() in {"version", "version_info"}:
                return tuple(int(part) for part in value.strip().split(".")[:3])
    return ()


def site_packages() -> Path:
    if WINDOWS:
        return VENV / "Lib" / "site-packages"
    major, minor = venv_version()[:2]
    return VENV / "lib" / f"python{major}.{minor}" / "site-packages"


def read_or_empty(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8")
    return ""


def write_stamp(path: Path, text: str) -> None:
    """Write the stamp as the last act of a step, in one move, so that an interruption leaves none."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def stamp_path(kind: str) -> Path:
    return VENV / f"finbyte-{kind}.stamp"


def stamp_text(kind: str) -> str:
    """What an up-to-date installation was made from: the locks, the Python, and the place it stands at."""
    digest = hashlib.sha256(f"{ROOT}\n{venv_version()}\n".encode())
    for path in (BOOTSTRAP_LOCK, LOCKS["app"], LOCKS[kind]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def environment_exists() -> bool:
    """Whether .venv was completed by this script, here, with a supported Python that is still installed."""
    return read_or_empty(CREATED_STAMP) == str(ROOT) and is_supported(venv_version()) and VENV_PYTHON.exists()


def is_installed(kind: str) -> bool:
    return environment_exists() and read_or_empty(stamp_path(kind)) == stamp_text(kind)


@contextlib.contextmanager
def installation_lock() -> Iterator[None]:
    """Let one dev.py at a time change .venv; the system frees the lock when the process ends."""
    with (ROOT / ".venv.lock").open("w", encoding="utf-8") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    say("Another dev.py is installing; waiting for it.")
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another dev.py is installing; waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure_installed(kind: str) -> bool:
    """Bring .venv to the locked set; False when it stood there already."""
    if is_installed(kind):
        return False
    with installation_lock():
        if is_installed(kind):
            return False
        ensure_uv()
        stamp_path(kind).unlink(missing_ok=True)
        install_lock(LOCKS[kind])
        link_project()
        compile_bytecode()
        for satisfied in {"app", kind}:
            write_stamp(stamp_path(satisfied), stamp_text(satisfied))
    return True


def ensure_uv() -> None:
    """Create .venv when it is missing, and the pinned installer in it."""
    if not environment_exists():
        create_environment()
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run_with_retries("Installing uv", [[*pip, "--require-hashes", "--requirement", str(BOOTSTRAP_LOCK)]])


def create_environment() -> None:
    if VENV.is_symlink():  # what it points to may be another folder's, and is about to be emptied
        give_up(
            f"{VENV} is a link to {VENV.resolve()}. Remove the link; an environment of its own is made then."
        )
    interpreter = find_interpreter()
    if not succeeds([*interpreter, "-c", "import ensurepip, venv"]):
        install_system_packages([SystemPackage("python3-venv", "python3")])
    say(f"Creating {VENV.name} with {shlex.join(interpreter)}")
    if subprocess.run([*interpreter, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        give_up("Python could not create a virtual environment; the lines above say why.")
    write_stamp(CREATED_STAMP, str(ROOT))


def install_lock(lock: Path) -> None:
    say(f"Installing the packages of requirements/{lock.name}; the first time, a few hundred MB come down.")
    options = ["--quiet", "--require-hashes", "--requirement", str(lock)]
    with_uv = [str(UV), "pip", "install", "--python", str(VENV_PYTHON), *options]
    with_pip = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *options]
    run_with_retries("Installing the packages", [with_uv, with_pip])


def run_with_retries(what: str, commands: Sequence[Sequence[str]]) -> None:
    """Run the first command that succeeds, try all of them again after a pause, then give up."""
    for pause_s in (*RETRY_PAUSES_S, None):
        for command in commands:
            with contextlib.suppress(OSError):
                if subprocess.run(command, cwd=ROOT, env=child_environment(), check=False).returncode == 0:
                    return
        if pause_s is not None:
            say(f"{what} failed; is the network reachable? Trying again in {pause_s} s.")
            time.sleep(pause_s)
    give_up(f"{what} failed; the lines above say why. Starting again continues where this stopped.")


def link_project() -> None:
    """Make the source tree importable; written as code because a plain line is read in the local encoding."""
    line = f"import sys; sys.path.append({str(ROOT)!a})\n"
    (site_packages() / "finbyte-desktop.pth").write_text(line, encoding="ascii")


def compile_bytecode() -> None:
    """Compile everything now; a few packages carry templates that are no Python: the status says nothing."""
    folders = [str(site_packages()), str(ROOT / "finbyte_desktop")]
    command = [str(VENV_PYTHON), "-m", "compileall", "-qq", "-j", "0", *folders]
    subprocess.run(command, env=child_environment(), check=False)


# -------------------------------------------------------------------------------- system packages


def is_loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries() -> list[SystemPackage]:
    if not LINUX:
        return []
    return [package for library, package in QT_LIBRARIES.items() if not is_loadable(library)]


def missing_programs() -> list[SystemPackage]:
    if not LINUX:
        return []
    programs = {"Xvfb": XVFB, "xdotool": XDOTOOL, "gnome-keyring-daemon": KEYRING, "dbus-run-session": DBUS}
    return [package for name, package in programs.items() if shutil.which(name) is None]


def missing_fonts(*, chinese: bool) -> list[SystemPackage]:
    """Fonts this machine lacks: any at all, and for the tests' pictures one that has Chinese."""
    if not LINUX:
        return []
    names = [
        path.name.lower()
        for folder in FONT_FOLDERS
        for path in Path(folder).expanduser().rglob("*")
        if path.suffix.lower() in {".ttf", ".otf", ".ttc", ".pfb"}
    ]
    missing = [] if names else [ANY_FONT]
    if chinese and not any(part in name for name in names for part in CHINESE_FONT_FILES):
        missing.append(CHINESE_FONT)
    if not any(name.startswith("inter") for name in names) and apt_knows(INTERFACE_FONT):
        missing.append(INTERFACE_FONT)
    return missing


def apt_knows(package: SystemPackage) -> bool:
    return may_use_apt() and succeeds(["apt-cache", "show", package.debian])


def may_use_apt() -> bool:
    return LINUX and shutil.which("apt-get") is not None and os.geteuid() == 0


def install_system_packages(packages: Sequence[SystemPackage]) -> None:
    """Install what is missing where that is possible without asking, else print the line to type."""
    if not packages or not LINUX:
        return
    debian = list(dict.fromkeys(package.debian for package in packages))
    fedora = list(dict.fromkeys(package.fedora for package in packages))
    if not may_use_apt():
        if shutil.which("apt-get") is not None:
            say(f"Missing on this system. Type: sudo apt-get install {shlex.join(debian)}")
        elif shutil.which("dnf") is not None:
            say(f"Missing on this system. Type: sudo dnf install {shlex.join(fedora)}")
        else:
            say(f"Missing on this system, by their Debian names: {shlex.join(debian)}")
        return
    say(f"Installing system packages: {shlex.join(debian)}")
    apt = ["apt-get", "-qq", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *debian]):
        done = subprocess.run(
            [*apt, *step], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            say(f"apt-get {step[0]} failed; the lines above say why. Wanted: {shlex.join(debian)}")


def ensure_system(*, first_start: bool, hidden_display: bool = False, tests: bool = False) -> None:
    """Install the libraries, programs and fonts that this start needs and the system lacks.

    Fonts are looked for on a first start only: that costs a walk through the font folders.
    """
    missing = missing_libraries()
    if tests:
        missing += missing_programs()
    elif hidden_display and LINUX and shutil.which("Xvfb") is None:
        missing.append(XVFB)
    if missing or first_start:
        missing += missing_fonts(chinese=tests)
    if not missing:
        return
    install_system_packages(missing)
    still_missing = missing_libraries()
    loads = [str(VENV_PYTHON), "-c", "import PySide6.QtWidgets"]
    if still_missing and subprocess.run(loads, env=child_environment(), check=False).returncode:
        install_system_packages(still_missing)
        give_up("Qt cannot be loaded without the packages named above.")


# -------------------------------------------------------------------------------- display


@contextlib.contextmanager
def hidden_display() -> Iterator[dict[str, str]]:
    """An Xvfb of our own on a free display, as environment variables; empty where there is none to be had."""
    if not LINUX or shutil.which("Xvfb") is None:
        yield {}
        return
    read_end, write_end = os.pipe()
    screen = ["-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), *screen],
            pass_fds=(write_end,),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl+C reaches the tests first; the display goes after them
        )
        try:
            os.close(write_end)
            number = read_display_number(read_end)
            if not number:
                log.seek(0)
                give_up(f"Xvfb did not start: {log.read().decode(errors='replace').strip()}")
            yield {"DISPLAY": f":{number}"}
        finally:
            os.close(read_end)
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def read_display_number(read_end: int) -> str:
    """The display number Xvfb reports once it listens; empty when it ended or stayed silent."""
    deadline = time.monotonic() + DISPLAY_START_TIMEOUT_S
    received = b""
    while not received.endswith(b"\n"):
        ready, _, _ = select.select([read_end], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(read_end, 64) if ready else b""
        if not chunk:
            return ""
        received += chunk
    return received.decode().strip()


def display_environment(display: dict[str, str]) -> dict[str, str]:
    """A child environment whose windows open on the hidden display and nowhere else."""
    environment = child_environment(**display)
    if display:
        environment.pop("QT_QPA_PLATFORM", None)
        environment.pop("WAYLAND_DISPLAY", None)
    return environment


# -------------------------------------------------------------------------------- commands


def replace_process(command: Sequence[str]) -> NoReturn:
    """Hand this process over to the command; Windows has no such call, there it is a child."""
    environment = child_environment()
    if command[0] == "finbyte-desktop":  # the installed command's name works here too
        command = [str(VENV_PYTHON), "-m", "finbyte_desktop", *command[1:]]
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        say(f"{command[0]}: command not found")
        raise SystemExit(127)
    if WINDOWS:
        raise SystemExit(subprocess.run([program, *command[1:]], env=environment, check=False).returncode)
    os.execve(program, [command[0], *command[1:]], environment)


WINDOWLESS = ("backtest", "replay", "export", "headless", "ctl", "panic")


def opens_a_window(arguments: Sequence[str]) -> bool:
    """Whether the client started with these arguments would open its window."""
    if any(argument in {"-h", "--help", "--version", *WINDOWLESS} for argument in arguments):
        return False
    return not arguments or arguments[0].startswith("-") or arguments[0] == "gui"


def run_client(arguments: Sequence[str]) -> int:
    """Start the client, or say what keeps its window from opening."""
    if arguments[:1] == ["--offscreen-check"]:
        return run_offscreen_check(arguments[1:])
    ensure_system(first_start=ensure_installed("app"))
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if LINUX and opens_a_window(arguments) and not has_display:
        give_up(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. "
            "Start it from a desktop session, or see the first window as a picture with: "
            "python3 dev.py run --offscreen-check"
        )
    replace_process([str(VENV_PYTHON), "-m", "finbyte_desktop", *arguments])


def run_offscreen_check(arguments: Sequence[str]) -> int:
    """Open the first window on a hidden display and keep its picture; 0 if the picture is there."""
    picture = Path(arguments[0]).absolute() if arguments else FIRST_WINDOW
    ensure_system(first_start=ensure_installed("app"), hidden_display=True)
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.unlink(missing_ok=True)
    command = [str(VENV_PYTHON), "-m", "finbyte_desktop", "--offscreen-check", str(picture), *arguments[1:]]
    with hidden_display() as display:
        environment = display_environment(display)
        if LINUX and not display:
            say("Xvfb is not installed; drawing without a display server instead.")
            environment["QT_QPA_PLATFORM"] = "offscreen"
        try:
            done = subprocess.run(command, env=environment, timeout=OFFSCREEN_CHECK_TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired:
            say(f"The client did not finish within {OFFSCREEN_CHECK_TIMEOUT_S} s.")
            return 1
    if done.returncode == 0 and picture.is_file() and picture.stat().st_size > 0:
        say(f"The first window is in {picture}")
        return 0
    say(f"No picture was saved; the client ended with status {done.returncode}.")
    return 1


def run_tests(arguments: Sequence[str]) -> int:
    """Run every check and say at the end how each one went."""
    ensure_system(first_start=ensure_installed("dev"), tests=True)
    python = [str(VENV_PYTHON), "-m"]
    steps: dict[str, list[str]] = {}
    if not arguments:
        steps["ruff check"] = [*python, "ruff", "check", "--output-format=concise", "."]
        steps["ruff format"] = [*python, "ruff", "format", "--check", "--output-format=concise", "."]
        steps["mypy"] = [*python, "mypy"]
        arguments = ["-n", str(PYTEST_WORKERS), "--dist", "loadgroup"]
    steps["pytest"] = [*python, "pytest", *arguments]

    results: list[tuple[str, int, float]] = []
    with hidden_display() as display:
        environment = display_environment(display)
        for name, command in steps.items():
            print(f"\n=== {name} ===", flush=True)
            started = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
            results.append((name, done.returncode, time.monotonic() - started))

    print("\n=== summary ===")
    for name, status, took_s in results:
        outcome = "passed" if status == 0 else f"FAILED (status {status})"
        print(f"{name:<12} {took_s:7.1f} s  {outcome}")
    return 1 if any(status for _, status, _ in results) else 0


def run_command(arguments: Sequence[str]) -> int:
    """Run any command inside the environment, with the test tools at hand."""
    if not arguments:
        say("exec needs a command, for example: python3 dev.py exec python")
        return 2
    ensure_system(first_start=ensure_installed("dev"))
    replace_process(arguments)


def run_exchange(arguments: Sequence[str]) -> int:
    """Start the test exchange by hand, so that a window can be connected to it."""
    ensure_installed("dev")
    replace_process([str(VENV_PYTHON), "-m", "tests.support.exchange", *arguments])


def run_simulation(arguments: Sequence[str]) -> int:
    """Run the whole client against the test exchange in virtual time."""
    ensure_installed("dev")
    replace_process([str(VENV_PYTHON), "-m", "tests.support.simulation", *arguments])


def run_crashes(arguments: Sequence[str]) -> int:
    """Kill the client while it trades on the test exchange, and compare what is left."""
    ensure_installed("dev")
    replace_process([str(VENV_PYTHON), "-m", "tests.support.crash", *arguments])


def run_judges(arguments: Sequence[str]) -> int:
    """Let stock clients of the venues trade on the test exchange, each in an environment of its own."""
    ensure_installed("dev")
    unknown = sorted(set(arguments) - set(JUDGES))
    if unknown:
        say(f"There is no judge {', '.join(unknown)}. There are {', '.join(JUDGES)}.")
        return 2
    interpreters = []
    for name in arguments or JUDGES:
        folder = JUDGES_VENV / name
        python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
        stamp, lock = folder / "finbyte-judge.stamp", judge_lock(name)
        wanted = lock.read_text(encoding="utf-8")
        if read_or_empty(stamp) != wanted:
            print(f"Installing the judge {name}.", file=sys.stderr, flush=True)
            made = [str(VENV_PYTHON), "-m", "venv", "--without-pip", "--clear", str(folder)]
            subprocess.run(made, cwd=ROOT, env=child_environment(), check=True)
            uv = [str(UV), "pip", "install", "--quiet", "--require-hashes", "--python", str(python)]
            run_with_retries(f"Installing the judge {name}", [[*uv, "--requirement", str(lock)]])
            write_stamp(stamp, wanted)
        interpreters.append(f"{name}={python}")
    replace_process([str(VENV_PYTHON), "-m", "tests.support.judges", *interpreters])


def judge_lock(name: str) -> Path:
    """The locked packages of one judge."""
    return REQUIREMENTS / f"judge-{name}.txt"


def lock_requirements(arguments: Sequence[str]) -> int:
    """Resolve the requirement files again for every system and Python version, with hashes and no address."""
    app, dev = LOCKS["app"], LOCKS["dev"]
    project = ["pyproject.toml", "--constraint", str(CONSTRAINTS)]
    inputs = {
        BOOTSTRAP_LOCK: ["-"],
        app: project,
        dev: [*project, "--group", "test", "--constraint", str(app)],
    }
    inputs |= {judge_lock(name): ["-"] for name in JUDGES}
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    options += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", *arguments]
    environment = {
        name: text for name, text in child_environment().items() if not name.endswith("FIND_LINKS")
    }
    with installation_lock():
        ensure_uv()
        for path, sources in inputs.items():
            command = [str(UV), "pip", "compile", *options, *sources, "--output-file", str(path)]
            asked = next((name for name in JUDGES if judge_lock(name) == path), "uv")
            done = subprocess.run(command, cwd=ROOT, env=environment, input=asked, text=True, check=False)
            if done.returncode:
                return done.returncode
            if "://" in path.read_text(encoding="utf-8"):
                say(f"{path.relative_to(ROOT)} names a download address: do not commit it.")
                return 1
    return 0


COMMANDS = {
    "run": run_client,
    "test": run_tests,
    "exchange": run_exchange,
    "simulate": run_simulation,
    "crash": run_crashes,
    "judges": run_judges,
    "exec": run_command,
    "lock": lock_requirements,
}


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return COMMANDS[arguments[0]](list(arguments[1:]))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
