"""The column types that several tables share."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from badges.models import Organisation
from tests.cast import Cast


@pytest.mark.parametrize("hours", [-11, 0, 1, 14])
def test_a_moment_comes_back_in_utc(any_world: Cast, hours: int) -> None:
    moment = datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=timezone(timedelta(hours=hours)))
    any_world.organisation.left_at = moment
    any_world.session.commit()
    any_world.session.expire_all()
    found = any_world.session.scalar(
        select(Organisation.left_at).where(Organisation.id == any_world.organisation.id)
    )
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(world: Cast) -> None:
    world.organisation.left_at = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 -- that is the case
    with pytest.raises(StatementError, match="a naive datetime"):
        world.session.flush()


def test_sqlite_keeps_the_moment_in_utc(world: Cast) -> None:
    zone = timezone(timedelta(hours=2))
    world.organisation.left_at = datetime(2026, 6, 1, 0, 30, tzinfo=zone)
    world.session.flush()
    row = text("SELECT left_at FROM organisations WHERE id = :id")
    kept = world.session.execute(row, {"id": world.organisation.id}).scalar_one()
    assert str(kept).startswith("2026-05-31 22:30")
