"""A database of before the intranet was an app, migrated forward, back, forward over doubles, and back again.

Run as a program by test_migrations.py on the database the settings name: prints what is there after each step as JSON.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any
from uuid import UUID

LEAVING, RELABELLING = ("site_content", "0011_intranet_leaves"), ("intranet", "0002_content_types")
BOOKMARKED = UUID("8a7e6f2e-3c57-4f0e-9d9e-0c7f6f3b1a10")
MODELS = ("bookmark", "savedsearch", "question")


def migrate(*targets: tuple[str, str]) -> Any:
    """Migrate to targets (none: the newest of all), signal it as the command does, and return the state's apps."""
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    wanted = list(targets or executor.loader.graph.leaf_nodes())
    plan = executor.migration_plan(wanted)
    executor.migrate(wanted, plan)
    apps = MigrationExecutor(connection).loader.project_state(applied()).apps
    emit_post_migrate_signal(0, False, "default", apps=apps, plan=plan)
    return apps


def applied() -> list[Any]:
    """Return the migrations that the database has."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return [node for node in loader.graph.nodes if node in loader.applied_migrations]


def before() -> list[tuple[str, str]]:
    """Return targets as they were before: the newest of every other app, and what LEAVING comes after."""
    from django.db.migrations.loader import MigrationLoader

    graph = MigrationLoader(None).graph
    others = [node for node in graph.leaf_nodes() if node[0] not in {"site_content", "intranet"}]
    (parent,) = (node.key for node in graph.node_map[LEAVING].parents if node.key[0] == "site_content")
    return [*others, parent]


def add_rows(apps: Any) -> None:
    """Add a row of each model, rights of a group and of a person, and all kinds of reference to the question."""
    from django.contrib.admin.models import LogEntry
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import ModelLogEntry, ReferenceIndex, Workflow, WorkflowState

    reader = User.objects.create_user("reader", password="x")
    clerk = User.objects.create_user("clerk", password="x")
    group = Group.objects.create(name="Answerers")
    reader.groups.add(group)
    ours = Permission.objects.filter(content_type__app_label="site_content", content_type__model__in=MODELS)
    group.permissions.set(ours.filter(codename__in=("view_question", "change_question", "delete_bookmark")))
    clerk.user_permissions.set(ours.filter(codename="add_savedsearch"))
    page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("site_content", "Bookmark").objects.create(user_id=reader.pk, content_id=BOOKMARKED)
    apps.get_model("site_content", "SavedSearch").objects.create(user_id=reader.pk, name="Flu", query="q=flu")
    question = apps.get_model("site_content", "Question").objects.create(
        page=page, asked_by_id=reader.pk, owner_id=clerk.pk, text="Why?"
    )
    kind = ContentType.objects.get(app_label="site_content", model="question")
    said = {"content_type": kind, "object_id": str(question.pk)}
    LogEntry.objects.create(**said, user=clerk, object_repr="Why?", action_flag=2, change_message="")
    ModelLogEntry.objects.create(**said, label="Why?", action="wagtail.edit", timestamp=timezone.now())
    WorkflowState.objects.create(**said, base_content_type=kind, workflow=Workflow.objects.all()[0], requested_by=clerk)
    ReferenceIndex.objects.create(**reference(question.pk, kind, page.pk))


def reference(question: int, kind: Any, page: int) -> dict[str, Any]:
    """Return a row of Wagtail's index of references: the question's to its page."""
    from django.contrib.contenttypes.models import ContentType

    return {
        "content_type": kind, "base_content_type": kind, "object_id": str(question),
        "to_content_type": ContentType.objects.get(app_label="wagtailcore", model="page"), "to_object_id": str(page),
        "model_path": "page", "content_path": "page", "content_path_hash": UUID(int=1),
    }  # fmt: skip


def add_doubles() -> None:
    """Add rights and references to what post_migrate made of the new label, some of which the old label has too."""
    from django.contrib.admin.models import LogEntry
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import ReferenceIndex

    new = Permission.objects.filter(content_type__app_label="intranet")
    Group.objects.get(name="Answerers").permissions.add(*new.filter(codename__in=("view_question", "add_question")))
    own = Permission.objects.create(
        codename="triage_question", name="Can triage", content_type=new.get(codename="add_question").content_type
    )
    User.objects.get(username="clerk").user_permissions.add(own, new.get(codename="add_savedsearch"))
    kind = ContentType.objects.get(app_label="intranet", model="question")
    old = ReferenceIndex.objects.get(base_content_type__app_label="site_content", base_content_type__model="question")
    ReferenceIndex.objects.create(**reference(int(old.object_id), kind, int(old.to_object_id)))
    LogEntry.objects.create(
        content_type=kind, object_id=old.object_id, user_id=User.objects.get(username="clerk").pk,
        object_repr="Again", action_flag=2, change_message="",
    )  # fmt: skip


def found() -> dict[str, Any]:
    """Return everything that may change, read anew."""
    from django.contrib.admin.models import LogEntry
    from django.contrib.auth.models import Permission, User
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import ModelLogEntry, ReferenceIndex, WorkflowState

    kinds = ContentType.objects.filter(model__in=MODELS)
    permissions = Permission.objects.filter(content_type__in=kinds)
    people = {name: User.objects.get(username=name).get_all_permissions() for name in ("reader", "clerk")}
    edits = LogEntry.objects.order_by("pk").values_list("content_type__app_label", "object_repr")
    flows = WorkflowState.objects.all()
    index = ReferenceIndex.objects.filter(model_path="page", content_path_hash=UUID(int=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_id FROM site_content_bookmark")
        bookmarks = [str(UUID(str(key))) for (key,) in cursor.fetchall()]
        cursor.execute("SELECT name, query FROM site_content_savedsearch")
        searches = [list(row) for row in cursor.fetchall()]
        cursor.execute("SELECT text FROM site_content_question")
        questions = [text for (text,) in cursor.fetchall()]
    return {
        "bookmarks": bookmarks, "searches": searches, "questions": questions,
        "kinds": sorted(f"{kind.app_label}.{kind.model}" for kind in kinds),
        "permissions": sorted(f"{row.content_type.app_label}.{row.codename}" for row in permissions),
        "rights": {name: sorted(rights) for name, rights in people.items()},
        "held": {name: User.objects.get(username=name).user_permissions.count() for name in people}
        | {"Answerers": Permission.objects.filter(group__name="Answerers").count()},
        "admin log": [f"{label}: {said}" for label, said in edits],
        "log": [row.content_type.app_label for row in ModelLogEntry.objects.filter(label="Why?")],
        "workflow": [[row.content_type.app_label, row.base_content_type.app_label] for row in flows],
        "references": [[row.content_type.app_label, row.base_content_type.app_label] for row in index],
    }  # fmt: skip


def objects() -> list[str]:
    """Return the objects that the references lead to, as the code of today finds them."""
    from django.contrib.admin.models import LogEntry
    from wagtail.models import ModelLogEntry, ReferenceIndex, WorkflowState

    rows = [
        LogEntry.objects.all()[0],
        ModelLogEntry.objects.get(label="Why?"),
        WorkflowState.objects.get(),
        ReferenceIndex.objects.get(content_path_hash=UUID(int=1)),
    ]
    each = [row.content_type.get_object_for_this_type(pk=row.object_id) for row in rows]
    return [f"{type(one).__module__}: {one.text}" for one in each]


def tables() -> dict[str, list[str]]:
    """Return every table of the two apps that the intranet has to do with, and the names of its constraints."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        ours = [name for name in names if name.startswith("intranet_") or name.removeprefix("site_content_") in MODELS]
        return {name: sorted(connection.introspection.get_constraints(cursor, name)) for name in sorted(ours)}


def again() -> None:
    """Run the forward step of RELABELLING once more."""
    from django.apps import apps
    from django.db import connection

    step = import_module(f"site_content.intranet.migrations.{RELABELLING[1]}")
    with connection.schema_editor() as editor:
        step.forward(apps, editor)


def main() -> dict[str, Any]:
    """Take every step, and return what was found after each."""
    report: dict[str, Any] = {}
    apps = migrate(*before())
    add_rows(apps)
    report["before"] = found()
    report["tables before"] = tables()
    migrate()
    report["forward"], report["objects"] = found(), objects()
    report["tables"] = tables()
    again()
    report["again"] = found()
    migrate(*before())
    report["back"] = found()
    migrate(("intranet", "0001_initial"))
    add_doubles()
    report["doubles"] = found()
    migrate()
    report["joined"], report["joined objects"] = found(), objects()
    migrate(*before())
    report["back again"] = found()
    return report


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main()))
