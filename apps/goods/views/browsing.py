from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from utils.access import public
from utils.page_cache import Facts, cached_page

from ..queries import menu as queries


@public
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "goods/categories.html", _menu_facts)


def _menu_facts() -> Facts:
    menu = queries.category_menu()
    return Facts({"menu": menu}, tags=queries.menu_tags(menu))
