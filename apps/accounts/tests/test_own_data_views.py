import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import DataExport
from accounts.queries import exports_of
from accounts.services.exporting import link_token
from users.tests.factories import UserFactory

from .factories import given_export

pytestmark = pytest.mark.django_db
PAGE = "/info/data/"
ASK = "/info/data/export/"


@pytest.fixture
def alice():
    return UserFactory(username="alice", email="alice@example.com", verified_email="alice@example.com")


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(alice):
    return as_user(alice)


def link_to(export):
    return f"{PAGE}{link_token(export)}/"


def said(response):
    return response.content.decode()


def test_page_says_what_is_kept_and_offers_a_copy(client):
    page = said(client.get(PAGE))

    assert [word for word in ("密码", "收货地址", "登录记录", "QQ 绑定", f'action="{ASK}"') if word not in page] == []
    assert "还没有申请过" in page


def test_asking_queues_a_copy_and_comes_back(client, alice):
    response = client.post(ASK)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert [(export.user, export.status) for export in DataExport.objects.all()] == [(alice, "waiting")]
    page = said(client.get(PAGE))
    assert ("排队中" in page, "看看好了没有" in page, f'action="{ASK}"' in page) == (True, True, False)


def test_asked_again_too_early_is_refused_with_a_sentence(client):
    client.post(ASK)

    response = client.post(ASK)

    assert response.status_code == 422
    assert "上一份还在准备，请等它完成" in said(response)


def test_asked_too_often_is_refused_with_a_sentence(client, alice):
    for _ in range(3):
        given_export(alice)

    response = client.post(ASK)

    assert (response.status_code, DataExport.objects.count()) == (429, 3)
    assert "24 小时内最多申请 3 份" in said(response)


def test_copy_is_a_file_that_nobody_keeps_on_the_way(client, alice):
    response = client.get(link_to(given_export(alice)))

    assert (response.status_code, json.loads(response.content)) == (200, {"username": "alice"})
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="meiduo-')
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_link_on_the_page_fetches_the_copy(client, alice):
    given_export(alice)
    page = said(client.get(PAGE))
    link = page.split(f'href="{PAGE}')[-1].split('"')[0]

    assert client.get(PAGE + link).json() == {"username": "alice"}


def test_copy_of_somebody_else_does_not_exist(alice):
    response = as_user(UserFactory()).get(link_to(given_export(alice)))

    assert response.status_code == 404


def test_copy_needs_its_owner_signed_in(alice):
    link = link_to(given_export(alice))

    response = Client().get(link)

    assert (response.status_code, response["Location"]) == (302, f"/login/?next={link}")


@pytest.mark.parametrize("change", [lambda token: token[:-2], lambda token: "x" + token, lambda token: "x"])
def test_changed_link_does_not_exist(client, alice, change):
    token = link_token(given_export(alice))

    assert client.get(f"{PAGE}{change(token)}/").status_code == 404


def test_expired_copy_says_so_and_shows_the_way_on(client, alice):
    export = given_export(alice, age=timedelta(days=8))

    response = client.get(link_to(export))

    assert (response.status_code, f'href="{PAGE}"' in said(response)) == (410, True)
    assert "已过期" in said(client.get(PAGE))


def test_failed_copy_says_to_ask_again(client, alice):
    given_export(alice, status="failed")

    page = said(client.get(PAGE))

    assert ("没能整理出来" in page, f'action="{ASK}"' in page) == (True, True)


def test_copies_of_others_are_not_listed(client):
    given_export(UserFactory())

    assert "还没有申请过" in said(client.get(PAGE))


def test_page_does_not_read_what_is_in_the_copies(alice):
    given_export(alice)

    assert [export.get_deferred_fields() for export in exports_of(alice)] == [{"content"}]


def test_page_costs_as_many_queries_for_three_copies_as_for_one(client, alice, django_assert_num_queries):
    given_export(alice)
    with django_assert_num_queries(3):
        client.get(PAGE)
    given_export(alice), given_export(alice)

    with django_assert_num_queries(3):
        client.get(PAGE)
