import pytest
from django.contrib.auth import get_user_model

from areas.models import Area

from .factories import all_areas

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _areas():
    all_areas()


@pytest.fixture
def admin(client):
    client.force_login(get_user_model().objects.create_superuser("superuser", mobile="13800000009"))
    return client


def test_provinces_are_listed_and_may_be_kept_by_caches(client):
    response = client.get("/areas/")

    assert (len(response.json()), response.json()[0]) == (34, {"code": 110000, "name": "北京市"})
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_area_lists_what_is_right_below_it(client):
    assert client.get("/areas/460300/").json() == [
        {"code": 460302, "name": "西沙区"},
        {"code": 460303, "name": "南沙区"},
    ]
    assert client.get("/areas/441900/").json() == []


def test_warm_listing_costs_no_query(client, django_assert_num_queries):
    client.get("/areas/440300/")

    with django_assert_num_queries(0):
        assert client.get("/areas/440300/").status_code == 200


@pytest.mark.parametrize("code", [0, 1, 123456, 10**30])
def test_unknown_area_is_not_found_and_not_kept_by_caches(client, code):
    response = client.get(f"/areas/{code}/")

    assert response.status_code == 404
    assert "public" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("query", ["440305", "南山", "440300", "深圳"])
def test_admin_finds_areas_by_code_name_and_parent(admin, query):
    page = admin.get("/admin/areas/area/", {"q": query}).content.decode()

    assert "/admin/areas/area/440305/change/" in page


def test_admin_corrects_a_name_but_neither_code_nor_parent(admin):
    form = {"code": 999999, "name": "南头区", "parent": 110000, "is_current": "on"}

    admin.post("/admin/areas/area/440305/change/", form)

    area = Area.objects.get(pk=440305)
    assert (area.name, area.parent_id, area.is_current) == ("南头区", 440300, True)


@pytest.mark.django_db(transaction=True)
def test_name_that_the_admin_corrected_is_in_the_next_listing(admin):
    before = admin.get("/areas/440300/").content.decode()

    admin.post("/admin/areas/area/440305/change/", {"name": "南头区", "is_current": "on"})

    after = admin.get("/areas/440300/").content.decode()
    assert ("南山区" in before, "南山区" in after, "南头区" in after) == (True, False, True)


@pytest.mark.parametrize(
    ("code", "parent", "is_added"),
    [(440398, 440300, True), (440398, 110000, False), (440398, "", False), (990000, 440000, False), (12, "", False)],
)
def test_admin_adds_an_area_only_where_its_code_belongs(admin, code, parent, is_added):
    admin.post("/admin/areas/area/add/", {"code": code, "name": "新区", "parent": parent, "is_current": "on"})

    assert Area.objects.filter(name="新区").exists() is is_added


def test_nobody_deletes_an_area_in_the_admin(admin):
    assert admin.post("/admin/areas/area/440305/delete/", {"post": "yes"}).status_code == 403
    assert Area.objects.filter(pk=440305).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_admin_list_takes_no_more_queries_for_three_rows(admin, django_assert_num_queries, rows):
    Area.objects.filter(parent__parent__isnull=False).delete()
    Area.objects.filter(parent__isnull=False).delete()
    Area.objects.exclude(pk__in=[110000, 120000, 130000][:rows]).delete()

    with django_assert_num_queries(4):
        assert admin.get("/admin/areas/area/").status_code == 200
