"""Where a result goes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """Bytes to write to; a file takes its name when all is written, and an error leaves what stood there before.

    Raises `LongtailError` where the file cannot be written.
    """
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():
        # A pipe or a device is written as it is: it cannot be replaced.
        with path.open("wb") as out:
            yield out
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(path)
    except OSError as error:
        sentence = f"{path} cannot be written ({error.strerror}): choose another file with -o."
        raise LongtailError(sentence) from error
    finally:
        draft.unlink(missing_ok=True)
