"""Erasing leaves nothing behind: every table and every key of Redis is read through."""

import logging
import re
import time
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client, RequestFactory, TestCase
from django_redis import get_redis_connection
from PIL import Image
from redis import Redis

from accounts.models import AccountDeletion, DataExport
from accounts.services import deleting, erasing, exporting
from addresses import services as addresses
from addresses.models import Address
from addresses.services import Lines
from addresses.tests.factories import AddressFactory
from aftersales.models import AfterSale
from aftersales.services.asking import withdraw
from aftersales.tests.factories import ask_for, order_of
from areas.tests.factories import sample_district
from carts.store import UserCart
from carts.tests.baskets import fill, line
from celery_tasks.accounts import tasks
from goods.services.favouring import favour
from goods.services.looking import look_at
from goods.tests.factories import SKUFactory
from oauth.models import QQAccount
from oauth.tests.factories import QQAccountFactory
from orders.models import Order
from orders.states import OPEN
from orders.tests.factories import OrderFactory
from tests.crawling import World, owned_models
from tests.letters import headings
from tests.racing import at_once
from tests.surroundings import redis_server
from tests.test_outages import redis_away
from users.forms.entering import RegisterForm
from users.models import SignIn, User
from users.services import email_addresses
from users.services.signing_in import AccountInactive
from users.tests.factories import PASSWORD, UserFactory
from verifications.purposes import Purpose
from verifications.store import PICTURES
from verifications.tests.factories import given_code

from .factories import given_deletion

pytestmark = pytest.mark.django_db
OVERDUE = timedelta(seconds=-1)
MOBILE, MAIL, OPENID = "15811112222", "carol@her.example", "C0FFEE00C0FFEE00C0FFEE00C0FFEE00"
MARKS = (
    "carols-name",
    MOBILE,
    MAIL,
    "Caroline",
    "Waldmüller",
    "卡罗尔的收货人",
    "玫瑰路",
    "13766665555",
    OPENID,
    "Opera 7",
    "玫瑰路 2 号",
    "请放门口",
    "卡罗尔有限公司",
    "91440300CAR0LE0011",
)
ORDERED = {
    "receiver": "卡罗尔的收货人",
    "mobile": "13766665555",
    "phone": "0755-12345678",
    "place": "玫瑰路 2 号",
    "remark": "请放门口",
    "invoice_kind": "company",
    "invoice_title": "卡罗尔有限公司",
    "invoice_tax_number": "91440300CAR0LE0011",
}


@pytest.fixture
def carol():
    person = UserFactory(
        username="carols-name",
        mobile=MOBILE,
        email=MAIL,
        verified_email=MAIL,
        first_name="Caroline",
        last_name="Waldmüller",
    )
    given_deletion(person, due_in=OVERDUE)
    return person


def has_lived_here(carol):
    """Leaves a trace of this person wherever one can be left."""
    SignIn.objects.create(user=carol, method=SignIn.Method.PASSWORD, device="Opera 7")
    address = AddressFactory(user=carol, receiver="卡罗尔的收货人", place="玫瑰路 1 号", mobile="13766665555")
    QQAccountFactory(user=carol, openid=OPENID)
    OrderFactory(user=carol, status="done", **ORDERED)
    for row, text in ((carol, "carols-name"), (address, "卡罗尔的收货人")):
        LogEntry.objects.create(
            user=UserFactory(is_staff=True),
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=text,
            action_flag=CHANGE,
            change_message=f"saw {MOBILE}",
        )
    for purpose in Purpose:
        given_code(purpose, MOBILE)
    favour(user=carol, sku_id=SKUFactory().pk), look_at(user=carol, sku_id=SKUFactory().pk)
    fill(UserCart(carol.pk), line(SKUFactory().pk))
    get_redis_connection("codes").delete(PICTURES.key(MOBILE))  # given_code takes the mobile for an internet address
    client = Client()
    client.post("/login/", {"login": "carols-name", "password": "wrong"})
    client.post("/login/", {"login": MOBILE, "password": PASSWORD})
    Client().post("/login/", {"login": MOBILE, "password": "wrong"})
    return client


