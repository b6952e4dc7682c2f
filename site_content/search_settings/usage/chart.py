"""Bars drawn by the server as SVG, with the numbers in a title: no script, and it prints."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, GAP = 960, 160, 0.2


def bars(values: Sequence[tuple[str, int, int]], about: str) -> SafeString:
    """Return a figure with a bar for each (label, whole, part): the part is drawn in red, from the foot."""
    top = max((whole for _, whole, _ in values), default=0) or 1
    step = WIDTH / max(len(values), 1)

    def bar(number: int, label: str, whole: int, part: int) -> SafeString:
        start, width = number * step, step * (1 - GAP)
        tall, dark = HEIGHT * whole / top, HEIGHT * part / top
        return format_html(
            '<g><title>{}: {}</title><rect class="whole" x="{}" y="{}" width="{}" height="{}"/>'
            '<rect class="part" x="{}" y="{}" width="{}" height="{}"/></g>',
            label, whole if not part else f"{whole}, {part} without results", f"{start:.1f}", f"{HEIGHT - tall:.1f}",
            f"{width:.1f}", f"{tall:.1f}", f"{start:.1f}", f"{HEIGHT - dark:.1f}", f"{width:.1f}", f"{dark:.1f}",
        )  # fmt: skip

    drawn = format_html_join("", "{}", ((bar(number, *value),) for number, value in enumerate(values)))
    first, last = (values[0][0], values[-1][0]) if values else ("", "")
    return format_html(
        '<figure class="headland-chart"><svg viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">'
        '{}</svg><figcaption><span>{}</span><span>Highest: {}</span><span>{}</span></figcaption></figure>',
        WIDTH, HEIGHT, about, drawn, first, top, last if len(values) > 1 else "",
    )  # fmt: skip
