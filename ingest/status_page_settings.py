"""The settings of a status page: what others may see without an account."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class StatusPageSettings(BaseModel):
    """One `[[status_page]]`: it is public at `/status/<name>` to whoever reaches this server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="The last part of its address.")
    title: str = Field(min_length=1, description="What it is called.")
    probes: tuple[str, ...] = Field(min_length=1, description="The probes that it shows, in this order, by name.")
    note: str = Field(default="", description="A sentence under the title.")
