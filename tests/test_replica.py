"""Two real MariaDB servers, one of which replicates the other, and the mall on top of both.

Rows that were changed on the replica alone show which of the two has answered.
"""

import time

import MySQLdb
import pytest
from django.core import signing

from goods.page_tags import sku_tags
from tests.replicating import replicating_pair, seconds_until
from tests.servers import installed
from tests.serving import RunningWeb, Visitor
from users.tests.factories import PASSWORD
from utils.page_cache import expire_pages

pytestmark = [pytest.mark.slow, pytest.mark.once]
MAX_LAG = 3  # seconds
PROMPT = 2.0  # seconds that a page may take when the replica does not answer


@pytest.fixture(scope="module")
def pair():
    if not (installed("mariadbd") and installed("mariadb-install-db")):
        pytest.skip("MariaDB is not installed (apt install mariadb-server)")
    with replicating_pair() as servers:
        yield servers


@pytest.fixture(scope="module")
def web(pair, tmp_path_factory):
    running = RunningWeb(tmp_path_factory.mktemp("web"), **pair.settings, REPLICA_MAX_LAG=MAX_LAG)
    running.manage("tests.filling")
    pair.wait_until_equal()
    pair.replica.run("UPDATE mall.addresses_address SET receiver = '从库'")
    with running:
        yield running


@pytest.fixture
def alice(web):
    """Signed in, and long ago: nothing marks her."""
    return unmarked(signed_in(web, "alice"))


def signed_in(web, name):
    visitor = Visitor(web.url)
    assert visitor.sign_in(name, PASSWORD).status_code == 200
    return visitor


def unmarked(visitor):
    visitor.session.cookies.pop("newest", None)
    return visitor


def source(visitor):
    """Which of the two the list of addresses came from."""
    page = visitor.get("/addresses/")
    assert page.status_code == 200
    assert page.elapsed.total_seconds() < PROMPT
    return next(name for name in ("主库", "从库", "还没有收货地址") if name in page.text)


def wait_for_replica(visitor):
    return seconds_until(lambda: source(visitor) == "从库")


def test_page_after_a_write_comes_from_the_primary_and_later_ones_from_the_replica(web):
    bob = signed_in(web, "bobby")
    wait_for_replica(unmarked(signed_in(web, "alice")))

    sources = [source(bob), source(bob), source(unmarked(bob))]

    assert sources == ["主库", "主库", "从库"]


@pytest.mark.parametrize("seconds", [0, 60])
def test_mark_of_a_write_holds_for_a_while_whatever_the_browser_says(alice, seconds):
    wait_for_replica(alice)
    signer = signing.get_cookie_signer(salt="newestnewest")
    moment = signing.b62_encode(int(time.time()) - seconds)
    alice.session.cookies.set("newest", signing.Signer.sign(signer, f"1:{moment}"))

    assert source(alice) == ("从库" if seconds else "主库")


def test_invented_mark_is_none(alice):
    wait_for_replica(alice)
    alice.session.cookies.set("newest", f"1:{signing.b62_encode(int(time.time()))}:invented")

    assert source(alice) == "从库"


def test_write_is_seen_at_once_by_who_wrote_it_though_nothing_is_replicated(web, pair):
    carol, elsewhere = signed_in(web, "carol"), unmarked(signed_in(web, "carol"))
    wait_for_replica(elsewhere)
    pair.replica.run("STOP SLAVE")
    try:
        own = carol.post("/addresses/3/delete/")
        seen = [own.text, carol.get("/addresses/").text, elsewhere.get("/addresses/").text]
        seconds_left_alone = seconds_until(lambda: source(elsewhere) == "还没有收货地址")
    finally:
        pair.replica.run("START SLAVE")

    assert ["从库" in text or "主库" in text for text in seen] == [False, False, True]
    assert seconds_left_alone < MAX_LAG + 5


def test_kept_page_that_was_given_up_does_not_come_from_a_replica_that_is_behind(web, pair):
    guest = Visitor(web.url)
    pair.replica.run("STOP SLAVE")
    try:
        before = guest.get("/detail/1/").text
        pair.primary.run("UPDATE mall.goods_sku SET name = '新名' WHERE id = 1")
        expire_pages(sku_tags([1]))
        after = guest.get("/detail/1/").text
    finally:
        pair.replica.run("START SLAVE")

    assert ("旧名" in before, "新名" in after) == (True, True)


@pytest.mark.parametrize(("away", "back"), [("kill", "start"), ("freeze", "thaw")])
def test_replica_that_is_away_fails_no_page_and_is_used_again_within_10_seconds(alice, pair, away, back):
    wait_for_replica(alice)
    getattr(pair.replica, away)()
    try:
        sources = {source(alice) for _ in range(20)}
    finally:
        getattr(pair.replica, back)()

    seconds = wait_for_replica(alice)

    assert sources == {"主库"}
    assert seconds < 10


def test_replica_takes_no_writes_of_the_mall(pair):
    with pytest.raises(MySQLdb.OperationalError, match="read-only"), pair.replica.as_mall() as cursor:
        cursor.execute("DELETE FROM addresses_address")
