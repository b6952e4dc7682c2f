"""Highlights that never carry markup from content: engines mark words with two control signs, then all is escaped."""

import html
import re

# Control characters are taken out of texts before they are stored, so these two can only be an engine's own marks.
START, END = "\x02", "\x03"
# Stands after a name among stop words (see ``search.names``) in what Elasticsearch is sent; no reader sees it.
NAME = "\ue005"
# Lines of a text are paragraphs, items of a list, cells of a table: side by side, something must stand between them.
_LINE_END = re.compile(rf"([.!?:;,…]?)({END}?)\s*\n\s*")


def to_html(marked: str) -> str:
    """Escaped text in which the marks have become ``<mark>`` and ``</mark>``, always in pairs."""
    pieces = marked.replace(NAME, "").split(START)
    done = [html.escape(pieces[0].replace(END, ""))]
    for piece in pieces[1:]:
        word, _, rest = piece.partition(END)
        done.append(f"<mark>{html.escape(word)}</mark>{html.escape(rest.replace(END, ''))}")
    return "".join(done)


def fragment_to_html(marked: str) -> str:
    """The same for a piece of a longer text, whose lines come to stand on one."""
    one_line = _LINE_END.sub(_line_end, marked.strip())
    return to_html(" ".join(one_line.split()))


def _line_end(match: re.Match[str]) -> str:
    stop, mark = match.groups()
    return f"{stop}{mark} " if stop else f"{mark} · "
