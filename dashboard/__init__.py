"""Everything that people read: pages, API, reports and the command."""

from __future__ import annotations

VERSION: str
"""The version of what is installed; looked up when it is first asked for, because that loads much."""


def __getattr__(name: str) -> str:
    """`VERSION`, once somebody wants it."""
    if name != "VERSION":
        sentence = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(sentence)
    from importlib import metadata  # noqa: PLC0415 (the supervisor does without)

    try:
        found = metadata.version("longtail")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        found = "0+unknown"
    globals()[name] = found
    return found
