"""`badges award`: from an attendance list to badges, and every refusal."""

from datetime import date

import pytest
from click.testing import Result
from sqlalchemy import func, select, update

from badges.models import Activity, Assertion, Award, Observation, Organisation, Participant
from badges.models import Session as Meeting
from badges.openbadges import jws
from tests.cast import CRITERIA, NOW
from tests.cli.office import ROSTERS, Office

EXCEL = str(ROSTERS / "futsal_excel_cp1252.csv")
ISO = str(ROSTERS / "comma_dates_iso.csv")
FOUR = ["Amina K.", "Jean-Noël D'Almeida", "Zoé L'Hôte; dite « Zozo »", "Mehmet Ö."]


def award(office: Office, roster: str, *more: str, badge: str | None = None) -> Result:
    named = ("award", badge or office.badge, "--activity", str(office.activity))
    return office.run(*named, "--roster", roster, *more)


def holders(office: Office) -> list[str]:
    """Who holds a badge, by name."""
    query = select(Participant.name).join(Award, Award.participant_id == Participant.id)
    return [name for (name,) in office.rows(query.order_by(Award.audit_number))]


def refused(office: Office, result: Result, *sentences: str) -> None:
    """It said why, in a sentence, and nothing was changed."""
    assert result.exit_code == 1
    assert "Error: " in result.stderr
    for sentence in sentences:
        assert sentence in result.output
    assert holders(office) == []
    assert office.rows(select(func.count()).select_from(Observation)) == [(0,)]
    assert office.rows(select(func.count()).select_from(Participant)) == [(len(office.people),)]


def test_a_list_as_excel_saves_it_becomes_four_badges(any_office: Office) -> None:
    result = award(any_office, EXCEL, "--criteria", "1,2")
    assert result.exit_code == 0
    assert "Tournoi de futsal solidaire: 4 present, 1 absent" in result.output
    assert "coach@passerelles.example answers for it." in result.output
    assert "Not kept: the columns Remarques." in result.output
    assert 'Awarded "Esprit d\'équipe" to 4 people.' in result.output
    assert holders(any_office) == FOUR
    for name in FOUR:
        assert f"  {name}  {any_office.environ['BADGES_PUBLIC_URL']}/v/" in result.output
    signed = [jws.read(token).payload for (token,) in any_office.rows(select(Assertion.token))]
    assert {one["issuedOn"] for one in signed} == {"2026-11-14T00:00:00+01:00"}
    assert [seen["name"] for seen in signed[0]["evidence"][1:]] == list(CRITERIA[:2])


def test_the_same_again_awards_nothing_twice_and_says_so(any_office: Office) -> None:
    award(any_office, EXCEL, "--criteria", "1,2")
    before = any_office.everything()
    result = award(any_office, EXCEL, "--criteria", "1,2")
    assert result.exit_code == 0
    assert "4 people already have it for this activity: not given twice." in result.output
    assert "to 0 people." in result.output
    after = any_office.everything()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"acts", "audit_lines", "audit_head"}


def test_names_pasted_one_a_line_are_people(office: Office) -> None:
    pasted = ROSTERS / "noms_colles.txt"
    result = award(office, str(pasted), "--criteria", "2")
    assert result.exit_code == 0, result.output
    lines = pasted.read_text(encoding="utf-8").splitlines()
    assert holders(office) == [line.strip() for line in lines if line.strip()]


def test_a_list_that_grew_awards_who_is_new(office: Office) -> None:
    award(office, office.roster("Amina", "Bilal"), "--criteria", "1")
    result = award(office, office.roster("Amina", "Bilal", "Chirine"), "--criteria", "1")
    assert "2 people already have it" in result.output
    assert "to 1 person." in result.output
    assert holders(office) == ["Amina", "Bilal", "Chirine"]


def test_namesakes_are_two_people(office: Office) -> None:
    for _ in range(2):
        award(office, office.roster("Amina", "Amina"), "--criteria", "1")
    assert holders(office) == ["Amina", "Amina"]
    assert office.rows(select(func.count(func.distinct(Award.participant_id)))) == [(2,)]


