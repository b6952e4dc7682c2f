"""Readers as a limit counts them: by an address that stays in memory for minutes and goes to our API only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import HTTPConnection

from frontend_templates.common.serving.rate import Rate
from frontend_templates.common.site import Site

MAX_READERS = 10_000
MAX_ADDRESS = 100


def reader_address(connection: HTTPConnection, proxies: int) -> str:
    """Return the last address that a proxy of ours did not write itself; ``proxies`` is their number."""
    if proxies:
        text = ",".join(connection.headers.getlist("x-forwarded-for"))
        addresses = [part.strip() for part in text.split(",") if part.strip()]
        if len(addresses) >= proxies:
            return addresses[-proxies][:MAX_ADDRESS]
    return connection.client.host if connection.client else ""


def on_behalf(connection: HTTPConnection, site: Site) -> dict[str, str]:
    """Return the headers that tell our API for whom the site sends something: its limits count the reader, not us."""
    headers = dict(site.credentials(connection))
    if site.token:
        address = reader_address(connection, site.proxies).encode("ascii", "replace").decode()
        headers |= {"x-headland-reader": address, "x-headland-site": site.token}
    return headers


class ReaderRates:
    """A bucket for each reader; who was not there lately makes room for others."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float]) -> None:
        self.per_second = per_second
        self.burst = burst
        self.clock = clock
        self._rates: OrderedDict[str, Rate] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Take one from a reader's bucket; False when it is empty."""
        rate = self._rates.pop(address, None) or Rate(self.per_second, self.burst, self.clock)
        self._rates[address] = rate
        if len(self._rates) > MAX_READERS:
            self._rates.popitem(last=False)
        return rate.allows()
