"""Favourites say what became better; they are few enough, there once, and nobody else's."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from goods.models import SKU, Favourite
from goods.services import favouring
from goods.services.favouring import LIMIT, OwnerInactive, TooManyFavourites, favour, unfavour
from tests.racing import at_once, count_of

from .factories import ShopperFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return ShopperFactory(username="alice")


@pytest.fixture
def shopper(client, alice):
    client.force_login(alice)
    return client


def many_skus(count):
    spu = SPUFactory()
    return SKUFactory.create_batch(count, spu=spu)


def favours(user, skus, **values):
    rows = [Favourite(user=user, sku=sku, price_then=sku.price, **values) for sku in skus]
    return Favourite.objects.bulk_create(rows)


def marks_on(client, path="/favourites/"):
    page = client.get(path).content.decode()
    return re.findall(r'<span class="badge badge--\w+">([^<]+)</span>', page.partition('class="account__body"')[2])


def test_favourite_keeps_what_the_sku_was_like(alice):
    sku = SKUFactory(price="10.50", stock=0)

    favour(user=alice, sku_id=sku.pk)

    favourite = Favourite.objects.get()
    assert (favourite.user, favourite.sku, favourite.price_then) == (alice, sku, Decimal("10.50"))
    assert favourite.was_in_stock is False


def test_favouring_again_changes_nothing(alice):
    sku = SKUFactory(price="10.00")
    favour(user=alice, sku_id=sku.pk)
    SKU.objects.update(price="8.00")

    favour(user=alice, sku_id=sku.pk)

    assert Favourite.objects.get().price_then == Decimal("10.00")


@pytest.mark.parametrize("is_launched", [False, None])
def test_what_is_off_shelf_or_not_there_cannot_be_favoured(shopper, is_launched):
    number = 99999999999999999999 if is_launched is None else SKUFactory(is_launched=is_launched).pk

    assert shopper.post(f"/detail/{number}/favourite/").status_code == 404
    assert not Favourite.objects.exists()


def test_last_favourite_fits_and_one_more_does_not(alice):
    *most, last, too_many = many_skus(LIMIT + 1)
    favours(alice, most)

    favour(user=alice, sku_id=last.pk)
    with pytest.raises(TooManyFavourites):
        favour(user=alice, sku_id=too_many.pk)
    favour(user=alice, sku_id=last.pk)  # is among them

    assert Favourite.objects.of(alice).count() == LIMIT


@pytest.mark.mysql
@pytest.mark.django_db(transaction=True)
def test_race_for_the_last_place_and_for_one_sku_keeps_the_limit(alice):
    *most, first, second = many_skus(LIMIT + 1)
    favours(alice, most)

    results = at_once(lambda i: favour(user=alice, sku_id=(first, second)[i % 2].pk), times=8)

    assert Favourite.objects.of(alice).count() == LIMIT
    assert (count_of(results, TooManyFavourites), results.count(None)) == (4, 4)


def test_somebody_who_was_locked_meanwhile_favours_nothing(alice):
    sku = SKUFactory()
    get_user_model().objects.update(is_active=False)

    with pytest.raises(OwnerInactive):
        favour(user=alice, sku_id=sku.pk)

    assert not Favourite.objects.exists()


def test_favouring_leads_back_to_the_product(shopper, alice):
    sku = SKUFactory()

    response = shopper.post(f"/detail/{sku.pk}/favourite/")

    assert (response.status_code, response["Location"]) == (302, f"/detail/{sku.pk}/")
    assert [favourite.sku for favourite in Favourite.objects.of(alice)] == [sku]


def test_htmx_is_answered_with_the_other_button(shopper):
    path, htmx = f"/detail/{SKUFactory().pk}", {"HX-Request": "true"}

    added = shopper.post(f"{path}/favourite/", headers=htmx).content.decode()
    state = shopper.get(f"{path}/mine/", headers=htmx).content.decode()
    taken_out = shopper.post(f"{path}/unfavourite/", headers=htmx).content.decode()

    assert [f'action="{path}/unfavourite/"' in page for page in (added, state, taken_out)] == [True, True, False]
    assert ['aria-pressed="true"' in page for page in (added, state, taken_out)] == [True, True, False]
    assert "<html" not in added


def test_one_too_many_is_refused_where_room_can_be_made(shopper, alice):
    *most, too_many = many_skus(LIMIT + 1)
    favours(alice, most)

    response = shopper.post(f"/detail/{too_many.pk}/favourite/")

    assert response.status_code == 422
    assert "最多收藏 200 件商品，请先移走不需要的" in response.content.decode()


def test_one_too_many_by_htmx_goes_there_with_the_sentence(shopper, alice):
    *most, too_many = many_skus(LIMIT + 1)
    favours(alice, most)

    response = shopper.post(f"/detail/{too_many.pk}/favourite/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (422, "/favourites/")
    assert "最多收藏 200 件商品，请先移走不需要的" in shopper.get("/favourites/").content.decode()


def test_htmx_takes_the_whole_page_to_sign_in_when_the_session_is_over(client):
    product = f"/detail/{SKUFactory().pk}/"
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{product}"}

    response = client.post(f"{product}favourite/", headers=htmx)

    assert (response.status_code, response["HX-Redirect"]) == (200, f"/login/?next={product}")
    assert not Favourite.objects.exists()


@pytest.mark.parametrize("verb", ["favourite", "unfavourite"])
def test_whoever_had_to_sign_in_first_comes_back_to_the_product(shopper, verb):
    sku = SKUFactory()

    response = shopper.get(f"/detail/{sku.pk}/{verb}/")

    assert (response.status_code, response["Location"]) == (302, f"/detail/{sku.pk}/")
    assert not Favourite.objects.exists()


@pytest.mark.parametrize(
    ("then", "now", "marks"),
    [
        (("99.00", True), {}, []),
        (("120.50", True), {}, ["降价 ¥21.50"]),
        (("80.00", True), {}, []),
        (("99.00", False), {}, ["补货了"]),
        (("120.00", False), {}, ["降价 ¥21.00", "补货了"]),
        (("120.00", False), {"stock": 0}, ["降价 ¥21.00", "暂时缺货"]),
        (("120.00", False), {"is_launched": False}, ["已下架"]),
    ],
)
def test_page_marks_what_changed(shopper, alice, then, now, marks):
    price, was_in_stock = then
    Favourite.objects.create(user=alice, sku=SKUFactory(**now), price_then=price, was_in_stock=was_in_stock)

    assert marks_on(shopper) == marks


def test_page_shows_the_newest_first_twenty_at_a_time(shopper, alice):
    favours(alice, [SKUFactory(name=f"第 {place} 件") for place in range(1, 22)])

    first, second = (shopper.get(f"/favourites/?page={page}").content.decode() for page in (1, 2))

    assert [re.findall(r'own_line__name"[^>]*>([^<]+)<', page) for page in (first, second)] == [
        [f"第 {place} 件" for place in range(21, 1, -1)],
        ["第 1 件"],
    ]
    assert "已收藏 21/200 件" in first


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e9", "%00", "9" * 30])
def test_page_with_rubbish_for_a_number_is_the_nearest_that_there_is(shopper, alice, page):
    favours(alice, [SKUFactory(name="唯一的")])

    assert "唯一的" in shopper.get(f"/favourites/?page={page}").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_as_many_queries_for_three_favourites_as_for_one(shopper, alice, django_assert_num_queries, count):
    favours(alice, many_skus(count))

    with django_assert_num_queries(3):  # the user, how many there are, the rows
        shopper.get("/favourites/")


def test_empty_page_says_what_favourites_are_good_for(shopper):
    assert "还没有收藏" in shopper.get("/favourites/").content.decode()


@pytest.mark.parametrize(
    ("target", "location"), [("/favourites/?page=2", "/favourites/?page=2"), ("//evil.example", "/detail/{}/")]
)
def test_favourite_is_taken_out_and_leads_back(shopper, alice, target, location):
    sku, other = SKUFactory.create_batch(2)
    favours(alice, [sku, other])

    response = shopper.post(f"/detail/{sku.pk}/unfavourite/", {"next": target})

    assert (response.status_code, response["Location"]) == (302, location.format(sku.pk))
    assert [favourite.sku for favourite in Favourite.objects.of(alice)] == [other]


def test_favourites_of_somebody_else_are_neither_shown_nor_taken_out(shopper):
    bob, sku = ShopperFactory(username="bobby"), SKUFactory(name="鲍勃要的")
    favours(bob, [sku])

    assert shopper.post(f"/detail/{sku.pk}/unfavourite/").status_code == 302
    assert "鲍勃要的" not in shopper.get("/favourites/").content.decode()
    assert Favourite.objects.of(bob).count() == 1


@pytest.mark.parametrize("number", [4711, 99999999999999999999])
def test_taking_out_what_is_not_there_is_no_error(alice, number):
    unfavour(user=alice, sku_id=number)

    assert favouring.LIMIT == 200


@pytest.fixture
def page(browser_page, shopper, live_server):
    session = {"name": "sessionid", "value": shopper.cookies["sessionid"].value, "url": live_server.url}
    browser_page.context.add_cookies([session])
    return browser_page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_product_page_fetches_what_is_personal_and_the_button_turns_without_a_new_page(page, alice):
    seen, present = SKUFactory(name="看过的耳机"), SKUFactory()
    page.goto(f"/detail/{seen.pk}/")
    page.wait_for_load_state("networkidle")
    page.goto(f"/detail/{present.pk}/")
    expect(page.locator("#recent").get_by_role("link", name="看过的耳机")).to_be_visible()

    page.get_by_role("button", name="收藏", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="已收藏", pressed=True)).to_be_focused()
    assert page.url.endswith(f"/detail/{present.pk}/")
    assert [favourite.sku for favourite in Favourite.objects.of(alice)] == [present]


@pytest.mark.browser
@pytest.mark.no_script
@pytest.mark.django_db(transaction=True)
def test_goods_are_favoured_and_taken_out_without_javascript(page, alice):
    sku = SKUFactory(name="有线耳机")
    page.goto(f"/detail/{sku.pk}/")

    page.get_by_role("button", name="收藏", exact=True).click()
    page.wait_for_url(f"**/detail/{sku.pk}/")
    page.goto("/favourites/")
    page.get_by_role("button", name="移除 有线耳机").click()

    expect(page.get_by_role("heading", name="还没有收藏")).to_be_visible()
    assert not Favourite.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_stranger_is_asked_to_sign_in_and_comes_back_to_the_product(browser_page):
    product = f"/detail/{SKUFactory().pk}/"
    browser_page.goto(product)
    browser_page.wait_for_load_state("networkidle")

    browser_page.get_by_role("link", name="收藏", exact=True).click()

    browser_page.wait_for_url(f"**/login/?next={product}")
