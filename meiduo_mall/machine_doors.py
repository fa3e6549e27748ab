"""What probes ask, answered before the name of the host, HTTPS, sessions and languages are looked at: they ask a
process by its address, inside."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .health import views

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_PROBES = {"/healthz": views.ready, "/healthz/ready": views.ready, "/healthz/live": views.live}


def machine_doors(get_response: GetResponse) -> GetResponse:
    """Must stand above what refuses a wrong host or redirects to HTTPS."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = _PROBES.get(request.path) if request.method in ("GET", "HEAD") else None
        return probe(request) if probe else get_response(request)

    return middleware
