"""The storage on the test cluster, by Django's own interface."""

import hashlib
import io
import tracemalloc

import pytest
from django.core.files.base import ContentFile, File
from PIL import Image

from tests.fastdfs_cluster import cluster
from utils.fastdfs.serving import is_file_id
from utils.fastdfs.storage import STREAMED_FROM, FastDFSStorage
from utils.stored_files import StorageUnavailable

pytestmark = pytest.mark.once
GONE = "group1/M00/00/00/fwAAAWc-tLOAU0EaAAAABnNhbXBsZQ1.jpg"


@pytest.fixture(scope="module")
def running():
    with cluster() as it:
        yield it


@pytest.fixture
def storage(running, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return FastDFSStorage(trackers=running.trackers, base_urls=["https://img.example/"], connect_timeout=1, timeout=2)


def test_file_is_known_by_the_name_that_fastdfs_gave_until_it_is_deleted(storage):
    name = storage.save("goods/wanted.txt", ContentFile("一二三".encode()))

    assert is_file_id(name)
    assert (storage.exists(name), storage.size(name)) == (True, 9)
    assert storage.open(name).read().decode() == "一二三"
    assert storage.url(name) == f"https://img.example/{name}"
    storage.delete(name)
    assert storage.exists(name) is False


def picture(kind):
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("asked", "content", "extension"),
    [
        ("a.png", picture("WEBP"), ".webp"),
        ("a", picture("PNG"), ".png"),
        ("a.exe", picture("JPEG"), ".jpg"),
        ("a.html", picture("GIF"), ".gif"),
        ("a.SVG", b"<svg/>", ".svg"),
        ("a.html", b"<script>alert(1)</script>", ""),
        ("a.toolong1", b"x", ""),
        ("a.b/c", b"x", ""),
        ("a.webp", b"", ".webp"),
    ],
)
def test_extension_is_that_of_what_the_file_is(storage, asked, content, extension):
    name = storage.save(asked, ContentFile(content))

    assert name.rpartition("/")[2].partition(".")[1:] == ((".", extension[1:]) if extension else ("", ""))
    assert storage.open(name).read() == content


def test_file_is_read_by_pieces_and_from_any_place(storage):
    content = b"".join(number.to_bytes(4) for number in range(200_000))
    with storage.open(storage.save("a.bin", ContentFile(content))) as file:
        file.seek(-8, io.SEEK_END)
        end = file.read()
        file.seek(700_000)
        middle = file.read(300_000)

    assert (end, middle, file.size) == (content[-8:], content[700_000:1_000_000], len(content))


def test_large_file_is_never_whole_in_memory(storage, tmp_path):
    large = tmp_path / "large.bin"
    block = bytes(range(256)) * 4096
    with large.open("wb") as file:
        file.writelines([block] * 48)  # 48 MB

    tracemalloc.start()
    with large.open("rb") as file:
        name = storage.save("large.bin", File(file))
    digest = hashlib.sha256()
    for piece in storage.open(name).chunks():
        digest.update(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert digest.hexdigest() == hashlib.sha256(block * 48).hexdigest()
    assert peak < 8 * STREAMED_FROM


def test_what_is_not_there_is_said_in_the_words_of_files(storage):
    with pytest.raises(FileNotFoundError):
        storage.open(GONE).read()
    with pytest.raises(FileNotFoundError):
        storage.size(GONE)

    assert storage.exists(GONE) is False
    storage.delete(GONE)


def test_file_is_written_once(storage):
    with pytest.raises(ValueError, match="written once"):
        storage.open(GONE, "wb")


def test_cluster_that_is_away_is_one_clear_error_and_addresses_are_made_without_it(storage, running):
    name = storage.save("a.txt", ContentFile(b"a"))
    running.stop()
    try:
        for attempt in (
            lambda: storage.save("a.txt", ContentFile(b"a")),
            lambda: storage.save("a.txt", ContentFile(b"a" * (STREAMED_FROM + 1))),
            lambda: storage.open(name).read(),
            lambda: storage.exists(name),
            lambda: storage.delete(name),
        ):
            with pytest.raises(StorageUnavailable):
                attempt()
        assert storage.url(name) == f"https://img.example/{name}"
    finally:
        for server in (*running.trackers_, *running.storages):
            server.start()
        running.wait_until_ready()

    assert storage.open(name).read() == b"a"


def test_full_disk_is_said_and_nothing_is_stored(storage, running):
    running.storages[0].fault("status", status=28)
    before = len(running.storages[0].files())
    try:
        with pytest.raises(StorageUnavailable):
            storage.save("a.txt", ContentFile(b"a"))
    finally:
        running.storages[0].mend()

    assert len(running.storages[0].files()) == before


def test_files_from_before_are_still_those_of_the_local_folder(storage, tmp_path):
    (tmp_path / "goods").mkdir()
    (tmp_path / "goods" / "old.webp").write_bytes(b"old")

    assert storage.url("goods/old.webp") == "/media/goods/old.webp"
    assert (storage.exists("goods/old.webp"), storage.size("goods/old.webp")) == (True, 3)
    with storage.open("goods/old.webp") as file:
        assert file.read() == b"old"
    storage.delete("goods/old.webp")
    assert (storage.exists("goods/old.webp"), (tmp_path / "goods" / "old.webp").exists()) == (False, False)
