"""API keys: the system's keyring, a vault file, or this session only, as the trader chooses; never plain
text.

Names and places of the keys stand in `connections.json`, which holds no secret.
"""

from __future__ import annotations

import base64
import re
import secrets
import time
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import orjson

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.vault import NONCE_BYTES, Vault, write_private

SERVICE = "FinByte Desktop"
FILE_NAME = "connections.json"
SEALED_FOLDER = "sealed"
SEALED = "sealed:"  # in front of an entry of the keyring that names a file: token, key
TOKEN_BYTES = 16
LONGEST_IN_KEYRING = 1_000  # the Windows keyring takes 1,280 characters; longer secrets are sealed
ALLOWED_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)


class Home(StrEnum):
    """Where a secret lives."""

    KEYRING = "keyring"
    VAULT = "vault"
    SESSION = "session"


class KeyKind(StrEnum):
    """How requests are signed."""

    HMAC = "hmac"
    RSA = "rsa"
    ED25519 = "ed25519"


class Secret:
    """A text that no log, traceback or repr shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one who signs."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(type(self))

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("a secret is not copied out of its process")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of one account. The public part is a secret too: with it an account can be found."""

    key: Secret
    secret: Secret
    passphrase: Secret | None = None

    def texts(self) -> tuple[str, ...]:
        """All of it, for the one who keeps it out of logs and notes."""
        given = (self.key, self.secret, self.passphrase)
        return tuple(secret.reveal() for secret in given if secret is not None)

    @property
    def kind(self) -> KeyKind:
        """Read from the secret itself: a PEM block is RSA or Ed25519, everything else an HMAC secret."""
        text = self.secret.reveal()
        if "PRIVATE KEY" not in text:
            return KeyKind.HMAC
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            loaded = load_pem_private_key(text.encode(), None)
        except (ValueError, TypeError):
            raise UserError(
                "This private key cannot be read. Paste the whole PEM block, without a password on it.",
                "bad_private_key",
                "secret",
            ) from None
        return KeyKind.ED25519 if isinstance(loaded, Ed25519PrivateKey) else KeyKind.RSA


@dataclass(frozen=True, slots=True)
class Connection:
    """An account that the trader added. `address` is another host than the venue's own; `testnet` and `demo`
    are its play money: a test network, or demo trading at live prices. `owner` names the venue's account
    that the key belongs to, sealed with the secret of this installation; empty where that is not known.
    """

    id: str
    venue: str
    name: str
    home: Home
    testnet: bool = False
    address: str | None = None
    demo: bool = False
    owner: str = ""

    @property
    def mode(self) -> str:
        """What its orders move: "live" is real money, "testnet" and "demo" are play money."""
        return "testnet" if self.testnet else "demo" if self.demo else "live"


class Keyring(Protocol):
    """What a backend of the system's keyring offers."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def system_keyring() -> Keyring:
    """The system's keyring, if it is one of those that keep secrets. Blocking; not for the window's thread.

    Raises Unavailable when there is none: null, plain-text and file backends are refused.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found: Any = keyring.get_keyring()
    candidates = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    for backend in candidates:
        kind = type(backend)
        if f"{kind.__module__}.{kind.__qualname__}" in ALLOWED_BACKENDS:
            return backend  # type: ignore[no-any-return]
    raise Unavailable(
        "This computer has no keyring that keeps secrets (Secret Service, KWallet, Keychain or Windows "
        "Credential Manager). Keys can be kept in a vault file under a master password, or for this session.",
        "no_keyring",
    )


