"""Freight and reductions in the admin: who may, what is refused, and that there is one default."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from areas.tests.factories import all_areas
from goods.tests.editors import save
from pricing import services
from pricing.models import FreightRule, FreightTemplate, Reduction
from pricing.tests.factories import FreightRuleFactory, FreightTemplateFactory, ReductionFactory
from tests.staff_people import give_rights, make_groups, signed_in, staff

pytestmark = pytest.mark.django_db

GUANGDONG, XINJIANG = 440_000, 650_000
PAGES = ("freighttemplate", "reduction")


@pytest.fixture
def desk():
    return signed_in(staff(is_superuser=True))


@pytest.fixture
def template():
    """Two rules: Xinjiang, and the rest."""
    all_areas()
    rest = FreightRuleFactory(template__name="标准")
    FreightRuleFactory(template=rest.template, fee=Decimal(15), provinces=[XINJIANG])
    return rest.template


def save_template(desk, template, **changed):
    return save(desk, f"/admin/pricing/freighttemplate/{template.pk}/change/", "freighttemplate_form", **changed)


def rules_of(template):
    return [
        (rule.fee, rule.free_from, [area.pk for area in rule.provinces.all()]) for rule in template.rules.order_by("pk")
    ]


def errors_of(response):
    return response.context["errors"]


def add_rule(fee, provinces):
    return {"rules-TOTAL_FORMS": "3", "rules-2-fee": fee, "rules-2-provinces": provinces}


def test_a_template_is_saved_with_its_rules(desk, template):
    response = save_template(
        desk, template, **{"name": "普通", "rules-1-provinces": [XINJIANG, GUANGDONG], "rules-1-free_from": "199"}
    )

    assert response.status_code == 302
    template.refresh_from_db()
    assert template.name == "普通"
    assert rules_of(template) == [(Decimal(8), None, []), (Decimal(15), Decimal(199), [GUANGDONG, XINJIANG])]


def test_the_new_default_takes_the_place_of_the_old_one(desk, template):
    old = FreightTemplateFactory(is_default=True)

    save_template(desk, template, is_default="on", **{"rules-1-provinces": [XINJIANG]})

    assert list(FreightTemplate.objects.filter(is_default=True)) == [template]
    assert FreightTemplate.objects.filter(pk=old.pk).exists()


def test_the_default_cannot_be_given_up_without_another_one(desk, template):
    services.save_template(FreightTemplate(pk=template.pk, name="标准", is_default=True))
    path = f"/admin/pricing/freighttemplate/{template.pk}/"

    response = save(
        desk, f"{path}change/", "freighttemplate_form", without=["is_default"], **{"rules-1-provinces": [XINJIANG]}
    )

    assert errors_of(response) == [["总要有一个默认模板：请到另一个模板里勾选「默认」，这里就会自动取消"]]
    assert desk.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert FreightTemplate.objects.get(is_default=True) == template


def test_the_database_knows_one_default():
    FreightTemplateFactory(is_default=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        FreightTemplateFactory(is_default=True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (add_rule("9", [XINJIANG]), "「新疆维吾尔自治区」出现在两条规则里，每个省份只能选一次"),
        (add_rule("9", []), "请留一条、也只留一条不选省份的规则：其余省份都按它计算"),
        ({"rules-0-provinces": [GUANGDONG]}, "请留一条、也只留一条不选省份的规则：其余省份都按它计算"),
    ],
)
def test_rules_that_leave_a_province_in_doubt_are_refused(desk, template, changed, sentence):
    response = save_template(desk, template, **{"rules-1-provinces": [XINJIANG]} | changed)

    assert errors_of(response) == [sentence]
    assert rules_of(template) == [(Decimal(8), None, []), (Decimal(15), None, [XINJIANG])]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"off": "300.01"}, "减免要大于 0，且不能超过门槛金额"),
        ({"off": "0"}, "减免要大于 0，且不能超过门槛金额"),
        (
            {"starts_at_0": "2026-11-12", "starts_at_1": "00:00", "ends_at_0": "2026-11-11", "ends_at_1": "00:00"},
            "结束时间要晚于开始时间",
        ),
    ],
)
def test_a_reduction_that_makes_no_sense_is_refused(desk, changed, sentence):
    reduction = ReductionFactory()

    response = save(desk, f"/admin/pricing/reduction/{reduction.pk}/change/", "reduction_form", **changed)

    assert [str(line) for each in errors_of(response) for line in each] == [sentence]
    assert Reduction.objects.get().off == Decimal(20)


@pytest.mark.parametrize(("group", "seeing", "adding"), [("editor", 200, 200), ("analyst", 200, 403)])
def test_editors_write_prices_and_analysts_read_them(template, group, seeing, adding):
    make_groups()
    give_rights("pricing.migrations.0003_editors_of_prices")
    desk = signed_in(staff(group))

    assert [desk.get(f"/admin/pricing/{page}/").status_code for page in PAGES] == [seeing] * 2
    assert [desk.get(f"/admin/pricing/{page}/add/").status_code for page in PAGES] == [adding] * 2
    assert desk.post(f"/admin/pricing/freighttemplate/{template.pk}/change/", {"name": "别的"}).status_code in (
        [403] if group == "analyst" else [200]
    )
    assert FreightRule.objects.count() == 2


@pytest.mark.parametrize("rules", [1, 3])
def test_lists_take_the_same_queries_for_three_rows(desk, django_assert_num_queries, rules):
    for _ in range(rules):
        FreightRuleFactory()
        ReductionFactory()

    for page, queries in (("freighttemplate", 4), ("reduction", 4)):
        with django_assert_num_queries(queries):
            desk.get(f"/admin/pricing/{page}/")
