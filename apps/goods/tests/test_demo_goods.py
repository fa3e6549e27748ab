"""The goods of the demo: how many, how they look, and that they come all or not at all."""

import shutil
from itertools import pairwise

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db.models import Count, F

from goods.demo import load_categories, load_goods, reading
from goods.demo.drawings import VIEWS
from goods.models import SKU, SPU, Brand, CatalogueChange, Category, SKUImage, SKUSpecification, SpecificationOption
from goods.rich_text import clean
from goods.services.changing import option_key

from .factories import CategoryFactory, SKUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def goods():
    load_categories()
    load_goods()


def files():
    return set(default_storage.listdir("goods")[1]) if default_storage.exists("goods") else set()


def rows():
    """Everything about the goods except ids, moments and names of files."""
    chosen = SKUSpecification.objects.values_list("sku__name", "specification__name", "option__value")
    skus = SKU.objects.values_list(
        *("name", "spu__name", "category__name", "caption", "price", "cost_price", "market_price", "stock", "sales")
    )
    spus = SPU.objects.values_list("name", "brand__name", "description", "packing", "after_sales")
    return [sorted(each) for each in (chosen, skus, spus, Brand.objects.values_list("name", "initial"))]


def test_there_are_as_many_goods_of_as_many_kinds_as_promised(goods):
    kinds = {product.drawing for product in reading.products()}

    assert (Brand.objects.count(), SPU.objects.count(), SKU.objects.count(), len(kinds)) == (18, 64, 300, 59)
    assert SPU.objects.values("category__parent__parent").distinct().count() >= 20
    assert SPU.objects.exclude(category__level=3).count() == 0


def test_every_piece_has_three_pictures_of_its_own_and_the_first_as_cover(goods):
    galleries = {sku: list(sku.images.values_list("renditions", flat=True)) for sku in SKU.objects.all()}
    names = [picture[0]["name"] for pictures in galleries.values() for picture in pictures]

    assert {len(pictures) for pictures in galleries.values()} == {len(VIEWS)}
    assert [sku.name for sku, pictures in galleries.items() if sku.renditions != pictures[0]] == []
    assert {name.rpartition("/")[2] for name in names} == files()
    assert len(files()) == len(names) == 900


def test_pieces_differ_in_name_and_say_every_option_in_it(goods):
    skus = list(SKU.objects.prefetch_related("chosen__option"))

    assert len({sku.name for sku in skus}) == len(skus)
    assert [sku.name for sku in skus if not _says_its_options(sku)] == []


def _says_its_options(sku):
    options = [line.option for line in sku.chosen.all()]
    return option_key(options) == sku.option_key and all(option.value in sku.name for option in options)


def test_every_product_gives_each_piece_one_option_of_every_specification(goods):
    for spu in SPU.objects.prefetch_related("specifications", "skus__chosen"):
        wanted = [each.pk for each in spu.specifications.all()]

        assert [[line.specification_id for line in sku.chosen.all()] for sku in spu.skus.all()] == [
            wanted for _ in spu.skus.all()
        ]
        assert {sku.category_id for sku in spu.skus.all()} == {spu.category_id}


def test_some_combinations_are_missing_but_no_option_is_without_a_piece(goods):
    combinations = 0
    for product in reading.products():
        sizes = [len(values) for values in product.specifications.values()]
        combinations += sizes[0] * (sizes[1] if len(sizes) > 1 else 1)
        values = {value for piece in product.pieces() for value in piece.values}
        assert values == {value for values in product.specifications.values() for value in values}

    assert combinations - SKU.objects.count() == sum(len(product.missing) for product in reading.products()) >= 40
    assert SpecificationOption.objects.filter(chosen=None).count() == 0


def test_prices_and_stock_are_believable(goods):
    assert SKU.objects.filter(market_price__lt=F("price")).count() == 0
    assert SKU.objects.filter(price__lte=F("cost_price")).count() == 0
    assert SKU.objects.filter(market_price=F("price")).count() >= 30
    assert SKU.objects.filter(stock=0).count() >= 10
    assert SKU.objects.filter(stock__range=(1, 3)).count() >= 10
    assert SPU.objects.annotate(pieces=Count("skus")).filter(pieces=0).count() == 0


def test_texts_are_such_that_the_cleaner_leaves_them_as_they_are(goods):
    texts = [text for row in SPU.objects.values_list("description", "packing", "after_sales") for text in row]

    assert [text for text in texts if clean(text) != text] == []
    assert len(texts) == 3 * 64
    assert [text for text in texts[::3] if not text.startswith("<h3>") or "</table>" not in text] == []
    assert [text for text in texts[1::3] + texts[2::3] if "<" in text or not text.strip()] == []


def test_the_index_is_told_of_every_piece(goods):
    assert sorted(CatalogueChange.objects.values_list("sku_id", flat=True)) == sorted(
        SKU.objects.values_list("pk", flat=True)
    )


def test_same_goods_every_time(goods):
    first = rows()
    for model in (SKUSpecification, SKUImage, SKU, SPU, Brand):
        model.objects.all().delete()

    load_goods()

    assert rows() == first
    assert all(len(each) > 10 for each in first)


def test_mall_with_a_product_keeps_what_it_has():
    own = SKUFactory()
    load_categories()

    load_goods()

    assert (list(SKU.objects.all()), files()) == ([own], set())


def test_product_without_its_category_is_left_out():
    guitars = CategoryFactory(name="吉他", parent=CategoryFactory(parent=CategoryFactory()))

    load_goods()

    assert list(SPU.objects.values_list("name", "category")) == [("弦歌里单板民谣吉他", guitars.pk)]
    assert list(Brand.objects.values_list("name", flat=True)) == ["弦歌里"]


def test_goods_that_cannot_all_be_saved_leave_neither_rows_nor_files(monkeypatch, tmp_path):
    folder = tmp_path / "goods"
    shutil.copytree(reading._FOLDER, folder)
    living = (folder / "living.toml").read_text()
    (folder / "living.toml").write_text(living.replace("price = 799\n", "price = -799\n"))
    monkeypatch.setattr("goods.demo.reading._FOLDER", folder)
    load_categories()

    with pytest.raises(IntegrityError):
        load_goods()

    counts = [model.objects.count() for model in (Brand, SPU, SKU, SKUImage, CatalogueChange)]
    assert (counts, files()) == ([0, 0, 0, 0, 0], set())


def test_goods_come_in_the_order_of_the_files(goods):
    names = [product.name for product in reading.products()]

    assert list(SPU.objects.order_by("pk").values_list("name", flat=True)) == names
    assert all(first < second for first, second in pairwise(SPU.objects.order_by("pk").values_list("pk", flat=True)))
    assert set(Category.objects.filter(spus__isnull=False).values_list("level", flat=True)) == {3}
