"""What probes and Prometheus ask, answered before the name of the host, HTTPS, sessions and languages are looked at:
they ask a process by its address, inside."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import metrics
from .health import views

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_PROBES = {"/healthz": views.ready, "/healthz/ready": views.ready, "/healthz/live": views.live}


def machine_doors(get_response: GetResponse) -> GetResponse:
    """Must stand above what refuses a wrong host or redirects to HTTPS. For who may not read them, there are no
    metrics: the answer is that to any address that does not exist."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            if probe := _PROBES.get(request.path):
                return probe(request)
            if request.path == "/metrics" and (answer := _metrics(request)):
                return answer
        return get_response(request)

    return middleware


def _metrics(request: HttpRequest) -> HttpResponseBase | None:
    if not metrics.are_on():
        return None
    from .metrics.scraping import may_scrape, scrape

    return scrape() if may_scrape(request) else None
