"""One SKU in the admin: its options, its prices and stock, and who changed them."""

from decimal import Decimal

import pytest

from goods.models import SKU, SPU, CatalogueChange
from goods.services import editing

from .editors import desk_of, editor, fields_of, history, save_list, save_sku
from .factories import SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def red():
    return SKUFactory(name="红色款", options={"颜色": "红", "内存": "8G"})


def option_of(sku, specification):
    return sku.chosen.get(specification__name=specification).option


def field_of(sku, specification):
    return f"option_{option_of(sku, specification).specification_id}"


def changes():
    return list(CatalogueChange.objects.values_list("sku_id", flat=True))


def errors_on(response):
    return response.context["adminform"].form.errors


def add_sku(desk, spu, **fields):
    path = f"/admin/goods/sku/add/?spu={spu.pk}"
    prices = {"price": "99", "cost_price": "60", "market_price": "120", "stock": "3", "name": "新款"}
    return desk.post(path, fields_of(desk.get(path), "sku_form") | prices | fields)


def test_new_sku_has_one_option_of_each_specification_and_its_products_category(desk, red):
    blue = SKUFactory(spu=red.spu, options={"颜色": "蓝", "内存": "16G"})
    colour, memory = option_of(blue, "颜色"), option_of(red, "内存")

    add_sku(desk, red.spu, **{field_of(blue, "颜色"): colour.pk, field_of(red, "内存"): memory.pk})

    sku = SKU.objects.get(name="新款")
    assert {line.option for line in sku.chosen.all()} == {colour, memory}
    assert sku.option_key == f"{memory.pk}-{colour.pk}"
    assert (sku.category, sku.price, sku.stock) == (red.spu.category, Decimal(99), 3)
    assert changes() == [sku.pk]


def test_new_sku_without_an_option_is_refused_by_the_name_of_the_specification(desk, red):
    response = add_sku(desk, red.spu)

    assert errors_on(response) == {
        field_of(red, "颜色"): ["请选择「颜色」"],
        field_of(red, "内存"): ["请选择「内存」"],
    }
    assert SKU.objects.count() == 1


def test_product_chosen_in_the_form_asks_for_its_options_next(desk, red):
    path = "/admin/goods/sku/add/"
    prices = {"price": "99", "cost_price": "60", "market_price": "120", "stock": "3", "name": "新款"}

    response = desk.post(path, fields_of(desk.get(path), "sku_form") | prices | {"spu": red.spu_id})

    assert sorted(errors_on(response)) == sorted([field_of(red, "颜色"), field_of(red, "内存")])
    assert field_of(red, "颜色") in fields_of(response, "sku_form")


def test_combination_that_another_sku_has_is_refused_with_its_name_and_number(desk, red):
    blue = SKUFactory(spu=red.spu, options={"颜色": "蓝", "内存": "8G"})

    response = save_sku(desk, blue, **{field_of(red, "颜色"): option_of(red, "颜色").pk})

    sentence = f"「红、8G」这个规格组合已有一个 SKU：红色款（编号 {red.pk}）。"
    assert errors_on(response) == {"__all__": [sentence]}
    assert option_of(blue, "颜色").value == "蓝"


def test_combination_that_somebody_saved_at_the_same_moment_is_refused_by_the_database(red):
    blue = SKUFactory(spu=red.spu, options={"颜色": "蓝", "内存": "8G"})

    with pytest.raises(editing.CombinationTaken):
        editing.save_sku(editing.SKUEdit(blue), options=[line.option for line in red.chosen.all()])

    assert option_of(blue, "颜色").value == "蓝"
    assert changes() == []


def test_new_sku_gets_the_category_to_which_its_product_was_moved_meanwhile(red):
    spu = SPU.objects.get(pk=red.spu_id)  # as it was read
    elsewhere = SPUFactory().category
    SPU.objects.filter(pk=spu.pk).update(category=elsewhere)

    sku = SKU(spu=spu, name="新款", price=1, cost_price=1, market_price=1)
    editing.save_sku(editing.SKUEdit(sku), options=[])

    assert SKU.objects.get(pk=sku.pk).category_id == elsewhere.pk


