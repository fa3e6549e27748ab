"""Freight of the demo: two templates, the bulky goods by the second one, and nothing that an editor has changed."""

from decimal import Decimal

import pytest

from goods.demo.freight import load_freight
from pricing.demo import load_reductions
from pricing.models import FreightTemplate, Reduction
from pricing.queries import quote_of
from pricing.quotes import Item

from .factories import SPUFactory

pytestmark = pytest.mark.django_db

GUANGDONG, XINJIANG = 440_000, 650_000


def product_of(first_level):
    spu = SPUFactory()
    category = spu.category.parent.parent
    category.name = first_level
    category.save()
    return spu


def freight_of(spu, price, province):
    spu.refresh_from_db()
    return quote_of([Item(1, Decimal(price), 1, spu.freight_template_id)], province_code=province).freight


def test_demo_sends_a_fridge_dearer_than_a_cup_and_both_dearer_to_xinjiang():
    cup, fridge = product_of("餐厨"), product_of("大家电")

    load_freight()

    assert [freight_of(cup, price, GUANGDONG) for price in (98, 99)] == [8, 0]
    assert [freight_of(cup, price, XINJIANG) for price in (198, 199)] == [15, 0]
    assert [freight_of(fridge, price, GUANGDONG) for price in (2999, 3000)] == [60, 0]
    assert freight_of(fridge, 9999, XINJIANG) == 180


def test_demo_freight_and_reductions_loaded_again_change_nothing():
    load_freight()
    load_reductions()
    sofa = product_of("家具")
    Reduction.objects.filter(off=80).delete()

    load_freight()
    load_reductions()

    sofa.refresh_from_db()
    assert sofa.freight_template is None
    assert FreightTemplate.objects.count() == 2
    assert Reduction.objects.count() == 1
