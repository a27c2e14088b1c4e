"""The HTTP API, mounted at /api: one router per module, each found by being there."""

from __future__ import annotations

from dashboard.api.application import create_api

__all__ = ["create_api"]
