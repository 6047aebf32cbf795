"""A local door to the running engine: `finbyte-desktop ctl` asks, one JSON line each way.

On Linux and macOS it is a socket in the data folder that its owner alone may open. Where that cannot be
(Windows, or a folder whose path is too long for a socket), a port on loopback and a token in a file that its
owner alone may read. Only the holder of the folder's lock serves.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from finbyte_desktop.core.errors import FinByteError, Unavailable, UserError
from finbyte_desktop.services.vault import write_private

log = logging.getLogger(__name__)
SOCKET_NAME = "control.sock"
TOKEN_NAME = "control.json"
LONGEST_PATH = 100  # bytes; systems take 104 to 108
LONGEST_LINE = 64 * 1024
ANSWER_S = 60.0
REQUEST_S = 10.0
UNSURE = "Whether it did that is not known: ask for the status."
MOST_DOORS = 16  # conversations at a time
Request = Mapping[str, Any]
Answer = Callable[[Request], Awaitable[Mapping[str, Any]]]


class Door(NamedTuple):
    """The files of a data folder that lead to one process."""

    socket: str
    token: str


CONTROL = Door(SOCKET_NAME, TOKEN_NAME)
GUARD = Door("guard.sock", "guard.json")


def _has_sockets(folder: Path, door: Door) -> bool:
    path = os.fsencode(folder.resolve() / door.socket)
    return sys.platform != "win32" and len(path) <= LONGEST_PATH


class ControlServer:
    """Answers requests of one data folder. Make it with `ControlServer.open`."""

    def __init__(self, folder: Path, answer: Answer, door: Door = CONTROL) -> None:
        self._folder = folder
        self._answer = answer
        self._door = door
        self._server: asyncio.Server | None = None
        self._token = ""
        self._talking = 0
        self._made: tuple[Path, int] | None = None

    @classmethod
    async def open(cls, folder: Path, answer: Answer, door: Door = CONTROL) -> ControlServer:
        """Begins to serve. The caller, or the process that started it, holds the folder's lock, so a door
        that is there is a dead one's, or that of a guard without an application.

        Raises Unavailable when the system gives none.
        """
        server = cls(folder, answer, door)
        try:
            await server._open()
        except OSError as error:
            raise Unavailable(
                f"No local socket can be opened in {folder} ({error.strerror}), so ctl will not reach this "
                "FinByte. Everything else works.",
                "no_control",
            ) from None
        return server

    async def _open(self) -> None:
        for name in self._door:
            (self._folder / name).unlink(missing_ok=True)
        path = self._folder / self._door.socket
        if _has_sockets(self._folder, self._door):
            before = os.umask(0o177)  # the socket is born closed for everybody else
            try:
                found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                try:
                    found.bind(str(path.resolve()))
                except OSError:
                    found.close()
                    raise
            finally:
                os.umask(before)
            self._made = path, path.stat().st_ino
            self._server = await asyncio.start_unix_server(self._talk, sock=found, limit=LONGEST_LINE)
            return
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=LONGEST_LINE)
        self._token = secrets.token_hex(32)
        port = self._server.sockets[0].getsockname()[1]
        path = self._folder / self._door.token
        write_private(path, orjson.dumps({"port": port, "token": self._token}))
        self._made = path, path.stat().st_ino

    def _forget(self) -> None:
        """Takes the door away, unless another process has put its own in the place."""
        if self._made is None:
            return
        path, number = self._made
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == number:
                path.unlink()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._talking >= MOST_DOORS:
            writer.close()
            return
        self._talking += 1
        try:
            try:
                async with asyncio.timeout(REQUEST_S):
                    line = await reader.readline()
            except (TimeoutError, ValueError, ConnectionError):  # nobody there, or far too long a line
                return
            reply = await self._written(line)
            with contextlib.suppress(ConnectionError):  # whoever asked has gone
                writer.write(reply + b"\n")
                await writer.drain()
        finally:
            self._talking -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _written(self, line: bytes) -> bytes:
        """The answer as it is written. Whatever goes wrong is an answer too: silence would say nothing."""
        try:
            return orjson.dumps(await self._reply(line))
        except Exception as error:
            log.exception("A request failed")
            kind = type(error).__name__
            text = f"FinByte failed in this request ({kind}). {UNSURE}"
            return orjson.dumps(_problem(Unavailable(text, "bug"), 3))

    async def _reply(self, line: bytes) -> Mapping[str, Any]:
        try:
            request = orjson.loads(line)
            if not isinstance(request, dict):
                raise ValueError("no object")
        except ValueError:
            return _problem(UserError("The request cannot be read.", "bad_request"), 2)
        if self._token and not hmac.compare_digest(str(request.get("token", "")), self._token):
            return _problem(UserError("The token does not fit.", "bad_token"), 2)
        try:
            return {"ok": True, **await self._answer(request)}
        except UserError as error:
            return _problem(error, 2)
        except FinByteError as error:
            return _problem(error, 3)

    async def close(self) -> None:
        """Serves no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._forget()


def _problem(error: FinByteError, status: int) -> dict[str, Any]:
    return {"ok": False, "code": error.code, "error": error.text, "status": status}


def _connected(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(ANSWER_S)
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def ask(folder: Path, request: Mapping[str, Any], door: Door = CONTROL) -> dict[str, Any]:
    """Asks the engine of a data folder, or its guard, and waits. Raises Unavailable when none answers."""
    nobody = Unavailable(
        f"No FinByte runs with the data folder {folder}. Nothing was changed.", "not_running"
    )
    sent = dict(request)
    try:
        token_file = folder / door.token
        if token_file.exists():
            told = json.loads(token_file.read_text(encoding="utf-8"))
            sent["token"] = told["token"]
            line = socket.create_connection(("127.0.0.1", int(told["port"])), timeout=ANSWER_S)
        elif _has_sockets(folder, door):
            line = _connected(str(folder.resolve() / door.socket))
        else:
            raise nobody
    except PermissionError:
        raise Unavailable(
            f"The FinByte of the data folder {folder} belongs to another user of this computer. Nothing was "
            "changed. Ask as that user.",
            "not_yours",
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise nobody from None
    try:
        with line, line.makefile("rwb") as stream:
            stream.write(orjson.dumps(sent) + b"\n")
            stream.flush()
            answer = stream.readline()
        found = orjson.loads(answer)
    except (OSError, ValueError):
        raise Unavailable(
            f"FinByte runs and gave no answer. {UNSURE}",
            "no_answer",
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("ok"), bool):
        raise Unavailable(
            f"FinByte gave an answer that cannot be read. {UNSURE}",
            "no_answer",
        )
    return found
