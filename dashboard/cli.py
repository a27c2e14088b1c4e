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
    from dashboard import command_line  # noqa: PLC0415 (a hundred megabytes that the supervisor does without)

    sys.exit(command_line.run())


if __name__ == "__main__":
    main()
