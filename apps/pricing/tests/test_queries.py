from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pricing.queries import quote_of
from pricing.quotes import Item, Share

from .factories import FreightRuleFactory, FreightTemplateFactory, ReductionFactory

pytestmark = pytest.mark.django_db

GUANGDONG, XINJIANG, TIBET = 440_000, 650_000, 540_000


@pytest.fixture
def default():
    """8 yuan, free from 99; 15 yuan to Xinjiang and Tibet, free from 199."""
    template = FreightTemplateFactory(name="标准", is_default=True)
    FreightRuleFactory(template=template, fee=Decimal(15), free_from=Decimal(199), provinces=[XINJIANG, TIBET])
    FreightRuleFactory(template=template, fee=Decimal(8), free_from=Decimal(99))
    return template


def item(price="50.00", count=1, *, sku_id=1, template=None):
    return Item(sku_id, Decimal(price), count, template and template.pk)


def freight(*items, province=GUANGDONG):
    return quote_of(items, province_code=province).freight


def test_freight_follows_the_rule_that_names_the_province(default):
    assert freight(item()) == Decimal("8.00")
    assert freight(item(), province=XINJIANG) == Decimal("15.00")
    assert freight(item(), province=TIBET) == Decimal("15.00")


def test_freight_is_free_from_an_amount_on_that_depends_on_the_province(default):
    assert freight(item("98.99")) == Decimal("8.00")
    assert freight(item("99.00")) == 0
    assert freight(item("99.00"), province=XINJIANG) == Decimal("15.00")
    assert freight(item("199.00"), province=XINJIANG) == 0


def test_freight_without_an_address_is_that_of_most_provinces_and_estimated(default):
    quote = quote_of([item()], province_code=None)

    assert (quote.freight, quote.is_estimated) == (Decimal("8.00"), True)
    assert quote_of([item()], province_code=GUANGDONG).is_estimated is False


def test_freight_of_the_default_template_is_asked_once_for_goods_with_and_without_it(default):
    assert freight(item("50.00"), item("49.00", sku_id=2, template=default)) == 0
    assert freight(item("50.00"), item("48.00", sku_id=2, template=default)) == Decimal("8.00")


def test_each_template_costs_freight_of_its_own(default):
    heavy = FreightRuleFactory(fee=Decimal("60.00")).template

    quote = quote_of([item(), item("3000.00", sku_id=2, template=heavy)], province_code=GUANGDONG)

    assert quote.freight == Decimal("68.00")
    assert quote.shares == {1: Share(Decimal(0), Decimal(8)), 2: Share(Decimal(0), Decimal(60))}


def test_freight_is_nothing_where_no_rule_says_what_it_costs():
    only_tibet = FreightRuleFactory(fee=Decimal(15), provinces=[TIBET]).template

    assert freight(item()) == 0
    assert freight(item(template=only_tibet)) == 0
    assert freight(item(template=only_tibet), province=TIBET) == Decimal("15.00")


def test_the_first_of_two_rules_for_a_province_holds(default):
    FreightRuleFactory(template=default, fee=Decimal(99), provinces=[TIBET])
    FreightRuleFactory(template=default, fee=Decimal(98))

    assert (freight(item()), freight(item(), province=TIBET)) == (Decimal("8.00"), Decimal("15.00"))


def test_the_reduction_that_takes_most_off_holds():
    ReductionFactory(from_amount=Decimal(300), off=Decimal(20))
    ReductionFactory(from_amount=Decimal(1000), off=Decimal(80))

    discounts = [quote_of([item(price)], province_code=None).discount for price in ("299.99", "300", "1000", "9000")]

    assert discounts == [Decimal(0), Decimal(20), Decimal(80), Decimal(80)]


@pytest.mark.parametrize(
    ("starts", "ends", "is_active", "holds"),
    [
        (None, None, True, True),
        (None, None, False, False),
        (-1, 1, True, True),
        (1, None, True, False),
        (None, -1, True, False),
    ],
)
def test_a_reduction_holds_while_it_is_on_and_within_its_time(starts, ends, is_active, holds):
    now = timezone.now()
    starts_at, ends_at = (hours and now + timedelta(hours=hours) for hours in (starts, ends))
    ReductionFactory(starts_at=starts_at, ends_at=ends_at, is_active=is_active)

    assert quote_of([item("300.00")], province_code=None).discount == (20 if holds else 0)


@pytest.mark.parametrize("count", [1, 20])
def test_a_quote_costs_two_queries(default, django_assert_num_queries, count):
    ReductionFactory()
    heavy = FreightRuleFactory().template
    items = [item(sku_id=number, template=(None, heavy)[number % 2]) for number in range(count)]

    with django_assert_num_queries(2):
        quote_of(items, province_code=GUANGDONG)


def test_a_quote_explains_every_amount(default):
    ReductionFactory(name="满 300 减 20", from_amount=Decimal(300), off=Decimal(20))

    quote = quote_of([item("150.00", 2)], province_code=GUANGDONG)

    assert quote.explanation == [
        {"kind": "goods", "name": "", "amount": "300.00", "count": "2"},
        {
            "kind": "freight",
            "name": "标准",
            "amount": "0.00",
            "fee": "8.00",
            "province": "广东省",
            "free_from": "99.00",
            "missing": "0.00",
        },
        {"kind": "reduction", "name": "满 300 减 20", "amount": "-20.00", "from_amount": "300.00"},
        {"kind": "total", "name": "", "amount": "280.00"},
    ]
