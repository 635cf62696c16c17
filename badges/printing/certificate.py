"""One badge on one page of paper, with the signed badge itself in the file."""

import base64
from typing import Final

from badges.printing import pdf as pdfs

ATTACHED: Final = "badge.jws"
_SIZES: Final = (10.5, 9.5, 8.5, 7.5)  # points: a badge that says much is written smaller


def pdf(html: str, *, token: bytes, said: str) -> bytes:
    """The page as PDF/UA with the signed token as `badge.jws`, of which `said` says what it is.

    Its letters are measured in `rem`, and as small as one page needs. Raises `pdf.NoPdf`.
    """
    return pdfs.made(html, attached={ATTACHED: (token, said)}, sizes=_SIZES)


def inside(svg: bytes) -> str:
    """A picture as an address that holds it: what such a page may show."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
