"""Pictures and players: become blocks, or a link with a description where the picture is missing."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from site_content.importing.conversion.boxes import MAX_LINE, Walk
from site_content.importing.conversion.builder import Builder
from site_content.importing.conversion.conversion import Conversion
from site_content.importing.conversion.inline import inline, linked
from site_content.importing.conversion.markup import attribute, classes, squeeze, text_of
from site_content.pages.blocks.body_block import MAX_ITEMS

MAX_CAPTION = 500
MAX_ALT = 300
LATE = ("data-src", "data-lazy-src", "data-original")
PLAYERS = ("youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com")


def take_picture(node: Tag, caption_html: str, builder: Builder, conversion: Conversion) -> None:
    """Add one picture as a block; without its file, what is known of it as words and a link."""
    source = source_of(node)
    alt = squeeze(attribute(node, "alt"))
    caption = squeeze(attribute(node, "title")) if not caption_html else ""
    key = conversion.picture(source) if source else None
    if key is not None:
        value = {"image": key, "decorative": not alt, "alt_text": alt[:MAX_ALT]}
        builder.add_block("image", {"image": value, "caption": caption[:MAX_CAPTION]})
        for text, limit in ((alt, MAX_ALT), (caption, MAX_CAPTION)):
            builder.add_flow(f"<p>{escape(text, quote=False)}</p>" if len(text) > limit else "")
        return
    conversion.problems.append(f"picture not given: {source[:200]!r}")
    target = conversion.link(source) if source and not source.lower().startswith("data:") else None
    label = alt or caption or (_file_name(source) if target else "")
    builder.end_paragraph()
    if label or caption_html:
        builder.add_flow(
            f"<p><em>{linked(escape(f'Picture: {label}' if label else 'Picture', quote=False), target)}</em></p>"
        )
    if caption and caption != alt:
        builder.add_flow(f"<p>{escape(caption, quote=False)}</p>")


def source_of(node: Tag) -> str:
    """Return a picture's address, wherever pages that load pictures late keep it."""
    source = attribute(node, "src")
    if not source or source.lower().startswith("data:"):
        named = (attribute(node, name) for name in LATE)
        chosen = (attribute(node, name).split(",")[0].split(" ")[0] for name in ("srcset", "data-srcset"))
        return next(filter(None, (*named, *chosen)), source)
    return source


def take_noscript(node: Tag, builder: Builder, conversion: Conversion, walk: Walk) -> None:
    """Add what stands in for scripts, unless it is the picture before it once more."""
    before = node.find_previous_sibling(True)
    is_picture = isinstance(before, Tag) and (before.name == "img" or before.find("img") is not None)
    if not (is_picture and node.find("img") is not None):
        walk(node, builder, conversion)


def take_area(node: Tag, builder: Builder, conversion: Conversion) -> None:
    """Add a part of a picture that is a link as a paragraph with that link."""
    href = attribute(node, "href")
    if href:
        words = squeeze(attribute(node, "alt") or attribute(node, "title")) or href
        builder.add_flow(f"<p>{linked(escape(words, quote=False), conversion.target(href))}</p>")


def take_gallery(node: Tag, builder: Builder, conversion: Conversion) -> bool:
    """Add pictures that stand together as a gallery; return False if one was not given, or something else is there."""
    images = node.find_all("img")
    captions = [caption for caption in node.find_all(["figcaption", "dd"]) if text_of(caption)]
    plain = not any(caption.find("a", href=True) for caption in captions)
    caption_text = "".join(text_of(caption) for caption in captions).replace(" ", "")
    if not 1 < len(images) <= MAX_ITEMS or not plain or text_of(node).replace(" ", "") != caption_text:
        return False
    keys = [conversion.picture(source_of(image)) for image in images]
    links = [link for link in node.find_all("a", href=True) if conversion.picture(attribute(link, "href")) not in keys]
    if None in keys or links:
        return False
    title = next((text_of(caption) for caption in captions if caption.parent is node), "")
    entries = []
    for key, image in zip(keys, images, strict=True):
        holder = image.find_parent(["figure", "dl", "li"])
        own = holder.find(["figcaption", "dd"]) if holder is not None and holder is not node else None
        alt = squeeze(attribute(image, "alt"))
        picture = {"image": key, "decorative": not alt, "alt_text": alt[:MAX_ALT]}
        entries.append({"image": picture, "caption": text_of(own)[:MAX_CAPTION] if isinstance(own, Tag) else ""})
    if any(len(attribute(image, "alt")) > MAX_ALT for image in images):
        return False
    if len(title) > MAX_LINE or any(len(text_of(caption)) > MAX_CAPTION for caption in captions):
        return False
    builder.add_block("gallery", {"title": title, "images": entries})
    return True


