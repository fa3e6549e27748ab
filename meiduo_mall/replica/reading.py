"""Which pages may be late, and for whom not.

Whoever has just written anything carries a signed cookie for READ_PRIMARY_SECONDS and reads the primary meanwhile: it
works for guests, for whoever signs in, and on the page after a redirect.
"""

import zlib
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from utils.freshness import must_be_newest, note_late_answer

from .watching import is_primary_away, watcher

GetResponse = Callable[[HttpRequest], HttpResponseBase]

COOKIE = "newest"

#: Beginnings of the addresses whose pages may be late. Others may not, new ones included: carts, orders and payment
#: rest on stock and money, staff see what they are about to change, whoever signs in is asked about their account.
_MAY_BE_LATE = (
    "/addresses/",
    "/areas/",
    "/categories/",
    "/detail/",
    "/favourites/",
    "/for-me/",
    "/goods/",
    "/history/",
    "/info/",
    "/list/",
    "/notices/",
    "/reviews/",
    "/search/",
    "/sitemap",
)
#: A page that tells of what somebody else wrote for this shopper: Alipay's notice. What they open next shows it too.
_TELLS_NEWS = "/payment/"
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class _Reading:
    """Of one request. Once it has read the primary, it stays there: time never goes back within a page."""

    def __init__(self, *, may_be_late: bool, is_marked: bool, visitor: int) -> None:
        self.has_written = False
        self._may_be_late = may_be_late
        self._is_marked = is_marked
        self._visitor = visitor
        self._chosen = ""

    def alias(self) -> str:
        """While the primary is away, a late page is better than none."""
        if self._is_marked and not is_primary_away():
            return DEFAULT_DB_ALIAS
        if self._may_be_late and self._chosen and not watcher(self._chosen).is_fine():
            self._may_be_late = False
        if self._may_be_late and not self._chosen:
            self._chosen = self._fine_replica()
            self._may_be_late = bool(self._chosen)
        return self._chosen if self._may_be_late else DEFAULT_DB_ALIAS

    def _fine_replica(self) -> str:
        """The same one for each page of a visitor, as long as it is fine."""
        first = self._visitor % len(settings.REPLICAS)
        in_turn = settings.REPLICAS[first:] + settings.REPLICAS[:first]
        return next((alias for alias in in_turn if watcher(alias).is_fine()), "")

    def notice_write(
        self, execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: dict[str, Any]
    ) -> Any:
        """Around each statement that is sent to the primary."""
        if sql.lstrip()[:7].upper().startswith(_WRITES):
            self.has_written = True
            self._may_be_late = False
        return execute(sql, params, many, context)


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


def alias_to_read() -> str:
    """The name of the database that answers at this moment. Outside of a page (commands, tasks) it is the primary."""
    reading = _reading.get()
    if reading is None or connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return DEFAULT_DB_ALIAS
    if must_be_newest():
        if not is_primary_away():
            return DEFAULT_DB_ALIAS
        note_late_answer()
    return reading.alias()


def late_reads(get_response: GetResponse) -> GetResponse:
    """Lets pages that may be late read from a replica, and marks whoever has written. Must stand above whatever asks
    the database, and below whatever changes the path."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        may_be_late = _may_be_late(request)
        reading = _Reading(
            may_be_late=may_be_late, is_marked=may_be_late and _is_marked(request), visitor=_number_of(request)
        )
        token = _reading.set(reading)
        try:
            with connections[DEFAULT_DB_ALIAS].execute_wrapper(reading.notice_write):
                response = get_response(request)
        finally:
            _reading.reset(token)
        if reading.has_written or request.path_info.startswith(_TELLS_NEWS):
            _mark(response)
        return response

    return middleware


def _may_be_late(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    return request.path_info == "/" or request.path_info.startswith(_MAY_BE_LATE)


def _is_marked(request: HttpRequest) -> bool:
    if COOKIE not in request.COOKIES:
        return False
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=settings.READ_PRIMARY_SECONDS) != ""


def _mark(response: HttpResponseBase) -> None:
    response.set_signed_cookie(
        COOKIE,
        "1",
        salt=COOKIE,
        max_age=settings.READ_PRIMARY_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _number_of(request: HttpRequest) -> int:
    visitor = request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.META.get("REMOTE_ADDR", "")
    return zlib.crc32(visitor.encode())
