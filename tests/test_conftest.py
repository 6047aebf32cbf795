"""The hostile configuration is itself able to fail: each guard is run on a small project that offends it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).with_name("conftest.py")
SETTINGS = """
    [pytest]
    qt_api = pyside6
    qt_log_level_fail = WARNING
    filterwarnings = error
    addopts = -p no:cacheprovider
    markers =
        data: d
        window: w
        expected_logs: e
"""


@pytest.fixture
def offender(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project under the same conftest."""
    monkeypatch.delenv("FINBYTE_FORBID_SKIPS", raising=False)
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makeini(SETTINGS)
    return pytester


def test_offences_fail(offender: pytest.Pytester) -> None:
    """A warning, a log record, a Qt message and a connection each fail the test that caused it."""
    offender.makepyfile(
        """
        import contextlib, logging, socket, warnings

        def test_warning():
            warnings.warn("old")

        def test_qt_message():
            from PySide6.QtCore import qWarning
            qWarning("trouble")

        def test_log_record():
            logging.getLogger("feeds").warning("stale")

        def test_expected_record_that_never_comes(expected_logs):
            expected_logs.require("stale")

        def test_connection():
            with contextlib.suppress(Exception):
                socket.create_connection(("192.0.2.1", 80), timeout=1)

        def test_name():
            with contextlib.suppress(Exception):
                socket.getaddrinfo("example.org", 80)

        def test_datagram():
            with socket.socket(type=socket.SOCK_DGRAM) as s, contextlib.suppress(Exception):
                s.sendto(b"x", ("192.0.2.1", 9))
        """
    )
    result = offender.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(failed=2, passed=5, errors=5)
    result.stdout.fnmatch_lines_random(
        [
            "*trouble*",
            "*unexpected log record: WARNING feeds: stale*",
            "*expected log record never came: stale*",
            "*tried to reach 192.0.2.1*",
            "*tried to reach example.org*",
        ]
    )


def test_what_is_expected_passes(offender: pytest.Pytester) -> None:
    """Announced log records and loopback connections fail nothing."""
    offender.makepyfile(
        """
        import asyncio, logging, pytest

        def test_required(expected_logs):
            expected_logs.require("WARNING feeds: stale")
            logging.getLogger("feeds").warning("stale")

        @pytest.mark.expected_logs("stale", "late")
        def test_marked():
            logging.getLogger("feeds").error("stale")

        def test_loopback():
            async def main():
                server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
                port = server.sockets[0].getsockname()[1]
                reader, writer = await asyncio.open_connection("localhost", port, family=2)
                assert await reader.read() == b""
                writer.close()
                server.close()
                await server.wait_closed()
            asyncio.run(main())
        """
    )
    offender.runpytest_subprocess().assert_outcomes(passed=3)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_skip_fails_the_run_only_where_skips_are_forbidden(
    offender: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    """FINBYTE_FORBID_SKIPS=1 turns the exit status and names the skipped test, with and without workers."""
    offender.makepyfile(
        """
        import pytest

        def test_one():
            pytest.skip("no such device")

        def test_two(shared_data):
            pass

        def test_three():
            pass
        """
    )
    result = offender.runpytest_subprocess("-n", workers)
    result.assert_outcomes(passed=1, skipped=2)
    assert result.ret == pytest.ExitCode.OK

    monkeypatch.setenv("FINBYTE_FORBID_SKIPS", "1")
    result = offender.runpytest_subprocess("-n", workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines_random(["*test_one: *no such device*", "*test_two: *shared market data*"])
