"""What the page of an order shows below its fields: its lines, its amounts explained, what happened, what belongs to
it elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pricing.wording import Said, said

from ..models import Order, OrderEvent, OrderLine


@dataclass(frozen=True)
class Pieces:
    lines: list[OrderLine]
    amounts: list[Said]
    events: list[OrderEvent]  # the oldest first
    links: list[tuple[str, str]]  # words and address


def page_of(order: Order, *, request: HttpRequest, site: AdminSite) -> Pieces:
    """In two queries."""
    return Pieces(
        lines=list(OrderLine.objects.filter(order=order)),
        amounts=said(order.explanation) if order.explanation else _plain(order),
        events=list(OrderEvent.objects.filter(order=order).select_related("by")),
        links=_links(order, request, site),
    )


def _plain(order: Order) -> list[Said]:
    """The amounts of an order that keeps no explanation."""
    return [
        Said(_("商品金额"), order.goods_amount),
        Said(_("运费"), order.freight),
        Said(_("优惠"), -order.discount),
        Said(_("应付金额"), order.total, is_total=True),
    ]


def _links(order: Order, request: HttpRequest, site: AdminSite) -> list[tuple[str, str]]:
    """To the rows of other apps that name this order, as far as this member of staff may see them: payments, refunds.
    Those apps know this one, not the other way round."""
    found = []
    for relation in order._meta.related_objects:
        model: Any = relation.related_model
        if site.is_registered(model) and site.get_model_admin(model).has_view_permission(request):
            address = reverse(f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_changelist")
            field = relation.field.name
            found.append((str(model._meta.verbose_name_plural), f"{address}?{field}__id__exact={order.pk}"))
    return found
