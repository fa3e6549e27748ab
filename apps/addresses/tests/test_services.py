"""At most twenty addresses, one default, and none of somebody else's."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from addresses import services
from addresses.models import Address
from addresses.services import Lines, TooManyAddresses
from areas.tests.factories import sample_district
from tests.racing import at_once, count_of
from users.tests.factories import UserFactory

from .factories import AddressFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return UserFactory(username="alice")


@pytest.fixture
def bob():
    return UserFactory(username="bobby")


def lines(**changed):
    given = {"receiver": "张三", "district_id": sample_district().pk, "place": "科苑路 1 号", "mobile": "13900000001"}
    return Lines(**given | changed)


def default_of(user):
    return Address.objects.of(user).get(is_default=True).pk


def test_new_address_has_what_was_written():
    user = UserFactory()

    services.create(user=user, lines=lines(phone="010-12345678", title="家"))

    address = Address.objects.with_areas().get()
    assert (address.user, address.receiver, address.place) == (user, "张三", "科苑路 1 号")
    assert (address.mobile, address.phone, address.title) == ("13900000001", "010-12345678", "家")
    assert address.area_names == ("广东省", "深圳市", "南山区")


def test_first_address_is_the_default_and_later_ones_only_when_asked(alice):
    first = services.create(user=alice, lines=lines())
    services.create(user=alice, lines=lines())
    assert default_of(alice) == first.pk

    third = services.create(user=alice, lines=lines(), as_default=True)

    assert default_of(alice) == third.pk


def test_change_rewrites_one_address_and_keeps_its_default(alice):
    first, second = (services.create(user=alice, lines=lines()) for _ in range(2))

    services.change(user=alice, address_id=first.pk, lines=lines(receiver="李四", phone="", title=""))

    assert Address.objects.get(pk=first.pk).receiver == "李四"
    assert Address.objects.get(pk=second.pk).receiver == "张三"
    assert default_of(alice) == first.pk


def test_change_can_make_the_address_the_default(alice):
    _first, second = (services.create(user=alice, lines=lines()) for _ in range(2))

    services.change(user=alice, address_id=second.pk, lines=lines(), as_default=True)

    assert default_of(alice) == second.pk


def test_deleting_the_default_hands_it_to_the_newest_of_the_others(alice):
    first, _second, third = (services.create(user=alice, lines=lines()) for _ in range(3))

    services.delete(user=alice, address_id=first.pk)

    assert default_of(alice) == third.pk


def test_deleting_another_address_leaves_the_default_alone(alice):
    first, _second, third = (services.create(user=alice, lines=lines()) for _ in range(3))

    services.delete(user=alice, address_id=third.pk)

    assert default_of(alice) == first.pk


def test_deleting_the_last_address_leaves_none(alice):
    only = services.create(user=alice, lines=lines())

    services.delete(user=alice, address_id=only.pk)

    assert not Address.objects.exists()


def test_default_of_one_person_is_not_that_of_another(alice, bob):
    his = services.create(user=bob, lines=lines())
    services.create(user=alice, lines=lines())
    second = services.create(user=alice, lines=lines())

    services.make_default(user=alice, address_id=second.pk)

    assert (default_of(alice), default_of(bob)) == (second.pk, his.pk)


def test_database_refuses_a_second_default(alice):
    AddressFactory(user=alice, is_default=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressFactory(user=alice, is_default=True)


def test_area_that_an_address_names_cannot_be_deleted(alice):
    address = AddressFactory(user=alice)

    with pytest.raises(ProtectedError):
        address.district.delete()


def test_addresses_go_with_their_owner(alice, bob):
    AddressFactory(user=alice), AddressFactory(user=bob)

    alice.delete()

    assert [address.user for address in Address.objects.all()] == [bob]


@pytest.mark.parametrize("use", ["change", "delete", "make_default"])
def test_reading_or_editing_another_users_address_is_closed_in_every_service(alice, bob, use):
    his = AddressFactory(user=bob, is_default=False)
    before = Address.objects.filter(pk=his.pk).values().get()
    given = {"lines": lines(), "as_default": True} if use == "change" else {}

    with pytest.raises(Address.DoesNotExist):
        getattr(services, use)(user=alice, address_id=his.pk, **given)

    assert Address.objects.filter(pk=his.pk).values().get() == before


def test_twenty_first_address_is_refused_and_others_are_not_counted(alice, bob):
    AddressFactory.create_batch(19, user=alice)
    AddressFactory(user=bob)
    services.create(user=alice, lines=lines())

    with pytest.raises(TooManyAddresses):
        services.create(user=alice, lines=lines())

    assert Address.objects.of(alice).count() == 20


@pytest.mark.django_db(transaction=True)
def test_race_for_the_last_places_ends_at_twenty(alice):
    AddressFactory.create_batch(15, user=alice)
    given = lines()

    results = at_once(lambda i: services.create(user=alice, lines=given), times=12)

    assert (count_of(results, Address), count_of(results, TooManyAddresses)) == (5, 7)
    assert Address.objects.of(alice).count() == 20


@pytest.mark.django_db(transaction=True)
def test_race_of_first_addresses_makes_one_default(alice):
    given = lines()

    results = at_once(lambda i: services.create(user=alice, lines=given, as_default=i % 2 == 0), times=8)

    assert count_of(results, Address) == 8
    assert Address.objects.of(alice).filter(is_default=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_deletions_and_changes_of_the_default_leaves_one_default(alice):
    addresses = AddressFactory.create_batch(9, user=alice)
    services.make_default(user=alice, address_id=addresses[0].pk)

    def one(index):
        use = services.delete if index < 4 else services.make_default
        use(user=alice, address_id=addresses[index].pk)

    results = at_once(one, times=8)

    assert results == [None] * 8
    assert Address.objects.of(alice).count() == 5
    assert Address.objects.of(alice).filter(is_default=True).count() == 1
