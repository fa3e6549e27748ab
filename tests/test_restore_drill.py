"""The restore drill: a mall is copied while it sells, and comes back on servers that have never seen it."""

import json
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from carts.services import add
from carts.store import UserCart
from goods.models import SKUImage
from goods.tests.factories import SKUFactory
from ledger.models import Entry
from tests.restored import (
    Writer,
    answers_of,
    contents_of,
    cursor_at,
    fingerprint,
    manage,
    newest_id,
    tables_of,
)
from tests.servers import private_mariadb
from users.tests.factories import UserFactory
from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis
from utils.pictures import store_drawing

pytestmark = [pytest.mark.mysql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
_CHANGING = "goods_skuimage"  # the writer deletes from it


@pytest.fixture
def open_mall(settings, tmp_path, client):
    """A shopper who is signed in and has a cart; pictures; somebody to sell to."""
    settings.MEDIA_ROOT = tmp_path / "media"
    sku = SKUFactory(name="手机 “𠮷” 'quoted'), (1", stock=50)
    sku.seller = UserFactory()
    drawings = [store_drawing(f"<svg>{n}</svg>".encode(), folder="goods", width=9, height=9) for n in range(200)]
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=drawing) for drawing in drawings)
    shopper = UserFactory(username="alice")
    client.force_login(shopper)
    add(UserCart(shopper.pk), sku_id=sku.pk, count=2)
    return sku


@pytest.fixture
def fresh_servers(tmp_path):
    """The environment of a mall whose servers hold nothing."""
    redis = EmbeddedRedis(folder=tmp_path / "redis", socket=tmp_path / "redis.sock", is_persistent=False)
    child = redis.start()
    with private_mariadb() as url:
        folders = {"DATA_DIR": str(tmp_path / "fresh"), "MEDIA_ROOT": str(tmp_path / "fresh" / "media")}
        yield {"DATABASE_URL": url, "REDIS_URL": redis.url, **folders}
    stop_child(child, patience=5)


def cursors(fresh):
    """Of the database that was copied, and of the fresh one."""
    old, new = connection.settings_dict, urlsplit(fresh["DATABASE_URL"])
    return (
        cursor_at(old["HOST"], old["PORT"], old["USER"], old["NAME"]),
        cursor_at(new.hostname, new.port, new.username, "mall"),
    )


def test_mall_comes_back_as_it_was(open_mall, fresh_servers, tmp_path, client, settings):
    with Writer(open_mall) as writer:
        call_command("backup", to=tmp_path / "backups")
        writer.wait_for_more(1)

    said = manage(fresh_servers, "restore", str(tmp_path / "backups"))

    assert "FastDFS     0 uploaded" in said
    assert_same_rows(fresh_servers)
    assert_same_pictures(fresh_servers, settings.MEDIA_ROOT)
    answers = answers_of(fresh_servers, session=client.cookies["sessionid"].value)
    entries = answers.pop("entries")
    cart = {str(open_mall.pk): 2}
    assert answers == {"unbalanced": [], "cart": cart, "status": 200, "is_alice": True}
    assert 6 <= entries < Entry.objects.count()


def assert_same_rows(fresh):
    """Table by table: what the restored one has, the old one has up to the same id, and in every column."""
    old, new = cursors(fresh)
    with old as before, new as after:
        tables = tables_of(before)
        assert tables_of(after) == tables
        for table in tables:
            if table != _CHANGING:
                upto = newest_id(after, table)
                assert (table, fingerprint(after, table)) == (table, fingerprint(before, table, upto))


def assert_same_pictures(fresh, media_root):
    """Every picture that a restored row names is there; those that the old mall still has, byte for byte."""
    _old, new = cursors(fresh)
    with new as after:
        after.execute("SELECT renditions FROM goods_skuimage")
        named = {rendition["name"] for (text,) in after.fetchall() for rendition in json.loads(text)}
    restored, kept = contents_of(fresh["MEDIA_ROOT"]), contents_of(media_root)
    assert named
    assert named <= restored.keys()
    assert {name: restored[name] for name in restored.keys() & kept.keys()} == {
        name: content for name, content in kept.items() if name in restored
    }
