"""Where a visitor may be sent: nowhere but to pages of this host."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_target(request: HttpRequest, target: str, *, default: str) -> str:
    """The target when it is a page of this host in the scheme of the request, else the default."""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else default
