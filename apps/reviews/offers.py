"""What the page of an order offers to do with its lines."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from orders.line_actions import LineAction
from orders.models import OrderLine
from orders.states import RECEIVED

from .models import Review


def review_links(lines: Sequence[OrderLine]) -> Mapping[int, Sequence[LineAction]]:
    """Those that arrived are reviewed, once; in one query, none for an order that has not arrived."""
    open_lines = [line for line in lines if line.order.status in RECEIVED and line.refunded_count < line.count]
    if not open_lines:
        return {}
    reviewed = set(Review.objects.filter(line__in=open_lines).values_list("line_id", flat=True))
    return {
        line.pk: [LineAction(_("去评价"), reverse("reviews:write", args=(line.order.number, line.pk)))]
        for line in open_lines
        if line.pk not in reviewed
    }