class Credentials:
    """The connections of a data folder and their keys. Calls block; the engine makes them on a thread.

    Every method raises Unavailable when a keyring is locked or gone, or the disk refuses; nothing is half
    done then.
    """

    def __init__(self, folder: Path, keyring: Keyring | None = None, vault: Vault | None = None) -> None:
        self._folder = folder
        self._keyring = keyring
        self._vault = vault
        self._used_s = _now_s()
        self._session: dict[str, str] = {}

    @property
    def vault(self) -> Vault | None:
        """The vault while it is open."""
        return self._vault

    @vault.setter
    def vault(self, vault: Vault | None) -> None:
        self._vault, self._used_s = vault, _now_s()

    def lock(self) -> None:
        """Closes the vault. Who holds a key already keeps it; nobody reads or changes one."""
        vault, self._vault = self._vault, None
        if vault is not None:
            vault.close()

    def vault_idle_s(self) -> float:
        """For how long the vault is open and no secret of it was used; 0 while it is locked. A computer that
        slept was idle.
        """
        if self._vault is None:
            return 0.0
        return max(now - used for now, used in zip(_now_s(), self._used_s, strict=True))

    def connections(self) -> list[Connection]:
        """What was added, in that order. Raises Unavailable for a file that cannot be read."""
        path = self._folder / FILE_NAME
        if not path.exists():
            return []
        try:
            rows = orjson.loads(path.read_bytes())
            return [Connection(**{**row, "home": Home(row["home"])}) for row in rows]
        except (OSError, ValueError, TypeError, KeyError):
            raise Unavailable(
                f"{path} cannot be read. It was not changed. The keys are still where they were kept; move "
                "the file away to add the connections again.",
                "unreadable_connections",
            ) from None

    def has_keyring(self) -> bool:
        """Whether this system has a keyring that keeps secrets. It may be locked all the same."""
        try:
            self._keyring = self._keyring or system_keyring()
        except Unavailable:
            return False
        return True

    def add(self, connection: Connection, key: ApiKey) -> None:
        """Keeps a key, then notes its connection."""
        known = self.connections()
        if any(other.id == connection.id for other in known):
            raise UserError("There is a connection of this name already.", "connection_exists", "name")
        self._store(connection, _packed(key))
        self._note([*known, connection])

    def key(self, connection: Connection) -> ApiKey:
        """The key of a connection."""
        packed = self._load(connection)
        if packed is None:
            raise Unavailable(
                f"The key of {connection.name} is not there any more. No order was sent. Enter it again.",
                "key_gone",
            )
        return _unpacked(packed)

    def renew(self, connection: Connection, key: ApiKey) -> None:
        """Puts another key in the place of the old one."""
        self._store(connection, _packed(key))

    def note_owner(self, connection: Connection, owner: str) -> None:
        """Notes whose account a connection is."""
        known = self.connections()
        self._note([replace(one, owner=owner) if one.id == connection.id else one for one in known])

    def remove(self, connection: Connection) -> None:
        """Forgets a connection and its key. The key is still valid at the venue."""
        name = connection.id
        if connection.home is Home.KEYRING:
            self._guarded(lambda ring: ring.delete_password(SERVICE, name))
            self._forget_sealed(name, None)
        elif connection.home is Home.VAULT:
            self._open_vault().remove(name)
        self._session.pop(name, None)
        self._note([other for other in self.connections() if other.id != name])

    # --- the three homes --------------------------------------------------------------------------

    def _store(self, connection: Connection, packed: str) -> None:
        name = connection.id
        if connection.home is Home.SESSION:
            self._session[name] = packed
        elif connection.home is Home.VAULT:
            self._open_vault().put(name, packed)
        else:
            self._store_in_keyring(name, packed)

    def _store_in_keyring(self, name: str, packed: str) -> None:
        """The keyring's entry is what counts: it names its file. So a file under a new name comes first, then
        the entry, then the old file goes; at every moment one of the two keys is whole.
        """
        path, kept = None, packed
        if len(packed) > LONGEST_IN_KEYRING:
            key, sealed = _sealed(packed)
            token = secrets.token_hex(TOKEN_BYTES)
            path, kept = self._folder / SEALED_FOLDER / f"{name}.{token}", f"{SEALED}{token}:{key}"
            write_private(path, sealed)
        try:
            self._guarded(lambda ring: ring.set_password(SERVICE, name, kept))
        except Unavailable:
            if path is not None:
                path.unlink(missing_ok=True)
            raise
        self._forget_sealed(name, path)

    def _forget_sealed(self, name: str, kept: Path | None) -> None:
        """Removes the sealed files of a connection but one."""
        pattern = re.compile(re.escape(name) + rf"(\.[0-9a-f]{{{2 * TOKEN_BYTES}}})?")
        folder = self._folder / SEALED_FOLDER
        for path in folder.iterdir() if folder.is_dir() else ():
            if path != kept and pattern.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def _load(self, connection: Connection) -> str | None:
        name = connection.id
        if connection.home is Home.SESSION:
            return self._session.get(name)
        if connection.home is Home.VAULT:
            return self._open_vault().get(name)
        kept = self._guarded(lambda ring: ring.get_password(SERVICE, name))
        if not isinstance(kept, str) or kept.startswith("["):
            return kept if isinstance(kept, str) else None
        token, _, key = kept.removeprefix(SEALED).rpartition(":")
        path = self._folder / SEALED_FOLDER / (f"{name}.{token}" if token else name)
        return _unsealed(key, path)

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Unavailable("The vault is locked. No order was sent. Unlock it first.", "vault_locked")
        self._used_s = _now_s()
        return self._vault

    def _guarded(self, ask: Any) -> object:
        from keyring.errors import KeyringError, PasswordDeleteError

        ring = self._keyring or system_keyring()
        self._keyring = ring
        try:
            return ask(ring)
        except PasswordDeleteError:
            return None  # it is gone already
        except (KeyringError, OSError) as error:
            raise Unavailable(
                f"The system's keyring is locked or does not answer ({type(error).__name__}). No key was "
                "read or changed, no order was sent. Unlock it and try again.",
                "keyring_locked",
            ) from None

    def _note(self, connections: list[Connection]) -> None:
        rows = [asdict(connection) for connection in connections]
        write_private(self._folder / FILE_NAME, orjson.dumps(rows, option=orjson.OPT_INDENT_2))


def _now_s() -> tuple[float, float]:
    """The steady clock, which nobody sets, and the wall clock, which goes on while a computer sleeps."""
    return time.monotonic(), time.time()


def _packed(key: ApiKey) -> str:
    passphrase = None if key.passphrase is None else key.passphrase.reveal()
    return orjson.dumps([key.key.reveal(), key.secret.reveal(), passphrase]).decode()


def _unpacked(packed: str) -> ApiKey:
    try:
        key, secret, passphrase = orjson.loads(packed)
    except (ValueError, TypeError):
        raise Unavailable("The key is damaged where it was kept. Enter it again.", "damaged_key") from None
    return ApiKey(Secret(key), Secret(secret), None if passphrase is None else Secret(passphrase))


def _sealed(packed: str) -> tuple[str, bytes]:
    """A random key for the keyring, and the content sealed with it for a file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(key).decode(), nonce + AESGCM(key).encrypt(nonce, packed.encode(), b"finbyte")


def _unsealed(kept: str, path: Path) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed, key = path.read_bytes(), base64.b64decode(kept, validate=True)
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], b"finbyte").decode()
    except (OSError, ValueError, InvalidTag):
        raise Unavailable(
            "The sealed key is gone or does not fit the keyring. Enter it again.", "damaged_key"
        ) from None
