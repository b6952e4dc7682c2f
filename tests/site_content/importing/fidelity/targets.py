"""Where a link of a source must lead in the item, worked out from the source's own addresses alone."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.site_content.importing.fidelity.parts import Part

_ROOT = re.compile(r"^(app/views|app|docs)/")
_END = re.compile(r"(/index)?\.(njk|md|json)$")


class Pages:
    """The imported documents' paths on the new site, by the addresses of each source."""

    def __init__(self, paths: dict[str, tuple[str, str]]) -> None:
        self._paths: dict[tuple[str, str], str] = {}
        for key, (repo, path) in paths.items():
            self._paths[repo, "/" + _END.sub("", _ROOT.sub("", key))] = path

    def find(self, repo: str, address: str) -> str | None:
        """Return the new path of the page a source had at ``address``, or None."""
        return self._paths.get((repo, address.rstrip("/")))


def expected_target(record: dict[str, Any], part: Part, pages: Pages) -> str:
    """Return the href a link (or the src a picture that was not given) must have in the item."""
    target, repo = part.target, record["repo"]
    if part.kind not in {"link", "image"} or not target or target.startswith("#"):
        return target
    parts = urlsplit(target)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    if parts.scheme:
        return target
    if parts.path.startswith("/"):
        found = pages.find(repo, parts.path)
        return found + fragment if found else target
    for base in ("/" + _address(record), "/"):
        if part.kind == "link" and (found := pages.find(repo, normpath(join(base, parts.path)))):
            return found + fragment
    folder = f"https://github.com/{repo}/blob/{record['commit']}/{dirname(record['id'])}/"
    return urljoin(folder, target)


def _address(record: dict[str, Any]) -> str:
    return _END.sub("", _ROOT.sub("", record["id"]))
