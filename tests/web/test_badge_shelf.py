"""The badge classes of an organisation and the library of its programme."""

import re

import pytest
from sqlalchemy import select

from badges.models import Appointment, AuditLine, Role, Staff
from badges.services import badge_shelf, organisations
from tests.cast import NAMES, NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.services.test_badge_drafts import actor
from tests.web.badge_pages import begun, drafts, plain, published, saved

VERBS = ("edit", "retire", "bring-back", "share", "keep")


def log(world: Cast, *actions: str) -> list[str]:
    world.session.expire_all()
    query = select(AuditLine.action, AuditLine.subject).where(AuditLine.action.in_(actions))
    rows = world.session.execute(query.order_by(AuditLine.number))
    return [f"{action} {subject}" for action, subject in rows]


def coordinator_of_the_twin(world: Cast, desk_of: MakeDesk) -> Desk:
    staff = organisations.appoint(
        world.session, email="coordination@jumelle.example", role=Role.COORDINATOR,
        organisation=world.twin, now=NOW,
    )  # fmt: skip
    world.session.commit()
    return desk_of(staff)


def test_it_works(world: Cast, desk_of: MakeDesk) -> None:
    world.award(world.people[:3])
    for staff in (world.coordinator, world.coach):
        desk = desk_of(staff)
        page = plain(desk.get("/badge-classes").text)
        assert "Esprit d'équipe Donné 3 fois · Version 1" in page
        assert "Les autres organisations n'ont encore rien partagé." in page
        shown = plain(desk.get(f"/badge-classes/{world.badge_class.slug}").text)
        assert "Donnée 3 fois." in shown
        assert not [word for name in NAMES for word in name.split() if word in page + shown]


def test_an_empty_shelf_says_to_begin_with_a_template(world: Cast, desk_of: MakeDesk) -> None:
    programme = world.organisation.programme
    from_nothing = organisations.create_organisation(
        world.session, programme, _card(), actor="test", now=NOW
    )
    staff = organisations.appoint(
        world.session, email="neuve@neuve.example", role=Role.COORDINATOR,
        organisation=from_nothing, now=NOW,
    )  # fmt: skip
    world.session.commit()
    page = desk_of(staff).get("/badge-classes").text
    assert "Aucun badge pour l'instant. Commencez par un modèle." in plain(page)
    assert 'href="/badge-classes/new"' in page


def _card() -> organisations.OrganisationCard:
    return organisations.OrganisationCard(
        name="La Neuve", url="https://neuve.example", email="contact@neuve.example"
    )


def test_drafts_in_work_are_listed(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk, "nothing")
    edited = str(desk.post(f"/badge-classes/{world.badge_class.slug}/edit").location)
    page = desk.get("/badge-classes").text
    assert f'href="{address}"' in page
    assert f'href="{edited}"' in page
    assert "Sans nom Nouveau badge" in plain(page)
    assert "Esprit d'équipe Nouvelle version" in plain(page)


def test_retired_and_brought_back(world: Cast, desk_of: MakeDesk) -> None:
    desk, there = desk_of(world.coordinator), f"/badge-classes/{world.badge_class.slug}"
    slug = world.badge_class.slug
    answer = desk.post(f"{there}/retire")
    page = desk.get(answer.location).text
    assert "Ce badge n'est plus donné. Ceux qui l'ont le gardent." in plain(page)
    assert f'action="{there}/edit"' not in page
    assert "N'est plus donné" in plain(desk.get("/badge-classes").text)
    for verb in ("edit", "share"):
        refused = desk.post(f"{there}/{verb}")
        assert refused.status_code == 409
        assert "Ce badge n'est plus donné. Remettez-le d'abord." in plain(refused.text)
    assert drafts(world) == []
    answer = desk.post(f"{there}/bring-back")
    assert "Ce badge peut de nouveau être donné." in plain(desk.get(answer.location).text)
    assert log(world, "retire") == [f"retire badge:{slug}", f"retire badge:{slug} brought back"]


def test_shared_adopted_and_adapted(world: Cast, desk_of: MakeDesk) -> None:
    world.award(world.people[:3])
    desk, slug = desk_of(world.coordinator), world.badge_class.slug
    assert "Les organisations du programme peuvent l'adopter." in plain(
        desk.get(desk.post(f"/badge-classes/{slug}/share").location).text
    )
    assert f"/{slug}/adopt" not in desk.get("/badge-classes").text
    twin = coordinator_of_the_twin(world, desk_of)
    page = plain(twin.get("/badge-classes").text).partition("Bibliothèque")[2]
    assert "Partagé par Les Passerelles du Canal" in page
    assert "fois" not in page
    address = str(twin.post(f"/badge-classes/{slug}/adopt").location)
    saved(twin, address, name="Ensemble", criteria=["A aidé", "A écouté"])
    there = published(twin, address)
    assert there.startswith("/badge-classes/ensemble-")
    page = plain(twin.get(there).text)
    assert "Adopté de Les Passerelles du Canal." in page
    assert "Donnée 0 fois." in page
    assert desk.get(there).status_code == 404
    document = twin.get(f"/badges/{there.rpartition('/')[2]}/1.json").json
    assert document is not None
    assert world.twin.slug in str(document["issuer"])
    logged = log(world, "share", "adopt")
    assert logged[0] == f"share badge:{slug}"
    assert logged[1].startswith(f"adopt badge:{slug} as draft:")


