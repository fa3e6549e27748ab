"""Order clerks carry refunds out and read the money, analysts read it."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

_SEEN = ("view_payment", "view_refund", "view_reconciliation", "view_posting", "view_entry")
RIGHTS = {"order clerk": (*_SEEN, "carry_out_refund"), "analyst": _SEEN}
_APPS = ("payment", "ledger")


def give_rights(apps, schema_editor):
    alias = schema_editor.connection.alias
    for label in _APPS:
        _make_permissions(apps, label, alias)
    for group, permissions in _groups_with_permissions(apps, alias):
        group.permissions.add(*permissions)


def take_rights(apps, schema_editor):
    for group, permissions in _groups_with_permissions(apps, schema_editor.connection.alias):
        group.permissions.remove(*permissions)


def _groups_with_permissions(apps, alias):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in RIGHTS.items():
        named = Permission.objects.using(alias).filter(content_type__app_label__in=_APPS, codename__in=codenames)
        for group in Group.objects.using(alias).filter(name=name):
            yield group, list(named)


def _make_permissions(apps, label, alias):
    """Makes them now: Django does it after the last migration, which is too late for this one."""
    app = apps.get_app_config(label)
    if not hasattr(app, "models_module"):
        app.models_module = True  # an app without this is skipped, and those of a migration come without it
    create_permissions(app, verbosity=0, using=alias, apps=apps)


class Migration(migrations.Migration):
    dependencies = [("payment", "0001_payment"), ("ledger", "0001_ledger"), ("users", "0002_staff_groups")]

    operations = [migrations.RunPython(give_rights, take_rights)]
