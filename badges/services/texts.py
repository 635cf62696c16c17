"""Words that people give: what can be kept, signed and shown on one line."""

from unicodedata import category

# Signs that turn what stands round them: a name could read as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNWRITTEN = {"Cc", "Cs", "Zl", "Zp"}  # control, half a letter, ends of lines and paragraphs


def is_line(text: str, longest: int) -> bool:
    """Whether this is one line of writing, 1 to `longest` characters without the space round it."""
    return 1 <= len(text.strip()) <= longest and not any(
        letter in _TURNING or category(letter) in _UNWRITTEN for letter in text
    )
