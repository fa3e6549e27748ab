"""What the mall's answers have to do with where files are kept."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.static import serve

from utils.access import public
from utils.fastdfs.serving import is_file_id, origin_of
from utils.stored_files import StorageUnavailable

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def picture_hosts(get_response: GetResponse) -> GetResponse:
    """Lets pages show pictures from the storage servers, when these have hosts of their own.

    Must stand above the middleware that writes the content security policy.
    """
    hosts = _hosts()
    if not hosts:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace("img-src 'self'", f"img-src 'self' {hosts}", 1)
        return response

    return middleware


def _hosts() -> str:
    bases = settings.FDFS_BASE_URLS if settings.FDFS_TRACKERS else ()
    return " ".join(dict.fromkeys(filter(None, map(origin_of, bases))))


class StorageAway:
    """Answers 503 with a sentence when a file could not be stored; whoever has a better sentence says it before."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StorageUnavailable):
            return None
        logger.error("a file was not stored or not read: %s", exception)
        response = render(request, "errors/storage_away.html", status=503)
        response["Retry-After"] = "30"  # seconds
        return response


@public
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """In development: files from wherever they are kept. In production nginx gives them out."""
    if not (settings.FDFS_TRACKERS and is_file_id(path)):
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    try:
        return FileResponse(default_storage.open(path))
    except FileNotFoundError:
        raise Http404 from None
