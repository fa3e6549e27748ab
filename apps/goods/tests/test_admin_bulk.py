"""Many SKUs at once: shown first, then done, each change in the history of its SKU."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from goods.models import SKU, CatalogueChange
from goods.services import bulk
from goods.services.bulk import By

from .editors import choose, desk_of, editor, history
from .factories import SKUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def skus():
    return [SKUFactory(name="甲", price="99.99", stock=10), SKUFactory(name="乙", price="0.05", stock=0)]


def confirm(desk, action, skus, *, shown=None, **fields):
    preview = choose(desk, action, skus, preview="yes", **fields)
    shown = preview.context["shown"] if shown is None else shown
    return choose(desk, action, skus, confirm="yes", shown=shown, **fields)


def prices():
    return [str(price) for price in SKU.objects.order_by("pk").values_list("price", flat=True)]


def stocks():
    return list(SKU.objects.order_by("pk").values_list("stock", flat=True))


def changes():
    return list(CatalogueChange.objects.values_list("sku_id", flat=True))


@pytest.mark.parametrize(
    ("by", "value", "price"),
    [
        (By.PERCENT, "-10", "89.99"),
        (By.PERCENT, "-0.5", "99.49"),
        (By.PERCENT, "100", "199.98"),
        (By.PERCENT, "-100", "0.00"),
        (By.AMOUNT, "-9.99", "90.00"),
        (By.AMOUNT, "0.01", "100.00"),
    ],
)
def test_price_is_rounded_to_the_fen(by, value, price):
    assert str(bulk.new_price(Decimal("99.99"), by, Decimal(value))) == price


def test_half_a_fen_is_rounded_up():
    assert str(bulk.new_price(Decimal("0.05"), By.PERCENT, Decimal(-50))) == "0.03"


def test_preview_shows_old_and_new_prices_and_changes_nothing(desk, skus):
    page = choose(desk, "change_prices", skus, preview="yes", by="percent", value="-10")

    lines = [(line.sku.name, str(line.old), str(line.new)) for line in page.context["lines"]]
    assert lines == [("甲", "99.99", "89.99"), ("乙", "0.05", "0.05")]
    assert '<td class="px-3 py-2 text-right">99.99</td>' in page.content.decode()
    assert prices() == ["99.99", "0.05"]


def test_confirmed_prices_are_written_with_their_history(desk, skus):
    confirm(desk, "change_prices", skus, by="percent", value="-10")

    assert prices() == ["89.99", "0.05"]
    assert [history(sku) for sku in skus] == [[("editor", "单价 99.99 → 89.99")], []]
    assert changes() == [skus[0].pk]


def test_price_below_nothing_refuses_them_all_and_says_which(desk, skus):
    page = choose(desk, "change_prices", skus, preview="yes", by="amount", value="-1")

    assert (page.status_code, page.context["lines"]) == (422, [])
    assert page.context["refusal"] == "「乙」会变成 -0.95，超出了允许的范围。没有任何改动。"
    assert choose(desk, "change_prices", skus, confirm="yes", by="amount", value="-1").status_code == 422
    assert prices() == ["99.99", "0.05"]


def test_price_that_changed_after_the_preview_asks_again(desk, skus):
    preview = choose(desk, "change_prices", skus, preview="yes", by="amount", value="1")
    SKU.objects.filter(pk=skus[0].pk).update(price=50)

    page = confirm(desk, "change_prices", skus, shown=preview.context["shown"], by="amount", value="1")

    assert page.context["refusal"] == "和预览的不一样了，请看过新的预览再确认。"
    assert [str(line.new) for line in page.context["lines"]] == ["51.00", "1.05"]
    assert prices() == ["50.00", "0.05"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"by": "percent", "value": ""}, "value"),
        ({"by": "percent", "value": "NaN"}, "value"),
        ({"by": "percent", "value": "1e9"}, "value"),
        ({"by": "percent", "value": "0.001"}, "value"),
        ({"by": "set", "value": "1"}, "by"),
    ],
)
def test_rubbish_is_refused_in_the_form(desk, skus, fields, wrong):
    page = choose(desk, "change_prices", skus, confirm="yes", **fields)

    assert (page.status_code, list(page.context["change"].errors)) == (422, [wrong])
    assert prices() == ["99.99", "0.05"]


@pytest.mark.parametrize(("by", "value", "after"), [("add", "5", [15, 5]), ("set", "7", [7, 7]), ("set", "0", [0, 0])])
def test_stock_is_added_or_set(desk, skus, by, value, after):
    confirm(desk, "change_stock", skus, by=by, value=value)

    assert stocks() == after
    assert history(skus[0]) == [("editor", f"库存 10 → {after[0]}")]


def test_stock_is_added_to_what_is_there_when_it_is_confirmed(desk, skus):
    preview = choose(desk, "change_stock", skus, preview="yes", by="add", value="5")
    SKU.objects.filter(pk=skus[0].pk).update(stock=9)

    choose(desk, "change_stock", skus, confirm="yes", shown=preview.context["shown"], by="add", value="5")

    assert stocks() == [14, 5]


@pytest.mark.parametrize(("action", "by"), [("change_prices", "amount"), ("change_stock", "add")])
def test_what_was_not_shown_is_not_done(desk, skus, action, by):
    shown = choose(desk, action, skus, preview="yes", by=by, value="1").context["shown"]

    for page in (
        choose(desk, action, skus, confirm="yes", shown=shown, by=by, value="2"),
        choose(desk, action, skus[:1], confirm="yes", shown=shown, by=by, value="1"),
        choose(desk, action, skus, confirm="yes", by=by, value="1"),
    ):
        assert page.context["refusal"] == "和预览的不一样了，请看过新的预览再确认。"
        assert page.context["lines"] != []
    assert (prices(), stocks()) == (["99.99", "0.05"], [10, 0])


def test_stock_below_nothing_refuses_them_all(desk, skus):
    page = confirm(desk, "change_stock", skus, by="add", value="-1")

    assert page.context["refusal"] == "「乙」会变成 -1，超出了允许的范围。没有任何改动。"
    assert stocks() == [10, 0]


@pytest.mark.parametrize(("action", "launched", "moved"), [("launch", True, "否 → 是"), ("take_off", False, "是 → 否")])
def test_shelf_is_changed_where_it_was_otherwise(desk, skus, action, launched, moved):
    SKU.objects.filter(pk=skus[0].pk).update(is_launched=not launched)
    SKU.objects.filter(pk=skus[1].pk).update(is_launched=launched)

    choose(desk, action, skus)

    assert list(SKU.objects.values_list("is_launched", flat=True)) == [launched, launched]
    assert [history(sku) for sku in skus] == [[("editor", f"上架 {moved}")], []]
    assert changes() == [skus[0].pk]


def test_more_than_500_are_refused_in_one_go(desk, skus):
    with pytest.raises(bulk.TooMany):
        bulk.change_shelf(range(501), launched=True, by_id=1)
    with pytest.raises(bulk.TooMany):
        bulk.stock_lines([skus[0]] * 501, by=By.ADD, value=1)


def test_page_that_asks_remembers_what_was_chosen(desk, skus):
    page = choose(desk, "change_stock", skus)

    assert page.context["ids"] == [sku.pk for sku in skus]
    assert [page.content.decode().count(f'name="{name}"') for name in ("_selected_action", "value", "by")] == [2, 1, 1]


def test_whoever_may_only_look_changes_nothing(skus):
    user = editor("looker", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename="view_sku"))

    choose(desk_of(user), "change_prices", skus, confirm="yes", by="amount", value="1")
    choose(desk_of(user), "take_off", skus)

    assert prices() == ["99.99", "0.05"]
    assert SKU.objects.launched().count() == 2
