"""A report as JSON, for programs: what `schemas/report-<version>.json` describes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.reports.model import VERSION, Report

if TYPE_CHECKING:
    from collections.abc import Mapping


def render(report: Report) -> bytes:
    """UTF-8 with indentation and a newline at the end; keys in the order of the schema."""
    return report.model_dump_json(by_alias=True, indent=1).encode() + b"\n"


def schema() -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of this version's reports."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:longtail:report:{VERSION}",
        **Report.model_json_schema(mode="serialization", by_alias=True),
    }


def written_schema() -> str:
    """The schema as its file in `dashboard/reports/schemas` has it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
