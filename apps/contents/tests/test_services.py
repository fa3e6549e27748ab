import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from PIL import Image

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


def test_new_content_is_saved_with_its_picture():
    content = with_picture()

    assert sorted(stored(content)) == all_files()
    assert [each["width"] for each in content.renditions] == [480, 960, 1440]


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