def everything_written():
    """The text of every row of every table, and of every key of Redis with its value."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            yield from (repr(row) for row in cursor.fetchall())
    for number in range(16):
        with Redis(unix_socket_path=str(redis_server.socket), db=number, decode_responses=True) as redis:
            yield from (f"{key} {_value(redis, key)}" for key in redis.scan_iter())


def _value(redis, key):
    reading = {"string": redis.get, "hash": redis.hgetall, "set": redis.smembers}
    reading |= {"list": lambda key: redis.lrange(key, 0, -1), "zset": lambda key: redis.zrange(key, 0, -1)}
    return reading[redis.type(key)](key)


def marks_found():
    text = "\n".join(everything_written())
    return [mark for mark in MARKS if mark in text]


def test_nothing_of_an_erased_person_is_found_anywhere(carol, letters):
    client = has_lived_here(carol)
    assert (marks_found(), len(attempts_at(carol)), len(history_of(carol))) == (list(MARKS), 2, 1)
    assert len(cart_of(carol)) == 3

    assert erasing.erase_due_accounts() == 1

    assert (marks_found(), attempts_at(carol), history_of(carol), cart_of(carol)) == ([], [], [], [])
    assert client.get("/info/").status_code == 302


def attempts_at(person):
    return [line for line in everything_written() if re.search(rf"throttle:sign-in[a-z-]*:id:{person.pk}\b", line)]


def history_of(person):
    return [line for line in everything_written() if line.startswith(f"history:{person.pk} ")]


def cart_of(person):
    return [line for line in everything_written() if re.match(rf"cart:{person.pk}[: ]", line)]


def test_every_table_about_people_is_erased_or_kept_with_a_reason():
    decided = {model._meta.label for model in erasing.ERASED} | erasing.KEPT.keys()

    assert {model._meta.label for model, _owner in owned_models()} == decided


def test_rows_of_everything_that_can_be_owned_are_gone(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = World()
    withdraw(user=world.bob, aftersale_id=world.bobs_aftersale.pk)
    AccountDeletion.objects.filter(user=world.bob).update(due_at="2020-01-01T00:00Z")

    assert erasing.erase_due_accounts() == 1

    left = {model._meta.label for model, owner in owned_models() if model.objects.filter(**{owner: world.bob}).exists()}
    assert left == erasing.KEPT.keys()


def test_order_stays_with_its_amounts_and_names_nobody(carol):
    order = OrderFactory(user=carol, status="done", **ORDERED)

    erasing.erase_due_accounts()

    kept = Order.objects.get(pk=order.pk)
    assert [getattr(kept, name) for name in ORDERED] == ["", "", "", "", "", "company", "", ""]
    assert (kept.number, kept.total, kept.area) == (order.number, order.total, order.area)


def test_account_waits_for_money_that_is_asked_back(carol):
    aftersale = ask_for(order_of(carol, status="done"))
    waited = erasing.erase_due_accounts()

    withdraw(user=carol, aftersale_id=aftersale.pk)

    assert (waited, erasing.erase_due_accounts()) == (0, 1)


def test_request_stays_with_its_amount_and_says_nothing(carol, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    order = order_of(carol, status="done")
    aftersale = ask_for(order, text="我在家等", evidence=[Image.new("RGB", (9, 9))])
    withdraw(user=carol, aftersale_id=aftersale.pk)

    with TestCase.captureOnCommitCallbacks(execute=True):
        erasing.erase_due_accounts()

    kept = AfterSale.objects.get(pk=aftersale.pk)
    assert (kept.text, kept.pictures, kept.amount, kept.order) == ("", [], aftersale.amount, order)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("status", sorted(OPEN))
def test_account_waits_for_an_order_that_is_on_its_way_and_stays_signed_in(carol, status):
    order = OrderFactory(user=carol, status=status)
    visitor = Client()
    visitor.post("/login/", {"login": "carols-name", "password": PASSWORD})

    assert erasing.erase_due_accounts() == 0
    assert not erasing.erase_account(deletion_id=carol.deletion.pk, user_id=carol.pk)
    assert visitor.get("/info/").status_code == 200

    Order.objects.filter(pk=order.pk).update(status="done")
    assert erasing.erase_due_accounts() == 1


def test_row_of_the_user_stays_and_names_nobody(carol):
    erasing.erase_due_accounts()

    carol.refresh_from_db()
    assert (carol.username[:8], len(carol.username), len(carol.mobile)) == ("deleted-", 20, 11)
    assert (carol.is_active, carol.has_usable_password(), carol.last_login) == (False, False, None)
    assert (carol.email, carol.verified_email, carol.email_set_at) == ("", None, None)
    assert User.objects.by_login(carol.mobile) is None
    assert carol.deletion.erased_at is not None


def test_names_of_erased_people_are_unlike():
    for _ in range(3):
        given_deletion(UserFactory(), due_in=OVERDUE)

    assert erasing.erase_due_accounts() == 3


@pytest.mark.parametrize("name", ["deleted-abc", "Deleted-abc", "DELETED-0000"])
def test_name_of_an_erased_person_cannot_be_registered(name):
    form = RegisterForm({"username": name})

    assert form.errors["username"] == ["这个用户名已被保留，请换一个"]


def test_name_mobile_mail_and_qq_are_free_again(carol):
    QQAccountFactory(user=carol, openid=OPENID)
    erasing.erase_due_accounts()

    newcomer = UserFactory(username="Carols-Name", mobile=MOBILE, email=MAIL, verified_email=MAIL)
    QQAccountFactory(user=newcomer, openid=OPENID)
    newcomer.full_clean()


def test_person_is_told_at_the_address_that_was_erased(carol, letters, django_capture_on_commit_callbacks):
    AccountDeletion.objects.update(language="zh-hans")

    with django_capture_on_commit_callbacks(execute=True):
        tasks.erase_due_accounts.apply(throw=True)

    assert headings() == [(MAIL, "您的账号已注销")]
    assert "carols-name，您好" in letters[0].body


def test_erasing_again_does_nothing(carol):
    erasing.erase_due_accounts()
    carol.refresh_from_db()

    assert erasing.erase_due_accounts() == 0
    assert not erasing.erase_account(deletion_id=carol.deletion.pk, user_id=carol.pk)
    assert User.objects.get(pk=carol.pk).username == carol.username


def test_account_that_is_not_due_stays():
    bob = UserFactory(username="bobby")
    given_deletion(bob, due_in=timedelta(seconds=30))

    assert erasing.erase_due_accounts() == 0
    assert User.objects.get(pk=bob.pk).username == "bobby"


@pytest.mark.parametrize("rank", ["is_staff", "is_superuser"])
def test_person_who_works_here_by_now_stays(carol, rank):
    User.objects.filter(pk=carol.pk).update(**{rank: True})

    assert erasing.erase_due_accounts() == 0
    assert not erasing.erase_account(deletion_id=carol.deletion.pk, user_id=carol.pk)


def test_others_lose_nothing(carol):
    bob = UserFactory(username="bobby")
    AddressFactory(user=bob), QQAccountFactory(user=bob)

    erasing.erase_due_accounts()

    assert (Address.objects.filter(user=bob).count(), QQAccount.objects.filter(user=bob).count()) == (1, 1)


def test_batch_ends_at_its_limit():
    for _ in range(3):
        given_deletion(UserFactory(), due_in=OVERDUE)

    assert [erasing.erase_due_accounts(limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.slow
def test_without_redis_nothing_is_erased_and_the_next_hour_tries_again(carol, caplog):
    with redis_away():
        assert erasing.erase_due_accounts() == 0
    carol.refresh_from_db()
    assert (carol.username, carol.is_active) == ("carols-name", True)

    assert erasing.erase_due_accounts() == 1
    assert [mark for mark in MARKS if mark in caplog.text] == []


def test_log_names_nobody(carol, caplog):
    caplog.set_level(logging.DEBUG)

    erasing.erase_due_accounts()

    assert f"the account of user {carol.pk} was erased" in caplog.text
    assert [mark for mark in MARKS if mark in caplog.text] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_race_of_erasing_and_changing_ones_mind_has_one_winner(carol, _round):
    number = carol.deletion.pk

    def erase(_index):
        return "erased" if erasing.erase_account(deletion_id=number, user_id=carol.pk) else ""

    def cancel(_index):
        return "kept" if deleting.cancel_deletion(user=carol) else ""

    [winner] = filter(None, at_once(lambda i: (erase, cancel)[i % 2](i), times=4))

    name = User.objects.get(pk=carol.pk).username
    assert winner == ("kept" if name == "carols-name" else "erased")
    assert AccountDeletion.objects.exists() == (winner == "erased")


@pytest.mark.django_db(transaction=True)
def test_race_of_two_clocks_erases_once(carol):
    results = at_once(lambda i: erasing.erase_due_accounts(), times=4)

    assert sorted(results) == [0, 0, 0, 1]


def keep_an_address(person):
    lines = Lines(receiver="卡罗尔", district_id=sample_district().pk, place="玫瑰路 1 号", mobile=MOBILE)
    addresses.create(user=person, lines=lines)


def type_an_email(person):
    request = RequestFactory().post("/info/email/")
    email_addresses.set_email(request, user=person, email="new@her.example", password=PASSWORD)


def ask_for_a_copy(person):
    exporting.request_export(user=person)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [keep_an_address, type_an_email, ask_for_a_copy])
def test_request_that_waits_for_the_erasure_writes_nothing_after_it(carol, write):
    sample_district()

    def erase_or_write(index):
        if index:
            time.sleep(0.2)
            return write(carol)
        with transaction.atomic():
            User.objects.select_for_update().get(pk=carol.pk)
            time.sleep(0.6)
            return erasing.erase_account(deletion_id=carol.deletion.pk, user_id=carol.pk)

    erased, refusal = at_once(erase_or_write, times=2)

    assert (erased, type(refusal)) == (True, AccountInactive)
    assert User.objects.get(pk=carol.pk).email == ""
    assert not Address.objects.exists()
    assert not DataExport.objects.exists()
