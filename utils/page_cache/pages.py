"""Serving a page from memory, and giving pages up."""

import gzip
import hashlib
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, get_language_from_request

from utils.freshness import newest
from utils.preferences import chosen
from utils.strangers import is_signed_in

from .expiries import PATIENCE, Expiries
from .memory import LEASE, Basis, Entry, Memory

LIFETIME = 300.0  # seconds, after which a page is built anew in any case
_MAX_PATHS = 10_000  # that a process remembers to have pages; product pages are many
_MARGIN = 0.02  # seconds, for clocks that tick unevenly
_GZIP = re.compile(r"\bgzip\b")
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Accept-Language, Cookie"}


@dataclass(frozen=True)
class Facts:
    """What a template is given, and what ends its truth: a moment, an expiry of one of the tags, another basis."""

    context: dict[str, Any] = field(default_factory=dict)
    changes_at: datetime | None = None
    tags: frozenset[str] = frozenset()
    basis: Basis | None = None


@dataclass(frozen=True)
class _Page:
    """A finished body, plain and zipped, each with all its headers: middleware has nothing to add."""

    plain: tuple[bytes, dict[str, str]]
    gzipped: tuple[bytes, dict[str, str]]
    etag: str


class PageCache:
    """The pages of one process."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.expiries = Expiries(self.memory)
        self._paths: dict[str, str] = {}  # and the view of each, for whoever counts

    def kept(self, request: HttpRequest) -> HttpResponse | None:
        """The finished page, when there is one and any stranger would get it; nothing is built here."""
        if request.path not in self._paths or request.method != "GET":
            return None
        if settings.SESSION_COOKIE_NAME in request.COOKIES or not _is_plain(request):
            return None
        request.get_host()  # raises DisallowedHost, as it would further down
        preferences = (get_language_from_request(request), *chosen(request)[1:])  # no language is active yet
        self.expiries.catch_up()
        entry = self.memory.peek((request.path, preferences))
        if entry is None:
            return None
        response = _response(request, entry.value)
        response.page_of = self._paths.get(request.path)  # type: ignore[attr-defined]
        return _said_to_be("kept", response)

    def answer(self, request: HttpRequest, template: str, build_facts: Callable[[], Facts]) -> HttpResponse:
        lifetime = LIFETIME if self.expiries.catch_up() else PATIENCE

        def facts() -> Entry[Facts]:
            return self.memory.get(request.path, lambda: self._built_facts(lifetime, build_facts))

        if not _is_like_everybodys(request):
            body = render_to_string(template, facts().value.context, request)
            return _said_to_be("rendered", HttpResponse(body, headers=_HEADERS))
        key = (request.path, chosen(request))
        was = "kept" if self.memory.peek(key) else "built"
        page = self.memory.get(key, lambda: _built_page(request, template, facts())).value
        if len(self._paths) >= _MAX_PATHS:
            self._paths.clear()  # those that are asked for come back
        self._paths[request.path] = request.resolver_match.view_name if request.resolver_match else ""
        return _said_to_be(was, _response(request, page))

    def _built_facts(self, lifetime: float, build: Callable[[], Facts]) -> Entry[Facts]:
        """What was given up may rest on what a replica of the database does not have yet, and what is built now is
        kept: for a while everything is built from the newest, or kept shortly while that cannot be had."""
        if self.expiries.seconds_since_news() >= settings.READ_PRIMARY_SECONDS:
            return _built_facts(lifetime, build)
        with newest() as demand:
            facts = _built_facts(lifetime, build)
        if demand.was_missed:
            return facts._replace(expires=min(facts.expires, time.monotonic() + PATIENCE))
        return facts

    def forget(self) -> None:
        self.memory.clear()
        self.expiries = Expiries(self.memory)


_pages = PageCache()


def cached_page(request: HttpRequest, template: str, build_facts: Callable[[], Facts] = Facts) -> HttpResponse:
    """The page at an address without parameters.

    Visitors who are not signed in share one finished body per language, theme and size; for everybody else the page
    is rendered from the same facts. `build_facts` is called once in each process until they are given up, and must not
    depend on the visitor. Without Redis the facts are at most PATIENCE seconds old.
    """
    return _pages.answer(request, template, build_facts)


def kept_page(request: HttpRequest) -> HttpResponse | None:
    """The page that `cached_page` would answer with, when it is finished and the visitor has no session."""
    return _pages.kept(request)


def expire_pages(tags: Iterable[str]) -> None:
    """Gives up the pages with one of these tags, of all processes on all hosts; on return none of them is served.

    When Redis is away, that is logged and pages are served for PATIENCE to LIFETIME seconds more.
    """
    if _pages.expiries.publish(tags):
        time.sleep(LEASE + _MARGIN)


def expire_all_pages() -> None:
    """The same for every page: for what writes much at once."""
    if _pages.expiries.publish_all():
        time.sleep(LEASE + _MARGIN)


def forget_pages() -> None:
    """Empties the memory of this process alone."""
    _pages.forget()


def _said_to_be(was: str, response: HttpResponse) -> HttpResponse:
    """For whoever counts: a page that was kept, was built for everybody, or was rendered for one visitor."""
    response.page_was = was  # type: ignore[attr-defined]
    return response


def _is_like_everybodys(request: HttpRequest) -> bool:
    """Whether nothing in this request makes the page differ from what every stranger sees."""
    return _is_plain(request) and not is_signed_in(request)


def _is_plain(request: HttpRequest) -> bool:
    """Whether the request says nothing that the page repeats."""
    return not request.META.get("QUERY_STRING") and "messages" not in request.COOKIES


def _built_facts(lifetime: float, build: Callable[[], Facts]) -> Entry[Facts]:
    started = time.monotonic()
    facts = build()
    if facts.changes_at:
        lifetime = min(lifetime, (facts.changes_at - timezone.now()).total_seconds())
    return Entry(facts, started + lifetime, facts.tags, facts.basis)


def _built_page(request: HttpRequest, template: str, facts: Entry[Facts]) -> Entry[_Page]:
    stranger = _stranger(request)
    body = render_to_string(template, facts.value.context, stranger).encode()
    if "CSRF_COOKIE" in stranger.META:
        raise ImproperlyConfigured(f"{template} asked for a CSRF token; a page that strangers share cannot carry one.")
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    zipped = gzip.compress(body, mtime=0)
    headers = _HEADERS | {"ETag": etag, "Content-Language": get_language() or ""}
    page = _Page(
        plain=(body, headers | {"Content-Length": str(len(body))}),
        gzipped=(zipped, headers | {"Content-Length": str(len(zipped)), "Content-Encoding": "gzip"}),
        etag=etag,
    )
    return Entry(page, facts.expires, facts.tags, facts.basis)


def _stranger(request: HttpRequest) -> HttpRequest:
    """A request with nothing of the visitor's but the address and the preferences, so that nothing else can leak."""
    stranger = HttpRequest()
    stranger.method = "GET"
    stranger.path = request.path
    stranger.path_info = request.path_info
    stranger.COOKIES = {name: value for name, value in request.COOKIES.items() if name in ("theme", "size")}
    stranger.user = AnonymousUser()
    return stranger


def _response(request: HttpRequest, page: _Page) -> HttpResponse:
    accepts_gzip = _GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body, headers = page.gzipped if accepts_gzip else page.plain
    response = HttpResponse(body, headers=headers)
    if "HTTP_IF_NONE_MATCH" in request.META:
        return get_conditional_response(request, etag=page.etag, response=response) or response
    return response
