"""Rules made on the page Alerts, by who sits at the machine: of a ready question, of a query, as text."""

from __future__ import annotations

import threading
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.accounts import rights
from dashboard.accounts.role import Role
from dashboard.components.alerts.making import rule_draft, rule_link
from dashboard.components.alerts.making.rule_draft import Draft
from dashboard.components.layout import navigation, url
from dashboard.components.layout.url_state import UrlState
from dashboard.reads import Window
from dashboard.server import runtime
from ingest.settings import load
from monitor.rules import rule as rules
from monitor.rules.alerting import Alerting
from monitor.service import Watching
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.monitor.rules.making.test_editing import TEXT
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the settings and the rules of what runs are: a shop that fails now and then."""
    (tmp_path / "longtail.toml").write_text('warehouse = "w.duckdb"\n')
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.ADMIN)
    settings = load(tmp_path / "longtail.toml")
    with warehouses.in_memory() as target:
        now = reads.utc_now()
        rows = [
            record((now - timedelta(minutes=n)).isoformat(sep=" "), "app", service="shop", level="ERROR", line=n)
            for n in range(30)
        ]
        write(target, rows)
        watching = Watching(target, settings, print, [Alerting(target, settings)])
        runtime.install(runtime.Runtime(settings, target, None, watching))
        yield tmp_path
        runtime.install(None)
        for thread in threading.enumerate():
            if thread.name == "replay":
                thread.join()


def _press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def _type(app: AppTest, end: str, text: str) -> AppTest:
    return next(box for box in app.text_input if str(box.key).endswith(end)).input(text).run()


def _made(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in (folder / "rules").glob("*.sql")}


def test_a_ready_question(folder: Path) -> None:
    """Its numbers are filled in, it is shown and replayed, and saving it shows the rule."""
    app = _press(open_page("alerts", {"tab": ["rules"]}), "new-rule")
    next(box for box in app.selectbox if str(box.key).startswith("make-ready")).select("count_of_a_search").run()
    _type(app, "-search", "level:error service:shop")
    _type(app, "-threshold", "many")
    wrong = complaints(app)
    _type(app, "-threshold", "3")
    assert (["“This many records” must be a number\\."], []) == (wrong, complaints(app))
    _press(app, "rule-save")
    ((name, text),) = _made(folder).items()
    assert ("count_of_a_search_level_error_service_shop", [], 3.0) == (
        name,
        complaints(app),
        rules.parse(text, name).parameters["threshold"],
    )
    alerting = runtime.current().watching.alerting  # type: ignore[union-attr] # it is there
    assert name in alerting.rules  # type: ignore[union-attr] # as above
    assert "rule-delete" in [button.key for button in app.button]


def test_text(folder: Path) -> None:
    """A rule as text: it begins with one that can be asked, and what is changed stays a file."""
    app = open_page("alerts", {"tab": ["rules"], "make": ["1"], "by": ["text"]})
    assert [] == complaints(app)
    _press(app, "rule-save")
    assert {"many_errors": rule_draft._SKELETON} == _made(folder)
    _press(app, "rule-edit")
    app.session_state["_rule_draft"].text = rule_draft._SKELETON.replace("threshold = 10", "threshold = 7")
    _press(app, "rule-save")
    assert (True, []) == ("threshold = 7" in _made(folder)["many_errors"], complaints(app))


def test_the_slider_moves_what_is_typed(folder: Path) -> None:
    """In the field of a ready question, and in a text."""
    app = open_page("alerts", {"tab": ["rules"], "make": ["1"], "ready": ["error_rate"]})
    slider = app.slider[0]
    slider.set_value(9.0).run()
    field = next(box for box in app.text_input if str(box.key).endswith("-threshold"))
    assert ("9", [], {}) == (field.value, complaints(app), _made(folder))


def test_off_on_values_and_deleted(folder: Path) -> None:
    """A rule is switched off and on in the settings, a threshold is kept there, its file goes after a question."""
    (folder / "rules").mkdir()
    current = runtime.current()
    (folder / "rules" / "too_high.sql").write_text(TEXT)
    current.watching.alerting.configure(  # type: ignore[union-attr] # it is there
        [*current.watching.alerting.rules.values(), rules.parse(TEXT, "too_high", folder / "rules" / "too_high.sql")]  # type: ignore[union-attr]
    )
    app = open_page("alerts", {"tab": ["rules"], "rule": ["too_high"]})
    _press(app, "rule-switch")
    off = tomllib.loads((folder / "longtail.toml").read_text())["rule"]
    _press(app, "rule-switch")
    app.slider[0].set_value(8.0).run()
    _press(app, "replay-keep")
    kept = tomllib.loads((folder / "longtail.toml").read_text())["rule"]
    assert ({"too_high": {"enabled": False}}, {"too_high": {"limit": 8.0}}) == (off, kept)
    _press(app, "rule-delete")
    assert {"too_high": TEXT} == _made(folder)
    _press(app, "rule-delete-sure")
    assert ({}, 'warehouse = "w.duckdb"\n', []) == (
        _made(folder),
        (folder / "longtail.toml").read_text().rstrip("\n") + "\n",
        complaints(app),
    )


@pytest.mark.usefixtures("folder")
def test_only_an_admin_is_offered_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others read a rule and download it; the form is not drawn for them, whatever the URL says."""
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.RESPONDER)
    app = open_page("alerts", {"tab": ["rules"], "make": ["1"]})
    shown = open_page("alerts", {"tab": ["rules"], "rule": ["high_error_rate"]})
    keys = {button.key for button in (*app.button, *shown.button)}
    assert set() == keys & {"new-rule", "rule-save", "rule-edit", "rule-switch", "rule-delete"}


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where callbacks went, and with which draft."""
    found: list[Any] = []
    monkeypatch.setattr(rule_draft, "_hold", found.append)
    monkeypatch.setattr(navigation, "to", lambda page, own: found.append((page, own)))
    return found


_WINDOW = Window(at("10:00:00"), at("11:00:00"), services=("shop",), bucket=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (reads.top_errors(_WINDOW), {"service": "shop"}),
        (reads.records_by_level(_WINDOW), "records_by_level"),
    ],
)
def test_a_tile_becomes_a_rule(question: reads.Question, expected: Any, went: list[Any]) -> None:
    """Of its own query, whose range is the rule's window, or of the question that stands for one that is private."""
    rule_link._from_question("A tile", question)
    draft, (page, own) = went
    assert isinstance(draft, Draft)
    if isinstance(expected, dict):
        assert (expected, "new_error") == (draft.typed, own["ready"])
    else:
        assert (True, True, timedelta(hours=1)) == ("$from" in draft.query, "$from_ts" not in draft.query, draft.span)
    assert ("alerts", "1") == (page, own["make"])


