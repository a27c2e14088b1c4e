"""A result of any types as a frame that tables and charts can show: numbers, times and truth stay, the rest is text."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from dashboard.results import values
from dashboard.results.export import unique


def shown(table: pa.Table) -> pl.DataFrame:
    """The rows of a result, with unique column names; times are UTC without a zone, decimals are floating."""
    names = unique(table.schema.names)
    columns = [_column(name, column) for name, column in zip(names, table.columns, strict=True)]
    return pl.DataFrame(columns) if columns else pl.DataFrame()


def _column(name: str, column: pa.ChunkedArray) -> pl.Series:
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_date(kind):
        return pl.Series(name, pl.from_arrow(column))
    if pa.types.is_timestamp(kind):
        return pl.Series(name, pl.from_arrow(column)).cast(pl.Datetime(kind.unit if kind.unit != "s" else "ms"))
    if pa.types.is_decimal(kind):
        return pl.Series(name, column.cast(pa.float64()).to_pylist(), dtype=pl.Float64)
    texts = [text for chunk in column.chunks for text in values.as_text(chunk)]
    return pl.Series(name, texts, dtype=pl.String)
