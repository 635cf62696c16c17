"""Pictures in the database, under the hash of their content."""

import hashlib

from sqlalchemy.orm import Session

from badges.models import Picture


def keep(session: Session, media_type: str, content: bytes) -> str:
    """Keep a picture once; gives its name, the SHA-256 of its bytes in hexadecimal."""
    name = hashlib.sha256(content).hexdigest()
    if session.get(Picture, name) is None:
        session.add(Picture(hash=name, media_type=media_type, content=content))
        session.flush()
    return name
