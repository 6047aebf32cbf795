"""A file of secrets under a master password: Argon2id makes the key, AES-256-GCM seals the content.

For computers without a keyring. The password is kept nowhere; who loses it enters the keys again.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from finbyte_desktop.core.errors import Unavailable, UserError

FILE_NAME = "vault.json"
FORMAT = 1
SHORTEST = 10
MEMORY_KIB = 64 * 1024  # 0.1 s on a laptop: RFC 9106, second recommended option
ITERATIONS = 3
LANES = 4
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
MOST_MEMORY_KIB, MOST_ITERATIONS, MOST_LANES = 1024 * 1024, 20, 16


@dataclass(frozen=True, slots=True)
class _Cost:
    memory_kib: int = MEMORY_KIB
    iterations: int = ITERATIONS
    lanes: int = LANES


class Vault:
    """The open vault of a data folder. Every change is written at once, to a new file that replaces the old.

    The key lives in memory as long as the vault is open; `close` overwrites it.
    """

    def __init__(self, path: Path, key: bytes, salt: bytes, cost: _Cost, content: dict[str, str]) -> None:
        self._path = path
        self._key = bytearray(key)
        self._salt = salt
        self._cost = cost
        self._content = content

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether this data folder has a vault."""
        return (folder / FILE_NAME).exists()

    @classmethod
    def create(cls, folder: Path, password: str) -> Vault:
        """A new, empty vault. Raises UserError for a short password or when there is one already."""
        if len(password) < SHORTEST:
            raise UserError(
                f"The master password needs at least {SHORTEST} characters; longer is safer.",
                "short_password",
                "password",
            )
        path = folder / FILE_NAME
        if path.exists():
            raise UserError(f"There is a vault already: {path}. Nothing was changed.", "vault_exists")
        salt, cost = secrets.token_bytes(SALT_BYTES), _Cost()
        vault = cls(path, _derive(password, salt, cost), salt, cost, {})
        vault._write()
        return vault

    @classmethod
    def open(cls, folder: Path, password: str) -> Vault:
        """Opens the vault. Raises UserError for a wrong password, Unavailable for a file that cannot be
        read.
        """
        path = folder / FILE_NAME
        salt, nonce, sealed, cost = _read(path)
        key = _derive(password, salt, cost)
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            content = orjson.loads(AESGCM(key).decrypt(nonce, sealed, _bound(salt, cost)))
        except InvalidTag:
            raise UserError(
                "This is not the vault's master password, or the file was changed. Nothing was opened.",
                "wrong_password",
                "password",
            ) from None
        return cls(path, key, salt, cost, content)

    def close(self) -> None:
        """Forgets the key and every secret. The vault cannot be used any more; it is opened anew."""
        self._key[:] = bytes(len(self._key))
        self._content = {}

    def get(self, name: str) -> str | None:
        """A secret; None when there is none of this name."""
        return self._content.get(name)

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret. Raises Unavailable when the disk does not take it; the old file stays."""
        self._change({**self._content, name: secret})

    def remove(self, name: str) -> None:
        """Forgets a secret."""
        self._change({key: value for key, value in self._content.items() if key != name})

    def _change(self, content: dict[str, str]) -> None:
        before, self._content = self._content, content
        try:
            self._write()
        except Unavailable:
            self._content = before
            raise

    def _write(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._key).encrypt(nonce, orjson.dumps(self._content), _bound(self._salt, self._cost))
        body = {
            "format": FORMAT,
            "kdf": "argon2id",
            "memory_kib": self._cost.memory_kib,
            "iterations": self._cost.iterations,
            "lanes": self._cost.lanes,
            "salt": base64.b64encode(self._salt).decode(),
            "nonce": base64.b64encode(nonce).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }
        write_private(self._path, orjson.dumps(body, option=orjson.OPT_INDENT_2))


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that only this user may read: temporary name, synced, put in place.

    Raises Unavailable when the disk does not take it; an old file stays.
    """
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise Unavailable(
            f"{path} could not be written: {error.strerror}. What was there before is unchanged. "
            "Free some space or give this user the right to write there.",
            "secrets_unwritable",
        ) from None


def _sync_folder(folder: Path) -> None:
    """Makes a new name durable, where the system can: the file is whole under its old or its new name."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _bound(salt: bytes, cost: _Cost) -> bytes:
    """What the seal is bound to: changing it in the file makes the content unreadable."""
    return orjson.dumps([FORMAT, "argon2id", cost.memory_kib, cost.iterations, cost.lanes]) + salt


def _derive(password: str, salt: bytes, cost: _Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(password.encode())


def _read(path: Path) -> tuple[bytes, bytes, bytes, _Cost]:
    try:
        body: Mapping[str, Any] = orjson.loads(path.read_bytes())
        if body["format"] > FORMAT:
            raise Unavailable(
                f"{path} was written by a newer FinByte. Nothing was changed. Start that version.",
                "newer_vault",
            )
        cost = _Cost(body["memory_kib"], body["iterations"], body["lanes"])
        limits = (MOST_MEMORY_KIB, MOST_ITERATIONS, MOST_LANES)
        if not all(
            0 < have <= most
            for have, most in zip((cost.memory_kib, cost.iterations, cost.lanes), limits, strict=True)
        ):
            raise ValueError("cost")
        parts = [base64.b64decode(body[name], validate=True) for name in ("salt", "nonce", "sealed")]
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror}. Nothing was opened.", "no_vault"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise Unavailable(
            f"{path} is damaged. It was not changed. Put a copy of it in its place, or move it away and "
            "enter the keys again: the venues still have them.",
            "damaged_vault",
        ) from None
    return parts[0], parts[1], parts[2], cost
