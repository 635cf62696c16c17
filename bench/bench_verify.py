"""Verifying one badge of a known issuer, from token text to report, against the raw RSA check."""

import base64
import sys
from time import process_time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from badges.extensions import reading
from badges.openbadges.verification.report import Verdict
from badges.services import documents, verifying
from bench.measuring import ratio, told
from bench.world import NOW, World, world

CHECKS = 200
LEAST = 0.05


def main() -> int:
    """Measure, print one line, and return the exit status."""
    with world() as here:
        uids = [gift.uid for gift in here.award(here.order(CHECKS)).gifts]
        with reading() as connection:
            tokens = [documents.token(connection, uid)[1] or b"" for uid in uids]
        measured = ratio(lambda: _raw(here, tokens), lambda: _ours(here, tokens))
    return 0 if told("verification of a token, database included", measured, LEAST) else 1


def _raw(here: World, tokens: list[bytes]) -> float:
    key = here.keyring.signer(here.key_name).public_key()
    parts = [token.rpartition(b".") for token in tokens]
    signed = [(_decoded(signature), said) for said, _, signature in parts]
    started = process_time()
    for signature, said in signed:
        key.verify(signature, said, padding.PKCS1v15(), hashes.SHA256())
    return process_time() - started


def _ours(here: World, tokens: list[bytes]) -> float:
    started = process_time()
    with reading() as connection:
        for token in tokens:
            judged = verifying.judge(connection, here.urls, token, now=NOW)
            assert judged.verdict is Verdict.VALID
    return process_time() - started


def _decoded(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


if __name__ == "__main__":
    sys.exit(main())
