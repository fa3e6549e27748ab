from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from goods.index import IndexAway, Request
from goods.index.current import catalogue_index
from goods.index.storage import IndexFolder
from utils.locks import locked_file

from .factories import SKUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    return IndexFolder(tmp_path / "index")


def _run(action):
    output = StringIO()
    call_command("catalogue_index", action, stdout=output)
    return output.getvalue()


def test_rebuild_makes_an_index_that_status_describes(folder):
    SKUFactory.create_batch(2)

    told = _run("rebuild")

    assert told.startswith("2 SKUs in ")
    assert catalogue_index().find(Request()).total == 2
    lines = dict(line.split(maxsplit=1) for line in _run("status").splitlines())
    assert (lines["SKUs"], lines["Follower"]) == ("2", "does not run")


def test_rebuild_leaves_one_version_behind(folder):
    for _ in range(2):
        _run("rebuild")

    assert [path for path in folder.path.iterdir() if path.is_dir()] == [folder.current()]


def test_second_rebuild_at_the_same_time_is_refused_and_the_index_stays(folder):
    _run("rebuild")
    version = folder.current()

    with locked_file(folder.rebuild_lock), pytest.raises(CommandError, match="Another process"):
        _run("rebuild")

    assert folder.current() == version


@pytest.mark.parametrize("damage", ["none", "flipped"])
def test_status_of_an_unusable_index_is_a_failure(folder, damage):
    if damage == "flipped":
        SKUFactory()
        _run("rebuild")
        path: Path = next(folder.current().glob("*.fast"))
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])

    with pytest.raises(CommandError):
        _run("status")


def test_writing_while_the_follower_writes_is_refused(folder):
    sku = SKUFactory()
    _run("rebuild")

    with locked_file(folder.writer_lock), pytest.raises(IndexAway):
        catalogue_index().write([sku.pk])
