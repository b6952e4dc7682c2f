"""Small pictures and files to upload."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection

from site_content.media.collections import STAFF_COLLECTION
from site_content.media.models import SiteFile, SiteImage

PDF = b"%PDF-1.4\n1 0 obj << /Type /Pages /Count 2 >> endobj\n"


def picture(colour: str = "red", size: tuple[int, int] = (40, 30), kind: str = "PNG", name: str = "pic.png") -> Any:
    """Return an upload."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return ContentFile(out.getvalue(), name=name)


def upload_image(title: str = "Picture", staff: bool = False, **how: Any) -> SiteImage:
    """Return a saved image, in the staff collection when ``staff``."""
    fields = {name: how.pop(name) for name in ("description", "credit") if name in how}
    image = SiteImage(title=title, file=picture(**how), collection=collection(staff), **fields)
    image.save()
    return image


def upload_file(title: str = "Leaflet", staff: bool = False, name: str = "leaflet.pdf", data: bytes = PDF) -> SiteFile:
    """Return a saved file, in the staff collection when ``staff``."""
    file = SiteFile(title=title, file=ContentFile(data, name=name), collection=collection(staff))
    file.save()
    return file


def collection(staff: bool) -> Collection:
    """Return the collection for staff, or the one for everybody."""
    found: Collection = Collection.objects.get(name=STAFF_COLLECTION) if staff else Collection.get_first_root_node()
    return found
