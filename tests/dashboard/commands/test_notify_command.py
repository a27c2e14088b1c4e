"""`longtail notify`: what the other side gets, what it answered, and the status."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard import command_line
from tests import warehouses
from tests.dashboard.support import longtail, make_logs, serving
from tests.monitor.notify import sinks
from tests.monitor.notify.sinks import Said
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `longtail notify` in a folder of its own: status, standard output, standard error."""
    for name in [name for name in os.environ if name.startswith(("LONGTAIL_", "SMTP_", "ALERT_EMAIL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = command_line.run(["notify", *arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def _configure(url: str, **more: str) -> None:
    table = {"name": "ops", "kind": "webhook", "url": url, **more}
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    Path("longtail.toml").write_text("\n".join(["[[channel]]", *lines]), encoding="utf-8")


def test_what_is_answered(run: Run) -> None:
    """A test arrives and the answer is shown, for people and as JSON; the secret of the address is not."""
    with sinks.http(Said(200, "thank you"), Said(404, "no such hook")) as sink:
        _configure(f"{sink.url}/hooks/s3cret-path")
        good, out, _ = run("ops")
        bad, row, _ = run("ops", "--json")
    found = json.loads(row)
    assert (0, 1, ["test", "test"], [True, True]) == (
        good,
        bad,
        [got.json["event"] for got in sink.got],
        [got.headers["Idempotency-Key"].startswith("test-") for got in sink.got],
    )
    assert (True, True, False) == (
        "✓ ops (webhook, 127.0.0.1): taken after" in out,
        "thank you" in out,
        "s3cret" in out,
    )
    expected = {"channel": "ops", "kind": "webhook", "ok": False, "status": 404, "permanent": True, "notes": []}
    assert (expected, "404 Not Found: no such hook") == ({key: found[key] for key in expected}, found["answer"])


def test_a_template_that_fails(run: Run) -> None:
    """It is said, and the test is sent all the same."""
    with sinks.http() as sink:
        _configure(sink.url, title="{{ nothing.here }}")
        status, out, _ = run("ops")
    note = "This is Longtail's own title: the channel's template fails ('nothing' is undefined)."
    assert (0, True, 1) == (status, note in out, len(sink.got))


def test_a_preview(run: Run) -> None:
    """What a template makes of an alert and of its end is shown, its mistake too; nothing is sent."""
    with sinks.http() as sink:
        _configure(sink.url, title="{{ severity | upper }} {{ labels.service }}", body="{{ nothing.here }}")
        status, out, _ = run("ops", "--preview")
        _, rows, _ = run("ops", "--preview", "--json")
    titles = [row["title"] for row in json.loads(rows)]
    assert (0, ["CRITICAL orders"] * 2, 0) == (status, titles, len(sink.got))
    assert ("Over after 7m." in out, "'nothing' is undefined" in out) == (True, True)


def test_names_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`SMTP_HOST` and `ALERT_EMAIL_TO` are all that mail needs."""
    with sinks.smtp() as mailbox:
        monkeypatch.setenv("SMTP_HOST", f"127.0.0.1:{mailbox.port}")
        monkeypatch.setenv("SMTP_FROM", "longtail@shop.example")
        monkeypatch.setenv("ALERT_EMAIL_TO", "ops@shop.example")
        status, out, _ = run("email")
    assert (0, True, 1) == (status, "250 2.0.0 taken as 4711" in out, len(mailbox.mails))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("op", "There is no channel 'op': did you mean ops?"),
        ("zzz", "There is no channel 'zzz': there are ops, in-app; docs/channels.md has examples."),
    ],
)
def test_wrong_requests(run: Run, name: str, sentence: str) -> None:
    """Status 2 and one sentence."""
    _configure("http://127.0.0.1:1")
    status, out, err = run(name)
    assert (2, "", sentence) == (status, out, err.strip().removeprefix("longtail: "))


def _rows(path: Path) -> list[tuple[str, str, str]]:
    with warehouses.in_file(path) as store, store.reader() as cursor:
        return cursor.execute("select channel, event, state from notifications").fetchall()


def test_the_pages(run: Run, tmp_path: Path) -> None:
    """A test of them is a row: written by this command, or by the server that owns the warehouse and sends it."""
    warehouse = Path("data/longtail.duckdb")
    none_yet = run("in-app")[0]
    warehouse.parent.mkdir()
    warehouses.in_file(warehouse).close()
    alone = run("in-app")[0]
    before = _rows(warehouse)
    make_logs(Path("logs"))
    with serving(tmp_path, "serve", "logs") as server:
        served = run("in-app")[0]
        question = "select count(*) as n from notifications where state = 'sent'"
        wait_for(lambda: longtail("sql", question, "--format", "csv", cwd=tmp_path).stdout == "n\n2\n", "both are sent")
        server.stop()
    assert (2, 0, [("in-app", "test", "waiting")], 0, 2) == (none_yet, alone, before, served, len(_rows(warehouse)))
