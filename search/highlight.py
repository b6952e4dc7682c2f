"""Highlights that never carry markup from content: engines mark words with two control signs, then all is escaped."""

import html

# Control characters are taken out of texts before they are stored, so these two can only be an engine's own marks.
START, END = "\x02", "\x03"


def to_html(marked: str) -> str:
    """Escaped text in which the marks have become ``<mark>`` and ``</mark>``, always in pairs."""
    pieces = marked.split(START)
    done = [html.escape(pieces[0].replace(END, ""))]
    for piece in pieces[1:]:
        word, _, rest = piece.partition(END)
        done.append(f"<mark>{html.escape(word)}</mark>{html.escape(rest.replace(END, ''))}")
    return "".join(done)
