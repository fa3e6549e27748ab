from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from utils.access import public
from utils.page_cache import Facts, cached_page

from ..models import Category
from ..queries import menu as queries


@public
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "goods/categories.html", lambda: Facts({"menu": queries.category_menu()}))


@public
@require_safe
def goods_list(request: HttpRequest, category_id: int, page: int) -> HttpResponse:
    if page != 1:  # there are no goods yet, so there is no second page
        raise Http404
    try:
        found = queries.list_page(category_id)
    except Category.DoesNotExist as error:
        raise Http404 from error
    return render(
        request,
        "goods/list.html",
        {
            "category": found.category,
            "breadcrumb": found.breadcrumb,
            "children": found.children,
            "siblings": found.siblings,
        },
    )
