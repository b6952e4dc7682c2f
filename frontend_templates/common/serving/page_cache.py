"""The page cache: holds whole pages in bounded memory, by path and known parameters."""

from __future__ import annotations

from collections import OrderedDict

from frontend_templates.common.serving.page import Page

# Pages with a query, and errors, can be asked for in endless variety: they must not push out the others.
SHARE_OF_ODD = 4


class PageStore:
    """Pages by key; those unused longest make room."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self._sizes: dict[str, int] = {}

    def put(self, key: str, page: Page) -> None:
        """Keep a page, unless it alone would take a quarter of the room."""
        self.drop(key)
        # Its compressed forms are made later, so room for them is set aside now.
        size = page.size + len(page.body) // 2
        if size > self.limit // 4:
            return
        self.pages[key] = page
        self._sizes[key] = size
        self.size += size
        while self.size > self.limit:
            self.drop(next(iter(self.pages)))

    def drop(self, key: str) -> None:
        """Forget a page; nothing happens when there is none."""
        if self.pages.pop(key, None) is not None:
            self.size -= self._sizes.pop(key)


class PageCache:
    """Two shelves: one for plain paths that exist, a smaller one for pages with a query and for errors."""

    def __init__(self, limit: int) -> None:
        self.plain = PageStore(limit - limit // SHARE_OF_ODD)
        self.odd = PageStore(limit // SHARE_OF_ODD)

    def __len__(self) -> int:
        return len(self.plain.pages) + len(self.odd.pages)

    @property
    def size(self) -> int:
        """Bytes held, about."""
        return self.plain.size + self.odd.size

    def get(self, key: str) -> Page | None:
        """Return the page kept under a key, however old."""
        for shelf in (self.plain, self.odd):
            page = shelf.pages.get(key)
            if page is not None:
                shelf.pages.move_to_end(key)
                return page
        return None

    def put(self, key: str, page: Page) -> None:
        """Keep a page in place of what was kept under the key."""
        self.drop(key)
        shelf = self.odd if "?" in key or page.status != 200 else self.plain
        shelf.put(key, page)

    def clear(self) -> None:
        """Forget every page."""
        for shelf in (self.plain, self.odd):
            for key in list(shelf.pages):
                shelf.drop(key)

    def drop(self, key: str) -> None:
        """Forget a page."""
        self.plain.drop(key)
        self.odd.drop(key)
