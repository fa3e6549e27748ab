"""What probes ask. Plain values, no names of hosts, nothing that a stranger could use."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from utils.access import public

from .readiness import report

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@public
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """This process answers. Nothing else is touched, so that nobody restarts it because something else is away."""
    return JsonResponse({"status": "ok"}, headers=_HEADERS)


@public
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, broker and storage answer, else 503; what is late is named and stays 200, for pages
    are served without it."""
    found = report()
    return JsonResponse(found.as_json(), status=200 if found.is_ready else 503, headers=_HEADERS)
