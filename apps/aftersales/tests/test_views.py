"""The pages of whoever asks for money back."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftersales.models import AfterSale
from aftersales.queries import actions_of_lines
from aftersales.services import asking, deciding
from contents.tests.factories import picture_bytes
from orders.models import Order
from users.tests.factories import UserFactory

from .factories import RETURN_ADDRESS, approve, ask_for, line_of, order_of, sent_back

pytestmark = pytest.mark.django_db

FORM = {"kind": "refund", "count": "1", "reason": "not_wanted", "text": ""}
RETURN_FORM = FORM | {"kind": "return", "reason": "faulty"}
PARCEL = {"carrier": "顺丰速运", "tracking_number": "SF1234567"}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


@pytest.fixture
def clerk():
    return UserFactory(is_staff=True)


def text(response):
    return html.unescape(response.content.decode())


def ask_path(order, place=0):
    return f"/orders/{order.number}/lines/{line_of(order, place).pk}/aftersales/new/"


def status_of(aftersale):
    return AfterSale.objects.get(pk=aftersale.pk).status


def upload(name="evidence.png", content=None):
    return SimpleUploadedFile(name, content or picture_bytes(20, 10), "image/png")


# --- Asking -----------------------------------------------------------------------------------------


def test_form_before_shipping_says_how_much_goes_back(client, alice):
    page = text(client.get(ask_path(order_of(alice, freight=10))))

    assert "申请退款" in page
    assert "提交后订单会暂停发货" in page
    assert "其中运费 ¥10.00" in page
    assert 'name="kind" value="refund"' in page  # nothing to choose


def test_form_after_the_receipt_offers_two_ways(client, alice):
    page = text(client.get(ask_path(order_of(alice, status="done", freight=10))))

    assert ("退货退款" in page, "仅退款（不退货）" in page, "迟迟没有发货" in page) == (True, True, False)
    assert "因商家原因退款时，另退运费 ¥10.00" in page


def test_asking_makes_the_request_and_leads_to_it(client, alice):
    order = order_of(alice)

    response = client.post(ask_path(order), FORM | {"text": "不要了", "pictures": [upload(), upload("b.png")]})

    aftersale = AfterSale.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/aftersales/{aftersale.pk}/")
    assert (aftersale.user, aftersale.line, aftersale.count) == (alice, line_of(order), 1)
    assert (aftersale.text, len(aftersale.pictures)) == ("不要了", 2)


def test_request_that_is_open_is_shown_instead_of_a_second_form(client, alice):
    order = order_of(alice)
    aftersale = ask_for(order)

    assert client.get(ask_path(order))["Location"] == f"/aftersales/{aftersale.pk}/"


def test_second_request_of_a_line_is_refused_in_words(client, alice):
    order = order_of(alice)
    ask_for(order)

    response = client.post(ask_path(order), FORM)

    assert (response.status_code, AfterSale.objects.count()) == (409, 1)
    assert "这件商品已有一个售后申请正在处理。" in text(response)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("unpaid", "这个订单还没有付款，不用退款，直接取消订单就可以。"),
        ("shipped", "商品正在路上。请先确认收货，再申请售后。"),
        ("cancelled", "这个订单已经取消或已全部退款，不能再申请售后。"),
    ],
)
def test_order_without_a_way_back_says_why(client, alice, status, sentence):
    path = ask_path(order_of(alice, status=status))

    looked, sent = client.get(path), client.post(path, FORM)

    assert (looked.status_code, sent.status_code) == (200, 409)
    assert (sentence in text(looked), sentence in text(sent)) == (True, True)
    assert not AfterSale.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"count": "4"}, "这件商品最多还能退 3 件"),
        ({"count": "0"}, "至少退 1 件"),
        ({"count": "-1"}, "至少退 1 件"),
        ({"count": "9" * 5000}, "件数请填数字"),
        ({"count": "9" * 30}, "这件商品最多还能退 3 件"),
        ({"count": "一"}, "件数请填数字"),
        ({"count": ""}, "请输入件数"),
        ({"kind": "return"}, "订单状态刚刚变化了，请重新选择售后类型。"),
        ({"reason": ""}, "请选择原因"),
        ({"reason": "faulty"}, "请重新选择原因"),
        ({"text": "长" * 501}, "说明最多 500 字"),
        ({"pictures": SimpleUploadedFile("x.png", b"<svg/>")}, "这不是可用的图片"),
    ],
)
def test_input_that_is_not_right_is_refused_with_a_sentence(client, alice, changed, sentence):
    order = order_of(alice)

    response = client.post(ask_path(order), FORM | changed)

    assert response.status_code == 422
    assert sentence in text(response)
    assert (AfterSale.objects.exists(), Order.objects.get().status) == (False, "to_ship")


def test_seventh_picture_is_refused(client, alice, tmp_path):
    response = client.post(ask_path(order_of(alice)), FORM | {"pictures": [upload() for _ in range(7)]})

    assert response.status_code == 422
    assert "一次最多上传 6 张图片。" in text(response)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_form_that_was_shown_before_the_receipt_is_refused_afterwards(client, alice):
    order = order_of(alice, status="to_review")

    response = client.post(ask_path(order), FORM)

    assert (response.status_code, AfterSale.objects.exists()) == (422, False)
    assert "请重新选择售后类型" in text(response)


# --- Following ------------------------------------------------------------------------------------------


def test_detail_says_how_it_stands_and_what_can_be_done(client, alice):
    aftersale = ask_for(order_of(alice), 2, text="拍多了")

    page = text(client.get(f"/aftersales/{aftersale.pk}/"))

    assert ("待审核" in page, "拍多了" in page, "提交申请" in page) == (True, True, True)
    assert ("撤销申请" in page, "寄回商品" in page) == (True, False)


def test_approved_return_says_where_to_and_takes_the_parcel(client, alice, clerk):
    aftersale = ask_for(order_of(alice, status="done"))
    approve(aftersale, by=clerk)
    page = text(client.get(f"/aftersales/{aftersale.pk}/"))

    response = client.post(f"/aftersales/{aftersale.pk}/parcel/", PARCEL)

    assert RETURN_ADDRESS in page
    assert (response.status_code, response["Location"]) == (302, f"/aftersales/{aftersale.pk}/")
    assert status_of(aftersale) == "sent_back"
    assert "顺丰速运 SF1234567" in text(client.get(f"/aftersales/{aftersale.pk}/"))


@pytest.mark.parametrize("changed", [{"carrier": ""}, {"tracking_number": "SF 1"}, {"tracking_number": "x" * 41}])
def test_parcel_without_its_number_is_refused(client, alice, clerk, changed):
    aftersale = ask_for(order_of(alice, status="done"))
    approve(aftersale, by=clerk)

    response = client.post(f"/aftersales/{aftersale.pk}/parcel/", PARCEL | changed)

    assert (response.status_code, status_of(aftersale)) == (422, "approved")


def test_parcel_that_comes_too_late_is_said(client, alice, clerk):
    aftersale = sent_back(order_of(alice, status="done"), by=clerk)
    deciding.receive(aftersale_id=aftersale.pk, by=clerk, is_sellable=False)

    page = text(client.post(f"/aftersales/{aftersale.pk}/parcel/", PARCEL, follow=True))

    assert "申请的状态已经变化，请看看最新的进展。" in page
    assert status_of(aftersale) == "refunded"


def test_withdrawing_is_said_and_so_is_a_second_time(client, alice):
    aftersale = ask_for(order_of(alice))
    path = f"/aftersales/{aftersale.pk}/withdraw/"

    first, second = (text(client.post(path, follow=True)) for _ in range(2))

    assert ("申请已撤销。" in first, "申请的状态已经变化，请看看最新的进展。" in second) == (True, True)


@pytest.mark.parametrize(
    ("pay_method", "sentence"),
    [("alipay", "款项按原支付方式退回"), ("cash", "商家会与您联系，当面或转账退还。")],
)
def test_refund_says_how_the_money_comes(client, alice, clerk, pay_method, sentence):
    aftersale = sent_back(order_of(alice, status="done", pay_method=pay_method), by=clerk)
    deciding.receive(aftersale_id=aftersale.pk, by=clerk, is_sellable=True)

    assert sentence in text(client.get(f"/aftersales/{aftersale.pk}/"))


def test_rejected_request_says_why(client, alice, clerk):
    aftersale = ask_for(order_of(alice))
    deciding.reject(aftersale_id=aftersale.pk, by=clerk, note="已经打包")

    page = text(client.get(f"/aftersales/{aftersale.pk}/"))

    assert ("已经打包" in page, "撤销申请" in page) == (True, False)


# --- Whose it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "withdraw/", "parcel/"])
def test_request_of_somebody_else_is_not_found(client, alice, path):
    aftersale = ask_for(order_of(), text="鲍勃的话")
    send = client.post if path else client.get

    found = send(f"/aftersales/{aftersale.pk}/{path}", PARCEL)
    missing = send(f"/aftersales/{10**30}/{path}", PARCEL)

    assert (found.status_code, missing.status_code) == (404, 404)
    assert ("鲍勃的话" in text(found), status_of(aftersale)) == (False, "requested")


@pytest.mark.parametrize("send", ["get", "post"])
def test_line_of_somebody_else_is_not_found(client, alice, send):
    own, his = order_of(alice), order_of()
    paths = [ask_path(his), ask_path(his).replace(his.number, own.number), ask_path(own).replace(own.number, "x")]

    assert [getattr(client, send)(path, FORM).status_code for path in paths] == [404, 404, 404]
    assert not AfterSale.objects.exists()


def test_list_shows_ones_own_newest_first(client, alice):
    for count in (1, 2):
        ask_for(order_of(alice), count)
    ask_for(order_of(lines=[{"name": "鲍勃的商品"}]))

    page = text(client.get("/aftersales/"))

    assert page.index("¥</span>198") < page.index("¥</span>99")
    assert "鲍勃的商品" not in page


def test_empty_list_leads_to_the_orders(client, alice):
    assert "没有退款或售后" in text(client.get("/aftersales/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_no_more_queries_for_three_rows(client, alice, django_assert_num_queries, rows):
    for _row in range(rows):
        ask_for(order_of(alice))

    with django_assert_num_queries(3):
        assert client.get("/aftersales/").status_code == 200


@pytest.mark.parametrize("page", ["0", "9", "x", "9" * 5000])
def test_page_that_there_is_not_is_the_nearest(client, alice, page):
    ask_for(order_of(alice))

    assert client.get("/aftersales/", {"page": page}).status_code == 200


def test_detail_takes_four_queries(client, alice, django_assert_num_queries):
    aftersale = ask_for(order_of(alice))

    with django_assert_num_queries(4):
        client.get(f"/aftersales/{aftersale.pk}/")


def test_pages_are_never_kept_by_caches(client, alice):
    order = order_of(alice)
    paths = ["/aftersales/", ask_path(order)]

    assert ["no-store" in client.get(path)["Cache-Control"] for path in paths] == [True, True]


# --- The way in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [("to_ship", "申请退款"), ("done", "申请售后"), ("unpaid", None), ("shipped", None), ("cancelled", None)],
)
def test_page_of_an_order_leads_to_the_form(client, alice, status, words):
    order = order_of(alice, status=status)

    page = text(client.get(f"/orders/{order.number}/"))

    assert (f'href="{ask_path(order)}"' in page) == bool(words)
    assert words is None or words in page


def test_page_of_an_order_leads_to_the_open_request(client, alice):
    order = order_of(alice)
    aftersale = ask_for(order)

    page = text(client.get(f"/orders/{order.number}/"))

    assert (f'href="/aftersales/{aftersale.pk}/"' in page, ask_path(order) in page) == (True, False)


@pytest.mark.parametrize("lines", [1, 5])
def test_offers_of_an_order_take_one_query_whatever_the_lines(alice, django_assert_num_queries, lines):
    order = order_of(alice, status="done", lines=lines)
    rows = list(order.lines.select_related("order"))

    with django_assert_num_queries(1):
        found = actions_of_lines(rows)

    assert len(found) == lines


def test_withdrawn_request_is_offered_again(client, alice):
    order = order_of(alice)
    asking.withdraw(user=alice, aftersale_id=ask_for(order).pk)

    assert ask_path(order) in text(client.get(f"/orders/{order.number}/"))
