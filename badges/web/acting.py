"""What every page of staff is made with: its database session, form, commit and answer."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, current_app, make_response, render_template, request
from marshmallow import RAISE, Schema, ValidationError, validate
from werkzeug.exceptions import BadRequest, Forbidden

from badges import errors, language, security
from badges.extensions import db, runtime
from badges.security import sessions
from badges.services import auditing
from badges.storage import audit_head
from badges.storage.audit_head import AuditHeadError
from badges.storage.keyring import Keyring

log = logging.getLogger(__name__)

# What a column of numbers holds; a form that names another row than that names none.
NUMBER: Final = validate.Range(min=1, max=2**31 - 1)
LAST_PAGE: Final = 10_000
FORM_MEMBERS: Final = frozenset({"csrf_token", "key"})


def commit() -> None:
    """Keep what was done, then the audit log's head beside the database. A view's last line."""
    made = db.session()
    made.flush()
    head = auditing.head(made)
    made.commit()
    try:
        audit_head.write(runtime().settings.instance, head.number, head.hash)
    except AuditHeadError:
        log.exception("the audit log's head could not be kept")


def key() -> str:
    """The idempotency key of a form that is submitted, else a new one for a form that is shown."""
    return request.form.get("key", "")[:80] or secrets.token_urlsafe(16)


def load(schema: type[Schema]) -> tuple[dict[str, Any], Mapping[str, list[str]]]:
    """What a form says by `schema`, and what is wrong with it by field; unknown fields are refused.

    A field that the schema holds as a list takes every value of that name.
    """
    shape = schema(unknown=RAISE)
    given: dict[str, Any] = {}
    for name in request.form:
        if name in FORM_MEMBERS:
            continue
        several = shape.fields.get(name)
        is_list = type(several).__name__ == "List"
        given[name] = request.form.getlist(name) if is_list else request.form[name]
    if set(given) - set(shape.fields) or any("\0" in one for one in request.form.values()):
        raise BadRequest  # PostgreSQL keeps no NUL
    try:
        values: dict[str, Any] = shape.load(given)
    except ValidationError as error:
        return given, {str(name): _flat(one) for name, one in error.messages_dict.items()}
    return values, {}


def number_of_page(name: str = "page") -> int:
    """Which page of a list is asked for, from 1; the first for what is no number."""
    return min(max(request.args.get(name, 1, type=int), 1), LAST_PAGE)


def keyring() -> Keyring:
    """The keys that this process signs with, each parsed once."""
    found: Keyring = current_app.extensions["keyring"]
    return found


def staff_key() -> str:
    """Whose acts are counted together: one member of staff's, on whichever network."""
    return security.acting().name


def require_same_site() -> None:
    """Answer 403 to a form that another site sent, where nobody is in yet who has a token."""
    if not sessions.same_site():
        raise Forbidden


def nothing() -> None:
    """What a form says that is a button alone: whatever it says beside that is refused."""
    load(Schema)


def only(schema: type[Schema]) -> dict[str, Any]:
    """The same for a form that nobody types in: what does not fit its schema is refused."""
    values, problems = load(schema)
    if problems:
        raise BadRequest
    return values


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page of staff: never kept by anybody."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language.locale_of(language.code())
    return response


def see_other(address: str, *, done: str = "", **values: object) -> Response:
    """After a POST: look there. `done` names the sentence that the page says at its top."""
    query: dict[str, object] = {"done": done} if done else {}
    if "lang" in request.args:
        query["lang"] = language.code()
    query |= values
    joined = f"{address}?{urlencode(query)}" if query else address
    response = Response(status=303, headers={"Location": joined})
    response.autocorrect_location_header = False
    response.headers["Cache-Control"] = "no-store"
    return response


def problem(status: int, sentence: object, **values: Any) -> Response:
    """One sentence that says why something was not done and what to do now."""
    return page("errors/sentence.html", status, sentence=sentence, **values)


def describe() -> dict[str, Any]:
    """What the templates of staff are told beside the language."""
    return {
        "actor": security.current(),
        "csrf_token": security.csrf_token,
        "may": _may,
    }


def not_found() -> Response:
    """What one may not see is answered as what is not there: the same bytes."""
    return errors.answer(404)


def _may(permission: str) -> bool:
    """Whether whoever acts can do that at all, by role; for links and buttons."""
    actor = security.current()
    if actor is None:
        return False
    found = security.reach(actor.role, security.Permission[permission])
    return found is not security.Reach.NOTHING


def _flat(messages: Any) -> list[str]:
    if isinstance(messages, Mapping):
        return [text for one in messages.values() for text in _flat(one)]
    return [str(one) for one in messages] if isinstance(messages, list) else [str(messages)]
