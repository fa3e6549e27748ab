"""Editors write products, analysts read them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

_MODELS = ("brand", "spu", "sku", "skuimage", "specification", "specificationoption")
RIGHTS = {"editor": ("add", "change", "delete", "view"), "analyst": ("view",)}


def give_rights(apps, schema_editor):
    alias = schema_editor.connection.alias
    _make_permissions(apps, alias)
    for group, permissions in _groups_with_permissions(apps, alias):
        group.permissions.add(*permissions)


def take_rights(apps, schema_editor):
    for group, permissions in _groups_with_permissions(apps, schema_editor.connection.alias):
        group.permissions.remove(*permissions)


def _groups_with_permissions(apps, alias):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, verbs in RIGHTS.items():
        codenames = [f"{verb}_{model}" for verb in verbs for model in _MODELS]
        permissions = Permission.objects.using(alias).filter(content_type__app_label="goods", codename__in=codenames)
        for group in Group.objects.using(alias).filter(name=name):
            yield group, list(permissions)


def _make_permissions(apps, alias):
    """Makes them now: Django does it after the last migration, which is too late for this one."""
    app = apps.get_app_config("goods")
    if not hasattr(app, "models_module"):
        app.models_module = True  # an app without this is skipped, and those of a migration come without it
    create_permissions(app, verbosity=0, using=alias, apps=apps)


class Migration(migrations.Migration):
    dependencies = [("goods", "0004_found_by_name"), ("users", "0002_staff_groups")]

    operations = [migrations.RunPython(give_rights, take_rights)]
