"""What the service remembers about itself."""

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from badges.models import Fact
from badges.services.errors import Refused

PUBLIC_URL = "public_url"


def read(connection: Connection | Session, key: str) -> str | None:
    """The remembered value, or None."""
    value: str | None = connection.execute(
        select(Fact.value).where(Fact.key == key)
    ).scalar_one_or_none()
    return value


def keep(session: Session, key: str, value: str) -> None:
    """Remember a value in the place of the former one."""
    session.merge(Fact(key=key, value=value))
    session.flush()


def keep_public_url(session: Session, base: str) -> None:
    """Remember the public address at the first start. Raises Refused when it became another one."""
    known = read(session, PUBLIC_URL)
    if known is None:
        keep(session, PUBLIC_URL, base)
    elif known != base:
        raise Refused(
            f"BADGES_PUBLIC_URL is {base}, but the badges in this database were signed for "
            f"{known}: set it to {known}."
        )
