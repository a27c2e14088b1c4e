"""logfmt: `key=value` pairs."""

from __future__ import annotations

from ingest.formats.text_format import TextFormat

_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"]\S*|)"""
_KEY = r"[A-Za-z_@][\w.@/\-]*"

FORMATS = (
    TextFormat(
        name="logfmt",
        title="logfmt",
        begins=rf"{_KEY}={_VALUE} +{_KEY}=",
        pattern=rf"(?P<pairs>(?:{_KEY}(?:={_VALUE})? *)+)",
        pairs="pairs",
        continues=False,
    ),
)
