"""Keys: where they are kept, what is refused, and that no secret is in any file in plain text."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services import credentials as credentials_module
from finbyte_desktop.services import vault as vault_module
from finbyte_desktop.services.credentials import (
    ApiKey,
    Connection,
    Credentials,
    Home,
    KeyKind,
    Secret,
    system_keyring,
)
from finbyte_desktop.services.vault import Vault

CANARY = "canary-3f9c-secret"
PUBLIC = "canary-77aa-key"
PASSWORD = "correct horse battery"


class Ring:
    """A keyring in memory that can be locked."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked("locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        assert len(password) < 1_280
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if (service, username) not in self.kept:
            raise PasswordDeleteError("gone")
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def cheap_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key's derivation costs little in tests; the file says what it cost."""
    monkeypatch.setattr(vault_module, "MEMORY_KIB", 64)
    monkeypatch.setattr(vault_module._Cost.__init__, "__defaults__", (64, 1, 1))


def key(secret: str = CANARY) -> ApiKey:
    return ApiKey(Secret(PUBLIC), Secret(secret), Secret("canary-pass"))


def pem(private: Any) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()  # type: ignore[no-any-return]


RSA = pem(rsa.generate_private_key(65537, 2048))


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("home", list(Home))
@pytest.mark.parametrize("secret", [CANARY, RSA], ids=["hmac", "rsa"])
def test_key_comes_back_and_no_file_shows_it(tmp_path: Path, home: Home, secret: str) -> None:
    """Each home gives back what it got; the data folder holds no byte of it in plain text."""
    ring = Ring()
    vault = Vault.create(tmp_path, PASSWORD)
    store = Credentials(tmp_path, ring, vault)
    connection = Connection("c1", "binance", "Main", home)
    store.add(connection, key(secret))
    assert store.key(connection) == key(secret)
    assert store.connections() == [connection]
    found = everything_in(tmp_path)
    for text in (secret, PUBLIC, "canary-pass", secret[40:80] or CANARY):
        assert text.encode() not in found
    store.renew(connection, key("other"))
    assert store.key(connection).secret.reveal() == "other"
    store.remove(connection)
    assert store.connections() == []
    assert ring.kept == {}
    assert not list((tmp_path / "sealed").glob("*")) if (tmp_path / "sealed").exists() else True


def test_session_key_is_gone_with_the_session(tmp_path: Path) -> None:
    """A key of this session is asked for again after a restart, in words that say so."""
    connection = Connection("c1", "binance", "Main", Home.SESSION)
    Credentials(tmp_path, Ring()).add(connection, key())
    with pytest.raises(Unavailable, match="Enter it again"):
        Credentials(tmp_path, Ring()).key(connection)


def test_locked_keyring_is_said_in_words(tmp_path: Path) -> None:
    """A keyring that is locked loses nothing and tells what to do."""
    ring = Ring()
    store = Credentials(tmp_path, ring)
    connection = Connection("c1", "binance", "Main", Home.KEYRING)
    store.add(connection, key())
    ring.locked = True
    with pytest.raises(Unavailable) as caught:
        store.key(connection)
    assert caught.value.code == "keyring_locked"
    ring.locked = False
    assert store.key(connection) == key()


@pytest.mark.parametrize("backend", [NullKeyring(), NoKeyring()])
def test_backend_that_keeps_no_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, backend: Any
) -> None:
    """Null and missing keyrings are not used, whatever the system's settings say."""
    monkeypatch.setattr("keyring.get_keyring", lambda: backend)
    with pytest.raises(Unavailable) as caught:
        system_keyring()
    assert caught.value.code == "no_keyring"
    assert not Credentials(tmp_path).has_keyring()


def test_vault_opens_with_its_password_only(tmp_path: Path) -> None:
    """Another password, a changed byte or a changed cost open nothing; the right one opens all."""
    vault = Vault.create(tmp_path, PASSWORD)
    vault.put("a", CANARY)
    path = tmp_path / vault_module.FILE_NAME
    assert Vault.open(tmp_path, PASSWORD).get("a") == CANARY
    with pytest.raises(UserError) as caught:
        Vault.open(tmp_path, PASSWORD + "x")
    assert caught.value.code == "wrong_password"
    whole = json.loads(path.read_bytes())
    for field, value in (("iterations", 2), ("nonce", "A" * 16), ("salt", "A" * 22 + "==")):
        path.write_text(json.dumps({**whole, field: value}))
        with pytest.raises(UserError):
            Vault.open(tmp_path, PASSWORD)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"format": 1}',
        '{"format": 1, "memory_kib": 99999999999, "iterations": 1, "lanes": 1}',
    ],
)
def test_damaged_vault_is_not_touched(tmp_path: Path, content: str) -> None:
    """A file that is no vault stays as it is, and the words say that the venue still has the keys."""
    path = tmp_path / vault_module.FILE_NAME
    path.write_text(content)
    with pytest.raises(Unavailable) as caught:
        Vault.open(tmp_path, PASSWORD)
    assert caught.value.code == "damaged_vault"
    assert path.read_text() == content