def test_a_search_takes_the_filters_along(went: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """As a search that finds the same."""
    monkeypatch.setattr(url, "state", lambda: UrlState().with_filter("service", ("shop", "api")))
    rule_link._from_search("timeout")
    assert {"search": "timeout service:(shop OR api)"} == went[0].typed


@pytest.mark.usefixtures("folder")
def test_a_query_asks_which_column_is_the_value() -> None:
    """The form of a query that was handed over: its numbers, its labels, a threshold above what it is now."""
    app = open_page("alerts", {"tab": ["rules"]})
    query = "select service, level, count(*) as errors from logs where ts >= $from and ts < $to group by all"
    app.session_state["_rule_draft"] = Draft(7, query=query, title="Many", span=timedelta(hours=1))
    app.query_params["make"], app.query_params["by"] = "1", "query"
    app.run()
    labels = next(box for box in app.multiselect if box.key == "make-query-7-labels")
    assert ([], ["service", "level"], 36.0) == (complaints(app), labels.value, app.number_input[0].value)
    _press(app, "rule-save")
    watching = runtime.current().watching
    made = watching.alerting.rules["many"]  # type: ignore[union-attr] # it is there
    assert (3600.0, "value > $threshold", True) == (
        made.window.total_seconds(),
        str(made.when),
        made.body.startswith("select\n    service,\n    level,\n    max(errors) as value\nfrom (\n"),
    )


def test_private_questions_without_a_stand_in_are_not_offered() -> None:
    """A tile whose query nobody may run as a statement has no such button."""
    assert (False, True) == (
        rule_link._is_offered(reads.Question("error_history")),
        rule_link._is_offered(reads.top_errors(_WINDOW)),
    )
