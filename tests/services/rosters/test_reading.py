"""Whole lists, as they arrive."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.services.rosters import Problem, Roster, RosterError, Row, read, sentence

VECTORS = Path(__file__).parents[2] / "vectors" / "rosters"
NOVEMBER_14 = date(2026, 11, 14)


def _read(name: str) -> Roster:
    return read((VECTORS / name).read_bytes())


def _present(roster: Roster) -> list[str]:
    return [row.name for row in roster.rows if row.present]


def _codes(roster: Roster) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in roster.problems]


def _of(text: str) -> Roster:
    return read(text.encode())


def test_it_works() -> None:
    assert _of(
        "Prénom;Nom;Présent;Séance du;Critères\r\nAmina;K.;oui;14/11/2026;1,3\r\n"
    ) == Roster(rows=(Row(line=2, name="Amina K.", day=NOVEMBER_14, criteria=(1, 3)),))


def test_the_list_that_excel_saves_as_utf8() -> None:
    roster = _read("futsal_excel_utf8_bom.csv")
    assert _present(roster) == [
        "Amina K.",
        "Jean-Noël D'Almeida",
        "Оксана",
        "Zoé L'Hôte; dite « Zozo »",
        "Mehmet Ö.",
    ]
    assert [row.line for row in roster.rows] == [2, 3, 4, 5, 7, 8]
    assert {row.day for row in roster.rows} == {NOVEMBER_14}
    assert [row.name for row in roster.rows if not row.present] == ["Fatou Bâ"]
    assert roster.problems == ()


def test_the_list_that_excel_saves_as_windows_1252() -> None:
    roster = _read("futsal_excel_cp1252.csv")
    assert _present(roster) == [
        "Amina K.",
        "Jean-Noël D'Almeida",
        "Zoé L'Hôte; dite « Zozo »",
        "Mehmet Ö.",
    ]
    assert roster.problems == ()


def test_a_column_that_is_not_asked_for_is_named_and_not_kept() -> None:
    roster = _read("futsal_excel_cp1252.csv")
    assert roster.ignored_columns == ("Remarques",)
    assert "9h10" not in repr(roster)


def test_names_pasted_one_a_line() -> None:
    roster = _read("noms_colles.txt")
    assert [row.name for row in roster.rows] == [
        "Amina K.",
        "Yacine B",
        "பிரியா",
        "ياسين م.",
        "Marie-Ange de La Tour",
        "Amina K.",
    ]
    assert [row.line for row in roster.rows] == [1, 2, 4, 5, 6, 7]
    assert {(row.present, row.day, row.criteria) for row in roster.rows} == {(True, None, None)}
    assert roster.problems == ()


def test_two_good_rows_and_three_reasons() -> None:
    roster = _read("comma_dates_iso.csv").checked(criteria=range(1, 4))
    assert roster.rows == (
        Row(line=2, name="Amina K.", day=NOVEMBER_14, criteria=(1, 3)),
        Row(line=3, name="Leïla M.", day=NOVEMBER_14, criteria=(2,)),
    )
    assert [sentence(problem) for problem in roster.problems] == [
        "Line 4: “2026-13-40” is no day of the calendar.",
        "Line 5: no name stands here.",
        "Line 6: the badge class has no criterion 9.",
    ]


def test_the_vectors_keep_the_line_ends_that_they_arrived_with() -> None:
    for name in ("futsal_excel_utf8_bom.csv", "futsal_excel_cp1252.csv"):
        assert (VECTORS / name).read_bytes().count(b"\r\n") > 5


def test_checked_keeps_what_is_right_and_names_every_wrong_number_once_a_line() -> None:
    roster = _of("Nom,Critères\nAmina,4 9 1\nPaul,\nIssa,2").checked(criteria={1, 2, 3})
    assert [row.name for row in roster.rows] == ["Paul", "Issa"]
    assert roster.problems == (Problem(2, "unknown_criterion", {"value": "4, 9"}),)


def test_each_problem_of_a_line_is_named() -> None:
    roster = _of("Nom;Présent;Date;Critères\n;peut-être;31/02/2026;beaucoup\n")
    assert _codes(roster) == [
        (2, "no_name"),
        (2, "bad_presence"),
        (2, "bad_date"),
        (2, "bad_criteria"),
    ]
    assert roster.rows == ()


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    roster = _of('Nom;Date\n\n"Jean\nPaul";14/11/2026\n\nAnne;99/99/2026\n')
    assert roster.rows == (Row(line=3, name="Jean Paul", day=NOVEMBER_14),)
    assert _codes(roster) == [(6, "bad_date")]


def test_a_full_name_goes_before_its_parts() -> None:
    roster = _of("Participant;Prénom;Nom\nNana Mouskouri;Ioanna;M.\n;Ioanna;M.\n")
    assert [row.name for row in roster.rows] == ["Nana Mouskouri", "Ioanna M."]


def test_bullets_and_numbers_of_a_pasted_list_are_no_part_of_a_name() -> None:
    roster = _of("- Amina K.\n2. Yacine\n 3) Оксана ;;\n• 'Ali\n")
    assert [row.name for row in roster.rows] == ["Amina K.", "Yacine", "Оксана", "'Ali"]


def test_a_line_of_several_columns_is_not_taken_for_a_name() -> None:
    roster = _of("Amina K.\nDupont, Jean\n")
    assert [row.name for row in roster.rows] == ["Amina K."]
    assert [sentence(problem) for problem in roster.problems] == [
        "Line 2: more than a name stands here, and no headings say what: Dupont, Jean"
    ]


def test_a_name_that_cannot_be_kept_is_a_problem_in_a_pasted_list_too() -> None:
    assert _codes(_of("Amina\n---\nA\x07\n" + "m" * 121)) == [
        (2, "no_name"),
        (3, "control_characters"),
        (4, "too_long"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        ("Prénom;Nom\n;\n".encode(), "empty"),
        (b"Amina\n" * 400_000, "too_large"),
        (b"Nom\n" + b"\n" * 100_000 + b"Amina", "too_many_lines"),
        (b"Amina\n" * 2_001, "too_many_rows"),
        (b"Nom\n" + b"Amina\n" * 2_001, "too_many_rows"),
        (b"PK\x03\x04\x14\x00\x06\x00", "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"\x81\x8d\x8f", "binary"),
        (b"Ville;Age\nBondy;20\n", "no_name_column"),
        (b'Nom;Date\nAmina;\n"Paul;\n', "quotes"),
        (b"Nom;Date\nAmina" + b";" * 300, "too_many_columns"),
    ],
)
def test_what_cannot_be_read_at_all(data: bytes, code: str) -> None:
    with pytest.raises(RosterError) as caught:
        read(data)
    assert caught.value.code == code
    assert str(caught.value)


def test_a_quotation_mark_that_is_never_closed_is_found_where_it_opens() -> None:
    with pytest.raises(RosterError) as caught:
        _of('Nom;Présent\nAmina;oui\n"Paul;oui\nAnne;oui\n')
    assert str(caught.value) == "Line 3: a quotation mark opens or closes where none should."


def test_two_thousand_people_are_read() -> None:
    assert len(_of("Nom\n" + "Amina K.\n" * 2_000).rows) == 2_000


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        roster = read(data)
    except RosterError:
        return
    assert roster.rows or roster.problems


CELL = st.text(alphabet=st.sampled_from("ab Zé'\"\n;,\t\r129/-.\x00\x07\u202eж"), max_size=12)
HEADINGS = st.lists(
    st.sampled_from(["Prénom", "Nom", "Présent", "Date", "Critères", "Remarques", ""]), min_size=1
)


@given(HEADINGS, st.lists(st.lists(CELL, max_size=7), max_size=6), st.sampled_from(";,\t"))
def test_any_rows_under_any_headings_are_read_or_refused(
    headings: list[str], rows: list[list[str]], separator: str
) -> None:
    text = "\n".join(separator.join(row) for row in [headings, *rows])
    try:
        roster = _of(text).checked(criteria=range(1, 4))
    except RosterError:
        return
    for row in roster.rows:
        assert 1 <= len(row.name) <= 120
        assert row.name.isprintable()
        assert row.name == " ".join(row.name.split())
        assert set(row.criteria or ()) <= {1, 2, 3}
    for problem in roster.problems:
        assert sentence(problem).isprintable()
    lines = [problem.line for problem in roster.problems]
    assert lines == sorted(lines)
    assert not {row.line for row in roster.rows} & set(lines)
