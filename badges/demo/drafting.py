"""What a badge class of the demonstration says, with its picture."""

from badges import frameworks
from badges.artwork import picture
from badges.demo.entries import DemoBadge
from badges.services.drafts import BadgeDraft, CriterionDraft, Target
from badges.urls import PublicUrls


def draft(badge: DemoBadge, urls: PublicUrls) -> BadgeDraft:
    """The draft to publish. Drawing its picture takes the better part of a second."""
    svg = picture.svg(badge.design, title=badge.name)
    return BadgeDraft(
        name=badge.name,
        sentence=badge.sentence,
        criteria=tuple(CriterionDraft(text) for text in badge.criteria),
        kinds=badge.kinds,
        targets=tuple(_target(urls, *skill) for skill in badge.skills),
        design={
            "shape": badge.design.shape,
            "colour": badge.design.colour,
            "pictogram": badge.design.pictogram,
            "demo": "yes",
        },
        svg=svg,
        png=picture.png(svg),
        needed_criteria=badge.needed_criteria,
        needed_sessions=badge.needed_sessions,
        valid_months=badge.valid_months,
    )


def _target(urls: PublicUrls, framework_key: str, skill_key: str) -> Target:
    framework = frameworks.framework(framework_key)
    skill = frameworks.find(framework_key, skill_key)
    if framework is None or skill is None:
        raise LookupError(f"there is no skill {framework_key}/{skill_key}")
    return Target(
        name=skill.label_fr,
        url=skill.address or urls.skill(framework_key, skill_key),
        framework=framework.name,
        code=skill.code,
    )
