"""From a browser's long name of itself to what a person calls their device."""

from typing import Final

# In this order: most of them also call themselves by a name that stands further down.
BROWSERS: Final = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def described(user_agent: str) -> str:
    """Browser and system, as in `Firefox, Android`; nothing for what says neither."""
    return ", ".join(
        found
        for table in (BROWSERS, SYSTEMS)
        if (found := next((name for mark, name in table if mark in user_agent), ""))
    )
