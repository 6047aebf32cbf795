"""The local door for ctl: its owner alone comes in, nonsense is refused, and what is asked is done."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import stat
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from finbyte_desktop import cli
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services import control
from finbyte_desktop.services.control import SOCKET_NAME, TOKEN_NAME, ControlServer, ask


async def echo(request: Mapping[str, Any]) -> Mapping[str, Any]:
    if request.get("do") == "fail":
        raise UserError("No.", "no")
    if request.get("do") == "away":
        raise Unavailable("Later.", "later")
    return {"got": request.get("do")}


async def answers(folder: Path, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    """What a door says to these."""
    server = await ControlServer.open(folder, echo)
    try:
        return [await asyncio.to_thread(ask, folder, request) for request in requests]
    finally:
        await server.close()


@pytest.fixture(params=["socket", "token"])
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "token":
        monkeypatch.setattr(control, "LONGEST_PATH", 0)
    elif sys.platform == "win32":
        pytest.skip("Windows has the other door")
    return str(request.param)


def test_requests_are_answered(door: str, tmp_path: Path) -> None:
    """An answer, a refusal and an inability, each with its status; afterwards nothing is left."""
    got = asyncio.run(answers(tmp_path, {"do": "status"}, {"do": "fail"}, {"do": "away"}))
    assert got[0] == {"ok": True, "got": "status"}
    assert (got[1]["ok"], got[1]["code"], got[1]["status"]) == (False, "no", 2)
    assert (got[2]["code"], got[2]["status"]) == ("later", 3)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unavailable, match="No FinByte runs"):
        ask(tmp_path, {"do": "status"})


def test_only_its_owner_may_open_it(door: str, tmp_path: Path) -> None:
    """Nobody else of this computer may connect to the socket, or read the token."""

    async def work() -> int:
        server = await ControlServer.open(tmp_path, echo)
        name = SOCKET_NAME if door == "socket" else TOKEN_NAME
        mode = (tmp_path / name).stat().st_mode
        await server.close()
        return stat.S_IMODE(mode)

    assert asyncio.run(work()) == 0o600


def test_wrong_token_and_nonsense_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the token nothing is done, and what is no request gets an answer or an end, never a hang."""
    monkeypatch.setattr(control, "LONGEST_PATH", 0)

    def talk(port: int, sent: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as door:
            with contextlib.suppress(ConnectionError):  # it may hang up on far too long a line
                door.sendall(sent)
                with door.makefile("rb") as stream:
                    return stream.readline()
            return b""

    async def work() -> None:
        server = await ControlServer.open(tmp_path, echo)
        port = json.loads((tmp_path / TOKEN_NAME).read_text())["port"]
        for sent in (b'{"do": "status"}\n', b'{"do": "status", "token": "0"}\n', b"nonsense\n", b"[]\n"):
            answer = orjson.loads(await asyncio.to_thread(talk, port, sent))
            assert (answer["ok"], answer["status"]) == (False, 2)
        assert await asyncio.to_thread(talk, port, b"x" * (control.LONGEST_LINE * 2) + b"\n") == b""
        assert (await asyncio.to_thread(ask, tmp_path, {"do": "status"}))["ok"]
        await server.close()

    asyncio.run(work())


@pytest.mark.skipif(sys.platform == "win32", reason="no sockets in files there")
def test_door_of_a_killed_process_is_replaced(tmp_path: Path) -> None:
    """A socket that nobody serves any more says that nobody runs, and the next process takes its place."""
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    dead.bind(str(tmp_path / SOCKET_NAME))
    dead.close()
    with pytest.raises(Unavailable, match="No FinByte runs"):
        ask(tmp_path, {"do": "status"})
    assert asyncio.run(answers(tmp_path, {"do": "status"}))[0]["ok"]


# --- ctl: every failure has a text and a status ---------------------------------------------------------


def ctl(folder: Path, *words: str) -> int:
    """The command line as a person calls it."""
    return cli.run(["ctl", *words, "--data", str(folder)])


async def strange(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """An engine that fails in every way that an answer can."""
    verb = request.get("do")
    if verb == "status":
        raise ValueError("torn")
    if verb == "pause":
        raise TimeoutError
    if verb == "resume":
        return {"done": object()}
    if verb == "stop":
        raise UserError("FinByte runs in a window.", "window_open")
    return {"done": [], "failed": [{"bot": "paper/b1", "code": "no", "error": "It has ended."}]}


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("words", "status", "text"),
    [
        (("status",), 3, "FinByte failed in this request (ValueError)"),
        (("pause",), 3, "FinByte failed in this request (TimeoutError)"),
        (("resume",), 3, "FinByte failed in this request (TypeError)"),
        (("stop",), 2, "FinByte runs in a window."),
        (("release",), 2, "paper/b1: It has ended."),
    ],
)
def test_ctl_tells_what_the_engine_could_not_do(
    words: tuple[str, ...],
    status: int,
    text: str,
    as_json: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    expected_logs: Any,
) -> None:
    """A refusal, a fault of the engine and a bot that could not be stopped: text, and a status."""
    expected_logs.allow("A request failed")

    async def work() -> int:
        server = await ControlServer.open(tmp_path, strange)
        try:
            return await asyncio.to_thread(ctl, tmp_path, *words, *(["--json"] if as_json else []))
        finally:
            await server.close()

    assert asyncio.run(work()) == status
    captured = capsys.readouterr()
    assert text in captured.err
    if as_json:
        told = json.loads(captured.out)
        assert told["ok"] is (words == ("release",))


ANSWERS = {
    "silence": b"",
    "half": b'{"ok": tr',
    "no object": b"[1]\n",
    "no verdict": b'{"done": []}\n',
    "not said why": b'{"ok": false, "status": 0}\n',
    "other version": b'{"ok": true, "accounts": 3}\n',
}


@pytest.mark.skipif(sys.platform == "win32", reason="no sockets in files there")
@pytest.mark.parametrize("answer", ANSWERS)
def test_ctl_tells_an_answer_that_is_none(
    answer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is at the door: silence, half an answer, or one of another version."""
    served = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    served.bind(str(tmp_path / SOCKET_NAME))
    served.listen()

    def serve() -> None:
        line, _ = served.accept()
        with line:
            line.recv(1_000)
            line.sendall(ANSWERS[answer])

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        assert ctl(tmp_path, "status") == 3
    finally:
        thread.join()
        served.close()
    assert len(capsys.readouterr().err.strip()) > 20


@pytest.mark.skipif(sys.platform == "win32", reason="no sockets in files there")
@pytest.mark.parametrize("at", ["nothing", "no folder", "dead socket", "dead port", "torn token", "hangs"])
def test_ctl_tells_that_nobody_answers(
    at: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No engine, the remains of a killed one, and one that hangs."""
    folder, kept = tmp_path, []
    if at == "no folder":
        folder = tmp_path / "gone"
    elif at in ("dead socket", "hangs"):
        dead = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        dead.bind(str(tmp_path / SOCKET_NAME))
        if at == "hangs":
            dead.listen()
            monkeypatch.setattr(control, "ANSWER_S", 0.2)
            kept.append(dead)
        else:
            dead.close()
    elif at == "dead port":
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (tmp_path / TOKEN_NAME).write_text(json.dumps({"port": port, "token": "0"}))
    elif at == "torn token":
        (tmp_path / TOKEN_NAME).write_text('{"port": ')
    for words in (("status",), ("pause", "--json"), ("stop", "--bot", "b1"), ("release",)):
        assert ctl(folder, *words) == 3
        text = capsys.readouterr().err
        assert ("gave no answer" if at == "hangs" else "No FinByte runs with the data folder") in text
    for each in kept:
        each.close()


def test_ctl_asks_to_trade_at_the_market_only_when_told_to(tmp_path: Path) -> None:
    """--at-market goes to the engine with the verb; without it nothing of the kind is asked."""
    asked: list[Mapping[str, Any]] = []

    async def hears(request: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append(request)
        return {"done": []}

    async def work() -> None:
        server = await ControlServer.open(tmp_path, hears)
        try:
            for more in ((), ("--at-market",)):
                assert await asyncio.to_thread(ctl, tmp_path, "resume", "--bot", "b1", *more) == 0
        finally:
            await server.close()

    asyncio.run(work())
    assert asked == [{"do": "resume", "bot": "b1"}, {"do": "resume", "bot": "b1", "at_market": True}]
