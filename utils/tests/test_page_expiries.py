import time
from contextlib import suppress
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from utils.page_cache import Basis, Facts, expire_after_commit, expire_all_pages, expire_pages, expiries
from utils.page_cache.pages import PageCache


def text(response):
    return response.content.decode()


def test_change_is_on_the_next_page_of_every_process(ask):
    processes = [PageCache(), PageCache(), PageCache()]
    for process in processes:
        ask(process, tags={"sku:1", "home"})

    expire_pages(["sku:2", "sku:1"])

    assert [text(ask(process)) for process in processes] == [f"Hello {n}, . / " for n in (4, 5, 6)]


def test_change_leaves_pages_that_do_not_show_it(ask):
    processes = [PageCache(), PageCache()]
    for process in processes:
        ask(process, "/1/", tags={"sku:1"})
        ask(process, "/2/", tags={"sku:2"})
        ask(process, "/3/")

    expire_pages(["sku:2"])

    pages = [[text(ask(process, f"/{n}/", tags={f"sku:{n}"})) for n in (1, 2, 3)] for process in processes]
    assert pages == [[f"Hello {n}, . /{place}/ " for place, n in enumerate(each, 1)] for each in ((1, 7, 3), (4, 8, 6))]


def test_everything_is_given_up_in_every_process(ask):
    processes = [PageCache(), PageCache()]
    for process in processes:
        ask(process)

    expire_all_pages()

    assert [text(ask(process)) for process in processes] == ["Hello 3, . / ", "Hello 4, . / "]


def test_process_that_missed_more_than_it_reads_gives_up_everything(ask, monkeypatch):
    monkeypatch.setattr(expiries, "_MOST", 3)
    idle, cache = PageCache(), PageCache()
    ask(idle)
    ask(cache)

    for number in range(4):
        cache.expiries.publish([f"sku:{number}"])
        ask(cache)
    time.sleep(expiries.LEASE)

    assert (text(ask(cache)), text(ask(idle))) == ("Hello 2, . / ", "Hello 3, . / ")


@pytest.mark.parametrize("lost", ["cache:pages", "cache:pages:expiries"])
def test_process_notices_that_redis_lost_what_it_had_not_read(ask, redis_at, lost):
    cache = PageCache()
    ask(cache, tags={"sku:1"})
    PageCache().expiries.publish(["sku:1"])

    redis_at.lose(lost)

    assert text(ask(cache)) == "Hello 2, . / "


def test_process_notices_that_redis_came_back_with_what_it_had_earlier(ask, redis_at):
    cache, other = PageCache(), PageCache()
    other.expiries.publish(["sku:1"])
    other.expiries.publish(["sku:2"])
    ask(cache, tags={"sku:3"})
    other.expiries.publish(["sku:3"])

    redis_at.go_back_to(1)

    assert text(ask(cache)) == "Hello 2, . / "


def test_page_that_was_being_built_during_a_change_is_not_kept(ask, rf):
    cache = PageCache()

    def facts():
        expire_pages(["sku:1"])
        cache.expiries.catch_up()
        return Facts({"greeting": "old"}, tags=frozenset({"sku:1"}))

    request = rf.get("/")
    request.user = AnonymousUser()
    assert text(cache.answer(request, "page.html", facts)) == "old, . / "
    assert len(cache.memory) == 0
    assert text(ask(cache)) == "Hello 1, . / "


def test_page_is_built_anew_when_its_basis_has_another_answer(ask):
    cache, answers = PageCache(), {"index": 1}
    basis = Basis(1, lambda: answers["index"])

    first, same = (text(ask(cache, basis=basis)) for _ in range(2))
    answers["index"] = 2
    time.sleep(expiries.LEASE)

    assert (first, same, text(ask(cache, basis=replace(basis, answer=2)))) == (
        "Hello 1, . / ",
        "Hello 1, . / ",
        "Hello 2, . / ",
    )
    assert text(ask(cache)) == "Hello 2, . / "


def test_changes_of_one_transaction_are_one_expiry(ask, redis_at, transactional_db):
    cache = PageCache()
    ask(cache, tags={"sku:49"})
    before = redis_at.expiries()

    with transaction.atomic():
        for number in range(50):
            expire_after_commit([f"sku:{number}"])
        assert redis_at.expiries() == before

    assert redis_at.expiries() == before + 1
    assert text(ask(cache)) == "Hello 2, . / "


def test_change_that_is_rolled_back_gives_up_nothing(ask, transactional_db):
    cache = PageCache()
    ask(cache, tags={"sku:1"})

    with suppress(ValueError), transaction.atomic():
        expire_after_commit(["sku:1"])
        raise ValueError
    time.sleep(expiries.LEASE)

    assert text(ask(cache)) == "Hello 1, . / "


def test_redis_is_asked_once_per_lease(ask, redis_at):
    cache = PageCache()
    ask(cache)
    before, started = redis_at.reads(), time.monotonic()

    for _ in range(100):
        ask(cache)

    leases = int((time.monotonic() - started) / expiries.LEASE) + 1
    assert redis_at.reads() - before <= leases
    time.sleep(expiries.LEASE)
    ask(cache)
    assert redis_at.reads() > before


def test_emptied_redis_gives_up_the_pages(ask, redis_at):
    cache = PageCache()
    ask(cache)

    redis_at.flush()

    assert text(ask(cache)) == "Hello 2, . / "
    assert text(ask(cache)) == "Hello 2, . / "


@pytest.fixture
def _short_patience(monkeypatch):
    monkeypatch.setattr(expiries, "PATIENCE", 0.2)
    monkeypatch.setattr("utils.page_cache.pages.PATIENCE", 0.2)


@pytest.mark.usefixtures("_short_patience")
def test_pages_are_served_without_redis_and_not_for_long(ask, redis_at):
    cache = PageCache()
    ask(cache)
    redis_at.stop()
    time.sleep(expiries.LEASE)

    first, second = text(ask(cache)), text(ask(cache))
    time.sleep(0.25)
    later = text(ask(cache))

    assert (first, second, later) == ("Hello 2, . / ", "Hello 2, . / ", "Hello 3, . / ")


@pytest.mark.usefixtures("_short_patience")
def test_silent_redis_is_not_asked_on_every_page(ask, redis_at, caplog):
    redis_at.stop()
    cache = PageCache()

    for _ in range(20):
        ask(cache)

    assert [record.getMessage() for record in caplog.records] == [
        "What was given up of the pages was not read: ConnectionError"
    ]


@pytest.mark.usefixtures("_short_patience")
def test_change_that_redis_missed_is_made_up_for_when_it_is_back(ask, redis_at):
    unaware, noticed = PageCache(), PageCache()
    ask(unaware)
    redis_at.stop()
    assert noticed.expiries.publish(["sku:1"]) is False
    redis_at.start()

    ask(noticed)
    time.sleep(expiries.LEASE)

    assert text(ask(unaware)) == "Hello 3, . / "
