"""``make screenshots``: draw every kind of page of both sites, in both themes, on a phone and on a computer.

They go to docs/screenshots. The pages show tests/examples; with ARGS="--api http://localhost:8003 --cms
http://localhost:8002" the public ones show what a running Headland has, and the examples only for the rest; with
--account editor:password the admin's pages are drawn too. Files are <theme>-<page>-<width>.webp and
admin-<page>-<width>.webp; README.md lists them. Pages are named as in the gallery of the tests.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.services import tools
from tests.frontend_templates.gallery.pictures import KINDS
from tests.frontend_templates.gallery.showing import Gallery, window

FOLDER = Path(__file__).resolve().parents[1] / "docs/screenshots"
THEMES = ("neutral", "nhs")
WIDTHS = (390, 1280)
# Pages of text keep best with few colours and no loss, those of pictures with some loss: the smaller is kept.
COLOURS = 64
QUALITY = 36
MAX_BYTES = 8 * 1024 * 1024
API = "/api/public/v1/"
# Of the staff site what only it has: the rest looks as on the public site.
SHARED = {picture.kind for picture in KINDS if picture.site == "public"} - {"home", "guidance", "search"}
SCREENS = [picture for picture in KINDS if picture.site == "public" or picture.kind not in SHARED]
# Our pages of the admin: name → path below /admin/.
ADMIN = {
    "dashboard": "",
    "search-lab": "search_lab/?q=flu",
    "search-report": "search_report/",
    "synonyms": "synonymrule/",
    "guidance-reviews": "guidance_reviews/",
}
# A page of these kinds is the newest of its type that has a picture.
TYPES = {"news": "news", "blog": "blog", "topic": "topic", "author": "author", "standard": "standard"}
# A picture far down is fetched only when it comes near: here all are wanted.
LOAD = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
}"""


def webp(page: Page, path: str) -> bytes:
    """Return a page as WebP, in its whole height."""
    page.goto(path, wait_until="networkidle")
    page.evaluate(LOAD)
    shot = Image.open(BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    few, lossy = BytesIO(), BytesIO()
    shot.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB").save(few, "WEBP", lossless=True, method=6)
    shot.save(lossy, "WEBP", quality=QUALITY, method=6)
    return min(few.getvalue(), lossy.getvalue(), key=len)


def places(api: str | None) -> dict[str, str]:
    """Return kind → path of pages that a running API has. Raises httpx.HTTPError."""
    if not api:
        return {}
    paths = {"search": "/search?q=flu&type=guidance"}
    with httpx.Client(base_url=api + API, timeout=30) as client:
        for kind, item_type in TYPES.items():
            cards = client.get("items", params={"type": item_type, "limit": 50}).raise_for_status().json()["results"]
            pictured = [card["path"] for card in cards if card["image"]]
            if pictured:
                paths[kind] = pictured[0]
        months = client.get("items/months", params={"type": "news"}).raise_for_status().json()["results"]
        paths |= {"archive": f"/news?month={months[0]['month']}"} if months else {}
    return paths


def draw(browser: Browser, theme: str, width: int, galleries: list[Gallery], paths: dict[str, str]) -> Iterator[Path]:
    """Write each page of a site from the first of its ``galleries`` that has it; yield the files."""
    pictures = [picture for picture in SCREENS if picture.site == galleries[-1].name]
    for gallery in galleries:
        with window(browser, gallery, width, reduced_motion="reduce") as (page, _):
            for picture in list(pictures):
                path = paths.get(picture.kind, picture.path) if gallery is not galleries[-1] else picture.path
                if gallery.get(path).status_code == picture.status:
                    pictures.remove(picture)
                    file = FOLDER / f"{theme}-{picture.name}-{width}.webp"
                    file.write_bytes(webp(page, path))
                    yield file


def index() -> str:
    """Return the README that shows the pictures."""
    lines = ["# What Headland looks like", "", "`make screenshots` draws these."]
    themes = [f"{theme}-" for theme in THEMES]
    for title, names, forms in (
        ("The public site", [picture.name for picture in SCREENS if picture.site == "public"], themes),
        ("The staff site", [picture.name for picture in SCREENS if picture.site != "public"], themes),
        ("The admin", [f"admin-{name}" for name in ADMIN], [""]),
    ):
        lines += ["", f"## {title}", ""]
        for name in names:
            files = [f"{form}{name}-{width}.webp" for form in forms for width in reversed(WIDTHS)]
            links = [f"[{file.removesuffix('.webp')}]({file})" for file in files if (FOLDER / file).is_file()]
            lines += [f"* **{name}**: {' · '.join(links)}"] if links else []
    return "\n".join(lines) + "\n"


def draw_admin(browser: Browser, cms: str, account: str) -> Iterator[Path]:
    """Write our pages of a running CMS's admin, for who signs in as ``account`` (``name:password``)."""
    name, _, password = account.partition(":")
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(f"{cms}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{cms}/admin/")
    for picture, path in ADMIN.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            file = FOLDER / f"admin-{picture}-{width}.webp"
            file.write_bytes(webp(page, f"{cms}/admin/{path}"))
            yield file
    page.context.close()


def main(arguments: list[str]) -> int:
    """Draw what is asked for; return 1 when the pictures are too heavy to keep."""
    parser = argparse.ArgumentParser(prog="scripts.screenshots", description=__doc__)
    parser.add_argument("--api", help="root of a running public API")
    parser.add_argument("--cms", help="root of the CMS that has its media")
    parser.add_argument("--account", help="name:password of an editor of that CMS, to draw the admin's pages too")
    chosen = parser.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = places(chosen.api)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.chromium(), args=["--no-sandbox"])
        for theme in THEMES:
            running = [Gallery(theme, api=chosen.api, cms=chosen.cms)] if chosen.api else []
            for site in dict.fromkeys(picture.site for picture in SCREENS):
                galleries = [*(running if site == "public" else []), Gallery(theme, name=site)]
                for width in WIDTHS:
                    for file in draw(browser, theme, width, galleries, paths):
                        print(f"{file.name}  {file.stat().st_size // 1024} KiB", flush=True)
                for gallery in galleries:
                    gallery.close()
        for file in draw_admin(browser, chosen.cms, chosen.account) if chosen.account else ():
            print(f"{file.name}  {file.stat().st_size // 1024} KiB", flush=True)
        browser.close()
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{total / 1024 / 1024:.1f} MiB in all")
    return 0 if total <= MAX_BYTES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
