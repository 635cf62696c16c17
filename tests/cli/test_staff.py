"""`badges staff`: the first people of an installation; a second factor that was lost."""

import pytest
from sqlalchemy import select, update

from badges.models import AuditLine, Invitation, Mail, Programme, Staff
from tests.cli.office import Office


def test_it_works(any_office: Office) -> None:
    result = any_office.run("staff", "invite", "Claire@Service.example")
    assert result.exit_code == 0
    said, link = result.output.splitlines()
    assert said.startswith("Give this link to ")
    assert link.startswith("http://127.0.0.1:8000/invitations/")
    found = any_office.rows(select(Invitation.email, Invitation.role, Invitation.invited_by_id))
    assert found == [("claire@service.example", "admin", None)]
    last = select(AuditLine.subject).order_by(AuditLine.number.desc()).limit(1)
    assert any_office.rows(last)[0][0].endswith("admin invited")
    with any_office.opened() as client:
        path = link.removeprefix("http://127.0.0.1:8000")
        assert "claire@service.example" in client.get(path).text
        assert client.post(path).status_code == 303


def test_a_coordinator_of_a_programme(office: Office) -> None:
    [[slug]] = office.rows(select(Programme.slug))
    result = office.run(
        "staff", "invite", "c@x.example", "--role", "coordinator", "--programme", slug
    )
    assert result.exit_code == 0
    assert office.rows(select(Invitation.programme_id.is_not(None))) == [(True,)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody",), "give an e-mail address"),
        (("a@b.example", "--role", "coach"), "A coach works in one organisation: name it."),
        (("a@b.example", "--role", "coordinator"), "in one organisation or in one programme"),
        (("a@b.example", "--organisation", "x"), "No organisation 'x'. There are: "),
        (("a@b.example", "--programme", "x"), "No programme 'x'. There are: "),
    ],
)
def test_what_cannot_be(office: Office, arguments: tuple[str, ...], sentence: str) -> None:
    result = office.run("staff", "invite", *arguments)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert office.rows(select(Invitation.id)) == []


def test_an_admin_has_no_place(office: Office) -> None:
    result = office.run("staff", "invite", "a@b.example", "--organisation", office.organisation)
    assert "An admin works for the whole service: name no place." in result.stderr


COORDINATOR = "coordination@passerelles.example"
RESET = ("staff", "reset-second-factor", COORDINATOR)


def test_a_lost_second_factor_is_set_up_anew(any_office: Office) -> None:
    any_office.change(update(Staff).values(otp_secret="S" * 32, otp_step=1))
    result = any_office.run(*RESET, input="y\n")
    assert result.exit_code == 0
    assert f"The second factor of {COORDINATOR} is gone; 0 sessions were ended." in result.output
    assert "S" * 32 not in result.output
    kept = any_office.rows(select(Staff.email).where(Staff.otp_secret.is_(None)))
    assert kept == [(COORDINATOR,)]
    last = select(AuditLine.actor, AuditLine.subject).order_by(AuditLine.number.desc()).limit(1)
    [(actor, subject)] = any_office.rows(last)
    assert (actor, subject.endswith("second factor taken away")) == ("command line", True)
    assert any_office.rows(select(Mail.id)) == []
    assert any_office.run("audit", "verify").exit_code == 0


def test_nothing_is_taken_away_without_a_yes(office: Office) -> None:
    office.change(update(Staff).values(otp_secret="S" * 32, otp_step=1))
    before = office.everything()
    assert office.run(*RESET, input="n\n").exit_code == 1
    assert office.everything() == before


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (COORDINATOR, "has no second factor: the next link lets them set one up."),
        ("nobody@x.example", "Nobody works here under nobody@x.example."),
        ("nobody", "give an e-mail address"),
    ],
)
def test_a_second_factor_that_is_not_there(office: Office, email: str, sentence: str) -> None:
    result = office.run("staff", "reset-second-factor", email, "--yes")
    assert result.exit_code == 1
    assert sentence in result.stderr
