"""Areas for programs, as lists of codes and names."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from utils.access import public

from . import queries
from .models import Area

for_an_hour = cache_control(public=True, max_age=3600)


@public
@for_an_hour
@require_safe
def provinces(request: HttpRequest) -> JsonResponse:
    return _listing(queries.provinces())


@public
@for_an_hour
@require_safe
def children(request: HttpRequest, area_id: int) -> JsonResponse:
    try:
        return _listing(queries.children_of(area_id))
    except Area.DoesNotExist:
        raise Http404 from None


def _listing(places: queries.Places) -> JsonResponse:
    areas = [place._asdict() for place in places]
    return JsonResponse(areas, safe=False, json_dumps_params={"ensure_ascii": False})
