"""The form of an image: a picture that was cut off is mended, or refused at its field; Wagtail's own field fails."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from site_content.media.strip import ENDS, NOT_WHOLE, UNREADABLE


class PictureField(WagtailImageField):
    """Takes what loses only its end on the way: the end is written back."""

    def to_python(self, data: Any) -> Any:
        """Return the upload. Raises ValidationError for what no browser shows."""
        if not data:
            return super().to_python(data)
        size = data.size
        for end in ENDS:
            data.seek(0)
            data.file.truncate(size)
            data.file.seek(0, 2)
            data.file.write(end)
            data.file.seek(0)
            data.size = size + len(end)
            try:
                return super().to_python(data)
            except UNREADABLE:
                continue
        raise ValidationError(NOT_WHOLE)


class SiteImageForm(BaseImageForm):
    """What every form of an image is made from (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # Wagtail chooses the field by the name alone, and gives no place to choose another.
            self.fields["file"].__class__ = PictureField
