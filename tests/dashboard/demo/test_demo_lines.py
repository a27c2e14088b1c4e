"""Lines for benchmarks, and the bundled sample."""

import gzip
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from dashboard.demo import __main__ as command
from dashboard.demo import incident, shop

SAMPLE = Path(__file__).parents[3] / "data" / "sample"


def contents(directory: Path) -> dict[str, bytes]:
    """What every file holds, archives unpacked: how deflate packs differs from one zlib to the next."""
    found = {}
    for path in (p for p in directory.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                data = b"".join(archive.read(entry) for entry in archive.infolist())
        found[str(path.relative_to(directory))] = data
    return found


def test_write_lines_writes_that_many_valid_lines(tmp_path: Path) -> None:
    """Exactly as many lines as asked for, by time, app and access, about one in 25 an error with its stack."""
    target = tmp_path / "app.log"
    size = shop.write_lines(target, 20_000, seed=8)
    found = [json.loads(line) for line in target.read_bytes().splitlines()]
    stamps = [r["timestamp"] for r in found]
    kinds = Counter("error" if "exception" in r else "access" if "status" in r else "app" for r in found)
    assert (len(found), size) == (20_000, target.stat().st_size)
    assert stamps == sorted(stamps)
    assert 0.035 < kinds["error"] / 20_000 < 0.05
    assert min(kinds["access"], kinds["app"]) > 5_000
    assert len({r["request_id"] for r in found}) > 9_000


def test_write_lines_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """One seed gives one text, another seed another."""
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    for path, seed in ((one, 1), (two, 1), (other, 2)):
        shop.write_lines(path, 500, seed=seed)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("lines", [0, 1])
def test_write_lines_writes_few_lines(tmp_path: Path, lines: int) -> None:
    """None and one are numbers of lines too."""
    shop.write_lines(tmp_path / "app.log", lines)
    assert (tmp_path / "app.log").read_bytes().count(b"\n") == lines


def test_the_sample_is_what_its_command_makes(tmp_path: Path) -> None:
    """`python -m dashboard.demo sample` remakes the bundled sample, names and content."""
    assert command.main(["sample", str(tmp_path / "sample")]) == 0
    assert contents(tmp_path / "sample") == contents(SAMPLE)


def test_the_sample_is_small_and_has_the_incident() -> None:
    """Less than 300 KB of two services, with requests that failed in the incident."""
    size = sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file())
    services = {p.name for p in SAMPLE.iterdir()} - {".longtail-demo"}
    assert size < 300_000
    assert services == {"orders", "storefront"}
    assert incident.read(SAMPLE).failed_requests == 3


def test_remaking_the_sample_replaces_what_was_there(tmp_path: Path) -> None:
    """Made twice into one folder is made once."""
    for _ in range(2):
        command.make_sample(tmp_path)
    assert contents(tmp_path) == contents(SAMPLE)


def test_the_command_writes_lines(tmp_path: Path) -> None:
    """`lines FILE N` writes N lines."""
    assert command.main(["lines", str(tmp_path / "app.log"), "300", "--seed", "3"]) == 0
    assert (tmp_path / "app.log").read_bytes().count(b"\n") == 300


def test_the_command_says_in_one_sentence_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of somebody else's gives exit status 2 and a sentence, no traceback."""
    (tmp_path / "notes.txt").write_text("mine")
    assert command.main(["history", str(tmp_path)]) == 2
    expected = f"{tmp_path} holds files that the demo did not write; choose an empty or new folder.\n"
    assert capsys.readouterr().err == expected
