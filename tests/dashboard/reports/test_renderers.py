"""Every format of a report: complete, the same bytes for the same report, and nothing in it that could run or fetch."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import polars as pl
import pypdfium2
import pytest
from markdown_it import MarkdownIt

from dashboard.reports import report, report_redaction
from dashboard.reports.model import VERSION, Alert, Contents, Report, Told
from dashboard.reports.renderers import Format, as_json, as_markdown, render
from ingest.records.redaction.masking import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.reports.conftest import Happened

SCHEMA = Path(__file__).parents[3] / "dashboard" / "reports" / "schemas" / f"report-{VERSION}.json"
LIMIT = 1_500_000
HIDDEN = Contents(samples=True, user_ids=False, addresses=False)


class _Page(HTMLParser):
    """What a browser would find: tags, attributes, what elements load by themselves, and the styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.styles = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        found = [value or "" for name, value in attrs if name in {"src", "href", "srcset", "xlink:href"}]
        (self.links if tag == "a" else self.loads).extend(found)

    def handle_data(self, data: str) -> None:
        if "{" in data:
            self.styles += data


def _pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("form", Format)
def test_same_report_same_bytes(form: Format, happened: Happened) -> None:
    """Nothing of the moment or of chance is in a file."""
    assert render(happened.report, form) == render(happened.report, form)


def test_json_is_what_its_schema_says(happened: Happened) -> None:
    """It holds against the schema in the repository, which is that of the code, and reads back as the same report."""
    content = render(happened.report, Format.JSON)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(content))
    assert as_json.written_schema() == SCHEMA.read_text(encoding="utf-8")
    assert happened.report == Report.model_validate_json(content)


def test_schema_refuses_another_report(happened: Happened) -> None:
    """The schema is no formality: a field too many, a missing one and a wrong type are refused."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    content = json.loads(render(happened.report, Format.JSON))
    broken = [
        {**content, "more": 1},
        {key: value for key, value in content.items() if key != "evidence"},
        {**content, "version": 2},
        {**content, "summary": "text"},
    ]
    assert [False] * len(broken) == [validator.is_valid(one) for one in broken]


def test_every_sentence_stands_on_facts(happened: Happened) -> None:
    """Each sentence names values of the report that exist."""
    content = json.loads(render(happened.report, Format.JSON))
    for sentence in content["summary"]:
        assert sentence["facts"]
        for pointer in sentence["facts"]:
            value = content
            for part in pointer.lstrip("/").split("/"):
                value = value[int(part)] if isinstance(value, list) else value[part]
            assert value is not None, pointer


def test_every_number_has_its_sql(happened: Happened) -> None:
    """Each number, series and list names a question whose SQL is in the report, and that SQL runs."""
    evidence = happened.report.evidence
    names = {query.name: query.sql for query in evidence.queries}
    asked = {number.query for number in evidence.numbers} | {evidence.affected.query}
    asked |= {evidence.minutes.query, evidence.hours.query, *(version.query for version in evidence.versions)}
    assert set() == asked - set(names)
    with happened.warehouse.reader() as cursor:
        row = cursor.execute(names["headline"]).pl().row(0, named=True)
    assert evidence.number("requests").value == row["requests"]


def test_html_is_one_small_file_that_fetches_nothing(happened: Happened) -> None:
    """No script, nothing to load but data: addresses, and below the limit."""
    text = render(happened.report, Format.HTML).decode()
    page = _Page()
    page.feed(text)
    loads = [*page.loads, *re.findall(r"url\(\s*[\"']?([^)]*)", page.styles)]
    assert [] == [one for one in loads if not one.startswith("data:")]
    assert (True, set(), True) == (
        len(text.encode()) < LIMIT,
        page.tags & {"script", "img", "iframe", "object", "embed", "video", "audio", "form", "base"},
        "default-src 'none'" in text,
    )
    assert [] == [name for name in page.attributes if name.startswith("on")]


def test_html_shows_text_as_text(happened: Happened) -> None:
    """What people and logs say is never markup; only the notes are, without their HTML and their pictures."""
    text = render(happened.report, Format.HTML).decode()
    assert "Ada &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<strong>rolled back</strong> at &lt;b&gt;21:00&lt;/b&gt;" in text


def test_pdf_is_text(happened: Happened) -> None:
    """Title, summary and stack can be searched, with Chinese and emoji; every page has its number."""
    content = render(happened.report, Format.PDF)
    text = " ".join(_pdf_text(content).split())
    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    document.close()
    for words in (
        "支付超时",
        "🔥",
        "用户无法结账",
        "PaymentTimeout",
        "first appeared",
        "Traceback",
        "<script>alert(1)",
    ):
        assert words in text, words
    assert [f"{page} / {pages}" in text for page in range(1, pages + 1)] == [True] * pages
    assert (pages > 1, True) == (True, len(content) < LIMIT)


def test_pdf_needs_no_system_fonts(happened: Happened) -> None:
    """All fonts of the document are its own."""
    fonts = set(re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)", render(happened.report, Format.PDF)))
    assert fonts <= {b"InterTabular-Regular", b"InterTabular-SemiBold", b"DroidSansFallback", b"NotoEmoji-Regular"} | {
        font for font in fonts if font.startswith(b"DejaVuSansMono") or font == b"NotoEmoji"
    }


def test_markdown_has_sections_and_no_html_of_others(happened: Happened) -> None:
    """It parses into the report's sections; tags from people are text, pictures are not fetched."""
    text = render(happened.report, Format.MARKDOWN).decode()
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    heads = [
        tokens[index + 1].content for index, token in enumerate(tokens) if token.tag == "h2" and token.nesting == 1
    ]
    assert ["Summary", "Notes", "Time line", "Charts", "What changed", "Errors", "Endpoints"] == heads[:7]
    children = [child for token in tokens for child in token.children or ()]
    html = [child.content for child in children if child.type == "html_inline"]
    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert set() == set(html) - {"<sub>", "</sub>"}
    assert [] == [one for one in blocks if not re.match(r"</?details>", one)]
    assert [] == [child for child in children if child.type == "image"]


