"""Making, verifying, restoring and pruning back-ups, on small databases and servers of their own."""

import sqlite3
import stat
import time
from contextlib import closing

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from django_redis import get_redis_connection

from goods.models import SKUImage
from goods.tests.factories import SKUFactory
from meiduo_mall.backups import redis_copies
from meiduo_mall.backups.folder import BackupFolder
from meiduo_mall.backups.making import make_backup
from meiduo_mall.backups.mysql import RowCounter
from meiduo_mall.backups.refusals import BackupFailed, NotEmpty
from meiduo_mall.backups.restoring import Wanted, restore
from meiduo_mall.backups.store import backup_age
from meiduo_mall.backups.verifying import verify
from meiduo_mall.doctor.checks.backups import age
from tests.examined import DEVELOPMENT, PRODUCTION, grades
from tests.fastdfs_cluster import cluster
from utils.stored_files import StorageUnavailable

pytestmark = pytest.mark.once
FDFS = "utils.fastdfs.storage.FastDFSStorage"


@pytest.fixture
def small_malls(settings, tmp_path, django_db_blocker):
    """Databases "old", with three rows, and "new", which is not there yet; and an empty folder of pictures."""
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("old", "new"):
        own = {"NAME": str(tmp_path / f"{name}.sqlite3"), "ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}
        connections.databases[name] = {**connections.databases["default"], **own}
    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as database:
        database.execute("CREATE TABLE orders (id INTEGER, total TEXT)")
        database.executemany("INSERT INTO orders VALUES (?, ?)", [(1, "9.90"), (2, "19.90"), (3, "0.10")])
        database.commit()
    with django_db_blocker.unblock():
        yield
        for name in ("old", "new"):
            connections[name].close()
            del connections.databases[name]
            del connections[name]


@pytest.fixture
def folder(tmp_path, small_malls):
    return BackupFolder(tmp_path / "backups")


def back_up(folder):
    return make_backup(folder, tell=str, alias="old")


def bring_back(folder, backup, *parts, may_replace=False):
    said = []
    wanted = Wanted(parts=parts or ("media", "database", "redis"), may_replace=may_replace, alias="new")
    restore(folder, backup, wanted, tell=said.append)
    return said


def rows(tmp_path, name="new"):
    with closing(sqlite3.connect(tmp_path / f"{name}.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
        return database.execute("SELECT * FROM orders ORDER BY id").fetchall() if tables else None


def picture(settings, name, content=b"pixels"):
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_database_pictures_and_redis_come_back(folder, settings, tmp_path):
    path = picture(settings, "goods/ab.webp")
    get_redis_connection("carts").hset("cart:7", "31", 2)
    backup = back_up(folder)
    path.unlink()
    get_redis_connection("carts").flushdb()

    bring_back(folder, backup)

    assert rows(tmp_path) == [(1, "9.90"), (2, "19.90"), (3, "0.10")]
    assert path.read_bytes() == b"pixels"
    assert get_redis_connection("carts").hgetall("cart:7") == {b"31": b"2"}


def test_backup_is_its_owners_alone(folder, settings):
    picture(settings, "goods/ab.webp")
    backup = back_up(folder)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder.path, *folder.path.rglob("*")) if path.is_dir()}
    assert modes == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.path.rglob("*") if path.is_file()} == {0o600}
    assert backup.parent == folder.path


def test_unchanged_pictures_are_not_copied_again(folder, settings):
    picture(settings, "goods/same.webp")
    first = back_up(folder)
    before = {path: path.stat().st_ino for path in folder.contents.folder.glob("*/*")}
    picture(settings, "goods/new.webp", b"more")
    back_up(folder)

    after = {path: path.stat().st_ino for path in folder.contents.folder.glob("*/*")}
    assert len(after) == 2
    assert after.items() >= before.items()
    assert len(folder.all()) == 2
    assert verify(folder, first, tell=str).media["count"] == 1


def test_old_backups_go_with_the_pictures_that_they_alone_name(folder, settings):
    gone = picture(settings, "goods/gone.webp", b"gone")
    picture(settings, "goods/kept.webp", b"kept")
    oldest = back_up(folder)
    gone.unlink()
    newer = [back_up(folder), back_up(folder)]

    with folder.locked():
        assert folder.prune(2) == [oldest]

    assert folder.all() == newer
    assert [path.read_bytes() for path in folder.contents.folder.glob("*/*")] == [b"kept"]


def test_restore_refuses_a_database_that_is_not_empty_and_replaces_it_when_told(folder, tmp_path):
    backup = back_up(folder)
    bring_back(folder, backup)
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as database:
        database.execute("DELETE FROM orders WHERE id = 2")
        database.commit()

    with pytest.raises(NotEmpty, match="not empty"):
        bring_back(folder, backup)

    assert len(rows(tmp_path)) == 2
    bring_back(folder, backup, may_replace=True)
    assert len(rows(tmp_path)) == 3


