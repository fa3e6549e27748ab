import json
import zlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.models import DataExport
from accounts.services import collecting, exporting
from carts.store import UserCart
from carts.tests.baskets import fill, line
from celery_tasks.accounts import tasks
from celery_tasks.main import app
from goods.services.favouring import favour
from goods.services.looking import look_at
from goods.tests.factories import SKUFactory
from orders.tests.factories import OrderFactory
from reviews.tests.factories import ReviewFactory
from tests.crawling import World, owned_models
from tests.letters import headings, link_in_newest
from tests.racing import at_once, count_of
from tests.test_outages import redis_away
from users.models import SignIn, User
from users.tests.factories import UserFactory

from .factories import given_export

pytestmark = pytest.mark.django_db
MAIL = "alice@example.com"
LATE = timedelta(minutes=2)


@pytest.fixture
def alice():
    return UserFactory(username="alice", email=MAIL, verified_email=MAIL)


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


def content_of(export):
    export.refresh_from_db()
    return json.loads(zlib.decompress(export.content))


def waiting_in(queue):
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen(queue)


def test_copy_holds_what_the_mall_keeps_in_the_language_of_the_reader(alice):
    SignIn.objects.create(user=alice, method=SignIn.Method.PASSWORD, device="Chrome 120")
    export = given_export(alice, status="waiting", language="en")

    assert exporting.fill_export(export_id=export.pk)

    copy = content_of(export)
    assert (copy["format"], copy["version"]) == ("meiduo-mall-own-data", 1)
    assert (copy["profile"]["username"], copy["profile"]["mobile"], copy["profile"]["email"]) == (
        "alice",
        alice.mobile,
        MAIL,
    )
    assert [(row["method"], row["device"]) for row in copy["sign_ins"]] == [("Password", "Chrome 120")]
    assert copy["titles"].keys() == copy.keys() - {"format", "version", "made_at", "titles"}


def test_copy_can_be_read_by_people(alice):
    assert "个人资料" in collecting.as_text(alice).decode()


def test_copy_holds_what_somebody_looked_at_and_favours(alice):
    seen, wanted = SKUFactory(name="看过的"), SKUFactory(name="想要的", price="12.50")
    look_at(user=alice, sku_id=seen.pk)
    favour(user=alice, sku_id=wanted.pk)

    copy = collecting.collect(alice)

    assert [(row["sku"], row["name"]) for row in copy["history"]] == [(seen.pk, "看过的")]
    assert [(row["name"], row["price_then"], row["was_in_stock"]) for row in copy["favourites"]] == [
        ("想要的", "12.50", True)
    ]


def test_copy_holds_the_cart(alice):
    sku = SKUFactory(name="要买的")
    fill(UserCart(alice.pk), line(4_000_000), line(sku.pk, 2, "12.50", is_ticked=False))

    assert collecting.collect(alice)["cart"] == [
        {"sku": sku.pk, "name": "要买的", "count": 2, "price_then": "12.50", "is_ticked": False},
        {"sku": 4_000_000, "name": "", "count": 1, "price_then": "99.00", "is_ticked": True},
    ]


def test_copy_holds_orders_with_their_lines_and_what_happened_to_them(alice):
    goods = {"name": "红手机", "price": Decimal("12.50"), "count": 2}
    OrderFactory(user=alice, status="shipped", receiver="爱丽丝", lines=[goods], freight=8)

    [order] = collecting.collect(alice)["orders"]

    assert (order["receiver"], order["total"], order["status"]) == ("爱丽丝", "33.00", "待收货")
    assert [(line["name"], line["count"], line["amount"]) for line in order["lines"]] == [("红手机", "2", "25.00")]
    assert [event["change"] for event in order["events"]] == ["提交订单", "支付成功", "商家发货"]


