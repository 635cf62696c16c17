"""What the organisations of the demonstration do with each other."""

from sqlalchemy import func, select

from badges.models import (
    Activity,
    ActivityOpening,
    Enrolment,
    HandOver,
    KeyEpoch,
    KeyState,
    Organisation,
    Participant,
    Programme,
)
from badges.services import handing_on
from tests.demo.building_site import NOW, Site


def test_an_activity_is_open_to_a_second_organisation(site: Site) -> None:
    (opened,) = site.session.scalars(select(ActivityOpening))
    host = site.session.get_one(Activity, opened.activity_id).organisation_id
    assert opened.organisation_id != host
    homes = site.session.scalars(
        select(Participant.organisation_id)
        .join(Enrolment, Enrolment.participant_id == Participant.id)
        .where(Enrolment.activity_id == opened.activity_id)
    )
    assert list(homes).count(opened.organisation_id) == 3


def test_a_person_is_on_the_way(site: Site) -> None:
    (offered,) = site.session.scalars(select(HandOver))
    (arrival,) = handing_on.arrivals(site.session, (offered.to_id,))
    assert arrival.agreed_on < NOW.date()


def test_each_organisation_of_the_programme_can_change_its_name(site: Site) -> None:
    programme = select(Programme.id).order_by(Programme.id).limit(1).scalar_subquery()
    count = select(func.count()).select_from(Organisation)
    waiting = select(func.count()).where(KeyEpoch.state == KeyState.STANDBY)
    expected = site.session.scalar(count.where(Organisation.programme_id == programme))
    assert site.session.scalar(waiting) == expected == 5
