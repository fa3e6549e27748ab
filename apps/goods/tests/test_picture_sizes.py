"""The sizes of uploaded pictures are made once, whoever comes in between, and no file is left behind on any way out."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from PIL import Image

from celery_tasks.main import app
from goods.models import Brand, CatalogueChange, SKUImage
from goods.services import editing, gallery, sizing
from tests.racing import at_once
from utils import pictures
from utils.pictures import files
from utils.tests.test_picture_files import SmallStorage, names_in, use_storage  # noqa: F401 - a fixture

from .factories import BrandFactory, SKUFactory

pytestmark = pytest.mark.django_db(transaction=True)
ALL = [480, 960, 1440]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sku():
    return SKUFactory()


def photograph(colour="red", width=1600):
    return Image.new("RGB", (width, 800), colour)


def given_picture(sku, **drawn):
    before = set(sku.images.values_list("pk", flat=True))
    gallery.save_gallery(sku=sku, added=[photograph(**drawn)])
    return sku.images.exclude(pk__in=before).get()


def replace(image, **drawn):
    gallery.save_gallery(sku=image.sku, edited=[(SKUImage.objects.get(pk=image.pk), photograph(**drawn))])


def size(image):
    return sizing.size_gallery(image_ids=[image.pk])


def make_late(image, since=timedelta(minutes=2)):
    type(image).objects.filter(pk=image.pk).update(sizes_wanted_at=timezone.now() - since)


def widths(row):
    row.refresh_from_db()
    return [each["width"] for each in row.renditions]


def referenced():
    rows = [*SKUImage.objects.all(), *Brand.objects.all()]
    return {each["name"] for row in rows for each in row.renditions}


def colours(row):
    found = set()
    for each in row.renditions:
        with default_storage.open(each["name"]) as file:
            red, _green, blue = Image.open(io.BytesIO(file.read())).convert("RGB").getpixel((9, 9))
        found.add("red" if red > blue else "blue")
    return found


def test_sizes_are_made_and_the_cover_and_the_page_follow(client, sku, tmp_path):
    image = given_picture(sku)
    page = client.get(sku.get_absolute_url()).content.decode()

    made = size(image)

    assert (made, widths(image), widths(sku)) == (1, ALL, ALL)
    assert (image.sizes_wanted_at, image.sizes_token) == (None, "")
    assert names_in(tmp_path) == referenced()
    assert list(CatalogueChange.objects.values_list("sku_id", flat=True)) == [sku.pk, sku.pk]
    new_page = client.get(sku.get_absolute_url()).content.decode()
    assert [" 480w, " in page, " 480w, " in new_page] == [False, True]
    assert ['width="1440" height="720"' in text for text in (page, new_page)] == [True, True]  # nothing moves


def test_picture_that_is_not_the_first_leaves_the_cover_alone(sku):
    first, second = given_picture(sku), given_picture(sku)

    size(second)

    assert (widths(first), widths(second), widths(sku)) == ([1440], ALL, [1440])


def test_task_that_runs_twice_makes_them_once(sku, tmp_path):
    image = given_picture(sku)
    size(image)
    before = (widths(image), names_in(tmp_path))

    assert (size(image), widths(image), names_in(tmp_path)) == (0, *before)


def test_tasks_at_the_same_time_leave_the_files_of_one(sku, tmp_path):
    image = given_picture(sku)

    made = at_once(lambda _: size(image), times=6)

    assert (sum(made), widths(image), names_in(tmp_path)) == (1, ALL, referenced())


def test_pictures_replaced_again_and_again_while_tasks_run_are_never_mixed(sku, tmp_path):
    image = given_picture(sku)

    def work(number):
        return replace(image, colour=["red", "blue"][number % 2]) if number < 4 else size(image)

    results = at_once(work, times=10)

    assert [result for result in results if isinstance(result, Exception)] == []
    image.refresh_from_db()
    assert (len(colours(image)), names_in(tmp_path)) == (1, referenced())
    size(image)
    assert (widths(image), len(colours(image)), names_in(tmp_path)) == (ALL, 1, referenced())
    assert widths(sku) == ALL


def interrupted(change, *, rows=SKUImage.objects, row):
    """What the task does while the row is changed after the sizes were stored and before they are kept."""

    def keep(sizes):
        assert all(default_storage.exists(each["name"]) for each in sizes.renditions)
        change()
        return sizing._keep_in_gallery(sizes)

    return pictures.make_sizes(rows.all(), [row.pk], keep=keep)


@pytest.mark.parametrize("width", [1600, 300])
def test_picture_replaced_while_its_sizes_are_made_keeps_the_new_one(sku, tmp_path, width):
    image = given_picture(sku)

    made = interrupted(lambda: replace(image, colour="blue", width=width), row=image)

    assert (made, widths(image), colours(image)) == (0, [min(width, 1440)], {"blue"})
    assert names_in(tmp_path) == referenced()
    assert size(image) == (width > 480)


def test_picture_removed_while_its_sizes_are_made_is_gone_with_all_files(sku, tmp_path):
    image = given_picture(sku)

    made = interrupted(lambda: gallery.save_gallery(sku=sku, removed=[image]), row=image)

    assert (made, widths(sku), names_in(tmp_path)) == (0, [], set())


def test_sku_deleted_while_its_sizes_are_made_takes_all_files_along(sku, tmp_path):
    image = given_picture(sku)

    made = interrupted(lambda: editing.delete_skus([sku]), row=image)

    assert (made, SKUImage.objects.count(), names_in(tmp_path)) == (0, 0, set())


def test_sku_deleted_with_an_old_look_at_it_takes_the_sizes_made_since_along(sku, tmp_path):
    image = given_picture(sku)
    size(image)

    editing.delete_skus([sku])

    assert names_in(tmp_path) == set()


def test_task_that_fails_when_it_writes_leaves_no_file_and_the_clock_makes_them(sku, tmp_path, caplog):
    image = given_picture(sku)

    def keep(sizes):
        with transaction.atomic():
            sizes.put_into_row()
            raise IntegrityError("the database went away")

    with caplog.at_level(logging.ERROR):
        made = pictures.make_sizes(SKUImage.objects.all(), [image.pk], keep=keep)

    assert (made, widths(image), names_in(tmp_path)) == (0, [1440], referenced())
    assert f"the sizes of goods.SKUImage {image.pk} could not be made" in caplog.text
    make_late(image)
    assert (sizing.size_late(), widths(image)) == (1, ALL)


def test_answer_lost_after_the_commit_costs_no_file(sku, tmp_path):
    image = given_picture(sku)

    def keep(sizes):
        sizing._keep_in_gallery(sizes)
        raise OSError("no answer to the commit")

    pictures.make_sizes(SKUImage.objects.all(), [image.pk], keep=keep)

    assert (widths(image), names_in(tmp_path)) == (ALL, referenced())
    assert names_in(tmp_path) == {each["name"] for each in image.renditions}


def kill_after_storing(image):
    """Leaves the row and the disk as a worker does that is killed before it writes the row."""
    row = SKUImage.objects.get(pk=image.pk)
    token = files.new_token()
    SKUImage.objects.filter(pk=row.pk).update(sizes_token=token)
    files.store_sizes(row.renditions[-1], folder=row.picture_folder, token=token)


def test_files_of_a_killed_task_are_deleted_by_the_next(sku, tmp_path):
    image = given_picture(sku)
    kill_after_storing(image)
    left = len(names_in(tmp_path))

    made = size(image)

    assert (left, made, widths(image)) == (3, 1, ALL)
    assert names_in(tmp_path) == referenced()


def test_task_that_was_overtaken_before_its_first_step_leaves_the_row_to_the_other(sku, tmp_path):
    image = given_picture(sku)
    overtakers = [kill_after_storing]

    class Overtaken(QuerySet):
        def first(self):
            row = super().first()
            if overtakers:
                overtakers.pop()(image)
            return row

    made = pictures.make_sizes(Overtaken(SKUImage), [image.pk], keep=sizing._keep_in_gallery)

    assert (made, size(image), widths(image)) == (0, 1, ALL)
    assert names_in(tmp_path) == referenced()


@pytest.mark.parametrize(
    "lose",
    [
        lambda image: replace(image, width=300),
        lambda image: gallery.save_gallery(sku=image.sku, removed=[image]),
        lambda image: editing.delete_skus([image.sku]),
    ],
    ids=["replaced", "removed", "deleted"],
)
def test_files_of_a_killed_task_go_with_the_picture(sku, tmp_path, lose):
    image = given_picture(sku)
    kill_after_storing(image)

    lose(image)

    assert names_in(tmp_path) == referenced()


@pytest.mark.parametrize("room", [1, 2])
def test_full_disk_leaves_nothing_half_written_and_the_picture_as_it_was(sku, tmp_path, use_storage, room):  # noqa: F811
    use_storage(SmallStorage, room=room)
    image = given_picture(sku)

    assert (size(image), widths(image), names_in(tmp_path)) == (0, [1440], referenced())
    use_storage(SmallStorage, room=9)
    make_late(image)
    assert (sizing.size_late(), widths(image), names_in(tmp_path)) == (1, ALL, referenced())


def test_full_disk_refuses_the_second_upload_and_keeps_nothing_of_either(sku, tmp_path, use_storage):  # noqa: F811
    use_storage(SmallStorage, room=1)

    with pytest.raises(OSError, match="No space left"):
        gallery.save_gallery(sku=sku, added=[photograph(), photograph()])

    assert (sku.images.count(), names_in(tmp_path)) == (0, set())


def test_picture_whose_file_is_gone_does_not_keep_the_others_waiting(sku, tmp_path, caplog):
    lost, fine = given_picture(sku), given_picture(sku)
    for image in (lost, fine):
        make_late(image)
    default_storage.delete(lost.renditions[0]["name"])

    with caplog.at_level(logging.ERROR):
        made = sizing.size_late()

    assert (made, widths(fine), widths(lost)) == (1, ALL, [1440])
    assert lost.sizes_wanted_at is not None


def test_picture_that_fails_for_a_day_is_given_up(sku, caplog):
    image = given_picture(sku)
    make_late(image, since=timedelta(days=1, minutes=1))
    default_storage.delete(image.renditions[0]["name"])

    with caplog.at_level(logging.ERROR):
        sizing.size_late()

    assert (widths(image), image.sizes_wanted_at) == ([1440], None)
    assert f"goods.SKUImage {image.pk} keeps one size of its picture" in caplog.text


def test_picture_that_waited_for_days_without_workers_is_made(sku):
    image = given_picture(sku)
    make_late(image, since=timedelta(days=9))

    assert (sizing.size_late(), widths(image)) == (1, ALL)


def test_clock_leaves_the_newest_to_their_task_and_drawings_and_demo_as_they_are(sku):
    given_picture(sku)
    drawing = pictures.store_drawing(b"<svg/>", folder="goods", width=800, height=800)
    SKUImage.objects.create(sku=sku, renditions=drawing)
    BrandFactory(renditions=drawing)

    assert sizing.size_late() == 0


def test_upload_without_a_broker_is_shown_and_gets_its_sizes_from_the_clock(sku, broker_away, caplog):
    gallery.save_gallery(sku=sku, added=[photograph(), photograph(), photograph()])

    images = list(sku.images.all())
    assert [widths(image) for image in (sku, *images)] == [[1440]] * 4
    said = [line.getMessage() for line in caplog.records if "the broker took no pictures" in line.getMessage()]
    ids = [image.pk for image in images]  # asked for once: each time would cost the editor a time-out
    assert said == [f"the broker took no pictures; they wait for the clock: {{'image_ids': {ids}}}"]
    for image in images:
        make_late(image)
    assert (sizing.size_late(), [widths(row) for row in (sku, *images)]) == (3, [ALL] * 4)


def queued():
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen("db")


def test_one_message_asks_for_all_pictures_of_one_save(sku):
    gallery.save_gallery(sku=sku, added=[photograph(), photograph(), photograph(width=300)])

    assert queued() == 1


def test_save_without_new_pictures_asks_for_nothing(sku):
    image = given_picture(sku, width=300)

    gallery.save_gallery(sku=sku, edited=[(image, None)])

    assert queued() == 0


def test_logo_gets_its_sizes_and_keeps_them_when_its_name_is_saved_from_an_old_page(tmp_path):
    brand = BrandFactory()
    editing.save_brand(brand=brand, picture=photograph())
    stale = Brand.objects.get(pk=brand.pk)

    made = sizing.size_logo(brand_id=brand.pk)
    editing.save_brand(brand=stale)

    assert (queued(), made, widths(brand), brand.sizes_wanted_at) == (1, 1, ALL, None)
    assert names_in(tmp_path) == referenced()


def test_brand_deleted_with_an_old_look_at_it_takes_the_sizes_made_since_along(tmp_path):
    brand = BrandFactory()
    editing.save_brand(brand=brand, picture=photograph())
    stale = Brand.objects.get(pk=brand.pk)
    make_late(brand)
    sizing.size_late()

    editing.delete_brands([stale])

    assert names_in(tmp_path) == set()
