"""Puts the data that the product ships into the database; running it again changes nothing."""

from sqlalchemy.orm import Session

from badges.frameworks.catalogue import kinds
from badges.models import ActivityKind


def import_kinds(session: Session) -> None:
    """Make each kind of activity a row, or bring its row to what the data says."""
    for kind in kinds():
        session.merge(
            ActivityKind(
                key=kind.key,
                name=kind.name_fr,
                pole=kind.pole,
                participant_role=kind.participant_role,
            )
        )
    session.flush()
