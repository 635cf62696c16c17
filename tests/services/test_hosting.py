"""Our own documents for the verifier: what their addresses would answer."""

import pytest

from badges.openbadges.errors import Unreachable
from badges.services.hosting import HostedResolver, Shelf
from tests.fixtures.database import BASE
from tests.fixtures.settled import Settled

NOBODYS = "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"


def resolver(settled: Settled) -> HostedResolver:
    return HostedResolver(settled.world.session.connection(), settled.world.urls)


def test_the_verifier_sees_what_is_served(settled: Settled) -> None:
    world, urls = settled.world, settled.world.urls
    slug = world.organisation.slug
    for address in (
        urls.profile(slug, 1),
        urls.key(slug, 1),
        urls.revocations(slug, 1),
        urls.badge_class(world.badge_class.slug, 1),
        urls.assertion(settled.standings.kept.uid),
        urls.assertion(settled.standings.revoked.uid),
        urls.assertion(settled.standings.erased.uid),
        urls.assertion(settled.standings.undone.uid),
        urls.assertion(NOBODYS),
        urls.profile(slug, 2),
        urls.badge_class("nobody", 1),
    ):
        resource = resolver(settled).fetch(address)
        served = settled.client.get(address.removeprefix(BASE))
        assert (resource.status, resource.body) == (served.status_code, served.data)
        assert resource.address == address
        if served.status_code == 200:
            assert resource.media_type == served.headers["Content-Type"]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/issuers/x/1.json",
        f"{BASE}.evil.example/issuers/x/1.json",
        f"{BASE}/awards/{NOBODYS}",
        f"{BASE}/verify",
        f"{BASE}/",
        "urn:uuid:" + NOBODYS,
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_else_is_fetched(settled: Settled, address: str) -> None:
    with pytest.raises(Unreachable) as refusal:
        resolver(settled).fetch(address)
    assert (refusal.value.code, dict(refusal.value.values)) == ("not_ours", {"address": address})


def test_a_shelf_has_what_was_put_on_it() -> None:
    shelf = Shelf({"https://a.example/1.json": b"{}"})
    found = shelf.fetch("https://a.example/1.json")
    assert (found.status, found.body, found.address) == (200, b"{}", "https://a.example/1.json")
    with pytest.raises(Unreachable):
        shelf.fetch("https://a.example/2.json")
