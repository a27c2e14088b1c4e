"""How many cases generated tests draw.

Most of what a generator may find it finds among the first cases. So every run draws some, and the long run, before a
release or after a change of what is generated, draws all.
"""

from __future__ import annotations

import os

AT_LENGTH = "TESTS_AT_LENGTH"
"""The variable of the environment that asks for the long run, with any value."""


def rounds(some: int, all_of_them: int) -> int:
    """The number of cases that a test draws; the first ones are the same in both runs where the test has a seed."""
    return all_of_them if os.environ.get(AT_LENGTH) else some
