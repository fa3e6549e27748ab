"""The settlement page: what it shows, and to whom."""

import re
from decimal import Decimal

import pytest

from addresses.models import Address
from addresses.tests.factories import AddressFactory
from areas.tests.factories import all_areas
from carts.store import UserCart
from goods.models import SKU
from goods.tests.factories import SKUFactory
from pricing.queries import forget_rules
from pricing.tests.factories import FreightRuleFactory, FreightTemplateFactory
from users.tests.factories import UserFactory

from .settling import SETTLEMENT, errors_in, faults_in, put, text, ticket_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


@pytest.fixture
def home(alice):
    return AddressFactory(user=alice, receiver="爱丽丝", mobile="13812345678", place="科苑路 1 号", is_default=True)


def totals_in(page):
    return ["".join(parts) for parts in re.findall(r'(\d+)<span class="price__cents">(\.\d\d)', page)]


def test_page_shows_lines_options_prices_and_counts(client, alice, home):
    put(alice, SKUFactory(name="红手机", price="99.00", options={"颜色": "红", "容量": "大"}), 2)

    page = text(client.get(SETTLEMENT))

    assert (page.count("红手机"), "颜色：红；容量：大" in page) == (1, True)
    assert '<span>¥99.00</span> <span class="muted">× 2</span>' in page
    assert '198<span class="price__cents">.00</span>' in page


def test_only_what_is_ticked_is_settled(client, alice, home):
    chosen, other = SKUFactory(name="红手机"), SKUFactory(name="蓝手机")
    put(alice, chosen), put(alice, other)
    UserCart(alice.pk).untick([other.pk])

    page = text(client.get(SETTLEMENT))

    assert ("红手机" in page, "蓝手机" in page) == (True, False)


def test_default_address_is_chosen_and_its_mobile_masked(client, alice, home):
    other = AddressFactory(user=alice, receiver="鲍勃")
    put(alice, SKUFactory())

    page = text(client.get(SETTLEMENT))

    assert re.findall(r'name="address" value="(\d+)"( checked)?', page) == [
        (str(home.pk), " checked"),
        (str(other.pk), ""),
    ]
    assert ("138****5678" in page, "13812345678" in page) == (True, False)


def test_addresses_of_others_are_not_offered(client, alice, home):
    strangers = AddressFactory(receiver="陌生人")
    put(alice, SKUFactory())

    page = text(client.get(SETTLEMENT, {"address": strangers.pk}))

    assert "陌生人" not in page
    assert re.findall(r'name="address" value="(\d+)" checked', page) == [str(home.pk)]


def test_without_an_address_the_page_leads_to_a_new_one_and_back(client, alice):
    sku = SKUFactory()

    page = text(client.get(f"{SETTLEMENT}?sku={sku.pk}&count=2"))

    assert f'/addresses/new/?next=/orders/settlement/%3Fsku%3D{sku.pk}%26count%3D2"' in page
    assert (ticket_in(client.get(f"{SETTLEMENT}?sku={sku.pk}&count=2")), ">提交订单<" in page) == ("", False)


def test_freight_follows_the_address(client, alice, home):
    all_areas()
    far = AddressFactory(user=alice, district_id=110108)
    rest = FreightRuleFactory(template=FreightTemplateFactory(is_default=True), fee=8)
    FreightRuleFactory(template=rest.template, fee=Decimal("25.50"), provinces=[110000])
    put(alice, SKUFactory(price="99.00"))
    form = {"address": far.pk, "remark": "请放门口", "invoice_title": "某某公司"}

    page = text(client.post(SETTLEMENT, form))

    assert "107" in re.findall(r"(\d+)<span class=\"price__cents\"", text(client.get(SETTLEMENT)))
    assert (re.findall(r"(\d+)<span class=\"price__cents\">(\.\d\d)", page), "¥25.50" in page) == (
        [("124", ".50")],
        True,
    )
    assert ('value="请放门口"' in page, 'value="某某公司"' in page) == (True, True)


def test_htmx_gets_the_lines_and_the_sum_only(client, alice, home):
    put(alice, SKUFactory(name="红手机"))

    response = client.post(SETTLEMENT, {"address": home.pk}, headers={"HX-Request": "true"})

    assert (text(response).count("<html"), text(response).count("红手机"), bool(ticket_in(response))) == (0, 1, True)


def test_nothing_chosen_says_so_and_leads_to_the_cart(client, alice, home):
    page = text(client.get(SETTLEMENT))

    assert ("没有选中要结算的商品" in page, 'href="/carts/"' in page, ">提交订单<" in page) == (True, True, False)


