"""The user's own text formats: TOML files with a pattern and grok names, tried before the built-in ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ingest import sample_check
from ingest.formats import grok, user_formats
from ingest.formats.text_format import TextFormat
from ingest.settings import Settings
from tests.ingest.stored import store

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = r"""
name = "shop_text"
description = "Our shop's own lines"
pattern = '%{TIMESTAMP_ISO8601:when}\|%{WORD:sev}\|%{NUMBER:took}\|%{IPORHOST:client_ip}\|%{GREEDYDATA:message}'
fields = {ts = "when", level = "sev", duration_ms = "took"}
units = {took = "us"}
levels = {E = "ERROR"}
constants = {service = "shop"}

[[samples]]
lines = '''
2026-11-26T10:00:00Z|E|1500|203.0.113.5|pay failed
Traceback (most recent call last):
  File "a.py", line 3, in f
ValueError: no card
2026-11-26T10:00:01Z|INFO|20|203.0.113.5|paid'''
records = [
    {ts = 2026-11-26T10:00:00Z, level = "ERROR", duration_ms = 1.5, message = "pay failed", error_type = "ValueError"},
    {level = "INFO", message = "paid", client_ip = "203.0.113.5", service = "shop"},
]
"""


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_samples_are_as_the_file_says(tmp_path: Path) -> None:
    """Units, levels, constants, own columns and lines that belong to a record before them."""
    path = _file(tmp_path, WHOLE)
    found = user_formats.read(path)
    assert isinstance(found, TextFormat)
    assert sample_check.failures(found, Settings(formats=(str(path),))) == []


def test_an_own_format_goes_before_the_built_in_ones(tmp_path: Path) -> None:
    """The same line without it is one that begins with a time."""
    line = "2026-11-26T10:00:00Z|E|1500|203.0.113.5|pay failed\n"
    own = store(line, formats=[str(_file(tmp_path, WHOLE))]).rows[0]
    general = store(line).rows[0]
    assert (own["message"], own["duration_ms"]) == ("pay failed", 1.5)
    assert general["duration_ms"] is None


def test_a_format_of_single_lines(tmp_path: Path) -> None:
    """With `multiline = false` a line that begins no record is invalid, and not a part of the one before."""
    path = _file(tmp_path, WHOLE.replace("constants", "multiline = false\nconstants").split("[[samples]]")[0])
    stored = store("2026-11-26T10:00:00Z|E|1500|203.0.113.5|a\nstray\n", formats=[str(path)])
    assert [row["message"] for row in stored.rows] == ["a"]
    assert [reject["reason"] for reject in stored.rejects] == ["not JSON"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("%{WORD:sev}", "%{WORT:sev}", "%{WORT} is not a grok name"),
        ("%{WORD:sev}", "(?=a)", "it is not a pattern of RE2"),
        ("%{WORD:sev}", r"(\w+)", "it has a group without a name"),
        ("%{WORD:sev}", "(", "it is not a pattern of RE2"),
        ('level = "sev"', 'level = "severity"', "fields names severity, which is no group of pattern"),
        ('took = "us"', 'tock = "us"', "units names tock, which is no group of pattern"),
        ('took = "us"', 'took = "weeks"', "it is not a unit"),
        ('E = "ERROR"', 'E = "EROR"', "did you mean ERROR?"),
        ("constants", "constant", "did you mean constants?"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """It names the file and what is wrong."""
    path = _file(tmp_path, WHOLE.replace(old, new))
    (problem,) = user_formats.load([path]).problems
    assert expected in problem
    assert str(path) in problem


@pytest.mark.parametrize("name", sorted(grok.NAMES))
def test_every_grok_name_is_a_pattern_of_re2(tmp_path: Path, name: str) -> None:
    """Each can be used in a file."""
    pattern = f"%{{{name}}} x%{{WORD:word}}"
    text = f"name = 'own'\ndescription = 'x'\npattern = '''{pattern}'''\n"
    assert user_formats.load([_file(tmp_path, text)]).problems == ()


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("%{IP:client_ip} %{NUMBER:status:int}", "2001:db8::9 404", {"client_ip": "2001:db8::9", "status": 404}),
        ("%{HTTPDATE:time} %{QS:message}", '26/Nov/2026:10:00:00 +0100 "a b"', {"message": '"a b"'}),
        (
            "%{COMBINEDAPACHELOG}",
            '203.0.113.5 - ada [26/Nov/2026:10:00:00 +0100] "GET /a?b HTTP/1.1" 200 5 "-" "curl"',
            {"client_ip": "203.0.113.5", "user_id": "ada", "path": "/a", "status": 200},
        ),
        (
            "%{SYSLOGTIMESTAMP:time} %{SYSLOGHOST:host} %{PROG:service}(?:\\[%{POSINT:pid}\\])?: %{GREEDYDATA:message}",
            "Nov 26 10:00:00 web1 cron[9]: started",
            {"host": "web1", "service": "cron", "message": "started"},
        ),
        (
            "%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} \\[%{DATA:[a][b]}\\] %{JAVACLASS:logger} %{DATA:message}",
            "2026-11-26 10:00:00,123 WARN [main] com.acme.X low",
            {"level": "WARNING", "logger": "com.acme.X", "message": "low"},
        ),
    ],
)
def test_grok(tmp_path: Path, pattern: str, text: str, expected: dict[str, Any]) -> None:
    """Patterns as people have them from Logstash."""
    path = _file(tmp_path, f"name = 'own'\ndescription = 'x'\npattern = '''{pattern}'''\n")
    (row,) = store(f"{text}\n", formats=[str(path)]).rows
    assert {column: row[column] for column in expected} == expected
