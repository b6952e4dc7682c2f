"""An uploaded picture keeps its pixels and loses what was written about it; what is no picture is refused."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.JpegImagePlugin import JpegImageFile

from site_content.media.models import SiteImage
from site_content.media.strip import strip

SECRET = b"51 deg 30 min N, Jane Doe"
GPS_IFD, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B


def exif(orientation: int = 1) -> Image.Exif:
    """Return metadata as a telephone writes it: place, owner, orientation."""
    data = Image.Exif()
    data[ORIENTATION], data[ARTIST] = orientation, SECRET.decode()
    data.get_ifd(GPS_IFD).update({1: "N", 2: (51.0, 30.0, 12.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return data


def encode(picture: Image.Image, kind: str, **options: Any) -> ContentFile[bytes]:
    out = BytesIO()
    picture.save(out, kind, **options)
    return ContentFile(out.getvalue(), name=f"holiday.{kind.lower()}")


def noise(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    return Image.effect_noise(size, 80).convert(mode)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_place_owner_and_comments_go(kind: str) -> None:
    options: dict[str, Any] = {"exif": exif(), "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if kind == "JPEG":
        options["comment"] = SECRET
    given = encode(noise(), kind, **options)
    assert Image.open(given).getexif().get_ifd(GPS_IFD) != {}
    clean = strip(given)
    opened = Image.open(clean)
    assert dict(opened.getexif()) == {}
    assert opened.getexif().get_ifd(GPS_IFD) == {}
    data = clean.read() if clean.seek(0) == 0 else b""
    assert (SECRET in given.read() if given.seek(0) == 0 else False) or kind == "AVIF"
    assert SECRET not in data
    assert b"xmpmeta" not in data
    assert (opened.size, clean.name) == ((64, 48), {"JPEG": "holiday.jpg"}.get(kind, f"holiday.{kind.lower()}"))


def test_text_in_a_png_goes() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    clean = strip(encode(noise(), "PNG", pnginfo=info))
    assert SECRET not in clean.read()


def test_an_upright_photograph_keeps_its_quality() -> None:
    """Written with its own tables again, a pixel differs by rounding only."""
    given = encode(noise(), "JPEG", quality=83, exif=exif())
    before, after = Image.open(given), Image.open(strip(given))
    assert isinstance(before, JpegImageFile)
    assert isinstance(after, JpegImageFile)
    assert after.quantization == before.quantization
    assert max(high for _, high in ImageStat.Stat(ImageChops.difference(before, after)).extrema) <= 8


def test_a_photograph_on_its_side_is_turned() -> None:
    given = encode(Image.new("RGB", (60, 20)), "JPEG", exif=exif(orientation=6))
    clean = Image.open(strip(given))
    assert (clean.size, clean.getexif().get(ORIENTATION)) == ((20, 60), None)


def test_the_colour_profile_stays() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        assert Image.open(strip(encode(noise(), kind, icc_profile=profile))).info["icc_profile"] == profile


def test_a_photograph_with_a_second_picture_behind_it_is_taken() -> None:
    """As many telephones make them: an MPO file, which is a JPEG to everybody else."""
    given = encode(noise(), "MPO", save_all=True, append_images=[noise(size=(32, 24))], exif=exif())
    assert Image.open(given).format == "MPO"
    clean = strip(given)
    opened = Image.open(clean)
    assert (opened.format, opened.size, clean.name) == ("JPEG", (64, 48), "holiday.jpg")
    assert dict(opened.getexif()) == {}


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("LA", "PNG"), ("1", "PNG")])
def test_every_colour_mode_is_taken_and_published(mode: str, kind: str) -> None:
    from site_content.media.renditions import image_json

    image = SiteImage(title="x", file=encode(noise(mode), kind))
    image.save()
    shown = image_json(image, "alt", False, "staff")
    assert shown is not None
    assert shown["width"] == 64


def test_an_animation_stays_one() -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP"):
        given = encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=70, loop=0)
        assert getattr(Image.open(strip(given)), "n_frames", 1) == 3


def png_saying(width: int, height: int) -> bytes:
    """Return a small PNG whose header claims a size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif_of(frames: int, size: int) -> bytes:
    """Return a GIF of many large frames that are nothing but a pointer to the first."""
    out = BytesIO()
    pictures = [Image.new("P", (size, size), number % 2) for number in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [png_saying(60_000, 60_000), png_saying(9_000, 9_000), gif_of(70, 1_000), png_saying(0, 5)],
    ids=["huge", "large", "many frames", "nothing"],
)
def test_a_bomb_is_refused_before_it_is_unpacked(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = []
    monkeypatch.setattr("site_content.media.strip._still", lambda *args: unpacked.append(args))
    monkeypatch.setattr("site_content.media.strip._animated", lambda *args: unpacked.append(args))
    assert len(data) < 2_000_000
    with pytest.raises(ValidationError):
        strip(ContentFile(data, name="bomb.png"))
    assert unpacked == []


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GOOD = encode(noise(), "PNG").read()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", SVG, b"<html><script>alert(1)</script></html>", b"GIF89a", b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        GOOD[:60], GOOD[:200] + b"\0" * 500, b"\xff\xd8\xff\xe0" + b"\0" * 100, b"BM" + b"\0" * 200, b"%PDF-1.4",
        b"II*\0" + b"\xff" * 64, encode(noise(), "TIFF").read(), encode(noise(), "BMP").read(),
    ],
)  # fmt: skip
def test_what_is_not_one_of_our_kinds_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError):
        strip(ContentFile(data, name="x.png"))


def test_damaged_pictures_are_refused_and_never_an_error() -> None:
    """Bytes changed at forty places of a file of each kind: a picture or a refusal, nothing else."""
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        good = encode(noise(size=(16, 12)), kind).read()
        for place in range(0, len(good), max(1, len(good) // 40)):
            data = good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]
            try:
                strip(ContentFile(data, name="x.png"))
            except ValidationError:
                continue


def test_it_is_named_after_what_it_is_not_after_what_it_says() -> None:
    image = SiteImage(title="x", file=ContentFile(GOOD, name="../../evil page.html"))
    image.save()
    assert image.file.name.startswith("originals/")
    assert image.file.name.endswith("/evil-page.png")
    assert image.file_size == image.file.size
