"""What the shop sees of the notices, and who may send one again."""

import pytest
from django.contrib.auth.models import Group

from notices.models import Notice
from tests.staff_people import signed_in, staff

from .factories import FACTS, NoticeFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/notices/notice/"


@pytest.fixture
def failed():
    return NoticeFactory(key=f"shipped:{FACTS['number']}", status=Notice.Status.FAILED, reason="refused")


def page(desk, **query):
    return desk.get(LIST, query).content.decode()


def send_again(desk, *notices):
    form = {"action": "send_again", "_selected_action": [notice.pk for notice in notices]}
    return desk.post(LIST, form, follow=True).content.decode()


@pytest.mark.parametrize("group", ["order clerk", "analyst"])
def test_clerks_and_analysts_see_what_was_not_sent_and_why(failed, group):
    desk = signed_in(staff(group))

    listed, shown = page(desk), desk.get(f"{LIST}{failed.pk}/change/")

    assert [word in listed for word in (FACTS["number"], "没有发出", "邮件服务器拒收")] == [True] * 3
    assert (shown.status_code, FACTS["tracking_number"] in shown.content.decode()) == (200, True)


def test_editors_see_no_notices(failed):
    assert signed_in(staff("editor")).get(LIST).status_code == 403


def test_clerk_sends_what_failed_again_and_what_waits_is_left_alone(failed):
    waiting = NoticeFactory()

    answer = send_again(signed_in(staff("order clerk")), failed, waiting)

    failed.refresh_from_db()
    assert (failed.status, failed.reason, failed.resends) == ("waiting", "", 1)
    assert ["1 条通知将重新发送。" in answer, "1 条还在等待发送，没有变化。" in answer] == [True, True]


def test_analyst_sends_nothing(failed):
    send_again(signed_in(staff("analyst")), failed)

    failed.refresh_from_db()
    assert failed.status == "failed"


@pytest.mark.parametrize("verb", ["add/", "{}/change/", "{}/delete/"])
def test_nobody_writes_notices_by_hand(failed, verb):
    desk = signed_in(staff(is_superuser=True))

    assert desk.post(LIST + verb.format(failed.pk), {"key": "x", "post": "yes"}).status_code == 403


def test_notice_is_found_by_the_number_of_its_order_and_by_its_reader(failed):
    NoticeFactory(facts=FACTS | {"number": "20261123083000999999"})
    desk = signed_in(staff("order clerk"))
    words = (FACTS["number"], failed.user.username, failed.user.mobile, "20000000000000000000")

    found = [page(desk, q=each).count('name="_selected_action"') for each in words]

    assert found == [1, 1, 1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_one_as_for_three(count, django_assert_max_num_queries):
    NoticeFactory.create_batch(count)
    desk = signed_in(staff("order clerk"))
    page(desk)

    with django_assert_max_num_queries(8):
        page(desk)


def test_rights_come_from_the_migration():
    rights = {
        group.name: sorted(
            group.permissions.filter(content_type__app_label="notices").values_list("codename", flat=True)
        )
        for group in Group.objects.all()
    }

    assert rights == {"order clerk": ["resend_notice", "view_notice"], "analyst": ["view_notice"], "editor": []}
