"""Badge classes: publish, edit, and the version that the next award is made in.

A version never changes after its first award: an edit, or the first award after a rotation, makes
the next one. Until then it is written again in its place.
"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from badges.models import (
    Assertion,
    BadgeClass,
    BadgeClassVersion,
    Criterion,
    KeyEpoch,
    Organisation,
    Picture,
    VersionCriterion,
)
from badges.openbadges import digests, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import auditing, epochs, organisations, pictures, slugs, wordings
from badges.services.auditing import Action, Entry
from badges.services.drafts import BadgeDraft, CriterionDraft, Target
from badges.services.errors import Invalid, NotFound
from badges.urls import PublicUrls


def publish(
    session: Session,
    urls: PublicUrls,
    organisation: Organisation,
    draft: BadgeDraft,
    *,
    actor: str,
    now: datetime,
) -> BadgeClassVersion:
    """The first version of a new badge class. Raises Invalid, Refused."""
    draft.check()
    organisations.check_open(organisation)
    badge_class = BadgeClass(organisation_id=organisation.id, slug=slugs.draw(draft.name))
    session.add(badge_class)
    session.flush()
    version = BadgeClassVersion(badge_class_id=badge_class.id, number=1)
    return _write(session, urls, badge_class, version, draft, actor=actor, now=now)


def edit(
    session: Session,
    urls: PublicUrls,
    badge_class: BadgeClass,
    draft: BadgeDraft,
    *,
    actor: str,
    now: datetime,
) -> BadgeClassVersion:
    """What the badge class says from now on; what was awarded keeps what it was promised. Wordings
    in other languages go on where the text that they stand for does.

    Raises Invalid, Refused.
    """
    draft.check()
    version = lock_latest(session, badge_class)
    spoken = wordings.spoken(session, version)
    if was_awarded(session, version):
        version = BadgeClassVersion(badge_class_id=badge_class.id, number=version.number + 1)
    written = _write(session, urls, badge_class, version, draft, actor=actor, now=now)
    wordings.carry(session, spoken, written)
    return written


def current(
    session: Session,
    urls: PublicUrls,
    badge_class: BadgeClass,
    *,
    actor: str,
    now: datetime,
) -> tuple[BadgeClassVersion, KeyEpoch]:
    """The version to award in, and its epoch, which signs now: the latest one, or after a rotation
    the same again under the new key. Raises Refused.
    """
    version = lock_latest(session, badge_class)
    organisation = session.get_one(Organisation, badge_class.organisation_id)
    epoch = epochs.signing(session, organisation)
    if version.epoch_id != epoch.id:
        draft = _draft_of(session, version)
        version = edit(session, urls, badge_class, draft, actor=actor, now=now)
    return version, epoch


def lock_latest(session: Session, badge_class: BadgeClass) -> BadgeClassVersion:
    """The latest version, with its lineage locked until the transaction ends."""
    session.execute(select(BadgeClass.id).where(BadgeClass.id == badge_class.id).with_for_update())
    return latest(session, badge_class)


def latest(session: Session, badge_class: BadgeClass) -> BadgeClassVersion:
    """The latest version."""
    return session.scalars(
        select(BadgeClassVersion)
        .where(BadgeClassVersion.badge_class_id == badge_class.id)
        .order_by(BadgeClassVersion.number.desc())
        .limit(1)
    ).one()


def was_awarded(session: Session, version: BadgeClassVersion) -> bool:
    """Whether any badge was signed in this version."""
    return bool(session.scalar(select(exists().where(Assertion.version_id == version.id))))


def by_slug(session: Session, slug: str) -> BadgeClass:
    """The badge class of that slug. Raises NotFound with those that exist."""
    found = session.scalar(select(BadgeClass).where(BadgeClass.slug == slug))
    if found is None:
        known = session.scalars(select(BadgeClass.slug).order_by(BadgeClass.slug))
        raise NotFound(f"No badge class {slug!r}. There are: {', '.join(known) or 'none yet'}.")
    return found


def _draft_of(session: Session, version: BadgeClassVersion) -> BadgeDraft:
    return BadgeDraft(
        name=version.name,
        sentence=version.sentence,
        criteria=tuple(CriterionDraft(one.text, one.number) for one in version.criteria),
        kinds=tuple(version.kinds),
        targets=tuple(Target(**one) for one in version.alignments),
        design=dict(version.design),
        svg=session.get_one(Picture, version.svg_hash).content,
        png=session.get_one(Picture, version.png_hash).content,
        needed_criteria=version.needed_criteria,
        needed_sessions=version.needed_sessions,
        valid_months=version.valid_months,
        language=version.language,
    )


def _write(
    session: Session,
    urls: PublicUrls,
    badge_class: BadgeClass,
    version: BadgeClassVersion,
    draft: BadgeDraft,
    *,
    actor: str,
    now: datetime,
) -> BadgeClassVersion:
    """Let `version` say what the draft says, under the key that signs now."""
    organisation = session.get_one(Organisation, badge_class.organisation_id)
    epoch = epochs.signing(session, organisation)
    criteria = _numbered(session, badge_class, draft)
    version.epoch_id = epoch.id
    version.name = draft.name.strip()
    version.sentence = draft.sentence.strip()
    version.language = draft.language
    version.kinds = list(draft.kinds)
    version.alignments = [target.as_row() for target in draft.targets]
    version.design = dict(draft.design)
    version.needed_criteria = draft.needed_criteria
    version.needed_sessions = draft.needed_sessions
    version.valid_months = draft.valid_months
    version.svg_hash = pictures.keep(session, "image/svg+xml", draft.svg)
    version.png_hash = pictures.keep(session, "image/png", draft.png)
    issuer = urls.profile(organisation.slug, epoch.number)
    document = _document(urls, badge_class.slug, version.number, issuer, draft)
    version.document = strict_json.dumps(schemas.dump(document))
    version.digest = digests.digest(version.document)
    version.published_at = now
    session.add(version)
    version.criteria.clear()
    session.flush()
    version.criteria.extend(criteria)
    session.flush()
    entry = Entry(
        organisation_id=organisation.id,
        actor=actor,
        action=Action.PUBLISH,
        subject=f"badge:{badge_class.slug}/{version.number}",
    )
    auditing.record(session, [entry], now=now)
    return version


def _numbered(
    session: Session, badge_class: BadgeClass, draft: BadgeDraft
) -> list[VersionCriterion]:
    """The criteria by their new numbers; those that continue a former one keep its id."""
    former = _former(session, badge_class)
    numbered = []
    for number, one in enumerate(draft.criteria, start=1):
        if one.continues is not None and one.continues not in former:
            raise Invalid({"criteria": f"there is no act {one.continues} to continue"})
        known = former[one.continues] if one.continues is not None else None
        numbered.append(
            VersionCriterion(
                number=number,
                criterion_id=known or _new_criterion(session, badge_class),
                text=one.text.strip(),
            )
        )
    return numbered


def _former(session: Session, badge_class: BadgeClass) -> dict[int, int]:
    newest = (
        select(BadgeClassVersion.id)
        .where(BadgeClassVersion.badge_class_id == badge_class.id)
        .order_by(BadgeClassVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(VersionCriterion).where(VersionCriterion.version_id == newest)
    return {one.number: one.criterion_id for one in session.scalars(query)}


def _new_criterion(session: Session, badge_class: BadgeClass) -> int:
    criterion = Criterion(badge_class_id=badge_class.id)
    session.add(criterion)
    session.flush()
    return criterion.id


def _document(
    urls: PublicUrls, slug: str, number: int, issuer: str, draft: BadgeDraft
) -> v2.BadgeClass:
    name = draft.name.strip()
    return v2.BadgeClass(
        id=urls.badge_class(slug, number),
        language=draft.language,
        version=str(number),
        related=(urls.badge_class(slug, number - 1),) if number > 1 else (),
        issuer=issuer,
        name=name,
        description=draft.sentence.strip(),
        image=v2.Image(id=urls.picture_png(slug, number), caption=name),
        criteria=v2.Criteria(narrative=_narrative(draft)),
        alignment=tuple(
            v2.Alignment(
                target_name=target.name,
                target_url=target.url,
                target_framework=target.framework,
                target_code=target.code,
            )
            for target in draft.targets
        ),
        tags=draft.kinds,
    )


def _narrative(draft: BadgeDraft) -> str:
    acts = "1 acte" if draft.needed_criteria == 1 else f"{draft.needed_criteria} de ces actes"
    sessions = "1 séance" if draft.needed_sessions == 1 else f"{draft.needed_sessions} séances"
    lines = [f"{number}. {one.text.strip()}" for number, one in enumerate(draft.criteria, start=1)]
    return "\n".join([f"Un coach a vu au moins {acts}, pendant au moins {sessions} :", "", *lines])
