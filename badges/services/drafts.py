"""What a badge class shall say: values, checked before anything is written."""

from dataclasses import dataclass

from badges.openbadges import addresses
from badges.services.errors import Invalid
from badges.services.texts import is_line

LONGEST_NAME, LONGEST_SENTENCE, LONGEST_CRITERION = 120, 500, 300
LONGEST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """An observable act; `continues` is its number in the version before, if it was there."""

    text: str
    continues: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A skill that a badge stands for, as an AlignmentObject says it."""

    name: str
    url: str
    framework: str
    code: str | None = None

    def as_row(self) -> dict[str, str]:
        """The members that are there, as they are kept with a version."""
        row = {"name": self.name, "url": self.url, "framework": self.framework}
        return row | ({"code": self.code} if self.code else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeDraft:
    """All that a version says. `svg` and `png` are the generated picture, `design` what made it."""

    name: str
    sentence: str
    criteria: tuple[CriterionDraft, ...]
    kinds: tuple[str, ...]
    targets: tuple[Target, ...]
    design: dict[str, str]
    svg: bytes
    png: bytes
    needed_criteria: int = 2
    needed_sessions: int = 2
    valid_months: int | None = None
    language: str = "fr"

    def check(self) -> None:
        """Raise Invalid where the draft asks for what cannot be."""
        problems = self._wording() | self._demands()
        if problems:
            raise Invalid(problems)

    def _wording(self) -> dict[str, str]:
        problems = {}
        if not is_line(self.name, LONGEST_NAME):
            problems["name"] = f"give the badge a name of 1 to {LONGEST_NAME} characters"
        if not is_line(self.sentence, LONGEST_SENTENCE):
            problems["sentence"] = "say in one sentence what the person does"
        if not self.criteria:
            problems["criteria"] = "name at least one act that a coach can see"
        if not all(is_line(one.text, LONGEST_CRITERION) for one in self.criteria):
            problems["criteria"] = f"describe each act in 1 to {LONGEST_CRITERION} characters"
        continued = [one.continues for one in self.criteria if one.continues is not None]
        if len(set(continued)) != len(continued):
            problems["criteria"] = "an act is continued by one act only"
        if not all(one.name.strip() and addresses.is_web(one.url) for one in self.targets):
            problems["targets"] = "give each skill a name and a whole address"
        return problems

    def _demands(self) -> dict[str, str]:
        problems = {}
        if not 1 <= self.needed_criteria <= max(1, len(self.criteria)):
            problems["needed_criteria"] = f"ask for 1 to {len(self.criteria)} criteria"
        if self.needed_sessions < 1:
            problems["needed_sessions"] = "ask for at least one session"
        if self.valid_months is not None and not 1 <= self.valid_months <= LONGEST_MONTHS:
            problems["valid_months"] = f"give 1 to {LONGEST_MONTHS} months, or nothing"
        return problems
