"""An error says what is wrong by a code and values, and nothing in words."""

import pickle

import pytest

from badges.openbadges import errors

CLASSES = [
    errors.DocumentError,
    errors.TokenError,
    errors.KeyFormatError,
    errors.BakingError,
    errors.SubmissionError,
    errors.Unreachable,
]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_keeps_its_code_and_values(kind: type[errors.OpenBadgesError]) -> None:
    error = kind("token_size", {"limit": "65536"})
    assert isinstance(error, errors.OpenBadgesError)
    for same in (error, pickle.loads(pickle.dumps(error))):  # noqa: S301 - made just now
        assert (same.code, dict(same.values)) == ("token_size", {"limit": "65536"})
    assert dict(kind("token_size").values) == {}
