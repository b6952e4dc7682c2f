"""Source changes: tell a save that readers can see in an item from one that only editors can.

A picture's title or a file's tags are the editors' own: thousands of items would be made again to write none.
"""

from __future__ import annotations

from typing import Any

from site_content.media.models import SiteFile, SiteImage, is_new

# What items say of a picture, a file and a tag.
_MEDIA_FIELDS: dict[type[Any], tuple[str, ...]] = {
    SiteImage: ("file", "width", "height", "description", "credit", "staff_only"),
    SiteFile: ("file", "file_size", "title", "pages", "staff_only"),
}
_TAG_FIELDS = ("name", "slug")
_BEFORE = "_published_before"


def before_save(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Remember what items say of a picture, file or tag that is about to be saved."""
    fields = _MEDIA_FIELDS.get(sender, _TAG_FIELDS)
    if not raw and not instance._state.adding and not (fields is not _TAG_FIELDS and is_new(instance.file)):
        setattr(instance, _BEFORE, sender._default_manager.filter(pk=instance.pk).values_list(*fields).first())


def is_unchanged(sender: type[Any], instance: Any) -> bool:
    """Say whether what was just saved leaves every item as it is; never of an upload in another's place."""
    before = instance.__dict__.pop(_BEFORE, None)
    values = (getattr(instance, name) for name in _MEDIA_FIELDS.get(sender, _TAG_FIELDS))
    return before is not None and before == tuple(getattr(value, "name", value) for value in values)
