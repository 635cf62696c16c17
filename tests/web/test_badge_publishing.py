"""From a draft to a published badge class: looked at, proposed, questioned, published once."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from badges.artwork import picture
from badges.extensions import db
from badges.models import AuditLine, BadgeClassVersion, KeyEpoch
from badges.services import organisations, publishing
from tests.cast import CRITERIA, Cast, draft, later
from tests.fixtures.desk import Desk, MakeDesk
from tests.services.test_badge_changes import KEPT
from tests.web.badge_pages import (
    begun,
    drafts,
    errors,
    fields,
    plain,
    published,
    saved,
    versions,
)


def log(world: Cast, action: str) -> list[str]:
    query = select(AuditLine.subject).where(AuditLine.action == action)
    return list(world.session.scalars(query.order_by(AuditLine.number)))


def next_of(world: Cast, desk: Desk) -> str:
    """The address of the draft of the next version."""
    slug = world.badge_class.slug
    return str(desk.post(f"/badge-classes/{slug}/edit").location)


def test_it_works(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    before = versions(world)
    address = begun(desk)
    page = plain(desk.get(f"{address}/preview").text)
    assert "Voici ce qu'un employeur verra. Rien n'est encore public." in page
    assert "Donné par Les Passerelles du Canal" in page
    assert "Ce badge n'est pas un diplôme." in page
    assert "développer l'esprit d'équipe ESCO v1.2 · notre traduction, pas officielle" in page
    assert "Au moins 2 actes vus, pendant au moins 2 séances." in page
    assert versions(world) == before
    there = published(desk, address)
    assert drafts(world) == []
    assert versions(world) == before + 1
    slug = there.rpartition("/")[2]
    assert f"badge:{slug}/1" in log(world, "publish")
    assert "C'est publié." in plain(desk.get(f"{there}?done=published").text)
    public = desk.get(f"/badges/{slug}/1")
    assert public.status_code == 200
    assert "notre traduction, pas officielle" in public.text
    document = desk.get(f"/badges/{slug}/1.json", headers={"Accept": "application/json"}).json
    assert document is not None
    assert (document["name"], document["version"]) == ("Esprit d'équipe", "1")
    assert len(document["alignment"]) == 4
    assert desk.get(f"/badges/{slug}/1/image.svg").data.startswith(b"<svg ")


def test_a_preview_shows_nothing_public(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    page = desk.get(f"{begun(desk)}/preview").text
    (picture,) = re.findall(r'<img src="([^"]+)"', page)
    assert picture.startswith("/badge-classes/picture.svg?")
    desk.client.delete_cookie("session")
    assert desk.get(picture).status_code == 303


def test_nobody_waits_while_the_picture_is_drawn(
    world: Cast, desk_of: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk, "curieux")
    free: list[bool] = []

    def drawn(svg: bytes) -> bytes:
        free.append(not db.session().in_transaction())
        return svg

    saved(desk, address, name="Personne n'attend", kinds=["sport"])
    monkeypatch.setattr(picture, "png", drawn)
    published(desk, address)
    assert free == [True]


def test_published_twice_it_is_published_once(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(f"{address}/preview").text, f"{address}/publish")
    first, second = (desk.post(f"{address}/publish", form) for _ in range(2))
    count = versions(world)
    assert first.location == second.location
    other = desk.post(f"{address}/publish", form | {"key": "another"})
    assert (other.status_code, versions(world)) == (404, count)


def test_a_coach_proposes_and_a_coordinator_publishes(world: Cast, desk_of: MakeDesk) -> None:
    coach, coordinator = desk_of(world.coach), desk_of(world.coordinator)
    address = begun(coach)
    page = coach.get(f"{address}/preview").text
    assert "Publier ce badge" not in page
    assert coach.post(f"{address}/publish").status_code == 403
    assert coach.post(f"{address}/propose").location == "/badge-classes?done=proposed"
    assert "Proposés au coordinateur" in plain(coach.get("/badge-classes").text)
    assert "Ce brouillon est proposé" in plain(coach.get(f"{address}/preview").text)
    assert "Proposés par les coachs" in plain(coordinator.get("/badge-classes").text)
    assert f'href="{address}/preview"' in coordinator.get("/badge-classes").text
    assert f"· {world.coach.email}" in plain(coordinator.get("/badge-classes").text)
    assert world.coach.email not in coach.get("/badge-classes").text
    assert published(coordinator, address).startswith("/badge-classes/esprit-d-equipe-")
    assert log(world, "propose") == [f"draft:{address.rpartition('/')[2]}"]


def test_a_proposal_is_given_back(world: Cast, desk_of: MakeDesk) -> None:
    coach, coordinator = desk_of(world.coach), desk_of(world.coordinator)
    address = begun(coach)
    coach.post(f"{address}/propose")
    assert coach.post(f"{address}/return").status_code == 403
    assert coordinator.post(f"{address}/return").location == "/badge-classes?done=returned"
    assert drafts(world)[0].proposed_at is None
    assert "Proposer au coordinateur" in coach.get(f"{address}/preview").text


def test_what_is_not_ready_is_neither_proposed_nor_published(
    world: Cast, desk_of: MakeDesk
) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(f"{address}/preview").text, f"{address}/publish")
    kept = saved(desk, address, name="", kinds=[])
    form["began_from"] = kept["began_from"]
    for tail in ("propose", "publish"):
        answer = desk.post(f"{address}/{tail}", form if tail == "publish" else {})
        assert answer.status_code == 400
        assert "Donnez un nom au badge : 120 lettres au plus." in errors(answer.text)
        again = fields(answer.text, address)
        assert again["sentence"] == kept["sentence"]
    assert drafts(world)[0].proposed_at is None


def test_what_changed_since_the_preview_is_looked_at_again(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(f"{address}/preview").text, f"{address}/publish")
    count = versions(world)
    saved(desk, address, name="Autre nom")
    answer = desk.post(f"{address}/publish", form)
    assert (answer.status_code, versions(world)) == (409, count)
    assert errors(answer.text)[0].startswith("Quelqu'un a changé ce brouillon")
    assert "Autre nom" in answer.text
    saved(desk, address, name="")
    answer = desk.post(f"{address}/publish", form)
    assert (answer.status_code, versions(world)) == (409, count)
    assert "Donnez un nom" in answer.text


def test_words_are_questioned_and_kept_knowingly(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    saved(desk, address, name="Sortie de prison", criteria=["Est motivée", "A aidé"])
    page = desk.get(f"{address}/preview").text
    form = fields(page, f"{address}/publish")
    assert "« prison » peut révéler la situation des personnes" in plain(page)
    assert "« motivée » dit comment est la personne" in plain(page)
    answer = desk.post(f"{address}/publish", form)
    assert answer.status_code == 400
    assert errors(answer.text)[0].startswith("Des mots posent question")
    assert drafts(world)[0].says["name"] == "Sortie de prison"
    assert published(desk, address, keep="yes").startswith("/badge-classes/sortie-de-prison-")


def test_editing_says_beforehand_who_keeps_what(world: Cast, desk_of: MakeDesk) -> None:
    world.award(world.people[:3])
    slug = world.badge_class.slug
    desk = desk_of(world.coordinator)
    address = next_of(world, desk)
    for page in (desk.get(address).text, desk.get(f"{address}/preview").text):
        assert "Déjà donné à 3 personnes : elles gardent la version 1." in plain(page)
        assert "La version 2 sera celle des prochains badges." in plain(page)
    saved(desk, address, name="Esprit de groupe", criteria=[CRITERIA[0], CRITERIA[1], "A ri"])
    assert published(desk, address) == f"/badge-classes/{slug}"
    first, second = world.session.scalars(
        select(BadgeClassVersion)
        .where(BadgeClassVersion.badge_class_id == world.badge_class.id)
        .order_by(BadgeClassVersion.number)
    ).all()
    assert (first.name, second.name) == ("Esprit d'équipe", "Esprit de groupe")
    ids = [[one.criterion_id for one in version.criteria] for version in (first, second)]
    # A hidden field says which act goes on: a new wording of the third is the third still.
    assert ids[0] == ids[1]
    world.award(world.people[3:], key="second")
    page = plain(desk.get(f"/badge-classes/{slug}").text)
    assert "Version 2 Publiée le" in page
    assert "Le nom était « Esprit d'équipe »." in page
    assert f"Acte réécrit : « {CRITERIA[2]} » devient « A ri »." in page
    assert page.index("Donnée 1 fois.") < page.index("Donnée 3 fois.")


def test_what_nobody_has_is_replaced(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = next_of(world, desk)
    page = plain(desk.get(f"{address}/preview").text)
    assert "Personne n'a encore la version 1. Elle sera remplacée." in page
    count = versions(world)
    published(desk, address)
    assert versions(world) == count


def test_a_skill_that_left_our_frameworks_is_carried_on(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = next_of(world, desk)
    assert "Travailler en équipe" in desk.get(address).text
    published(desk, address)
    world.session.expire_all()
    assert world.version.alignments == [one.as_row() for one in draft().targets]


def test_a_version_of_somebody_else_meanwhile_is_looked_at(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = next_of(world, desk)
    form = fields(desk.get(f"{address}/preview").text, f"{address}/publish")
    says = replace(draft(name="Entre-temps"), criteria=KEPT)
    publishing.edit(world.session, world.urls, world.badge_class, says, actor="test", now=later(99))
    world.session.commit()
    answer = desk.post(f"{address}/publish", form)
    assert answer.status_code == 409
    assert errors(answer.text) == ["Une version a été publiée entre-temps. Relisez, puis publiez."]
    assert published(desk, address) == f"/badge-classes/{world.badge_class.slug}"


@pytest.mark.parametrize("reason", ["left", "no key"])
def test_who_cannot_sign_cannot_publish(world: Cast, desk_of: MakeDesk, reason: str) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(f"{address}/preview").text, f"{address}/publish")
    if reason == "left":
        organisations.leave(world.session, world.organisation, actor="test", now=later(1))
    else:
        mine = KeyEpoch.organisation_id == world.organisation.id
        world.session.execute(update(KeyEpoch).where(mine).values(state="retired"))
    world.session.commit()
    count = versions(world)
    answer = desk.post(f"{address}/publish", form)
    assert answer.status_code == 409
    expected = {"left": "a quitté le programme.", "no key": "n'a pas encore de clé."}
    assert expected[reason] in plain(answer.text)
    assert (len(drafts(world)), versions(world)) == (1, count)


def test_in_a_demonstration_everything_says_so(world: Cast, desk_of: MakeDesk) -> None:
    runtime = desk_of(world.coordinator).app.extensions["badges"]
    desk = desk_of(world.coordinator)
    desk.app.extensions["badges"] = replace(runtime, settings=replace(runtime.settings, demo=True))
    there = published(desk, begun(desk))
    slug = there.rpartition("/")[2]
    assert "(DÉMO)" in desk.get(f"/badges/{slug}/1").text
    address = str(desk.post(f"{there}/edit").location)
    assert desk.get(f"{address}/preview").text.count("(DÉMO) (DÉMO)") == 0
