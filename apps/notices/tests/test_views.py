"""The page of notices: what its owner sees and does; what anybody else does not."""

import re

import pytest
from django.utils import timezone

from notices.models import Notice
from users.tests.factories import UserFactory

from .factories import FACTS, NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def unread_of(user):
    return Notice.objects.of(user).unread().count()


@pytest.mark.parametrize("count", [1, 3])
def test_page_shows_the_newest_first_in_three_queries(client, alice, count, django_assert_num_queries):
    for number in range(count):
        NoticeFactory(user=alice, facts=FACTS | {"number": f"2026112308300012345{number}"})
    NoticeFactory(facts=FACTS | {"number": "20261123083000999999"})

    with django_assert_num_queries(3):
        page = text(client.get("/notices/"))

    shown = re.findall(r"订单 (\d{20}) 已交给顺丰速运，运单号 SF1234567890。", page)
    assert shown == [f"2026112308300012345{number}" for number in reversed(range(count))]
    assert re.findall(r'href="(/orders/\d+/)"', page) == [f"/orders/{number}/" for number in shown]
    assert f"{count} 条未读" in page


def test_newcomer_sees_that_there_is_nothing_yet(client, alice):
    page = text(client.get("/notices/"))

    assert "还没有消息" in page
    assert "全部标为已读" not in page


def test_twenty_are_on_a_page(client, alice):
    NoticeFactory.create_batch(21, user=alice)

    pages = [text(client.get("/notices/", {"page": page})) for page in ("1", "2", "77")]

    assert [page.count("已交给") for page in pages] == [20, 1, 1]


def test_looking_marks_nothing_as_read(client, alice):
    NoticeFactory(user=alice)

    client.get("/notices/")

    assert unread_of(alice) == 1


def test_notice_is_marked_as_read_and_its_page_shown_again(client, alice):
    notice = NoticeFactory(user=alice)
    NoticeFactory(user=alice)

    response = client.post(f"/notices/{notice.pk}/read/", {"next": "/notices/?page=2"})

    notice.refresh_from_db()
    first = notice.read_at
    client.post(f"/notices/{notice.pk}/read/")
    notice.refresh_from_db()
    assert (response.status_code, response.url, unread_of(alice)) == (302, "/notices/?page=2", 1)
    assert notice.read_at == first


def test_all_are_marked_as_read_and_only_ones_own(client, alice):
    NoticeFactory.create_batch(2, user=alice)
    other = NoticeFactory()

    page = text(client.post("/notices/read/", follow=True))

    assert "全部消息已标为已读。" in page
    assert (unread_of(alice), unread_of(other.user)) == (0, 1)
    assert "标为已读" not in page.replace("全部消息已标为已读", "")


def test_notice_of_somebody_else_is_not_found_and_stays_unread(client, alice):
    other = NoticeFactory()

    response = client.post(f"/notices/{other.pk}/read/")

    assert (response.status_code, unread_of(other.user)) == (404, 1)


def test_way_back_leads_nowhere_else(client, alice):
    notice = NoticeFactory(user=alice)

    response = client.post(f"/notices/{notice.pk}/read/", {"next": "https://elsewhere.example/"})

    assert response.url == "/notices/"


def test_title_of_what_was_read_has_no_mark(client, alice):
    NoticeFactory(user=alice, read_at=timezone.now())

    page = text(client.get("/notices/"))

    assert ("全部已读" in page, "badge--brand" in page) == (True, False)
