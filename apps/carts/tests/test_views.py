"""The pages of the cart: what they show, what they change, what they refuse, for guests and for known people alike."""

import html
import re
from decimal import Decimal

import pytest
from django.test import Client

from carts.store import UserCart
from goods.tests.factories import ShopperFactory, SKUFactory

from .baskets import cart_of_client, cart_of_user, fill, give_cookie, line

pytestmark = pytest.mark.django_db


class Visitor:
    """A browser and the cart that belongs to it."""

    def __init__(self, client, user=None):
        self.client, self.user = client, user
        if user:
            client.force_login(user)

    def has(self, *lines):
        if self.user:
            fill(UserCart(self.user.pk), *lines)
        else:
            give_cookie(self.client, *lines)

    @property
    def cart(self):
        return cart_of_user(self.user) if self.user else cart_of_client(self.client)

    def post(self, path, **form):
        return self.client.post(path, form)


@pytest.fixture(params=["guest", "user"])
def visitor(request, client):
    return Visitor(client, ShopperFactory() if request.param == "user" else None)


def text(answer):
    """The words of a page, without its tags."""
    main = answer.content.decode().split("<main")[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", main)))


def refused(answer):
    """The sentences of an answer that changed nothing."""
    assert answer.status_code == 422
    [alert] = re.findall(r'role="alert".*?</div>\s*</div>', answer.content.decode(), re.DOTALL)
    return html.unescape("|".join(re.findall(r"<p>(.*?)</p>", alert)))


def sum_of(answer):
    return Decimal(re.search(r"合计 ¥([\d.]+)", text(answer))[1])


def test_adding_leads_back_to_the_goods_with_a_message(visitor):
    sku = SKUFactory(name="手机", stock=5)

    answer = visitor.post(f"/carts/add/{sku.pk}/", count="2")

    assert (answer.status_code, answer["Location"]) == (302, f"/detail/{sku.pk}/")
    assert visitor.cart == {sku.pk: (2, True)}
    assert "已加入购物车：手机 × 2" in text(visitor.client.get(answer["Location"]))


def test_adding_leads_to_no_other_host(visitor):
    sku = SKUFactory()

    answers = [
        visitor.post(f"/carts/add/{sku.pk}/", count="1", next=target) for target in ("/carts/", "//evil.example/")
    ]

    assert [answer["Location"] for answer in answers] == ["/carts/", f"/detail/{sku.pk}/"]


@pytest.mark.parametrize("count", ["-1", "0", "6", "99999999999999999999", "x", "1.5", "", "1e3", "²"])
def test_negative_huge_and_other_impossible_counts_are_refused_with_the_name_of_the_goods(visitor, count):
    sku = SKUFactory(name="手机", stock=5)
    visitor.has(line(sku.pk, 2))

    answers = [
        visitor.post(f"/carts/add/{sku.pk}/", count=count),
        visitor.post(f"/carts/{sku.pk}/count/", count=count),
        visitor.post("/carts/update/", **{f"count-{sku.pk}": count}),
        visitor.post(f"/carts/buy/{sku.pk}/", count=count),
    ]

    assert [refused(answer) for answer in answers] == ["“手机”的数量请填 1 到 5 之间的整数。"] * 4
    assert visitor.cart == {sku.pk: (2, True)}


def test_count_stays_within_the_purchase_limit(visitor):
    sku = SKUFactory(name="手机", stock=50, purchase_limit=3)

    assert refused(visitor.post(f"/carts/add/{sku.pk}/", count="4")) == "“手机”的数量请填 1 到 3 之间的整数。"
    assert visitor.post(f"/carts/add/{sku.pk}/", count="3").status_code == 302
    assert refused(visitor.post(f"/carts/add/{sku.pk}/", count="1")) == "“手机”最多可买 3 件，购物车里已有 3 件。"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [({"is_launched": False}, "“手机”已下架，不能购买。"), ({"stock": 0}, "“手机”暂时缺货。")],
)
def test_off_shelf_and_sold_out_goods_are_refused(visitor, state, sentence):
    sku, good = SKUFactory(name="手机", **state), SKUFactory()
    visitor.has(line(sku.pk, is_ticked=False), line(good.pk))

    answers = [
        visitor.post(f"/carts/add/{sku.pk}/", count="1"),
        visitor.post(f"/carts/buy/{sku.pk}/", count="1"),
        visitor.post(f"/carts/{sku.pk}/count/", count="2"),
        visitor.post(f"/carts/{sku.pk}/tick/", ticked="1"),
    ]
    visitor.post("/carts/tick/", ticked="1")

    assert [refused(answer) for answer in answers] == [sentence] * 4
    assert visitor.cart == {sku.pk: (1, False), good.pk: (1, True)}


@pytest.mark.parametrize("number", [4_000_000, 2**63, 10**30])
@pytest.mark.parametrize("path", ["add", "buy"])
def test_goods_that_never_were_are_not_found(visitor, path, number):
    assert visitor.client.get(f"/carts/{path}/{number}/?count=1").status_code == 404
    assert visitor.post(f"/carts/{path}/{number}/", count="1").status_code == 404


