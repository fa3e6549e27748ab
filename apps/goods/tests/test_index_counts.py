"""The engine's answers to random requests, against what plain Python counts over the same rows."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from goods.index import PAGE_SIZE, Facet, Request, Sort
from goods.index.current import catalogue_index
from goods.models import SKU

from .factories import BrandFactory, CategoryFactory, SKUFactory, SPUFactory

COLOURS, SIZES = ("红", "蓝", "黑=白"), ("S", "M")
WORDS = ("手机", "电视", "毛巾")


@pytest.fixture
def rows():
    """Seventy SKUs, a few of them off the shelf, in four categories, of three brands."""
    chance = random.Random(7)
    brands = BrandFactory.create_batch(3)
    first = CategoryFactory()
    seconds = CategoryFactory.create_batch(2, parent=first)
    leaves = [leaf for second in seconds for leaf in CategoryFactory.create_batch(2, parent=second)]
    spus = [SPUFactory(brand=chance.choice(brands), category=leaf) for leaf in leaves for _ in range(3)]
    for number in range(70):
        options = {"颜色": COLOURS[number % 3], "尺码": SIZES[number // 3 % 2]}
        SKUFactory(
            spu=spus[number // 6],
            name=" ".join(chance.sample(WORDS, 2)),
            price=Decimal(chance.randrange(0, 20_000)) / 100,
            stock=chance.choice((0, 5)),
            sales=chance.randrange(4),
            is_launched=chance.random() < 0.9,
            options=options,
        )
    return list(SKU.objects.select_related("spu", "category__parent").prefetch_related("chosen__option__specification"))


def _request(chance, rows):
    def maybe(value):
        return value if chance.random() < 0.4 else None

    low, high = sorted((Decimal(chance.randrange(20_000)) / 100, Decimal(chance.randrange(20_000)) / 100))
    leaf = chance.choice(rows).category
    kinds = [("颜色", value) for value in COLOURS] + [("尺码", value) for value in SIZES]
    return Request(
        words=maybe(chance.choice(WORDS)) or "",
        category_id=maybe(chance.choice([leaf.pk, leaf.parent_id, leaf.parent.parent_id])),
        brand_ids=maybe(tuple(row.spu.brand_id for row in chance.sample(rows, 2))) or (),
        min_price=maybe(low),
        max_price=maybe(high),
        specifications=maybe(tuple(chance.sample(kinds, 2))) or (),
        in_stock=bool(maybe(True)),
        sort=chance.choice([Sort.PRICE, Sort.PRICE_DOWN, Sort.HOT, Sort.NEW]),
        page=chance.choice([1, 1, 2]),
    )


def _options(row):
    return {(chosen.option.specification.name, chosen.option.value) for chosen in row.chosen.all()}


def _passes(row, request):
    """Which conditions the row fulfils, by their names."""
    wanted = {}
    for name, value in request.specifications:
        wanted.setdefault(name, set()).add((name, value))
    path = (row.category_id, row.category.parent_id, row.category.parent.parent_id)
    return {
        "words": row.is_launched and request.words in row.name,
        "category": request.category_id is None or request.category_id in path,
        "brand": not request.brand_ids or row.spu.brand_id in request.brand_ids,
        "price": (request.min_price or 0) <= row.price <= (request.max_price or 10**9),
        "in_stock": not request.in_stock or row.stock > 0,
        **{f"specification:{name}": bool(values & _options(row)) for name, values in wanted.items()},
    }


def _left(rows, request, *, without=None):
    return [row for row in rows if all(ok for name, ok in _passes(row, request).items() if name != without)]


def _facets(values):
    return tuple(sorted((Facet(str(key), count) for key, count in Counter(values).items()), key=_order))


def _order(facet):
    return -facet.count, facet.value


_KEYS = {
    Sort.PRICE: lambda row: (row.price, row.pk),
    Sort.PRICE_DOWN: lambda row: (-row.price, -row.pk),
    Sort.HOT: lambda row: (-row.sales, -row.pk),
    Sort.NEW: lambda row: (-int(row.created_at.timestamp()), -row.pk),
}


def _specifications(rows, request):
    counted = {}
    for name in ("颜色", "尺码"):
        left = _left(rows, request, without=f"specification:{name}")
        counted[name] = _facets(value for row in left for key, value in _options(row) if key == name)
    return {name: facets for name, facets in counted.items() if facets}


@pytest.mark.django_db
@pytest.mark.parametrize("too_many", [5_000, 3], ids=["all at once", "best sellers first"])
def test_pages_and_counts_are_those_of_the_rows(index_catalogue, rows, monkeypatch, too_many):
    monkeypatch.setattr("goods.index.paging._TOO_MANY_TO_RANK", too_many)
    index_catalogue()
    chance = random.Random(11)
    for _ in range(250):
        request = _request(chance, rows)
        left = sorted(_left(rows, request), key=_KEYS[request.sort])
        prices = [row.price for row in _left(rows, request, without="price")]
        stocked = [row for row in _left(rows, request, without="in_stock") if row.stock]

        found = catalogue_index().find(request)

        begin = (request.page - 1) * PAGE_SIZE
        assert found.sku_ids == tuple(row.pk for row in left[begin : begin + PAGE_SIZE]), request
        assert found.total == len(left), request
        assert found.brands == _facets(row.spu.brand_id for row in _left(rows, request, without="brand")), request
        leaves = _left(rows, request, without="category")
        assert found.categories == (_facets(row.category_id for row in leaves) if request.words else ()), request
        assert found.specifications == _specifications(rows, request), request
        assert found.price_range == ((min(prices), max(prices)) if prices else None), request
        assert found.in_stock_count == len(stocked), request
