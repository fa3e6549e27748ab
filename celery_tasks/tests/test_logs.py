import base64
import json
import logging

import pytest
from django_guid import clear_guid, set_guid

from celery_tasks import logs
from celery_tasks.email.tasks import send_mail
from celery_tasks.main import app
from celery_tasks.sms.tasks import send_code

CALL = {"mobile": "13900000001", "code": "918273", "purpose": "login"}


def waiting(queue):
    """The oldest message in a queue of the broker."""
    with app.connection_for_read() as connection:
        return json.loads(connection.default_channel.client.lindex(queue, -1))


def test_message_tells_a_worker_nothing_of_its_arguments_to_show():
    send_code.delay(**CALL)

    message = waiting("sms")
    assert json.loads(base64.b64decode(message["body"]))[1] == CALL  # the test sees the message
    assert "918273" not in json.dumps(message["headers"])
    assert (message["headers"]["argsrepr"], message["headers"]["kwargsrepr"]) == ("(hidden)", "(hidden)")


def test_request_id_goes_along_with_the_task():
    set_guid("0123456789abcdef0123456789abcdef")

    send_mail.delay(subject="s", to="a@example.com", text="t", html="h")
    clear_guid()

    assert waiting("mail")["headers"]["X-Request-ID"] == "0123456789abcdef0123456789abcdef"


@pytest.fixture
def consumer_log(caplog):
    """Celery's logger of messages that it cannot use, set up as in a worker."""
    logger = logging.getLogger("celery.worker.consumer.consumer")
    logger.addFilter(logs.hide_bodies)
    yield logger
    logger.removeFilter(logs.hide_bodies)


def test_unknown_task_is_logged_without_its_message(consumer_log, caplog):
    from celery.worker.consumer.consumer import MESSAGE_DECODE_ERROR, UNKNOWN_FORMAT, UNKNOWN_TASK_ERROR

    try:
        raise KeyError("no.such.task")
    except KeyError as error:
        consumer_log.error(UNKNOWN_TASK_ERROR, error, "918273", {}, {}, exc_info=True)
    consumer_log.warning(UNKNOWN_FORMAT, "918273")
    consumer_log.critical(MESSAGE_DECODE_ERROR, "918273", "a", "b", "c", "d")
    consumer_log.info("another line with %s", "an argument")

    assert [record.getMessage() for record in caplog.records] == [
        "a message was dropped: KeyError('no.such.task')",
        "a message was dropped: ''",
        "a message was dropped: ''",
        "another line with an argument",
    ]
    assert "918273" not in caplog.text
