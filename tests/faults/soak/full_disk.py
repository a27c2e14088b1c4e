"""A disk that is full for a while: a small file system in memory where one may be mounted, else a limit on file sizes.

On a file system of its own (tmpfs, as root) a ballast takes what is left, and writing fails with ENOSPC. Elsewhere the
server may not make any file longer than the warehouse is now (RLIMIT_FSIZE, set from outside), and fails with EFBIG:
DuckDB gives up a commit or a checkpoint in both cases.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHARE_OF_MEMORY = 8
_LEAST_MEMORY = 256 * 1024**2
_SOME = 256 * 1024


class LimitedDisk:
    """Files may not grow beyond a limit."""

    how = "RLIMIT_FSIZE"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    @contextlib.contextmanager
    def full(self, pid: int) -> Iterator[None]:
        """While this lasts, the process cannot write more than a little."""
        longest = max((path.stat().st_size for path in self.folder.iterdir() if path.is_file()), default=0)
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (longest + _SOME, hard))
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

    def close(self) -> None:
        """Nothing is left to undo."""


class MountedDisk:
    """A file system of its own."""

    how = "tmpfs"

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        folder.mkdir()
        options = f"size={size}"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        subprocess.run(command, check=True, capture_output=True)
        self._ballast = folder / "ballast"

    @contextlib.contextmanager
    def full(self, pid: int) -> Iterator[None]:  # noqa: ARG002 (whoever writes there)
        """While this lasts, nobody can write more than a little."""
        left = shutil.disk_usage(self.folder).free - _SOME
        try:
            with self._ballast.open("wb") as file, contextlib.suppress(OSError):
                os.posix_fallocate(file.fileno(), 0, max(1, left))
            yield
        finally:
            self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of it, and of what is in it."""
        subprocess.run(["umount", str(self.folder)], check=True)


def make(folder: Path) -> LimitedDisk | MountedDisk:
    """A disk in the new `folder` that can be made full, of an eighth of the free memory where it is in memory."""
    size = psutil.virtual_memory().available // _SHARE_OF_MEMORY
    if size >= _LEAST_MEMORY and shutil.which("mount"):
        with contextlib.suppress(subprocess.CalledProcessError):
            return MountedDisk(folder, size)
        folder.rmdir()
    return LimitedDisk(folder)
