"""500 awards, signed, stored and committed on SQLite, against raw signing on all cores."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from bench.measuring import ratio, told
from bench.world import World, world

BATCH = 500
CHUNK = 25
LEAST = 0.80


def main() -> int:
    """Measure, print one line, and return the exit status."""
    with world() as here:
        measured = ratio(lambda: _raw(here), lambda: _batch(here))
    return 0 if told(f"award of {BATCH}", measured, LEAST) else 1


def _raw(here: World) -> float:
    key = here.keyring.signer(here.key_name)
    message = b"x" * 2_000

    def chunk(_: int) -> None:
        for _ in range(CHUNK):
            key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    started = perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(chunk, range(BATCH // CHUNK)))
    return perf_counter() - started


def _batch(here: World) -> float:
    order = here.order(BATCH)
    started = perf_counter()
    given = here.award(order)
    elapsed = perf_counter() - started
    assert len(given.gifts) == BATCH
    return elapsed


if __name__ == "__main__":
    sys.exit(main())
