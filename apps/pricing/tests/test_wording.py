"""What a shopper reads about an amount."""

from decimal import Decimal

import pytest

from pricing.quotes import Freight, Item, Rates, Saving, quote
from pricing.wording import Said, said, sentence

STANDARD = Freight("标准运费", Decimal(8), Decimal(99))


def freight_said(price, freight, province="广东省"):
    freights = {None: freight} if freight else {}
    return said(quote([Item(1, Decimal(price), 1)], Rates(freights, (), province)).explanation)[1]


@pytest.mark.parametrize(
    ("price", "freight", "why"),
    [
        ("99", STANDARD, "广东省，标准运费：满 99.00 元包邮，已免运费"),
        ("87.50", STANDARD, "广东省，标准运费：每单 8.00 元，满 99.00 元包邮，还差 11.50 元"),
        ("87.50", Freight("大件", Decimal(60)), "广东省，大件：每单 60.00 元"),
        ("87.50", Freight("包邮", Decimal(0)), "广东省，包邮：免运费"),
        ("87.50", None, "免运费"),
    ],
)
def test_freight_says_how_it_came_about(price, freight, why):
    assert freight_said(price, freight).why == why


def test_freight_without_an_address_says_that_it_is_estimated():
    line = freight_said("10", Freight("标准运费", Decimal(8)), province="")

    assert line == Said("运费", Decimal(8), "还没有收货地址，暂按大多数省份计算，标准运费：每单 8.00 元")


def test_a_whole_quote_in_words():
    items = [Item(1, Decimal("128.90"), 2), Item(2, Decimal("1999.00"), 1)]
    rates = Rates({None: STANDARD}, [Saving("秋日满减", Decimal(1000), Decimal(80))], "广东省")

    lines = said(quote(items, rates).explanation)

    assert [sentence(line) for line in lines] == [
        "商品金额：2256.80 元（共 3 件）",
        "运费：0.00 元（广东省，标准运费：满 99.00 元包邮，已免运费）",
        "满减：-80.00 元（秋日满减：商品金额满 1000.00 元）",
        "应付金额：2176.80 元",
    ]
    assert [line.is_total for line in lines] == [False, False, False, True]
