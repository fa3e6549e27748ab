"""From the outbox into a letter: once, to the right person, and never forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from celery_tasks.email.tasks import send_noted_mail
from celery_tasks.main import app
from celery_tasks.notices.tasks import send_due_notices
from notices.models import Kind, Notice
from notices.services import resending, sending
from notices.wording import title_of
from tests.answering import SmtpServer
from tests.letters import headings, link_in_newest
from tests.racing import at_once
from users.tests.factories import UserFactory

from .factories import FACTS, NoticeFactory

pytestmark = pytest.mark.django_db
MAIL = "alice@example.com"
LEASE = timedelta(seconds=600)


@pytest.fixture
def alice():
    return UserFactory(username="alice", email=MAIL, verified_email=MAIL)


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_SSL = "127.0.0.1", False
    app.conf.task_always_eager = True

    def answering(*replies):
        server = SmtpServer(*replies)
        server.__enter__()
        settings.EMAIL_PORT = server.port
        servers.append(server)
        return server

    servers = []
    yield answering
    app.conf.task_always_eager = False
    for server in servers:
        server.__exit__()


def send(notice):
    """Whether somebody took it on, and the row as it is then."""
    taken = sending.send_notice(notice_id=notice.pk)
    notice.refresh_from_db()
    return taken


def in_the_queue(queue="mail"):
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen(queue)


def end_of_claim(notice):
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now())


@pytest.mark.parametrize(
    ("kind", "subject", "sentence"),
    [
        (Kind.PAID, "您的订单已付款", "订单 20261123083000123456 已收到付款 ¥12.50，我们会尽快发货。"),
        (Kind.SHIPPED, "您的订单已发货", "订单 20261123083000123456 已交给顺丰速运，运单号 SF1234567890。"),
        (Kind.REFUNDED, "退款已退回", "订单 20261123083000123456 的退款 ¥12.50 已退回原支付账户。"),
        (Kind.CLOSED, "您的订单已取消", "订单 20261123083000123456 已取消。"),
    ],
)
def test_letter_says_what_happened_and_leads_to_the_order(letters, alice, kind, subject, sentence):
    notice = NoticeFactory(user=alice, kind=kind, facts=FACTS | {"amount": "12.50"})

    assert send(notice)

    assert headings() == [(MAIL, subject)]
    assert [sentence in part for part in (mail.outbox[0].body, mail.outbox[0].alternatives[0].content)] == [True, True]
    assert link_in_newest() == "/orders/20261123083000123456/"
    assert (notice.status, notice.sent_at is None, notice.claims) == ("sent", False, 1)


def test_letter_is_written_in_the_language_kept_with_it(letters, alice):
    send(NoticeFactory(user=alice, language="en"))

    assert 'lang="en"' in mail.outbox[0].alternatives[0].content


def test_letter_goes_to_the_address_of_the_moment(letters, alice):
    notice = NoticeFactory(user=alice)
    alice.email = alice.verified_email = "new@example.com"
    alice.save()

    send(notice)

    assert [to for to, _subject in headings()] == ["new@example.com"]


@pytest.mark.parametrize("verified", [None, "older@example.com"])
def test_person_without_a_proved_address_reads_it_in_the_mall_only(letters, verified):
    notice = NoticeFactory(user=UserFactory(email=MAIL, verified_email=verified))

    assert send(notice)

    assert (notice.status, headings()) == ("unreachable", [])


def test_sent_notice_is_not_sent_again(letters, alice):
    notice = NoticeFactory(user=alice)

    assert (send(notice), send(notice), len(mail.outbox)) == (True, False, 1)


@pytest.mark.django_db(transaction=True)
def test_race_of_senders_queues_one_letter(alice):
    notice = NoticeFactory(user=alice)

    results = at_once(lambda i: sending.send_notice(notice_id=notice.pk), times=4)

    assert (sorted(results), in_the_queue()) == ([False, False, False, True], 1)


def test_sender_that_is_overtaken_between_reading_and_claiming_sends_nothing(alice):
    notice = NoticeFactory(user=alice)
    quicker = []

    def overtake(execute, sql, *call):
        if sql.startswith("UPDATE") and not quicker:
            quicker.append(notice)
            sending.send_notice(notice_id=notice.pk)
        return execute(sql, *call)

    with connection.execute_wrapper(overtake):
        slower = sending.send_notice(notice_id=notice.pk)

    assert (quicker, slower, in_the_queue()) == ([notice], False, 1)


def test_notice_waits_until_the_mail_server_has_taken_it(alice):
    notice = NoticeFactory(user=alice)
    before = timezone.now()

    send(notice)

    assert (notice.status, in_the_queue()) == ("waiting", 1)
    assert before + LEASE <= notice.due_at <= timezone.now() + LEASE
    assert (send(notice), in_the_queue()) == (False, 1)


def test_silent_sender_is_followed_by_another_after_its_claim_with_the_same_message_id(letters, alice):
    notice = NoticeFactory(user=alice)
    send(notice)
    Notice.objects.update(status=Notice.Status.WAITING)  # as if nobody had noted that the mail went out
    end_of_claim(notice)

    assert sending.send_due_notices() == 1

    notice.refresh_from_db()
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second == f"<notice.{notice.pk}.{notice.written_at:%Y%m%d%H%M%S}.0@127.0.0.1>"
    assert (notice.status, notice.claims) == ("sent", 2)


def test_claims_grow_longer_up_to_two_hours(alice):
    notice = NoticeFactory(user=alice)
    waits = []
    for _ in range(6):
        end_of_claim(notice)
        send(notice)
        waits.append(round((notice.due_at - timezone.now()).total_seconds() / 60))

    assert waits == [10, 20, 40, 80, 120, 120]


def test_mail_that_waited_longer_than_its_claim_is_never_sent(alice, letters):
    mail_task = {"subject": "s", "to": MAIL, "text": "t", "html": "h", "message_id": "<1@x>"}
    app.conf.task_always_eager = False
    send(NoticeFactory(user=alice))
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("mail").get(timeout=2)

    expires = timezone.datetime.fromisoformat(message.headers["expires"])
    assert message.headers["task"] == send_noted_mail.name
    assert abs(expires - timezone.now() - LEASE) < timedelta(seconds=5)
    assert mail_task.keys() == message.payload[1].keys()


def test_refused_address_fails_with_the_reason(smtp, alice):
    server = smtp("550 no such user")
    notice = NoticeFactory(user=alice)

    send(notice)

    assert (notice.status, notice.reason, notice.answer) == ("failed", "refused", "SMTPRecipientsRefused 550")
    assert len(server.received) == 1


def test_mail_server_that_stays_away_leaves_the_notice_for_later(smtp, alice):
    server = smtp("450 come back later")
    notice = NoticeFactory(user=alice)

    send(notice)

    assert (notice.status, notice.reason, len(server.received)) == ("waiting", "", 7)


def test_queue_that_is_away_costs_a_minute_and_then_longer(alice, broker_away):
    notice = NoticeFactory(user=alice)
    waits = []
    for _ in range(3):
        end_of_claim(notice)
        send(notice)
        waits.append(round((notice.due_at - timezone.now()).total_seconds() / 60))

    assert (notice.status, notice.reason, waits) == ("waiting", "queue", [1, 2, 4])


@pytest.mark.parametrize(("reason", "shown"), [("", "unconfirmed"), ("queue", "queue")])
def test_notice_that_nobody_took_for_half_a_day_has_failed(letters, alice, reason, shown):
    notice = NoticeFactory(user=alice, give_up_at=timezone.now(), reason=reason)

    send(notice)

    assert (notice.status, notice.reason, headings()) == ("failed", shown, [])


def test_refusal_of_an_older_claim_counts_for_nothing_but_its_success_does(alice):
    notice = NoticeFactory(user=alice, claims=2, due_at=timezone.now() + LEASE)

    sending.note_outcome(notice_id=notice.pk, claim=1, refusal="SMTPDataError 554")
    notice.refresh_from_db()
    after_refusal = notice.status
    sending.note_outcome(notice_id=notice.pk, claim=1, refusal="")

    notice.refresh_from_db()
    assert (after_refusal, notice.status) == ("waiting", "sent")


def test_clock_sends_what_is_due_and_leaves_the_rest(letters, alice):
    late = NoticeFactory(user=alice, kind=Kind.PAID)
    NoticeFactory(user=alice, due_at=timezone.now() + LEASE)
    NoticeFactory(user=alice, status=Notice.Status.FAILED)

    send_due_notices()

    assert headings() == [(MAIL, title_of(late))]


def test_notice_that_cannot_be_rendered_keeps_no_other_one_waiting(letters, alice, caplog):
    broken = NoticeFactory(user=alice, facts={})
    NoticeFactory(user=alice)

    assert (sending.send_due_notices(), len(mail.outbox)) == (1, 1)
    assert f"notice {broken.pk} could not be sent" in caplog.text


def test_notice_sent_again_is_a_letter_of_its_own(letters, alice, django_capture_on_commit_callbacks):
    notice = NoticeFactory(user=alice)
    send(notice)

    with django_capture_on_commit_callbacks(execute=True):
        again = resending.resend(notice_ids=[notice.pk])

    notice.refresh_from_db()
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert (again, notice.status, notice.resends) == (1, "sent", 1)
    assert first.replace(".0@", ".1@") == second


def test_waiting_notice_is_not_sent_twice_by_asking_again(letters, alice, django_capture_on_commit_callbacks):
    notice = NoticeFactory(user=alice)

    with django_capture_on_commit_callbacks(execute=True):
        again = resending.resend(notice_ids=[notice.pk])

    assert (again, headings()) == (0, [])


def test_account_that_was_erased_gets_no_letter(letters, alice):
    notice = NoticeFactory(user=alice)
    Notice.objects.filter(user=alice).delete()

    assert (sending.send_notice(notice_id=notice.pk), headings()) == (False, [])
