import factory

from addresses.models import Address
from areas.tests.factories import sample_district
from users.tests.factories import UserFactory


class AddressFactory(factory.django.DjangoModelFactory):
    """An address in Nanshan, Shenzhen; not the default of its owner."""

    class Meta:
        model = Address

    user = factory.SubFactory(UserFactory)
    receiver = factory.Sequence(lambda n: f"收货人{n}")
    district = factory.LazyFunction(sample_district)
    place = factory.Sequence(lambda n: f"科苑路 {n} 号")
    mobile = factory.Sequence(lambda n: f"139{n:08d}")
