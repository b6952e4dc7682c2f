"""Bookmarks and saved searches of the person who asks."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from rest_framework.request import Request

from cms.api import clock
from cms.api.errors import Problem
from cms.api.reader import reader_of
from cms.api.request_body import Body, string
from cms.staff_site.endpoint import PersonEndpoint
from site_content.followers.copies.lists import cards_by_id
from site_content.followers.copies.read import item_with_id
from site_content.intranet.models import MAX_BOOKMARKS, MAX_SEARCHES, Bookmark, SavedSearch


class Bookmarks(PersonEndpoint):
    """The bookmarks, newest first, as cards of what is there now."""

    def get(self, request: Request, **route: Any) -> Any:
        """Return ``{"count", "results": [card]}``; what is no longer published is left out."""
        reader = reader_of("staff", self.person)
        rows = Bookmark.objects.filter(user=self.person).values_list("content_id", flat=True)[:MAX_BOOKMARKS]
        ids = [str(content_id) for content_id in rows]
        by_id = cards_by_id(reader.connection(), ids, clock.now(), reader.audiences, reader.access())
        results = [json.loads(by_id[content_id]) for content_id in ids if content_id in by_id]
        return {"count": len(results), "results": results}


class OneBookmark(PersonEndpoint):
    """PUT and DELETE ``bookmarks/<content_id>``; both may be repeated. GET tells whether it is there."""

    methods = ("GET", "HEAD", "PUT", "DELETE")

    def get(self, request: Request, **route: Any) -> Any:
        """Return ``{"bookmarked": bool}``."""
        return {"bookmarked": Bookmark.objects.filter(user=self.person, content_id=route["content_id"]).exists()}

    def put(self, request: Request, **route: Any) -> None:
        """Keep a bookmark to an item that this person may read. Raises Problem."""
        content_id: UUID = route["content_id"]
        reader = reader_of("staff", self.person)
        conn, key = reader.connection(), str(content_id).lower()
        if item_with_id(conn, key, clock.now(), reader.audiences, reader.access()).item is None:
            raise Problem(404, "There is no such item.")
        if Bookmark.objects.filter(user=self.person).count() >= MAX_BOOKMARKS:
            raise Problem(409, f"You have {MAX_BOOKMARKS} bookmarks. Remove one first.")
        Bookmark.objects.get_or_create(user=self.person, content_id=content_id)

    def delete(self, request: Request, **route: Any) -> None:
        """Remove a bookmark."""
        Bookmark.objects.filter(user=self.person, content_id=route["content_id"]).delete()


class SavedSearches(PersonEndpoint):
    """The saved searches by name; POST ``{"name", "query"}`` adds one."""

    methods = ("GET", "HEAD", "POST")
    body = Body((string("name", 120), string("query", 1_000)))

    def get(self, request: Request, **route: Any) -> Any:
        """Return ``{"count", "results": [{"id", "name", "query"}]}``."""
        rows = list(SavedSearch.objects.filter(user=self.person).values("id", "name", "query")[:MAX_SEARCHES])
        return {"count": len(rows), "results": rows}

    def post(self, request: Request, **route: Any) -> Any:
        """Save a search; one saved before gets the new name. Raises Problem."""
        body = self.body_values(request)
        if SavedSearch.objects.filter(user=self.person).count() >= MAX_SEARCHES:
            raise Problem(409, f"You have {MAX_SEARCHES} saved searches. Remove one first.")
        try:
            with transaction.atomic():
                row, _ = SavedSearch.objects.update_or_create(
                    user=self.person, query=body["query"], defaults={"name": body["name"]}
                )
        except IntegrityError as error:
            raise Problem(409, "Another request is saving this search. Try again.") from error
        return {"id": row.pk, "name": row.name, "query": row.query}


class OneSavedSearch(PersonEndpoint):
    """DELETE ``searches/<id>``; may be repeated."""

    methods = ("DELETE",)

    def delete(self, request: Request, **route: Any) -> None:
        """Remove one of this person's searches."""
        SavedSearch.objects.filter(user=self.person, pk=route["key"]).delete()
