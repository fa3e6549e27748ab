"""Reviews at the desk of an order clerk: a queue, decisions with a reason, answers, and who may not."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from goods.tests.editors import desk_of, save
from reviews.models import Review, State
from users.tests.factories import UserFactory

from .factories import ReviewFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/reviews/review/"


def somebody(group):
    user = UserFactory(username=f"some-{group.replace(' ', '-')}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_TWO_FACTOR = False


@pytest.fixture
def desk():
    return desk_of(somebody("order clerk"))


@pytest.fixture
def waiting():
    return ReviewFactory.create_batch(2, state=State.PENDING)


def decide(desk, review, **changed):
    return save(desk, f"{LIST}{review.pk}/change/", "review_form", **changed)


def choose(desk, action, reviews):
    return desk.post(
        f"{LIST}?queue=all", {"action": action, "_selected_action": [review.pk for review in reviews]}, follow=True
    )


def rows(page):
    return re.findall(r'href="/admin/reviews/review/(\d+)/change/', page.content.decode())


def states(reviews):
    return [tuple(Review.objects.values_list("state", "hide_reason").get(pk=review.pk)) for review in reviews]


def history():
    return list(LogEntry.objects.order_by("pk").values_list("user__username", "change_message"))


def test_list_starts_with_what_waits_longest(desk, waiting):
    shown = ReviewFactory()

    queue, everything = desk.get(LIST), desk.get(f"{LIST}?queue=all")

    assert list(dict.fromkeys(rows(queue))) == [str(review.pk) for review in waiting]
    assert list(dict.fromkeys(rows(everything))) == [str(each.pk) for each in (shown, *reversed(waiting))]


@pytest.mark.parametrize("many", [1, 3])
def test_list_takes_so_many_queries_however_long_it_is(desk, django_assert_num_queries, many):
    ReviewFactory.create_batch(many, state=State.PENDING)
    desk.get(LIST)

    with django_assert_num_queries(6):
        page = desk.get(LIST)

    assert len(set(rows(page))) == many


def test_many_are_shown_and_hidden_at_once(desk, waiting):
    choose(desk, "show_chosen", waiting)
    shown = states(waiting)
    choose(desk, "hide_advertising", waiting[:1])

    assert shown == [("shown", ""), ("shown", "")]
    assert states(waiting) == [("hidden", "advertising"), ("shown", "")]
    by = "some-order-clerk"
    assert history() == [(by, "展示"), (by, "展示"), (by, "不展示：含有广告")]


def test_clerk_decides_and_answers_on_one_page(desk, waiting):
    decide(desk, waiting[0], state="shown", reply="谢谢您的评价")
    decide(desk, waiting[1], state="hidden", hide_reason="private")

    waiting[0].refresh_from_db()
    assert states(waiting) == [("shown", ""), ("hidden", "private")]
    assert (waiting[0].reply, waiting[0].replied_by.username) == ("谢谢您的评价", "some-order-clerk")
    assert [message for _by, message in history()] == ["展示", "回复", "不展示：含有个人信息"]


def test_hiding_needs_a_reason_and_nothing_waits_again(desk, waiting):
    without = decide(desk, waiting[0], state="hidden")
    decide(desk, waiting[1], state="shown")
    back = decide(desk, waiting[1], state="pending")

    assert (without.status_code, back.status_code) == (200, 200)
    assert "请选择不展示的原因" in without.content.decode()
    assert states(waiting) == [("pending", ""), ("shown", "")]


def test_words_of_the_buyer_cannot_be_changed(desk, waiting):
    before = waiting[0].text

    decide(desk, waiting[0], text="改写的评价", stars="1")

    waiting[0].refresh_from_db()
    assert (waiting[0].text, waiting[0].stars) == (before, 5)


def test_analyst_reads_and_changes_nothing(waiting):
    desk = desk_of(somebody("analyst"))

    seen = [desk.get(path).status_code for path in (LIST, f"{LIST}{waiting[0].pk}/change/")]
    refused = desk.post(f"{LIST}{waiting[0].pk}/change/", {"state": "shown"})
    choose(desk, "show_chosen", waiting)

    assert (seen, refused.status_code) == ([200, 200], 403)
    assert states(waiting) == [("pending", "")] * 2


def test_editor_has_no_business_here(waiting):
    desk = desk_of(somebody("editor"))

    assert [desk.get(path).status_code for path in (LIST, f"{LIST}{waiting[0].pk}/change/")] == [403, 403]


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_reviews(waiting, path):
    desk = desk_of(UserFactory(is_staff=True, is_superuser=True))

    assert desk.get(LIST + path.format(pk=waiting[0].pk)).status_code == 403
