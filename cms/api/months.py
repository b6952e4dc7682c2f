"""The months route: counts a list's items by month of publication, for archives. Two SELECTs."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from cms.api.endpoint import ApiRequest
from cms.api.facets import FacetedEndpoint, facet_names
from cms.api.freshness import freshness
from cms.api.items import FILTERS, list_keys, prefix_of
from cms.api.reply import Reply, json_reply
from site_content.followers.copies.lists import CardQuery
from site_content.followers.copies.moments import moments
from site_content.followers.copies.months import month_counts


class Months(FacetedEndpoint):
    """How many items of a list were published in each month, newest first; months without any are left out.

    Months begin and end by the site's clock. The filters are those of `items`; a month's items are those from its
    first to its last day.
    """

    operation = "months"
    answer_schema = "Months"
    parameters = FILTERS

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the months."""
        values = api_request.values
        query = CardQuery(
            types=values["type"],
            facets={name: values[name] for name in facet_names()},
            audiences=api_request.audiences,
            path_prefix=prefix_of(values["path_prefix"]),
            published_after=values["published_after"],
            published_before=values["published_before"],
            access=api_request.reader.access(),
        )
        conn = api_request.reader.connection()
        around = moments(conn, api_request.now, query.access)
        counts = month_counts(conn, query, api_request.now, timezone.get_default_timezone())
        results = [{"month": month, "count": count} for month, count in counts]
        fresh = freshness(around.next)
        return json_reply({"results": results}, fresh, list_keys(values["type"]), around.last)
