"""What browsers and search engines are told with every response of the CMS, from its URL map."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.cms.admin.everything import Everything, signed_in, superuser
from tests.cms.admin.routes import routes

SENT_ON = "admin/logout/"


@pytest.fixture
def everything(db: None, settings: Any, tmp_path: Any) -> Everything:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Everything()


def directives(policy: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.partition(" ") for part in policy.split("; "))}


def expected(path: str) -> set[str]:
    """Return what a policy of the kind that stands at a path must say at least."""
    if path.startswith(("/media/", "/staff-media/")):
        return {"default-src 'none'", "sandbox"}
    if path.startswith("/api/"):
        return {"default-src 'none'", "frame-ancestors 'none'"}
    return {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'self'"}


def test_every_response_has_a_strict_policy_and_no_inline_script(everything: Everything) -> None:
    client, wrong, pages = superuser(), [], 0
    for route in routes():
        if route.pattern == SENT_ON:
            continue
        for address in everything.addresses(route)[:2]:
            answer = client.get(address)
            policy = set(answer["Content-Security-Policy"].split("; "))
            # What Wagtail's own API refuses, ours says; and health is JSON.
            kinds = [
                expected(address),
                *([expected("/api/")] if "/api/" in address or address.startswith("/health") else []),
            ]
            if not any(kind <= policy for kind in kinds) or any(
                "unsafe" in part and "style" not in part for part in policy
            ):
                wrong.append((address, sorted(policy)))
            if answer["X-Robots-Tag"] != "noindex" or answer["X-Content-Type-Options"] != "nosniff":
                wrong.append((address, ["headers"]))
            if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
                pages += 1
                wrong += [(address, [text]) for text in inline(answer.content.decode())]
    assert wrong == []
    # That pages were looked at, and not the sign-in page each time.
    assert pages > 80


def inline(html: str) -> list[str]:
    """Return what the policy would not let run."""
    soup = BeautifulSoup(html, "lxml")
    scripts = [
        str(each) for each in soup.find_all("script") if not each.get("src") and "json" not in str(each.get("type"))
    ]
    handlers = re.findall(r"<[^>]+\son(?:click|load|error|change|submit)=", html)
    return [text[:200] for text in (*scripts, *handlers)]


def test_strangers_errors_and_redirects_are_told_too(everything: Everything) -> None:
    client = signed_in("nobody")
    for address in ("/", "/nothing", "/admin/", "/admin", "/admin/login/", "/static/nothing.js", "/api/staff/v1/items"):
        answer = client.get(address)
        assert (answer["X-Robots-Tag"], "default-src 'none'" in answer["Content-Security-Policy"]) == ("noindex", True)
    damaged = superuser().post(f"/admin/pages/{everything.page.pk}/edit/", {})
    assert (damaged.status_code, damaged["X-Robots-Tag"]) == (400, "noindex")


def test_previews_may_be_framed_and_signing_in_leads_to_the_staff_site(db: None, settings: Any) -> None:
    found = directives(superuser().get("/admin/")["Content-Security-Policy"])
    assert found["frame-src"] == f"'self' {settings.PUBLIC_URL} {settings.STAFF_URL}"
    assert found["form-action"] == f"'self' {settings.STAFF_URL}"


def test_in_production_no_other_host_can_set_a_cookie_of_the_cms() -> None:
    said = (
        "from cms.settings import cms as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    )
    urls = {f"HEADLAND_{name}_URL": f"https://{name.lower()}.example.org" for name in ("CMS", "PUBLIC", "STAFF")}
    secrets = {
        "HEADLAND_SECRET_KEY": "0123456789abcdefghij" * 3,
        "DATABASE_URL": "postgres://u:p@h/d",
    }
    environ = {"PATH": os.environ["PATH"], "HEADLAND_ENV": "production", **urls, **secrets}
    made = subprocess.run([sys.executable, "-c", said], env=environ, capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["__Host-headland_session", "__Host-headland_csrf", "True"]
