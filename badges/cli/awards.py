"""`badges award`: a badge for everybody on an attendance list."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from badges.cli import running
from badges.cli.running import Work
from badges.clock import now as present_moment
from badges.models import Activity, BadgeClass, BadgeClassVersion, Organisation, Participant, Staff
from badges.services import (
    activities,
    awarding,
    codes,
    observing,
    organisations,
    publishing,
    rosters,
)
from badges.services.errors import NotReached
from badges.services.observing import Seen
from badges.services.orders import AwardOrder, Given
from badges.services.rosters import Roster, Row

SHOW_PROGRESS_FROM = 50
NUMBER = click.IntRange(1, 2**31 - 1)  # as far as the database counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """What the list is about."""

    organisation: Organisation
    badge_class: BadgeClass
    version: BadgeClassVersion
    activity: Activity
    staff: Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """Whom the list names as present, with what was seen, and what is wrong with it."""

    rows: tuple[Row, ...]
    absent: int
    problems: tuple[str, ...]
    ignored_columns: tuple[str, ...]


@click.command(
    epilog="Example: badges award esprit-d-equipe-7k3m --activity 3 --roster futsal.csv "
    "--criteria 1,2"
)
@click.argument("badge")
@click.option("--activity", required=True, type=NUMBER, help="The activity's number.")
@click.option(
    "--roster", required=True, type=click.Path(path_type=Path), help="The attendance list."
)
@click.option("--criteria", help="Numbers of the criteria seen of everybody, such as 1,2.")
@click.option("--as", "email", help="Who answers for it; else whoever leads the activity.")
@click.option("--partial", is_flag=True, help="Award the good rows, and name the others.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
def award(
    badge: str,
    *,
    activity: int,
    roster: Path,
    criteria: str | None,
    email: str | None,
    partial: bool,
    dry_run: bool,
) -> None:
    """Give BADGE (a badge class's slug) to everybody present on an attendance list.

    The list is CSV as it comes (semicolons or commas, UTF-8 or Windows-1252), or one name a line.
    All or nothing, unless --partial. The same list again gives nothing twice.
    """
    moment = present_moment()
    with running.working() as work:
        occasion = _occasion(work, badge, activity, email)
        listed = _read(roster, occasion, criteria, moment.astimezone(work.settings.timezone).date())
        _tell_list(occasion, listed)
        if listed.problems and not partial:
            raise click.ClickException("Nothing was awarded: mend the list, or use --partial.")
        people = _observe(work, occasion, listed, moment)
        order = _order(occasion, people)
        missing = _missing(work, order, moment)
        if missing and not partial:
            raise click.ClickException(
                "Nothing was awarded: the badge asks for more than was seen. What is missing is "
                "above; --partial awards the others and keeps what was seen."
            )
        reached = tuple(one for one in order.participants if one not in missing)
        order = replace(order, participants=reached)
        if dry_run:
            _tell_decision(work, order, people, moment)
            return
        with _progress(len(order.participants)) as on_signed:
            given = awarding.award(
                work.session, work.keyring, work.urls, order,
                zone=work.settings.timezone, now=moment, on_signed=on_signed,
            )  # fmt: skip
        work.commit()
        _tell_given(work, occasion, given, people)


def _occasion(work: Work, badge: str, activity_id: int, email: str | None) -> _Occasion:
    badge_class = publishing.by_slug(work.session, badge)
    organisation = work.session.get_one(Organisation, badge_class.organisation_id)
    activity = activities.by_id(work.session, organisation, activity_id)
    return _Occasion(
        organisation=organisation,
        badge_class=badge_class,
        version=publishing.lock_latest(work.session, badge_class),
        activity=activity,
        staff=_staff(work, organisation, activity, email),
    )


def _staff(work: Work, organisation: Organisation, activity: Activity, email: str | None) -> Staff:
    allowed = organisations.awarding_staff(work.session, organisation)
    wanted = [
        one
        for one in allowed
        if (one.email == email.strip().lower() if email else one.id == activity.lead_id)
    ]
    if not wanted:
        known = ", ".join(one.email for one in allowed) or "nobody yet"
        who = f"{email} may not award here" if email else "Nobody who may award leads this"
        raise click.ClickException(f"{who}: name one of these with --as: {known}.")
    return wanted[0]


def _read(path: Path, occasion: _Occasion, criteria: str | None, today: date) -> _List:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    numbers = {one.number for one in occasion.version.criteria}
    common = _numbers(occasion, criteria, numbers) if criteria else None
    roster = rosters.read(data).checked(numbers)
    if common is None and any(row.criteria is None for row in roster.rows):
        raise click.ClickException(_ask_for_criteria(occasion.version))
    rows = [
        replace(
            row, day=row.day or today, criteria=common if row.criteria is None else row.criteria
        )
        for row in roster.rows
    ]
    early = [row for row in rows if row.present and row.day and row.day > today]
    present = tuple(row for row in rows if row.present and row not in early)
    return _List(
        rows=present,
        absent=sum(not row.present for row in rows),
        problems=_problems(roster, early),
        ignored_columns=roster.ignored_columns,
    )


def _problems(roster: Roster, early: Sequence[Row]) -> tuple[str, ...]:
    found = [(one.line, rosters.sentence(one)) for one in roster.problems]
    found += [(row.line, f"Line {row.line}: {row.day} is in the future.") for row in early]
    return tuple(sentence for _, sentence in sorted(found))


def _numbers(occasion: _Occasion, text: str, known: set[int]) -> tuple[int, ...]:
    named = {str(number): number for number in known}
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    if not parts or not set(parts) <= named.keys():
        raise click.ClickException(
            f"--criteria {text} names no criteria of this badge. "
            f"{_ask_for_criteria(occasion.version)}"
        )
    return tuple(dict.fromkeys(named[part] for part in parts))


def _ask_for_criteria(version: BadgeClassVersion) -> str:
    lines = [f"  {one.number}. {one.text}" for one in version.criteria]
    return "\n".join(["Say with --criteria which of these were seen:", *lines])


def _observe(
    work: Work, occasion: _Occasion, listed: _List, moment: datetime
) -> dict[int, Participant]:
    """Keep what the list says was seen; gives the people, by id, in the order of the list."""
    ids = {one.number: one.criterion_id for one in occasion.version.criteria}
    days = list(dict.fromkeys(row.day for row in listed.rows if row.day))
    meetings = activities.sessions_on(work.session, occasion.activity, days)
    actor = f"staff:{occasion.staff.id}"
    people: dict[int, Participant] = {}
    seen = []
    for day in days:
        rows = [row for row in listed.rows if row.day == day]
        named = activities.people_named(
            work.session, occasion.organisation, [row.name for row in rows], actor=actor, now=moment
        )
        people |= {person.id: person for person in named}
        seen += [
            Seen(person.id, meetings[day], ids[number])
            for person, row in zip(named, rows, strict=True)
            for number in row.criteria or ()
        ]
    observing.record(work.session, occasion.activity, occasion.staff, seen, now=moment)
    return people


def _order(occasion: _Occasion, people: dict[int, Participant]) -> AwardOrder:
    return AwardOrder(
        badge_class=occasion.badge_class,
        activity=occasion.activity,
        staff=occasion.staff,
        participants=tuple(people),
        key=str(uuid.uuid4()),
    )


def _missing(work: Work, order: AwardOrder, moment: datetime) -> set[int]:
    """Who has not reached the badge yet; each is told with what is missing."""
    try:
        awarding.decide(work.session, work.urls, order, now=moment)
    except NotReached as error:
        for one in error.missing:
            click.echo(f"Not yet: {one}.", err=True)
        return {one.participant_id for one in error.missing}
    return set()


@contextmanager
def _progress(count: int) -> Iterator[Callable[[int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("Signing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=count < SHOW_PROGRESS_FROM) as progress:
        task = progress.add_task("", total=count)
        yield lambda more: progress.advance(task, more)


def _tell_list(occasion: _Occasion, listed: _List) -> None:
    click.echo(
        f"{occasion.activity.name}: {len(listed.rows)} present, {listed.absent} absent; "
        f"{occasion.staff.email} answers for it."
    )
    if listed.ignored_columns:
        click.echo(f"Not kept: the columns {', '.join(listed.ignored_columns)}.")
    for problem in listed.problems:
        click.echo(problem, err=True)


def _tell_decision(
    work: Work, order: AwardOrder, people: dict[int, Participant], moment: datetime
) -> None:
    decision = awarding.decide(work.session, work.urls, order, now=moment)
    for one in decision.seen:
        click.echo(f"Would award: {people[one].name}")
    click.echo(
        f"Dry run: {len(decision.seen)} badges would be awarded, {len(decision.already)} people "
        "have it already. Nothing was changed."
    )


def _tell_given(
    work: Work, occasion: _Occasion, given: Given, people: dict[int, Participant]
) -> None:
    for gift in given.gifts:
        address = work.urls.code(codes.shown(gift.code))
        click.echo(f"  {people[gift.participant_id].name}  {address}")
    name = occasion.version.name
    if given.already:
        click.echo(f"{_people(given.already)} already have it for this activity: not given twice.")
    click.echo(f"Awarded {name!r} to {_people(given.gifts)}.")


def _people(some: Sequence[object]) -> str:
    return "1 person" if len(some) == 1 else f"{len(some)} people"
