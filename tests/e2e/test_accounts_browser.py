"""Logging in with a real browser: wrong passwords, a log-in that ends in mid-work, roles, two people at once."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import patience
from tests.dashboard.support import longtail, serving, wait_for
from tests.e2e.conftest import go_to, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.dashboard.support import Server

PASSWORD = "correct horse battery"  # noqa: S105 (of nobody)
_NAMES = {"vera": "viewer", "rob": "responder"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an error in its logs, and two accounts."""
    folder = tmp_path_factory.mktemp("accounts")
    error = {"type": "ValueError", "message": "no such order"}
    record = {"timestamp": datetime.now(UTC).isoformat(), "level": "ERROR", "message": "failed", "exception": error}
    (folder / "logs").mkdir()
    (folder / "logs" / "app.log").write_text(json.dumps(record) + "\n", encoding="utf-8")
    with serving(folder) as found:
        wait_for(lambda: found.get("/api/v1/status").json["ingest"]["rows"] == 1, "the log to be read")
        for name, role in _NAMES.items():
            _run(found, "accounts", "add", name, "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")
        yield found


def _run(server: Server, *arguments: str, stdin: str = "") -> None:
    folder = server.warehouse.parent
    done = longtail(*arguments, "--warehouse", server.warehouse, cwd=folder, stdin=stdin)
    assert done.returncode == 0, done.stderr


@contextmanager
def _somebody(browser: Browser) -> Iterator[Page]:
    """A new person's browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(patience.milliseconds(60))
    expect.set_options(timeout=patience.milliseconds(60))
    try:
        yield context.new_page()
    finally:
        context.close()


def _log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_a_log_in(guarded: Server, browser: Browser) -> None:
    """The page that was asked for comes after a wrong password and a right one; logging out leads back."""
    with _somebody(browser) as page:
        page.goto(f"{guarded.url}/logs?q=failed")
        _log_in(page, "vera", "wrong password")
        expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
        _log_in(page, "vera")
        settled(page)
        assert page.url == f"{guarded.url}/logs?q=failed"
        page.get_by_role("link", name="vera").click()
        page.get_by_role("button", name="Log out", exact=True).click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        page.goto(f"{guarded.url}/sql")
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_log_in_that_ends_in_mid_work(guarded: Server, browser: Browser) -> None:
    """The page says so, keeps what was typed, and goes on once somebody has logged in again."""
    _run(guarded, "accounts", "add", "mia", "--role", "viewer", "--password-stdin", stdin=f"{PASSWORD}\n")
    with _somebody(browser) as page:
        page.goto(f"{guarded.url}/sql")
        _log_in(page, "mia")
        editor = page.locator(".cm-content")
        editor.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("select 42 as typed_before")
        _run(guarded, "accounts", "password", "mia", "--password-stdin", stdin="another good battery\n")
        told = page.get_by_role("alertdialog", name="Log in again")
        expect(told).to_be_visible()
        with page.context.expect_page() as opened:
            told.get_by_role("link").click()
        _log_in(opened.value, "mia", "another good battery")
        expect(opened.value.get_by_role("status")).to_contain_text("Your other tabs go on")
        page.bring_to_front()
        expect(told).to_have_count(0)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
        expect(editor).to_have_text("select 42 as typed_before")
        editor.click()
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("1 row", exact=True)).to_be_visible()


def test_two_people_at_once(guarded: Server, browser: Browser) -> None:
    """Each has the buttons of the own role; one's log-out is not the other's."""
    with _somebody(browser) as hers, _somebody(browser) as his:
        for page, name in ((hers, "vera"), (his, "rob")):
            page.goto(f"{guarded.url}/incidents")
            _log_in(page, name)
            settled(page)
        expect(his.get_by_role("button", name="New incident")).to_be_visible()
        expect(hers.get_by_role("button", name="New incident")).to_have_count(0)
        hers.goto(f"{guarded.url}/account")
        hers.get_by_role("button", name="Log out everywhere").click()
        expect(hers.get_by_role("heading", name="Log in")).to_be_visible()
        go_to(his, "Logs")
        expect(his.get_by_role("link", name="rob")).to_be_visible()
