"""The page of figures and its sheets: for whoever may see orders, and for nobody else."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from openpyxl import load_workbook

from ledger.models import Kind
from orders.tests.factories import OrderFactory
from tests.staff_people import signed_in, staff
from users.tests.factories import UserFactory

from .factories import post

pytestmark = pytest.mark.django_db
PAGE = "/admin/reports/"
EXPORT = "/admin/reports/export/"


def who_sees_orders(**fields):
    person = staff(**fields)
    person.user_permissions.add(Permission.objects.get(codename="view_order"))
    return signed_in(person)


@pytest.fixture
def desk():
    return who_sees_orders()


def text(response):
    return response.content.decode()


def card(page, title):
    """(period, value) of each line of a card."""
    section = re.search(rf'<h2 class="reports__title">{title}</h2>(.*?)</section>', page, re.S)[1]
    return re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*?)\s*<", section)


def test_page_shows_todays_figures(desk):
    order = OrderFactory(status="to_ship", lines=[{"count": 2, "sku__price": 10, "sku__name": "好茶"}])
    post(Kind.PAYMENT, "1234.50", timezone.now())

    page = text(desk.get(PAGE))

    assert card(page, "收款") == [(period, "¥1,234.50") for period in ("今天", "近 7 天", "近 30 天")]
    assert card(page, "支付成功率")[0] == ("今天", "100.0%")
    assert re.search(r"好茶\s*</th>\s*<td>2</td><td>¥20.00</td>", page)
    assert order.number not in page


def test_page_of_an_empty_mall_says_so(desk):
    page = text(desk.get(PAGE))

    assert card(page, "订单") == [("今天", "0"), ("近 7 天", "0"), ("近 30 天", "0")]
    assert ("还没有卖出商品。" in page, page.count("无可比")) == (True, 15)


def test_charts_are_described_and_carry_neither_style_nor_script(desk):
    page = text(desk.get(PAGE))
    charts = re.findall(r"<svg class=\"reports__chart\".*?</svg>", page, re.S)

    assert len(charts) == 5
    for chart in charts:
        names = re.search(r'aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"', chart).groups()
        assert [f'id="{name}"' in chart for name in names] == [True, True]
        assert (chart.count("<rect"), "style=" in chart, "<script" in chart) == (30, False, False)
    body = page.partition('<div class="reports">')[2].partition("</details>")[0]
    assert body.count('<th scope="row">') == 30


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_twelve_queries_at_most(desk, count, django_assert_max_num_queries):
    for _ in range(count):
        OrderFactory(status="done", lines=2)

    with django_assert_max_num_queries(12):
        desk.get(PAGE)


def test_page_of_the_next_minute_counts_anew_and_before_that_nothing(desk, django_assert_max_num_queries):
    first = card(text(desk.get(PAGE)), "订单")[0]
    OrderFactory()

    with django_assert_max_num_queries(6):
        again = card(text(desk.get(PAGE)), "订单")[0]

    assert (first, again) == (("今天", "0"), ("今天", "0"))


@pytest.mark.parametrize("path", [PAGE, f"{EXPORT}?form=csv&days=30"])
def test_who_does_not_see_orders_sees_no_figures(path):
    editor = signed_in(staff("editor"))

    assert editor.get(path).status_code == 403
    assert "经营概况" not in text(editor.get("/admin/"))
    assert signed_in(UserFactory()).get(path).status_code in (302, 403)


@pytest.mark.parametrize("group", ["order clerk", "analyst"])
def test_clerks_and_analysts_see_the_figures(group):
    person = signed_in(staff(group))

    assert [person.get(path).status_code for path in (PAGE, f"{EXPORT}?form=csv&days=30")] == [200, 200]


@pytest.mark.parametrize("path", [PAGE, EXPORT])
def test_figures_are_only_read(desk, path):
    assert desk.post(path).status_code == 405


def test_start_page_and_side_bar_lead_to_the_figures(desk):
    assert text(desk.get("/admin/")).count(f'href="{PAGE}"') == 2


def test_links_to_goods_are_for_those_who_see_goods(desk):
    OrderFactory(status="done")
    boss = signed_in(staff(is_superuser=True))

    assert ["/admin/goods/sku/" in text(person.get(PAGE)) for person in (desk, boss)] == [False, True]


def exported(desk, **asked):
    return b"".join(desk.get(EXPORT, asked))


@pytest.mark.parametrize("days", [30, 90, 365])
def test_csv_has_a_row_for_each_day(desk, days):
    OrderFactory(status="to_ship")
    post(Kind.PAYMENT, "10.10", timezone.now())
    post(Kind.REFUND, "0.10", timezone.now())

    rows = list(csv.reader(io.StringIO(exported(desk, form="csv", days=days).decode("utf-8-sig"))))

    today = f"{timezone.localdate():%Y-%m-%d}"
    assert len(rows) == days + 1
    assert rows[-1] == [today, "1", "1", "0", "100.0", "10.10", "1", "0.10", "2"]
    assert rows[1][1:] == ["0", "0", "0", "", "0.00", "0", "0.00", "0"]


def test_xlsx_has_the_same_numbers(desk):
    OrderFactory(status="cancelled")

    book = load_workbook(io.BytesIO(exported(desk, form="xlsx", days=30)))

    rows = list(book.active.values)
    assert (len(rows), rows[0][0], rows[-1][1:5]) == (31, "日期", (1, 0, 1, Decimal(0)))


@pytest.mark.parametrize("asked", [{}, {"form": "csv"}, {"form": "exe", "days": 30}, {"form": "csv", "days": 9999}])
def test_sheet_that_there_is_not_is_refused(desk, asked):
    assert desk.get(EXPORT, asked).status_code == 400
