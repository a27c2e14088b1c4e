"""Objects that only hold a list of records: AWS deliveries (`Records`), CloudWatch (`logEvents`), shippers."""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample
from ingest.formats.wrapping import parsed, wrapped

_LISTS = ("Records", "records", "logEvents", "events", "logs", "entries")
_FEW = 12


def _list_key(record: Record) -> str | None:
    """The key of a list of objects that is all there is to the record, beside a few scalars."""
    for key in _LISTS:
        value = record.get(key)
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            others = [item for name, item in record.items() if name != key]
            is_plain = len(others) < _FEW and not {"message", "msg", "level", "severity"} & record.keys()
            if is_plain and (value or not others):
                return key
    return None


def _expand(record: Record) -> list[Record | str] | None:
    key = _list_key(record)
    if key is None:
        return None
    rest = {name: value for name, value in record.items() if name != key}
    if key == "logEvents":
        return wrapped([_event(item) for item in record[key]], rest)
    return wrapped(record[key], rest)


def _event(event: Record) -> Record:
    """A CloudWatch event, or the object that is its message."""
    found = parsed(event.get("message"))
    return {**event, "message": None, **found} if found else event


def _matches(record: Record) -> bool:
    return _list_key(record) is not None


FORMAT = Format(
    name="collections_of_records",
    title="Lists of records (AWS Records, CloudWatch logEvents)",
    signs="a list of objects under Records, logEvents, events, logs or entries, and little else",
    matches=_matches,
    decided_by=tuple(
        condition
        for key in _LISTS
        for condition in (
            Condition((f"/{key}",), types=("ARRAY",)),
            Condition((f"/{key}/0",)),
            Condition((f"$.{key}[*]",), types=("OBJECT",), is_of_each=True),
        )
    ),
    expand=_expand,
    priority=20,
    samples=(
        Sample(
            lines='{"Records":[{"ts":"2023-04-12T11:55:16Z","level":"warn","msg":"a"},{"ts":"2023-04-12T11:55:17Z","msg":"b"}]}',
            records=(
                {"ts": "2023-04-12T11:55:16Z", "level": "WARNING", "message": "a"},
                {"ts": "2023-04-12T11:55:17Z", "level": None, "message": "b"},
            ),
        ),
        Sample(
            lines='{"messageType":"DATA_MESSAGE","logGroup":"/aws/lambda/pay","logEvents":[{"id":"1","timestamp":1700000000000,'
            '"message":"{\\"level\\":\\"ERROR\\",\\"message\\":\\"no stock\\"}"},{"id":"2","timestamp":1700000001000,"message":"START"}]}',
            records=(
                {"ts": "2023-11-14T22:13:20Z", "level": "ERROR", "message": "no stock"},
                {"ts": "2023-11-14T22:13:21Z", "level": None, "message": "START"},
            ),
        ),
        Sample(lines='{"Records":[]}', records=()),
    ),
)
