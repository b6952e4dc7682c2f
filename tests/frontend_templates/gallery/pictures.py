"""What the gallery shows: a name and an address for every template, block and state."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """One page to look at. ``kind`` is the type of page it stands for, once for each type."""

    name: str
    path: str
    status: int = 200
    kind: str = ""


PICTURES = (
    Picture("home", "/", kind="home"),
    Picture("section", "/conditions", kind="section"),
    Picture("news-list", "/news", kind="listing"),
    Picture("news", "/news/flu-season-starts-early", kind="news"),
    Picture("blog-story", "/blog/a-night-on-the-ward", kind="blog"),
    Picture("guide", "/conditions/flu", kind="guidance"),
    Picture("guide-part", "/conditions/flu/when-to-get-help"),
    Picture("guide-print", "/conditions/flu?view=print", kind="print_guide"),
    Picture("guide-one-part", "/vaccinations/flu-vaccine"),
    Picture("standard", "/services/when-to-call-111", kind="standard"),
    Picture("blocks", "/about/every-block", kind="blocks"),
    Picture("topic", "/topics/flu", kind="topic"),
    Picture("author", "/authors/rhian-tregarth", kind="author"),
    Picture("archive", "/news?month=2026-01", kind="archive"),
    Picture("search", "/search?q=flu&topic=flu&type=guidance", kind="search"),
    Picture("cookies", "/cookies", kind="cookies"),
    Picture("accessibility", "/accessibility", kind="accessibility"),
    Picture("feedback-thanks", "/feedback/thanks?page=/news", kind="feedback_thanks"),
    Picture("not-found", "/no/such-page", 404, kind="404"),
    Picture("gone", "/news/taken-down", 410, kind="410"),
    Picture("failed", "/gallery/fails", 500, kind="500"),
    Picture("unavailable", "/gallery/away", 503, kind="503"),
    # Edges.
    Picture("home-bare", "/gallery/bare-home"),
    Picture("section-empty", "/services"),
    Picture("list-empty", "/topics/nothing"),
    Picture("news-long-words", "/news/long-words"),
    Picture("blog-two-authors", "/blog/what-the-numbers-say"),
    Picture("author-right-to-left", "/authors/layla-al-masri"),
    Picture("unknown-type-and-block", "/gallery/unknown"),
    Picture("pictures-missing", "/gallery/pictures-missing"),
    Picture("search-start", "/search"),
    Picture("search-one", "/search?q=one"),
    Picture("search-many", "/search?q=many&page=3"),
    Picture("search-nothing", "/search?q=nothing&type=news"),
    Picture("search-degraded", "/search?q=degraded"),
    Picture("search-bad-date", "/search?q=flu&published_after=yesterday"),
)
BY_NAME = {picture.name: picture for picture in PICTURES}
# One page of every type, where each check is slow.
KINDS = tuple(picture for picture in PICTURES if picture.kind)
