from contextlib import suppress
from io import BytesIO

import openbadges_bakery
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.baking import svg
from badges.openbadges.errors import BakingError

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6InVybjp1dWlkOiJ9.c2lnbmVk-_"
SVG = 'xmlns="http://www.w3.org/2000/svg"'
OPENBADGES = 'xmlns:openbadges="http://openbadges.org"'
BADGE = f'<openbadges:assertion verify="{TOKEN}"/>'
PLAIN = f"<svg {SVG}><circle r='1'/></svg>"
THEIR_WARNING = "ignore:Please use rfc3986:DeprecationWarning"  # raised inside their library
JSON = '{"id": "https://example.org/1.json?a=1&b=2", "name": "l\'équipe <b>", "n": "]]>"}'


def holding(inner: str, root: str = f"svg {SVG} {OPENBADGES}") -> bytes:
    return f"<{root}>{inner}</{root.split(maxsplit=1)[0]}>".encode()


def nested(depth: int) -> bytes:
    return holding("<g>" * (depth - 1) + "</g>" * (depth - 1) + BADGE)


def code_of(image: bytes) -> str:
    with pytest.raises(BakingError) as refusal:
        svg.unbake(image)
    return refusal.value.code


contents = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters="".join(map(chr, {*range(32)} - {9, 10, 13})) + "\ufffe\uffff",
    ),
    min_size=1,
)

# Each picture with a mark at either splice: where the declaration and where the element goes.
PICTURES = [
    f"<svg {SVG}|>|<circle r='1'/></svg>",
    f"<svg {SVG} aria-label='a > b \"/>'|>|<circle/></svg>",
    f'<svg {SVG} aria-label="/>"\n|>|\n<circle/></svg\n>\n',
    '<svg:svg xmlns:svg="http://www.w3.org/2000/svg"|>|<svg:g/></svg:svg>',
    f"<svg {SVG}|>|texte</svg>",
    f"<svg {SVG}|>|&amp;</svg>",
    f"<svg {SVG}|>|<!-- > --><g/></svg>",
    f"<svg {SVG}|>|<![CDATA[>]]></svg>",
    f"<svg {SVG}|>|<?pi > ?></svg>",
    f"<svg {SVG}|>|</svg>",
    f"\ufeff<svg {SVG}|>|é</svg>",
    f"<?xml version='1.0' encoding='UTF-8'?>\r\n<!-- <g> --><svg {SVG}|>|</svg><!-- é -->",
    f"<svg {SVG} {OPENBADGES}>|<g/></svg>",
    f"<svg {SVG}|>|<g {OPENBADGES}/><g xmlns:openbadges='https://example.org'/></svg>",
]


def test_it_works() -> None:
    baked = svg.bake(PLAIN.encode(), TOKEN)

    assert baked == f"<svg {SVG} {OPENBADGES}>{BADGE}<circle r='1'/></svg>".encode()
    assert svg.unbake(baked) == TOKEN


@pytest.mark.parametrize("marked", PICTURES)
def test_baking_splices_right_after_the_opening_tag(marked: str) -> None:
    *before, rest = marked.split("|")
    expected = f" {OPENBADGES}".join(before) + BADGE + rest
    baked = svg.bake(marked.replace("|", "").encode(), TOKEN)

    assert baked == expected.encode()
    assert svg.unbake(baked) == TOKEN
    assert openbadges_bakery.unbake(BytesIO(baked)) == TOKEN


@pytest.mark.parametrize("name", ["svg", "svg:svg"])
def test_a_root_without_content_is_opened(name: str) -> None:
    prefix = name.partition(":")[1] and ":svg"
    root = f'{name} xmlns{prefix}="http://www.w3.org/2000/svg"'
    baked = svg.bake(f"<{root}/>\n".encode(), TOKEN)

    assert baked == f"<{root} {OPENBADGES}>{BADGE}</{name}>\n".encode()
    assert openbadges_bakery.unbake(BytesIO(baked)) == TOKEN


@given(contents)
def test_what_is_baked_comes_out_again(content: str) -> None:
    baked = svg.bake(PLAIN.encode(), content)

    assert svg.unbake(baked) == content
    assert openbadges_bakery.unbake(BytesIO(baked)) == content


@pytest.mark.parametrize("content", [JSON, " a\tb\r\nc ", "https://example.org/1.json"])
def test_json_and_addresses_are_escaped(content: str) -> None:
    assert svg.unbake(svg.bake(PLAIN.encode(), content)) == content