def test_a_list_without_days_is_of_today(office: Office) -> None:
    award(office, office.roster("Amina"), "--criteria", "1")
    assert office.rows(select(Award.day)) == [(NOW.date(),)]


def test_below_what_the_badge_demands_it_says_what_is_missing(any_office: Office) -> None:
    result = award(any_office, EXCEL, "--criteria", "1,2", badge=any_office.demanding_badge)
    refused(any_office, result, "Nothing was awarded: the badge asks for more than was seen.")
    for name in FOUR:
        assert f"Not yet: {name}: 2 of 1 criteria seen, in 1 of 2 sessions." in result.stderr


def test_two_days_in_one_list_are_two_sessions(office: Office) -> None:
    lines = ("prenom;date", "Amina;14/11/2026", "Bilal;14/11/2026", "Amina;21/11/2026")
    roster = office.roster(*lines)
    result = award(office, roster, "--criteria", "1", badge=office.demanding_badge)
    refused(office, result, "Not yet: Bilal: 1 of 1 criteria seen, in 1 of 2 sessions.")
    options = ("--criteria", "1", "--partial")
    result = award(office, roster, *options, badge=office.demanding_badge)
    assert result.exit_code == 0
    assert "Not yet: Bilal: 1 of 1 criteria seen, in 1 of 2 sessions." in result.stderr
    assert "to 1 person." in result.output
    assert office.rows(select(Award.day)) == [(date(2026, 11, 21),)]
    assert len(office.rows(select(Observation.id))) == 3


def test_what_was_seen_earlier_counts_later(office: Office) -> None:
    first = office.roster("prenom;date", "Amina;14/11/2026")
    options = ("--criteria", "1", "--partial")
    award(office, first, *options, badge=office.demanding_badge)
    assert holders(office) == []
    second = office.roster("prenom;date", "amina;21/11/2026")
    award(office, second, "--criteria", "1", badge=office.demanding_badge)
    assert holders(office) == ["Amina"]


def test_a_list_with_bad_lines_is_refused_with_each_line_and_why(any_office: Office) -> None:
    result = award(any_office, ISO)
    refused(any_office, result, "Nothing was awarded: mend the list, or use --partial.")
    bad = [line for line in result.stderr.splitlines() if line.startswith("Line ")]
    assert [line.partition(":")[0] for line in bad] == ["Line 4", "Line 5", "Line 6"]
    assert "“2026-13-40” is no day" in bad[0]
    assert "no name" in bad[1]
    assert "no criterion 9" in bad[2]


def test_with_partial_the_good_lines_are_awarded(any_office: Office) -> None:
    result = award(any_office, ISO, "--partial")
    assert result.exit_code == 0
    assert result.stderr.count("Line ") == 3
    assert holders(any_office) == ["Amina K.", "Leïla M."]


def test_a_day_to_come_is_refused_by_its_line(office: Office) -> None:
    roster = office.roster("prenom;date", "Amina;14/11/2026", "Bilal;23/11/2026")
    refused(office, award(office, roster, "--criteria", "1"), "Line 3: 2026-11-23 is in the future")
    award(office, roster, "--criteria", "1", "--partial")
    assert holders(office) == ["Amina"]


def test_today_is_the_day_where_the_service_is(office: Office) -> None:
    tomorrow_there = office.roster("prenom;date", "Amina;23/11/2026")
    assert award(office, tomorrow_there, "--criteria", "1").exit_code == 1
    far_east = office.set(TIMEZONE="Pacific/Kiritimati")  # there it is the 23rd already
    assert award(far_east, tomorrow_there, "--criteria", "1").exit_code == 0


def test_who_was_absent_gets_nothing(office: Office) -> None:
    result = award(office, office.roster("prenom;present", "Amina;non"), "--criteria", "1")
    assert result.exit_code == 0
    assert "0 present, 1 absent" in result.output
    assert holders(office) == []


