"""The number of lines in the header of every shop page."""

from functools import cache, partial

from django.http import HttpRequest

from .queries import size_for_masthead


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context processor: `cart_size()` is asked only by pages that show it."""
    return {"cart_size": cache(partial(size_for_masthead, request))}
