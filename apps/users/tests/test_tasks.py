import pytest

from celery_tasks.users.tasks import send_reset_link
from tests.test_outages import redis_away

from .factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return UserFactory(email="alice@example.com", verified_email="alice@example.com")


@pytest.mark.parametrize(("language", "subject"), [("zh-hans", "重置密码"), ("en", "Reset your password")])
def test_reset_link_is_written_in_the_language_of_the_reader(alice, letters, language, subject):
    send_reset_link.apply(kwargs={"email": "alice@example.com", "language": language})

    assert [(letter.to, letter.subject) for letter in letters] == [(["alice@example.com"], subject)]


def test_reset_link_for_nobody_is_done_without_a_letter(letters):
    state = send_reset_link.apply(kwargs={"email": "nobody@example.com", "language": ""}).state

    assert (state, letters) == ("SUCCESS", [])


@pytest.mark.slow
def test_reset_link_is_tried_again_while_no_letter_can_be_queued(alice):
    with redis_away():
        outcome = send_reset_link.apply(kwargs={"email": "alice@example.com", "language": ""})

    assert (outcome.state, type(outcome.result).__name__) == ("FAILURE", "MailNotQueued")  # after the last try
