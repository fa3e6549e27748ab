"""Sheets of orders: taken out as the list is filtered, and brought back with carriers and numbers."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from orders.models import Order
from orders.services import exporting
from orders.states import Status
from tests.staff_people import signed_in, staff
from users.tests.factories import UserFactory

from .factories import OrderFactory
from .test_admin_acting import history, words
from .test_admin_orders import LIST, make_staff

pytestmark = pytest.mark.django_db

EXPORT, IMPORT = f"{LIST}sheet/export/", f"{LIST}sheet/import/"
HEADINGS = ["订单号", "承运商", "运单号"]


@pytest.fixture
def clerk():
    make_staff()
    return staff("order clerk", username="clerk")


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


def exported(desk, form="csv", query=""):
    response = desk.post(EXPORT + query, {"form": form})
    content = b"".join(response.streaming_content)
    if form == "xlsx":
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def upload(desk, *rows, headings=HEADINGS, name="发货.csv"):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, text.getvalue().encode())})


def confirm(desk, preview):
    return desk.post(f"{IMPORT}send/", {"shown": preview.context["sealed"]}, follow=True)


def to_ship(**fields):
    return OrderFactory(status=Status.TO_SHIP, **fields)


# --- Export ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_orders_are_exported_as_the_list_is_filtered(desk, form):
    first, second = to_ship(remark="请放前台"), to_ship(user=UserFactory(username="lin"))
    OrderFactory(status=Status.UNPAID)

    lines = exported(desk, form, "?status__exact=to_ship")

    assert [line["订单号"] for line in lines] == [first.number, second.number]
    assert [line["状态"] for line in lines] == ["待发货", "待发货"]
    assert lines[0]["买家备注"] == "请放前台"
    assert lines[1]["用户"] == "lin"
    assert lines[1]["商品"] == f"{second.lines.get().name} × 1"
    assert str(lines[1]["应付金额"]) == str(second.total) or float(lines[1]["应付金额"]) == float(second.total)


def test_what_looks_like_a_formula_is_none_in_the_sheet(desk):
    to_ship(remark='=HYPERLINK("http://evil.example")', receiver="@SUM(A1)")

    (line,) = exported(desk)

    assert line["买家备注"] == '\'=HYPERLINK("http://evil.example")'
    assert line["收货人"] == "'@SUM(A1)"


def test_numbers_are_whole_only_for_what_is_going_to_be_sent(desk):
    to_ship(mobile="13712345678", phone="010-62510000")

    everything, parcels = exported(desk), exported(desk, query="?status__exact=to_ship")

    assert [(line["手机号"], line["固定电话"]) for line in everything] == [("137****5678", "010-****")]
    assert [(line["手机号"], line["固定电话"]) for line in parcels] == [("13712345678", "010-62510000")]
    assert list(LogEntry.objects.order_by("pk").values_list("user__username", "change_message")) == [
        ("clerk", "导出了 1 个订单（csv）"),
        ("clerk", "导出了 1 个订单（csv），含完整电话"),
    ]


def test_numbers_stay_masked_when_other_orders_are_asked_for_in_the_same_breath(desk):
    to_ship(mobile="13712345678")
    OrderFactory(status=Status.DONE, mobile="13787654321")

    lines = exported(desk, query="?status__exact=done&status__exact=to_ship")  # Django's filter takes both

    assert [line["手机号"] for line in lines] == ["137****5678", "137****4321"]


def test_too_many_orders_are_not_exported(desk, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_EXPORTED", 1)
    to_ship()
    to_ship()

    response = desk.post(EXPORT, {"form": "csv"})

    assert response.status_code == 422
    assert "一次最多导出 1 个订单" in response.content.decode()
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("orders", [1, 3])
def test_an_export_takes_no_more_queries_for_three_orders(desk, django_assert_num_queries, orders):
    rows = [to_ship() for _ in range(orders)]

    with django_assert_num_queries(4):
        assert len(list(exporting.exported_rows(Order.objects.all(), with_numbers=False))) == len(rows)


@pytest.mark.parametrize("path", [EXPORT, IMPORT, f"{IMPORT}send/"])
def test_analysts_move_no_sheets(clerk, path):
    assert signed_in(staff("analyst")).post(path, {"form": "csv"}).status_code == 403


# --- Import ---------------------------------------------------------------------------------------


def test_a_sheet_is_shown_before_anything_is_sent(desk):
    good, empty = to_ship(receiver="林小美"), to_ship()

    preview = upload(desk, [good.number, "中通快递", "ZT00001"], [empty.number, "", ""])

    shipments = [each[2:] for each in preview.context["found"].shipments]
    assert shipments == [(good.number, "林小美", "中通快递", "ZT00001")]
    assert preview.context["left_count"] == 1
    assert set(Order.objects.values_list("status", flat=True)) == {Status.TO_SHIP}


def test_what_was_shown_is_sent_once(desk):
    good = to_ship()
    preview = upload(desk, [good.number, "中通快递", "ZT00001"])

    first, second = words(confirm(desk, preview)), words(confirm(desk, preview))

    good.refresh_from_db()
    assert (good.status, good.carrier, good.tracking_number) == (Status.SHIPPED, "中通快递", "ZT00001")
    assert first == ["1 个订单已发货。"]
    assert second == [f"1 个订单在这期间有了变化，没有发货：{good.number}"]
    assert history(good) == [("clerk", "发货：中通快递 ZT00001")]


def test_each_row_that_cannot_be_sent_says_why_and_the_others_go_out(desk):
    good, done = to_ship(), OrderFactory(status=Status.SHIPPED, carrier="顺丰速运", tracking_number="SF00001")
    unpaid = OrderFactory(status=Status.UNPAID)
    rows = [
        [good.number, "中通快递", "ZT00001"],
        [good.number, "中通快递", "ZT00002"],
        [done.number, "顺丰速运", "SF00001"],
        [done.number[:-1], "顺丰速运", "SF00001"],
        [unpaid.number, "顺丰速运", "SF00001"],
        ["1" * 20, "顺丰速运", "SF00001"],
        ["2.61E+19", "顺丰速运", "SF00001"],
        [to_ship().number, "", "SF00001"],
    ]

    preview = upload(desk, *rows)

    assert [(problem.row, problem.sentence) for problem in preview.context["found"].problems] == [
        (3, "和第 2 行是同一个订单"),
        (5, "订单号是 20 位数字"),
        (6, "订单是「待支付」，不能发货"),
        (7, "没有这个订单"),
        (8, "订单号被当成了数字，后几位已经丢了：请从导出的 xlsx 开始填"),
        (9, "承运商：这个字段是必填项。"),
    ]
    assert preview.context["found"].same_count == 1
    assert words(confirm(desk, preview)) == ["1 个订单已发货。"]


def test_an_order_that_went_out_otherwise_is_not_touched(desk):
    order = OrderFactory(status=Status.SHIPPED, carrier="顺丰速运", tracking_number="SF00001")

    preview = upload(desk, [order.number, "中通快递", "ZT00001"])

    (problem,) = preview.context["found"].problems
    assert problem.sentence == "已经用顺丰速运 SF00001 发出，不会改动"
    assert preview.context["sealed"] == ""


def test_an_exported_sheet_comes_back(desk):
    order = to_ship()
    (line,) = exported(desk, "xlsx", "?status__exact=to_ship")
    book = Workbook()
    book.active.append(list(line))
    book.active.append(list((line | {"承运商": "德邦快递", "运单号": 1234567890}).values()))
    file = io.BytesIO()
    book.save(file)

    preview = desk.post(IMPORT, {"file": SimpleUploadedFile("发货.xlsx", file.getvalue())})
    confirm(desk, preview)

    order.refresh_from_db()
    assert (order.status, order.carrier, order.tracking_number) == (Status.SHIPPED, "德邦快递", "1234567890")


@pytest.mark.parametrize(
    ("headings", "rows", "sentence"),
    [
        (["订单号", "承运商"], [["1", "2"]], "第一行里要有一列「运单号」，也只能有一列。"),
        ([*HEADINGS, "订单号"], [["1", "2", "3", "4"]], "第一行里要有一列「订单号」，也只能有一列。"),
        (HEADINGS, [["1" * 20, "", ""]], "没有一行填了承运商和运单号。"),
        (HEADINGS, [], "没有一行填了承运商和运单号。"),
    ],
)
def test_a_sheet_that_says_nothing_is_refused(desk, headings, rows, sentence):
    response = upload(desk, *rows, headings=headings)

    assert response.status_code == 422
    assert response.context["change"].errors == {"file": [sentence]}


def test_a_file_that_is_no_sheet_is_refused(desk):
    response = desk.post(IMPORT, {"file": SimpleUploadedFile("发货.xlsx", b"\x00\x01 nothing")})

    (sentence,) = response.context["change"].errors["file"]
    assert (response.status_code, sentence[:6]) == (422, "这不是表格：")


@pytest.mark.parametrize("whose", ["nobody", "another"])
def test_only_what_this_clerk_was_shown_is_sent(desk, whose):
    order = to_ship()
    preview = upload(desk, [order.number, "中通快递", "ZT00001"])
    shown = preview.context["sealed"] if whose == "another" else "x.y.z"
    sender = signed_in(staff("order clerk")) if whose == "another" else desk

    response = sender.post(f"{IMPORT}send/", {"shown": shown}, follow=True)

    assert words(response) == ["没有发货：这个预览已经过期，请重新上传。"]
    assert Order.objects.get().status == Status.TO_SHIP
