"""The admin site: its theme, and one door for people and staff alike, with a second factor behind it."""

import logging
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.sites import UnfoldAdminSite

from reports import views as reports
from staff.queries import is_verified
from users.models import User
from users.services import signing_in
from utils.access import public
from utils.redirects import safe_target

logger = logging.getLogger(__name__)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sends strangers to the shop's sign-in page, so that there is one lockout, and refuses who is not staff."""
    if not request.user.is_authenticated:
        return redirect_to_login(_after_sign_in(request))
    if not request.user.is_staff:
        raise PermissionDenied
    if _lacks_second_factor(request):
        return HttpResponseRedirect(f"{reverse('staff:verify')}?{urlencode({'next': _after_sign_in(request)})}")
    return HttpResponseRedirect(_after_sign_in(request))


def _after_sign_in(request: HttpRequest) -> str:
    return safe_target(request, request.GET.get("next", ""), default=reverse("admin:index"))


def _lacks_second_factor(request: HttpRequest) -> bool:
    return bool(settings.STAFF_TWO_FACTOR and not is_verified(cast(User, request.user)))


class MallAdminSite(UnfoldAdminSite):
    login = staticmethod(public(never_cache(sign_in)))
    index_template = "admin/reports/index.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        figures = [
            path("reports/", self.admin_view(reports.dashboard), name="reports"),
            path("reports/export/", self.admin_view(reports.export), name="reports_export"),
        ]
        return [*figures, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without colours, which the theme would write into the page; ours are in static/admin/theme.css."""
        return super().each_context(request) | {"colors": {}}

    def has_permission(self, request: HttpRequest) -> bool:
        """Also decides what the pages show; everything but `login` asks it first."""
        return super().has_permission(request) and not _lacks_second_factor(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        guarded = super().admin_view(_refusing_what_is_no_number(view), cacheable)
        guarded.access = "staff"
        return guarded

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """As in the shop: the sign-in of this session is noted as ended."""
        signing_in.sign_out(request)
        return HttpResponseRedirect(reverse("contents:home"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """As in the shop, which counts wrong passwords and ends the other sessions."""
        return HttpResponseRedirect(reverse("users:change_password"))

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Off: the theme keeps its results in the cache as Python objects, and ours holds JSON only."""
        raise Http404


def _refusing_what_is_no_number(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answers 400 where Django answers 500: to text in place of a row's number, in a form or a list of rows, and to a
    number that the database cannot hold.

    Renders the page too, because some of its fields look for the row only then.
    """

    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        except (ValueError, OverflowError) as error:
            if isinstance(error, ValueError) and "expected a number but got" not in str(error):
                raise
            logger.warning("No number of a row, at %s", request.path)
            raise BadRequest from error

    return update_wrapper(refusing, view)
