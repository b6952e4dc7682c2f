"""Whether readers can be sent to the public process, as a load balancer asks; and what it says of a copy in trouble."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.delivery.front import Front
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.heard import HeardNote
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import Bank, OneAudience
from tests.site_content.followers.copies.harms import DAMAGES, Harm

READY, LIVE, HEALTH = "/health/ready", "/health/live", f"{PUBLIC}/health"


@pytest.fixture
def follower(as_delivery: Any, bank: Bank, tmp_path: Path) -> Iterator[CopyFollower]:
    """What keeps the copy that the process reads."""
    made = CopyFollower(tmp_path / "public.sqlite3", "public", OneAudience(bank, "public"))
    as_delivery.COPY_FILES = {"public": made.path}
    yield made
    made.close()


def test_ready_means_that_an_item_was_read(public: Asker, follower: CopyFollower) -> None:
    got = public(READY)
    assert (got.status, got.json) == (503, {"status": "unavailable", "reasons": ["public_copy_unavailable"]})
    assert (got.headers["retry-after"], got.headers["cache-control"]) == ("2", "no-store")
    assert public(LIVE).status == 200
    follower.catch_up()
    assert (public(READY).status, public(READY).json) == (200, {"status": "ok", "reasons": []})


@pytest.mark.parametrize("harm", DAMAGES, ids=lambda harm: harm.__name__)
def test_readers_get_503_until_the_copy_is_made_again_and_health_says_so(
    harm: Harm, follower: CopyFollower, as_delivery: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cms.api.reader import reader_for

    monkeypatch.setattr("site_content.followers.copies.scrub.EVERY_SECONDS", 0)
    follower.catch_up()
    front = Asker(Front(WSGIHandler(), reader_for("public"), 0))
    addresses = [f"{PUBLIC}/content/{path}" for path in ("", "flu", "about", "news")]
    addresses += [f"{PUBLIC}/items", f"{PUBLIC}/search?q=flu"]
    before = [front(address) for address in addresses]
    harm(follower.path.parent / follower.path.readlink())
    statuses = set()
    for _ in range(25):
        time.sleep(0.006)
        for address, good in zip(addresses, before, strict=True):
            got = front(address)
            statuses.add(got.status)
            # All of the answer, or none of it.
            assert got.status == 503 or got.body == good.body, address
            assert got.status != 503 or got.headers["retry-after"]
        if reader_for("public").copy.is_damaged:
            assert (front(READY).status, front(HEALTH).status) == (503, 503)
            assert front(HEALTH).json["status"] == "unavailable"
        follower.catch_up()
    time.sleep(0.006)
    assert statuses <= {200, 404, 503}
    assert [front(address).body for address in addresses] == [good.body for good in before]
    assert (front(READY).status, front(HEALTH).json["status"]) == (200, "ok")


def test_lag_is_unknown_when_the_log_was_not_heard_lately(
    public: Asker, follower: CopyFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower.catch_up()
    copy = public(HEALTH).json["copy"]
    assert (copy["lag"], copy["heard_seconds"]) == (0, 0)
    HeardNote(follower.path).write(7)
    assert public(HEALTH).json["copy"]["lag"] == 7
    now = time.monotonic()
    monkeypatch.setattr("site_content.followers.copies.heard.time.monotonic", lambda: now + 90)
    copy = public(HEALTH).json["copy"]
    assert (copy["lag"], copy["heard_seconds"]) == (None, 90)
    # A host that was started again counts from 0: nothing is known.
    monkeypatch.setattr("site_content.followers.copies.heard.time.monotonic", lambda: 1.0)
    copy = public(HEALTH).json["copy"]
    assert (copy["lag"], copy["heard_seconds"]) == (None, None)
    # Readers do not depend on it.
    assert json.loads(public(READY).body)["status"] == "ok"
