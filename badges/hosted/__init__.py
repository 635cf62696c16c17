"""What verifiers fetch: documents, tokens and pictures. No cookie, no session, frozen addresses."""

from badges.hosted.routes import blueprint

__all__ = ["blueprint"]
