"""An editor at a browser: signs in, saves and publishes pages through the forms of a CMS that runs, over sockets."""

from __future__ import annotations

import re

import httpx

from tests.site_content.publishing.admin_forms import complaints, standard_form

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class WebEditor:
    """``root`` is the address of the CMS, ``home`` the key of the page that new pages stand under."""

    def __init__(self, root: str, home: int, timeout: float) -> None:
        self.client = httpx.Client(base_url=root, trust_env=False, timeout=timeout)
        self._new_page = f"/admin/pages/add/site_content/standardpage/{home}/"
        self._token = ""

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as the form does."""
        self._token = _token_in(self.client.get("/admin/login/"))
        answer = self._post("/admin/login/", {"username": username, "password": password})
        assert answer.status_code == 302, (answer.status_code, answer.text[:500])
        # Signing in changes it, and every form of this session has the same.
        self._token = _token_in(self.client.get(self._new_page))

    def save_draft(self, title: str, slug: str) -> int:
        """Make a page and keep it as a draft; return its key."""
        answer = self._post(self._new_page, standard_form(title, slug, publish=False))
        match = re.search(r"/admin/pages/(\d+)/edit/", answer.headers.get("location", ""))
        assert match, (answer.status_code, complaints(answer.text))
        return int(match[1])

    def publish(self, key: int, title: str, slug: str) -> httpx.Response:
        """Open a page, change its title and publish it; return what the CMS answers."""
        return self._post(f"/admin/pages/{key}/edit/", standard_form(title, slug))

    def close(self) -> None:
        """Close the browser."""
        self.client.close()

    def _post(self, address: str, form: dict[str, str]) -> httpx.Response:
        return self.client.post(address, data=form | {"csrfmiddlewaretoken": self._token})


def _token_in(page: httpx.Response) -> str:
    match = _TOKEN.search(page.text)
    assert match, (page.status_code, page.text[:500])
    return match[1]
