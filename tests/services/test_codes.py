"""Short codes: how they are drawn, read, and what a slip of the hand becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.services import codes

EXAMPLE = "7K3MQ9TXWAA"


@st.composite
def valid_codes(draw: st.DrawFn) -> str:
    body = "".join(draw(st.lists(st.sampled_from(codes.ALPHABET), min_size=10, max_size=10)))
    checks = [one for one in codes.ALPHABET if _reads(body + one)]
    return draw(st.sampled_from([body + one for one in checks] or [EXAMPLE]))


def _reads(text: str) -> bool:
    try:
        codes.read(text)
    except codes.Mistyped:
        return False
    return True


def test_the_example_of_the_contract() -> None:
    assert codes.read("7K3M-Q9TX-WAA") == EXAMPLE
    assert codes.shown(EXAMPLE) == "7K3M-Q9TX-WAA"


def test_what_is_drawn_is_read() -> None:
    for _ in range(500):
        code = codes.draw()
        assert len(code) == 11
        assert codes.read(code) == code
        assert codes.read(codes.shown(code)) == code


@pytest.mark.parametrize("check", [*range(32, 37)])
def test_a_code_whose_check_symbol_is_no_letter_or_digit_is_drawn_again(
    check: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([37 * 1_000 + check, 37 * 1_000 + 5])
    asked = []

    def randbits(bits: int) -> int:
        asked.append(bits)
        return next(drawn)

    monkeypatch.setattr("badges.services.codes.secrets.randbits", randbits)
    assert codes.draw()[-1] == "5"
    assert asked == [50, 50]


def test_all_fifty_bits_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    largest = next(number for number in range(2**50 - 1, 0, -1) if number % 37 < 32)
    monkeypatch.setattr("badges.services.codes.secrets.randbits", lambda _: largest)
    assert codes.draw().startswith("ZZZZZZZZZ")
    monkeypatch.setattr("badges.services.codes.secrets.randbits", lambda _: 0)
    assert codes.draw() == "0" * 11


@pytest.mark.parametrize(
    "text",
    [
        "7k3m-q9tx-waa",
        "7K3MQ9TXWAA",
        " 7K3M Q9TX WAA\n",
        "7K3M–Q9TX—WAA",
        "7K3M\u2011Q9TX\u2010WAA",
        "7K3M\u00a0Q9TX\u202fWAA",
        "--7K3-MQ9-TXW-AA--",
    ],
)
def test_case_hyphens_and_spaces_do_not_matter(text: str) -> None:
    assert codes.read(text) == EXAMPLE


def test_letters_that_look_like_digits_are_those_digits() -> None:
    code = next(code for code in iter(codes.draw, "") if "0" in code and "1" in code)
    for one, zero in (("I", "O"), ("L", "o"), ("i", "O"), ("l", "o")):
        assert codes.read(code.replace("1", one).replace("0", zero)) == code


@given(valid_codes())
def test_every_slip_in_one_symbol_is_noticed(code: str) -> None:
    slips = (
        code[:place] + other + code[place + 1 :]
        for place in range(len(code))
        for other in codes.ALPHABET
        if other != code[place]
    )
    assert not any(map(_reads, slips))


@given(valid_codes())
def test_every_swap_of_two_neighbours_is_noticed(code: str) -> None:
    swaps = {
        code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(10)
    }
    assert not any(map(_reads, swaps - {code}))


@given(valid_codes())
def test_a_lost_or_doubled_symbol_is_noticed(code: str) -> None:
    lost = {code[:place] + code[place + 1 :] for place in range(len(code))}
    doubled = {code[:place] + code[place] + code[place:] for place in range(len(code))}
    assert not any(map(_reads, lost | doubled))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7K3M-Q9TX-WA",
        "7K3M-Q9TX-WAAA",
        "7K3M-Q9TX-WAB",
        "7K3M-Q9TX-WAU",
        "7K3M-Q9TX-WA*",
        "7K3M-Q9TX-WA=",
        "7K3M_Q9TX_WAA",
        "７K3M-Q9TX-WAA",
        "7K3M-Q9TX-WAA\0",
        "https://badges.example/v/7K3MQ9TXWAA",
    ],
)
def test_whatever_else_is_mistyped(text: str) -> None:
    with pytest.raises(codes.Mistyped):
        codes.read(text)


@given(st.text(max_size=40))
def test_reading_gives_a_code_or_says_mistyped(text: str) -> None:
    if _reads(text):
        assert codes.read(codes.read(text)) == codes.read(text)


def test_what_stays_of_a_code_is_its_hash() -> None:
    assert codes.hashed(EXAMPLE) == (
        "cf73b707ade853d2e1d583040e3395be1fa9e518dc576cb323127752515efe73"
    )
    assert EXAMPLE not in codes.hashed(EXAMPLE)


def test_what_is_typed_is_folded_as_codes_are_written() -> None:
    assert codes.folded(" 7k3m-q9tx–oil ") == "7K3MQ9TX011"
    assert codes.folded("") == ""
