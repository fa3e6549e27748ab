"""Takes away a charset that a request claims. Our pages are UTF-8, and so is what browsers send from them.

Django decodes with any codec that Python knows, idna and hex among them, while it makes the request: before a
middleware or an error page could help, some of them fail.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Asgi = Callable[..., Any]


def utf8_only_wsgi(application: Wsgi) -> Wsgi:
    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE") or "")
        return application(environ, start_response)

    return guarded


def utf8_only_asgi(application: Asgi) -> Asgi:
    async def guarded(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] == "http":
            headers = [(name, _without_charset(name, value)) for name, value in scope["headers"]]
            scope = {**scope, "headers": headers}
        await application(scope, receive, send)

    return guarded


def _without_charset(name: bytes, value: bytes) -> bytes:
    return _CHARSET.sub("", value.decode("latin-1")).encode("latin-1") if name == b"content-type" else value
