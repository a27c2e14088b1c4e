"""Templates of a channel on the page: what it would be told, what is wrong, and the lines that keep it."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboard.accounts import rights
from dashboard.accounts.role import Role
from dashboard.components.alerts.told import template_preview
from dashboard.server import runtime
from ingest.settings import Settings
from monitor.notify import configured, notice, trying
from monitor.notify.notice import AlertNotice, Notification
from monitor.rules import finding
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard import alerted
from tests.dashboard.pages import complaints, open_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

_CHAT = {
    "name": "chat",
    "kind": "webhook",
    "url": "https://chat.example/x",
    "title": "{{ severity | upper }} {{ rule }}",
    "body": "{{ nobody }}",
}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The tab of channels for an admin, with a channel whose title is a template, and whose body fails."""
    monkeypatch.setattr(finding, "all_rules", lambda _: list(alerted.known().values()))
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.ADMIN)
    settings = Settings(warehouse=MEMORY, channel=(_CHAT,))
    with warehouses.in_memory() as target:
        watching = alerted.fill(target, settings, datetime.now(UTC).replace(tzinfo=None))
        runtime.install(runtime.Runtime(settings, target, None, watching))
        yield open_page("alerts", {"tab": ["channels"]})
        runtime.install(None)


def _made(app: AppTest) -> list[str]:
    return [code.value for code in app.code]


def test_templates_of_the_settings(page: AppTest) -> None:
    """Their title is made, and it is said that the body fails: Longtail's own stands there."""
    title, text = _made(page)
    warned = [warning.value for warning in page.warning]
    assert ([], "CRITICAL high_error_rate", True) == (complaints(page), title, "13.1% of the requests" in text)
    assert ["nobody" in one and "body" in one for one in warned] == [True]


def test_an_edited_template(page: AppTest) -> None:
    """What is typed is shown, for an alert that fires too, with the lines that keep it; nothing is sent."""
    page.text_area("template-body-chat").set_value('{% for a in alerts %}"{{ a.labels.host }}"{% endfor %}')
    page.selectbox("template-alert").set_value("high_load (host=a)").run()
    title, text, lines = _made(page)
    assert ([], "CRITICAL high_load", '"a"') == (complaints(page), title, text)
    assert tomllib.loads(lines) == {
        "title": _CHAT["title"],
        "body": '{% for a in alerts %}"{{ a.labels.host }}"{% endfor %}',
    }
    with runtime.current().warehouse.reader() as cursor:
        assert [(2,)] == cursor.execute("select count(*) from notifications").fetchall()


def test_its_own_words_where_a_field_is_empty(page: AppTest) -> None:
    """Without a template the channel's words are Longtail's."""
    page.text_area("template-title-chat").set_value("")
    page.text_area("template-body-chat").set_value("").run()
    assert ("Critical: High error rate (api orders)", []) == (_made(page)[0], list(page.warning))


def test_only_admins_see_them(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is no admin has no fields: templates are settings."""
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.RESPONDER)
    page.run()
    assert [] == list(page.text_area)


def test_an_alert_of_a_group() -> None:
    """It is shown alone, as it was told the last time; one that was never told cannot be."""
    now = datetime.now(UTC)
    one, other = (
        AlertNotice("firing", "r", "error", {"host": host, "component": "x"}, 1.0, 0.5, now) for host in ("a", "b")
    )
    payloads = [notice.payload(Notification("k", "ops", "firing", (one, other), now))]
    rows = [{"rule": "r", "labels": {"host": host}} for host in ("b", "c")]
    found = [template_preview.last_told(row, payloads) for row in rows]
    assert [{"host": "b", "component": "x"}] == [dict(told.alerts[0].labels) for told in found if told is not None]
    assert [True, False] == [told is not None for told in found]


def test_examples_are_those_of_the_command() -> None:
    """`longtail notify --preview` shows the same two."""
    (channel,) = (one for one in configured.channels_of(Settings(), {}) if one.name == "in-app")
    assert ["firing", "resolved"] == [one.event for one in trying.examples(channel.name)]
    assert [found.title.partition(":")[0] for found in trying.preview(channel)] == ["Critical", "Resolved"]
