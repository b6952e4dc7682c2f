"""What the gallery shows: a name and an address for every template, block and state of both sites."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """One page to look at. ``kind`` is the type of page it stands for, once for each type of a site.

    ``site`` is ``public``, ``staff`` (an editor reads, who has much to do), or the staff site for a ``newcomer`` who
    has nothing yet or for a ``stranger`` who is not signed in.
    """

    name: str
    path: str
    status: int = 200
    kind: str = ""
    site: str = "public"


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
    Picture("feedback-again", "/feedback", 429),
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
    Picture("search-answers", "/search?q=answers"),
    Picture("search-no-word", "/search?q=%3F%21"),
    Picture("search-reversed-dates", "/search?q=flu&published_after=2026-02-01&published_before=2026-01-01"),
    Picture("search-bad-date", "/search?q=flu&published_after=yesterday"),
)


def staff(name: str, path: str, status: int = 200, kind: str = "", site: str = "staff") -> Picture:
    """Return a picture of the staff site."""
    return Picture(f"staff-{name}", path, status, kind, site)


STAFF_PICTURES = (
    staff("home", "/", kind="home"),
    staff("guidance", "/conditions/flu", kind="guidance"),
    staff("search", "/search?q=flu&audience=staff&type=guidance", kind="search"),
    staff("tasks", "/tasks", kind="tasks"),
    staff("bookmarks", "/bookmarks", kind="bookmarks"),
    staff("searches", "/searches", kind="searches"),
    staff("desk", "/desk", kind="desk"),
    staff("ask", "/ask?page=/conditions/flu", kind="ask"),
    staff("asked", "/asked?page=/conditions/flu", kind="asked"),
    staff("signed-out", "/signed-out", kind="signed_out", site="stranger"),
    staff("section", "/conditions", kind="section"),
    staff("news-list", "/news", kind="listing"),
    staff("news", "/news/flu-season-starts-early", kind="news"),
    staff("blog-story", "/blog/a-night-on-the-ward", kind="blog"),
    staff("guide-print", "/conditions/flu?view=print", kind="print_guide"),
    staff("standard", "/services/when-to-call-111", kind="standard"),
    staff("topic", "/topics/flu", kind="topic"),
    staff("author", "/authors/rhian-tregarth", kind="author"),
    staff("archive", "/news?month=2026-01", kind="archive"),
    staff("cookies", "/cookies", kind="cookies"),
    staff("accessibility", "/accessibility", kind="accessibility"),
    staff("feedback-thanks", "/feedback/thanks?page=/news", kind="feedback_thanks"),
    staff("sign-in-failed", "/signed-in?code=1&state=2", 403, "403", "stranger"),
    staff("not-found", "/no/such-page", 404, kind="404"),
    staff("gone", "/news/taken-down", 410, kind="410"),
    staff("failed", "/gallery/fails", 500, kind="500"),
    staff("unavailable", "/gallery/away", 503, kind="503"),
    # Edges.
    staff("guidance-overdue", "/vaccinations/flu-vaccine?audience=public"),
    staff("blocks", "/about/every-block"),
    staff("unknown-type-and-block", "/gallery/unknown"),
    staff("search-start", "/search"),
    staff("search-one", "/search?q=one"),
    staff("search-many", "/search?q=many&page=3"),
    staff("search-nothing", "/search?q=nothing&type=news"),
    staff("search-degraded", "/search?q=degraded"),
    staff("search-answers", "/search?q=answers"),
    staff("home-new", "/", site="newcomer"),
    staff("tasks-none", "/tasks", site="newcomer"),
    staff("bookmarks-none", "/bookmarks", site="newcomer"),
    staff("searches-none", "/searches", site="newcomer"),
    staff("desk-none", "/desk", site="newcomer"),
)
EVERY = (*PICTURES, *STAFF_PICTURES)
BY_NAME = {picture.name: picture for picture in EVERY}
# One page of every type of both sites, where each check is slow.
KINDS = tuple(picture for picture in EVERY if picture.kind)
