"""Forgetting a person: what goes and what stays."""

import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from badges.extensions import checkpoint, reading
from badges.models import (
    Act,
    Activity,
    Assertion,
    AuditLine,
    Award,
    Base,
    Card,
    HandOver,
    Observation,
    Participant,
    RequestKind,
)
from badges.services import (
    activities,
    awarding,
    binding,
    codes,
    documents,
    erasing,
    merging,
    readiness,
    requesting,
    revoking,
)
from badges.services.errors import Conflict, NotFound
from tests import standings, team
from tests.cast import NOW, ZONE, Cast, later
from tests.standings import Promised


def other_rows(world: Cast, erased: str) -> list[object]:
    """What is kept of everybody else."""
    awards = select(Award.id, Award.participant_id, Award.day, Award.code).where(Award.id != erased)
    assertions = select(Assertion.uid, Assertion.token, Assertion.salt, Assertion.mirror)
    people = select(Participant.id, Participant.name, Participant.profile)
    return [
        sorted(map(tuple, world.session.execute(query)), key=str)
        for query in (
            awards,
            assertions.where(Assertion.uid != erased),
            people.where(Participant.id.in_(one.id for one in world.people[1:])),
        )
    ]


def test_the_person_goes(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    person = any_world.session.get_one(Participant, one.participant_id)
    assert erasing.erase(any_world.session, person, actor="test", now=later(60)) == 1
    any_world.session.commit()
    assert any_world.session.get(Participant, one.participant_id) is None
    seen = select(Observation).where(Observation.participant_id == one.participant_id)
    assert any_world.session.scalars(seen).all() == []


def test_of_each_award_the_little_stays_that_is_tied_to_nobody(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    standings.erase(any_world, one)
    row = any_world.session.get_one(Award, one.uid)
    gone = (
        row.participant_id, row.activity_id, row.act_id, row.staff_id, row.awarded_at,
        row.hidden_at, row.code,
    )  # fmt: skip
    assert set(gone) == {None}
    assert row.organisation_id == any_world.organisation.id
    assert row.badge_class_id == any_world.badge_class.id
    assert row.day.isoformat() == "2026-11-01"
    assert (row.kind_key, row.town) == ("sport", "Bobigny")
    assert row.code_hash == codes.hashed(one.code)
    assert row.erased_at == later(120)
    assertion = any_world.session.get_one(Assertion, one.uid)
    assert (assertion.token, assertion.mirror, assertion.salt) == (None, None, None)
    assert assertion.version_id == any_world.version.id


def test_the_act_that_gave_it_leads_to_the_tombstone_no_more(any_world: Cast) -> None:
    one, *others = standings.promised(any_world)
    act = any_world.session.get_one(Award, one.uid).act_id
    assert act is not None
    assert one.uid in any_world.session.get_one(Act, act).result["uids"]
    standings.erase(any_world, one)
    left = any_world.session.get_one(Act, act).result
    assert sorted(left["uids"]) == sorted(other.uid for other in others)
    assert sorted(left["asked"]) == sorted(str(other.participant_id) for other in others)


def test_nobody_else_is_touched(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    before = other_rows(any_world, one.uid)
    standings.erase(any_world, one)
    assert other_rows(any_world, one.uid) == before


def test_the_counts_stay(world: Cast) -> None:
    one = standings.promised(world)[0]
    standings.erase(world, one)
    assert len(world.session.scalars(select(Award)).all()) == 4
    others = [person.id for person in world.people[1:]]
    seen = readiness.progress(world.session, world.version, world.activity, others)
    assert all(progress.reaches(world.version) for progress in seen.values())


def test_somebody_without_a_badge_is_forgotten_too(any_world: Cast) -> None:
    any_world.observe()
    person = any_world.people[0]
    assert erasing.erase(any_world.session, person, actor="test", now=NOW) == 0


def test_what_was_revoked_stays_on_the_list_and_what_was_not_does_not_come(
    any_world: Cast,
) -> None:
    revoked, kept = standings.promised(any_world, any_world.people[:2])

    def listed() -> set[str]:
        body = documents.revocations(
            any_world.session.connection(), any_world.urls, any_world.organisation.slug, 1
        )
        return set(re.findall(r"urn:uuid:([0-9a-f-]{36})", (body or b"").decode()))

    standings.revoke(any_world, revoked)
    before = listed()
    assert revoked.uid in before
    standings.erase(any_world, revoked)
    standings.erase(any_world, kept)
    assert listed() == before


def test_the_log_keeps_the_act_and_no_name(world: Cast) -> None:
    one = standings.promised(world)[0]
    reference = world.people[0].reference
    standings.erase(world, one)
    line = world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert line is not None
    assert (line.action, line.subject, line.person) == ("erase", "person, 1 badges", reference)


def test_a_person_is_found_by_number_or_reference(world: Cast) -> None:
    person = world.people[0]
    for known_by in (str(person.id), person.reference):
        assert erasing.by_reference(world.session, known_by) is person
    for nobody in ("", "0", "999999999", "9" * 40, "²", person.name, person.profile, "-1"):
        with pytest.raises(NotFound):
            erasing.by_reference(world.session, nobody)


def test_who_comes_back_is_somebody_new(world: Cast) -> None:
    one, name = standings.promised(world)[0], world.people[0].name
    standings.erase(world, one)
    person = activities.people_named(
        world.session, world.organisation, [name], actor="test", now=NOW
    )
    assert person[0].id != one.participant_id
    assert len(world.award(person, key="again").gifts) == 1


def test_the_order_that_gave_the_badge_gives_it_to_nobody_again(world: Cast) -> None:
    one = standings.promised(world)[0]
    standings.erase(world, one)
    activity = world.session.get_one(Activity, world.activity.id)
    assert activity is world.activity
    order = world.order(world.people[1:], key="first")
    with pytest.raises(Conflict):
        awarding.award(world.session, world.keyring, world.urls, order, zone=ZONE, now=NOW)


CROWD = 150


def test_the_file_itself_forgets(world: Cast, app: Flask, tmp_path: Path) -> None:
    names = [f"Wxq{number:03d}oreille Zt{number * 7:04d}avik" for number in range(CROWD)]
    crowd = activities.add_people(world.session, world.organisation, names, actor="test", now=NOW)
    given = standings.promised(world, crowd)
    chosen = given[3::20]
    traces = [trace for one in chosen for trace in _traces(world, one)]
    path = tmp_path / "badges.sqlite3"
    _checkpoint(path)
    assert [trace for trace in traces if trace not in path.read_bytes()] == []
    with reading() as reader:  # as a server keeps them: while one is open, SQLite keeps its log
        reader.execute(select(Participant.id)).all()
        for one in chosen:
            standings.erase(world, one)
        world.session.commit()
        checkpoint()
        left = b"".join(file.read_bytes() for file in tmp_path.glob("badges.sqlite3*"))
    assert [trace for trace in traces if trace in left] == []
    assert all(one.uid.encode() in left for one in chosen)
    others = [one for one in given if one not in chosen]
    assert all(one.salt.encode() in left for one in others)


def _traces(world: Cast, one: Promised) -> list[bytes]:
    person = world.session.get_one(Participant, one.participant_id)
    signature = one.token.rpartition(".")[2]
    texts = [person.name, person.profile, one.salt, one.code, signature[:40], signature[-40:]]
    return [text.encode() for text in texts]


def _checkpoint(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_erasing_twice_is_nobody(world: Cast) -> None:
    one = standings.promised(world)[0]
    standings.erase(world, one)
    with pytest.raises(NotFound):
        erasing.by_reference(world.session, str(one.participant_id))
    assert revoking.by_uid(world.session, one.uid).erased_at == later(120)


# ---- nothing is left in any table


def everything(world: Cast) -> dict[str, str]:
    """All that each table says, by its name."""
    return {
        name: "\n".join(str(tuple(row)) for row in world.session.execute(select(table)))
        for name, table in Base.metadata.tables.items()
    }


def entangled(world: Cast) -> tuple[Participant, list[str]]:
    """Somebody who is in every table that can name a person, and what is personal of them."""
    crew = team.gather(world)
    session, (person, double, *_) = world.session, world.people
    one = standings.promised(world, [person])[0]
    award = session.get_one(Award, one.uid)
    award.line = "Une ligne du coach sur Zzyvindra"
    codes_of = crew.codes[:2]
    for code, who in zip(codes_of, (person, double), strict=True):
        binding.bind(session, team.card_with(world, code), who, staff_id=world.coach.id, now=NOW)
    merge = merging.propose(session, person, double, staff_id=world.coach.id, now=NOW)
    merging.confirm(session, merge, staff_id=world.coordinator.id, now=NOW)
    for kind, reason, about in (
        (RequestKind.CORRECTION, "name", None),
        (RequestKind.REVOCATION, "wrong_badge", award),
    ):
        requesting.ask(
            session, person, kind, reason=reason, award=about, line="Elle dit Zzyvindra",
            staff_id=world.coach.id, now=NOW,
        )  # fmt: skip
    session.add(
        HandOver(
            participant_id=person.id,
            from_id=world.organisation.id,
            to_id=world.twin.id,
            agreed_on=NOW.date(),
            offered_by_id=world.coordinator.id,
            offered_at=NOW,
        )
    )
    session.commit()
    words = [person.name, double.name, person.profile, double.profile, *codes_of, one.code]
    words += [*codes_of, one.token, one.salt, "Zzyvindra", person.reference, double.reference]
    return person, words


def test_no_table_says_who_it_was(any_world: Cast) -> None:
    person, words = entangled(any_world)
    rows = (person.id, any_world.people[1].id)
    before = " ".join(everything(any_world).values())
    assert [word for word in words if word not in before] == []
    erasing.erase(any_world.session, person, actor="test", now=later(60))
    any_world.session.commit()
    left = everything(any_world)
    for name, said in left.items():
        personal = words[:-2] if name == "audit_lines" else words
        assert [word for word in personal if word in said] == [], name
    for name, table in Base.metadata.tables.items():
        for key in table.foreign_keys:
            if key.column.table.name == "participants":
                those = select(table).where(key.parent.in_(rows))
                assert any_world.session.execute(those).all() == [], name


def test_the_hash_of_a_card_stays(any_world: Cast) -> None:
    person, _ = entangled(any_world)
    erasing.erase(any_world.session, person, actor="test", now=later(60))
    gone = any_world.session.scalars(select(Card).where(Card.code.is_(None))).all()
    assert len(gone) == 2
    for card in gone:
        assert (card.participant_id, card.bound_by_id, card.bound_at) == (None, None, None)
        assert card.ended_at == later(60)
        assert len(card.code_hash) == 64