def test_lines_that_cannot_be_bought_are_named_with_a_way_back(client, alice, home):
    gone, short, sold_out = SKUFactory(name="甲"), SKUFactory(name="乙", stock=3), SKUFactory(name="丙", stock=3)
    limited, good, deleted = SKUFactory(name="丁", purchase_limit=2), SKUFactory(name="戊"), SKUFactory()
    for sku in (gone, short, sold_out, limited, good, deleted):
        put(alice, sku, 4)
    SKU.objects.filter(pk=gone.pk).update(is_launched=False)
    SKU.objects.filter(pk=sold_out.pk).update(stock=0)
    deleted.delete()

    response = client.get(SETTLEMENT)

    assert sorted(faults_in(response)) == sorted(
        [
            "“甲”已经下架",
            "“乙”只剩 3 件，您要买 4 件",
            "“丙”卖完了",
            "“丁”每单最多买 2 件，您要买 4 件",
            "有一件商品已经不存在了",
        ]
    )
    page = text(response)
    assert (">提交订单<" in page, ticket_in(response), "返回购物车修改" in page) == (False, "", True)


def test_goods_bought_at_once_leave_the_cart_alone(client, alice, home):
    sku, other = SKUFactory(name="红手机"), SKUFactory(name="蓝手机")
    put(alice, other)

    page = text(client.get(f"{SETTLEMENT}?sku={sku.pk}&count=3"))

    assert ("红手机" in page, "× 3" in page, "蓝手机" in page) == (True, True, False)


@pytest.mark.parametrize("count", ["-1", "0", "10000", "99999999999999999999", "1.5", "x", "1e3", "二"])
def test_impossible_count_is_refused_with_a_sentence(client, alice, home, count):
    sku = SKUFactory()

    response = client.get(SETTLEMENT, {"sku": sku.pk, "count": count})

    assert response.status_code == 422
    assert "购买数量要是 1 到 9999 之间的整数，请回到商品页重新选择" in text(response)
    assert f'href="/detail/{sku.pk}/"' in text(response)


def test_more_than_there_is_is_refused_by_name(client, alice, home):
    sku = SKUFactory(name="红手机", stock=5)

    response = client.get(SETTLEMENT, {"sku": sku.pk, "count": 6})

    assert faults_in(response) == ["“红手机”只剩 5 件，您要买 6 件"]
    assert (ticket_in(response), f'href="/detail/{sku.pk}/"' in text(response)) == ("", True)


@pytest.mark.parametrize("sku", ["1", "-1", "x", "99999999999999999999", "\x00"])
def test_goods_that_do_not_exist_are_not_found(client, alice, home, sku):
    assert client.get(SETTLEMENT, {"sku": sku, "count": 1}).status_code == 404


@pytest.mark.parametrize("address", ["x", "-1", "9" * 5000, "\x00", "²"])
def test_rubbish_for_an_address_is_none(client, alice, home, address):
    put(alice, SKUFactory())

    page = text(client.get(SETTLEMENT, {"address": address}))

    assert re.findall(r'name="address" value="(\d+)" checked', page) == [str(home.pk)]


def test_alipay_is_offered_where_it_is_set_up(client, alice, home, settings):
    put(alice, SKUFactory())

    settings.ALIPAY_APP_ID = ""
    without = text(client.get(SETTLEMENT))
    settings.ALIPAY_APP_ID = "2021000000000001"
    offered = text(client.get(SETTLEMENT))

    found = [re.findall(r'name="pay_method" value="(\w+)"( checked)?', page) for page in (without, offered)]
    assert found == [[("cash", " checked")], [("alipay", " checked"), ("cash", "")]]


def test_looking_changes_nothing(client, alice, home):
    sku = SKUFactory(stock=5)
    put(alice, sku)
    rows = list(SKU.objects.values())

    client.get(SETTLEMENT), client.post(SETTLEMENT, {"address": home.pk})

    assert (list(SKU.objects.values()), list(Address.objects.values_list("pk", flat=True))) == (rows, [home.pk])
    assert errors_in(client.get(SETTLEMENT)) == []


@pytest.mark.parametrize("lines", [1, 20])
def test_page_costs_as_many_queries_for_one_line_as_for_20(client, alice, home, django_assert_num_queries, lines):
    for sku in SKUFactory.create_batch(lines, options={"颜色": "红"}):
        put(alice, sku)

    forget_rules()
    with django_assert_num_queries(6):  # of 8: the reader, addresses, SKUs, options, freight, reductions
        assert client.get(SETTLEMENT).status_code == 200
