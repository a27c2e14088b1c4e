"""The page Errors, run by Streamlit's own test runner: what it says of groups, and what people decide on it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import cache
from dashboard.components.errors import stacks
from dashboard.reads import errors
from dashboard.server import runtime
from dashboard.style import palette
from dashboard.style.text import visible
from ingest.decisions import error_status
from ingest.decisions.error_status import DecisionAuthor
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, read, record, write
from tests.sql.stacks import GO, JAVA, JAVASCRIPT, PYTHON_CHAINED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse

_STACK = 'Traceback (most recent call last):\n  File "/srv/shop/pay.py", line 3, in pay\n    raise X\nPay: declined'
_ALL = {"range": ["all"], "refresh": ["off"]}
HOSTILE = "<b>x</b> <script>alert(1)</script> **bold** [l](http://x) :red[y] $z$ \x1b[31mred\x1b[0m \u202egnp.exe"


def _seen(error_id: str, time: str, line: int, service: str = "shop", **more: Any) -> dict[str, Any]:
    known = {"error_type": "Pay", "error_message": f"declined {line}", "stack_trace": _STACK, "trace_id": f"t{line}"}
    return record(time, "app", service, line=line, level="ERROR", error_id=error_id, **(known | more))


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """Two groups, one of them of two services, as the warehouse that pages show."""
    with warehouses.in_memory() as warehouse:
        write(
            warehouse,
            [_seen("a", "10:00", 1), _seen("a", "10:30", 2, "api"), _seen("b", "11:00", 3, error_type="Other")],
        )
        runtime.install(runtime.Runtime(Settings(), warehouse))
        cache.forget()
        yield warehouse
        runtime.install(None)


def _open(**own: str) -> AppTest:
    return open_page("errors", _ALL | {name: [value] for name, value in own.items()})


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _listed(app: AppTest) -> list[str]:
    frames = [frame.value for frame in app.dataframe if "error_id" in frame.value.columns]
    return [] if not frames else list(frames[0]["error_id"])


def test_list_and_detail(target: Warehouse) -> None:
    """The list shows the groups; a group's page its type, its stack and whose frames they are."""
    del target
    listed, app = _open(), _open(error="a")
    html = _html(app)
    assert ([], ["a", "b"], []) == (complaints(listed), _listed(listed), complaints(app))
    assert (
        '<div class="lt-app" dir="ltr">  File &quot;/srv/shop/pay.py&quot;, line 3, in pay\n    raise X</div>' in html
    )
    assert '<div class="lt-error-type" dir="ltr">Pay</div>' in html


@pytest.mark.usefixtures("target")
def test_an_unknown_group_says_so() -> None:
    """A link to a group that is none says why, and leads back to the list."""
    app = _open(error="<b>nothing</b>")
    said = app.info[0].value
    back = app.button(key="error-list").click().run()
    assert (["a", "b"], []) == (_listed(back), complaints(back))
    assert r"There is no error \<b\>nothing\<\/b\>" in said


@pytest.mark.usefixtures("target")
def test_previous_and_next() -> None:
    """From group to group in the order of the list."""
    app = _open(error="a")
    ends = [app.button(key=f"error-{way}").disabled for way in ("previous", "next")]
    app.button(key="error-next").click().run()
    ends += [app.button(key=f"error-{way}").disabled for way in ("previous", "next")]
    assert (["b"], [True, False, False, True]) == (list(app.query_params["error"]), ends)


def test_resolve_needs_a_name_and_is_remembered(target: Warehouse) -> None:
    """Without a name nothing is written; with one the decision stands, and the session knows the name."""
    app = _open(error="a")
    refused = app.button(key="error-resolved").click().run()
    said, written = list(complaints(refused)), read(target, "from error_status")
    app = refused.text_input(key="error-author").input("ada").run()
    app.text_input(key="error-comment").input("fixed in **1.2**").run()
    done = app.button(key="error-resolved").click().run()
    assert (["A decision needs an author\\: enter your name\\."], []) == (said, written)
    assert [("a", "resolved", "ada", "fixed in **1.2**")] == read(
        target, "select error_id, status, author, comment from error_status"
    )
    assert ([], "ada", "") == (
        complaints(done),
        done.text_input(key="error-author").value,
        done.text_input(key="error-comment").value,
    )


def test_regressed_is_shown(target: Warehouse) -> None:
    """A resolved group leaves the open ones; seen again it is back, as regressed."""
    error_status.decide(target, "a", "resolved", DecisionAuthor("ada", None, at("11:00")))
    cache.forget()
    resolved = (_listed(_open()), _listed(_open(show="resolved")))
    write(target, [_seen("a", "12:00", 9)])
    cache.forget()
    assert ((["b"], ["a"]), ["a"], ["a", "b"]) == (resolved, _listed(_open(show="regressed")), _listed(_open()))


def test_split_and_take_back(target: Warehouse) -> None:
    """A part of a group becomes one of its own, and goes back where it came from."""
    app = _open(error="a")
    app.segmented_control(key="split-by").set_value("service").run()
    app.selectbox(key="split-service").set_value("api").run()
    app.text_input(key="split-author").input("ada").run()
    app.button(key="error-split").click().run()
    made = next(
        error_id for (error_id,) in read(target, "select error_id from error_groups") if error_id not in {"a", "b"}
    )
    apart = _listed(_open())
    app = _open(error="a")
    app.text_input(key="undo-author").input("ada").run()
    done = app.button(key=f"undo-{made}").click().run()
    assert (3, [], [("a",), ("b",)]) == (
        len(apart),
        complaints(done),
        read(target, "select error_id from error_groups order by 1"),
    )


