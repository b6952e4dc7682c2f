"""Security headers: tell a browser what our pages may do."""

from __future__ import annotations

from frontend_templates.common.site import Site

VIDEO_FRAMES = "https://www.youtube-nocookie.com https://player.vimeo.com"
Header = tuple[bytes, bytes]


def content_security_policy(site: Site, framed_by: str = "'none'") -> str:
    """Return the policy: everything from the site itself, and from nowhere else but media's own host and video frames.

    ``framed_by`` may name the CMS, where editors see previews in a frame.
    """
    media = f" {site.media_origin}" if site.media_origin else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src 'self'{media}",
            f"media-src 'self'{media}",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"frame-src {VIDEO_FRAMES}",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
        )
    )


def security_headers(site: Site, framed_by: str = "'none'") -> tuple[Header, ...]:
    """Return the headers every answer with HTML carries."""
    headers = [
        ("content-security-policy", content_security_policy(site, framed_by)),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ("cross-origin-opener-policy", "same-origin"),
    ]
    if framed_by == "'none'":
        headers.append(("x-frame-options", "DENY"))
    if site.production:
        headers.append(("strict-transport-security", site.hsts))
    return tuple((name.encode(), value.encode()) for name, value in headers)


# For feeds, JSON and plain text: nothing in them is to be run, whatever a browser takes them for.
INERT_HEADERS: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
)
