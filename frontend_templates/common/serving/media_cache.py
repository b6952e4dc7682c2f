"""Media cache: holds small pictures in bounded memory, to show again once the CMS agrees, or while it is away."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

MAX_CACHED_BYTES = 1024 * 1024


@dataclass(slots=True)
class CachedPicture:
    """A picture as the CMS sent it. From ``shown_until`` on it is shown no more, whatever becomes of the CMS."""

    body: bytes
    headers: dict[str, str]
    shown_until: float

    @property
    def etag(self) -> str:
        """What the CMS calls these bytes."""
        return self.headers.get("etag", "")


class MediaCache:
    """Pictures by name; those unused longest make room."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pictures: OrderedDict[str, CachedPicture] = OrderedDict()

    def get(self, name: str) -> CachedPicture | None:
        """Return a picture, however old."""
        picture = self._pictures.get(name)
        if picture is not None:
            self._pictures.move_to_end(name)
        return picture

    def put(self, name: str, picture: CachedPicture) -> None:
        """Put a picture in place of the one of that name."""
        self.drop(name)
        self._pictures[name] = picture
        self.size += len(picture.body)
        while self.size > self.limit:
            self.drop(next(iter(self._pictures)))

    def drop(self, name: str) -> None:
        """Forget a picture; nothing happens when there is none."""
        picture = self._pictures.pop(name, None)
        if picture is not None:
            self.size -= len(picture.body)
