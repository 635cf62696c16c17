import pytest

from badges.services.rosters.delimited import records
from badges.services.rosters.headings import Column, Layout, find, ignored


def _found(text: str) -> Layout:
    layout = find(text)
    assert layout is not None
    return layout


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_it_works(separator: str) -> None:
    layout = _found(separator.join(["Prénom", "Nom", "Présent", "Séance du", "Critères"]))
    assert layout.separator == separator
    assert dict(layout.columns) == {
        Column.GIVEN_NAME: 0,
        Column.FAMILY_NAME: 1,
        Column.PRESENT: 2,
        Column.DAY: 3,
        Column.CRITERIA: 4,
    }


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        (" PRENOM ", Column.GIVEN_NAME),
        ("prénom(s)", Column.GIVEN_NAME),
        ("Nom de famille", Column.FAMILY_NAME),
        ("Nom complet", Column.FULL_NAME),
        ("NOM et Prénom", Column.FULL_NAME),
        ("Participant·e·s", Column.FULL_NAME),
        ("First name", Column.GIVEN_NAME),
    ],
)
def test_headings_of_names(heading: str, column: Column) -> None:
    assert dict(_found(heading).columns) == {column: 0}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Présent(e)", Column.PRESENT),
        ('"Présence\n(oui/non)"', Column.PRESENT),
        ("Date de la séance", Column.DAY),
        ("Séance du :", Column.DAY),
        ("criteria", Column.CRITERIA),
        ("Critères observés", Column.CRITERIA),
    ],
)
def test_headings_of_the_rest(heading: str, column: Column) -> None:
    assert _found(f"Nom;{heading}\n").columns[column] == 1


def test_a_title_may_stand_above_the_headings() -> None:
    assert _found("sep=;\nPrésence du 14/11, futsal\n\nNom;Présent\n").header.line == 4


def test_headings_are_looked_for_near_the_top_only() -> None:
    assert find("Amina\n" * 10 + "Nom;Présent\n") is None


@pytest.mark.parametrize("text", ["Amina K.\nYacine\n", "Présent;Date\noui;14/11/2026\n", '"Nom'])
def test_without_a_heading_for_names_there_is_no_layout(text: str) -> None:
    assert find(text) is None


def test_a_short_row_is_empty_where_it_ends() -> None:
    layout = _found("Nom;Date\nAmina\n")
    amina = next(records("Amina\n", ";"))
    assert layout.text(amina, Column.FAMILY_NAME) == "Amina"
    assert layout.text(amina, Column.DAY) == ""
    assert layout.text(amina, Column.CRITERIA) is None


def test_columns_that_nothing_is_read_from() -> None:
    text = "Nom;Ville; Date  de naissance ;;;Nom\nAmina;;;;x;;y\n"
    rows = list(records(text, ";"))[1:]
    assert ignored(_found(text), rows) == ("Ville", "Date de naissance", "E", "Nom", "G")


def test_a_column_far_to_the_right_has_two_letters() -> None:
    text = "Nom\nAmina" + ";" * 27 + "x\n"
    assert ignored(_found(text), list(records(text, ";"))[1:]) == ("AB",)


def test_headings_are_safe_to_print() -> None:
    text = f"Nom;\x1b[31m{'rouge' * 20}\n"
    (heading,) = ignored(_found(text), [])
    assert heading.isprintable()
    assert len(heading) == 40
