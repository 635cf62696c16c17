"""What was seen in a session: badges, acts and people on one screen, and the gift itself."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, checkpoint, db, limiter, request_session, runtime
from badges.language import translated
from badges.models import Session as Meeting
from badges.security import Permission
from badges.services import boards, giving, informing, results, scoping
from badges.services.boards import Sighting
from badges.services.errors import Refused
from badges.services.giving import Again, LineQuestioned, SoonAgain, Ticks
from badges.services.texts import is_line
from badges.web import acting, refusals

blueprint = Blueprint("seen", __name__)

NUMBER: Final = "int(max=2147483647)"
PLACE: Final = f"/activities/<{NUMBER}:activity_id>/sessions/<{NUMBER}:session_id>"
ACTS: Final = "60/minute"
LONGEST_LINE: Final = 300


def _numbers() -> "fields.List[int]":
    return fields.List(fields.Integer(validate=validate.Range(1, 2**31 - 1)), load_default=list)


class Ticked(Schema):
    """What the screen's form says."""

    badge = fields.String(load_default="", validate=validate.Length(max=80))
    criterion = _numbers()
    person = _numbers()
    here = _numbers()
    everybody = fields.Boolean(load_default=False)
    again = fields.String(load_default="", validate=validate.OneOf([*map(str, Again)]))
    untold = _numbers()
    line = fields.String(load_default="", validate=validate.Length(max=2_000))
    kept = fields.String(load_default="", validate=validate.Length(max=2_000))


class Acts(Schema):
    """What the form about one person says."""

    criterion = _numbers()


class One(Schema):
    """One person of the list."""

    person = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The form as it is shown again: nothing that was ticked is lost."""

    badge: str = ""
    criteria: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    everybody: bool = False
    line: str = ""
    kept: str = ""

    def ticks(self, badge_class_id: int) -> Ticks:
        """What is asked of the service."""
        return Ticks(
            badge_class_id=badge_class_id,
            criteria=tuple(sorted(self.criteria)),
            people=tuple(sorted(self.people)),
            line=self.line or None,
        )


NOTHING_TICKED: Final = Asked()


@blueprint.get(f"{PLACE}/seen")
@security.needs(Permission.OBSERVE)
def screen(activity_id: int, session_id: int) -> Response:
    """The screen, with nobody ticked."""
    _, meeting = scoping.run_meeting(request_session(), security.acting(), activity_id, session_id)
    return _shown(meeting, NOTHING_TICKED)


@blueprint.post(f"{PLACE}/seen")
@security.needs(Permission.OBSERVE)
@limiter.limit(ACTS, by=acting.staff_key, of="acts")
@again
def keep(activity_id: int, session_id: int) -> Response:
    """Note what was seen of whom."""
    session, actor, asked = request_session(), security.acting(), _asked(acting.only(Ticked))
    _, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    badge_class = scoping.badge_class(session, actor, asked.badge)
    try:
        giving.keep(session, actor, meeting, asked.ticks(badge_class.id), now=clock.now())
    except Refused as refused:
        return _shown_again(meeting, asked, refused)
    acting.commit()
    return acting.see_other(f"{_place(meeting)}/seen", done="kept")


@blueprint.post(f"{PLACE}/give")
@security.needs(Permission.AWARD)
@limiter.limit(ACTS, by=acting.staff_key, of="acts")
@again
def give(activity_id: int, session_id: int) -> Response:
    """Note what was seen, and give the badge to those who have reached it."""
    session, actor, values = request_session(), security.acting(), acting.only(Ticked)
    asked = _asked(values)
    _, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    badge_class = scoping.badge_class(session, actor, asked.badge)
    try:
        _check_line(asked)
        act = giving.give(
            session, acting.keyring(), runtime().urls, actor, meeting,
            ticks=asked.ticks(badge_class.id), key=acting.key(),
            again=Again(values["again"]), meant=asked.kept,
            notice=refusals.notice(actor.email), zone=runtime().settings.timezone, now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        return _shown_again(meeting, asked, refused)
    acting.commit()
    return acting.see_other(f"/given/{act}")


@blueprint.post(f"{PLACE}/told")
@security.needs(Permission.OBSERVE)
@again
def told(activity_id: int, session_id: int) -> Response:
    """The sentence was read out to these people; what is ticked meanwhile stays so."""
    session, actor = request_session(), security.acting()
    _, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    values = acting.only(Ticked)
    people = tuple(dict.fromkeys(values["untold"]))
    informing.tell(session, actor, meeting, people, now=clock.now())
    acting.commit()
    return _shown(meeting, _asked(values), done="told")


@blueprint.post(f"{PLACE}/declined")
@security.needs(Permission.OBSERVE)
@limiter.limit(ACTS, by=acting.staff_key, of="acts")
@again
def declined(activity_id: int, session_id: int) -> Response:
    """Somebody does not want to be noted."""
    session, actor = request_session(), security.acting()
    _, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    place, zone = _place(meeting), runtime().settings.timezone
    if len(request.form.getlist("person")) > 1:
        return acting.problem(
            400, translated("Choisissez une seule personne."), back=f"{place}/seen"
        )
    person: int = acting.only(One)["person"]
    informing.decline(session, actor, meeting, person, zone=zone, now=clock.now())
    acting.commit()
    checkpoint()
    return acting.see_other(f"{place}/seen", done="declined")


@blueprint.get(f"{PLACE}/seen/<{NUMBER}:person_id>")
@security.needs(Permission.OBSERVE)
def person(activity_id: int, session_id: int, person_id: int) -> Response:
    """What was seen of one person, and by whom; one's own of this session can be taken back."""
    _, meeting = scoping.run_meeting(request_session(), security.acting(), activity_id, session_id)
    return _person(meeting, person_id)


