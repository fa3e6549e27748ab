"""Kept pages: a process with templates of its own, and a Redis that may be emptied and stopped."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from redis import Redis

from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis
from utils.page_cache import Facts, expiries

TEMPLATES = {
    "page.html": "{{ greeting }}, {{ request.user.username }}. {{ request.get_full_path }} {{ preferences.theme }}",
    "form.html": "{{ csrf_token }}",
}


@pytest.fixture
def _page_templates(settings):
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    processors = ["django.template.context_processors.request", "utils.preferences.page_context"]
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [loader], "context_processors": processors},
        }
    ]


@pytest.fixture
def ask(rf, _page_templates):
    """Asks a process (a PageCache) for the page; every building of its facts is counted in `ask.built`."""

    def ask(cache, path="/", *, template="page.html", user=None, cookies=None, headers=None, **ends):
        request = rf.get(path, headers=headers)
        request.COOKIES = ({"sessionid": "x"} if user else {}) | (cookies or {})
        request.user = user or AnonymousUser()

        def facts():
            ask.built += 1
            return Facts({"greeting": f"Hello {ask.built}"}, **ends)

        return cache.answer(request, template, facts)

    ask.built = 0
    return ask


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
        time.sleep(expiries.LEASE)

    def lose(self, key):
        with Redis(unix_socket_path=str(self.server.socket)) as client:
            assert client.delete(key) == 1
        time.sleep(expiries.LEASE)

    def go_back_to(self, number):
        """As one does that was restored from a copy of its data."""
        with Redis(unix_socket_path=str(self.server.socket)) as client:
            client.hset("cache:pages", "last", number)
            client.xtrim("cache:pages:expiries", maxlen=0)
        time.sleep(expiries.LEASE)

    def reads(self):
        with Redis(unix_socket_path=str(self.server.socket)) as client:
            return client.info("commandstats")["cmdstat_hmget"]["calls"]

    def expiries(self):
        with Redis(unix_socket_path=str(self.server.socket)) as client:
            return int(client.hget("cache:pages", "last") or 0)


@pytest.fixture
def redis_at(settings, tmp_path_factory):
    redis = RedisOfItsOwn(tmp_path_factory.mktemp("r"))
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": redis.server.url}}
    yield redis
    redis.stop()
