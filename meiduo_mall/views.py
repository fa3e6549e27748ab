"""Pages that belong to no app: errors, health, preferences."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django_redis import get_redis_connection

from celery_tasks.health.store import last_heartbeats
from utils.access import public
from utils.preferences import COOKIE_AGE, SIZES, THEMES
from utils.redirects import safe_target

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", {"reason": "permission"}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/403.html", {"reason": "csrf"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def method_not_allowed(request: HttpRequest, *, allowed: str) -> HttpResponse:
    response = render(request, "errors/405.html", status=405)
    response["Allow"] = allowed
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = render(request, "errors/503.html", status=503)
    response["Retry-After"] = "30"  # seconds
    return response


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether this process can reach what it needs: 200 when it can, 503 with the part that is away.

    Workers that have not shown themselves lately are named, but pages are served without them.
    """
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    states = {name: "ok" if fine else "away" for name, fine in parts.items()}
    workers = last_heartbeats() if parts["redis"] else {}
    states |= {f"{kind}_worker": workers.get(kind, "unknown") for kind in ("io", "db")}
    return JsonResponse(states, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # whatever keeps the database away is the answer
        logger.error("The database does not answer: %s", type(error).__name__)
        return False
    return True


def _redis_answers() -> bool:
    try:
        return bool(get_redis_connection("default").ping())
    except Exception as error:
        logger.error("Redis does not answer: %s", type(error).__name__)
        return False


@public
@csrf_exempt  # sets reading preferences only, and so that cached pages need no token
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remembers language, theme or letter size in a cookie and goes back to the page."""
    response = HttpResponseRedirect(safe_target(request, request.POST.get("next", ""), default="/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    for name, values in (("theme", THEMES), ("size", SIZES)):
        if name in request.POST:
            value = request.POST[name]
            _remember(response, name, value if value in values else "")
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(
            name, value, max_age=COOKIE_AGE, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(name, samesite="Lax")
