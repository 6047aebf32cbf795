"""A hostile configuration: what a user would never see fails the test that caused it.

Warnings are errors and Qt's messages fail (both in pyproject.toml). Here: an unexpected log record of level
WARNING or above fails, only loopback can be reached, the user's folders are throw-away ones, and with
FINBYTE_FORBID_SKIPS=1 a skipped test fails the run.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _pytest.terminal import TerminalReporter

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FORBID_SKIPS = os.environ.get("FINBYTE_FORBID_SKIPS") == "1"

# Set before anything can import Qt. On one display parallel tests would fight for the focus, so windows of
# the test process are drawn offscreen; a test of the real thing starts a process with the window_env fixture.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
# No test asks the system of the person who runs it to stay awake.
os.environ["WAKEPY_FAKE_SUCCESS"] = "yes"
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

# A busy machine makes no example wrong.
settings.register_profile("finbyte", deadline=None)
settings.load_profile("finbyte")


def has_display() -> bool:
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY"))


# -------------------------------------------------------------------------------- collection and skips


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that open windows in one process, one after the other."""
    for item in items:
        if item.get_closest_marker("window") is not None:
            item.add_marker(pytest.mark.xdist_group("window"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("window") is not None and not has_display():
        pytest.skip("needs a display: run it with python3 dev.py test")
    if item.get_closest_marker("data") is not None:
        skip_without_shared_data()


def skip_without_shared_data() -> None:
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the shared market data in ../shared/data beside the repository")


def skipped_reports(config: pytest.Config) -> list[Any]:
    reporter: TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    return [] if reporter is None else reporter.stats.get("skipped", [])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if FORBID_SKIPS and session.exitstatus == pytest.ExitCode.OK and skipped_reports(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    skipped = skipped_reports(config)
    if FORBID_SKIPS and skipped:
        terminalreporter.section("skipped, and FINBYTE_FORBID_SKIPS=1 forbids it", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")


# -------------------------------------------------------------------------------- the machine


@pytest.fixture(scope="session", autouse=True)
def _throw_away_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the settings, data or cache of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        for name in ("APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture
def shared_data() -> Path:
    """The folder of shared market data; the test is skipped where there is none."""
    skip_without_shared_data()
    return SHARED_DATA


@pytest.fixture
def window_env() -> dict[str, str]:
    """The environment of a process that opens a real window on the test's display."""
    return {name: text for name, text in os.environ.items() if name != "QT_QPA_PLATFORM"}


# -------------------------------------------------------------------------------- log records


class ExpectedLogs(logging.Handler):
    """The records of level WARNING or above that a test caused, and which of them it expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._required: list[str] = []
        self._allowed: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def require(self, pattern: str) -> None:
        """Expect at least one record whose "LEVEL name: message" the regular expression finds itself in."""
        self._required.append(pattern)

    def allow(self, pattern: str) -> None:
        """Expect any number of such records, also none."""
        self._allowed.append(pattern)

    def complaints(self) -> list[str]:
        texts = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in self.records]
        expected = [*self._required, *self._allowed]
        unexpected = [text for text in texts if not any(re.search(pattern, text) for pattern in expected)]
        missing = [p for p in self._required if not any(re.search(p, text) for text in texts)]
        return [f"unexpected log record: {text}" for text in unexpected] + [
            f"expected log record never came: {pattern}" for pattern in missing
        ]


@pytest.fixture
def expected_logs(_watched_logs: ExpectedLogs) -> ExpectedLogs:
    """Says which warnings and errors this test may log: expected_logs.require(pattern), .allow(pattern)."""
    return _watched_logs


@pytest.fixture(autouse=True)
def _watched_logs(request: pytest.FixtureRequest) -> Iterator[ExpectedLogs]:
    watch = ExpectedLogs()
    for marker in request.node.iter_markers("expected_logs"):
        for pattern in marker.args:
            watch.allow(pattern)
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    if complaints := watch.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


# -------------------------------------------------------------------------------- network


class NetworkRefused(Exception):
    """A test tried to leave this machine. No OSError: code that retries after one must not hide it."""


def is_local(host: object) -> bool:
    """Loopback, or an address to listen on; None and "" stand for the latter."""
    if host is None or not isinstance(host, str | bytes):
        return host is None
    name = host.decode() if isinstance(host, bytes) else host
    if name in {"", "localhost", socket.gethostname()}:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def _refused_hosts() -> Iterator[list[str]]:
    """Every attempt to leave loopback raises, and is kept in case the code under test swallows that."""
    refused: list[str] = []

    def refuse(host: object) -> None:
        refused.append(str(host))
        raise NetworkRefused(f"tests reach loopback only, not {host}")

    def guard(method: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(self: socket.socket, *args: Any) -> Any:
            address = args[-1] if args else None
            if self.family in {socket.AF_INET, socket.AF_INET6} and not is_local(address[0]):
                refuse(address[0])
            return method(self, *args)

        return guarded

    resolve = socket.getaddrinfo

    def guarded_resolve(host: Any, *args: Any, **options: Any) -> Any:
        if not is_local(host):
            refuse(host)
        return resolve(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield refused


@pytest.fixture(autouse=True)
def _no_network(_refused_hosts: list[str]) -> Iterator[None]:
    _refused_hosts.clear()
    yield
    if _refused_hosts:
        pytest.fail(f"tried to reach {', '.join(_refused_hosts)}; tests reach loopback only", pytrace=False)
