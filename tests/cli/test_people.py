"""`badges erase`: a person is forgotten, on order and after asking."""

import pytest
from sqlalchemy import select

from badges.models import Assertion, Award, Participant
from tests.cli.office import Office


@pytest.fixture
def holder(any_office: Office) -> tuple[Office, int, str]:
    """The office, somebody who holds a badge, and their reference."""
    roster = any_office.roster("Zénobie Arkwelt")
    named = ("award", any_office.badge, "--activity", str(any_office.activity))
    assert any_office.run(*named, "--roster", roster, "--criteria", "1").exit_code == 0
    query = select(Participant.id, Participant.reference).join(Award)
    [(number, reference)] = any_office.rows(query)
    return any_office, number, reference


def people(office: Office) -> int:
    return len(office.rows(select(Participant.id)))


@pytest.mark.parametrize("by", ["number", "reference"])
def test_a_person_is_gone_with_their_badges(holder: tuple[Office, int, str], by: str) -> None:
    office, number, reference = holder
    before = people(office)
    result = office.run("erase", str(number) if by == "number" else reference, "--yes")
    assert result.exit_code == 0
    assert result.output == "The person is erased; 1 badges were withdrawn.\n"
    assert people(office) == before - 1
    assert office.rows(select(Assertion.token, Assertion.mirror, Assertion.salt)) == [
        (None, None, None)
    ]
    assert office.rows(select(Award.participant_id, Award.code)) == [(None, None)]
    again = office.run("erase", reference, "--yes")
    assert again.exit_code == 1
    assert f"Nobody is known as {reference}." in again.stderr


def test_nothing_of_a_person_lies_in_the_files_of_the_database(office: Office) -> None:
    roster = office.roster("Zénobie Arkwelt")
    named = ("award", office.badge, "--activity", str(office.activity))
    office.run(*named, "--roster", roster, "--criteria", "1")
    [(token, code)] = office.rows(select(Assertion.token, Award.code).join(Award))
    words = ["Zénobie Arkwelt".encode(), token[:60].encode(), code.encode()]
    assert lying(office, words) == words
    [(number,)] = office.rows(select(Award.participant_id))
    office.run("erase", str(number), "--yes")
    assert lying(office, words) == []


def lying(office: Office, words: list[bytes]) -> list[bytes]:
    """Those of these words that stand in the database's files, its log among them."""
    files = [path.read_bytes() for path in office.folder.glob("badges.sqlite3*")]
    return [word for word in words if any(word in content for content in files)]


def test_a_number_is_never_given_again(holder: tuple[Office, int, str]) -> None:
    office, number, _ = holder
    office.run("erase", str(number), "--yes")
    named = ("award", office.badge, "--activity", str(office.activity), "--criteria", "1")
    office.run(*named, "--roster", office.roster("Somebody Else"))
    assert office.run("erase", str(number), "--yes").exit_code == 1


def test_it_asks_first(holder: tuple[Office, int, str]) -> None:
    office, number, _ = holder
    before = people(office)
    for answer in ("n\n", "\n", ""):
        result = office.run("erase", str(number), input=answer)
        assert result.exit_code == 1
        assert "copies that the person gave away keep verifying. Erase?" in result.output
        assert people(office) == before
    assert office.run("erase", str(number), input="y\n").exit_code == 0
    assert people(office) == before - 1


@pytest.mark.parametrize("person", ["0", "999999999", "9" * 30, "nobody", "-", "%", "1 OR 1=1"])
def test_who_is_not_known_is_not_erased(office: Office, person: str) -> None:
    result = office.run("erase", "--yes", "--", person)
    assert result.exit_code == 1
    assert f"Nobody is known as {person}." in result.stderr
    assert people(office) == len(office.people)
