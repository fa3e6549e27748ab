"""What pages may offer: QQ, when this mall is registered there."""

from django.conf import settings
from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context processor of every shop page."""
    return {"has_qq": has_qq()}


def has_qq() -> bool:
    return bool(settings.QQ_CLIENT_ID)
