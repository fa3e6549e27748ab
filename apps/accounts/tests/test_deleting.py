from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccountDeletion
from accounts.queries import deletion_of
from orders.states import OPEN
from orders.tests.factories import OrderFactory
from tests.letters import headings, link_in_newest
from tests.racing import at_once
from users.tests.factories import PASSWORD, UserFactory

from .factories import given_deletion

pytestmark = pytest.mark.django_db
PAGE = "/info/delete/"
MAIL = "alice@example.com"
WISH = {"present_password": PASSWORD, "understood": "on"}


@pytest.fixture
def alice():
    return UserFactory(username="alice", email=MAIL, verified_email=MAIL)


def signed_in(username="alice"):
    client = Client()
    client.post("/login/", {"login": username, "password": PASSWORD})
    return client


def is_open(client):
    return client.get("/info/").status_code == 200


def said(client, path):
    return client.get(path).content.decode()


def test_page_says_what_goes_what_stays_and_for_how_long_one_may_think_again(alice, settings):
    settings.ACCOUNT_DELETION_GRACE_DAYS = 21

    page = said(signed_in(), PAGE)

    assert [word for word in ("会删除", "会保留", "21 天内", "订单", "取消") if word not in page] == []


def test_wish_is_noted_for_fourteen_days(alice):
    response = signed_in().post(PAGE, WISH)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    left = deletion_of(alice).due_at - timezone.now()
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_wish_is_refused_while_an_order_is_on_its_way(alice, status):
    OrderFactory(user=alice, status=status)

    response = signed_in().post(PAGE, WISH)

    assert response.status_code == 409
    assert "还有未完成的订单，请等它收货、取消或退款之后再注销" in response.content.decode()
    assert not AccountDeletion.objects.exists()


@pytest.mark.parametrize("status", ["to_review", "done", "cancelled", "refunded"])
def test_wish_of_somebody_whose_orders_arrived_or_ended_is_noted(alice, status):
    OrderFactory(user=alice, status=status)

    assert signed_in().post(PAGE, WISH).status_code == 302


def test_wish_ends_all_other_sign_ins(alice, django_capture_on_commit_callbacks):
    here, there = signed_in(), signed_in()

    with django_capture_on_commit_callbacks(execute=True):
        here.post(PAGE, WISH)

    assert (is_open(here), is_open(there)) == (True, False)


def test_wish_is_confirmed_by_mail(alice, letters, django_capture_on_commit_callbacks):
    client = signed_in()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE, WISH)

    day = timezone.localtime(alice.deletion.due_at).strftime("%Y-%m-%d")
    assert headings() == [(MAIL, "您申请了注销账号")]
    assert (link_in_newest(), day in letters[0].body) == (PAGE, True)


def test_second_wish_neither_moves_the_day_nor_writes_again(alice, letters, django_capture_on_commit_callbacks):
    first = given_deletion(alice, due_in=timedelta(days=2))
    client = signed_in()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE, WISH)

    assert (deletion_of(alice).due_at, letters) == (first.due_at, [])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"present_password": "wrong password"}, "密码不对，请重新输入"),
        ({"present_password": ""}, "请输入密码"),
        ({"present_password": "\x00"}, "不允许是用空字符串"),
        ({"present_password": "x" * 5000}, "128"),
        ({"understood": ""}, "请先勾选，确认您知道后果"),
    ],
)
def test_wish_without_password_or_tick_is_refused(alice, changed, sentence):
    response = signed_in().post(PAGE, WISH | changed)

    assert (response.status_code, deletion_of(alice)) == (422, None)
    assert sentence in response.content.decode()
    assert PASSWORD not in response.content.decode()


def test_passwords_are_counted_with_the_attempts_to_sign_in(alice):
    client = signed_in()
    for _ in range(5):
        client.post(PAGE, WISH | {"present_password": "wrong password"})

    response = client.post(PAGE, WISH)

    assert (response.status_code, deletion_of(alice)) == (429, None)
    assert Client().post("/login/", {"login": "alice", "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("rank", ["is_staff", "is_superuser"])
def test_people_who_work_here_are_closed_by_a_superuser(rank):
    clerk = UserFactory(username="clerk", **{rank: True})
    client = signed_in("clerk")

    response = client.post(PAGE, WISH)

    assert (response.status_code, deletion_of(clerk)) == (422, None)
    assert "工作人员的账号由超级管理员停用" in response.content.decode()
    assert 'name="present_password"' not in said(client, PAGE)


def test_shop_works_during_the_grace_and_the_wish_is_shown(alice):
    client = signed_in()
    client.post(PAGE, WISH)

    for path in (PAGE, "/info/data/"):
        assert 'action="/info/delete/cancel/"' in said(client, path)
    assert is_open(signed_in())


def test_wish_is_taken_back(alice):
    client = signed_in()
    client.post(PAGE, WISH)

    response = client.post("/info/delete/cancel/", follow=True)

    assert (response.redirect_chain, deletion_of(alice)) == ([("/info/data/", 302)], None)
    assert "账号照常使用" in response.content.decode()


def test_taking_back_what_was_never_wished_says_so(alice):
    response = signed_in().post("/info/delete/cancel/", follow=True)

    assert "没有可以取消的注销申请" in response.content.decode()


def test_nobody_takes_back_the_wish_of_somebody_else(alice):
    UserFactory(username="bobby")
    given_deletion(alice)

    signed_in("bobby").post("/info/delete/cancel/")

    assert deletion_of(alice) is not None


def test_wish_can_be_made_anew_after_it_was_taken_back(alice):
    client = signed_in()
    for path in (PAGE, "/info/delete/cancel/", PAGE):
        client.post(path, WISH)

    assert deletion_of(alice) is not None


@pytest.mark.django_db(transaction=True)
def test_race_of_wishes_makes_one(alice):
    clients = [signed_in() for _ in range(3)]

    statuses = [response.status_code for response in at_once(lambda i: clients[i].post(PAGE, WISH), times=3)]

    assert (statuses, AccountDeletion.objects.count()) == ([302] * 3, 1)


def test_page_costs_little(alice, django_assert_num_queries):
    client = signed_in()

    with django_assert_num_queries(2):
        client.get(PAGE)
