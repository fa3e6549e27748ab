"""The demo as a whole: its tree, its drawings, and the home page that they make."""

import gzip
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError

from contents.demo import load_home
from contents.models import Content, ContentCategory
from goods.demo import drawings, load_categories, load_goods
from goods.demo.drawings import banners, colours, floors, stage
from goods.models import SKU, Category, Channel, ChannelGroup, Level

DRAWINGS = {
    **{f"{kind}, {colour}": drawings.draw(kind, colour) for kind in drawings.KINDS for colour in ("red", "white")},
    **{f"{kind}, {view}": drawings.draw(kind, "teal", view) for kind in drawings.KINDS for view in drawings.VIEWS[1:]},
    **{scene: banners.banner(scene) for scene in banners.SCENES},
    **{f"{floor} floor": floors.logo(floor) for floor in floors.LOGOS},
    "strip": banners.strip("gold"),
}
SHAPES = {"svg", "defs", "g", "rect", "circle", "ellipse", "path", "linearGradient", "radialGradient", "stop"}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mall(db):
    load_categories()
    load_home()


def rows():
    models = (Category, ChannelGroup, Channel, ContentCategory, Content)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def files():
    return sorted(default_storage.listdir("contents")[1])


def test_tree_has_as_many_categories_as_promised(mall):
    levels = Counter(Category.objects.values_list("level", flat=True))

    assert levels == {Level.FIRST: 37, Level.SECOND: 75, Level.THIRD: 432}
    assert (ChannelGroup.objects.count(), Channel.objects.count()) == (11, 37)


def test_every_category_stands_right_below_its_parent(mall):
    misplaced = [each for each in Category.objects.select_related("parent") if _level_above(each) != each.level - 1]

    assert misplaced == []


def _level_above(category):
    return category.parent.level if category.parent else 0


def test_every_slot_of_the_home_page_is_filled(mall):
    counts = Counter(Content.objects.values_list("category__key", flat=True))

    page = {"index_lbt": 5, "index_kx": 8, "index_ytgg": 1, "search_hot": 8}
    logos = {f"index_{n}f_logo": 1 for n in (1, 2, 3)}
    panels = {f"index_{n}f_{panel}": 10 for n in (1, 2, 3) for panel in ("xp", "rx", "sh")}
    assert counts.items() >= (page | logos | panels).items()
    assert all(8 <= counts[f"index_{n}f_pd"] <= 10 and 3 <= counts[f"index_{n}f_bq"] <= 4 for n in (1, 2, 3))


def test_goods_have_a_name_a_price_and_a_picture_and_all_contents_a_link(mall):
    goods = Content.objects.filter(category__role="floor_panel")

    assert set(Content.objects.filter(url="").values_list("category__key", flat=True)) == {"search_hot"}  # searched for
    assert len({each.title for each in goods}) == len(goods) == 90
    assert [each.title for each in goods if not re.fullmatch(r"¥[\d,]+(\.\d)?", each.text)] == []
    assert [each.title for each in goods if not default_storage.exists(each.renditions[0]["name"])] == []


def test_loading_again_keeps_what_editors_changed_and_deleted(mall):
    Category.objects.filter(name="折叠屏手机").update(name="折叠手机")
    Content.objects.filter(category__key="index_kx").first().delete()
    before, drawn = rows(), files()

    load_categories()
    load_home()

    assert (rows(), files()) == (before, drawn)


def test_mall_with_categories_of_its_own_gets_a_home_page_without_foreign_links(db):
    own = Category.objects.create(name="智能手机", level=Level.FIRST)

    load_categories()
    load_home()

    assert list(Category.objects.all()) == [own]
    assert set(Content.objects.values_list("url", flat=True)) == {"", own.get_absolute_url()}


def test_home_page_that_cannot_be_saved_leaves_neither_rows_nor_files(db, monkeypatch, tmp_path):
    twice = tmp_path / "home.txt"
    twice.write_text("[index_1f_xp 新品]\n电视 | ¥9 | | television, red\n" * 2, encoding="utf-8")
    monkeypatch.setattr("contents.demo._PAGE", twice)

    with pytest.raises(IntegrityError):
        load_home()

    assert (ContentCategory.objects.count(), files()) == (0, [])


def test_half_of_the_goods_on_the_home_page_lead_to_a_product_of_the_same_price(db):
    load_categories()
    load_goods()
    load_home()

    prices = {sku.get_absolute_url(): f"¥{sku.price:,.0f}" for sku in SKU.objects.all()}
    linked = Content.objects.filter(url__startswith="/detail/")
    assert [each.title for each in linked if each.text != prices.get(each.url)] == []
    assert linked.count() == len({each.url for each in linked}) == 44


def test_every_link_of_the_home_page_leads_somewhere(db, client):
    load_categories()
    load_goods()
    load_home()
    page = client.get("/").content.decode()

    links = set(re.findall(r'(?:href|src)="(/[^"#]*)', page))
    pages = {link for link in links if not link.startswith(("/static/", "/media/"))}
    assert len(pages) > 540
    assert [link for link in pages if client.get(link, follow=True).status_code != 200] == []


def test_home_page_of_the_demo_weighs_at_most_30_kilobytes(mall, client):
    page = client.get("/", headers={"accept-encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(page.content).count(b"floor__item") == 90
    assert len(page.content) <= 30_000


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_is_light_and_refers_to_nothing(name):
    root = ElementTree.fromstring(DRAWINGS[name])  # noqa: S314 (our own text)

    elements = list(root.iter())
    values = [value for element in elements for value in element.attrib.values()]
    ids = {element.get("id") for element in elements if element.get("id")}
    assert {element.tag.partition("}")[2] for element in elements} <= SHAPES
    assert {key for element in elements for key in element.attrib if key.startswith(("on", "{", "style"))} == set()
    assert {found for value in values for found in re.findall(r"url\(#(\w+)\)", value)} <= ids
    assert [value for value in values if "url(" in value and not value.startswith("url(#")] == []
    assert 1_000 < len(DRAWINGS[name]) <= 8_192


@pytest.mark.parametrize("kind", drawings.KINDS)
def test_kind_looks_different_in_every_colour_and_from_every_side(kind):
    pictures = {drawings.draw(kind, colour, view) for colour in colours.BASES for view in drawings.VIEWS}

    assert len(pictures) == len(colours.BASES) * len(drawings.VIEWS)
    assert colours.BASES["red"].encode() in drawings.draw(kind, "red")


@pytest.mark.parametrize("scene", banners.SCENES)
def test_words_on_a_slide_stand_on_a_bright_ground(scene):
    wall = stage.wall(banners.SCENES[scene][0])

    assert f'height="{banners.HEIGHT}" fill="{wall}"' in DRAWINGS[scene].decode()
    assert _contrast(colours.mix(wall, "#000000", 0.1), "#4a3d36") >= 4.5  # a margin on both sides


def _contrast(ground, ink):
    lights = sorted(_luminance(colour) + 0.05 for colour in (ground, ink))
    return lights[1] / lights[0]


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
