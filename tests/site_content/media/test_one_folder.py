"""Data of older versions: two folders become one, and items learn which media they name, without being made again."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps

from site_content.items.models import Item, Refresh
from site_content.media.models import SiteFile, SiteImage, SiteRendition
from site_content.media.one_folder import gather
from site_content.publishing.refresh import drain
from site_content.publishing.repair import repair
from tests.site_content.media.conftest import files_in
from tests.site_content.media.uploads import PDF, upload_file, upload_image
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add

home, staff_home, add = publishing.home, publishing.staff_home, publishing.add
migration = import_module("site_content.migrations.0016_media_of_items")


def put(path: Path, data: bytes = PDF) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_what_lay_in_two_folders_lies_in_one(tmp_path: Path) -> None:
    root, private = tmp_path / "media", tmp_path / "staff-media"
    copy = "files/12-0123456789abcdef/leaflet.pdf"
    for name in ("originals/0123456789ab/leaflet.pdf", "images/7/nurse.webp"):
        put(private / name)
    for name in ("images/1/a.webp", copy, "files/13-0123456789abcdef/lost.pdf"):
        put(root / name)
    after = [
        "files/13-0123456789abcdef/lost.pdf", "images/1/a.webp", "images/7/nurse.webp",
        "originals/0123456789ab/leaflet.pdf",
    ]  # fmt: skip
    assert (gather(root), files_in(root), private.exists()) == (2, after, False)
    assert (gather(root), files_in(root)) == (0, after)


def test_broken_off_it_goes_on(tmp_path: Path) -> None:
    root, private = tmp_path / "media", tmp_path / "staff-media"
    for name in ("one", "two", "other"):
        put(private / name)
    put(root / "one")
    put(root / "other", b"of another length: not ours to decide")
    assert gather(root) == 1
    assert (files_in(root), files_in(private)) == (["one", "other", "two"], ["other"])


def test_an_older_database_serves_at_once(home: Any, staff_home: Any, add: Add, media: Path) -> None:
    """Public items get what they would say if they were made again; the staff's, with new addresses, are."""
    image, file = upload_image(), upload_file()
    fields: dict[str, Any] = {"lead_image": image, "body": [("file", {"file": file, "title": ""})]}
    page, inside = add(home, "Flu", **fields), add(staff_home, "Inside", **fields)
    reader = add(home, "Reader", related=[page])
    right = {row.key: row.media for row in Item.objects.all()}
    assert [len(right[f"page:{each.pk}"]) for each in (page, inside, reader)] == [3, 3, 0]
    # As the version before left it.
    Item.objects.update(media=[])
    seqs = dict(Item.objects.filter(audience="public").values_list("key", "seq"))
    names: dict[Any, str] = {}
    models: list[Any] = [SiteImage, SiteFile, SiteRendition]
    for model in models:
        for row in model.objects.all():
            names[model, row.pk] = row.file.name
            model.objects.filter(pk=row.pk).update(file=f"staff/{row.file.name}")
            put(media.with_name("staff-media") / row.file.name, (media / row.file.name).read_bytes())
            (media / row.file.name).unlink()
    Refresh.objects.create(key=f"image:{image.pk}")
    migration.rename(apps, None)
    migration.fill(apps, None)
    assert {key: model.objects.get(pk=key).file.name for model, key in names} == {
        key: name for (_, key), name in names.items()
    }
    assert files_in(media) == sorted(names.values())
    assert {row.key: row.media for row in Item.objects.filter(audience="public", key__startswith="page:")} == {
        key: right[key] for key in seqs if key.startswith("page:")
    }
    assert f"page:{inside.pk}" in set(Refresh.objects.values_list("key", flat=True))
    drain()
    assert Refresh.objects.count() == 0
    assert {row.key: row.media for row in Item.objects.all()} == right
    assert dict(Item.objects.filter(audience="public", key__startswith="page:").values_list("key", "seq")) == {
        key: seq for key, seq in seqs.items() if key.startswith("page:")
    }
    assert [difference for difference in repair(check=True) if difference] == []