@blueprint.post(f"{PLACE}/seen/<{NUMBER}:person_id>")
@security.needs(Permission.OBSERVE)
@limiter.limit(ACTS, by=acting.staff_key, of="acts")
@again
def mark(activity_id: int, session_id: int, person_id: int) -> Response:
    """From now on this is what one saw of a person in this session."""
    session, actor = request_session(), security.acting()
    _, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    criteria = tuple(acting.only(Acts)["criterion"])
    try:
        giving.mark(session, actor, meeting, person_id, criteria=criteria, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        return _person(meeting, person_id, 409, problem=refusals.sentence(refused))
    acting.commit()
    return acting.see_other(f"{_place(meeting)}/seen", done="kept")


def _asked(values: Mapping[str, Any]) -> Asked:
    """The form as it was sent. Without script « everybody » stands for all who were shown."""
    everybody = values["everybody"]
    return Asked(
        badge=values["badge"],
        criteria=frozenset(values["criterion"]),
        people=frozenset(values["here"] if everybody else values["person"]),
        everybody=everybody,
        line=" ".join(values["line"].split()),
        kept=values["kept"],
    )


def _check_line(asked: Asked) -> None:
    """Raise Refused for a line that cannot be kept."""
    if asked.line and not is_line(asked.line, LONGEST_LINE):
        raise refusals.LineTooLong("the line is too long")


def _place(meeting: Meeting) -> str:
    return f"/activities/{meeting.activity_id}/sessions/{meeting.id}"


def _shown_again(meeting: Meeting, asked: Asked, refused: Refused) -> Response:
    db.session.rollback()
    soon = refused if isinstance(refused, SoonAgain) else None
    kept = asked.line if isinstance(refused, LineQuestioned) else asked.kept
    form = replace(asked, kept=kept)
    return _shown(meeting, form, 409, problem=refusals.sentence(refused), soon=soon)


def _shown(meeting: Meeting, asked: Asked, status: int = 200, **values: Any) -> Response:
    session, now = request_session(), clock.now()
    board = boards.board(session, meeting)
    return acting.page(
        "seen/show.html",
        status,
        board=board,
        form=replace(asked, badge=asked.badge or request.args.get("badge", "")),
        place=_place(meeting),
        key=acting.key(),
        keys={badge.id: secrets.token_urlsafe(16) for badge in board.badges},
        given=results.recent(session, security.acting(), meeting, now=now),
        now=now,
        said=refusals.done(),
        **({"done": request.args.get("done", "")} | values),
    )


def _person(meeting: Meeting, person_id: int, status: int = 200, **values: Any) -> Response:
    session, actor = request_session(), security.acting()
    board = boards.board(session, meeting)
    member = board.member(person_id)
    seen: dict[int, list[Sighting]] = {}
    for one in boards.sightings(session, board.activity, member.id):
        seen.setdefault(one.criterion_id, []).append(one)
    mine = {
        number
        for number, some in seen.items()
        if any(one.session_id == meeting.id and one.staff_id == actor.staff_id for one in some)
    }
    return acting.page(
        "seen/person.html",
        status,
        board=board,
        person=member,
        seen=seen,
        mine=mine,
        place=_place(meeting),
        **values,
    )