def test_options_can_be_changed_to_a_free_combination(desk, red):
    blue = SKUFactory(spu=red.spu, options={"颜色": "蓝", "内存": "16G"})

    save_sku(desk, red, **{field_of(blue, "颜色"): option_of(blue, "颜色").pk})

    red.refresh_from_db()
    assert sorted(line.option.value for line in red.chosen.all()) == ["8G", "蓝"]
    assert red.option_key == "-".join(str(line.option_id) for line in red.chosen.order_by("option_id"))
    assert changes() == [red.pk]


def test_option_of_another_product_is_refused(desk, red):
    other = SKUFactory(options={"颜色": "绿"})

    response = save_sku(desk, red, **{field_of(red, "颜色"): option_of(other, "颜色").pk})

    assert list(errors_on(response)) == [field_of(red, "颜色")]


def test_product_without_specifications_has_one_sku(desk):
    spu = SPUFactory()
    add_sku(desk, spu)

    response = add_sku(desk, spu, name="又一款")

    assert errors_on(response) == {"__all__": ["这个商品没有规格，只能有一个 SKU。请先在商品页添加规格。"]}
    assert SKU.objects.get().option_key == ""


def test_history_says_what_price_stock_and_shelf_were_and_became(desk, red):
    save_sku(desk, red, without=["is_launched"], price="89.5", stock="7", caption="新副标题")

    assert history(red) == [("editor", "单价 99.00 → 89.50；库存 10 → 7；上架 是 → 否；另外修改了 副标题")]


def test_list_writes_the_same_history_and_tells_the_search_index(desk, red):
    other = SKUFactory()

    save_list(desk, **{"form-1-price": "1.25", "form-1-stock": "11"})

    assert history(red) == [("editor", "单价 99.00 → 1.25；库存 10 → 11")]
    assert history(other) == []
    assert changes() == [red.pk]


@pytest.mark.parametrize("save", [save_sku, lambda desk, sku, **changed: save_list(desk, **changed)])
def test_what_was_sold_while_the_page_was_open_stays_sold(desk, red, save):
    names = {"sku": ("stock", "caption"), "list": ("form-0-stock", "form-0-price")}
    stock, other = names["sku"] if save is save_sku else names["list"]
    desk_after_sale = SellsBeforeSaving(desk, red)

    save(desk_after_sale, red, **{stock: "30"})
    red.refresh_from_db()
    assert red.stock == 29

    save(desk_after_sale, red, **{other: "5"})
    red.refresh_from_db()
    assert red.stock == 28


class SellsBeforeSaving:
    """A desk where somebody buys one piece between the page and the answer."""

    def __init__(self, desk, sku):
        self.get, self._desk, self._sku = desk.get, desk, sku

    def post(self, *args, **kwargs):
        stock = SKU.objects.get(pk=self._sku.pk).stock
        SKU.objects.filter(pk=self._sku.pk).update(stock=stock - 1)
        return self._desk.post(*args, **kwargs)


def test_stock_never_falls_below_nothing(desk, red):
    save_sku(SellsBeforeSaving(desk, red), red, stock="0")

    red.refresh_from_db()
    assert red.stock == 0


@pytest.mark.parametrize(
    ("field", "value"), [("price", "-0.01"), ("cost_price", "-1"), ("stock", "-1"), ("price", "x")]
)
def test_rubbish_in_prices_and_stock_is_refused(desk, red, field, value):
    response = save_sku(desk, red, **{field: value})

    assert list(errors_on(response)) == [field]
    assert changes() == []


@pytest.mark.parametrize("value", ["", "x", "9" * 30])
def test_rubbish_in_the_stock_that_was_seen_is_no_error(desk, red, value):
    save_sku(desk, red, **{"stock": "30", "initial-stock": value})

    red.refresh_from_db()
    assert red.stock == 30


@pytest.mark.parametrize("number", ["9" * 5000, "x", "½"])
def test_rubbish_in_the_product_of_a_new_sku_is_no_product(desk, number):
    assert desk.get("/admin/goods/sku/add/", {"spu": number}).status_code in {200, 400}
    assert desk.post("/admin/goods/sku/add/", {"spu": number}).status_code == 400
