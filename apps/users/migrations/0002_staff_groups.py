"""The groups of staff: editor, order clerk, analyst."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

_EVERYTHING = ("add", "change", "delete", "view")
_PAGES = (
    ("contents", "contentcategory"),
    ("contents", "content"),
    ("goods", "category"),
    ("goods", "channelgroup"),
    ("goods", "channel"),
)
_PEOPLE = (("users", "user"),)

GROUPS = {
    "editor": [(app, f"{verb}_{model}") for app, model in _PAGES for verb in _EVERYTHING],
    "order clerk": [(app, f"view_{model}") for app, model in _PEOPLE],
    "analyst": [(app, f"view_{model}") for app, model in (*_PAGES, *_PEOPLE)],
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    alias = schema_editor.connection.alias
    for label in ("contents", "goods", "users"):
        _make_permissions(apps, label, alias)
    for name, permissions in GROUPS.items():
        group, _created = Group.objects.using(alias).get_or_create(name=name)
        for app, codename in permissions:
            group.permissions.add(Permission.objects.using(alias).get(content_type__app_label=app, codename=codename))


def _make_permissions(apps, label, alias):
    """Makes them now: Django does it after the last migration, which is too late for this one."""
    app = apps.get_app_config(label)
    if not hasattr(app, "models_module"):
        app.models_module = True  # an app without this is skipped, and those of a migration come without it
    create_permissions(app, verbosity=0, using=alias, apps=apps)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias).filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0001_user"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("contents", "0001_slots_and_contents"),
        ("goods", "0001_categories_and_channels"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
