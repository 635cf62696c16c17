"""What lies on the desks of the demonstration."""

from sqlalchemy import select

from badges.demo import sharing
from badges.models import BadgeClass, BadgeClassDraft, BadgeClassVersion
from badges.services import badge_drafts
from tests.demo.building_site import NOW, Site


def test_three_badge_classes_are_shared(site: Site) -> None:
    query = (
        select(BadgeClassVersion.name)
        .join(BadgeClass)
        .where(BadgeClass.shared_at.is_not(None), BadgeClassVersion.number == 1)
    )
    names = site.session.scalars(query).all()
    assert len(names) == len(sharing.SHARED) == 3
    assert all(name.endswith("(DÉMO)") for name in names)


def test_a_proposal_and_two_drafts_can_be_published(site: Site) -> None:
    rows = site.session.scalars(select(BadgeClassDraft)).all()
    assert [row.proposed_at == NOW for row in rows] == [False, False, True]
    for row in rows:
        said = badge_drafts.read(row)
        assert said.name
        assert len(said.skills) >= 3
        assert len(said.criteria) == 3
