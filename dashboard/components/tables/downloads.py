"""Frames as files: CSV that a spreadsheet does not run, and Parquet with the types as they are."""

from __future__ import annotations

import io

import polars as pl
import polars.selectors as cs

_FORMULA = r"^([=+\-@\t\r])"
_QUOTED = "'${1}"


def to_csv(frame: pl.DataFrame) -> bytes:
    """A frame as UTF-8 CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    flat = frame.with_columns(
        [pl.Series(name, [None if item is None else str(item) for item in frame[name].to_list()]) for name in nested]
    )
    safe = flat.with_columns(
        cs.binary().map_elements(lambda raw: raw.decode("utf-8", "replace"), return_dtype=pl.String)
    ).with_columns(cs.string().str.replace(_FORMULA, _QUOTED))
    return safe.write_csv().encode("utf-8")


def to_parquet(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet, compressed with zstd."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
