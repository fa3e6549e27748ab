"""Staff with rights over people and groups, which no group of ours has, still find no way up."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from users.models import User

from .factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    """A member of staff who may do everything with users and groups, as far as permissions go."""
    user = UserFactory(username="clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=("users", "auth")))
    client.force_login(user)
    return user


@pytest.mark.parametrize("rank", [{"is_superuser": True, "is_staff": True}, {"is_staff": True}])
@pytest.mark.parametrize("page", ["change", "password", "delete"])
def test_staff_are_out_of_reach_of_other_staff(client, clerk, rank, page):
    boss = UserFactory(username="theboss", **rank)

    response = client.post(f"/admin/users/user/{boss.pk}/{page}/", {"password1": "x" * 12, "password2": "x" * 12})

    assert response.status_code == 403
    assert User.objects.get(pk=boss.pk).password == boss.password


def test_deleting_many_with_a_member_of_staff_among_them_deletes_nobody(client, clerk):
    boss, shopper = UserFactory(username="theboss", is_staff=True), UserFactory(username="shopper")
    form = {"action": "delete_selected", "_selected_action": [boss.pk, shopper.pk], "post": "yes"}

    client.post("/admin/users/user/", form)

    assert set(User.objects.values_list("username", flat=True)) == {"clerk", "theboss", "shopper"}


def test_promoting_oneself_is_ignored(client, clerk):
    client.post(f"/admin/users/user/{clerk.pk}/change/", {"username": "clerk", "is_superuser": "on"})

    assert not User.objects.get(pk=clerk.pk).is_superuser


@pytest.mark.parametrize(
    ("page", "form", "written"),
    [
        ("change", {"username": "alicia"}, "username"),
        ("password", {"usable_password": "true", "password1": "a new phrase", "password2": "a new phrase"}, "password"),
    ],
)
def test_saving_a_person_writes_back_nothing_that_changed_meanwhile(client, clerk, page, form, written):
    """A password, a lock or an erasure between reading the row and writing it would be undone."""
    alice = UserFactory(username="alice")

    with CaptureQueriesContext(connection) as queries:
        client.post(f"/admin/users/user/{alice.pk}/{page}/", form)

    statements = [query["sql"].replace("`", '"') for query in queries]
    [update] = [sql for sql in statements if sql.startswith('UPDATE "users_user"')]
    assert re.findall(r'"(\w+)" = ', update.split("WHERE")[0]) == [written]


def test_groups_are_changed_by_superusers_only(client, clerk):
    group = Group.objects.create(name="friends")

    for page in ("add", f"{group.pk}/change", f"{group.pk}/delete"):
        assert client.post(f"/admin/auth/group/{page}/", {"name": "x"}).status_code == 403


@pytest.mark.parametrize(("query", "found"), [("13912345678", True), ("139", False), ("5678", False), ("alice", True)])
def test_masked_number_is_found_whole_but_not_by_its_parts(client, clerk, query, found):
    UserFactory(username="alice", mobile="13912345678")

    page = client.get("/admin/users/user/", {"q": query}).content.decode()

    assert ("139****5678" in page) is found


@pytest.mark.parametrize("lookup", ["mobile__startswith", "mobile", "email__contains"])
def test_masked_number_is_no_filter(client, clerk, lookup):
    UserFactory(username="alice", mobile="13912345678")

    response = client.get("/admin/users/user/", {lookup: "139"})

    assert response.status_code == 400
