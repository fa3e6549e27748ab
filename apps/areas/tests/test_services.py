"""The table is what the file says."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from areas.models import Area, is_city, is_province, ranks_above
from areas.services import load_areas

from .factories import all_areas

pytestmark = pytest.mark.django_db

migration = import_module("areas.migrations.0002_load_areas")


@pytest.fixture(autouse=True)
def _areas():
    all_areas()


def rows():
    return list(Area.objects.values_list("code", "name", "parent_id", "is_current"))


def test_tree_is_whole():
    codes = list(Area.objects.values_list("code", flat=True))
    districts = [code for code in codes if not is_province(code) and not is_city(code)]

    assert sum(is_province(code) for code in codes) == 34
    assert sum(is_city(code) for code in codes) == 333
    assert len(districts) == 2873


def test_every_area_hangs_where_its_code_says():
    misplaced = [code for code, parent in Area.objects.values_list("code", "parent_id") if not fits(code, parent)]

    assert misplaced == []


def fits(code, parent):
    """The nearest area above that the code allows and that exists."""
    there = [each for each in ranks_above(code) if each is None or Area.objects.filter(pk=each).exists()]
    return parent == there[0]


def test_no_name_stands_twice_below_one_parent():
    names = list(Area.objects.values_list("parent_id", "name"))

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        (110101, "北京市 东城区"),
        (500112, None),  # 渝北区, merged into 500157
        (500157, "重庆市 两江新区"),
        (440305, "广东省 深圳市 南山区"),
        (441900, "广东省 东莞市"),
        (429004, "湖北省 仙桃市"),
        (469001, "海南省 五指山市"),
        (460302, "海南省 三沙市 西沙区"),
        (659001, "新疆维吾尔自治区 石河子市"),
        (710000, "台湾省"),
        (810001, "香港特别行政区 中西区"),
        (820007, "澳门特别行政区 路凼填海区"),
    ],
)
def test_known_area_is_where_it_should_be(code, path):
    area = Area.objects.filter(pk=code).first()
    names = []
    while area:
        names.insert(0, area.name)
        area = area.parent

    assert " ".join(names) == (path or "")


def test_loading_again_changes_nothing():
    before = rows()

    assert load_areas() == (0, 0, 0)
    assert rows() == before


def test_loading_repairs_what_differs_and_abolishes_what_the_file_lacks():
    before = rows()
    Area.objects.filter(pk=440305).update(name="南头区", is_current=False)
    Area.objects.filter(pk=440306).update(parent=440000)
    Area.objects.get(pk=441302).delete()
    Area.objects.create(code=440399, name="特区", parent_id=440300)

    assert load_areas() == (1, 2, 1)
    assert rows() == sorted([*before, (440399, "特区", 440300, False)])


def test_loading_takes_few_statements(django_assert_max_num_queries):
    Area.objects.filter(parent__parent__isnull=False).delete()

    with django_assert_max_num_queries(30):
        load_areas()


def test_migration_can_be_taken_back_and_applied_again():
    before = rows()

    migration.remove(apps, None)
    assert Area.objects.count() == 0
    migration.load(apps, None)

    assert rows() == before


def test_area_with_areas_below_cannot_be_deleted():
    with pytest.raises(ProtectedError):
        Area.objects.get(pk=440300).delete()


@pytest.mark.parametrize("code", [0, 99_999, 1_000_000])
def test_database_refuses_codes_that_are_none(code):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(code=code, name="x")
