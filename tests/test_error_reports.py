"""A real error of the mall, told to a real listener by the real package."""

import gzip
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.answering import HttpServer

pytestmark = [pytest.mark.slow, pytest.mark.once]

ROOT = Path(__file__).parents[1]
VIEW = "users.views.entering.login"
SECRETS = {
    "mobile": "13912345678",
    "password": "correct-horse-battery",
    "cookie": "5e551d0000000000000000000000c0de",
    "token": "eyJ1c2VyIjoxMjM0NX0.aBcDeF.bbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "address": "somebody@private.example",
    "agent": "Mozilla/9.9 (somebodys own browser)",
    "code": "918273",
    "name": "O'Brien-the-buyer",
}
#: A mall whose tables were never made: whoever signs in or comes from a mail meets an error of the database, and so
#: does a task. Then an error whose own sentence carries secrets.
MISHAPS = """
import os, django; django.setup()
import sentry_sdk
from django.test import Client
client = Client(raise_request_exception=False, headers={{"user-agent": {agent!r}, "host": "localhost"}})
client.cookies["sessionid"] = {cookie!r}
answer = client.post("/login/?next=/info/&code={code}", {{"login": {mobile!r}, "password": {password!r}}})
print(answer.status_code)
from celery_tasks.email.tasks import send_mail
send_mail.apply(kwargs={{"subject": {code!r}, "to": {address!r}, "text": {token!r}, "html": {mobile!r}, "bad": 1}})
try:
    repeated = "Duplicate entry '{name}' for key 'users_user.username'"  # as MySQL does, whatever is in it
    raise ValueError("no such buyer {mobile} {address} {token} '{password}' {cookie} {code} " + repeated)
except ValueError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.flush(5)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Everything that the listener received, as bytes; and as events."""
    folder = tmp_path_factory.mktemp("reports")
    with HttpServer({}) as listener:
        environment = {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev", "DATA_DIR": str(folder)}
        environment |= {"DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3", "LOG_DIR": str(folder)}
        environment |= {"SENTRY_DSN": f"http://key@127.0.0.1:{listener.port}/7", "PYTHONPATH": f"{ROOT}:{ROOT}/apps"}
        script = MISHAPS.format(**SECRETS)
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "500\n"), done.stderr
    bodies = [_unzipped(request) for request in listener.received]
    return listener.received, bodies, [json.loads(body.splitlines()[2]) for body in bodies]


def _unzipped(request):
    encoding = request.headers.get("Content-Encoding")
    if encoding == "br":  # where its package is installed
        return importlib.import_module("brotli").decompress(request.body)
    return gzip.decompress(request.body) if encoding == "gzip" else request.body


def test_error_of_a_page_and_of_a_task_are_told_with_the_place_in_the_code(told):
    requests, _bodies, events = told
    errors = [event["exception"]["values"][-1] for event in events]

    assert {request.path for request in requests} == {"/api/7/envelope/"}
    assert [error["type"] for error in errors] == ["OperationalError", "TypeError", "ValueError"]
    assert [event["transaction"] for event in events[:2]] == [
        "users.views.entering.login",
        "celery_tasks.email.tasks.send_mail",
    ]
    functions = [frame["function"] for frame in errors[0]["stacktrace"]["frames"]]
    assert "login" in functions


@pytest.mark.parametrize("name", SECRETS)
def test_report_carries_no_secret(told, name):
    _requests, bodies, _events = told

    assert [SECRETS[name] in body.decode() for body in bodies] == [False] * 3


def test_report_has_nothing_that_is_not_on_the_list(told):
    _requests, _bodies, events = told
    may = {"event_id", "timestamp", "platform", "level", "environment", "server_name", "release", "sdk"}
    may |= {"transaction", "exception"}

    assert [set(event) - may for event in events] == [set()] * 3
    assert events[2]["exception"]["values"][0]["value"] == (
        "no such buyer 139****5678 <address> <token> '…' … … Duplicate entry '…' for key '…'"
    )
