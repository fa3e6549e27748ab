"""Walks every URL of the project as a stranger, as Alice and as Bob. New URLs are covered by themselves."""

import html
import re

import pytest
from django.test import Client

from tests.crawling import BOB, World, every_path
from utils.access import has_access_decision, walk_urls

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
MARKS = tuple(BOB.values())


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


def visitor(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def answers(world, user):
    """Every URL by every method, each asked by a visitor who is surely (still) signed in."""
    for path, name, pattern in every_path(world):
        for method in METHODS:
            yield name, method, path, pattern, getattr(visitor(user), method)(path)


def test_every_view_says_who_may_call_it():
    undecided = [route for route, pattern, name in walk_urls() if not has_access_decision(pattern, name)]

    assert undecided == []


def test_every_url_parameter_has_a_value(world):
    assert len(every_path(world)) > 40  # a KeyError names the parameter that World lacks


@pytest.mark.parametrize("who", ["stranger", "alice", "bob"])
def test_no_url_fails_whatever_the_method(world, who):
    failed = [
        (method, path, response.status_code)
        for _, method, path, _, response in answers(world, getattr(world, who, None))
        if response.status_code >= 500
    ]

    assert failed == []


@pytest.mark.parametrize("who", ["stranger", "alice"])
def test_nothing_of_bob_is_read_or_changed_by_others(world, who):
    bobs_session = visitor(world.bob)
    before = world.belongings_of(world.bob)

    leaks = [
        (method, path)
        for _, method, path, _, response in answers(world, getattr(world, who, None))
        if any(mark in body_of(response) for mark in MARKS)
    ]

    assert leaks == []
    assert world.belongings_of(world.bob) == before
    assert bobs_session.get("/info/").status_code == 200


def body_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def test_crawler_would_notice_a_page_that_shows_bob(world):
    page = visitor(world.bob).get("/info/")

    assert BOB["username"] in body_of(page)


@pytest.mark.parametrize("method", METHODS)
def test_pages_of_signed_in_people_send_strangers_to_sign_in(world, method):
    private = [
        (path, pattern)
        for path, _, pattern in every_path(world)
        if getattr(pattern.callback, "access", "") == "signed in"
    ]

    assert private
    for path, _pattern in private:
        response = getattr(visitor(None), method)(path)
        assert (response.status_code, response["Location"]) == (302, f"/login/?next={path}")


@pytest.mark.parametrize("who", ["stranger", "alice"])
def test_admin_endpoints_need_permission(world, who):
    admin = [(path, name) for path, name, _ in every_path(world) if path.startswith("/admin/")]

    assert len(admin) > 20
    for path, name in admin:
        if name in ("admin:login", "admin:logout", "admin:jsi18n"):
            continue
        for method in METHODS:
            response = getattr(visitor(getattr(world, who, None)), method)(path)
            assert response.status_code in (302, 403, 404), (method, path)


def test_every_link_within_the_mall_leads_somewhere(world):
    client = visitor(world.alice)
    seen, queue = {"/"}, ["/"]
    while queue:
        path = queue.pop()
        response = client.get(path)
        assert response.status_code in (200, 302), path
        for link in re.findall(r'(?:href|src)="(/[^"]*)"', body_of(response)):
            link = html.unescape(link).split("#")[0]
            if link not in seen and not link.startswith(("/static/", "/admin/")):
                seen.add(link)
                queue.append(link)

    assert len(seen) > 5
