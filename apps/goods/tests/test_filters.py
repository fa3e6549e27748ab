"""What a browser may ask for, and the addresses that are made of it."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from goods import filters
from goods.index import Request, Sort


def asked(query, **more):
    return filters.asked_of_list(QueryDict(query), **({"category_id": 7, "page": 1} | more))


def test_everything_that_can_be_asked_of_a_list_is_read():
    query = "sort=-price&brand=9&brand=4&min=10&max=99.90&spec=颜色:红&spec=颜色:黑&spec=容量:256GB&stock=1"

    assert asked(query, page=3) == Request(
        category_id=7,
        brand_ids=(4, 9),
        min_price=Decimal("10.00"),
        max_price=Decimal("99.90"),
        specifications=(("容量", "256GB"), ("颜色", "红"), ("颜色", "黑")),
        in_stock=True,
        sort=Sort.PRICE_DOWN,
        page=3,
    )


@pytest.mark.parametrize(
    "rubbish",
    [
        "sort=cheapest",
        "sort=PRICE",
        "brand=x&brand=-1&brand=0&brand=1.5&brand=²&brand=" + "9" * 19 + "&brand=" + "9" * 5000,
        "min=x&max=NaN",
        "min=Infinity&max=-Infinity",
        "min=-1&max=1e400",
        "min=&max=",
        "max=1000000000",
        "spec=&spec=颜色&spec=:红&spec=颜色:",
        "spec=" + "名" * 21 + ":红&spec=颜色:" + "红" * 41,
        "spec=颜%00色:红&spec=颜色:%0a红&spec=颜色:%E2%80%AE红",
        "stock=yes&stock=",
        "q=words&category=3&page=9",
        "unknown=1",
    ],
)
def test_rubbish_is_the_page_without_it(rubbish):
    assert asked(rubbish) == Request(category_id=7)


@pytest.mark.parametrize(
    ("query", "lowest", "highest"),
    [
        ("min=100&max=50", "50", "100"),
        ("min=１２&max=", "12", None),
        ("min=-0", "0", None),
        ("max= 5.999 ", None, "6"),
        ("min=1e2", "100", None),
        ("max=99999999.99", None, "99999999.99"),
    ],
)
def test_prices_are_read_as_people_type_them(query, lowest, highest):
    request = asked(query)

    assert request.min_price == (None if lowest is None else Decimal(lowest))
    assert request.max_price == (None if highest is None else Decimal(highest))
    assert "-0" not in filters.address(request)


def test_only_the_first_choices_of_a_filter_count():
    query = "&".join(f"brand={number}&spec=颜色:{number}" for number in range(1, 100))

    request = asked(query)

    assert request.brand_ids == tuple(range(1, filters.MAX_CHOICES + 1))
    assert len(request.specifications) == filters.MAX_CHOICES


@pytest.mark.parametrize("page", [0, 101, 10**30])
def test_pages_outside_the_book_do_not_exist(page):
    with pytest.raises(filters.NoSuchPage):
        asked("", page=page)
    with pytest.raises(filters.NoSuchPage):
        filters.asked_of_search(QueryDict(f"q=x&page={page}"))


@pytest.mark.parametrize("page", ["x", "-1", "1.0", "9" * 5000, "²"])
def test_page_of_the_search_is_a_number(page):
    with pytest.raises(filters.NoSuchPage):
        filters.asked_of_search(QueryDict(f"q=x&page={page}"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  苹果 \t 手机\n256 ", "苹果 手机 256"),
        ("a\0b", "ab"),
        ("长" * 5000, "长" * 100),
        ("字" * 99 + " 尾巴", "字" * 99),
        ("\ud800手机", "手机"),
        (" \u200b\u3000", ""),
    ],
)
def test_words_are_one_line_that_can_be_seen(typed, words):
    query = QueryDict(mutable=True)
    query["q"] = typed

    assert filters.asked_of_search(query).words == words


def test_search_knows_a_category_and_its_page():
    request = filters.asked_of_search(QueryDict("q=手机&category=3&category=4&page=2&brand=1"))

    assert request == Request(words="手机", category_id=3, brand_ids=(1,), page=2)


@pytest.mark.parametrize(
    "query", ["", "sort=hot&brand=2&brand=10&spec=%E9%A2%9C%E8%89%B2%3A%E7%BA%A2&min=0.5&max=10&stock=1"]
)
def test_address_of_a_list_leads_back_to_what_was_asked(query):
    address = filters.address(asked(query, page=2))

    assert address == "/list/7/2/" + ("?" + query if query else "")


def test_address_of_a_search_leads_back_to_what_was_asked():
    request = filters.asked_of_search(QueryDict("q=a%26b+c&category=3&sort=new&page=2"))

    assert filters.address(request) == "/search/?q=a%26b+c&category=3&sort=new&page=2"


def test_choosing_twice_gives_the_choice_up():
    request = asked("brand=1&spec=颜色:红", page=4)

    chosen = filters.with_choice(filters.with_choice(request, "brand", "5"), "spec", "颜色:黑:亮")
    back = filters.with_choice(filters.with_choice(chosen, "brand", "5"), "spec", "颜色:黑:亮")

    assert (chosen.brand_ids, chosen.specifications) == ((1, 5), (("颜色", "红"), ("颜色", "黑:亮")))
    assert back == asked("brand=1&spec=颜色:红", page=1)


@pytest.mark.parametrize(
    ("query", "page", "canonical"),
    [("", 1, "/list/7/1/"), ("", 3, "/list/7/3/"), ("brand=1", 3, "/list/7/1/"), ("sort=price", 3, "/list/7/1/")],
)
def test_filters_and_sorts_are_not_pages_of_their_own_for_search_engines(query, page, canonical):
    assert filters.canonical(asked(query, page=page)) == canonical
