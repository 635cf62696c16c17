"""Pictures that another program baked: `openbadges-bakery`, beside the official validator."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from badges.openbadges.errors import SubmissionError
from badges.openbadges.verification import submission
from badges.openbadges.verification.report import Verdict
from badges.openbadges.verification.submission import HostedSubmission
from tests.official_validator import PYTHON, OfficialValidator
from tests.simulator import IssuerSimulator

BAKE = """
import sys, openbadges_bakery
with open(sys.argv[1], "rb") as plain, open(sys.argv[3], "wb") as baked:
    openbadges_bakery.bake(plain, sys.argv[2], baked)
"""
WHERE = "import openbadges_bakery; print(openbadges_bakery.__path__[0])"
Bake = Callable[[str, str], bytes]


@pytest.fixture
def examples(official_validator: OfficialValidator) -> Path:
    """The pictures that the package brings."""
    said = subprocess.run([PYTHON, "-c", WHERE], capture_output=True, text=True, check=True)
    return Path(said.stdout.strip()) / "testfiles"


@pytest.fixture
def bake(examples: Path, tmp_path: Path) -> Bake:
    """What the package makes of one of its pictures and a text."""

    def run(picture: str, text: str) -> bytes:
        baked = tmp_path / "baked"
        given = (str(examples / picture), text, str(baked))
        command = [str(PYTHON), "-W", "ignore", "-c", BAKE, *given]
        subprocess.run(command, check=True, capture_output=True)
        return baked.read_bytes()

    return run


@pytest.mark.parametrize("picture", ["public_domain_heart.png", "unbaked_example.svg"])
def test_what_it_bakes_is_verified(bake: Bake, picture: str) -> None:
    issuer = IssuerSimulator()
    for text in (issuer.token(), issuer.address("assertion")):
        assert issuer.verify(bake(picture, text)).verdict is Verdict.VALID
    head, payload, signature = issuer.token().split(".")
    broken = ".".join((head, payload, signature[:-8] + "AAAAAAAA"))
    assert issuer.verify(bake(picture, broken)).verdict is Verdict.INVALID
    issuer.badge_class["issuer"] = "https://stranger.example/profile.json"
    assert issuer.verify(bake(picture, issuer.token())).verdict is Verdict.UNVERIFIABLE


def test_the_pictures_that_it_brings_are_read(examples: Path) -> None:
    svg = (examples / "baked_example.svg").read_bytes()
    assert submission.read(svg) == HostedSubmission("https://example.org/assertion.json")
    with pytest.raises(SubmissionError, match=submission.OLDER):
        submission.read((examples / "baked_heart.png").read_bytes())
