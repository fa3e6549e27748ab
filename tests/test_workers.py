"""Real workers, started by the lines that operators type, against real servers that answer as they are told."""

import re
import time

import pytest
from django_guid import clear_guid, set_guid

from celery_tasks.email.tasks import send_mail
from celery_tasks.health.store import last_heartbeats
from celery_tasks.health.tasks import note_db_worker
from celery_tasks.main import app
from celery_tasks.sms.tasks import send_code
from tests.answering import SENT, HttpServer, SmtpServer
from tests.workers import DB_LINE, VERBATIM, RunningWorker, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.once]

REQUEST_ID = "0123456789abcdef0123456789abcdef"
MOBILE, CODE, TOKEN = "13900000001", "918273", "sandbox-token"
POOLS = [("-P eventlet -c 1000", 1000), ("-P threads -c 20", 20), ("-P prefork -c 4", 4)]


@pytest.fixture
def provider():
    with HttpServer(SENT) as server:
        yield server


@pytest.fixture
def post_office():
    with SmtpServer("250 fine") as server:
        yield server


@pytest.fixture
def start(tmp_path, provider, post_office):
    """Starts a worker that reaches these servers."""
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    smtp |= {"EMAIL_PORT": post_office.port, "EMAIL_USE_SSL": "false"}
    workers = []

    def start_worker(line, **environment):
        worker = RunningWorker(line, tmp_path, **smtp | {"RONGLIAN_BASE_URL": provider.url} | environment)
        workers.append(worker)
        return worker.__enter__()

    yield start_worker
    for worker in workers:
        worker.kill()


def text(mobile=MOBILE):
    send_code.delay(mobile=mobile, code=CODE, purpose="login")


def mail(*subjects):
    for subject in subjects:
        send_mail.delay(subject=subject, to="shopper@example.com", text="t", html="h")


def broker():
    with app.connection_for_read() as connection:
        return connection.default_channel._create_client()


def line(pool):
    return f"celery -A celery_tasks.main worker -l info {pool}"


def test_verbatim_line_takes_sms_and_mail_and_leaves_db_work_alone(start, provider, post_office):
    worker = start(VERBATIM)
    note_db_worker.delay()
    text()
    mail("hello")
    wait_until(lambda: provider.received and post_office.subjects, lambda: worker.text)

    status = worker.stop()

    assert (status, len(provider.received), post_office.subjects) == (0, 1, ["hello"])
    assert (broker().llen("db"), broker().hlen("unacked:io")) == (1, 0)


@pytest.mark.parametrize("short_line", [DB_LINE, f"{DB_LINE} -P threads"])
def test_line_for_db_work_takes_db_work_only(start, provider, short_line):
    worker = start(short_line)
    text()
    note_db_worker.delay()

    worker.wait_for("note_db_worker[")
    worker.wait_for("succeeded")

    assert (broker().llen("sms"), provider.received) == (1, [])


@pytest.mark.parametrize("mixture", ["-Q sms,db", "-P eventlet -Q db", "-Q order"])
def test_worker_of_a_mixture_ends_at_once_and_says_why(tmp_path, mixture):
    worker = RunningWorker(line(mixture), tmp_path)

    status = worker.process.wait(30)

    assert status == 1
    assert re.search(r"^(A worker takes queues of one kind|Database drivers block a green worker)", worker.text, re.M)


@pytest.mark.parametrize(("pool", "kind"), [("-P threads -c 2", "io"), ("-Q db -P threads -c 2", "db")])
def test_worker_shows_its_life_as_soon_as_it_is_ready(start, pool, kind):
    start(line(pool))

    wait_until(lambda: last_heartbeats()[kind] == "ok", patience=5)

    assert sorted(last_heartbeats().values()) == ["ok", "unknown"]


def test_request_id_goes_from_the_request_to_the_log_line_of_the_worker(start):
    worker = start(line("-P threads -c 2"))
    set_guid(REQUEST_ID)
    text()
    clear_guid()

    worker.wait_for("succeeded")

    assert f" {REQUEST_ID} services:" in worker.text


