"""The door that text from logs takes into each format: Streamlit's Markdown, HTML and Markdown files, SVG, file names.

CSV has its door in `dashboard/results/export.py`, the terminal in `dashboard/results/terminal.py`.
"""

from __future__ import annotations

import re

_LINK = re.compile(r"(?i)https?:(?=//)|www(?=\.)|@(?=\w)|(?:mailto|xmpp):")
_APART = "\u2060"
"""Stands within what a renderer would take for an address: it joins words, shows nothing and breaks no line."""
_PUNCTUATION = str.maketrans({sign: f"\\{sign}" for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})


def plain(text: str) -> str:
    """Text as a label shows it: nothing in it is Markdown, HTML, a link, a directive or an icon.

    Addresses are made links after Markdown was read (GitHub's autolinks), so escapes do not keep them from it.
    """
    return _LINK.sub(rf"\g<0>{_APART}", " ".join(text.split())).translate(_PUNCTUATION)


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


_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def in_file(text: str) -> str:
    """The text of a whole file, such as HTML or Markdown: lines and tabs stay, what is unseen is to be seen."""
    lines = text.replace("\r\n", "\n").replace("\r", "␍")
    return _NO_CHARACTERS.sub("\ufffd", visible(lines))


def in_xml(text: str) -> str:
    """Text that XML can hold: control characters are no part of it."""
    return in_file("".join(max(sign, " ") for sign in text))


def file_name(text: str) -> str:
    """A name for a file and for the header that gives it: letters, digits, dots and dashes, no dot first."""
    return _NOT_IN_NAMES.sub("-", text).lstrip(".-") or "longtail"
