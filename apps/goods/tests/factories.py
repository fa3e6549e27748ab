import factory

from goods.models import Category, Channel, ChannelGroup


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