def test_newer_vault_is_refused(tmp_path: Path) -> None:
    """A vault of a newer version is left alone."""
    path = tmp_path / vault_module.FILE_NAME
    path.write_text('{"format": 2}')
    with pytest.raises(Unavailable) as caught:
        Vault.open(tmp_path, PASSWORD)
    assert caught.value.code == "newer_vault"


def test_short_password_is_refused(tmp_path: Path) -> None:
    """A vault is not made under a password that can be tried out."""
    with pytest.raises(UserError) as caught:
        Vault.create(tmp_path, "short")
    assert caught.value.code == "short_password"
    assert not Vault.exists(tmp_path)


def test_write_that_fails_keeps_the_old_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk loses no key."""
    vault = Vault.create(tmp_path, PASSWORD)
    vault.put("a", "1")

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable):
        vault.put("b", "2")
    assert vault.get("b") is None
    monkeypatch.undo()
    assert Vault.open(tmp_path, PASSWORD).get("a") == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another thing there")
def test_only_this_user_may_read_the_files(tmp_path: Path) -> None:
    """Vault, sealed keys and connections are for nobody else."""
    store = Credentials(tmp_path, Ring(), Vault.create(tmp_path, PASSWORD))
    store.add(Connection("c1", "bybit", "Main", Home.KEYRING), key(RSA))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path


def test_secret_shows_itself_nowhere() -> None:
    """Text, repr, format and pickle of a key hold no secret."""
    shown = f"{key()} {key()!r} {key().secret} {key().secret!s:>40}"
    assert "canary" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(key())


def test_kind_of_a_key_is_read_from_it() -> None:
    """A PEM block signs with RSA or Ed25519, everything else with HMAC; half a block is refused."""
    assert key().kind is KeyKind.HMAC
    assert key(RSA).kind is KeyKind.RSA
    assert key(pem(ed25519.Ed25519PrivateKey.generate())).kind is KeyKind.ED25519
    with pytest.raises(UserError) as caught:
        _ = key(RSA[:200]).kind
    assert caught.value.field == "secret"
    assert RSA[40:80] not in caught.value.text


def test_unreadable_list_of_connections_is_left_alone(tmp_path: Path) -> None:
    """A damaged list is not overwritten."""
    path = tmp_path / "connections.json"
    path.write_text("{")
    store = Credentials(tmp_path, Ring())
    with pytest.raises(Unavailable):
        store.add(Connection("c1", "binance", "Main", Home.SESSION), key())
    assert path.read_text() == "{"


REAL = """
import sys
from pathlib import Path
from finbyte_desktop.services.credentials import *
store = Credentials(Path(sys.argv[1]))
connection = Connection("c1", "binance", "Main", Home.KEYRING)
key = ApiKey(Secret("public"), Secret("very secret " * 200))
store.add(connection, key)
again = Credentials(Path(sys.argv[1]))
assert again.key(connection) == key
again.remove(connection)
print(type(system_keyring()).__module__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
def test_real_secret_service_keeps_a_key(tmp_path: Path) -> None:
    """A key goes into a real gnome-keyring and comes out of it, on a bus of its own."""
    if shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None:
        pytest.fail("gnome-keyring and dbus are needed: python3 dev.py test installs them on Debian as root")
    unlock = "printf 'pw' | gnome-keyring-daemon --unlock >/dev/null 2>&1"
    script = f'{unlock}; exec {sys.executable} -c "$1" {tmp_path}'
    home = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script, "sh", REAL],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).resolve().parents[2]), **home},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "keyring.backends.SecretService"


# --- crashes while a key is kept ------------------------------------------------------------------------


class Crash(BaseException):
    """The process is gone."""


