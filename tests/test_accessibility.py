"""axe-core on every kind of page, on a phone and on a desk, in both themes and in large type: no violation, and
nothing that makes a page scroll sideways."""

import pytest
from django.utils import timezone
from PIL import Image

from accounts.tests.factories import given_export
from addresses.tests.factories import AddressFactory
from aftersales.tests.factories import approve, ask_for, line_of, order_of
from carts.tests.baskets import cookie_with, line
from contents.demo import load_home
from goods.demo import load_categories
from goods.index.building import rebuild
from goods.index.storage import IndexFolder
from goods.models import Favourite, SKUImage
from goods.services.looking import look_at
from goods.tests.factories import CategoryFactory, SKUFactory, SPUFactory
from notices.tests.factories import NoticeFactory
from orders.tests.factories import OrderFactory
from reviews.models import ReviewPicture
from reviews.tests.factories import ReviewFactory
from tests.axe import faults, violations
from users.tests.factories import UserFactory
from utils.pictures import store_drawing

pytestmark = [pytest.mark.axe, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/",
    "/register/",
    "/login/",
    "/login/?method=code",
    "/categories/",
    "/list/1000001/1/",
    "/list/1000000/1/",
    "/list/1000001/1/?spec=颜色:红&stock=1&sort=price",
    "/list/1000001/1/?min=900000",
    "/search/",
    "/search/?q=单品&spec=颜色:红&stock=1",
    "/search/?q=nothing-like-it",
    "/detail/1000001/",
    "/detail/1000000/",
    "/detail/1000001/#reviews",
    "/goods/1000001/reviews/",
    "/carts/",
    "/carts/add/1000001/",
    "/carts/add/1000000/",
    "/terms/",
    "/privacy/",
    "/sandbox/",
    "/oauth_callback/?state=forged",
    "/no-such-page/",
)
SIGNED_IN_PAGES = (
    "/",
    "/detail/1000001/",
    "/detail/1000000/",
    "/info/",
    "/info/data/",
    "/notices/",
    "/info/delete/",
    "/favourites/",
    "/history/",
    "/orders/",
    "/orders/?state=cancelled",
    "/orders/26112300000000000001/",
    "/orders/26112300000000000001/cancel/",
    "/orders/26112300000000000002/",
    "/orders/26112300000000000002/cancel/",
    "/orders/success/26112300000000000001/",
    "/orders/settlement/?sku=1000001&count=1",
    "/orders/settlement/?sku=1000001&count=0",
    "/orders/settlement/?sku=1000000&count=1",
    "/orders/settlement/",
    "/addresses/",
    "/addresses/new/",
    "/qq/",
)
LOOKS = {
    "phone": (390, {}),
    "desk": (1440, {}),
    "dark desk": (1440, {"theme": "dark"}),
    "phone in large type": (390, {"size": "elder"}),
    "dark tablet in English": (768, {"theme": "dark", "django_language": "en"}),
}


@pytest.fixture
def shop(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_categories()
    load_home()
    load_goods()
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    rebuild(IndexFolder(tmp_path / "index"))
    return UserFactory(username="alice")


def load_goods():
    """A SKU with everything that its page can show, and one off the shelf."""
    words = "<h3>屏幕</h3><p>又亮又大</p><table><tbody><tr><th>重量</th><td>180 克</td></tr></tbody></table>"
    category = CategoryFactory(pk=1_000_001, parent=CategoryFactory(parent=CategoryFactory()))
    CategoryFactory(pk=1_000_000)
    spu = SPUFactory(pk=1_000_001, category=category, description=words, packing="一机一线", after_sales="保修一年")
    sku = SKUFactory(pk=1_000_001, spu=spu, stock=2, options={"颜色": "红", "容量": "小"})
    for colour, size, stock in (("蓝", "小", 0), ("绿", "大", 5)):
        SKUFactory(spu=spu, stock=stock, options={"颜色": colour, "容量": size})
    drawing = store_drawing(b'<svg xmlns="http://www.w3.org/2000/svg"/>', folder="goods", width=400, height=400)
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=drawing) for _ in range(2))
    SKUFactory(pk=1_000_000, spu__category=spu.category, is_launched=False)
    SKUFactory(spu__category=spu.category)
    load_reviews(sku, drawing)


