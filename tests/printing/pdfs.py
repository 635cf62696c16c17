"""What a PDF says to who does not see it: its language, title, tags, links, files and fonts."""

from io import BytesIO
from typing import Any

import pypdf


def text(content: bytes) -> str:
    """All words, one space between them."""
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split()
    )


def links(content: bytes) -> list[str]:
    """Where its links lead."""
    found: list[Any] = [
        each.get_object()
        for page in pypdf.PdfReader(BytesIO(content)).pages
        for each in page.get("/Annots", ())
    ]
    return [each["/A"]["/URI"] for each in found if each["/Subtype"] == "/Link"]


def files(content: bytes) -> dict[str, bytes]:
    """What is attached, by name."""
    return {
        name: b"".join(several)
        for name, several in pypdf.PdfReader(BytesIO(content)).attachments.items()
    }


def structure(node: Any) -> list[Any]:
    """Every element below a node of the tree of tags, in reading order."""
    below = node.get("/K", [])
    found = []
    for child in (each.get_object() for each in (below if isinstance(below, list) else [below])):
        if isinstance(child, dict) and "/S" in child:
            found += [child, *structure(child)]
    return found


def tags(content: bytes) -> list[Any]:
    """Every element of a tagged PDF, in reading order."""
    root: Any = pypdf.PdfReader(BytesIO(content)).trailer["/Root"]
    return structure(root["/StructTreeRoot"])


def assert_accessible(content: bytes, *, title: str, language: str) -> None:
    """One page, tagged, with language and title, pictures described, every font in the file."""
    reader = pypdf.PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    (page,) = reader.pages
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert page.get("/Tabs") == "/S" or "/Annots" not in page
    found = tags(content)
    assert found
    assert all(each.get("/Alt") for each in found if each["/S"] == "/Figure")
    fonts: Any = page["/Resources"]
    for font in fonts["/Font"].values():
        (kept,) = font.get_object()["/DescendantFonts"]
        descriptor = kept.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
