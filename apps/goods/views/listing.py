"""Lists of categories, the search, and its suggestions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from utils.access import public
from utils.client_address import client_address
from utils.page_cache import Facts, cached_page
from utils.refusals import TOO_MANY_REQUESTS, UNAVAILABLE

from .. import filters, search_store
from ..index import IndexAway, Request
from ..index.current import catalogue_index
from ..models import Category
from ..queries import listing as queries
from ..queries.menu import list_page

_PATIENCE = {"Retry-After": "30"}  # seconds
#: How long a list is kept. A change gives the kept pages up, but the index learns of it only a moment later: a page
#: that is built in between may list what has just left, or not yet what is new.
_FRESH = timedelta(seconds=5)


@public
@require_safe
def goods_list(request: HttpRequest, category_id: int, page: int) -> HttpResponse:
    try:
        wanted = filters.asked_of_list(request.GET, category_id=category_id, page=page)
        if wanted == Request(category_id=category_id, page=page):
            return cached_page(request, "goods/list.html", lambda: _list_facts(wanted))
        return render(request, "goods/list.html", _list_facts(wanted).context)
    except (filters.NoSuchPage, Category.DoesNotExist) as error:
        raise Http404 from error


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    try:
        wanted = filters.asked_of_search(request.GET)
        if not wanted.words:
            return render(request, "goods/search_start.html", {"hot": queries.hot_goods()})
        found = queries.listing(wanted)
    except filters.NoSuchPage as error:
        raise Http404 from error
    except IndexAway:
        return _search_away(request)
    return render(request, "goods/search.html", _context(found))


@public
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Words and names that begin like `q`, as a JSON list of at most ten."""
    words = filters.searched_words(request.GET)
    if not words:
        return JsonResponse([], safe=False)
    wait_seconds = search_store.begin_suggesting(client_address(request))
    if wait_seconds:
        headers = {"Retry-After": str(wait_seconds)}
        return JsonResponse([], safe=False, status=TOO_MANY_REQUESTS, headers=headers)
    try:
        return JsonResponse(list(catalogue_index().suggest(words, limit=10)), safe=False)
    except IndexAway:
        return JsonResponse([], safe=False, status=UNAVAILABLE, headers=_PATIENCE)


def _list_facts(wanted: Request) -> Facts:
    place = list_page(wanted.category_id or 0)
    try:
        found = queries.listing(wanted)
    except IndexAway:
        found = queries.newest(place.category, wanted.page)
    return Facts({"place": place} | _context(found), changes_at=timezone.now() + _FRESH)


def _search_away(request: HttpRequest) -> HttpResponse:
    words = filters.searched_words(request.GET)
    response = render(request, "goods/search_away.html", {"words": words}, status=UNAVAILABLE)
    response["Retry-After"] = _PATIENCE["Retry-After"]
    return response


def _context(found: queries.Listing) -> dict[str, Any]:
    return {
        "found": found,
        "link": _page_link(found),
        "is_filtered": filters.is_filtered(found.request),
        "everything": filters.address(filters.unfiltered(found.request)),
        "canonical": urljoin(settings.PUBLIC_BASE_URL, filters.canonical(found.request)),
    }


def _page_link(found: queries.Listing) -> Callable[[int], str]:
    return lambda page: filters.address(replace(found.request, page=page))
