"""`manage.py fastdfs` status, put and get."""

import pytest
from django.core.management import CommandError, call_command

from tests.fastdfs_cluster import cluster
from tests.fastdfs_mall import fastdfs, keep_files_in

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def running():
    with cluster(trackers=2, storages=2) as it:
        yield it


@pytest.fixture
def run(running, settings, tmp_path):
    keep_files_in(running, settings, tmp_path)
    return fastdfs


def test_status_shows_trackers_groups_and_storages_with_their_room(run, running):
    said, status = run("status")

    lines = said.splitlines()
    assert (status, len(lines)) == (0, 5)
    assert lines[:2] == [f"tracker {address}: answers" for address in running.trackers]
    assert lines[2].startswith("group group1: ")
    assert lines[2].endswith("2 of 2 storages take files")
    assert [" ACTIVE, " in line and " MB free, FastDFS " in line for line in lines[3:]] == [True, True]


def test_status_is_1_while_a_tracker_is_away(run, running):
    running.trackers_[0].stop()
    try:
        said, status = run("status")
    finally:
        running.trackers_[0].start()
        running.wait_until_ready()

    assert (status, said.count(": answers"), said.count("cannot be reached")) == (1, 1, 1)


def test_file_is_put_and_got_by_the_last_line(run, tmp_path):
    (tmp_path / "图.txt").write_bytes(b"content")

    said, _status = run("put", tmp_path / "图.txt")
    _said, status = run("get", said.splitlines()[-1], tmp_path / "got.txt")

    assert (status, (tmp_path / "got.txt").read_bytes()) == (0, b"content")
    assert said.splitlines()[-1].startswith("group1/M00/")
    assert said.splitlines()[0].endswith(f", /media/{said.splitlines()[-1]}")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("put", "/no/such/file"), "/no/such/file cannot be read: No such file or directory."),
        (("get", "group1/M00/00/00/" + "A" * 38, "/no/such/folder/file"), "No such file"),
        (("get", "nonsense", "never"), "nonsense"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert sentence in str(refused.value)


def test_without_trackers_there_is_nothing_to_look_at(settings):
    settings.FDFS_TRACKERS = []

    with pytest.raises(CommandError, match="FDFS_TRACKERS is not set"):
        call_command("fastdfs", "status")