@pytest.mark.parametrize(
    "older",
    [
        BADGE,
        "<openbadges:assertion verify='old'></openbadges:assertion >",
        f"<openbadges:assertion><![CDATA[{JSON.replace(']]>', '')} /> >]]></openbadges:assertion>",
        '<ob:assertion xmlns:ob="http://openbadges.org">{}</ob:assertion>',
        '<assertion xmlns="http://openbadges.org">/></assertion>',
        BADGE + BADGE,
    ],
)
def test_baking_replaces_every_older_badge(older: str) -> None:
    image = holding(f"<g>{older}</g>{older}<circle/>")

    assert svg.bake(image, "new") == svg.bake(holding("<g></g><circle/>"), "new")


def test_baking_twice_is_baking_once() -> None:
    baked = svg.bake(PLAIN.encode(), TOKEN)

    assert svg.bake(baked, TOKEN) == baked


@pytest.mark.parametrize("content", ["", "a\0b", "\x1b", "\ud800", "\ufffe"])
def test_content_that_no_xml_can_carry_is_refused(content: str) -> None:
    with pytest.raises(BakingError) as refusal:
        svg.bake(PLAIN.encode(), content)
    assert refusal.value.code == "content"


def test_the_root_has_to_lie_where_other_verifiers_look() -> None:
    last = b"<!--" + b"x" * 245 + b"-->" + PLAIN.encode()
    assert last.index(b"<svg") + 4 == 256
    assert svg.unbake(svg.bake(last, TOKEN)) == TOKEN
    for late in (b" " + last, b"<!-- <svg -->" + last):
        with pytest.raises(BakingError) as refusal:
            svg.bake(late, TOKEN)
        assert (refusal.value.code, refusal.value.values) == ("late_root", {"limit": "256"})


