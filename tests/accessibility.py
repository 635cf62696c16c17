"""axe-core, run in a page."""

from functools import cache
from importlib import resources
from typing import Any

from playwright.sync_api import Page

# axe cannot tell what stands on a picture or a gradient, and reports text in the colour of its own
# background here alone: both are for us to avoid.
NEVER_INCOMPLETE = ("color-contrast", "color-contrast-enhanced")


def assert_accessible(page: Page) -> None:
    """Fail unless axe finds no violation and leaves no colour contrast undecided."""
    found = findings(page)
    assert not found, "\n".join(found)


def findings(page: Page) -> list[str]:
    """What axe objects to, a line a rule: its name, what it asks for, where."""
    page.evaluate(_axe())
    # What sticks to the bottom of the screen lies over other text, except at the end of the page.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    results = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    page.evaluate("scrollTo(0, 0)")
    undecided = [rule for rule in results["incomplete"] if rule["id"] in NEVER_INCOMPLETE]
    return [_line(rule) for rule in [*results["violations"], *undecided]]


def _line(rule: dict[str, Any]) -> str:
    places = ", ".join(str(target) for node in rule["nodes"] for target in node["target"])
    return f"{rule['id']}: {rule['help']} ({places})"


@cache
def _axe() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