def test_zip_holds_everything(happened: Happened) -> None:
    """All forms as they are alone, the rows as Parquet with their counts, the SQL as files."""
    content = render(happened.report, Format.ZIP)
    evidence = happened.report.evidence
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for form in (Format.HTML, Format.PDF, Format.MARKDOWN, Format.JSON):
            assert render(happened.report, form) == archive.read(f"report.{form}")
        rows = {
            name: pl.read_parquet(io.BytesIO(archive.read(f"rows/{name}.parquet"))).height
            for name in ("minutes", "errors", "endpoints", "slowest", "numbers")
        }
        sql = {name for name in archive.namelist() if name.startswith("sql/")}
    assert {f"sql/{query.name}.sql" for query in evidence.queries} == sql
    assert rows == {
        "minutes": len(evidence.minutes.points),
        "errors": len(evidence.errors),
        "endpoints": len(evidence.endpoints),
        "slowest": len(evidence.slowest),
        "numbers": len(evidence.numbers),
    }


def _with_message(original: Report, message: str, **more: str | None) -> Report:
    """The report with one sample whose message, user and address are these."""
    first, *others = original.evidence.errors
    sample = first.samples[0].model_copy(update={"message": message, **more})
    group = first.model_copy(update={"samples": (sample,), "error_message": message})
    return original.model_copy(update={"evidence": original.evidence.model_copy(update={"errors": (group, *others)})})


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN, Format.JSON])
def test_secrets_are_masked_again(form: Format, happened: Happened) -> None:
    """A secret that slipped into the warehouse, or into notes, does not leave with a report."""
    leaked = _with_message(
        happened.report, 'login {"password": "hunter22"} with Bearer abc.def.ghi, card 4111111111111111'
    )
    notes = leaked.incident.model_copy(update={"notes": 'we used {"api_key": "k-98765"}'})
    clean = report_redaction.redacted(
        leaked.model_copy(update={"incident": notes}), HIDDEN, Secrets((), [r"\b4\d{15}\b"])
    )
    text = render(clean, form).decode()
    assert [] == [secret for secret in ("hunter22", "abc.def.ghi", "4111111111111111", "k-98765") if secret in text]


@pytest.mark.parametrize(
    ("contents", "gone", "stays"),
    [
        (HIDDEN, ["u-777", "192.0.2.77", "2001:db8::77"], ["declined for", "Traceback"]),
        (Contents(samples=True, user_ids=True, addresses=False), ["192.0.2.77"], ["u-777"]),
        (Contents(samples=True, user_ids=False, addresses=True), ["u-777"], ["192.0.2.77", "2001:db8::77"]),
        (Contents(samples=False, user_ids=True, addresses=True), ["declined for", "Traceback"], ["PaymentTimeout"]),
    ],
)
def test_contents_are_chosen(contents: Contents, gone: list[str], stays: list[str], happened: Happened) -> None:
    """Samples, user ids and addresses are in a report only where they were chosen, in fields and in texts."""
    message = "declined for u-777 from 192.0.2.77 and 2001:db8::77 at 11:22:33"
    full = _with_message(happened.report, message, user_id="u-777", client_ip="192.0.2.77", stack="Traceback")
    text = render(report_redaction.redacted(full, contents, Secrets()), Format.JSON).decode()
    assert ([], []) == ([word for word in gone if word in text], [word for word in stays if word not in text])


def test_released_report_is_a_report(happened: Happened) -> None:
    """What is left validates, says what it contains, and keeps every number."""
    clean = report_redaction.redacted(happened.report, HIDDEN, Secrets())
    assert (HIDDEN, happened.report.evidence.numbers) == (clean.contents, clean.evidence.numbers)
    assert happened.report == report_redaction.redacted(happened.report, report.EVERYTHING, Secrets())


