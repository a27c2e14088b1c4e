"""Conditions of rules: `value > $threshold`, and `value < $threshold * 0.8 for 5m`.

What stands on the right is arithmetic over numbers, the rule's parameters and, where the query has such a column,
`threshold`. It is computed by DuckDB beside the query, so that evaluation and replay cannot differ.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from operator import add, mul, sub, truediv
from typing import TYPE_CHECKING, Any

from monitor.kinds import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = re.compile(
    r"value\s*(?P<operator><=|>=|!=|<>|<|>|=)\s*(?P<side>.+?)(?:\s+for\s+(?P<duration>[0-9][0-9a-z. ]*))?",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|\$(?P<parameter>[a-z_][a-z0-9_]*)|(?P<column>threshold)|(?P<sign>[-+*/()]))"
)
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "!=": "=", "<>": "="}


@dataclass(frozen=True, slots=True)
class Condition:
    """`value`, an operator and a side to compare with, both as SQL; `seconds` is how long it must hold."""

    operator: str
    side: str
    parameters: frozenset[str]
    seconds: float = 0.0

    @property
    def sql(self) -> str:
        """The condition as an expression of DuckDB; null where the value or its side is null."""
        return f"series.value {self.operator} ({self.side})"

    @property
    def opposite(self) -> Condition:
        """What holds where this one does not."""
        return Condition(OPPOSITE[self.operator], self.side, self.parameters)

    def bound(self, parameters: Mapping[str, Any]) -> float | None:
        """What the value is compared with; None where each series has its own."""
        if "series.threshold" in self.side:
            return None
        try:
            return _computed(ast.parse(self.side.replace("$", ""), mode="eval").body, parameters)
        except ZeroDivisionError:
            return None

    @property
    def is_above(self) -> bool:
        """Whether large values are the bad ones."""
        return self.operator in (">", ">=")

    def __str__(self) -> str:
        return f"value {self.operator} {self.side.replace('series.', '')}"


def parse(text: str) -> Condition:
    """Read a condition. Raises `ValueError`, a sentence without its subject."""
    form = _FORM.fullmatch(text.strip())
    if form is None:
        sentence = (
            f"{text!r} is no condition: write one such as `value > $threshold` or `value < 0.8 * $threshold for 5m`"
        )
        raise ValueError(sentence)
    side, parameters = _side(form["side"])
    seconds = float(seconds_of(form["duration"].strip())) if form["duration"] else 0.0
    operator = "<>" if form["operator"] == "!=" else form["operator"]
    return Condition(operator, side, parameters, seconds)


def _side(text: str) -> tuple[str, frozenset[str]]:
    parts, names, end = [], set(), 0
    text = text.strip()
    while end < len(text):
        token = _TOKEN.match(text, end)
        if token is None:
            sentence = f"{text[end:].strip()!r} cannot stand there: numbers, $parameters, threshold and + - * / ( ) can"
            raise ValueError(sentence)
        if token["parameter"]:
            names.add(token["parameter"])
        parts.append("series.threshold" if token["column"] else token[0].strip())
        end = token.end()
    if not _is_arithmetic(parts):
        sentence = f"{text!r} is no arithmetic: write a number, or one such as `$threshold * 0.8`"
        raise ValueError(sentence)
    return " ".join(parts), frozenset(names)


_ARITHMETIC = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}


def _computed(node: ast.expr, parameters: Mapping[str, Any]) -> float:
    """What a side is worth; it has numbers, names of parameters and arithmetic only."""
    if isinstance(node, ast.BinOp):
        return float(_ARITHMETIC[type(node.op)](_computed(node.left, parameters), _computed(node.right, parameters)))
    if isinstance(node, ast.UnaryOp):
        return -_computed(node.operand, parameters)
    return float(parameters[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node))


def _is_arithmetic(parts: list[str]) -> bool:
    """Whether operands and operators take turns, and brackets are closed."""
    depth, wants_operand = 0, True
    for part in parts:
        if part == "(" and wants_operand:
            depth += 1
        elif part == ")" and not wants_operand and depth:
            depth -= 1
        elif part in "+-*/" and (not wants_operand or part == "-"):
            wants_operand = True
        elif part not in ("(", ")", "+", "-", "*", "/") and wants_operand:
            wants_operand = False
        else:
            return False
    return depth == 0 and not wants_operand
