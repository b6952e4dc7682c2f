"""Content types and permissions of the intranet's models get its label; rights and references stay.

A content type changes its label in place, so that whatever points to it, its permissions among them, still does. Where
``post_migrate`` has already made one of the new label (after ``migrate intranet 0001``), what points to that one is
joined to the old one first.
"""

from django.contrib.contenttypes.models import ContentType as CachedContentType
from django.db import IntegrityError, migrations, transaction

OLD, NEW = "site_content", "intranet"
MODELS = ("bookmark", "savedsearch", "question")


def relabel(apps, database, before, after):
    ContentType = apps.get_model("contenttypes", "ContentType")
    for model in MODELS:
        kind = ContentType.objects.using(database).filter(app_label=before, model=model).first()
        if kind is None:
            continue  # A new database has none yet: post_migrate makes it.
        double = ContentType.objects.using(database).filter(app_label=after, model=model).first()
        if double is not None:
            join_permissions(apps, database, kind, double)
            join(database, kind, double)
        kind.app_label = after
        kind.save(using=database, update_fields=["app_label"])
    # A process that goes on with the database after migrating must not find what it read before.
    ContentType.objects.clear_cache()
    CachedContentType.objects.clear_cache()


def join_permissions(apps, database, kind, double):
    """Join the double's permissions to those of the same codename; a codename of its own moves with ``join``."""
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for permission in permissions.filter(content_type=kind):
        same = permissions.filter(content_type=double, codename=permission.codename).first()
        if same is not None:
            join(database, permission, same)


def join(database, row, double):
    """Point to a row whatever points to its double (a group's rights are such rows too), and delete the double."""
    for relation in double._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_one or relation.one_to_many)):
            continue
        name = relation.field.name
        pointing = relation.related_model._base_manager.using(database)
        for key in list(pointing.filter(**{name: double}).values_list("pk", flat=True)):
            try:
                with transaction.atomic(using=database):
                    pointing.filter(pk=key).update(**{name: row})
            except IntegrityError:  # The same is already said of the row: the group holds that right, say.
                pointing.filter(pk=key).delete()
    double.delete(using=database)


def forward(apps, schema_editor):
    relabel(apps, schema_editor.connection.alias, OLD, NEW)


def backward(apps, schema_editor):
    relabel(apps, schema_editor.connection.alias, NEW, OLD)


class Migration(migrations.Migration):
    # Every app with a table that points to content types or permissions, so that ``join`` sees it both ways.
    dependencies = [
        ("intranet", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtail_headless_preview", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]
    operations = [migrations.RunPython(forward, backward)]
