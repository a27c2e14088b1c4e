"""Small charts: what is drawn, who is sent one, and that nobody is told later or not at all because of one."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from monitor.notify import notice, picture
from monitor.notify.delivering import deliver
from monitor.notify.notice import AlertNotice, Chart
from tests.monitor.notify import sinks
from tests.monitor.notify.fakes import PROVIDERS
from tests.monitor.notify.given import SINCE, alert, channel, notification
from tests.monitor.notify.sinks import Said
from tests.services import HOST

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAKES = {"telegram": Said(200, '{"ok": true, "result": {"message_id": 1}}'), "wecom": Said(200, '{"errcode": 0}')}


def _charted(values: Sequence[float | None] = (0.01, 0.02, None, 0.2), **changes: Any) -> AlertNotice:
    return alert(chart=Chart(SINCE, timedelta(minutes=1), tuple(values)), **changes)


def _pixels(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (picture.WIDTH, picture.HEIGHT))
    return image.convert("RGB")


def _columns(image: Image.Image, color: tuple[int, int, int]) -> set[int]:
    """Where a colour is, from left to right."""
    near = (
        (x, y)
        for x in range(64, picture.WIDTH)
        for y in range(picture.HEIGHT - 30)
        if max(abs(a - b) for a, b in zip(image.getpixel((x, y)), color, strict=True)) < 40  # type: ignore[arg-type] # RGB
    )
    return {x for x, _ in near}


def test_a_value_and_its_threshold_are_drawn() -> None:
    """The line goes over the whole width, with a gap where nothing was measured."""
    (png,) = picture.drawn(notification(_charted([0.2, 0.2, None, None, 0.2, 0.2], severity="info"))).values()
    columns = _columns(_pixels(png), (0x4C, 0x78, 0xA8))
    gap = set(range(66 + 2 * 484 // 6, 64 + 3 * 484 // 5))
    assert (min(columns) < 70, max(columns) > 540, columns & gap) == (True, True, set())
    assert len(_columns(_pixels(png), (0xA4, 0x13, 0x3C))) > 200


@pytest.mark.parametrize(
    "values",
    [(), (None,), (1.0,), (0.0, 0.0), (float("nan"), 1.0), (float("inf"), 2.0), (-5.0, -9e300), (1e-300, 1e-300)],
)
def test_whatever_was_measured(values: Sequence[float | None]) -> None:
    """It is a picture, or there is none; a notification has at most three."""
    for threshold in (None, 0.0, 1e308, float("nan")):
        for png in picture.drawn(notification(_charted(values, threshold=threshold))).values():
            _pixels(png)
    assert len(picture.drawn(notification(*[_charted()] * 5))) == 3


def test_a_picture_that_fails_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail arrives without it."""

    def fails(*_: Any) -> bytes:
        raise MemoryError

    monkeypatch.setattr(picture, "draw", fails)
    assert picture.drawn(notification(_charted())) == {}


def test_it_survives_the_outbox() -> None:
    """As values in the JSON, not as a picture."""
    sent = notification(_charted(), alert())
    told = json.loads(json.dumps(notice.payload(sent)))
    assert told["alerts"][0]["chart"] == {"from": SINCE.isoformat(), "step": 60.0, "values": [0.01, 0.02, None, 0.2]}
    assert [one.chart for one in notice.notification_of(told).alerts] == [one.chart for one in sent.alerts]


@pytest.mark.parametrize("is_on", [True, False])
def test_in_a_mail_it_stands_where_the_alert_is(is_on: bool) -> None:  # noqa: FBT001 (a case)
    """Inline, by its Content-ID, where the setting does not say otherwise."""
    table = {"kind": "email", "host": HOST, "sender": "a@b.example", "to": "c@d.example", "timeout": 60}
    with sinks.smtp() as mailbox:
        answer = deliver(channel(**table, port=mailbox.port, chart=is_on), notification(_charted(), alert()))
    mail = message_from_bytes(mailbox.mails[0][1], policy=policy.default)
    images = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    html = mail.get_body(("html",))
    assert (answer.ok, len(images), html is not None) == (True, int(is_on), True)
    for part in images:
        assert html is not None
        assert f'src="cid:{part["Content-ID"].strip("<>")}"' in html.get_content()
        _pixels(part.get_content())


@pytest.mark.parametrize("kind", ["telegram", "wecom"])
def test_chats_get_it_after_the_message(kind: str) -> None:
    """As the provider documents it; a second message, which is right for the fake."""
    said: list[Said] = []

    def judge(got: sinks.Got) -> Said:
        said.append(PROVIDERS[kind].judge(got))
        return said[-1]

    with sinks.http(judge=judge) as sink:
        answer = deliver(channel(kind=kind, timeout=60, **PROVIDERS[kind].table(sink.url)), notification(_charted()))
        told = [json.loads(one.body) for one in said]
    assert (answer.ok, len(told)) == (True, 2)
    assert [one.get("ok") or one.get("errcode") == 0 for one in told] == [True, True]


@pytest.mark.parametrize("kind", ["telegram", "wecom"])
def test_a_picture_that_is_refused_changes_nothing(kind: str) -> None:
    """The message has arrived: it is not sent again."""
    with sinks.http(_TAKES[kind], Said(500, "no")) as sink:
        answer = deliver(channel(kind=kind, timeout=60, **PROVIDERS[kind].table(sink.url)), notification(_charted()))
        assert (answer.ok, len(sink.got)) == (True, 2)
