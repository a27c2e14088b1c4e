"""Secrets are hidden before anything is stored, and nothing else is changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.files.reading.chunk import Overlong
from ingest.records.redaction.masking import Secrets
from ingest.records.redaction.shapes import REDACTED
from ingest.settings import Settings
from ingest.store.writer import Writer
from sql import catalog
from tests import warehouses
from tests.generated import rounds
from tests.ingest.lab import Lab
from tests.ingest.stored import chunk, rejects, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sql.warehouse import Warehouse

SECRET = "hunter2secretvalue"  # noqa: S105 (what must not be found)
TIME = "2026-01-05T10:00:00Z"


def _stored(data: str | bytes, **options: Any) -> tuple[list[dict[str, Any]], list[bytes], int]:
    """Rows, raw rejects and the number of redactions of one file."""
    raw = data.encode() if isinstance(data, str) else data
    with warehouses.in_memory() as warehouse:
        counts = Writer(warehouse, Settings(**options)).write([chunk(raw)], [])[1]
        return rows(warehouse), [item["raw"] for item in rejects(warehouse)], counts.redacted


def _attributes(record: dict[str, Any], **options: Any) -> Any:
    found, _, _ = _stored(json.dumps({"ts": TIME} | record) + "\n", **options)
    return json.loads(found[0]["attributes"] or "{}")


def _everything(warehouse: Warehouse) -> str:
    """All that stands in the tables of a warehouse, as one text."""
    with warehouse.reader() as cursor:
        return "\n".join(
            str(row) for table in catalog.objects("tables") for row in cursor.execute(f"from {table}").fetchall()
        )


@pytest.mark.parametrize(
    "key",
    [
        *("password", "Passwd", "SECRET", "token", "api_key", "apikey", "api-key", "apiKey", "APIKey", "Authorization"),
        *("cookie", "Cookies", "set-cookie", "Set-Cookie", "setCookie", "access_token", "userPassword", "X-Api-Key"),
        *("client.secret", "token.value", "http.request.headers.authorization", "csrftoken", "passWORD"),
    ],
)
def test_telling_keys(key: str) -> None:
    """A value goes, whatever it is, when its key is or ends in one of the words."""
    for value in (SECRET, 5, True, 1.5, [SECRET], {"a": {"b": SECRET}}, 'with "quotes" and \\'):
        assert _attributes({key: value, "a": {key: value}}) == {key: REDACTED, "a": {key: REDACTED}}


@pytest.mark.parametrize(
    "key",
    ["tokens", "token_count", "secretary", "password_changed_at", "passwordless", "cookie_consent", "token.io/kind"],
)
def test_other_keys(key: str) -> None:
    """Keys that only begin with one of the words, and values that hold nothing, stay as they are."""
    empty: dict[str, Any] = {"password": None, "token": "", "authorization": [], "secret": {}}
    assert _attributes({key: SECRET} | empty) == {key: SECRET} | empty


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("got Bearer abc.DEF-1~x/y+z== from", "got Bearer [redacted] from"),
        ("BEARER  abc", "BEARER  [redacted]"),
        ("Authorization: Basic eHh4Onl5eQ==", "Authorization: Basic [redacted]"),
        ('{"password":"x","n":1.50}', '{"password":"[redacted]","n":1.50}'),
        ('body {"password": "x \\" y", cut', 'body {"password": "[redacted]", cut'),
        ("{'password': 'x', 'n': 1}", "{'password': '[redacted]', 'n': 1}"),
        ("a Bear erected", "a Bear erected"),
        ("the password was wrong, a basic error", "the password was wrong, a basic error"),
    ],
)
def test_messages(message: str, expected: str) -> None:
    """Credentials go, and the values of quoted keys in JSON or Python text; prose stays."""
    found, _, _ = _stored(json.dumps({"ts": TIME, "msg": message}) + "\n")
    assert found[0]["message"] == expected


def test_json_in_json_in_json() -> None:
    """However often it was quoted."""
    inner = {"password": 'x"y\\', "n": 1}
    record = {"body": json.dumps({"inner": json.dumps(inner), "é": "/"})}
    found = json.loads(_attributes(record)["body"])
    assert (json.loads(found["inner"]), found["é"]) == ({"password": REDACTED, "n": 1}, "/")


def test_pairs_of_name_and_value() -> None:
    """Headers as lists of names and values."""
    headers = [{"name": "Cookie", "value": SECRET}, {"name": "Accept", "value": "*/*"}]
    assert _attributes({"headers": headers}) == {"headers": [{"name": "Cookie", "value": REDACTED}, headers[1]]}


def test_escaped_keys() -> None:
    """A key that is written with escapes is the same key."""
    found, _, _ = _stored(f'{{"ts":"{TIME}","pass\\u0077ord":"{SECRET}"}}\n')
    assert json.loads(found[0]["attributes"]) == {"password": REDACTED}


def test_the_rest_is_unchanged() -> None:
    """Numbers, order and places stay as they were written, and each value is counted."""
    line = '{"ts":"2026-01-05T10:00:00Z","n":1.50,"token":"a","big":12345678901234567890123,"password":{"a":[1]}}\n'
    found, _, count = _stored(line + line)
    assert [(row["line_number"], row["byte_offset"]) for row in found] == [(1, 0), (2, len(line))]
    expected = '{"n":1.5,"token":"[redacted]","big":12345678901234567890123,"password":"[redacted]"}'
    assert ([row["attributes"] for row in found], count) == ([expected, expected], 4)


def test_duplicate_keys() -> None:
    """Of keys that stand twice both values go."""
    found, _, _ = _stored(f'{{"ts":"{TIME}","password":"{SECRET}","password":"{SECRET}2"}}\n')
    assert SECRET not in str(found)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":1,"password":"hunter2', b'{"a":1,"password":"*******'),
        (b'{"a":1,"password": {"x": 2}, "b"', b'{"a":1,"password": *************'),
        (b'{"password":"a\\"b","n":1}}', b'{"password":"****","n":1}}'),
        (b"with level=info password=hunter2 n=1", b"with level=info password=******* n=1"),
        (b"Cookie: a=b; c=d", b"Cookie: ********"),
        (b"plain Bearer abc text", b"plain Bearer *** text"),
        (b'{"token":"\xff\xfe","n":1}', b'{"token":"**","n":1}'),
        (b'"{\\"api_key\\":\\"abc\\",\\"n\\":1}"', b'"{\\"api_key\\":\\"***\\",\\"n\\":1}"'),
    ],
)
def test_rejects_keep_their_length(raw: bytes, expected: bytes) -> None:
    """A rejected line stands byte for byte, with a star for each byte of a secret."""
    _, found, count = _stored(raw + b"\n")
    assert (found, count) == ([expected], 1)


def test_overlong_lines() -> None:
    """Also what is kept of a line that is too long."""
    with warehouses.in_memory() as warehouse:
        overlong = Overlong(1, b'{"password":"hunter2', 99, 0, 1)
        counts = Writer(warehouse, Settings()).write([overlong], [])[1]
        assert [item["raw"] for item in rejects(warehouse)] == [b'{"password":"*******']
    assert (counts.lines, counts.rejected, counts.redacted) == (1, 1, 1)


def test_off() -> None:
    """Who turns it off gets what was written."""
    assert _attributes({"password": SECRET}, redact=False) == {"password": SECRET}
    _, found, count = _stored(b'{"password":"hunter2\n', redact=False)
    assert (found, count) == ([b'{"password":"hunter2'], 0)


def test_own_keys() -> None:
    """Own keys are whole words of a key, in any case and with any separators."""
    record = {"ssn": 1, "userSSN": 2, "user-ssn": 3, "session": 4, "lessn": 5, "cardNumber": 6, "CARD_NUMBER": 7}
    hidden = {"ssn", "userSSN", "user-ssn", "cardNumber", "CARD_NUMBER"}
    expected = {key: REDACTED if key in hidden else value for key, value in record.items()}
    assert _attributes(record, redact_keys=["ssn", "card_number"]) == expected


def test_own_patterns() -> None:
    """What a pattern matches goes from texts and numbers, escaped or not, and from rejects."""
    options = {"redact_patterns": [r"\b4\d{15}\b"]}
    record = {"n": 4111111111111111, "m": "a\n4111111111111111, b", "k": 411}
    assert _attributes(record, **options) == {"n": REDACTED, "m": "a\n[redacted], b", "k": 411}
    assert _stored("card 4111111111111111\n", **options)[1:] == ([b"card " + b"*" * 16], 1)


@pytest.mark.parametrize("pattern", ["(", "(?=a)b", "^a", "a$", "a*"])
def test_unfit_patterns(pattern: str) -> None:
    """A pattern that DuckDB does not know, that needs a place in the line or matches nothing is refused."""
    with pytest.raises(ValidationError, match="each must"):
        Settings(redact_patterns=(pattern,))


def test_ledger_counts_and_no_table_tells(tmp_path: Path) -> None:
    """Through the service: `files.redacted` says how many, and no table holds a secret."""
    lab = Lab(tmp_path, real_writer=True)
    broken = {"level": "error", "exc_info": f"Traceback:\nValueError: Bearer {SECRET}", "token": SECRET}
    records = [
        {"ts": TIME, "msg": "x"},
        {"ts": TIME, "msg": f"Bearer {SECRET}", "Cookie": [SECRET]},
        {"ts": TIME} | broken,
    ]
    text = "".join(json.dumps(record) + "\n" for record in records)
    (lab.logs / "app.log").write_text(text + f'{{"password":"{SECRET}\n')
    lab.run()
    everything = _everything(lab.warehouse)
    assert lab.query("select lines, rows, rejected, redacted from files") == [(4, 3, 1, 5)]
    assert (SECRET in everything, "ValueError" in everything) == (False, True)
    lab.close()


_names = st.sampled_from(
    ["password", "Set-Cookie", "apiKey", "user.token", "AUTHORIZATION", "db_passwd", "clientSecret"]
)
_others = st.sampled_from(["a", "msg", "level", "user", "body", 'q"', "tokens", "é", "headers", "exception", "path"])
_plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(["x\\", '"', "{", "a:b"])
)
_hidden = st.one_of(
    st.just(SECRET),
    st.text(max_size=3).map(lambda text: text + SECRET + text),
    st.just([SECRET, {"b": SECRET}]),
    st.just({"v": [f'"{SECRET}\\']}),
)
_values = st.recursive(
    st.one_of(_plain, st.just(f"Bearer {SECRET}"), st.just(f"x Authorization: Basic {SECRET} y")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(_others, inner, max_size=3),
        st.builds(
            lambda record, name, value: record | {name: value},
            st.dictionaries(_others, inner, max_size=2),
            _names,
            _hidden,
        ),
        st.dictionaries(_names, _hidden, min_size=1, max_size=2).map(json.dumps),
        st.dictionaries(_others, inner, max_size=2).map(lambda record: json.dumps(record, ensure_ascii=False)),
    ),
    max_leaves=8,
)
_records = st.builds(
    lambda record, secrets: {"ts": TIME} | record | secrets,
    st.dictionaries(_others, _values, max_size=4),
    st.dictionaries(_names, _hidden, max_size=2),
)


@settings(max_examples=rounds(20, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(_records, min_size=1, max_size=80), cut=st.integers(1, 60))
def test_no_secret_is_ever_stored(records: Sequence[dict[str, Any]], cut: int) -> None:
    """Whatever the records, whole or cut off: no column of any table holds a secret."""
    lines = [json.dumps(record, ensure_ascii=index % 2 == 0) for index, record in enumerate(records)]
    data = "".join(f"{line}\n" for line in [*lines, lines[0][:-cut]])
    with warehouses.in_memory() as warehouse:
        raw = data.encode(errors="replace")
        Writer(warehouse, Settings()).write([chunk(raw)], [])
        assert SECRET not in _everything(warehouse)


@settings(max_examples=rounds(15, 40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(_records, min_size=70, max_size=80))
def test_many_lines_are_done_as_one(records: Sequence[dict[str, Any]]) -> None:
    """What DuckDB does with many lines is what Python does with each."""
    lines = [json.dumps(record) for record in records]
    expected = [Secrets().record(line) for line in lines]
    with warehouses.in_memory() as warehouse, warehouse.preparation() as cursor:
        redaction = Writer(warehouse, Settings())._redaction
        found, numbers = redaction._redacted(cursor, Secrets(), pa.array(lines, pa.large_string()))
        cursor.close()
    assert list(zip(found.to_pylist(), numbers.tolist(), strict=True)) == expected
