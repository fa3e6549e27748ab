"""How often a request for an SMS code goes to Redis, counted between the processes rather than in the code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.surroundings import redis_server
from tests.wire import RoundTripCounter

# Another process, so that every connection that the mall opens goes through the counter, the broker's included.
_SCRIPT = """
import django, json, sys
django.setup()
from django.test import Client
from oauth.tokens import Claim, signed
from verifications.tests.factories import drawn_captcha
client = Client()
def ask(mobile):
    form = {"mobile": mobile, "captcha_id": drawn_captcha(), "captcha": "K7PD", "send_code": "1"}
    form |= {"token": signed(Claim("0" * 32, "a binding"))}
    print("ready", flush=True)
    input()  # the test reads its counter while we wait
    response = client.post(sys.argv[1], form, headers={"HX-Request": "true"})
    print(json.dumps([response.status_code, "60" in response.content.decode()]), flush=True)
for mobile in ("13900000001", "13900000002", "13900000003"):
    ask(mobile)
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/register/", "/qq/binding/"])
def test_sms_code_request_makes_at_most_two_redis_round_trips(path):
    counter = RoundTripCounter(str(redis_server.socket))
    environment = os.environ | {
        "REDIS_URL": f"redis://127.0.0.1:{counter.port}",
        "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test",
        "PYTHONPATH": f"apps{os.pathsep}.",
    }
    mall = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, path],
        cwd=Path(__file__).parents[1],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    costs, answers = [], []
    for _ in range(3):
        assert mall.stdout.readline() == "ready\n"
        before = counter.count
        mall.stdin.write("\n")
        mall.stdin.flush()
        answers.append(json.loads(mall.stdout.readline()))
        costs.append(counter.count - before)
    mall.communicate(timeout=10)

    assert answers == [[200, True]] * 3
    assert 1 <= costs[-1] <= 2  # the first request also connects and loads the script
