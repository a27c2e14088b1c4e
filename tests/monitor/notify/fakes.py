"""Providers on loopback: each takes what its public document says, refuses the rest as it does, and has its limits."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from email import message_from_bytes
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.monitor.notify.sinks import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.monitor.notify.sinks import Got

SECRET = "SEC-of-the-tests-0123456789"  # noqa: S105 (a test's own)
TOKEN = "123456:ABC-of-tests"  # noqa: S105 (as above)


def _json(**values: Any) -> str:
    return json.dumps(values)


def slack(got: Got) -> Said:
    """Docs.slack.dev, "Incoming webhooks" and "Block Kit reference": blocks, their texts, what may stand in them."""
    blocks = got.json["blocks"]
    problems = [
        not 0 < len(blocks) <= 50,
        any(_bad_block(block) for block in blocks),
        not isinstance(got.json["text"], str),
        len(json.dumps(blocks, ensure_ascii=False)) > 20_000,
    ]
    return Said(400, "invalid_blocks") if any(problems) else Said(200, "ok")


def _bad_block(block: dict[str, Any]) -> bool:
    kind = block["type"]
    if kind == "header":
        return not (block["text"]["type"] == "plain_text" and _has(block["text"], 150))
    if kind == "section":
        texts = [block["text"]] if "text" in block else []
        fields = block.get("fields", [])
        return not texts + fields or len(fields) > 10 or not all(_has(one, 3000) for one in texts + fields)
    if kind == "context":
        return not 0 < len(block["elements"]) <= 10 or not all(_has(one, 3000) for one in block["elements"])
    if kind == "rich_text":
        inner = [element for one in block["elements"] for element in one["elements"]]
        return not inner or any(one["type"] != "text" or not one["text"] for one in inner)
    return True


def _has(text: dict[str, Any], most: int) -> bool:
    return text["type"] in {"plain_text", "mrkdwn"} and 0 < len(text["text"]) <= most


def dingtalk(got: Got) -> Said:
    """Open.dingtalk.com, "Custom robot access" and "Security settings": signature within an hour, 20,000 bytes."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(got.path).query).items()}
    written = f"{query.get('timestamp')}\n{SECRET}"
    sign = base64.b64encode(hmac.new(SECRET.encode(), written.encode(), hashlib.sha256).digest()).decode()
    is_near = abs(time.time() * 1000 - int(query.get("timestamp", 0))) < 3_600_000
    if query.get("access_token") != TOKEN:
        return Said(200, _json(errcode=300005, errmsg="token is not exist"))
    if sign != query.get("sign") or not is_near:
        return Said(200, _json(errcode=310000, errmsg="sign not match"))
    if len(got.body) > 20_000:
        return Said(200, _json(errcode=460101, errmsg="message too long, exceed 20000 bytes"))
    body = got.json
    is_right = body["msgtype"] == "markdown" and body["markdown"]["title"] and body["markdown"]["text"]
    is_calm = body.get("at", {}) in ({}, {"isAtAll": False})
    return Said(200, _json(errcode=0 if is_right and is_calm else 40035, errmsg="ok"))


def feishu(got: Got) -> Said:
    """Open.feishu.cn, "Custom bot usage guide": signature in the body, 20 KB, `code` in an answer of 200."""
    body = got.json
    stamp = body.get("timestamp", "0")
    sign = base64.b64encode(hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()).decode()
    if sign != body.get("sign") or abs(time.time() - int(stamp)) > 3600:
        return Said(200, _json(code=19021, msg="sign match fail or timestamp is not within one hour"))
    if len(got.body) > 20 * 1024:
        return Said(400, _json(code=9499, msg="Bad Request"))
    card = body["card"]
    is_right = body["msg_type"] == "interactive" and card["header"]["title"]["tag"] == "plain_text"
    tags = {"div", "note", "action", "hr"}
    if not is_right or not card["elements"] or any(one["tag"] not in tags for one in card["elements"]):
        return Said(200, _json(code=9499, msg="Bad Request"))
    return Said(200, _json(StatusCode=0, StatusMessage="success", code=0, data={}, msg="success"))


def wecom(got: Got) -> Said:
    """Developer.work.weixin.qq.com/document/path/91770, "Group robot configuration": 4,096 bytes of Markdown."""
    if parse_qs(urlsplit(got.path).query).get("key") != [TOKEN]:
        return Said(200, _json(errcode=93000, errmsg="invalid webhook url"))
    if got.json["msgtype"] == "image":
        return _wecom_image(got.json["image"])
    content = got.json["markdown"]["content"]
    if got.json["msgtype"] != "markdown" or len(content.encode()) > 4096 or not content:
        return Said(200, _json(errcode=40058, errmsg="markdown.content exceed max length 4096"))
    return Said(200, _json(errcode=0, errmsg="ok"))


