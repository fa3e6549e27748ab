"""The SKUs on the page of their product: in pages, with new pictures."""

import pytest
from django.core.files.storage import default_storage

from goods.admin import products
from goods.models import SKUImage

from .editors import desk_of, editor, fields_of, history, picture, save_product
from .factories import SKUFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def skus():
    first = SKUFactory(options={"颜色": "红"})
    return [first, *(SKUFactory(spu=first.spu, options={"颜色": colour}) for colour in ("蓝", "白"))]


def lines(response):
    return response.context["inline_admin_formsets"][1].formset


def test_pictures_are_added_to_the_skus_on_the_page_of_the_product(desk, skus):
    red, blue, _white = skus

    save_product(desk, red.spu, **{"skus-1-uploads": [picture(), picture()], "skus-0-price": "8.00"})

    assert list(SKUImage.objects.values_list("sku", "sequence").order_by("pk")) == [(blue.pk, 0), (blue.pk, 1)]
    blue.refresh_from_db()
    assert blue.renditions == SKUImage.objects.first().renditions
    assert history(red) == [("editor", "单价 99.00 → 8.00")]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"skus-0-uploads": [picture()] * 9, "skus-1-uploads": [picture()]}, "一次最多上传 9 张图片。"),
        ({"skus-0-uploads": [picture(form="BMP")]}, None),
    ],
)
def test_too_many_pictures_and_other_files_are_refused_and_nothing_is_saved(desk, skus, files, complaint):
    response = save_product(desk, skus[0].spu, **files, **{"skus-0-price": "8.00"})

    refused = lines(response)
    assert (refused.non_form_errors() == [complaint]) if complaint else list(refused.errors[0]) == ["uploads"]
    skus[0].refresh_from_db()
    assert (skus[0].price, SKUImage.objects.count(), default_storage.exists("goods")) == (99, 0, False)


def test_skus_beyond_a_page_are_on_the_next_one_and_saved_there(desk, skus, monkeypatch):
    monkeypatch.setattr(products, "SKUS_ON_PAGE", 2)
    path = f"/admin/goods/spu/{skus[0].spu_id}/change/"

    first, second = desk.get(path), desk.get(f"{path}?skus-page=2")
    desk.post(f"{path}?skus-page=2", fields_of(second, "spu_form") | {"skus-0-price": "8.00", "_save": "保存"})

    assert [line.instance for line in lines(first).initial_forms] == skus[:2]
    assert "第 1–2 个，共 3 个 SKU" in first.content.decode()
    assert 'href="?skus-page=2#skus-group"' in first.content.decode()
    assert [line.instance for line in lines(second).initial_forms] == skus[2:]
    assert [history(sku) for sku in skus] == [[], [], [("editor", "单价 99.00 → 8.00")]]


@pytest.mark.parametrize("page", ["0", "9", "x", "²"])
def test_page_of_skus_that_there_is_not_is_the_first(desk, skus, monkeypatch, page):
    monkeypatch.setattr(products, "SKUS_ON_PAGE", 2)

    response = desk.get(f"/admin/goods/spu/{skus[0].spu_id}/change/?skus-page={page}")

    assert [line.instance for line in lines(response).initial_forms] == skus[:2]
