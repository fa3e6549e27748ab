import io

import factory
from PIL import Image

from contents.models import Content, ContentCategory
from contents.slots import slot_of


class SlotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContentCategory
        django_get_or_create = ("key",)

    key = "index_lbt"
    name = factory.LazyAttribute(lambda row: row.key)
    role = factory.LazyAttribute(lambda row: slot_of(row.key).role)
    floor = factory.LazyAttribute(lambda row: slot_of(row.key).floor)


class ContentFactory(factory.django.DjangoModelFactory):
    """A content in the carousel, or in the slot whose key is given as `category__key`."""

    class Meta:
        model = Content

    category = factory.SubFactory(SlotFactory)
    title = factory.Sequence(lambda n: f"内容{n}")
    url = "/"
    sequence = factory.Sequence(int)


def picture_bytes(width=1600, height=640, *, form="PNG", colour=(200, 60, 40), **options):
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, form, **options)
    return file.getvalue()
