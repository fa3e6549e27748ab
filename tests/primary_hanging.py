"""The primary hangs: a real MariaDB is stopped in the middle of what it does (SIGSTOP), and goes on later. Nobody waits
for long, nothing is lost or done twice, and no query reads the answer of another one.

test_drills.py asks the same of the whole mall, with a replica.
"""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone

from addresses.models import Address
from goods.models import SKU
from ledger.models import Posting
from meiduo_mall.primary import watch
from meiduo_mall.primary.watching import PERIOD, Watch
from orders.models import Order
from orders.services.placing import Wishes, place_order
from orders.tests.shopping import ticket_for
from payment.models import Payment
from payment.tests.factories import PaymentFactory
from tests.paying.at_the_gateway import notice_of, open_page
from tests.replicating import seconds_until, single_mariadb
from tests.serving import RunningWeb, Visitor
from users.models import User
from users.tests.factories import PASSWORD

pytestmark = pytest.mark.slow
SOON = 8.0  # seconds in which a page gives up: less than 4 where nothing else runs
BACK = 10.0  # seconds after which everything is as before
SORRY = "系统暂时忙不过来"


@pytest.fixture(scope="module")
def server():
    with single_mariadb("--innodb-lock-wait-timeout=2") as running:
        yield running


@pytest.fixture(scope="module")
def web(server, tmp_path_factory):
    running = RunningWeb(tmp_path_factory.mktemp("web"), DATABASE_URL=server.url)
    running.manage("tests.filling")
    with running:
        yield running


@contextmanager
def hanging(server):
    server.freeze()
    try:
        yield
    finally:
        server.thaw()


def page_connection(**options):
    """As a page has it that gives each step a second."""
    connection = connections.create_connection("default")
    connection.settings_dict["OPTIONS"] = {"connect_timeout": 1, "read_timeout": 1} | options
    return connection


@contextmanager
def pages_wanted(is_wanted=True):
    """Whether this process answers pages."""
    before, watch.is_wanted = watch.is_wanted, is_wanted
    try:
        yield
    finally:
        watch.is_wanted = before


@contextmanager
def asks(database):
    """This thread asks there, and nowhere else."""
    usual, connections["default"] = connections["default"], database
    try:
        yield database
    finally:
        database.close()
        connections["default"] = usual


@pytest.fixture
def database(server, web, django_db_blocker):
    """For the time of a test, it is that of the mall."""
    place = {"HOST": "127.0.0.1", "PORT": server.port, "USER": "mall", "NAME": "mall", "OPTIONS": {}}
    usual = connections.settings["default"]
    connections.settings["default"] = {**usual, **place, "ENGINE": "meiduo_mall.primary.mysql"}
    try:
        with django_db_blocker.unblock(), pages_wanted(), asks(page_connection()) as database:
            yield database
    finally:
        connections.settings["default"] = usual


def answer(database, statement):
    with database.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@contextmanager
