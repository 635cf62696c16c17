"""The language of a page: `?lang=` wins, then the wallet's, then Accept-Language, then the
deployment's; no cookie. Staff read French or English; participants and employers all of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.support import NullTranslations, Translations
from flask import current_app, g, has_request_context, request
from flask_babel import get_locale
from markupsafe import Markup

from badges import paths
from badges.extensions import runtime
from badges.models import Holder

SOURCE: Final = "fr"  # what sentences are written in
PLAIN: Final = "clair"  # French in plain words: a language of its own to choose, French to HTML
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fr": "Français",
        PLAIN: "Langage clair",
        "en": "English",
        "ar": "العربية",
        "tr": "Türkçe",
        "uk": "Українська",
        "ta": "தமிழ்",
    }
)
OF_STAFF: Final[Mapping[str, str]] = MappingProxyType({c: LANGUAGES[c] for c in ("fr", "en")})
RIGHT_TO_LEFT: Final = frozenset({"ar"})
# Whose pages are read by participants and employers; a page that is not there is everybody's.
FOR_ALL: Final = frozenset(
    {
        *("home", "awards", "verify", "issuers", "badge_classes", "frameworks", "service"),
        *("hosted", "wallet", "my_badges", "my_links", "my_files", "my_email", "my_rights"),
        *("public_page", "embedding", "questions", "holder_check"),
        *("api", "browser_check", "keeping"),
    }
)
FOR_ALL_TOO: Final = frozenset({"cards.by_code", "cards.by_printed_code"})


def offered() -> Mapping[str, str]:
    """The languages of this page, by their codes: each in its own name."""
    place = request.endpoint
    is_for_all = place is None or request.blueprint in FOR_ALL or place in FOR_ALL_TOO
    return LANGUAGES if is_for_all else OF_STAFF


def chosen() -> str:
    """The locale for this request; flask-babel's locale selector."""
    return locale_of(code())


def locale_of(language: str) -> str:
    """The locale of one of our languages, in which days are written."""
    return "fr" if language == PLAIN else language


def spoken(language: str) -> Markup:
    """What HTML says of a text in one of our languages, or in a stranger's: `lang` and `dir`."""
    towards = "rtl" if language in RIGHT_TO_LEFT else "auto"
    return Markup('lang="{}" dir="{}"').format(locale_of(language), towards)


def code() -> str:
    """The code of the page's language, as `?lang=` has it and `LANGUAGES`."""
    if not has_request_context():
        return current().language
    asked, here = request.args.get("lang", ""), offered()
    if asked in LANGUAGES:
        return asked if asked in here else _default()
    holder: Holder | None = g.get("holder")
    if holder is not None and holder.language in here:
        return holder.language
    preferred = list(request.accept_languages.values())
    return negotiate_locale(preferred, here, sep="-") or _default()


def _default() -> str:
    found: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    return found


def current() -> Locale:
    """The locale of the page that is being answered."""
    return get_locale() or Locale.parse(current_app.config["BABEL_DEFAULT_LOCALE"])


def describe() -> dict[str, Any]:
    """What every template is told; `languages` is the language bar: code, name, query, locale.

    `lang` is what HTML calls the language, `language` its code in an address.
    """
    locale = current()
    given = [*request.args.items(multi=True)]
    others = [(key, value) for key, value in given if key != "lang"]
    beside = request.args.get("beside") == "fr" and locale.language != "fr"
    alone = [(key, value) for key, value in given if key != "beside"]
    return {
        "lang": locale.language,
        "language": code(),
        "dir": locale.text_direction,
        "beside": beside,  # French under each sentence, for two who read together
        "both_query": "?" + urlencode(alone if beside else [*alone, ("beside", "fr")]),
        "languages": [
            (key, name, "?" + urlencode([*others, ("lang", key)]), locale_of(key))
            for key, name in offered().items()
        ],
    }


def asked() -> str:
    """The query that keeps a language that was asked for, since no cookie does; else nothing."""
    return f"?lang={code()}" if "lang" in request.args else ""


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name for it
    """Mark a French text that is translated later."""
    return text


def translated(text: str, **values: object) -> Markup:
    """The French `text` in the language of the page, with its values, which are escaped."""
    return _filled(_catalogue().gettext(text), values)


def translated_number(one: str, many: str, num: int, **values: object) -> Markup:
    """The same for a text that depends on a number, which is the value `num`."""
    return _filled(_catalogue().ngettext(one, many, num), {"num": num, **values})


def beside(text: str, **values: object) -> list[tuple[Locale, Markup]]:
    """The French `text` in the language of the page, and beside it in French where that is another.

    A day among its values is written as each language writes it.
    """
    languages = dict.fromkeys((current().language, SOURCE))
    return [(Locale.parse(one), in_language(text, one, **values)) for one in languages]


def in_house(text: str, **values: object) -> Markup:
    """The French `text` in the deployment's language: what its organisations read in their mail."""
    return in_language(text, _default(), **values)


def in_language(text: str, language: str, **values: object) -> Markup:
    """The French `text` in one of our languages; a day is written as that language writes it."""
    said = {
        name: _long_date(value, language) if isinstance(value, date) else value
        for name, value in values.items()
    }
    return _filled(_load(language).gettext(text), said)


def local_day(moment: datetime) -> date:
    """The local day of a moment."""
    return moment.astimezone(runtime().settings.timezone).date()


def local_time(moment: datetime) -> str:
    """The local time of a moment, to the minute: 14:35."""
    return f"{moment.astimezone(runtime().settings.timezone):%H:%M}"


def local_moment(moment: datetime) -> str:
    """The local day and time of a moment, as people write them: 14 novembre 2026, 18:05."""
    local = moment.astimezone(runtime().settings.timezone)
    return f"{long_date(local.date())}, {local:%H:%M}"


def long_date(day: date) -> str:
    """A day as people write it: 14 novembre 2026, 1er décembre 2026, 14 November 2026."""
    return _long_date(day, current().language)


@lru_cache(maxsize=1024)
def _long_date(day: date, language: str) -> str:
    text = format_date(day, "d MMMM y", locale=language)
    first = language == "fr" and day.day == 1
    return text.replace("1 ", "1er ", 1) if first else text


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    said = Markup(text)  # noqa: S704 -- what the catalogues say is ours
    return said % values if values else said


def _catalogue() -> NullTranslations:
    """The catalogue of the moment; of a page it is looked up once, for some fifty sentences."""
    if not has_request_context():
        return _load(code())
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = _load(code())
    return found


@cache
def _load(language: str) -> NullTranslations:
    return Translations.load(str(paths.TRANSLATIONS), [catalogue_of(language)])


def catalogue_of(language: str) -> str:
    """The folder of a language's catalogue: a name that gettext's tools know."""
    return "fr_clair" if language == PLAIN else language
