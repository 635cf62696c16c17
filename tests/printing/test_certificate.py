"""A page of paper with a signed badge in the file: one page, each part in its language."""

from io import BytesIO

from PIL import ImageFile
from pypdf import PdfReader

from badges.printing import certificate, pdf, qr
from tests.printing import pdfs
from tests.simulator import VECTORS

TOKEN = (VECTORS / "assertion.jws").read_bytes()
LONG = "A partagé la balle, la tâche ou la parole avec les autres, " * 5


def page(acts: int) -> str:
    seen = "".join(f"<li>{LONG}</li>" for _ in range(acts))
    picture = certificate.inside(qr.svg("HTTPS://HOST/V/7K3MQ9TXWAA"))
    return (
        '<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>شهادة</title></head>'
        f'<body><h1>شهادة</h1><div lang="fr"><h2>Esprit d’équipe</h2><ul>{seen}</ul></div>'
        f'<p>هذه الشارة <span dir="ltr">badge.jws</span></p>'
        f'<img src="{picture}" alt="QR"></body></html>'
    )


def test_it_works() -> None:
    made = certificate.pdf(page(1), token=TOKEN, said="Le badge signé")
    pdfs.assert_accessible(made, title="شهادة", language="ar")
    assert pdfs.files(made) == {"badge.jws": TOKEN}


def test_each_part_says_its_language() -> None:
    tags = pdfs.tags(certificate.pdf(page(2), token=TOKEN, said="Le badge signé"))
    said = [(one["/S"], one["/Lang"]) for one in tags if "/Lang" in one]
    assert said == [("/H1", "ar"), ("/H2", "fr"), ("/L", "fr"), ("/P", "ar"), ("/Figure", "ar")]


def test_what_says_much_is_written_smaller_on_one_page() -> None:
    many = 10
    assert len(PdfReader(BytesIO(pdf.made(page(many), sizes=(10.5,)))).pages) == 2
    much = certificate.pdf(page(many), token=TOKEN, said="Le badge signé")
    pdfs.assert_accessible(much, title="شهادة", language="ar")
    assert pdfs.text(much).count("la balle") == many * 5
    assert sum("/Lang" in one for one in pdfs.tags(much)) == 5


def test_pictures_are_read_as_strictly_after_it() -> None:
    """The library that makes PDFs would let every reader take pictures that are cut off."""
    certificate.pdf("<html lang='fr'><title>x</title><p>x</p></html>", token=TOKEN, said="x")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