@pytest.mark.parametrize("roster", [EXCEL, ISO])
def test_a_dry_run_changes_nothing(any_office: Office, roster: str) -> None:
    before = any_office.everything()
    options = ("--criteria", "1,2") if roster == EXCEL else ("--partial",)
    result = award(any_office, roster, *options, "--dry-run")
    assert result.exit_code == 0
    expected = FOUR if roster == EXCEL else ["Amina K.", "Leïla M."]
    said = [line for line in result.output.splitlines() if line.startswith("Would award: ")]
    assert said == [f"Would award: {name}" for name in expected]
    assert f"Dry run: {len(expected)} badges would be awarded, 0 people have it" in result.output
    assert "Nothing was changed." in result.output
    assert any_office.everything() == before


def test_a_dry_run_refuses_what_the_real_one_would(office: Office) -> None:
    options = ("--criteria", "1", "--dry-run")
    refused(office, award(office, EXCEL, *options, badge=office.demanding_badge), "Not yet: ")
    refused(office, award(office, ISO, "--dry-run"), "mend the list")


def test_without_criteria_the_numbered_ones_are_listed(office: Office) -> None:
    listed = [f"  {number}. {text}" for number, text in enumerate(CRITERIA, start=1)]
    refused(office, award(office, EXCEL), "Say with --criteria which of these were seen:", *listed)


@pytest.mark.parametrize(
    "criteria", ["4", "0", "1,4", "one", ",", "-1", "1.5", "1-2", "²", "9" * 5_000]
)
def test_criteria_that_the_badge_has_not_are_refused(office: Office, criteria: str) -> None:
    result = award(office, EXCEL, f"--criteria={criteria}")
    refused(office, result, "names no criteria of this badge", f"  1. {CRITERIA[0]}")


@pytest.mark.parametrize("criteria", ["2,1", "1;2", "1 2", " 1, 2 ", "1,2,1"])
def test_criteria_may_be_written_as_people_do(office: Office, criteria: str) -> None:
    assert award(office, office.roster("Amina"), "--criteria", criteria).exit_code == 0
    assert len(office.rows(select(Observation.id))) == 2


def test_a_line_may_name_its_own_criteria(office: Office) -> None:
    roster = office.roster("prenom;criteres", "Amina;3", "Bilal;2,3")
    assert award(office, roster, "--criteria", "1").exit_code == 0
    seen = select(Participant.name, func.count()).join(
        Observation, Observation.participant_id == Participant.id
    )
    assert sorted(office.rows(seen.group_by(Participant.name))) == [("Amina", 1), ("Bilal", 2)]


def test_a_line_that_names_none_saw_nothing(office: Office) -> None:
    roster = office.roster("prenom;criteres", "Amina;3", "Bilal;")
    result = award(office, roster, "--criteria", "1,2")
    refused(office, result, "Not yet: Bilal: 0 of 1 criteria seen, in 0 of 1 sessions.")


def test_an_unknown_badge_is_answered_with_those_that_exist(office: Office) -> None:
    result = award(office, EXCEL, "--criteria", "1", badge="nothing")
    refused(office, result, "No badge class 'nothing'. There are: ", office.badge)


def test_an_unknown_activity_is_answered_with_the_organisations_own(office: Office) -> None:
    for number in (office.twin_activity, 999, 2**31 - 1):
        named = ("award", office.badge, "--activity", str(number), "--roster", EXCEL)
        refused(
            office,
            office.run(*named, "--criteria", "1"),
            f"has no activity {number}. It has: {office.activity} Tournoi de futsal solidaire",
        )


@pytest.mark.parametrize("number", ["0", "-1", "first", str(2**31), "9" * 5_000])
def test_an_activity_is_a_number(office: Office, number: str) -> None:
    named = ("award", office.badge, "--activity", number, "--roster", EXCEL)
    result = office.run(*named, "--criteria", "1")
    assert result.exit_code == 2
    assert "Invalid value for '--activity'" in result.stderr