def test_merged_is_found_by_any_of_its_ids(target: Warehouse) -> None:
    """A link to what was merged shows the group it counts to, with all of its parts."""
    error_status.merge(target, ["a"], "b", DecisionAuthor("ada"))
    cache.forget()
    app = _open(error="a")
    parts = next(frame.value for frame in app.dataframe if "part" in frame.value.columns)
    assert ([], ["b", "a"]) == (complaints(app), list(parts["fingerprint"]))


def test_hostile_text_is_text() -> None:
    """Markup, Markdown, terminal escapes and turned text in every field are shown as they are written."""
    fields = dict.fromkeys(("error_type", "error_message", "host", "user_id", "route", "path"), HOSTILE)
    stack = f'Traceback (most recent call last):\n  File "/srv/{HOSTILE}.py", line 3, in pay\n    {HOSTILE}\n{HOSTILE}'
    row = _seen("e1", "10:00", 1, HOSTILE) | fields | {"stack_trace": stack, "attributes": '{"version": "<b>1</b>"}'}
    with warehouses.in_memory() as warehouse:
        write(warehouse, [row, _seen("e1", "10:01", 2)])
        error_status.decide(warehouse, "e1", "ignored", DecisionAuthor(HOSTILE[:100], HOSTILE))
        error_status.decide(warehouse, "e1", "open", DecisionAuthor(HOSTILE[:100], HOSTILE))
        runtime.install(runtime.Runtime(Settings(), warehouse))
        cache.forget()
        apps = [
            _open(show="all"),
            _open(error="e1"),
            _open(error="e1", by="user", stack="oldest"),
            _open(error=HOSTILE),
        ]
        runtime.install(None)
    html = "\n".join(_html(app) for app in apps)
    said = " ".join(element.value for app in apps for element in (*app.markdown, *app.caption, *app.info))
    markdown = re.sub(r"\\.", "", said)  # without what is escaped
    assert [[]] * 4 == [complaints(app) for app in apps]
    assert [] == [mark for mark in ("<script", "<b>x", "\x1b", "\u202e") if mark in html or mark in markdown]
    assert [] == [mark for mark in ("**bold**", "[l](", ":red[y]", "$z$") if mark in markdown]
    assert visible(HOSTILE) in unescape(html)


def test_page_of_one_record() -> None:
    """One exception, without HTTP, trace, user or stack, is a page without a complaint."""
    with warehouses.in_memory() as warehouse:
        write(warehouse, [record("10:00", "app", None, level="ERROR", error_type="E", error_id="e")])
        runtime.install(runtime.Runtime(Settings(), warehouse))
        cache.forget()
        apps = [_open(), _open(error="e")]
        runtime.install(None)
    assert [[], []] == [complaints(app) for app in apps]
    assert "No stored record of it has a stack." in " ".join(element.value for element in apps[1].caption)


def test_visible_text() -> None:
    """What would hide or turn text is shown by its code; letters of all scripts, tabs and lines stay."""
    assert visible("a\x1b[31m\u202eb\u200b\x00\tc\nñ שלום") == "a␛[31m⟨U+202E⟩b⟨U+200B⟩␀\tc\nñ שלום"


def _blocks(stack: str, error_type: str) -> list[stacks.Block]:
    with warehouses.in_memory() as warehouse:
        write(warehouse, [record("10:00", "app", error_type=error_type, error_id="e", stack_trace=stack)])
        runtime.install(runtime.Runtime(Settings(), warehouse))
        cache.forget()
        frame = cache.ask(errors.stack("e"))
        runtime.install(None)
    return stacks.blocks(frame.to_dicts())


@pytest.mark.parametrize(
    ("stack", "kinds", "culprit"),
    [
        (
            PYTHON_CHAINED,
            ["note", "app", "head", "note", "library", "app", "app", "head", "note"],
            "shop/store:get",
        ),
        (
            JAVA,
            ["head", "app", "library", "library", "head", "library", "app", "app", "note"],
            "com.shop.Orders.place",
        ),
        (JAVASCRIPT, ["head", "app", "library", "app", "app", "library"], "src/handlers:processRequest"),
        (GO, ["head", "note", "library", "app", "app", "library"], "main.(*Server).Handle"),
    ],
    ids=["Python", "Java", "JavaScript", "Go"],
)
def test_blocks_of_a_stack(stack: str, kinds: list[str], culprit: str) -> None:
    """Frames, heads of exceptions and notes between them are told apart, and no line is lost."""
    found = _blocks(stack, "E")
    lines = "\n".join("\n".join(block.lines) for block in found)
    assert (kinds, culprit, stack.rstrip()) == ([block.kind for block in found], stacks.culprit(found), lines.rstrip())


def test_library_frames_are_folded_only_beside_own_ones() -> None:
    """Where the application has frames of its own, runs of a library's are folded; else all are shown."""
    library = [stacks.Block("library", ["at java.lang.Thread.run"])] * 2
    own = [stacks.Block("app", ["at com.shop.Db.run"])]
    assert [True, False] == ["<details" in stacks.html(found, palette.LIGHT) for found in ([*own, *library], library)]