class Points:
    """Counts the steps that leave a trace, and ends the process before or after one of them."""

    def __init__(self, at: int, monkeypatch: pytest.MonkeyPatch, ring: Ring) -> None:
        self.at, self.passed = at, 0
        for owner, name in ((credentials_module, "write_private"), (Path, "unlink")):
            monkeypatch.setattr(owner, name, self.around(getattr(owner, name)))
        monkeypatch.setattr(ring, "set_password", self.around(ring.set_password))
        monkeypatch.setattr(ring, "delete_password", self.around(ring.delete_password))

    def around(self, work: Any) -> Any:
        def step(*given: Any, **named: Any) -> Any:
            self.point()
            result = work(*given, **named)
            self.point()
            return result

        return step

    def point(self) -> None:
        if self.passed == self.at:
            raise Crash
        self.passed += 1


SIZES = {"long-long": (RSA, RSA[::-1]), "short-long": (CANARY, RSA), "long-short": (RSA, "new")}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())
def test_crash_while_a_key_is_renewed_keeps_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: tuple[str, str]
) -> None:
    """Whatever the moment, one of the two keys is there whole, and the next renewal leaves nothing behind."""
    old, new = sizes
    points, seen = 0, set()
    while True:
        folder, ring = tmp_path / str(points), Ring()
        connection = Connection("c1", "binance", "Main", Home.KEYRING)
        Credentials(folder, ring).add(connection, key(old))
        with monkeypatch.context() as patch:
            counted = Points(points, patch, ring)
            try:
                Credentials(folder, ring).renew(connection, key(new))
                crashed = False
            except Crash:
                crashed = True
        found = Credentials(folder, ring).key(connection).secret.reveal()
        assert found in (old, new)
        seen.add(found)
        Credentials(folder, ring).renew(connection, key(new))
        assert Credentials(folder, ring).key(connection).secret.reveal() == new
        files = list((folder / "sealed").glob("*"))
        assert len(files) == (1 if new in (RSA, RSA[::-1]) else 0), files
        points += 1
        if not crashed:
            break
    assert counted.passed >= 4
    assert seen == {old, new}


def test_keyring_that_fails_while_a_long_key_is_renewed_changes_nothing(tmp_path: Path) -> None:
    """The old key stays, and no file of the new one."""
    ring = Ring()
    store = Credentials(tmp_path, ring)
    connection = Connection("c1", "binance", "Main", Home.KEYRING)
    store.add(connection, key(RSA))
    before = {path.name for path in (tmp_path / "sealed").iterdir()}
    ring.locked = True
    with pytest.raises(Unavailable) as caught:
        store.renew(connection, key(RSA[::-1]))
    assert caught.value.code == "keyring_locked"
    ring.locked = False
    assert store.key(connection) == key(RSA)
    assert {path.name for path in (tmp_path / "sealed").iterdir()} == before


def test_keys_of_other_connections_stay(tmp_path: Path) -> None:
    """A connection whose name begins like another's loses nothing when that one is renewed or removed."""
    store = Credentials(tmp_path, Ring())
    names = ("a", "a.b", "a-b", "ab")
    connections = [Connection(name, "binance", name, Home.KEYRING) for name in names]
    for connection in connections:
        store.add(connection, key(RSA + connection.id))
    store.renew(connections[0], key(RSA + "new"))
    store.remove(connections[0])
    for connection in connections[1:]:
        assert store.key(connection) == key(RSA + connection.id)


def test_key_that_was_sealed_by_an_earlier_version_opens(tmp_path: Path) -> None:
    """Its file has the connection's own name, and the keyring only its key; a renewal takes it away."""
    ring = Ring()
    connection = Connection("c1", "binance", "Main", Home.KEYRING)
    kept, sealed = credentials_module._sealed(credentials_module._packed(key(RSA)))
    (tmp_path / "sealed").mkdir()
    (tmp_path / "sealed" / "c1").write_bytes(sealed)
    ring.set_password(credentials_module.SERVICE, "c1", kept)
    store = Credentials(tmp_path, ring)
    assert store.key(connection) == key(RSA)
    store.renew(connection, key("short"))
    assert store.key(connection) == key("short")
    assert list((tmp_path / "sealed").iterdir()) == []


@pytest.mark.parametrize("step", ["os.open", "os.fsync", "pathlib.Path.replace"])
def test_list_of_connections_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A disk that fails at any step of the writing leaves the old list."""
    store = Credentials(tmp_path, Ring())
    first, second = (Connection(name, "binance", name, Home.SESSION) for name in ("c1", "c2"))
    store.add(first, key())

    def fails(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(step, fails)
        with pytest.raises(Unavailable):
            store.add(second, key())
    assert Credentials(tmp_path, Ring()).connections() == [first]
    store.add(second, key())
    assert Credentials(tmp_path, Ring()).connections() == [first, second]
