"""What editors wait for on a site of some number of generated pages, as JSON: see ``growth``."""

import json
import sys

from tests.bench.growth import Numbers, milliseconds

# Pages below one section: so many stand in one list of the explorer.
SECTION = 200


def measure(size: int) -> Numbers:
    """Make pages, then open the screens that editors have open all day."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    page = make_pages(size)
    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.create_superuser("bench", "bench@example.org", "x"))
    screens = {
        "page editor": f"/admin/pages/{page.pk}/edit/",
        "explorer": f"/admin/pages/{page.get_parent().pk}/",
        "explorer sorted by hand": f"/admin/pages/{page.get_parent().pk}/?ordering=ord",
        "search for one letter": "/admin/pages/search/results/?q=p",
    }
    numbers: Numbers = {}
    for name, address in screens.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        numbers[f"{name}, queries"] = len(queries)
        numbers[f"{name}, ms"] = milliseconds(lambda address=address: client.get(address), 5)  # type: ignore[misc]
    return numbers


def make_pages(size: int) -> "Page":  # type: ignore[name-defined]  # noqa: F821 (known once Django is set up)
    """Make sections with pages in them, straight into the tree; return one of the pages.

    Their items are not made: nothing that is measured here looks at them, and they would take most of the time.
    """
    from django.db import transaction
    from wagtail.models import Site

    from site_content.items.models import Refresh
    from site_content.pages.types.section import SectionPage
    from site_content.pages.types.standard import StandardPage
    from site_content.publishing.signals import drain_postponed

    home = Site.objects.get(audience_row__audience="public").root_page
    for number in range(0, size, SECTION):
        with drain_postponed(), transaction.atomic():
            section = home.add_child(instance=SectionPage(title=f"Part {number}", slug=f"part-{number}"))
            for below in range(min(SECTION, size - number)):
                page = StandardPage(title=f"Page {number + below}", slug=f"page-{below}")
                section.add_child(instance=page)
            Refresh.objects.all().delete()
    return page


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
