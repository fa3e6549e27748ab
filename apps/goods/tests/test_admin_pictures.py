"""Pictures of a SKU in the admin: several at once, in their order, the first on the cover, no file left behind."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from goods.models import CatalogueChange, SKUImage
from utils.pictures import MAX_BYTES

from .editors import desk_of, editor, fields_of, picture, save_sku
from .factories import BrandFactory, SKUFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def sku():
    return SKUFactory(options={"颜色": "红"})


def stored():
    """The names of all files that are kept."""
    return (
        {f"goods/{name}" for name in default_storage.listdir("goods")[1]} if default_storage.exists("goods") else set()
    )


def names(*rows):
    return {rendition["name"] for row in rows for rendition in row.renditions}


def gallery(sku):
    sku.refresh_from_db()
    return list(sku.images.all())


def errors_on(response):
    return response.context["adminform"].form.errors


def test_several_pictures_are_shown_at_once_in_their_widest_size_and_the_first_is_the_cover(desk, sku):
    save_sku(desk, sku, uploads=[picture(size=(1600, 800)), picture(size=(300, 300), form="JPEG")])

    first, second = gallery(sku)
    assert [(each["width"], each["height"]) for each in first.renditions] == [(1440, 720)]
    assert [(each["width"], each["height"]) for each in second.renditions] == [(300, 300)]
    assert (first.sizes_wanted_at is not None, second.sizes_wanted_at) == (True, None)
    assert sku.renditions == first.renditions
    assert stored() == names(first, second)
    assert list(CatalogueChange.objects.values_list("sku_id", flat=True)) == [sku.pk, sku.pk]


def test_later_pictures_come_after_the_ones_that_are_there(desk, sku):
    save_sku(desk, sku, uploads=[picture()])
    [first] = gallery(sku)

    save_sku(desk, sku, uploads=[picture(), picture()])

    assert gallery(sku)[0] == first
    assert [image.sequence for image in gallery(sku)] == [0, 1, 2]


def test_cover_follows_the_order(desk, sku):
    save_sku(desk, sku, uploads=[picture(), picture(color="blue")])
    red, blue = gallery(sku)

    save_sku(desk, sku, **{"images-0-sequence": "2"})

    assert gallery(sku) == [blue, red]
    assert sku.renditions == blue.renditions


def test_replaced_file_is_deleted_and_the_cover_follows(desk, sku):
    save_sku(desk, sku, uploads=[picture()])
    [old] = gallery(sku)

    save_sku(desk, sku, **{"images-0-upload": picture(size=(200, 100))})

    [new] = gallery(sku)
    assert (new.pk, [each["width"] for each in new.renditions]) == (old.pk, [200])
    assert sku.renditions == new.renditions
    assert stored() == names(new)


def test_removed_picture_takes_its_files_along(desk, sku):
    save_sku(desk, sku, uploads=[picture(), picture()])
    _removed, kept = gallery(sku)

    save_sku(desk, sku, **{"images-0-DELETE": "on"})

    assert gallery(sku) == [kept]
    assert sku.renditions == kept.renditions
    assert stored() == names(kept)


def test_sku_without_pictures_has_no_cover(desk, sku):
    save_sku(desk, sku, uploads=[picture()])

    save_sku(desk, sku, **{"images-0-DELETE": "on"})

    assert gallery(sku) == []
    assert (sku.renditions, stored()) == ([], set())


def test_deleted_sku_takes_its_files_along(desk, sku):
    save_sku(desk, sku, uploads=[picture()])

    desk.post(f"/admin/goods/sku/{sku.pk}/delete/", {"post": "yes"})

    assert not SKUImage.objects.exists()
    assert stored() == set()
    assert CatalogueChange.objects.last().sku_id == sku.pk


NOT_A_PICTURE = "这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。"
TOO_LARGE = "图片太大：宽乘高不能超过 2500 万像素，每边不能超过 16383 像素。"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NOT_A_PICTURE),
        (b"<!doctype html><script>alert(1)</script>", NOT_A_PICTURE),
        (picture().read()[:-60], NOT_A_PICTURE),
        (picture(size=(20_000, 3), form="PNG").read(), TOO_LARGE),
        (b"", "所提交的是空文件。"),
    ],
    ids=["svg", "html", "broken", "huge", "empty"],
)
@pytest.mark.parametrize("field", ["uploads", "images-0-upload"])
def test_file_that_is_no_picture_is_refused_with_a_sentence(desk, sku, field, content, sentence):
    save_sku(desk, sku, uploads=[picture()])
    before = names(*gallery(sku))

    response = save_sku(desk, sku, **{field: SimpleUploadedFile("photo.png", content, "image/png")})

    assert sentence in response.content.decode()
    assert names(*gallery(sku)) == stored() == before


def test_heavy_file_is_refused_by_its_name_and_the_good_one_beside_it_is_not_kept(desk, sku):
    heavy = SimpleUploadedFile("heavy.png", b"\x00" * (MAX_BYTES + 1))

    response = save_sku(desk, sku, uploads=[picture(), heavy])

    [sentence] = errors_on(response)["uploads"]
    assert sentence.startswith("heavy.png：图片不能超过 5.0")
    assert stored() == set()


def test_ten_pictures_at_once_are_too_many(desk, sku):
    response = save_sku(desk, sku, uploads=[picture(size=(3, 3)) for _ in range(10)])

    assert errors_on(response) == {"uploads": ["一次最多上传 9 张图片。"]}


def test_logo_of_a_brand_is_replaced_and_removed_with_its_files(desk, settings):
    brand = BrandFactory()
    path = f"/admin/goods/brand/{brand.pk}/change/"

    def save(**changed):
        desk.post(path, fields_of(desk.get(path), "brand_form") | changed)
        brand.refresh_from_db()
        kept = default_storage.listdir("brands")[1]
        assert {f"brands/{name}" for name in kept} == names(brand)
        return [each["width"] for each in brand.renditions]

    assert save(upload=picture(size=(300, 100))) == [300]
    assert save(upload=picture(size=(200, 100))) == [200]
    assert save(initial="Q") == [200]
    assert save(**{"upload-clear": "on"}) == []
