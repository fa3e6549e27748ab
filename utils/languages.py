"""Addresses of pages in each language, for search engines and for links that people pass on.

A plain address answers in the visitor's language, Chinese for who asks for none; with /en before it, in English for
everybody. Views marked with `in_each_language` have both. Links on pages stay plain.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.translation import get_language

ENGLISH = "en"
_PREFIX = "/en"
_SHOWN = {200, 304}  # statuses of an answer that shows the page

View = Callable[..., Any]
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def in_each_language(view: View) -> View:
    """This view's page has an address in each language, and search engines may list it."""
    view.in_each_language = True  # type: ignore[attr-defined]
    return view


def has_languages(view: Any) -> bool:
    return getattr(view, "in_each_language", False)


class Addresses(NamedTuple):
    """All absolute. `own` is the one in the language of the page, which a search engine should know it by."""

    own: str
    #: By the names that search engines have for languages; x-default is for whoever reads neither.
    alternates: tuple[tuple[str, str], ...]
    #: As Open Graph writes languages.
    locale: str
    other_locale: str


def addresses_of(path: str) -> Addresses:
    """The addresses of the page at this plain path."""
    plain, english = absolute(path), absolute(_english(path))
    is_english = get_language() == ENGLISH
    return Addresses(
        own=english if is_english else plain,
        alternates=(("zh-Hans", plain), ("en", english), ("x-default", plain)),
        locale="en_US" if is_english else "zh_CN",
        other_locale="zh_CN" if is_english else "en_US",
    )


def absolute(url: str) -> str:
    """For other sites: what the mall is called from outside, whatever host was asked."""
    return urljoin(settings.PUBLIC_BASE_URL, url)


def english_addresses(get_response: GetResponse) -> GetResponse:
    """Lets everything below take a request for /en/… for one of the plain address by somebody who chose English.

    Further pages are English too for who has not chosen a language, until they do or close the browser. Must stand
    above whatever looks at paths or languages, and below the redirect to HTTPS, which has to keep the address as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path != _PREFIX and not path.startswith(f"{_PREFIX}/"):
            return get_response(request)
        has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = ENGLISH
        plain = path.removeprefix(_PREFIX)
        if not _is_in_each_language(plain):
            return _with_slash(request, plain) or get_response(request)  # which finds nothing, and says so in English
        request.path = request.path.removesuffix(path) + plain
        request.path_info = plain
        response = get_response(request)
        if response.status_code in _SHOWN and not has_chosen:
            _remember_english(response)
        return response

    return middleware


def _english(path: str) -> str:
    prefix = get_script_prefix()
    return f"{prefix.rstrip('/')}{_PREFIX}/{path.removeprefix(prefix)}"


def _is_in_each_language(path: str) -> bool:
    try:
        return has_languages(resolve(path).func)
    except Resolver404:
        return False


def _with_slash(request: HttpRequest, plain: str) -> HttpResponseBase | None:
    """To the page whose address lacks but its last slash; nowhere else, so that nobody is led away from the mall."""
    if request.method in ("GET", "HEAD") and not plain.endswith("/") and _is_in_each_language(f"{plain}/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return None


def _remember_english(response: HttpResponseBase) -> None:
    """Until the browser is closed: who followed a link has not chosen for a year, as with the switch."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        ENGLISH,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
