"""Message templates of .NET loggers, filled with the record's properties: holes, alignment and format specifiers.

The syntax is that of messagetemplates.org. The formats are those of .NET for numbers and times, in the invariant culture.
An unknown format is ignored: the value is written without it.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HOLE = re.compile(
    r"\{\{|\}\}|\{(?P<capture>[@$]?)(?P<name>[^{}:,]+)(?:,(?P<width>-?\d+))?(?::(?P<format>(?:[^{}]|\{\{|\}\})*))?\}"
)
_WIDEST = 200
_STANDARD = re.compile(r"(?P<kind>[DdFfNnPpXx])(?P<digits>\d{0,2})")
_PICTURE = re.compile(r"(?P<whole>[0#,]*[0#])(?:\.(?P<digits>[0#]+))?(?P<percent>%?)")
_DATE_PART = re.compile(r"'[^']*'|\\.|yyyy|yy|MMMM|MMM|MM?|dddd|ddd|dd?|HH?|hh?|mm?|ss?|[fF]{1,7}|tt|zzz|K")
_DATE_STANDARD = {
    "s": "yyyy-MM-ddTHH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
    "d": "MM/dd/yyyy",
    "t": "HH:mm",
    "T": "HH:mm:ss",
}
_DATES: Mapping[str, str] = {
    "yyyy": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "dddd": "%A",
    "ddd": "%a",
    "dd": "%d",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "tt": "%p",
}


def render(template: str, properties: Mapping[str, Any], renderings: Sequence[Any] = ()) -> str:
    """A message template with its holes filled; a hole without a property stays as it is.

    `renderings` are the texts that the program wrote for the holes with a format, in their order (CLEF's `@r`).
    """
    ready = iter(renderings)

    def fill(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0][0]
        told = _told_before(match, ready)
        if told is None and match["name"] not in properties:
            return match[0]
        text = _shown(properties.get(match["name"]), match["format"], match["capture"]) if told is None else told
        return _aligned(text, int(match["width"] or 0))

    return _HOLE.sub(fill, template)


def _told_before(match: re.Match[str], ready: Iterator[Any]) -> str | None:
    told = next(ready, None) if match["format"] is not None else None
    return told if isinstance(told, str) else None


def _aligned(text: str, width: int) -> str:
    wide = min(abs(width), _WIDEST)
    return text.ljust(wide) if width < 0 else text.rjust(wide)


def _shown(value: Any, form: str | None, capture: str) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, bool) or value is None:
        return {True: "True", False: "False", None: "null"}[value]
    if form and capture != "$":
        with suppress(ValueError, ArithmeticError):
            formatted = _text(value, form) if isinstance(value, str) else _number(value, form)
            return str(value) if formatted is None else formatted
    return str(value)


def _number(value: float, form: str) -> str | None:
    standard = _STANDARD.fullmatch(form)
    if standard:
        return _standard_number(value, standard["kind"].upper(), standard["digits"], upper=form[0].isupper())
    picture = _PICTURE.fullmatch(form)
    if picture is None:
        return None
    amount = Decimal(str(value)) * (100 if picture["percent"] else 1)
    digits = picture["digits"] or ""
    text = _fixed(amount, len(digits), grouped="," in picture["whole"])
    whole, _, rest = text.partition(".")
    least = digits.rindex("0") + 1 if "0" in digits else 0
    rest = rest[:least] + rest[least:].rstrip("0")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    zeros = picture["whole"].replace(",", "").lstrip("#")
    whole = whole.zfill(len(zeros)) if zeros else whole.lstrip("0")
    return sign + whole + (f".{rest}" if rest else "") + picture["percent"]


def _standard_number(value: float, kind: str, digits: str, *, upper: bool) -> str | None:
    if kind in "DX":
        if not isinstance(value, int):
            return None
        if kind == "D":
            return ("-" if value < 0 else "") + str(abs(value)).zfill(int(digits or 0))
        text = f"{value if value >= 0 else value + (1 << (32 if value >= -(1 << 31) else 64)):x}".zfill(
            int(digits or 0)
        )
        return text.upper() if upper else text
    places = int(digits or 2)
    if kind == "P":
        return f"{_fixed(Decimal(str(value)) * 100, places, grouped=True)} %"
    return _fixed(Decimal(str(value)), places, grouped=kind == "N")


def _fixed(amount: Decimal, places: int, *, grouped: bool) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,f}" if grouped else f"{rounded:f}"


def _text(value: str, form: str) -> str | None:
    """A text with a format is read as a time, or stays as it is. `l` and `j` are about quotes, `u` and `w` about the case."""
    moment = _moment(value)
    if moment is not None:
        return _date(moment, _DATE_STANDARD.get(form, form)) if form not in "oOrR" else value
    return {"j": json.dumps(value, ensure_ascii=False), "u": value.upper(), "w": value.lower()}.get(form, value)


def _moment(value: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(value)
    return None


def _date(moment: datetime, form: str) -> str:
    return _DATE_PART.sub(lambda match: _date_part(moment, match[0]), form)


def _date_part(moment: datetime, part: str) -> str:
    if part[0] in "'\\":
        return part.strip("'") if part[0] == "'" else part[1:]
    if part[0] in "fF":
        digits = f"{moment.microsecond:06}0"[: len(part)]
        return digits if part[0] == "f" else digits.rstrip("0")
    if part in ("zzz", "K"):
        offset = moment.strftime("%z")
        offset = f"{offset[:3]}:{offset[3:5]}" if offset else ""
        return "Z" if part == "K" and offset == "+00:00" else offset
    pattern = _DATES.get(part) or _DATES[part * 2]
    return moment.strftime(pattern) if part in _DATES else str(int(moment.strftime(pattern)))
