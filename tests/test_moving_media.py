"""The local media moves into FastDFS, whenever it is killed, and the mall is open meanwhile."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image

from aftersales.models import AfterSale
from aftersales.tests.factories import ask_for, order_of
from contents import services as contents
from contents.models import Content
from contents.tests.factories import ContentFactory
from goods.models import SKU, SPU, Brand, CatalogueChange, SKUImage
from goods.services import editing, gallery, sizing
from goods.tests.factories import BrandFactory, SKUFactory
from meiduo_mall.moving_media.ledger import Ledger, Moved
from meiduo_mall.moving_media.moving import Mover
from orders.models import OrderLine
from orders.tests.factories import OrderFactory
from reviews.models import ReviewPicture
from reviews.tests.factories import ReviewFactory
from tests.fastdfs_mall import empty, fastdfs, keep_files_in, kept, last_parts, start_again
from tests.test_account_journey import database_url
from utils.fastdfs.serving import is_file_id
from utils.pictures import store_master

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(running, settings, tmp_path):
    """A mall with pictures of every kind in MEDIA_ROOT, and FastDFS turned on since. Returns the folder."""
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path
    fill_the_mall()
    keep_files_in(running, settings, settings.MEDIA_ROOT)
    yield settings.MEDIA_ROOT
    empty(running)


def picture(width=300):
    return Image.new("RGB", (width, 200), tuple(secrets.token_bytes(3)))  # no two are the same


def fill_the_mall():
    sku = SKUFactory(spu__name="手机")
    gallery.save_gallery(sku=sku, added=[picture(500), picture()])
    sizing.size_gallery(image_ids=sku.images.values_list("pk", flat=True))
    sku.refresh_from_db()
    OrderLine.objects.filter(order=OrderFactory()).update(renditions=sku.renditions)
    editing.save_brand(brand=BrandFactory(), picture=picture())
    contents.save_content(content=ContentFactory(), picture=picture())
    ReviewPicture.objects.create(review=ReviewFactory(), renditions=store_master(picture(), folder="reviews"))
    ask_for(order_of(), evidence=[picture(), picture()])
    name = sku.renditions[-1]["name"]
    sku.spu.description = f'<p>见 /media/{name}。</p><img src="/media/{name}" alt="/media/goods/none.webp">'
    sku.spu.save()


def files_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names():
    """Of all files that a row names, the same once."""
    rows = [*SKUImage.objects.all(), *SKU.objects.all(), *OrderLine.objects.all(), *Brand.objects.all()]
    rows += [*Content.objects.all(), *ReviewPicture.objects.all()]
    evidence = [each for aftersale in AfterSale.objects.all() for each in aftersale.pictures]
    return {each["name"] for renditions in [*(row.renditions for row in rows), *evidence] for each in renditions}


def migrate(*options):
    return fastdfs("migrate-media", *options)


def content_of(name):
    with default_storage.open(name) as file:
        return file.read()


def test_every_picture_that_a_row_names_moves_and_all_rows_follow(media, running, client):
    before = files_in(media)
    (media / "goods" / "nobody.webp").write_bytes(b"of no row")
    CatalogueChange.objects.all().delete()

    said, status = migrate()

    found = names()
    assert (status, len(before), [name for name in found if not is_file_id(name)]) == (0, 8, [])
    assert sorted(map(content_of, found)) == sorted(before.values())
    assert kept(running) == last_parts(found)
    assert SKU.objects.get(spu__name="手机").renditions == OrderLine.objects.exclude(renditions=[]).get().renditions
    assert "8 files moved" in said
    assert "The 9 local files are still there: --delete-local deletes those that were moved." in said
    assert CatalogueChange.objects.get().sku_id == SKU.objects.get(spu__name="手机").pk


def test_texts_name_the_moved_picture_and_keep_every_other_word(media):
    migrate()

    name = SKU.objects.get(spu__name="手机").renditions[-1]["name"]
    assert SPU.objects.get(name="手机").description == (
        f'<p>见 /media/{name}。</p><img src="/media/{name}" alt="/media/goods/none.webp">'
    )


def test_links_that_somebody_typed_lead_to_the_moved_picture(media):
    name = SKU.objects.get(spu__name="手机").renditions[-1]["name"]
    picture = Path(media / name).read_bytes()
    shown, elsewhere = ContentFactory.create_batch(2, url=f"/media/{name}", text=f"见 http://mall.example/media/{name}")
    Content.objects.filter(pk=elsewhere.pk).update(url="https://example.com/media/goods/none.webp", text="")

    said, status = migrate("--delete-local")

    shown.refresh_from_db()
    new = SKU.objects.get(spu__name="手机").renditions[-1]["name"]
    assert (status, shown.url, shown.text) == (0, f"/media/{new}", f"见 http://mall.example/media/{new}")
    assert (content_of(new), files_in(media)) == (picture, {})
    assert Content.objects.get(pk=elsewhere.pk).url == "https://example.com/media/goods/none.webp"
    assert ", 3 of them texts and links\n" in said  # the description of the product too


def test_link_without_room_for_the_new_address_is_left_alone_and_named(media):
    name = SKU.objects.get(spu__name="手机").renditions[-1]["name"]
    typed = f"/media/{name}?{'a' * 160}"
    content = ContentFactory(text=typed)

    said, status = migrate("--delete-local")

    content.refresh_from_db()
    assert (status, content.text, (media / name).exists()) == (1, typed, True)
    assert f"1 without room for the new address, and not changed:\n  contents.Content.text {content.pk}\n" in said
    assert "Rows that wait" not in said


@pytest.mark.once
def test_address_that_can_be_no_file_stops_nothing(media):
    SPU.objects.update(description=f"/media/{'a' * 300}.webp /media/{'图' * 90}.webp /media/a/b.c/d.webp")

    assert migrate()[1] == 0


def test_kept_pages_show_the_new_addresses(media, client):
    path = SKU.objects.get(spu__name="手机").get_absolute_url()
    before = client.get(path).content.decode()

    migrate()

    page = client.get(path).content.decode()
    assert ["/media/goods/" in before, "/media/group1/" in before] == [True, False]
    assert [page.count("/media/goods/"), "/media/group1/" in page] == [1, True]  # the one of the text that was none


def test_second_run_moves_nothing_and_local_files_go_when_that_is_asked_for(media, running, client):
    migrate()
    before = (names(), kept(running))
    (media / "goods" / "nobody.webp").write_bytes(b"of no row")

    said, status = migrate("--delete-local")

    assert (status, names(), kept(running)) == (0, *before)
    assert "0 files moved (0.0 MB), 0 rows renamed" in said
    assert "8 local files deleted, 1 left that were not moved." in said
    assert list(files_in(media)) == ["goods/nobody.webp"]
    assert [content_of(name) != b"" for name in names()] == [True] * 8


class Killed(BaseException):
    """As SIGKILL: nothing that cleans up may be needed."""


class DyingLedger(Ledger):
    """Dies at its n-th note, before it is written or after."""

    def __init__(self, path, *, notes, after):
        super().__init__(path)
        self.notes, self.after = notes, after

    def add(self, moved):
        self.notes -= 1
        if self.notes < 0 and not self.after:
            raise Killed
        super().add(moved)
        if self.notes < 0:
            raise Killed


def test_run_that_is_killed_at_every_file_goes_on_where_it_was(media, running, tmp_path):
    path = tmp_path / "media-moved.jsonl"
    contents_before = sorted(files_in(media).values())
    for number in range(7):  # up to two files further each time; three times the last copy is not noted
        ledger = DyingLedger(path, notes=number % 2, after=number % 4 < 2)
        with pytest.raises(Killed):
            Mover(default_storage, ledger, tell=lambda progress: None).move()
        ledger.close()

    _said, status = migrate()

    found = names()
    assert (status, sorted(map(content_of, found))) == (0, contents_before)
    assert last_parts(found) <= kept(running)
    assert len(kept(running)) - len(found) == 3  # the copies of which nobody knows


@pytest.mark.once
def test_killed_command_is_run_again(media, running, settings):
    environment = os.environ | {"DATABASE_URL": database_url(), "FDFS_TRACKERS": running.trackers[0]}
    environment |= {"MEDIA_ROOT": str(media), "DATA_DIR": str(settings.DATA_DIR), "REDIS_URL": redis_url(settings)}
    command = [sys.executable, "manage.py", "fastdfs", "migrate-media"]
    running.storages[0].fault("drip", command=11, seconds=0.01)  # answers take long enough to be killed in between
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while len(kept(running)) < 4 and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    running.storages[0].mend()
    done = len((Path(settings.DATA_DIR) / "media-moved.jsonl").read_text().splitlines())

    again = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    assert (again.returncode, again.stderr) == (0, "")
    assert f"{8 - done} files moved" in again.stdout
    assert 3 <= done < 8
    assert len(kept(running) - last_parts(names())) <= 1


def redis_url(settings):
    return settings.CACHES["default"]["LOCATION"].rpartition("?")[0]


@pytest.mark.once
def test_half_a_line_in_the_ledger_is_of_somebody_who_was_killed(tmp_path):
    path = tmp_path / "moved.jsonl"
    ledger = Ledger(path)
    ledger.add(Moved("a.webp", "group1/a", 1, 2))
    ledger.close()
    with path.open("a") as file:
        file.write('["b.webp", "gro')

    ledger = Ledger(path)
    ledger.add(Moved("c.webp", "group1/c", 3, 4))
    ledger.close()

    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        ["a.webp", "group1/a", 1, 2],
        ["c.webp", "group1/c", 3, 4],
    ]
    assert path.stat().st_mode & 0o077 == 0  # evidence cannot be guessed, and not be read here


class ReplacingLedger(Ledger):
    """While the first file is on its way, an editor replaces the logo of the brand."""

    def add(self, moved):
        super().add(moved)
        if moved.name.startswith("brands/"):
            editing.save_brand(brand=Brand.objects.exclude(renditions=[]).get(), picture=picture(200))


def test_picture_that_is_replaced_meanwhile_keeps_the_new_one_and_the_copy_goes(media, running, tmp_path):
    ledger = ReplacingLedger(tmp_path / "moved.jsonl")

    progress = Mover(default_storage, ledger, tell=lambda progress: None).move()

    assert [each["width"] for each in Brand.objects.exclude(renditions=[]).get().renditions] == [200]
    assert (progress.is_complete, progress.dropped, kept(running)) == (True, 1, last_parts(names()))
    assert not any(moved.name.startswith("brands/") for moved in ledger)
    ledger.close()


def test_picture_whose_sizes_are_being_made_waits_for_the_next_run(media, running, settings):
    image = SKUImage.objects.last()
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    gallery.save_gallery(sku=image.sku, edited=[(image, picture(1000))])
    keep_files_in(running, settings, media)
    [old] = [each["name"] for each in SKUImage.objects.get(pk=image.pk).renditions]

    said, status = migrate("--delete-local")

    image.refresh_from_db()
    assert (status, [each["name"] for each in image.renditions], (media / old).exists()) == (1, [old], True)
    assert "Rows that wait for a worker to make sizes of their picture: 1. Run again." in said
    sizing.size_gallery(image_ids=[image.pk])
    assert migrate("--delete-local")[1] == 0
    assert (kept(running), files_in(media)) == (last_parts(names()), {})


@pytest.mark.once
def test_what_is_in_no_place_is_listed(media):
    brand = Brand.objects.exclude(renditions=[]).get()
    [name] = [each["name"] for each in brand.renditions]
    (media / name).unlink()

    said, status = migrate()

    assert (status, f"1 named by a row, but in no place:\n  goods.Brand.renditions {brand.pk}: {name}" in said) == (
        1,
        True,
    )
    assert "7 files moved" in said


@pytest.mark.once
def test_copy_that_another_cluster_had_is_not_believed_in(media, running, tmp_path):
    brand = Brand.objects.exclude(renditions=[]).get()
    [rendition] = brand.renditions
    lost = f"group1/M00/00/00/{'A' * 38}.webp"
    ledger = Ledger(tmp_path / "media-moved.jsonl")
    ledger.add(Moved(rendition["name"], lost, 1, 1))
    ledger.close()

    _said, status = migrate()

    assert (status, lost in names(), kept(running)) == (0, False, last_parts(names()))


@pytest.mark.once
def test_cluster_that_goes_away_ends_the_run_with_a_sentence(media, running):
    running.stop()
    try:
        with pytest.raises(CommandError, match=r"Run it again: it goes on where it stopped\."):
            call_command("fastdfs", "migrate-media", stdout=StringIO())
    finally:
        start_again(running)

    assert migrate()[1] == 0