def _alert(original: Report) -> Alert:
    """One that fired four minutes long within the window; somebody was told twice and took note of it."""
    fired = original.evidence.window.from_ts + timedelta(minutes=1)
    told = [
        Told(at=fired + timedelta(seconds=seconds), channel="ops", event=event, state="sent")
        for seconds, event in ((20, "firing"), (260, "resolved"))
    ]
    return Alert(
        rule="redis_down",
        labels={"probe": "cache", "client_ip": "192.0.2.9"},
        severity="critical",
        since=fired - timedelta(minutes=1),
        fired_at=fired,
        resolved_at=fired + timedelta(minutes=4),
        reason="recovered",
        peak=1.0,
        threshold=1.0,
        acknowledged_at=fired + timedelta(minutes=2),
        acknowledged_by="Ada",
        told=tuple(told),
        query="alerts",
    )


@pytest.mark.parametrize("text", ["0.84", "1) first", "- a", "+ b", "12. c", "=== d", "no list", "-5"])
def test_markdown_begins_no_list(text: str) -> None:
    """What stands at the beginning of a text is shown as it is, and begins nothing."""
    assert f"<p>{text}</p>\n" == MarkdownIt("commonmark").render(as_markdown.plain(text))


@pytest.mark.parametrize("form", [Format.HTML, Format.PDF, Format.MARKDOWN, Format.JSON])
def test_alerts_stand_in_every_form(form: Format, happened: Happened) -> None:
    """Which, when it fired, who was told when and took note of it, and how long it lasted."""
    alert = _alert(happened.report)
    seen = happened.report.evidence.model_copy(update={"alerts": (alert,)})
    full = report.compose(happened.incident, seen, generated_at=happened.report.generated_at.replace(tzinfo=None))
    content = render(report_redaction.redacted(full, HIDDEN, Secrets()), form)
    text = " ".join((_pdf_text(content) if form is Format.PDF else content.decode()).split())
    told = f"{alert.told[0].at:%Y-%m-%dT%H:%M:%S}" if form is Format.JSON else f"ops {alert.told[0].at:%H:%M:%S}"
    for word in ("redis_down", told, "Ada", "is over after 4 minutes", "told on"):
        assert word in text
    assert "192.0.2.9" not in text


def test_alerts_are_rows_in_the_zip(happened: Happened) -> None:
    """One table of alerts, and one of what was told of them."""
    seen = happened.report.evidence.model_copy(update={"alerts": (_alert(happened.report),)})
    content = render(happened.report.model_copy(update={"evidence": seen}), Format.ZIP)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = [pl.read_parquet(io.BytesIO(archive.read(f"rows/{name}.parquet"))) for name in ("alerts", "alerts_told")]
    assert ["redis_down"] == rows[0]["rule"].to_list()
    assert ["firing", "resolved"] == rows[1]["event"].to_list()


def _hostile(text: str) -> Callable[[Report], Report]:
    def change(original: Report) -> Report:
        first, *others = original.evidence.endpoints
        endpoint = first.model_copy(update={"route": text, "service": text})
        head = original.incident.model_copy(update={"title": text, "notes": text})
        told = Told(at=original.evidence.window.from_ts, channel=text, event="firing", state="failed")
        alert = _alert(original).model_copy(
            update={"rule": text, "labels": {text: text}, "acknowledged_by": text, "reason": text, "told": (told,)}
        )
        evidence = original.evidence.model_copy(update={"endpoints": (endpoint, *others), "alerts": (alert,)})
        return original.model_copy(update={"incident": head, "evidence": evidence})

    return change


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        '#import "x": * $x$ #read("/etc/passwd")',
        "`|[x](javascript:alert(1))|`",
        "a\x00b\x1b[31mc\u202e\ud7ff",
        "x" * 3_000,
        "{{ 7 * 7 }} {% raw %}",
        "[a](javascript:alert(1)) [b](data:text/html,x) <https://ok.example>",
    ],
)
@pytest.mark.parametrize("form", [Format.HTML, Format.PDF, Format.MARKDOWN])
def test_hostile_text_is_text(form: Format, text: str, happened: Happened) -> None:
    """Whatever stands in a title, in notes or in a route, every renderer takes it as text and ends well."""
    content = render(_hostile(text)(happened.report), form)
    if form is Format.PDF:
        assert "root:x:0" not in _pdf_text(content)
        return
    shown = content.decode()
    if form is Format.MARKDOWN:
        shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    page = _Page()
    page.feed(shown)
    assert (set(), []) == (
        page.tags & {"img", "script"},
        [link for link in page.links if not link.startswith(("#", "https://ok.example"))],
    )
    assert ">49 <" not in shown


def test_made_later_differs_in_its_time_alone(happened: Happened) -> None:
    """The time of making is one field; all else is the same."""
    later = happened.report.generated_at + timedelta(days=1)
    both = [
        json.loads(render(one, Format.JSON))
        for one in (happened.report, happened.report.model_copy(update={"generated_at": later}))
    ]
    times = [one.pop("generated_at") for one in both]
    assert (both[0], "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z") == (both[1], *times)
    assert datetime.fromisoformat(times[0]) < datetime.fromisoformat(times[1])
