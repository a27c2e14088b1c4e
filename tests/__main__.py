"""`python -m tests`: every check there is, step by step; the first step that fails ends it.

Style and types come first because they are quick; the explorer of orders of events, a short crash soak, a short siege
and a short kill test of alerts come last, side by side: soak and kill test wait most of their time, and the limits of
the siege follow the machine.
Arguments go to pytest, and then nothing follows it. A name of `GROUPS` runs the tests of that
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
_SECURITY = (
    "tests/dashboard/test_any_names.py",
    "tests/dashboard/test_hostile.py",
    "tests/security",
    "tests/sql/test_sandbox.py",
)
_APART: dict[str, tuple[str, ...]] = {
    "browser": ("tests/e2e",),
    "faults": ("tests/faults",),
    "pages": ("tests/dashboard/app_pages",),
    "security": _SECURITY,
    "service": (
        "tests/bench",
        "tests/corpora/test_command.py",
        "tests/dashboard/commands",
        "tests/dashboard/demo",
        "tests/dashboard/server",
    ),
}
"""The groups that have folders of their own. `pages` draws pages without a browser; `service` runs commands and servers
as processes, the demo and the benchmark."""
GROUPS: dict[str, tuple[str, ...]] = {
    **_APART,
    "unit": ("tests", *(f"--ignore={path}" for paths in _APART.values() for path in paths)),
}
"""The groups of tests by name: what pytest is told to run. Each test is in one of them; `unit` has all others."""
_ON_ALL_CORES = ("-n", "auto", "--dist", "worksteal")
"""Each core begins with tests that stand together and share servers and warehouses; at the end it helps the others."""


def checks(pytest_arguments: list[str]) -> list[list[list[str]]]:
    """The steps, in order: the commands of a step run side by side."""
    python = [sys.executable, "-m"]
    browser = (
        [] if any(map(shutil.which, BROWSERS)) else [[[*python, "playwright", "install", "--with-deps", "chromium"]]]
    )
    if pytest_arguments and pytest_arguments[0] in GROUPS:
        name, *more = pytest_arguments
        return [[[*python, "pytest", *GROUPS[name], *(more or _ON_ALL_CORES)]]]
    explorer = [*python, "tests.faults.explorer", "--orders", "20000", "--points", "2", "--seed", "14"]
    soak = [*python, "tests.faults.soak", "--minutes", "1.5"]
    alerts = [*python, "tests.faults.alerts", "--minutes", "1.5", "--seed", "14"]
    siege = [*python, "tests.security.siege", "--minutes", "1", "--seed", "14"]
    return [
        *browser,
        [[*python, "ruff", "check", "."]],
        [[*python, "ruff", "format", "--check", "."]],
        [[*python, "mypy"], [str(Path(sys.executable).parent / "lint-imports")]],
        [[*python, "pytest", "--no-skips", *(pytest_arguments or _ON_ALL_CORES)]],
        *([] if pytest_arguments else [[explorer, soak, siege, alerts]]),
    ]


def _environment() -> dict[str, str]:
    """That of this process, but compiled modules are kept: tests start some hundred processes that import them all."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    """Run them all; the status of the first that fails, else 0."""
    for commands in checks(sys.argv[1:]):
        print("+", " & ".join(" ".join(command[1:]) for command in commands), flush=True)  # noqa: T201 (its output)
        running = [subprocess.Popen(command, cwd=ROOT, env=_environment()) for command in commands]
        failed = [status for process in running if (status := process.wait()) != 0]
        if failed:
            return failed[0]
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
