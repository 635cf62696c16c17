import pytest

from badges.services.rosters.delimited import MAX_BYTES, Record, Unreadable, decode, records

TEXT = "Prénom\nZoé\nŒuvre « à » l'Hôte…\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_it_works(encoding: str, end: str) -> None:
    assert decode(TEXT.replace("\n", end).encode(encoding)) == TEXT


def test_utf_16_may_begin_with_its_greater_half() -> None:
    assert decode(b"\xfe\xff" + "Оксана".encode("utf-16-be")) == "Оксана"


def test_a_text_may_be_as_large_as_the_limit() -> None:
    assert len(decode(b"a" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(Unreadable) as caught:
        decode(b"a" * (MAX_BYTES + 1))
    assert (caught.value.code, caught.value.values) == ("too_large", {"limit": "2"})


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfeA",
        b"\xef\xbb\xbf\xff",
        b"A\x00m\x00",
        b"Am\x8dna",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert caught.value.code == "binary"


def test_quoted_cells_hold_separators_quotes_and_line_ends() -> None:
    text = 'a;"b;c"\n"d ""e""";\n"f\ng";h\ni'
    assert list(records(text, ";")) == [
        Record(1, ("a", "b;c")),
        Record(2, ('d "e"', "")),
        Record(3, ("f\ng", "h")),
        Record(5, ("i",)),
    ]


@pytest.mark.parametrize(("text", "line"), [('a\n"b', 2), ('a\nb\n"c"d\n', 3), ("a" * 140_000, 1)])
def test_marks_that_do_not_fit_are_named_by_line(text: str, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        list(records(text, ";"))
    assert (caught.value.code, caught.value.values) == ("quotes", {"line": str(line)})


def test_a_row_is_blank_when_each_of_its_cells_is() -> None:
    assert Record(1, ()).blank
    assert Record(1, (" ", "\t", "")).blank
    assert not Record(1, ("", "0")).blank
