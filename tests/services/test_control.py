"""The local door for ctl: its owner alone comes in, nonsense is refused, and what is asked is done."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

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
