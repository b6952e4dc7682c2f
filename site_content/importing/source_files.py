"""Source files: find a document's pictures and files by address and upload each once."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.models import Collection

from site_content.importing.sources.source import SourceDocument
from site_content.media.models import SiteFile, SiteImage

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}
FILES = {".csv", ".docx", ".odp", ".ods", ".odt", ".pdf", ".pptx", ".rtf", ".txt", ".xlsx", ".zip"}
MAX_BYTES = 20 * 1024 * 1024
# Fewer make no picture that says anything.
MIN_BYTES = 200
MAX_INDEXED = 100_000
_DATA = re.compile(r"data:image/(png|jpe?g|gif|webp|avif);base64,(.+)\Z", re.IGNORECASE | re.DOTALL)
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[a-z]+\Z)", re.IGNORECASE)


class SourceFiles:
    """Uploads from one folder: each file once, whatever names it is asked for by.

    ``collection`` is where uploads go: for staff content one that is for staff only.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.problems: list[str] = []
        self._done: dict[Path | str, int | None] = {}
        self._by_name: dict[Path, dict[str, list[Path]]] = {}

    def picture(self, document: SourceDocument, source: str) -> int | None:
        """Return the id of the image a document calls ``source``, uploading it if need be; None when not given."""
        if source[:11].lower() == "data:image/":
            return self._written_out(source)
        path = self._find(document, source, PICTURES)
        return self._upload(path, SiteImage) if path else None

    def file(self, document: SourceDocument, source: str) -> int | None:
        """Return the id of the file a document calls ``source``, uploading it if need be; None when not given."""
        path = self._find(document, source, FILES)
        return self._upload(path, SiteFile) if path else None

    def _find(self, document: SourceDocument, source: str, suffixes: set[str]) -> Path | None:
        """Beside the document, from the folder's top, by the end of its address, or by its name if only one has it."""
        if document.folder is None or not source or source.startswith("data:"):
            return None
        try:
            path = unquote(urlsplit(source).path)
        except ValueError:
            return None
        if not path or "\0" in path or PurePosixPath(path).suffix.lower() not in suffixes:
            return None
        root = document.folder.resolve()
        steps = [step for step in PurePosixPath(path).parts if step not in {"/", ".", ".."}]
        # WordPress names the sizes it makes after the picture: name-300x200.jpg is of name.jpg.
        whole = [*steps[:-1], _SIZE.sub("", steps[-1])] if steps else []
        places = [root / PurePosixPath(document.source_id).parent / path.lstrip("/")]
        places += [root.joinpath(*names[start:]) for names in (steps, whole) for start in range(len(names))]
        for candidate in places:
            try:
                real = candidate.resolve()
                if real.is_relative_to(root) and real.is_file():
                    return real
            except (OSError, ValueError):
                continue
        named = self._names(root).get(steps[-1].lower(), []) if steps else []
        return named[0] if len(named) == 1 else None

    def _names(self, root: Path) -> dict[str, list[Path]]:
        if root not in self._by_name:
            names: dict[str, list[Path]] = {}
            for number, path in enumerate(root.rglob("*")):
                if number >= MAX_INDEXED:
                    break
                if path.suffix.lower() in PICTURES | FILES and path.is_file() and path.resolve().is_relative_to(root):
                    names.setdefault(path.name.lower(), []).append(path.resolve())
            self._by_name[root] = names
        return self._by_name[root]

    def _written_out(self, source: str) -> int | None:
        """Return the id of an image whose bytes are its address; None for the dot that stands in for a late picture."""
        match = _DATA.match(source)
        try:
            data = b64decode(unquote(match.group(2)), validate=False) if match else b""
        except ValueError:
            data = b""
        if match is None or len(data) < MIN_BYTES:
            return None
        name = f"picture.{match.group(1).lower().replace('jpeg', 'jpg')}"
        key = hashlib.sha256(data).hexdigest()
        if key not in self._done:
            self._done[key] = self._make(name, data, SiteImage)
        return self._done[key]

    def _upload(self, path: Path, model: type[SiteImage] | type[SiteFile]) -> int | None:
        if path not in self._done:
            if path.stat().st_size > MAX_BYTES:
                self.problems.append(f"{path.name}: larger than {MAX_BYTES // 1024 // 1024} MB")
                self._done[path] = None
            else:
                self._done[path] = self._make(path.name, path.read_bytes(), model)
        return self._done[path]

    def _make(self, name: str, data: bytes, model: type[SiteImage] | type[SiteFile]) -> int | None:
        title = f"{PurePosixPath(name).stem[:180]} ({hashlib.sha256(data).hexdigest()[:8]})"
        # The same bytes uploaded by an earlier run are the same image.
        earlier = model.objects.filter(title=title, collection=self.collection).values_list("pk", flat=True).first()
        if earlier is not None:
            return int(earlier)
        try:
            upload = model(title=title, collection=self.collection, file=ContentFile(data, name=name))
            upload.save()
        except (ValidationError, OSError, ValueError) as error:
            self.problems.append(f"{name}: {'; '.join(getattr(error, 'messages', [str(error)]))}")
            return None
        return int(upload.pk)
