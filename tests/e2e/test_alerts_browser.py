"""Alerts in a real browser: what fires, acknowledge, silence, a replay and its slider, a test of a channel, a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ARTIFACTS, free_port, serving, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def alerted_url() -> Iterator[str]:
    """Pages over machines whose load is high."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "alerted", port=port) as url:
        yield url


def test_an_alert_is_taken_note_of_and_silenced(alerted_url: str, visit: Visit, complaints: Complaints) -> None:
    """From the list to the alert; both decisions stand there with their author, and the silence on its tab."""
    page = visit(f"{alerted_url}/alerts")
    expect(page.locator(".lt-health").first).to_contain_text("1 alert fires: The load is high.")
    page.screenshot(path=ARTIFACTS / "alerts.png", full_page=True)
    page.locator(".lt-alert").first.click()
    page.wait_for_url("**alert=**")
    settled(page)
    expect(page.locator(".lt-health").first).to_contain_text("The load of a is 10 ms")
    page.get_by_role("button", name="Acknowledge").click()
    page.locator(".st-key-alert-note-author input").fill("eva")
    page.locator(".st-key-alert-note-comment input").fill("<b>I look</b>")
    page.locator(".st-key-alert-note-do button").click()
    expect(page.get_by_text("Acknowledged by eva: <b>I look</b>")).to_be_visible()
    page.get_by_role("button", name="Silence").click()
    expect(page.get_by_text("It covers 1 alert that fires now.")).to_be_visible()
    page.locator(".st-key-alert-silence-for").get_by_text("Own").click()
    expect(page.get_by_text("On the clock of")).to_be_visible()
    page.screenshot(path=ARTIFACTS / "alert-silence.png", full_page=True)
    page.locator(".st-key-alert-silence-do button").click()
    expect(page.get_by_text("Silenced until")).to_be_visible()
    page.goto(f"{alerted_url}/alerts?tab=silences")
    settled(page)
    expect(page.locator(".st-key-silence-ends input").first).to_have_value("rule=high_load, host=a (eva)")
    assert complaints == []


def test_a_replay_with_another_threshold(alerted_url: str, visit: Visit, complaints: Complaints) -> None:
    """The slider says what would have fired, the link keeps it, and a button keeps it for good."""
    page = visit(f"{alerted_url}/alerts?tab=rules&rule=high_load&range=6h")
    expect(page.get_by_text("It would have fired 3 times")).to_be_visible()
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    page.wait_for_url("**at=**")
    expect(page.locator(".st-key-replay-keep button")).to_contain_text("Keep ")
    page.screenshot(path=ARTIFACTS / "alert-replay.png", full_page=True)
    assert complaints == []


def test_a_channel_is_tried_and_a_notification_sent_again(
    alerted_url: str, visit: Visit, complaints: Complaints
) -> None:
    """The other side's answer is shown; what was sent is too, as text."""
    page = visit(f"{alerted_url}/alerts?tab=channels")
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("Sent. demo-webhook, after")).to_contain_text("taken")
    page.goto(f"{alerted_url}/alerts?tab=notifications&range=6h&sent=k1~mail")
    settled(page)
    expect(page.locator(".st-key-tile-notification")).to_contain_text("Firing: high_load, to mail")
    page.screenshot(path=ARTIFACTS / "alert-notification.png", full_page=True)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("It is sent again.")).to_be_visible()
    assert complaints == []


def test_bell_and_overview_change_together(alerted_url: str, visit: Visit, complaints: Complaints) -> None:
    """Where another alert fires, both say so, although the tiles do not refresh by themselves."""
    page = visit(f"{alerted_url}/?range=6h")
    bell, tile = page.locator(".st-key-alerts-bell-button").first, page.locator(".st-key-tile-number-alerts .lt-value")
    expect(tile).to_have_text("1")
    expect(bell).to_contain_text("1")
    received = {"labels": {"alertname": "Sent", "severity": "critical"}, "startsAt": "2026-01-01T00:00:00Z"}
    page.request.post(f"{alerted_url}/api/v2/alerts", data=[received]).dispose()
    expect(tile).to_have_text("2")
    expect(bell).to_contain_text("2")
    received["endsAt"] = "2026-01-01T00:00:01Z"
    page.request.post(f"{alerted_url}/api/v2/alerts", data=[received]).dispose()
    expect(tile).to_have_text("1")
    expect(bell).to_contain_text("1")
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone(theme: str, alerted_url: str, visit: Visit, complaints: Complaints) -> None:
    """Every tab fits."""
    for tab in ("now", "history", "rules", "silences", "notifications", "channels"):
        page = visit(f"{alerted_url}/alerts?tab={tab}&range=6h", theme=theme, width=390, height=1600)
        page.screenshot(path=ARTIFACTS / f"alerts-{tab}-phone-{theme}.png", full_page=True)
        assert (tab, 390, []) == (tab, page.evaluate("document.documentElement.scrollWidth"), complaints)
