"""The kill test of alerts: `python -m tests.faults.alerts --minutes N [--seed S]`.

Services log errors, sites fail and queues grow by a seeded script; a `longtail serve` with quick rules watches, and is
killed at random moments, also while it sends. A webhook and a mail server refuse, hang, ask for patience, and take
without answering. At the end every change of the script was told, in its order, under one key, repeats only where a
kill or a missing answer explains them and marked as such; nothing is left open, and the tables say what the receivers
took. Exit status 0 says so; else what is wrong is printed, and the folder stays.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.alerts.run import Run


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.alerts", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long things break and heal")
    parser.add_argument("--longest", type=float, default=24.0, help="the most seconds between two kills")
    parser.add_argument(
        "--whole-share", type=float, default=0.15, help="how many of the starts are of the whole server, 0 to 1"
    )
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 32)
    folder = Path(tempfile.mkdtemp(prefix="longtail-alerts-"))
    run = Run(folder, seed, longest=given.longest, whole_share=given.whole_share)
    wrong = run.run(given.minutes * 60)
    print(run.told())
    print("\n".join(wrong) if wrong else "Every change was told.")
    if wrong:
        print(f"The folder stays: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