def _wecom_image(told: dict[str, str]) -> Said:
    """Base64 of a JPG or PNG of at most 2 MB, and the MD5 of what it was before."""
    image = base64.b64decode(told["base64"])
    is_right = image.startswith(b"\x89PNG") and len(image) <= 2 * 1024 * 1024
    if not is_right or hashlib.md5(image, usedforsecurity=False).hexdigest() != told["md5"]:
        return Said(200, _json(errcode=40009, errmsg="invalid image size"))
    return Said(200, _json(errcode=0, errmsg="ok"))


def teams(got: Got) -> Said:
    """Learn.microsoft.com, "Create Incoming Webhooks with Workflows" and "Adaptive Cards 1.4": 28 KB, one card."""
    body = got.json
    if len(got.body) > 28 * 1024:
        return Said(413, "RequestEntityTooLarge")
    (attachment,) = body["attachments"]
    card = attachment["content"]
    is_right = (body["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    runs = [one for block in card["body"] for one in block.get("inlines", [])]
    is_whole = card["type"] == "AdaptiveCard" and card["body"] and all(run["text"] for run in runs)
    links = all(one["type"] == "Action.OpenUrl" and one["url"].startswith("https://") for one in card["actions"])
    is_calm = "entities" not in card["msteams"]
    return Said(202, "") if is_right and is_whole and links and is_calm else Said(400, "InvalidRequest")


class TelegramHtml(HTMLParser):
    """Core.telegram.org/bots/api#html-style: the tags there are, each closed, and the text that is left."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.is_bad = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Only those it knows."""
        self.is_bad |= tag not in {"b", "i", "a", "code", "pre"}
        self.open.append(tag)
        self.tags.append((tag, tuple(attributes)))

    def handle_endtag(self, tag: str) -> None:
        """In their order."""
        self.is_bad |= not self.open or self.open.pop() != tag

    def handle_data(self, data: str) -> None:
        """What is shown."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """There are none."""
        self.is_bad = bool(data) or True


def telegram(got: Got) -> Said:
    """Core.telegram.org/bots/api#sendmessage: 4,096 letters after the entities were parsed, and HTML that is right."""
    if got.path == f"/bot{TOKEN}/sendPhoto":
        return _telegram_photo(got)
    if got.path != f"/bot{TOKEN}/sendMessage":
        return Said(401, _json(ok=False, error_code=401, description="Unauthorized"))
    parsed = TelegramHtml()
    parsed.feed(got.json["text"])
    parsed.close()
    if parsed.is_bad or parsed.open or got.json["parse_mode"] != "HTML":
        return Said(400, _json(ok=False, error_code=400, description="Bad Request: can't parse entities"))
    if not 0 < len(parsed.text.encode("utf-16-le")) // 2 <= 4096:
        return Said(400, _json(ok=False, error_code=400, description="Bad Request: message is too long"))
    return Said(200, _json(ok=True, result={"message_id": 42}))


def _telegram_photo(got: Got) -> Said:
    """Core.telegram.org/bots/api#sendphoto: a form with the chat and a file of at most 10 MB."""
    head = f"Content-Type: {got.headers['Content-Type']}\r\n\r\n".encode()
    form = message_from_bytes(head + got.body)
    fields = {part.get_param("name", header="content-disposition"): part for part in form.walk()}
    photo = fields["photo"].get_payload(decode=True) if "photo" in fields else b""
    if "chat_id" not in fields or not isinstance(photo, bytes) or not photo.startswith(b"\x89PNG"):
        return Said(400, _json(ok=False, error_code=400, description="Bad Request: there is no photo in the request"))
    return Said(200, _json(ok=True, result={"message_id": 43}))


@dataclass(frozen=True, slots=True)
class Provider:
    """One of them: what judges, and the table of its channel at the address of the fake."""

    judge: Callable[[Got], Said]
    table: Callable[[str], dict[str, Any]]


PROVIDERS = {
    "slack": Provider(slack, lambda url: {"url": f"{url}/services/T0/B0/x"}),
    "dingtalk": Provider(dingtalk, lambda url: {"url": f"{url}/robot/send?access_token={TOKEN}", "secret": SECRET}),
    "feishu": Provider(feishu, lambda url: {"url": f"{url}/open-apis/bot/v2/hook/x", "secret": SECRET}),
    "wecom": Provider(wecom, lambda url: {"url": f"{url}/cgi-bin/webhook/send?key={TOKEN}"}),
    "teams": Provider(teams, lambda url: {"url": f"{url}/workflows/x"}),
    "telegram": Provider(telegram, lambda url: {"url": url, "token": TOKEN, "chat": -100123}),
}
