"""Ways to break an issuer, and to have one of its badges judged afterwards."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from badges.openbadges import strict_json
from badges.openbadges.verification.report import Report
from tests import simulator
from tests.simulator import NOW, IssuerSimulator

STRANGER = "https://stranger.example"

Judge = Callable[[IssuerSimulator], Report]
Break = Callable[[IssuerSimulator], Any]


def signed(*acts: Break, **asked: Any) -> Judge:
    """Judge the token of an issuer on whom these acts were done."""

    def judge(issuer: IssuerSimulator) -> Report:
        for act in acts:
            act(issuer)
        return issuer.verify(issuer.token(), **asked)

    return judge


def hosted(*acts: Break, **asked: Any) -> Judge:
    """Judge the published assertion of an issuer on whom these acts were done."""

    def judge(issuer: IssuerSimulator) -> Report:
        for act in acts:
            act(issuer)
        return issuer.verify(issuer.address("assertion"), **asked)

    return judge


def handed_in(make: Callable[[IssuerSimulator], str], *acts: Break) -> Judge:
    """Judge what somebody hands in of an issuer on whom these acts were done afterwards."""

    def judge(issuer: IssuerSimulator) -> Report:
        given = make(issuer)
        for act in acts:
            act(issuer)
        return issuer.verify(given)

    return judge


def put(document: str, member: str, value: Any) -> Break:
    """Another value for a member of a document, or of an object in it: `verification.type`."""

    def act(issuer: IssuerSimulator) -> None:
        place = getattr(issuer, document)
        *steps, last = member.split(".")
        for step in steps:
            place = place[step]
        place[last] = value

    return act


def drop(document: str, member: str) -> Break:
    """A document without one of its members."""
    return lambda issuer: getattr(issuer, document).pop(member)


def answer(thing: str, document: str, value: Any) -> Break:
    """Another status, media type, final address… for the address of a document."""
    return lambda issuer: getattr(issuer, thing).update({issuer.address(document): value})


def digest(issuer: IssuerSimulator) -> None:
    """State digests."""
    issuer.promise_digests()


def use(key: simulator.PrivateKey) -> Break:
    """Sign with another key than the one that is published."""
    return lambda issuer: setattr(issuer, "signing_key", key)


def weak_key(issuer: IssuerSimulator) -> None:
    """Publish a key that is too short."""
    issuer.key["publicKeyPem"] = simulator.pem(simulator.rsa_key(1_024))


def strange_key(issuer: IssuerSimulator) -> None:
    """Publish a key of a kind that is not allowed."""
    issuer.key["publicKeyPem"] = simulator.pem(simulator.other_curve())


def serve(thing: str, value: Any) -> Callable[[str], Break]:
    """The same for the address of whichever document."""
    return lambda name: answer(thing, name, value)


def slash(name: str) -> Break:
    """A document that calls itself by nearly its address."""
    return lambda issuer: getattr(issuer, name).update(id=issuer.address(name) + "/")


def redirect(name: str) -> Break:
    """An address that leads to another host, where the document is served."""

    def act(issuer: IssuerSimulator) -> None:
        elsewhere = f"{STRANGER}/{name}.json"
        document = issuer.mirror if name == "mirror" else getattr(issuer, name)
        address = issuer.address("assertion" if name == "mirror" else name)
        issuer.redirects[address] = elsewhere
        issuer.bodies[elsewhere] = strict_json.dumps(document)

    return act


def published(breaks: Callable[[str], Break]) -> Break:
    """Do to the mirror, which is served as `assertion`, what is done to other documents."""

    def act(issuer: IssuerSimulator) -> None:
        signed_one, issuer.assertion = issuer.assertion, issuer.mirror
        breaks("assertion")(issuer)
        issuer.mirror, issuer.assertion = issuer.assertion, signed_one

    return act


def lists(*entries: Any) -> Break:
    """A RevocationList of these entries."""
    return put("revocation_list", "revokedAssertions", list(entries))


def later(**delta: float) -> str:
    """A moment after now, or before."""
    return (NOW + timedelta(**delta)).isoformat()


def copy_of(issuer: IssuerSimulator, **changes: Any) -> str:
    """The hosted assertion as somebody saved it."""
    return json.dumps({**issuer.mirror, **changes})


def move_issuer(issuer: IssuerSimulator) -> None:
    """The Profile on another origin, everything else where it was."""
    address = f"{STRANGER}/profile.json"
    issuer.profile["id"] = issuer.key["owner"] = issuer.badge_class["issuer"] = address
    issuer.revocation_list["issuer"] = address
    issuer.bodies[address] = strict_json.dumps(issuer.profile)
