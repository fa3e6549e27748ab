from decimal import Decimal

import factory
from django.conf import settings

from goods.models import (
    SKU,
    SPU,
    Brand,
    Category,
    Channel,
    ChannelGroup,
    SKUSpecification,
    Specification,
    SpecificationOption,
)
from goods.services.changing import option_key


class CategoryFactory(factory.django.DjangoModelFactory):
    """A first-level category, or one below `parent`."""

    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"类别{n}")
    parent = None
    level = factory.LazyAttribute(lambda row: row.parent.level + 1 if row.parent else 1)
    sequence = factory.Sequence(int)


class ChannelGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChannelGroup

    name = factory.Sequence(lambda n: f"频道组{n}")
    sequence = factory.Sequence(int)


class ChannelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Channel

    group = factory.SubFactory(ChannelGroupFactory)
    category = factory.SubFactory(CategoryFactory)
    sequence = factory.Sequence(int)


def make_menu(*, groups, channels=2, seconds=2, thirds=3):
    """A menu with so many groups; each channel has `seconds` categories below it, and each of these `thirds`."""
    for _ in range(groups):
        group = ChannelGroupFactory()
        for _ in range(channels):
            first = ChannelFactory(group=group).category
            for second in CategoryFactory.create_batch(seconds, parent=first):
                CategoryFactory.create_batch(thirds, parent=second)


class BrandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Brand

    name = factory.Sequence(lambda n: f"品牌{n}")
    initial = "P"


class SPUFactory(factory.django.DjangoModelFactory):
    """A product in a third-level category of its own, unless one is given."""

    class Meta:
        model = SPU

    name = factory.Sequence(lambda n: f"商品{n}")
    brand = factory.SubFactory(BrandFactory)
    category = factory.LazyFunction(lambda: CategoryFactory(parent=CategoryFactory(parent=CategoryFactory())))


class SKUFactory(factory.django.DjangoModelFactory):
    """A launched SKU with stock; `SKUFactory(options={"颜色": "红"})` gives it options, made when they are missing."""

    class Meta:
        model = SKU
        skip_postgeneration_save = True

    spu = factory.SubFactory(SPUFactory)
    category = factory.SelfAttribute("spu.category")
    name = factory.Sequence(lambda n: f"单品{n}")
    price = Decimal("99.00")
    cost_price = Decimal("60.00")
    market_price = Decimal("129.00")
    stock = 10
    option_key = factory.Sequence(lambda n: f"without-options-{n}")

    @factory.post_generation
    def options(self, create, extracted, **kwargs):
        if not (create and extracted):
            return
        chosen = []
        for name, value in extracted.items():
            specification, _ = Specification.objects.get_or_create(spu=self.spu, name=name)
            option, _ = SpecificationOption.objects.get_or_create(specification=specification, value=value)
            SKUSpecification.objects.create(sku=self, specification=specification, option=option)
            chosen.append(option)
        self.option_key = option_key(chosen)
        self.save(update_fields=["option_key"])


class ShopperFactory(factory.django.DjangoModelFactory):
    """Somebody who looks at goods and favours them; goods know no more of a user."""

    class Meta:
        model = settings.AUTH_USER_MODEL

    username = factory.Sequence(lambda n: f"goods-lover{n}")
    mobile = factory.Sequence(lambda n: f"136{n:08d}")
