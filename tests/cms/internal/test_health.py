"""Whether each process can answer, as anyone may ask."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from site_content.followers.configured import configured_followers
from site_content.followers.models import Follower
from site_content.items.models import Refresh
from site_content.mail.models import Letter
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import small_site


def test_the_public_process(public: Asker, as_delivery: Any, tmp_path: Path) -> None:
    got = public(f"{PUBLIC}/health")
    copy = got.json["copy"]
    assert (got.status, got.json["status"], got.json["search"]) == (200, "ok", {"engine": "embedded"})
    assert (copy["audience"], copy["position"], copy["is_damaged"]) == ("public", small_site().head(), False)
    assert copy["age_seconds"] >= 0
    as_delivery.COPY_FILES = {"public": tmp_path / "public.sqlite3"}
    got = public(f"{PUBLIC}/health")
    assert (got.status, got.json["status"], got.json["copy"]["position"]) == (503, "unavailable", None)


@pytest.mark.dated
@pytest.mark.django_db
def test_the_cms(settings: Any, copies: dict[str, Path]) -> None:
    settings.COPY_FILES = copies
    got = Client().get("/health")
    assert (got.status_code, got["Cache-Control"], got.json()["status"]) == (200, "no-store", "degraded")
    assert [copy["audience"] for copy in got.json()["copies"]] == ["public", "staff"]
    until = timezone.now() + timedelta(minutes=1)
    for name in configured_followers():
        row = {"lease_until": until, "last_error": "", "updated_at": timezone.now()}
        Follower.objects.update_or_create(name=name, defaults=row)
    assert Client().get("/health").json()["status"] == "ok"
    # A worker that was killed holds its leases for a while.
    Follower.objects.update(updated_at=timezone.now() - timedelta(seconds=40))
    got = Client().get("/health").json()
    assert (got["status"], got["worker"]) == ("degraded", {"is_alive": False, "heartbeat_seconds": 40})
    Follower.objects.update(updated_at=timezone.now())
    Follower.objects.filter(name="copy:public").update(last_error="disk full at /secret")
    got = Client().get("/health")
    (failing,) = [each["name"] for each in got.json()["followers"] if each["is_failing"]]
    assert (failing, got.json()["status"]) == ("copy:public", "degraded")
    assert b"secret" not in got.content
    Follower.objects.filter(name="copy:public").update(last_error="")
    letter = Letter.objects.create(recipients=["a@example.org"], content=b"secret")
    assert (Client().get("/health").json()["status"], Client().get("/health").json()["mail"]) == (
        "ok",
        {"waiting": 1, "is_failing": False},
    )
    Letter.objects.filter(pk=letter.pk).update(tries=1, last_error="535 wrong password")
    got = Client().get("/health")
    assert (got.json()["status"], got.json()["mail"]) == ("degraded", {"waiting": 1, "is_failing": True})
    assert b"password" not in got.content


@pytest.mark.django_db
def test_staff_are_told_the_whole_error(settings: Any, copies: dict[str, Path], admin_user: Any) -> None:
    settings.COPY_FILES = copies
    error = "2 kept out of the index: document_parsing_exception: secret"
    Follower.objects.update_or_create(name="copy:public", defaults={"last_error": error})
    client = Client()

    def told() -> tuple[Any, ...]:
        (found,) = [each for each in client.get("/health").json()["followers"] if each["name"] == "copy:public"]
        return found["is_failing"], found["trouble"], found.get("last_error")

    assert told() == (True, "entries_kept_out", None)
    client.force_login(admin_user)
    assert told() == (True, "entries_kept_out", error)


@pytest.mark.django_db
def test_the_cms_without_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise DatabaseError("connection refused at 10.0.0.1")

    monkeypatch.setattr("cms.internal.health.progress", gone)
    got = Client().get("/health")
    assert (got.status_code, got.json()["status"], got.json()["followers"]) == (503, "unavailable", [])
    assert b"10.0.0.1" not in got.content


@pytest.mark.django_db
def test_the_cms_is_ready_when_database_and_copies_can_be_read(
    settings: Any, copies: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.COPY_FILES = copies
    assert Client().get("/health/live").json() == {"status": "ok"}
    got = Client().get("/health/ready")
    never = {"is_alive": False, "heartbeat_seconds": None}
    assert (got.status_code, got.json()) == (200, {"status": "ok", "reasons": [], "worker": never})
    minute = timedelta(minutes=1)
    row = {"lease_until": timezone.now() + minute, "updated_at": timezone.now() - timedelta(seconds=3)}
    Follower.objects.update_or_create(name="copy:public", defaults=row)
    assert Client().get("/health/ready").json()["worker"] == {"is_alive": True, "heartbeat_seconds": 3}
    Follower.objects.filter(name="copy:public").update(updated_at=timezone.now() - minute)
    assert Client().get("/health").json()["worker"] == {"is_alive": False, "heartbeat_seconds": 60}

    settings.COPY_FILES = copies | {"staff": tmp_path / "staff.sqlite3"}
    got = Client().get("/health/ready")
    assert (got.status_code, got.json()["reasons"], got["Retry-After"]) == (503, ["staff_copy_unavailable"], "2")

    def gone() -> Any:
        raise DatabaseError("connection refused at 10.0.0.1")

    monkeypatch.setattr("cms.internal.health.progress", gone)
    got = Client().get("/health/ready")
    assert (got.status_code, got.json()["reasons"]) == (503, ["database", "staff_copy_unavailable"])
    assert b"10.0.0.1" not in got.content


@pytest.mark.django_db
def test_the_queue_is_told(settings: Any, copies: dict[str, Path]) -> None:
    settings.COPY_FILES = copies
    Refresh.objects.all().delete()
    assert Client().get("/health").json()["queue"] == {"waiting": 0, "oldest_seconds": None}
    Refresh.objects.bulk_create(
        [Refresh(key=f"page:{number % 3}") for number in range(6)] + [Refresh(key="~closure:1")]
    )
    Refresh.objects.filter(key="page:1").update(marked_at=timezone.now() - timedelta(seconds=90))
    queue = Client().get("/health").json()["queue"]
    assert (queue["waiting"], 90 <= queue["oldest_seconds"] <= 95) == (3, True)
