from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image

from celery_tasks.main import app
from contents import services
from contents.models import Content

from .factories import ContentFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored(content):
    content.refresh_from_db()
    return [rendition["name"] for rendition in content.renditions]


def all_files():
    return sorted(f"contents/{name}" for name in default_storage.listdir("contents")[1])


def with_picture(width=1600):
    content = ContentFactory.build(category=SlotFactory())
    services.save_content(content=content, picture=Image.new("RGB", (width, 640)))
    return content


def widths(content):
    content.refresh_from_db()
    return [rendition["width"] for rendition in content.renditions]


def test_new_content_is_saved_with_the_widest_size_of_its_picture():
    content = with_picture()

    assert (widths(content), stored(content)) == ([1440], all_files())


def waiting_tasks():
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen("db")


def test_other_sizes_are_made_after_the_commit_and_on_the_next_home_page(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        content = with_picture()
    before = "1440.webp 1440w" in client.get("/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        made = services.size_content(content_id=content.pk)

    assert (waiting_tasks(), made, widths(content), content.sizes_wanted_at) == (1, 1, [480, 960, 1440], None)
    assert sorted(stored(content)) == all_files()
    assert (before, "1440.webp 1440w" in client.get("/").content.decode()) == (False, True)


def test_narrow_picture_wants_no_other_sizes(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        content = with_picture(480)

    assert (widths(content), content.sizes_wanted_at, waiting_tasks()) == ([480], None, 0)


def test_editor_who_saves_old_words_keeps_the_sizes_made_meanwhile():
    content = with_picture()
    stale = Content.objects.get(pk=content.pk)
    services.size_content(content_id=content.pk)

    services.save_content(content=stale)

    assert (widths(content), stale.sizes_wanted_at) == ([480, 960, 1440], None)


def test_late_pictures_get_their_sizes_and_drawings_stay_as_they_are():
    late, drawing = with_picture(), ContentFactory(renditions=services.store_drawing(b"<svg/>", width=9, height=9))
    early = services.size_late()
    Content.objects.filter(pk=late.pk).update(sizes_wanted_at=timezone.now() - timedelta(minutes=2))

    made = [services.size_late(), services.size_late()]

    assert (early, made, widths(late), widths(drawing)) == (0, [1, 0], [480, 960, 1440], [9])


def test_new_picture_replaces_the_old_one_after_the_commit(django_capture_on_commit_callbacks):
    content = with_picture()
    old = stored(content)

    with django_capture_on_commit_callbacks(execute=True):
        services.save_content(content=content, picture=Image.new("RGB", (300, 300)))
        assert set(old) < set(all_files())

    assert stored(content) == all_files()
    assert len(all_files()) == 1


def test_saving_without_a_picture_keeps_the_one_that_the_row_has():
    content = with_picture()
    before = stored(content)
    stale = Content.objects.get(pk=content.pk)
    stale.renditions = []

    services.save_content(content=stale)

    assert stored(content) == before
    assert sorted(before) == all_files()


def test_removed_picture_is_deleted_after_the_commit(django_capture_on_commit_callbacks):
    content = with_picture()

    with django_capture_on_commit_callbacks(execute=True):
        services.save_content(content=content, remove_picture=True)

    assert (stored(content), all_files()) == ([], [])


def test_content_that_cannot_be_saved_leaves_no_files():
    content = ContentFactory.build(category=SlotFactory(), url="javascript:alert(1)")

    with pytest.raises(IntegrityError):
        services.save_content(content=content, picture=Image.new("RGB", (600, 400)))

    assert all_files() == []


def test_deleted_contents_take_their_files_along(django_capture_on_commit_callbacks):
    kept, deleted = with_picture(), with_picture()

    with django_capture_on_commit_callbacks(execute=True):
        services.delete_contents([deleted])

    assert list(Content.objects.all()) == [kept]
    assert sorted(stored(kept)) == all_files()


def test_drawing_of_our_own_is_stored_as_it_is():
    [rendition] = services.store_drawing(b"<svg/>", width=400, height=300)

    assert (rendition["width"], rendition["height"]) == (400, 300)
    with default_storage.open(rendition["name"]) as file:
        assert file.read() == b"<svg/>"
