"""The user's own formats: what a file may say, what is said of a wrong one, and what records become with it."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from ingest import sample_check
from ingest.dry_run import DryRun
from ingest.formats import user_formats
from ingest.settings import Settings

ROOT = Path(__file__).parents[3]

TILL = """
name = "till"
description = "A till's journal"
default_level = "INFO"
time_format = "%d.%m.%Y %H:%M:%S.%f"
duration_unit = "ticks"

[match]
keys = ["case.no"]
values = { kind = ["sale", "return"], shop = 4 }

[fields]
ts = "when"
level = "weight"
message = "what"
request_id = "case.no"
duration_ms = ["case.took", "/case/took_us"]

[units]
"/case/took_us" = "us"

[levels]
soft = "DEBUG"
loud = "ERROR"
9 = "CRITICAL"

[[samples]]
lines = '''
{"when":"05.01.2026 10:00:01.250","weight":"loud","what":"lo","kind":"return","case":{"no":"V-7","took":15e3},"shop":4}
{"when":"05.01.2026 10:00:02.000","weight":9,"what":"stuck","kind":"sale","shop":4,"case":{"no":"V-8"}}
'''
records = [
  { ts = 2026-01-05T10:00:01.25Z, level = "ERROR", message = "lo", request_id = "V-7", duration_ms = 1.5 },
  { ts = "2026-01-05T11:00:02+01:00", level = "CRITICAL", duration_ms = "" },
]
"""


def _file(folder: Path, text: str = TILL, name: str = "till.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _rows(formats: Path, *records: Any) -> list[dict[str, Any]]:
    """The rows that records become where `formats` is set."""
    text = "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)
    with DryRun(Settings(formats=(str(formats),))) as dry_run:
        dry_run.read_bytes(text.encode())
        with dry_run.warehouse.reader() as cursor:
            found = cursor.execute("select * from logs order by rowid")
            names = [column[0] for column in found.description]
            return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def _case(**changed: Any) -> dict[str, Any]:
    record = {"when": "05.01.2026 10:00:01.250", "kind": "sale", "shop": 4, "case": {"no": "V-7"}}
    return record | changed


def test_samples_hold(tmp_path: Path) -> None:
    """Samples that are as they say give no sentence."""
    path = _file(tmp_path)
    assert sample_check.failures(user_formats.read(path), Settings(formats=(str(path),))) == []


def test_example_of_the_document_holds(tmp_path: Path) -> None:
    """The example that people start from is a format whose samples hold, and shows every key that a format has."""
    text = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    path = _file(tmp_path, text.split("# formats/till.toml\n")[1].partition("```")[0])
    assert sample_check.failures(user_formats.read(path), Settings(formats=(str(path),))) == []
    told = {
        key.partition(".")[0] for row in re.findall(r"^\| (`[a-z].*?) \|", text, re.MULTILINE) for key in _code(row)
    }
    assert set(user_formats._File.model_fields) <= told


def _code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_failing_sample_says_expected_and_got(tmp_path: Path) -> None:
    """A sample that becomes something else says what was expected and what it is."""
    path = _file(tmp_path, TILL.replace('loud = "ERROR"', 'loud = "WARNING"').replace('= "V-7"', '= "V-9"'))
    lead = f"Sample 1 of till ({path})"
    assert sample_check.failures(user_formats.read(path), Settings(formats=(str(path),))) == [
        f"{lead}: level of record 1 was expected to be 'ERROR', and is 'WARNING'.",
        f"{lead}: request_id of record 1 was expected to be 'V-9', and is 'V-7'.",
    ]


def test_sample_of_another_format(tmp_path: Path) -> None:
    """A sample whose records the format does not recognise says so, as do rejected lines and a wrong number."""
    path = _file(tmp_path, TILL.replace('"kind":"sale"', '"kind":"gift"').replace("'''\nrecords", "oops\n'''\nrecords"))
    lead = f"Sample 1 of till ({path})"
    assert sample_check.failures(user_formats.read(path), Settings(formats=(str(path),)))[:2] == [
        f"{lead}: line 3 is invalid: not JSON.",
        f"{lead}: 1 of its records are of no format in particular, not of till: correct match.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[levels]", "[lewels]", "lewels in {path} is not a key of a format: did you mean levels?"),
        ('level = "weight"', 'lvl = "weight"', "fields.lvl in {path} is not a column: did you mean level?"),
        ("keys = [", "key = [", "match.key in {path} is not a key of a format: did you mean keys?"),
        ('message = "lo"', 'msg = "lost"', "samples.0.records.0.msg in {path} is not a column: did you mean message?"),
        ('"ticks"', '"tikcs"', "duration_unit in {path} is 'tikcs': it is not a unit: did you mean ticks?"),
        (
            '"CRITICAL"\n',
            '"LOUD"\n',
            "levels.9 in {path} is 'LOUD': it is not a level: there are TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL.",
        ),
        ('name = "till"\n', "", "{path} has no name: docs/formats.md has an example."),
        (
            'name = "till"',
            'name = "Till 2"',
            "name in {path} is 'Till 2': it must be small letters, digits and _, a letter first.",
        ),
        (
            '"when"\n',
            '"a..b"\n',
            "fields.ts.0 in {path} is 'a..b': it must be a dotted path (request.id) or a JSON pointer (/request/id).",
        ),
        (
            '"%d.%m.%Y %H:%M:%S.%f"',
            '"days"',
            (
                "time_format in {path} is 'days': it must be a strptime pattern such as %d.%m.%Y %H:%M:%S, "
                "or one of s, ms, us, ns, ticks."
            ),
        ),
        ('keys = ["case.no"]', 'keys = "case.no"', "match.keys in {path} is 'case.no': it must be a valid list."),
        (
            'keys = ["case.no"]\nvalues = { kind = ["sale", "return"], shop = 4 }',
            "",
            "match in {path} is empty: name keys that every record of this schema has.",
        ),
    ],
)
def test_wrong_file_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """What is wrong is said with file and key, and the nearest that is right."""
    assert old in TILL
    path = _file(tmp_path, TILL.replace(old, new, 1))
    loaded = user_formats.load([path])
    assert ((sentence.format(path=path),), ()) == (loaded.problems, loaded.formats)


def test_unknown_strptime_letter(tmp_path: Path) -> None:
    """A pattern is tried when it is read, not on the first record."""
    (problem,) = user_formats.load([_file(tmp_path, TILL.replace("%f", "%Q"))]).problems
    assert problem.startswith(f"time_format in {tmp_path / 'till.toml'} is '%d.%m.%Y %H:%M:%S.%Q': it is not a")


def test_folder_missing_file_and_second_of_a_name(tmp_path: Path) -> None:
    """A folder stands for its .toml files; a missing file and a repeated name are said, and the rest is there."""
    first, second = _file(tmp_path, name="a.toml"), _file(tmp_path, name="b.toml")
    missing = tmp_path / "missing.toml"
    loaded = user_formats.load([tmp_path, missing])
    assert (
        ["till"],
        (
            f"name in {second} is 'till', as in {first}: give it another.",
            f"The format file {missing} cannot be read (No such file or directory): correct the setting formats.",
        ),
    ) == ([schema.name for schema in loaded.formats], loaded.problems)


def test_broken_file_is_left_out_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Ingest says which file is broken and reads on with the others."""
    _file(tmp_path)
    broken = _file(tmp_path, "name = ", "broken.toml")
    with caplog.at_level(logging.WARNING):
        (row,) = _rows(tmp_path, _case(weight="loud"))
    assert ("ERROR", [f"A log format is left out. {broken} is not valid TOML"]) == (
        row["level"],
        [record.getMessage().split(" (")[0] for record in caplog.records],
    )


