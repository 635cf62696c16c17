"""What is written down of a badge becomes a draft that can be published."""

from dataclasses import replace

import pytest

from badges.artwork import picture
from badges.demo.description import load
from badges.demo.drafting import draft
from badges.urls import PublicUrls

URLS = PublicUrls("http://127.0.0.1:8000")
BADGE = next(one for one in load().badges if one.id == "esprit-equipe")


def test_it_works() -> None:
    drafted = draft(BADGE, URLS)
    drafted.check()
    assert drafted.name == "Esprit d'équipe (DÉMO)"
    assert tuple(one.text for one in drafted.criteria) == BADGE.criteria
    assert (drafted.needed_criteria, drafted.needed_sessions) == (2, 2)
    assert drafted.svg == picture.svg(BADGE.design, title=BADGE.name)
    assert drafted.png == picture.png(drafted.svg)
    assert drafted.design == {
        "shape": "hexagon",
        "colour": "ochre",
        "pictogram": "team-carrying",
        "demo": "yes",
    }


def test_a_skill_without_an_address_of_its_own_leads_to_our_page_of_it() -> None:
    targets = {one.framework: one for one in draft(BADGE, URLS).targets}
    assert (
        targets["ROME 4.0 – savoir-être"].url == f"{URLS.base}/frameworks/rome/travailler-en-equipe"
    )
    assert targets["ESCO v1.2"].url.startswith("http://data.europa.eu/esco/skill/")


@pytest.mark.parametrize("skill", [("esco", "nothing"), ("nothing", "travailler-en-equipe")])
def test_a_skill_that_nobody_knows_is_refused(skill: tuple[str, str]) -> None:
    with pytest.raises(LookupError, match="there is no skill"):
        draft(replace(BADGE, skills=(skill,)), URLS)
