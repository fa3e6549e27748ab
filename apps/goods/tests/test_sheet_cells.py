"""Single cells of a sheet: what Excel, WPS and people make of prices, stock and yes or no."""

import math
from datetime import date
from decimal import Decimal

import pytest

from goods.forms.cells import _LONGEST, Unusable, cell_of, number_of_sku, seen_stock_of
from goods.models import SKU


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("12.50", "12.50"),
        (12.5, "12.50"),
        (12, "12.00"),
        ("１２．５", "12.50"),
        ("1,299.00", "1299.00"),
        ("１，２９９", "1299.00"),
        (" ￥99 ", "99.00"),
        ("¥1,234,567.8", "1234567.80"),
        ("+5", "5.00"),
        ("12.500", "12.50"),
        (19.9 * 3, "59.70"),  # 59.699999999999996, which Excel shows as 59.7
        (0.1 + 0.2, "0.30"),
        ("-0", "0.00"),
        ("99999999.99", "99999999.99"),
    ],
)
def test_price_is_exact_to_the_fen(cell, price):
    assert str(cell_of("price", cell)) == price
    assert isinstance(cell_of("price", cell), Decimal)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("12.345", "最多两位小数，现在是「12.345」"),
        (12.345, "最多两位小数，现在是「12.345」"),
        ("-0.01", "不能小于 0"),
        ("−1", "不能小于 0"),
        (-1.5, "不能小于 0"),
        ("100000000", "不能大于 99999999.99"),
        ("9" * 39, "不能大于 99999999.99"),
        (1e300, "不能大于 99999999.99"),
        ("1e3", "要填数字，现在是「1e3」"),
        ("1,29", "要填数字，现在是「1,29」"),
        ("12元左右", "要填数字，现在是「12元左右」"),
        ("9" * 500, f"要填数字，现在是「{'9' * 20}…」"),
        (math.inf, "要填数字，现在是「inf」"),
        (math.nan, "要填数字，现在是「nan」"),
        (True, "要填数字，现在是「True」"),
        (date(2026, 11, 23), "要填数字，现在是「2026-11-23」"),
        ("#DIV/0!", "公式的结果是错误 #DIV/0!"),
        ("", "不能为空"),
        (None, "不能为空"),
        ("  ", "不能为空"),
    ],
)
def test_what_is_no_price_is_refused_with_a_sentence(cell, sentence):
    with pytest.raises(Unusable) as refused:
        cell_of("price", cell)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(("cell", "stock"), [("7", 7), (7.0, 7), ("1,000", 1000), ("７", 7), ("7.00", 7), (0, 0)])
def test_stock_is_a_whole_number(cell, stock):
    assert cell_of("stock", cell) == stock
    assert seen_stock_of(cell) == stock


@pytest.mark.parametrize("cell", ["7.5", -1, "2147483648", "七", None, True])
def test_what_is_no_stock_is_refused(cell):
    with pytest.raises(Unusable):
        cell_of("stock", cell)


def test_stock_that_nobody_saw_may_be_empty():
    assert [seen_stock_of(cell) for cell in (None, "", " ")] == [None, None, None]


@pytest.mark.parametrize("cell", ["是", "上架", "TRUE", True, 1, 1.0, "Ｙ", "yes", " 是 "])
def test_words_for_yes(cell):
    assert cell_of("is_launched", cell) is True


@pytest.mark.parametrize("cell", ["否", "下架", "false", False, 0, "N"])
def test_words_for_no(cell):
    assert cell_of("is_launched", cell) is False


@pytest.mark.parametrize("cell", ["", None, "大概", 2])
def test_other_words_are_neither(cell):
    with pytest.raises(Unusable):
        cell_of("is_launched", cell)


def test_texts_are_one_line_of_bounded_length():
    assert cell_of("name", " 手机\n256G ") == "手机 256G"
    assert cell_of("name", 123.0) == "123"
    assert cell_of("caption", None) == ""
    for name, cell in (("name", ""), ("name", "长" * 151), ("caption", "长" * 201), ("name", True), ("name", date.max)):
        with pytest.raises(Unusable):
            cell_of(name, cell)


def test_lengths_are_those_of_the_table():
    assert {name: SKU._meta.get_field(name).max_length for name in _LONGEST} == _LONGEST


@pytest.mark.parametrize("cell", ["12", 12, 12.0, "１２"])
def test_number_of_a_sku(cell):
    assert number_of_sku(cell) == 12


@pytest.mark.parametrize("cell", [None, "", "0", -1, "1.5", "x", 10**30, "9" * 30])
def test_what_is_no_number_of_a_sku_is_refused(cell):
    with pytest.raises(Unusable):
        number_of_sku(cell)
