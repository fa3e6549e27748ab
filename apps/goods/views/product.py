from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from utils.access import public
from utils.page_cache import Facts, cached_page

from ..models import SKU
from ..queries.product import product_page
from ..structured import structured


@public
@require_safe
def detail(request: HttpRequest, sku_id: int) -> HttpResponse:
    try:
        return cached_page(request, "goods/detail.html", lambda: _facts(sku_id))
    except SKU.DoesNotExist as error:
        raise Http404 from error


def _facts(sku_id: int) -> Facts:
    product = product_page(sku_id)
    context = {"product": product, "structured": structured(product)}
    return Facts(context, tags=product.tags, basis=product.basis)
