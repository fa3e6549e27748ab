from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F
from django.utils import timezone

from goods.models import SKU, SPU, Brand, CatalogueChange, SKUSpecification, Specification, SpecificationOption
from goods.services.changing import option_key

from .factories import CategoryFactory, SKUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def load(skus, **more):
    output = StringIO()
    call_command("load_catalogue", skus=skus, stdout=output, **more)
    return output.getvalue().splitlines()


def rows():
    """Everything that is invented, except moments and names of files."""
    unlike = {"created_at", "updated_at", "renditions"}
    models = (Brand, SPU, Specification, SpecificationOption, SKU)
    names = {model: [field.attname for field in model._meta.fields if field.name not in unlike] for model in models}
    chosen = list(SKUSpecification.objects.order_by("pk").values_list("sku_id", "specification_id", "option_id"))
    return [*(list(model.objects.order_by("pk").values_list(*names[model])) for model in models), chosen]


def forget():
    for model in (SKUSpecification, SKU, SPU):
        model.objects.all().delete()


def test_catalogue_gets_exactly_as_many_skus_as_asked_for_and_grows_when_run_again():
    first = load(43)
    before = set(SKU.objects.values_list("pk", "name", "price"))

    load(97)

    assert first[0].startswith("43 of 43 SKUs")
    assert first[1].startswith("Added 43 SKUs")
    assert SKU.objects.count() == CatalogueChange.objects.count() == 97
    assert before < set(SKU.objects.values_list("pk", "name", "price"))


def test_catalogue_that_is_large_enough_stays_as_it_is():
    load(30)

    assert load(20)[0].startswith("Added 0 SKUs")
    assert SKU.objects.count() == 30


def test_goods_that_were_there_stay_and_count():
    own = SKUFactory()
    CategoryFactory(name="吉他", parent=CategoryFactory(parent=CategoryFactory()))

    load(12)

    assert SKU.objects.count() == 12
    assert SKU.objects.get(pk=own.pk).name == own.name


def test_every_batch_is_told(monkeypatch):
    monkeypatch.setattr("goods.demo.growing.BATCH", 25)

    lines = load(60)

    assert [line.split(" (")[0] for line in lines[:-1]] == [f"{count} of 60 SKUs" for count in (25, 50, 60)]
    assert SKU.objects.count() == 60


def test_of_very_many_the_index_gets_one_note(monkeypatch):
    monkeypatch.setattr("goods.demo.growing.BATCH", 25)
    monkeypatch.setattr("goods.demo.growing.MANY", 50)

    lines = load(60)

    assert list(CatalogueChange.objects.values_list("sku_id", flat=True)) == [CatalogueChange.EVERYTHING]
    assert lines[-1] == "Each host's follower builds its search index anew; without one: catalogue_index rebuild."


def test_columns_that_are_not_invented_are_as_the_models_write_them():
    began = timezone.now()
    load(30)
    ended = timezone.now()

    skus = SKU.objects.filter(review_count=0, created_at__range=(began, ended), updated_at__range=(began, ended))
    assert skus.filter(cost_price__lt=F("price"), price__lt=F("market_price")).count() == 30
    assert {type(sku.renditions[0]["width"]) for sku in skus} == {int}


def test_same_seed_gives_the_same_goods_and_another_one_others():
    load(60)
    first, forgotten = rows(), forget()
    load(60)
    again, forgotten = rows(), forget()
    load(60, seed=2)

    assert (forgotten, again) == (None, first)
    assert rows()[4] != first[4]


def test_options_fit_the_combination_of_each_sku():
    load(80)

    for sku in SKU.objects.prefetch_related("chosen__option__specification"):
        options = [line.option for line in sku.chosen.all()]
        assert sku.option_key == option_key(options)
        assert {option.specification.spu_id for option in options} == {sku.spu_id}
        assert sku.category_id == sku.spu.category_id
    assert SpecificationOption.objects.filter(chosen=None).count() == 0


def test_skus_that_look_alike_share_one_drawing():
    load(400)

    drawn = {sku.renditions[0]["name"] for sku in SKU.objects.all()}
    assert {name.rpartition("/")[2] for name in drawn} == set(default_storage.listdir("goods")[1])
    assert 20 < len(drawn) < 200


def test_catalogue_is_spread_as_in_a_shop():
    load(2_000)

    skus = SKU.objects.all()
    assert 40 < skus.filter(stock=0).count() < 400
    assert 40 < skus.filter(stock__range=(1, 3)).count() < 400
    assert 0 < skus.filter(is_launched=False).count() < 200
    assert skus.filter(price__lt=100).count() > 200
    assert skus.filter(price__gt=1_000).count() > 100
    assert skus.values("category").distinct().count() > 60
    assert SPU.objects.values("brand").distinct().count() > 50


@pytest.mark.parametrize("skus", [0, -5, 10_000_001])
def test_catalogue_of_an_absurd_size_is_refused(skus):
    with pytest.raises(CommandError, match="between 1 and"):
        load(skus)


def test_mall_without_third_level_categories_is_told_so():
    CategoryFactory()

    with pytest.raises(CommandError, match="none of the third level"):
        load(10)
