"""Rights of groups, given and taken back by a migration."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

Rights = Mapping[str, Iterable[str]]  # the name of a group → permissions, each "app.codename"


def give_rights(rights: Rights) -> migrations.RunPython:
    """The operation that gives these rights, and takes them back when it is undone. The migration depends on those that
    made the models and the groups."""

    def give(apps: Any, schema_editor: Any) -> None:
        alias = schema_editor.connection.alias
        for label in {name.partition(".")[0] for names in rights.values() for name in names}:
            _make_permissions(apps, label, alias)
        for group, permissions in _found(apps, alias, rights):
            group.permissions.add(*permissions)

    def take(apps: Any, schema_editor: Any) -> None:
        for group, permissions in _found(apps, schema_editor.connection.alias, rights):
            group.permissions.remove(*permissions)

    return migrations.RunPython(give, take)


def verbs_for(label: str, models: Iterable[str], verbs: Iterable[str]) -> tuple[str, ...]:
    """The permissions to do these things with these models."""
    verbs = tuple(verbs)
    return tuple(f"{label}.{verb}_{model}" for model in models for verb in verbs)


def _found(apps: Any, alias: str, rights: Rights) -> Iterator[tuple[Any, list[Any]]]:
    groups = apps.get_model("auth", "Group").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for name, names in rights.items():
        split = [each.partition(".") for each in names]
        given = [permissions.get(content_type__app_label=label, codename=codename) for label, _dot, codename in split]
        for group in groups.filter(name=name):
            yield group, given


def _make_permissions(apps: Any, label: str, alias: str) -> None:
    """Makes them now: Django does it after the last migration, which is too late for this one."""
    app = apps.get_app_config(label)
    if not hasattr(app, "models_module"):
        app.models_module = True  # an app without this is skipped, and those of a migration come without it
    create_permissions(app, verbosity=0, using=alias, apps=apps)
