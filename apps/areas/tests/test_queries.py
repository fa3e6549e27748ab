"""Reading the tree: from Redis where it was read before, and never what an edit has changed."""

import pytest
from django_redis import get_redis_connection

from areas import queries, store
from areas.models import Area
from areas.services import load_areas, save_area

from .factories import all_areas

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _areas():
    all_areas()


def names(places):
    return [place.name for place in places]


def kept_lists():
    """The parents whose lists are in Redis."""
    keys = get_redis_connection("default").keys("cache:areas:*")
    return {int(key.split(b":")[2]) for key in keys if key.count(b":") == 2}


def test_provinces_come_in_the_order_of_their_codes():
    found = queries.provinces()

    assert (len(found), found[0], found[-1]) == (34, (110000, "北京市"), (820000, "澳门特别行政区"))


def test_children_are_those_of_one_parent():
    assert names(queries.children_of(460300)) == ["西沙区", "南沙区"]
    assert names(queries.children_of(110000))[:2] == ["东城区", "西城区"]
    assert queries.children_of(441900) == ()


@pytest.mark.parametrize("code", [-1, 1, 123456, 999999, 10**30])
def test_unknown_area_is_refused_and_leaves_nothing_in_redis(code):
    for read in (queries.children_of, queries.path_of, queries.city_choices, queries.district_choices):
        with pytest.raises(Area.DoesNotExist):
            read(code)

    assert kept_lists() <= {0, 120000}


@pytest.mark.parametrize(
    ("code", "path"),
    [
        (440305, ["广东省", "深圳市", "南山区"]),
        (440300, ["广东省", "深圳市"]),
        (110101, ["北京市", "东城区"]),
        (441900, ["广东省", "东莞市"]),
        (429004, ["湖北省", "仙桃市"]),
        (710000, ["台湾省"]),
    ],
)
def test_path_leads_from_the_province_to_the_area(code, path):
    assert names(queries.path_of(code)) == path


def test_abolished_area_keeps_its_path_and_leaves_the_lists():
    Area.objects.filter(pk=440305).update(is_current=False)

    assert names(queries.path_of(440305)) == ["广东省", "深圳市", "南山区"]
    assert "南山区" not in names(queries.children_of(440300))


@pytest.mark.parametrize(
    ("province", "cities"),
    [
        (110000, ["北京市"]),
        (500000, ["重庆市"]),
        (710000, ["台湾省"]),
        (810000, ["香港特别行政区"]),
        (460000, ["海口市", "三亚市", "三沙市", "儋州市", "五指山市", "琼海市"]),
        (420000, ["武汉市", "黄石市", "十堰市", "宜昌市", "襄阳市", "鄂州市"]),
    ],
)
def test_city_select_offers_cities_and_the_counties_beside_them_or_the_province_itself(province, cities):
    assert names(queries.city_choices(province))[:6] == cities


@pytest.mark.parametrize(
    ("city", "districts"),
    [
        (460300, ["西沙区", "南沙区"]),
        (120000, ["和平区", "河东区"]),
        (441900, ["东莞市"]),
        (429004, ["仙桃市"]),
        (710000, ["台湾省"]),
    ],
)
def test_district_select_offers_districts_or_the_city_itself(city, districts):
    assert names(queries.district_choices(city))[:2] == districts


def test_warm_lists_cost_no_query(django_assert_num_queries):
    def read():
        queries.provinces(), queries.children_of(440300), queries.children_of(441900)
        queries.path_of(440305), queries.path_of(110101), queries.path_of(429004)
        queries.city_choices(110000), queries.district_choices(441900)

    read()

    with django_assert_num_queries(0):
        read()


def read_around_shenzhen():
    queries.provinces(), queries.path_of(440305), queries.children_of(440305), queries.children_of(110000)
    return kept_lists()


def test_renaming_forgets_the_one_list_that_shows_the_area(django_capture_on_commit_callbacks):
    assert read_around_shenzhen() == {0, 440000, 440300, 440305, 110000}
    area = Area.objects.get(pk=440300)
    area.name = "鹏城市"

    with django_capture_on_commit_callbacks(execute=True):
        save_area(area=area)

    assert kept_lists() == {0, 440300, 440305, 110000}
    assert names(queries.path_of(440305)) == ["广东省", "鹏城市", "南山区"]


def test_abolishing_and_renaming_a_province_forgets_the_provinces_only(django_capture_on_commit_callbacks):
    read_around_shenzhen()
    area = Area.objects.get(pk=440000)
    area.name = "粤"

    with django_capture_on_commit_callbacks(execute=True):
        save_area(area=area)

    assert kept_lists() == {440000, 440300, 440305, 110000}


def test_edit_that_is_rolled_back_forgets_nothing(django_capture_on_commit_callbacks):
    kept = read_around_shenzhen()
    area = Area.objects.get(pk=440300)

    with django_capture_on_commit_callbacks(execute=False):
        save_area(area=area)

    assert kept_lists() == kept


def test_loading_forgets_the_lists_of_what_it_changed_only(django_capture_on_commit_callbacks):
    Area.objects.filter(pk=440305).update(name="南头区")
    kept = read_around_shenzhen()

    with django_capture_on_commit_callbacks(execute=True):
        load_areas()

    assert kept_lists() == kept - {440300}
    assert "南山区" in names(queries.children_of(440300))


def test_list_read_before_an_edit_is_not_kept_after_it():
    before = store.read(440300)

    store.forget([440300])
    store.keep(440300, [store.Place(440305, "南山区")], version=before.version)

    assert store.read(440300).places is None


def test_without_redis_areas_come_from_the_database(settings):
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    }

    assert names(queries.path_of(440305)) == ["广东省", "深圳市", "南山区"]
    save_area(area=Area.objects.get(pk=440305))


@pytest.mark.parametrize(
    ("code", "selection"),
    [
        (440305, (440000, 440300, 440305)),
        (110101, (110000, 110000, 110101)),
        (441900, (440000, 441900, 441900)),
        (429004, (420000, 429004, 429004)),
        (710000, (710000, 710000, 710000)),
        (810001, (810000, 810000, 810001)),
    ],
)
def test_every_kind_of_area_is_chosen_by_three_selects(code, selection):
    assert queries.selection_of(code) == selection
    province, city, district = selection
    assert city in [place.code for place in queries.city_choices(province)]
    assert district in [place.code for place in queries.district_choices(city)]


def test_every_lowest_area_can_be_chosen():
    parents = set(Area.objects.exclude(parent=None).values_list("parent_id", flat=True))
    lowest = set(Area.objects.exclude(pk__in=parents).values_list("pk", flat=True))

    offered = {
        district.code
        for province in queries.provinces()
        for city in queries.city_choices(province.code)
        for district in queries.district_choices(city.code)
    }

    assert offered == lowest
