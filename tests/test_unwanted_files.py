"""Files that no row has any more go in the end, whatever was away when they should have gone, and no others."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import Image

from goods.models import SPU, SKUImage
from goods.services import editing, gallery
from goods.tests.factories import BrandFactory, SKUFactory
from orders.models import OrderLine
from orders.tests.factories import OrderFactory
from tests.fastdfs_mall import kept, last_parts, start_again
from utils.pictures import delete_files, store_master
from utils.unwanted_files.deleting import delete_files_after_commit, delete_late_files
from utils.unwanted_files.models import UnwantedFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_fastdfs")]


@pytest.fixture
def away(running):
    """Stops the cluster for the rest of the test, or until the second is called."""
    stopped = []

    def stop():
        running.stop()
        stopped.append(True)

    def start():
        while stopped:
            stopped.pop()
            start_again(running)

    yield stop, start
    start()


def photograph(width=300):
    return Image.new("RGB", (width, 200), "red")


def with_gallery(sku, *widths):
    gallery.save_gallery(sku=sku, added=[photograph(width) for width in widths])
    sku.refresh_from_db()
    return sku


def later(**passed):
    """What the clock deletes after so long."""
    UnwantedFile.objects.update(due_at=F("due_at") - timedelta(**passed))
    return delete_late_files()


def test_files_that_could_not_be_deleted_go_when_the_cluster_is_back(running, away):
    stop, start = away
    skus = [with_gallery(sku, 300, 301) for sku in SKUFactory.create_batch(2)]
    stop()
    editing.delete_skus(skus)
    in_vain = later(minutes=1.5)
    tries = list(UnwantedFile.objects.order_by("-tries").values_list("tries", flat=True))
    start()

    done = [later(minutes=0), later(hours=1)]

    assert (in_vain, tries) == (0, [1, 1, 1, 1])  # one was asked for after the commit, three by the clock
    assert (done, kept(running), UnwantedFile.objects.count()) == ([1, 3], set(), 0)


def test_pause_grows_to_an_hour_and_no_further():
    minutes = [UnwantedFile(tries=tries).pause() / timedelta(minutes=1) for tries in (0, 1, 5, 6, 7, 10_000)]

    assert minutes == [1, 2, 32, 60, 60, 60]


def test_file_of_somebody_who_was_killed_after_the_commit_goes_by_the_clock(running):
    brand = BrandFactory()
    editing.save_brand(brand=brand, picture=photograph())
    [name] = [each["name"] for each in brand.renditions]
    UnwantedFile.objects.create(name=name, due_at=timezone.now())  # all that was left of the deletion

    assert (later(minutes=1), kept(running)) == (1, set())


def test_rolled_back_deletion_notes_nothing():
    with transaction.atomic():
        delete_files_after_commit(["group1/M00/00/00/a"])
        transaction.set_rollback(True)

    assert UnwantedFile.objects.count() == 0


def test_file_that_was_asked_for_twice_is_noted_once(away):
    away[0]()
    name = f"group1/M00/00/00/{'A' * 38}.webp"

    delete_files_after_commit([name, name])
    delete_files([name])

    assert list(UnwantedFile.objects.values_list("name", "tries")) == [(name, 1)]


def test_new_file_of_a_row_that_was_not_saved_goes_later_too(running, away):
    stop, start = away
    [stored] = store_master(photograph(), folder="x")
    stop()
    delete_files([stored["name"]])
    start()

    assert (later(minutes=2), kept(running)) == (1, set())


def test_cover_that_somebody_bought_is_still_shown_in_the_order(running):
    sku = with_gallery(SKUFactory(), 300, 301)
    OrderLine.objects.filter(order=OrderFactory()).update(sku=sku, renditions=sku.renditions)

    gallery.save_gallery(sku=sku, removed=list(sku.images.all()))

    [cover] = [each["name"] for each in OrderLine.objects.get().renditions]
    assert (kept(running), UnwantedFile.objects.count()) == (last_parts({cover}), 0)
    assert default_storage.size(cover) > 0


def test_picture_in_the_text_of_a_product_outlives_its_gallery(running):
    sku = with_gallery(SKUFactory(), 300)
    [name] = [each["name"] for each in SKUImage.objects.get().renditions]
    SPU.objects.update(description=f'<img src="/media/{name}">')

    editing.delete_skus([sku])

    assert kept(running) == last_parts({name})
