"""Sheets of SKUs that leave the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from goods.admin.skus import SKUAdmin
from goods.models import SKU
from goods.services.sheets import exporting

from .editors import desk_of, editor
from .factories import SKUFactory
from .spreadsheets import EXPORT, as_csv, confirm, download, exported, preview, upload

pytestmark = pytest.mark.django_db

HEADINGS = [
    *("编号", "名称", "副标题", "单价", "市场价", "进价", "库存", "上架", "原库存"),
    *("商品（SPU）", "品牌", "三级类别", "规格", "对照码"),
]


@pytest.fixture
def desk():
    return desk_of(editor())


def looker(*codenames):
    user = editor("looker", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return desk_of(user)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_sheet_has_a_row_for_each_sku_with_everything_about_it(desk, form):
    sku = SKUFactory(name="手机", caption="新", price="12.50", stock=7, options={"颜色": "红", "内存": "8G"})

    (line,) = exported(desk, form)

    assert list(line) == HEADINGS
    mark = line.pop("对照码")
    assert (mark[:3], len(mark.split("."))) == ("v1.", 7)
    kept = [sku.pk, "手机", "新", "12.50", "129.00", "60.00", 7, "是", 7, sku.spu.name]
    kept += [sku.spu.brand.name, sku.category.name, "红 · 8G"]
    assert [float(value) if index in (0, 3, 4, 5, 6, 8) else value for index, value in enumerate(line.values())] == [
        float(value) if index in (0, 3, 4, 5, 6, 8) else value for index, value in enumerate(kept)
    ]


def test_csv_begins_with_a_byte_order_mark_by_which_excel_knows_chinese(desk):
    SKUFactory()

    assert download(desk).startswith(b"\xef\xbb\xbf\xe7\xbc\x96\xe5\x8f\xb7,")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_begins_like_a_formula_goes_out_as_a_text_and_comes_back_unchanged(desk, form):
    names = ["=HYPERLINK(1)", "+1", "-1", "@x", "'=x", "＝x", "普通"]
    for name in names:
        SKUFactory(name=name, caption=name)

    sheet = download(desk, form)
    response = upload(desk, sheet, f"a.{form}")

    assert [line["名称"] for line in exported(desk, form)] == [*(f"'{name}" for name in names[:-1]), "普通"]
    assert response.url.endswith("/import/")  # nothing would change
    assert list(SKU.objects.order_by("pk").values_list("name", flat=True)) == names


def test_filters_and_search_of_the_list_hold_for_the_sheet(desk):
    for name, stock in (("手机甲", 0), ("手机乙", 9), ("电脑", 0)):
        SKUFactory(name=name, stock=stock)

    assert [line["名称"] for line in exported(desk, query="?q=手机&stock_is=none")] == ["手机甲"]
    assert desk.get(EXPORT + "?q=手机").context["count"] == 2
    assert 'href="/admin/goods/sku/sheet/export/?q=%E6%89%8B%E6%9C%BA"' in desk.get(
        "/admin/goods/sku/?q=手机"
    ).content.decode().replace("&amp;", "&")
    assert desk.get(EXPORT + "?nonsense__x=1").url == "/admin/goods/sku/"


def test_looking_at_the_page_exports_nothing_and_the_export_is_noted(desk):
    SKUFactory.create_batch(2)

    desk.get(EXPORT)
    assert LogEntry.objects.count() == 0

    download(desk, "xlsx")
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr, entry.object_id) == ("editor", "SKU 表格", None)
    assert entry.change_message == "导出了 2 个 SKU（xlsx）"
    assert desk.get("/admin/").status_code == 200


def test_more_than_allowed_are_refused_before_anything_is_written(desk, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_EXPORTED", 2)
    SKUFactory.create_batch(3)

    response = desk.post(EXPORT, {"form": "csv"})

    assert response.status_code == 422
    assert "一次最多导出 2 个 SKU" in response.content.decode()
    assert LogEntry.objects.count() == 0


def test_form_of_a_sheet_that_we_do_not_make_is_refused(desk):
    assert [desk.post(EXPORT, {"form": form}).status_code for form in ("", "pdf")] == [422, 422]


@pytest.mark.parametrize("rows", [1, 600])
def test_every_500_rows_cost_the_same_queries(desk, django_assert_num_queries, rows):
    first = SKUFactory(options={"颜色": "红"})
    rest = [{"spu": first.spu, "category": first.category, "option_key": f"x{number}"} for number in range(1, rows)]
    SKU.objects.bulk_create([SKUFactory.build(**fields) for fields in rest])

    with django_assert_num_queries({1: 6, 600: 12}[rows]):
        assert sum(1 for _ in exporting.exported_rows(SKU.objects.all(), ["id", "name"])) == rows


def test_who_may_look_may_export_and_import_needs_more():
    sku = SKUFactory()
    desk = looker("view_sku")

    (line,) = exported(desk)
    assert upload(desk, as_csv([line])).status_code == 403
    assert "导入表格" not in desk.get("/admin/goods/sku/").content.decode()
    nobody = desk_of(editor("nobody", is_superuser=False, mobile="13900000001"))
    assert nobody.post(EXPORT, {"form": "csv"}).status_code == 403
    assert SKU.objects.get() == sku


class WithoutCostPrices:
    """An admin that keeps cost prices from some."""

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": ["spu", "name", "caption", "price", "market_price", "stock", "is_launched"]})]


def test_cost_price_that_the_page_of_a_sku_does_not_show_is_in_no_sheet(desk, monkeypatch):
    sku = SKUFactory()
    (seen_by_others,) = exported(desk)
    monkeypatch.setattr(SKUAdmin, "get_fieldsets", WithoutCostPrices.get_fieldsets)

    (line,) = exported(desk)
    assert "进价" not in line
    assert line["对照码"].split(".")[5] == ""  # its fingerprint would give it away
    page = preview(desk, [seen_by_others | {"进价": "1", "单价": "88"}])
    confirm(desk, page)

    sku.refresh_from_db()
    assert (str(sku.price), str(sku.cost_price)) == ("88.00", "60.00")
