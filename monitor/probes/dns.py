"""Whether a name is resolved, by the system's name servers or one of them, and to what it should be."""

from __future__ import annotations

import re

import dns.exception
import dns.rdatatype
import dns.resolver
from pydantic import Field

from monitor import outcome

EXAMPLE = """\
name = "our name"
kind = "dns"
host = "shop.example"
expect = ["192.0.2.7"]
"""


class Settings(outcome.ProbeSettings):
    """A name in the DNS."""

    host: str = Field(min_length=1, description="The name to resolve.")
    record: str = Field(
        default="A", pattern=r"^[A-Z]+$", description="The type of record: A, AAAA, CNAME, MX, TXT, NS."
    )
    server: str | None = Field(
        default=None, description="The address of a name server, the system's where none is set."
    )
    port: int = Field(default=53, ge=1, le=65535, description="The port of that name server.")
    expect: tuple[str, ...] = Field(default=(), description="Values that must be among the answers.")
    latency_ms: float | None = Field(default=500.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """The name and its type."""
        return f"{self.host} {self.record}{f' @{self.server}' if self.server else ''}"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Ask once; the resolver tries again within the time limit."""
    try:
        resolver = dns.resolver.Resolver(configure=settings.server is None)
        if settings.server is not None:
            resolver.nameservers, resolver.port = [settings.server], settings.port
        answer = resolver.resolve(settings.host, settings.record, lifetime=context.limit.remaining, search=False)
    except dns.resolver.NXDOMAIN as error:
        sentence = f"The name {settings.host} does not exist."
        raise outcome.ProbeError(sentence) from error
    except dns.resolver.NoAnswer as error:
        sentence = f"{settings.host} has no record of the type {settings.record}."
        raise outcome.ProbeError(sentence) from error
    except dns.resolver.LifetimeTimeout as error:
        raise TimeoutError from error
    except (dns.exception.DNSException, ValueError) as error:
        sentence = f"It cannot be resolved: {_first_sentence(error)}."
        raise outcome.ProbeError(sentence) from error
    found = sorted(str(record).strip('"').rstrip(".") for record in answer)
    missing = [value for value in settings.expect if value.rstrip(".") not in found]
    if missing:
        sentence = f"{missing[0]} is not among its answers: {', '.join(found)}."
        raise outcome.ProbeError(sentence)
    seconds = int(answer.rrset.ttl) if answer.rrset is not None else 0
    return outcome.healthy(f"It is {', '.join(found[:4])}.", answers=found, ttl_seconds=seconds)


def _first_sentence(error: Exception) -> str:
    return re.split(r"[.:]\s", str(error))[0].rstrip(".") or type(error).__name__
