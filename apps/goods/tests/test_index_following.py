"""The follower as a process of its own, killed and fed in all ways, and readers in processes of their own."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from goods.index import IndexAway, Request
from goods.index.building import rebuild
from goods.index.current import catalogue_index
from goods.index.documents import VERSION
from goods.index.storage import IndexFolder
from goods.index.tantivy_index import TantivyIndex
from goods.models import SKU, CatalogueChange, Synonym
from goods.services.changing import note_changes
from tests.workers import ROOT, wait_until
from utils.child_processes import start_child, stop_child

from .factories import SKUFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def folder(settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    return IndexFolder(tmp_path / "index")


def _environment(folder):
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "mysql":
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    added = {"DATABASE_URL": url, "CATALOGUE_INDEX_DIR": str(folder.path), "PYTHONPATH": f"apps{os.pathsep}."}
    return {**os.environ, **added, "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev", "PYTHONWARNINGS": "ignore"}


@pytest.fixture
def follow(folder, tmp_path):
    """Starts a follower; all are ended after the test."""
    started = []

    def start():
        with (tmp_path / f"follower-{len(started)}").open("wb") as output:
            command = [sys.executable, "manage.py", "catalogue_index", "follow"]
            started.append(start_child(command, output=output, environment=_environment(folder), folder=ROOT))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def follower(follow):
    process = follow()
    wait_until(_answers, patience=30)
    return process


def _answers():
    try:
        return catalogue_index().find(Request()) is not None
    except IndexAway:
        return False


def _found(words):
    return catalogue_index().find(Request(words=words)).sku_ids


def _total(words=""):
    try:
        return catalogue_index().find(Request(words=words)).total
    except IndexAway:
        return -1


def _rename(sku, name):
    with transaction.atomic():
        SKU.objects.filter(pk=sku.pk).update(name=name)
        note_changes([sku.pk])


_READER = """
import sys, time
import django
django.setup()
from goods.index import Request
from goods.index.current import catalogue_index
from goods.index.documents import VERSION
find = lambda: catalogue_index().find(Request(words=sys.argv[1])).total
find(); print("ready", flush=True)
while not find(): time.sleep(0.01)
print(time.time(), flush=True)
"""


def _seen_by_another_process(folder, words):
    command = [sys.executable, "-c", _READER, words]
    return subprocess.Popen(command, cwd=ROOT, env=_environment(folder), stdout=subprocess.PIPE, text=True)


def test_edit_is_found_by_another_process_within_two_seconds(folder, follower):
    sku = SKUFactory(name="白色毛巾")
    with _seen_by_another_process(folder, "紫色浴巾") as reader:
        reader.stdout.readline()
        edited = time.time()
        _rename(sku, "紫色浴巾")
        seen = float(reader.stdout.readline())

    assert seen - edited < 2, seen - edited


def test_taken_off_the_shelf_or_deleted_goods_leave_the_index(folder, follower):
    version = folder.current()
    taken, deleted, kept = SKUFactory.create_batch(3)
    note_changes([taken.pk, deleted.pk, kept.pk])
    wait_until(lambda: _total() == 3, patience=10)

    with transaction.atomic():
        SKU.objects.filter(pk=taken.pk).update(is_launched=False)
        note_changes([taken.pk, deleted.pk])
        deleted.delete()

    wait_until(lambda: _total() == 1, patience=10)
    assert catalogue_index().find(Request()).sku_ids == (kept.pk,)
    assert folder.current() == version  # a rebuild would hide what was not written


def test_synonym_of_the_admin_works_at_once(follower):
    sku = SKUFactory(name="红色手机")
    note_changes([sku.pk])
    wait_until(lambda: _found("手机"), patience=10)

    Synonym.objects.create(words="手机 大哥大")

    wait_until(lambda: _found("大哥大") == (sku.pk,), patience=5)


def test_killed_in_the_middle_of_writing_it_goes_on_and_loses_nothing(folder, follow, follower):
    skus = SKUFactory.create_batch(40, name="旧名字")
    note_changes([sku.pk for sku in skus])
    wait_until(lambda: _total() == 40, patience=10)
    version, chance = folder.current(), random.Random(5)
    for round_number in range(5):
        for sku in skus:
            _rename(sku, f"第{round_number}轮")
        time.sleep(chance.uniform(0.1, 0.5))
        follower.send_signal(signal.SIGKILL)
        follower.wait()
        follower = follow()

    wait_until(lambda: _total("第4轮") == 40, _total, patience=30)
    assert (len(_found("第4轮")), _total(), folder.current()) == (30, 40, version)


@pytest.mark.parametrize("damage", ["lost", "pointer", "torn", "flipped", "half"])
def test_damaged_index_heals_by_itself(folder, follow, damage):
    SKUFactory.create_batch(3)
    rebuild(folder)
    version = folder.current()
    segment = next(version.glob("*.term"))
    match damage:
        case "lost":
            version.rename(version.with_name("elsewhere"))
        case "pointer":
            (folder.path / f"current-{VERSION}").write_bytes(b"\xff\x00")
        case "torn":
            segment.write_bytes(segment.read_bytes()[:100])
        case "flipped":
            segment.write_bytes(bytes([segment.read_bytes()[0] ^ 1]) + segment.read_bytes()[1:])
        case "half":
            (version / "followed.json").unlink()

    follow()

    wait_until(lambda: folder.current() not in (None, version) and _total() == 3, _total, patience=30)


def test_running_follower_repairs_what_a_reader_cannot_read(folder, follower):
    SKUFactory.create_batch(3)
    rebuild(folder)
    wait_until(lambda: _total() == 3, patience=10)
    version = folder.current()
    for path in version.glob("*.store"):
        path.unlink()

    with pytest.raises(IndexAway):
        TantivyIndex(folder.path).find(Request())  # as a web process that has just started

    wait_until(lambda: folder.current() not in (None, version) and _total() == 3, _total, patience=30)


def test_rebuild_beside_a_running_follower_loses_no_edit(folder, follower):
    skus = SKUFactory.create_batch(50, name="旧名字")
    note_changes([sku.pk for sku in skus])
    wait_until(lambda: _total() == 50, patience=10)
    command = [sys.executable, "manage.py", "catalogue_index", "rebuild"]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(folder), stdout=subprocess.DEVNULL) as process:
        for sku in skus:
            _rename(sku, "新名字")
            assert _total() == 50
        assert process.wait(30) == 0

    version = folder.current()
    wait_until(lambda: catalogue_index().find(Request(words="新名字")).total == 50, patience=10)
    assert folder.current() == version


def test_very_many_new_goods_make_the_follower_build_anew_once(folder, follower, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("goods.demo.growing.MANY", 60)
    version = folder.current()

    call_command("load_catalogue", skus=60, stdout=StringIO())

    launched = SKU.objects.launched().count()
    wait_until(lambda: _total() == launched, _total, patience=20)
    built = folder.current()
    sku = SKU.objects.launched()[0]
    _rename(sku, "最后一个")
    wait_until(lambda: _found("最后一个") == (sku.pk,), patience=10)
    assert (CatalogueChange.objects.count(), built == version, folder.current()) == (2, False, built)


def test_second_follower_waits_and_takes_over(follow, follower):
    second = follow()
    time.sleep(2)
    assert second.poll() is None

    assert stop_child(follower, patience=10) == 0
    sku = SKUFactory(name="接班")
    note_changes([sku.pk])

    wait_until(lambda: _found("接班") == (sku.pk,), patience=15)


@pytest.mark.mysql
def test_change_that_commits_after_a_later_one_is_not_lost(follower):
    early, late = SKUFactory(name="旧名字"), SKUFactory(name="旧名字")
    is_noted, may_commit = threading.Event(), threading.Event()

    def slow_edit():
        with transaction.atomic():
            SKU.objects.filter(pk=early.pk).update(name="慢慢来")
            note_changes([early.pk])  # takes the lower number
            is_noted.set()
            may_commit.wait(30)
        connection.close()

    thread = threading.Thread(target=slow_edit)
    thread.start()
    is_noted.wait(30)
    _rename(late, "先到先得")
    wait_until(lambda: _found("先到先得") == (late.pk,), patience=10)
    time.sleep(1)
    assert _found("慢慢来") == ()
    may_commit.set()
    thread.join()

    wait_until(lambda: _found("慢慢来") == (early.pk,), patience=2)
    first, second = CatalogueChange.objects.filter(sku_id__in=(early.pk, late.pk)).order_by("pk")[:2]
    assert (first.sku_id, second.sku_id) == (early.pk, late.pk)


def test_follower_that_ends_frees_the_index(folder, follower):
    assert stop_child(follower, patience=10) == 0

    sku = SKUFactory(name="直接写")
    catalogue_index().write([sku.pk])

    assert _found("直接写") == (sku.pk,)
