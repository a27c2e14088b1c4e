"""Real services on loopback for tests: each in a folder of its own, on free ports, ended by its process.

They come from Debian's packages (`.ci/run` installs them). As root, those that refuse root run as the user that their
package made. A service can be killed and started again on the same port and folder, as an outage is.
"""

from __future__ import annotations

import http
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.patience import Deadline, seconds, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HOST = "127.0.0.1"
_START_SECONDS = 60.0
_RABBITMQ_SECONDS = 120.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def program(name: str, *places: str) -> str:
    """The path of a program; the newest of those that match `places`, where it is not in PATH."""
    found = [str(path) for place in places for path in sorted(Path("/").glob(place.lstrip("/")), reverse=True)]
    where = next(iter(found), None) or shutil.which(name)
    if where is None:
        sentence = f"{name} is not installed: .ci/run says by which package."
        raise AssertionError(sentence)
    return where


@dataclass(slots=True)
class Service:
    """A server that runs: where it listens, who may in, and how to end and start it."""

    name: str
    port: int
    folder: Path
    command: Sequence[str]
    is_up: Callable[[Service], bool]
    user: str = ""
    password: str = ""
    account: str = ""
    """The system's user that it runs as, where it refuses root."""
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = _START_SECONDS
    other_port: int = 0
    """Where it listens too: RabbitMQ's management plugin."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                as_user(self.account, self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        deadline = Deadline(self.patience)
        while not self.is_up(self):
            if self.process.poll() is not None or deadline.is_over:
                self.kill()
                sentence = f"{self.name} does not start: {self.log.read_text(errors='replace')[-2000:]}"
                raise AssertionError(sentence)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            self.process = None
        wait_for(lambda: not listens(self), f"{self.name} is gone", _START_SECONDS)


def as_user(account: str, command: Sequence[str]) -> list[str]:
    """The command, run as that user of the system where this one is root."""
    if not account or os.geteuid() != 0:
        return list(command)
    return ["setpriv", f"--reuid={account}", f"--regid={account}", "--clear-groups", *command]


def listens(service: Service) -> bool:
    """Whether its port takes connections."""
    try:
        with socket.create_connection((HOST, service.port), timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """The service from start to end; its folder goes with it."""
    try:
        service.start()
        yield service
    finally:
        service.kill()
        shutil.rmtree(service.folder, ignore_errors=True)


def _folder(name: str, account: str = "") -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"longtail-{name}-"))
    if account and os.geteuid() == 0:
        shutil.chown(folder, account, account)
    return folder


def _run(command: Sequence[str], **options: object) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds(120), **options)  # type: ignore[call-overload] # options are run's own
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return str(done.stdout)


def _certificate(folder: Path, account: str, source: Path | None) -> str:
    """A copy of a key and its certificate that the service may read, as it wants it; empty where there is none."""
    if source is None:
        return ""
    copy = folder / "server.pem"
    shutil.copy(source, copy)
    copy.chmod(0o600)
    if account and os.geteuid() == 0:
        shutil.chown(copy, account, account)
    return str(copy)


def postgresql(certificate: Path | None = None) -> Service:
    """PostgreSQL with the user `longtail` and its password; TLS too where it has a file of key and certificate."""
    account, folder, port = "postgres", _folder("postgresql", "postgres"), free_port()
    password, data = secrets.token_hex(8), folder / "data"
    initdb = program("initdb", "/usr/lib/postgresql/*/bin/initdb")
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o644)
    make = [initdb, "-D", str(data), "-U", "longtail", "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    _run(as_user(account, make), cwd=folder)
    options = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    more = [
        "-c",
        "shared_buffers=16MB",
        "-c",
        "shared_preload_libraries=pg_stat_statements",
        "-c",
        "max_connections=30",
    ]
    if pem := _certificate(folder, account, certificate):
        more += ["-c", "ssl=on", "-c", f"ssl_cert_file={pem}", "-c", f"ssl_key_file={pem}"]
    server = program("postgres", "/usr/lib/postgresql/*/bin/postgres")
    ready = program("pg_isready", "/usr/lib/postgresql/*/bin/pg_isready")
    command = [server, "-D", str(data), "-p", str(port), *options, *more]

    def is_up(service: Service) -> bool:
        asked = [ready, "-q", "-h", HOST, "-p", str(service.port)]
        return subprocess.run(asked, check=False, timeout=seconds(60)).returncode == 0

    return Service("postgresql", port, folder, command, is_up, "longtail", password, account)


def redis() -> Service:
    """Redis that wants a password."""
    folder, port, password = _folder("redis"), free_port(), secrets.token_hex(8)
    options = ["--bind", HOST, "--requirepass", password, "--save", "", "--dir", str(folder)]
    command = [program("redis-server"), "--port", str(port), *options]
    return Service("redis", port, folder, command, listens, "", password)


def mariadb(certificate: Path | None = None) -> Service:
    """MariaDB with the user `longtail` and its password; TLS too where it has a file of key and certificate."""
    account, folder, port, password = "mysql", _folder("mariadb", "mysql"), free_port(), secrets.token_hex(8)
    data, start = folder / "data", folder / "start.sql"
    install = program("mariadb-install-db")
    _run(as_user(account, [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]))
    grants = f"grant all on *.* to 'longtail'@'127.0.0.1' identified by '{password}';"
    start.write_text(f"delete from mysql.user where user = '';\nflush privileges;\n{grants}\n", encoding="ascii")
    start.chmod(0o644)
    options = [f"--datadir={data}", f"--socket={folder}/socket", f"--init-file={start}", "--skip-name-resolve"]
    small = ["--innodb-buffer-pool-size=8M", "--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder}/pid"]
    if pem := _certificate(folder, account, certificate):
        small += [f"--ssl-cert={pem}", f"--ssl-key={pem}"]
    server = program("mariadbd", "/usr/sbin/mariadbd")
    command = [server, "--no-defaults", f"--port={port}", f"--bind-address={HOST}", *options, *small]
    return Service("mariadb", port, folder, command, listens, "longtail", password, account)


@contextmanager
def rabbitmq() -> Iterator[Service]:
    """RabbitMQ, which runs with its management plugin, with the user `longtail` and its password."""
    folder, port, name_port, other_port = _folder("rabbitmq"), free_port(), free_port(), free_port()
    password = secrets.token_hex(8)
    settings = folder / "rabbitmq.conf"
    settings.write_text(
        f"listeners.tcp.1 = {HOST}:{port}\ndefault_user = longtail\ndefault_pass = {password}\n"
        "loopback_users = none\nlog.console = true\nlog.file = false\n"
        f"management.tcp.ip = {HOST}\nmanagement.tcp.port = {other_port}\n",
        encoding="ascii",
    )
    (folder / "plugins").write_text("[rabbitmq_management].\n", encoding="ascii")
    environment = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"longtail{port}@localhost",
        "RABBITMQ_CONFIG_FILE": str(settings.with_suffix("")),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none",
        "ERL_EPMD_PORT": str(name_port),
        "ERL_EPMD_ADDRESS": HOST,
    }
    names = Service("epmd", name_port, folder, [program("epmd")], listens, environment=environment)
    server = program("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")
    broker = Service(
        "rabbitmq",
        port,
        folder,
        [server],
        listens,
        "longtail",
        password,
        environment=environment,
        patience=_RABBITMQ_SECONDS,
        other_port=other_port,
    )
    with running(names), running(broker):
        yield broker


def nginx(configuration: str = "") -> Service:
    """Nginx that says `ok` at /, and whatever else a server block of `configuration` says."""
    folder, port = _folder("nginx"), free_port()
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    settings = folder / "nginx.conf"
    settings.write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{temporary}"
        f"    access_log off;\n    server {{\n        listen {HOST}:{port};\n        listen 127.0.0.2:{port};\n"
        f"        location = / {{ default_type text/plain; return 200 ok; }}\n{configuration}\n    }}\n}}\n",
        encoding="utf-8",
    )
    command = [program("nginx", "/usr/sbin/nginx"), "-p", str(folder), "-c", str(settings)]
    return Service("nginx", port, folder, command, listens)


def alertmanager() -> Service:
    """Alertmanager that keeps what it gets and tells nobody."""
    folder, port = _folder("alertmanager"), free_port()
    settings = folder / "alertmanager.yml"
    settings.write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n", encoding="ascii")
    options = [f"--config.file={settings}", f"--storage.path={folder}/data", "--cluster.listen-address="]
    command = [program("prometheus-alertmanager"), f"--web.listen-address={HOST}:{port}", *options]
    return Service("alertmanager", port, folder, command, _is_ready)


def _is_ready(service: Service) -> bool:
    try:
        with urlopen(f"http://{HOST}:{service.port}/-/ready", timeout=5) as reply:
            return bool(reply.status == http.HTTPStatus.OK)
    except OSError:
        return False
