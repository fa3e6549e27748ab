"""What processes count. Labels are names that we gave: of views, methods, tasks; never what a visitor sent.

Import this only while metrics are on: it makes the files of this process.
"""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

from .files import share_counters

share_counters()

_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # what views answer; whatever else a visitor invents is "other"
_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
_TASK_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900)  # seconds

_requests = Counter(
    "mall_http_requests", "Requests by view, method and status.", ["view", "method", "status"], registry=None
)
_request_seconds = Histogram(
    "mall_http_request_seconds",
    "How long answers took, by view.",
    ["view"],
    registry=None,
    buckets=_REQUEST_BUCKETS,
)
_pages = Counter(
    "mall_pages",
    "Pages of the page cache: kept (sent from memory), built (for everybody) or rendered (for one visitor).",
    ["how"],
    registry=None,
)
_tasks = Counter("mall_tasks", "Tasks of the workers by name and outcome.", ["task", "outcome"], registry=None)
_task_seconds = Histogram(
    "mall_task_seconds", "How long tasks took, by name.", ["task"], registry=None, buckets=_TASK_BUCKETS
)


def count_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    view = _view(request, response)
    method = request.method if request.method in _METHODS else "other"
    _requests.labels(view, method, response.status_code).inc()
    _request_seconds.labels(view).observe(seconds)
    how = getattr(response, "page_was", None)
    if how:
        _pages.labels(how).inc()


def count_task(name: str, outcome: str, seconds: float) -> None:
    _tasks.labels(name, outcome).inc()
    _task_seconds.labels(name).observe(seconds)


def _view(request: HttpRequest, response: HttpResponseBase) -> str:
    match = request.resolver_match
    if match is not None:
        return match.view_name
    kept: str | None = getattr(response, "page_of", None)  # before any view was looked for
    if kept:
        return kept
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"
