"""A small mall whose every page is kept, and the random edits of its editors."""

import time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import strategies as st

from contents.models import Content
from contents.tests.factories import ContentFactory, picture_bytes
from goods.index.current import catalogue_index
from goods.models import SKU, SPU, Brand, CatalogueChange, Category, Channel, ChannelGroup, Level, Specification
from goods.tests.editors import choose, save, save_product, save_sku
from goods.tests.factories import BrandFactory, CategoryFactory, ChannelFactory, SKUFactory, SPUFactory
from utils.page_cache import LEASE

NAMES = st.sampled_from(["青禾", "远山", "白露", "晴川"]).flatmap(
    lambda word: st.integers(1, 99).map(lambda number: f"{word}{number}")
)


def build_mall():
    """Two lines of the menu, four third-level categories, three brands, five products, ten SKUs, two contents."""
    thirds = []
    for _ in range(2):
        first = ChannelFactory().category
        second = CategoryFactory(parent=first)
        thirds += CategoryFactory.create_batch(2, parent=second)
    brands = BrandFactory.create_batch(3)
    for number, category in enumerate([*thirds, thirds[0]]):
        spu = SPUFactory(category=category, brand=brands[number % 3])
        for place, colour in enumerate(["红", "黑"]):
            SKUFactory(spu=spu, options={"颜色": colour}, sales=10 * number + place, price=Decimal(100 + number))
    ContentFactory.create_batch(2)


def addresses():
    lists = [f"/list/{pk}/1/" for pk in Category.objects.order_by("pk").values_list("pk", flat=True)]
    details = [f"/detail/{pk}/" for pk in SKU.objects.order_by("pk").values_list("pk", flat=True)]
    return ["/", "/categories/", "/search/start/", "/terms/", *lists, *details]


def read(paths):
    """The body of each page; empty when there is none."""
    client = Client()
    return {path: _body(client.get(path)) for path in paths}


def _body(response):
    return response.content.decode() if response.status_code == 200 else ""


def bring_index_up_to_date():
    """As the follower does, in its steps."""
    catalogue_index().write(CatalogueChange.objects.values_list("sku_id", flat=True))
    time.sleep(LEASE)


# --- Edits: each returns words by which pages show what was edited -----------------------------------


def _pick(data, model, **of):
    return data.draw(st.sampled_from(list(model.objects.filter(**of).order_by("pk"))), label=model.__name__)


def edit_sku(data, desk):
    sku = _pick(data, SKU)
    changed = {
        "name": data.draw(NAMES),
        "price": str(data.draw(st.integers(90, 120))),
        "stock": str(data.draw(st.sampled_from([0, 1, 5, 50]))),
    }
    unticked = ["is_launched"] if data.draw(st.booleans()) else []
    _expect(save_sku(desk, sku, without=unticked, **changed))
    return [_link(sku)]


def edit_product(data, desk):
    spu = _pick(data, SPU)
    _expect(save_product(desk, spu, name=data.draw(NAMES), description=f"<p>{data.draw(NAMES)}</p>"))
    return [_link(sku) for sku in spu.skus.all()]


def move_product(data, desk):
    spu = _pick(data, SPU)
    _expect(save_product(desk, spu, category=str(_pick(data, Category, level=Level.THIRD).pk)))
    return [_link(sku) for sku in spu.skus.all()]


def rename_specification(data, desk):
    specification = _pick(data, Specification)
    path = f"/admin/goods/specification/{specification.pk}/change/"
    _expect(save(desk, path, "specification_form", name=data.draw(NAMES)))
    return [_link(sku) for sku in specification.spu.skus.all()]


def put_on_or_off_the_shelf(data, desk):
    skus = data.draw(st.lists(st.sampled_from(list(SKU.objects.order_by("pk"))), min_size=1, unique=True))
    _expect(choose(desk, data.draw(st.sampled_from(["launch", "take_off"])), skus))
    return [_link(sku) for sku in skus]


def delete_sku(data, desk):
    sku = _pick(data, SKU)
    _expect(desk.post(f"/admin/goods/sku/{sku.pk}/delete/", {"post": "yes"}))
    return [_link(sku)]


def rename_brand(data, desk):
    brand = _pick(data, Brand)
    _expect(save(desk, f"/admin/goods/brand/{brand.pk}/change/", "brand_form", name=data.draw(NAMES)))
    return [brand.name]


def edit_category(data, desk):
    category = _pick(data, Category)
    changed = {"name": data.draw(NAMES), "sequence": str(data.draw(st.integers(0, 9)))}
    _expect(save(desk, f"/admin/goods/category/{category.pk}/change/", "category_form", **changed))
    return [category.name]


def move_category(data, desk):
    category = _pick(data, Category, level=Level.THIRD)
    parent = _pick(data, Category, level=Level.SECOND)
    path = f"/admin/goods/category/{category.pk}/change/"
    _expect(save(desk, path, "category_form", parent=str(parent.pk)))
    return [category.name]


def add_category(data, desk):
    parent = _pick(data, Category, level__lt=Level.THIRD)
    _expect(desk.post("/admin/goods/category/add/", {"name": data.draw(NAMES), "parent": parent.pk, "sequence": 0}))
    return [parent.name]


def edit_channel(data, desk):
    channel = _pick(data, Channel)
    changed = {"url": f"/terms/?{data.draw(NAMES)}", "sequence": str(data.draw(st.integers(0, 9)))}
    _expect(save(desk, f"/admin/goods/channel/{channel.pk}/change/", "channel_form", **changed))
    return [channel.category.name]


def edit_line_of_menu(data, desk):
    group = _pick(data, ChannelGroup)
    path = f"/admin/goods/channelgroup/{group.pk}/change/"
    _expect(save(desk, path, "channelgroup_form", sequence=str(data.draw(st.integers(0, 9)))))
    return [channel.category.name for channel in group.channels.all()]


def edit_content(data, desk):
    content = _pick(data, Content)
    changed = {"title": data.draw(NAMES)}
    if data.draw(st.booleans()):
        changed["upload"] = SimpleUploadedFile("photo.png", picture_bytes(400, 160))
    _expect(save(desk, f"/admin/contents/content/{content.pk}/change/", "content_form", **changed))
    return [content.title]


EDITS = (
    edit_sku,
    edit_product,
    move_product,
    rename_specification,
    put_on_or_off_the_shelf,
    delete_sku,
    rename_brand,
    edit_category,
    move_category,
    add_category,
    edit_channel,
    edit_line_of_menu,
    edit_content,
)


def _link(sku):
    return f'href="/detail/{sku.pk}/"'


def _expect(response):
    """Saved: a refused edit would prove nothing."""
    assert response.status_code == 302, response.content.decode()