def hangs_after(database, server, beginning):
    """The server stops as soon as it has carried out a statement that begins like this."""

    def carry_out(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith(beginning):
            server.freeze()
        return result

    try:
        with database.execute_wrapper(carry_out):
            yield
    finally:
        server.thaw()
        database.close_if_unusable_or_obsolete()  # as at the end of a page


def test_answer_that_comes_too_late_is_read_by_nobody(database):
    with pytest.raises(OperationalError, match="2013"):
        answer(database, "SELECT SLEEP(1.5), 'late'")
    with pytest.raises(OperationalError, match="2006"):
        answer(database, "SELECT 'mine'")
    time.sleep(0.7)  # now it would lie there
    database.close_if_unusable_or_obsolete()

    assert answer(database, "SELECT 'mine'") == "mine"


@pytest.mark.parametrize("is_page", [True, False])
def test_only_pages_have_a_limit(database, settings, is_page):
    settings.DATABASE_READ_TIMEOUT = 1
    del database.settings_dict["OPTIONS"]["read_timeout"]

    with pages_wanted(is_page), pytest.raises(OperationalError, match="2013") if is_page else nullcontext():
        answer(database, "SELECT SLEEP(1.3)")


@pytest.mark.parametrize(
    ("moment", "is_made"), [("INSERT INTO `orders_orderline`", 0), ("INSERT INTO `orders_orderevent`", 1)]
)
def test_order_whose_end_was_not_answered_is_made_once(database, server, moment, is_made):
    alice, sku = User.objects.get(username="alice"), SKU.objects.get(pk=60)
    wishes, ticket = Wishes(address_id=Address.objects.get(user=alice).pk), ticket_for(alice, sku, count=2)
    made = Order.objects.filter(token=ticket.id)

    with pytest.raises(OperationalError, match="2013"), hangs_after(database, server, moment):
        place_order(user=alice, ticket=ticket, wishes=wishes)
    seconds_until(lambda: server.run("SELECT COUNT(*) FROM information_schema.innodb_trx") == [(0,)])
    assert made.count() == is_made
    order = place_order(user=alice, ticket=ticket, wishes=wishes)

    assert (list(made), order.lines.count()) == ([order], 1)
    assert SKU.objects.get(pk=60).stock == sku.stock - 2


def test_notice_whose_payment_was_not_answered_is_not_called_a_success_and_counts_once(database, server):
    payment = PaymentFactory(order=Order.objects.filter(status="unpaid").first())
    open_page(payment)
    notice = notice_of(payment, trade_status="TRADE_SUCCESS", gmt_payment=f"{timezone.localtime():%Y-%m-%d %H:%M:%S}")
    client = Client(raise_request_exception=False)

    with hangs_after(database, server, "INSERT INTO `notices_notice`"):
        first = client.post("/payment/notify/", notice)
    again = client.post("/payment/notify/", notice)

    assert (first.status_code, again.status_code, again.content) == (503, 200, b"success")
    assert Payment.objects.filter(order=payment.order, status="paid").count() == 1
    assert Posting.objects.filter(order_number=payment.order.number).count() == 1


@pytest.mark.parametrize("is_hanging", [False, True])
def test_who_waits_is_freed_when_the_server_answers_nobody_and_only_then(database, server, is_hanging):
    looking, waiting = Watch(), page_connection(read_timeout=30)
    looking.is_wanted, looking._process = True, os.getpid()
    waiting.inc_thread_sharing()
    with pages_wanted():
        waiting.ensure_connection()

    def wait():
        with asks(waiting), looking.page():
            return answer(waiting, "SELECT SLEEP(2.5), 'late'")

    with ThreadPoolExecutor(1) as another, hanging(server) if is_hanging else nullcontext():
        page, started = another.submit(wait), time.monotonic()
        while not page.done():
            looking.look()
            time.sleep(PERIOD)
        outcome = type(page.exception())

    assert time.monotonic() - started < SOON
    assert (outcome, looking.is_hanging) == ((OperationalError, True) if is_hanging else (type(None), False))


def test_next_page_need_not_find_out_that_nobody_takes_a_connection(database, server):
    coming = page_connection(connect_timeout=3)

    try:
        with hanging(server), pages_wanted(), pytest.raises(OperationalError, match="2013"):
            coming.ensure_connection()
        assert watch.is_hanging
    finally:
        watch.is_hanging = False


def test_network_that_is_dead_ends_connections_that_may_wait_for_ever(database):
    database.ensure_connection()

    with socket.socket(fileno=os.dup(database.connection.fileno())) as own:
        seconds = own.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) / 1000

        assert (own.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), seconds) == (1, 120)


def test_page_that_would_wait_long_for_a_lock_says_so(web, server):
    carol = Visitor(web.url)
    carol.sign_in("carol", PASSWORD)

    with server.as_mall() as somebody:
        somebody.execute("SELECT id FROM users_user WHERE username = 'carol' FOR UPDATE")
        page = carol.post("/detail/1/favourite/")

    assert (page.status_code, SORRY in page.text) == (503, True)
    assert carol.post("/detail/1/favourite/").status_code == 200


def test_pages_give_up_soon_leave_room_for_others_and_work_again(web, server):
    guest, alice = Visitor(web.url), Visitor(web.url)
    alice.sign_in("alice", PASSWORD)
    kept = guest.get("/").text

    with hanging(server), ThreadPoolExecutor(8) as many:
        pages = list(many.map(lambda _: Visitor(web.url).sign_in("bobby", PASSWORD), range(8)))
        home, late = guest.get("/"), alice.get("/orders/")
    seconds = seconds_until(lambda: alice.get("/orders/").ok and Visitor(web.url).sign_in("bobby", PASSWORD).ok)

    assert {(page.status_code, SORRY in page.text) for page in (*pages, late)} == {(503, True)}
    assert max(page.elapsed.total_seconds() for page in pages) < SOON
    assert (home.text, late.elapsed.total_seconds() < 1) == (kept, True)
    assert seconds < BACK