@pytest.mark.parametrize("email", ["nobody@passerelles.example", "coach@jumelle.example"])
def test_who_may_not_award_is_answered_with_who_may(office: Office, email: str) -> None:
    result = award(office, EXCEL, "--criteria", "1", "--as", email)
    refused(
        office,
        result,
        f"{email} may not award here: name one of these with --as: coach@passerelles.example, "
        "second@passerelles.example, coordination@passerelles.example.",
    )


def test_another_coach_may_answer_for_it(office: Office) -> None:
    result = award(office, EXCEL, "--criteria", "1", "--as", " Second@Passerelles.Example ")
    assert result.exit_code == 0
    assert "second@passerelles.example answers for it." in result.output


def test_an_activity_that_nobody_leads_needs_a_name(office: Office) -> None:
    office.change(update(Activity).values(lead_id=None))
    refused(office, award(office, EXCEL, "--criteria", "1"), "with --as: coach@passerelles.example")


@pytest.mark.parametrize(("name", "why"), [("absent.csv", "No such file"), (".", "Is a directory")])
def test_a_list_that_cannot_be_read(office: Office, name: str, why: str) -> None:
    refused(office, award(office, name, "--criteria", "1"), f"{name} cannot be read: {why}")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "holds no names"),
        (b"PK\x03\x04 a workbook", "This is a workbook"),
        (b"\x00\x01\x02\x00", "not text"),
        (b"date;ville\n14/11/2026;Bobigny\n", "No column is headed as names"),
    ],
)
def test_what_is_no_list_is_refused(office: Office, content: bytes, why: str) -> None:
    path = office.folder / "list.csv"
    path.write_bytes(content)
    refused(office, award(office, str(path), "--criteria", "1"), why)


def test_a_badge_of_the_twin_organisation_needs_its_own_activity(office: Office) -> None:
    result = award(office, EXCEL, "--criteria", "1", badge=office.twin_badge)
    refused(office, result, f"has no activity {office.activity}. It has: {office.twin_activity} ")


def test_an_organisation_that_left_gives_nothing(office: Office) -> None:
    office.change(update(Organisation).values(left_at=NOW))
    refused(office, award(office, EXCEL, "--criteria", "1"), "left its programme")


def test_no_key_no_badge(office: Office) -> None:
    for half in (office.folder / "keys").iterdir():
        half.unlink()
    refused(office, award(office, EXCEL, "--criteria", "1"), "The key folder", "No such file")


def test_a_folder_of_keys_that_others_read_is_refused(office: Office) -> None:
    (office.folder / "keys").chmod(0o750)
    refused(office, award(office, EXCEL, "--criteria", "1"), "has mode 0750", "chmod 700")


def test_another_passphrase_signs_nothing(office: Office) -> None:
    result = award(office.set(KEY_PASSPHRASE="another"), EXCEL, "--criteria", "1")
    refused(office, result, "BADGES_KEY_PASSPHRASE is another one")


def test_many_are_shown_with_progress(office: Office) -> None:
    many = office.roster(*(f"Person {number}" for number in range(60)))
    few = office.roster("Amina", name="few.csv")
    assert "Signing" in award(office, many, "--criteria", "1").stderr
    assert "Signing" not in award(office, few, "--criteria", "1").stderr


def test_a_program_of_its_own(office: Office) -> None:
    roster = office.roster("Amina", "Bilal")
    named = ("award", office.badge, "--activity", str(office.activity), "--roster", roster)
    done = office.call(*named, "--criteria", "1")
    assert done.returncode == 0, done.stderr
    assert holders(office) == ["Amina", "Bilal"]
    again = office.call(*named)
    assert again.returncode == 1
    assert "Say with --criteria which of these were seen:" in again.stderr
    assert "Traceback" not in again.stderr


def test_meetings_are_added_for_days_that_nobody_planned(office: Office) -> None:
    roster = office.roster("prenom;date", "Amina;15/11/2026")
    award(office, roster, "--criteria", "1")
    planned = select(Meeting.day).where(Meeting.activity_id == office.activity)
    assert (date(2026, 11, 15),) in office.rows(planned)
