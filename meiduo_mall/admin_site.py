"""The admin site: its theme, and one door for people and staff alike."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from utils.access import public
from utils.redirects import safe_target


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sends strangers to the shop's sign-in page, so that there is one lockout, and refuses who is not staff."""
    if not request.user.is_authenticated:
        return redirect_to_login(_after_sign_in(request))
    if not request.user.is_staff:
        raise PermissionDenied
    return HttpResponseRedirect(_after_sign_in(request))


def _after_sign_in(request: HttpRequest) -> str:
    return safe_target(request, request.GET.get("next", ""), default=reverse("admin:index"))


class MallAdminSite(UnfoldAdminSite):
    login = staticmethod(public(never_cache(sign_in)))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        guarded = super().admin_view(view, cacheable)
        guarded.access = "staff"
        return guarded

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Off: the theme keeps its results in the cache as Python objects, and ours holds JSON only."""
        raise Http404
