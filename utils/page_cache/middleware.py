"""Kept pages on the shortest way."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .pages import kept_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def kept_pages(get_response: GetResponse) -> GetResponse:
    """Answers with a finished page before sessions, languages and everything else are looked at.

    Only visitors without a session are answered here; the view answers the others, and builds the page.
    Must stand below whatever every answer needs: security headers, the redirect to HTTPS.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return kept_page(request) or get_response(request)

    return middleware
