"""Tools: programs that are found or installed, and started by whoever needs them."""

from pathlib import Path

from scripts.services import machine

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROMIUM = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def chromium() -> str:
    """Return the path of Chromium or Chrome. Raises Unavailable."""
    for name in CHROMIUM_NAMES:
        path = machine.find(name)
        if path:
            return path
    if MAC_CHROMIUM.is_file():
        return str(MAC_CHROMIUM)
    return machine.need("chromium", "chromium")


def nginx() -> str:
    """Return the path of nginx, the peer that ``make bench`` measures against. Raises Unavailable."""
    return machine.need("nginx", "nginx-light")


def wrk() -> str:
    """Return the path of the load generator. Raises Unavailable."""
    return machine.need("wrk", "wrk")
