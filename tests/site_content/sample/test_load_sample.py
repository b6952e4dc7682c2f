"""``load_sample`` on a small sample: skipped, forced, broken off, and with a slip in a file."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import Page, Site

from site_content.items.models import Item
from site_content.media.models import SiteFile, SiteImage
from site_content.pages.types.standard import StandardPage
from site_content.sample import load, page_files

# In the group of those that load the whole sample: they are not let in between.
pytestmark = pytest.mark.xdist_group("sample")

HOME = "---\ntype: home\ntitle: Home\nhero: Words\n---\n"
PAGE = "---\ntype: standard\ntitle: A\nimage: sea\n{more}---\nText [b](/b), [c](download:c.csv)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """A sample of two home pages, two pages, a picture and a file."""
    for path, text in {
        "pages/public/index.md": HOME,
        "pages/staff/index.md": HOME,
        "pages/public/a.md": PAGE.format(more=""),
        "pages/public/b.md": "---\ntype: standard\ntitle: B\n---\nMore\n",
        "media.yaml": "pictures: {sea: {title: Sea, alt: The sea}}\nfiles: {c.csv: {title: C}}\n",
        "settings.yaml": "public: {name: P, footer: []}\nstaff: {name: S, footer: []}\n",
        "alerts.yaml": "[]\n",
        "files/c.csv": "a,b\n1,2\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (320, 200), "teal").save(tmp_path / "pictures/sea.webp")
    monkeypatch.setattr(page_files, "FOLDER", tmp_path)
    return tmp_path


def run(**options: Any) -> str:
    out = StringIO()
    call_command("load_sample", stdout=out, **options)
    return out.getvalue()


def live() -> set[str]:
    return set(Item.objects.filter(state="live", path__startswith="/").values_list("path", flat=True))


def test_it_loads_an_empty_site(folder: Path) -> None:
    assert run().startswith("Sample content: 4 pages published in ")
    assert live() == {"/", "/a", "/b"}


def test_it_can_be_skipped(folder: Path, settings: Any) -> None:
    settings.SAMPLE = False
    assert run() == "Sample content: skipped, as HEADLAND_SAMPLE says\n"
    assert live() == set()


def test_it_comes_beside_other_pages_only_when_forced(folder: Path) -> None:
    home = Site.objects.get(audience_row__audience="public").root_page
    home.add_child(instance=StandardPage(title="Mine"))
    home.specific.save_revision()
    assert run() == "Sample content: not loaded, the site has content already\n"
    assert run(force=True).startswith("Sample content: 4 pages")
    assert live() == {"/", "/a", "/b", "/mine"}
    # Somebody had begun to write the home page.
    assert not Page.objects.get(pk=home.pk).specific.hero


def test_an_address_taken_stops_it_before_anything_is_made(folder: Path) -> None:
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=StandardPage(title="B", slug="b"))
    with pytest.raises(CommandError, match="these addresses are in use: public:/b"):
        run(force=True)
    assert (SiteImage.objects.count(), StandardPage.objects.count()) == (0, 1)


def test_a_run_broken_off_is_repeated_without_doubles(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(load, "make_alerts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run()
    assert not Page.objects.filter(depth__gt=2).exists()
    assert run().startswith("Sample content: 4 pages")
    assert (SiteImage.objects.count(), SiteFile.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("pages/public/a.md", PAGE.format(more="colour: red\n"), r"public:/a: .*unknown \['colour'\]"),
        ("pages/public/a.md", PAGE.format(more="published: one day\n"), "public:/a: no moment: 'one day'"),
        ("pages/public/a.md", PAGE.format(more="related: /lost\n"), "public:/a: there is no page public:/lost"),
        ("pages/public/a.md", PAGE.format(more="").replace("sea", "sky"), "public:/a: there is no picture 'sky'"),
        ("pages/public/b.md", "No front matter", "public:/b: type 'None'"),
        ("pages/public/b.md", "---\n: [\n---\n", "public:/b: "),
        ("pages/public/x/c.md", PAGE.format(more=""), "public:/x/c: there is no page /x"),
    ],
)
def test_a_slip_in_a_file_names_it_and_loads_nothing(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        run()
    assert not Page.objects.filter(depth__gt=2).exists()