def test_a_root_with_another_prefix_is_not_found_by_other_verifiers() -> None:
    with pytest.raises(BakingError) as refusal:
        svg.bake(b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', TOKEN)
    assert refusal.value.code == "late_root"


def test_a_prefix_that_means_something_else_is_not_redefined() -> None:
    with pytest.raises(BakingError) as refusal:
        svg.bake(f'<svg {SVG} xmlns:openbadges="https://example.org"/>'.encode(), TOKEN)
    assert refusal.value.code == "prefix_taken"


def test_a_picture_that_baking_makes_too_large_is_refused() -> None:
    room = svg.MAX_BYTES - len(svg.bake(PLAIN.encode(), "x")) + 1
    assert len(svg.bake(PLAIN.encode(), "x" * room)) == svg.MAX_BYTES
    with pytest.raises(BakingError) as refusal:
        svg.bake(PLAIN.encode(), "x" * (room + 1))
    assert refusal.value.code == "too_large"


@pytest.mark.parametrize(
    ("image", "content"),
    [
        (holding("<g/><g><openbadges:assertion verify='a&amp;b'/></g>"), "a&b"),
        (holding(f"<openbadges:assertion>\n  {TOKEN}\n</openbadges:assertion>"), TOKEN),
        (holding("<openbadges:assertion>\n<![CDATA[{}]]>\n</openbadges:assertion>"), "{}"),
        (holding("<openbadges:assertion verify='a'>{}</openbadges:assertion>"), "a"),
        (holding("<openbadges:assertion verify=''>{}</openbadges:assertion>"), "{}"),
        (holding("<openbadges:assertion>a<!-- b -->c</openbadges:assertion>"), "ac"),
        (holding('<ob:assertion xmlns:ob="http://openbadges.org" verify="a"/>'), "a"),
        (holding('<assertion xmlns="http://openbadges.org" verify="a"/>'), "a"),
        (holding(BADGE + '<o:assertion xmlns:o="https://example.org" verify="a"/>'), TOKEN),
        (holding(BADGE, root=f"svg {OPENBADGES}"), TOKEN),
        (b"<!--" + b"x" * 500 + b"-->" + holding(BADGE), TOKEN),
        (nested(svg.MAX_DEPTH), TOKEN),
    ],
)
def test_every_shape_of_a_badge_is_read(image: bytes, content: str) -> None:
    assert svg.unbake(image) == content


REFUSALS = [
    (b"", "not_well_formed"),
    (b"svg", "not_well_formed"),
    (holding(BADGE)[:-1], "not_well_formed"),
    (holding(BADGE) + b"<svg/>", "not_well_formed"),
    (holding("&other;" + BADGE), "not_well_formed"),
    (holding(BADGE, root=f"svg {SVG}"), "not_well_formed"),
    (holding(BADGE).replace(b"verify", b"verify='' verify"), "not_well_formed"),
    (holding("é").decode().encode("latin-1"), "not_well_formed"),
    (b"<?xml version='1.0' encoding='latin-1'?>" + holding(BADGE), "picture_encoding"),
    (b"<!DOCTYPE svg>" + holding(BADGE), "doctype"),
    (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + holding("&a;" + BADGE), "doctype"),
    (b"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'>" + holding(BADGE), "doctype"),
    (b"<!DOCTYPE html><html><svg/></html>", "not_a_picture"),
    (holding(BADGE, root=f"html {OPENBADGES}"), "not_a_picture"),
    (holding(BADGE, root=f'svg xmlns="https://example.org" {OPENBADGES}'), "not_a_picture"),
    (b'<assertion xmlns="http://openbadges.org" verify="a"/>', "not_a_picture"),
    (nested(svg.MAX_DEPTH + 1), "too_deep"),
    (holding(BADGE + " " * svg.MAX_BYTES), "too_large"),
    (PLAIN.encode(), "no_badge"),
    (holding('<o:assertion xmlns:o="https://example.org" verify="a"/>'), "no_badge"),
    (holding("<openbadges:other verify='a'/>"), "no_badge"),
    (holding("<assertion verify='a'/>"), "no_badge"),
    (holding(f"<!-- {BADGE.replace('--', '')} -->"), "no_badge"),
    (holding(f"<text><![CDATA[{BADGE}]]></text>"), "no_badge"),
    (
        holding(
            '<openbadges:assertion xmlns:openbadges="https://example.org" verify="a"/>',
        ),
        "no_badge",
    ),
    (holding(BADGE + BADGE), "two_badges"),
    (holding(BADGE + '<o:assertion xmlns:o="http://openbadges.org"/>'), "two_badges"),
    (holding("<openbadges:assertion/>"), "badge_malformed"),
    (holding("<openbadges:assertion>\n</openbadges:assertion>"), "badge_malformed"),
    (holding("<openbadges:assertion>a<g/>b</openbadges:assertion>"), "badge_malformed"),
    (
        holding(f"<openbadges:assertion>{BADGE}</openbadges:assertion>"),
        "badge_malformed",
    ),
]


@pytest.mark.parametrize(("image", "code"), REFUSALS)
def test_refusals(image: bytes, code: str) -> None:
    assert code_of(image) == code


def test_every_refusal_is_listed() -> None:
    assert {code for _, code in REFUSALS} == svg.UNBAKE_CODES


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_than_utf_8_are_refused(encoding: str) -> None:
    assert code_of(holding(BADGE).decode().encode(encoding)) == "picture_encoding"


def test_what_is_not_well_formed_is_refused_with_its_line() -> None:
    with pytest.raises(BakingError) as refusal:
        svg.unbake(b"<svg>\n<g>\n</svg>")
    assert refusal.value.values == {"line": "3"}


def mutated(image: bytes) -> st.SearchStrategy[bytes]:
    """The picture with some bytes in its middle replaced by others."""
    places = st.integers(0, len(image))
    return st.builds(
        lambda start, length, new: image[:start] + new + image[start + length :],
        places,
        st.integers(0, 9),
        st.binary(max_size=4)
        | st.sampled_from([b"<", b">", b"/>", b'"', b"&", b"<!--", BADGE.encode()]),
    )


@given(
    mutated(svg.bake(PLAIN.encode(), JSON))
    | mutated(holding("<openbadges:assertion>\n<![CDATA[{}]]>\n</openbadges:assertion>"))
    | st.binary(max_size=60)
    | st.text(st.sampled_from("<>/='\"& svgx:!-[]?") | st.characters(codec="utf-8")).map(holding)
)
def test_nothing_but_our_own_error_is_raised(image: bytes) -> None:
    with suppress(BakingError):
        svg.unbake(image)
    with suppress(BakingError):
        baked = svg.bake(image, TOKEN)
        assert svg.unbake(baked) == TOKEN
        assert svg.bake(baked, TOKEN) == baked


@pytest.mark.filterwarnings(THEIR_WARNING)
@pytest.mark.parametrize("content", [TOKEN, "https://example.org/1.json"])
def test_each_reads_what_the_other_baked(content: str) -> None:
    theirs = openbadges_bakery.bake(BytesIO(PLAIN.encode()), content, BytesIO()).getvalue()

    assert svg.unbake(theirs) == content
    assert openbadges_bakery.unbake(BytesIO(svg.bake(PLAIN.encode(), content))) == content
    assert svg.unbake(svg.bake(theirs, "new")) == "new"


@pytest.mark.filterwarnings(THEIR_WARNING)
def test_the_hosted_badges_of_others_are_read_by_their_address() -> None:
    theirs = openbadges_bakery.bake(
        BytesIO(PLAIN.encode()), '{"id": "https://example.org/1.json"}', BytesIO()
    ).getvalue()

    assert svg.unbake(theirs) == "https://example.org/1.json"
