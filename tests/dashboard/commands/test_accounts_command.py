"""`longtail accounts` and `longtail tokens` as scripts call them."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.support import longtail

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

_PASSWORD = "correct horse battery\n"  # noqa: S105 (of nobody)


def _run(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return longtail(*arguments, "--warehouse", folder / "data" / "w.duckdb", cwd=folder, stdin=stdin)


def test_accounts(tmp_path: Path) -> None:
    """Made before there is a warehouse, listed, changed, removed."""
    assert _run(tmp_path, "accounts", "list").stdout.startswith("There are no accounts")
    done = _run(tmp_path, "accounts", "add", "ann", "--role", "admin", "--password-stdin", stdin=_PASSWORD)
    assert (done.returncode, done.stderr) == (0, "")
    _run(tmp_path, "accounts", "add", "bob", "--role", "viewer", "--password-stdin", stdin=_PASSWORD)
    _run(tmp_path, "accounts", "role", "bob", "--role", "responder")
    listed = json.loads(_run(tmp_path, "accounts", "list", "--json").stdout)
    assert [(one["name"], one["role"], one["used_at"]) for one in listed] == [
        ("ann", "admin", None),
        ("bob", "responder", None),
    ]
    assert _run(tmp_path, "accounts", "password", "bob", "--password-stdin", stdin="another good one\n").returncode == 0
    assert _run(tmp_path, "accounts", "remove", "ann").returncode == 2
    assert "no log-in is needed" not in _run(tmp_path, "accounts", "remove", "bob").stdout
    assert "no log-in is needed" in _run(tmp_path, "accounts", "remove", "ann").stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "ann", "--role", "admin", "--password-stdin"), "short\n", "A password has"),
        (("add", "ann", "--role", "admin", "--password-stdin"), "", "A password has"),
        (("add", "ann", "--role", "king", "--password-stdin"), _PASSWORD, "king"),
        (("add", "a b", "--role", "admin", "--password-stdin"), _PASSWORD, "is no name"),
        (("password", "ann", "--password-stdin"), _PASSWORD, "There is no account"),
        (("remove", "ann"), "", "There is no account"),
        (("role", "ann", "--role", "viewer"), "", "There is no account"),
    ],
)
def test_wrong_requests(tmp_path: Path, arguments: tuple[str, ...], stdin: str, said: str) -> None:
    """Status 2 and one sentence."""
    done = _run(tmp_path, "accounts", *arguments, stdin=stdin)
    assert (done.returncode, said in done.stderr, done.stdout) == (2, True, "")


def test_tokens(tmp_path: Path) -> None:
    """Printed once, alone; afterwards only what it may."""
    done = _run(tmp_path, "tokens", "create", "prom", "--role", "viewer", "--expires", "90d")
    assert re.fullmatch(r"lt_[\w-]{43}\n", done.stdout)
    listed = _run(tmp_path, "tokens", "list", "--json").stdout
    assert (json.loads(listed)[0]["role"], done.stdout.strip() in listed) == ("viewer", False)
    assert _run(tmp_path, "tokens", "create", "prom", "--role", "viewer").returncode == 2
    assert _run(tmp_path, "tokens", "create", "x", "--role", "viewer", "--expires", "soon").returncode == 2
    assert _run(tmp_path, "tokens", "revoke", "prom").returncode == 0
    assert _run(tmp_path, "tokens", "revoke", "prom").returncode == 2
    assert json.loads(_run(tmp_path, "tokens", "list", "--json").stdout) == []


def test_check_sees_a_gap(tmp_path: Path) -> None:
    """Somebody changed a row of the audit log."""
    _run(tmp_path, "accounts", "add", "ann", "--role", "admin", "--password-stdin", stdin=_PASSWORD)
    (tmp_path / "logs").mkdir()
    found = {row["check"]: row for row in _checked(tmp_path)}
    assert (found["accounts"]["verdict"], "audit log" in found) == ("ok", False)
    with sqlite3.connect(tmp_path / "data" / "w.duckdb.accounts") as store:
        store.execute("update audit set who = 'nobody'")
    found = {row["check"]: row for row in _checked(tmp_path)}
    assert found["audit log"]["verdict"] == "failed"


def _checked(folder: Path) -> list[dict[str, str]]:
    arguments = ("check", folder / "logs", "--json", "--port", "0", "--warehouse", folder / "data" / "w.duckdb")
    rows: list[dict[str, str]] = json.loads(longtail(*arguments, cwd=folder).stdout)
    return rows
