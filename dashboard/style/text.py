"""Text from logs, made safe for the places where Streamlit reads Markdown, and its invisible signs made visible."""

from __future__ import annotations

_PUNCTUATION = str.maketrans({sign: f"\\{sign}" for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})


def plain(text: str) -> str:
    """Text as a label shows it: nothing in it is Markdown, HTML, a directive or an icon."""
    return " ".join(text.split()).translate(_PUNCTUATION)


_CONTROLS = {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"} | {"\x7f": "␡"}
_RANGES = (range(0x80, 0xA0), range(0x2028, 0x202F), range(0x2060, 0x2070), range(0xFFF9, 0xFFFC))
_SINGLES = (0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0xFEFF)
_UNSEEN = {chr(code): f"⟨U+{code:04X}⟩" for codes in (*_RANGES, _SINGLES) for code in codes}
UNSEEN = _CONTROLS | _UNSEEN
"""Characters that change how others look (terminal escapes, text direction, no width) and what is shown for them."""

_UNSEEN_TABLE = str.maketrans(UNSEEN)


def visible(text: str) -> str:
    """Text with its unseen characters to be seen, so that it cannot look like what it is not."""
    return text.translate(_UNSEEN_TABLE)
