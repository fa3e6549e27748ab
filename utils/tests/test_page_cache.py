import gzip
import threading
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone, translation
from redis import Redis

from tests.racing import at_once
from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis
from utils.page_cache import Facts, expire_pages
from utils.page_cache import memory as memories
from utils.page_cache import version as versions
from utils.page_cache.memory import Entry, Memory
from utils.page_cache.pages import PageCache

FOR_EVER = time.monotonic() + 10**6

TEMPLATES = {
    "page.html": "{{ greeting }}, {{ request.user.username }}. {{ request.get_full_path }} {{ preferences.theme }}",
    "form.html": "{{ csrf_token }}",
}


class SignedIn:
    is_authenticated = True
    username = "alice"


@pytest.fixture(autouse=True)
def _templates(settings):
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    processors = ["django.template.context_processors.request", "utils.preferences.page_context"]
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [loader], "context_processors": processors},
        }
    ]


@pytest.fixture
def ask(rf):
    """Asks a process (a PageCache) for the page; every building of its facts is counted in `ask.built`."""

    def ask(cache, path="/", *, template="page.html", user=None, changes_at=None, cookies=None, **headers):
        request = rf.get(path, headers=headers)
        request.COOKIES = ({"sessionid": "x"} if user else {}) | (cookies or {})
        request.user = user or AnonymousUser()

        def facts():
            ask.built += 1
            return Facts({"greeting": f"Hello {ask.built}"}, changes_at)

        return cache.answer(request, template, facts)

    ask.built = 0
    return ask


def text(response):
    return response.content.decode()


def test_page_is_built_once_and_then_served_from_memory(ask):
    cache = PageCache()

    pages = [text(ask(cache)) for _ in range(3)]

    assert pages == ["Hello 1, . / "] * 3
    assert ask.built == 1


def test_page_is_kept_for_each_language_theme_and_size(ask):
    cache = PageCache()

    assert text(ask(cache, cookies={"theme": "dark"})) == "Hello 1, . / dark"
    assert text(ask(cache, cookies={"theme": "light"})) == "Hello 1, . / light"
    assert text(ask(cache, cookies={"theme": "<script>"})) == "Hello 1, . / "
    with translation.override("en"):
        ask(cache)
    assert (ask.built, len(cache.memory)) == (1, 5)


def test_signed_in_visitor_gets_a_page_of_their_own_from_the_same_facts(ask):
    cache = PageCache()

    own = text(ask(cache, user=SignedIn()))

    assert own == "Hello 1, alice. / "
    assert text(ask(cache)) == "Hello 1, . / "
    assert text(ask(cache, user=SignedIn())) == own
    assert ask.built == 1


def test_what_one_visitor_sends_is_on_nobody_elses_page(ask):
    cache = PageCache()

    assert text(ask(cache, "/?x=1")) == "Hello 1, . /?x=1 "
    ask(cache, cookies={"messages": "signed"})

    assert len(cache.memory) == 1  # the facts
    assert text(ask(cache)) == "Hello 1, . / "


def test_page_with_a_csrf_token_is_not_shared(ask):
    with pytest.raises(ImproperlyConfigured):
        ask(PageCache(), template="form.html")


def test_browser_that_accepts_gzip_gets_it_and_proxies_are_told(ask):
    cache = PageCache()

    plain, packed = ask(cache), ask(cache, Accept_Encoding="br, gzip")

    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding, Accept-Language, Cookie")
    assert packed["Cache-Control"] == "private, no-cache"
    assert "Content-Encoding" not in plain


def test_browser_that_has_the_page_is_told_that_it_is_still_good(ask):
    cache = PageCache()
    etag = ask(cache)["ETag"]

    again, other = ask(cache, If_None_Match=etag), ask(cache, If_None_Match='W/"other"')

    assert (again.status_code, again.content) == (304, b"")
    assert (other.status_code, text(other)) == (200, "Hello 1, . / ")


def test_change_is_on_the_next_page_of_every_process(ask):
    processes = [PageCache(), PageCache(), PageCache()]
    for process in processes:
        ask(process)

    expire_pages()

    assert [text(ask(process)) for process in processes] == [f"Hello {n}, . / " for n in (4, 5, 6)]


