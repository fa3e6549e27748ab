"""Where the mall keeps what people upload."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .env import EXAMPLE_MARK

_MOST_SECRET_BYTES = 128  # conf/http.conf of FastDFS
_MOST_SECONDS = 120  # of patience with one server
_LEAST_TOKEN_SECONDS = 300  # a finished page is kept that long, with the addresses on it (utils.page_cache)


def default_storage(*, trackers: Sequence[str], **options: Any) -> dict[str, Any]:
    """FastDFS when there are trackers, the folder MEDIA_ROOT when there are none.

    Raises ImproperlyConfigured, naming the variable.
    """
    if not trackers:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    _check_addresses(trackers, options["base_urls"])
    _check_token(options["token_secret"], options["token_seconds"])
    for name, option in (("FDFS_CONNECT_SECONDS", "connect_timeout"), ("FDFS_SECONDS", "timeout")):
        if not 0 < options[option] <= _MOST_SECONDS:
            raise ImproperlyConfigured(f"{name} is not between 0 and {_MOST_SECONDS} seconds.")
    return {"BACKEND": "utils.fastdfs.storage.FastDFSStorage", "OPTIONS": {"trackers": trackers, **options}}


def _check_addresses(trackers: Sequence[str], base_urls: Sequence[str]) -> None:
    for tracker in trackers:
        host, _colon, port = tracker.rpartition(":")
        if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ImproperlyConfigured(f"FDFS_TRACKERS has {tracker!r}: each is a host and a port, host:22122.")
    for base in base_urls:
        if not base.startswith(("/", "http://", "https://")):
            raise ImproperlyConfigured(f"FDFS_BASE_URL has {base!r}: each begins with https://, http:// or /.")
    if not base_urls:
        raise ImproperlyConfigured("FDFS_BASE_URL is empty. Leave it out: files are then found at /media/.")


def _check_token(secret: str, seconds: int) -> None:
    if len(secret.encode()) > _MOST_SECRET_BYTES:
        raise ImproperlyConfigured(f"FDFS_TOKEN_SECRET is longer than {_MOST_SECRET_BYTES} bytes.")
    if EXAMPLE_MARK in secret:
        raise ImproperlyConfigured("FDFS_TOKEN_SECRET still has its example value. Set a secret of your own.")
    if seconds < _LEAST_TOKEN_SECONDS:
        raise ImproperlyConfigured(f"FDFS_TOKEN_SECONDS is less than {_LEAST_TOKEN_SECONDS}.")
