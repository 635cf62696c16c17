"""The tables: made, unmade with data in them, made again, and equal to the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from badges import create_app, extensions, paths
from badges.extensions import db
from badges.models import BadgeClassVersion, BadgeWording, Base, Card, ShareLink
from badges.services import auditing, wordings
from badges.services.auditing import START, Head
from badges.urls import PublicUrls
from tests import cast, standings, team, worded
from tests.fixtures.database import BASE, settings_for

FOLDER = str(paths.MIGRATIONS)


@pytest.fixture
def empty(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database, one of each kind in turn."""
    app = create_app(settings_for(database_url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_nothing_becomes_everything(empty: Flask) -> None:
    assert tables() == set()
    upgrade(directory=FOLDER)
    assert tables() == set(Base.metadata.tables)
    assert auditing.head(db.session()) == Head(0, START)
    db.session.remove()
    upgrade(directory=FOLDER)
    assert tables() == set(Base.metadata.tables)


def test_models_and_migrations_agree(any_app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_missing_column_would_be_noticed(any_app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE organisations DROP COLUMN telephone"))
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert len(compare_metadata(context, Base.metadata)) == 1


def test_down_with_data_and_up_again(empty: Flask) -> None:
    upgrade(directory=FOLDER)
    world = cast.assemble(db.session(), PublicUrls(BASE))
    standings.bring_about(world)
    db.session.remove()
    downgrade(directory=FOLDER, revision="base")
    assert tables() == set()
    upgrade(directory=FOLDER)
    again = cast.assemble(db.session(), PublicUrls(BASE))
    assert len(again.award().gifts) == 4


def test_of_several_living_cards_the_newest_stays(empty: Flask) -> None:
    """A service that ran before the index was there may hold two."""
    upgrade(directory=FOLDER)
    crew = team.gather(cast.assemble(db.session(), PublicUrls(BASE)), count=5)
    cards = [team.card_with(crew.world, code).id for code in crew.codes]
    one, other, *_ = (person.id for person in crew.world.people)
    db.session.remove()
    downgrade(directory=FOLDER, revision="0003")
    with db.engine.begin() as connection:
        for number, person, bound in (
            (cards[0], one, cast.later(1)),
            (cards[1], one, cast.later(2)),
            (cards[2], one, cast.later(3)),
            (cards[3], other, cast.later(1)),
        ):
            this = update(Card).where(Card.id == number)
            connection.execute(this.values(participant_id=person, bound_at=bound))
    upgrade(directory=FOLDER)
    rows = {card.id: card for card in db.session.scalars(select(Card))}
    living = {number: card.participant_id for number, card in rows.items() if not card.ended_at}
    assert living == {cards[2]: one, cards[3]: other, cards[4]: None}
    assert [rows[number].participant_id for number in cards[:2]] == [one, one]
    db.session.remove()
    downgrade(directory=FOLDER, revision="0003")
    upgrade(directory=FOLDER)
    assert db.session.scalar(select(func.count()).where(Card.ended_at.is_(None))) == 3


def test_a_second_living_card_is_refused_by_the_database(any_app: Flask) -> None:
    crew = team.gather(cast.assemble(db.session(), PublicUrls(BASE)), count=3)
    person = crew.world.people[0].id
    first, second, third = (team.card_with(crew.world, code) for code in crew.codes)
    first.participant_id, first.ended_at = person, cast.NOW
    second.participant_id = person
    db.session.commit()
    third.participant_id = person
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_wordings_go_and_everything_else_stays(empty: Flask) -> None:
    upgrade(directory=FOLDER)
    world = cast.assemble(db.session(), PublicUrls(BASE))
    worded.write(world)
    version, document = world.version.id, world.version.document
    db.session.remove()
    downgrade(directory=FOLDER, revision="0004")
    assert tables() == set(Base.metadata.tables) - {"badge_wordings"}
    upgrade(directory=FOLDER)
    found = db.session.get_one(BadgeClassVersion, version)
    assert found.document == document
    assert wordings.written(db.session(), found) == {}


def test_a_link_stays_and_answers_nobody_until_it_may_again(empty: Flask) -> None:
    upgrade(directory=FOLDER)
    world = cast.assemble(db.session(), PublicUrls(BASE))
    link = ShareLink(
        participant_id=world.people[0].id,
        code="7K3MQ9TXWAA",
        code_hash="0" * 64,
        naming="none",
        made_at=cast.NOW,
        answers_email=True,
    )
    db.session.add(link)
    db.session.commit()
    number = link.id
    db.session.remove()
    downgrade(directory=FOLDER, revision="0005")
    upgrade(directory=FOLDER)
    found = db.session.get_one(ShareLink, number)
    assert (found.code, found.answers_email) == ("7K3MQ9TXWAA", False)


def test_a_version_has_one_wording_a_language(any_app: Flask) -> None:
    world = cast.assemble(db.session(), PublicUrls(BASE))
    worded.write(world)
    said = {"name": "x", "sentence": "", "acts": {}, "written_at": cast.NOW}
    row = {"version_id": world.version.id, "language": "ar", **said}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(BadgeWording).values(row))


def test_the_database_keeps_what_the_models_demand(any_app: Flask) -> None:
    found = inspect(db.engine)
    unique = {tuple(one["column_names"]) for one in found.get_unique_constraints("observations")}
    assert unique == {("participant_id", "session_id", "criterion_id", "staff_id")}
    indexes = {one["name"]: one for one in found.get_indexes("awards")}
    assert indexes["uq_awards_occasion"]["unique"]
    indexes = {one["name"]: one for one in found.get_indexes("cards")}
    assert indexes["uq_cards_living"]["unique"]
    for table in Base.metadata.tables.values():
        assert len(found.get_foreign_keys(table.name)) == len(table.foreign_key_constraints)


def test_a_migration_that_breaks_leaves_nothing_behind(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE version_criteria (id integer)"))  # made last
    with pytest.raises((OperationalError, ProgrammingError), match="already exists"):
        upgrade(directory=FOLDER)
    assert tables() == {"version_criteria"}
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE version_criteria"))
    upgrade(directory=FOLDER)
    assert tables() == set(Base.metadata.tables)


def test_every_revision_follows_one_other(empty: Flask) -> None:
    config = Config()
    config.set_main_option("script_location", FOLDER)
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    revisions = [one.revision for one in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)
    files = {Path(one.path).name.partition("_")[0] for one in scripts.walk_revisions()}
    assert files == set(revisions)


def test_a_service_is_ready_once_its_tables_are_the_newest(empty: Flask) -> None:
    assert not extensions.database_answers()
    upgrade(directory=FOLDER)
    assert extensions.database_answers()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not extensions.database_answers()


def test_alembic_itself_finds_nothing_to_do(any_app: Flask) -> None:
    config = current_app.extensions["migrate"].migrate.get_config(FOLDER)
    command.check(config)


def test_numbers_that_pages_still_show_are_never_given_again(
    sqlite_url: str,
) -> None:
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        counted = {row.name for row in rows if "AUTOINCREMENT" in (row.sql or "")}
    engine.dispose()
    models = Base.metadata.tables.values()
    assert counted == {one.name for one in models if one.dialect_options["sqlite"]["autoincrement"]}
    assert counted == {"participants", "activities", "sessions", "badge_class_drafts"}
