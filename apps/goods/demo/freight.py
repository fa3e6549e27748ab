"""What it costs to send the goods of the demo."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from areas.models import Area
from goods.models import SPU
from pricing.models import FreightRule, FreightTemplate

_FAR = (150_000, 540_000, 630_000, 650_000)  # Inner Mongolia, Tibet, Qinghai, Xinjiang
_HEAVY = Q(category__parent__parent__name__in=("大家电", "家具"))  # first-level categories


@dataclass(frozen=True)
class _Rule:
    fee: Decimal
    free_from: Decimal | None
    provinces: Sequence[int] = ()


_STANDARD = (_Rule(Decimal(8), Decimal(99)), _Rule(Decimal(15), Decimal(199), _FAR))
_BULKY = (_Rule(Decimal(60), Decimal(3000)), _Rule(Decimal(180), None, _FAR))


@transaction.atomic
def load_freight() -> None:
    """The default template, and one for furniture and large appliances. A mall that has any template keeps what it
    has."""
    if FreightTemplate.objects.exists():
        return
    _template("标准运费", _STANDARD, is_default=True)
    SPU.objects.filter(_HEAVY).update(freight_template=_template("大件商品", _BULKY))


def _template(name: str, rules: Sequence[_Rule], *, is_default: bool = False) -> FreightTemplate:
    template = FreightTemplate.objects.create(name=name, is_default=is_default)
    for rule in rules:
        row = FreightRule.objects.create(template=template, fee=rule.fee, free_from=rule.free_from)
        row.provinces.set(Area.objects.filter(pk__in=rule.provinces))
    return template
