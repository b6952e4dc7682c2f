"""Descriptions in a backup file of what it holds: the description, its first member, and the manifest, its last."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DESCRIPTION = "backup.json"
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media/"
MAX_DESCRIPTION = 1024 * 1024
MAX_MANIFEST = 512 * 1024 * 1024

Engine = Literal["sqlite", "postgresql"]


class Addresses(BaseModel):
    """Where the installation answered."""

    model_config = ConfigDict(extra="forbid", strict=True)

    cms: str
    public: str
    staff: str
    media: str


class Description(BaseModel):
    """What a backup holds and how it was made; ``total_bytes`` is of the database and all media."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1] = 1
    version: str
    started_at: str
    engine: Engine
    server: int = Field(description="The database's own version: 160004 for PostgreSQL 16.4")
    migrations: list[str]
    seq: int = Field(ge=0)
    positions: dict[str, int]
    addresses: Addresses
    pages: int = Field(ge=0)
    accounts: int = Field(ge=0)
    media: int = Field(ge=0)
    total_bytes: int = Field(ge=0, le=2**53)


class Manifest(BaseModel):
    """Name of each member → its size and the SHA-256 of its bytes; and media whose bytes were gone before."""

    model_config = ConfigDict(extra="forbid", strict=True)

    members: dict[str, tuple[int, str]]
    missing: list[str]
