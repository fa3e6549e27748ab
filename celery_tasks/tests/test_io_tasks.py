"""Every task of an io queue, present and future: runs without the database, and cannot reach it."""

from pathlib import Path

import pytest
from celery import Celery
from django.contrib.auth import get_user_model

from celery_tasks.io_task import DatabaseInIoTask, IoTask
from celery_tasks.kinds import IO
from celery_tasks.main import app
from tests.answering import SENT, HttpServer

app.loader.import_default_modules()  # as a worker does at its start

#: One call of each io task. A new one without a line here fails below.
SAMPLES = {
    "celery_tasks.sms.tasks.send_code": {"mobile": "13900000001", "code": "918273", "purpose": "login"},
    "celery_tasks.email.tasks.send_mail": {"subject": "s", "to": "a@example.com", "text": "t", "html": "<p>h</p>"},
    "celery_tasks.email.tasks.send_noted_mail": {
        "message_id": "<1@shop.example>",
        "subject": "s",
        "to": "a@example.com",
        "text": "t",
        "html": "<p>h</p>",
    },
    "celery_tasks.health.tasks.note_io_worker": {},
}


def queue_of(task):
    return app.amqp.router.route({}, task.name)["queue"].name


IO_TASKS = [task for name, task in app.tasks.items() if not name.startswith("celery.") and queue_of(task) in IO.queues]


def test_worker_knows_every_module_of_tasks():
    root = Path(__file__).parents[1]
    written = {f"celery_tasks.{path.parent.name}.tasks" for path in root.glob("*/tasks.py")}

    assert {task.__module__ for name, task in app.tasks.items() if not name.startswith("celery.")} == written


def test_every_io_task_has_a_sample_call():
    assert {task.name for task in IO_TASKS} == SAMPLES.keys()


@pytest.mark.parametrize("task", IO_TASKS, ids=lambda task: task.name)
def test_io_task_refuses_the_database_and_runs_without_it(settings, task):
    """No django_db mark: pytest-django blocks the database."""
    with HttpServer(SENT) as provider:
        settings.RONGLIAN_BASE_URL = provider.url
        result = task.apply(kwargs=SAMPLES[task.name], throw=True)

    assert isinstance(task, IoTask)
    assert (result.state, result.result) == ("SUCCESS", None)


@pytest.fixture
def rogue():
    """An io task that uses the ORM, in an app of its own."""
    own_app = Celery("rogue", set_as_current=False)

    @own_app.task(base=IoTask)
    def count_people():
        return get_user_model().objects.count()

    return count_people


@pytest.mark.django_db
def test_io_task_that_uses_the_orm_is_refused(rogue):
    with pytest.raises(DatabaseInIoTask, match=r"count_people is an io task and must not use the database"):
        rogue.apply(throw=True)


@pytest.mark.django_db
def test_database_is_open_again_after_an_io_task(rogue):
    with pytest.raises(DatabaseInIoTask):
        rogue.apply(throw=True)

    assert get_user_model().objects.count() == 0
