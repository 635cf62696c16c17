"""Words that people give: what can be kept, signed and shown on one line."""

from unicodedata import category

_UNWRITTEN = {"Cc", "Cs", "Zl", "Zp"}  # control, half a letter, ends of lines and paragraphs


def is_line(text: str, longest: int) -> bool:
    """Whether this is one line of writing, 1 to `longest` characters without the space round it."""
    return 1 <= len(text.strip()) <= longest and not any(
        category(letter) in _UNWRITTEN for letter in text
    )
