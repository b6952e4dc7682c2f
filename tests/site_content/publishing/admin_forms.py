"""What an editor's browser sends: the forms of the admin, without a browser."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from site_content.audiences import STAFF
from site_content.items.visibility import root_of

ADMIN = "/admin/pages/"


def standard_form(title: str, slug: str, publish: bool = True, **fields: str) -> dict[str, str]:
    """Return the form of a standard page with an empty body. ``go_live_at`` and ``expire_at``: ``2040-05-01 09:30``."""
    form = {
        "title": title, "slug": slug, "summary": "", "search_keywords": "", "tags": "", "body-count": "0",
        "go_live_at": "", "expire_at": "",
    }  # fmt: skip
    return {**form, **fields, **({"action-publish": "1"} if publish else {})}


def complaints(page: str) -> list[str]:
    """Return what a form of the admin says is wrong."""
    found = re.findall(r'class="[^"]*(?:error-message|messages|help-critical)[^"]*"[^>]*>(.{0,2000})', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", text).split())[:300] for text in found]


class Editor:
    """A signed-in browser that does to pages what editors do. Each raises AssertionError when the admin refuses."""

    def __init__(self, user: Any) -> None:
        self.client = Client()
        self.client.force_login(user)

    def add(self, parent: Page, title: str, slug: str, **fields: Any) -> None:
        address = reverse("wagtailadmin_pages:add", args=["site_content", "standardpage", parent.pk])
        self._post(address, standard_form(title, slug, **fields))

    def edit(self, page: Page, title: str, slug: str, **fields: Any) -> None:
        self._post(f"{ADMIN}{page.pk}/edit/", standard_form(title, slug, **fields))

    def move(self, page: Page, parent: Page) -> None:
        self._post(f"{ADMIN}{page.pk}/move/{parent.pk}/confirm/", {})

    def unpublish(self, page: Page, **ending: str) -> None:
        self._post(f"{ADMIN}{page.pk}/unpublish/", ending)

    def delete(self, page: Page) -> None:
        self._post(f"{ADMIN}{page.pk}/delete/", {})

    def make_private(self, page: Page, private: bool) -> None:
        root = root_of(page)
        for_staff = root is not None and root.audience == STAFF
        closed = {"restriction_type": "groups", "groups": [Group.objects.earliest("pk").pk]}
        choice: dict[str, Any] = closed if for_staff else {"restriction_type": "login"}
        answer = self.client.post(f"{ADMIN}{page.pk}/privacy/", choice if private else {"restriction_type": "none"})
        assert answer.status_code == 200, answer.content[:500]

    def _post(self, address: str, data: dict[str, str]) -> None:
        answer = self.client.post(address, data)
        assert answer.status_code == 302, (address, data, answer.status_code, complaints(answer.content.decode()))
        assert "/login/" not in answer["Location"], "signed out"
