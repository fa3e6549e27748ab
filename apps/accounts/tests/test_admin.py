import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountDeletion, DataExport
from users.tests.factories import UserFactory

from .factories import given_deletion, given_export

pytestmark = pytest.mark.django_db
EXPORTS, DELETIONS = "/admin/accounts/dataexport/", "/admin/accounts/accountdeletion/"


@pytest.fixture
def admin():
    client = Client()
    client.force_login(UserFactory(username="chief", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def alice():
    return UserFactory(username="alice")


def test_wishes_are_listed_with_their_owner(admin, alice):
    given_export(alice), given_deletion(alice)

    for page in (EXPORTS, DELETIONS):
        assert "alice" in admin.get(page).content.decode()


@pytest.mark.parametrize("what", ["add/", "{}/change/", "{}/delete/"])
def test_nothing_is_changed_by_hand(admin, alice, what):
    for page, row in ((EXPORTS, given_export(alice)), (DELETIONS, given_deletion(alice))):
        assert admin.post(page + what.format(row.pk), {"post": "yes"}).status_code == 403

    assert (DataExport.objects.count(), AccountDeletion.objects.count()) == (1, 1)


def test_copy_is_neither_shown_nor_read(admin, alice):
    export = given_export(alice)

    with CaptureQueriesContext(connection) as queries:
        admin.get(f"{EXPORTS}{export.pk}/change/")
        admin.get(EXPORTS)

    columns = [query["sql"].replace("`", '"') for query in queries]
    assert [sql for sql in columns if '"accounts_dataexport"."size"' in sql]
    assert [sql for sql in columns if '"accounts_dataexport"."content"' in sql] == []


@pytest.mark.parametrize("lookup", ["content__regex", "content__gte", "content"])
def test_copy_is_not_read_byte_by_byte_through_filters(admin, alice, lookup):
    given_export(alice)

    assert admin.get(EXPORTS, {lookup: "x"}).status_code == 400


def test_list_costs_as_many_queries_for_three_as_for_one(admin, alice, django_assert_num_queries):
    given_export(alice)
    with django_assert_num_queries(4):
        admin.get(EXPORTS)
    given_export(UserFactory()), given_export(UserFactory())

    with django_assert_num_queries(4):
        admin.get(EXPORTS)
