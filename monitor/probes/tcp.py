"""Whether a port takes connections and, where it is asked for, whether the other side says what it should."""

from __future__ import annotations

from pydantic import Field

from monitor import outcome

_MOST_BYTES = 64 * 1024

EXAMPLE = """\
name = "printer"
kind = "tcp"
host = "10.0.0.9"
port = 9100
"""


class Settings(outcome.ProbeSettings):
    """A TCP port."""

    host: str = Field(min_length=1, description="The host, a name or an address.")
    port: int = Field(ge=1, le=65535, description="The port.")
    send: str | None = Field(default=None, description="What is sent first, such as `PING\\r\\n`.")
    expect: str | None = Field(default=None, min_length=1, description="A text that must come then.")

    @property
    def target(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Connect, send and read until the text has come."""
    with context.limit.connect(settings.host, settings.port) as connection:
        if settings.send is not None:
            connection.sendall(settings.send.encode())
        if settings.expect is None:
            return outcome.healthy("It takes connections.")
        wanted, found = settings.expect.encode(), b""
        while wanted not in found:
            more = connection.recv(4096)
            if not more or len(found) > _MOST_BYTES:
                sentence = f"It did not say {settings.expect!r}."
                raise outcome.ProbeError(sentence)
            found += more
    return outcome.healthy(f"It said {settings.expect!r}.")
