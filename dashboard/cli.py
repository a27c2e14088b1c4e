"""The entry point of the `longtail` command: a server gets its supervisor first, everything else runs in this process.

Whatever is imported here is in the supervisor's memory, too: nothing but the standard library's smallest parts.
"""

from __future__ import annotations

import os
import sys

from dashboard import signals
from dashboard.server import supervisor

PRIVATE = 0o077
"""The rights that no new file or folder gives: those of the group and of others."""


def main() -> None:
    """Run the `longtail` command. What it makes is for this user only: it holds what stood in logs."""
    os.umask(PRIVATE)
    if supervisor.is_wanted(sys.argv[1:]):
        supervisor.supervise()
    signals.install()
    if "ingest" in sys.argv[1:3]:
        sys.meta_path.insert(0, _WithoutPandas())
    from dashboard import command_line  # noqa: PLC0415 (a hundred megabytes that the supervisor does without)

    sys.exit(command_line.run())


class _WithoutPandas:
    """Lets pandas count as not installed, as an importer of modules that comes before all others.

    DuckDB and PyArrow import it for the first value that they are given, only to see whether it is one of pandas' own.
    That takes half a second, as long as reading 50,000 lines. Only for `longtail ingest`: pages need pandas.
    """

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        """Raise ModuleNotFoundError for pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


if __name__ == "__main__":
    main()
