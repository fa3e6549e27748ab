"""Sheets of SKUs that come back: what they would change is shown, and written when it is confirmed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goods.admin import sheet_lines
from goods.models import SKU, CatalogueChange, SheetImport
from goods.services.sheets import drafts, planning

from .editors import desk_of, editor, history
from .factories import SKUFactory
from .spreadsheets import IMPORT, as_csv, as_xlsx, confirm, differences, exported, preview, problems, said, upload

pytestmark = pytest.mark.django_db

MOVED = "没有写入：预览以后商品又有变化，下面是重新比较的结果，请看过再确认。"


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def red():
    return SKUFactory(name="红色款", caption="旧", price="99.00", stock=10)


def now(sku):
    sku.refresh_from_db()
    return (sku.name, str(sku.price), sku.stock, sku.is_launched)


def test_every_difference_is_shown_and_nothing_is_written_yet(desk, red):
    other = SKUFactory()
    lines = exported(desk)
    lines[0] |= {"名称": "新名", "副标题": "", "单价": "1,088.5", "库存": "15", "上架": "否"}

    page = preview(desk, lines)

    assert differences(page) == [
        (red.pk, "名称", "红色款", "新名"),
        (red.pk, "副标题", "旧", "（空）"),
        (red.pk, "单价", "99.00", "1088.50"),
        (red.pk, "库存", "10", "15"),
        (red.pk, "上架", "是", "否"),
    ]
    assert [page.context["found"].same_count, page.context["lines"][0].moves[3].more] == [1, "+5"]
    assert now(red) == ("红色款", "99.00", 10, True)
    assert history(other) == []


@pytest.mark.parametrize("make", [as_csv, lambda lines: as_csv(lines, "gb18030"), as_xlsx])
def test_confirmed_differences_are_written_with_their_history(desk, red, make):
    other = SKUFactory()
    lines = exported(desk)
    lines[0] |= {"名称": "新名", "单价": "88.5", "库存": "15", "上架": "否"}

    done = confirm(desk, desk.get(upload(desk, make(lines)).url))

    assert done.url == "/admin/goods/sku/"
    assert now(red) == ("新名", "88.50", 15, False)
    moves = "导入表格：单价 99.00 → 88.50；库存 10 → 15；上架 是 → 否；另外修改了 名称"
    assert (history(red), history(other)) == ([("editor", moves)], [])
    assert list(CatalogueChange.objects.values_list("sku_id", flat=True)) == [red.pk]
    assert said(desk.get(done.url)) == ["导入完成，修改了 1 个 SKU。"]


def test_confirming_twice_writes_once(desk, red):
    (line,) = exported(desk)
    page = preview(desk, [line | {"库存": "15"}])
    confirm(desk, page)
    desk.get("/admin/")

    again = confirm(desk, page)

    assert (now(red)[2], len(history(red))) == (15, 1)
    assert said(desk.get(again.url))[-1] == "这次导入已经写入过了，没有再写一次。"
    draft = SheetImport.objects.get()
    assert (bytes(draft.content), draft.sku_count, draft.written_at is None) == (b"", 1, False)


def test_stock_that_was_sold_after_the_export_and_after_the_preview_stays_sold(desk, red):
    (line,) = exported(desk)
    SKU.objects.update(stock=7)
    page = preview(desk, [line | {"库存": "15"}])
    assert differences(page) == [(red.pk, "库存", "7", "12")]
    SKU.objects.update(stock=6)

    confirm(desk, page)

    assert (now(red)[2], history(red)) == (11, [("editor", "导入表格：库存 6 → 11")])


def test_stock_without_what_it_was_counts_from_the_preview(desk, red):
    page = preview(desk, [{"编号": red.pk, "库存": 15}])
    SKU.objects.update(stock=8)

    confirm(desk, page)

    assert now(red)[2] == 13


def test_stock_that_would_fall_below_nothing_is_refused_when_shown_and_when_written(desk, red):
    (line,) = exported(desk)
    page = preview(desk, [line | {"库存": "2"}])
    SKU.objects.update(stock=7)

    shown_anew = confirm(desk, page)

    assert (shown_anew.status_code, shown_anew.context["refusal"], now(red)[2]) == (422, MOVED, 7)
    expected = [(2, "库存", "要减 8，可是现在的库存是 7")]
    assert problems(shown_anew) == expected
    assert confirm(desk, shown_anew).status_code == 422
    assert problems(preview(desk, [line | {"库存": "2"}])) == expected


def test_cells_that_were_left_alone_do_not_undo_what_somebody_else_wrote(desk, red):
    (line,) = exported(desk)
    SKU.objects.update(name="别人改的", price="77")

    page = preview(desk, [line | {"上架": "否"}])

    assert differences(page) == [(red.pk, "上架", "是", "否")]


def test_cell_that_somebody_else_changed_too_is_refused_with_its_value(desk, red):
    (line,) = exported(desk)
    SKU.objects.update(price="77")

    refused = preview(desk, [line | {"单价": "88"}])

    assert refused.status_code == 422
    assert problems(refused) == [(2, "单价", "导出以后有人把它改成了「77.00」，请按现在的值重新填写")]
    assert preview(desk, [line | {"单价": "77"}]).status_code == 200  # both want the same


def test_price_that_changes_after_the_preview_is_shown_anew_and_then_written(desk, red):
    other = SKUFactory(stock=3)
    lines = exported(desk)
    page = preview(desk, [line | {"单价": "88", "库存": "20"} for line in lines])
    SKU.objects.filter(pk=other.pk).update(price="77", stock=2)

    anew = confirm(desk, page)

    assert (anew.status_code, anew.context["refusal"], now(red)) == (422, MOVED, ("红色款", "99.00", 10, True))
    assert differences(anew)[2:] == [(other.pk, "单价", "77.00", "88.00"), (other.pk, "库存", "2", "19")]
    assert confirm(desk, page).status_code == 422  # what the first page said is no longer so
    confirm(desk, anew)
    assert (now(red)[1:3], now(other)[1:3]) == (("88.00", 20), ("88.00", 19))


def test_sku_that_was_deleted_after_the_preview_stops_everything(desk, red):
    other = SKUFactory()
    page = preview(desk, [line | {"单价": "88"} for line in exported(desk)])
    SKU.objects.filter(pk=other.pk).delete()

    anew = confirm(desk, page)

    assert problems(anew) == [(3, "编号", f"没有编号为 {other.pk} 的 SKU")]
    assert now(red)[1] == "99.00"


def test_all_problems_are_listed_by_row_and_column(desk, red):
    lines = [
        {"编号": red.pk, "名称": "长" * 151, "单价": "1.234", "库存": "-1", "上架": "也许"},
        {"编号": 999, "名称": "x", "单价": "1", "库存": "1", "上架": "是"},
        {"编号": red.pk, "名称": "x", "单价": "1", "库存": "1", "上架": "是"},
        {"编号": "", "名称": "x", "单价": "1", "库存": "1", "上架": "是"},
    ]

    page = preview(desk, lines)

    assert (page.status_code, page.context["found"].problem_count) == (422, 7)
    assert problems(page) == [
        (2, "名称", "太长：最多 150 个字，现在有 151 个"),
        (2, "单价", "最多两位小数，现在是「1.234」"),
        (2, "库存", "不能小于 0"),
        (2, "上架", "要填「是」或「否」，现在是「也许」"),
        (3, "编号", "没有编号为 999 的 SKU"),
        (4, "编号", f"编号 {red.pk} 在第 2 行已经有了"),
        (5, "编号", "没有编号；新的 SKU 请在商品页添加"),
    ]
    assert SheetImport.objects.count() == 0


def test_list_of_problems_is_bounded_and_says_so(desk):
    page = preview(desk, [{"编号": number, "单价": "x"} for number in range(1, 301)])

    assert (len(problems(page)), page.context["found"].problem_count) == (planning.MOST_TOLD, 300)
    assert "（共 300 处，列出前 200 处）" in page.content.decode()


@pytest.mark.parametrize("mark", ["x", "v2.a.b.c.d.e.f", "v1.a"])
def test_mark_that_is_none_of_ours_is_refused(desk, red, mark):
    (line,) = exported(desk)

    assert problems(preview(desk, [line | {"单价": "1", "对照码": mark}])) == [
        (2, "对照码", "对照码被改动过，请从新导出的表格里复制这一行")
    ]


def test_mark_of_another_row_undoes_nothing(desk, red):
    SKUFactory(price="50")
    lines = exported(desk)
    lines[0]["对照码"] = lines[1]["对照码"]

    assert problems(preview(desk, [lines[0] | {"单价": "88"}])) == [
        (2, "单价", "导出以后有人把它改成了「99.00」，请按现在的值重新填写")
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "这个文件是空的。"),
        (b"\x89PNG\r\n\x1a\n\0\0", "这不是表格：请上传 xlsx 文件，或者 UTF-8、GB18030 编码的 csv 文件。"),
        (b"PK\x03\x04", "文件读不出来，可能已损坏。请用 Excel 或 WPS 打开，另存为 xlsx 再上传。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "打不开：文件加了密码，或者是旧的 xls 格式。请另存为不加密码的 xlsx 再上传。",
        ),
        ("名称,单价\nx,1".encode(), "第一行里没有「编号」这一列，认不出是哪些 SKU。"),
        ("编号,编号\n1,1".encode(), "「编号」这一列出现了两次。"),
        ("编号,备注\n1,1".encode(), "没有可以导入的列，可以导入的有：名称、副标题、单价、市场价、进价、库存、上架。"),
        ("编号,单价\n".encode(), "表格里只有表头，没有要导入的行。"),
        ("编号,单价\n".encode() + b"1,1\n" * 20_001, "行数太多：一次最多导入 20000 行。请分成几个文件上传。"),
        (",".join(["编号", *"x" * 60]).encode(), "第 1 行的列太多：最多 60 列。"),
    ],
)
def test_file_that_is_no_sheet_of_skus_gets_a_sentence(desk, content, sentence):
    response = upload(desk, content, "sku.xlsx")

    assert (response.status_code, response.context["change"].errors) == (422, {"file": [sentence]})


def test_no_file_and_a_heavy_file_get_a_sentence(desk):
    assert desk.post(IMPORT, {}).context["change"].errors == {"file": ["请选择一个文件"]}
    heavy = upload(desk, b"1" * (8 * 1024 * 1024 + 1))
    assert heavy.status_code == 422
    assert "文件太大：不能超过 8.0" in str(heavy.context["change"].errors["file"])


def test_columns_that_are_not_ours_are_left_out_and_named(desk, red):
    page = preview(desk, [{"备注": "便宜点", "编号": red.pk, "单 价": "88"}])

    assert differences(page) == [(red.pk, "单价", "99.00", "88.00")]
    assert said(page) == ["这些列不会导入：备注。"]


def test_headings_of_the_other_language_are_known_too(desk, red):
    page = desk.post(IMPORT, HTTP_ACCEPT_LANGUAGE="en")
    english = desk.get(IMPORT, HTTP_ACCEPT_LANGUAGE="en").context["editable"]

    assert (page.status_code, len(english)) == (422, 7)
    assert preview(desk, [{"编号": red.pk, english[2]: "88"}]).status_code == 200


def test_sheet_that_changes_nothing_says_so(desk, red):
    response = upload(desk, as_csv(exported(desk)))

    assert response.url == IMPORT
    assert said(desk.get(IMPORT)) == ["1 行都和现在一样，没有要改的。"]
    assert SheetImport.objects.count() == 0


def test_long_previews_have_pages_and_are_written_as_a_whole(desk, monkeypatch):
    monkeypatch.setattr(sheet_lines, "CHANGES_A_PAGE", 2)
    SKUFactory.create_batch(5)
    page = preview(desk, [line | {"库存": "11"} for line in exported(desk)])
    address = page.request["PATH_INFO"]

    assert [len(differences(desk.get(f"{address}?p={number}"))) for number in ("1", "3", "9", "x")] == [2, 1, 1, 2]
    confirm(desk, page)
    assert set(SKU.objects.values_list("stock", flat=True)) == {11}


def test_preview_of_somebody_else_does_not_exist(desk, red):
    (line,) = exported(desk)
    page = preview(desk, [line | {"单价": "1"}])
    other = desk_of(editor("other", mobile="13900000001"))

    assert other.get(page.request["PATH_INFO"]).status_code == 404
    assert confirm(other, page).status_code == 404
    assert now(red)[1] == "99.00"


def test_preview_ends_after_a_day_and_is_swept_with_the_next_upload(desk, red):
    (line,) = exported(desk)
    page = preview(desk, [line | {"单价": "1"}])
    SheetImport.objects.update(made_at=timezone.now() - timedelta(hours=24, seconds=1))

    gone = confirm(desk, page)

    assert (gone.status_code, now(red)[1]) == (404, "99.00")
    assert "找不到这次导入：预览保留 24 小时，请重新上传。" in gone.content.decode()
    preview(desk, [line | {"单价": "2"}])
    assert SheetImport.objects.count() == 1


def test_an_editor_has_five_previews_at_a_time(desk, red):
    (line,) = exported(desk)
    for price in range(7):
        preview(desk, [line | {"单价": str(price)}])

    assert SheetImport.objects.count() == drafts.MOST_WAITING
    assert differences(desk.get(f"{IMPORT}{SheetImport.objects.first().pk}/"))[0][3] == "6.00"


def test_changes_that_do_not_fit_are_refused_with_a_sentence(desk, red, monkeypatch):
    monkeypatch.setattr(drafts, "_MOST_BYTES", 10)
    (line,) = exported(desk)

    response = upload(desk, as_csv([line | {"单价": "1"}]))

    assert response.status_code == 422
    assert response.context["change"].errors == {"file": ["改动太多，一次放不下。请分成几个文件上传。"]}