def test_copy_holds_reviews(alice):
    [line] = OrderFactory(user=alice, status="done", lines=[{"name": "红手机"}]).lines.all()
    ReviewFactory(line=line, stars=4, text="屏幕很亮，有点重", reply="谢谢", state="pending")

    [review] = collecting.collect(alice)["reviews"]

    assert review | {"created_at": ""} == {
        "name": "红手机",
        "stars": 4,
        "text": "屏幕很亮，有点重",
        "is_anonymous": False,
        "state": "待审核",
        "pictures": [],
        "reply": "谢谢",
        "created_at": "",
    }


@pytest.mark.slow
def test_copy_without_the_history_is_not_made_but_waits(alice):
    export = given_export(alice, status="waiting")

    with redis_away(), pytest.raises(RedisConnectionError):
        exporting.fill_export(export_id=export.pk)

    assert exporting.fill_export(export_id=export.pk)


def test_copy_holds_nothing_of_others(world):
    copy = collecting.as_text(world.alice).decode()

    assert [
        mark for mark in (world.bob.username, world.bob.mobile, world.bob.email, "Chrome 120") if mark in copy
    ] == []


def test_every_table_about_people_is_exported_or_left_out_with_a_reason():
    decided = collecting.EXPORTED.keys() | collecting.LEFT_OUT.keys()

    assert {model._meta.label for model, _owner in owned_models()} == decided
    assert all(len(reason) > 20 for reason in collecting.LEFT_OUT.values())


def test_every_exported_table_is_really_in_the_copy(world):
    copy = collecting.collect(world.bob)

    assert [section for section in collecting.EXPORTED.values() if not copy[section]] == []


def test_every_field_of_the_user_is_exported_or_left_out_with_a_reason(alice):
    fields = {field.name for field in User._meta.get_fields() if field.concrete}

    assert fields == collecting.collect(alice)["profile"].keys() | collecting.FIELDS_LEFT_OUT.keys()


def test_copy_holds_no_password_not_even_its_fingerprint(alice):
    assert alice.password not in collecting.as_text(alice).decode()


def test_request_is_filled_after_the_commit_and_told_by_mail(alice, letters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        export = exporting.request_export(user=alice)

    export.refresh_from_db()
    assert (export.status, export.is_downloadable) == ("ready", True)
    assert headings() == [(MAIL, "您的数据副本准备好了")]
    assert link_in_newest() == "/info/data/"
    assert str(letters[0].body).count("alice，您好") == 1


def test_nobody_is_written_to_at_an_address_that_they_did_not_prove(letters):
    export = given_export(UserFactory(email=MAIL), status="waiting")

    assert exporting.fill_export(export_id=export.pk)

    assert letters == []


def test_second_request_waits_for_the_first(alice):
    exporting.request_export(user=alice)

    with pytest.raises(exporting.ExportWaiting):
        exporting.request_export(user=alice)


def test_three_copies_a_day_and_no_more(alice):
    oldest, *_others = [given_export(alice, age=timedelta(hours=hours)) for hours in (23, 2, 1)]

    with pytest.raises(exporting.TooManyExports):
        exporting.request_export(user=alice)

    DataExport.objects.filter(pk=oldest.pk).update(requested_at=timezone.now() - timedelta(hours=25))
    assert exporting.request_export(user=alice).is_waiting


def test_copies_of_others_do_not_count(alice):
    given_export(UserFactory(), status="waiting")

    assert exporting.request_export(user=alice).is_waiting


def test_filling_twice_makes_and_tells_once(alice, letters):
    export = given_export(alice, status="waiting")

    outcomes = [exporting.fill_export(export_id=export.pk) for _ in range(2)]

    assert (outcomes, len(letters)) == ([True, False], 1)


def test_copy_that_is_too_large_fails_and_is_not_kept(alice, settings, letters):
    settings.DATA_EXPORT_MAX_BYTES = 100
    export = given_export(alice, status="waiting")

    exporting.fill_export(export_id=export.pk)

    export.refresh_from_db()
    assert (export.status, bytes(export.content), letters) == ("failed", b"", [])


def test_clock_fills_what_waits_too_long_and_leaves_fresh_ones_to_their_task(alice, letters):
    lost, fresh = given_export(alice, status="waiting", age=LATE), given_export(UserFactory(), status="waiting")

    tasks.fill_waiting_exports.apply(throw=True)

    states = dict(DataExport.objects.values_list("pk", "status"))
    assert states == {lost.pk: "ready", fresh.pk: "waiting"}


def test_one_that_cannot_be_made_keeps_nobody_waiting(alice, letters):
    at_the_end_of_time = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)  # later still in Shanghai, which overflows
    User.objects.filter(pk=alice.pk).update(date_joined=at_the_end_of_time)
    given_export(alice, status="waiting", age=LATE)
    given_export(UserFactory(), status="waiting", age=LATE)

    assert exporting.fill_waiting_exports() == 1
    assert sorted(DataExport.objects.values_list("status", flat=True)) == ["ready", "waiting"]


