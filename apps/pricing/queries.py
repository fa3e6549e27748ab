"""Reading what holds for an order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.utils import timezone

from areas.models import Area
from utils.for_a_moment import ForAMoment

from .models import FreightRule, Reduction
from .quotes import Freight, Item, Quote, Rates, Saving, quote

#: An order is computed with rules that are at most this old; when the sum is not what its buyer saw, they are asked.
_RULES = ForAMoment(seconds=1)


class _Found(NamedTuple):
    template_id: int
    is_default: bool
    province: str
    freight: Freight


def quote_of(items: Sequence[Item], *, province_code: int | None) -> Quote:
    """What these goods cost when they go to that province (440000), with two queries, or none when somebody asked for
    the same province a second ago. None stands for no address yet: the freight is that of most provinces, and marked as
    estimated."""
    template_ids = frozenset(item.template_id for item in items)
    found = _RULES.answer((template_ids, province_code), lambda: _rules(template_ids, province_code))
    default = next((each.template_id for each in found if each.is_default), None)
    rates = Rates(
        freights={each.template_id: each.freight for each in found},
        savings=_RULES.answer(None, _savings),
        province=found[0].province if found else "",
        is_estimated=province_code is None,
    )
    # Goods without a template and goods of the default one go in the same parcel.
    return quote([replace(item, template_id=item.template_id or default) for item in items], rates)


def forget_rules() -> None:
    """For whoever changes them, and wants this process to know at once."""
    _RULES.forget()


def _rules(template_ids: Iterable[int | None], province_code: int | None) -> list[_Found]:
    """The rule of each template: that which names the province, else that which names none, else no rule at all."""
    named = FreightRule.provinces.through.objects.filter(freightrule=OuterRef("pk"))
    province = Subquery(Area.objects.filter(pk=province_code).values("name")) if province_code else Value("")
    rows = (
        FreightRule.objects.filter(Q(template__in=[pk for pk in template_ids if pk]) | Q(template__is_default=True))
        .alias(is_rest=~Exists(named))
        .annotate(is_named=Exists(named.filter(area=province_code or 0)), province=province)
        .filter(Q(is_named=True) | Q(is_rest=True))
        .order_by("template", "is_named", "-pk")  # the last one of each template holds
        .values_list("template", "template__is_default", "province", "template__name", "fee", "free_from")
    )
    return list({row[0]: _Found(row[0], row[1], row[2] or "", Freight(*row[3:])) for row in rows}.values())


def _savings() -> list[Saving]:
    rows = Reduction.objects.current(timezone.now()).order_by("-off", "pk").values_list("name", "from_amount", "off")
    return [Saving(*row) for row in rows]
