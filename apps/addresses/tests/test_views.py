"""The pages: what their owner sees and sends; what anybody else does not."""

import re

import pytest

from addresses.models import Address
from areas.tests.factories import all_areas
from users.tests.factories import UserFactory

from .factories import AddressFactory

pytestmark = pytest.mark.django_db

FORM = {
    "receiver": "张三",
    "mobile": "13900000001",
    "province": "440000",
    "city": "440300",
    "district": "440305",
    "place": "科苑路 1 号",
}
ELSEWHERE = "https://elsewhere.example/"


@pytest.fixture(autouse=True)
def _areas():
    all_areas()


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def chosen_in(page):
    """What the three selects show."""
    selects = re.findall(r'<select name="(\w+)".*?</select>', page, re.S)
    found = re.findall(r'<option value="(\d*)" selected>', page)
    return dict(zip(selects, found, strict=True))


def rows_of(user):
    return list(Address.objects.of(user).order_by("pk").values())


def test_list_shows_the_receiver_whole_and_the_mobile_masked(client, alice):
    AddressFactory(
        user=alice, receiver="欧阳娜娜", mobile="13812345678", place="科苑路 9 号", title="家", is_default=True
    )

    page = text(client.get("/addresses/"))

    assert "欧阳娜娜" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "广东省 深圳市 南山区<br>科苑路 9 号" in page
    assert "已保存 1/20 个" in page
    assert (page.count(">默认</span>"), page.count(">家</span>"), page.count("设为默认")) == (1, 1, 0)


def test_list_has_the_default_first_and_then_the_newest(client, alice):
    for number, is_default in enumerate([False, True, False]):
        AddressFactory(user=alice, receiver=f"第{number}人", is_default=is_default)

    page = text(client.get("/addresses/"))

    assert re.findall(r"第(\d)人", page) == ["1", "2", "0"]


def test_empty_list_leads_to_a_first_address(client, alice):
    page = text(client.get("/addresses/?next=/list/1/1/"))

    assert "还没有收货地址" in page
    assert 'href="/addresses/new/?next=/list/1/1/"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_two_queries_however_many_addresses(client, alice, django_assert_num_queries, rows):
    AddressFactory.create_batch(rows, user=alice)

    with django_assert_num_queries(2):  # the visitor, the addresses with their areas
        assert client.get("/addresses/").status_code == 200


def test_form_costs_no_query_for_areas_once_they_were_read(client, alice, django_assert_num_queries):
    address = AddressFactory(user=alice)
    client.get(f"/addresses/{address.pk}/")

    with django_assert_num_queries(2):  # the visitor, the address
        assert client.get(f"/addresses/{address.pk}/").status_code == 200


def test_full_list_says_so_and_offers_no_new_one(client, alice):
    AddressFactory.create_batch(20, user=alice)

    page = text(client.get("/addresses/"))
    response = client.post("/addresses/new/", FORM)

    assert "已保存 20/20 个" in page
    assert "/addresses/new/" not in page
    assert response.status_code == 422
    assert "最多保存 20 个收货地址，请先删去不用的" in text(response)
    assert Address.objects.count() == 20


def test_new_address_is_saved_and_the_list_shown(client, alice):
    response = client.post("/addresses/new/", FORM, follow=True)

    assert response.redirect_chain == [("/addresses/", 302)]
    assert "地址已保存。" in text(response)
    [address] = rows_of(alice)
    assert (address["receiver"], address["district_id"], address["is_default"]) == ("张三", 440305, True)


@pytest.mark.parametrize("path", ["/addresses/new/", "/addresses/{}/"])
@pytest.mark.parametrize(("next_page", "target"), [("/info/?a=b", "/info/?a=b"), (ELSEWHERE, "/addresses/")])
def test_open_redirect_on_next_of_the_form_is_closed(client, alice, path, next_page, target):
    path = path.format(AddressFactory(user=alice).pk)

    page = text(client.get(path, {"next": next_page}))
    response = client.post(path, FORM | {"next": next_page})

    assert (response.status_code, response["Location"]) == (302, target)
    assert f'href="{ELSEWHERE}' not in page


@pytest.mark.parametrize("verb", ["delete", "default"])
def test_list_keeps_the_way_back_after_a_change(client, alice, verb):
    address = AddressFactory(user=alice)

    response = client.post(f"/addresses/{address.pk}/{verb}/", {"next": "/info/?a=b"})
    page = text(client.get(response["Location"]))

    assert (response.status_code, response["Location"]) == (302, "/addresses/?next=%2Finfo%2F%3Fa%3Db")
    assert 'href="/info/?a=b"' in page
    assert client.get("/addresses/", {"next": ELSEWHERE}).content.decode().count(f'href="{ELSEWHERE}') == 0


def test_wrong_input_is_answered_with_what_was_typed(client, alice):
    response = client.post("/addresses/new/", FORM | {"city": "110000", "receiver": "<张三>"})

    page = text(response)
    assert response.status_code == 422
    assert "所选城市不属于这个省份，请重新选择城市" in page
    assert 'value="&lt;张三&gt;"' in page
    assert rows_of(alice) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_areas_are_refreshed_without_judging_or_changing_anything(client, alice, is_new):
    address = AddressFactory(user=alice)
    before = rows_of(alice)
    path = "/addresses/new/" if is_new else f"/addresses/{address.pk}/"
    typed = FORM | {
        "mobile": "1390",
        "province": "460000",
        "place": "海府路\n一段",
        "as_default": "on",
        "next": "/info/",
    }

    response = client.post(path, typed | {"refresh_areas": "1"})

    page = text(response)
    assert response.status_code == 200
    assert chosen_in(page) == {"province": "460000", "city": "", "district": ""}
    assert '<option value="460300">三沙市' in page
    assert 'value="1390"' in page
    assert "海府路\n一段</textarea>" in page
    assert re.search(r'name="as_default"[^>]* checked', page)
    assert 'name="next" value="/info/"' in page
    assert "form_errors" not in page
    assert rows_of(alice) == before


