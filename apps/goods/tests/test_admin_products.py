"""A product in the admin: its texts, its specifications with options, its SKUs, on one page."""

import pytest

from goods.models import SKU, SPU, CatalogueChange, SpecificationOption
from goods.services import editing

from .editors import desk_of, editor, fields_of, history, save_product
from .factories import BrandFactory, CategoryFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def red():
    return SKUFactory(name="红色款", options={"颜色": "红", "内存": "8G"})


@pytest.fixture
def blue(red):
    return SKUFactory(spu=red.spu, name="蓝色款", options={"颜色": "蓝", "内存": "16G"})


def changes():
    return list(CatalogueChange.objects.order_by("sku_id").values_list("sku_id", flat=True))


def options_of(spu):
    """Each specification with its options, in their order."""
    return {row.name: [option.value for option in row.options.all()] for row in spu.specifications.all()}


def complaints(response):
    formset = response.context["inline_admin_formsets"][0].formset
    return [*formset.non_form_errors(), *(error for form in formset.errors for each in form.values() for error in each)]


def place_of(spu, name):
    return [row.name for row in spu.specifications.all()].index(name)


def test_new_product_with_specifications(desk):
    spu = SPUFactory.build(name="新手机")
    brand, category = BrandFactory(), SPUFactory().category
    path = "/admin/goods/spu/add/"
    line = {"name": "颜色", "values": "红\r\n蓝\r\n\r\n红 ", "sequence": "0"}
    lines = {f"specifications-0-{name}": value for name, value in line.items()} | {"specifications-TOTAL_FORMS": 1}

    fields = {"name": spu.name, "brand": brand.pk, "category": category.pk, "description": "<p>好</p>"}
    desk.post(path, fields_of(desk.get(path), "spu_form") | fields | lines)

    made = SPU.objects.get(name="新手机")
    assert (made.brand, made.category, made.description) == (brand, category, "<p>好</p>")
    assert options_of(made) == {"颜色": ["红", "蓝"]}


def test_scripts_in_the_description_are_taken_out_before_it_is_saved(desk, red):
    save_product(desk, red.spu, description="<p onclick='x()'>好<script>alert(1)</script></p>", packing="<b>线</b>")

    red.spu.refresh_from_db()
    assert (red.spu.description, red.spu.packing) == ("<p>好</p>", "<b>线</b>")  # lines are shown as they are


def test_category_of_the_product_is_that_of_its_skus(desk, red, blue):
    category = CategoryFactory(parent=red.category.parent)
    other = SKUFactory()

    save_product(desk, red.spu, category=category.pk)

    assert set(SKU.objects.filter(spu=red.spu).values_list("category", flat=True)) == {category.pk}
    assert SKU.objects.get(pk=other.pk).category != category
    assert changes() == [red.pk, blue.pk]


def test_category_of_another_level_is_refused(desk, red):
    response = save_product(desk, red.spu, category=red.category.parent_id)

    assert list(response.context["adminform"].form.errors) == ["category"]


def test_skus_are_edited_on_the_page_with_their_history(desk, red, blue):
    save_product(desk, red.spu, **{"skus-0-price": "80", "skus-1-stock": "4"}, without=["skus-1-is_launched"])

    assert history(red) == [("editor", "单价 99.00 → 80.00")]
    assert history(blue) == [("editor", "库存 10 → 4；上架 是 → 否")]
    assert changes() == [red.pk, blue.pk]


def test_options_are_added_reordered_and_dropped(desk, red):
    place = place_of(red.spu, "颜色")
    unused = SpecificationOption.objects.create(specification=red.spu.specifications.all()[place], value="旧色")

    save_product(desk, red.spu, **{f"specifications-{place}-values": "金\r\n红"})

    assert options_of(red.spu) == {"颜色": ["金", "红"], "内存": ["8G"]}
    assert not SpecificationOption.objects.filter(pk=unused.pk).exists()
    assert red.chosen.get(specification__name="颜色").option.value == "红"


