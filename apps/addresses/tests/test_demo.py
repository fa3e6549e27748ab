import pytest

from addresses.demo import load_addresses
from addresses.models import Address
from areas.tests.factories import all_areas
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_demo_gives_two_addresses_of_which_the_first_is_the_default():
    all_areas()
    owner = UserFactory()

    load_addresses(owner)

    found = Address.objects.of(owner).with_areas().order_by("pk")
    assert [(" ".join(each.area_names), each.title, each.is_default) for each in found] == [
        ("广东省 深圳市 南山区", "家", True),
        ("北京市 海淀区", "公司", False),
    ]


def test_demo_leaves_somebody_who_has_addresses_alone():
    all_areas()
    owner = UserFactory()
    load_addresses(owner)
    Address.objects.of(owner).filter(title="公司").delete()

    load_addresses(owner)

    assert Address.objects.of(owner).count() == 1
