"""Where people are signed in: ended by a new password from staff, or one by one in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from users.models import SignIn

from .factories import PASSWORD, UserFactory
from .test_admin_acting import history, session_of, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return UserFactory(username="alice", mobile="13912345678")


@pytest.mark.django_db(transaction=True)
def test_password_set_by_staff_ends_the_persons_sign_ins_and_keeps_ones_own(client):
    boss = staff(is_superuser=True, username="theboss")
    shopper, phone = UserFactory(username="shopper"), Client()
    phone.post("/login/", {"login": "shopper", "password": PASSWORD})
    client.post("/login/", {"login": "theboss", "password": PASSWORD})

    new = {"password1": "quite another one", "password2": "quite another one", "usable_password": "true"}
    client.post(f"/admin/users/user/{shopper.pk}/password/", new)

    assert list(SignIn.objects.open().values_list("user__username", flat=True)) == ["theboss"]
    assert client.get("/admin/").status_code == 200
    assert "当前设备" in client.get("/info/security/").content.decode()
    assert boss.sign_ins.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_refused_password_ends_nothing(client):
    staff(is_superuser=True, username="theboss")
    shopper, phone = UserFactory(username="shopper"), Client()
    phone.post("/login/", {"login": "shopper", "password": PASSWORD})
    client.post("/login/", {"login": "theboss", "password": PASSWORD})

    client.post(f"/admin/users/user/{shopper.pk}/password/", {"password1": "a", "password2": "b"})

    assert phone.get("/info/").status_code == 200


@pytest.fixture
def sign_in(alice):
    return SignIn.objects.create(user=alice, method=SignIn.Method.CODE, device="Chrome 120 · Android 13")


def end(desk, *sign_ins):
    form = {"action": "end_chosen", "_selected_action": [each.pk for each in sign_ins]}
    return desk.post("/admin/users/signin/", form, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_sign_in_is_ended_from_the_list():
    boss, phone = session_of(staff(is_superuser=True, username="theboss")), Client()
    alice = UserFactory(username="alice")
    phone.post("/login/", {"login": "alice", "password": PASSWORD})

    page = end(boss, SignIn.objects.get(user=alice))

    assert "结束了 1 个登录。" in page
    assert phone.get("/info/").status_code == 302
    assert history(alice)[0][1].startswith("结束了登录")


def test_sign_ins_of_other_staff_are_ended_by_superusers_only():
    clerk = staff("lock_user", username="clerk")
    clerk.user_permissions.add(Permission.objects.get(codename="view_signin"))
    desk = session_of(clerk)
    bosses = SignIn.objects.create(user=UserFactory(is_staff=True), method=SignIn.Method.PASSWORD)

    page = end(desk, bosses)

    assert "有 1 个登录是其他店员的，只有超级用户可以结束。" in page
    assert SignIn.objects.open().get() == bosses


@pytest.mark.parametrize(
    ("query", "found"), [("alice", True), ("ali", False), ("13912345678", True), ("1391234567", False)]
)
def test_sign_ins_are_found_by_whole_name_and_number(sign_in, query, found):
    boss = session_of(staff(is_superuser=True))

    page = boss.get("/admin/users/signin/", {"q": query}).content.decode()

    assert ("Android 13" in page) is found


@pytest.mark.parametrize("lookup", ["user__mobile__startswith", "user__email", "user__password__startswith"])
def test_sign_ins_are_not_filtered_by_what_is_masked(sign_in, lookup):
    boss = session_of(staff(is_superuser=True))

    assert boss.get("/admin/users/signin/", {lookup: "1"}).status_code == 400


def test_sign_ins_are_read_only(sign_in):
    boss = session_of(staff(is_superuser=True))

    assert boss.get("/admin/users/signin/add/").status_code == 403
    assert boss.post(f"/admin/users/signin/{sign_in.pk}/delete/", {"post": "yes"}).status_code == 403
    assert boss.post(f"/admin/users/signin/{sign_in.pk}/change/", {"device": "x"}).status_code == 403
    assert boss.get("/admin/users/signin/", {"method__exact": "qq"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("user", 5), ("signin", 3)])
def test_lists_of_people_take_no_more_queries_for_three_rows(django_assert_num_queries, rows, model, queries):
    boss = session_of(staff(is_superuser=True))
    for _row in range(rows):
        SignIn.objects.create(user=UserFactory(), method=SignIn.Method.CODE)

    with django_assert_num_queries(queries):
        assert boss.get(f"/admin/users/{model}/").status_code == 200
