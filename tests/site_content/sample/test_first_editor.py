"""``first_editor``: two accounts, printed once."""

import re
from io import StringIO

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command


def run() -> str:
    out = StringIO()
    call_command("first_editor", stdout=out)
    return out.getvalue()


def test_what_it_prints_opens_the_door_once(db: None) -> None:
    printed = dict(re.findall(r"^ +(\w+) +password +([a-z-]+-\d{4}) ", run(), re.MULTILINE))
    assert printed.keys() == {"editor", "reader"}
    for name, password in printed.items():
        validate_password(password)
        assert authenticate(username=name, password=password) is not None
    assert run() == ""


def test_the_editor_may_do_everything_and_the_reader_only_read(db: None) -> None:
    run()
    users = {user.username: user for user in get_user_model().objects.all()}
    said = {
        name: (user.email, user.is_superuser, user.is_staff, list(user.groups.values_list("name", flat=True)))
        for name, user in users.items()
    }
    assert said == {
        "editor": ("editor@example.org", True, True, []),
        "reader": ("reader@example.org", False, False, ["Staff readers"]),
    }


def test_nothing_is_made_where_somebody_has_the_keys(db: None) -> None:
    get_user_model().objects.create_superuser("somebody")
    assert run() == ""
    assert get_user_model().objects.count() == 1


def test_a_name_already_taken_is_left_alone(db: None) -> None:
    get_user_model().objects.create_user("reader", password="x")
    assert re.findall(r"^ +(\w+) +password", run(), re.MULTILINE) == ["editor"]
    assert get_user_model().objects.get(username="reader").check_password("x")
