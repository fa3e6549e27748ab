"""The door of the admin: the one of the shop, with a second factor behind it."""

import os
import subprocess
import sys

import pytest

from tests.crawling import World, every_path
from tests.staff_people import make_groups, signed_in, staff
from tests.test_settings import PRODUCTION
from users.models import SignIn
from users.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def _groups():
    make_groups()


@pytest.fixture
def admin():
    return signed_in(staff(is_superuser=True))


# --- One door -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_groups")
def test_stranger_is_led_to_the_sign_in_page_of_the_shop_and_back(client):
    staff("editor", username="editor1")

    response = client.get("/admin/goods/category/?q=x", follow=True)
    assert response.redirect_chain[-1][0] == "/login/?next=/admin/goods/category/%3Fq%3Dx"

    form = {"login": "editor1", "password": PASSWORD, "next": "/admin/goods/category/?q=x"}
    assert client.post("/login/", form)["Location"] == "/admin/goods/category/?q=x"


def test_admin_takes_no_passwords_of_its_own(client):
    user = staff(is_superuser=True)

    client.post("/admin/login/", {"username": user.username, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_shopper_is_refused_and_not_sent_in_circles():
    client = signed_in(UserFactory())

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_door_leads_to_pages_of_ours_only(admin, target):
    assert admin.get("/admin/login/", {"next": target})["Location"] == "/admin/"


@pytest.mark.django_db(transaction=True)
def test_leaving_through_the_admin_ends_the_sign_in(client):
    staff(is_superuser=True, username="theboss")
    client.post("/login/", {"login": "theboss", "password": PASSWORD})
    client.get("/admin/logout/")
    assert SignIn.objects.open().exists()

    client.post("/admin/logout/")

    assert not SignIn.objects.open().exists()
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


def test_password_is_changed_where_the_shop_changes_it(admin):
    assert admin.get("/admin/password_change/")["Location"] == "/info/password/"


# --- The second factor ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_nothing_of_the_admin_opens_before_the_second_factor(settings, method):
    settings.STAFF_TWO_FACTOR = True
    client = signed_in(staff(is_superuser=True))
    paths = [(path, name) for path, name, _ in every_path(World()) if path.startswith("/admin/")]

    assert len(paths) > 40
    for path, name in paths:
        response = getattr(client, method)(path)
        expected = {"admin:login": "/staff/verify/?next=%2Fadmin%2F", "admin:logout": "/admin/"}
        assert response.status_code == 302, path
        assert response["Location"] == expected.get(name, f"/admin/login/?next={path}"), path


@pytest.mark.once
def test_production_asks_for_the_second_factor_and_development_does_not():
    answers = {}
    for name in ("prod", "dev"):
        command = "from django.conf import settings; print(settings.STAFF_TWO_FACTOR)"
        environment = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": f"meiduo_mall.settings.{name}"}
        done = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True, text=True)
        answers[name] = done.stdout.strip()

    assert answers == {"prod": "True", "dev": "False"}


# --- Text where a number belongs ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("goods/channel/add/", {"category": "abc", "group": "1", "url": "", "sequence": "0"}),
        ("goods/category/add/", {"name": "x", "parent": "1 OR 1=1", "sequence": "0"}),
        ("users/user/", {"action": "lock_chosen", "_selected_action": "abc"}),
        ("users/user/", {"action": "reset_devices", "_selected_action": ["1", "../2"]}),
        ("users/signin/", {"action": "end_chosen", "_selected_action": "abc"}),
    ],
)
def test_text_in_place_of_a_number_is_refused_with_a_page(admin, path, form):
    response = admin.post(f"/admin/{path}", form)

    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("name", ["groups", "user_permissions", "id__exact"])
def test_number_that_no_column_holds_is_answered(admin, name):
    response = admin.get("/admin/users/user/", {name: "9" * 20})

    assert response.status_code < 500  # SQLite refuses the number, MariaDB compares with it


@pytest.mark.parametrize(
    "query", ["", "term=x", "app_label=x&model_name=y&field_name=z", "app_label=goods&model_name=channel&field_name=x"]
)
def test_search_for_a_row_that_makes_no_sense_is_refused(admin, query):
    assert admin.get(f"/admin/autocomplete/?{query}").status_code == 403
