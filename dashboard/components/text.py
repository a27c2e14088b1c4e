"""Text from logs, made safe for the places where Streamlit reads Markdown, and its invisible signs made visible."""

from __future__ import annotations

import re

_PUNCTUATION = str.maketrans({sign: f"\\{sign}" for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})


def plain(text: str) -> str:
    """Text as a label shows it: nothing in it is Markdown, HTML, a directive or an icon."""
    return " ".join(text.split()).translate(_PUNCTUATION)


_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    """Text in which nothing hides: control characters, turns of direction and signs without width stand as their code.

    Tabs and line ends stay.
    """
    return _UNSEEN.sub(lambda sign: f"⟨{ord(sign.group()):02X}⟩", text)
