"""Measures every request, from outside of everything else."""

import time
from collections.abc import Callable

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import are_on

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def counted_requests(get_response: GetResponse) -> GetResponse:
    if not are_on():
        raise MiddlewareNotUsed
    from .counted import count_request

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        count_request(request, response, time.perf_counter() - started)
        return response

    return middleware
