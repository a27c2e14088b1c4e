"""The settings: one frozen object, read once from `longtail.toml` and `LONGTAIL_*`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything a Longtail process can be told."""

    model_config = SettingsConfigDict(env_prefix="LONGTAIL_", frozen=True, extra="forbid")

    warehouse: Path = Path("data/longtail.duckdb")
    logs: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=0, le=65535)
    slow_request_ms: float = Field(default=500.0, gt=0)
    apdex_ms: float = Field(default=500.0, gt=0)
    scan_seconds: float = Field(default=1.0, gt=0)
    chunk_bytes: int = Field(default=64 * 1024 * 1024, ge=64 * 1024)
    max_line_bytes: int = Field(default=16 * 1024 * 1024, ge=1024)
    memory_limit: str = "1GB"
    query_timeout_seconds: float = Field(default=30.0, gt=0)
    query_max_rows: int = Field(default=100_000, gt=0)