def test_worker_at_debug_prints_neither_code_nor_mobile_nor_signature(start, provider):
    worker = start("celery -A celery_tasks.main worker -l debug -P threads -c 2", LOG_LEVEL="DEBUG")
    app.send_task("no.such.task", kwargs={"code": CODE, "mobile": MOBILE}, queue="sms")
    text()
    worker.wait_for("succeeded")

    signature = re.search(r"sig=(\w+)", provider.received[0].path)[1]
    assert "DEBUG" in worker.text
    assert "TaskPool: Apply" not in worker.text  # the line with all arguments
    assert "KeyError('no.such.task')" in worker.text
    assert [secret for secret in (CODE, MOBILE, TOKEN, signature) if secret in worker.text] == []


def test_busy_provider_is_asked_again_by_the_worker(start, provider):
    provider.answers = [503, SENT]
    worker = start(line("-P threads -c 2"))
    text()

    worker.wait_for("succeeded")

    assert len(provider.received) == 2
    assert re.search(r"retry: Retry in \d+s: SmsUnavailable\('HTTP 503'\)", worker.text)


@pytest.mark.parametrize("pool", ["-P eventlet -c 100", "-P threads -c 2"])
def test_sms_that_waits_for_its_next_try_survives_a_restart(start, provider, pool):
    provider.answers = [503]
    worker = start(line(pool))
    text()
    worker.wait_for("retry: Retry in")

    status = worker.stop()

    assert (status, broker().llen("sms")) == (0, 1)


@pytest.mark.parametrize(("pool", "slots"), POOLS)
def test_tasks_of_a_killed_worker_are_finished_by_another(start, post_office, pool, slots):
    post_office.gate.clear()
    survivor = start(line(f"{pool} -Q sms -n survivor@here"), CELERY_IO_VISIBILITY_TIMEOUT=5)
    victim = start(line(pool), CELERY_IO_VISIBILITY_TIMEOUT=5)
    subjects = {f"mail {number}" for number in range(12)}
    mail(*subjects)
    wait_until(lambda: len(post_office.received) == min(slots, 12), lambda: victim.text)
    victim.kill()
    post_office.gate.set()
    ended, waiting = post_office.subjects, broker().llen("mail")

    wait_until(lambda: broker().llen("mail") == 12, lambda: survivor.text)
    app.control.add_consumer("mail", destination=["survivor@here"])
    wait_until(lambda: set(post_office.subjects) == subjects, lambda: survivor.text)

    assert (ended, waiting) == ([], 12 - min(slots, 12))
    wait_until(lambda: broker().hlen("unacked:io") == 0, lambda: survivor.text)


@pytest.mark.parametrize("pool", ["eventlet", "threads", "prefork"])
def test_stopped_worker_ends_what_it_has_begun_and_leaves_the_rest(start, post_office, pool):
    post_office.gate.clear()
    worker = start(line(f"-P {pool} -c 4"))
    mail(*"abcdefgh")
    wait_until(lambda: len(post_office.received) == 4, lambda: worker.text)
    worker.process.terminate()
    worker.wait_for("Warm shutdown")
    post_office.gate.set()

    status = worker.process.wait(30)

    ended = post_office.subjects
    assert (status, len(ended), len(set(ended))) == (0, len(ended), len(ended))
    assert {"a", "b", "c", "d"} <= set(ended)
    assert (broker().llen("mail"), broker().hlen("unacked:io")) == (8 - len(ended), 0)


def test_sms_is_sent_while_a_flood_of_mails_hangs(start, provider, post_office):
    post_office.gate.clear()
    mail(*(str(number) for number in range(80)))
    worker = start(line("-P eventlet -c 50"))
    wait_until(lambda: len(post_office.received) == 45, lambda: worker.text)  # nine tenths of the slots
    time.sleep(1)
    hanging = len(post_office.received)
    text()

    wait_until(lambda: provider.received, lambda: worker.text)

    assert (hanging, post_office.subjects) == (45, [])
    post_office.gate.set()
    wait_until(lambda: len(post_office.subjects) == 80, lambda: worker.text)
