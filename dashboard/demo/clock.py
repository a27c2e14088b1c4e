"""Time in the demo: whole microseconds since the epoch, UTC; cheap to compare, sort and add."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """`moment` (with a zone) in microseconds; ValueError without a zone, which would mean guessing one."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; pass an aware datetime, for example datetime.now(UTC).")
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(ts: int) -> datetime:
    """The datetime (UTC) of `ts`."""
    return EPOCH + timedelta(microseconds=ts)


def stamp(ts: int) -> str:
    """`ts` as the shop's loggers write it: ISO 8601 with microseconds and zone."""
    second, rest = divmod(ts, SECOND)
    return f"{_second(second)}.{rest:06d}+00:00"


def parse_stamp(text: str) -> int:
    """The inverse of `stamp`."""
    return microseconds(datetime.fromisoformat(text))


def date(ts: int) -> str:
    """The day of `ts` as file names carry it."""
    return _second(ts // DAY * 86_400)[:10]


@lru_cache(maxsize=4096)
def _second(second: int) -> str:
    return (EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
