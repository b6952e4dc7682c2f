"""Built assets (style sheets, scripts, fonts, icons): served under names that change with their content.

``assets/manifest.json`` maps a name to the built name. Beside a file may lie its ``.br`` and ``.gz`` forms.
"""

from __future__ import annotations

import json
import logging
import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from frontend_templates.common.compression import MIN_COMPRESSED, compressed, negotiate_encoding
from frontend_templates.common.site import COMMON, YEAR

logger = logging.getLogger("headland.assets")
FOLDER = COMMON / "assets"
PREFIX = "/assets/"
FOREVER = f"public, max-age={YEAR}, immutable"
SUFFIXES = {"br": ".br", "gzip": ".gz"}
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".webmanifest": "application/manifest+json"}
# Compressed already.
AS_IT_IS = ("font/", "image/png", "image/jpeg", "image/webp", "image/x-icon", "image/vnd.microsoft.icon")


class Asset:
    """One built file in every encoding."""

    def __init__(self, path: Path) -> None:
        self.body = path.read_bytes()
        guessed = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.content_type = f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
        self.forms: dict[str, bytes] = {}
        if len(self.body) >= MIN_COMPRESSED and not guessed.startswith(AS_IT_IS):
            for encoding, suffix in SUFFIXES.items():
                ready = path.with_name(path.name + suffix)
                self.forms[encoding] = ready.read_bytes() if ready.is_file() else compressed(self.body, encoding)

    def response(self, headers: Headers, cache_control: str) -> Response:
        """Answer with the smallest form the reader takes."""
        encoding = negotiate_encoding(headers.get("accept-encoding", "").encode("latin-1"))
        form = self.forms.get(encoding)
        response_headers = {"cache-control": cache_control, "x-content-type-options": "nosniff"}
        if self.forms:
            response_headers["vary"] = "accept-encoding"
        if form is not None:
            response_headers["content-encoding"] = encoding
        # An SVG opened by itself must not run anything.
        response_headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return Response(self.body if form is None else form, headers=response_headers, media_type=self.content_type)


class Assets:
    """All built files, in memory: there are few, and they are small."""

    def __init__(self, folder: Path = FOLDER) -> None:
        manifest = folder / "manifest.json"
        self.names: dict[str, str] = json.loads(manifest.read_text()) if manifest.is_file() else {}
        self._missed: set[str] = set()
        # A name that leads nowhere is found when the site starts, not by a reader.
        self.files = {built: Asset(folder / built) for built in self.names.values()}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def url(self, name: str) -> str:
        """Return the address of an asset by the name it has in the sources."""
        built = self.names.get(name)
        if built is None and name not in self._missed:
            self._missed.add(name)
            logger.warning("no built asset %r", name)
        return f"{PREFIX}{built or name}"

    async def serve(self, request: Request) -> Response:
        """Answer ``/assets/<built name>``."""
        asset = self.files.get(request.path_params["name"])
        if asset is None:
            return PlainTextResponse("Not found\n", 404, {"cache-control": "no-store"})
        return asset.response(request.headers, FOREVER)

    async def favicon(self, request: Request) -> Response:
        """Answer ``/favicon.ico``, which browsers ask for by themselves."""
        built = self.names.get("favicon.ico")
        if built is None:
            return Response(status_code=404, headers={"cache-control": "public, max-age=3600"})
        return self.files[built].response(request.headers, "public, max-age=86400")
