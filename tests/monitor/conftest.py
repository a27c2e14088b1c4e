"""Real services, started once when a test asks for them, and a package of kinds that a test fills with files."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from tests import services
from tests.monitor.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.services import Service

_PLAIN = '''"""A kind of a test."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from monitor import kinds


class Settings(kinds.KindSettings):
    """What it takes."""

    url: SecretStr = Field(description="Where it is.")
    folder: Path | None = Field(default=None, description="Where to look.")
    warn: kinds.Duration = Field(default=0.5, description="What is slow.")
'''


@pytest.fixture
def own_kinds(tmp_path: Path) -> Iterator[Callable[..., ModuleType]]:
    """Makes the package `own_kinds` with files of these names and texts; one with settings where no text is given."""

    def make(**files: str | None) -> ModuleType:
        folder = tmp_path / "own_kinds"
        folder.mkdir()
        (folder / "__init__.py").touch()
        for name, text in files.items():
            (folder / f"{name}.py").write_text(_PLAIN if text is None else text, encoding="utf-8")
        sys.path.insert(0, str(tmp_path))
        importlib.invalidate_caches()
        return importlib.import_module("own_kinds")

    yield make
    if str(tmp_path) in sys.path:
        sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "own_kinds"]:
        del sys.modules[name]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who signs the certificates of TLS servers."""
    return Authority.new(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def postgresql(authority: Authority) -> Iterator[Service]:
    """A PostgreSQL server."""
    with services.running(services.postgresql(authority.issue())) as service:
        yield service


@pytest.fixture(scope="session")
def redis() -> Iterator[Service]:
    """A Redis server."""
    with services.running(services.redis()) as service:
        yield service


@pytest.fixture(scope="session")
def mariadb(authority: Authority) -> Iterator[Service]:
    """A MariaDB server."""
    with services.running(services.mariadb(authority.issue())) as service:
        yield service


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Service]:
    """A RabbitMQ server."""
    with services.rabbitmq() as service:
        yield service
