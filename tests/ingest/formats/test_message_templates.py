"""Message templates of .NET loggers: what .NET writes for a hole, alignment and format, stands in the message."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from ingest.formats.message_templates import render


@pytest.mark.parametrize(
    ("hole", "value", "expected"),
    [
        ("{V}", "x", "x"),
        ("{V}", None, "null"),
        ("{V}", True, "True"),
        ("{V}", 1.5, "1.5"),
        ("{V,5}", 7, "    7"),
        ("{V,-5}|", 7, "7    |"),
        ("{V,2}", 12345, "12345"),
        ("{V:0.00}", 12.3456, "12.35"),
        ("{V:0.00}", 0.125, "0.13"),
        ("{V:0.0#}", 2, "2.0"),
        ("{V:0.0#}", 2.25, "2.25"),
        ("{V:#.##}", 0.5, ".5"),
        ("{V:000}", 7, "007"),
        ("{V:000}", -7, "-007"),
        ("{V:#,##0.0}", 1234567.25, "1,234,567.3"),
        ("{V:0%}", 0.256, "26%"),
        ("{V:P1}", 0.256, "25.6 %"),
        ("{V:N0}", 1234567, "1,234,567"),
        ("{V:N}", 1234.5, "1,234.50"),
        ("{V:F3}", 1.5, "1.500"),
        ("{V:D5}", 42, "00042"),
        ("{V:D5}", -42, "-00042"),
        ("{V:X4}", 255, "00FF"),
        ("{V:x}", 255, "ff"),
        ("{V:X}", -1, "FFFFFFFF"),
        ("{V,8:0.0}", 1.25, "     1.3"),
        ("{V:whatever}", 3, "3"),
        ("{V:yyyy-MM-dd}", "2026-11-26T10:00:00Z", "2026-11-26"),
        ("{V:HH:mm:ss.fff}", "2026-11-26T10:02:03.0456789Z", "10:02:03.045"),
        ("{V:d MMM yyyy 'at' h:mm tt}", "2026-11-06T15:04:05Z", "6 Nov 2026 at 3:04 PM"),
        ("{V:o}", "2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z"),
        ("{V:K}", "2026-11-26T10:00:00+02:00", "+02:00"),
        ("{V:l}", "plain", "plain"),
        ("{V:u3}", "plain", "plain"),
        ("{@V}", {"Id": 3, "Name": "Zoë"}, '{"Id":3,"Name":"Zoë"}'),
        ("{@V}", [1, None], "[1,null]"),
        ("{V}", {"a": True}, '{"a":true}'),
        ("{$V}", 3, "3"),
        ("{{V}} {V}", 3, "{V} 3"),
        ("{Nobody}", 3, "{Nobody}"),
        ("{V", 3, "{V"),
        ("{V,99999999}", 3, "3".rjust(200)),
        ("{V:0.00}", 10**400, str(10**400)),
    ],
)
def test_a_hole_is_filled_as_dotnet_does(hole: str, value: Any, expected: str) -> None:
    """Each kind of hole, by itself and inside a sentence."""
    assert render(hole, {"V": value}) == expected
    assert render(f"Took {hole}.", {"V": value}) == f"Took {expected}."


def test_renderings_of_the_writer_go_first() -> None:
    """CLEF's @r holds what the writer made of the holes with a format, in their order."""
    assert render("{A:0.0} {B} {C:000,}", {"A": 1, "B": 2, "C": 3}, ["1,0", "drei"]) == "1,0 2 drei"


def _member(draw: random.Random) -> tuple[str, Any, str]:
    """A hole with a format, a value, and what .NET writes, worked out by another way than the code's."""
    kind = draw.choice(("fixed", "grouped", "zeros", "hex", "date", "object"))
    places = draw.randrange(5)
    if kind in ("fixed", "grouped"):
        value = round(draw.uniform(-1e6, 1e6), draw.randrange(8))
        scaled = int((abs(Decimal(repr(value))) * 10**places).to_integral_value(ROUND_HALF_UP))
        whole, rest = divmod(scaled, 10**places)
        sign = "-" if value < 0 else ""
        text = sign + (f"{whole:,}" if kind == "grouped" else str(whole)) + (f".{rest:0{places}}" if places else "")
        pictures = {
            "fixed": (f"F{places}", "0" + "." * bool(places) + "0" * places),
            "grouped": (f"N{places}", "#,##0" + "." * bool(places) + "0" * places),
        }
        return draw.choice(pictures[kind]), value, text
    if kind == "zeros":
        number = draw.randrange(10**6)
        return draw.choice((f"D{places}", "0" * max(places, 1))), number, str(number).rjust(max(places, 1), "0")
    if kind == "hex":
        number = draw.randrange(2**31)
        return f"X{places}", number, f"{number:X}".rjust(places, "0")
    if kind == "date":
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=draw.randrange(10**9))
        day = f"{moment.day}/{moment.month:02}/{moment.year} {moment.hour:02}:{moment.minute:02}"
        return "d/MM/yyyy HH:mm", moment.isoformat(), day
    told = {draw.choice("abc"): draw.randrange(9), "z": [None, "é", draw.random() < 0.5]}
    return "", told, json.dumps(told, ensure_ascii=False).replace(", ", ",").replace(": ", ":")


@pytest.mark.parametrize("seed", range(5))
def test_generated_templates(seed: int) -> None:
    """A hundred templates of several holes with formats and alignments each."""
    draw = random.Random(seed)
    for _ in range(100):
        template, expected, properties = "", "", {}
        for index in range(draw.randrange(1, 5)):
            form, value, text = _member(draw)
            width = draw.choice((0, 0, 12, -12))
            hole = f"P{index}" + (f",{width}" if width else "") + (f":{form}" if form else "")
            template += f" at {{{draw.choice(('', '@'))}{hole}}}"
            expected += " at " + (text.rjust(width) if width > 0 else text.ljust(-width))
            properties[f"P{index}"] = value
        assert render(template, properties) == expected
