from datetime import timedelta

import pytest
from django.utils import timezone

from contents.queries import Item, home_page
from goods.tests.factories import make_menu
from utils.pictures import Picture

from .factories import ContentFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = timedelta(hours=1)


def titles(items):
    return [item.title for item in items]


@pytest.mark.parametrize("size", [1, 11])
def test_home_page_takes_three_queries_however_large(django_assert_num_queries, size):
    make_menu(groups=size)
    for floor in range(1, size + 1):
        for part in ("logo", "pd", "bq", "ssxp", "cxdj"):
            ContentFactory.create_batch(size, category__key=f"index_{floor}f_{part}")

    with django_assert_num_queries(3):
        home = home_page(NOW)

    assert (len(home.menu), len(home.floors)) == (size, size)


def test_contents_are_in_the_slots_that_their_keys_name():
    for key in ("index_lbt", "index_kx", "index_ytgg", "index_2f_logo", "index_2f_pd", "index_2f_bq", "index_2f_new"):
        ContentFactory(category__key=key, category__name="新品", title=key)

    home = home_page(NOW)

    assert (titles(home.carousel), titles(home.news), home.header_ad.title) == (
        ["index_lbt"],
        ["index_kx"],
        "index_ytgg",
    )
    [floor] = home.floors
    assert (floor.number, floor.name, floor.logo.title) == (2, "index_2f_logo", "index_2f_logo")
    assert (titles(floor.channels), titles(floor.tags)) == (["index_2f_pd"], ["index_2f_bq"])
    [panel] = floor.panels
    assert (panel.key, panel.name, titles(panel.items)) == ("index_2f_new", "新品", ["index_2f_new"])


def test_floors_panels_and_items_are_in_their_order():
    ContentFactory(category__key="index_10f_a", title="十楼")
    ContentFactory(category__key="index_9f_a", category__position=2, title="后", sequence=2)
    ContentFactory(category__key="index_9f_a", title="先", sequence=1)
    ContentFactory(category__key="index_9f_b", category__position=1)

    nine, ten = home_page(NOW).floors

    assert (nine.number, ten.number) == (9, 10)
    assert [panel.key for panel in nine.panels] == ["index_9f_b", "index_9f_a"]
    assert titles(nine.panels[1].items) == ["先", "后"]


def test_floor_without_logo_is_named_by_its_number():
    ContentFactory(category__key="index_3f_pd")

    [floor] = home_page(NOW).floors

    assert (floor.name, floor.logo, floor.panels) == ("3F", None, ())


def test_hidden_contents_and_those_outside_their_time_are_not_shown():
    ContentFactory(title="现在", starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    ContentFactory(is_visible=False)
    ContentFactory(starts_at=NOW + HOUR)
    ContentFactory(ends_at=NOW)

    assert titles(home_page(NOW).carousel) == ["现在"]


def test_next_change_is_the_next_start_or_end():
    ContentFactory(starts_at=NOW + 3 * HOUR, ends_at=NOW + 4 * HOUR)
    ContentFactory(starts_at=NOW - HOUR, ends_at=NOW + 2 * HOUR)
    ContentFactory(starts_at=NOW + HOUR, is_visible=False)

    assert home_page(NOW).changes_at == NOW + 2 * HOUR


def test_empty_home_page_is_a_home_page():
    home = home_page(NOW)

    assert (home.menu, home.carousel, home.news, home.header_ad, home.floors, home.changes_at) == (
        (),
        (),
        (),
        None,
        (),
        None,
    )


def test_item_carries_what_its_row_says():
    renditions = [{"name": "a-480.webp", "width": 480, "height": 200}, {"name": "a.webp", "width": 960, "height": 400}]
    ContentFactory(title="手机", url="/list/1/1/", text="¥99.00", renditions=renditions)

    [item] = home_page(NOW).carousel

    picture = Picture("/media/a.webp", 960, 400, "/media/a-480.webp 480w, /media/a.webp 960w")
    assert item == Item("手机", "/list/1/1/", "¥99.00", picture)