def load_reviews(sku, drawing):
    """With a picture and an answer, and without."""
    for stars in (5, 2):
        [line] = OrderFactory(status="done", lines=[{"sku": sku, "specification": "颜色：红"}]).lines.all()
        review = ReviewFactory(line=line, stars=stars, reply="谢谢", replied_at=line.order.placed_at)
        ReviewPicture.objects.create(review=review, renditions=drawing)


def pages_of_aftersales(user):
    """The list, a form before shipping and one after the receipt, why another cannot be, and two requests."""
    orders = [order_of(user, status=status, freight=10) for status in ("to_ship", "done", "shipped")]
    forms = [f"/orders/{order.number}/lines/{line_of(order).pk}/aftersales/new/" for order in orders]
    held = ask_for(order_of(user), text="拍多了", evidence=[Image.new("RGB", (40, 30))])
    approved = ask_for(order_of(user, status="done"))
    approve(approved, by=UserFactory(is_staff=True))
    return ("/aftersales/", *forms, held.get_absolute_url(), approved.get_absolute_url())


def pages_of_reviews(person):
    """What they wrote and what they may write, and the page for writing it."""
    order = OrderFactory(user=person, status="to_review", lines=3)
    line, hidden, _waiting = order.lines.all()
    ReviewFactory(line=hidden, state="hidden", hide_reason="private")
    return ("/reviews/mine/", "/reviews/waiting/", f"/orders/{order.number}/lines/{line.pk}/review/")


def complaints(page, path):
    page.goto(path)
    page.wait_for_function("!document.querySelector('.htmx-request')")  # what it fetches by itself is there
    return faults(page)


def choose(page, cookies):
    page.goto("/robots.txt")
    page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in cookies.items()])


@pytest.mark.parametrize("look", LOOKS)
def test_pages_have_no_axe_violation(shop, browser_page, look):
    width, cookies = LOOKS[look]
    browser_page.set_viewport_size({"width": width, "height": 900})
    everything = cookie_with(line(4_000_000), line(1_000_000), line(1_000_001, 5, "88.00"), line(1_000_002))
    choose(browser_page, cookies | {"cart": everything})

    found = [complaint for path in PAGES for complaint in complaints(browser_page, path)]

    assert found == []


def test_empty_pages_of_a_newcomer_have_no_axe_violation(browser_page, client):
    client.force_login(UserFactory())
    choose(browser_page, {"sessionid": client.cookies["sessionid"].value, "theme": "dark"})

    found = [
        complaint for path in ("/favourites/", "/history/", "/notices/") for complaint in complaints(browser_page, path)
    ]

    assert found == []


def test_pages_of_a_signed_in_shopper_have_no_axe_violation(shop, browser_page, client):
    AddressFactory(user=shop, title="家", is_default=True), AddressFactory(user=shop)
    NoticeFactory(user=shop), NoticeFactory(user=shop, kind="paid", read_at=timezone.now())
    given_export(shop), given_export(shop, status="waiting")
    OrderFactory(user=shop, number="26112300000000000001", lines=4)
    OrderFactory(user=shop, number="26112300000000000002", status="shipped", lines=2, freight=8, discount=5)
    for number in (1000000, 1000001):
        Favourite.objects.create(user=shop, sku_id=number, price_then=10_000, was_in_stock=False)
        look_at(user=shop, sku_id=number)
    client.force_login(shop)
    choose(browser_page, {"sessionid": client.cookies["sessionid"].value})

    paths = (*SIGNED_IN_PAGES, *pages_of_reviews(shop), *pages_of_aftersales(shop))
    found = [complaint for path in paths for complaint in complaints(browser_page, path)]

    assert found == []


def test_axe_would_find_a_fault(browser_page):
    browser_page.set_content("<main><h1>x</h1><img src='data:,'><p style='color:#eee;background:#fff'>pale</p></main>")

    found = {violation["id"] for violation in violations(browser_page)}

    assert {"image-alt", "color-contrast"} <= found
