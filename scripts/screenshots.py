"""``make screenshots``: draw every kind of page, in both themes, on a phone and on a computer, into docs/screenshots.

The pages show tests/examples; with ``--api http://localhost:8003 --cms http://localhost:8002``
those pages that a running Headland has too.
Files are <theme>-<page>-<width>.webp; README.md lists them. Pages are named as in the gallery of the tests.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.services import tools
from tests.frontend_templates.gallery.pictures import KINDS, Picture
from tests.frontend_templates.gallery.showing import Gallery, window

FOLDER = Path(__file__).resolve().parents[1] / "docs/screenshots"
THEMES = ("neutral", "nhs")
WIDTHS = (390, 1280)
QUALITY = 42
MOST_BYTES = 6 * 1024 * 1024
# A picture far down is fetched only when it comes near: here all are wanted.
LOAD = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
}"""


def drawn(page: Page, picture: Picture) -> bytes:
    """Return a page as WebP, in its whole height."""
    page.goto(picture.path, wait_until="networkidle")
    page.evaluate(LOAD)
    shot = Image.open(BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    out = BytesIO()
    shot.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def draw(browser: Browser, theme: str, api: str | None, cms: str | None) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, bytes) of each page of a theme that there is."""
    gallery = Gallery(theme, api=api, cms=cms)
    try:
        for width in WIDTHS:
            with window(browser, gallery, width, reduced_motion="reduce") as (page, _):
                for picture in KINDS:
                    if gallery.get(picture.path).status_code == picture.status:
                        yield f"{theme}-{picture.name}-{width}.webp", drawn(page, picture)
    finally:
        gallery.close()


def index() -> str:
    """Return the README that shows the pictures."""
    lines = ["# What the public site looks like", "", "`make screenshots` draws these.", ""]
    for picture in KINDS:
        names = [f"{theme}-{picture.name}-{width}.webp" for theme in THEMES for width in reversed(WIDTHS)]
        links = " · ".join(f"[{name.removesuffix('.webp')}]({name})" for name in names if (FOLDER / name).is_file())
        if links:
            lines.append(f"* **{picture.name}**: {links}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Draw what is asked for; return 1 when the pictures are too heavy to keep."""
    parser = argparse.ArgumentParser(prog="scripts.screenshots", description=__doc__)
    parser.add_argument("--api", help="root of a running public API, instead of the examples")
    parser.add_argument("--cms", help="root of the CMS that has its media")
    chosen = parser.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.chromium(), args=["--no-sandbox"])
        for theme in THEMES:
            for name, content in draw(browser, theme, chosen.api, chosen.cms):
                (FOLDER / name).write_bytes(content)
                print(f"{name}  {len(content) // 1024} KiB", flush=True)
        browser.close()
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{total / 1024 / 1024:.1f} MiB in all")
    return 0 if total <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
