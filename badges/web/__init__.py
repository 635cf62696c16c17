"""Pages for people: a blueprint a noun."""

from typing import Any, Final

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter, Map

from badges import language, security
from badges.extensions import Runtime, close_request_session
from badges.services import codes
from badges.web import (
    account,
    acting,
    activities,
    attendance,
    audit,
    awards,
    badge_classes,
    badge_drafts,
    badge_publishing,
    badge_shelf,
    badge_wordings,
    browser_check,
    cards,
    choosing,
    closed,
    demo_sign_in,
    embedding,
    frameworks,
    given,
    handing_on,
    holder_check,
    home,
    imports,
    invitations,
    issuers,
    keeping,
    merges,
    my_badges,
    my_email,
    my_files,
    my_links,
    my_rights,
    names,
    openings,
    organisations,
    people,
    person_cards,
    person_rights,
    programme,
    public_page,
    questions,
    requests,
    second_factor,
    seen,
    service,
    sign_in,
    skills,
    staff,
    starting,
    taking_back,
    teams,
    verify,
    wallet,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.blueprint,
    awards.blueprint,
    browser_check.blueprint,
    keeping.blueprint,
    verify.blueprint,
    issuers.blueprint,
    badge_classes.blueprint,
    badge_drafts.blueprint,
    badge_publishing.blueprint,
    badge_shelf.blueprint,
    badge_wordings.blueprint,
    frameworks.blueprint,
    service.blueprint,
    seen.blueprint,
    given.blueprint,
    taking_back.blueprint,
    activities.blueprint,
    starting.blueprint,
    teams.blueprint,
    attendance.blueprint,
    imports.blueprint,
    programme.blueprint,
    organisations.blueprint,
    openings.blueprint,
    handing_on.blueprint,
    audit.blueprint,
    cards.blueprint,
    people.blueprint,
    person_cards.blueprint,
    person_rights.blueprint,
    merges.blueprint,
    requests.blueprint,
    sign_in.blueprint,
    account.blueprint,
    account.signing_out,
    second_factor.blueprint,
    staff.blueprint,
    invitations.blueprint,
    wallet.blueprint,
    embedding.blueprint,
    holder_check.blueprint,
    questions.blueprint,
    my_links.blueprint,
    my_email.blueprint,
    my_rights.blueprint,
    my_badges.blueprint,
    my_files.blueprint,
    public_page.blueprint,
)


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: no more than a column of numbers can hold."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"max": 2**31 - 1, **options})


def bare(address: str) -> str:
    """A web address as people write it: without scheme and last slash."""
    return address.partition("://")[2].rstrip("/") or address


def install(app: Flask) -> None:
    """Add the pages, what their templates are told, and how a day is written."""
    runtime: Runtime = app.extensions["badges"]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "_": language.translated,
        "N_": language.N_,
        "asked": language.asked,
        "csrf_token": security.csrf_token,  # for macros, which the context does not reach
        "gettext": language.translated,
        "ngettext": language.translated_number,
        "namesake_mark": names.mark,
        "spoken": language.spoken,
        "demo": runtime.settings.demo,
        "verifies_others": runtime.settings.verify_others,
        "urls": runtime.urls,
    }
    app.context_processor(language.describe)
    app.context_processor(acting.describe)
    app.teardown_request(close_request_session)
    app.add_template_filter(language.long_date)
    app.add_template_filter(language.local_day)
    app.add_template_filter(language.local_moment)
    app.add_template_filter(bare)
    app.add_template_filter(codes.shown, "code")
    app.add_template_filter(skills.note, "label_note")
    app.add_template_filter(language.local_time)
    app.add_template_filter(language.locale_of)
    app.url_map.converters["int"] = RowNumber
    closed.install(app)
    choosing.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if runtime.settings.demo:  # refused at the start but on loopback
        app.register_blueprint(demo_sign_in.blueprint)
