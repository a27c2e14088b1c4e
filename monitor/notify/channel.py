"""What every channel may be told in the settings, and what the other side said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from monitor import targets
from monitor.kinds import Duration, NamedSettings

HTTP = {"https": 443, "http": 80}
"""The schemes of addresses that are posted to, with their ports."""

PROXIES = {"http": 3128}
"""The scheme of a proxy, with its usual port."""

Url = Annotated[SecretStr, AfterValidator(targets.checked(HTTP))]
"""An address that is posted to. Who knows it may post there, so it is a secret."""


class ChannelSettings(NamedSettings):
    """What every `[[channel]]` may have."""

    timeout: Duration = Field(default=10.0, description="What sending one notification may take; then it is ended.")
    title: str | None = Field(
        default=None, description="A [template](../channels.md#templates) for the title, in place of Longtail's own."
    )
    body: str | None = Field(
        default=None, description="A [template](../channels.md#templates) for what is below the title."
    )

    @property
    def target(self) -> str:
        """Who is told, for people: never with a password."""
        return ""


class HttpSettings(ChannelSettings):
    """What every channel that posts to an address may have."""

    proxy: Annotated[SecretStr, AfterValidator(targets.checked(PROXIES))] | None = Field(
        default=None, description="An HTTP proxy on the way there, `http://user:password@host:port`."
    )
    verify: targets.Verify = True
    ca_file: targets.CaFile = None

    @property
    def address(self) -> str:
        """Where it is posted to."""
        raise NotImplementedError

    @property
    def target(self) -> str:
        """The host: the path is the secret of many."""
        return urlsplit(self.address).hostname or ""


class ChartSettings(BaseModel):
    """What a channel has that takes a picture."""

    chart: bool = Field(default=True, description="Whether a small chart of the value comes with it.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: `text` is one line, `status` its number, where it has one."""

    ok: bool
    status: int | None
    text: str
    retry_after: float | None = None
    """Seconds that it wants to be left alone."""
    permanent: bool = False
    """Whether it is of no use to try again."""
    may_have_arrived: bool = False
    """Whether it was sent, perhaps, and no answer came: what is sent again then may be a repeat."""
