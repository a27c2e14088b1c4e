"""Whether a process runs, known by its name, its command line or the file that holds its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil
from pydantic import Field, model_validator

from monitor import outcome

EXAMPLE = """\
name = "nginx"
kind = "process"
process = "nginx"
"""


class Settings(outcome.ProbeSettings):
    """A process of this machine."""

    process: str | None = Field(default=None, min_length=1, description="Its name, such as `nginx`.")
    command: str | None = Field(
        default=None, min_length=1, description="A regular expression that its command line has."
    )
    pid_file: Path | None = Field(default=None, description="A file that holds its number.")
    at_least: int = Field(default=1, ge=1, description="How many must run.")
    memory_bytes: int | None = Field(
        default=None, gt=0, description="From this memory of all of them on it is degraded."
    )

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if not (self.process or self.command or self.pid_file):
            sentence = "it must say which process, by one of process, command, pid_file"
            raise ValueError(sentence)
        try:
            re.compile(self.command or "")
        except re.error as error:
            sentence = "command must be a regular expression"
            raise ValueError(sentence) from error
        return self

    @property
    def target(self) -> str:
        """What it is known by."""
        return self.process or self.command or str(self.pid_file)


def probe(settings: Settings, _context: outcome.Context) -> outcome.Outcome:
    """Look through the processes."""
    found = list(_matching(settings))
    memory = sum(process.info["memory_info"].rss for process in found if process.info["memory_info"])
    details = {"processes": len(found), "memory_bytes": memory, "pids": [process.pid for process in found[:10]]}
    if len(found) < settings.at_least:
        sentence = f"{len(found)} of {settings.at_least} such processes run." if found else "No such process runs."
        return outcome.measured(outcome.Status.UNHEALTHY, sentence, **details)
    is_large = settings.memory_bytes is not None and memory >= settings.memory_bytes
    status = outcome.Status.DEGRADED if is_large else outcome.Status.HEALTHY
    counted = "It runs" if len(found) == 1 else f"{len(found)} of it run"
    return outcome.measured(status, f"{counted} with {memory / 1e6:.0f} MB of memory.", **details)


def _matching(settings: Settings) -> Iterator[psutil.Process]:
    command = re.compile(settings.command) if settings.command else None
    wanted = _pid(settings.pid_file) if settings.pid_file else None
    for process in psutil.process_iter(["name", "cmdline", "status", "memory_info"]):
        if process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        if wanted is not None and process.pid != wanted:
            continue
        if settings.process is not None and process.info["name"] != settings.process:
            continue
        if command is None or command.search(" ".join(process.info["cmdline"] or ())):
            yield process


def _pid(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError) as error:
        sentence = f"{path} holds no number of a process."
        raise outcome.ProbeError(sentence) from error