def test_restore_refuses_a_redis_that_is_not_empty(folder, tmp_path):
    backup = back_up(folder)
    get_redis_connection("sessions").set("somebody", "is here")

    with pytest.raises(NotEmpty, match="1 keys"):
        bring_back(folder, backup)

    assert rows(tmp_path) is None


@pytest.mark.parametrize("name", ["database.sqlite3.gz", "redis-carts.jsonl.gz", "media.jsonl.gz", "manifest.json"])
def test_one_flipped_byte_is_found_before_anything_is_touched(folder, settings, tmp_path, name):
    lost = picture(settings, "goods/ab.webp")
    backup = back_up(folder)
    lost.unlink()
    content = bytearray((backup / name).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / name).write_bytes(content)

    with pytest.raises(BackupFailed, match=r"damaged|cannot be read"):
        bring_back(folder, backup)

    assert (rows(tmp_path), lost.exists()) == (None, False)


def test_manifest_that_somebody_edited_is_refused(folder, tmp_path):
    backup = back_up(folder)
    manifest = backup / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"orders": 3', '"orders": 2'))

    with pytest.raises(BackupFailed, match="was changed or damaged"):
        bring_back(folder, backup)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"pixelz")])
def test_damaged_picture_is_found_before_anything_is_touched(folder, settings, tmp_path, damage):
    picture(settings, "goods/ab.webp")
    backup = back_up(folder)
    damage(next(folder.contents.folder.glob("*/*")))

    with pytest.raises(BackupFailed, match="1 pictures are missing or damaged"):
        bring_back(folder, backup)

    assert rows(tmp_path) is None


def test_backup_that_fails_leaves_nothing_and_those_before_it_alone(folder, settings, tmp_path):
    first = back_up(folder)
    connections["old"].settings_dict["NAME"] = str(tmp_path / "no-such-folder" / "mall.sqlite3")

    with pytest.raises(sqlite3.OperationalError):
        back_up(folder)

    assert folder.all() == [first]
    assert [path.name for path in folder.path.glob(".making-*")] == []


def test_backup_among_the_pictures_is_refused(small_malls, settings):
    with pytest.raises(BackupFailed, match="is among the pictures"):
        back_up(BackupFolder(settings.MEDIA_ROOT / "backups"))


def test_age_of_the_last_whole_backup_is_known_to_who_watches(folder, settings):
    assert (backup_age(), grades(age(PRODUCTION))) == (None, ["warning"])
    settings.MEDIA_ROOT = folder.path.parent
    with pytest.raises(BackupFailed):
        back_up(folder)
    assert backup_age() is None

    settings.MEDIA_ROOT = folder.path.parent / "media"
    back_up(folder)

    assert backup_age() < 30
    assert grades(age(PRODUCTION)) == ["ok"]
    get_redis_connection("codes").decrby("backup:made_at", 31 * 3600)
    assert (grades(age(PRODUCTION)), grades(age(DEVELOPMENT))) == (["warning"], ["ok"])


def test_what_a_killed_backup_left_behind_is_no_backup_and_goes(folder):
    (folder.path / ".making-1").mkdir(parents=True)
    (folder.path / ".making-1" / "manifest.json").write_text("{")

    assert folder.all() == []
    back_up(folder)
    assert sorted(path.name for path in folder.path.glob(".making-*")) == []


def test_session_that_has_ended_since_then_does_not_come_back(tmp_path):
    redis, url = get_redis_connection("sessions"), redis_copies.kept_purposes()["sessions"]
    redis.set("stays", "2", ex=1000)
    redis.set("ends soon", "1", px=1500)
    assert redis_copies.copy_keys(url, tmp_path / "copy") == 2
    time.sleep(1.5)

    assert redis_copies.restore_keys(url, tmp_path / "copy") == 1

    assert redis.keys() == [b"stays"]
    assert 900 < redis.ttl("stays") <= 1000


def test_database_of_another_kind_is_refused(folder):
    backup = back_up(folder)
    connections["new"].vendor = "mysql"

    with pytest.raises(BackupFailed, match="back-up is of sqlite, and DATABASE_URL names mysql"):
        bring_back(folder, backup)


