"""Pages of the admin for those who may see orders: the figures of the mall, and a sheet of them. Nothing is changed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import wraps

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from utils import sheets

from . import presenting, queries
from .forms import DAYS, ExportForm
from .series import Span

PERMISSION = "orders.view_order"
View = Callable[[HttpRequest], HttpResponseBase]


def _for_those_who_see_orders(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return view(request)

    return guarded


@_for_those_who_see_orders
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    figures = queries.figures_now()
    context = {
        "title": _t("经营概况"),
        "figures": figures,
        "cards": [(metric, presenting.lines_of(metric, figures)) for metric in presenting.METRICS],
        "charts": [presenting.chart_of(metric, figures) for metric in presenting.METRICS],
        "table": presenting.table_of(figures),
        "top": [(sku, presenting.METRICS[0].text(sku.amount)) for sku in figures.top],
        "export_days": DAYS,
    }
    return TemplateResponse(request, "admin/reports/dashboard.html", admin.site.each_context(request) | context)


@_for_those_who_see_orders
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    form = ExportForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    kind, days = form.cleaned_data["form"], form.cleaned_data["days"]
    headings = [str(heading) for heading in presenting.HEADINGS]
    return sheets.sheet_response(
        kind, headings, _rows(days), name="figures", title=_t("经营概况"), widths=presenting.WIDTHS
    )


def _rows(days: int) -> Iterator[tuple[str | int | Decimal, ...]]:
    """The oldest day first."""
    now = timezone.localtime()
    whole, _mornings = queries.numbers_by_age(Span(now, days))
    for age in range(days - 1, -1, -1):
        yield presenting.sheet_row(now.date() - timedelta(days=age), whole[age])
