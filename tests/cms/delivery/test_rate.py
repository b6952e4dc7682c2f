"""The limit of requests for each address."""

from typing import Any

import pytest

from cms.delivery.rate import MAX_ADDRESSES, RateError, RateLimit


def test_a_bucket_empties_and_fills_steadily() -> None:
    now = [0.0]
    limit = RateLimit("60/min", clock=lambda: now[0])
    asker: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.1"}
    assert [limit.wait(asker) for _ in range(61)] == [0] * 60 + [1]
    now[0] += 1
    assert [limit.wait(asker), limit.wait(asker)] == [0, 1]
    now[0] += 3600
    assert [limit.wait(asker) for _ in range(61)] == [0] * 60 + [1]
    assert limit.wait({"REMOTE_ADDR": "192.0.2.2"}) == 0


def test_whoever_asks_slowly_waits_long() -> None:
    limit = RateLimit("2/hour", clock=lambda: 0.0)
    assert [limit.wait({"REMOTE_ADDR": "a"}) for _ in range(3)] == [0, 0, 1800]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "forged, 203.0.113.9", "203.0.113.9"),
        (2, "forged, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, " , ", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int, forwarded: str, address: str) -> None:
    environ = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert RateLimit("1/s", proxies).address(environ) == address


@pytest.mark.parametrize("text", ["", "0/min", "60", "60/day", "-1/s", "a/min", "6 0/min"])
def test_a_limit_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(RateError, match="HEADLAND_API_RATE"):
        RateLimit(text)


def test_many_addresses_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.delivery.rate.MAX_ADDRESSES", 3)
    limit = RateLimit("1/min", clock=lambda: 0.0)
    assert [limit.wait({"REMOTE_ADDR": name}) for name in "abcd"] == [0] * 4
    assert sorted(limit._buckets) == ["b", "c", "d"]
    assert MAX_ADDRESSES > 1000
