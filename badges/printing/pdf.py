"""From HTML to PDF/UA: tagged, fonts embedded, and made without a request to anybody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from PIL import ImageFile

VARIANT: Final = "pdf/ua-1"
_DATA: Final = ("data",)
_TAGS: Final[Mapping[str, str]] = {
    "h1": "/H1",
    "h2": "/H2",
    "p": "/P",
    "ul": "/L",
    "img": "/Figure",
}


class NoPdf(RuntimeError):
    """This machine cannot make a PDF: it lacks Pango."""


def made(
    html: str,
    *,
    attached: Mapping[str, tuple[bytes, str]] | None = None,
    sizes: Sequence[float] = (10,),
) -> bytes:
    """The page as PDF/UA-1, with files in it: by name, their bytes and what they are.

    What the page shows must stand in it as `data:` addresses; every other one is left out. It
    says its language and its title. Its `rem` is the first of `sizes`, in points, with which all
    stands on one page, else the last. Raises NoPdf.
    """
    try:
        # Late, since it takes half a second; and without Pango only these pages are missing.
        import weasyprint
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise NoPdf("Pango is not installed") from error
    # It lets every reader of pictures in this process take what is cut off; nobody shall.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    files = [
        weasyprint.Attachment(string=content, name=name, description=what, relationship="Source")
        for name, (content, what) in (attached or {}).items()
    ]
    page = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=_DATA))
    options = {"pdf_variant": VARIANT, "attachments": files}
    for size in sizes:
        style = weasyprint.CSS(string=f"html{{font-size:{size}pt}}")
        laid_out = page.render(stylesheets=[style], **options)
        if len(laid_out.pages) == 1:
            break
    languages = list(_languages(page.etree_element, ""))
    written: bytes = laid_out.write_pdf(
        finisher=lambda _, document: _say_languages(document, languages), **options
    )
    return written


def _languages(element: Any, language: str) -> Iterator[tuple[str, str]]:
    """The tag of each element that speaks, in reading order, and the language that it is in."""
    said = element.get("lang", language)
    if element.tag in _TAGS:
        yield _TAGS[element.tag], said
    for child in element:
        yield from _languages(child, said)


def _say_languages(document: Any, languages: Sequence[tuple[str, str]]) -> None:
    """Write on each tag which language it is in: weasyprint says that of the document alone.

    Where something was cut by the end of a page the tags are more than the elements: it stays.
    """
    known = frozenset(_TAGS.values())
    tags = [one for one in document.objects if isinstance(one, dict) and one.get("S") in known]
    if [one["S"] for one in tags] == [tag for tag, _ in languages]:
        for one, (_, language) in zip(tags, languages, strict=True):
            one["Lang"] = f"({language})"
