"""Lists of categories, and the search."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from utils.access import public
from utils.page_cache import Facts, cached_page
from utils.refusals import UNAVAILABLE
from utils.strangers import is_signed_in

from .. import filters
from ..index import IndexAway, Request
from ..models import Category
from ..queries import listing as queries
from ..queries.menu import list_page
from ..queries.naming import names_like
from ..structured import structured_list

_PATIENCE = "30"  # seconds
#: How long a list is kept that was made without the index.
_FRESH = timedelta(seconds=5)


@public
@require_safe
def goods_list(request: HttpRequest, category_id: int, page: int) -> HttpResponse:
    try:
        wanted = filters.asked_of_list(request.GET, category_id=category_id, page=page)
        if wanted == Request(category_id=category_id, page=page):
            return cached_page(request, "goods/list.html", lambda: _list_facts(wanted))
        return _page(request, "goods/list.html", _list_facts(wanted).context)
    except (filters.NoSuchPage, Category.DoesNotExist) as error:
        raise Http404 from error


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    try:
        wanted = filters.asked_of_search(request.GET)
        if not wanted.words:
            return HttpResponseRedirect(reverse("contents:search_start"))
        found = queries.listing(wanted)
        names = () if found.skus else names_like(wanted.words)
    except filters.NoSuchPage as error:
        raise Http404 from error
    except IndexAway:
        return _search_away(request)
    return _page(request, "goods/search.html", _context(found) | {"names": names})


def _list_facts(wanted: Request) -> Facts:
    place = list_page(wanted.category_id or 0)
    try:
        found = queries.listing(wanted)
    except IndexAway:
        found = queries.newest(place.category, wanted.page)
    for_search_engines = {
        "canonical": filters.canonical(found.request),
        "structured": structured_list(place.breadcrumb),
    }
    return Facts(
        {"place": place} | _context(found) | for_search_engines,
        changes_at=None if found.basis else timezone.now() + _FRESH,
        tags=found.tags | place.tags,
        basis=found.basis,
    )


def _search_away(request: HttpRequest) -> HttpResponse:
    words = filters.searched_words(request.GET)
    response = _page(request, "goods/search_away.html", {"words": words}, status=UNAVAILABLE)
    response["Retry-After"] = _PATIENCE
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Also while sessions cannot be read."""
    is_signed_in(request)
    return render(request, template, context, status=status)


def _context(found: queries.Listing) -> dict[str, Any]:
    return {
        "found": found,
        "link": _page_link(found),
        "is_filtered": filters.is_filtered(found.request),
        "everything": filters.address(filters.unfiltered(found.request)),
    }


def _page_link(found: queries.Listing) -> Callable[[int], str]:
    return lambda page: filters.address(replace(found.request, page=page))
