"""What was promised holds, whatever becomes of those who promised it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from badges.openbadges.documents.v2 import Assertion, BadgeClass, Profile
from badges.openbadges.verification.report import Verdict
from badges.services import activities, epochs, organisations, publishing, verifying
from badges.services.drafts import CriterionDraft
from tests import cast, standings
from tests.cast import NOW, Cast, draft
from tests.fixtures.database import BASE
from tests.standings import Promised

Said = tuple[Assertion | None, BadgeClass | None, Profile | None]


def rename(world: Cast) -> None:
    card = replace(cast.CARD, name="Tout autre nom", url="https://autre.example")
    organisations.change_organisation(
        world.session, world.keyring, world.urls, world.organisation, card, actor="test", now=NOW
    )


def edit(world: Cast) -> None:
    changed = replace(
        draft(name="Tout autre badge", valid_months=1),
        criteria=(CriterionDraft("A tout changé", 2),),
    )
    publishing.edit(world.session, world.urls, world.badge_class, changed, actor="test", now=NOW)


def rotate(world: Cast) -> None:
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=NOW
    )


def delete(world: Cast) -> None:
    activities.delete_activity(world.session, world.activity, actor="test", now=NOW)


def leave(world: Cast) -> None:
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)


def forget_the_others(world: Cast) -> None:
    for other in standings.promised(world, world.people[1:], key="others"):
        standings.erase(world, other)


def judged(world: Cast, one: Promised) -> list[Said]:
    """What a badge says by its page, its code, its token and its mirror, which is valid by each."""
    connection, urls = world.session.connection(), world.urls
    found = [
        verifying.judge(connection, urls, data, now=NOW)
        for data in (urls.award(one.uid), one.code, one.token, one.mirror)
    ]
    assert [each.verdict for each in found] == [Verdict.VALID] * 4
    reports = [each.report for each in found if each.report is not None]
    return [(each.assertion, each.badge_class, each.profile) for each in reports]


def served(app: Flask, one: Promised) -> list[bytes]:
    """The bytes that everybody else checks it by."""
    client = app.test_client()
    first, *more = (
        client.get(f"/assertions/{one.uid}.{kind}") for kind in ("json", "jws", "png", "svg")
    )
    badge = first.json["badge"].removeprefix(BASE)  # type: ignore[index]  # JSON is there
    issuer = client.get(badge).json["issuer"].removeprefix(BASE)  # type: ignore[index]  # JSON is there
    key = issuer.removesuffix(".json") + "/key.json"
    return [one.data for one in (first, *more, *map(client.get, (badge, issuer, key)))]


CHANGES = (rename, edit, rotate, forget_the_others, delete, leave)


@pytest.mark.parametrize("change", CHANGES)
def test_an_earlier_badge_verifies_and_says_what_was_promised(
    any_app: Flask, any_world: Cast, change: Callable[[Cast], None]
) -> None:
    one = standings.promised(any_world, any_world.people[:1])[0]
    said, bytes_served = judged(any_world, one), served(any_app, one)
    change(any_world)
    any_world.session.commit()
    assert judged(any_world, one) == said
    assert served(any_app, one) == bytes_served
    assertion, badge_class, profile = said[0]
    assert assertion is not None
    assert badge_class is not None
    assert profile is not None
    assert assertion.evidence[0].name == "Tournoi de futsal solidaire"
    assert (badge_class.name, profile.name) == ("Esprit d'équipe", cast.CARD.name)


def test_after_all_of_it_every_badge_of_every_time_verifies(
    any_app: Flask, any_world: Cast
) -> None:
    given: list[Promised] = []
    for number, change in enumerate((rename, edit, rotate)):
        person = any_world.people[number : number + 1]
        given += standings.promised(any_world, person, key=f"order-{number}")
        change(any_world)
        any_world.session.commit()
    delete(any_world)
    any_world.session.commit()
    said = [judged(any_world, one)[0] for one in given]
    names = [badge_class.name for _, badge_class, _ in said if badge_class]
    assert names == ["Esprit d'équipe", "Esprit d'équipe", "Tout autre badge"]
    issuers = [profile.name for _, _, profile in said if profile]
    assert issuers == [cast.CARD.name, "Tout autre nom", "Tout autre nom"]
    assert len({profile.id for _, _, profile in said if profile}) == 2
    assert all(len(served(any_app, one)) == 7 for one in given)
