"""What search engines ask for by its name: robots.txt and the sitemap.

Django's sitemaps are not used: they count all rows and skip to a page by OFFSET, so that one new SKU moves the others
from file to file; they take the host of the request for that of the mall, and write each address through a template.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from goods.queries import sitemap as goods
from utils.access import public, walk_urls
from utils.languages import absolute, addresses_of, has_languages

FRESH = 3600  # seconds that others may keep what is served here
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: Endless, personal, or no page at all. Other pages that nobody should find say `noindex` themselves.
_DISALLOWED = """\
/admin/
/search/
/info/
/carts/
/orders/
/payment/
/aftersales/
/notices/
/reviews/
/addresses/
/favourites/
/history/
/for-me/
/staff/
/qq/
/oauth_callback/
/logout/
/preferences/
/email/
/password/reset/
/captcha/
/areas/
/usernames/
/mobiles/
/healthz
/goods/*/reviews/
/detail/*/reviews/
/detail/*/mine/
/detail/*/favourite/
/detail/*/unfavourite/"""
#: Parameters of lists: what they show is part of a list without them.
_CHOICES = ("sort", "brand", "spec", "min", "max", "stock")

Entry = tuple[str, datetime | None]  # an absolute address, and when what it shows changed, if that is known


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    if not settings.SEARCH_ENGINES_WELCOME:
        return _robots(["Disallow: /"])
    choices = [f"Disallow: /*{mark}{name}=" for name in _CHOICES for mark in "?&"]
    lines = [f"Disallow: {path}" for path in _DISALLOWED.splitlines()]
    return _robots([*lines, *choices, "", f"Sitemap: {absolute(reverse('sitemap'))}"])


@public
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """Which files there are; what robots need not fetch again is told by the moments."""
    files: list[Entry] = [(reverse("sitemap_pages"), None), (reverse("sitemap_categories"), None)]
    files += [(reverse("sitemap_goods", args=(number,)), changed_at) for number, changed_at in goods.parts()]
    return _answer(request, "sitemapindex", "sitemap", ((absolute(path), moment) for path, moment in files))


@public
@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, "urlset", "url", _in_each_language((path, None) for path in _pages()))


@public
@require_safe
def sitemap_categories(request: HttpRequest) -> HttpResponseBase:
    lists = (reverse("goods:list", args=(pk, 1)) for pk in goods.categories_with_goods())
    return _answer(request, "urlset", "url", _in_each_language((path, None) for path in lists))


@public
@require_safe
def sitemap_goods(request: HttpRequest, part: int) -> HttpResponseBase:
    rows = goods.goods_of(part)
    if not rows:
        raise Http404
    # Asking for the address of each one would take longer than all the rest.
    stems = [address.removesuffix("0/") for address in _addresses(reverse("goods:detail", args=(0,)))]
    return _answer(request, "urlset", "url", ((f"{stem}{pk}/", moment) for pk, moment in rows for stem in stems))


def _pages() -> list[str]:
    """The pages that search engines may list and that need no parameter."""
    complete = ((route, pattern) for route, pattern, _name in walk_urls() if "<" not in route)
    return sorted(route for route, pattern in complete if has_languages(pattern.callback))


def _in_each_language(entries: Iterable[Entry]) -> Iterator[Entry]:
    """An address for each language; which ones belong together is told by the pages themselves."""
    return ((address, moment) for path, moment in entries for address in _addresses(path))


def _addresses(path: str) -> list[str]:
    return list(dict.fromkeys(address for _language, address in addresses_of(path).alternates))


def _robots(lines: Iterable[str]) -> HttpResponse:
    text = "\n".join(["User-agent: *", *lines, ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": f"max-age={FRESH}"})


def _answer(request: HttpRequest, root: str, element: str, entries: Iterable[Entry]) -> HttpResponseBase:
    lines = "\n".join(_line(element, *entry) for entry in entries)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SCHEMA}">\n{lines}\n</{root}>\n'.encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"Cache-Control": f"public, max-age={FRESH}", "ETag": etag, "X-Robots-Tag": "noindex"}
    response = HttpResponse(body, content_type="application/xml", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _line(element: str, address: str, changed_at: datetime | None) -> str:
    moment = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
    return f"<{element}><loc>{escape(address)}</loc>{moment}</{element}>"
