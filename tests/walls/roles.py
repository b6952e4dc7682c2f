"""Roles: everybody who may knock at the CMS, and how each says who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, Page

from site_content.accounts import models as sessions
from site_content.pages.preview import exchange, start
from site_content.pages.publishable_page import PublishablePage


@dataclass(frozen=True)
class Role:
    """One role. ``is_staff``: signed in; ``enters_admin`` and ``edits`` say what they may do there."""

    name: str
    client: Client
    authorization: str = ""
    is_staff: bool = False
    has_token: bool = False
    enters_admin: bool = False
    edits: bool = False


def roles(page: Page, public_page: Page) -> list[Role]:
    """Return all roles. ``page`` is one that editors may read; the preview key is for ``public_page``."""
    desk, _ = Group.objects.get_or_create(name="Desk")
    desk.permissions.add(Permission.objects.get(codename="access_admin"))
    editor, moderator = person("editor", "Editors"), person("moderator", "Moderators")
    root = get_user_model().objects.create_superuser("root", "root@example.org", "x")
    reader = person("reader", "Staff readers")
    key = exchange(start(PublishablePage(public_page.specific), root).token).key
    return [
        Role("stranger", Client()),
        with_header("revoked token", f"Bearer {revoked_token(reader)}"),
        with_header("ended session", f"Bearer {ended_session(reader)}"),
        with_header("token of somebody who left", f"Bearer {token_of_leaver()}"),
        with_header("no token at all", "Bearer wagtail_nonsense"),
        with_header("preview of another page", f"Preview {key}"),
        Role("reader", signed_in(reader), is_staff=True),
        with_header("reader with a token", f"Bearer {token(reader)}", is_staff=True, has_token=True),
        Role("editor without pages", signed_in(person("desk", "Desk")), is_staff=True, enters_admin=True),
        Role("editor", signed_in(editor), is_staff=True, enters_admin=True, edits=True),
        Role("moderator", signed_in(moderator), is_staff=True, enters_admin=True, edits=True),
        Role("administrator", signed_in(root), is_staff=True, enters_admin=True, edits=True),
    ]


def with_header(name: str, authorization: str, **more: bool) -> Role:
    """Return a role that says who it is by a header."""
    return Role(name, Client(headers={"authorization": authorization}), authorization, **more)


def person(name: str, group: str) -> Any:
    """Return a user in one group."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "x")
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: Any) -> Client:
    """Return a browser in which somebody is signed in."""
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def token(user: Any) -> str:
    """Return a good API token."""
    return str(APIToken.create_token(user=user, name="test")[1])


def revoked_token(user: Any) -> str:
    """Return an API token that was revoked."""
    row, secret = APIToken.create_token(user=user, name="revoked")
    APIToken.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    return str(secret)


def ended_session(user: Any) -> str:
    """Return the token of a session of the staff site that is over."""
    secret = sessions.exchange(sessions.begin(user)).token
    sessions.StaffSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return secret


def token_of_leaver() -> str:
    """Return a token of somebody who may no longer sign in."""
    user = person("leaver", "Moderators")
    secret = token(user)
    user.is_active = False
    user.save()
    return secret
