"""The two sites, their home pages and audiences, the staff collection and the groups: there from the first day."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations
from django.utils import timezone

SITES = (("public", "home", "PUBLIC_URL", True), ("staff", "staff", "STAFF_URL", False))
STAFF_COLLECTION = "Staff files"
STAFF_GROUP = "Staff readers"
MODERATED = (("alert", ("add", "change", "delete")), ("sitesettings", ("change",)))


def make_sites(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("site_content", "HomePage")
    SiteAudience = apps.get_model("site_content", "SiteAudience")
    SiteSettings = apps.get_model("site_content", "SiteSettings")
    Refresh = apps.get_model("site_content", "Refresh")
    # Wagtail's welcome page and the site that shows it.
    Site.objects.all().delete()
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    root = Page.objects.get(depth=1)
    kind, _ = ContentType.objects.get_or_create(app_label="site_content", model="homepage")
    locale = Locale.objects.order_by("pk").first()
    now = timezone.now()
    for audience, slug, setting, is_default in SITES:
        home = HomePage.objects.create(
            title="Home", draft_title="Home", slug=slug, url_path=f"/{slug}/", path=free_path(Page, root.path), depth=2,
            numchild=0, content_type=kind, locale=locale, live=True, first_published_at=now, last_published_at=now,
        )
        address = urlsplit(getattr(settings, setting))
        site = Site.objects.create(
            hostname=address.hostname, port=address.port or (443 if address.scheme == "https" else 80), root_page=home,
            site_name=f"{audience.capitalize()} site", is_default_site=is_default,
        )
        SiteAudience.objects.create(site=site, audience=audience)
        SiteSettings.objects.create(site=site, name=settings.WAGTAIL_SITE_NAME)
        # What the worker publishes first.
        Refresh.objects.bulk_create(
            Refresh(key=key) for key in (f"page:{home.pk}", f"~site:{audience}", f"~navigation:{audience}")
        )
    root.numchild = Page.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])


def make_collection(apps, schema_editor):
    Collection = apps.get_model("wagtailcore", "Collection")
    root = Collection.objects.get(depth=1)
    Collection.objects.create(name=STAFF_COLLECTION, path=free_path(Collection, root.path), depth=2, numchild=0)
    root.numchild = Collection.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group.objects.get_or_create(name=STAFF_GROUP)
    moderators, _ = Group.objects.get_or_create(name="Moderators")
    for model, verbs in MODERATED:
        kind, _ = ContentType.objects.get_or_create(app_label="site_content", model=model)
        for verb in verbs:
            label = {"alert": "alert", "sitesettings": "site settings"}[model]
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {label}"}
            )
            moderators.permissions.add(permission)


def free_path(model, parent_path):
    """Return the first free treebeard path under a parent (four characters a step)."""
    number = 1
    while model.objects.filter(path=f"{parent_path}{number:04d}").exists():
        number += 1
    return f"{parent_path}{number:04d}"


class Migration(migrations.Migration):
    dependencies = [
        ("site_content", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(make_sites, migrations.RunPython.noop),
        migrations.RunPython(make_collection, migrations.RunPython.noop),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
