"""What people may mean while they are still typing: for programs as JSON, for the search box as options of its list."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from utils.access import public
from utils.client_address import client_address
from utils.refusals import TOO_MANY_REQUESTS, UNAVAILABLE

from .. import filters, search_store
from ..index import IndexAway
from ..index.current import catalogue_index

_LIMIT = 10
_FRESH = 60  # seconds; going back to fewer letters asks nothing again


class _Answer(NamedTuple):
    names: tuple[str, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = {}


@public
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Words and names that begin like `q`, as a JSON list of at most ten."""
    answer = _answer(request)
    return JsonResponse(list(answer.names), safe=False, status=answer.status, headers=answer.headers)


@public
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The same as options, each a link to its search; nothing at all when there are none."""
    answer = _answer(request)
    options = render_to_string("goods/_suggestions.html", {"names": answer.names}, request)
    response = HttpResponse(options, status=answer.status, headers=answer.headers)
    if answer.status == HttpResponse.status_code:
        patch_cache_control(response, private=True, max_age=_FRESH)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _answer(request: HttpRequest) -> _Answer:
    words = filters.searched_words(request.GET)
    if not words:
        return _Answer()
    wait_seconds = search_store.begin_suggesting(client_address(request))
    if wait_seconds:
        return _Answer(status=TOO_MANY_REQUESTS, headers={"Retry-After": str(wait_seconds)})
    try:
        return _Answer(catalogue_index().suggest(words, limit=_LIMIT))
    except IndexAway:
        return _Answer(status=UNAVAILABLE, headers={"Retry-After": "30"})