def test_what_is_not_shared_any_more_is_not_adopted(world: Cast, desk_of: MakeDesk) -> None:
    desk, slug = desk_of(world.coordinator), world.badge_class.slug
    twin = coordinator_of_the_twin(world, desk_of)
    desk.post(f"/badge-classes/{slug}/share")
    answer = desk.post(f"/badge-classes/{slug}/keep")
    assert "Ce badge n'est plus dans la bibliothèque." in plain(desk.get(answer.location).text)
    there, absent = (twin.post(f"/badge-classes/{one}/adopt") for one in (slug, "nobody"))
    assert (there.status_code, there.data) == (404, absent.data)
    assert drafts(world) == []


def test_nobody_adopts_their_own(world: Cast, desk_of: MakeDesk) -> None:
    desk, slug = desk_of(world.coordinator), world.badge_class.slug
    desk.post(f"/badge-classes/{slug}/share")
    answer = desk.post(f"/badge-classes/{slug}/adopt")
    assert answer.status_code == 409
    assert "Ce badge est déjà à cette organisation." in answer.text


def test_a_coach_sees_the_library_and_adopts_nothing(world: Cast, desk_of: MakeDesk) -> None:
    slug = world.badge_class.slug
    badge_shelf.share(world.session, world.badge_class, actor=actor(world), now=NOW)
    world.session.commit()
    desk = desk_of(world.twin_coach)
    page = desk.get("/badge-classes").text
    assert "Partagé par" in plain(page)
    assert "Adopter" not in page
    assert desk.post(f"/badge-classes/{slug}/adopt").status_code == 403


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_anothers_badge_class_is_not_there(world: Cast, desk_of: MakeDesk, verb: str) -> None:
    desk, tail = desk_of(world.coordinator), f"/{verb}" if verb else ""
    slugs = (world.twin_version.badge_class.slug, "nobody")
    if verb:
        there, absent = (desk.post(f"/badge-classes/{slug}{tail}") for slug in slugs)
    else:
        there, absent = (desk.get(f"/badge-classes/{slug}") for slug in slugs)
    assert (there.status_code, there.data) == (404, absent.data)
    assert log(world, "retire", "share") == []


@pytest.mark.parametrize("verb", VERBS)
def test_extra_fields_are_refused(world: Cast, desk_of: MakeDesk, verb: str) -> None:
    desk, slug = desk_of(world.coordinator), world.badge_class.slug
    answer = desk.post(f"/badge-classes/{slug}/{verb}", {"organisation_id": str(world.twin.id)})
    assert answer.status_code == 400
    assert log(world, "retire", "share") == []


@pytest.mark.parametrize("verb", ["retire", "bring-back", "share", "keep", "adopt"])
def test_coaches_publish_nothing(world: Cast, desk_of: MakeDesk, verb: str) -> None:
    desk = desk_of(world.coach)
    assert desk.post(f"/badge-classes/{world.badge_class.slug}/{verb}").status_code == 403
    page = desk.get(f"/badge-classes/{world.badge_class.slug}").text
    assert re.findall(r"/(edit|retire|share)\"", page) == ["edit"]


def test_partners_stay_outside(world: Cast, desk_of: MakeDesk) -> None:
    partner = organisations.appoint(
        world.session, email="p@passerelles.example", role=Role.PARTNER,
        organisation=world.organisation, now=NOW,
    )  # fmt: skip
    world.session.commit()
    desk = desk_of(partner)
    for path in ("", "/new", f"/{world.badge_class.slug}", "/drafts/1", "/picture.svg"):
        assert desk.get(f"/badge-classes{path}").status_code == 403


def test_who_coordinates_a_programme_says_for_which_organisation(
    world: Cast, desk_of: MakeDesk
) -> None:
    staff = Staff(email="programme@tremplin.example", created_at=NOW)
    world.session.add(staff)
    world.session.flush()
    programme = world.organisation.programme_id
    world.session.add(Appointment(staff_id=staff.id, role=Role.COORDINATOR, programme_id=programme))
    badge_shelf.share(world.session, world.badge_class, actor=actor(world), now=NOW)
    world.session.commit()
    desk, slug = desk_of(staff), world.badge_class.slug
    page = desk.get("/badge-classes/new").text
    assert page.count("<option ") == 2
    unsaid = desk.post("/badge-classes/new", {"template": "nothing"})
    assert unsaid.headers["Location"].startswith("/account/appointment?why=organisation")
    for said in ("", "none", "1.5", "-1", "99999999999"):
        form = {"template": "nothing", "organisation": said}
        assert desk.post("/badge-classes/new", form).status_code == 400
        assert desk.post(f"/badge-classes/{slug}/adopt", {"organisation": said}).status_code == 400
    begun(desk, "nothing", organisation=str(world.twin.id))
    assert drafts(world)[0].organisation_id == world.twin.id
    listed = plain(desk.get("/badge-classes").text)
    assert listed.count("· Les Passerelles du Canal") == 2
    for organisation, status in ((world.twin.id, 303), (world.organisation.id, 409), (99, 404)):
        form = {"organisation": str(organisation)}
        assert desk.post(f"/badge-classes/{slug}/adopt", form).status_code == status
