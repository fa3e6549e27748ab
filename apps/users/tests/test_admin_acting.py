"""Staff lock people, open their accounts again and look at their contact; all of it is written down."""

import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from tests.racing import at_once
from users import store
from users.models import ERASED_PREFIX, SignIn, User
from users.services import locking

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def staff(*codenames, **fields):
    user = UserFactory(is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_user", *codenames)))
    return user


def session_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk():
    return staff("lock_user", "reveal_contact", username="clerk")


@pytest.fixture
def desk(clerk):
    return session_of(clerk)


def history(person):
    return [(entry.user.username, entry.change_message) for entry in LogEntry.objects.filter(object_id=str(person.pk))]


def act(desk, person, action):
    return desk.post(f"/admin/users/user/{person.pk}/{action}/")


def choose(desk, action, *people):
    form = {"action": action, "_selected_action": [person.pk for person in people]}
    return desk.post("/admin/users/user/", form, follow=True).content.decode()


# --- Locking --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_locking_ends_every_session_at_once(desk):
    shopper, phone = UserFactory(username="shopper"), Client()
    phone.post("/login/", {"login": "shopper", "password": PASSWORD})
    assert phone.get("/info/").status_code == 200

    response = act(desk, shopper, "lock")

    assert response["Location"] == f"/admin/users/user/{shopper.pk}/change/"
    assert phone.get("/info/").status_code == 302
    assert not SignIn.objects.open().exists()
    assert phone.post("/login/", {"login": "shopper", "password": PASSWORD}).status_code == 422
    assert history(shopper) == [("clerk", "锁定了账号")]


@pytest.mark.django_db(transaction=True)
def test_unlocking_opens_the_account_and_forgets_failed_sign_ins(desk, client):
    shopper = UserFactory(username="shopper", is_active=False)
    for _attempt in range(6):
        client.post("/login/", {"login": "shopper", "password": "wrong"})
    assert client.post("/login/", {"login": "shopper", "password": PASSWORD}).status_code == 429

    act(desk, shopper, "unlock")

    assert client.post("/login/", {"login": "shopper", "password": PASSWORD})["Location"] == "/"
    assert history(shopper) == [("clerk", "解锁了账号")]


@pytest.mark.django_db(transaction=True)
def test_unlocking_one_account_leaves_the_counters_of_another():
    one, eleven = UserFactory(id=1), UserFactory(id=11)
    boss = staff(is_superuser=True)
    for person in (one, eleven):
        for _attempt in range(5):
            store.begin_attempt(account=f"id:{person.pk}", address="192.0.2.1")

    locking.unlock(person=one, by=boss)

    assert store.begin_attempt(account="id:1", address="192.0.2.1") == 0
    assert store.begin_attempt(account="id:11", address="192.0.2.1") > 0


def test_failed_sign_ins_of_an_open_account_are_forgotten_and_that_is_noted(desk):
    shopper = UserFactory()

    act(desk, shopper, "unlock")

    assert history(shopper) == [("clerk", "清除了登录失败的记录")]


@pytest.mark.parametrize("action", ["lock", "unlock"])
def test_staff_are_locked_by_superusers_only(desk, action):
    colleague = UserFactory(username="colleague", is_staff=True, is_active=action == "lock")
    boss = session_of(staff(is_superuser=True, username="theboss"))

    refused = desk.post(f"/admin/users/user/{colleague.pk}/{action}/", follow=True).content.decode()
    assert "店员的账号只有超级用户可以锁定和解锁。" in refused
    assert User.objects.get(pk=colleague.pk).is_active is (action == "lock")
    act(boss, colleague, action)

    assert User.objects.get(pk=colleague.pk).is_active is (action == "unlock")


def test_somebody_who_becomes_staff_in_this_moment_is_not_locked(clerk):
    person = UserFactory()
    User.objects.filter(pk=person.pk).update(is_staff=True)

    assert locking.lock(person=person, by=clerk) is False
    assert User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("rank", [{}, {"is_superuser": True}])
def test_nobody_locks_themselves(rank):
    person = staff("lock_user", **rank)

    page = session_of(person).post(f"/admin/users/user/{person.pk}/lock/", follow=True).content.decode()

    assert "不能锁定或解锁自己的账号。" in page
    assert User.objects.get(pk=person.pk).is_active


def test_erased_account_stays_closed():
    gone, boss = UserFactory(username=f"{ERASED_PREFIX}abc", is_active=False), session_of(staff(is_superuser=True))

    page = boss.post(f"/admin/users/user/{gone.pk}/unlock/", follow=True).content.decode()

    assert "这个账号已经注销，不能锁定或解锁。" in page
    assert "/unlock/" not in page
    assert not User.objects.get(pk=gone.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_account_that_is_erased_in_this_moment_stays_closed(clerk):
    person = UserFactory(is_active=False)
    User.objects.filter(pk=person.pk).update(username=f"{ERASED_PREFIX}abc")

    assert locking.unlock(person=person, by=clerk) is False
    assert not User.objects.get(pk=person.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_two_unlocks_at_once_open_the_account_once(clerk):
    person = UserFactory(is_active=False)

    opened = at_once(lambda index: locking.unlock(person=person, by=clerk), times=2)

    assert sorted(opened) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_two_locks_at_once_leave_one_line_in_the_history(clerk):
    person = UserFactory()

    locked = at_once(lambda index: locking.lock(person=person, by=clerk), times=2)

    assert sorted(locked) == [False, True]
    assert history(person) == [("clerk", "锁定了账号")]


def test_list_locks_those_it_may_and_says_which_it_may_not(desk, clerk):
    one, two, colleague = UserFactory(), UserFactory(), UserFactory(is_staff=True)

    page = choose(desk, "lock_chosen", one, two, colleague, clerk)

    assert "锁定了 2 个账号。" in page
    assert "店员的账号只有超级用户可以锁定和解锁。" in page
    assert set(User.objects.filter(is_active=False)) == {one, two}


def test_list_unlocks(desk):
    one, two = UserFactory(is_active=False), UserFactory()

    assert "解锁了 1 个账号。" in choose(desk, "unlock_chosen", one, two)
    assert not User.objects.filter(is_active=False).exists()


@pytest.mark.parametrize("action", ["lock", "unlock", "contact"])
def test_staff_without_the_permission_are_refused(action):
    shopper = UserFactory(mobile="13912345678")
    desk = session_of(staff())

    assert act(desk, shopper, action).status_code == 403
    assert "/lock/" not in desk.get(f"/admin/users/user/{shopper.pk}/change/").content.decode()
    assert history(shopper) == []


@pytest.mark.parametrize("action", ["lock", "unlock", "contact"])
def test_getting_changes_and_shows_nothing(desk, action):
    shopper = UserFactory()

    assert desk.get(f"/admin/users/user/{shopper.pk}/{action}/").status_code == 405


@pytest.mark.parametrize("number", ["0", "999999999999999999999999"])
@pytest.mark.parametrize("action", ["lock", "unlock", "contact"])
def test_number_of_nobody_is_not_found(number, action):
    boss = session_of(staff(is_superuser=True))

    assert boss.post(f"/admin/users/user/{number}/{action}/").status_code == 404


@pytest.mark.parametrize("number", ["x", "-1", "%00", "1.5"])
@pytest.mark.parametrize("action", ["lock", "unlock", "contact"])
def test_what_is_no_number_leads_to_the_index_which_says_so(number, action):
    boss = session_of(staff(is_superuser=True))

    page = boss.post(f"/admin/users/user/{number}/{action}/", follow=True)

    assert page.redirect_chain[-1] == ("/admin/", 302)


def test_active_flag_is_no_field_of_the_form():
    shopper = UserFactory(username="shopper")
    boss = session_of(staff(is_superuser=True))

    boss.post(f"/admin/users/user/{shopper.pk}/change/", {"username": "shopper", "email": "new@example.com"})

    assert User.objects.get(pk=shopper.pk).is_active
    assert User.objects.get(pk=shopper.pk).email == ""


# --- The contact ----------------------------------------------------------------------------------


@pytest.fixture
def alice():
    return UserFactory(username="alice", mobile="13912345678", email="alice@example.com")


@pytest.mark.parametrize("page", ["", "{}/change/", "{}/history/", "{}/password/", "{}/delete/", "?q=alice"])
def test_number_and_mail_are_masked_everywhere(alice, page):
    boss = session_of(staff(is_superuser=True))

    text = boss.get(f"/admin/users/user/{page.format(alice.pk)}").content.decode()

    assert "alice" in text
    assert ("13912345678" in text, "alice@example.com" in text) == (False, False)


def test_contact_is_shown_and_written_down(desk, clerk, alice, caplog):
    caplog.set_level(logging.INFO)

    response = act(desk, alice, "contact")

    page = response.content.decode()
    assert ("13912345678" in page, "alice@example.com" in page) == (True, True)
    assert "no-store" in response["Cache-Control"]
    assert history(alice) == [("clerk", "查看了手机号")]
    assert f"Staff {clerk.pk} saw the contact of user {alice.pk}" in caplog.messages
    assert "13912345678" not in caplog.text


def test_contact_of_staff_is_shown_to_superusers_only(desk):
    colleague = UserFactory(is_staff=True, mobile="13912345678")

    assert act(desk, colleague, "contact").status_code == 403
    assert "13912345678" in act(session_of(staff(is_superuser=True)), colleague, "contact").content.decode()


def test_looking_at_contacts_has_a_limit_for_each_member_of_staff(desk, alice):
    shown = [act(desk, alice, "contact").status_code for _look in range(31)]
    last = act(desk, alice, "contact").content.decode()

    assert shown == [200] * 30 + [429]
    assert "查看得太多了，请 60 分钟后再试。" in last
    assert "13912345678" not in last
    assert len(history(alice)) == 30
    assert act(session_of(staff("reveal_contact")), alice, "contact").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_limit_holds_for_many_looks_at_once(alice):
    def look(index):
        return act(session_of(User.objects.get(username="clerk")), alice, "contact").status_code

    staff("reveal_contact", username="clerk")
    seen = [status for _round in range(5) for status in at_once(look, times=8)]

    assert (seen.count(200), seen.count(429)) == (30, 10)


@pytest.mark.parametrize(
    ("query", "found"),
    [("13912345678", True), ("139", False), ("Alice@Example.com", True), ("@example.com", False), ("alic", True)],
)
def test_people_are_found_by_whole_number_and_mail_and_by_name(desk, alice, query, found):
    page = desk.get("/admin/users/user/", {"q": query}).content.decode()

    assert ("139****5678" in page) is found


@pytest.mark.parametrize("lookup", ["verified_email", "verified_email__contains", "sign_ins__device"])
def test_masked_mail_is_no_filter(desk, alice, lookup):
    assert desk.get("/admin/users/user/", {lookup: "alice"}).status_code == 400
