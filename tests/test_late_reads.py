"""Which database a page reads from, question by question; test_replica.py does it with real servers."""

import math
import os
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from meiduo_mall.replica.models import Heartbeat
from meiduo_mall.replica.reading import COOKIE, alias_to_read, late_reads
from meiduo_mall.replica.router import ReplicaRouter
from meiduo_mall.replica.watching import Watcher, watcher
from utils.freshness import newest
from utils.page_cache import Facts, cached_page, expire_pages, pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def replicas(settings):
    """Two that are fine; nobody asks them anything."""
    settings.REPLICAS = ["replica1", "replica2"]
    settings.READ_PRIMARY_SECONDS = 10
    watchers = [watcher(alias) for alias in settings.REPLICAS]
    for each in watchers:
        each._process, each._fine_until = os.getpid(), math.inf
    yield watchers
    watcher.cache_clear()


def ask(work, path="/addresses/", *, method="get", **keywords):
    """What the work returns in the middle of such a request, and the response."""
    answers = []

    def view(request):
        answers.append(work())
        return HttpResponse()

    response = late_reads(view)(getattr(RequestFactory(), method)(path, **keywords))
    return answers[0], response


def test_catalogue_and_account_may_be_late_and_nothing_else(replicas):
    late = ["/", "/addresses/", "/detail/7/", "/search/", "/info/", "/sitemap.xml"]
    newest = ["/carts/", "/orders/", "/orders/settlement/", "/payment/status/", "/aftersales/", "/login/"]
    newest += ["/oauth_callback/", "/admin/", "/staff/verify/", "/healthz", "/no/such/page/"]

    assert [path for path in late + newest if ask(alias_to_read, path)[0].startswith("replica")] == late


def test_forms_that_are_sent_read_the_primary(replicas):
    assert ask(alias_to_read, method="post")[0] == "default"


def test_commands_and_tasks_read_the_primary(replicas):
    assert (alias_to_read(), ReplicaRouter().db_for_read(Heartbeat)) == ("default", "default")


def test_transaction_reads_the_primary_and_the_page_a_replica_again_when_nothing_was_written(replicas):
    def work():
        with transaction.atomic():
            inside = alias_to_read()
        return inside, alias_to_read()[:-1]

    assert ask(work)[0] == ("default", "replica")


def test_whatever_must_be_the_newest_comes_from_the_primary(replicas):
    def work():
        with newest():
            return alias_to_read()

    assert ask(work)[0] == "default"


@pytest.mark.parametrize(
    "write",
    [
        lambda: Heartbeat.objects.update(beat_at="2026-11-23T00:00Z"),
        lambda: connection.cursor().execute("\n  delete FROM replica_heartbeat WHERE id = 7"),
    ],
)
def test_page_that_writes_goes_on_with_the_primary_and_marks_its_reader(replicas, write):
    def work():
        write()
        return alias_to_read()

    alias, response = ask(work)

    assert (alias, response.cookies[COOKIE]["max-age"], response.cookies[COOKIE]["httponly"]) == ("default", 10, True)


def test_page_that_only_reads_marks_nobody_but_who_comes_from_paying(replicas):
    def work():
        return Heartbeat.objects.using("default").count()

    marked = [path for path in ("/addresses/", "/carts/", "/payment/status/") if ask(work, path)[1].cookies]

    assert marked == ["/payment/status/"]


def test_marked_visitor_reads_the_primary(replicas):
    mark = ask(lambda: Heartbeat.objects.update(beat_at="2026-11-23T00:00Z"))[1].cookies[COOKIE].value

    assert ask(alias_to_read, headers={"cookie": f"{COOKIE}={mark}"})[0] == "default"


def test_marked_visitor_reads_a_replica_while_the_primary_is_away(replicas):
    mark = ask(lambda: Heartbeat.objects.update(beat_at="2026-11-23T00:00Z"))[1].cookies[COOKIE].value
    replicas[1].is_primary_away = True

    assert ask(alias_to_read, headers={"cookie": f"{COOKIE}={mark}"})[0].startswith("replica")


def test_page_reads_one_replica_and_visitors_spread(replicas):
    def asked(number):
        return ask(lambda: {alias_to_read(), alias_to_read()}, REMOTE_ADDR=f"10.0.0.{number}")[0]

    seen = [asked(number) for number in range(20)]

    assert [len(aliases) for aliases in seen] == [1] * 20
    assert set.union(*seen) == {"replica1", "replica2"}


def test_page_does_not_go_back_to_a_replica_that_failed_it(replicas):
    def work():
        found = [alias_to_read()]
        watcher(found[0]).note_failure()
        found.append(alias_to_read())
        for each in replicas:
            each._fine_until = math.inf
        return [*found, alias_to_read()]

    assert ask(work)[0][1:] == ["default", "default"]


def test_other_replica_is_read_while_one_is_left_alone(replicas):
    replicas[0].note_failure()

    assert {ask(alias_to_read, REMOTE_ADDR=f"10.0.0.{number}")[0] for number in range(9)} == {"replica2"}


def test_watch_outlives_whatever_a_look_meets_and_believes_no_old_figure():
    watch = Watcher("nobody-set-this-one-up")
    watch.lag = timedelta(seconds=1)

    watch.look()

    assert watch.lag is None


def test_kept_page_is_built_from_the_primary_for_a_while_after_anything_was_given_up(replicas, settings):
    settings.READ_PRIMARY_SECONDS = 0.5
    sources = []

    def build(number):
        view = late_reads(lambda request: cached_page(request, "contents/terms.html", facts))
        view(RequestFactory().get(f"/detail/{number}/"))

    def facts():
        sources.append(alias_to_read()[:7])
        return Facts(tags=frozenset({"goods"}))

    build(1)
    time.sleep(0.5)
    build(2)
    expire_pages(["other"])
    build(3)

    assert sources == ["default", "replica", "default"]


def test_page_that_has_to_be_new_comes_late_and_is_kept_shortly_while_the_primary_is_away(replicas, monkeypatch):
    monkeypatch.setattr(pages, "PATIENCE", 0.2)
    sources = []

    def facts():
        sources.append(alias_to_read()[:7])
        return Facts(tags=frozenset({"goods"}))

    view = late_reads(lambda request: cached_page(request, "contents/terms.html", facts))
    expire_pages(["other"])
    replicas[0].is_primary_away = True
    view(RequestFactory().get("/detail/4/"))
    view(RequestFactory().get("/detail/4/"))
    replicas[0].is_primary_away = False
    time.sleep(0.25)
    view(RequestFactory().get("/detail/4/"))

    assert sources == ["replica", "default"]


def test_tables_are_made_in_the_primary_alone(replicas):
    router = ReplicaRouter()

    assert [router.allow_migrate(alias, "orders") for alias in ("default", "replica1")] == [None, False]