def test_process_remembers_only_so_many_addresses_and_serves_a_forgotten_one_again(ask, rf, monkeypatch):
    monkeypatch.setattr("utils.page_cache.pages._MAX_PATHS", 3)
    cache = PageCache()

    for number in range(4):
        ask(cache, f"/{number}/")

    assert cache._paths == {"/3/"}
    assert cache.kept(rf.get("/0/")) is None
    ask(cache, "/0/")
    assert (text(cache.kept(rf.get("/0/"))), ask.built) == ("Hello 1, . /0/ ", 4)


def test_redis_is_asked_once_per_lease(ask, redis_at):
    cache = PageCache()
    ask(cache)
    before, started = redis_at.reads(), time.monotonic()

    for _ in range(100):
        ask(cache)

    leases = int((time.monotonic() - started) / versions.LEASE) + 1
    assert redis_at.reads() - before <= leases
    time.sleep(versions.LEASE)
    ask(cache)
    assert redis_at.reads() > before


def test_emptied_redis_gives_up_the_pages(ask, redis_at):
    cache = PageCache()
    ask(cache)

    redis_at.flush()

    assert text(ask(cache)) == "Hello 2, . / "
    assert text(ask(cache)) == "Hello 2, . / "


def test_page_is_built_anew_when_its_time_is_over(ask):
    cache = PageCache()
    soon = timezone.now() + timedelta(seconds=0.5)

    ask(cache, changes_at=soon)
    assert text(ask(cache, changes_at=soon)) == "Hello 1, . / "
    time.sleep(0.5)

    assert text(ask(cache)) == "Hello 2, . / "


class RedisOfItsOwn:
    """A server that this test may empty and stop."""

    def __init__(self, folder):
        self.server = EmbeddedRedis(folder=folder, socket=folder / "redis.sock", is_persistent=True)
        self.child = self.server.start()

    def stop(self):
        stop_child(self.child, patience=5)

    def start(self):
        self.child = self.server.start()

    def flush(self):
        with Redis(unix_socket_path=str(self.server.socket)) as client:
            client.flushall()
        time.sleep(versions.LEASE)

    def reads(self):
        with Redis(unix_socket_path=str(self.server.socket)) as client:
            return client.info("commandstats")["cmdstat_get"]["calls"]


@pytest.fixture
def redis_at(settings, tmp_path_factory):
    redis = RedisOfItsOwn(tmp_path_factory.mktemp("r"))
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": redis.server.url}}
    yield redis
    redis.stop()


@pytest.fixture
def _short_patience(monkeypatch):
    monkeypatch.setattr(versions, "PATIENCE", 0.2)
    monkeypatch.setattr("utils.page_cache.pages.PATIENCE", 0.2)


@pytest.mark.usefixtures("_short_patience")
def test_pages_are_served_without_redis_and_not_for_long(ask, redis_at):
    cache = PageCache()
    ask(cache)
    redis_at.stop()
    time.sleep(versions.LEASE)

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
        "The version of the pages was not read: ConnectionError"
    ]


@pytest.mark.usefixtures("_short_patience")
def test_change_that_redis_missed_is_made_up_for_when_it_is_back(ask, redis_at):
    unaware, noticed = PageCache(), PageCache()
    ask(unaware)
    redis_at.stop()
    assert noticed.version.change() is False
    redis_at.start()

    ask(noticed)
    time.sleep(versions.LEASE)

    assert text(ask(unaware)) == "Hello 3, . / "


def test_waiting_for_a_page_there_is_one_builder():
    memory, built = Memory(), []

    def build():
        built.append(threading.get_ident())
        time.sleep(0.05)
        return Entry(len(built), FOR_EVER)

    entries = at_once(lambda _: memory.get("page", build), times=20)

    assert {entry.value for entry in entries} == {1}
    assert len(built) == 1


def test_builder_that_fails_lets_the_next_one_try():
    memory = Memory()

    def fail():
        raise ValueError("no database")

    with pytest.raises(ValueError, match="no database"):
        memory.get("page", fail)

    assert memory._builders == {}  # anybody can ask for addresses that have no page
    assert memory.get("page", lambda: Entry("built", FOR_EVER)).value == "built"


def test_memory_is_bounded_and_the_oldest_makes_room():
    memory = Memory()

    for number in range(memories.MAX_ENTRIES + 1):
        memory.get(number, lambda: Entry("first", FOR_EVER))

    assert len(memory) == memories.MAX_ENTRIES
    assert memory.get(1, lambda: Entry("again", FOR_EVER)).value == "first"
    assert memory.get(0, lambda: Entry("again", FOR_EVER)).value == "again"