@pytest.mark.parametrize("number", [4_000_000, 2**63, 10**30])
def test_lines_that_are_not_in_the_cart_are_said_to_be_gone(visitor, number):
    gone = "有一件商品已不在购物车里，请再看一遍。"

    assert refused(visitor.post(f"/carts/{number}/count/", count="1")) == gone
    assert visitor.post(f"/carts/{number}/remove/").status_code == 302
    assert visitor.post(f"/carts/{number}/tick/", ticked="1").status_code == 302
    assert visitor.cart == {}


def test_full_cart_says_so(visitor):
    limit = 100 if visitor.user else 50
    sku = SKUFactory()
    visitor.has(*(line(10_000_000 + n) for n in range(limit)))

    answer = visitor.post(f"/carts/add/{sku.pk}/", count="1")

    assert refused(answer) == f"购物车最多放 {limit} 种商品，请先移走一些。"
    assert len(visitor.cart) == limit


def test_counts_are_changed_one_by_one_and_all_at_once(visitor):
    phone, case = SKUFactory(stock=9), SKUFactory(stock=9)
    visitor.has(line(phone.pk), line(case.pk, is_ticked=False))

    one = visitor.post(f"/carts/{phone.pk}/count/", count="3")
    all_at_once = visitor.post("/carts/update/", **{f"count-{phone.pk}": "4", f"count-{case.pk}": " 5 "})

    assert [answer["Location"] for answer in (one, all_at_once)] == ["/carts/", "/carts/"]
    assert visitor.cart == {phone.pk: (4, True), case.pk: (5, False)}


def test_one_wrong_count_changes_no_other_and_every_wrong_one_is_named(visitor):
    phone, case, bag = (SKUFactory(name=name, stock=9) for name in ("手机", "外壳", "背包"))
    visitor.has(line(phone.pk), line(case.pk), line(bag.pk))

    counts = {f"count-{phone.pk}": "10", f"count-{case.pk}": "5", f"count-{bag.pk}": "-2"}
    answer = visitor.post("/carts/update/", **counts)

    assert refused(answer) == "“手机”的数量请填 1 到 9 之间的整数。|“背包”的数量请填 1 到 9 之间的整数。"
    assert {count for count, _ in visitor.cart.values()} == {1}


def test_line_with_fewer_left_does_not_keep_others_from_changing(visitor):
    short, other = SKUFactory(stock=2), SKUFactory(stock=9)
    visitor.has(line(short.pk, 5), line(other.pk))

    visitor.post("/carts/update/", **{f"count-{short.pk}": "5", f"count-{other.pk}": "2"})

    assert visitor.cart == {other.pk: (2, True), short.pk: (5, True)}


def test_line_is_removed(visitor):
    visitor.has(line(SKUFactory(pk=7_000_001).pk), line(SKUFactory(pk=7_000_002).pk))

    visitor.post("/carts/7000001/remove/")

    assert visitor.cart == {7_000_002: (1, True)}


def test_ticks_decide_the_sum(visitor):
    phone, case = SKUFactory(price="0.10"), SKUFactory(price="0.20")
    visitor.has(line(phone.pk, 3), line(case.pk, 1))

    sums = [sum_of(visitor.client.get("/carts/"))]
    for path, ticked in ((f"{phone.pk}/", "0"), ("", "0"), (f"{case.pk}/", "1"), ("", "1")):
        visitor.post(f"/carts/{path}tick/", ticked=ticked)
        sums.append(sum_of(visitor.client.get("/carts/")))

    assert sums == [Decimal(each) for each in ("0.50", "0.20", "0", "0.20", "0.50")]


def test_off_shelf_goods_are_shown_and_removable_but_never_in_the_sum(visitor):
    off, sold_out = SKUFactory(name="旧款", is_launched=False), SKUFactory(name="卖光", stock=0)
    good = SKUFactory(name="好货", price=5)
    visitor.has(line(8_000_000), line(off.pk), line(sold_out.pk), line(good.pk))

    page = visitor.client.get("/carts/")
    visitor.post("/carts/clear/")

    words = text(page)
    order = [words.index(name) for name in ("好货", "现在买不到", "卖光", "暂时缺货", "旧款", "已下架", "商品已删除")]
    assert order == sorted(order)
    assert (sum_of(page), "已选 1 件" in words) == (Decimal(5), True)
    assert visitor.cart == {good.pk: (1, True), sold_out.pk: (1, True)}


def test_cart_says_what_has_changed_since(visitor):
    dearer = SKUFactory(price="12.50", stock=500)
    cheaper = SKUFactory(price="7.00", stock=500)
    few, short = SKUFactory(stock=3, price=99), SKUFactory(stock=4, price=99)
    visitor.has(line(dearer.pk, 1, "10"), line(cheaper.pk, 1, "8"), line(few.pk), line(short.pk, 9))

    words = text(visitor.client.get("/carts/"))

    notes = ("比加入时贵 ¥2.50", "比加入时便宜 ¥1.00", "仅剩 3 件", "最多可买 4 件", "改为 4 件", "仅剩 4 件")
    assert [note in words for note in notes] == [True, True, True, True, True, False]


