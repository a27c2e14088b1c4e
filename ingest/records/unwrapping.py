"""From odd lines to JSON objects: prefixes, arrays, several objects on one line; or the reason why there is none.

Lines that begin with ``{`` and are valid JSON never come here. What a runtime put before an object (CRI, docker
compose, syslog…) becomes its key ``_wrapper``, so that nothing of the line is dropped.
"""

from __future__ import annotations

import json
import re

from ingest.formats.wrapping import WRAPPER, splice

_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_PREFIXES = (
    # CRI: containerd, CRI-O. The tag is F (full) or P (partial, joined by assemble).
    re.compile(rf"(?P<time>{_TIME}) (?P<stream>stdout|stderr) (?P<tag>[FP][^ ]*) (?P<rest>.*)", re.DOTALL),
    # docker compose, foreman, pm2: name, bars, object.
    re.compile(r"(?:\d\d:\d\d:\d\d )?(?P<service>[\w.\-/|]{1,80}?)(?:[-_]\d+)? *\| *(?P<rest>\{.*)", re.DOTALL),
    # RFC 5424 syslog.
    re.compile(
        rf"<(?P<priority>\d{{1,3}})>1 (?P<time>{_TIME}|-) (?P<host>\S+) (?P<service>\S+) (?P<process>\S+) (?P<id>\S+) "
        r"(?:-|\[.*?\]) (?:\ufeff)?(?P<rest>\{.*)",
        re.DOTALL,
    ),
    # RFC 3164 syslog, also with an ISO time, as rsyslog and journalctl write it.
    re.compile(
        rf"(?:<(?P<priority>\d{{1,3}})>)?(?:(?P<time>{_TIME})|(?P<clock>[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d)) "
        r"(?P<host>[\w.:\-]+) (?P<service>[\w./\-]+)(?:\[(?P<process>\d+)\])?: (?:@cee: ?)?(?P<rest>\{.*)",
        re.DOTALL,
    ),
    # kubectl logs --prefix, and brackets in general.
    re.compile(r"\[(?P<service>[\w./\-]{1,200})\] (?P<rest>\{.*)", re.DOTALL),
    # docker logs --timestamps.
    re.compile(rf"\[?(?P<time>{_TIME})\]?:? (?P<rest>\{{.*)", re.DOTALL),
)
_LONE_SURROGATE = re.compile(
    r"\\u(?:d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab]..\\u)d[c-f][0-9a-f]{2})", re.IGNORECASE
)
_KINDS = {list: "array", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
_decoder = json.JSONDecoder()

NOT_UTF8 = "not UTF-8"
HAS_NULS = "contains NUL bytes"
NOT_JSON = "not JSON"
CUT_OFF = "cut-off JSON"
TOO_DEEP = "JSON nested too deeply"


def unwrap(raw: bytes) -> tuple[list[str], str | None]:  # noqa: PLR0911 (one return per kind of line)
    """The JSON objects that a line holds, as text, and else the reason why it holds none (None: it is blank)."""
    if not raw.strip(b"\0 \t\r\n\v\f"):
        return [], None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return [], NOT_UTF8
    if "\0" in text:
        return [], HAS_NULS
    text = text.strip()
    if text.startswith("{"):
        found_objects, reason = _objects(text)
        return _joined(found_objects), reason
    found = _prefixed(_without_breaks(text))
    if found is not None:
        return [found], None
    if text.startswith(tuple('["-0123456789tfn')):
        return _other_json(text)
    return [], NOT_JSON


def _objects(text: str) -> tuple[list[str], str | None]:
    """One or several complete objects with nothing between them but spaces and commas."""
    found: list[str] = []
    start = 0
    while start < len(text):
        try:
            value, end = _decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            is_cut = error.msg.startswith("Unterminated") or error.pos >= len(text) - 1
            return [], CUT_OFF if is_cut else NOT_JSON
        except RecursionError:
            return [], TOO_DEEP
        except ValueError:
            return [text], None  # a number that Python finds too long; DuckDB does not mind
        if not isinstance(value, dict):
            return [], NOT_JSON
        found.append(_LONE_SURROGATE.sub(r"\\ufffd", text[start:end]))
        start = _skip(text, end)
    return found, None


def _joined(objects: list[str]) -> list[str]:
    """The parts of one line that Docker cut, as one; other objects as they are."""
    if len(objects) < 2 or not all(item.startswith('{"log":"') for item in objects):  # noqa: PLR2004
        return objects
    parts = [json.loads(item) for item in objects]
    if any(part["log"].endswith("\n") for part in parts[:-1]):
        return objects
    return [json.dumps({**parts[0], "log": "".join(part["log"] for part in parts)}, ensure_ascii=False)]


def _without_breaks(text: str) -> str:
    """The parts of one line that a CRI runtime cut, as one."""
    if "\n" not in text:
        return text
    parts = [_PREFIXES[0].fullmatch(line) for line in text.split("\n")]
    if not all(parts):
        return text
    head = text[: text.index("\n")]
    return head + "".join(part["rest"] for part in parts[1:] if part)


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\r\n,":
        start += 1
    return start


def _other_json(text: str) -> tuple[list[str], str | None]:
    try:
        value = json.loads(text)
    except RecursionError:
        return [], TOO_DEEP
    except ValueError:
        is_array = text.startswith(("[{", "[ {"))
        return [], CUT_OFF if is_array else NOT_JSON
    if not isinstance(value, list):
        return [], f"JSON but not an object: {_KINDS[type(value)]}"
    if not value:
        return [], None
    if not all(isinstance(item, dict) for item in value):
        return [], "JSON but not an object: array"
    return _elements(text), None


def _elements(text: str) -> list[str]:
    """The elements of a valid JSON array of objects, as they are written."""
    found: list[str] = []
    start = _skip(text, 1)
    while text[start] != "]":
        _, end = _decoder.raw_decode(text, start)
        found.append(text[start:end])
        start = _skip(text, end)
    return found


def _prefixed(text: str) -> str | None:
    for pattern in _PREFIXES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        facts = {key: value for key, value in match.groupdict().items() if value and key not in ("rest", "tag")}
        if "priority" in facts:
            facts["level"] = _syslog_level(int(facts["priority"]))
        rest = match["rest"]
        if rest.startswith("{"):
            return splice(rest, facts)
        if match.re is _PREFIXES[0]:
            return json.dumps({WRAPPER: {**facts, "text": rest}}, ensure_ascii=False)
    return None


def _syslog_level(priority: int) -> str:
    return ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")[priority % 8]
