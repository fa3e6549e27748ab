"""What the migrations give to the groups of staff (utils.rights): taken back as it was given, and given again."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Group

from tests.staff_people import give_rights, make_groups, take_rights

pytestmark = pytest.mark.django_db

MIGRATIONS = (
    "aftersales.migrations.0002_rights_of_staff",
    "goods.migrations.0005_editors_of_goods",
    "goods.migrations.0007_editors_of_synonyms",
    "notices.migrations.0002_clerks_of_notices",
    "orders.migrations.0003_staff_of_orders",
    "payment.migrations.0002_staff_of_payments",
    "pricing.migrations.0003_editors_of_prices",
    "reviews.migrations.0002_staff_of_reviews",
)


def rights():
    rows = Group.objects.filter(permissions__isnull=False)
    named = rows.values_list("name", "permissions__content_type__app_label", "permissions__codename")
    return {(name, f"{label}.{codename}") for name, label, codename in named}


def promised_by(migration):
    return {(group, right) for group, names in import_module(migration).RIGHTS.items() for right in names}


@pytest.mark.parametrize("migration", MIGRATIONS)
def test_rights_are_given_and_taken_back(migration):
    Group.objects.all().delete()
    make_groups()
    before = rights()

    give_rights(migration)
    given = rights() - before
    take_rights(migration)

    assert (given, rights()) == (promised_by(migration), before)
    assert given
