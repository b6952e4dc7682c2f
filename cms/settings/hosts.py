"""Host names that the CMS and delivery serve: those of the installation's addresses, and what HEADLAND_HOSTS adds."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from cms.settings import env

# Addresses that name a host of ours: what people type, and what the sites reach us by.
ADDRESSES = (
    "HEADLAND_CMS_URL",
    "HEADLAND_PUBLIC_URL",
    "HEADLAND_STAFF_URL",
    "HEADLAND_API_URL",
    "HEADLAND_CMS_INTERNAL_URL",
)
# Whoever watches a process from its own host.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def hosts(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the host names to serve. Locally, where nothing is set, any; in production never. Raises ValueError."""
    chosen: list[str] = env.read("HEADLAND_HOSTS", environ)
    if not chosen and environ.get("HEADLAND_ENV", "local") != "production":
        return ["*"]
    addresses = (urlsplit(env.text_of(name, environ)).hostname or "" for name in ADDRESSES)
    names = (f"[{name}]" if ":" in name else name for name in addresses if name)
    return list(dict.fromkeys((*chosen, *names, *LOOPBACK)))