def test_option_that_a_sku_has_stays(desk, red):
    response = save_product(desk, red.spu, **{f"specifications-{place_of(red.spu, '颜色')}-values": "金"})

    assert complaints(response) == ["还有 SKU 是「红」，不能去掉；改名请打开这个规格"]
    assert options_of(red.spu)["颜色"] == ["红"]


def test_option_that_a_sku_took_meanwhile_stays(red):
    specification = red.spu.specifications.get(name="颜色")

    with pytest.raises(editing.OptionInUse):
        editing.save_product(spu=red.spu, specifications=[editing.SpecificationEdit(specification, ["金"])], by_id=1)

    assert options_of(red.spu)["颜色"] == ["红"]


def test_specification_is_dropped_when_the_skus_still_differ(desk, red, blue):
    save_product(desk, red.spu, **{f"specifications-{place_of(red.spu, '内存')}-DELETE": "on"})

    assert options_of(red.spu) == {"颜色": ["红", "蓝"]}
    for sku in (red, blue):
        sku.refresh_from_db()
        assert sku.option_key == str(sku.chosen.get().option_id)


def test_specification_in_which_alone_skus_differ_stays(desk, red):
    SKUFactory(spu=red.spu, name="蓝色款", options={"颜色": "蓝", "内存": "8G"})

    response = save_product(desk, red.spu, **{f"specifications-{place_of(red.spu, '颜色')}-DELETE": "on"})

    assert complaints(response) == ["去掉「颜色」以后，这些 SKU 的规格就相同了：红色款、蓝色款。请先删除多余的 SKU。"]
    assert sorted(options_of(red.spu)) == ["内存", "颜色"]


def test_new_specification_says_how_many_skus_lack_it(desk, red, blue):
    line = {"specifications-2-name": "版本", "specifications-2-values": "国行", "specifications-2-sequence": "2"}

    response = save_product(desk, red.spu, **line, **{"specifications-TOTAL_FORMS": 3, "_continue": "1"})

    assert options_of(red.spu)["版本"] == ["国行"]
    shown = [str(message) for message in desk.get(response["Location"]).context["messages"]]
    assert "有 2 个 SKU 还没有选全规格，请逐个补上。" in shown


def test_option_is_renamed_on_the_page_of_its_specification(desk, red, blue):
    specification = red.spu.specifications.get(name="颜色")
    path = f"/admin/goods/specification/{specification.pk}/change/"

    desk.post(path, fields_of(desk.get(path), "specification_form") | {"options-0-value": "中国红"})

    assert options_of(red.spu)["颜色"] == ["中国红", "蓝"]
    assert red.chosen.get(specification=specification).option.value == "中国红"
    assert changes() == [red.pk, blue.pk]


def test_product_with_skus_cannot_be_deleted(desk, red):
    desk.post(f"/admin/goods/spu/{red.spu_id}/delete/", {"post": "yes"})
    assert SPU.objects.filter(pk=red.spu_id).exists()

    SKU.objects.all().delete()
    desk.post(f"/admin/goods/spu/{red.spu_id}/delete/", {"post": "yes"})
    assert not SPU.objects.filter(pk=red.spu_id).exists()


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize(("changed", "told"), [({"name": "新名称"}, True), ({"sequence": "77"}, False)])
def test_new_name_of_a_category_reaches_the_search_index(desk, red, level, changed, told):
    SKUFactory()
    third = red.category
    category = {1: third.parent.parent, 2: third.parent, 3: third}[level]
    path = f"/admin/goods/category/{category.pk}/change/"

    desk.post(path, fields_of(desk.get(path), "category_form") | changed)

    assert changes() == ([red.pk] if told else [])


def test_new_name_of_a_brand_reaches_the_search_index(desk, red):
    SKUFactory()
    path = f"/admin/goods/brand/{red.spu.brand_id}/change/"

    desk.post(path, fields_of(desk.get(path), "brand_form") | {"name": "新牌子"})

    assert changes() == [red.pk]
