"""Answers above results, as the search settings of an audience carry them."""

from __future__ import annotations

from search.answers import EMERGENCY, Answer
from site_content.items.link_resolver import TITLE, LinkResolver
from site_content.search_settings.answer_models import SearchAnswer


def answers_of(audience: str, resolver: LinkResolver) -> tuple[Answer, ...]:
    """Return an audience's answers; none whose page it may not read, but an emergency without its page."""
    rows = list(SearchAnswer.objects.filter(shown_on__in=[audience, "both"]))
    resolver.cards([row.page_id for row in rows if row.page_id is not None], TITLE)
    answers = []
    for row in rows:
        card = resolver.card(row.page_id, TITLE)
        if card is None and row.page_id is not None and row.kind != EMERGENCY:
            continue
        answers.append(
            Answer(
                kind=row.kind,
                queries=tuple(row.query_list()),
                title=row.title,
                text=row.text.replace("\r\n", "\n"),
                phones=tuple(row.phone_list()),
                page=card["content_id"] if card else "",
                locale=row.language,
            )
        )
    return tuple(answers)
