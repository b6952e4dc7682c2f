"""Answers above results: what editors tied to a query, with the pages that this reader may read now."""

from __future__ import annotations

import json
from typing import Any

from cms.api.endpoint import ApiRequest
from search.answers import EMERGENCY
from search.search_settings import SearchSettings
from site_content.followers.copies.lists import cards_by_id


def answers_json(api_request: ApiRequest, search_settings: SearchSettings) -> list[dict[str, Any]]:
    """Return the answers to a search, read from the copy alone: a failing engine takes none of them away.

    An answer whose page the reader may not read is left out; an emergency stays, without its page.
    """
    reader = api_request.reader
    answers = search_settings.answers_for(api_request.values["q"])
    ids = [answer.page for answer in answers if answer.page]
    by_id = cards_by_id(reader.connection(), ids, api_request.now, reader.audiences, reader.access()) if ids else {}
    return [
        {
            "kind": answer.kind,
            "title": answer.title,
            "text": answer.text,
            "phones": list(answer.phones),
            "page": json.loads(by_id[answer.page]) if answer.page in by_id else None,
            "locale": answer.locale,
        }
        for answer in answers
        if not answer.page or answer.page in by_id or answer.kind == EMERGENCY
    ]
