"""The folder of logs, what was written to it, and where every line stands now.

The world keeps its own account of each file's lines. It never asks the code under test anything: it is the oracle.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.explorer.orders import Event
    from tests.faults.explorer.points import Clock

LIVE = "orders.log"
NO_LOGS = (
    "orders.log~",
    "host7",
    "@4000000069.s",
    ".s.gz",
    ".s.xz",
    ".s.bz2",
    ".s.zip",
    "~.gz",
    "~.xz",
    "~.bz2",
    "~.zip",
    ".packed",
)
"""What names end in that no log has: such a file is read where it goes on from a log that is known."""

NAMES = (
    "orders.log.1", "orders_000001.log", "orders-1.log", "orders.log.old", "orders.log.bak", "orders.bak.log",
    "orders.20261127-0300.log", "orders.log-20261127", "orders.log.2026-11-27_03-00", "host-7.log", "x.json",
    "archive/2026/11/orders.log", "archive/host7.log", "orders.log~", "host7", "@4000000069.s",
)  # fmt: skip
"""What rotated files are called: by the rules that are known, and by none."""


def _zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log", data)
    return buffer.getvalue()


PACKERS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    (".gz", gzip.compress),
    (".xz", lambda data: lzma.compress(data, preset=0)),
    (".bz2", bz2.compress),
    (".zip", _zipped),
    (".gz", gzip.compress),
    (".packed", gzip.compress),
    ("", gzip.compress),
)
UNPACKERS: dict[int, Callable[[bytes], bytes]] = {0: gzip.decompress, 1: lzma.decompress, 2: bz2.decompress}


@dataclass(eq=False)
class Content:
    """What one file holds: whole lines by number, a half line at its end, and how it is packed (None: plain)."""

    lines: list[int] = field(default_factory=list)
    half: int | None = None
    packer: int | None = None
    whole: bool = True
    target: bytes = b""
    """All bytes of a copy or archive that is in the making."""

    copied: bool = False
    """Whether it was copied, packed or linked, or is a copy."""

    seen: bool = False
    """Whether a pass met it under the name of a log."""


@dataclass
class Line:
    """One line, since when it can be read and when it could not be read any more, in complete passes."""

    text: bytes
    since: int
    gone: int | None = None


class World:
    """A folder that is watched, one beside it that is not, and one program that writes."""

    def __init__(self, folder: Path, clock: Clock, line_bytes: int) -> None:
        self.logs = folder / "logs"
        self.elsewhere = folder / "elsewhere"
        self.logs.mkdir(exist_ok=True)
        self.elsewhere.mkdir(exist_ok=True)
        self.clock = clock
        self.line_bytes = line_bytes
        self.lines: list[Line] = []
        self.finished: set[int] = set()
        """Lines whose newline was written."""
        self.files: dict[str, Content] = {}
        self._together: dict[str, Content] = {}
        """What is packed with others, by the archive's name, a slash and its own: no step does anything to it."""
        self.passes = 0
        self._met: dict[str, Content] = {}
        self._writes_to = self._new(LIVE, Content(), b"")
        self._path_of_writer: str | None = LIVE
        self._descriptor = os.open(self.logs / LIVE, os.O_WRONLY | os.O_APPEND)

    def close(self) -> None:
        """Let go of the program's file."""
        os.close(self._descriptor)

    def take(self, event: Event) -> str:
        """Carry a step out; what was done, as a line of a script, or "" where there was nothing to do it to."""
        done: str = getattr(self, f"_{event.step}")(event)
        self._account()
        return done

    @property
    def present(self) -> set[int]:
        """Lines that stand whole in a log below the watched folder, or in what became of one."""
        return {
            number
            for path, content in self._all()
            if not path.startswith("../") and content.whole and (is_log(path) or content.seen)
            for number in content.lines
        }

    # what is there

    def _all(self) -> list[tuple[str, Content]]:
        return [*self.files.items(), *self._together.items()]

    def _paths(self, *, plain: bool | None = None, outside: bool = False) -> list[str]:
        return [
            path
            for path, content in self.files.items()
            if path.startswith("../") == outside and (plain is None or (content.packer is None) == plain)
        ]

    def _new(self, path: str, content: Content, data: bytes) -> Content:
        target = self.logs / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(data)
        self._touch(path)
        self.files[path] = content
        return content

    def _touch(self, path: str) -> None:
        stamp = self.clock.stamp()
        os.utime(self.logs / path, ns=(stamp, stamp))

    def _account(self) -> None:
        """Note which lines can be read nowhere now."""
        held = self.present
        for number, line in enumerate(self.lines):
            if number in held:
                line.since = line.since if line.gone is None else self.passes
                line.gone = None
            elif line.gone is None:
                line.gone = self.passes

    def is_out_of_sight(self, number: int) -> bool:
        """Whether a line stands only in a copy whose name no log has: which of two copies was read, nobody knows."""
        holders = [(path, content) for path, content in self._all() if number in content.lines]
        return all(not is_log(path) and content.copied for path, content in holders if not path.startswith("../"))

    def is_hardly_known(self, number: int, stored: Counter[int]) -> bool:
        """Whether a line stands only under names no log has, in logs of which next to nothing was read before."""
        holders = [(path, content) for path, content in self._all() if number in content.lines]
        return all(
            not is_log(path) and self._is_next_to_nothing([line for line in content.lines if stored[line]])
            for path, content in holders
        )

    def _is_next_to_nothing(self, lines: list[int]) -> bool:
        return len(lines) < 2 or sum(len(self.lines[line].text) for line in lines) < 256

    def begins(self) -> None:
        """A pass of reading begins."""
        self._met = self._logs()

    def passed(self) -> None:
        """A pass of reading came to its end: what stood in a log file all the while was seen."""
        self.passes += 1
        for path, content in self._logs().items():
            content.seen = content.seen or self._met.get(path) is content
        for path in self._paths(outside=True):
            self.files[path].seen = False

    def _logs(self) -> dict[str, Content]:
        """Files that have a log's name and at least one line."""
        logs = {path: content for path, content in self._all() if not path.startswith("../") and is_log(path)}
        return {path: content for path, content in logs.items() if content.lines}

    def _lines(self, count: int, *, finished: bool = True) -> tuple[list[int], bytes]:
        numbers = list(range(len(self.lines), len(self.lines) + count))
        for number in numbers:
            start = b'{"time": "2026-11-27T03:00:00Z", "message": "%d' % number
            text = start + b" " + b"x" * max(0, self.line_bytes - len(start) - 4) + b'"}\n'
            self.lines.append(Line(text, self.passes))
        if finished:
            self.finished.update(numbers)
        return numbers, b"".join(self.lines[number].text for number in numbers)

    def _free(self, event: Event, packer: int | None = None) -> str | None:
        name = NAMES[event.name % len(NAMES)] + ("" if packer is None else PACKERS[packer][0])
        return None if name in self.files or (self.logs / name).exists() else name

    def _pick(self, event: Event, paths: list[str]) -> str | None:
        return paths[event.which % len(paths)] if paths else None

    # the program

    def _append(self, event: Event) -> str:
        rest = b""
        if self._writes_to.half is not None:
            number, self._writes_to.half = self._writes_to.half, None
            self._writes_to.lines.append(number)
            self.finished.add(number)
            self.lines[number].since = self.passes
            rest = self.lines[number].text[self.line_bytes // 2 :]
        numbers, data = self._lines(event.size)
        self._writes_to.lines += numbers
        self._write(rest + data)
        return f"append {len(numbers)} lines to {self._path_of_writer}"

    def _half(self, _: Event) -> str:
        if self._writes_to.half is not None:
            return ""
        numbers, data = self._lines(1, finished=False)
        self._writes_to.half = numbers[0]
        self._write(data[: self.line_bytes // 2])
        return f"append half a line to {self._path_of_writer}"

    def _write(self, data: bytes) -> None:
        os.write(self._descriptor, data)
        stamp = self.clock.stamp()
        os.utime(self._descriptor, ns=(stamp, stamp))

    def _rename(self, event: Event) -> str:
        target, source = self._free(event), self._path_of_writer if event.which < 5 else None
        source = source if source in self.files else self._pick(event, self._paths(plain=True))
        return self._move(source, target)

    def _move(self, source: str | None, target: str | None) -> str:
        if source is None or target is None:
            return ""
        (self.logs / target).parent.mkdir(parents=True, exist_ok=True)
        (self.logs / source).rename(self.logs / target)
        content = self.files[target] = self.files.pop(source)
        for number in content.lines:  # a pass that lists folders meanwhile may meet it under neither name
            self.lines[number].since = self.passes
        if source == self._path_of_writer:
            self._path_of_writer = target
        return f"mv {source} {target}"

    def _create(self, _: Event) -> str:
        if LIVE in self.files and self._path_of_writer == LIVE:
            return ""
        if LIVE not in self.files:
            self._new(LIVE, Content(), b"")
        self._reopen()
        return f"the program opens {LIVE}"

    def _reopen(self) -> None:
        os.close(self._descriptor)
        self._descriptor = os.open(self.logs / LIVE, os.O_WRONLY | os.O_APPEND)
        self._writes_to, self._path_of_writer = self.files[LIVE], LIVE

    # who rotates, packs and tidies up

    def _data(self, content: Content) -> bytes:
        half = b"" if content.half is None else self.lines[content.half].text[: self.line_bytes // 2]
        return b"".join(self.lines[number].text for number in content.lines) + half

    def _packed(self, event: Event) -> tuple[str, str, Content] | None:
        packer = event.name // len(NAMES) * 2 % len(PACKERS) + event.size % 2
        packer %= len(PACKERS)
        source = self._pick(event, [path for path in self._paths(plain=True) if self.files[path].whole])
        target = self._free(event, packer)
        if source is not None and event.size % 3:
            beside = source + PACKERS[packer][0]
            target = None if beside in self.files or beside == source else beside
        if source is None or target is None:
            return None
        original = self.files[source]
        data = PACKERS[packer][1](self._data(original))
        content = Content(list(original.lines), original.half, packer, target=data, seen=original.seen, copied=True)
        original.copied = True
        return source, target, content

    def _pack(self, event: Event) -> str:
        packed = self._packed(event)
        if packed is None:
            return ""
        source, target, content = packed
        self._new(target, content, content.target)
        return f"pack {source} as {target}"

    def _pack_part(self, event: Event) -> str:
        packed = self._packed(event)
        if packed is None:
            return ""
        source, target, content = packed
        content.whole = False
        self._new(target, content, content.target[: len(content.target) * (event.size - 1) // 12])
        return f"pack a part of {source} as {target}"

    def _pack_on(self, event: Event) -> str:
        return self._finish(event, plain=False)

    def _copy_on(self, event: Event) -> str:
        return self._finish(event, plain=True)

    def _finish(self, event: Event, *, plain: bool) -> str:
        target = self._pick(event, [path for path in self._paths(plain=plain) if not self.files[path].whole])
        if target is None:
            return ""
        content = self.files[target]
        with (self.logs / target).open("ab") as file:
            file.write(content.target[file.tell() :])
        content.whole = True
        self._touch(target)
        return f"finish {target}"

    def _copied(self, event: Event, part: int) -> str:
        source = self._pick(event, [path for path in self._paths(plain=True) if self.files[path].whole])
        target = self._free(event)
        if source is None or target is None:
            return ""
        original = self.files[source]
        content = Content(
            list(original.lines), original.half, target=self._data(original), seen=original.seen, copied=True
        )
        original.copied = True
        content.whole = part == 12
        self._new(target, content, content.target[: len(content.target) * part // 12])
        return f"cp {source} {target}" + ("" if part == 12 else f" ({part} of 12 parts)")

    def _copy(self, event: Event) -> str:
        return self._copied(event, 12)

    def _copy_part(self, event: Event) -> str:
        return self._copied(event, event.size - 1)

    def _unlink(self, event: Event) -> str:
        paths = [path for path in self._paths() if path != self._path_of_writer or event.size > 8]
        path = self._pick(event, paths)
        if path is None:
            return ""
        (self.logs / path).unlink()
        del self.files[path]
        return f"rm {path}"

    def _truncate(self, _: Event) -> str:
        if LIVE not in self.files:
            return ""
        os.truncate(self.logs / LIVE, 0)
        self._touch(LIVE)
        content = self.files[LIVE]
        content.lines.clear()
        content.seen = False
        content.half = None
        return f": > {LIVE}"

    def _replace(self, event: Event) -> str:
        numbers, data = self._lines(event.size)
        self._new("../elsewhere/new", Content(numbers), data)
        (self.elsewhere / "new").rename(self.logs / LIVE)
        self.files[LIVE] = self.files.pop("../elsewhere/new")
        self._reopen()
        return f"mv a new file of {len(numbers)} lines over {LIVE}"

    def _move_in(self, event: Event) -> str:
        packer = event.which if event.which < 3 else None
        target = self._free(event, packer)
        if target is None or not is_log(target):
            return ""  # nobody expects it to be read
        numbers, data = self._lines(event.size)
        data = data if packer is None else PACKERS[packer][1](data)
        self._new("../elsewhere/in", Content(numbers, packer=packer), data)
        return self._move("../elsewhere/in", target) + f" ({len(numbers)} lines)"

    def _move_out(self, event: Event) -> str:
        source = self._pick(event, self._paths())
        return self._move(source, f"../elsewhere/{len(self.files)}-{event.name}")

    def _move_back(self, event: Event) -> str:
        source = self._pick(event, self._paths(outside=True))
        packer = None if source is None else self.files[source].packer
        return self._move(source, self._free(event, packer))

    def _unpack(self, event: Event) -> str:
        packed = [path for path in self._paths(plain=False) if self.files[path].packer in UNPACKERS]
        source = self._pick(event, [path for path in packed if self.files[path].whole])
        target = self._free(event)
        if source is None or target is None:
            return ""
        content = self.files[source]
        data = UNPACKERS[content.packer or 0](content.target or (self.logs / source).read_bytes())
        self._new(target, Content(list(content.lines), content.half, seen=content.seen, copied=True), data)
        if event.size % 2:
            (self.logs / source).unlink()
            del self.files[source]
        return f"unpack {source} as {target}" + (f" and rm {source}" if event.size % 2 else "")

    def _link(self, event: Event) -> str:
        source, target = self._pick(event, self._paths()), self._free(event)
        if source is None or target is None or self.files[source].packer is not None:
            return ""
        (self.logs / target).parent.mkdir(parents=True, exist_ok=True)
        os.link(self.logs / source, self.logs / target)
        self.files[source].copied = True
        self.files[target] = self.files[source]
        return f"ln {source} {target}"

    def _bundle(self, event: Event) -> str:
        paths = [path for path in self._paths(plain=True) if path != self._path_of_writer][:2]
        target = self.logs / f"bundle{event.name}.{'zip' if event.size % 2 else 'tar.gz'}"
        if len(paths) < 2 or target.exists():
            return ""
        self._pack_together(target, paths)
        for path in paths:
            (self.logs / path).unlink()
            content = self.files.pop(path)
            self._together[f"{target.name}/{path}"] = replace(content, lines=list(content.lines))
        command = "zip -qm" if event.size % 2 else "tar czf --remove-files"
        return f"{command} {target.name} {' '.join(paths)}"

    def _pack_together(self, target: Path, paths: list[str]) -> None:
        if target.suffix == ".zip":
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
                for path in paths:
                    zipped.write(self.logs / path, path)
        else:
            with tarfile.open(target, "w:gz") as archive:
                for path in paths:
                    archive.add(self.logs / path, path)
        stamp = self.clock.stamp()
        os.utime(target, ns=(stamp, stamp))

    def _wait(self, event: Event) -> str:
        seconds = (0.5, 3.0, 15.0)[event.size % 3]
        if self._writes_to.half is not None and seconds > 1:
            return ""  # a line that is finished after long is another matter
        self.clock.passes(seconds)
        return f"sleep {seconds}"


def is_log(path: str) -> bool:
    """Whether a file's name is one that logs have."""
    return not path.endswith(NO_LOGS) and ".tar.gz/" not in path


def swept(folder: Path) -> None:
    """Remove what a trial left in the two folders of its world."""
    for left in (*(folder / "logs").iterdir(), *(folder / "elsewhere").iterdir()):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()
