"""The siege: `python -m tests.security.siege --minutes N [--seed S]`.

A real `longtail serve` over a folder with writers. At once, from threads with seeds of their own: hostile statements
from many addresses, hostile requests, floods of connections, hostile log lines, and pages and API in use. Status 0 says
that the process never ended, no answer was later than its limit, memory stayed below its limit, nothing answered 500,
the server's output has no traceback, and every line that was written is stored or rejected, once. Else what went wrong
is printed with its seed and item, whole in `findings.jsonl`, and the folder stays.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from tests.security.siege.siege import Siege

_DESCRIPTORS = 4_096


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.siege", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 32)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(_DESCRIPTORS, hard), hard))
    folder = Path(tempfile.mkdtemp(prefix="longtail-siege-"))
    siege = Siege(folder, seed)
    siege.run(given.minutes * 60)
    print("\n".join(siege.told()), flush=True)
    if not siege.findings.is_empty:
        print(f"The folder stays: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
