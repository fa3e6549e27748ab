"""The files of pictures: what is in them, what they are called, and that none is left behind."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from PIL import Image

from utils import pictures
from utils.pictures import files

TOKEN = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def drawn(width, height=500, mode="RGB", **info):
    picture = Image.new(mode, (width, height))
    picture.info |= info
    return picture


def opened(rendition):
    with default_storage.open(rendition["name"]) as file:
        return Image.open(io.BytesIO(file.read()))


@pytest.mark.parametrize(("width", "kept"), [(2000, 1440), (1440, 1440), (700, 700), (3, 3)])
def test_picture_is_stored_in_its_widest_size_and_never_enlarged(width, kept):
    [master] = pictures.store_master(drawn(width), folder="x")

    assert (opened(master).format, opened(master).size) == ("WEBP", (master["width"], master["height"]))
    assert (master["width"], master["height"]) == (kept, round(500 * kept / width))


@pytest.mark.parametrize(("width", "widths"), [(1440, [480, 960]), (960, [480]), (700, [480]), (480, []), (100, [])])
def test_other_sizes_are_those_below_it(width, widths):
    [master] = pictures.store_master(drawn(width), folder="x")

    made = files.store_sizes(master, folder="x", token=TOKEN)

    assert [each["width"] for each in made] == widths
    assert [each["name"] for each in made] == files.size_names("x", TOKEN)[: len(widths)]
    for each in made:
        assert opened(each).size == (each["width"], each["height"])
        assert each["height"] == round(500 * each["width"] / width)


def test_where_and_with_what_a_photograph_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x0110] = "Secret Camera"
    taken = drawn(1000, exif=exif.tobytes(), xmp=b"<x>Secret place</x>", icc_profile=b"Secret profile")

    [master] = pictures.store_master(taken, folder="x")

    written = [opened(each) for each in (master, *files.store_sizes(master, folder="x", token=TOKEN))]
    assert [sorted(set(each.info) & {"exif", "xmp", "icc_profile"}) for each in written] == [[], [], []]
    with default_storage.open(master["name"]) as file:
        assert b"Secret" not in file.read()


def test_transparency_survives_in_every_size():
    [master] = pictures.store_master(Image.new("RGBA", (600, 100), (255, 0, 0, 0)), folder="x")

    made = files.store_sizes(master, folder="x", token=TOKEN)

    assert [opened(each).convert("RGBA").getpixel((5, 5))[3] for each in (master, *made)] == [0, 0]


class WilfulStorage(FileSystemStorage):
    """Chooses names itself, as FastDFS will."""

    def _save(self, name, content):
        return super()._save(f"M00{abs(hash(name))}.bin", content)


class SmallStorage(FileSystemStorage):
    """Has room for some files; of the next one it takes a part, as a full disk does."""

    def __init__(self, room, **options):
        self.room = room
        super().__init__(**options)

    def _save(self, name, content):
        if sum(path.is_file() for path in Path(self.location).rglob("*")) < self.room:
            return super()._save(name, content)
        super()._save(name, ContentFile(content.read()[:10]))
        raise OSError("No space left")


@pytest.fixture
def use_storage(settings, tmp_path):
    def use(storage, **options):
        options |= {"location": tmp_path, "base_url": "/media/"}
        backend = {"BACKEND": f"utils.tests.test_picture_files.{storage.__name__}", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": backend}

    return use


def names_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_names_are_those_that_the_storage_chose(use_storage, tmp_path):
    use_storage(WilfulStorage)
    [master] = pictures.store_master(drawn(1600), folder="x")

    made = files.store_sizes(master, folder="x", token=TOKEN)

    assert {each["name"] for each in (master, *made)} == names_in(tmp_path)
    assert master["name"].startswith("M00")


@pytest.mark.parametrize("room", [1, 2])
def test_sizes_that_do_not_all_fit_leave_nothing_behind(use_storage, tmp_path, room):
    use_storage(SmallStorage, room=room)
    [master] = pictures.store_master(drawn(1600), folder="x")

    with pytest.raises(OSError, match="No space left"):
        files.store_sizes(master, folder="x", token=TOKEN)

    assert names_in(tmp_path) == {master["name"]}


def test_picture_that_does_not_fit_leaves_no_half(use_storage, tmp_path):
    use_storage(SmallStorage, room=0)

    with pytest.raises(OSError, match="No space left"):
        pictures.store_master(drawn(1600), folder="x")

    assert names_in(tmp_path) == set()


def test_file_that_is_already_gone_is_no_error():
    pictures.delete_files(["x/no-such-file.webp"])


class StuckStorage(FileSystemStorage):
    def delete(self, name):
        raise OSError("Read-only file system")


@pytest.mark.django_db(transaction=True)
def test_storage_that_cannot_delete_stops_nothing_of_what_follows_the_commit(use_storage, caplog):
    use_storage(StuckStorage)
    done = []

    with transaction.atomic():
        pictures.delete_files_after_commit(["x/old.webp"])
        transaction.on_commit(lambda: done.append("pages given up"))

    assert done == ["pages given up"]
    assert "a file that no row has any more was not deleted: x/old.webp" in caplog.text


def test_picture_is_shown_in_its_widest_rendition_with_the_others_beside_it():
    renditions = [{"name": "a.webp", "width": 480, "height": 200}, {"name": "b.webp", "width": 960, "height": 400}]

    picture = pictures.picture_of(renditions)

    assert picture == pictures.Picture("/media/b.webp", 960, 400, "/media/a.webp 480w, /media/b.webp 960w")
    assert pictures.picture_of(renditions[1:]) == pictures.Picture("/media/b.webp", 960, 400, "")
    assert pictures.picture_of([]) is None
