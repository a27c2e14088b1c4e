"""Text from logs, made safe for the places where Streamlit reads Markdown."""

from __future__ import annotations

_PUNCTUATION = str.maketrans({sign: f"\\{sign}" for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})


def plain(text: str) -> str:
    """Text as a label shows it: nothing in it is Markdown, HTML, a directive or an icon."""
    return " ".join(text.split()).translate(_PUNCTUATION)
