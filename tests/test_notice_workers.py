"""Notices by real workers: the broker stops, loses its memory, workers are killed in the middle. No letter is lost, and
one that comes twice carries the same Message-ID."""

import pytest
from django.utils import timezone
from redis import Redis

from celery_tasks.main import app
from celery_tasks.notices.tasks import send_due_notices
from notices.models import Kind, Notice
from notices.services import write_notice
from notices.tests.factories import FACTS
from tests.answering import SmtpServer
from tests.surroundings import redis_server
from tests.test_account_journey import database_url
from tests.test_outages import redis_away
from tests.workers import DB_LINE, RunningWorker, wait_until
from users.tests.factories import UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DB = f"{DB_LINE} -P threads"
IO = "celery -A celery_tasks.main worker -l info -P threads -c 2"


@pytest.fixture
def post_office():
    with SmtpServer("250 fine") as server:
        yield server


@pytest.fixture
def start(tmp_path, settings, post_office):
    """Starts a worker that shares the database with this test, and mails to this post office."""
    there = {"DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY, "EMAIL_HOST": "127.0.0.1"}
    there |= {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_PORT": post_office.port}
    there |= {"EMAIL_USE_SSL": "false"}
    workers = []

    def start_worker(line):
        workers.append(RunningWorker(line, tmp_path, **there))
        return workers[-1].__enter__()

    yield start_worker
    for worker in workers:
        worker.kill()


def write():
    mail = "alice@example.com"
    alice = UserFactory(email=mail, verified_email=mail)
    write_notice(user_id=alice.pk, kind=Kind.SHIPPED, key="shipped:1", facts=FACTS)


def ten_minutes_later():
    """The claim has ended; the clock looks around."""
    Notice.objects.update(due_at=timezone.now())
    send_due_notices.delay()


def queued_mails():
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen("mail")


def wait_for_queued_mail(worker):
    wait_until(lambda: queued_mails() == 1, lambda: (status(), worker.text), patience=20)


def forget_what_is_queued():
    with Redis(unix_socket_path=str(redis_server.socket)) as client:
        client.flushall()


def status():
    return Notice.objects.values_list("status", "claims").get()


def wait_for(worker, *expected):
    wait_until(lambda: status() == expected, lambda: (status(), worker.text))


def test_notice_becomes_a_letter(start, post_office):
    db = start(DB)
    start(IO)

    write()

    wait_for(db, "sent", 1)
    assert post_office.subjects == ["您的订单已发货"]


def test_notice_written_while_the_broker_is_stopped_is_sent_by_the_clock(start, post_office):
    with redis_away():
        write()
    db = start(DB)
    start(IO)

    ten_minutes_later()

    wait_for(db, "sent", 1)
    assert post_office.subjects == ["您的订单已发货"]


def test_broker_that_lost_its_memory_loses_no_letter(start, post_office):
    db = start(DB)
    write()
    wait_for_queued_mail(db)
    forget_what_is_queued()
    start(IO)

    ten_minutes_later()

    wait_for(db, "sent", 2)
    assert post_office.subjects == ["您的订单已发货"]


def test_letter_of_a_mail_worker_killed_in_the_middle_is_sent_by_another(start, post_office):
    post_office.gate.clear()
    db, victim = start(DB), start(IO)
    write()
    wait_until(lambda: post_office.received, lambda: victim.text)
    victim.kill()
    post_office.gate.set()
    before = (status(), post_office.subjects)
    start(IO)

    ten_minutes_later()

    wait_for(db, "sent", 2)
    assert (before, post_office.subjects) == ((("waiting", 1), []), ["您的订单已发货"])


def test_killed_sender_is_followed_by_another(start, post_office):
    start(IO)
    write()
    Notice.objects.update(claims=1)  # claimed, and nothing after
    forget_what_is_queued()
    db = start(DB)

    ten_minutes_later()

    wait_for(db, "sent", 2)
    assert post_office.subjects == ["您的订单已发货"]


def test_word_that_is_lost_after_the_letter_costs_a_double_with_the_same_message_id(start, post_office):
    first = start(DB)
    write()
    wait_for_queued_mail(first)
    first.kill()
    mailer = start(IO)
    wait_until(lambda: post_office.subjects, lambda: mailer.text)
    mailer.wait_for("succeeded")
    forget_what_is_queued()  # with the word that the letter is out
    second = start(DB)

    ten_minutes_later()

    wait_for(second, "sent", 2)
    one, other = post_office.mails
    assert one["Message-ID"] == other["Message-ID"]
