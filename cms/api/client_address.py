"""Client addresses: whom a request counts for, behind our own proxies and our own sites."""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings

from cms.api.wire import Environ

MAX_ADDRESS = 100
# A site speaks for its reader with both: the address, and the token that the site and the API share.
READER, SITE = "HTTP_X_HEADLAND_READER", "HTTP_X_HEADLAND_SITE"


def forwarded_address(environ: Environ, proxies: int) -> str:
    """Return the last address that a proxy of ours did not write itself; ``proxies`` is their number."""
    if proxies:
        addresses = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(addresses) >= proxies:
            return str(addresses[-proxies])[:MAX_ADDRESS]
    return str(environ.get("REMOTE_ADDR", ""))


def client_address(environ: Environ) -> str:
    """Return the address that a limit counts: the reader's, where a site of ours names it."""
    token: str = settings.SITE_TOKEN
    if token and hmac.compare_digest(str(environ.get(SITE, "")).encode(), token.encode()):
        return network_of(str(environ.get(READER, ""))[:MAX_ADDRESS])
    return network_of(forwarded_address(environ, settings.PROXIES))


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and of an IPv6 address the /64 that one household or host has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
