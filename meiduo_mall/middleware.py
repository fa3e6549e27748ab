"""What every answer of the mall carries, and the pages for answers that Django leaves bare."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from . import views

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_NEVER = "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
_SHOP_POLICY = f"default-src 'self'; img-src 'self' data:; media-src 'self' blob:; {_NEVER}"
# The admin theme runs Alpine.js, which evaluates expressions written in attributes.
_ADMIN_POLICY = f"default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'unsafe-eval'; {_NEVER}"


def security_headers(get_response: GetResponse) -> GetResponse:
    """Content security policy and permission headers; the others come from Django's own middleware."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        headers = response.headers
        headers["Content-Security-Policy"] = _ADMIN_POLICY if request.path.startswith("/admin/") else _SHOP_POLICY
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return middleware


class ErrorPages:
    """Gives a page to an empty 405, and answers 503 with a sentence when Redis is away."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        except _REDIS_AWAY as error:  # raised by a middleware, e.g. when it saves the session
            return self.process_exception(request, error) or HttpResponse(status=503)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            return views.method_not_allowed(request, allowed=response.headers["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, _REDIS_AWAY):
            logger.error("Redis does not answer: %s", type(exception).__name__)
            return views.unavailable(request)
        return None


_REDIS_AWAY = (RedisConnectionError, RedisTimeoutError, ConnectionInterrupted)
