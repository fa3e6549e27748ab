import gzip
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone, translation

from utils.page_cache.pages import PageCache

FOR_EVER = time.monotonic() + 10**6


class SignedIn:
    is_authenticated = True
    username = "alice"


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

    plain, packed = ask(cache), ask(cache, headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding, Accept-Language, Cookie")
    assert packed["Cache-Control"] == "private, no-cache"
    assert "Content-Encoding" not in plain


def test_browser_that_has_the_page_is_told_that_it_is_still_good(ask):
    cache = PageCache()
    etag = ask(cache)["ETag"]

    again, other = (ask(cache, headers={"If-None-Match": word}) for word in (etag, 'W/"other"'))

    assert (again.status_code, again.content) == (304, b"")
    assert (other.status_code, text(other)) == (200, "Hello 1, . / ")


def test_process_remembers_only_so_many_addresses_and_serves_a_forgotten_one_again(ask, rf, monkeypatch):
    monkeypatch.setattr("utils.page_cache.pages._MAX_PATHS", 3)
    cache = PageCache()

    for number in range(4):
        ask(cache, f"/{number}/")

    assert list(cache._paths) == ["/3/"]
    assert cache.kept(rf.get("/0/")) is None
    ask(cache, "/0/")
    assert (text(cache.kept(rf.get("/0/"))), ask.built) == ("Hello 1, . /0/ ", 4)


def test_page_is_built_anew_when_its_time_is_over(ask):
    cache = PageCache()
    soon = timezone.now() + timedelta(seconds=0.5)

    ask(cache, changes_at=soon)
    assert text(ask(cache, changes_at=soon)) == "Hello 1, . / "
    time.sleep(0.5)

    assert text(ask(cache)) == "Hello 2, . / "
