"""The one seam to private keys: a folder of encrypted PEM files (trust.md: Keys).

A signer from a KMS or HSM can stand behind the same three methods. A key is made by an explicit act
alone; everything else only reads.
"""

import os
import re
import secrets
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BITS = 3072
SHORTEST = 16  # characters of the passphrase of a copy
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
_NAME = re.compile(r"[a-z0-9-]{1,120}")


class KeyringError(Exception):
    """The folder or a key cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key pair that was just written: its name in the folder and its public half as PEM."""

    name: str
    public_pem: str


class Keyring:
    """The keys in one folder, opened with one passphrase; each is parsed once a process."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self._folder = folder
        self._passphrase = passphrase.encode()
        self._loaded: dict[str, rsa.RSAPrivateKey] = {}
        self._closed: set[tuple[str, int]] = set()
        self._lock = threading.Lock()

    def make_private(self) -> bool:
        """Make the folder, or take it from everybody else; True if its permissions changed."""
        with _told_plainly(self._folder):
            self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            if _permissions(self._folder) == PRIVATE_FOLDER:
                return False
            self._folder.chmod(PRIVATE_FOLDER)
        return True

    def create(self, name: str) -> NewKey:
        """Write a new RSA-3072 key under `name`, public half first. Raises KeyringError."""
        self.check_usable()
        self._check_passphrase()
        private, public = self._paths(name)
        if private.exists() or public.exists():
            raise KeyringError(f"A key named {name} is there already: nothing was changed.")
        key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        public_pem = _public_pem(key)
        with _told_plainly(self._folder):
            _write(public, public_pem)
            _write(
                private, _encrypted(key, self._passphrase), check=lambda data: self._try(data, key)
            )
        return NewKey(name, public_pem.decode("ascii"))

    def signer(self, name: str) -> rsa.RSAPrivateKey:
        """The private key of that name, parsed once a process. Raises KeyringError."""
        with self._lock:
            if name not in self._loaded:
                self.check_folder()
                private, _ = self._paths(name)
                with _told_plainly(self._folder):
                    data = private.read_bytes()
                self._loaded[name] = self._decrypted(data)
            return self._loaded[name]

    def copy(self, name: str, passphrase: str) -> bytes:
        """The private key of that name as encrypted PEM, opened by `passphrase` alone.

        Raises KeyringError.
        """
        if len(passphrase) < SHORTEST:
            raise KeyringError(f"The passphrase of a copy has at least {SHORTEST} characters.")
        return _encrypted(self.signer(name), passphrase.encode())

    def holds(self, name: str) -> bool:
        """Whether the private half of that name lies in the folder."""
        with _told_plainly(self._folder):
            return self._paths(name)[0].is_file()

    def check_folder(self) -> None:
        """Raise KeyringError unless the folder is there, its owner's to use and nobody else's."""
        try:
            permissions = _permissions(self._folder)
        except OSError as error:
            raise KeyringError(
                f"The key folder {self._folder} cannot be read: create it with "
                "`badges key create` or set BADGES_KEYS_DIR."
            ) from error
        if permissions != PRIVATE_FOLDER:
            raise KeyringError(
                f"The key folder {self._folder} has mode {permissions:04o}: it must be its owner's "
                f"alone, run `chmod 700 {self._folder}`."
            )

    def check_usable(self) -> None:
        """Raise KeyringError unless the folder is and, where keys lie in it, one of them opens."""
        self.check_folder()
        with _told_plainly(self._folder):
            keys = [
                (path.stem, path.stat().st_mtime_ns)
                for path in self._folder.glob("*.pem")
                if _NAME.fullmatch(path.stem)
            ]
        if not keys or any(self._opens(*key) for key in sorted(keys)):
            return
        self._check_passphrase()
        raise KeyringError(
            "No key opens: BADGES_KEY_PASSPHRASE is not the one that the keys in "
            f"{self._folder} were made with."
        )

    def _opens(self, name: str, written: int) -> bool:
        """Whether that key opens; one that did not is not tried again before it is written anew."""
        if (name, written) in self._closed:
            return False
        try:
            self.signer(name)
        except KeyringError:
            self._closed.add((name, written))
            return False
        return True

    def _check_passphrase(self) -> None:
        if not self._passphrase:
            raise KeyringError(
                "BADGES_KEY_PASSPHRASE is not set: keys are never kept or read in the clear."
            )

    def _paths(self, name: str) -> tuple[Path, Path]:
        if not _NAME.fullmatch(name):
            raise KeyringError(f"{name!r} is no name of a key.")
        return self._folder / f"{name}.pem", self._folder / f"{name}.pub.pem"

    def _decrypted(self, data: bytes) -> rsa.RSAPrivateKey:
        self._check_passphrase()
        try:
            key = serialization.load_pem_private_key(data, password=self._passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyringError(
                "A key file does not open: BADGES_KEY_PASSPHRASE is another one, or the file is "
                "damaged."
            ) from error
        if not isinstance(key, rsa.RSAPrivateKey):
            raise KeyringError("A key file holds no RSA key.")
        return key

    def _try(self, written: bytes, key: rsa.RSAPrivateKey) -> None:
        """Read back what was written, and sign with it. Raises KeyringError."""
        probe = secrets.token_bytes(32)
        signature = self._decrypted(written).sign(probe, padding.PKCS1v15(), hashes.SHA256())
        try:
            key.public_key().verify(signature, probe, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise KeyringError("The key that was written does not sign: throw it away.") from error


def _encrypted(key: rsa.RSAPrivateKey, passphrase: bytes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )


def _public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _permissions(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode) & 0o777


def _write(path: Path, data: bytes, check: Callable[[bytes], None] | None = None) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(temporary.read_bytes())
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeyringError(f"The key folder {folder} cannot be used: {error.strerror}.") from error