def test_htmx_gets_the_three_selects_alone(client, alice):
    response = client.post("/addresses/new/", FORM | {"refresh_areas": "1"}, headers={"HX-Request": "true"})

    page = text(response)
    assert page.lstrip().startswith('<fieldset class="address_form__areas" id="address-areas">')
    assert chosen_in(page) == {"province": "440000", "city": "440300", "district": "440305"}
    assert "<html" not in page


def test_edit_page_shows_the_address_and_saves_it(client, alice):
    address = AddressFactory(user=alice, receiver="旧名字", mobile="13812345678", phone="010-12345678", is_default=True)

    page = text(client.get(f"/addresses/{address.pk}/"))
    response = client.post(f"/addresses/{address.pk}/", FORM | {"district": "440306"})

    assert chosen_in(page) == {"province": "440000", "city": "440300", "district": "440305"}
    assert ('value="旧名字"' in page, 'value="13812345678"' in page) == (True, True)
    assert 'name="as_default"' not in page
    assert response["Location"] == "/addresses/"
    [row] = rows_of(alice)
    assert (row["receiver"], row["district_id"], row["phone"], row["is_default"]) == ("张三", 440306, "", True)


def test_address_is_deleted_and_made_default_by_post(client, alice):
    first, second = AddressFactory(user=alice, is_default=True), AddressFactory(user=alice)

    client.post(f"/addresses/{second.pk}/default/")
    assert [row["is_default"] for row in rows_of(alice)] == [False, True]
    client.post(f"/addresses/{second.pk}/delete/")

    assert [(row["id"], row["is_default"]) for row in rows_of(alice)] == [(first.pk, True)]


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["", "delete/", "default/"])
def test_reading_or_editing_another_users_address_is_closed(client, alice, method, path):
    bob = UserFactory()
    his = AddressFactory(user=bob, receiver="鲍勃")
    before = rows_of(bob)

    asked = getattr(client, method)(f"/addresses/{his.pk}/{path}", FORM if method == "post" else {})
    missing = getattr(client, method)(f"/addresses/{his.pk + 1}/{path}", FORM if method == "post" else {})

    assert asked.status_code == missing.status_code
    assert asked.status_code in ((404,) if method == "post" or (method in ("get", "head") and not path) else (405,))
    assert "鲍勃" not in text(asked)
    assert rows_of(bob) == before


def test_reading_or_editing_another_users_address_is_closed_when_asking_for_areas(client, alice):
    his = AddressFactory(receiver="鲍勃")

    response = client.post(f"/addresses/{his.pk}/", {"refresh_areas": "1"}, headers={"HX-Request": "true"})

    assert response.status_code == 404


@pytest.mark.parametrize("path", ["", "delete/", "default/"])
def test_number_that_no_database_has_is_not_found(client, alice, path):
    assert client.post(f"/addresses/{10**30}/{path}", FORM).status_code == 404


def test_addresses_of_a_page_are_never_kept_by_caches(client, alice):
    assert "no-store" in client.get("/addresses/")["Cache-Control"]


@pytest.mark.parametrize("value", ["", "x", "-1", "４４0000", "9" * 30, "440000.0", "\x00", "x" * 5000])
@pytest.mark.parametrize("field", ["province", "city", "district", "receiver", "mobile", "place", "phone", "title"])
def test_input_that_no_browser_sends_is_refused_or_kept_out(client, alice, field, value):
    asked = client.post("/addresses/new/", FORM | {field: value, "refresh_areas": "1"})
    sent = client.post("/addresses/new/", FORM | {field: value})

    assert asked.status_code == 200
    assert sent.status_code == (302 if Address.objects.exists() else 422)


# --- The admin ------------------------------------------------------------------------------------


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(username="superuser", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("query", "found"), [("13812345678", True), ("alice", True), ("1381234", False), ("ali", False)]
)
def test_admin_finds_addresses_by_whole_mobiles_and_names_only(admin, query, found):
    AddressFactory(user=UserFactory(username="alice"), receiver="欧阳", mobile="13812345678")

    page = text(admin.get("/admin/addresses/address/", {"q": query}))

    assert ("欧阳" in page, "138****5678" in page) == (found, found)


def test_admin_sees_an_address_masked_and_changes_nothing(admin):
    address = AddressFactory(mobile="13812345678", phone="010-12345678")
    path = f"/admin/addresses/address/{address.pk}"

    page = text(admin.get(f"{path}/change/"))

    assert "138****5678" in page
    assert ("13812345678" in page, "010-12345678" in page) == (False, False)
    assert admin.post(f"{path}/change/", {"receiver": "x"}).status_code == 403
    assert admin.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/addresses/address/add/").status_code == 403


def test_mask_of_the_admin_cannot_be_undone_by_a_filter(admin):
    AddressFactory(mobile="13812345678")

    assert admin.get("/admin/addresses/address/?mobile__startswith=13812").status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_admin_list_takes_no_more_queries_for_three_rows(admin, django_assert_num_queries, rows):
    AddressFactory.create_batch(rows)

    with django_assert_num_queries(3):
        assert admin.get("/admin/addresses/address/").status_code == 200
