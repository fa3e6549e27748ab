import email
from email import policy

import pytest

from celery_tasks.email.tasks import send_mail
from tests.answering import SmtpServer
from tests.servers import free_port

MAIL = {"subject": "您的订单", "to": "shopper@example.com", "text": "已发货", "html": "<p>已发货</p>"}


@pytest.fixture(autouse=True)
def _smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", free_port(), False


def test_mail_carries_text_and_html(settings):
    with SmtpServer("250 fine") as server:
        settings.EMAIL_PORT = server.port
        state = send_mail.apply(kwargs=MAIL).state

    recipient, raw = server.received
    mail = email.message_from_bytes(raw, policy=policy.default)
    bodies = [part.get_content().strip() for part in mail.walk() if not part.is_multipart()]
    assert (state, recipient) == ("SUCCESS", b"rcpt TO:<shopper@example.com>\r\n")
    assert (mail["Subject"], mail["To"], bodies) == ("您的订单", "shopper@example.com", ["已发货", "<p>已发货</p>"])


@pytest.mark.parametrize(
    ("reply", "tries"),
    [("550 no such user", 1), ("553 not that name", 1), ("450 come back later", 7), (None, 7)],
)
def test_refused_recipient_is_final_and_a_busy_server_is_tried_again(settings, reply, tries):
    with SmtpServer(reply) as server:
        settings.EMAIL_PORT = server.port
        state = send_mail.apply(kwargs=MAIL).state

    assert (state, len(server.received)) == ("FAILURE", tries)


def test_mail_is_taken_after_the_server_was_busy_twice(settings):
    with SmtpServer("450 later", "450 later", "250 fine") as server:
        settings.EMAIL_PORT = server.port
        state = send_mail.apply(kwargs=MAIL).state

    assert (state, len(server.received)) == ("SUCCESS", 4)  # three tries and the mail


def test_server_that_does_not_answer_is_given_up_after_the_time_out(settings):
    settings.EMAIL_TIMEOUT = 0.5
    with SmtpServer("250 fine", delay=1) as server:
        settings.EMAIL_PORT = server.port
        state = send_mail.apply(kwargs=MAIL, retries=send_mail.max_retries).state

    assert (state, len(server.received)) == ("FAILURE", 1)


def test_log_names_no_recipient_and_no_text(settings, caplog):
    caplog.set_level("DEBUG", logger="celery")
    with SmtpServer("550 no such user") as server:
        settings.EMAIL_PORT = server.port
        send_mail.apply(kwargs=MAIL)

    assert "MailRefused('SMTPRecipientsRefused 550')" in caplog.text
    assert [secret for secret in ("shopper@example.com", "您的订单", "已发货") if secret in caplog.text] == []