def test_values_tell_records_of_the_same_keys_apart(tmp_path: Path) -> None:
    """Records of the same keys are of the format only where the values match, in any order."""
    rows = _rows(
        _file(tmp_path),
        _case(weight="soft", kind="gift"),
        _case(weight="soft"),
        _case(weight="soft", shop=5),
        _case(weight="soft", kind="return"),
        _case(weight="soft", case={"number": 1}),
    )
    assert [None, "DEBUG", None, "DEBUG", None] == [row["level"] for row in rows]


def test_dotted_path_means_nested_and_dotted_keys(tmp_path: Path) -> None:
    """A dotted path finds nested objects and keys that hold the dot; a pointer means one place."""
    dotted = {key: value for key, value in _case().items() if key != "case"} | {"case.no": "V-9", "case.took": 20_000}
    rows = _rows(_file(tmp_path), _case(case={"no": "V-8", "took_us": 30}), dotted)
    assert [("V-8", pytest.approx(0.03)), ("V-9", 2.0)] == [(row["request_id"], row["duration_ms"]) for row in rows]


def test_default_level_and_levels_of_the_house(tmp_path: Path) -> None:
    """No level means the default; words that the map lacks mean what they always mean; others mean none."""
    rows = _rows(_file(tmp_path), _case(), _case(weight="warn"), _case(weight="purple"))
    assert [("INFO", None), ("WARNING", None), (None, "purple")] == [
        (row["level"], json.loads(row["attributes"]).get("weight")) for row in rows
    ]