def test_row_counter_is_not_fooled_by_what_stands_in_texts():
    counter = RowCounter()
    lines = [
        b"CREATE TABLE `a` (\n",
        b"INSERT INTO `a` VALUES (1,'it''s (2),(3) \\' \\\\'),(2,NULL),(3,0x28292C28);\n",
        b"CREATE TABLE `empty` (\n",
        b"CREATE TABLE `b` (\n",
        b"INSERT INTO `b` (`id`, `x`) VALUES\n",
        b"(1,'),('),\n",
        b"(2,'`');\n",
        b"-- (not a row)\n",
    ]
    for line in lines:
        counter.feed(line)

    assert counter.tables == {"a": 3, "empty": 0, "b": 2}


def test_commands_say_what_is_wrong_in_a_sentence(tmp_path, small_malls):
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("backup")
    with pytest.raises(CommandError, match="There is no back-up in"):
        call_command("restore", str(tmp_path / "nothing"))
    with pytest.raises(CommandError, match="--keep has to be 1 or more"):
        call_command("backup", to=tmp_path, keep=0)


@pytest.mark.django_db
def test_pictures_in_fastdfs_come_back_into_an_empty_cluster_and_their_rows_are_told(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder, sku = BackupFolder(tmp_path / "backups"), SKUFactory()
    with cluster() as old:
        in_fastdfs(settings, old)
        kept = SKUImage.objects.create(sku=sku, renditions=[stored(b"kept")])
        lost = SKUImage.objects.create(sku=sku, renditions=[stored(b"lost")])
        backup = make_backup(folder, tell=str)
    with cluster() as new:
        in_fastdfs(settings, new)
        restore(folder, backup, Wanted(parts=("media",)), tell=str)
        restore(folder, backup, Wanted(parts=("media",)), tell=str)

        contents = []
        for row in (kept, lost):
            row.refresh_from_db()
            with default_storage.open(row.renditions[0]["name"]) as file:
                contents.append(file.read())

        assert contents == [b"kept", b"lost"]
        assert len(new.storages[0].files()) == 2


@pytest.mark.django_db
def test_pictures_that_fastdfs_still_has_are_left_alone(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder, sku = BackupFolder(tmp_path / "backups"), SKUFactory()
    with cluster() as running:
        in_fastdfs(settings, running)
        kept, lost = (SKUImage.objects.create(sku=sku, renditions=[stored(text)]) for text in (b"kept", b"lost"))
        backup = make_backup(folder, tell=str)
        ids = [row.renditions[0]["name"] for row in (kept, lost)]
        default_storage.delete(ids[1])

        restore(folder, backup, Wanted(parts=("media",)), tell=str)

        for row in (kept, lost):
            row.refresh_from_db()
        assert kept.renditions[0]["name"] == ids[0]
        assert lost.renditions[0]["name"] != ids[1]
        assert len(running.storages[0].files()) == 2


@pytest.mark.django_db
def test_picture_that_fastdfs_lost_is_named_in_the_manifest_and_a_cluster_that_is_away_ends_the_backup(
    settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = BackupFolder(tmp_path / "backups")
    with cluster() as running:
        in_fastdfs(settings, running)
        image = SKUImage.objects.create(sku=SKUFactory(), renditions=[stored(b"lost")])
        default_storage.delete(image.renditions[0]["name"])
        backup = make_backup(folder, tell=str)
        in_fastdfs(settings, running)

    assert verify(folder, backup, tell=str).media["missing"] == [image.renditions[0]["name"]]
    with pytest.raises(StorageUnavailable):
        make_backup(folder, tell=str)
    assert folder.all() == [backup]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["a_b/M00/00/00/" + "A" * 38, "group9/M00/00/00/" + "A" * 300])
def test_what_somebody_typed_ends_no_backup(settings, tmp_path, typed):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = BackupFolder(tmp_path / "backups")
    with cluster() as running:
        in_fastdfs(settings, running)
        sku = SKUFactory(spu__description=f"/media/{typed}.jpg")
        SKUImage.objects.create(sku=sku, renditions=[stored(b"kept")])

        backup = make_backup(folder, tell=str)

    assert verify(folder, backup, tell=str).media["missing"] == []


def in_fastdfs(settings, running):
    options = {"trackers": running.trackers, "base_urls": ["/media/"], "connect_timeout": 1, "timeout": 2}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": FDFS, "OPTIONS": options}}


def stored(content):
    return {"name": default_storage.save("goods/x.webp", ContentFile(content)), "width": 1, "height": 1}


def test_nobody_restores_from_a_folder_in_which_back_ups_are_made_or_pruned(folder, tmp_path):
    backup = back_up(folder)

    with folder.locked(), pytest.raises(BackupFailed, match=r"being made, pruned or restored in .*backups"):
        bring_back(folder, backup)

    assert rows(tmp_path) is None


def test_restore_says_what_it_is_about_to_fill(folder, tmp_path):
    assert f"into        {tmp_path}/new.sqlite3" in bring_back(folder, back_up(folder), "database")
