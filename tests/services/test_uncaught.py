"""Errors that nobody caught reach the log whole, without keys, and are told now and then."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from finbyte_desktop.services.logs import FILE_NAME, redacted, start_log
from finbyte_desktop.services.uncaught import PLACES_KEPT, TOLD_EVERY_S, WRITTEN_EVERY_S, Part, Uncaught
from tests.conftest import ExpectedLogs

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[Part]:
    return []


@pytest.fixture
def uncaught(clock: Clock, told: list[Part], expected_logs: ExpectedLogs) -> Iterator[Uncaught]:
    expected_logs.allow("not caught")
    made = Uncaught(clock)
    made.on_told = told.append
    restore = made.install()
    yield made
    restore()


def raised(text: str) -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def written(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if "not caught" in record.message]


def test_error_of_a_thread_is_written_and_told(
    uncaught: Uncaught, told: list[Part], caplog: pytest.LogCaptureFixture
) -> None:
    """With its traceback, and as something beside the window."""

    def fail() -> None:
        raise ValueError("torn")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (record,) = [r for r in caplog.records if "not caught" in r.getMessage()]
    assert record.exc_info is not None
    assert "in fail" in (caplog.text)
    assert told == [Part.BESIDE]


def test_error_of_the_collector_is_written(
    uncaught: Uncaught, told: list[Part], caplog: pytest.LogCaptureFixture
) -> None:
    """What is raised where nobody can catch it."""

    class Torn:
        def __del__(self) -> None:
            raise ValueError("torn")

    Torn()
    gc.collect()
    assert written(caplog) == ["not caught, beside: ValueError: torn"]
    assert told == [Part.BESIDE]


def test_same_error_is_written_once_a_minute_with_how_often(
    uncaught: Uncaught, clock: Clock, told: list[Part], caplog: pytest.LogCaptureFixture
) -> None:
    """A repaint that fails sixty times a second fills neither the log nor the screen."""
    for _ in range(600):
        uncaught.note(raised("torn"))
        clock.now_s += 0.016
    assert len(written(caplog)) == 1
    assert told == [Part.WINDOW]
    clock.now_s += max(WRITTEN_EVERY_S, TOLD_EVERY_S)
    uncaught.note(raised("torn"))
    assert written(caplog)[1] == (
        "not caught, window (and 599 times more since it was last written): ValueError: torn"
    )
    assert told == [Part.WINDOW, Part.WINDOW]


def test_another_error_is_written_at_once(uncaught: Uncaught, caplog: pytest.LogCaptureFixture) -> None:
    """What is held back is the same error at the same place, nothing else."""
    uncaught.note(raised("torn"))
    try:
        int("x")
    except ValueError as error:
        uncaught.note(error)
    assert len(written(caplog)) == 2


def test_places_that_are_remembered_are_bounded(uncaught: Uncaught, caplog: pytest.LogCaptureFixture) -> None:
    """However many places fail, the table stays small and nothing is lost."""
    for number in range(3 * PLACES_KEPT):
        made: dict[str, object] = {}
        exec(compile("def fail():\n    raise ValueError('torn')", f"file{number}", "exec"), made)
        try:
            made["fail"]()  # type: ignore[operator]
        except ValueError as error:
            uncaught.note(error)
        assert len(uncaught._written_s) <= PLACES_KEPT
    assert len(written(caplog)) == 3 * PLACES_KEPT


def test_counts_that_were_held_back_are_written_at_the_end(
    clock: Clock, caplog: pytest.LogCaptureFixture, expected_logs: ExpectedLogs
) -> None:
    """The log says how often, also when the minute was not over; the hooks are given back."""
    expected_logs.allow("not caught")
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    made = Uncaught(clock)
    restore = made.install()
    assert sys.excepthook != before[0]
    for _ in range(3):
        made.note(raised("torn"))
    restore()
    assert "2 times more" in written(caplog)[-1]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_whoever_tells_may_fail_himself(
    uncaught: Uncaught, expected_logs: ExpectedLogs, caplog: pytest.LogCaptureFixture
) -> None:
    """The first error is written all the same, and nothing is raised out of the hook."""
    expected_logs.require("not told")

    def broken(_: Part) -> None:
        raise RuntimeError("no window")

    uncaught.on_told = broken
    uncaught.note(raised("torn"))
    assert written(caplog) == ["not caught, window: ValueError: torn"]


def test_keyboard_interrupt_is_no_error(
    uncaught: Uncaught, told: list[Part], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl+C in a terminal ends the program; nothing failed."""
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert written(caplog) == []
    assert told == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        f"GET /api/v3/order?symbol=BTCUSDT&timestamp=1&signature={KEY}",
        f"{{'apiKey': '{KEY[:18]}', 'x': 1}}",
        f"X-MBX-APIKEY: {KEY}",
        f"secret={KEY[:12]}!",
        f"Bad character in {KEY}",
        f"passphrase='{KEY[:9]} two words'",
        f"-----BEGIN PRIVATE KEY-----\n{KEY}\n{KEY}\n-----END PRIVATE KEY-----",
        f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}",
        f"key, cut off: {KEY[:40]}/{KEY[:9]}\\n{KEY[:12]}==\\n-----END PRIVATE KEY-----",
        f"Authorization: Bearer {KEY[:18]}",
        f"'Authorization': 'Basic {KEY[:18]}=='",
        f"sent with bearer {KEY[:12]}.{KEY[:9]}-x",
        f"secret=b'{KEY[:12]}'",
        f"{{b'X-BAPI-API-KEY': b'{KEY[:12]}'}}",
        f"('X-BAPI-API-KEY', '{KEY[:12]}')",
        f'{{\\"secret\\": \\"{KEY[:9]} and more\\"}}',
        f'{{\\\\\\"apiKey\\\\\\": \\\\\\"{KEY[:9]} and more\\\\\\"}}',
        f'"password": "a \\" in it {KEY[:9]}"',
        f"passphrase='{KEY[:9]} whose end was cut off",
        f"OK-ACCESS-SIGN: {KEY[:10]}+/{KEY[:10]}=",
        f"listenKey={KEY[:20]}",
    ],
)
def test_keys_are_taken_out(text: str) -> None:
    """Named or not, in an address, a table, a header, or as a block."""
    assert KEY[:9] not in redacted(text)
    assert "***" in redacted(text)


