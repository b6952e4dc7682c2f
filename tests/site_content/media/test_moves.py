"""A picture or file is for staff, or for everybody again, whichever way it comes to lie in another collection."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from site_content.media.collections import STAFF_COLLECTION
from site_content.media.files import file_json
from site_content.media.models import SiteFile, SiteImage
from site_content.media.renditions import image_json
from tests.site_content.media.uploads import collection, upload_file, upload_image

Uploaded = tuple[Any, Any, Any]
Way = Callable[[Any, Any, Any], None]


@pytest.fixture
def uploaded() -> Uploaded:
    """A picture and a file in a collection of their own; returns both and the collection."""
    folder = Collection.get_first_root_node().add_child(name="Leaflets")
    image, file = upload_image(), upload_file()
    for row in (image, file):
        row.collection = folder
        row.save()
    return image, file, folder


def saved_by_form(image: Any, file: Any, folder: Any) -> None:
    for row in (image, file):
        row.collection = collection(staff=True)
        row.save()


def bulk_action(image: Any, file: Any, folder: Any) -> None:
    for model in (SiteImage, SiteFile):
        model.objects.filter(pk__in=[image.pk, file.pk]).update(collection=collection(staff=True))


def collection_moved(image: Any, file: Any, folder: Any) -> None:
    Collection.objects.get(pk=folder.pk).move(collection(staff=True), pos="sorted-child")


def collection_renamed(image: Any, file: Any, folder: Any) -> None:
    folder.name = STAFF_COLLECTION
    folder.save()


def collection_restricted(image: Any, file: Any, folder: Any) -> None:
    CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")


WAYS: list[Way] = [saved_by_form, bulk_action, collection_moved, collection_renamed, collection_restricted]


def public(image: Any, file: Any) -> list[bool]:
    """Whether the public is shown the picture, and the file."""
    found = SiteImage.objects.get(pk=image.pk)
    return [image_json(found, "", False, "public") is not None, file_json(file.pk, "public") is not None]


@pytest.mark.parametrize("way", WAYS)
def test_it_becomes_the_staffs_and_everybodys_again(way: Way, uploaded: Uploaded) -> None:
    image, file, folder = uploaded
    assert public(image, file) == [True, True]
    way(*uploaded)
    assert public(image, file) == [False, False]
    folder.view_restrictions.all().delete()
    saved = Collection.objects.get(pk=folder.pk)
    saved.name = "Leaflets"
    saved.save()
    saved.move(Collection.get_first_root_node(), pos="sorted-child")
    for row in (SiteImage.objects.get(pk=image.pk), SiteFile.objects.get(pk=file.pk)):
        row.collection = saved
        row.save()
    assert public(image, file) == [True, True]
