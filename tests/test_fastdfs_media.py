"""Pictures of every kind live in FastDFS from the upload to the end, and the mall stands while the cluster is away."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

from aftersales.models import AfterSale
from aftersales.services.forgetting import forget_words
from aftersales.tests.factories import line_of, order_of
from contents.demo import load_home
from contents.models import Content
from contents.tests.factories import ContentFactory, picture_bytes
from goods.demo import load_categories
from goods.models import SPU, Brand, SKUImage
from goods.services import editing, gallery, sizing
from goods.tests.editors import desk_of, editor, save, save_sku
from goods.tests.factories import BrandFactory, SKUFactory
from reviews.models import Review, ReviewPicture
from reviews.services import sizing as review_sizing
from reviews.services.anonymising import anonymise_reviews_of
from tests.fastdfs_mall import keep_files_in, kept, last_parts, start_again
from users.tests.factories import UserFactory
from utils.fastdfs.storage import FastDFSStorage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_fastdfs")]
ALL = [480, 960, 1440]
SECRET = "FastDFS1234567890"


@pytest.fixture
def away(running):
    """Stops the cluster; it is there again for the next test."""
    yield running.stop
    start_again(running)


@pytest.fixture
def desk():
    return desk_of(editor())


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def upload(width=1600, colour=(200, 60, 40)):
    return SimpleUploadedFile("photo.png", picture_bytes(width, 800, colour=colour), "image/png")


def photograph(width=1600):
    return Image.new("RGB", (width, 800), "red")


def names(*rows):
    return {each["name"] for row in rows for each in row.renditions}


def sizes_of(page):
    """Of the first picture in several widths on the page, as a browser gets them."""
    [srcset] = re.findall(r'srcset="([^"]+group1/[^"]+)"', page)[:1]
    answers = [Client().get(source.split()[0]) for source in srcset.split(", ")]
    return [Image.open(io.BytesIO(b"".join(answer.streaming_content))).width for answer in answers]


def test_pictures_of_goods_are_uploaded_sized_shown_replaced_and_deleted(desk, running):
    sku = SKUFactory()
    save_sku(desk, sku, uploads=[upload()])
    image = SKUImage.objects.get()
    [master] = names(image)

    sizing.size_gallery(image_ids=[image.pk])

    image.refresh_from_db()
    assert master.endswith(".webp")
    assert kept(running) == last_parts(names(image))
    assert sizes_of(Client().get(sku.get_absolute_url()).content.decode()) == ALL
    save_sku(desk, sku, **{"images-0-upload": upload(300, colour=(1, 2, 3))})
    image.refresh_from_db()
    assert (len(image.renditions), kept(running)) == (1, last_parts(names(image)))
    save_sku(desk, sku, **{"images-0-DELETE": "on"})
    assert kept(running) == set()


def test_pictures_of_brands_and_of_the_home_page_too(desk, running):
    brand, content = BrandFactory(), ContentFactory()

    save(desk, f"/admin/goods/brand/{brand.pk}/change/", "brand_form", upload=upload())
    save(desk, f"/admin/contents/content/{content.pk}/change/", "content_form", upload=upload())

    assert kept(running) == last_parts(names(Brand.objects.get(pk=brand.pk), Content.objects.get(pk=content.pk)))
    assert Client().get("/").content.decode().count("/media/group1/M00/") > 0


def test_pictures_of_a_review_go_with_the_account_of_the_buyer(client, alice, running):
    order = order_of(alice, status="to_review")
    form = {"stars": "5", "text": "声音很干净，包装一般", "pictures": [upload(), upload()]}

    client.post(f"/orders/{order.number}/lines/{line_of(order).pk}/review/", form)
    review_sizing.size_reviews(picture_ids=ReviewPicture.objects.values_list("pk", flat=True))

    pictures = list(ReviewPicture.objects.all())
    assert [[each["width"] for each in row.renditions] for row in pictures] == [ALL, ALL]
    assert kept(running) == last_parts(names(*pictures))
    assert client.get("/reviews/mine/").content.decode().count("/media/group1/M00/") > 0
    with transaction.atomic():
        anonymise_reviews_of(alice)
    assert kept(running) == set()


def test_evidence_is_shown_to_its_buyer_and_goes_with_the_account(client, alice, running):
    order = order_of(alice)
    form = {"kind": "refund", "count": "1", "reason": "not_wanted", "text": "", "pictures": [upload(), upload()]}

    client.post(f"/orders/{order.number}/lines/{line_of(order).pk}/aftersales/new/", form)

    aftersale = AfterSale.objects.get()
    stored = {each["name"] for picture in aftersale.pictures for each in picture}
    page = client.get(aftersale.get_absolute_url()).content.decode()
    assert (len(stored), kept(running)) == (2, last_parts(stored))
    assert [name in page for name in stored] == [True, True]
    with transaction.atomic():
        forget_words(user=alice)
    assert kept(running) == set()


def test_file_stays_while_its_deletion_may_still_be_taken_back(running):
    brand = BrandFactory()
    editing.save_brand(brand=brand, picture=photograph())
    before = kept(running)

    with transaction.atomic():
        editing.delete_brands([brand])
        transaction.set_rollback(True)

    assert (len(before), kept(running)) == (1, before)
    editing.delete_brands([brand])
    assert kept(running) == set()


def test_sizes_that_fastdfs_does_not_take_leave_no_file_and_are_made_later(running):
    sku = SKUFactory()
    gallery.save_gallery(sku=sku, added=[photograph()])
    image = SKUImage.objects.get()
    running.storages[0].fault("status", status=28)  # full

    made = sizing.size_gallery(image_ids=[image.pk])

    running.storages[0].mend()
    assert (made, kept(running)) == (0, last_parts(names(image)))
    assert sizing.size_gallery(image_ids=[image.pk]) == 1


class Killed(BaseException):
    """As SIGKILL: nothing that cleans up may be needed."""


class DyingStorage(FastDFSStorage):
    def _save(self, name, content):
        if name.endswith("-960.webp"):
            raise Killed
        return super()._save(name, content)


def test_size_that_a_killed_worker_stored_is_the_rows_and_the_next_one_makes_the_others(running, settings):
    sku = SKUFactory()
    gallery.save_gallery(sku=sku, added=[photograph()])
    image, whole = SKUImage.objects.get(), settings.STORAGES
    dying = {**whole["default"], "BACKEND": "tests.test_fastdfs_media.DyingStorage"}
    settings.STORAGES = whole | {"default": dying}
    with pytest.raises(Killed):
        sizing.size_gallery(image_ids=[image.pk])
    image.refresh_from_db()
    half = (len(image.renditions), kept(running) == last_parts(names(image)))
    settings.STORAGES = whole

    made = sizing.size_gallery(image_ids=[image.pk])

    [before, _master] = image.renditions
    image.refresh_from_db()
    assert (half, made, [each["width"] for each in image.renditions]) == ((2, True), 1, ALL)
    assert (image.renditions[0], kept(running)) == (before, last_parts(names(image)))


def test_picture_with_a_size_of_a_killed_worker_takes_it_along(running, settings):
    sku = SKUFactory()
    gallery.save_gallery(sku=sku, added=[photograph()])
    whole = settings.STORAGES
    settings.STORAGES = whole | {"default": {**whole["default"], "BACKEND": "tests.test_fastdfs_media.DyingStorage"}}
    with pytest.raises(Killed):
        sizing.size_gallery(image_ids=[SKUImage.objects.get().pk])

    editing.delete_skus([sku])

    assert kept(running) == set()


def test_editor_reads_a_sentence_when_the_cluster_is_away_and_nothing_is_saved(desk, away):
    brand = BrandFactory(name="远山")
    away()

    response = save(desk, f"/admin/goods/brand/{brand.pk}/change/", "brand_form", name="云岭", upload=upload())

    brand.refresh_from_db()
    assert (response.status_code, response["Retry-After"], brand.name, brand.renditions) == (503, "30", "远山", [])
    assert "存放图片的服务器没有应答，这一次什么都没有保存。" in response.content.decode()


def test_buyer_keeps_the_words_of_a_review_when_the_cluster_is_away(client, alice, away):
    order = order_of(alice, status="to_review")
    away()

    form = {"stars": "5", "text": "声音很干净，包装一般", "pictures": [upload()]}
    response = client.post(f"/orders/{order.number}/lines/{line_of(order).pk}/review/", form)

    page = response.content.decode()
    assert (response.status_code, Review.objects.count()) == (503, 0)
    assert "图片暂时存不上，评价还没有提交。请过半分钟再试，或者先不带图片提交。" in page
    assert "声音很干净，包装一般</textarea>" in page


def test_buyer_keeps_a_request_for_money_when_the_cluster_is_away(client, alice, away):
    order = order_of(alice)
    away()

    form = {"kind": "refund", "count": "1", "reason": "not_wanted", "text": "不要了", "pictures": [upload()]}
    response = client.post(f"/orders/{order.number}/lines/{line_of(order).pk}/aftersales/new/", form)

    order.refresh_from_db()
    assert (response.status_code, AfterSale.objects.count(), order.status) == (503, 0, "to_ship")
    assert "图片暂时存不上，申请还没有提交。请过半分钟再试，或者先不带图片提交。" in response.content.decode()


def test_pages_are_shown_and_rows_are_deleted_while_the_cluster_is_away(client, away, caplog):
    sku = SKUFactory()
    gallery.save_gallery(sku=sku, added=[photograph()])
    [name] = names(SKUImage.objects.get())
    away()

    page = client.get(sku.get_absolute_url())
    editing.delete_skus([sku])

    assert (page.status_code, name in page.content.decode()) == (200, True)
    assert f"a file that no row has any more was not deleted: {name}" in caplog.text


def test_pages_may_show_pictures_from_the_storage_servers(client, running, settings, tmp_path):
    before = client.get("/")["Content-Security-Policy"]
    bases = ["https://img1.example/a/", "https://img1.example/b/", "https://img2.example:8443/"]
    keep_files_in(running, settings, tmp_path, base_urls=bases)

    policies = [Client().get(path)["Content-Security-Policy"] for path in ("/", "/admin/login/")]

    allowed = "img-src 'self' https://img1.example https://img2.example:8443 data:"
    assert "img-src 'self' data:" in before
    assert [allowed in policy for policy in policies] == [True, True]


def sku_whose_picture_has_a_token(running, settings, folder):
    """The SKU, the name of its picture, and its address as an editor copies it into HTML."""
    options = {"base_urls": ["https://img.example/"], "token_secret": SECRET, "token_seconds": 900}
    keep_files_in(running, settings, folder, **options)
    sku = SKUFactory()
    gallery.save_gallery(sku=sku, added=[photograph(300)])
    [name] = names(SKUImage.objects.get())
    return sku, name, default_storage.url(name).replace("&", "&amp;")


def test_pictures_in_texts_are_kept_by_name_and_shown_at_the_address_of_the_day(desk, running, settings, tmp_path):
    sku, name, address = sku_whose_picture_has_a_token(running, settings, tmp_path)
    sku.spu.description = f'<p>正面</p><img alt="图 src=" src="{address}">'

    editing.save_product(spu=sku.spu, by_id=desk.session["_auth_user_id"])

    kept_text = SPU.objects.get().description
    assert kept_text == f'<p>正面</p><img alt="图 src=" src="/media/{name}" loading="lazy">'
    page = Client().get(sku.get_absolute_url()).content.decode()
    assert re.findall(r'<img alt="图 src=" src="(.+?)\?token=[0-9a-f]{32}&amp;ts=\d+"', page) == [
        f"https://img.example/{name}"
    ]


def test_links_to_pictures_in_texts_do_not_end_with_their_token(desk, running, settings, tmp_path):
    sku, name, address = sku_whose_picture_has_a_token(running, settings, tmp_path)
    elsewhere = '<a href="https://example.com/media/a.webp?b=1" rel="nofollow noopener noreferrer">看</a>'
    sku.spu.description = f'<a href="{address}">大图</a>{elsewhere}'

    editing.save_product(spu=sku.spu, by_id=desk.session["_auth_user_id"])

    kept_text = SPU.objects.get().description
    assert kept_text == f'<a href="/media/{name}" rel="nofollow noopener noreferrer">大图</a>{elsewhere}'
    page = Client().get(sku.get_absolute_url()).content.decode()
    assert re.findall(r'<a href="(.+?)\?token=[0-9a-f]{32}&amp;ts=\d+" rel', page) == [f"https://img.example/{name}"]
    assert elsewhere in page


def test_demo_fills_a_mall_in_fastdfs(client, running):
    load_categories()
    load_home()

    pictures = {each["name"] for row in Content.objects.all() for each in row.renditions}
    assert (len(pictures) > 20, kept(running)) == (True, last_parts(pictures))
    addresses = set(re.findall(r'src="(/media/[^"]+)"', client.get("/").content.decode()))
    answers = [client.get(address) for address in sorted(addresses)[:3]]
    assert [answer["Content-Type"] for answer in answers] == ["image/svg+xml"] * 3
    assert [b"".join(answer.streaming_content)[:4] for answer in answers] == [b"<svg"] * 3
