"""From a sign-in in the CMS to a session of the staff site."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from site_content.accounts import models as rows
from site_content.accounts.models import SignInRefused, StaffSession, begin, end, exchange, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> Any:
    return get_user_model().objects.create_user("ann", password="first")


def test_a_code_works_once_and_gives_a_session(user: Any) -> None:
    code = begin(user)
    session = exchange(code)
    assert (user_of(session.token), session.seconds) == (user, 12 * 3600)
    assert begin(user) != code
    for token in (code, "", "x" * 10_000):
        with pytest.raises(SignInRefused):
            exchange(token)
        with pytest.raises(SignInRefused):
            user_of(token)
    stored = StaffSession.objects.get()
    assert code not in str(vars(stored))
    assert session.token not in str(vars(stored))


def test_sessions_end(user: Any) -> None:
    token = exchange(begin(user)).token
    assert (end(token), end(token)) == (True, False)
    with pytest.raises(SignInRefused):
        user_of(token)
    token = exchange(begin(user)).token
    user.set_password("second")
    user.save()
    with pytest.raises(SignInRefused):
        user_of(token)
    token = exchange(begin(user)).token
    get_user_model().objects.update(is_active=False)
    with pytest.raises(SignInRefused):
        user_of(token)


@pytest.mark.dated
def test_codes_and_sessions_run_out(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    code = begin(user)
    monkeypatch.setattr(rows, "CODE_LIFETIME", timedelta(seconds=-1))
    with pytest.raises(SignInRefused):
        exchange(code)
    monkeypatch.undo()
    token = exchange(begin(user)).token
    assert StaffSession.objects.count() == 1
    StaffSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(SignInRefused):
        user_of(token)
