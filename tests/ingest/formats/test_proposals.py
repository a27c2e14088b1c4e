"""Patterns that are proposed from lines of an unknown format."""

from __future__ import annotations

import random
import re
import tomllib
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ingest.formats import grok
from ingest.formats.proposals import propose

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = ("order 7 placed by ada", "payment failed for bob: timeout", "cache miss", "12 users logged in", "a (b) [c]")
PARTS: dict[str, tuple[str | None, Callable[[random.Random], str]]] = {
    "time": (
        "time",
        lambda dice: f"2026-11-26 10:{dice.randrange(60):02}:{dice.randrange(60):02}.{dice.randrange(999):03}",
    ),
    "clf": ("time", lambda dice: f"26/Nov/2026:10:{dice.randrange(60):02}:{dice.randrange(60):02} +0100"),
    "level": ("level", lambda dice: dice.choice(["DEBUG", "INFO", "WARN", "ERROR"])),
    "letter": ("level", lambda dice: dice.choice("EWID")),
    "ip": ("client_ip", lambda dice: f"203.0.113.{dice.randrange(255)}"),
    "number": ("number", lambda dice: str(dice.randrange(100_000))),
    "word": ("word", lambda dice: f"worker-{dice.choice('abcdef')}"),
    "quoted": ("text", lambda dice: f'"{dice.choice(MESSAGES)}"'),
    "constant": (None, lambda _dice: "shop.pay"),
}
MARKS = (("[", "] ["), ("<", "> <"), ("", "|"), ("", ";"), ("#", " # "), ("{", "}{"))


@pytest.mark.parametrize("seed", range(60))
def test_generated_formats(seed: int) -> None:
    """Of lines with a few typed parts between marks, and then a message, each part is found by its kind and name."""
    dice = random.Random(seed)
    chosen = dice.sample([name for name in PARTS if name not in {"time", "letter"}], dice.randint(1, 3))
    chosen = [*chosen, "time"] if "clf" not in chosen else chosen
    dice.shuffle(chosen)
    if chosen[0] in {"time", "clf"}:
        chosen.append(chosen.pop(0))
    before, between = dice.choice(MARKS)

    def line() -> tuple[str, dict[str, str]]:
        values = [(PARTS[name][0], PARTS[name][1](dice)) for name in chosen]
        message = dice.choice(MESSAGES)
        found = {name: value.strip('"') for name, value in values if name is not None}
        return f"{before}{between.join(value for _, value in values)}{between}{message}", found | {"message": message}

    made = [line() for _ in range(40)]
    found = propose([text for text, _ in made])
    assert found is not None
    assert found.share == 1.0
    assert [values for _, values in made] == [found.values(text) for text, _ in made]
    assert pc.all(pc.match_substring_regex(pa.array([text for text, _ in made]), f"^(?:{_re2(found.begins)})")).as_py()


def _re2(pattern: str) -> str:
    return grok.expanded(pattern)


def test_keys_name_values() -> None:
    """What stands behind a key has its name."""
    lines = [f"#{n} user=u{n} took={n}ms path=/orders/{n} level=INFO" for n in range(10)]
    found = propose(lines)
    assert found is not None
    expected = {"number": "3", "user": "u3", "took": "3ms", "path": "/orders/3", "level": "INFO"}
    assert expected == found.values(lines[3])


@pytest.mark.parametrize(("key", "name"), [("user", "user"), ("msg", "msg")])
def test_message_behind_a_key(key: str, name: str) -> None:
    """The value behind a key ends at a space, unless the key is one of messages."""
    lines = [f"#{n} user=u{n} {key}=a{n} {MESSAGES[n % 5]}" for n in range(20)]
    found = propose(lines)
    assert found is not None
    values = found.values(lines[1])
    expected = {"user2": "a1", "message": MESSAGES[1]} if name == "user" else {"msg": f"a1 {MESSAGES[1]}"}
    assert {"number": "1", "user": "u1", **expected} == values


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["one line"] * 2,
        list(MESSAGES) * 5,
        [f"{kind}: {message}" for kind in ("KeyError", "ValueError", "OSError") for message in MESSAGES],
        [f"    at com.acme.Shop.pay(Shop.java:{n})" for n in range(20)],
        [f'  File "/srv/shop/pay.py", line {n}, in pay' for n in range(20)],
        ["".join(random.Random(seed).choices("aB1 -_=:/[]", k=30)) for seed in range(30)],
    ],
)
def test_nothing_in_common(lines: list[str]) -> None:
    """Too few lines, prose, and lines that belong to records of other programs have no pattern."""
    assert propose(lines) is None


def test_lines_that_go_on() -> None:
    """Where some lines do not begin like the others, they belong to the record before them."""
    lines = [
        text for n in range(20) for text in (f"<{n % 7}> 2026-11-26 10:00:{n:02} [pay] failed {n}", "  at step", "")
    ]
    found = propose(lines)
    assert found is not None
    assert (True, 20) == (found.is_multiline, found.fitting)
    assert re.match(grok.expanded(found.begins), lines[0])


def test_toml_can_be_read() -> None:
    """Whatever stands in the lines, the file is valid TOML: quotes, backslashes and control characters."""
    lines = [f"'{n}' \\x <\"a\"> 2026-11-26 10:00:{n:02} \x07 it's {n} things" for n in range(20)]
    found = propose(lines)
    assert found is not None
    told = tomllib.loads(found.toml("odd", 'Odd "lines"', [{"message": "it's\n\\"}]))
    assert (found.pattern, "\n".join(found.examples)) == (told["pattern"], told["samples"][0]["lines"])
