"""Text of logs in each markup, so that it is shown as it is: it opens no tag, makes no link, and calls nobody.

Where a provider documents how to escape, that is done. Where it does not, a zero-width space parts what would be markup
or a mention: it cannot be seen, and no parser reads over it.
"""

from __future__ import annotations

import re

from markupsafe import escape

JOINT = "\u200b"
"""A zero-width space."""

_SLACK = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKDOWN = {**_SLACK, "@": f"@{JOINT}", **{letter: f"\\{letter}" for letter in "\\`*_[]~|"}}
_LINE_START = re.compile(r"^(\s*)([#+=\-]|\d+(?=[.)]))", re.MULTILINE)
_BARE_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_FEISHU = {letter: f"&#{ord(letter)};" for letter in "&<>~-!*/\\[]()#:+\"'`_|$@{}=.^%"}
_WECOM = {"<": f"<{JOINT}", "@": f"@{JOINT}", "*": f"*{JOINT}", "]": f"]{JOINT}", "`": "\u02cb"}


def _table(pairs: dict[str, str]) -> dict[int, str]:
    return {ord(letter): told for letter, told in pairs.items()}


_SLACK_TABLE, _MARKDOWN_TABLE, _FEISHU_TABLE, _WECOM_TABLE = map(_table, (_SLACK, _MARKDOWN, _FEISHU, _WECOM))


def html(text: str) -> str:
    """For HTML, in text and in attributes."""
    return str(escape(text))


def slack(text: str) -> str:
    """For Slack's text objects: their three control characters as entities."""
    return text.translate(_SLACK_TABLE)


def markdown(text: str) -> str:
    """For Markdown as CommonMark has it, also with bare links, tables and mentions."""
    return _LINE_START.sub(_started, _BARE_LINK.sub(r"\\\g<0>", text.translate(_MARKDOWN_TABLE)))


def _started(found: re.Match[str]) -> str:
    """A list, a heading or a line below one begins with a letter of its own: keep it from that."""
    return f"{found[1]}{found[2]}{JOINT}" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def feishu(text: str) -> str:
    """For Markdown in Feishu's cards, which wants special characters as entities."""
    return text.translate(_FEISHU_TABLE)


def wecom(text: str) -> str:
    """For WeCom's Markdown, which has no way to escape."""
    return "\n".join(f"{JOINT}{line}" for line in text.translate(_WECOM_TABLE).split("\n"))


def telegram(text: str) -> str:
    """For Telegram's HTML: also names, hashtags, commands and addresses, which it would link by itself."""
    parted = re.sub(r"[@#/]|(?<=\w)\.(?=\w)", lambda found: f"{found[0]}{JOINT}", text)
    return parted.translate(_SLACK_TABLE)
