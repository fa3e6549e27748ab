from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goods.queries.hot import hot_goods
from goods.queries.menu import menu_tags
from utils.access import public
from utils.page_cache import Facts, cached_page

from . import queries
from .page_tags import HOME, SEARCH


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "contents/home.html", _home_facts)


def _home_facts() -> Facts:
    home = queries.home_page(timezone.now())
    tags = menu_tags(home.menu) | home.hot.tags | {HOME}
    return Facts({"home": home}, changes_at=home.changes_at, tags=tags, basis=home.hot.basis)


@public
@require_safe
def search_start(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "goods/search_start.html", _search_start_facts)


def _search_start_facts() -> Facts:
    found, hot = queries.hot_words(timezone.now()), hot_goods()
    context = {"words": found.words, "hot": hot.skus}
    return Facts(context, changes_at=found.changes_at, tags=hot.tags | {SEARCH}, basis=hot.basis)


@public
@require_safe
def hot_words(request: HttpRequest) -> HttpResponse:
    """Options for the list of a search box in which nothing is typed."""
    return cached_page(request, "contents/_hot_words.html", _hot_words_facts)


def _hot_words_facts() -> Facts:
    found = queries.hot_words(timezone.now())
    return Facts({"words": found.words}, changes_at=found.changes_at, tags=frozenset({SEARCH}))


@public
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "contents/terms.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "contents/privacy.html")
