"""People who work here, and the groups that the migration makes."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from users.tests.factories import UserFactory


def make_groups():
    """As after the migrations: tests with transactions of their own empty the database."""
    import_module("users.migrations.0002_staff_groups").make_groups(apps, connection.schema_editor())


def give_rights(migration):
    """What one of the migrations gives to groups that there are (utils.rights)."""
    _rights_of(migration).code(apps, connection.schema_editor())


def take_rights(migration):
    """As when this migration is undone."""
    _rights_of(migration).reverse_code(apps, connection.schema_editor())


def _rights_of(migration):
    (operation,) = import_module(migration).Migration.operations
    return operation


def staff(group=None, **fields):
    user = UserFactory(is_staff=True, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client