UUID = "3f2b9c1e-77aa-4d10-9c3e-5a1b2c3d4e5f"


@pytest.mark.parametrize(
    "text",
    [
        f"apiKey={UUID}",
        f"X-BAPI-API-KEY: {UUID}",
        f"'OK-ACCESS-KEY': '{UUID}'",
        f"KEY: {UUID}",
        f"(b'KC-API-KEY', b'{UUID}')",
        f'{{\\"AccessKeyId\\": \\"{UUID}\\"}}',
        f"Invalid API key {UUID}",
        f"the secret is {UUID}",
        f"Bad key '{UUID}'",
        f"Authorization: Bearer {UUID}",
    ],
)
def test_uuid_that_is_called_a_key_is_taken_out(text: str) -> None:
    """Bybit's keys and others look so."""
    assert UUID[:8] not in redacted(text)
    assert UUID[-12:] not in redacted(text)


def test_long_text_costs_no_time() -> None:
    """Neither one long word nor many quotes and lines make it go over the text again and again."""
    words = ("a1" * 20_000, "secret" * 5_000, "key='" * 5_000, ("A1b2" * 16 + "\n") * 2_000, "\\" * 20_000)
    for text in words:
        begun = time.monotonic()
        redacted(f"PRIVATE KEY----- secret{text}-----END x")
        assert time.monotonic() - begun < 5.0


@pytest.mark.parametrize(
    "text",
    [
        '  File "/usr/lib/finbyte_desktop/services/live/desk_reads.py", line 12, in _told_to_the_window',
        "not caught, window: KeyError: 'binance:BTC/USDT'",
        "order FB1a2-0123456789abcdef is unknown",
        "the key of Main may not trade",
        f"order {UUID} is unknown",
        f"{{'orderId': '{UUID}', 'orderLinkId': '{UUID}'}}",
        f"key_or_address: Bybit refuses this key; order {UUID} stays",
    ],
)
def test_what_helps_is_left_in(text: str) -> None:
    """Files, functions, markets and order ids are no keys."""
    assert redacted(text) == text


def test_written_error_has_no_key_for_any_handler(
    uncaught: Uncaught, caplog: pytest.LogCaptureFixture
) -> None:
    """Its message is without keys before a handler sees it."""
    uncaught.note(raised(f"bad secret={KEY}"))
    assert written(caplog) == ["not caught, window: ValueError: bad secret=***"]


def test_traceback_in_the_file_has_no_key(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    """The text of an error goes the same way as the message."""
    expected_logs.allow("not caught")
    handler = start_log(tmp_path)
    try:
        Uncaught().note(raised(f"bad secret {KEY}"))
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "in raised" in text
    assert KEY not in text
