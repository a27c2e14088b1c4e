"""The crash soak: `python -m tests.faults.soak --minutes N`.

Real programs write in every style of rotation that there is (tests/faults/soak/styles), a `longtail serve` follows; it
is killed at random moments, paused, its disk is full for a while, its clock jumps, and it is started again. At the end
every line that was written stands in the warehouse exactly once, with no gap, no reject and no possible duplicate, and
the ledger adds up. Exit status 0 says so; else the differences are printed, and the folder stays.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.soak import clock, styles
from tests.faults.soak.soak import Soak
from tests.faults.soak.writing import write


def main() -> int:
    """Run the soak, or be one of its writers."""
    arguments = _arguments()
    if arguments.write:
        write(arguments.write, arguments.dir, arguments.rate, arguments.minutes * 60, arguments.seed)
        return 0
    absent = [sentence for name in arguments.styles if (sentence := styles.missing(name))]
    if clock.library() is None:
        absent.append("The clock cannot be made to jump: install the package faketime.")
    if absent:
        print("\n".join(absent))
        return 2
    return _soak(arguments)


def _soak(arguments: argparse.Namespace) -> int:
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 32)
    folder = Path(tempfile.mkdtemp(prefix="longtail-soak-"))
    soak = Soak(folder, arguments.styles, seed, longest=arguments.longest, whole_share=arguments.whole_share)
    try:
        wrong = soak.run(arguments.minutes * 60, arguments.rate)
        print(soak.told())
        print("\n".join(wrong) if wrong else "Every line stands exactly once.")
        if wrong:
            kept = folder.with_name(f"{folder.name}-warehouse")
            shutil.copytree(folder / "disk", kept)
            print(f"The logs stay in {folder / 'logs'}, the warehouse in {kept}.")
    finally:
        soak.close()
    if not wrong:
        shutil.rmtree(folder)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.5, help="how long is written")
    parser.add_argument("--rate", type=float, default=5000, help="lines a second, of all writers")
    parser.add_argument("--styles", nargs="+", choices=styles.names(), default=styles.names(), metavar="STYLE")
    parser.add_argument("--longest", type=float, default=4.0, help="the most seconds between two disturbances")
    parser.add_argument(
        "--whole-share", type=float, default=0.3, help="how many of the starts are of the whole server, 0 to 1"
    )
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--write", choices=styles.names(), help=argparse.SUPPRESS)
    parser.add_argument("--dir", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
