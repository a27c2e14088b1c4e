"""`python -m tests.security.functions`: call every function that is offered, see what becomes of the process."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sql import statement_check
from sql.warehouse import MEMORY, Warehouse
from tests.security.functions import calls
from tests.security.functions.child import Child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.security.functions.calls import Function
    from tests.security.functions.child import Ended

AT_LENGTH = 5
"""With so many calls for each function, each parameter also gets each of the deep texts."""
BAD = ("died", "hangs", "grows", "failed")


def offered() -> dict[str, list[Function]]:
    """The forms of each function that the sandbox offers, by name, and the casts."""
    found: dict[str, list[Function]] = {}
    with Warehouse.open(MEMORY) as warehouse, warehouse.reader() as cursor:
        for one in calls.functions(cursor):
            if one.kind == "cast" or statement_check.is_offered(one.name, one.kind):
                found.setdefault(one.name, []).append(one)
    return found


def tried(seed: int, many: int, only: str) -> Iterator[tuple[Function, str, Ended]]:
    """Call each function so many times; `only` is a part of its name."""
    found = list(offered().items())
    Random(seed).shuffle(found)
    with Child() as child:
        for name, forms in found:
            random = Random(f"{seed} {name}")
            if only not in name:
                continue
            drawn = [random.choice(forms) for _ in range(many)]
            texts = [(one, calls.statement(random, one)) for one in drawn]
            texts += [(one, text) for one in (forms if many >= AT_LENGTH else ()) for text in calls.deep(random, one)]
            for function, text in texts:
                yield function, text, child.ask(text)


def main() -> int:
    """Status 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.functions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calls", type=int, default=20, help="for each function")
    parser.add_argument("--only", default="", help="a part of the name")
    parser.add_argument("--report", type=Path, help="write what was found here, a JSON object a line")
    given = parser.parse_args()
    ways: Counter[str] = Counter()
    for function, text, ended in tried(given.seed, given.calls, given.only):
        ways[ended.how] += 1
        if ended.how not in BAD:
            continue
        cost = f"{ended.seconds:5.1f} s {ended.grown >> 20:5} MiB"
        print(f"{ended.how:6} {function.name:30} {cost} {text[:100]}", flush=True)  # noqa: T201 (a command's own output)
        if given.report:
            found = {"how": ended.how, "name": function.name, "kind": function.kind, "said": ended.said, "text": text}
            with given.report.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
    print(dict(ways))  # noqa: T201 (a command's own output)
    return int(any(ways[how] for how in BAD))


if __name__ == "__main__":
    raise SystemExit(main())
