"""An editor and a moderator, signed in."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Site


def signed_in(group: str) -> Client:
    """Return a browser in which a member of a group is signed in."""
    user = get_user_model().objects.create_user(group.lower(), password="x")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def moderator(db: None) -> Client:
    return signed_in("Moderators")


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("Editors")


@pytest.fixture
def home(db: None) -> Any:
    return Site.objects.get(audience_row__audience="public").root_page