def test_note_about_the_price_goes_when_the_count_is_changed(visitor):
    sku = SKUFactory(price=12)
    visitor.has(line(sku.pk, 1, "10"))

    visitor.post(f"/carts/{sku.pk}/count/", count="2")

    assert "比加入时" not in text(visitor.client.get("/carts/"))


def test_empty_cart_shows_a_way_on(visitor):
    page = visitor.client.get("/carts/").content.decode()

    assert "购物车是空的" in page
    assert ("/login/?next=/carts/" in page) == (visitor.user is None)


def test_htmx_gets_the_cart_with_its_number_and_what_was_done(visitor):
    sku = SKUFactory()
    visitor.has(line(sku.pk), line(SKUFactory().pk))

    answer = visitor.client.post(f"/carts/{sku.pk}/remove/", headers={"HX-Request": "true"})

    body = answer.content.decode()
    assert (answer.status_code, body.lstrip()[:5], "<html" in body) == (200, "<form", False)
    assert re.findall(r'id="([\w-]+)" hx-swap-oob', body) == ["cart-count", "cart-count-below", "said"]
    assert re.findall(r'cart_count__number">(\d+)<', body) == ["1", "1"]
    assert "商品已移出购物车。" in body


def test_htmx_gets_the_refusal_within_what_it_swaps(visitor):
    sku = SKUFactory(name="手机", stock=5)
    visitor.has(line(sku.pk))

    cart = visitor.client.post(f"/carts/{sku.pk}/count/", {"count": "6"}, headers={"HX-Request": "true"})
    form = visitor.client.post(f"/carts/add/{sku.pk}/", {"count": "6"}, headers={"HX-Request": "true"})

    assert [refused(answer) for answer in (cart, form)] == ["“手机”的数量请填 1 到 5 之间的整数。"] * 2
    assert ['id="cart"' in cart.content.decode(), 'id="purchase"' in form.content.decode()] == [True, True]


def test_buying_at_once_leaves_the_cart_alone(visitor):
    sku = SKUFactory(stock=5)
    target = f"/orders/settlement/?sku={sku.pk}&count=2"

    asked = visitor.client.get(f"/carts/buy/{sku.pk}/?count=2")
    sent = visitor.post(f"/carts/buy/{sku.pk}/", count="2")
    by_htmx = visitor.client.post(f"/carts/buy/{sku.pk}/", {"count": "2"}, headers={"HX-Request": "true"})

    assert [asked["Location"], sent["Location"], by_htmx["HX-Redirect"]] == [target] * 3
    assert visitor.cart == {}


def test_check_out_leads_to_the_settlement_and_unticks_what_cannot_be_bought(visitor):
    good, off, sold_out = SKUFactory(), SKUFactory(is_launched=False), SKUFactory(stock=0)
    visitor.has(line(good.pk), line(off.pk), line(sold_out.pk), line(8_000_000))

    answer = visitor.post("/carts/checkout/")

    assert (answer.status_code, answer["Location"]) == (302, "/orders/settlement/")
    assert {pk for pk, (_, is_ticked) in visitor.cart.items() if is_ticked} == {good.pk}


def test_check_out_of_nothing_is_refused(visitor):
    unticked, off = SKUFactory(), SKUFactory(is_launched=False)
    visitor.has(line(unticked.pk, is_ticked=False), line(off.pk))

    assert refused(visitor.post("/carts/checkout/")) == "请先勾选要结算的商品。"


def test_check_out_of_more_than_there_are_names_the_line(visitor):
    short, sku = SKUFactory(name="手机", stock=2), SKUFactory()
    visitor.has(line(short.pk, 3), line(sku.pk))

    assert refused(visitor.post("/carts/checkout/")) == "“手机”的数量请填 1 到 2 之间的整数。"
    assert visitor.cart == {sku.pk: (1, True), short.pk: (3, True)}


def test_one_order_has_fifty_lines_at_most(client):
    person = Visitor(client, ShopperFactory())
    spu = SKUFactory().spu
    skus = [SKUFactory(spu=spu) for _ in range(51)]
    person.has(*(line(sku.pk) for sku in skus))

    assert refused(person.post("/carts/checkout/")) == "一个订单最多 50 种商品，请分几次结算。"


@pytest.mark.parametrize("path", ["update/", "7/count/", "7/tick/", "7/remove/", "tick/", "clear/", "checkout/"])
def test_nothing_changes_by_get(client, path):
    assert client.get(f"/carts/{path}").status_code == 405


def test_forms_are_kept_from_other_sites():
    sku = SKUFactory()

    answer = Client(enforce_csrf_checks=True).post(f"/carts/add/{sku.pk}/", {"count": "1"})

    assert answer.status_code == 403
