"""What every answer tells a browser, and which of Streamlit's doors are closed."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from tests import patience
from tests.dashboard.support import environment
from tests.security.asking import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.dashboard.support import Server

PATHS = (
    "/",
    "/logs",
    "/app/static/plotly.js",
    "/app/static/logo.svg",
    "/api/v1/status",
    "/api/v1/nothing",
    "/api/openapi.json",
    "/healthz",
    "/metrics",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/favicon.png",
    "/media/x",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_every_answer_is_kept_from_other_sites(attacked: Server, path: str, headers: dict[str, str]) -> None:
    """No frame, no guessing of types, no word of where a person came from or of what serves it; also on a refusal."""
    told = ask(attacked.url, "GET", path, headers).headers
    policy = dict(rule.split(" ", 1) for rule in told["content-security-policy"].split("; "))
    assert ("nosniff", "same-origin", "same-origin", "'self'", set()) == (
        told["x-content-type-options"],
        told["referrer-policy"],
        told["cross-origin-resource-policy"],
        policy["frame-ancestors"],
        {"server", "access-control-allow-origin", "x-powered-by"} & told.keys(),
    )


def test_pages_run_only_own_scripts(attacked: Server) -> None:
    """A script that stands in a page's text does not run: neither inline nor made of text, nor from elsewhere."""
    policy = ask(attacked.url, "GET", "/").headers["content-security-policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src "))
    assert (False, False, False) == ("unsafe-inline" in scripts, "'unsafe-eval'" in scripts, "http" in scripts)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/upload_file/a/b",
        "/%5fstcore/metrics",
        "/component/x/y.js",
        "/auth/login",
        "/oauth2callback",
    ],
)
def test_doors_that_nobody_needs_are_closed(attacked: Server, path: str) -> None:
    """Whatever the method."""
    assert {404} == {ask(attacked.url, method, path).status for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS")}


def test_no_other_site_may_steer_the_pages(attacked: Server) -> None:
    """The list of sites whose messages the pages obey is empty."""
    assert json.loads(ask(attacked.url, "GET", "/_stcore/host-config").body)["allowedOrigins"] == []


_OPTIONS = """
    import json
    from streamlit import config
    from dashboard.server import server
    from dashboard.server.runtime import Runtime
    from ingest.settings import Settings
    from sql.warehouse import MEMORY, Warehouse

    with Warehouse.open(MEMORY) as warehouse:
        server.create_app(server.Site(Runtime(Settings(warehouse=MEMORY), warehouse)), "http://127.0.0.1:1")
    names = [name for name in config._config_options_template if not name.startswith("theme.")]
    print(json.dumps({name: repr(config.get_option(name)) for name in names}))
"""
_LEFT = {
    "runner.connectionDefaultTTL",
    "server.cookieSecret",
    "server.maxCacheDataSize",
    "server.websocketPingInterval",
}
_LEFT |= {"browser.serverPort", "server.port"}
"""What may be said there: it opens nothing, or nobody asks for it."""
_ODD = {bool: "true", int: "7", float: "7.0", str: "odd"}


def _options(folder: Path, **more: str) -> dict[str, str]:
    printed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_OPTIONS)],
        cwd=folder,
        env=environment(HOME=str(folder), **more),
        capture_output=True,
        text=True,
        timeout=patience.seconds(120),
        check=True,
    ).stdout
    found: dict[str, str] = json.loads(printed.splitlines()[-1])
    return found


def test_streamlit_is_told_by_us_alone(tmp_path: Path) -> None:
    """Variables and files of Streamlit change no option but those of the look."""
    from streamlit import config  # noqa: PLC0415 (Streamlit is slow to load, and only this asks it)

    plain, odd = tmp_path / "plain", tmp_path / "odd"
    plain.mkdir()
    (odd / ".streamlit").mkdir(parents=True)
    options = {
        n: o for n, o in config._config_options_template.items() if not n.startswith("theme.") and n not in _LEFT
    }
    said = {n: '["odd"]' if o.multiple else _ODD.get(o.type, "odd") for n, o in options.items()}
    lines = [f"{n} = {v if v[0] == '[' or v in {'true', '7', '7.0'} else repr(v)}" for n, v in said.items()]
    (odd / ".streamlit" / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    variables = {options[name].env_var: value for name, value in said.items()}
    expected = _options(plain)
    changed = {name: value for name, value in _options(odd, **variables).items() if value != expected[name]}
    assert ({}, True) == ({name: value for name, value in changed.items() if name not in _LEFT}, len(said) > 40)
