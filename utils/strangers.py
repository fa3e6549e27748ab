"""Who asks, also while sessions cannot be read."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError


def is_signed_in(request: HttpRequest) -> bool:
    """Whether a known user asks. While sessions cannot be read, everybody is taken for a stranger, for the whole of
    this page: for pages that show everybody the same but for the masthead."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return request.user.is_authenticated
    except (RedisError, ConnectionInterrupted):
        request.user = AnonymousUser()
        return False
