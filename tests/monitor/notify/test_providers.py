"""Each named channel sends what its provider takes, and knows a refusal that comes with status 200."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from monitor.notify.delivering import deliver
from tests.monitor.notify import sinks
from tests.monitor.notify.fakes import PROVIDERS, SECRET, TOKEN
from tests.monitor.notify.given import HOSTILE, alert, channel, hostile, notification
from tests.monitor.notify.sinks import Said

if TYPE_CHECKING:
    from monitor.notify.channel import Answer
    from monitor.notify.notice import Notification
    from tests.monitor.notify.sinks import Got

_KINDS = list(PROVIDERS)


def _send(kind: str, *sent: Notification, **more: Any) -> tuple[list[Answer], list[Got]]:
    provider = PROVIDERS[kind]
    with sinks.http(judge=provider.judge) as sink:
        settings = channel(kind=kind, **{"timeout": 60, **provider.table(sink.url), **more})
        answers = [deliver(settings, one) for one in sent]
    return answers, sink.got


@pytest.mark.parametrize("kind", _KINDS)
def test_what_is_told(kind: str) -> None:
    """One alert with its evidence, its end, and a group: what matters stands in each."""
    resolved = notification(alert(event="resolved", until=alert().since.replace(hour=13)), event="resolved")
    group = notification(alert(), alert(title="Second rule", severity="warning"))
    answers, got = _send(kind, notification(), resolved, group)
    first, second, third = (json.dumps(one.json, ensure_ascii=False) for one in got)
    told = ["High error rate", "12.3 % of requests", "threshold 10 %", "4711 failed", "card declined", "logs?from=1"]
    flat = [text.replace("\u200b", "").replace("&#37;", "%").replace("\\\\", "") for text in (first, second, third)]
    assert ([], [True] * 3) == ([word for word in told if word not in flat[0]], [answer.ok for answer in answers])
    assert (True, True, True) == ("Resolved" in flat[1], "after 60 min" in flat[1], "Second rule" in flat[2])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", _KINDS)
def test_hostile_texts_are_taken(kind: str, text: str) -> None:
    """Whatever stands in logs: the shape is right, the limits are kept, and something is told."""
    answers, _ = _send(kind, hostile(text))
    assert [(True, "")] == [(answer.ok, "" if answer.ok else answer.text) for answer in answers]


@pytest.mark.parametrize("kind", _KINDS)
def test_a_wrong_signature_or_token(kind: str) -> None:
    """It is refused for good, also where the status is 200; the secret stands in no answer."""
    wrong: dict[str, dict[str, Any]] = {
        "dingtalk": {"secret": "SEC-wrong-one"},
        "feishu": {"secret": "SEC-wrong-one"},
        "wecom": {"url": "http://127.0.0.1/no?key=x"},
        "telegram": {"token": "1:wrong-token"},
    }
    if kind not in wrong:
        return
    with sinks.http(judge=PROVIDERS[kind].judge) as sink:
        more = {key: value.replace("http://127.0.0.1/no", sink.url) for key, value in wrong[kind].items()}
        table = {**PROVIDERS[kind].table(sink.url), **more}
        answer = deliver(channel(kind=kind, **table), notification())
    assert (False, True, False) == (answer.ok, answer.permanent, SECRET in answer.text or TOKEN in answer.text)


@pytest.mark.parametrize(
    ("kind", "said", "retry_after"),
    [
        ("slack", Said(429, "rate_limited", {"Retry-After": "30"}), 30.0),
        ("dingtalk", Said(200, '{"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}'), 60.0),
        ("dingtalk", Said(200, '{"errcode": -1, "errmsg": "system busy"}'), 5.0),
        ("feishu", Said(200, '{"code": 11232, "msg": "frequency limited psm"}'), 60.0),
        ("feishu", Said(400, '{"code": 11232, "msg": "frequency limited psm"}'), 60.0),
        ("wecom", Said(200, '{"errcode": 45009, "errmsg": "api freq out of limit"}'), 60.0),
        (
            "teams",
            Said(200, "Webhook message delivery failed with error: Teams endpoint returned HTTP error 429"),
            None,
        ),
        ("teams", Said(429, "", {"Retry-After": "9"}), 9.0),
        ("telegram", Said(429, '{"ok": false, "error_code": 429, "parameters": {"retry_after": 35}}'), 35.0),
        ("slack", Said(500, "rollup_error"), None),
    ],
)
def test_too_many(kind: str, said: Said, retry_after: float | None) -> None:
    """What asks for patience, in the way of each, may be tried again after as long as it says."""
    with sinks.http(said) as sink:
        answer = deliver(channel(kind=kind, **PROVIDERS[kind].table(sink.url)), notification())
    assert (False, False, retry_after) == (answer.ok, answer.permanent, answer.retry_after)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("slack", Said(200, "<html>Please log in</html>")),
        ("slack", Said(200, '{"ok": false, "error": "invalid_auth"}')),
        ("slack", Said(404, "no_service")),
        ("dingtalk", Said(200, '{"errcode": 310000, "errmsg": "keywords not in content"}')),
        ("dingtalk", Said(200, "<html>Please log in</html>")),
        ("feishu", Said(200, '{"code": 19024, "msg": "Key Words Not Found"}')),
        ("feishu", Said(200, "[]")),
        ("wecom", Said(200, '{"errcode": 93000, "errmsg": "invalid webhook url"}')),
        ("teams", Said(200, "Webhook message delivery failed with error: Teams endpoint returned HTTP error 413")),
        ("telegram", Said(200, '{"ok": false, "description": "Bad Request: chat not found"}')),
        ("telegram", Said(403, '{"ok": false, "error_code": 403, "description": "bot was kicked"}')),
    ],
)
def test_refusals(kind: str, said: Said) -> None:
    """A refusal is one, also with status 200, and what was said stands in the answer."""
    with sinks.http(said) as sink:
        answer = deliver(channel(kind=kind, **PROVIDERS[kind].table(sink.url)), notification())
    assert (False, True, True) == (answer.ok, answer.permanent, said.body in answer.text)


@pytest.mark.parametrize("kind", _KINDS)
def test_templates(kind: str) -> None:
    """Words of one's own are sent with their values escaped; one that makes too much gives way to Longtail's."""
    body = "{% for alert in alerts %}{{ alert.summary }}{% endfor %} own words"
    answers, got = _send(kind, notification(alert(summary="a <b> & @all")), title="{{ severity }}!", body=body)
    (long_answer,), (long_got,) = _send(kind, notification(), body="{{ 'x' * 19990 }}")
    text = json.dumps(got[0].json, ensure_ascii=False)
    long_text = json.dumps(long_got.json, ensure_ascii=False).replace("\u200b", "")
    assert ([True], True, True, False) == (
        [answer.ok for answer in answers],
        "critical" in text,
        "own words" in text,
        "a <b> & @all" in text,
    )
    assert (True, kind != "teams") == (long_answer.ok, "makes more than can be sent" in long_text)
