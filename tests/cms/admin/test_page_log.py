"""Reports, histories and refusals of the admin name no page of others, nor the draft that a page came from."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook  # type: ignore[import-untyped]
from wagtail.log_actions import log
from wagtail.models import Site, TaskState, Workflow

from site_content.pages.content_page import TYPES
from tests.cms.admin.everything import signed_in, superuser
from tests.cms.admin.test_page_rights import group, writer_of

HIDDEN, OWN, RENAMED = "Restructuring", "Handwashing", "Merger"
REPORT = "/admin/reports/site-history/"
EXPORTS = (f"{REPORT}?export=csv", f"{REPORT}?export=xlsx")
USAGE = "/admin/reports/page-types-usage/"


class Logged:
    """A section of writers, below a section whose draft has another title, and a page that came from elsewhere."""

    def __init__(self) -> None:
        self.home = Site.objects.get(audience_row__audience="public").root_page
        above = self.home.add_child(instance=TYPES["section"](title="Above", slug="above"))
        above.title = f"Above {RENAMED}"
        above.save_revision(log_action=True)
        self.section = above.add_child(instance=TYPES["section"](title="Theirs", slug="theirs"))
        self.draft = self.home.add_child(instance=TYPES["standard"](title=HIDDEN, slug="hidden", live=False))
        self.draft.save_revision(log_action=True)
        self.own = self.draft.add_child(instance=TYPES["news"](title=OWN, slug="own"))
        self.own.move(self.section, pos="last-child")
        self.own = type(self.own).objects.get(pk=self.own.pk)

    def text(self, client: Client, address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        if not address.endswith("xlsx"):
            return str(content.decode())
        return "\n".join(str(cell.value) for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row)


@pytest.fixture
def logged(db: None) -> Logged:
    return Logged()


@pytest.fixture
def writer(logged: Logged) -> Client:
    return writer_of(logged.section)


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}results/", *EXPORTS])
def test_the_report_of_all_that_was_done_names_own_pages_alone(logged: Logged, writer: Client, address: str) -> None:
    text, for_root = logged.text(writer, address), logged.text(superuser(), address)
    assert (OWN in text, HIDDEN in text, RENAMED in text) == (True, False, False)
    assert (OWN in for_root, HIDDEN in for_root, RENAMED in for_root) == (True, True, True)


def test_a_search_of_the_report_finds_no_title_of_others(logged: Logged, writer: Client) -> None:
    assert "No log entries" in logged.text(writer, f"{REPORT}results/?label={HIDDEN[:6]}")


def test_a_history_does_not_say_which_draft_a_page_came_from(logged: Logged, writer: Client) -> None:
    root = superuser()
    for rest in ("history/", "history/results/"):
        address = f"/admin/pages/{logged.own.pk}/{rest}"
        assert (HIDDEN in logged.text(writer, address), HIDDEN in logged.text(root, address)) == (False, True)


def test_a_history_names_places_that_are_published(logged: Logged, writer: Client) -> None:
    """As they are published, whatever they are called in a draft."""
    above = logged.section.get_parent()
    places = {"source": {"id": above.pk, "title": f"Above {RENAMED}"}, "destination": {"id": logged.section.pk}}
    places["destination"]["title"] = "Theirs"
    log(instance=logged.own, action="wagtail.move", data=places)
    text = logged.text(writer, f"/admin/pages/{logged.own.pk}/history/")
    assert ("&#x27;Above&#x27; to &#x27;Theirs&#x27;" in text, RENAMED in text) == (True, False)


def test_the_report_of_content_types_names_own_pages_alone(logged: Logged, writer: Client) -> None:
    logged.draft.save_revision()
    for address in (USAGE, f"{USAGE}results/", f"{USAGE}?export=csv", f"{USAGE}?export=xlsx"):
        text = logged.text(writer, address)
        assert (HIDDEN in text, RENAMED in text) == (False, False), address
    assert HIDDEN in logged.text(superuser(), USAGE)
    assert OWN in logged.text(writer, USAGE)


def test_without_rights_on_pages_the_report_has_none(logged: Logged) -> None:
    group("Visitors")
    text = logged.text(signed_in("visitor", "Visitors"), REPORT)
    assert [word for word in (OWN, HIDDEN, RENAMED) if word in text] == []


def test_a_refusal_to_moderate_does_not_name_the_page(logged: Logged, writer: Client) -> None:
    """Messages are shown on the next page, whatever that is."""
    workflow = Workflow.objects.get(name="Moderators approval")
    state = workflow.start(logged.draft, None)
    task_state, task = TaskState.objects.get(), state.current_task_state.task
    state.cancel()
    for rest in (
        f"action/{logged.draft.pk}/approve/{task_state.pk}/",
        f"collect_action_data/{logged.draft.pk}/approve/{task_state.pk}/",
        f"preview/{logged.draft.pk}/{task.pk}/",
    ):
        for ask in (writer.get, writer.post):
            ask(f"/admin/pages/workflow/{rest}")
            assert HIDDEN not in logged.text(writer, "/admin/"), rest
    root: Any = superuser()
    root.get(f"/admin/pages/workflow/preview/{logged.draft.pk}/{task.pk}/")
    assert HIDDEN in logged.text(root, "/admin/reports/aging-pages/")
