"""Write the demo's logs without the rest of Longtail.

- `python -m dashboard.demo sample data/sample`: remakes the bundled sample, byte for byte
- `python -m dashboard.demo history DIR`: the demo's history up to now
- `python -m dashboard.demo live DIR`: the history, then live until interrupted
- `python -m dashboard.demo lines FILE 1000000`: lines for a benchmark
"""

import argparse
import shutil
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from dashboard.demo import files, live, shop

SAMPLE_NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
SAMPLE_DAYS = 1.6
SAMPLE_RATE = 0.016
SAMPLE_SEED = 52
SAMPLE_SERVICES = ("orders", "storefront")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.demo", description="Write a believable shop's logs.")
    parser.add_argument("what", choices=("sample", "history", "live", "lines"))
    parser.add_argument("target", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=1_000_000, help="how many lines (only for 'lines')")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        _run(options.what, options.target, options.count, options.seed)
    except KeyboardInterrupt:
        return 0
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def make_sample(directory: Path) -> None:
    """Write the bundled sample into `directory`, in place of what is there."""
    for service in (*SAMPLE_SERVICES, files.NOTES):
        shutil.rmtree(directory / service, ignore_errors=True)
    shop.simulate(
        directory, now=SAMPLE_NOW, seed=SAMPLE_SEED, days=SAMPLE_DAYS, rate=SAMPLE_RATE, services=SAMPLE_SERVICES
    )


def _run(what: str, target: Path, count: int, seed: int) -> None:
    if what == "sample":
        make_sample(target)
    elif what == "lines":
        shop.write_lines(target, count, seed)
    elif what == "history":
        sys.stdout.write(shop.simulate(target, now=datetime.now(UTC), seed=seed).to_json())
    else:
        live.run(target, seed=seed, stop=threading.Event())


if __name__ == "__main__":
    sys.exit(main())
