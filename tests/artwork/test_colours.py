import pytest

from badges.artwork.colours import PAIRS, Colour, contrast, ratio

VERDICTS = ("#00598a", "#a3171b", "#7a4b00", "#45464c")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#777777", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that WCAG lets be text on white
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#090909", "#ffffff", 19.92),  # dark enough for the straight part of the curve
    ],
)
def test_it_works(one: str, other: str, expected: float) -> None:
    assert ratio(one, other) == pytest.approx(expected, abs=0.01)


def test_every_colour_has_a_pair_of_its_own() -> None:
    assert set(PAIRS) == set(Colour)
    assert len({pair.ink for pair in PAIRS.values()}) == len(PAIRS)
    assert len({pair.paper for pair in PAIRS.values()}) == len(PAIRS)


@pytest.mark.parametrize("colour", Colour)
def test_every_pair_can_be_read(colour: Colour) -> None:
    assert contrast(colour) >= 4.5
    assert contrast(colour) == ratio(PAIRS[colour].ink, PAIRS[colour].paper)


@pytest.mark.parametrize("colour", Colour)
def test_every_border_is_seen_on_a_white_page(colour: Colour) -> None:
    assert ratio(PAIRS[colour].ink, "#ffffff") >= 4.5


@pytest.mark.parametrize("colour", Colour)
def test_none_is_the_colour_of_a_verdict(colour: Colour) -> None:
    assert PAIRS[colour].ink not in VERDICTS
