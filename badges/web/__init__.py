"""Pages for people: a blueprint a noun."""

from typing import Final

from flask import Blueprint, Flask

from badges.extensions import Runtime, close_request_session
from badges.web import (
    account,
    acting,
    awards,
    badge_classes,
    demo_sign_in,
    frameworks,
    home,
    invitations,
    issuers,
    language,
    second_factor,
    service,
    sign_in,
    staff,
    verify,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.blueprint,
    awards.blueprint,
    verify.blueprint,
    issuers.blueprint,
    badge_classes.blueprint,
    frameworks.blueprint,
    service.blueprint,
    sign_in.blueprint,
    account.blueprint,
    account.signing_out,
    second_factor.blueprint,
    staff.blueprint,
    invitations.blueprint,
)


def bare(address: str) -> str:
    """A web address as people write it: without scheme and last slash."""
    return address.partition("://")[2].rstrip("/") or address


def install(app: Flask) -> None:
    """Add the pages, what their templates are told, and how a day is written."""
    runtime: Runtime = app.extensions["badges"]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "_": language.translated,
        "asked": language.asked,
        "gettext": language.translated,
        "ngettext": language.translated_number,
        "demo": runtime.settings.demo,
        "urls": runtime.urls,
    }
    app.context_processor(language.describe)
    app.context_processor(acting.describe)
    app.teardown_request(close_request_session)
    app.add_template_filter(language.long_date)
    app.add_template_filter(language.local_day)
    app.add_template_filter(language.local_moment)
    app.add_template_filter(bare)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if runtime.settings.demo:  # refused at the start but on loopback
        app.register_blueprint(demo_sign_in.blueprint)
