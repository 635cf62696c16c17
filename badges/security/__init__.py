"""Who gets in, who acts, who may do what; and the headers on every answer."""

from badges.models import Actor
from badges.security import gate
from badges.security.gate import (
    CAMERA_ALLOWED,
    CONTENT_SECURITY_POLICY,
    EMBEDDED_POLICY,
    HEADERS,
    OPEN,
    SIGN_IN,
    acting,
    asked_page,
    csrf_token,
    install,
    proved,
    shut,
    visitor,
)
from badges.security.holders import holding, own_pages
from badges.security.permissions import TABLE, Permission, Reach, needed, needs, reach
from badges.security.sessions import current

__all__ = [
    "CAMERA_ALLOWED",
    "CONTENT_SECURITY_POLICY",
    "EMBEDDED_POLICY",
    "HEADERS",
    "OPEN",
    "SIGN_IN",
    "TABLE",
    "Actor",
    "Permission",
    "Reach",
    "acting",
    "asked_page",
    "csrf_token",
    "current",
    "gate",
    "holding",
    "install",
    "needed",
    "needs",
    "own_pages",
    "proved",
    "reach",
    "shut",
    "visitor",
]
