"""The log-in page and one's own account: what each form does, without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from dashboard.accounts import people, sessions
from dashboard.accounts.accounts import Accounts
from dashboard.accounts.audit import Entry
from dashboard.accounts.proof import passwords
from dashboard.accounts.role import Role
from dashboard.server.entrance import device
from dashboard.server.entrance.entrance import Entrance
from dashboard.server.guard.gate import Gate
from tests.dashboard.asgi import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from fastapi import FastAPI

PASSWORD = "correct horse battery"  # noqa: S105 (of nobody)
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Visitor:
    """Somebody with a browser that keeps cookies."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.cookie = ""
        self._client = Client(cast("FastAPI", Gate(Starlette(routes=Entrance(accounts).routes()), accounts)))

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self._client.get(path, headers={"Cookie": self.cookie, "User-Agent": _FIREFOX, "Accept": "text/html"})

    def post(self, path: str, **fields: str) -> httpx.Response:
        """A form."""
        headers = {"Cookie": self.cookie, "User-Agent": _FIREFOX, "Content-Type": "application/x-www-form-urlencoded"}
        answer = self._client.post(path, content=urlencode(fields), headers=headers)
        found = re.match(r"([^=]+=[^;]*)", answer.headers.get("set-cookie", ""))
        self.cookie = found[1] if found else self.cookie
        return answer

    def log_in(self, password: str = PASSWORD) -> httpx.Response:
        """The form of the log-in page."""
        return self.post("/login", name="ann", password=password)


@pytest.fixture
def ann(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """She has an account, and is not logged in."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    accounts = Accounts(tmp_path / "accounts", idle=timedelta(hours=1), lasts=timedelta(days=1))
    people.add(accounts.store, "ann", Role.VIEWER, PASSWORD, Entry(""))
    yield Visitor(accounts)
    accounts.close()


def test_the_page(ann: Visitor) -> None:
    """Password managers know its fields; it runs no script and is in no frame."""
    page = ann.get("/login?next=/logs")
    assert page.status_code == 200
    fields = dict(re.findall(r'<input id="(\w+)"[^>]*autocomplete="([\w-]+)"', page.text))
    assert fields == {"name": "username", "password": "current-password"}
    policy = page.headers["content-security-policy"]
    assert ("default-src 'none'" in policy, "frame-ancestors 'none'" in policy, "<script" in page.text) == (
        True,
        True,
        False,
    )


def test_in_and_out(ann: Visitor) -> None:
    """Log in, look at the account, log out."""
    assert (ann.get("/account").status_code, ann.log_in().headers["location"]) == (303, "/")
    page = ann.get("/account")
    assert (page.status_code, "Firefox on Linux" in page.text, "viewer" in page.text) == (200, True, True)
    assert ann.get("/login?next=/logs").headers["location"] == "/logs"
    assert ann.post("/logout").headers["location"] == "/login"
    assert (ann.get("/account").status_code, sessions.listed(ann.accounts.store)) == (303, [])


def test_another_session_is_ended(ann: Visitor) -> None:
    """From the list of them; this one goes on."""
    other = Visitor(ann.accounts)
    other.log_in()
    ann.log_in()
    ended = re.findall(r'name="id" value="(\w+)"', ann.get("/account").text)
    assert len(ended) == 1
    assert ann.post("/account/session", id=ended[0]).headers["location"] == "/account?done=session"
    assert (other.get("/account").status_code, ann.get("/account").status_code) == (303, 200)


def test_a_session_of_somebody_else_is_not(ann: Visitor) -> None:
    """Knowing its id is not enough."""
    people.add(ann.accounts.store, "bob", Role.ADMIN, PASSWORD, Entry(""))
    bob = Visitor(ann.accounts)
    bob.post("/login", name="bob", password=PASSWORD)
    ann.log_in()
    ann.post("/account/session", id=sessions.listed(ann.accounts.store, "bob")[0].id)
    assert bob.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong password", "another good one", "another good one", "The current password is wrong."),
        (PASSWORD, "another good one", "another good two", "The new password and its repetition differ."),
        (PASSWORD, "short", "short", "A password has 10 to 1,024 characters"),
    ],
)
def test_a_password_that_is_not_changed(ann: Visitor, old: str, new: str, again: str, said: str) -> None:
    """One sentence, and the old one still works."""
    ann.log_in()
    page = ann.post("/account/password", old=old, new=new, again=again)
    assert (page.status_code, said in page.text) == (422, True)
    assert Visitor(ann.accounts).log_in().status_code == 303


def test_a_password_is_changed(ann: Visitor) -> None:
    """This session goes on, the others end, and the old one is wrong."""
    other = Visitor(ann.accounts)
    other.log_in()
    ann.log_in()
    new = "another good one"
    assert ann.post("/account/password", old=PASSWORD, new=new, again=new).headers["location"].endswith("=password")
    assert (ann.get("/account?done=password").text.count("is changed"), other.get("/account").status_code) == (1, 303)
    assert (other.log_in().status_code, other.log_in(new).status_code) == (403, 303)


def test_looking_changes_nothing(ann: Visitor) -> None:
    """A link, also one that somebody sends, does not log out."""
    ann.log_in()
    for path in ("/logout", "/account/password", "/account/session"):
        assert ann.get(path).status_code == 405
    assert ann.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (_FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/19.0 Safari/605.1.15", "Safari on macOS"),
        ("curl/8.10", "curl"),
        ("", "A program"),
    ],
)
def test_devices(agent: str, expected: str) -> None:
    """In words that people know."""
    assert device.named(agent) == expected
