"""How the benches measure: medians of interleaved pairs, each beside its limit."""

from collections.abc import Callable
from statistics import median

PAIRS = 15


def ratio(limit: Callable[[], float], ours: Callable[[], float], *, pairs: int = PAIRS) -> float:
    """The median of cost of the limit over cost of ours: 1.0 is as good as the limit itself."""
    return median(limit() / ours() for _ in range(pairs))


def told(name: str, measured: float, least: float) -> bool:
    """Print one line; whether the measured ratio is good enough."""
    good = measured >= least
    verdict = "OK" if good else "TOO SLOW"
    print(f"{name:<46} {measured:6.2f} of the limit (least {least:.2f}) {verdict}")
    return good
