"""The conversion of one document: resolves links and pictures, and notes problems on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: exactly one of a page, a file or an address; ``fragment`` goes with a page."""

    page: int | None = None
    file: int | None = None
    url: str = ""
    fragment: str = ""


def no_picture(source: str) -> int | None:
    """Where no pictures are given."""
    return None


def plain_target(href: str) -> Target | None:
    """Where nothing is known about a document's surroundings: addresses as they stand, if they may be published."""
    lowered = href.strip().lower()
    return (
        Target(url=href.strip()) if lowered.startswith(("http://", "https://", "mailto:", "tel:", "/", "#")) else None
    )


@dataclass
class Conversion:
    """``link`` answers a Target for an ``href`` (None: it cannot be followed); ``picture`` an image id for a ``src``.

    ``problems`` are sentences for the report.
    """

    link: Callable[[str], Target | None] = plain_target
    picture: Callable[[str], int | None] = no_picture
    problems: list[str] = field(default_factory=list)

    def target(self, href: str) -> Target | None:
        """Return where ``href`` leads, noting what cannot be followed."""
        if href.startswith("#"):
            return Target(url=href)
        target = self.link(href) if href else None
        if target is None:
            self.problems.append(f"link kept as text: {href[:200]!r}")
        return target
