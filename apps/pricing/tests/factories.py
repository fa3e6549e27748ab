from decimal import Decimal

import factory

from areas.models import Area
from pricing.models import FreightRule, FreightTemplate, Reduction


class FreightTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FreightTemplate

    name = factory.Sequence(lambda number: f"运费模板 {number}")


class FreightRuleFactory(factory.django.DjangoModelFactory):
    """Of a template of its own, for all provinces, or for those whose codes are given as `provinces`."""

    class Meta:
        model = FreightRule
        skip_postgeneration_save = True

    template = factory.SubFactory(FreightTemplateFactory)
    fee = Decimal("8.00")

    @factory.post_generation
    def provinces(rule, create, codes, **kwargs):  # noqa: N805
        if codes:
            rule.provinces.set(Area.objects.filter(code__in=codes))


class ReductionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reduction

    name = factory.LazyAttribute(lambda reduction: f"满 {reduction.from_amount} 减 {reduction.off}")
    from_amount = Decimal("300.00")
    off = Decimal("20.00")