def test_time_that_is_written_otherwise_is_none(tmp_path: Path) -> None:
    """A time that does not fit the format's pattern is not guessed at: the value stays, the time is borrowed."""
    row, _ = _rows(_file(tmp_path), _case(when="2026-01-05T10:00:00Z"), _case())
    left = json.loads(row["attributes"])
    assert ("2026-01-05T10:00:00Z", True) == (left["when"], "_longtail" in left)


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("s", 1700000000.25, "2023-11-14T22:13:20.250000"),
        ("s", "100000", "1970-01-02T03:46:40"),
        ("ms", 1700000000250, "2023-11-14T22:13:20.250000"),
        ("us", 1700000000250001, "2023-11-14T22:13:20.250001"),
        ("ns", 1700000000250001999, "2023-11-14T22:13:20.250001"),
        ("ticks", 638355968002500000, "2023-11-14T22:13:20.250000"),
        ("%Y%j-%H%M%z", "2023318-2213+0100", "2023-11-14T21:13:00"),
    ],
)
def test_time_formats(tmp_path: Path, unit: str, value: Any, expected: str) -> None:
    """Times in every unit, whatever their magnitude, and by a pattern with a zone."""
    (row,) = _rows(_file(tmp_path, TILL.replace("%d.%m.%Y %H:%M:%S.%f", unit)), _case(when=value))
    assert expected == row["ts"].isoformat()


@pytest.mark.parametrize("value", ["soon", 1e300, -1e300, "NaN", None, {"a": 1}])
def test_time_that_is_no_moment(tmp_path: Path, value: Any) -> None:
    """What is no number, or no moment between the years 1 and 9999, is no time, and fails nothing."""
    (row,) = _rows(_file(tmp_path, TILL.replace("%d.%m.%Y %H:%M:%S.%f", "us")), _case(when=value))
    assert "_longtail" in json.loads(row["attributes"])


def test_own_format_comes_before_built_in_ones(tmp_path: Path) -> None:
    """A record that a built-in format would take is the user's where it matches."""
    text = (
        'name = "mine"\ndescription = "Mine"\nlevel_scheme = "syslog"\n[match]\nkeys = ["pid", "hostname", "level"]\n'
    )
    (row,) = _rows(_file(tmp_path, text), {"pid": 1, "hostname": "h", "level": 3, "msg": "x", "time": 1700000000000})
    assert "ERROR" == row["level"]


def test_silent_columns_stay_empty(tmp_path: Path) -> None:
    """A column that the format never speaks of is not found by the general names."""
    text = 'name = "mine"\ndescription = "Mine"\nsilent = ["host"]\n[match]\nkeys = ["lane"]\n'
    (row,) = _rows(_file(tmp_path, text), {"lane": 1, "host": "example.com", "msg": "x"})
    assert (None, "example.com") == (row["host"], json.loads(row["attributes"])["host"])


def test_own_format_within_a_wrapper(tmp_path: Path) -> None:
    """A record of the user's format is known within a container's line, too."""
    wrapped = json.dumps(
        {"log": json.dumps(_case(weight="loud")) + "\n", "stream": "stdout", "time": "2026-01-05T10:00:00Z"}
    )
    (row,) = _rows(_file(tmp_path), wrapped)
    assert ("ERROR", "V-7") == (row["level"], row["request_id"])
