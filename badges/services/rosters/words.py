"""What people write, to compare it and to repeat it to them."""

from unicodedata import category, normalize

SHOWN = 40


def plain(text: str) -> str:
    """A text without case and accents, to compare it with what is expected."""
    decomposed = normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if category(letter) != "Mn")


def shown(text: str) -> str:
    """A text in one line, short and safe enough to be printed again."""
    visible = (letter if letter.isprintable() else " " for letter in text[: SHOWN * 4])
    line = " ".join("".join(visible).split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
