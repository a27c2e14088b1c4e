"""What of a report leaves the house: secrets are masked once more; samples, user ids and addresses go as chosen.

The evidence keeps everything; this is done each time a report is made. What cannot be known is not hidden: a user id
in prose that no sample names as one, an address that is written in another way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dashboard.reports.model import Contents, Report
from ingest.records.redaction.masking import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.settings import Settings

NO_USER, NO_ADDRESS = "[user]", "[address]"
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(
    rf"(?<![\w.])(?:{_BYTE}\.){{3}}{_BYTE}(?![\d.]*\d)"
    r"|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}(?![\w:])"
    r"|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,5})?(?![\w:])"
)
"""IPv4 in four numbers, IPv6 in at least four groups or with ::, where no clock time can be meant."""

_KEPT = frozenset({"sql", "format", "generator", "kind", "tone", "severity", "status", "by", "incident_id", "unit"})
"""Texts that are Longtail's own."""


def secrets_of(settings: Settings) -> Secrets:
    """The rules by which secrets are known; they hold for reports even where storing redacts nothing."""
    return Secrets(settings.redact_keys, settings.redact_patterns, settings.redact_personal)


def redacted(report: Report, contents: Contents, secrets: Secrets) -> Report:
    """The report without secrets, and without what `contents` leaves out."""
    content = report.model_dump()
    content["contents"] = contents.model_dump()
    users = _user_ids(report)
    if not contents.samples:
        _leave_out_samples(content)
    if not contents.user_ids:
        _forget(content, "user_id")
    if not contents.addresses:
        _forget(content, "client_ip")

    def clean(text: str) -> str:
        masked, _ = secrets.text(text)
        if not contents.user_ids and users is not None:
            masked = users.sub(NO_USER, masked)
        return masked if contents.addresses else _ADDRESS.sub(NO_ADDRESS, masked)

    return Report.model_validate(_cleaned(content, clean), by_name=True)


def _user_ids(report: Report) -> re.Pattern[str] | None:
    """The user ids that the report names, as a pattern; those of one or two characters would hit too much."""
    samples = [sample.user_id for group in report.evidence.errors for sample in group.samples]
    found = {*samples, *(request.user_id for request in report.evidence.slowest)}
    ids = sorted((user for user in found if user and len(user) > 2), key=len, reverse=True)  # noqa: PLR2004
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ids))})(?![\w-])") if ids else None


def _leave_out_samples(content: dict[str, Any]) -> None:
    """Numbers, names and times stay; what single records say goes."""
    evidence = content["evidence"]
    for group in evidence["errors"]:
        group["samples"], group["error_message"] = (), None
    evidence["slowest"] = [{**request, "path": None, "trace": ()} for request in evidence["slowest"]]
    evidence["changes"] = [change for change in evidence["changes"] if change["kind"] != "pattern"]
    for rejected in evidence["ledger"]["rejected"]:
        rejected["first_raw"] = ""


def _forget(part: Any, name: str) -> None:
    """Set every field of that name to nothing."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == name:
                part[key] = None
            else:
                _forget(value, name)
    elif isinstance(part, list | tuple):
        for item in part:
            _forget(item, name)


def _cleaned(part: Any, clean: Callable[[str], str], key: str = "") -> Any:
    if isinstance(part, str):
        return part if key in _KEPT else clean(part)
    if isinstance(part, dict):
        return {name: _cleaned(value, clean, name) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_cleaned(item, clean, key) for item in part]
    return part
