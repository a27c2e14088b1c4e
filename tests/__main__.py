"""`python -m tests`: every check there is, one after the other; the first that fails ends it.

Style and types come first because they are quick; a short crash soak and a small benchmark, which fails only if it
cannot run, come last. Arguments go to pytest, and then nothing follows it. A name of `GROUPS` runs the tests of that
group and nothing else. A test that was skipped is a failure: what it needs is installed here (Playwright's browser,
where the system has no Chromium) or by the package manager.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECURITY = ("tests/dashboard/test_any_names.py", "tests/dashboard/test_hostile.py", "tests/sql/test_sandbox.py")
GROUPS: dict[str, tuple[str, ...]] = {
    "browser": ("tests/e2e",),
    "faults": ("tests/faults",),
    "security": _SECURITY,
    "unit": ("tests", "--ignore=tests/e2e", "--ignore=tests/faults", *(f"--ignore={path}" for path in _SECURITY)),
}
"""The groups of tests by name: what pytest is told to run. Each test is in one of them."""


def checks(pytest_arguments: list[str]) -> list[list[str]]:
    """The commands, in order."""
    python = [sys.executable, "-m"]
    browser = (
        [] if any(map(shutil.which, BROWSERS)) else [[*python, "playwright", "install", "--with-deps", "chromium"]]
    )
    if pytest_arguments and pytest_arguments[0] in GROUPS:
        name, *more = pytest_arguments
        return [[*python, "pytest", *GROUPS[name], *(more or ["-n", "auto"])]]
    explorer = [*python, "tests.faults.explorer", "--orders", "20000", "--points", "2", "--seed", "14"]
    long = [explorer, [*python, "tests.faults.soak", "--minutes", "1.5"], [*python, "tests.bench", "--runs", "1"]]
    return [
        *browser,
        [*python, "ruff", "check", "."],
        [*python, "ruff", "format", "--check", "."],
        [*python, "mypy"],
        [str(Path(sys.executable).parent / "lint-imports")],
        [*python, "pytest", "--no-skips", *(pytest_arguments or ["-n", "auto"])],
        *([] if pytest_arguments else long),
    ]


def main() -> int:
    """Run them all; the status of the first that fails, else 0."""
    for command in checks(sys.argv[1:]):
        print("+", " ".join(command[1:]), flush=True)  # noqa: T201 (a command's own output)
        done = subprocess.run(command, cwd=ROOT, env=os.environ, check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
