"""The sample's pictures and files: uploaded once, each in a transaction of its own, with every size made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import transaction
from wagtail.models import Collection

from site_content.media.collections import STAFF_COLLECTION
from site_content.media.models import SiteFile, SiteImage
from site_content.media.renditions import image_json
from site_content.sample.errors import SampleError
from site_content.sample.page_files import read_yaml, sample_file


@dataclass
class Media:
    """Ids of what is uploaded, by name: pictures without extension, files with it."""

    pictures: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def picture(self, name: str) -> int:
        """Return a picture's id. Raises SampleError."""
        if name not in self.pictures:
            raise SampleError(f"there is no picture {name!r}")
        return self.pictures[name]

    def image_value(self, name: str, alt: str = "") -> dict[str, Any]:
        """Return the stored form of an ImageBlock; without ``alt`` the picture's own alternative text."""
        alt = alt or self.texts.get(name, "")
        return {"image": self.picture(name), "decorative": not alt, "alt_text": alt}

    def file(self, name: str) -> int:
        """Return a file's id. Raises SampleError."""
        if name not in self.files:
            raise SampleError(f"there is no file {name!r}")
        return self.files[name]


def upload(step: Callable[[], object]) -> Media:
    """Upload what is not there yet; ``step`` is called once for each. An earlier, broken-off run is continued."""
    media = Media()
    listed = read_yaml("media.yaml")
    for name, entry in listed["pictures"].items():
        with transaction.atomic():
            image = _make(SiteImage, f"pictures/{name}.webp", entry, description=entry.get("alt", ""))
            image_json(image, "", False, "staff")
        media.pictures[name], media.texts[name] = image.pk, entry.get("alt", "")
        step()
    for name, entry in listed["files"].items():
        with transaction.atomic():
            media.files[name] = _make(SiteFile, f"files/{name}", entry).pk
        step()
    return media


def count() -> int:
    """Return how many pictures and files there are."""
    return sum(map(len, read_yaml("media.yaml").values()))


def _make(model: type[Any], path: str, entry: dict[str, Any], **more: Any) -> Any:
    collection = _collection(bool(entry.get("staff")))
    existing = model.objects.filter(title=entry["title"], collection=collection).order_by("pk").first()
    if existing is not None and existing.file.storage.exists(existing.file.name):
        return existing
    with sample_file(path).open("rb") as source:
        upload = model(title=entry["title"], collection=collection, file=File(source, name=path.rpartition("/")[2]))
        for name, value in more.items():
            setattr(upload, name, value)
        upload.save()
    return upload


def _collection(staff: bool) -> Collection:
    root = Collection.get_first_root_node()
    if not staff:
        return root
    return Collection.objects.filter(name=STAFF_COLLECTION).first() or root.add_child(name=STAFF_COLLECTION)
