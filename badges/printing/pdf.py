"""From HTML to PDF/UA: tagged, fonts embedded, and made without a request to anybody."""

from collections.abc import Mapping
from typing import Final

VARIANT: Final = "pdf/ua-1"
_DATA: Final = ("data",)


class NoPdf(RuntimeError):
    """This machine cannot make a PDF: it lacks Pango."""


def made(html: str, *, attached: Mapping[str, tuple[bytes, str]] | None = None) -> bytes:
    """The page as PDF/UA-1, with files in it: by name, their bytes and what they are.

    What the page shows must stand in it as `data:` addresses; every other one is left out. It
    says its language and its title. Raises NoPdf.
    """
    try:
        # Late, since it takes half a second; and without Pango only these pages are missing.
        import weasyprint
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise NoPdf("Pango is not installed") from error
    files = [
        weasyprint.Attachment(string=content, name=name, description=what, relationship="Source")
        for name, (content, what) in (attached or {}).items()
    ]
    page = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=_DATA))
    written: bytes = page.write_pdf(pdf_variant=VARIANT, attachments=files)
    return written
