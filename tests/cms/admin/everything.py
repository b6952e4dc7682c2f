"""One of everything the admin shows, and the values that stand for it in addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Collection, Page, Site, Task, TaskState, UploadedFile, Workflow, WorkflowState

from site_content.pages.content_page import TYPES
from site_content.search_settings.answer_models import SearchAnswer
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord
from site_content.site.settings import Alert, SiteSettings
from tests.cms.admin.routes import Route
from tests.site_content.media.uploads import upload_file, upload_image

BULK = [
    *(("wagtailcore", "page", action) for action in ("delete", "move", "publish", "unpublish")),
    *(
        ("site_content", model, action)
        for model in ("siteimage", "sitefile")
        for action in ("delete", "add_tags", "add_to_collection")
    ),
    *(("auth", "user", action) for action in ("delete", "assign_role", "set_active_state")),
]


class Everything:
    """Rows of each kind, made in the test's database. ``title`` is in each page's, ``name`` the writer's."""

    def __init__(self, title: str = "Thing", name: str = "") -> None:
        self.root: Page = Site.objects.get(audience_row__audience="public").root_page
        self.user = get_user_model().objects.create_user("writer", "writer@example.org", "x", first_name=name or title)
        standard = TYPES["standard"]
        self.page = self.root.add_child(instance=standard(title=title, slug="thing", summary=title))
        revision = self.page.save_revision(user=self.user)
        revision.publish()
        self.page.refresh_from_db()
        self.page.title = f"{title} of a draft"
        self.revision = self.page.save_revision(
            user=self.user, approved_go_live_at=timezone.now() + timedelta(days=2), log_action=True
        )
        self.waiting = self.root.add_child(instance=standard(title=f"{title} that waits", slug="waits", live=False))
        self.waiting.save_revision(user=self.user)
        self.workflow_state = Workflow.objects.get(name="Moderators approval").start(self.waiting, self.user)
        self.guidance = self.root.add_child(
            instance=TYPES["guidance"](title=f"{title} to review", slug="review", owning_team=title)
        )
        self.image, self.file = upload_image(title), upload_file(title)
        self.alert = Alert.objects.create(title=title, level="urgent")
        self.synonym = SynonymRule.objects.create(phrases="jab, vaccination")
        self.hidden = HiddenResult.objects.create(query="flu", page=self.page)
        self.answer = SearchAnswer.objects.create(queries="ward 7", kind="hours", title="Ward 7")
        self.unspoken = UnspokenWord.objects.create(word="unspoken")
        self.query = Query.objects.create(query_string="flu")
        SearchPromotion.objects.create(query=self.query, page=self.page)
        self.collection = Collection.get_first_root_node().add_child(name=title)
        self.upload = UploadedFile.objects.create(
            file=upload_file("Waits").file,
            for_content_type=ContentType.objects.get_for_model(type(self.file)),
            uploaded_by_user=self.user,
        )
        self.session = EditingSession.objects.create(
            user=self.user, content_object=self.page, last_seen_at=timezone.now()
        )

    def addresses(self, route: Route) -> list[str]:
        """Return every address of a route that leads to one of these things."""
        if route.pattern.startswith("admin/bulk/"):
            return [f"/admin/bulk/{'/'.join(action)}/?id={self._bulk(action[1])}" for action in BULK]
        return list(route.addresses({place: self._values(route.pattern, place) for place in route.places}))

    def _bulk(self, model: str) -> int:
        return int({"page": self.page, "siteimage": self.image, "sitefile": self.file, "user": self.user}[model].pk)

    def _values(self, pattern: str, place: str) -> list[Any]:
        named: dict[str, list[Any]] = {
            "parent_page_id": [self.root.pk],
            "page_id": [self.page.pk, self.waiting.pk],
            "page_to_move_id": [self.page.pk],
            "destination_id": [self.root.pk],
            "page_pk": [self.page.pk],
            "revision_id": [self.revision.pk],
            "revision_id_a": ["earliest"],
            "revision_id_b": ["latest"],
            "action_name": ["approve", "reject"] if "workflow" in pattern else ["publish", "copy"],
            "task_state_id": [TaskState.objects.get().pk],
            "workflow_state_id": [WorkflowState.objects.get().pk],
            "task_id": [Task.objects.first().pk],
            "workflow_pk": [Workflow.objects.first().pk],
            "collection_id": [self.collection.pk],
            "document_id": [self.file.pk],
            "doc_id": [self.file.pk],
            "image_id": [self.image.pk],
            "uploaded_file_id": [self.upload.pk],
            "query_id": [self.query.pk],
            "session_id": [self.session.pk],
            "object_id": [self.page.pk],
            "filter_spec": ["width-100"],
            "uidb64": ["MQ"],
            "token": ["set-password"],
            "path": ["nothing.txt"],
            "content_id": [self.page.content_id],
            "key": [1],
        }
        if place in named:
            return named[place]
        if place in {"content_type_app_name", "app_label", "app_name"}:
            return (
                ["wagtailcore"] if "tasks/add" in pattern else ["taggit"] if "tag-auto" in pattern else ["site_content"]
            )
        if place in {"content_type_model_name", "model_name"}:
            words = {"tasks/add": ["groupapprovaltask"], "tag-auto": ["tag"], "settings/": ["sitesettings"]}
            types = [kind._meta.model_name for name, kind in sorted(TYPES.items()) if name != "home"]
            found = next((models for part, models in words.items() if part in pattern), None)
            return found or (types if "pages/add/" in pattern else ["standardpage"])
        assert place == "pk", (pattern, place)
        return [self._row(pattern).pk]

    def _row(self, pattern: str) -> Any:
        kinds = {
            "main/pages": self.page, "main/documents": self.file, "main/images": self.image, "admin/pages": self.page,
            "collections": self.collection, "workflows/tasks": Task.objects.first(),
            "workflows": Workflow.objects.first(), "settings": SiteSettings.objects.first().site, "alerts": self.alert,
            "synonymrule": self.synonym, "hiddenresult": self.hidden, "unspokenword": self.unspoken,
            "searchanswer": self.answer,
            "sites": self.root.sites_rooted_here.first(), "users": self.user, "groups": Group.objects.first(),
            "documents/chooser": self.file, "images/chooser": self.image,
        }  # fmt: skip
        return next(row for part, row in kinds.items() if part in pattern.replace("^", ""))


def superuser() -> Client:
    """Return a browser in which a superuser is signed in."""
    return signed_in("root", is_superuser=True)


def signed_in(name: str, group: str = "", **fields: Any) -> Client:
    """Return a browser in which somebody new is signed in, a member of a group if one is named."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "x", **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
