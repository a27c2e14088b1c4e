"""A text file that people also write by hand: read as it is, and stored whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING

from ingest.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

_IN_PLACE = (errno.EACCES, errno.EPERM, errno.EBUSY)
"""Where the folder cannot be changed, or the file is mounted by itself, it is written in place."""


def read(path: Path) -> str:
    """The text; empty where there is no file. Raises `SettingsError` where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        sentence = f"{path} cannot be read ({reason}): correct it there, or its permissions."
        raise SettingsError(sentence) from error


def store(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write the file; `mode` are the permissions of a new one. Raises `SettingsError` where it cannot be written."""
    target = path.resolve()  # a link stays a link
    try:
        _replace(target, text, mode)
    except OSError as error:
        try:
            if error.errno not in _IN_PLACE or not target.exists():
                raise
            _overwrite(target, text)
        except OSError as second:
            sentence = f"{path} cannot be written ({second.strerror}): correct its permissions, or change it by hand."
            raise SettingsError(sentence) from second


def _replace(path: Path, text: str, mode: int | None) -> None:
    """Store by a new file that takes the place of the old one, with its owner and permissions."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            if path.exists():
                old = path.stat()
                os.fchmod(file.fileno(), old.st_mode & 0o7777)
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), old.st_uid, old.st_gid)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _overwrite(path: Path, text: str) -> None:
    with path.open("r+", encoding="utf-8", newline="") as file:
        file.write(text)
        file.truncate()
