"""Whatever people send: an answer, never an error."""

import random
from decimal import Decimal

import pytest

from goods.index import MAX_PAGE, Request
from goods.index.current import catalogue_index

from .factories import SKUFactory

pytestmark = pytest.mark.django_db
RUBBISH = [
    '"',
    "((((",
    "name:红 AND (",
    "手机 OR NOT +-*?~^",
    "[1 TO",
    "/.*/",
    "\\",
    "……！？，。、",
    "\x00",
    "手机\x00毛巾",
    "\ud800",
    "🙂" * 50,
    "很" * 10_000,
    "a" * 10_000,
    "红 " * 5_000,
    "1" * 400,
    "1.5.7..g gb GB 寸寸",
    "~5~g~",
    "\u202e\u200b\ufeff",
    "ﷺ" * 200,
    "'; DROP TABLE goods_sku; --",
    "<script>alert(1)</script>",
]


@pytest.fixture
def index(index_catalogue):
    SKUFactory(name="红色毛巾 5 gb", options={"颜色": "红"})
    index_catalogue()
    return catalogue_index()


@pytest.mark.parametrize("text", RUBBISH, ids=range(len(RUBBISH)))
def test_words_of_any_kind_are_answered(index, text):
    found = index.find(Request(words=text))

    assert (found.total, len(found.sku_ids)) in {(0, 0), (1, 1)}
    assert len(index.suggest(text)) <= 1


def test_words_without_a_letter_find_nothing(index):
    assert index.find(Request(words="……！？")).sku_ids == ()


def test_random_text_is_answered(index):
    chance = random.Random(3)
    alphabet = '红色毛巾 "()[]{}*?~^:\\/+-!&|<>=.5gb\x00\n\t'
    for _ in range(300):
        text = "".join(chance.choices(alphabet, k=chance.randrange(1, 40)))
        assert index.find(Request(words=text)).total in (0, 1), text
        assert len(index.suggest(text)) <= 3, text


@pytest.mark.parametrize(
    "request_",
    [
        Request(category_id=-1),
        Request(category_id=2**70),
        Request(brand_ids=(0, -5, 2**64)),
        Request(specifications=(("", ""), ("\x1f", "\x1f"), ("颜色\x00", "红"), ("\ud800", "红"))),
        Request(min_price=Decimal("NaN")),
        Request(max_price=Decimal("-1")),
        Request(min_price=Decimal("Infinity")),
        Request(min_price=Decimal("9e30")),
        Request(min_price=Decimal(5), max_price=Decimal(1)),
        Request(page=MAX_PAGE + 1),
    ],
)
def test_conditions_that_nothing_fulfils_leave_nothing(index, request_):
    assert index.find(request_).sku_ids == ()


@pytest.mark.parametrize("page", [0, -3])
def test_page_before_the_first_is_the_first(index, page):
    assert len(index.find(Request(page=page)).sku_ids) == 1


@pytest.mark.parametrize("limit", [0, -1])
def test_no_suggestions_are_no_suggestions(index, limit):
    assert index.suggest("红", limit=limit) == ()