def take_linked(node: Tag, builder: Builder, conversion: Conversion) -> None:
    """Add pictures that are a link: the pictures, then the link in words."""
    builder.end_paragraph()
    images = node.find_all("img")
    for image in images:
        take_picture(image, "", builder, conversion)
    href = attribute(node, "href")
    if _leads_to_itself(node, conversion):
        return
    words = text_of(node) or next((alt for image in images if (alt := squeeze(attribute(image, "alt")))), "")
    if node.has_attr("href"):
        target = conversion.target(href)
        builder.add_words(linked(escape(words or "Open the picture", quote=False), target) if target else "")
    elif text_of(node):
        builder.add_words(escape(text_of(node), quote=False))
    builder.end_paragraph()


def take_figure(node: Tag, builder: Builder, conversion: Conversion, walk: Walk) -> None:
    """Add a figure: its pictures with the caption, or whatever else it holds and then the caption."""
    builder.end_paragraph()
    if "gallery" in " ".join(classes(node)) and take_gallery(node, builder, conversion):
        return
    # A figure may hold figures, each with a caption of its own.
    caption = next((each for each in node.find_all("figcaption") if each.find_parent("figure") is node), None)
    caption_html = ""
    if isinstance(caption, Tag):
        caption.extract()
        caption_html = inline(caption, conversion)
    images = node.find_all("img")
    for link in node.find_all("a", href=True):
        if _leads_to_itself(link, conversion):
            link.unwrap()
    plain = text_of(caption) if isinstance(caption, Tag) else ""
    players = node.find_all(["iframe", "video"])
    unnamed = len(players) == 1 and not attribute(players[0], "title")
    if unnamed and plain and "<a " not in caption_html and len(plain) <= MAX_LINE:
        players[0]["title"] = plain
        caption_html = ""
    tables = node.find_all("table")
    if len(tables) == 1 and tables[0].caption is None and plain and "<a " not in caption_html and len(plain) <= 300:
        title = Tag(name="caption")
        title.string = plain
        tables[0].insert(0, title)
        caption_html = ""
    rest = node.find(["table", "pre", "video", "iframe", "audio", "blockquote", "ul", "ol", "figure", "a"])
    if len(images) == 1 and rest is None and not text_of(node):
        before = len(builder.finish())
        take_picture(images[0], caption_html, builder, conversion)
        new_blocks = builder.blocks[before:]
        # A caption holds no links: one that has them stands below as a paragraph.
        if new_blocks and new_blocks[0]["type"] == "image" and "<a " not in caption_html and len(plain) <= MAX_CAPTION:
            new_blocks[0]["value"]["caption"] = plain
            return
    else:
        walk(node, builder, conversion)
        builder.end_paragraph()
    builder.add_flow(f"<p>{caption_html}</p>" if caption_html else "")


def take_player(node: Tag, builder: Builder, conversion: Conversion) -> None:
    """Add a film as a video block; any other embedded page or sound as a link to it."""
    builder.end_paragraph()
    inner = node.find("source", src=True)
    source = attribute(node, "src") or attribute(node, "data") or attribute(node, "data-src")
    source = source or (attribute(inner, "src") if isinstance(inner, Tag) else "")
    title = squeeze(attribute(node, "title") or attribute(node, "aria-label"))[:MAX_LINE]
    target = conversion.target(source)
    url = target.url if target else ""
    if url.startswith(("http://", "https://")) and (node.name == "video" or _is_player(url)):
        builder.add_block("video", {"url": url, "title": title or "Video", "transcript": ""})
    elif target is not None:
        builder.add_flow(f"<p>{linked(escape(title or url or 'Open', quote=False), target)}</p>")
    if node.name != "iframe" and text_of(node):
        builder.add_flow(f"<p>{inline(node, conversion)}</p>")


def _leads_to_itself(link: Tag, conversion: Conversion) -> bool:
    """Say whether a link is nothing but a picture that was given, and leads to the same one, in full size."""
    key = conversion.picture(attribute(link, "href")) if not text_of(link) else None
    return key is not None and [conversion.picture(source_of(image)) for image in link.find_all("img")] == [key]


def _file_name(source: str) -> str:
    """Return the last step of an address, which is all a picture without description has for a name."""
    return unquote(PurePosixPath(source.split("?")[0].split("#")[0]).name)[:MAX_LINE]


def _is_player(url: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return any(host == name or host.endswith(f".{name}") for name in PLAYERS)
