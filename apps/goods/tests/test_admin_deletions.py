"""What is said before rows are deleted: what goes with them and what keeps them, without reading all of it."""

import pytest

from goods.admin import deleting
from goods.models import SKU, Brand, Category, Favourite

from .editors import desk_of, editor
from .factories import BrandFactory, CategoryFactory, ShopperFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(editor())


def ask(desk, row):
    return desk.get(f"/admin/goods/{row._meta.model_name}/{row.pk}/delete/")


def test_category_is_kept_by_what_is_in_it_and_some_of_that_is_named(desk):
    sku = SKUFactory()
    for number in range(6):
        SPUFactory(category=sku.category, name=f"商品{number}")

    kept_by = ask(desk, sku.category).context["protected"]
    desk.post(f"/admin/goods/category/{sku.category_id}/delete/", {"post": "yes"})

    links = [line for line in kept_by if "/admin/goods/spu/" in line]
    assert (len(links), kept_by[len(links)]) == (5, "……还有更多商品（SPU）")
    assert kept_by[-1].startswith(f'SKU：<a href="/admin/goods/sku/{sku.pk}/change/"')
    assert kept_by[-1].endswith(f">{sku.name}</a>")
    assert Category.objects.filter(pk=sku.category_id).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_what_keeps_a_brand_is_asked_for_once_however_many_there_are(desk, django_assert_num_queries, count):
    brand = BrandFactory()
    SPUFactory.create_batch(count, brand=brand)

    with django_assert_num_queries(3):
        assert len(ask(desk, brand).context["protected"]) == count


def test_what_goes_with_a_sku_is_counted_up_to_a_bound(desk, monkeypatch):
    monkeypatch.setattr(deleting, "_MOST_COUNTED", 2)
    sku = SKUFactory(options={"颜色": "红"})
    for _ in range(3):
        Favourite.objects.create(user=ShopperFactory(), sku=sku, price_then=1)

    page = ask(desk, sku)
    desk.post(f"/admin/goods/sku/{sku.pk}/delete/", {"post": "yes"})

    assert dict(page.context["model_count"]) == {"SKU": 1, "SKU 规格": 1, "收藏": "2+"}
    assert page.context["protected"] == []
    assert not SKU.objects.exists()


def test_several_brands_are_deleted_or_none_of_them(desk):
    used, free = SPUFactory().brand, BrandFactory()
    form = {"action": "delete_selected", "_selected_action": [used.pk, free.pk], "post": "yes"}

    desk.post("/admin/goods/brand/", form)
    assert Brand.objects.count() == 2

    desk.post("/admin/goods/brand/", form | {"_selected_action": [free.pk]})
    assert list(Brand.objects.all()) == [used]


def test_names_are_no_html_there(desk):
    parent = CategoryFactory(name="<b>鞋</b>")
    CategoryFactory(parent=parent, name="<i>靴</i>")

    page = ask(desk, parent).content.decode()

    assert "&lt;i&gt;靴&lt;/i&gt;</a>" in page
    assert "<i>靴</i>" not in page
