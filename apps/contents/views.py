from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from utils.access import public
from utils.page_cache import Facts, cached_page

from . import queries


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "contents/home.html", _home_facts)


def _home_facts() -> Facts:
    home = queries.home_page(timezone.now())
    return Facts({"home": home}, changes_at=home.changes_at)


@public
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "contents/terms.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "contents/privacy.html")
