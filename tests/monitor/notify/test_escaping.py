"""No text of a log becomes markup, a link or a mention in any channel, and all of it is still shown."""

from __future__ import annotations

import json
import re
from email import message_from_bytes, policy
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from monitor.notify import escaping, wording
from monitor.notify.channels import dingtalk, email, feishu, slack, teams, telegram, wecom
from monitor.rules import units
from tests.monitor.notify.fakes import PROVIDERS, TelegramHtml
from tests.monitor.notify.given import HOSTILE, channel, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from monitor.notify.notice import Notification

_PIECES = [*"*_~`[]()<>&|#+-=.!@:/\\\"'\n 1a{}%$", "](", "**", "```", "://", "www.", "<at id=all>", "<@all>", "<!here>"]
_TEXTS = st.lists(st.sampled_from([*_PIECES, "<font>", "</pre>", "https://evil.example", "&lt;"]), max_size=12).map(
    "".join
)
_OURS = {"https://longtail.example/logs"}


def _settings(kind: str) -> Any:
    return channel(kind=kind, **PROVIDERS[kind].table("https://provider.example"))


def _shown(text: str) -> str:
    return text.replace(escaping.JOINT, "")


def _leaves(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children:
            yield from _leaves(token.children)
        else:
            yield token


_MARKUP = {"link_open", "image", "em_open", "s_open", "code_inline", "fence", "code_block", "html_block", "html_inline"}
_MARKUP |= {"bullet_list_open", "ordered_list_open", "hr", "table_open", "lheading_open"}


@given(_TEXTS)
def test_markdown(text: str) -> None:
    """CommonMark with tables and strikethrough shows each line as it is, behind whatever stands before it."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for line in wording.plain(text, 1000).split("\n"):
        if not line.strip():
            continue
        for before in ("> ", "name: ", ""):
            found = list(_leaves(parser.parse(before + escaping.markdown(line.strip()))))
            shown = "".join(token.content for token in found if token.type in {"text", "text_special"})
            assert set() == {token.type for token in found} & _MARKUP
            assert before.removeprefix("> ") + line.strip() == _shown(shown)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_dingtalk(text: str) -> None:
    """The whole message has no links but ours, nothing but our titles is bold, and `@` calls nobody."""
    body = wording.fitted(_settings("dingtalk"), hostile(text), dingtalk.dressed, lambda _: True, escaping.markdown)
    tokens = list(_leaves(MarkdownIt("commonmark").parse(body["markdown"]["text"])))
    links = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    assert (set(), set(), {"isAtAll": False}) == (
        links - _OURS,
        {token.type for token in tokens} & (_MARKUP - {"link_open"}),
        body["at"],
    )
    assert [] == re.findall(r"@(?!\u200b)", body["markdown"]["text"])


@given(_TEXTS)
def test_slack_text(text: str) -> None:
    """It is the text again where entities are read, and has none of Slack's control characters."""
    assert (text, []) == (
        unescape(escaping.slack(text)) if "&" not in text else text,
        re.findall(r"[<>]", escaping.slack(text)),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_slack(text: str) -> None:
    """Marked text is only our links; all else is plain, or literal."""
    body = slack.dressed(wording.message(_settings("slack"), hostile(text)))
    texts = [block["text"] for block in body["blocks"] if "text" in block]
    marked = [one["text"] for one in texts if one["type"] == "mrkdwn"]
    links = {link for one in marked for link in re.findall(r"<([^|>]*)\|[^<>]*>", one)}
    plain = [one["text"] for one in texts if one["type"] == "plain_text"] + [body["text"]]
    assert (set(), [], []) == (
        links - _OURS,
        [one for one in plain if re.search("[<>]", one)],
        [one for one in marked if re.sub(r"<[^<>]*>| · ", "", one)],
    )


@given(_TEXTS)
def test_feishu_text(text: str) -> None:
    """Nothing of it but letters, spaces and entities is left, as Feishu's document on Markdown in cards wants it."""
    escaped = escaping.feishu(text)
    assert (text, []) == (unescape(escaped), re.findall(r"[^\w\s&#;,?]", escaped))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_feishu(text: str) -> None:
    """Every text of the card is plain."""
    card = feishu.dressed(wording.message(_settings("feishu"), hostile(text)))
    written = json.dumps(card, ensure_ascii=False)
    urls = set(re.findall(r'"url": "([^"]*)"', written))
    assert (0, set()) == (written.count('"lark_md"') + written.count('"markdown"'), urls - _OURS)


@given(_TEXTS)
def test_wecom_text(text: str) -> None:
    """It has no link, nothing bold, no tag, no mention, no code, and no line that begins as markup."""
    escaped = escaping.wecom(text)
    found = re.findall(r"\]\(|\*\*|<[@/a-z]|@\w|`|^[#>\-*]", escaped, re.MULTILINE)
    assert ([], text.replace("`", "\u02cb")) == (found, _shown(escaped))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_wecom(text: str) -> None:
    """The whole message has no links but ours, and calls nobody."""
    body = wecom.dressed(wording.message(_settings("wecom"), hostile(text)))["markdown"]["content"]
    links = set(re.findall(r"\[[^\]]*\]\(([^)]*)\)", body))
    assert (set(), []) == (links - _OURS, re.findall(r"<@|<font|<at", body))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_teams(text: str) -> None:
    """All text stands in runs, which have no markup; the words of a template are escaped as Markdown."""
    card = teams.dressed(wording.message(_settings("teams"), hostile(text)))["attachments"][0]["content"]
    assert ({"RichTextBlock"}, {"TextRun"}, set()) == (
        {block["type"] for block in card["body"]},
        {run["type"] for block in card["body"] for run in block["inlines"]},
        {action["url"] for action in card["actions"]} - _OURS,
    )


@given(_TEXTS)
def test_telegram_text(text: str) -> None:
    """It is one text in HTML, with nothing that Telegram links by itself."""
    parsed = TelegramHtml()
    parsed.feed(escaping.telegram(text))
    parsed.close()
    assert ([], text) == (parsed.tags, _shown(parsed.text))
    assert [] == re.findall(r"[@#/]\w|\w\.\w", parsed.text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_telegram(text: str) -> None:
    """The tags are ours, each closed, and links lead where ours do."""
    parsed = TelegramHtml()
    parsed.feed(telegram.dressed(wording.message(_settings("telegram"), hostile(text))))
    parsed.close()
    links = {value for tag, attributes in parsed.tags for _, value in attributes if tag == "a"}
    assert (False, [], set()) == (parsed.is_bad, parsed.open, links - _OURS)


class _Html(HTMLParser):
    """The tags, links and scripts of a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str | None] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep what matters."""
        self.tags.add(tag)
        self.links |= {value for name, value in attributes if name in {"href", "src"}}
        self.handlers += [name for name, _ in attributes if name.startswith("on")]


_TAGS = {"html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "table", "tr", "td", "pre", "a"}


def _mail(sent: Notification) -> bytes:
    table = {"host": "127.0.0.1", "sender": "a@b.example", "to": "c@d.example"}
    made: Any = channel(kind="email", **table)
    return email.mail_of(made, sent).as_bytes(policy=policy.SMTP)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_email(text: str) -> None:
    """HTML has our tags and links; no line of a log becomes a header, and the mail stays small."""
    raw = _mail(hostile(text))
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("html",))
    assert body is not None
    parsed = _Html()
    parsed.feed(body.get_content())
    assert (set(), set(), [], None, ["c@d.example"]) == (
        parsed.tags - _TAGS,
        parsed.links - _OURS,
        parsed.handlers,
        mail["Bcc"],
        [address.addr_spec for address in mail["To"].addresses],
    )
    assert (True, True) == (max(map(len, raw.split(b"\r\n"))) < 1000, len(raw) < 1_000_000)


def test_what_controls_is_left_out() -> None:
    """Escapes of terminals, marks that turn the direction, lone surrogates: gone; what people read stays."""
    assert "[31mred\nnext gnp.exe" == wording.plain("\x1b[31mred\r\nnext\t\u202egnp.exe\ud800\x00", 100)
    assert ("x" * 9 + "…", 10) == (wording.plain("x" * 200_000, 10), len(wording.plain("\n" * 50 + "y" * 50, 10)))


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://longtail.example/logs?q=a%20b&from=1#x", True),
        ("javascript:alert(1)", False),
        ("https://evil.example/)[x](https://b", False),
        ('https://evil.example/"onclick="x', False),
        ("https://evil.example/<b>", False),
        ("//evil.example", False),
        ("https://évil.example", False),
        ("http://[::1", False),
    ],
)
def test_links(url: str, *, leads: bool) -> None:
    """Only addresses of HTTP that end no link in any markup."""
    assert leads == wording.leads(url)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.123, "ratio", "12.3 %"),
        (1240.0, "ms", "1,240 ms"),
        (3_200_000_000.0, "bytes", "3.2 GB"),
        (0.0, "bytes", "0 B"),
        (12.0, "", "12"),
        (0.004, "jobs", "0.004 jobs"),
        (float("inf"), "", "inf"),
    ],
)
def test_numbers(value: float, unit: str, told: str) -> None:
    """They are said with their unit, in as many digits as matter."""
    assert told == units.number(value, unit)
