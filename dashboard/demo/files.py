"""The shop's files: which line goes where, appending, and what rotation leaves (gzip, and zip for business logs).

- `<dir>/<service>/app_2026-11-20.log`, and error_…, access_…, business_…, slow_requests_… alike
- `<dir>/<service>/errors/errors_2026-11-20.jsonl`
- `<dir>/<service>/app_2026-11-19.log.gz`, `business_2026-11-19.log.zip`: yesterday and before
- `<dir>/nginx/access_2026-11-20.log`, and error_…: text, as nginx writes it where nothing is said
- `<dir>/.longtail-demo/`: the demo's own notes; a hidden folder, so that nobody takes them for logs
"""

import gzip
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from dashboard.demo.clock import DAY, date, microseconds, moment, parse_stamp
from dashboard.demo.records import Line

KINDS = ("app", "error", "access", "business", "slow_requests", "errors")
NOTES = ".longtail-demo"
ZIPPED = "business"
COMPRESSION = 5
TAIL_BYTES = 65_536
ACCESS_TIME = re.compile(r"\[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d) ")
STAMPED = re.compile(r'\{"timestamp":"([^"]+)"')
DATED = re.compile(r"_(\d{4}-\d\d-\d\d)\.(?:log|jsonl)$")


def live_path(directory: Path, stream: str, ts: int) -> Path:
    """Where `stream` (`service/kind`) writes at `ts`."""
    service, kind = stream.split("/")
    if kind == "errors":
        return directory / service / "errors" / f"errors_{date(ts)}.jsonl"
    return directory / service / f"{kind}_{date(ts)}.log"


def archive_path(path: Path) -> Path:
    """What becomes of the live file `path` after its day."""
    return path.with_name(path.name + (".zip" if path.name.startswith(f"{ZIPPED}_") else ".gz"))


def append(path: Path, text: str) -> None:
    """Add lines to a live file, in one write where the system allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        data = memoryview(text.encode())
        while data:
            data = data[file.write(data) :]


def compressed(path: Path, data: bytes, day: int) -> bytes:
    """`data` as the archive of `path`; the same input gives the same archive, whenever and wherever it is made."""
    if archive_path(path).suffix == ".gz":
        return gzip.compress(data, COMPRESSION, mtime=(day + DAY) // 1_000_000)
    buffer = io.BytesIO()
    end = moment(day + DAY)
    entry = zipfile.ZipInfo(path.name, (end.year, end.month, end.day, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, data, zipfile.ZIP_DEFLATED, COMPRESSION)
    return buffer.getvalue()


def store_archive(directory: Path, path: Path, data: bytes, day: int) -> None:
    """Put the archive of `path` in place in one step: a reader sees all of it or nothing."""
    target = archive_path(path)
    partial = directory / NOTES / f"{path.parent.parent.name}-{path.parent.name}-{target.name}.part"
    partial.parent.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes(compressed(path, data, day))
    partial.replace(target)


def rotate(directory: Path, before: int) -> None:
    """Compress every live file of a day that ended at `before` or earlier, then remove it."""
    today = date(before)
    for path in live_files(directory):
        if day_of(path) < today:
            store_archive(directory, path, path.read_bytes(), parse_stamp(f"{day_of(path)}T00:00:00+00:00"))
            path.unlink()


def live_files(directory: Path) -> list[Path]:
    """The files that are not compressed."""
    found = [*directory.glob("*/*_*.log"), *directory.glob("*/errors/errors_*.jsonl")]
    return sorted(path for path in found if DATED.search(path.name))


def day_of(path: Path) -> str:
    """The date in a live file's name."""
    found = DATED.search(path.name)
    if not found:
        raise ValueError(f"{path} is no file of the demo: its name ends in no date.")
    return found[1]


def last_ts(path: Path) -> int:
    """When the last line of a live file was written; -1 where there is none. What follows that line is cut off."""
    if not path.exists():
        return -1
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL_BYTES))
        *lines, partial = file.read().split(b"\n")
        if partial:
            file.truncate(size - len(partial))
    return written_at(lines[-1].decode()) if lines else -1


def written_at(line: str) -> int:
    """When a line was written: JSON, also where it is cut off, nginx's access log, nginx's error log."""
    stamped = STAMPED.match(line)
    if stamped:
        return parse_stamp(stamped[1])
    found = ACCESS_TIME.search(line)
    form, text = ("%d/%b/%Y:%H:%M:%S", found[1]) if found else ("%Y/%m/%d %H:%M:%S", line[:19])
    return microseconds(datetime.strptime(text, form).replace(tzinfo=UTC))


def newest_day(directory: Path) -> int:
    """Midnight of the last day in any file; -1 without files."""
    names = [path.name.removesuffix(".gz").removesuffix(".zip") for path in directory.glob("*/**/*_*")]
    days = [found[1] for name in names if (found := DATED.search(name))]
    return parse_stamp(f"{max(days)}T00:00:00+00:00") if days else -1


def by_day(
    batches: Iterable[list[Line]], first: int, last: int, slack: int
) -> Iterator[tuple[int, dict[str, list[Line]]]]:
    """Collect lines with first < ts <= last into days and streams; gives a day, sorted, once no more can come.

    `batches` are in order of time, one for each minute, whose lines come at most `slack` after the minute's own begin.
    Days without lines are left out.
    """
    days: dict[int, dict[str, list[Line]]] = {}
    for batch in batches:
        newest = 0
        for line in batch:
            ts = line[0]
            newest = max(newest, ts)
            if first < ts <= last:
                days.setdefault(ts // DAY * DAY, {}).setdefault(line[1], []).append(line)
        for day in [day for day in days if day + DAY + slack < newest]:
            yield day, _sorted(days.pop(day))
    for day in sorted(days):
        yield day, _sorted(days[day])


def _sorted(streams: dict[str, list[Line]]) -> dict[str, list[Line]]:
    for lines in streams.values():
        lines.sort()
    return dict(sorted(streams.items()))
