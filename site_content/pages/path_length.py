"""The length of paths: refuses an address that the API would refuse, since nobody could read the page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

# An item's path has at most 700 characters; a part of guidance adds up to 101 to its page's.
MAX_URL_PATH = 599


def check_path_length(page: Page, parent: Page, slug: str) -> None:
    """Refuse a place and a slug that make the page's path, or one below it, too long. Raises ValidationError."""
    path = f"{parent.url_path}{slug}/"
    longest = len(path)
    if page.pk and page.url_path and path != page.url_path:
        below = Page.objects.descendant_of(page).aggregate(longest=Max(Length("url_path")))["longest"]
        if below is not None:
            longest += below - len(page.url_path)
    if longest > MAX_URL_PATH:
        whose = "this page's address" if longest == len(path) else "the address of a page below this one"
        raise ValidationError(
            f"This would make {whose} {longest} characters long. The maximum is {MAX_URL_PATH}. Use a shorter one."
        )


class ContentPageForm(WagtailAdminPageForm):
    """The form of every content type."""

    def clean(self) -> dict[str, object]:
        """Refuse a slug that makes an address too long."""
        data: dict[str, object] = super().clean()
        if "slug" in data:
            try:
                check_path_length(self.instance, self.parent_page, str(data["slug"]))
            except ValidationError as error:
                self.add_error("slug", error)
        return data


def refuse_long_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Say why a page cannot be moved, before it is."""
    try:
        check_path_length(page, destination, page.slug)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("wagtailadmin_pages:move", page.pk)
    return None
