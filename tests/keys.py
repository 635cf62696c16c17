"""Keys for tests: a keyring that makes none of its own, since making one takes a second."""

from functools import cache
from itertools import count

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from badges.storage.keyring import BITS, Keyring, KeyringError, NewKey

POOL = 3


@cache
def pooled_key(number: int) -> rsa.RSAPrivateKey:
    """One of a few RSA-3072 keys, made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


class PooledKeyring(Keyring):
    """A keyring in memory that hands out pooled keys in turn."""

    def __init__(self) -> None:
        self._numbers = count()
        self._keys: dict[str, rsa.RSAPrivateKey] = {}

    def create(self, name: str) -> NewKey:
        """Take the next pooled key under that name."""
        key = self._keys[name] = pooled_key(next(self._numbers) % POOL)
        pem = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return NewKey(name, pem.decode("ascii"))

    def signer(self, name: str) -> rsa.RSAPrivateKey:
        """The key of that name, as a real keyring gives it."""
        if name not in self._keys:
            raise KeyringError(f"no key {name}")
        return self._keys[name]

    def forget(self, name: str) -> None:
        """Lose the private half of that name."""
        del self._keys[name]

    def holds(self, name: str) -> bool:
        """Whether that name was created here."""
        return name in self._keys
