"""Lists of the admin that stay quick, what they find, and who may see them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from goods.models import SKU
from tests.staff_people import give_rights, take_rights
from utils import large_tables

from .editors import desk_of, editor, save_sku
from .factories import BrandFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db

PAGES = ("brand", "spu", "sku")
RIGHTS = "goods.migrations.0005_editors_of_goods"


@pytest.fixture
def desk():
    return desk_of(editor())


def names_in(desk, query=""):
    return [row.name for row in desk.get(f"/admin/goods/sku/{query}").context["cl"].result_list]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("brand", 4), ("spu", 3), ("sku", 3)])
def test_lists_take_no_more_queries_for_three_rows(desk, django_assert_num_queries, rows, model, queries):
    for _ in range(rows):
        SKUFactory(options={"颜色": "红"})

    with django_assert_num_queries(queries):
        assert desk.get(f"/admin/goods/{model}/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("spu/{spu.pk}/change/", 13), ("sku/{sku.pk}/change/", 9)])
def test_forms_take_no_more_queries_for_three_skus(desk, django_assert_num_queries, rows, page, queries):
    sku = SKUFactory(options={"颜色": "红", "内存": "8G"})
    for number in range(1, rows):
        SKUFactory(spu=sku.spu, options={"颜色": f"红{number}", "内存": "8G"})
    ContentType.objects.clear_cache()

    with django_assert_num_queries(queries):
        assert desk.get(f"/admin/goods/{page.format(sku=sku, spu=sku.spu)}").status_code == 200


def test_counting_stops_at_a_bound(desk, monkeypatch):
    monkeypatch.setattr(large_tables, "MOST_COUNTED", 2)
    SKUFactory.create_batch(3)

    page = desk.get("/admin/goods/sku/")

    footer = page.content.decode().split("pagination")[-1]
    assert (page.context["cl"].result_count, page.context["cl"].paginator.num_pages) == (2, 1)
    assert "2+" in footer
    assert "只列出前 2 条；其余的请用编号、名称的开头或筛选来找。" in footer


def test_nothing_is_said_of_a_bound_that_is_not_reached(desk):
    SKUFactory()

    assert "只列出前" not in desk.get("/admin/goods/sku/").content.decode()


def test_pages_follow_each_other(desk):
    skus = SKUFactory.create_batch(31, spu=SPUFactory())

    newest, oldest = names_in(desk), names_in(desk, "?p=2")

    assert newest == [sku.name for sku in reversed(skus[1:])]
    assert oldest == [skus[0].name]


def test_lists_are_sorted_by_no_column_of_the_address(desk):
    for price in (3, 1, 2):
        SKUFactory(name=str(price), price=price)

    assert names_in(desk, "?o=4") == ["2", "1", "3"]


def test_goods_are_found_by_their_number_or_the_beginning_of_their_name(desk):
    phone = SKUFactory(name="手机 256G")
    SKUFactory(name="老人手机")

    assert names_in(desk, "?q=手机 2") == ["手机 256G"]
    assert names_in(desk, f"?q={phone.pk}") == ["手机 256G"]
    assert names_in(desk, "?q=256") == []
    assert names_in(desk, f"?q={'9' * 30}") == []


def test_what_begins_with_the_same_words_is_in_the_order_of_its_names(desk):
    for name in ("手机 B", "手机 C", "手机 A"):
        SKUFactory(name=name, stock=0)

    assert names_in(desk, "?q=手机") == ["手机 A", "手机 B", "手机 C"]
    assert names_in(desk, "?q=手机&stock_is=low") == ["手机 A", "手机 B", "手机 C"]


def test_digits_find_a_number_and_names_that_begin_with_them(desk):
    sku = SKUFactory()
    SKUFactory(name=f"{sku.pk}度跑鞋")

    assert names_in(desk, f"?q={sku.pk}") == [f"{sku.pk}度跑鞋", sku.name]


def test_skus_are_filtered_by_shelf_category_and_product_newest_first(desk):
    shoe, shirt = SPUFactory(), SPUFactory()
    for name, spu, launched in (("甲", shoe, True), ("乙", shirt, False), ("丙", shoe, False), ("丁", shoe, True)):
        SKUFactory(name=name, spu=spu, is_launched=launched)

    assert names_in(desk, "?is_launched__exact=1") == ["丁", "甲"]
    assert names_in(desk, "?is_launched__exact=0") == ["丙", "乙"]
    assert names_in(desk, f"?is_launched__exact=0&category__id__exact={shoe.category_id}") == ["丙"]
    assert names_in(desk, f"?spu__id__exact={shoe.pk}") == ["丁", "丙", "甲"]


def test_low_stock_lists_what_is_on_the_shelf_with_5_at_most_scarcest_first(desk):
    for name, stock, launched in (("六", 6, True), ("五", 5, True), ("零", 0, True), ("下架", 1, False)):
        SKUFactory(name=name, stock=stock, is_launched=launched)

    assert names_in(desk, "?stock_is=low") == ["零", "五"]
    assert names_in(desk, "?stock_is=none") == ["零"]
    assert names_in(desk, "?stock_is=none&is_launched__exact=0") == []
    assert "/admin/goods/sku/?stock_is=low" in desk.get("/admin/").content.decode()


def test_autocomplete_of_brands_finds_by_the_beginning(desk):
    BrandFactory(name="华为")
    BrandFactory(name="中华")

    found = desk.get("/admin/autocomplete/?app_label=goods&model_name=spu&field_name=brand&term=华").json()

    assert [row["text"] for row in found["results"]] == ["华为"]


def test_history_of_a_row_begins_with_the_latest(desk):
    sku = SKUFactory(price=1)
    for price in ("2.00", "3.00"):
        save_sku(desk, sku, price=price)

    entries = desk.get(f"/admin/goods/sku/{sku.pk}/history/").context["action_list"]

    assert [entry.change_message for entry in entries] == ["单价 2.00 → 3.00", "单价 1.00 → 2.00"]


# --- Rights ---------------------------------------------------------------------------------------


@pytest.fixture
def _groups():
    for name in ("editor", "analyst"):
        Group.objects.get_or_create(name=name)
    give_rights(RIGHTS)


def member(group):
    user = editor(group, is_superuser=False)
    user.groups.add(Group.objects.get(name=group))
    return desk_of(user)


@pytest.mark.usefixtures("_groups")
@pytest.mark.parametrize(("group", "adding"), [("editor", 200), ("analyst", 403)])
def test_editors_write_goods_and_analysts_read_them(group, adding):
    sku = SKUFactory(options={"颜色": "红"})
    desk = member(group)

    for model, pk in (("brand", sku.spu.brand_id), ("spu", sku.spu_id), ("sku", sku.pk)):
        page = desk.get(f"/admin/goods/{model}/{pk}/change/")
        assert (page.status_code, b'name="_save"' in page.content) == (200, adding == 200)
        assert (b'type="file"' in page.content) == (adding == 200)
        assert desk.get(f"/admin/goods/{model}/").status_code == 200
        assert desk.get(f"/admin/goods/{model}/add/").status_code == adding


@pytest.mark.usefixtures("_groups")
def test_analyst_sees_the_options_and_saves_nothing():
    sku = SKUFactory(options={"颜色": "中国红"})
    desk = member("analyst")

    assert "中国红" in desk.get(f"/admin/goods/sku/{sku.pk}/change/").content.decode()
    assert "中国红" in desk.get(f"/admin/goods/spu/{sku.spu_id}/change/").content.decode()
    assert desk.post(f"/admin/goods/sku/{sku.pk}/change/", {"name": "改了"}).status_code == 403
    assert not SKU.objects.filter(name="改了").exists()


@pytest.mark.usefixtures("_groups")
def test_rights_can_be_taken_away_again_and_others_stay():
    group = Group.objects.get(name="editor")
    other = Permission.objects.get(codename="view_category")
    group.permissions.add(other)

    take_rights(RIGHTS)

    kept = group.permissions.filter(content_type__app_label="goods", codename__regex="brand|spu|sku|specification")
    assert (list(kept), other in group.permissions.all()) == ([], True)


def test_page_of_a_row_that_is_not_there_leads_back(desk):
    SPUFactory()

    assert desk.get("/admin/goods/sku/999/change/").status_code == 302
    assert desk.get("/admin/goods/sku/add/?spu=999").status_code == 200
    assert desk.get("/admin/goods/sku/add/?spu=x").status_code in (200, 400)
