"""What every test has: with `--no-skips` a skipped test fails the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import patience

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


_HANGS_AFTER = 300.0
"""Seconds after which a test on an idle, ordinary machine is taken to hang."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what counts as hanging follow the machine, as all deadlines of tests do."""
    limit = pytest.mark.timeout(patience.seconds(_HANGS_AFTER))
    for item in items:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(limit)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--no-skips`."""
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn skipped tests into a failure of the run, where asked."""
    reporter: TerminalReporter | None = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
