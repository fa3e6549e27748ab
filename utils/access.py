"""Who may call a view: every view says so, and `manage.py check` fails for one that does not."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage, Error, Tags, register
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

View = Callable[..., Any]

_DECIDED_BY_ADMIN_SITE = "admin:"  # AdminSite.admin_view asks has_permission; tests/test_crawler.py tries each one


def public(view: View) -> View:
    """Anybody may call this view; it shows nothing that belongs to one user."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Only a signed-in user may call this view; others are sent to sign in and come back."""
    asked = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        if htmx and not request.user.is_authenticated:
            # It would follow the redirect by itself, and put the page to sign in where a fragment belongs.
            sign_in = redirect_to_login(htmx.current_url_abs_path or request.get_full_path())
            return HttpResponseClientRedirect(sign_in.url)
        return asked(request, *args, **kwargs)

    guarded.access = "signed in"  # type: ignore[attr-defined]
    return guarded


def walk_urls(resolver: URLResolver | None = None, route: str = "/") -> Iterator[tuple[str, URLPattern, str]]:
    """Every URL of the project: its route, its pattern, and its full name with namespaces."""
    yield from _walk(resolver or get_resolver(), route, ())


def _walk(resolver: URLResolver, route: str, namespaces: tuple[str, ...]) -> Iterator[tuple[str, URLPattern, str]]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, here, inner)
        else:
            yield here, entry, ":".join((*namespaces, entry.name or ""))


def has_access_decision(pattern: URLPattern, name: str) -> bool:
    """Whether somebody decided who may call the view behind this URL, given its full name."""
    return hasattr(pattern.callback, "access") or name.startswith(_DECIDED_BY_ADMIN_SITE)


@register(Tags.urls)
def check_access_decisions(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [
        Error(
            f"The view of {route} does not say who may call it.",
            hint="Decorate it with utils.access.public or utils.access.signed_in.",
            obj=pattern.callback,
            id="access.E001",
        )
        for route, pattern, name in walk_urls()
        if not has_access_decision(pattern, name)
    ]
