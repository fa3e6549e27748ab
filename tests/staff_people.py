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


def staff(group=None, **fields):
    user = UserFactory(is_staff=True, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client
