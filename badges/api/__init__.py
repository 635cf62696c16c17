"""JSON for programs: what they may ask, described by OpenAPI."""

from badges.api.routes import blueprint

__all__ = ["blueprint"]
