"""The real services under whatever a shop meets, in whatever order."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from pricing.models import FreightRule, FreightTemplate, Reduction
from tests.order_model.machine import Shop


@pytest.mark.django_db
def test_shop_never_sells_twice_nor_loses_money():
    template = FreightTemplate.objects.create(name="标准", is_default=True)
    FreightRule.objects.create(template=template, fee="7.01", free_from="120")
    Reduction.objects.create(name="满减", from_amount=60, off="9.97")

    run_state_machine_as_test(Shop, settings=thorough())


def thorough():
    return settings(
        max_examples=40,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