def test_one_that_failed_for_a_day_is_given_up(alice):
    given_export(alice, status="waiting", age=timedelta(hours=25))

    assert exporting.fill_waiting_exports() == 0
    assert DataExport.objects.get().status == "failed"
    assert exporting.request_export(user=alice).is_waiting


def test_copies_are_deleted_after_a_week(alice):
    given_export(alice, age=timedelta(days=8))
    given_export(alice, age=timedelta(days=8), status="failed")
    kept = given_export(alice, age=timedelta(days=6))

    tasks.delete_expired_exports.apply(throw=True)

    assert list(DataExport.objects.values_list("pk", flat=True)) == [kept.pk]


def test_link_opens_for_its_owner_only(alice):
    export = given_export(alice)

    opened, text = exporting.open_export(user=alice, token=exporting.link_token(export))

    assert (opened.pk, json.loads(text)) == (export.pk, {"username": "alice"})
    with pytest.raises(exporting.ExportNotFound):
        exporting.open_export(user=UserFactory(), token=exporting.link_token(export))


@pytest.mark.parametrize("token", ["", "x", "eyJleHBvcnQiOjF9.aaaa.bbbb", "\x00", "é" * 500])
def test_forged_link_opens_nothing(alice, token):
    with pytest.raises(exporting.ExportNotFound):
        exporting.open_export(user=alice, token=token)


def test_link_is_useless_after_a_day(alice, monkeypatch):
    token = exporting.link_token(given_export(alice))
    tomorrow = timezone.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr("itsdangerous.timed.time.time", tomorrow.timestamp)

    with pytest.raises(exporting.ExportExpired):
        exporting.open_export(user=alice, token=token)


def test_link_to_a_copy_whose_week_is_over_is_useless(alice):
    export = given_export(alice, age=timedelta(days=7, minutes=1))

    with pytest.raises(exporting.ExportExpired):
        exporting.open_export(user=alice, token=exporting.link_token(export))


@pytest.mark.django_db(transaction=True)
def test_race_of_requests_makes_one_export(alice):
    results = at_once(lambda i: exporting.request_export(user=alice), times=4)

    assert (count_of(results, DataExport), count_of(results, exporting.ExportWaiting)) == (1, 3)
    assert (DataExport.objects.count(), waiting_in("db")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_race_of_tasks_for_one_export_tells_its_owner_once(alice):
    export = given_export(alice, status="waiting")

    results = at_once(lambda i: exporting.fill_export(export_id=export.pk), times=4)

    assert sorted(results) == [False, False, False, True]
    assert waiting_in("mail") == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_request_without_a_broker_is_kept_and_filled_by_the_clock(alice):
    with redis_away():
        export = exporting.request_export(user=alice)
    DataExport.objects.update(requested_at=timezone.now() - LATE)

    assert (export.is_waiting, exporting.fill_waiting_exports()) == (True, 1)
    assert waiting_in("mail") == 1


def test_copy_is_made_although_its_letter_cannot_be_queued(alice, caplog, broker_away):
    export = given_export(alice, status="waiting")

    assert exporting.fill_export(export_id=export.pk)

    export.refresh_from_db()
    assert (export.is_downloadable, "the letter data_export_ready could not be queued" in caplog.text) == (True, True)
    assert MAIL not in caplog.text
