"""`manage.py fastdfs orphans`: files that were stored and never came into a row."""

import gzip
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError

from contents.models import Content
from contents.tests.factories import ContentFactory
from goods.tests.factories import BrandFactory
from meiduo_mall.orphans import files_of
from tests.fastdfs_mall import fastdfs, keep_files_in, kept, last_parts
from utils.unwanted_files.models import UnwantedFile

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def stored(running, settings, tmp_path):
    """`stored(b"…")`: the name of a new file, which the storage has noted in its binlog."""
    keep_files_in(running, settings, tmp_path / "media")
    binlog = tmp_path / "binlog.000"

    def store(content):
        name = default_storage.save("a.webp", ContentFile(content))
        with binlog.open("a") as file:
            file.write(f"{int(time.time())} C {name.removeprefix('group1/')}\n")
        return name

    yield store
    for storage in running.storages:
        for path in storage.files():
            path.unlink()


def orphans(folder, *options):
    said, status = fastdfs("orphans", folder / "binlog.000", *options)
    return said.splitlines(), status


def test_file_that_no_row_names_is_found_and_deleted(stored, running, tmp_path):
    named, typed, waiting, orphan = (stored(text) for text in (b"named", b"typed", b"waiting", b"orphan"))
    BrandFactory(renditions=[{"name": named, "width": 1, "height": 1}])
    Content.objects.filter(pk=ContentFactory().pk).update(url=f"https://img.example/{typed}?token=a&ts=1")
    UnwantedFile.objects.create(name=waiting, due_at="2026-11-23T20:00:00Z")

    found = orphans(tmp_path, "--hours", "0")
    said, status = orphans(tmp_path, "--hours", "0", "--delete")

    lines = [
        "4 files in group1, 3 of them named by a row or to be deleted.",
        "0 others are younger than 0 hours.",
        *("1 orphans", orphan),
    ]
    assert found == (lines, 1)
    assert (said, status) == ([*lines, "1 deleted."], 0)
    assert kept(running) == last_parts({named, typed, waiting})


def test_file_that_may_be_on_its_way_into_a_row_is_left_alone(stored, running, tmp_path):
    BrandFactory(renditions=[{"name": stored(b"named"), "width": 1, "height": 1}])
    stored(b"young")

    said, status = orphans(tmp_path, "--delete")

    assert (said[1:], status) == (["1 others are younger than 24 hours.", "0 orphans", "0 deleted."], 0)
    assert len(kept(running)) == 2


def test_list_of_another_mall_deletes_nothing(stored, running, tmp_path):
    stored(b"somebody else's")

    with pytest.raises(CommandError, match="is it of this mall, and of this group"):
        orphans(tmp_path, "--hours", "0", "--delete")

    assert len(kept(running)) == 1


def test_packed_lists_are_read_and_one_that_is_missing_is_named(stored, tmp_path):
    stored(b"orphan")
    (tmp_path / "binlog.001.gz").write_bytes(gzip.compress((tmp_path / "binlog.000").read_bytes()))
    (tmp_path / "binlog.000").write_text("")

    said, _status = orphans(tmp_path, str(tmp_path / "binlog.001.gz"), "--hours", "0")

    assert said[2] == "1 orphans"
    with pytest.raises(CommandError, match=r"none cannot be read: No such file or directory\."):
        orphans(tmp_path, str(tmp_path / "none"))


def test_what_was_deleted_or_is_no_file_is_not_listed():
    one, two, three = (f"M00/00/00/{letter * 38}.jpg" for letter in "ABC")
    lines = [
        f"1 C {one}",
        f"2 c {two}",
        f"3 D {two}",
        f"4 d {three}",
        f"4 c {three}",
        f"5 C {one}-m",
        f"6 U {two}",
        "7",
    ]

    assert files_of(lines, group="group1") == {f"group1/{one}"}
