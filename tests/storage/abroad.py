"""An issuer of another service, who publishes on the server that stands for the internet."""

from badges.openbadges import strict_json
from tests.simulator import IssuerSimulator
from tests.storage.hostile import Hostile, sized

NAMES = ("profile", "key", "revocation_list", "badge_class")


def issuer_on(server: Hostile) -> IssuerSimulator:
    """An issuer whose addresses lead to the server, and who publishes there."""
    issuer = IssuerSimulator(f"http://{server.host}")
    publish(issuer, server)
    return issuer


def publish(issuer: IssuerSimulator, server: Hostile) -> None:
    """Publish all that the issuer says now."""
    for name in NAMES:
        server.replies[f"/{name}.json"] = sized(strict_json.dumps(getattr(issuer, name)))
    server.replies["/assertion.json"] = sized(strict_json.dumps(issuer.mirror))
